"""What holds for every explorer: the semantic contract, and each way of operating it."""

import re

import numpy as np
import pytest
from explorer_examples import EXAMPLES, example
from explorer_states import random_moves
from on_page import COPIES, OnPage, Snapshot, severe
from playwright.sync_api import expect

from convlib.widgets import Channels, OutputSize, SlidingWindow, hosts
from convlib.widgets.contract import contracts

SOURCES = hosts.STATIC.parent
TARGET = 24  # pixels
PHONE, WINDOW = 360, 1200  # pixels
LONGEST = 60_000  # milliseconds that playing may take at most

CONTRACTS = contracts()
OFFERS = {kind: contract.offers for kind, contract in CONTRACTS.items()}
PLAYING = [kind for kind in EXAMPLES if OFFERS[kind].plays]
EDITABLE = [kind for kind in EXAMPLES if OFFERS[kind].editable]

every_kind = pytest.mark.parametrize("kind", EXAMPLES)
every_playing_kind = pytest.mark.parametrize("kind", PLAYING)
every_editable_kind = pytest.mark.parametrize("kind", EDITABLE)
widths = pytest.mark.parametrize("width", [WINDOW, PHONE])


def check_against_convlib(kind: str, said: Snapshot) -> None:
    """Compare what is shown with what convlib computes from the numbers shown.

    Practising, the reader has to find it: nothing of it is shown.
    """
    computed = CONTRACTS[kind].computed(said)
    if said.switches.get("Practice"):
        hidden = [said.values(name) for name in computed.grids if name in said.grids]
        assert all((values == None).all() for values in hidden)
        assert said.ledger is None
        return
    for name, values in computed.grids.items():
        np.testing.assert_allclose(said.values(name), values, rtol=1e-12, atol=1e-12)
    assert computed.ledger in {None, said.ledger}
    for (name, mark), places in computed.marks.items():
        assert said.marked(name, mark) == places


def check_place(kind: str, said: Snapshot, name: str) -> None:
    """Check that the cells of a grid say where they are, and which can be edited."""
    rows, (height, width) = said.grids[name], size_of(said, name)
    rim = (len(rows) - height) // 2, (len(rows[0]) - width) // 2
    match OFFERS[kind].rims.get(name, 0):
        case (left, right):
            assert (len(rows), len(rows[0])) == (height, left + width + right)
            rim = 0, left
        case around:
            assert max(rim) == around
    for i, row in enumerate(rows):
        assert len(row) == len(rows[0])
        for j, cell in enumerate(row):
            at = (i - rim[0], j - rim[1])
            assert (cell["row"], cell["col"]) == at
            inside = 0 <= at[0] < height and 0 <= at[1] < width
            assert ("padding" in cell["states"]) == (not inside)
            assert cell["editable"] == (inside and name in OFFERS[kind].editable)
            if cell["editable"] and (height, width) != (1, 1):
                assert cell["label"] == f"{name}, row {at[0]}, column {at[1]}"
            elif inside:
                assert cell["label"]


def results(kind: str, said: Snapshot) -> str:
    """Return what is shown of what convlib computes."""
    computed = CONTRACTS[kind].computed(said)
    if computed.grids:
        return str([said.values(name).tolist() for name in computed.grids])
    return str(said.ledger)


def selected(kind: str, said: Snapshot) -> list[tuple[str, int, int]]:
    """Return the cells selected in the grids that Play goes through."""
    return [
        (grid, *at)
        for grid in OFFERS[kind].plays
        for at in said.marked(grid, "selected")
    ]


def played(kind: str, said: Snapshot) -> list[tuple[str, int, int]]:
    """Return all cells that Play goes through, in its order."""
    return [
        (grid, *at)
        for grid in OFFERS[kind].plays
        for at in np.ndindex(*size_of(said, grid))
    ]


def size_of(said: Snapshot, grid: str) -> tuple[int, int]:
    """Return the rows and columns of a grid without its padding."""
    return said.values(grid).shape


def pictured(said: Snapshot) -> dict:
    """Return all that is seen: what is spoken may follow a second later."""
    return {name: value for name, value in said.data.items() if name != "spoken"}


# The contract


