"""Hand calculations: what they say is what convlib computes, and what the notes write."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

import convlib
from convlib import explain
from convlib.examples import single_channel, two_filters

NOTES = json.loads((Path(__file__).parent / "golden" / "notes.json").read_text("utf-8"))


def relu(value):
    return np.maximum(value, 0)


def evaluate(expression):
    """Return what a line of numbers comes to, read as a person would."""
    python = expression.replace("·", "*").replace("0ᵖ", "0").replace(" / ", "//")
    python = python.replace("⌊", "(").replace("⌋", ")")
    return eval(python, {"relu": relu, "__builtins__": {}})


def lines(calculation):
    """Return (left, right) of each line in plain text, rows joined; left may be ''."""
    result = []
    for step in calculation.steps:
        left = "" if step.left is None else step.left.text
        result.append((left, " ".join(row.text for row in step.rows)))
    return result


# --- the notes -------------------------------------------------------------------


def test_the_notes_first_element():
    cell = explain.conv2d(
        single_channel.image,
        single_channel.kernel,
        single_channel.bias,
        at=(0, 0),
        activation="relu",
    )
    assert repr(cell) == (
        """\
a[0,0] = relu(sum over m, n of w[m,n]·x[0+m,0+n] + w_b)
       = relu(w[0,0]·x[0,0] + w[0,1]·x[0,1] + w[0,2]·x[0,2]
           + w[1,0]·x[1,0] + w[1,1]·x[1,1] + w[1,2]·x[1,2]
           + w[2,0]·x[2,0] + w[2,1]·x[2,1] + w[2,2]·x[2,2] + w_b)
       = relu(1·1 + 0·1 + 1·1
           + 0·0 + 1·1 + 0·1
           + 1·0 + 0·0 + 1·1 + 0)
       = relu(1 + 0 + 1 + 0 + 1 + 0 + 0 + 0 + 1 + 0)
       = relu(4 + 0)
       = relu(4)
       = 4"""
    )
    assert cell.products.ravel().tolist() == NOTES["single_channel"]["products_a00"]
    assert cell.products.shape == single_channel.kernel.shape
    assert (cell.result, cell.pre_activation, cell.bias) == (4, 4, 0)


def test_the_notes_second_element():
    cell = explain.conv2d(single_channel.image, single_channel.kernel, at=(0, 1))
    assert cell.products.ravel().tolist() == NOTES["single_channel"]["products_a01"]
    assert cell.result == 3
    assert cell.bias is None
    assert "w_b" not in cell.text


def test_the_latex_of_the_notes_first_element():
    cell = explain.conv2d(
        single_channel.image, single_channel.kernel, 0, at=(0, 0), activation="relu"
    )
    latex = cell._repr_latex_().split("\n")
    assert latex[:2] == ["$$", r"\begin{aligned}"]
    assert latex[2] == (
        r"a_{0,0} &= \operatorname{relu}(\sum_{m=0}^{2} \sum_{n=0}^{2} "
        r"w_{m,n}\, x_{0+m,0+n} + w_b) \\"
    )
    assert latex[3] == (
        r" &= \operatorname{relu}(w_{0,0} x_{0,0} + w_{0,1} x_{0,1} + w_{0,2} x_{0,2}"
        r" \\"
    )
    assert latex[4].startswith(r"&\qquad {} + w_{1,0} x_{1,0} + ")
    assert latex[-3:] == [" &= 4", r"\end{aligned}", "$$"]


@pytest.mark.parametrize("cell", NOTES["two_filters"]["minus_five_cells"])
def test_why_the_minus_five_is_right(cell):
    at = (cell["filter"], cell["row"], cell["col"])
    e = two_filters
    calculation = explain.conv2d(e.input, e.weight, e.bias, e.stride, e.padding, at=at)
    assert calculation.channel_sums.tolist() == cell["channel_sums"]
    assert calculation.bias == cell["bias"]
    assert calculation.result == -5
    assert lines(calculation)[-1] == ("", "-5")


def test_the_minus_five_written_out():
    e = two_filters
    calculation = explain.conv2d(
        e.input, e.weight, e.bias, e.stride, e.padding, at=(1, 0, 1)
    )
    assert repr(calculation) == (
        """\
