"""Pooling: the largest or the average number of each window, and their gradients."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, reduce
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

import numpy as np

from convlib import _check
from convlib._axis import Axis
from convlib._door import SHAPES, WrongValue, public
from convlib.shapes import (
    Integer,
    IntOrPair,
    Padding,
    Sides,
    Word,
    checked_padding,
    padding_sides,
    plain_padding,
    refuse_misfit,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "avg_pool1d",
    "avg_pool1d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "max_pool1d",
    "max_pool1d_backward",
    "max_pool2d",
    "max_pool2d_backward",
]

#: Bytes of images that are pooled at a time: few enough to stay in the cache.
_BLOCK = 2**21


@overload
def max_pool1d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> NDArray[Any]: ...
@overload
def max_pool1d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    *,
    return_indices: Literal[True],
) -> tuple[NDArray[Any], NDArray[np.int64]]: ...
@overload
def max_pool1d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None,
    padding: Padding,
    dilation: IntOrPair,
    ceil_mode: bool,
    return_indices: Literal[True],
) -> tuple[NDArray[Any], NDArray[np.int64]]: ...
@overload
def max_pool1d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> NDArray[Any] | tuple[NDArray[Any], NDArray[np.int64]]: ...
@public("input")
def max_pool1d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> NDArray[Any] | tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the largest number of each window of a signal: `max_pool2d` along one axis.

    Parameters
    ----------
    input : array_like, shape (N, C, L), (C, L) or (L,)
        A batch of signals, one signal, or one channel of a signal; real numbers.
    kernel_size : int
        Cells of the window.
    stride : int, optional
        Samples from one window to the next; the window's size if left out.
    padding : int, pair of int, "valid" or "same"
        Samples on each side that windows may cover, or (before, after); bounds and
        words as for `max_pool2d`.
    dilation, ceil_mode, return_indices
        As for `max_pool2d`.

    Returns
    -------
    output : ndarray, shape (N, C, oL), (C, oL) or (oL,)
        Of the input's dtype.
    indices : ndarray of int64, of the same shape; only with ``return_indices``
        Which sample is the first maximum of each window.

    Raises
    ------
    TypeError, ValueError, MemoryError
        As `max_pool2d`.

    Notes
    -----
    `torch.nn.functional.max_pool1d`.

    Examples
    --------
    >>> max_pool1d([3, 1, 4, 1, 5, 9], 2)
    array([3, 4, 9])
    >>> max_pool1d([3, 1, 4, 1, 5, 9], 3, 1, padding=(2, 0))   # so far, of the last three
    array([3, 3, 4, 4, 5, 9])
    """
    return _max(
        pooling_arguments(
            input, kernel_size, stride, padding, dilation, ceil_mode, "L"
        ),
        return_indices,
    )


@public("input")
def max_pool1d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
) -> NDArray[Any]:
    """Return the gradient of `max_pool1d` with respect to its input.

    Parameters
    ----------
    grad_output : array_like, shape of the output
        g, the gradient of a number E with respect to the output of `max_pool1d`.
    input, kernel_size, stride, padding, dilation, ceil_mode
        As they were given to `max_pool1d`.

    Returns
    -------
    ndarray, shape of the input
        As from `max_pool2d_backward`: a sample that wins several windows gets the sum.

    Raises
    ------
    TypeError, ValueError, MemoryError
        As `max_pool2d_backward`.

    Examples
    --------
    >>> max_pool1d_backward([1, 10, 100], [3, 1, 4, 1, 5, 9], 2)
    array([  1,   0,  10,   0,   0, 100])
    """
    return _max_backward(
        pooling_arguments(
            input, kernel_size, stride, padding, dilation, ceil_mode, "L"
        ),
        grad_output,
    )


