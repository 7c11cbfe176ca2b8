"""The explorer `pooling`: windows forward, gradients back, adding against overwriting."""

import numpy as np
import pytest
from explorers import severe

from convlib import examples
from convlib.widgets import Pooling

MAP = np.maximum(0, [[-1, -1, 0], [1, 1, 0], [1, 0, 0]])


def notes() -> Pooling:
    """Return the second feature map of the worked network: tied, overlapping."""
    return Pooling(MAP)


def odd() -> Pooling:
    """Return one that is not square, with windows that do not come out even."""
    return Pooling(np.random.default_rng(5).integers(-9, 10, (5, 6)), 3, 2, "average")


EVERY = [notes, odd]


def overwritten(made: Pooling) -> np.ndarray:
    """Return the gradient of a program that assigns where it must add."""
    gradient = np.zeros(made.feature_map.shape)
    size = made.kernel_size
    for (i, j), delta in np.ndenumerate(made.grad_output):
        rows, cols = (slice(n * made.stride, n * made.stride + size) for n in (i, j))
        window = made.feature_map[rows, cols]
        if made.mode == "average":
            gradient[rows, cols] = delta / size**2
        else:
            m, n = np.unravel_index(window.argmax(), window.shape)
            gradient[i * made.stride + m, j * made.stride + n] = delta
    return gradient


def chosen(explorer, name: str) -> bool:
    return explorer.root.get_by_role("radio", name=name, exact=True).is_checked()


def choose(explorer, name: str) -> None:
    explorer.root.get_by_role("radio", name=name, exact=True).check()


def state_of(explorer, said) -> Pooling:
    """Return the same explorer in Python, from what the one on the page shows."""
    made = Pooling(
        said.values("Feature map"),
        said.setting("Window size"),
        said.setting("Stride"),
        "average" if chosen(explorer, "average") else "max",
    )
    made.grad_output = said.values("Pooled gradient")
    return made


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
            assert len(said.marked("Feature map", "active")) == made.kernel_size**2
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
        rng = np.random.default_rng(2)
        moves = [
            (str(rng.choice(["Window size", "Stride"])), float(p))
            for p in rng.random(30)
        ]
        for said in explorer.walk(moves):
            expected = state_of(explorer, said)
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


def test_no_severe_findings_and_no_sideways_scroll(show):
    book = show(notes(), odd(), width=360)
    assert severe(book.accessibility_findings()) == []
    assert book.overflow() == 0
