"""What holds for every explorer, operated by mouse and keys in each engine."""

import io
import re
import unicodedata
from collections import Counter

import pytest
from drivers import Firefox
from explorer_examples import example
from pypdf import PdfReader

from convlib.widgets.contract import contracts

OFFERS = {kind: contract.offers for kind, contract in contracts().items()}
every_kind = pytest.mark.parametrize("kind", OFFERS)
every_playing_kind = pytest.mark.parametrize(
    "kind", [kind for kind, offers in OFFERS.items() if offers.plays]
)


def pictured(said) -> dict:
    """Return all that is seen: what is spoken may follow a second later."""
    return {name: value for name, value in said.data.items() if name != "spoken"}


@every_kind
def test_a_click_and_a_key_replace_a_number(show, kind):
    """Also one that is there already: the number is selected, whatever was before."""
    explorer = show(example(kind))
    for grid in OFFERS[kind].editable:
        explorer.select(grid, 0, 0)
        explorer.press("1", "Enter")
        explorer.wait_until("cell(given).dataset.value === '1'", grid, 0, 0)
        explorer.push("Copy as NumPy")
        for key in ("7", "2"):
            before = explorer.value(grid, 0, 0)
            explorer.select(grid, 0, 0)
            explorer.press(key)
            explorer.wait_until(
                "Number(cell(given).dataset.value) !== given[3]", grid, 0, 0, before
            )
            assert explorer.value(grid, 0, 0) == int(key)
            explorer.push("Copy as NumPy")


@every_kind
def test_arrows_lead_through_a_grid_and_keys_replace_its_numbers(show, kind):
    explorer = show(example(kind))
    for grid in OFFERS[kind].grids:
        rows, cols = explorer.read().values(grid).shape
        explorer.select(grid, 0, 0)
        for key, to in [
            ("ArrowRight", (0, min(1, cols - 1))),
            ("End", (0, cols - 1)),
            ("ArrowDown", (min(1, rows - 1), cols - 1)),
            ("Home", (min(1, rows - 1), 0)),
            ("ArrowUp", (0, 0)),
        ]:
            explorer.press(key)
            assert explorer.focused() == (grid, *to), key
        if grid in OFFERS[kind].editable:
            explorer.press("ArrowRight", "-", "3", "Enter")
            at = (grid, 0, min(1, cols - 1))
            explorer.wait_until("cell(given).dataset.value === '-3'", *at)


@every_kind
def test_sliders_are_dragged(show, kind):
    """They stay in their place, as the picture above them grows or shrinks."""
    explorer = show(example(kind))
    explorer.run("document.body.style.paddingBlock = '5000px'")
    top = "return control(given[0]).getBoundingClientRect().top"
    for name in OFFERS[kind].sliders:
        before = explorer.read().sliders[name]
        if before["min"] == before["max"]:
            continue
        at_end = before["value"] == before["max"]
        end = before["min"] if at_end else before["max"]
        explorer.box("control(given[0])", name)  # brings it into sight
        place = explorer.run(top, name)
        explorer.drag(name, 0 if at_end else 1)
        said = explorer.wait_until(
            "said.sliders[given[0]].value !== given[1]", name, before["value"]
        )
        assert abs(explorer.run(top, name) - place) < 2
        assert said.setting(name) == end
        assert said.sliders[name]["printed"] == str(end)
        explorer.push("Reset")
        explorer.wait_until(
            "said.sliders[given[0]].value === given[1]", name, before["value"]
        )


@every_kind
def test_switches_and_choices_are_taken(show, kind):
    explorer = show(example(kind))
    for name in OFFERS[kind].switches:
        on = explorer.read().switches[name]
        explorer.click("control(given[0])", name)
        explorer.wait_until("said.switches[given[0]] !== given[1]", name, on)
    radios = "[...root.querySelectorAll('input[type=radio]')]"
    for number, name in enumerate(OFFERS[kind].radios):
        explorer.click(f"{radios}[given[0]]", number)
        explorer.wait_until("said.radios[given[0]]", name)


@every_kind
def test_escape_clears(show, kind):
    explorer = show(example(kind))
    for grid in OFFERS[kind].grids:
        explorer.select(grid, 0, 0)
        explorer.press("Escape")
        said = explorer.read()
        assert [g for g in said.grids if said.marked(g, "selected")] == [], grid


@every_playing_kind
def test_play_moves_on_and_pause_stops(show, kind):
    explorer = show(example(kind))
    explorer.push("Play")
    before = explorer.wait_until("'Pause' in said.buttons")
    explorer.wait_until(
        "JSON.stringify(said.grids) !== given[0]",
        explorer.run("return JSON.stringify(given[0])", before.grids),
    )
    while "Pause" in explorer.read().buttons:  # if not, it came to its end meanwhile
        explorer.click("root.querySelector('.player .primary')")
    explorer.wait_until("'Play' in said.buttons")
    explorer.push("Previous")
    explorer.push("Next")
    explorer.press("Escape")
    assert "Play" in explorer.read().buttons


