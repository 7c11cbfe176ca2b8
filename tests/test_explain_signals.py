"""Calculations along one axis, and of images that go on around their edges."""

import numpy as np
import pytest
import strategies
from calculations import Cells, check_lines, evaluate
from hypothesis import given
from hypothesis import strategies as st

import convlib
from convlib import explain

WRT = ("input", "weight", "bias")


def a_cell(data, array):
    """Return the index of any of an array's cells."""
    return tuple(data.draw(st.integers(0, n - 1)) for n in array.shape)


@strategies.fewer
@given(strategies.bordered(kinds=("int64",)), st.data())
def test_any_cell_of_a_convolution_with_a_border(case, data):
    grad, layer, mode = case
    border = {"padding_mode": mode}
    output = convlib.conv2d(*layer.arguments, **border)
    at = a_cell(data, output)
    cell = explain.conv2d(*layer.arguments, **border, at=at)
    assert cell.result == output[at]
    bias = np.zeros(len(layer.weight), int) if layer.bias is None else layer.bias
    arrays = {"x": layer.input, "w": layer.weight}
    check_lines(cell, **arrays, w_b=bias)
    assert ("0ᵖ" in repr(cell)) <= (mode == "zeros")
    x, w, _, *geometry = layer.arguments
    gradients = convlib.conv2d_backward(grad, x, w, *geometry, **border)
    for wrt, gradient in zip(WRT, gradients, strict=True):
        at = a_cell(data, gradient)
        cell = explain.conv2d_backward(grad, x, w, *geometry, **border, wrt=wrt, at=at)
        assert cell.result == gradient[at]
        assert cell.products.sum() == gradient[at]
        check_lines(cell, **arrays, delta=grad)
        assert cell.latex.count("{") == cell.latex.count("}")


@strategies.fewer
@given(strategies.signals(kinds=("int64",)), st.data())
def test_any_cell_of_a_convolution_of_signals(case, data):
    (grad, x, w, b), geometry, _ = case
    output = convlib.conv1d(x, w, b, *geometry)
    at = a_cell(data, output)
    cell = explain.conv1d(x, w, b, *geometry, at=at)
    assert cell.result == output[at]
    assert cell.products.shape == w.shape[1:]
    check_lines(cell, x=x, w=w, w_b=b)
    for wrt, gradient in zip(
        WRT, convlib.conv1d_backward(grad, x, w, *geometry), strict=True
    ):
        at = a_cell(data, gradient)
        cell = explain.conv1d_backward(grad, x, w, *geometry, wrt=wrt, at=at)
        assert cell.result == gradient[at]
        check_lines(cell, x=x, w=w, delta=grad)
        assert cell.latex.count("{") == cell.latex.count("}")


@strategies.fewer
@given(strategies.transposed(kinds=("int64",)), st.data())
def test_any_sample_of_a_transposed_convolution(layer, data):
    x, w, b = layer.input[:, :, 0], layer.weight[:, :, 0], layer.bias
    stride, padding, extra = (
        pair[1] for pair in (layer.stride, layer.padding, layer.output_padding)
    )
    geometry = (stride, padding, extra, layer.groups, layer.dilation[1])
    output = convlib.conv_transpose1d(x, w, b, *geometry)
    at = a_cell(data, output)
    cell = explain.conv_transpose1d(x, w, b, *geometry, at=at)
    assert cell.result == output[at]
    assert cell.products.ndim == 2
    lines = [" ".join(row.text for row in step.rows) for step in cell.steps]
    names = {"x": Cells(x), "w": Cells(w), "w_b": Cells(b) if b is not None else 0}
    for line in lines[1:]:
        assert evaluate(line, **names) == cell.result


@strategies.fewer
@given(strategies.pools(), st.booleans(), st.data())
def test_any_cell_of_a_pooling_of_signals(pool, include_pad, data):
    x, kernel, stride, _, dilation, ceil_mode = pool
    signal, sides = x[:, :, 0], pool.sides.padding[1]
    padding = pool.padding if isinstance(pool.padding, str) else sides
    rest = (kernel[1], stride[1], padding)
    arguments = (*rest, dilation[1], ceil_mode)
    output = convlib.max_pool1d(signal, *arguments)
    at = a_cell(data, output)
    cell = explain.max_pool1d(signal, *arguments, at=at)
    assert cell.result == output[at]
    check_lines(cell, x=signal)
    grad = np.random.default_rng(0).integers(-9, 10, output.shape)
    gradient = convlib.max_pool1d_backward(grad, signal, *arguments)
    at = a_cell(data, gradient)
    cell = explain.max_pool1d_backward(grad, signal, *arguments, at=at)
    assert cell.result == gradient[at]
    check_lines(cell, to_pooled=grad)
    if dilation[1] > 1:
        return
    rest = (*rest, ceil_mode, include_pad)
    output = convlib.avg_pool1d(signal, *rest)
    at = a_cell(data, output)
    cell = explain.avg_pool1d(signal, *rest, at=at)
    assert cell.result == pytest.approx(output[at], rel=1e-14)
    line = " ".join(row.text for row in cell.steps[0].rows)
    assert evaluate(line, x=Cells(signal)) == pytest.approx(output[at], rel=1e-14)
    gradient = convlib.avg_pool1d_backward(grad, signal, *rest)
    at = a_cell(data, gradient)
    cell = explain.avg_pool1d_backward(grad, signal, *rest, at=at)
    assert cell.result == pytest.approx(gradient[at], rel=1e-12, abs=1e-12)