@public("input")
def avg_pool1d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> NDArray[Any]:
    """Return the average of each window of a signal: `avg_pool2d` along one axis.

    Parameters
    ----------
    input, kernel_size, stride, padding, ceil_mode
        As for `max_pool1d`; complex numbers are taken, too.
    count_include_pad : bool
        As for `avg_pool2d`.

    Returns
    -------
    ndarray, shape (N, C, oL), (C, oL) or (oL,)
        float64 for integers, since averages of integers are not; else the input's
        dtype.

    Raises
    ------
    TypeError, ValueError, MemoryError
        As `avg_pool2d`.

    Notes
    -----
    `torch.nn.functional.avg_pool1d`, which takes no ``divisor_override`` either.

    Examples
    --------
    >>> avg_pool1d([3, 6, 9, 3], 3, stride=1)
    array([6., 6.])
    >>> avg_pool1d([3, 6, 9, 3], 3, 1, padding=(2, 0), count_include_pad=False)
    array([3. , 4.5, 6. , 6. ])
    """
    return _average(
        pooling_arguments(input, kernel_size, stride, padding, 1, ceil_mode, "L"),
        count_include_pad,
    )


@public("input")
def avg_pool1d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> NDArray[Any]:
    """Return the gradient of `avg_pool1d` with respect to its input.

    Parameters
    ----------
    grad_output : array_like, shape of the output
        g, the gradient of a number E with respect to the output of `avg_pool1d`.
    input, kernel_size, stride, padding, ceil_mode, count_include_pad
        As they were given to `avg_pool1d`; of the input only the shape matters.

    Returns
    -------
    ndarray, shape of the input
        float64 for integers, the dtype of ``grad_output`` otherwise.

    Raises
    ------
    TypeError, ValueError, MemoryError
        As `avg_pool2d_backward`.

    Examples
    --------
    >>> avg_pool1d_backward([4, 8], [0, 0, 0], 2, stride=1)
    array([2., 6., 4.])
    """
    return _average_backward(
        pooling_arguments(input, kernel_size, stride, padding, 1, ceil_mode, "L"),
        grad_output,
        count_include_pad,
    )


@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> NDArray[Any]: ...
@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    *,
    return_indices: Literal[True],
) -> tuple[NDArray[Any], NDArray[np.int64]]: ...
@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None,
    padding: Padding,
    dilation: IntOrPair,
    ceil_mode: bool,
    return_indices: Literal[True],
) -> tuple[NDArray[Any], NDArray[np.int64]]: ...
@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> NDArray[Any] | tuple[NDArray[Any], NDArray[np.int64]]: ...
@public("input")
def max_pool2d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> NDArray[Any] | tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the largest number of each window.

    ``a[c, i, j] = max over m, n of x[c, i S + m D - P, j S + n D - P]``

    over the pixels of the image only: padding never wins.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W), (C, H, W) or (H, W)
        A batch of images, one image, or one channel of an image; real numbers.
    kernel_size : int or pair of int
        Cells of the window.
    stride : int or pair of int, optional
        S, pixels from one window to the next; the window's size if left out, so that
        windows touch.  Smaller strides make them overlap.
    padding : int, pair of int, pair of pairs, "valid" or "same"
        P, pixels on each side that windows may cover, in the forms and with the words
        of `output_size`: at most half of the window, and where sides differ at most
        half of it on average, and less than all of it.
    dilation : int or pair of int
        D, pixels between neighbouring cells of the window; 1 is dense.
    ceil_mode : bool
        Round the number of windows up instead of down: a last window may hang over the
        edge, if it starts inside of the image or of the padding before it.
    return_indices : bool
        Return also which pixel won each window.

    Returns
    -------
    output : ndarray, shape (N, C, oH, oW), (C, oH, oW) or (oH, oW)
        Of the input's dtype.  A window that holds a nan gives nan.
    indices : ndarray of int64, of the same shape; only with ``return_indices``
        ``row * W + column`` of the first maximum of each window, row by row.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or if a window has no pixel.
    MemoryError
        If the result does not fit into memory.

    Notes
    -----
    Notes, section "计算 正向传播与反向传播"; `torch.nn.functional.max_pool2d`.

    Examples
    --------
    The first map of the notes' network, whose windows overlap, and several of whose
    windows have two largest numbers:

    >>> feature_map = [[1, 0, 2], [1, 0, 2], [1, 0, 2]]
    >>> output, indices = max_pool2d(feature_map, 2, stride=1, return_indices=True)
    >>> output
    array([[1, 2],
           [1, 2]])
    >>> indices
    array([[0, 2],
           [3, 5]])
    """
    return _max(
        pooling_arguments(input, kernel_size, stride, padding, dilation, ceil_mode),
        return_indices,
    )


def _max(
    pooling: Pooling, return_indices: object
) -> NDArray[Any] | tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the largest numbers, and where they are if that is asked for."""
    with_indices = _check.flag("return_indices", return_indices)
    pooling.refuse_unordered()
    output = _check.empty(pooling.output_shape, pooling.input.dtype)
    for some in pooling.blocks():
        output[some] = largest(pooling.input[some], pooling.axes)
    if not with_indices:
        return pooling.like_input(output)
    indices = _check.empty(pooling.output_shape, np.dtype(np.int64))
    places = pooling.places()
    for some in pooling.blocks():
        chosen = indices[some]
        for cell, won in wins(pooling, some, output[some]):
            np.copyto(chosen[cell.windows], places[cell.pixels], where=won)
    return pooling.like_input(output), pooling.like_input(indices)


