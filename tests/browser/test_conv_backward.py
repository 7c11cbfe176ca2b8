"""The explorer `conv-backward`: each gradient's sum, the flip, and what a nudge measures."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from explorers import severe

import convlib
from convlib import examples
from convlib.widgets import ConvBackward

NOTES = examples.backward_example
NUMBERS = json.loads(
    (Path(__file__).parent.parent / "golden" / "notes.json").read_text(encoding="utf-8")
)["backward_example"]


def notes() -> ConvBackward:
    """Return the example of the chapter, on the worked network's image."""
    return ConvBackward(
        examples.tiny_cnn.image, NUMBERS["filter"], NUMBERS["grad_output"]
    )


def odd() -> ConvBackward:
    """Return one in which nothing is square, with stride and padding."""
    rng = np.random.default_rng(3)
    image, kernel = rng.integers(-9, 10, (5, 7)), rng.integers(-9, 10, (2, 3))
    return ConvBackward(image, kernel, rng.integers(-9, 10, (3, 4)), 2, 1)


EVERY = [notes, odd]


def gradients(made: ConvBackward) -> dict[str, np.ndarray]:
    return {"Input gradient": made.grad_input, "Kernel gradient": made.grad_kernel}


def test_grids_hold_the_state_and_its_gradients(show_all):
    for made, explorer in show_all(EVERY):
        said = explorer.read()
        np.testing.assert_array_equal(said.values("Input"), made.image)
        np.testing.assert_array_equal(said.values("Kernel"), made.kernel)
        np.testing.assert_array_equal(said.values("Output gradient"), made.grad_output)
        for name, expected in gradients(made).items():
            np.testing.assert_array_equal(said.values(name), expected)


@pytest.mark.parametrize("name", ["Input gradient", "Kernel gradient"])
def test_each_gradient_shows_what_comes_back_to_it(show_all, name):
    for made, explorer in show_all(EVERY):
        expected = gradients(made)[name]
        survey = explorer.survey(name)
        assert list(survey) == list(np.ndindex(*expected.shape))
        rows, cols = made.grad_output.shape
        for (row, col), said in survey.items():
            assert said.ledger == expected[row, col]
            assert said.marked(name, "selected") == {(row, col)}
            step = made.stride
            if name == "Input gradient":
                reach = np.indices(made.kernel.shape).reshape(2, -1).T
                windows = {
                    ((row + made.padding - m) / step, (col + made.padding - n) / step)
                    for m, n in reach
                }
                back = {
                    (int(i), int(j))
                    for i, j in windows
                    if i.is_integer()
                    and j.is_integer()
                    and 0 <= i < rows
                    and 0 <= j < cols
                }
            else:
                back = set(np.ndindex(rows, cols))
            assert said.marked("Output gradient", "fed") == back


def test_forgotten_flip_stands_beside_the_true_gradient(show):
    explorer = show(notes()).explorer()
    assert "Without the flip" not in explorer.read().grids
    explorer.switch("Flip kernel").click()
    said = explorer.read()
    wrong, true = said.values("Without the flip"), said.values("Input gradient")
    np.testing.assert_array_equal(true, NUMBERS["grad_input"])
    np.testing.assert_array_equal(wrong, NUMBERS["grad_input_if_the_flip_is_forgotten"])
    differs = {tuple(map(int, at)) for at in np.argwhere(wrong != true)}
    assert said.marked("Without the flip", "wrong") == differs
    assert said.ledger == wrong[0, 0]
    assert f"true is {true[0, 0]}" in said.spoken


def test_bias_gradient_is_the_sum_of_all(show):
    explorer = show(notes()).explorer()
    assert explorer.root.locator("footer b").inner_text() == str(NUMBERS["grad_bias"])
    assert (
        NUMBERS["grad_bias"]
        == convlib.conv2d_backward(
            NOTES.grad_output, examples.tiny_cnn.image, NOTES.kernel
        )[2]
    )


@pytest.mark.parametrize("name", ["Input gradient", "Kernel gradient"])
def test_nudge_measures_the_gradient(show_all, name):
    for made, explorer in show_all(EVERY):
        explorer.root.get_by_role("checkbox", name="Nudge").click()
        for at, said in explorer.survey(name).items():
            measured = float(
                re.search(r"measured (−?[\d.]+)", said.spoken)[1]
                .replace("−", "-")
                .rstrip(".")
            )
            assert measured == pytest.approx(gradients(made)[name][at], abs=1e-3)
            assert said.ledger == gradients(made)[name][at]


def test_edited_output_gradient_goes_everywhere(show):
    explorer = show(notes()).explorer()
    explorer.edit("Output gradient", 1, 1, "-2.5")
    said = explorer.read()
    made = notes()
    made.grad_output = said.values("Output gradient")
    assert made.grad_output[1, 1] == -2.5
    for name, expected in gradients(made).items():
        np.testing.assert_allclose(said.values(name), expected, atol=1e-12)


def test_no_severe_findings_and_no_sideways_scroll(show):
    book = show(notes(), odd(), width=360)
    assert severe(book.accessibility_findings()) == []
    assert book.overflow() == 0
