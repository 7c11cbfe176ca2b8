"""The gradients of conv2d, against loops, differences, PyTorch and the notes."""

import json
from pathlib import Path

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from worker import extra_memory

from convlib import conv2d, conv2d_backward, examples
from convlib.gradcheck import numerical_gradient

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE / "golden" / "backward.json").read_text("utf-8"))
NOTES = json.loads((HERE / "golden" / "notes.json").read_text("utf-8"))
GEOMETRY = ("stride", "padding", "dilation", "groups")


def assert_all_same(actual, expected):
    for one, other in zip(actual, expected, strict=True):
        oracles.assert_same(one, other)


def backward(grad, layer):
    x, w, _, *geometry = layer.arguments
    return conv2d_backward(grad, x, w, *geometry)


def by_loops(grad, layer):
    x, w, _, stride, _, dilation, groups = layer
    return oracles.conv2d_backward(grad, x, w, stride, layer.sides, dilation, groups)


@pytest.mark.usefixtures("both_ways")
@given(strategies.gradients())
def test_against_loops(case):
    assert_all_same(backward(*case), by_loops(*case))


@pytest.mark.usefixtures("both_ways")
@strategies.fewer
@given(strategies.gradients(kinds=("float32", "int8")))
def test_small_dtypes_against_loops(case):
    results = backward(*case)
    expected = "float32" if case[0].dtype == "float32" else "int64"
    assert [result.dtype for result in results] == [expected] * 3
    assert_all_same(results, by_loops(*case))


@strategies.fewer
@given(strategies.gradients(kinds=("int64",)))
def test_blocks_of_every_size_give_the_same(case):
    expected = backward(*case)
    with pytest.MonkeyPatch.context() as patch:
        for block in (1, 500, 2000):
            patch.setattr("convlib._few.FEW", 0)
            patch.setattr("convlib._products._BLOCK", block)
            assert_all_same(backward(*case), expected)


@strategies.fewest
@given(strategies.gradients(kinds=("float64",)))
def test_every_element_against_central_differences(case):
    grad, layer = case
    x, w, _, *geometry = layer.arguments
    b = np.zeros(len(w))
    measured = (
        numerical_gradient(lambda x: (conv2d(x, w, b, *geometry) * grad).sum(), x),
        numerical_gradient(lambda w: (conv2d(x, w, b, *geometry) * grad).sum(), w),
        numerical_gradient(lambda b: (conv2d(x, w, b, *geometry) * grad).sum(), b),
    )
    for one, other in zip(backward(grad, layer), measured, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-7)


@strategies.fewer
@given(strategies.gradients(kinds=("int64",)))
def test_backward_is_the_adjoint_of_forward(case):
    grad, layer = case
    x, w, _, *geometry = layer.arguments
    along = (conv2d(x, w, None, *geometry) * grad).sum()
    grad_input, grad_weight, grad_bias = backward(grad, layer)
    assert (x * grad_input).sum() == along
    assert (w * grad_weight).sum() == along
    assert grad_bias.sum() == grad.sum()