@every_kind
def test_example_is_shown_as_the_contract_says(show, kind):
    explorer = show(example(kind)).explorer()
    said = explorer.read()
    assert said.kind == kind
    assert said.label
    assert said.ready == "true"
    assert explorer.root.evaluate("(e) => e.matches('section.explorer')")
    assert said.grids
    for name in said.grids:
        for cell in said.cells(name):
            assert cell["value"] is not None
            assert cell["label"] is None or cell["label"].startswith(name)
    assert said.ledger is not None
    assert said.alert is None
    offers = OFFERS[kind]
    assert set(offers.grids) <= set(said.grids)
    assert set(offers.sliders) == set(said.sliders)
    assert set(offers.switches) == set(said.switches)
    assert set(offers.radios) == set(said.radios)
    assert set(offers.choices) == set(said.choices)
    player = {"Play", "Previous", "Next"} if offers.plays else set()
    assert {"Reset", *player, *offers.buttons, *COPIES} == set(said.buttons)
    for name in said.grids:
        check_place(kind, said, name)
    assert {*said.sliders, *said.switches} <= explorer.seen()
    for slider in said.sliders.values():
        assert slider["printed"] == str(slider["value"]).replace("-", "−")
        assert slider["min"] <= slider["value"] <= slider["max"]
    check_against_convlib(kind, said)


@every_kind
def test_tables_stand_there_without_javascript(kind):
    html = example(kind).to_html()
    assert html.count("<caption>") == html.count("<table") > 0


def test_from_disk_and_over_http_alike(show):
    everything = [example(kind) for kind in EXAMPLES]
    disk, http = show(*everything), show(*everything, over_http=True)
    assert disk.page.url.startswith("file:")
    assert http.page.url.startswith("http:")
    for number in range(len(everything)):
        assert disk.explorer(number).read() == http.explorer(number).read()


# Accessible


def states(kind: str, explorer: OnPage):
    """Put an explorer into one state after the other that looks different."""
    yield "as it starts"
    said = explorer.read()
    for grid in OFFERS[kind].editable[-1:]:
        explorer.edit(grid, 0, 0, "abc")
    explorer.focus(list(said.grids)[-1], 0, 0)
    yield "the last grid selected, a refusal"
    for name in {"Stride", "Padding"} & said.sliders.keys():
        explorer.set(name, explorer.read().sliders[name]["max"])
    explorer.focus(next(iter(said.grids)), 0, 0)
    yield "the first grid selected, unread and padding cells"
    explorer.press("Escape")
    yield "nothing selected"


def test_axe_finds_nothing_in_either_theme(show):
    """All kinds on one page, which is looked at in each of their states."""
    book = show(*map(example, EXAMPLES))
    going = [states(kind, book.explorer(n)) for n, kind in enumerate(EXAMPLES)]
    found = {
        state: findings
        for state, *_ in zip(*going, strict=True)
        if (findings := book.accessibility_findings())
    }
    assert found == {}


def test_axe_sees_what_is_wrong(show):
    """Also in the last of them, which is out of sight."""
    book = show(*map(example, EXAMPLES), example("sliding-window"))
    book.page.evaluate(
        """() => {
            const last = [...document.querySelectorAll("[data-explorer]")].at(-1);
            last.querySelector("input").removeAttribute("aria-label");
            last.querySelector(".title").style.color = "#ddd";
        }"""
    )
    found = severe(book.accessibility_findings())
    assert {finding.split()[1] for finding in found} == {"label:", "color-contrast:"}


@widths
def test_targets_are_large_enough_and_nothing_overflows(show, width):
    """Of all kinds on one page, with every slider where it begins and at its end."""
    book = show(*map(example, EXAMPLES), width=width)
    assert book.overflow() <= 0
    for number, kind in enumerate(EXAMPLES):
        explorer = book.explorer(number)
        assert explorer.small_targets(TARGET) == [], kind
        for name in explorer.read().sliders:
            explorer.set(name, explorer.read().sliders[name]["max"])
            assert book.overflow() <= 0, (kind, name)


def test_overflow_is_seen(show):
    book = show(example("output-size"), width=PHONE)
    book.page.evaluate("document.querySelector('.explorer').style.minWidth = '400px'")
    assert book.overflow() > 0


