"""What holds for every explorer: the semantic contract, and each way of operating it."""

import re
from dataclasses import dataclass

import numpy as np
import pytest
from explorer_examples import EXAMPLES, example
from explorers import COPIES, OnPage, Snapshot, severe
from playwright.sync_api import expect

from convlib.widgets import Channels, OutputSize, SlidingWindow, hosts

SOURCES = hosts.STATIC.parent
TARGET = 24  # pixels
PHONE, WINDOW = 360, 1200  # pixels
LONGEST = 60_000  # milliseconds that playing may take at most
STILL = {"output-size", "receptive-field", "groups", "image-kernel"}  # nothing to play


@dataclass(frozen=True)
class Contract:
    """What an explorer of one kind offers, by the names that readers and programs use.

    Kinds with a contract here are compared with convlib in every state that a test puts
    them into; the other kinds have tests of their own for that.
    """

    grids: tuple[str, ...]
    sliders: tuple[str, ...]
    switches: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ("Reset",)
    editable: tuple[str, ...] = ()
    output: str = "Output"


PLAYER = ("Play", "Previous", "Next", "Reset")
CHANNELS = tuple(f"Input channel {c}" for c in range(3))
SLICES = tuple(f"Filter 0 channel {c}" for c in range(3))

CONTRACTS = {
    "sliding-window": Contract(
        grids=("Input", "Kernel", "Output"),
        sliders=("Input size", "Kernel size", "Stride", "Padding", "Dilation", "Bias"),
        switches=("ReLU", "Flip kernel"),
        buttons=PLAYER,
        editable=("Input", "Kernel"),
    ),
    "channels": Contract(
        grids=(*CHANNELS, *SLICES, "Output 0", "Output 1"),
        sliders=("Filter", "Stride", "Padding"),
        switches=("ReLU",),
        buttons=PLAYER,
        editable=(*CHANNELS, *SLICES, "Bias 0"),
        output="Output 0",
    ),
    "output-size": Contract(
        grids=("Padded input", "Output"),
        sliders=("Input size", "Kernel size", "Stride", "Padding", "Dilation"),
    ),
}

every_kind = pytest.mark.parametrize("kind", EXAMPLES)
every_playing_kind = pytest.mark.parametrize(
    "kind", [kind for kind in EXAMPLES if kind not in STILL]
)
kinds = pytest.mark.parametrize("kind", CONTRACTS)
playing_kinds = pytest.mark.parametrize(
    "kind", [kind for kind in CONTRACTS if kind not in STILL]
)
widths = pytest.mark.parametrize("width", [WINDOW, PHONE])


def check_against_convlib(kind: str, said: Snapshot) -> None:
    """Compare the output shown with what convlib computes from the state shown."""
    setting = {name.lower(): slider["value"] for name, slider in said.sliders.items()}
    if kind == "output-size":
        arguments = ("input size", "kernel size", "stride", "padding", "dilation")
        expected = OutputSize(*(setting[name] for name in arguments))
        assert said.ledger == expected.output == said.values("Output").shape[1]
        read = {(0, p) for p in expected.positions.ravel().tolist()}
        cells = {(0, p) for p in range(expected.input_size)}
        assert said.marked("Padded input", "unread") == cells - read
        return
    on = said.switches
    if kind == "sliding-window":
        shown = said.values("Output")
        expected = SlidingWindow(
            *(said.values("Input"), said.values("Kernel"), setting["bias"]),
            *(setting[name] for name in ("stride", "padding", "dilation")),
            *(on["ReLU"], on["Flip kernel"]),
        ).output
    elif kind == "channels":
        k, grids = setting["filter"], said.grids
        images = [
            said.values(name) for name in grids if name.startswith("Input channel")
        ]
        slices = [
            said.values(name) for name in grids if name.startswith(f"Filter {k} ")
        ]
        bias, shown = said.values(f"Bias {k}")[0], said.values(f"Output {k}")
        geometry = (setting["stride"], setting["padding"], on["ReLU"])
        (expected,) = Channels(images, [slices], bias, *geometry).output
    np.testing.assert_allclose(shown, expected, rtol=1e-12, atol=1e-12)
    selected = said.marked(
        next(g for g in said.grids if g.startswith("Output")), "selected"
    )
    if kind == "sliding-window" and selected:
        assert said.ledger == shown[selected.pop()]


