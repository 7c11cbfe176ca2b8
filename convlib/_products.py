"""The three matrix products behind a convolution and its gradients.

`correlate` gathers: the filters are applied to all windows at once.  `stamp` is the same
connections the other way round: every output cell adds its filter, times its value, to
the pixels that it would read.  `weight_gradient` weighs the windows with the gradient of
the output.  All three are computed for one row of the kernel at a time, because the
pixels under it are a matrix already (`convlib._slide` says how); and in blocks, so that
buffers stay in the processor's cache and do not grow with the batch.

They take checked arrays (N, C, ...) and one `Axis` for each direction, one or two.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib._slide import Slide, as_plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convlib._axis import Axis

#: Bytes that are worked on at a time: few enough to stay in the cache.
_BLOCK = 2**22

#: Cells in a line of a matrix: more make no product faster, and with few filters BLAS
#: then copies the matrix before it multiplies, which takes longer than the product.
_LINE = 2**14

#: Products of two numbers in all: with fewer, every call of NumPy takes longer than its
#: arithmetic, and so the rows of the kernel are multiplied together.
_FEW = 2**14


def correlate(
    x: NDArray[Any],
    weight: NDArray[Any],
    bias: NDArray[Any] | None,
    axes: tuple[Axis, ...],
    groups: int,
) -> NDArray[Any]:
    """Return the output of a convolution: `conv2d` of checked arguments.

    Parameters
    ----------
    x : ndarray, shape (N, C, ...)
    weight : ndarray, shape (K, C // groups, ...)
    bias : ndarray, shape (K,), or None
    axes : tuple of Axis
        How the filters are slid over the images.
    groups : int

    Returns
    -------
    ndarray, shape (N, K, ...)

    Notes
    -----
    Each row of the kernel gives one product, and these are added up.  Where filters are
    many and a row of them is short, that is more work than to copy the pixels under all
    rows of the kernel below each other, and to multiply once: done if a row has fewer
    numbers than there are filters in a group, or if there is little to do in all.
    """
    work, dtype = _check.sum_dtypes(weight[0].size, [x, weight], bias)
    size = tuple(axis.count for axis in axes)
    output = _check.empty((len(x), len(weight), *size), dtype)
    slide, x = as_plane(axes, x)
    filters, terms = len(weight) // groups, weight[0].size // slide.rows.kernel
    cells = math.prod(size)
    at_once = terms < filters or weight.size * len(x) * cells <= _FEW
    matrices = _kernel_rows(weight, slide, groups, work, at_once)
    by_group = output.reshape(len(x), groups, filters, cells)
    numbers = (weight[0].size if at_once else filters) * groups
    for block, strips in _blocks(slide, x.shape[:2], work, numbers):
        slide.gather(x[block.images], block.top, strips, block.rows)
        lines = _lines(slide, strips, block, groups)
        if at_once:
            lines = [np.concatenate(lines, axis=2)] if len(lines) > 1 else lines
        target = by_group[block.images, :, :, block.cells]
        total = target if work == dtype else np.empty(target.shape, work)
        np.matmul(matrices[0], lines[0], out=total)
        for matrix, line in zip(matrices[1:], lines[1:], strict=True):
            total += np.matmul(matrix, line)
        if bias is not None:
            total += bias.reshape(groups, filters, 1).astype(work, copy=False)
        if work != dtype:
            target[...] = total
    return output


def stamp(
    cells: NDArray[Any],
    weight: NDArray[Any],
    bias: NDArray[Any] | None,
    axes: tuple[Axis, ...],
    groups: int,
) -> NDArray[Any]:
    """Add up the stamps of all ``cells``: `conv_transpose2d` of checked arguments.

    ``image[d, i S + m D - P, j S + n D - P] += weight[k, d, m, n] * cells[k, i, j]``

    Parameters
    ----------
    cells : ndarray, shape (N, K, ...)
        What `correlate` with the same ``weight`` and ``axes`` would return.
    weight : ndarray, shape (K, C // groups, ...)
        One stamp for each channel of the cells.
    bias : ndarray, shape (C,), or None
        Added once to each pixel.
    axes : tuple of Axis
        Where on the images the stamps go; what falls outside is dropped.
    groups : int
        The channels are split into this many groups; each stamp fills one of them.

    Returns
    -------
    ndarray, shape (N, C, ...)
        The dtype as for `conv2d`.

    Notes
    -----
    With stride 1 the pixels can look the other way: each gathers, with the kernel
    rotated, from the cells that stamp it.  Copying is twice as fast as adding; so this
    is done unless the cells have more than twice as many channels as the image.  At the
    edges they then gather zeros that nobody stamped, which times infinity would be nan.
    """
    batch, filters = cells.shape[:2]
    depth, *kernel = weight.shape[1:]
    channels = groups * depth
    gathered = all(axis.stride == 1 for axis in axes) and filters <= 2 * channels
    if gathered and _all_finite(weight):
        ways = tuple(axis.reversed() for axis in axes)
        rotated = weight.reshape(groups, -1, depth, *kernel)
        rotated = np.flip(rotated, tuple(range(3, rotated.ndim))).swapaxes(1, 2)
        rotated = rotated.reshape(channels, -1, *kernel)
        return correlate(cells, rotated, bias, ways, groups)
    terms = filters // groups * math.prod(kernel)
    work, dtype = _check.sum_dtypes(terms, [cells, weight], bias)
    size = tuple(axis.size for axis in axes)
    images = _check.empty((batch, channels, *size), dtype)
    slide, sheets = as_plane(axes, images)
    matrices = _kernel_rows(weight, slide, groups, work, at_once=False).swapaxes(2, 3)
    cells = cells.reshape(batch, filters, *slide.size)
    numbers = channels * slide.columns.kernel
    for block, strips in _blocks(slide, (batch, channels), work, numbers):
        if block.top == 0:  # the first block of these images
            total = sheets[block.images]
            if work != dtype:  # rounded once, not at each overlap
                total = _check.empty(total.shape, work)
            total[...] = 0 if bias is None else bias.reshape(-1, 1, 1)
        part = _rows(cells, block, groups).astype(work, copy=False)
        strips.fill(0)
        for matrix, line in zip(matrices, slide.under(strips, block.rows), strict=True):
            line += np.matmul(matrix, part).reshape(line.shape)
        slide.scatter(strips, block.top, total, block.rows)
        if work != dtype:
            sheets[block.images] = total
    return images


def weight_gradient(
    x: NDArray[Any], grad: NDArray[Any], axes: tuple[Axis, ...], groups: int
) -> NDArray[Any]:
    """Return dE/dw (K, C // groups, ...): the windows of x, weighted by ``grad``."""
    filters, count = grad.shape[1], grad.size // max(1, grad.shape[1])
    work, dtype = _check.sum_dtypes(count, [grad, x])
    slide, x = as_plane(axes, x.conj())
    grad = grad.reshape(len(grad), filters, *slide.size)
    depth, (height, width) = x.shape[1] // groups, slide.kernel
    total = np.zeros((height, groups, filters // groups, depth * width), work)
    for block, strips in _blocks(slide, x.shape[:2], work, filters, total[0].size):
        slide.gather(x[block.images], block.top, strips, block.rows)
        part = _rows(grad, block, groups).astype(work, copy=False)
        for m, line in enumerate(_lines(slide, strips, block, groups)):
            total[m] += np.matmul(part, line.swapaxes(2, 3)).sum(axis=0)
    total = total.reshape(height, filters, depth, width).transpose(1, 2, 0, 3)
    kernel = tuple(axis.kernel for axis in axes)
    return np.ascontiguousarray(total, dtype).reshape(filters, depth, *kernel)


def bias_gradient(grad: NDArray[Any]) -> NDArray[Any]:
    """Return dE/db (K,): the sum of all deltas of each filter."""
    others = (0, *range(2, grad.ndim))
    terms = grad.size // max(1, grad.shape[1])
    work, dtype = _check.sum_dtypes(terms, [grad])
    return np.asarray(grad.sum(axis=others, dtype=work)).astype(dtype, copy=False)


class Block(NamedTuple):
    """Output cells that are computed at a time: some rows of some images."""

    images: slice
    top: int  #: the first row
    rows: int  #: how many
    width: int  #: cells of a row

    @property
    def cells(self) -> slice:
        """The cells of these rows, when all cells of an image lie in one line."""
        return slice(self.top * self.width, (self.top + self.rows) * self.width)


def _blocks(
    slide: Slide,
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    numbers: int,
    fixed: int = 0,
) -> Iterator[tuple[Block, NDArray[Any]]]:
    """Split the cells of a batch of images (N, C, ...) into blocks that fit the cache.

    As many images as fit; if none fits, some rows of one.  ``numbers`` is what else is
    kept for each cell, ``fixed`` for each image.  With each block come its strips, not
    yet filled, the same memory each time.
    """
    batch, channels = shape
    height, width = slide.size
    budget = _BLOCK // dtype.itemsize
    _, stored, _ = slide.strips(height)
    row = (channels * slide.columns.kernel * -(-stored // height) + numbers) * width
    images = max(1, min(batch, budget // max(row * height, fixed)))
    rows = max(1, min(height, budget // row, _LINE // width))
    rows = -(-height // -(-height // rows))  # as many blocks, but of equal height
    memory: NDArray[Any] | None = None
    for first in range(0, batch, images):
        some = min(images, batch - first)
        for top in range(0, height, rows):
            count = min(rows, height - top)
            strips = (some, channels, *slide.strips(count))
            if memory is None:  # the first block is the largest
                memory = _check.empty((math.prod(strips),), dtype)
            block = Block(slice(first, first + some), top, count, width)
            yield block, memory[: math.prod(strips)].reshape(strips)


def _kernel_rows(
    weight: NDArray[Any], slide: Slide, groups: int, dtype: np.dtype[Any], at_once: bool
) -> NDArray[Any]:
    """Return the rows of kernels as matrices (kH, groups, K // groups, terms).

    ``at_once`` as one matrix, the rows of a kernel beside one another.
    """
    filters, depth = weight.shape[:2]
    height, width = slide.kernel
    rows = weight.reshape(groups, filters // groups, depth, height, width)
    if at_once:
        rows = rows.swapaxes(2, 3).astype(dtype, copy=False)
        return rows.reshape(1, groups, filters // groups, height * depth * width)
    rows = np.ascontiguousarray(rows.transpose(3, 0, 1, 2, 4), dtype)
    return rows.reshape(height, groups, filters // groups, depth * width)


def _lines(
    slide: Slide, strips: NDArray[Any], block: Block, groups: int
) -> list[NDArray[Any]]:
    """View what lies under each kernel row as matrices (N, groups, terms, cells)."""
    shape = (len(strips), groups, -1, block.rows * block.width)
    return [line.reshape(shape) for line in slide.under(strips, block.rows)]


def _rows(cells: NDArray[Any], block: Block, groups: int) -> NDArray[Any]:
    """Return a block of ``cells`` (N, K, oH, oW) as (N, groups, K // groups, cells)."""
    part = cells[block.images, :, block.top : block.top + block.rows]
    return part.reshape(len(part), groups, -1, block.rows * block.width)


def _all_finite(weight: NDArray[Any]) -> bool:
    """Tell whether there is neither nan nor infinity; if their sum is finite, so are all."""
    return weight.dtype.kind not in "fc" or bool(np.isfinite(weight.sum()))