# Keyboard


@every_kind
def test_tab_reaches_everything_once_and_shows_where_it_is(show, kind):
    explorer = show(example(kind)).explorer()
    said, stops = explorer.read(), explorer.tab_stops()
    # Tabbing through the grids selects in them, which may leave no step to go.
    after = explorer.read()
    enabled = [name for name, on in after.buttons.items() if on]
    movable = [name for name, slider in said.sliders.items() if not slider["disabled"]]
    chosen = [name for name, on in after.radios.items() if on]
    named = [*enabled, *movable, *said.switches, *chosen, *said.choices]
    reached = [stop["name"] for stop in stops if not stop["grid"]]
    grids = [stop["name"] for stop in stops if stop["grid"]]
    # An output of another filter brings that filter's grids with it.
    grids = [re.sub(r"(^Filter(?= . c)|Bias) \d", r"\1 0", name) for name in grids]
    assert sorted(reached) == sorted([*named, *OFFERS[kind].stops])
    assert sorted(grids) == sorted(said.grids)
    assert [stop["name"] for stop in stops if stop["outline"] < 2] == []


@every_kind
def test_keys_move_inside_each_grid_and_escape_clears(show, kind):
    explorer = show(example(kind)).explorer()
    said = explorer.read()
    for grid in OFFERS[kind].grids:
        rows, cols = size_of(said, grid)
        last = (rows - 1, cols - 1)
        explorer.focus(grid, 0, 0)
        way = [
            ("ArrowLeft", (0, 0)),
            ("ArrowUp", (0, 0)),
            ("ArrowRight", (0, min(1, last[1]))),
            ("End", (0, last[1])),
            ("ArrowRight", (0, last[1])),
            ("ArrowDown", (min(1, last[0]), last[1])),
            ("Home", (min(1, last[0]), 0)),
            ("ArrowUp", (0, 0)),
        ]
        reached = explorer.reached(*(key for key, _ in way))
        assert reached == [(grid, *to) for _, to in way]
        first = set() if grid in OFFERS[kind].unselected else {(0, 0)}
        assert explorer.read().marked(grid, "selected") == first, grid
        explorer.press("Escape")
        said = explorer.read()
        for name in said.grids:
            assert said.marked(name, "selected") == set(), (grid, name)
            if name not in OFFERS[kind].stays:
                assert said.marked(name, "active") == set(), (grid, name)
                assert said.marked(name, "fed") == set(), (grid, name)
        explorer.select(grid, 0, 0)
        assert explorer.read().marked(grid, "selected") == first, grid
    explorer.reset()
    for name, slider in explorer.read().sliders.items():
        if slider["disabled"]:
            continue
        explorer.slider(name).focus()
        way = 1 if slider["value"] < slider["max"] else -1
        explorer.press("ArrowRight" if way > 0 else "ArrowLeft")
        after = explorer.read()
        next_one = OFFERS[kind].leaps.get(name, slider["value"] + way)
        assert after.setting(name) == next_one
        assert after.sliders[name]["printed"] == str(after.setting(name)).replace(
            "-", "−"
        )
        check_against_convlib(kind, after)
        explorer.reset()


# Playing


@every_playing_kind
def test_space_plays_and_pauses(show, kind):
    book = show(example(kind), clock=True)
    explorer = book.explorer()
    before = explorer.read()
    book.stop_the_clock()
    for grid in OFFERS[kind].grids:
        explorer.focus(grid, 0, 0)
        explorer.press(" ")
        assert explorer.is_playing()
        explorer.press(" ")
        assert not explorer.is_playing()
    for slider in before.sliders:
        explorer.slider(slider).focus()
        explorer.press(" ")
        assert explorer.is_playing()
        explorer.press("Escape")
        assert not explorer.is_playing()
    explorer.button("Play").focus()
    place = explorer.button("Play").bounding_box()
    explorer.press(" ")
    assert explorer.is_playing()
    assert explorer.button("Pause").bounding_box() == place
    book.tick(2100)
    moved = explorer.read()
    assert moved.grids != before.grids
    explorer.press(" ")
    assert not explorer.is_playing()
    book.tick(5000)
    assert explorer.read().grids == moved.grids


