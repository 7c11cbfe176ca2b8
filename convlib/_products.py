"""The three matrix products behind a convolution and its gradients.

`correlate` gathers: the filters are applied to all windows at once.  `stamp` is the same
connections the other way round: every output cell adds its filter, times its value, to
the pixels that it would read.  `weight_gradient` weighs the windows with the gradient of
the output.  All three are computed for one row of the kernel at a time, because the
pixels under it are a matrix already (`convlib.windows.Slide` says how); and in blocks,
so that buffers stay in the processor's cache and do not grow with the batch.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib.windows import Slide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convlib.conv import Convolution

#: Bytes that are worked on at a time: few enough to stay in the cache.
_BLOCK = 2**22

#: Cells in a line of a matrix: more make no product faster, and with few filters BLAS
#: then copies the matrix before it multiplies, which takes longer than the product.
_LINE = 2**14


def correlate(
    x: NDArray[Any],
    weight: NDArray[Any],
    bias: NDArray[Any] | None,
    slide: Slide,
    groups: int,
) -> NDArray[Any]:
    """Return the output (N, K, oH, oW) of a convolution: `conv2d` of checked arguments.

    Parameters
    ----------
    x : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (K, C // groups, kH, kW)
    bias : ndarray, shape (K,), or None
    slide : Slide
        How the filters are slid over the images.
    groups : int

    Returns
    -------
    ndarray, shape (N, K, oH, oW)

    Notes
    -----
    Each row of the kernel gives one product, and these are added up.  Where filters are
    many and a row of them is short, that is more work than to copy the pixels under all
    rows of the kernel below each other, and to multiply once: done if a row has fewer
    numbers than there are filters in a group.
    """
    work, dtype = _check.sum_dtypes(weight[0].size, [x, weight], bias)
    output = _check.empty((len(x), len(weight), *slide.size), dtype)
    matrices = _kernel_rows(weight, groups, work)
    height, filters, terms = len(matrices), *matrices.shape[2:]
    at_once = terms < filters
    if at_once:
        matrices = np.concatenate(matrices, axis=2)[None]
    by_group = output.reshape(len(x), groups, filters, math.prod(slide.size))
    numbers = (height * terms if at_once else filters) * groups
    for block, strips in _blocks(slide, x.shape, work, numbers):
        slide.gather(x[block.images], block.top, strips)
        lines = [_lines(slide, m, strips, block, groups) for m in range(height)]
        if at_once:
            lines = [np.concatenate(lines, axis=2)]
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
    slide: Slide,
    groups: int,
) -> NDArray[Any]:
    """Add up the stamps of all ``cells``: `conv_transpose2d` of checked arguments.

    ``image[d, i S + m D - P, j S + n D - P] += weight[k, d, m, n] * cells[k, i, j]``

    Parameters
    ----------
    cells : ndarray, shape (N, K, h, w)
        What `correlate` with the same ``weight`` and ``slide`` would return.
    weight : ndarray, shape (K, C // groups, kH, kW)
        One stamp for each channel of the cells.
    bias : ndarray, shape (C,), or None
        Added once to each pixel.
    slide : Slide
        Where on images (H, W) the stamps go; what falls outside is dropped.
    groups : int
        The channels are split into this many groups; each stamp fills one of them.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        The dtype as for `conv2d`.

    Notes
    -----
    With stride 1 the pixels can look the other way: each gathers, with the kernel
    rotated, from the cells that stamp it.  Copying is twice as fast as adding; so this
    is done unless the cells have more than twice as many channels as the image.
    """
    batch, filters = cells.shape[:2]
    depth, *kernel = weight.shape[1:]
    channels = groups * depth
    if slide.stride == (1, 1) and filters <= 2 * channels:
        rotated = weight.reshape(groups, -1, depth, *kernel)[..., ::-1, ::-1]
        rotated = rotated.swapaxes(1, 2).reshape(channels, -1, *kernel)
        return correlate(cells, rotated, bias, slide.reversed(), groups)
    terms = filters // groups * kernel[0] * kernel[1]
    work, dtype = _check.sum_dtypes(terms, [cells, weight], bias)
    output = _check.empty((batch, channels, *slide.image), dtype)
    matrices = _kernel_rows(weight, groups, work).swapaxes(2, 3)
    shape = (batch, channels)
    for block, strips in _blocks(slide, shape, work, channels * kernel[1]):
        if block.top == 0:  # the first block of these images
            total = output[block.images]
            if work != dtype:  # rounded once, not at each overlap
                total = _check.empty(total.shape, work)
            total[...] = 0 if bias is None else bias.reshape(-1, 1, 1)
        part = _rows(cells, block, groups).astype(work, copy=False)
        strips.fill(0)
        for m, matrix in enumerate(matrices):
            line = slide.under(m, strips, block.rows)
            line += np.matmul(matrix, part).reshape(line.shape)
        slide.scatter(strips, block.top, total)
        if work != dtype:
            output[block.images] = total
    return output


def weight_gradient(layer: Convolution, grad: NDArray[Any]) -> NDArray[Any]:
    """Return dE/dw (K, C // groups, kH, kW): the input's windows, weighted by grad."""
    x, w = layer[:2]
    groups, slide = layer.groups, layer.slide
    count = grad.shape[0] * grad.shape[2] * grad.shape[3]
    work, dtype = _check.sum_dtypes(count, [grad, x])
    x = x.conj()
    depth, height, width = w.shape[1:]
    total = np.zeros((height, groups, len(w) // groups, depth * width), work)
    for block, strips in _blocks(slide, x.shape, work, len(w), total[0].size):
        slide.gather(x[block.images], block.top, strips)
        part = _rows(grad, block, groups).astype(work, copy=False)
        for m in range(height):
            line = _lines(slide, m, strips, block, groups)
            total[m] += np.matmul(part, line.swapaxes(2, 3)).sum(axis=0)
    total = total.reshape(height, len(w), depth, width)
    return np.ascontiguousarray(total.transpose(1, 2, 0, 3), dtype)


def bias_gradient(grad: NDArray[Any]) -> NDArray[Any]:
    """Return dE/db (K,): the sum of all deltas of each filter."""
    terms = grad.shape[0] * grad.shape[2] * grad.shape[3]
    work, dtype = _check.sum_dtypes(terms, [grad])
    return np.asarray(grad.sum(axis=(0, 2, 3), dtype=work)).astype(dtype, copy=False)


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

    With each block come its strips, not yet filled, the same memory each time.
    """
    batch, channels = shape[:2]
    blocks = _split(batch, channels, slide, _BLOCK // dtype.itemsize, numbers, fixed)
    if blocks:
        _, largest = blocks[0]
        memory = _check.empty((math.prod(largest),), dtype)
        for block, strips in blocks:
            yield block, memory[: math.prod(strips)].reshape(strips)


@lru_cache(maxsize=256)
def _split(
    batch: int, channels: int, slide: Slide, budget: int, numbers: int, fixed: int
) -> list[tuple[Block, tuple[int, ...]]]:
    """Return blocks, and the shapes of their strips, that keep to a budget of numbers.

    As many images as fit; if none fits, some rows of one.  ``numbers`` is what else is
    kept for each cell, ``fixed`` for each image.
    """
    height, width = slide.size
    row = (channels * slide.kernel[1] * slide.stride[0] + numbers) * width
    images = max(1, min(batch, budget // max(row * height, fixed)))
    rows = max(1, min(height, budget // row, _LINE // width))
    rows = -(-height // -(-height // rows))  # as many blocks, but of equal height
    blocks: list[tuple[Block, tuple[int, ...]]] = []
    for first in range(0, batch, images):
        some = min(images, batch - first)
        for top in range(0, height, rows):
            count = min(rows, height - top)
            block = Block(slice(first, first + some), top, count, width)
            blocks.append((block, (some, channels, *slide.strips(count))))
    return blocks


def _kernel_rows(
    weight: NDArray[Any], groups: int, dtype: np.dtype[Any]
) -> NDArray[Any]:
    """Return the rows of kernels as matrices (kH, groups, K // groups, terms)."""
    filters, depth, height, width = weight.shape
    rows = weight.reshape(groups, filters // groups, depth, height, width)
    rows = rows.transpose(3, 0, 1, 2, 4)
    return np.ascontiguousarray(rows, dtype).reshape(*rows.shape[:3], depth * width)


def _lines(
    slide: Slide, m: int, strips: NDArray[Any], block: Block, groups: int
) -> NDArray[Any]:
    """View what lies under kernel row ``m`` as matrices (N, groups, terms, cells)."""
    line = slide.under(m, strips, block.rows)
    return line.reshape(len(line), groups, -1, block.rows * block.width)


def _rows(cells: NDArray[Any], block: Block, groups: int) -> NDArray[Any]:
    """Return a block of ``cells`` (N, K, oH, oW) as (N, groups, K // groups, cells)."""
    part = cells[block.images, :, block.top : block.top + block.rows]
    return part.reshape(len(part), groups, -1, block.rows * block.width)