@public("input")
def max_pool2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
) -> NDArray[Any]:
    """Return the gradient of `max_pool2d` with respect to its input.

    ``dE/dx[r, c] = sum of g[i, j] over all windows (i, j) that x[r, c] wins``

    A pixel that wins several overlapping windows gets the *sum*; one that wins none
    gets 0.  Of equal largest numbers the first, row by row, wins.

    Parameters
    ----------
    grad_output : array_like, shape of the output
        g, the gradient of a number E with respect to the output of `max_pool2d`.
    input, kernel_size, stride, padding, dilation, ceil_mode
        As they were given to `max_pool2d`.

    Returns
    -------
    ndarray, shape of the input
        int64 for integers, the dtype of ``grad_output`` otherwise.

    Raises
    ------
    TypeError, ValueError
        As `max_pool2d`, and if ``grad_output`` has not the shape of the output.
    MemoryError
        If the result does not fit into memory.

    Notes
    -----
    Notes, section "池化层的反向传播", which says that all but one of the deltas of a
    window are 0: true only where windows do not overlap.

    Examples
    --------
    The second map of the notes' network: its largest numbers win two windows each, and
    where two are equal the first one does.

    >>> feature_map = [[0, 0, 0], [1, 1, 0], [1, 0, 0]]
    >>> max_pool2d_backward([[1, 10], [100, 1000]], feature_map, 2, stride=1)
    array([[   0,    0,    0],
           [ 101, 1010,    0],
           [   0,    0,    0]])
    """
    return _max_backward(
        pooling_arguments(input, kernel_size, stride, padding, dilation, ceil_mode),
        grad_output,
    )


def _max_backward(pooling: Pooling, grad_output: ArrayLike) -> NDArray[Any]:
    """Return the gradient of the input: to the pixels that won."""
    pooling.refuse_unordered()
    grad = pooling.gradient(grad_output)
    work, dtype = _check.sum_dtypes(pooling.terms, [grad])
    result = _check.empty(pooling.input.shape, dtype)
    zero = work.type(0)
    for some in pooling.blocks():
        total = np.zeros(pooling.input[some].shape, work)
        share = grad[some]
        for cell, won in wins(
            pooling, some, largest(pooling.input[some], pooling.axes)
        ):
            # Within one kernel cell no pixel is met twice: += adds all windows.
            total[cell.pixels] += np.where(won, share[cell.windows], zero)
        result[some] = total
    return pooling.like_input(result)