@every_playing_kind
def test_play_goes_through_every_window_and_stops(show, kind):
    book = show(example(kind), clock=True)
    explorer = book.explorer()
    book.stop_the_clock()
    before = explorer.read()
    steps, first = played(kind, before), selected(kind, before)
    explorer.watch_playing(OFFERS[kind].plays)
    explorer.button("Play").click()
    assert explorer.is_playing()
    assert selected(kind, explorer.read()) == first
    book.tick(LONGEST)
    seen, (began, ended) = explorer.noted()
    assert seen == steps
    assert ended - began == pytest.approx(1000 * (len(seen) - len(first)), abs=500)
    explorer.button("Play").click()
    assert selected(kind, explorer.read()) in (first, steps[:1])
    # Then step by step.
    explorer.button("Reset").click()
    explorer.focus(*steps[0])

    def step() -> int:
        (at,) = selected(kind, explorer.read())
        return steps.index(at)

    assert step() == 0
    assert not explorer.read().buttons["Previous"]
    explorer.button("Next").click()
    assert step() == 1
    explorer.button("Play").click()
    book.tick(1100)
    assert step() == 2
    explorer.button("Pause").click()
    book.tick(5000)
    assert step() == 2
    explorer.button("Previous").click()
    assert step() == 1
    explorer.button("Play").click()
    explorer.button("Next").click()
    book.tick(5000)
    assert step() == 2


def test_nothing_moves_by_itself(show):
    book = show(*map(example, EXAMPLES), clock=True)
    before = book.read_all()
    book.stop_the_clock()
    book.tick(LONGEST)
    assert book.read_all() == before


@every_playing_kind
def test_status_speaks_at_most_once_a_second(show, kind):
    """At four windows a second; and what it says at last is the last window."""
    book = show(example(kind), clock=True)
    explorer = book.explorer()
    book.stop_the_clock()
    explorer.run(
        """const status = root.querySelector("[role=status]");
        const spoken = () => [...status.childNodes]
            .filter((node) => node.ariaHidden !== "true").map((n) => n.textContent).join(" ");
        const first = spoken();
        globalThis.heard = [];
        new MutationObserver(() => {
            const last = heard.at(-1)?.[1] ?? first;
            if (spoken() !== last) heard.push([Date.now(), spoken()]);
        }).observe(status, { subtree: true, childList: true, characterData: true });
        globalThis.spoken = spoken;"""
    )
    explorer.root.get_by_label("Speed").select_option("4")
    explorer.watch_playing(OFFERS[kind].plays)
    explorer.button("Play").click()
    book.tick(LONGEST)
    _, (_, ended) = explorer.noted()
    *heard, at_last = explorer.run("return heard")
    assert at_last[0] <= ended + 125
    assert len(heard) >= (2 if len(played(kind, explorer.read())) > 4 else 1)
    assert (np.diff([time for time, _ in heard]) >= 900).all()
    explorer.press("Escape")
    explorer.focus(*played(kind, explorer.read())[-1])
    book.tick(2000)
    assert at_last[1] == explorer.run("return spoken()")


def busy(kind: str):
    """Return an explorer whose sums are as long and as different as they get."""
    rng = np.random.default_rng(3)
    whole, parts = (
        rng.integers(-9, 10, (2, 5, 6)),
        rng.normal(size=(2, 2, 3, 3)).round(2),
    )
    if kind == "sliding-window":
        return SlidingWindow(whole[0], parts[0, 0], -3, padding=1, relu=True)
    return Channels(whole, parts, [-3, 0.25], stride=1, padding=1, relu=True)


@widths
@pytest.mark.parametrize(
    ("kind", "make"),
    [(kind, example) for kind in PLAYING]
    + [(kind, busy) for kind in ("channels", "sliding-window")],
)
def test_layout_stands_still_from_window_to_window(show, kind, make, width):
    explorer = show(make(kind), width=width).explorer()
    first = selected(kind, explorer.read())
    heights = explorer.run(
        """const next = [...root.querySelectorAll("button")]
            .find((button) => button.textContent.includes("Next"));
        const heights = [];
        for (let more = true; more; next.click()) {
            await frame();
            const ledger = root.querySelector(".ledger");
            heights.push([root.offsetHeight, ledger.offsetHeight, ledger.offsetTop]);
            more = !next.disabled;
        }
        return heights;"""
    )
    assert len(heights) == len(played(kind, explorer.read())) + (not first) > 2
    assert len(set(map(tuple, heights))) == 1, heights


