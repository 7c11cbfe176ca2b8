"""Kernels as products of a column and a row."""

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from convlib import conv2d, separate

KINDS = ("int64", "float64")


@st.composite
def products(draw):
    """A column and a row of small numbers, of which one at least is not 0."""
    sizes = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kind = draw(st.sampled_from(KINDS))
    column, row = (strategies.numbers(rng, (size,), kind) for size in sizes)
    column[rng.integers(sizes[0])] = 3
    row[rng.integers(sizes[1])] = -2
    return column, row


@given(products())
def test_a_column_times_a_row_is_separated(product):
    kernel = np.outer(*product)
    column, row = separate(kernel)
    assert column.dtype == row.dtype == kernel.dtype
    assert (column.shape, row.shape) == (kernel.shape[:1], kernel.shape[1:])
    assert column[np.abs(column).argmax()] > 0
    if kernel.dtype.kind == "i":
        np.testing.assert_array_equal(np.outer(column, row), kernel)
        assert np.gcd.reduce(row) == 1
    else:
        np.testing.assert_allclose(
            np.outer(column, row), kernel, rtol=1e-14, atol=1e-14
        )
        np.testing.assert_allclose(np.abs(column).max(), np.abs(row).max())


@strategies.fewer
@given(products(), st.integers(0, 2**32 - 1))
def test_two_convolutions_in_place_of_one(product, seed):
    kernel = np.outer(*product)
    image = strategies.numbers(np.random.default_rng(seed), (9, 8), kernel.dtype)
    column, row = separate(kernel)
    twice = conv2d(conv2d(image, column[:, None]), row[None])
    np.testing.assert_allclose(twice, conv2d(image, kernel), rtol=1e-12, atol=1e-12)


@given(st.integers(0, 2**32 - 1), st.sampled_from(KINDS), st.integers(2, 4))
def test_another_rank_is_said(seed, kind, rank):
    """Against NumPy's, on sums of products of small whole numbers."""
    rng = np.random.default_rng(seed)
    kernel = (rng.integers(-3, 4, (4, rank)) @ rng.integers(-3, 4, (rank, 5))).astype(
        kind
    )
    expected = np.linalg.matrix_rank(kernel)
    if expected == 1:
        np.testing.assert_allclose(np.outer(*separate(kernel)), kernel, atol=1e-14)
        return
    with pytest.raises(ValueError) as caught:
        separate(kernel)
    assert str(caught.value) == (
        f"separate: kernel has rank {expected}, a column times a row has rank 1; "
        "kernel (4, 5)"
    )


@pytest.mark.parametrize(
    ("kernel", "column", "row"),
    [
        ([[1, 2, 1], [2, 4, 2], [1, 2, 1]], [1, 2, 1], [1, 2, 1]),
        ([[1, 0, -1], [2, 0, -2], [1, 0, -1]], [1, 2, 1], [1, 0, -1]),
        ([[6, -9], [0, 0]], [3, 0], [2, -3]),
        ([[True, False]], [1], [1, 0]),
        (np.full((3, 3), 1 / 9), [1 / 3] * 3, [1 / 3] * 3),
        ([[-4.0]], [2], [-2]),
        ([[2j, 4j]], [2], [1j, 2j]),
    ],
)
def test_known_kernels(kernel, column, row):
    found = separate(kernel)
    np.testing.assert_allclose(found[0], column, rtol=1e-15)
    np.testing.assert_allclose(found[1], row, rtol=1e-15)


@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "longdouble"])
def test_rounding_is_no_rank(kind):
    """A Gaussian, each number rounded on its own; what is larger than that counts."""
    x = np.arange(-4, 5).astype(kind)
    bell = np.exp(-x * x / 6)
    kernel = np.outer(bell, bell).astype(kind) / bell.sum() ** 2
    column, row = separate(kernel)
    assert column.dtype == row.dtype == kind
    eps = np.finfo(kind).eps
    np.testing.assert_allclose(
        np.outer(column, row), kernel, rtol=0, atol=float(9 * eps * kernel.max())
    )
    off = kernel.copy()
    off[0, 0] += 20 * eps * kernel.max()
    with pytest.raises(ValueError, match="has rank 2"):
        separate(off)


def test_whole_numbers_are_exact_however_large():
    kernel = [[2**40, 2**41], [2**40 + 1, 2**41 + 2]]
    column, row = separate(kernel)
    np.testing.assert_array_equal(column, [2**40, 2**40 + 1])
    np.testing.assert_array_equal(row, [1, 2])
    off = np.array(kernel)
    off[1, 1] += 1  # a float would not see it in the product
    with pytest.raises(ValueError, match="has rank 2"):
        separate(off)
    largest = np.array([[2**64 - 1, 2**64 - 1]], np.uint64)
    assert [part.tolist() for part in separate(largest // 2)] == [[2**63 - 1], [1, 1]]
    with pytest.raises(ValueError, match="^separate: kernel has factors that exceed"):
        separate(largest)


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        (np.zeros((2, 3), int), "has rank 0"),
        (np.zeros((2, 3)), "has rank 0"),
        ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], "has rank 2"),
        (np.eye(3), "has rank 3"),
        ([[1.0, np.nan]], "must be finite"),
        ([[1.0], [np.inf]], "must be finite"),
    ],
)
def test_what_is_no_product_is_refused(kernel, message):
    with pytest.raises(ValueError, match=f"^separate: kernel {message}"):
        separate(kernel)
