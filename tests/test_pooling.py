"""Pooling and its gradients, against loops, differences, PyTorch and the notes."""

import json
from pathlib import Path

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st
from worker import extra_memory

from convlib import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    nn,
)
from convlib.gradcheck import numerical_gradient

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE / "golden" / "backward.json").read_text("utf-8"))
MAX = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
AVERAGE = (*MAX[:3], "ceil_mode", "count_include_pad", "divisor_override")

divisors = st.one_of(st.none(), st.integers(1, 9))


def random_like(array, seed=0):
    return np.random.default_rng(seed).integers(-9, 10, array.shape)


@given(strategies.pools())
def test_max_pool2d_against_loops(pool):
    output, indices = max_pool2d(*pool, return_indices=True)
    expected, expected_indices = oracles.max_pool2d(*pool.sides)
    oracles.assert_same(output, expected)
    oracles.assert_same(indices, expected_indices)
    oracles.assert_same(max_pool2d(*pool), expected)
    grad = random_like(output)
    expected = oracles.max_pool2d(*pool.sides, grad_output=grad)
    oracles.assert_same(max_pool2d_backward(grad, *pool), expected)


@given(strategies.pools(dilated=False), st.booleans(), divisors)
def test_avg_pool2d_against_loops(pool, include_pad, divisor):
    x, kernel, stride, padding, _, *rest = (*pool, include_pad, divisor)
    output = avg_pool2d(x, kernel, stride, padding, *rest)
    assert output.dtype == np.float64
    sides = pool.sides.padding
    expected = oracles.avg_pool2d(x, kernel, stride, sides, *rest)
    np.testing.assert_allclose(output, expected.astype(float), rtol=1e-14, atol=1e-14)
    grad = random_like(output)
    actual = avg_pool2d_backward(grad, x, kernel, stride, padding, *rest)
    expected = oracles.avg_pool2d(x, kernel, stride, sides, *rest, grad_output=grad)
    np.testing.assert_allclose(actual, expected, rtol=1e-13, atol=1e-13)


@strategies.fewest
@given(strategies.pools(ties=False, kind="float64"))
def test_max_pool2d_against_central_differences(pool):
    x, *rest = pool
    grad = random_like(max_pool2d(*pool)) / 10
    measured = numerical_gradient(lambda x: (max_pool2d(x, *rest) * grad).sum(), x)
    actual = max_pool2d_backward(grad, *pool)
    np.testing.assert_allclose(actual, measured, rtol=1e-6, atol=1e-6)


@strategies.fewest
@given(strategies.pools(dilated=False), st.booleans(), divisors)
def test_avg_pool2d_against_central_differences(pool, include_pad, divisor):
    x, kernel, stride, padding, _, *rest = (*pool, include_pad, divisor)
    arguments = (kernel, stride, padding, *rest)
    grad = random_like(avg_pool2d(x, *arguments)) / 10
    measured = numerical_gradient(lambda x: (avg_pool2d(x, *arguments) * grad).sum(), x)
    actual = avg_pool2d_backward(grad, x, *arguments)
    np.testing.assert_allclose(actual, measured, rtol=1e-7, atol=1e-7)


@strategies.fewer
@given(strategies.pools())
def test_backward_is_the_adjoint_of_forward(pool):
    x, kernel, stride, padding, _, ceil_mode = pool
    output = max_pool2d(*pool)
    grad = random_like(output)
    assert (max_pool2d_backward(grad, *pool) * x).sum() == (grad * output).sum()
    arguments = (kernel, stride, padding, ceil_mode, True, 1)
    edges = zip(x.shape[2:], pool.sides.padding, kernel, strict=True)
    assume(all(n + sum(zeros) >= k for n, zeros, k in edges))
    output = avg_pool2d(x, *arguments)
    grad = random_like(output)
    grad_input = avg_pool2d_backward(grad, x, *arguments)
    assert (grad_input * x).sum() == (grad * output).sum()


@pytest.mark.parametrize("block", [1, 3000])
def test_blocks_of_every_size_give_the_same(block, monkeypatch):
    x = np.random.default_rng(0).integers(-3, 4, (7, 3, 6, 5))
    grad = random_like(max_pool2d(x, 2, 1))

    def results():
        return (
            *max_pool2d(x, 2, 1, return_indices=True),
            max_pool2d_backward(grad, x, 2, 1),
            avg_pool2d(x, 2, 1),
            avg_pool2d_backward(grad, x, 2, 1),
        )

    expected = results()
    monkeypatch.setattr("convlib.pooling._BLOCK", block)
    for one, other in zip(results(), expected, strict=True):
        oracles.assert_same(one, other)


