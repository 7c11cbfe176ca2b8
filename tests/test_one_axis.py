"""Signals: against loops over images of one row, differences, and by hand."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

import convlib
from convlib.gradcheck import numerical_gradient


def as_row(*arrays):
    """The same signals as images of one row."""
    return [array[:, :, None] if array.ndim == 3 else array for array in arrays]


@pytest.mark.usefixtures("both_ways")
@given(strategies.signals())
def test_convolutions_against_loops(case):
    arrays, geometry, sides = case
    stride, _, dilation, groups = geometry
    rest = ((1, stride), ((0, 0), *sides), (1, dilation), groups)
    grad, x, w, b = as_row(*arrays)
    output = convlib.conv1d(*arrays[1:], *geometry)
    oracles.assert_same(output, oracles.conv2d(x, w, b, *rest)[:, :, 0])
    expected = oracles.conv2d_backward(grad, x, w, *rest)
    found = convlib.conv1d_backward(*arrays[:3], *geometry)
    for one, other in zip(found, expected, strict=True):
        oracles.assert_same(one, other[:, :, 0] if other.ndim == 4 else other)


@strategies.fewest
@given(strategies.signals(kinds=("float64",)))
def test_gradients_against_finite_differences(case):
    (grad, x, w, b), geometry, _ = case
    gradients = convlib.conv1d_backward(grad, x, w, *geometry)
    for which, gradient in enumerate(gradients):

        def error(array, which=which):
            given_arrays = [x, w, b]
            given_arrays[which] = array
            return (convlib.conv1d(*given_arrays, *geometry) * grad).sum()

        measured = numerical_gradient(error, (x, w, b)[which])
        np.testing.assert_allclose(gradient, measured, rtol=1e-6, atol=1e-6)


@pytest.mark.usefixtures("both_ways")
@given(strategies.transposed())
def test_transposed_convolutions_against_loops(layer):
    """The columns of an image of one row, and rows that are not there."""
    x, w = layer.input[:, :, :1], layer.weight[:, :, :1]
    rest = (layer.stride[1], layer.padding[1], layer.output_padding[1], layer.groups)
    two = (
        (1, rest[0]),
        (0, rest[1]),
        (0, rest[2]),
        layer.groups,
        (1, layer.dilation[1]),
    )
    signals = (x[:, :, 0], w[:, :, 0])
    output = convlib.conv_transpose1d(*signals, layer.bias, *rest, layer.dilation[1])
    expected = oracles.conv_transpose2d(x, w, layer.bias, *two)
    oracles.assert_same(output, expected[:, :, 0])
    grad = np.random.default_rng(0).integers(-9, 10, output.shape).astype(output.dtype)
    found = convlib.conv_transpose1d_backward(grad, *signals, *rest, layer.dilation[1])
    wanted = oracles.conv_transpose2d_backward(grad[:, :, None], x, w, *two)
    for one, other in zip(found, wanted, strict=True):
        oracles.assert_same(one, other[:, :, 0] if other.ndim == 4 else other)


@given(strategies.pools(), st.booleans())
def test_pooling_against_loops(pool, include_pad):
    """The first row of each image, as a signal."""
    x, kernel, stride, padding, dilation, ceil_mode = pool
    sides = pool.sides.padding[1]
    word = isinstance(padding, str)
    signal, rest = x[:, :, 0], (kernel[1], stride[1], padding if word else sides)
    row = (x[:, :, :1], (1, kernel[1]), (1, stride[1]), ((0, 0), sides))
    output, indices = convlib.max_pool1d(
        signal, *rest, dilation[1], ceil_mode, return_indices=True
    )
    two = (*row, (1, dilation[1]), ceil_mode)
    expected, expected_indices = oracles.max_pool2d(*two)
    oracles.assert_same(output, expected[:, :, 0])
    oracles.assert_same(indices, expected_indices[:, :, 0])
    grad = np.random.default_rng(0).integers(-9, 10, output.shape)
    found = convlib.max_pool1d_backward(grad, signal, *rest, dilation[1], ceil_mode)
    expected = oracles.max_pool2d(*two, grad_output=grad[:, :, None])
    oracles.assert_same(found, expected[:, :, 0])
    if dilation[1] > 1:
        return
    two = (*row, ceil_mode, include_pad, None)
    output = convlib.avg_pool1d(signal, *rest, ceil_mode, include_pad)
    np.testing.assert_allclose(output, oracles.avg_pool2d(*two)[:, :, 0], rtol=1e-14)
    found = convlib.avg_pool1d_backward(grad, signal, *rest, ceil_mode, include_pad)
    expected = oracles.avg_pool2d(*two, grad_output=grad[:, :, None])[:, :, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-13)


def test_axes_can_be_left_out():
    rng = np.random.default_rng(0)
    x, w = rng.integers(-5, 6, (2, 3, 9)), rng.integers(-5, 6, (4, 3, 2))
    batched = convlib.conv1d(x, w, [1, 2, 3, 4], 2, (0, 1))
    assert batched.shape == (2, 4, 5)
    np.testing.assert_array_equal(
        convlib.conv1d(x[1], w, [1, 2, 3, 4], 2, (0, 1)), batched[1]
    )
    single = convlib.conv1d(x[0, 0], w[0, 0], 7)
    np.testing.assert_array_equal(
        single, convlib.conv1d(x[:1, :1], w[:1, :1], [7])[0, 0]
    )
    grads = convlib.conv1d_backward(single, x[0, 0], w[0, 0])
    assert [grad.shape for grad in grads] == [(9,), (2,), ()]
    grads = convlib.conv_transpose1d_backward(
        np.ones(10, int), x[0, 0], w[0, 0], output_size=10
    )
    assert [grad.shape for grad in grads] == [(9,), (2,), ()]
    assert convlib.max_pool1d(x[0, 0], 4).shape == (2,)
    assert convlib.avg_pool1d_backward(np.ones(2), x[0, 0], 4).shape == (9,)


def test_a_signal_comes_back_with_the_length_that_was_asked_for():
    for size, shape in [(7, (2, 3, 7)), (8, (2, 3, 8)), ((2, 3, 8), (2, 3, 8))]:
        stamped = convlib.conv_transpose1d(
            np.ones((2, 1, 3)), np.ones((1, 3, 3)), stride=2, output_size=size
        )
        assert stamped.shape == shape


def test_a_causal_stack_sees_nothing_of_what_comes():
    """Dilations 1, 2 and 4 with all zeros before: the field is the last eight samples."""
    impulse = np.zeros(20, int)
    impulse[9] = 1
    for dilation in (1, 2, 4):
        impulse = convlib.conv1d(impulse, [1, 1], None, 1, (dilation, 0), dilation)
    assert np.flatnonzero(impulse).tolist() == list(range(9, 17))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: convlib.conv1d(np.ones((4, 9)), np.ones(3)),
            (
                "conv1d: weight must have shape (K, C // groups, kL) for an input with 2 "
                "axes, got (3,); input (4, 9), weight (3,)"
            ),
        ),
        (
            lambda: convlib.conv1d(np.ones(9), np.ones((1, 1, 3))),
            (
                "conv1d: weight must have shape (kL,) for an input with 1 axis, got "
                "(1, 1, 3); input (9,), weight (1, 1, 3)"
            ),
        ),
        (
            lambda: convlib.conv1d(np.ones((1, 1, 3, 3)), np.ones((1, 1, 3))),
            (
                "conv1d: input must have shape (N, C, L), (C, L) or (L,), got "
                "(1, 1, 3, 3); input (1, 1, 3, 3), weight (1, 1, 3)"
            ),
        ),
        (
            lambda: convlib.conv1d(np.ones(2), np.ones(3)),
            (
                "conv1d: effective kernel (3,) exceeds padded input (2,); input (2,), "
                "weight (3,), padding (0,), dilation (1,)"
            ),
        ),
        (
            lambda: convlib.conv1d(np.ones(0), np.ones(3)),
            "conv1d: input has no cell along axis L, shape (0,)",
        ),
        (
            lambda: convlib.max_pool1d(np.ones(9), 3, padding=(1, 2)),
            (
                "max_pool1d: padding ((1, 2),) must be at most half of kernel_size (3,), or "
                "that on average of both sides and less than all of it; input (9,)"
            ),
        ),
        (
            lambda: convlib.conv_transpose1d(np.ones((4, 9)), np.ones((3, 2, 3))),
            (
                "conv_transpose1d: weight has stamps for 3 channels, but input has 4; "
                "input (4, 9), weight (3, 2, 3)"
            ),
        ),
    ],
)
def test_messages_word_by_word(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == words