@every_kind
@widths
def test_what_is_operated_stays_in_its_place(show, kind, width):
    """As the picture above it grows or shrinks; the page has room to move both ways."""
    book = show(example(kind), width=width)
    explorer = book.explorer()
    explorer.unfold()  # also, nothing is left to be loaded
    book.page.evaluate("document.body.style.padding = '5000px 0'")
    boxes = explorer.root.locator("input:is([type=range], [type=checkbox])")
    heights = set()
    for box in boxes.element_handles():
        if not box.is_enabled():  # or of a view that is no longer there
            continue
        keys = ("End", "Home") if box.get_attribute("type") == "range" else "  "
        box.scroll_into_view_if_needed()
        top = box.bounding_box()["y"]
        for key in keys:
            box.press(key)
            assert abs(box.bounding_box()["y"] - top) < 1.5, (box, key)
            heights.add(explorer.root.bounding_box()["height"])
    assert len(heights) > 3 or kind != "sliding-window"


@pytest.mark.parametrize("reduced_motion", [True, False])
def test_reduced_motion_means_no_transitions(show, reduced_motion):
    book = show(*map(example, EXAMPLES), reduced_motion=reduced_motion)
    moving = {
        kind: book.explorer(number).run(
            """return [...root.querySelectorAll("*")].filter((element) => {
                const style = getComputedStyle(element);
                return style.animationName !== "none"
                    || style.transitionDuration.split(",").some((t) => parseFloat(t) > 0);
            }).length"""
        )
        for number, kind in enumerate(EXAMPLES)
    }
    if reduced_motion:
        assert {kind: count for kind, count in moving.items() if count} == {}
    else:
        some = {"sliding-window", "channels", "output-size"}
        assert {kind for kind, count in moving.items() if count} >= some


# Reset and independence


@every_kind
def test_reset_brings_the_beginning_back(show, kind):
    explorer = show(example(kind)).explorer()
    before = explorer.read()
    for name in before.sliders:
        explorer.set(name, explorer.read().sliders[name]["max"])
    for name in before.switches:
        explorer.switch(name).click()
    for grid in OFFERS[kind].editable[:1]:
        explorer.edit(grid, 0, 0, "-7")
        explorer.edit(grid, 0, 0, "abc")
    explorer.focus(list(explorer.read().grids)[-1], 0, 0)
    assert pictured(explorer.read()) != pictured(before)
    explorer.button("Reset").click()
    assert pictured(explorer.read()) == pictured(before)


def test_ten_explorers_do_not_touch_each_other(show):
    book = show(*map(example, EXAMPLES))
    said = [pictured(one) for one in book.read_all()]
    assert len(said) >= 10
    for number, before in enumerate(said):
        explorer = book.explorer(number)
        for name, slider in before["sliders"].items():
            explorer.set(name, slider["max"])
        explorer.focus(list(explorer.read().grids)[-1], 0, 0)
        now = [pictured(one) for one in book.read_all()]
        assert now[number] != before
        assert now[:number] + now[number + 1 :] == said[:number] + said[number + 1 :]
        explorer.button("Reset").click()
    assert [pictured(one) for one in book.read_all()] == said


def test_explorers_of_one_page_have_ids_and_names_of_their_own(show):
    book = show(*[example(kind) for kind in EXAMPLES] * 2)
    ids = book.page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


# Values can be edited