@pytest.mark.parametrize("case", GOLDEN["max_pool2d"], ids=lambda case: case["name"])
def test_max_pool2d_against_pytorch(case):
    geometry = {key: case[key] for key in MAX}
    output, indices = max_pool2d(case["input"], **geometry, return_indices=True)
    oracles.assert_same(output, case["output"])
    oracles.assert_same(indices, case["indices"])
    grad_input = max_pool2d_backward(case["grad_output"], case["input"], **geometry)
    oracles.assert_same(grad_input, case["grad_input"])


@pytest.mark.parametrize("case", GOLDEN["avg_pool2d"], ids=lambda case: case["name"])
def test_avg_pool2d_against_pytorch(case):
    geometry = {key: case[key] for key in AVERAGE}
    oracles.assert_same(avg_pool2d(case["input"], **geometry), case["output"])
    grad_input = avg_pool2d_backward(case["grad_output"], case["input"], **geometry)
    oracles.assert_same(grad_input, case["grad_input"])


# --- the rules -------------------------------------------------------------------


def test_the_stride_is_the_window_unless_given():
    x = np.arange(24).reshape(4, 6)
    oracles.assert_same(max_pool2d(x, (2, 3)), [[8, 11], [20, 23]])
    oracles.assert_same(avg_pool2d(x, (2, 3)), [[4.0, 7.0], [16.0, 19.0]])
    grad = [[1, 2], [3, 4]]
    assert max_pool2d_backward(grad, x, (2, 3)).sum() == 10
    assert avg_pool2d_backward(grad, x, (2, 3)).sum() == pytest.approx(10)


def test_overlapping_windows_add():
    x = [[0, 0, 0], [0, 9, 0], [0, 0, 0]]
    grad = [[1, 10], [100, 1000]]
    grad_input = max_pool2d_backward(grad, x, 2, stride=1)
    oracles.assert_same(grad_input, [[0, 0, 0], [0, 1111, 0], [0, 0, 0]])
    grad_input = avg_pool2d_backward(grad, x, 2, stride=1, divisor_override=1)
    expected = [[1.0, 11.0, 10.0], [101.0, 1111.0, 1010.0], [100.0, 1100.0, 1000.0]]
    oracles.assert_same(grad_input, expected)


def test_ties_go_to_the_first_row_by_row():
    output, indices = max_pool2d(np.ones((3, 4), int), 2, 1, return_indices=True)
    oracles.assert_same(output, np.ones((2, 3), int))
    oracles.assert_same(indices, [[0, 1, 2], [4, 5, 6]])
    grad = max_pool2d_backward(np.ones((1, 2)), [[1, 5, 5, 1], [5, 5, 5, 5]], 2)
    oracles.assert_same(grad, [[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]])


def test_padding_never_wins():
    x = -np.ones((2, 3), int)
    output, indices = max_pool2d(x, 3, 2, 1, return_indices=True)
    oracles.assert_same(output, [[-1, -1]])
    oracles.assert_same(indices, [[0, 1]])
    lowest = np.full((2, 2), np.iinfo(np.int8).min, np.int8)
    output, indices = max_pool2d(lowest, 2, 2, 1, return_indices=True)
    assert output.dtype == np.int8
    np.testing.assert_array_equal(output, lowest)
    oracles.assert_same(indices, [[0, 1], [2, 3]])
    output = max_pool2d(np.full((2, 2), -np.inf), 2, 2, 1)
    oracles.assert_same(output, np.full((2, 2), -np.inf))


def test_a_window_holding_nan_is_nan():
    x = np.array([[1.0, 2.0, np.nan, 3.0, 4.0, 5.0]])
    output, indices = max_pool2d(x, (1, 2), 1, return_indices=True)
    np.testing.assert_array_equal(output, [[2, np.nan, np.nan, 4, 5]])
    oracles.assert_same(indices, [[1, 2, 2, 4, 5]])
    grad_input = max_pool2d_backward([[1, 10, 100, 1000, 10000]], x, (1, 2), 1)
    oracles.assert_same(grad_input, [[0, 1, 110, 0, 1000, 10000]])


def test_what_did_not_win_gets_zero_even_beside_infinity():
    grad_input = max_pool2d_backward([[np.inf, np.nan]], [[1, 2, 4, 3]], (1, 2))
    np.testing.assert_array_equal(grad_input, [[0, np.inf, np.nan, 0]])


def test_ceil_mode_may_find_room_for_a_window_larger_than_the_image():
    assert max_pool2d([[1, 2]], (2, 2), 2, ceil_mode=True) == 2
    with pytest.raises(ValueError, match="effective kernel"):
        max_pool2d([[1, 2]], (2, 2), 1, ceil_mode=True)