def size_of(said: Snapshot, grid: str) -> tuple[int, int]:
    """Return the rows and columns of a grid without its padding."""
    return said.values(grid).shape


def pictured(said: Snapshot) -> dict:
    """Return all that is seen: what is spoken may follow a second later."""
    return {name: value for name, value in said.data.items() if name != "spoken"}


def editable(said: Snapshot) -> list[str]:
    """Return the names of the grids with numbers that can be typed over."""
    return [
        name
        for name in said.grids
        if any(cell["editable"] for cell in said.cells(name))
    ]


def grids_of(kind: str, explorer: OnPage) -> list[str]:
    """Return the names of the grids in an order in which each is there in its turn."""
    contract = CONTRACTS.get(kind)
    return list(contract.grids if contract else explorer.read().grids)


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
    assert ("Play" in said.buttons) == (kind not in STILL)
    assert said.ledger is not None
    assert said.alert is None
    if contract := CONTRACTS.get(kind):
        assert set(contract.grids) <= set(said.grids)
        assert set(contract.sliders) == set(said.sliders)
        assert set(contract.switches) == set(said.switches)
        assert {*contract.buttons, *COPIES} == set(said.buttons)
        check_against_convlib(kind, said)


@every_kind
def test_tables_stand_there_without_javascript(kind):
    html = example(kind).to_html()
    assert html.count("<caption>") == html.count("<table") > 0


@kinds
def test_grids_have_rows_of_cells_with_their_places(show, kind):
    said = show(example(kind)).explorer().read()
    rims = set()
    for name, rows in said.grids.items():
        height, width = size_of(said, name)
        rim = (len(rows) - height) // 2, (len(rows[0]) - width) // 2
        rims.add(rim)
        for i, row in enumerate(rows):
            assert len(row) == len(rows[0])
            for j, cell in enumerate(row):
                at = (i - rim[0], j - rim[1])
                assert (cell["row"], cell["col"]) == at
                inside = 0 <= at[0] < height and 0 <= at[1] < width
                assert ("padding" in cell["states"]) == (not inside)
                assert cell["editable"] == (inside and name in CONTRACTS[kind].editable)
                if cell["editable"] and (height, width) != (1, 1):
                    assert cell["label"] == f"{name}, row {at[0]}, column {at[1]}"
                elif inside:
                    assert cell["label"]
    padding = said.sliders["Padding"]["value"]
    assert {max(rim) for rim in rims} == {0, padding}


@kinds
def test_controls_print_their_values_and_have_visible_labels(show, kind):
    explorer = show(example(kind)).explorer()
    said = explorer.read()
    for name, slider in said.sliders.items():
        expect(explorer.slider(name)).to_be_visible()
        expect(explorer.root.get_by_text(name, exact=True).first).to_be_visible()
        assert slider["printed"] == str(slider["value"]).replace("-", "−")
        assert slider["min"] <= slider["value"] <= slider["max"]
    for name in said.switches:
        expect(explorer.root.get_by_text(name, exact=True)).to_be_visible()


def test_from_disk_and_over_http_alike(show):
    everything = [example(kind) for kind in EXAMPLES]
    disk, http = show(*everything), show(*everything, over_http=True)
    assert disk.page.url.startswith("file:")
    assert http.page.url.startswith("http:")
    for number in range(len(everything)):
        assert disk.explorer(number).read() == http.explorer(number).read()


# Accessible


def states(explorer: OnPage):
    """Put an explorer into one state after the other that looks different."""
    yield "as it starts"
    said = explorer.read()
    if grids := editable(said):
        explorer.edit(grids[-1], 0, 0, "abc")
    explorer.focus(list(said.grids)[-1], 0, 0)
    yield "the last grid selected, a refusal"
    for name in {"Stride", "Padding"} & said.sliders.keys():
        explorer.set(name, explorer.read().sliders[name]["max"])
    explorer.focus(next(iter(said.grids)), 0, 0)
    yield "the first grid selected, unread and padding cells"
    explorer.press("Escape")
    yield "nothing selected"


@every_kind
def test_axe_finds_nothing_in_either_theme(show, kind):
    book = show(example(kind))
    found = {
        state: findings
        for state in states(book.explorer())
        if (findings := book.accessibility_findings())
    }
    assert found == {}


