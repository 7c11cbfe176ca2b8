"""The explorer `pooling`: windows forward, gradients back, adding against overwriting."""

import numpy as np
import pytest
from on_page import severe
from playwright.sync_api import expect

from convlib import examples
from convlib.widgets import Pooling
from convlib.widgets.pooling import contract
from convlib.widgets.rules import pair, sides

MAP = np.maximum(0, [[-1, -1, 0], [1, 1, 0], [1, 0, 0]])


def notes() -> Pooling:
    """Return the second feature map of the worked network: tied, overlapping."""
    return Pooling(MAP)


def odd() -> Pooling:
    """Return one that is not square, with windows that do not come out even."""
    return Pooling(np.random.default_rng(5).integers(-9, 10, (5, 6)), 3, 2, "average")


def apart() -> Pooling:
    """Return one in which rows and columns, and all sides of the padding, differ."""
    feature_map = np.random.default_rng(6).integers(-9, 10, (5, 6))
    return Pooling(
        feature_map, (2, 3), (3, 2), "average", ((0, 1), (1, 0)), True, False
    )


EVERY = [notes, odd, apart]


def window(made: Pooling, place: tuple[int, int]) -> tuple[slice, slice]:
    """Return the cells of the map that a window has."""
    starts = [
        n * step - before
        for n, step, (before, _) in zip(
            place, pair(made.stride), sides(made.padding), strict=True
        )
    ]
    rows, cols = (
        slice(max(start, 0), start + cells)
        for start, cells in zip(starts, pair(made.kernel_size), strict=True)
    )
    return rows, cols


def overwritten(made: Pooling) -> np.ndarray:
    """Return the gradient of a program that assigns where it must add."""
    gradient = np.zeros(made.feature_map.shape)
    for at, delta in np.ndenumerate(made.grad_output):
        cells = made.feature_map[window(made, at)]
        if made.mode == "average":
            gradient[window(made, at)] = delta / cells.size
        else:
            there = gradient[window(made, at)]
            there.flat[cells.argmax()] = delta
    return gradient


def choose(explorer, name: str) -> None:
    explorer.root.get_by_role("radio", name=name, exact=True).check()


def test_worked_network_has_this_map():
    conv = np.array(examples.tiny_cnn.image), examples.tiny_cnn.filters[1]
    windows = np.lib.stride_tricks.sliding_window_view(conv[0], conv[1].shape)
    np.testing.assert_array_equal(
        np.maximum(0, (windows * conv[1]).sum(axis=(2, 3))), MAP
    )


def test_grids_hold_the_state_and_what_convlib_makes_of_it(show_all):
    for made, explorer in show_all(EVERY):
        said = explorer.read()
        np.testing.assert_array_equal(said.values("Feature map"), made.feature_map)
        np.testing.assert_allclose(said.values("Pooled"), made.output, atol=1e-12)
        np.testing.assert_array_equal(said.values("Pooled gradient"), made.grad_output)
        np.testing.assert_allclose(
            said.values("Feature map gradient"), made.grad_input, atol=1e-12
        )


def test_each_window_and_each_cell_show_their_sum(show_all):
    for made, explorer in show_all(EVERY):
        for at, said in explorer.survey("Pooled").items():
            assert said.ledger == pytest.approx(made.output[at])
            assert said.marked("Pooled", "selected") == {at}
            there = np.zeros(made.feature_map.shape, bool)
            there[window(made, at)] = True
            active = {tuple(map(int, place)) for place in np.argwhere(there)}
            assert said.marked("Feature map", "active") == active
        for at, said in explorer.survey("Feature map gradient").items():
            assert said.ledger == pytest.approx(made.grad_input[at])
            assert said.marked("Feature map gradient", "selected") == {at}


def test_overwriting_loses_what_adding_keeps(show_all):
    for made, explorer in show_all(EVERY):
        choose(explorer, "overwrite")
        said = explorer.read()
        wrong, true = overwritten(made), made.grad_input
        assert not np.array_equal(wrong, true)
        np.testing.assert_allclose(
            said.values("Feature map gradient"), wrong, atol=1e-12
        )
        lost = {tuple(map(int, at)) for at in np.argwhere(~np.isclose(wrong, true))}
        assert said.marked("Feature map gradient", "wrong") == lost
        for at in lost:
            explorer.select("Feature map gradient", *at)
            said = explorer.read()
            assert said.ledger == pytest.approx(true[at])
            assert (
                f"keeps only the last window: {wrong[at]:.4g}".replace("-", "−")
                in said.spoken
            )