@pytest.mark.parametrize(
    ("dtype", "pooled", "average"),
    [
        ("bool", "bool", "float64"),
        ("int8", "int8", "float64"),
        ("uint8", "uint8", "float64"),
        ("float16", "float16", "float16"),
        ("float32", "float32", "float32"),
        ("longdouble", "longdouble", "longdouble"),
    ],
)
def test_dtypes(dtype, pooled, average):
    x = np.ones((4, 6), dtype)
    assert max_pool2d(x, 2).dtype == pooled
    assert avg_pool2d(x, 2).dtype == average
    grad = np.ones((2, 3), dtype)
    for_max = max_pool2d_backward(grad, x, 2)
    assert for_max.dtype == (dtype if grad.dtype.kind == "f" else "int64")
    assert avg_pool2d_backward(grad, x, 2).dtype == average
    for result in (max_pool2d(x, 2), avg_pool2d(x, 2)):
        np.testing.assert_array_equal(result, np.ones((2, 3)))
    x[:2, :2] = 0
    np.testing.assert_array_equal(max_pool2d(x, 2)[0], [0, 1, 1])


def test_averages_may_be_complex_but_maxima_may_not():
    x = np.array([[1j, 3]])
    np.testing.assert_array_equal(avg_pool2d(x, (1, 2)), [[1.5 + 0.5j]])
    grad = avg_pool2d_backward([[2j]], x, (1, 2))
    np.testing.assert_array_equal(grad, [[1j, 1j]])
    with pytest.raises(TypeError, match="max_pool2d: input must hold real numbers"):
        max_pool2d(x, 1)


def test_sums_of_small_integers_do_not_overflow():
    x = np.full((3, 3), 127, np.int8)
    assert avg_pool2d(x, 3) == 127
    huge = np.array([[2**53 + 1, 1]])
    assert avg_pool2d(huge, (1, 2)) == 2**52 + 1
    grad = np.full((2, 2), 127, np.int8)
    assert (
        max_pool2d_backward(grad, [[0, 0, 0], [0, 1, 0], [0, 0, 0]], 2, 1).max() == 508
    )


@pytest.mark.parametrize("kernel", [(3, 3), (2, 5), (5, 2)])
def test_integer_gradients_beyond_float64_are_exact(kernel):
    """All windows share one pixel; what it gets is odd, and no float64."""
    x = np.zeros((2 * kernel[0] - 1, 2 * kernel[1] - 1), int)
    middle = kernel[0] - 1, kernel[1] - 1
    x[middle] = 1
    grad = np.full(kernel, 2**50)
    grad[0, 0] += 1
    total = max_pool2d_backward(grad, x, kernel, 1)[middle]
    assert total == grad.size * 2**50 + 1 != int(float(total))


def test_a_moving_average_of_what_has_been():
    """All zeros before the first pixel, as many as there are cells but one."""
    x, sides = [[3, 6, 9, 3]], ((0, 0), (2, 0))
    np.testing.assert_array_equal(avg_pool2d(x, (1, 3), 1, sides), [[1, 3, 6, 6]])
    found = avg_pool2d(x, (1, 3), 1, sides, count_include_pad=False)
    np.testing.assert_array_equal(found, [[3, 4.5, 6, 6]])
    np.testing.assert_array_equal(max_pool2d(x, (1, 3), 1, sides), [[3, 6, 9, 9]])


@pytest.mark.parametrize(
    ("sides", "floor", "ceil"),
    [
        ((0, 0), [3, 6], [3, 6]),
        ((2, 0), [1, 4], [1, 4, 6]),
        ((0, 2), [3, 6], [3, 6]),  # a third window would start after the last pixel
    ],
)
def test_a_last_window_starts_before_the_end_of_the_image(sides, floor, ceil):
    arguments = ([[1, 2, 3, 4, 5, 6]], (1, 3), (1, 3), ((0, 0), sides), 1)
    np.testing.assert_array_equal(max_pool2d(*arguments, ceil_mode=False), [floor])
    np.testing.assert_array_equal(max_pool2d(*arguments, ceil_mode=True), [ceil])


@pytest.mark.parametrize(
    ("kernel", "sides"), [(1, (1, 0)), (2, (0, 2)), (3, (2, 1)), (3, (3, 0))]
)
def test_a_padding_in_which_a_window_could_lie_is_refused(kernel, sides):
    rows, columns = (sides, (0, 0)), ((0, 0), sides)
    for padding in (rows, columns):
        with pytest.raises(ValueError) as caught:
            max_pool2d(np.ones((5, 5)), kernel, 1, padding)
        assert str(caught.value) == (
            f"max_pool2d: padding {padding} must be at most half of kernel_size "
            f"{(kernel, kernel)}, or that on average of both sides and less than all of "
            "it; input (5, 5)"
        )


