"""convolve2d, against its definition, SciPy and the numbers of the notes."""

import json
from pathlib import Path

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from convlib import conv2d, convolve2d, examples

NOTES = json.loads(
    (Path(__file__).parent / "golden" / "notes.json").read_text("utf-8")
)["flipped"]
MODES = ("full", "same", "valid")


@st.composite
def signals(draw, kinds=("int64", "float64")):
    """A signal and a kernel, either of them the larger one."""
    kind = draw(st.sampled_from(kinds))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shapes = draw(strategies.unequal(1, 6)), draw(strategies.unequal(1, 6))
    return tuple(strategies.numbers(rng, shape, kind) for shape in shapes)


@given(signals())
def test_against_the_definition(drawn):
    oracles.assert_same(convolve2d(*drawn), oracles.convolve2d(*drawn))


@pytest.mark.parametrize("mode", MODES)
@strategies.fewer
@given(drawn=signals())
def test_against_scipy(mode, drawn):
    try:
        expected = signal.convolve2d(*drawn, mode=mode)
    except ValueError:
        assert mode == "valid"
        with pytest.raises(ValueError, match="one array that fits into the other"):
            convolve2d(*drawn, mode=mode)
    else:
        oracles.assert_same(convolve2d(*drawn, mode=mode), expected)


@strategies.fewer
@given(signals())
def test_it_commutes_which_correlation_does_not(drawn):
    x, h = drawn
    oracles.assert_same(convolve2d(x, h), convolve2d(h, x))
    padding = (h.shape[0] - 1, h.shape[1] - 1)
    oracles.assert_same(conv2d(x, h[::-1, ::-1], padding=padding), convolve2d(x, h))


def test_an_impulse_gives_the_kernel_back_and_correlation_its_rotation():
    kernel = np.arange(1, 13).reshape(3, 4)
    impulse = np.zeros((5, 7), int)
    impulse[2, 3] = 1
    padding = (2, 3)
    convolved, correlated = (
        convolve2d(impulse, kernel),
        conv2d(impulse, kernel, padding=padding),
    )
    np.testing.assert_array_equal(convolved[2:5, 3:7], kernel)
    np.testing.assert_array_equal(correlated[2:5, 3:7], np.rot90(kernel, 2))
    assert convolved.sum() == correlated.sum() == kernel.sum()


@strategies.fewer
@given(signals(kinds=("int64",)), signals(kinds=("int64",)))
def test_it_is_associative(first, second):
    (x, h), (g, _) = first, second
    oracles.assert_same(
        convolve2d(convolve2d(x, h), g), convolve2d(x, convolve2d(h, g))
    )


def test_the_notes_example_in_every_mode():
    x, h = NOTES["x"], NOTES["h"]
    np.testing.assert_array_equal(convolve2d(x, h), NOTES["y_full"])
    same = convolve2d(x, h, mode="same")
    np.testing.assert_array_equal(same, NOTES["y_same"])
    assert same[0, 0] == -13
    assert same.dtype == np.int64
    np.testing.assert_array_equal(
        convolve2d(x, h, mode="valid"), [[NOTES["y_same"][1][1]]]
    )
    np.testing.assert_array_equal(
        conv2d(x, h, padding="same"), NOTES["cross_correlation_same"]
    )
    np.testing.assert_array_equal(examples.flipped.x, x)
    np.testing.assert_array_equal(examples.flipped.h, h)
    assert not examples.flipped.x.flags.writeable


def test_the_smaller_array_slides_so_that_the_order_costs_nothing():
    large, small = np.ones((400, 300)), np.ones((2, 3))
    for mode, shape in zip(
        MODES, [(401, 302), (2, 3), (399, 298)], strict=True
    ):  # the other way round this would be 10**10 products
        assert convolve2d(small, large, mode).shape == shape


def test_dtypes_are_those_of_conv2d():
    for kind, expected in [
        ("int8", "int64"),
        ("bool", "int64"),
        ("float32", "float32"),
    ]:
        assert convolve2d(np.ones((3, 4), kind), [[True]]).dtype == expected
    assert convolve2d([[1j]], [[1j]])[0, 0] == -1
    largest = np.full((2, 2), 127, np.int8)
    assert convolve2d(largest, largest)[1, 1] == 4 * 127**2


def test_the_comparison_notices_typical_mistakes():
    rng = np.random.default_rng(0)
    x, h = rng.integers(-5, 6, (5, 6)), rng.integers(-5, 6, (2, 4))
    right = signal.convolve2d(x, h, mode="same")
    full = signal.convolve2d(x, h)
    mistakes = {
        "not flipped": conv2d(x, h, padding="same"),
        "flipped along one axis": signal.convolve2d(x, h[:, ::-1], mode="same"),
        "centred one too low": full[1:6, 1:7],
        "centred one too far to the right": full[:5, 2:8],
        "full": full,
        "floats": right.astype(float),
    }
    oracles.assert_same(convolve2d(x, h, mode="same"), right)
    for name, wrong in mistakes.items():
        with pytest.raises(AssertionError):
            oracles.assert_same(wrong, right)
            pytest.fail(f"{name} was not noticed")