def test_axe_sees_what_is_wrong(show):
    book = show(example("sliding-window"))
    book.page.evaluate(
        """() => {
            document.querySelector("[data-explorer] input").removeAttribute("aria-label");
            document.querySelector("[data-explorer] .title").style.color = "#ddd";
        }"""
    )
    found = severe(book.accessibility_findings())
    assert {finding.split()[1] for finding in found} == {"label:", "color-contrast:"}


@widths
@every_kind
def test_targets_are_large_enough_and_nothing_overflows(show, kind, width):
    book = show(example(kind), width=width)
    explorer = book.explorer()
    assert explorer.small_targets(TARGET) == []
    assert book.overflow() <= 0
    for name in explorer.read().sliders:
        explorer.set(name, explorer.read().sliders[name]["max"])
        assert book.overflow() <= 0, name


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
    still = explorer.read().buttons
    enabled = [name for name, on in said.buttons.items() if on and still[name]]
    movable = [name for name, slider in said.sliders.items() if not slider["disabled"]]
    named = [*enabled, *movable, *said.switches, *said.choices]
    reached = [stop["name"] for stop in stops if not stop["grid"]]
    grids = [stop["name"] for stop in stops if stop["grid"]]
    if kind in CONTRACTS:
        # An output of another filter brings that filter's grids with it.
        grids = [re.sub(r"(Filter|Bias) \d", r"\1 0", name) for name in grids]
        assert sorted(reached) == sorted(named)
        assert sorted(grids) == sorted(said.grids)
    else:  # which may have radio buttons, fields and buttons without words besides
        assert {name for name in named if name.isascii()} <= {*reached}
        assert {*said.grids} <= {*grids}
    assert [stop["name"] for stop in stops if stop["outline"] < 2] == []


@every_kind
def test_arrows_home_and_end_move_inside_each_grid(show, kind):
    explorer = show(example(kind)).explorer()
    for grid in grids_of(kind, explorer):
        rows, cols = size_of(explorer.read(), grid)
        last = (rows - 1, cols - 1)
        explorer.focus(grid, 0, 0)
        for key, to in [
            ("ArrowLeft", (0, 0)),
            ("ArrowUp", (0, 0)),
            ("ArrowRight", (0, min(1, last[1]))),
            ("End", (0, last[1])),
            ("ArrowRight", (0, last[1])),
            ("ArrowDown", (min(1, last[0]), last[1])),
            ("Home", (min(1, last[0]), 0)),
            ("ArrowUp", (0, 0)),
        ]:
            explorer.press(key)
            assert explorer.focused_cell() == (grid, *to), key
        if kind in CONTRACTS:
            assert explorer.read().marked(grid, "selected") == {(0, 0)}


@kinds
def test_sliders_move_by_keyboard(show, kind):
    explorer = show(example(kind)).explorer()
    for name, slider in explorer.read().sliders.items():
        if slider["disabled"]:
            continue
        explorer.slider(name).focus()
        way = 1 if slider["value"] < slider["max"] else -1
        explorer.press("ArrowRight" if way > 0 else "ArrowLeft")
        after = explorer.read()
        assert after.setting(name) == slider["value"] + way
        assert after.sliders[name]["printed"] == str(after.setting(name)).replace(
            "-", "−"
        )
        check_against_convlib(kind, after)
        explorer.button("Reset").click()


@every_kind
def test_escape_clears_from_every_grid(show, kind):
    explorer = show(example(kind)).explorer()
    for grid in grids_of(kind, explorer):
        explorer.focus(grid, 0, 0)
        if kind in CONTRACTS:
            assert explorer.read().marked(grid, "selected") == {(0, 0)}
        explorer.press("Escape")
        said = explorer.read()
        for name in said.grids:
            assert said.marked(name, "selected") == set(), (grid, name)
            if kind in CONTRACTS:  # others mark what stays, such as a layer's kernel
                assert said.marked(name, "active") == set(), (grid, name)
                assert said.marked(name, "fed") == set(), (grid, name)


# Playing


@every_playing_kind
def test_space_plays_and_pauses(show, kind):
    book = show(example(kind), clock=True)
    explorer = book.explorer()
    before = explorer.read()
    book.stop_the_clock()
    for grid in grids_of(kind, explorer):
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
    explorer.press(" ")
    assert explorer.is_playing()
    book.tick(2100)
    moved = explorer.read()
    assert moved.grids != before.grids
    explorer.press(" ")
    assert not explorer.is_playing()
    book.tick(5000)
    assert explorer.read().grids == moved.grids