@strategies.fewer
@given(st.data())
def test_uneven_sides_of_same_padding(data):
    kernel, dilation = (data.draw(strategies.pairs(1, 4)) for _ in range(2))
    size = data.draw(strategies.unequal(1, 6))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    x, w = rng.integers(-9, 10, (2, 2, *size)), rng.integers(-9, 10, (3, 2, *kernel))
    grad = rng.integers(-9, 10, (2, 3, *size))
    spare = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    sides = [(n // 2, n - n // 2) for n in spare]
    actual = conv2d_backward(grad, x, w, 1, "same", dilation)
    expected = oracles.conv2d_backward(grad, x, w, (1, 1), sides, dilation, 1)
    assert_all_same(actual, expected)


@pytest.mark.parametrize("case", GOLDEN["conv2d"], ids=lambda case: case["name"])
def test_against_pytorch(case):
    geometry = {key: case[key] for key in GEOMETRY}
    results = conv2d_backward(
        case["grad_output"], case["input"], case["weight"], **geometry
    )
    expected = [case[f"grad_{of}"] for of in ("input", "weight", "bias")]
    assert_all_same(results, expected)


# --- the notes -------------------------------------------------------------------


def test_the_two_filters_example():
    e, expected = examples.two_filters, NOTES["two_filters"]["backward"]
    np.testing.assert_array_equal(e.grad_output, expected["grad_output"])
    results = conv2d_backward(e.grad_output, e.input, e.weight, e.stride, e.padding)
    for of, result in zip(("input", "weight", "bias"), results, strict=True):
        oracles.assert_same(result, expected[f"grad_{of}"])


def test_the_nine_deltas():
    e, expected = examples.backward_example, NOTES["backward_example"]
    x = np.zeros((4, 4), int)
    grad_input, _, grad_bias = conv2d_backward(e.grad_output, x, e.kernel)
    oracles.assert_same(grad_input, expected["grad_input"])
    assert grad_bias.shape == ()
    assert grad_bias == expected["grad_bias"] == 45
    # What the notes say instead, and why it goes unnoticed with their first filter.
    flipped = np.rot90(e.kernel, 2)
    forgotten = conv2d_backward(e.grad_output, x, flipped)[0]
    oracles.assert_same(forgotten, expected["grad_input_if_the_flip_is_forgotten"])
    four = e.grad_output[:2, :2].sum()
    assert four == expected["grad_bias_if_only_4_terms"] == 12
    symmetric = examples.single_channel.kernel
    np.testing.assert_array_equal(symmetric, np.rot90(symmetric, 2))


def test_grad_input_is_the_padded_deltas_correlated_with_the_rotated_kernel():
    e = examples.backward_example
    x = np.zeros((4, 4), int)
    expected = conv2d_backward(e.grad_output, x, e.kernel)[0]
    padded = np.pad(e.grad_output, 1)  # kernel size - 1
    oracles.assert_same(conv2d(padded, np.rot90(e.kernel, 2)), expected)


def test_grad_weight_is_the_input_correlated_with_the_deltas():
    rng = np.random.default_rng(0)
    x, grad = rng.integers(-9, 10, (5, 7)), rng.integers(-9, 10, (3, 6))
    grad_weight = conv2d_backward(grad, x, np.zeros((3, 2), int))[1]
    oracles.assert_same(grad_weight, conv2d(x, grad))


# --- shapes and dtypes -----------------------------------------------------------


def test_axes_can_be_left_out():
    rng = np.random.default_rng(0)
    x, w = rng.integers(-5, 6, (2, 3, 6, 5)), rng.integers(-5, 6, (4, 3, 3, 2))
    grad = rng.integers(-5, 6, (2, 4, 3, 6))
    batched = conv2d_backward(grad, x, w, (2, 1), 1)
    single = [conv2d_backward(grad[n], x[n], w, (2, 1), 1) for n in range(2)]
    oracles.assert_same(np.stack([s[0] for s in single]), batched[0])
    oracles.assert_same(single[0][1] + single[1][1], batched[1])
    oracles.assert_same(single[0][2] + single[1][2], batched[2])
    plain = conv2d_backward(grad[0, 0], x[0, 0], w[0, 0], (2, 1), 1)
    full = conv2d_backward(grad[:1, :1], x[:1, :1], w[:1, :1], (2, 1), 1)
    assert [result.shape for result in plain] == [(6, 5), (3, 2), ()]
    assert_all_same(plain, [full[0][0, 0], full[1][0, 0], full[2][0]])


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("float32", "float32", "float32"), ("float32", "float32", "float32")),
        (("float32", "float64", "float32"), ("float32", "float64", "float32")),
        (("float64", "int8", "int8"), ("float64", "float64", "float64")),
        (("int8", "int8", "float32"), ("float32", "int64", "int64")),
        (("bool", "bool", "bool"), ("int64", "int64", "int64")),
        (("float16", "float16", "float16"), ("float16", "float16", "float16")),
        (
            ("complex64", "complex64", "complex64"),
            ("complex64", "complex64", "complex64"),
        ),
    ],
)
def test_each_gradient_has_the_dtype_of_its_products(types, expected):
    grad, x, w = (
        np.ones(shape, kind)
        for shape, kind in zip([(2, 3), (3, 4), (2, 2)], types, strict=True)
    )
    results = conv2d_backward(grad, x, w)
    assert tuple(result.dtype.name for result in results) == expected
    np.testing.assert_array_equal(
        results[0], [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]]
    )
    np.testing.assert_array_equal(results[1], np.full((2, 2), 6))
    assert results[2] == 6