@every_editable_kind
def test_edited_value_changes_everything(show, kind):
    explorer, editable = show(example(kind)).explorer(), OFFERS[kind].editable
    for grid in dict.fromkeys([editable[0], editable[-1]]):
        states = [explorer.read()]
        for text in ("-7.25", "7.25"):
            explorer.edit(grid, 0, 0, text)
            after = explorer.read()
            assert after.values(grid)[0, 0] == float(text)
            check_against_convlib(kind, after)
            assert after.alert is None
            for name in editable:
                if name != grid:
                    wanted = states[0].values(name)
                    np.testing.assert_array_equal(after.values(name), wanted)
            states.append(after)
        assert len({results(kind, said) for said in states}) > 1
        explorer.button("Reset").click()
    # Sign by sign: what is typed stays in the cell as typed; the value follows as soon
    # as it is one.
    cell = explorer.cell(grid, 0, 0)
    cell.click()
    old = explorer.values(grid)[0, 0]
    cell.locator("input").press("ControlOrMeta+a")
    for sign, typed, value in [
        ("-", "-", old),
        ("1", "-1", -1),
        (".", "-1.", -1),
        ("5", "-1.5", -1.5),
        ("e", "-1.5e", -1.5),
        ("1", "-1.5e1", -15),
    ]:
        explorer.press(sign)
        said = explorer.read()
        assert cell.locator("input").input_value() == typed
        assert said.values(grid)[0, 0] == value
        assert said.alert is None
        check_against_convlib(kind, said)
    explorer.press("Enter")
    expect(cell.locator("input")).to_have_value("-15")


NO_NUMBERS = [
    "abc",
    "",
    "-",
    "--1",
    "1e999",
    "0x10",
    "1,5,2",
    "1/0",
    "1/",
    "2e7",
    "-9999999",
    "1e",
    "NaN",
]


@pytest.mark.parametrize("leave", ["Enter", "Tab"])
def test_what_is_no_number_is_refused(show, leave):
    """Typed sign by sign: also what begins like a number leaves the old value."""
    explorer = show(SlidingWindow([[4, 2], [3, 1]], [[5]])).explorer()
    before = explorer.read()
    cell = explorer.cell("Input", 0, 0)
    for text in NO_NUMBERS:
        cell.click()
        explorer.press("ControlOrMeta+a", "Delete", *text, leave)
        after = explorer.read()
        for grid in before.grids:
            np.testing.assert_array_equal(after.values(grid), before.values(grid), text)
        assert cell.locator("input").input_value() == "4"
        assert f"“{text}”" in after.alert
        assert "old value" in after.alert
    expect(explorer.alert).to_be_visible()
    explorer.edit("Input", 1, 0, "8")
    assert explorer.read().alert is None
    assert explorer.values("Output").tolist() == [[20, 10], [40, 5]]


def test_pasted_text_is_taken_or_refused_as_a_whole(show):
    explorer = show(SlidingWindow([[4, 2]], [[5]])).explorer()
    field = explorer.cell("Input", 0, 0).locator("input")
    for text, value in [(" −2.5 ", -2.5), ("1 2", -2.5), ("∞", -2.5), ("+.5e1", 5)]:
        field.fill(text)
        explorer.press("Enter")
        said = explorer.read()
        assert said.values("Input")[0, 0] == value
        assert (said.alert is None) == (text.strip() in {"−2.5", "+.5e1"})


def test_escape_takes_back_what_is_being_typed(show):
    explorer = show(SlidingWindow([[4, 2]], [[5]])).explorer()
    cell = explorer.cell("Input", 0, 1)
    cell.click()
    cell.locator("input").press("ControlOrMeta+a")
    explorer.press("7", "5", "Escape")
    assert explorer.values("Output").tolist() == [[20, 10]]
    expect(cell.locator("input")).to_have_value("2")


def test_typing_is_left_alone_while_it_plays(show):
    book = show(example("sliding-window"), clock=True)
    explorer = book.explorer()
    book.stop_the_clock()
    cell = explorer.cell("Input", 1, 1)
    cell.click()
    explorer.press(" ")
    cell.locator("input").press("ControlOrMeta+a")
    explorer.press("-")
    book.tick(2500)
    assert explorer.is_playing()
    expect(cell.locator("input")).to_have_value("-")
    explorer.press("3")
    assert explorer.values("Input")[1, 1] == -3