@playing_kinds
def test_play_goes_through_every_window_and_stops(show, kind):
    book = show(example(kind), clock=True)
    explorer, output = book.explorer(), CONTRACTS[kind].output
    book.stop_the_clock()
    explorer.button("Play").click()
    seen, spent = [explorer.read().marked(output, "selected")], 0
    while explorer.is_playing() and spent < LONGEST:
        book.tick(250)
        spent += 250
        now = explorer.read().marked(output, "selected")
        if now != seen[-1]:
            seen.append(now)
    rows, cols = size_of(explorer.read(), output)
    assert seen == [{(i, j)} for i in range(rows) for j in range(cols)]
    assert spent == pytest.approx(1000 * (len(seen) - 1), abs=500)
    explorer.button("Play").click()
    assert explorer.read().marked(output, "selected") == {(0, 0)}


@playing_kinds
def test_pause_previous_and_next(show, kind):
    book = show(example(kind), clock=True)
    explorer, output = book.explorer(), CONTRACTS[kind].output
    cols = size_of(explorer.read(), output)[1]
    book.stop_the_clock()

    def step() -> int:
        ((i, j),) = explorer.read().marked(output, "selected")
        return i * cols + j

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


@every_kind
def test_nothing_moves_by_itself(show, kind):
    book = show(example(kind), clock=True)
    before = book.explorer().read()
    book.stop_the_clock()
    book.tick(LONGEST)
    assert book.explorer().read() == before


@playing_kinds
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
    explorer.button("Play").click()
    for _ in range(40):
        book.tick(125)
    assert not explorer.is_playing()
    *heard, at_last = explorer.run("return heard")
    assert len(heard) >= 2
    assert np.diff([time for time, _ in heard]).min() >= 900
    last = size_of(explorer.read(), CONTRACTS[kind].output)
    explorer.press("Escape")
    explorer.focus(CONTRACTS[kind].output, last[0] - 1, last[1] - 1)
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
    [(kind, example) for kind in EXAMPLES if kind not in STILL]
    + [(kind, busy) for kind in CONTRACTS if kind not in STILL],
)
def test_layout_stands_still_from_window_to_window(show, kind, make, width):
    explorer = show(make(kind), width=width).explorer()
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
    if contract := CONTRACTS.get(kind):
        assert len(heights) == np.prod(size_of(explorer.read(), contract.output))
    assert len(heights) > 2
    assert len(set(map(tuple, heights))) == 1, heights


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
        assert {kind for kind in CONTRACTS if moving[kind]} == set(CONTRACTS)


# Reset and independence


@every_kind
def test_reset_brings_the_beginning_back(show, kind):
    explorer = show(example(kind)).explorer()
    before = explorer.read()
    for name in before.sliders:
        explorer.set(name, explorer.read().sliders[name]["max"])
    for name in before.switches:
        explorer.switch(name).click()
    for grid in editable(explorer.read())[:1]:
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

edits = pytest.mark.parametrize(
    ("kind", "grid"),
    [
        (kind, grid)
        for kind, contract in CONTRACTS.items()
        for grid in contract.editable
        if grid in {contract.editable[0], contract.editable[-1]}
    ],
)


@edits
def test_edited_value_changes_everything(show, kind, grid):
    explorer = show(example(kind)).explorer()
    before = explorer.read()
    explorer.edit(grid, 0, 0, "-7.25")
    after = explorer.read()
    assert after.values(grid)[0, 0] == -7.25
    check_against_convlib(kind, after)
    output = CONTRACTS[kind].output
    assert not np.array_equal(after.values(output), before.values(output))
    assert after.alert is None
    for name in before.grids:
        if not name.startswith("Output") and name != grid:
            np.testing.assert_array_equal(after.values(name), before.values(name))


@playing_kinds
def test_number_typed_sign_by_sign(show, kind):
    """What is typed stays in the cell as typed; the value follows as soon as it is one."""
    grid = CONTRACTS[kind].editable[-1]
    explorer = show(example(kind)).explorer()
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
    "1,5",
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


