"""Gradients by hand: what they say is what convlib computes, line by line."""

import numpy as np
import pytest
import strategies
from calculations import Cells, check_lines, evaluate
from hypothesis import given
from hypothesis import strategies as st

import convlib
from convlib import explain
from convlib.examples import backward_example, tiny_cnn, two_filters

WRT = ("input", "weight", "bias")


def gradients(grad, layer):
    x, w, _, *geometry = layer.arguments
    return convlib.conv2d_backward(grad, x, w, *geometry)


@st.composite
def elements(draw, kinds=("int64",)):
    grad, layer = draw(strategies.gradients(kinds))
    wrt = draw(st.sampled_from(WRT))
    expected = gradients(grad, layer)[WRT.index(wrt)]
    at = tuple(draw(st.integers(0, n - 1)) for n in expected.shape)
    return grad, layer, wrt, at, expected[at].item()


def by_hand(grad, layer, wrt, at):
    x, w, _, *geometry = layer.arguments
    return explain.conv2d_backward(grad, x, w, *geometry, wrt=wrt, at=at)


@given(elements())
def test_every_line_comes_to_what_conv2d_backward_computes(case):
    grad, layer, wrt, at, expected = case
    calculation = by_hand(grad, layer, wrt, at)
    assert calculation.result == expected
    assert isinstance(calculation.result, int)
    assert calculation.products.sum() == expected
    assert check_lines(calculation, x=layer.input, w=layer.weight, delta=grad) >= 1


@strategies.fewer
@given(elements(kinds=("float64",)))
def test_floats(case):
    grad, layer, wrt, at, expected = case
    calculation = by_hand(grad, layer, wrt, at)
    assert calculation.result == pytest.approx(expected, rel=1e-12, abs=1e-12)


@strategies.fewer
@given(elements(kinds=("int64", "float64")))
def test_latex_is_well_formed(case):
    latex = by_hand(*case[:-1]).latex
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\begin") == latex.count(r"\end") == 1
    assert "δ" not in latex and "∂" not in latex and "ᵖ" not in latex
    body = latex.split("\n")[1:-1]
    assert all(line.count("&") == 1 for line in body)


def test_the_flip_appears_by_itself():
    e = backward_example
    x = np.zeros((4, 4), int)
    cell = explain.conv2d_backward(e.grad_output, x, e.kernel, wrt="input", at=(2, 1))
    assert repr(cell) == (
        """\
∂E/∂x[2,1] = sum over m, n of w[m,n]·δ[2-m,1-n]
           = w[0,0]·δ[2,1] + w[0,1]·δ[2,0]
               + w[1,0]·δ[1,1] + w[1,1]·δ[1,0]
           = 1·8 + 2·7
               + 3·5 + 4·4
           = 8 + 14 + 15 + 16
           = 53"""
    )
    assert cell.products.tolist() == [8, 14, 15, 16]
    assert cell.latex.split("\n")[1:3] == [
        (
            r"\frac{\partial E}{\partial x_{2,1}} &= \sum_{m} \sum_{n} w_{m,n} "
            r"\delta_{2-m,1-n} \\"
        ),
        r" &= w_{0,0} \delta_{2,1} + w_{0,1} \delta_{2,0} \\",
    ]


def test_deltas_outside_of_the_map_are_left_out():
    e = backward_example
    x = np.zeros((4, 4), int)
    corner = explain.conv2d_backward(e.grad_output, x, e.kernel, wrt="input", at=(0, 0))
    assert repr(corner) == (
        """\
∂E/∂x[0,0] = sum over m, n of w[m,n]·δ[0-m,0-n]
           = w[0,0]·δ[0,0]
           = 1·1
           = 1
             (left out: δ outside of its map)"""
    )


def test_two_filters_of_the_worked_network_add_up():
    e = tiny_cnn
    grad = np.arange(1, 19).reshape(2, 3, 3)
    cell = explain.conv2d_backward(
        grad, e.image[None], e.filters[:, None], wrt="input", at=(1, 2)
    )
    assert repr(cell) == (
        """\
∂E/∂x[1,2] = s[0] + s[1]
s[k]       = sum over m, n of w[k,m,n]·δ[k,1-m,2-n]
s[0]       = w[0,0,0]·δ[0,1,2] + w[0,0,1]·δ[0,1,1]
               + w[0,1,0]·δ[0,0,2] + w[0,1,1]·δ[0,0,1]
           = 1·6 + (-1)·5
               + 1·3 + (-1)·2
           = 6 - 5 + 3 - 2
           = 2
s[1]       = w[1,0,0]·δ[1,1,2] + w[1,0,1]·δ[1,1,1]
               + w[1,1,0]·δ[1,0,2] + w[1,1,1]·δ[1,0,1]
           = 1·15 + 1·14
               + (-1)·12 + (-1)·11
           = 15 + 14 - 12 - 11
           = 6
∂E/∂x[1,2] = 2 + 6
           = 8"""
    )


