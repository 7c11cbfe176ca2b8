"""Flipped and transposed convolutions by hand: what they say is what convlib computes."""

import re

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from test_convolve2d import MODES, signals
from test_explain import evaluate, lines

import convlib
from convlib import examples, explain


def is_symbolic(right):
    return re.search(r"[a-z]\[|w_b|sum", right) is not None


def assert_well_formed(cell):
    first, *body, last = cell.latex.split("\n")
    assert (first, last) == (r"\begin{aligned}", r"\end{aligned}")
    for index, line in enumerate(body):
        assert line.count("&") == 1
        assert line.endswith(r"\\") == (index < len(body) - 1)
        assert line.count("{") == line.count("}")
        assert line.isascii()
    assert cell._repr_latex_() == f"$$\n{cell.latex}\n$$"
    assert repr(cell) == cell.text


# --- the flipped convolution -----------------------------------------------------


@st.composite
def flipped_cells(draw, kinds=("int64", "float64")):
    """A signal, a kernel, a mode that has a result and one of its cells."""
    x, h = draw(signals(kinds))
    mode = draw(st.sampled_from(MODES))
    if np.prod(np.subtract(x.shape, h.shape)) < 0:
        mode = draw(st.sampled_from(MODES[:2]))
    y = convlib.convolve2d(x, h, mode)
    return x, h, mode, y, tuple(draw(st.integers(0, n - 1)) for n in y.shape)


def test_the_minus_thirteen_of_the_notes():
    x, h = examples.flipped.x, examples.flipped.h
    cell = explain.convolve2d(x, h, "same", at=(0, 0))
    assert repr(cell) == (
        """\
y[0,0] = sum over m, n of x[1-m,1-n]·h[m,n]
       = 0ᵖ·h[2,2] + 0ᵖ·h[2,1] + 0ᵖ·h[2,0]
           + 0ᵖ·h[1,2] + x[0,0]·h[1,1] + x[0,1]·h[1,0]
           + 0ᵖ·h[0,2] + x[1,0]·h[0,1] + x[1,1]·h[0,0]
       = 0ᵖ·1 + 0ᵖ·2 + 0ᵖ·1
           + 0ᵖ·0 + 1·0 + 2·0
           + 0ᵖ·(-1) + 4·(-2) + 5·(-1)
       = 0 + 0 + 0 + 0 + 0 + 0 + 0 - 8 - 5
       = -13
         (0ᵖ: padding)"""
    )
    # The notes' line of numbers, term by term.
    notes = "0·1+0·2+0·1+0·0+1·0+2·0+0·(-1)+4·(-2)+5·(-1)"
    assert lines(cell)[2][1].replace("ᵖ", "").replace(" ", "") == notes
    assert r"0^{\mathrm{p}} \cdot h_{2,2}" in cell.latex
    np.testing.assert_array_equal(cell.products, [[0] * 3, [0] * 3, [0, -8, -5]])


@given(flipped_cells())
def test_any_cell_is_what_convolve2d_computes(drawn):
    x, h, mode, y, at = drawn
    cell = explain.convolve2d(x, h, mode, at=at)
    assert cell.result == pytest.approx(y[at], rel=1e-12, abs=1e-12)
    assert type(cell.result) is (int if y.dtype.kind == "i" else float)
    assert cell.products.sum() == pytest.approx(cell.result)
    assert cell.products.shape == min((h, x), key=np.size).shape
    assert_well_formed(cell)


@strategies.fewer
@given(flipped_cells(kinds=("int64",)))
def test_every_line_of_a_flipped_sum_comes_to_the_result(drawn):
    x, h, mode, _, at = drawn
    cell = explain.convolve2d(x, h, mode, at=at)
    numbers = [right for _, right in lines(cell) if not is_symbolic(right)]
    assert len(numbers) == 3
    assert {evaluate(right) for right in numbers} == {cell.result}