@every_kind
def test_a_link_shows_the_same_and_back_shows_the_beginning(show, kind):
    explorer = show(example(kind))
    beginning = pictured(explorer.read())
    for name, slider in list(explorer.read().sliders.items())[:2]:
        if slider["min"] < slider["max"] and name not in OFFERS[kind].tools:
            explorer.drag(name, 1 if slider["value"] < slider["max"] else 0)
    grid = list(explorer.read().grids)[-1]
    explorer.select(grid, 0, 0)
    linked = explorer.copy_link()
    meant = pictured(explorer.read())
    assert meant != beginning
    explorer.push("Reset")
    explorer.wait_until("!said.alert")
    explorer.open(linked)  # in the page that is open already
    explorer.wait_until("document.activeElement === root")
    assert pictured(explorer.read()) == meant
    explorer.engine.back()
    explorer.wait_until("location.hash === ''")
    assert pictured(explorer.read()) == beginning
    explorer.engine.open("about:blank")
    explorer.open(linked)  # in one that opens with it
    explorer.wait_until("document.activeElement === root")
    assert pictured(explorer.read()) == meant


CHOICES = [kind for kind, offers in OFFERS.items() if offers.radios]


@pytest.mark.parametrize("kind", CHOICES)
def test_choices_stand_beside_their_name(show, kind):
    explorer = show(example(kind))
    _, top, _, height = explorer.box("root.querySelector('.choice .legend')")
    _, beside, _, along = explorer.box("root.querySelector('.choice label')")
    assert top < beside + along / 2 < top + height


@pytest.mark.parametrize("kind", CHOICES)
def test_the_choice_that_is_made_is_the_one_that_is_printed(show, kind):
    """Firefox prints a copy of the page, in which radio buttons are as their markup is."""
    explorer = show(example(kind))
    explorer.click("root.querySelectorAll('input[type=radio]')[1]")
    marked = explorer.engine.wait_until(
        "() => document.querySelectorAll('input[type=radio]')[1].defaultChecked"
    )
    assert marked


# The text of all that is found, but for what a style sheet leaves out on paper.
MEANT_FOR_PAPER = """
const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
    .filter(({ media }) => media?.mediaText === "print")
    .flatMap(({ cssRules }) => [...cssRules]);
const left = rules.filter(({ style }) => style?.display === "none")
    .map(({ selectorText }) => selectorText).join();
return [...root.querySelectorAll(given[0])].filter((at) => !at.closest(left))
    .map((at) => at.textContent);"""


def squeezed(text: str) -> str:
    """Return a text without spaces and ligatures: a PDF sets both as it likes."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def not_printed(words: list[str], numbers: str, pdf: bytes) -> list[str]:
    """Return the words that are on no sheet, and the digits that are on too few."""
    sheets = PdfReader(io.BytesIO(pdf), strict=True).pages
    printed = squeezed("".join(sheet.extract_text() for sheet in sheets))
    wanted = Counter(re.findall(r"\d", numbers))
    missing = [word for word in words if squeezed(word) not in printed]
    return missing + [*(wanted - Counter(printed))]


@every_kind
def test_firefox_prints_it(show, engine, kind):
    explorer = show(example(kind))
    if isinstance(engine, Firefox):
        printed = engine.print()
        assert printed.startswith(b"%PDF-") and printed.rstrip().endswith(b"%%EOF")
        words, cells = (
            explorer.run(MEANT_FOR_PAPER, found)
            for found in (".title, .caption > span, .legend", "[role=gridcell]")
        )
        assert words
        assert not_printed(words, "".join(cells), printed) == []
        more = "0123456789" * 10_000
        assert not_printed(["Nowhere"], more, printed) == ["Nowhere", *"0123456789"]


def small_numbers(explorer, grids: tuple[str, ...]) -> list[float]:
    """Return how high small numbers are beside their cells, whatever is selected."""
    heights = []
    for grid in grids:
        explorer.select(grid, 0, 0)
        heights += explorer.run(
            """const height = (element) => element.getBoundingClientRect().height;
            return [...root.querySelectorAll(".cell :is(.badge, .under)")].map(
                (small) => height(small) / height(small.closest(".cell")));"""
        )
    return heights


@pytest.mark.xdist_group("firefox")
@every_kind
def test_small_numbers_leave_room_where_letters_are_large(show_large, kind):
    """A reader's smallest font size would let a badge cover the number beside it."""
    meant = example(kind)
    if meant.has_trait("backward"):
        meant.backward = True  # a network has them on the way back
    heights = small_numbers(show_large(meant), OFFERS[kind].grids)
    assert max(heights, default=0) < 0.5


@pytest.mark.xdist_group("firefox")
def test_small_numbers_are_seen(show_large):
    """Not every kind has some."""
    assert small_numbers(show_large(example("sliding-window")), ("Output",))