def test_a_weight_meets_every_delta_and_the_bias_too():
    e = two_filters
    arguments = (e.grad_output, e.input, e.weight, e.stride, e.padding)
    weight = explain.conv2d_backward(*arguments, wrt="weight", at=(0, 1, 0, 0))
    assert repr(weight) == (
        """\
∂E/∂w[0,1,0,0] = sum over i, j of δ[0,i,j]·x[1,2i-1,2j-1]
               = δ[0,0,0]·0ᵖ + δ[0,0,1]·0ᵖ + δ[0,0,2]·0ᵖ
                   + δ[0,1,0]·0ᵖ + δ[0,1,1]·x[1,1,1] + δ[0,1,2]·x[1,1,3]
                   + δ[0,2,0]·0ᵖ + δ[0,2,1]·x[1,3,1] + δ[0,2,2]·x[1,3,3]
               = 0·0ᵖ + 1·0ᵖ + 1·0ᵖ
                   + 2·0ᵖ + 2·0 + 2·2
                   + 1·0ᵖ + 0·0 + 0·0
               = 0 + 0 + 0 + 0 + 0 + 4 + 0 + 0 + 0
               = 4
                 (0ᵖ: padding)"""
    )
    bias = explain.conv2d_backward(*arguments, wrt="bias", at=1)
    assert repr(bias) == (
        """\
∂E/∂w_b[1] = sum over i, j of δ[1,i,j]
           = δ[1,0,0] + δ[1,0,1] + δ[1,0,2]
               + δ[1,1,0] + δ[1,1,1] + δ[1,1,2]
               + δ[1,2,0] + δ[1,2,1] + δ[1,2,2]
           = 1 + 0 + 2
               + 0 + 0 + 0
               + 1 + 2 + 1
           = 7"""
    )


def test_strides_and_dilation_in_the_formula():
    grad, x = np.ones((2, 3), int), np.zeros((7, 9), int)
    w = np.array([[5, 7], [11, 13]])
    cell = explain.conv2d_backward(
        grad, x, w, (2, 3), 0, (3, 2), wrt="input", at=(3, 3)
    )
    assert repr(cell) == (
        """\
∂E/∂x[3,3] = sum over m, n of w[m,n]·δ[(3-3m)/2,(3-2n)/3]
           = w[1,0]·δ[0,1]
           = 11·1
           = 11
             (left out: δ outside of its map or between its cells)"""
    )


def test_what_nothing_reads_has_a_gradient_of_zero():
    cell = explain.conv2d_backward(
        [[1, 2]], [[1, 2, 3, 4]], [[5]], (1, 3), wrt="input", at=(0, 1)
    )
    assert repr(cell) == (
        """\
∂E/∂x[0,1] = sum over m, n of w[m,n]·δ[0-m,(1-n)/3]
           = 0
             (left out: δ outside of its map or between its cells)"""
    )
    grad, x = np.ones((0, 1, 2, 2)), np.ones((0, 1, 3, 3))
    nothing = explain.conv2d_backward(
        grad, x, np.ones((1, 1, 2, 2)), wrt="weight", at=(0, 1)
    )
    assert repr(nothing) == (
        """\
∂E/∂w[0,1] = sum over i, j of δ[i,j]·x[i,j+1]
           = 0
             (nothing to add up)"""
    )


def test_pixels_that_the_windows_of_several_filters_step_over():
    grad, x, w = np.ones((2, 1, 1), int), np.ones((1, 1, 2), int), np.ones((2, 1, 1, 1))
    cell = explain.conv2d_backward(grad, x, w, wrt="input", at=(0, 0), stride=2)
    assert cell.result == 2
    cell = explain.conv2d_backward(grad, x, w, wrt="input", at=(0, 1), stride=2)
    assert (cell.result, len(cell.products)) == (0, 0)