@pytest.mark.parametrize("axis", [0, 1])
def test_a_window_without_a_pixel_along_one_axis_is_refused(axis):
    """Its cells lie on both sides of the image."""
    kernel, padding, dilation = (
        (two, one)[:: 1 - 2 * axis] for two, one in [(2, 1), (1, 0), (5, 1)]
    )
    with pytest.raises(ValueError, match="lies in the padding only"):
        max_pool2d(np.ones((4, 4)), kernel, 1, padding, dilation)


def test_axes_can_be_left_out_and_batches_be_empty():
    x = np.random.default_rng(0).integers(-5, 6, (2, 3, 6, 5))
    grad = random_like(max_pool2d(x, 2))
    for forward, back in (
        (max_pool2d, max_pool2d_backward),
        (avg_pool2d, avg_pool2d_backward),
    ):
        oracles.assert_same(forward(x[1], 2), forward(x, 2)[1])
        oracles.assert_same(forward(x[1, 2].tolist(), 2), forward(x, 2)[1, 2])
        oracles.assert_same(back(grad[1], x[1], 2), back(grad, x, 2)[1])
        oracles.assert_same(back(grad[1, 2], x[1, 2], 2), back(grad, x, 2)[1, 2])
        assert forward(x[:0], 2).shape == (0, 3, 3, 2)
        assert back(grad[:0], x[:0], 2).shape == (0, 3, 6, 5)
    _, indices = max_pool2d(x[1, 2], 2, return_indices=True)
    assert indices.shape == (3, 2)
    np.testing.assert_array_equal(x[1, 2].ravel()[indices], max_pool2d(x[1, 2], 2))


def test_extra_memory_does_not_grow_with_the_batch():
    def extra(batch):
        images = np.ones((batch, 8, 40, 40), np.float32)
        grad = np.ones((batch, 8, 39, 39), np.float32)
        return extra_memory(lambda: max_pool2d_backward(grad, images, 2, 1))

    small, large = extra(64), extra(256)
    assert large < 1.1 * small + 2**16
    assert large < 16 * 2**20


# --- the checks can fail ---------------------------------------------------------


def test_windows_of_more_cells_than_any_float_have_the_average_0():
    x, geometry = np.array([[[1, 2], [3, 4]]]), (10**200, 1, "same")
    zeros = np.zeros(x.shape).tolist()
    assert avg_pool2d(x, *geometry).tolist() == zeros
    assert avg_pool2d_backward(x, x, *geometry).tolist() == zeros
    assert nn.AvgPool2d(*geometry)(x).tolist() == zeros
    assert avg_pool2d(x, 10**200, 10**200, 5 * 10**199).tolist() == [[[0.0]]]


def routed(grad, x, kernel, choose, add):
    """Route gradients to the maximum: ``choose`` one of several, add or overwrite."""
    result = np.zeros(np.shape(x))
    for i, j in np.ndindex(grad.shape):
        window = x[i : i + kernel, j : j + kernel]
        m, n = np.argwhere(window == window.max())[choose]
        if add:
            result[i + m, j + n] += grad[i, j]
        else:
            result[i + m, j + n] = grad[i, j]
    return result


def test_the_checks_notice_overwriting_and_other_winners():
    rng = np.random.default_rng(0)
    x, grad = rng.permutation(20).reshape(4, 5), rng.standard_normal((3, 4))
    pool = (x[None, None], (2, 2), (1, 1), ((0, 0), (0, 0)), (1, 1), False)
    loops = oracles.max_pool2d(*pool, grad_output=grad[None, None])[0, 0]
    measured = numerical_gradient(lambda x: (max_pool2d(x, 2, 1) * grad).sum(), x)

    def check(result):
        oracles.assert_same(result, loops)
        np.testing.assert_allclose(result, measured, rtol=1e-6, atol=1e-6)

    check(max_pool2d_backward(grad, x, 2, 1))
    check(routed(grad, x, 2, choose=0, add=True))
    overwritten = routed(grad, x, 2, choose=0, add=False)
    with pytest.raises(AssertionError):
        oracles.assert_same(overwritten, loops)
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(overwritten, measured, rtol=1e-6, atol=1e-6)

    tied = np.ones((4, 5))
    pool = (tied[None, None], *pool[1:])
    loops = oracles.max_pool2d(*pool, grad_output=grad[None, None])[0, 0]
    oracles.assert_same(routed(grad, tied, 2, choose=0, add=True), loops)
    with pytest.raises(AssertionError):
        oracles.assert_same(routed(grad, tied, 2, choose=-1, add=True), loops)