a[1,0,1] = s[0] + s[1] + s[2] + w_b[1]
s[d]     = sum over m, n of w[1,d,m,n]·x[d,-1+m,1+n]
s[0]     = 1·0ᵖ + 1·0ᵖ + (-1)·0ᵖ
             + (-1)·1 + (-1)·1 + 1·0
             + 0·2 + (-1)·2 + 1·2
         = 0 + 0 + 0 - 1 - 1 + 0 + 0 - 2 + 2
         = -2
s[1]     = 0·0ᵖ + 1·0ᵖ + 0·0ᵖ
             + (-1)·0 + 0·2 + (-1)·2
             + (-1)·0 + 1·0 + 0·2
         = 0 + 0 + 0 + 0 + 0 - 2 + 0 + 0 + 0
         = -2
s[2]     = (-1)·0ᵖ + 0·0ᵖ + 0·0ᵖ
             + (-1)·1 + 0·2 + 1·0
             + (-1)·0 + 0·0 + 0·1
         = 0 + 0 + 0 - 1 + 0 + 0 + 0 + 0 + 0
         = -1
a[1,0,1] = -2 - 2 - 1 + 0
         = -5
           (0ᵖ: padding)"""
    )
    # The notes' author added channel 1 only: three pixels of 2, and -2 in all.
    numbers = " ".join(right for left, right in lines(calculation) if left == "s[1]")
    assert re.findall(r"\S+·2", numbers) == ["0·2", "(-1)·2", "0·2"]
    assert calculation.channel_sums[1] == -2


def test_every_channel_sum_of_the_notes():
    e, sums = two_filters, NOTES["two_filters"]["per_channel_sums_before_bias"]
    for k, i, j in np.ndindex(2, 3, 3):
        cell = explain.conv2d(
            e.input, e.weight, e.bias, e.stride, e.padding, at=(k, i, j)
        )
        assert cell.channel_sums.tolist() == [channel[i][j] for channel in sums[k]]
        assert cell.result == NOTES["two_filters"]["output"][k][i][j]


# --- any cell of any configuration -----------------------------------------------


@st.composite
def cells(draw, kinds=("int64", "float64")):
    layer = draw(strategies.layers(kinds))
    output = convlib.conv2d(*layer.arguments)
    at = tuple(draw(st.integers(0, size - 1)) for size in output.shape)
    activation = draw(st.sampled_from([None, "relu"]))
    return layer, output, at, activation


@given(cells())
def test_any_cell_is_what_conv2d_computes(drawn):
    layer, output, at, activation = drawn
    cell = explain.conv2d(*layer.arguments, at=at, activation=activation)
    expected = relu(output[at]) if activation else output[at]
    assert cell.result == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert type(cell.result) is (int if output.dtype.kind == "i" else float)
    assert cell.products.shape == layer.weight.shape[1:]
    assert cell.channel_sums == pytest.approx(cell.products.sum(axis=(1, 2)))
    total = cell.channel_sums.sum() + (0 if cell.bias is None else cell.bias)
    assert cell.pre_activation == pytest.approx(total)


@strategies.fewer
@given(cells(kinds=("int64",)))
def test_every_line_of_numbers_comes_to_the_result(drawn):
    """Read the text as arithmetic: each line must equal the line above it."""
    layer, _, at, activation = drawn
    cell = explain.conv2d(*layer.arguments, at=at, activation=activation)
    depth = layer.weight.shape[1]
    subject, checked = None, []
    for left, right in lines(cell):
        subject = left or subject
        if re.search(r"[a-z]\[|w_b|sum over", right):
            continue  # symbols
        expected = (
            cell.channel_sums[int(subject[2:-1])]
            if subject.startswith("s[")
            else cell.result
        )
        assert evaluate(right) == expected, (right, expected)
        checked.append(right)
    numbers, products, subtotal, result = 1, 1, 1, 1
    expected_lines = (
        depth * (numbers + products + subtotal) + 1
        if depth > 1
        else numbers + products + (cell.bias is not None)
    )
    assert len(checked) == expected_lines + (activation is not None) + result


@strategies.fewer
@given(cells())
def test_the_symbols_name_the_cells_that_are_multiplied(drawn):
    """Look up w and x of each product of symbols: the products must be the same."""
    layer, _, at, _ = drawn
    x, w = layer.input[:1, :1], layer.weight[:1, :1]
    geometry = (layer.stride, layer.padding, layer.dilation)
    cell = explain.conv2d(x, w, None, *geometry, at=at[2:])
    terms = re.findall(r"w\[(\d+),(\d+)\]·(?:x\[(\d+),(\d+)\]|(0ᵖ))", lines(cell)[1][1])
    assert len(terms) == w.shape[2] * w.shape[3]
    for (m, n, i, j, padding), product in zip(terms, cell.products.flat, strict=True):
        pixel = 0 if padding else x[0, 0, int(i), int(j)]
        assert w[0, 0, int(m), int(n)] * pixel == pytest.approx(product)
    assert (cell.note is not None) == any(term[4] for term in terms)


@strategies.fewer
@given(cells())
def test_latex_is_well_formed(drawn):
    layer, _, at, activation = drawn
    cell = explain.conv2d(*layer.arguments, at=at, activation=activation)
    first, *body, last = cell.latex.split("\n")
    assert (first, last) == (r"\begin{aligned}", r"\end{aligned}")
    for index, line in enumerate(body):
        assert line.count("&") == 1
        assert line.endswith(r"\\") == (index < len(body) - 1)
        assert line.count("{") == line.count("}")
        assert not set(line) & set("·ᵖ≈⌊⌋×")
        assert line.isascii()
    assert cell.latex.count("(") == cell.latex.count(")")
    assert all(len(line) <= 120 for line in cell.text.split("\n"))


def test_floats_are_short_and_honest():
    cell = explain.conv2d([[0.1, 1 / 3]], [[0.2, 2.0]], 0.5, at=(0, 0))
    assert repr(cell) == (
        """\