def test_a_batch_is_added_up_image_by_image():
    grad = np.arange(8).reshape(2, 1, 2, 2)
    x, w = np.ones((2, 1, 2, 2), int), np.ones((1, 1, 1, 1), int)
    bias = explain.conv2d_backward(grad, x, w, wrt="bias")
    assert repr(bias).split("\n") == [
        "∂E/∂w_b = s[0] + s[1]",
        "s[n]    = sum over i, j of δ[n,i,j]",
        "s[0]    = δ[0,0,0] + δ[0,0,1]",
        "            + δ[0,1,0] + δ[0,1,1]",
        "        = 0 + 1",
        "            + 2 + 3",
        "        = 6",
        "s[1]    = δ[1,0,0] + δ[1,0,1]",
        "            + δ[1,1,0] + δ[1,1,1]",
        "        = 4 + 5",
        "            + 6 + 7",
        "        = 22",
        "∂E/∂w_b = 6 + 22",
        "        = 28",
    ]


def test_infinity_and_nan_are_results():
    grad, x, w = [[np.inf, -np.inf]], [[1.0, 2.0]], [[0.0]]
    at = (0, 0)
    cells = {
        wrt: explain.conv2d_backward(
            grad, x, w, wrt=wrt, at=None if wrt == "bias" else at
        )
        for wrt in WRT
    }
    assert all(np.isnan(cell.result) for cell in cells.values())
    assert [step.rows[0].text for step in cells["input"].steps[1:]] == [
        "w[0,0]·δ[0,0]",
        "0·inf",
        "nan",
    ]
    assert np.isnan(explain.avg_pool2d(grad, (1, 2), at=at).result)
    assert explain.max_pool2d(grad, (1, 2), at=at).result == np.inf
    back = explain.max_pool2d_backward(grad, [[1, 3, 2]], (1, 2), 1, at=(0, 1))
    assert np.isnan(back.result)
    back = explain.avg_pool2d_backward(grad, [[1, 3, 2]], (1, 2), 1, at=(0, 1))
    assert np.isnan(back.result)


def test_a_wrong_line_would_be_noticed():
    e = backward_example
    x = np.zeros((4, 4), int)
    right = explain.conv2d_backward(e.grad_output, x, e.kernel, wrt="input", at=(1, 1))
    check_lines(right, x=x, w=e.kernel, delta=e.grad_output)
    with pytest.raises(AssertionError):
        check_lines(right, x=x, w=np.rot90(e.kernel, 2), delta=e.grad_output)
    flipped = explain.conv2d_backward(
        e.grad_output, x, np.rot90(e.kernel, 2), wrt="input", at=(1, 1)
    )
    assert flipped.result != right.result


OK = {
    "grad_output": np.ones((2, 3, 4)),
    "input": np.ones((3, 4, 5)),
    "weight": np.ones((2, 3, 2, 2)),
    "wrt": "input",
    "at": (0, 0, 0),
}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"wrt": "x"},
            ValueError,
            'wrt must be "input", "weight" or "bias", got \'x\'',
        ),
        ({"wrt": None}, ValueError, "wrt must be"),
        ({"at": (0, 4, 0)}, ValueError, r"at \(0, 4, 0\) is not a cell of the input"),
        ({"at": (0, 0)}, ValueError, r"index for each axis of the input \(3, 4, 5\)"),
        ({"at": (0, 0, -1)}, ValueError, "each index of at must be at least 0"),
        ({"at": (0, 0, 1.0)}, TypeError, "each index of at must be an integer"),
        ({"at": None}, TypeError, r"at must be a cell of the input .* got None"),
        ({"wrt": "weight", "at": (2, 0, 0, 0)}, ValueError, "not a cell of the weight"),
        ({"wrt": "bias", "at": 2}, ValueError, r"at \(2,\) is not a cell of the bias"),
        ({"wrt": "bias", "at": None}, ValueError, "index for each axis of the bias"),
        ({"wrt": "bias", "at": "0"}, TypeError, "at must be a cell of the bias"),
        ({"wrt": "bias", "at": {0}}, TypeError, "each index of at must be an integer"),
        ({"at": np.array(0)}, TypeError, "at must be a cell of the input"),
        ({"grad_output": np.ones((2, 3, 3))}, ValueError, "grad_output must have the"),
        ({"input": np.ones((3, 4, 5), complex)}, TypeError, "input must hold real"),
        ({"stride": 0}, ValueError, "stride must be at least 1"),
    ],
)
def test_conv2d_backward_refuses(arguments, error, message):
    with pytest.raises(error, match=message) as caught:
        explain.conv2d_backward(**{**OK, **arguments})
    assert str(caught.value).startswith("explain.conv2d_backward: ")