@public("input")
def avg_pool2d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: Integer | None = None,
) -> NDArray[Any]:
    """Return the average of each window.

    ``a[c, i, j] = (sum over m, n of x[c, i S + m - P, j S + n - P]) / cells``

    with x zero in the padding.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W), (C, H, W) or (H, W)
        A batch of images, one image, or one channel of an image.
    kernel_size, stride, padding, ceil_mode
        As for `max_pool2d`.
    count_include_pad : bool
        Count the zeros of the padding as cells, those of "same" too (TensorFlow does
        not).  What hangs over the padding, with ``ceil_mode``, never counts.
    divisor_override : int, optional
        Divide every sum by this instead.

    Returns
    -------
    ndarray, shape (N, C, oH, oW), (C, oH, oW) or (oH, oW)
        float64 for integers, since averages of integers are not; else the input's
        dtype.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or if no window fits.
    MemoryError
        If the result does not fit into memory.

    Notes
    -----
    `torch.nn.functional.avg_pool2d`, which rounds averages of integers down.

    Examples
    --------
    >>> avg_pool2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 2, stride=1)
    array([[3., 4.],
           [6., 7.]])
    """
    return _average(
        pooling_arguments(input, kernel_size, stride, padding, 1, ceil_mode),
        count_include_pad,
        divisor_override,
    )


def _average(
    pooling: Pooling, count_include_pad: object, divisor_override: object = None
) -> NDArray[Any]:
    """Return the averages."""
    work, dtype = _check.sum_dtypes(pooling.terms, [pooling.input])
    if dtype.kind == "i":
        dtype = np.dtype(np.float64)
    output = _check.empty(pooling.output_shape, dtype)
    counts = divisors(pooling, count_include_pad, divisor_override)
    for some in pooling.blocks():
        total = reduced(pooling.input[some], pooling.axes, np.add, 0, work)
        np.divide(total, counts, out=output[some])
    return pooling.like_input(output)


@public("input")
def avg_pool2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: Integer | None = None,
) -> NDArray[Any]:
    """Return the gradient of `avg_pool2d` with respect to its input.

    ``dE/dx[r, c] = sum of g[i, j] / cells over all windows (i, j) that cover x[r, c]``

    Parameters
    ----------
    grad_output : array_like, shape of the output
        g, the gradient of a number E with respect to the output of `avg_pool2d`.
    input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As they were given to `avg_pool2d`; of the input only the shape matters.

    Returns
    -------
    ndarray, shape of the input
        float64 for integers, the dtype of ``grad_output`` otherwise.

    Raises
    ------
    TypeError, ValueError
        As `avg_pool2d`, and if ``grad_output`` has not the shape of the output.
    MemoryError
        If the result does not fit into memory.

    Examples
    --------
    >>> avg_pool2d_backward([[4, 8], [12, 16]], [[0, 0, 0]] * 3, 2, stride=1)
    array([[ 1.,  3.,  2.],
           [ 4., 10.,  6.],
           [ 3.,  7.,  4.]])
    """
    return _average_backward(
        pooling_arguments(input, kernel_size, stride, padding, 1, ceil_mode),
        grad_output,
        count_include_pad,
        divisor_override,
    )


def _average_backward(
    pooling: Pooling,
    grad_output: ArrayLike,
    count_include_pad: object,
    divisor_override: object = None,
) -> NDArray[Any]:
    """Return the gradient of the input: an equal share to each pixel."""
    counts = divisors(pooling, count_include_pad, divisor_override)
    grad = pooling.gradient(grad_output)
    work, dtype = _check.sum_dtypes(pooling.terms, [grad])
    if dtype.kind == "i":
        work = dtype = np.dtype(np.float64)
    result = _check.empty(pooling.input.shape, dtype)
    for some in pooling.blocks():
        share = grad[some].astype(work)
        share /= counts
        result[some] = spread(share, pooling.axes)
    return pooling.like_input(result)


class KernelCell(NamedTuple):
    """One cell of the window: the pixels under it, and the windows they belong to."""

    windows: tuple[Any, ...]  #: index into (N, C, oH, oW)
    pixels: tuple[Any, ...]  #: index into (N, C, H, W), of the same shape


