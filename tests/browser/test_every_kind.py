"""What holds for explorers of every kind, whatever they show."""

from collections.abc import Callable

import numpy as np
import pytest
from explorer_examples import EXAMPLES
from explorers import Snapshot

from convlib import examples
from convlib.widgets import (
    ConvBackward,
    Groups,
    ImageKernel,
    Network,
    Pooling,
    ReceptiveField,
    Transposed,
)
from convlib.widgets.explorer import Explorer

TINY, BACK, UP = examples.tiny_cnn, examples.backward_example, examples.transposed
TARGET, PHONE = 24, 360  # pixels

KINDS: dict[str, Callable[[], Explorer]] = {
    **EXAMPLES,
    "conv-backward": lambda: ConvBackward(TINY.image, BACK.kernel, BACK.grad_output),
    "pooling": lambda: Pooling([[0, 0, 0], [1, 1, 0], [1, 0, 0]]),
    "network": lambda: Network(
        TINY.image, TINY.filters, TINY.fc_weight, TINY.fc_bias, TINY.label
    ),
    "transposed": lambda: Transposed(UP.image, UP.kernel, UP.stride),
    "receptive-field": lambda: ReceptiveField([(3, 1, 1), (3, 1, 2), (3, 1, 4)]),
    "groups": lambda: Groups(4, 8, 3, 2),
    "image-kernel": lambda: ImageKernel(
        np.random.default_rng(0).integers(0, 256, (128, 128)), [[0, 1, 0]] * 3
    ),
}

kinds = pytest.mark.parametrize("kind", KINDS)
others = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind not in EXAMPLES]
)


def test_no_kind_is_forgotten():
    made = {kind: explorer().kind for kind, explorer in KINDS.items()}
    assert all(kind == name for kind, name in made.items())
    classes = {type(explorer()).__mro__[1].__name__ for explorer in KINDS.values()}
    assert classes == {cls.__name__ for cls in Explorer.__subclasses__()}


@others
def test_root_grids_and_status_follow_the_contract(show, kind):
    explorer = show(KINDS[kind]()).explorer()
    said = explorer.read()
    assert (said.kind, said.ready) == (kind, "true")
    assert said.label
    assert said.grids
    assert said.ledger is not None
    assert said.alert is None
    for name in said.grids:
        for cell in said.cells(name):
            assert cell["value"] is not None
            assert cell["label"] is None or cell["label"].startswith(name)


@kinds
def test_tables_stand_there_without_javascript(kind):
    html = KINDS[kind]().to_html()
    assert html.count("<caption>") == html.count("<table") > 0


@others
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(show, kind, theme):
    book = show(KINDS[kind](), theme=theme)
    assert book.accessibility_findings() == []
    grid = next(iter(book.explorer().read().grids))
    book.explorer().focus(grid, 0, 0)
    assert book.accessibility_findings() == []
    book.explorer().press("Escape")
    assert book.accessibility_findings() == []


@others
@pytest.mark.parametrize("width", [1200, PHONE])
def test_targets_are_large_enough_and_nothing_overflows(show, kind, width):
    book = show(KINDS[kind](), width=width)
    assert book.explorer().small_targets(TARGET) == []
    assert book.overflow() <= 0


@others
def test_tab_reaches_everything_and_shows_where_it_is(show, kind):
    explorer = show(KINDS[kind]()).explorer()
    said, stops = explorer.read(), explorer.tab_stops()
    reached = {stop["name"] for stop in stops if not stop["grid"]}
    # Tabbing through the grids selects in them, which may leave no step to go.
    still = explorer.read().buttons
    enabled = {
        name
        for name, on in said.buttons.items()
        if on and still[name] and name.isascii() and name.strip()
    }
    movable = {name for name, slider in said.sliders.items() if not slider["disabled"]}
    assert enabled | movable | set(said.switches) | set(said.choices) <= reached
    assert {stop["name"] for stop in stops if stop["grid"]} >= set(said.grids)
    assert [stop["name"] for stop in stops if stop["outline"] < 2] == []


@others
def test_arrows_move_and_escape_clears(show, kind):
    explorer = show(KINDS[kind]()).explorer()
    for grid in explorer.read().grids:
        rows, cols = np.shape(explorer.read().data["grids"][grid])
        explorer.focus(grid, 0, 0)
        explorer.press("ArrowRight", "ArrowDown")
        reached = explorer.focused_cell()
        assert reached is not None
        assert reached[0] == grid
        assert reached != (grid, 0, 0) or rows * cols == 1
        explorer.press("Escape")
        said = explorer.read()
        for name in said.grids:
            assert said.marked(name, "selected") == set(), (grid, name)


@others
def test_playing_pausing_and_stepping(show, kind):
    book = show(KINDS[kind](), clock=True)
    explorer = book.explorer()
    before = explorer.read()
    book.stop_the_clock()
    book.tick(5000)
    assert explorer.read() == before, "nothing moves by itself"
    if "Play" not in before.buttons:
        return
    explorer.focus(next(iter(before.grids)), 0, 0)
    explorer.press(" ")
    assert explorer.is_playing()
    book.tick(2100)
    moved = explorer.read()
    assert moved.grids != before.grids
    explorer.press(" ")
    assert not explorer.is_playing()
    book.tick(5000)
    assert explorer.read().grids == moved.grids


@others
@pytest.mark.parametrize("width", [1200, PHONE])
def test_layout_stands_still_from_step_to_step(show, kind, width):
    explorer = show(KINDS[kind](), width=width).explorer()
    if "Next" not in explorer.read().buttons:
        return
    heights = explorer.run(
        """const next = [...root.querySelectorAll("button")]
            .find((button) => button.textContent.includes("Next"));
        const heights = [];
        for (let steps = 0; steps < 60 && !next.disabled; steps += 1) {
            next.click();
            await frame();
            heights.push(root.offsetHeight);
        }
        return heights;"""
    )
    assert len(heights) > 2
    assert len(set(heights)) == 1, heights


def pictured(said: Snapshot) -> dict:
    """Return all that is seen: what is spoken may follow a second later."""
    return {name: value for name, value in said.data.items() if name != "spoken"}


@others
def test_reset_brings_the_beginning_back(show, kind):
    explorer = show(KINDS[kind]()).explorer()
    before = explorer.read()
    for name in before.sliders:
        explorer.set(name, explorer.read().sliders[name]["max"])
    for name in before.switches:
        explorer.switch(name).click()
    last = list(before.grids)[-1]
    explorer.focus(last, 0, 0)
    assert pictured(explorer.read()) != pictured(before)
    explorer.button("Reset").click()
    assert pictured(explorer.read()) == pictured(before)