# --- pooling ---------------------------------------------------------------------


@given(strategies.pools(), st.data())
def test_any_cell_of_max_pooling(pool, data):
    output = convlib.max_pool2d(*pool)
    at = tuple(data.draw(st.integers(0, n - 1)) for n in output.shape)
    cell = explain.max_pool2d(*pool, at=at)
    assert cell.result == output[at]
    check_lines(cell, x=pool.input)

    grad = np.random.default_rng(0).integers(-9, 10, output.shape)
    expected = convlib.max_pool2d_backward(grad, *pool)
    at = tuple(data.draw(st.integers(0, n - 1)) for n in pool.input.shape)
    cell = explain.max_pool2d_backward(grad, *pool, at=at)
    assert cell.result == expected[at]
    assert cell.products.sum() == expected[at]
    check_lines(cell, to_pooled=grad)


@given(strategies.pools(dilated=False), st.booleans(), st.data())
def test_any_cell_of_average_pooling(pool, include_pad, data):
    x, kernel, stride, padding, _, ceil_mode = pool
    arguments = (kernel, stride, padding, ceil_mode, include_pad)
    output = convlib.avg_pool2d(x, *arguments)
    at = tuple(data.draw(st.integers(0, n - 1)) for n in output.shape)
    cell = explain.avg_pool2d(x, *arguments, at=at)
    assert cell.result == pytest.approx(output[at], rel=1e-14)
    symbols, numbers, *_ = [" ".join(r.text for r in s.rows) for s in cell.steps]
    for line in (symbols, numbers):
        assert evaluate(line, x=Cells(x)) == pytest.approx(output[at], rel=1e-14)

    grad = np.random.default_rng(0).integers(-9, 10, output.shape)
    expected = convlib.avg_pool2d_backward(grad, x, *arguments)
    at = tuple(data.draw(st.integers(0, n - 1)) for n in x.shape)
    cell = explain.avg_pool2d_backward(grad, x, *arguments, at=at)
    assert cell.result == pytest.approx(expected[at], rel=1e-12, abs=1e-12)
    for step in cell.steps[:2]:
        line = " ".join(row.text for row in step.rows)
        value = evaluate(line, to_pooled=Cells(grad))
        assert value == pytest.approx(expected[at], rel=1e-12, abs=1e-12)


def test_which_windows_a_pixel_wins():
    feature_map, grad = [[0, 0, 0], [1, 1, 0], [1, 0, 0]], [[1, 10], [100, 1000]]
    cell = explain.max_pool2d_backward(grad, feature_map, 2, 1, at=(1, 1))
    assert repr(cell) == (
        """\
∂E/∂x[1,1] = ∂E/∂p[0,1] + ∂E/∂p[1,1]
           = 10 + 1000
           = 1010
             (wins 2 of 4 windows)"""
    )
    assert r"\text{wins 2 of 4 windows}" in cell.latex
    single = explain.max_pool2d_backward([[7]], [[1, 2]], (1, 2), at=(0, 1))
    assert repr(single).split("\n")[:2] == [
        "∂E/∂x[0,1] = ∂E/∂p[0,0]",
        "           = 7",
    ]


def test_ties_are_named():
    cell = explain.max_pool2d([[[0, 3], [3, 3]]], 2, at=(0, 0, 0))
    assert repr(cell).endswith("(the first of 3 equal ones: x[0,0,1])")
    assert cell.latex.endswith(
        "(\\text{the first of 3 equal ones: }x_{0,0,1})\n\\end{aligned}"
    )
    assert explain.max_pool2d([[1, 2]], (1, 2), at=(0, 0)).note is None


def test_pixels_that_no_window_covers():
    cell = explain.max_pool2d_backward([[7]], [[1, 2, 3]], (1, 2), at=(0, 2))
    assert (cell.result, cell.note.text) == (0, "(no window covers it)")
    cell = explain.avg_pool2d_backward([[7]], [[1, 2, 3]], (1, 2), at=(0, 2))
    assert (cell.result, cell.note.text) == (0, "(no window covers it)")