@strategies.fewer
@given(flipped_cells(kinds=("int64",)))
def test_the_symbols_of_a_flipped_sum_run_against_each_other(drawn):
    x, h, mode, _, at = drawn
    cell = explain.convolve2d(x, h, mode, at=at)
    term = r"(?:([xh])\[(\d+),(\d+)\]|(0ᵖ))·([xh])\[(\d+),(\d+)\]"
    terms = re.findall(term, lines(cell)[1][1])
    arrays = {"x": x, "h": h}
    assert len(terms) == cell.products.size
    kernel_cells = [(int(m), int(n)) for *_, m, n in terms]
    assert kernel_cells == sorted(kernel_cells, reverse=True)
    pixels = [(int(i), int(j)) for _, i, j, padding, *_ in terms if not padding]
    assert pixels == sorted(pixels)
    for (left, i, j, padding, right, m, n), product in zip(
        terms, cell.products.flat, strict=True
    ):
        value = 0 if padding else arrays[left][int(i), int(j)]
        assert value * arrays[right][int(m), int(n)] == product
        assert left != right
    assert (cell.note is not None) == any(padding for *_, padding, _, _, _ in terms)
    if mode == "valid":
        assert cell.note is None


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"at": (3, 0)}, ValueError, r"at \(3, 0\) is not a cell of the result \(3, 3"),
        ({"at": (0,)}, ValueError, "at must have an index for each axis"),
        ({"at": (-1, 0)}, ValueError, "each index of at must be at least 0"),
        ({"at": 0}, TypeError, "at must be a cell of the result"),
        ({"at": (0, 1.0)}, TypeError, "each index of at must be an integer"),
        ({"mode": "both"}, ValueError, "mode must be"),
        ({"x": [1, 2]}, ValueError, "x must be a matrix"),
        ({"h": "h"}, TypeError, "h must hold numbers"),
    ],
)
def test_explain_convolve2d_refuses(arguments, error, message):
    rest = {"x": np.ones((3, 3)), "h": np.ones((3, 3)), "mode": "same", "at": (0, 0)}
    with pytest.raises(error, match=message) as caught:
        explain.convolve2d(**{**rest, **arguments})
    assert str(caught.value).startswith("explain.convolve2d: ")


# --- the transposed convolution --------------------------------------------------


@st.composite
def transposed_cells(draw, kinds=("int64", "float64")):
    layer = draw(strategies.transposed(kinds))
    output = convlib.conv_transpose2d(*layer)
    return layer, output, tuple(draw(st.integers(0, n - 1)) for n in output.shape)


def test_the_cell_under_all_four_stamps():
    e = examples.transposed
    cell = explain.conv_transpose2d(e.image, e.kernel, stride=e.stride, at=(3, 3))
    assert repr(cell) == (
        """\
a[3,3] = sum of w[m,n]·x[i,j] where 3i+m = 3, 3j+n = 3
       = w[3,3]·x[0,0] + w[3,0]·x[0,1]
           + w[0,3]·x[1,0] + w[0,0]·x[1,1]
       = 16·1 + 13·2
           + 4·3 + 1·4
       = 16 + 26 + 12 + 4
       = 58"""
    )
    first, *_ = cell.latex.split("\n")[1:]
    assert r"\sum_{\substack{3i+m = 3 \\ 3j+n = 3}} w_{m,n} x_{i,j}" in first
    np.testing.assert_array_equal(cell.products, [[16, 26], [12, 4]])


def test_the_cell_that_the_notes_name_has_two_stamps():
    e = examples.transposed
    cell = explain.conv_transpose2d(e.image, e.kernel, stride=e.stride, at=(0, 3))
    assert lines(cell)[1][1] == "w[0,3]·x[0,0] + w[0,0]·x[0,1]"
    assert cell.result == 6


def test_channels_groups_and_a_bias_written_out():
    x = np.arange(8).reshape(4, 1, 2)
    w = np.arange(16).reshape(4, 2, 1, 2) - 8
    cell = explain.conv_transpose2d(x, w, [1, 2, 3, 4], 1, (0, 1), 0, 2, at=(3, 0, 0))
    assert repr(cell) == (
        """\
a[3,0,0] = w_b[3] + sum of w[d,1,m,n]·x[d,i,j] where i+m = 0, j+n-1 = 0, 2 ≤ d ≤ 3
         = w[2,1,0,1]·x[2,0,0] + w[2,1,0,0]·x[2,0,1]
             + w[3,1,0,1]·x[3,0,0] + w[3,1,0,0]·x[3,0,1] + w_b[3]
         = 3·4 + 2·5
             + 7·6 + 6·7 + 4
         = 12 + 10 + 42 + 42 + 4
         = 22 + 84 + 4
         = 110"""
    )
    assert cell.channel_sums.tolist() == [22, 84]
    assert cell.bias == 4
    assert_well_formed(cell)


def test_pixels_without_a_stamp():
    cell = explain.conv_transpose2d([[1, 2]], [[3]], 7, stride=2, at=(0, 1))
    assert repr(cell) == (
        """\
a[0,1] = w_b + sum of w[m,n]·x[i,j] where 2i+m = 0, 2j+n = 1
       = 7
         (no stamp lies here)"""
    )
    assert cell.products.shape == (1, 0)
    without_bias = explain.conv_transpose2d([[1, 2]], [[3]], stride=2, at=(0, 1))
    assert without_bias.result == 0
    assert_well_formed(without_bias)