@playing_kinds
def test_touch_selects_and_edits(show, kind):
    explorer = show(example(kind), touch=True, width=PHONE).explorer()
    output, grid = CONTRACTS[kind].output, CONTRACTS[kind].editable[0]
    explorer.cell(output, 1, 1).tap()
    assert explorer.read().marked(output, "selected") == {(1, 1)}
    explorer.cell(grid, 0, 0).tap()
    explorer.press("ControlOrMeta+a", "9", "Enter")
    said = explorer.read()
    assert said.values(grid)[0, 0] == 9
    check_against_convlib(kind, said)
    explorer.button("Next").tap()
    assert explorer.read().marked(output, "selected") != {(1, 1)}


# Controls cannot reach what is impossible


def odd_examples(kind: str):
    """Return explorers on states that a page could start with, for every kind."""
    rng = np.random.default_rng(5)
    if kind == "output-size":
        return [example(kind), OutputSize(3, 2, 2, 3, 4), OutputSize(30, 9, 7)]
    if kind == "sliding-window":
        return [
            example(kind),
            SlidingWindow(rng.integers(-9, 10, (4, 6)), rng.integers(-9, 10, (2, 3))),
            SlidingWindow(rng.normal(size=(3, 8)), rng.normal(size=(2, 6))),
            SlidingWindow(np.eye(5, dtype=int), np.ones((3, 1)), dilation=2, padding=2),
            SlidingWindow([[1]], [[2]], 0.25, dilation=6, stride=9, padding=1),
        ]
    return [
        example(kind),
        Channels(rng.normal(size=(2, 4, 6)), rng.normal(size=(3, 2, 2, 5)), [1, 2, 3]),
        Channels([[[1]]], [[np.ones((3, 3))]], [0.5], padding=1),
    ]


@pytest.mark.parametrize("number", range(3))
@kinds
def test_controls_reach_only_what_is_possible(show, kind, number):
    """A long random walk over all controls; each picture on the way is right."""
    rng = np.random.default_rng(number)
    explorers = odd_examples(kind)
    book = show(*explorers[number::3])
    for index in range(len(explorers[number::3])):
        explorer = book.explorer(index)
        start = explorer.read()
        check_against_convlib(kind, start)
        names = [*start.sliders, *start.switches]
        moves = [
            (str(rng.choice(names)), float(rng.choice([0, 1, rng.random()])))
            for _ in range(60)
        ]
        for move, said in zip(moves, explorer.walk(moves), strict=True):
            assert said.alert is None, move
            check_against_convlib(kind, said)


@pytest.mark.parametrize("kind", CONTRACTS)
def test_settings_shown_are_those_of_the_state(show, kind):
    """Also where rows and columns differ, and where a value lies beyond the usual."""
    explorers = odd_examples(kind)
    book = show(*explorers)
    for number, made in enumerate(explorers):
        said = book.explorer(number).read()
        for name in ("stride", "padding", "dilation", "bias"):
            slider = said.sliders.get(name.capitalize())
            if name in made.arguments and slider:
                assert slider["value"] == getattr(made, name), (name, made)
                assert slider["printed"] == str(getattr(made, name))


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


@kinds
def test_chinese_page_has_chinese_words(show, kind):
    explorer = show(example(kind), lang="zh-CN").explorer()
    said = explorer.read()
    words = [
        *(said.label, said.spoken),
        *said.grids,
        *said.sliders,
        *said.buttons,
        *(name for name in said.switches if name != "ReLU"),
    ]
    assert [text for text in words if not re.search("[\u4e00-\u9fff]", text)] == []
    in_english = show(example(kind)).explorer().read()
    assert set(in_english.buttons).isdisjoint(said.buttons)
    assert len(said.grids) == len(in_english.grids)
    assert len(said.sliders) == len(in_english.sliders)


@pytest.mark.parametrize("lang", ["de", "", "en-GB", "EN"])
def test_other_languages_get_english(show, lang):
    said = show(example("output-size"), lang=lang).explorer().read()
    assert "Reset" in said.buttons


# What readers have set in their browser


@pytest.mark.parametrize("kind", EXAMPLES)
def test_readers_font_size_is_followed(show, kind):
    explorer = show(example(kind)).explorer()
    expect(explorer.root).to_have_css("font-size", "15px")
    explorer.page.evaluate("document.documentElement.style.fontSize = '32px'")
    expect(explorer.root).to_have_css("font-size", "30px")


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