a[0,0] = sum over m, n of w[m,n]·x[0+m,0+n] + w_b
       = w[0,0]·x[0,0] + w[0,1]·x[0,1] + w_b
       ≈ 0.2·0.1 + 2·0.3333 + 0.5
       ≈ 0.02 + 0.6667 + 0.5
       ≈ 0.6867 + 0.5
       ≈ 1.187"""
    )
    assert r"&\approx 1.187" in cell.latex
    assert cell.result == pytest.approx(0.02 + 2 / 3 + 0.5)


@pytest.mark.parametrize(
    ("value", "text", "latex", "exact"),
    [
        (4, "4", "4", True),
        (np.int8(-4), "-4", "-4", True),
        (True, "1", "1", True),
        (4.0, "4", "4", True),
        (-0.0, "0", "0", True),
        (0.1 + 0.2, "0.3", "0.3", True),
        (np.float32(0.1), "0.1", "0.1", True),
        (1 / 3, "0.3333", "0.3333", False),
        (2.00001, "2", "2", False),
        (1.5e-7, "1.5e-7", r"1.5 \times 10^{-7}", True),
        (2e9, "2e9", r"2 \times 10^{9}", True),
        (123456.0, "123456", "123456", True),
        (float("nan"), "nan", r"\mathrm{nan}", True),
        (float("inf"), "inf", r"\infty", True),
        (float("-inf"), "-inf", r"-\infty", True),
        (1 - 2j, "(1 - 2i)", "(1 - 2i)", True),
    ],
)
def test_numbers(value, text, latex, exact):
    assert explain.writing.number(value) == (latex, text, exact)


def test_activations():
    def squash(value):
        return value / 10

    arguments = {"input": [[-3]], "weight": [[2]], "at": (0, 0)}
    assert explain.conv2d(**arguments, activation="relu").result == 0
    assert explain.conv2d(**arguments, activation=np.tanh).result == np.tanh(-6)
    cell = explain.conv2d(**arguments, activation=squash)
    assert cell.result == -0.6
    assert lines(cell)[-2:] == [("", "squash(-6)"), ("", "-0.6")]
    assert r"\operatorname{squash}(-6)" in cell.latex
    assert lines(explain.conv2d(**arguments, activation=lambda v: v))[-2][1] == (
        "lambda(-6)"
    )


def test_leading_axes_of_length_one_may_be_left_out():
    rng = np.random.default_rng(0)
    x, w = rng.integers(-5, 6, (1, 3, 4, 5)), rng.integers(-5, 6, (1, 3, 2, 2))
    full = explain.conv2d(x, w, at=(0, 0, 1, 2))
    assert full.text.startswith("a[0,0,1,2] = ")
    assert "w[0,d,m,n]·x[0,d,1+m,2+n]" in full.text
    short = explain.conv2d(x, w, at=[1, 2])
    assert short.text.startswith("a[1,2] = s[0] + s[1] + s[2]")
    assert "w[d,m,n]·x[d,1+m,2+n]" in short.text  # as in the notes
    middle = explain.conv2d(x[0], w, at=np.array([0, 1, 2]))
    assert middle.text.startswith("a[0,1,2] = ")
    assert full.result == short.result == middle.result


def test_groups_name_the_channels_they_read():
    x = np.arange(24).reshape(4, 2, 3)
    w = np.ones((2, 2, 1, 1), int)
    cell = explain.conv2d(x, w, groups=2, at=(1, 0, 0))
    assert "w[1,d,m,n]·x[2+d,0+m,0+n]" in cell.text
    assert cell.channel_sums.tolist() == [12, 18]


@pytest.mark.parametrize(
    ("at", "error", "message"),
    [
        ((3, 0), ValueError, r"at \(3, 0\) is not a cell of the output \(3, 3\)"),
        ((0, 3), ValueError, r"is not a cell of the output \(3, 3\), counted from 0"),
        ((-1, 0), ValueError, "index of at must be at least 0, got -1"),
        (
            (0,),
            ValueError,
            r"an index for each axis of the output \(3, 3\), got \(0,\)",
        ),
        ((), ValueError, "an index for each axis"),
        ((0, 0, 0), ValueError, r"an index for each axis .* got \(0, 0, 0\)"),
        ((0.0, 0), TypeError, r"index of at must be an integer, got 0\.0 \(float\)"),
        ((True, 0), TypeError, "index of at must be an integer, got True"),
        (0, TypeError, r"at must be a cell of the output \(3, 3\), such as \(0, 0\)"),
        ("00", TypeError, "at must be a cell of the output"),
        (None, TypeError, "at must be a cell of the output"),
        (np.array(0), TypeError, r"at must be a cell .* got an array of shape \(\)"),
        ((10**5000, 0), ValueError, "at has more than 300 digits; at a value of type"),
        (range(10**15), ValueError, r"an index for each axis .* got range\(0, 1000000"),
    ],
)
def test_bad_cells_are_refused(at, error, message):
    with pytest.raises(error, match=message) as caught:
        explain.conv2d(single_channel.image, single_channel.kernel, at=at)
    assert str(caught.value).startswith("explain.conv2d: ")


@pytest.mark.parametrize("form", [list, np.array, lambda at: tuple(map(np.int8, at))])
def test_a_cell_in_any_form(form):
    e = single_channel
    for number in range(9):
        at = np.unravel_index(number, (3, 3))
        expected = explain.conv2d(e.image, e.kernel, at=at)
        assert repr(explain.conv2d(e.image, e.kernel, at=form(at))) == repr(expected)


def test_a_filter_that_matters_cannot_be_left_out():
    e = two_filters
    with pytest.raises(ValueError, match=r"each axis of the output \(2, 3, 3\)"):
        explain.conv2d(e.input, e.weight, e.bias, 2, 1, at=(0, 1))


def test_bad_activations_are_refused():
    arguments = {"input": [[1]], "weight": [[1]], "at": (0, 0)}
    with pytest.raises(ValueError, match="activation must be .* got 'sigmoid'"):
        explain.conv2d(**arguments, activation="sigmoid")
    with pytest.raises(TypeError, match=r"activation must be .* got 3 \(int\)"):
        explain.conv2d(**arguments, activation=3)
    for returned, error, message in [
        ("1", TypeError, r"what activation returns must hold numbers, got '1'"),
        (
            [1, 2],
            ValueError,
            r"must be a number for each number, got an array of shape",
        ),
    ]:
        with pytest.raises(error, match=f"^explain.conv2d: .*{message}"):
            explain.conv2d(**arguments, activation=lambda _, it=returned: it)


def test_other_arguments_are_checked_as_in_conv2d():
    with pytest.raises(ValueError, match=r"explain\.conv2d: effective kernel \(3, 3\)"):
        explain.conv2d(np.ones((2, 3)), np.ones((3, 3)), at=(0, 0))
    with pytest.raises(TypeError, match=r"explain\.conv2d: stride must be an integer"):
        explain.conv2d([[1]], [[1]], stride=1.0, at=(0, 0))


def test_empty_batches_have_no_cell():
    with pytest.raises(ValueError, match="is not a cell of the output"):
        explain.conv2d(np.ones((0, 1, 3, 3)), np.ones((1, 1, 3, 3)), at=(0, 0, 0, 0))


# --- the size of an output -------------------------------------------------------


def test_the_width_in_the_notes():
    notes = NOTES["output_size"]
    size = explain.output_size(notes["W1"], notes["F"], notes["S"], notes["P"])
    assert repr(size) == (
        """\