def test_a_single_product_is_said_once():
    cell = explain.conv_transpose2d([[2]], [[3, 4]], at=(0, 1))
    assert [right for _, right in lines(cell)][1:] == ["w[0,1]·x[0,0]", "4·2", "8"]


@given(transposed_cells())
def test_any_pixel_is_what_conv_transpose2d_computes(drawn):
    layer, output, at = drawn
    cell = explain.conv_transpose2d(*layer, at=at)
    assert cell.result == pytest.approx(output[at], rel=1e-12, abs=1e-12)
    assert type(cell.result) is (int if output.dtype.kind == "i" else float)
    assert cell.channel_sums == pytest.approx(cell.products.sum(axis=(1, 2)))
    assert (cell.bias is None) == (layer.bias is None)
    assert (cell.note is not None) == (cell.products.size == 0)
    assert_well_formed(cell)


@strategies.fewer
@given(transposed_cells(kinds=("int64",)))
def test_every_line_of_a_transposed_sum_comes_to_the_result(drawn):
    layer, _, at = drawn
    cell = explain.conv_transpose2d(*layer, at=at)
    numbers = [right for _, right in lines(cell) if not is_symbolic(right)]
    assert {evaluate(right) for right in numbers} == {cell.result}
    if cell.products.size > 1:
        subtotals = len(cell.channel_sums) > 1 or layer.bias is not None
        assert len(numbers) == 3 + subtotals


@strategies.fewer
@given(transposed_cells(kinds=("int64",)))
def test_the_symbols_name_the_stamps(drawn):
    """Look up w and x of each product, and that this stamp lies on this pixel."""
    layer, _, at = drawn
    cell = explain.conv_transpose2d(*layer, at=at)
    index = r"\[(\d+),(\d+),(\d+),(\d+)\]"
    terms = [
        [int(number) for number in term]
        for term in re.findall(f"w{index}·x{index}", repr(cell))
    ]
    assert len(terms) == cell.products.size
    for (c, k, m, q, n, d, i, j), product in zip(
        terms, cell.products.flat, strict=True
    ):
        assert c == d
        assert product == layer.weight[c, k, m, q] * layer.input[n, d, i, j]
        group = c // (layer.input.shape[1] // layer.groups)
        assert at[:2] == (n, group * layer.weight.shape[1] + k)
        for axis, (pixel, kernel_cell) in enumerate([(i, m), (j, q)]):
            position = pixel * layer.stride[axis] + kernel_cell * layer.dilation[axis]
            assert position - layer.padding[axis] == at[2 + axis]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"at": (7, 0)}, ValueError, r"at \(7, 0\) is not a cell of the output \(7, 7"),
        ({"at": (0,)}, ValueError, "at must have an index for each axis"),
        ({"at": "ab"}, TypeError, "at must be a cell of the output"),
        ({"at": (0, -1)}, ValueError, "each index of at must be at least 0"),
        ({"stride": 0}, ValueError, "stride must be at least 1"),
        ({"output_padding": 3}, ValueError, "output_padding must be smaller"),
        ({"weight": np.ones((1, 1, 4, 4))}, ValueError, "weight must have shape"),
    ],
)
def test_explain_conv_transpose2d_refuses(arguments, error, message):
    rest = {"input": np.ones((2, 2)), "weight": np.ones((4, 4)), "stride": 3}
    with pytest.raises(error, match=message) as caught:
        explain.conv_transpose2d(**{**rest, "at": (0, 0), **arguments})
    assert str(caught.value).startswith("explain.conv_transpose2d: ")


def test_a_wrong_line_would_be_noticed():
    e = examples.transposed
    cell = explain.conv_transpose2d(e.image, e.kernel, stride=e.stride, at=(3, 3))
    numbers = lines(cell)[2][1]
    assert evaluate(numbers) == cell.result
    assert evaluate(numbers.replace("16", "15")) != cell.result
    assert evaluate(numbers.replace("+ 4", "- 4")) != cell.result


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_the_cells_of_each_mode_and_no_others(mode):
    x, h = np.ones((4, 6), int), np.ones((3, 2), int)
    result = convlib.convolve2d(x, h, mode)
    for at in np.ndindex(result.shape):
        assert explain.convolve2d(x, h, mode, at=at).result == result[at]
    for at in [(result.shape[0], 0), (0, result.shape[1])]:
        with pytest.raises(ValueError, match="is not a cell of the result"):
            explain.convolve2d(x, h, mode, at=at)