@every_playing_kind
def test_touch_selects_and_edits(show, kind):
    explorer = show(example(kind), touch=True, width=PHONE).explorer()
    output, grid = OFFERS[kind].plays[0], OFFERS[kind].editable[0]
    explorer.cell(output, 0, 1).tap()
    assert explorer.read().marked(output, "selected") == {(0, 1)}
    explorer.cell(grid, 0, 0).tap()
    explorer.press("ControlOrMeta+a", "9", "Enter")
    said = explorer.read()
    assert said.values(grid)[0, 0] == 9
    check_against_convlib(kind, said)
    before = explorer.read().marked(output, "selected")
    explorer.button("Next").tap()
    assert explorer.read().marked(output, "selected") != before


# Controls cannot reach what is impossible


@every_kind
def test_controls_reach_only_what_is_possible(show, kind):
    """Long random walks over all controls; each picture on the way is right.

    Also where rows and columns differ, and where a value lies beyond the usual: a page
    could start there.
    """
    rng = np.random.default_rng(0)
    explorers = [example(kind), *CONTRACTS[kind].odd()]
    book = show(*explorers)
    for number, made in enumerate(explorers):
        explorer = book.explorer(number)
        start = explorer.read()
        check_against_convlib(kind, start)
        for name in ("stride", "padding", "dilation", "bias"):
            slider = start.sliders.get(name.capitalize())
            if name in made.arguments and slider:
                assert slider["value"] == getattr(made, name), (name, made)
                assert slider["printed"] == str(getattr(made, name))
        if not (names := [*start.sliders, *start.switches]):
            continue
        moves = random_moves(names, rng)
        for move, said in zip(moves, explorer.walk(moves), strict=True):
            assert said.alert is None, move
            check_against_convlib(kind, said)


def test_limits_say_why(show):
    """At the end of a slider that stops because the window must fit, a reason stands."""
    explorer = show(OutputSize(5, 3)).explorer()
    assert explorer.read().sliders["Kernel size"]["max"] == 5
    explorer.set("Kernel size", 5)
    reason = "Kernel size stops at 5: a larger window would not fit"
    expect(explorer.root.get_by_text(reason)).to_be_visible()
    explorer.set("Padding", 1)
    expect(explorer.root.get_by_text(reason)).to_have_count(0)


# Languages


def test_chinese_page_has_chinese_words(show):
    chinese, english = (
        show(*map(example, EXAMPLES), lang=lang).read_all() for lang in ("zh-CN", "en")
    )
    for said, in_english in zip(chinese, english, strict=True):
        words = [
            *(said.label, said.spoken),
            *said.grids,
            *said.sliders,
            *said.buttons,
            *said.switches,
        ]
        # Symbols are the same in both.
        words = [text for text in words if not text.startswith("ReLU")]
        assert [text for text in words if not re.search("[\u4e00-\u9fff]", text)] == []
        assert set(in_english.buttons).isdisjoint(said.buttons)
        assert len(said.grids) == len(in_english.grids)
        assert len(said.sliders) == len(in_english.sliders)


@pytest.mark.parametrize("lang", ["de", "", "en-GB", "EN"])
def test_other_languages_get_english(show, lang):
    said = show(example("output-size"), lang=lang).explorer().read()
    assert "Reset" in said.buttons


# What readers have set in their browser


def test_readers_font_size_is_followed(show):
    book = show(*map(example, EXAMPLES))
    for size, own in [("", "15px"), ("32px", "30px")]:
        book.page.evaluate(
            "s => { document.documentElement.style.fontSize = s; }", size
        )
        for number in range(len(EXAMPLES)):
            expect(book.explorer(number).root).to_have_css("font-size", own)


def test_highlights_are_seen_in_the_systems_colours(show):
    """Where these replace all others, a cell in the window is still filled."""
    book = show(example("sliding-window"))
    explorer = book.explorer()
    book.page.emulate_media(forced_colors="active")
    explorer.select("Output", 1, 1)
    fills = explorer.run(
        """const fill = (cell) => getComputedStyle(cell).backgroundColor;
        const cells = [...root.querySelectorAll(".grid.input [role=gridcell]")];
        const active = cells.filter((cell) => cell.dataset.state?.includes("active"));
        const others = cells.filter((cell) => !active.includes(cell));
        return [[...new Set(active.map(fill))], [...new Set(others.map(fill))]];"""
    )
    assert fills[0]
    assert set(fills[0]).isdisjoint(fills[1])