@pytest.mark.parametrize("mode", ["max", "average"])
def test_every_setting_in_reach_agrees_with_convlib(show_all, mode):
    for _, explorer in show_all(EVERY):
        choose(explorer, mode)
        explorer.unfold()
        rng = np.random.default_rng(2)
        names = list(explorer.read().sliders)
        moves = [(str(rng.choice(names)), float(p)) for p in rng.random(30)]
        for said in explorer.walk(moves):
            expected = contract.shown(said)
            np.testing.assert_allclose(
                said.values("Pooled"), expected.output, atol=1e-12
            )
            np.testing.assert_allclose(
                said.values("Feature map gradient"), expected.grad_input, atol=1e-12
            )


def test_ties_go_to_the_first(show):
    explorer = show(Pooling(np.ones((3, 3), int))).explorer()
    for (row, col), said in explorer.survey("Pooled").items():
        assert said.marked("Feature map", "winner") == {(row, col)}
        assert "first of 4 that tie" in said.spoken


def test_a_map_that_is_pasted_is_pooled(show):
    explorer = show(notes()).explorer()
    explorer.set("Stride", 2)
    explorer.paste("Feature map", 0, 0, "[[1,3,2,1],[4,6,6,8],[3,1,1,0],[1,2,2,4]]")
    assert explorer.values("Pooled").tolist() == [[6, 8], [3, 4]]
    explorer.paste("Pooled gradient", 0, 0, "1 2 3")
    said = explorer.read()
    assert "this grid's size is given, and is not 1 × 3" in said.alert
    assert said.grids["Pooled gradient"]


def texts(explorer) -> set[str]:
    """Return what stands in the cells around the map."""
    rim = explorer.grid("Feature map").locator("[data-state~=padding]")
    return set(rim.all_inner_texts())


def test_what_stands_in_the_padding_says_whether_it_counts(show):
    made = Pooling([[-1, -2], [-3, -4]], padding=1)
    book = show(made)
    explorer = book.explorer()
    assert texts(explorer) == {"−∞"}
    assert explorer.values("Pooled")[0, 0] == -1
    choose(explorer, "average")
    assert texts(explorer) == {"0"}
    assert explorer.values("Pooled")[0, 0] == -1 / 4
    assert explorer.select("Pooled", 0, 0) is None
    assert "what zeros of the padding get is lost" in explorer.read().spoken
    explorer.unfold()
    explorer.switch("Count padding").click()
    assert texts(explorer) == {""}
    assert explorer.values("Pooled")[0, 0] == -1
    assert "lost" not in explorer.read().spoken


def test_ceil_mode_has_a_window_that_hangs_over(show):
    made = Pooling(np.arange(25).reshape(5, 5), 2, 2)
    explorer = show(made).explorer()
    assert explorer.values("Pooled").shape == (2, 2)
    explorer.unfold()
    explorer.switch("Ceil mode").click()
    assert explorer.values("Pooled").tolist() == [[6, 8, 9], [16, 18, 19], [21, 23, 24]]
    assert texts(explorer) == {""}
    formula = explorer.root.locator(".formula")
    expect(formula).to_contain_text("⌉ + 1 = 3")
    # A window that would begin in the padding at the end is none.
    explorer.set("Map size", 4)
    explorer.set("Padding", 1)
    expect(formula).to_contain_text("⌉ + 1 = 3")
    explorer.set("Map size", 5)
    assert explorer.values("Pooled").shape == (3, 3)
    expect(formula).to_contain_text("⌉ + 1 − 1 = 3")
    expect(formula).to_contain_text("would begin beyond the map")


def test_a_smaller_window_has_less_padding(show):
    explorer = show(Pooling(np.eye(4, dtype=int), 4, 1, padding=2)).explorer()
    explorer.unfold()
    assert explorer.read().sliders["Padding"]["max"] == 2
    explorer.set("Window size", 2)
    said = explorer.read()
    assert said.setting("Padding") == said.sliders["Padding"]["max"] == 1
    explorer.set("Window size", 1)
    assert explorer.read().setting("Padding") == 0
    np.testing.assert_array_equal(explorer.values("Pooled"), np.eye(4))


def test_why_padding_stops_is_said_where_it_does(show):
    explorer = show(Pooling(np.eye(6, dtype=int), 4, 1, padding=1)).explorer()
    explorer.unfold()
    note = explorer.root.get_by_text("no more than half of a window may lie in it")
    expect(note).to_have_count(0)
    explorer.set("Padding", 2)
    expect(note).to_be_visible()
    expect(note).to_contain_text("stops at 2")
    explorer.set("Window size", 3)
    expect(note).to_contain_text("stops at 1")
    # Here it is the slider that ends.
    most = Pooling.caps["padding"]
    explorer.set("Window size", 2 * most)
    explorer.set("Padding", most)
    expect(note).to_have_count(0)


def test_no_severe_findings_and_no_sideways_scroll(show):
    book = show(notes(), odd(), apart(), width=360)
    assert severe(book.accessibility_findings()) == []
    assert book.overflow() == 0
