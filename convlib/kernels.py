"""What a kernel is made of: whether it is a column times a row."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib._door import WrongValue, public

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["separate"]


@public("kernel")
def separate(kernel: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Write a kernel of rank 1 as a column times a row.

    ``kernel[m, n] = column[m] * row[n]``

    so that `conv2d` with the column and then with the row gives the same as with the
    kernel, for kH + kW products a pixel instead of kH * kW.

    Parameters
    ----------
    kernel : array_like, shape (kH, kW)
        Finite numbers.

    Returns
    -------
    column : ndarray, shape (kH,)
    row : ndarray, shape (kW,)
        For integers both are int64 and exact, and no integer above 1 divides the whole
        row.  Else of the kernel's dtype, and their largest numbers are equally large.
        The column's largest number is positive.

    Raises
    ------
    TypeError, ValueError
        If the kernel is no matrix of finite numbers, or has not rank 1; the message says
        which rank it has.

    Notes
    -----
    Notes, section "不同的卷积".  The rank is how many such products must be added up.  It
    is found by taking away one after another, each through the largest number that is
    left.  With integers that is exact; with floats what is left counts as nothing if it
    is at most ``max(kH, kW) * eps`` times the kernel's largest number, as in
    `numpy.linalg.matrix_rank`.

    Examples
    --------
    >>> separate([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    (array([1, 2, 1]), array([-1,  0,  1]))
    >>> separate([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    Traceback (most recent call last):
    ...
    ValueError: separate: kernel has rank 2, a column times a row has rank 1; \
kernel (3, 3)
    """
    k = _check.array("kernel", kernel)
    if k.ndim != 2:
        raise WrongValue(f"kernel must be a matrix, shape (kH, kW), got {k.shape}")
    _check.not_empty("kernel", k, "HW")
    if not np.isfinite(k).all():
        raise WrongValue(f"kernel must be finite, got {_check.shown(kernel)}")
    whole = k.dtype.kind in "biu"
    products = _products(_fractions(k) if whole else k)
    if len(products) != 1:
        raise WrongValue(
            f"kernel has rank {len(products)}, a column times a row has rank 1; "
            f"kernel {k.shape}"
        )
    column, row = products[0]
    if not whole:
        scale = np.sqrt(np.abs(row).max())
        return column * scale, row / scale
    factor = math.gcd(*(int(number) for number in row))
    return _int64(column * factor), _int64(row / factor)


class _Product(NamedTuple):
    """A column whose largest number is 1, times a row."""

    column: NDArray[Any]
    row: NDArray[Any]


def _products(kernel: NDArray[Any]) -> list[_Product]:
    """Return products that add up to a kernel: as many as its rank."""
    exact = kernel.dtype.kind == "O"
    least = 0 if exact else max(kernel.shape) * np.finfo(kernel.dtype).eps
    products: list[_Product] = []
    rest = kernel
    bound = least * np.abs(kernel).max()
    while len(products) < min(kernel.shape):
        size = np.abs(rest)
        m, n = np.unravel_index(size.argmax(), size.shape)
        if size[m, n] <= bound:
            break
        product = _Product(rest[:, n] / rest[m, n], rest[m])
        products.append(product)
        rest = rest - np.multiply.outer(*product)
    return products


def _fractions(kernel: NDArray[Any]) -> NDArray[Any]:
    """Return integers as fractions, with which nothing is rounded and nothing too large."""
    exact: NDArray[Any] = np.frompyfunc(lambda n: Fraction(int(n)), 1, 1)(kernel)
    return exact


def _int64(numbers: NDArray[Any]) -> NDArray[np.int64]:
    try:
        return np.array([int(number) for number in numbers], np.int64)
    except OverflowError:
        raise WrongValue("kernel has factors that exceed int64") from None
