"""Losses and shuffled pixels by hand: what they say is what convlib computes."""

import math

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from test_explain import lines
from test_explain_variants import assert_well_formed
from test_losses import cases
from test_shuffle import images

import convlib
from convlib import examples, explain


def evaluate(expression):
    """Return what a line of numbers comes to."""
    names = {"log": math.log, "exp": math.exp, "__builtins__": {}}
    return eval(expression.replace("·", "*"), names)


@given(cases(("none",)), st.data())
def test_any_loss_is_what_cross_entropy_computes(case, data):
    losses = case.of(convlib.cross_entropy)
    at = tuple(data.draw(st.integers(0, n - 1)) for n in losses.shape)
    cell = explain.cross_entropy(
        case.input, case.target, case.weight, ignore_index=case.ignore_index, at=at
    )
    assert cell.result == pytest.approx(losses[at], rel=1e-12, abs=1e-12)
    assert type(cell.result) is float
    assert_well_formed(cell)
    if case.target[at] == case.ignore_index:
        assert cell.text.endswith("(the target is not to be counted)")
        return
    (left, symbols), *numbers = lines(cell)
    assert left == f"E[{','.join(map(str, at))}]"
    count = case.input.shape[1]
    for k in range(count):
        index = ",".join(map(str, (at[0], k, *at[1:])))
        assert symbols.count(f"exp(z[{index}])") == 1
        assert (f"- z[{index}]" in symbols) == (k == case.target[at])
    for _, line in numbers:  # each with four digits of each number
        assert evaluate(line) == pytest.approx(cell.result, rel=5e-3, abs=2e-2)


def test_the_loss_of_the_notes():
    logits = [0.6, -0.6]
    cell = explain.cross_entropy(logits, examples.tiny_cnn.label)
    loss = convlib.cross_entropy(logits, examples.tiny_cnn.label)
    assert cell.result == pytest.approx(loss, rel=1e-15)
    assert cell.latex.split("\n")[1] == (
        r"E &= \log\left(e^{z_{0}} + e^{z_{1}}\right) - z_{0} \\"
    )


def test_a_weighted_loss():
    cell = explain.cross_entropy([[0, 1], [-1, 0]], [1, 0], [0.5, 2], at=(1,))
    assert repr(cell) == (
        """\
E[1] = 0.5·(log(exp(z[1,0]) + exp(z[1,1])) - z[1,0])
     = 0.5·(log(exp(-1) + exp(0)) - (-1))
     ≈ 0.5·(log(0.3679 + 1) - (-1))
     ≈ 0.5·(log(1.368) - (-1))
     ≈ 0.5·(0.3133 - (-1))
     ≈ 0.6566"""
    )


def test_large_scores_are_moved_so_that_no_power_overflows():
    cell = explain.cross_entropy([1000, 999, -1000], 1)
    assert repr(cell) == (
        """\
E = log(exp(z[0]) + exp(z[1]) + exp(z[2])) - z[1]
  = log(exp(1000 - 1000) + exp(999 - 1000) + exp(-1000 - 1000)) - (999 - 1000)
  ≈ log(1 + 0.3679 + 0) - (-1)
  ≈ log(1.368) - (-1)
  ≈ 0.3133 - (-1)
  ≈ 1.313"""
    )
    loss = convlib.cross_entropy([1000, 999, -1000], 1)
    assert cell.result == pytest.approx(loss, rel=1e-15)
    low = explain.cross_entropy([-1000.0, -1000.0], 0)
    assert low.result == pytest.approx(math.log(2))


def test_a_place_without_a_label():
    cell = explain.cross_entropy([[0.0, 1.0]], [-100], at=(0,))
    assert repr(cell) == "E[0] = 0\n       (the target is not to be counted)"


def test_places_are_cells_of_the_target():
    scores, target = np.zeros((1, 2, 3)), [[0, 1, 1]]
    assert explain.cross_entropy(scores, target, at=(2,)).text.startswith("E[0,2] = ")
    for at in [(), (3,), (1, 0), (0, 0, 0)]:
        with pytest.raises(ValueError, match=r"^explain.cross_entropy: at"):
            explain.cross_entropy(scores, target, at=at)
    with pytest.raises(ValueError, match=r"^explain.cross_entropy: target must be"):
        explain.cross_entropy(scores, [[0, 1, 2]], at=(0, 0))


@strategies.fewer
@given(images(), st.data())
def test_any_pixel_is_what_pixel_shuffle_copies(given_images, data):
    x, r = given_images
    output = convlib.pixel_shuffle(x, r)
    at = tuple(data.draw(st.integers(0, n - 1)) for n in output.shape)
    cell = explain.pixel_shuffle(x, r, at=at)
    assert cell.result == output[at]
    assert_well_formed(cell)
    (_, symbols), (_, source), _ = lines(cell)
    for line in (symbols, source):
        index = line.removeprefix("x[").removesuffix("]")
        assert x[evaluate(f"({index},)")] == output[at]


def test_a_pixel_that_there_is_not():
    with pytest.raises(ValueError, match=r"^explain.pixel_shuffle: at \(0, 0, 2\)"):
        explain.pixel_shuffle(np.ones((4, 1, 1)), 2, at=(0, 0, 2))
    with pytest.raises(ValueError, match=r"^explain.pixel_shuffle: upscale_factor 2"):
        explain.pixel_shuffle(np.ones((3, 1, 1)), 2, at=(0, 0, 0))
