"""What lies around an image: against NumPy's own padding, differences, and large numbers."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given

from convlib import (
    conv1d,
    conv1d_backward,
    conv2d,
    conv2d_backward,
    conv_matrix,
    explain,
)
from convlib.gradcheck import numerical_gradient

X = np.arange(12.0).reshape(3, 4) ** 2 % 7
W = np.array([[1.0, 2.0], [4.0, 8.0]])


@pytest.mark.usefixtures("both_ways")
@given(strategies.bordered())
def test_against_loops(case):
    grad, layer, mode = case
    x, w, b, stride, _, dilation, groups = layer
    expected = oracles.conv2d_in(mode, x, w, b, stride, layer.sides, dilation, groups)
    oracles.assert_same(conv2d(*layer.arguments, padding_mode=mode), expected)
    wanted = oracles.conv2d_backward_in(
        mode, grad, x, w, stride, layer.sides, dilation, groups
    )
    geometry = layer.arguments[3:]
    found = conv2d_backward(grad, x, w, *geometry, padding_mode=mode)
    for one, other in zip(found, wanted, strict=True):
        oracles.assert_same(one, other)


@strategies.fewest
@given(strategies.bordered(kinds=("float64",)))
def test_gradients_against_finite_differences(case):
    grad, layer, mode = case
    gradients = conv2d_backward(grad, *layer[:2], *layer[3:], padding_mode=mode)
    layer = layer._replace(bias=np.zeros(len(layer.weight)))
    for name, gradient in zip(("input", "weight", "bias"), gradients, strict=True):

        def error(array, name=name):
            changed = layer._replace(**{name: array})
            return (conv2d(*changed, padding_mode=mode) * grad).sum()

        measured = numerical_gradient(error, getattr(layer, name))
        np.testing.assert_allclose(gradient, measured, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("zeros", [0, 0, 1, 2, 3, 4, 0, 0]),
        ("reflect", [3, 2, 1, 2, 3, 4, 3, 2]),
        ("replicate", [1, 1, 1, 2, 3, 4, 4, 4]),
        ("circular", [3, 4, 1, 2, 3, 4, 1, 2]),
    ],
)
def test_what_lies_around_a_signal(mode, expected):
    np.testing.assert_array_equal(
        conv1d([1, 2, 3, 4], [1], padding=2, padding_mode=mode), expected
    )
    places = np.eye(8, dtype=int)
    for place, stands in enumerate(expected):
        grad, _, _ = conv1d_backward(
            places[place], [1, 2, 3, 4], [1], padding=2, padding_mode=mode
        )
        assert grad.tolist() == [int(pixel == stands) for pixel in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("mode", "most", "words"),
    [
        ("reflect", (2, 3), "smaller than the image"),
        ("circular", (3, 4), "at most as large as the image"),
    ],
)
def test_how_far_an_image_reaches(mode, most, words):
    conv2d(X, W, padding=most, padding_mode=mode)
    for axis, side in np.ndindex(2, 2):
        sides = [[n, n] for n in most]
        sides[axis][side] += 1
        given_sides = tuple(map(tuple, sides))
        with pytest.raises(ValueError) as caught:
            conv2d(X, W, padding=given_sides, padding_mode=mode)
        assert str(caught.value) == (
            f'conv2d: padding must be {words} in padding_mode "{mode}", got '
            f"{given_sides} around (3, 4); input (3, 4), weight (2, 2)"
        )


@pytest.mark.parametrize("far", [10**6, 10**9, 10**30])
def test_a_far_border_costs_what_is_read(far):
    """Four windows, one at each corner of all that lies around the image."""
    geometry = {"stride": far, "padding": far, "padding_mode": "replicate"}
    corners = np.array([[X[0, 0], X[0, -1]], [X[-1, 0], X[-1, -1]]])
    found = conv2d(X, W, **geometry)[:: len(X), :: X.shape[1]]
    assert found[0, 0] == corners[0, 0] * W.sum()
    grad = np.zeros_like(conv2d(X, W, **geometry))
    grad[0, 0] = grad[-1, -1] = 1
    grad_input, grad_weight, _ = conv2d_backward(grad, X, W, **geometry)
    assert grad_input[0, 0] == W.sum()
    assert grad_input.sum() == 2 * W.sum()
    window = conv2d(X, np.eye(2), **geometry)
    assert grad_weight[0, 0] + grad_weight[1, 1] == window[0, 0] + window[-1, -1]


@pytest.mark.parametrize("mode", strategies.MODES)
def test_a_matrix_and_a_hand_calculation_reach_as_far(mode):
    """Beyond NumPy's integers, too: a window in the middle, and where it may one around."""
    far = 2**64 if mode in ("zeros", "replicate") else 2
    geometry = {"stride": far, "padding": far, "padding_mode": mode}
    x = np.arange(1.0, 10).reshape(3, 3)
    found = conv2d(x, W, **geometry)
    matrix = conv_matrix(W, 3, **geometry)
    np.testing.assert_array_equal(matrix @ x.ravel(), found.ravel())
    assert found[1, 1] == (x[:2, :2] * W).sum()
    grad = np.arange(1.0, found.size + 1).reshape(found.shape)
    gradients = conv2d_backward(grad, x, W, **geometry)
    for cell in np.ndindex(*found.shape):
        assert explain.conv2d(x, W, **geometry, at=cell).result == found[cell]
    for wrt, gradient in zip(("input", "weight"), gradients, strict=False):
        for at in np.ndindex(*gradient.shape):
            cell = explain.conv2d_backward(grad, x, W, **geometry, wrt=wrt, at=at)
            assert cell.result == gradient[at]


def test_a_border_that_does_not_fit_into_memory_is_refused_before_any_work():
    with pytest.raises(MemoryError, match=r"^conv2d: no memory for an array of shape"):
        conv2d(X, W, padding=10**9, padding_mode="replicate")


def test_sums_over_a_border_that_could_overflow_are_refused():
    """The first sample stands in 19 places, the second in one."""
    grad, x = np.full(20, 2**59), np.ones(2, int)
    rest = {"padding": (18, 0), "padding_mode": "replicate"}
    with pytest.raises(ValueError, match="can exceed int64"):
        conv1d_backward(grad, x, [1], **rest)
    found, _, _ = conv1d_backward(grad // 4, x, [1], **rest)
    assert found.tolist() == [19 * 2**57, 2**57]


def test_a_stride_beyond_all_integers_reads_one_window():
    for stride in (2**62, 2**63, 10**30):
        found = conv1d([1, 2, 3], [1, 10], None, stride, 1, padding_mode="circular")
        assert found.tolist() == [13]


def test_float16_is_summed_in_float32_over_a_border():
    grad = np.full(1 + 2 * 2000, 1, np.float16)
    x, w = np.ones(1, np.float16), np.ones(1, np.float16)
    found, _, _ = conv1d_backward(grad, x, w, padding=2000, padding_mode="replicate")
    assert found.dtype == np.float16
    assert found[0] == np.float16(4001)


def test_the_comparison_notices_another_border():
    sides = ((1, 2), (2, 1))
    results = {
        mode: oracles.conv2d_in(
            mode, X[None, None], W[None, None], None, (1, 1), sides, (1, 1), 1
        )
        for mode in strategies.MODES
    }
    for mode in strategies.MODES:
        found = conv2d(X, W, padding=sides, padding_mode=mode)[None, None]
        for other, expected in results.items():
            if other == mode:
                oracles.assert_same(found, expected)
            else:
                with pytest.raises(AssertionError):
                    oracles.assert_same(found, expected)