@pytest.mark.parametrize(
    ("column", "result", "words"),
    [(0, 0, "(loses its only window)"), (1, 7, "(wins its only window)")],
)
def test_pixels_of_one_window(column, result, words):
    cell = explain.max_pool2d_backward([[7]], [[1, 2, 3]], (1, 2), at=(0, column))
    assert (cell.result, cell.note.text) == (result, words)


def test_shares_of_negative_deltas():
    cell = explain.avg_pool2d_backward([[-4, 8]], [[0, 0, 0]], (1, 2), 1, at=(0, 1))
    assert [" ".join(r.text for r in step.rows) for step in cell.steps] == [
        "∂E/∂p[0,0] / 2 + ∂E/∂p[0,1] / 2",
        "-4 / 2 + 8 / 2",
        "-2 + 4",
        "2",
    ]
    assert r"&= -\frac{4}{2} + \frac{8}{2} \\" in cell.latex


def test_a_bias_is_named_by_a_number_in_any_form():
    e = two_filters
    grad = np.ones((2, 3, 3))
    layer = (grad, e.input, e.weight, e.stride, e.padding)
    for at in (1, np.int64(1), np.array(1), (1,), [np.int8(1)], np.array([1])):
        cell = explain.conv2d_backward(*layer, wrt="bias", at=at)
        assert cell.text.startswith("∂E/∂w_b[1] = ")


def test_windows_that_are_mostly_padding_cost_what_they_read():
    """Window (i, j) covers the first i + 1 rows and j + 1 columns, and a billion zeros."""
    x, far = np.arange(1.0, 10).reshape(3, 3), 10**9
    geometry = (2 * far, 1, ((2 * far - 1, 1),) * 2)
    for i, j in np.ndindex(3, 3):
        cell = explain.max_pool2d(x, *geometry, at=(i, j))
        assert cell.result == x[i, j]
        cell = explain.avg_pool2d(x, *geometry, at=(i, j))
        total = x[: i + 1, : j + 1].sum()
        assert cell.steps[2].rows[0].text == f"{total:.0f} / {4 * far**2}"
    grad = np.arange(1.0, 17).reshape(4, 4)
    for name in ("max_pool2d_backward", "avg_pool2d_backward"):
        expected = getattr(convlib, name)(grad, x, *geometry)
        for at in np.ndindex(*x.shape):
            cell = getattr(explain, name)(grad, x, *geometry, at=at)
            assert cell.result == pytest.approx(expected[at], rel=1e-14)
    row = explain.max_pool1d(x[0], 2 * far, far, padding=far, at=(0,))
    assert row.text.startswith("p[0] = max(x[0], x[1], x[2])")


def test_averages_of_windows_that_no_float_counts():
    x = np.array([[1, 2], [3, 4]])
    cell = explain.avg_pool2d(x, (10**20, 3), 1, "same", at=(0, 0))
    assert cell.steps[2].rows[0].text == f"10 / {3 * 10**20}"
    assert cell.result == pytest.approx(1e-19 / 3)
    row = explain.avg_pool2d(x, 10**200, 1, "same", at=(0, 0))
    assert row.steps[2].rows[0].text == f"10 / {10**400}"
    assert row.result == 0
    back = explain.avg_pool2d_backward(x, x, 10**200, 1, "same", at=(0, 0))
    assert back.products.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("max_pool2d", {}),
        ("avg_pool2d", {}),
        ("max_pool2d_backward", {"grad_output": np.ones((2, 2))}),
        ("avg_pool2d_backward", {"grad_output": np.ones((2, 2))}),
    ],
)
def test_pooling_refuses(name, arguments):
    fine = {"input": np.ones((4, 5)), "kernel_size": 2, "at": (0, 0), **arguments}
    function = getattr(explain, name)
    function(**fine)
    for wrong, error, message in [
        ({"at": (4, 0)}, ValueError, r"at \(4, 0\) is not a cell"),
        ({"at": None}, TypeError, "at must be a cell"),
        ({"kernel_size": 0}, ValueError, "kernel_size must be at least 1"),
        ({"input": np.ones((4, 5), complex)}, TypeError, "must hold real numbers"),
    ]:
        if "avg" in name and "backward" in name and "input" in wrong:
            continue  # of which only the shape matters
        with pytest.raises(error, match=message) as caught:
            function(**{**fine, **wrong})
        assert str(caught.value).startswith(f"explain.{name}: ")