W_2 = ⌊(W_1 - F + 2P) / S⌋ + 1
    = ⌊(5 - 3 + 2·0) / 2⌋ + 1
    = ⌊2 / 2⌋ + 1
    = 1 + 1
    = 2"""
    )
    assert size.latex.split("\n")[1] == (
        r"W_2 &= \left\lfloor \frac{W_1 - F + 2P}{S} \right\rfloor + 1 \\"
    )


def test_dilation_pairs_and_uneven_padding():
    size = explain.output_size((5, 6), (3, 2), padding="same", dilation=(1, 3))
    assert size.result == (5, 6)
    assert repr(size) == (
        """\
H_2 = ⌊(H_1 - F_h + 2P_h) / S_h⌋ + 1
    = ⌊(5 - 3 + 2·1) / 1⌋ + 1
    = ⌊4 / 1⌋ + 1
    = 4 + 1
    = 5
W_2 = ⌊(W_1 - D_w(F_w - 1) - 1 + P_left + P_right) / S_w⌋ + 1
    = ⌊(6 - 3·(2 - 1) - 1 + 1 + 2) / 1⌋ + 1
    = ⌊5 / 1⌋ + 1
    = 5 + 1
    = 6"""
    )


@strategies.fewer
@given(strategies.sizes())
def test_every_line_of_a_size_comes_to_the_result(geometry):
    size = explain.output_size(*geometry.values())
    assert size.result == convlib.output_size(*geometry.values())
    axis, counts = -1, []
    for left, right in lines(size):
        if left:
            axis += 1
            continue
        counts.append(axis)
        assert evaluate(right) == size.result[axis], right
    assert counts == [0, 0, 0, 0, 1, 1, 1, 1]
    assert size.latex.count("{") == size.latex.count("}")


def test_bad_sizes_are_refused():
    with pytest.raises(ValueError, match=r"^explain\.output_size: effective kernel"):
        explain.output_size(2, 3)
    with pytest.raises(TypeError, match=r"^explain\.output_size: stride must be"):
        explain.output_size(5, 3, 1.0)


def test_a_wrong_line_would_be_noticed():
    """The reading of lines as arithmetic can fail: the sum in the notes is not -5."""
    assert evaluate("2·(-1) + 2·0 + 2·0") == -2 != -5
    assert evaluate("⌊(6 - 3 + 2·0) / 2⌋ + 1") == 2
    assert evaluate("relu(-2 + 0)") == 0