def test_indices_are_written_as_they_are_given():
    x, w = np.arange(6).reshape(1, 1, 6), np.ones((2, 1, 2), int)
    for at, words in [
        ((0, 1, 2), "a[0,1,2] = sum over m of w[1,0,m]·x[0,0,2+m]"),
        ((1, 2), "a[1,2] = sum over m of w[1,0,m]·x[0,2+m]"),
    ]:
        assert repr(explain.conv1d(x, w, at=at)).startswith(words)
    plain = explain.conv1d(x[0, 0], w[0, 0], 7, 2, dilation=3, at=(1,))
    assert repr(plain) == (
        """\
a[1] = sum over m of w[m]·x[2+3m] + w_b
     = w[0]·x[2] + w[1]·x[5] + w_b
     = 1·2 + 1·5 + 7
     = 2 + 5 + 7
     = 7 + 7
     = 14"""
    )
    assert plain.products.tolist() == [2, 5]
    stamped = explain.conv_transpose1d([1, 10], [1, 2, 3], 5, 2, 1, at=(1,))
    assert repr(stamped) == (
        """\
a[1] = w_b + sum of w[m]·x[i] where 2i+m-1 = 1
     = w[2]·x[0] + w[0]·x[1] + w_b
     = 3·1 + 1·10 + 5
     = 3 + 10 + 5
     = 13 + 5
     = 18"""
    )
    assert stamped.products.tolist() == [3, 10]
    longer = explain.conv_transpose1d([1, 10], [1], stride=3, output_size=6, at=(5,))
    assert longer.result == 0


def test_a_pixel_is_read_where_it_stands_again():
    x, g = np.arange(1, 7).reshape(2, 3), np.array([[1, 10, 100, 1000]] * 3)
    cell = explain.conv2d_backward(
        g,
        x,
        [[1, 2], [3, 4]],
        padding=1,
        padding_mode="replicate",
        wrt="input",
        at=(0, 0),
    )
    assert repr(cell).startswith(
        "∂E/∂x[0,0] = sum of w[m,n]·δ[i,j] where x[i+m-1,j+n-1] = x[0,0]\n"
    )
    assert repr(cell).endswith("(beyond its edges x goes on: replicate)")
    inner = explain.conv2d_backward(
        g[:1, :2], x, [[1, 2], [3, 4]], padding_mode="replicate", wrt="input", at=(0, 1)
    )
    assert repr(inner).startswith("∂E/∂x[0,1] = sum over m, n of w[m,n]·δ[0-m,1-n]\n")
    weight = explain.conv2d_backward(
        g,
        x,
        [[1, 2], [3, 4]],
        padding=1,
        padding_mode="replicate",
        wrt="weight",
        at=(0, 0),
    )
    assert "x[0,0]" in repr(weight) and "x[-1" not in repr(weight)
    assert repr(weight).endswith("(beyond its edges x goes on: replicate)")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: explain.conv1d([1, 2], [1], at=(0, 2)),
            "explain.conv1d: at must have an index for each axis of the output (2,)",
        ),
        (
            lambda: explain.conv1d([1, 2], [1], padding_mode="mirror", at=(0,)),
            'explain.conv1d: padding_mode must be "zeros", ',
        ),
        (
            lambda: explain.conv1d_backward([1, 2], [1, 2], [1], wrt="input", at=(2,)),
            "explain.conv1d_backward: at (2,) is not a cell of the input (2,)",
        ),
        (
            lambda: explain.max_pool1d([1, 2], 2, at=(1,)),
            "explain.max_pool1d: at (1,) is not a cell of the output (1,)",
        ),
        (
            lambda: explain.conv_transpose1d([1, 2], [1], at=(2,)),
            "explain.conv_transpose1d: at (2,) is not a cell of the output (2,)",
        ),
    ],
)
def test_what_is_refused_is_said_for_signals(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value).startswith(words)