class Pooling(NamedTuple):
    """The checked arguments of a pooling, with every axis there."""

    input: NDArray[Any]  #: (N, C, H, W), or (N, C, L)
    ndim: int  #: of the input as it was given
    axes: tuple[Axis, ...]  #: with as many zeros after the image as windows hang over
    kernel: tuple[int, ...]  #: cells of a window along each axis
    padding: Sides  #: as it was asked for, before and after each axis
    size: tuple[int, ...]  #: (oH, oW)
    terms: int  #: of a sum over a window, or over the windows of a pixel, at most

    @property
    def output_shape(self) -> tuple[int, ...]:
        """(N, C, oH, oW)."""
        return (*self.input.shape[:2], *self.size)

    def like_input(self, result: NDArray[Any]) -> NDArray[Any]:
        """Drop from ``result`` (N, C, ...) the axes that the input was without."""
        return result.reshape(result.shape[result.ndim - self.ndim :])

    def gradient(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Check a gradient with respect to the output; return it as (N, C, oH, oW)."""
        expected = self.output_shape[self.input.ndim - self.ndim :]
        stride = tuple(axis.stride for axis in self.axes)
        context = f"{SHAPES}, kernel_size {self.kernel}, stride {stride}"
        grad = _check.gradient(grad_output, expected, context)
        return grad.reshape(self.output_shape)

    def refuse_unordered(self) -> None:
        """Refuse numbers without an order, and windows without a pixel."""
        _check.real_array("input", self.input)
        # Without padding each window begins on a pixel.
        if any(map(any, self.padding)) and not all(map(_all_covered, self.axes)):
            dilation = tuple(axis.dilation for axis in self.axes)
            raise WrongValue(
                "a window lies in the padding only, it has no largest pixel"
                f"{SHAPES}, kernel_size {self.kernel}, "
                f"padding {plain_padding(self.padding)}, dilation {dilation}"
            )

    def kernel_cells(self) -> Iterator[KernelCell]:
        """Give each cell of the window, row by row, that meets any pixel at all."""
        for pieces in product(*(reach(axis).pieces for axis in self.axes)):
            windows, pixels = zip(*pieces, strict=True)
            yield KernelCell((..., *windows), (..., *pixels))

    def places(self) -> NDArray[np.int64]:
        """Return ``row * W + column`` of each pixel, (H, W)."""
        size = self.input.shape[2:]
        return np.arange(math.prod(size), dtype=np.int64).reshape(size)

    def blocks(self) -> Iterator[slice]:
        """Split the batch into images that fit into a block."""
        batch, channels, *pixels = self.input.shape
        numbers = channels * max(math.prod(pixels), math.prod(self.size))
        images = max(1, _BLOCK // (8 * numbers))
        for first in range(0, batch, images):
            yield slice(first, first + images)


def largest(x: NDArray[Any], axes: tuple[Axis, ...]) -> NDArray[Any]:
    """Return the largest number of each window."""
    if x.dtype.kind == "f":
        lowest: Any = -np.inf
    else:
        lowest = False if x.dtype.kind == "b" else np.iinfo(x.dtype).min
    return reduced(x, axes, np.maximum, lowest, x.dtype)


def reduced(
    x: NDArray[Any],
    axes: tuple[Axis, ...],
    operation: np.ufunc,
    neutral: Any,
    dtype: np.dtype[Any],
) -> NDArray[Any]:
    """Return what becomes of the pixels (N, C, H, W) of each window, all in one number.

    Of each column of a window first, and then of these: kH + kW steps, not kH kW.
    """
    for number, axis in enumerate(axes, 2):
        before = (slice(None),) * number
        _, whole, others = reach(axis)
        if whole:
            total = x[(*before, whole)].astype(dtype)
        else:
            shape = (*x.shape[:number], axis.count, *x.shape[number + 1 :])
            total = np.full(shape, neutral, dtype)
        for windows, pixels in others:
            part = total[(*before, windows)]
            operation(part, x[(*before, pixels)], out=part)
        x = total
    return x


def spread(grad: NDArray[Any], axes: tuple[Axis, ...]) -> NDArray[Any]:
    """Add to each pixel the numbers (N, C, oH, oW) of all windows that cover it."""
    for number, axis in reversed([*enumerate(axes, 2)]):
        before = (slice(None),) * number
        shape = (*grad.shape[:number], axis.size, *grad.shape[number + 1 :])
        total = np.zeros(shape, grad.dtype)
        for windows, pixels in reach(axis).pieces:
            # Within one kernel cell no pixel is met twice: += adds all windows.
            total[(*before, pixels)] += grad[(*before, windows)]
        grad = total
    return grad


def wins(
    pooling: Pooling, some: slice, best: NDArray[Any]
) -> Iterator[tuple[KernelCell, NDArray[np.bool]]]:
    """Give each cell of the window, and which windows have their first maximum there.

    ``best`` are the largest numbers of the windows of ``some`` images.
    """
    x = pooling.input[some]
    spoilt = x.dtype.kind == "f" and bool(np.isnan(best).any())
    waiting = np.ones(best.shape, bool)
    for cell in pooling.kernel_cells():
        pixels = x[cell.pixels]
        won = pixels == best[cell.windows]
        if spoilt:  # the first nan is the maximum
            won |= np.isnan(pixels)
        won &= waiting[cell.windows]
        waiting[cell.windows] ^= won
        yield cell, won


def pooling_arguments(
    input: ArrayLike,
    kernel_size: object,
    stride: object,
    padding: object,
    dilation: object,
    ceil_mode: object,
    letters: str = "HW",
) -> Pooling:
    """Check the arguments of a pooling, along the axes that the ``letters`` name."""
    x, count = _check.array("input", input), len(letters)
    _check.image_axes(x, letters)
    kernel, stride, padding, dilation, ceil_mode = pooling_geometry(
        kernel_size, stride, padding, dilation, ceil_mode, count
    )
    axes, sides, counts, terms = _axes(
        x.shape[-count:], kernel, stride, padding, dilation, ceil_mode
    )
    images = x[(None,) * (2 + count - x.ndim)]
    return Pooling(images, x.ndim, axes, kernel, sides, counts, terms)


@lru_cache(maxsize=256)
def _axes(
    size: tuple[int, ...],
    kernel: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Word | Sides,
    dilation: tuple[int, ...],
    ceil_mode: bool,
) -> tuple[tuple[Axis, ...], Sides, tuple[int, ...], int]:
    """Return `Pooling.axes`, its padding, its size and its terms."""
    sides = padding_sides(padding, size, kernel, stride, dilation)
    axes = tuple(
        Axis(n, k, s, before, after, d)
        for n, k, s, (before, after), d in zip(
            size, kernel, stride, sides, dilation, strict=True
        )
    )
    if ceil_mode:
        axes = tuple(axis.rounding_up() for axis in axes)
    refuse_misfit(axes, f"{SHAPES}, ceil_mode {ceil_mode}")
    axes = tuple(axis.holding(axis.started) for axis in axes)
    counts = tuple(axis.count for axis in axes)
    # A cell whose pixels no window has adds nothing.
    most = (min(axis.kernel, axis.count + axis.size) for axis in axes)
    return axes, sides, counts, math.prod(most)


def pooling_geometry(
    kernel_size: object,
    stride: object,
    padding: object,
    dilation: object,
    ceil_mode: object,
    count: int = 2,
) -> tuple[tuple[int, ...], tuple[int, ...], Word | Sides, tuple[int, ...], bool]:
    """Check all arguments of a pooling but the input, for this many axes."""
    kernel = _check.integers("kernel_size", kernel_size, count, 1)
    if stride is None:
        stride = kernel
    stride = _check.integers("stride", stride, count, 1)
    sides = checked_padding(padding, count)
    dilation = _check.integers("dilation", dilation, count, 1)
    ceil_mode = _check.flag("ceil_mode", ceil_mode)
    if not isinstance(sides, str):
        _refuse_wide(sides, kernel)
    return kernel, stride, sides, dilation, ceil_mode


def _refuse_wide(sides: Sides, kernel: tuple[int, ...]) -> None:
    """Refuse a padding in which whole windows could lie."""
    for zeros, k in zip(sides, kernel, strict=True):
        if sum(zeros) > k // 2 * 2 or max(zeros) >= k:
            raise WrongValue(
                f"padding {plain_padding(sides)} must be at most half of kernel_size "
                f"{kernel}, or that on average of both sides and less than all of it"
                f"{SHAPES}"
            )


def divisors(
    pooling: Pooling, count_include_pad: object, divisor_override: object
) -> float | NDArray[np.float64]:
    """Return what the sum of a window is divided by: one number for all, or (oH, oW)."""
    edges, override = _divided_by(pooling, count_include_pad, divisor_override)
    if override is not None:
        return float(override)
    counted = [*zip(pooling.axes, edges, strict=True)]
    if all(
        axis.before <= before and axis.after <= after
        for axis, (before, after) in counted
    ):  # all of them count
        return _check.nearest_float(math.prod(pooling.kernel))
    return reduce(np.multiply.outer, (_counting(*one) for one in counted))


def divisor(
    pooling: Pooling, count_include_pad: object, divisor_override: object
) -> Callable[[Sequence[int]], int]:
    """Return how to tell what the sum of one window (i, j) is divided by."""
    edges, override = _divided_by(pooling, count_include_pad, divisor_override)
    if override is not None:
        return lambda window: override
    return lambda window: math.prod(map(_counted, pooling.axes, edges, window))


def _divided_by(
    pooling: Pooling, count_include_pad: object, divisor_override: object
) -> tuple[Sides, int | None]:
    """Return how much around the image counts, and what is divided by instead."""
    include_pad = _check.flag("count_include_pad", count_include_pad)
    edges = pooling.padding if include_pad else ((0, 0),) * len(pooling.axes)
    if divisor_override is None:
        return edges, None
    return edges, _check.integer("divisor_override", divisor_override, 1)


def _counting(axis: Axis, edges: tuple[int, int]) -> NDArray[np.float64]:
    """Return how many cells of each window lie in the image or its ``edges``."""
    counts = [_counted(axis, edges, window) for window in range(axis.count)]
    return np.array(counts, np.float64)


def _counted(axis: Axis, edges: tuple[int, int], window: int) -> int:
    """Return how many cells of one window do."""
    start, (before, after) = axis.pixel(window, 0), edges
    return min(start + axis.kernel, axis.size + after) - max(start, -before)


@lru_cache(maxsize=256)
def _all_covered(axis: Axis) -> bool:
    """Whether each window has a pixel along an axis."""
    if reach(axis).whole:
        return True
    covered = np.zeros(axis.count, bool)
    for windows, _ in reach(axis).pieces:
        covered[windows] = True
    return bool(covered.all())


class Reach(NamedTuple):
    """What the cells of a window meet along an axis: windows, and their pixels."""

    pieces: list[tuple[slice, slice]]  #: for each cell that meets any pixel
    whole: slice | None  #: the pixels of the first cell that every window has, if any
    others: list[tuple[slice, slice]]  #: the pieces without that one


def reach(axis: Axis) -> Reach:
    """Return what each cell of a window meets.  That of long windows is not kept."""
    return (_reach if axis.kernel <= 64 else _reach.__wrapped__)(axis)


@lru_cache(maxsize=256)
def _reach(axis: Axis) -> Reach:
    pieces = [axis.meets(cell) for cell in axis.meeting()]
    every = slice(0, axis.count)
    for number, (windows, pixels) in enumerate(pieces):
        if windows == every:
            return Reach(pieces, pixels, pieces[:number] + pieces[number + 1 :])
    return Reach(pieces, None, pieces)