def test_complex_factors_are_conjugated():
    grad_input, grad_weight, grad_bias = conv2d_backward([[1]], [[2j]], [[3j]])
    assert (grad_input, grad_weight, grad_bias) == (-3j, -2j, 1)


def test_nan_and_infinity_pass_through():
    grad = np.array([[1, np.nan], [np.inf, 1]])
    grad_input, grad_weight, grad_bias = conv2d_backward(
        grad, np.ones((2, 2)), np.ones((1, 1))
    )
    np.testing.assert_array_equal(grad_input, grad)
    assert np.isnan(grad_weight).all()
    assert np.isnan(grad_bias)


def test_integers_are_exact_or_refused():
    big = 2**40 + 1
    grad_input, *_ = conv2d_backward([[big]], [[1]], [[2**20 + 1]])
    assert grad_input[0, 0] == big * (2**20 + 1)
    with pytest.raises(ValueError, match=r"^conv2d_backward: sums of .* exceed int64"):
        conv2d_backward([[big]], [[big]], [[1]])


@pytest.mark.parametrize("shape", [(3, 1, 2, 3), (3, 1, 3, 2)])
def test_long_sums_of_integers_are_exact(shape):
    """18 terms of 2**49, and 1: an odd number beyond what float64 has."""
    images, ones = np.full(shape, 2**49), np.ones(shape, int)
    images[0, 0, 0, 0] += 1
    total = 18 * 2**49 + 1
    assert conv2d_backward(ones, images, [[[[0]]]])[1] == total != int(float(total))
    assert conv2d_backward(images, 0 * ones, [[[[0]]]])[2] == total


def test_extra_memory_does_not_grow_with_the_batch():
    weight = np.ones((8, 32, 3, 3), np.float32)

    def extra(batch):
        images = np.ones((batch, 32, 40, 40), np.float32)
        grad = np.ones((batch, 8, 40, 40), np.float32)
        return extra_memory(lambda: conv2d_backward(grad, images, weight, padding=1))

    small, large = extra(32), extra(128)
    assert large < 1.1 * small + 2**16
    assert large < 16 * 2**20


# --- the checks can fail ---------------------------------------------------------


def overwriting(grad, x, w):
    """The gradient of the input with ``=`` where it must be ``+=``."""
    wrong = np.zeros_like(x)
    for i, j in np.ndindex(grad.shape):
        wrong[i : i + w.shape[0], j : j + w.shape[1]] = grad[i, j] * w
    return wrong


def test_the_checks_notice_the_mistakes_of_the_notes():
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((4, 5)), rng.standard_normal((2, 3))
    grad = rng.standard_normal((3, 3))
    right = conv2d_backward(grad, x, w)
    measured = (
        numerical_gradient(lambda x: (conv2d(x, w) * grad).sum(), x),
        numerical_gradient(lambda w: (conv2d(x, w) * grad).sum(), w),
        numerical_gradient(lambda b: (conv2d(x, w, b) * grad).sum(), np.zeros(())),
    )
    sides = ((0, 0), (0, 0))
    loops = oracles.conv2d_backward(
        grad[None, None], x[None, None], w[None, None], (1, 1), sides, (1, 1), 1
    )
    loops = (loops[0][0, 0], loops[1][0, 0], loops[2][0])

    def check(results):
        for result, loop, slope in zip(results, loops, measured, strict=True):
            oracles.assert_same(result, loop)
            np.testing.assert_allclose(result, slope, rtol=1e-7, atol=1e-7)

    def check_differences(results):
        for result, slope in zip(results, measured, strict=True):
            np.testing.assert_allclose(result, slope, rtol=1e-7, atol=1e-7)

    check(right)
    flipped = np.rot90(w, 2)
    mistakes = {
        "a forgotten flip": (conv2d_backward(grad, x, flipped)[0], *right[1:]),
        "overwriting": (overwriting(grad, x, w), *right[1:]),
        "a flip of the weight's gradient": (right[0], np.rot90(right[1], 2), right[2]),
        "the kernel in place of the input": (
            right[0],
            conv2d_backward(grad, np.full_like(x, w[0, 0]), w)[1],
            right[2],
        ),
        "a bias of four terms": (*right[:2], np.asarray(grad[:2, :2].sum())),
    }
    for name, wrong in mistakes.items():
        for checker in (check, check_differences):
            with pytest.raises(AssertionError):
                checker(wrong)
                pytest.fail(f"{name} was not noticed")
