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
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check, _few
from convlib._slide import Slide, as_plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convlib._axis import Axis

#: Bytes that are worked on at a time: few enough to stay in the cache.
_BLOCK = 2**22

#: So few filters in a group do little with each number, and how near it lies tells: then
#: half as many bytes are worked on.
_FEW_FILTERS = 16

#: Cells in a line of a matrix: more make no product faster, and with few filters BLAS
#: then copies the matrix before it multiplies, which takes longer than the product.
_LINE = 2**14

#: Blocks are kept for the next call where there are at most so many of them.
_KEPT = 64


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
    numbers than there are filters in a group.  The bias then is one more number of each
    filter, and below the pixels stands a line of ones.
    """
    filters = len(weight) // groups
    numbers = weight.size // len(weight)  # of a filter
    size = [axis.count for axis in axes]
    cells = math.prod(size)
    work, dtype = _check.sum_dtypes(numbers, [x, weight], bias)
    if bias is not None:
        bias = _as(work, bias.reshape(groups, filters, 1))
    if _few.are_few(len(x) * cells * weight.size, x.size):
        total = _few.correlate(_as(work, x), _as(work, weight), axes, groups)
        if bias is not None:
            total += bias
        return _as(dtype, total.reshape(len(x), len(weight), *size))
    slide, x = as_plane(axes, x)
    output = _check.empty((len(x), len(weight), *slide.size), dtype)
    by_group = output.reshape(len(x), groups, filters, cells)
    _correlate_blocks(slide, x, weight, bias, work, by_group)
    return output if len(axes) == 2 else output[:, :, 0]


def _correlate_blocks(
    slide: Slide,
    x: NDArray[Any],
    weight: NDArray[Any],
    bias: NDArray[Any] | None,
    work: np.dtype[Any],
    by_group: NDArray[Any],
) -> None:
    """Write the output, (N, groups, K // groups, cells), block by block."""
    groups, filters = by_group.shape[1:3]
    height, width = slide.kernel
    at_once = height > 1 and weight.shape[1] * width < filters
    if at_once:
        matrices = _with_bias(weight, bias, groups, work)
        kept = groups * matrices.shape[3]
        bias = None
    else:
        matrices = _kernel_rows(weight, slide, groups, work)
        kept = groups * filters
    buffers = _Buffers(work)
    for block in _blocks(slide, x.shape, _budget(work, filters), kept):
        strips = _strips(slide, x, block, buffers)
        if at_once:
            lines = [_columns(slide, strips, block, matrices.shape[1::2], buffers)]
        else:
            lines = _lines(slide, strips, block, groups)
        target = by_group[block.images, :, :, block.cells]
        total = target if work == by_group.dtype else buffers("total", target.shape)
        np.matmul(matrices[0], lines[0], out=total)
        for matrix, line in zip(matrices[1:], lines[1:], strict=True):
            total += np.matmul(matrix, line, out=buffers("product", total.shape))
        if bias is not None:
            total += bias
        if work != by_group.dtype:
            target[...] = total


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
    size = [axis.size for axis in axes]
    little = _few.are_few(
        cells.size * weight[0].size, batch * channels * math.prod(size)
    )
    gathered = all(axis.stride == 1 for axis in axes) and filters <= 2 * channels
    if gathered and not little and _all_finite(weight):
        ways = tuple(axis.reversed() for axis in axes)
        return correlate(cells, _rotated(weight, groups), bias, ways, groups)
    terms = filters // groups * math.prod(kernel)
    work, dtype = _check.sum_dtypes(terms, [cells, weight], bias)
    if little:
        total = _few.stamp(_as(work, cells), _as(work, weight), axes, groups)
        if bias is not None:
            total += bias.reshape(channels, 1)
        return _as(dtype, total.reshape(batch, channels, *size))
    slide, cells = as_plane(axes, cells)
    images = _check.empty((batch, channels, *slide.image), dtype)
    _stamp_blocks(slide, cells, weight, bias, groups, work, images)
    return images if len(axes) == 2 else images[:, :, 0]


def _stamp_blocks(
    slide: Slide,
    cells: NDArray[Any],
    weight: NDArray[Any],
    bias: NDArray[Any] | None,
    groups: int,
    work: np.dtype[Any],
    images: NDArray[Any],
) -> None:
    """Lay the stamps on the images, (N, C, H, W), block by block."""
    matrices = _kernel_rows(weight, slide, groups, work).swapaxes(2, 3)
    buffers = _Buffers(work)
    budget = _budget(work, len(weight) // groups)
    kept = images.shape[1] * slide.kernel[1]
    for block in _blocks(slide, images.shape, budget, kept):
        if block.top == 0:  # the first block of these images
            total = images[block.images]
            if work != images.dtype:  # rounded once, not at each overlap
                total = _check.empty(total.shape, work)
            total[...] = 0 if bias is None else bias.reshape(-1, 1, 1)
        part = _as(work, _rows(cells, block, groups))
        strips = buffers("strips", block.strips)
        strips.fill(0)
        for matrix, line in zip(matrices, slide.under(strips, block.rows), strict=True):
            line += np.matmul(matrix, part).reshape(line.shape)
        slide.scatter(strips, block.top, total, block.rows)
        if work != images.dtype:
            images[block.images] = total


def _rotated(weight: NDArray[Any], groups: int) -> NDArray[Any]:
    """Return the kernels rotated, with a filter for each channel that they stamp."""
    depth, *kernel = weight.shape[1:]
    rotated = weight.reshape(groups, -1, depth, *kernel)
    rotated = np.flip(rotated, tuple(range(3, rotated.ndim))).swapaxes(1, 2)
    return rotated.reshape(groups * depth, -1, *kernel)


def weight_gradient(
    x: NDArray[Any], grad: NDArray[Any], axes: tuple[Axis, ...], groups: int
) -> NDArray[Any]:
    """Return dE/dw (K, C // groups, ...): the windows of x, weighted by ``grad``."""
    filters, count = grad.shape[1], grad.size // max(1, grad.shape[1])
    work, dtype = _check.sum_dtypes(count, [grad, x])
    x, kernel = x.conj(), [axis.kernel for axis in axes]
    if _few.are_few(grad.size * x.shape[1] // groups * math.prod(kernel), x.size):
        total = _few.weight_gradient(_as(work, x), _as(work, grad), axes, groups)
        return _as(dtype, total.reshape(filters, x.shape[1] // groups, *kernel))
    slide, x = as_plane(axes, x)
    _, grad = as_plane(axes, grad)
    depth, (height, width) = x.shape[1] // groups, slide.kernel
    total = np.zeros((height, groups, filters // groups, depth * width), work)
    buffers = _Buffers(work)
    budget = _budget(work, filters // groups)
    for block in _blocks(slide, x.shape, budget, filters, total[0].size):
        strips = _strips(slide, x, block, buffers)
        part = _as(work, _rows(grad, block, groups))
        for m, line in enumerate(_lines(slide, strips, block, groups)):
            total[m] += np.matmul(part, line.swapaxes(2, 3)).sum(axis=0)
    total = total.reshape(height, filters, depth, width).transpose(1, 2, 0, 3)
    total = np.ascontiguousarray(total, dtype)
    return total if len(axes) == 2 else total[:, :, 0]


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
    cells: slice  #: those of these rows, when all cells of an image lie in one line
    strips: tuple[int, ...]  #: the shape of what they read


class _Buffers:
    """Memory for each block, the same for all of them."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self.memory: dict[str, NDArray[Any]] = {}

    def __call__(self, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
        """Return an array of this shape; what is in it is left over from before."""
        there = self.memory.get(name)
        if there is not None and there.shape == shape:
            return there
        size = math.prod(shape)
        if there is None or there.size < size:  # the first block is the largest
            there = self.memory[name] = _check.empty(shape, self.dtype)
            return there
        return there.reshape(-1)[:size].reshape(shape)


def _budget(dtype: np.dtype[Any], filters: int) -> int:
    """Return how many numbers are worked on at a time with ``filters`` in a group."""
    size = _BLOCK if filters > _FEW_FILTERS else _BLOCK // 2
    return size // dtype.itemsize


def _blocks(
    slide: Slide, shape: tuple[int, ...], budget: int, numbers: int, fixed: int = 0
) -> Iterable[Block]:
    """Split the cells of a batch of images (N, C, ...) into blocks that fit the cache.

    ``numbers`` is what else is kept for each cell, ``fixed`` for each image.
    """
    batch = shape[0]
    if batch * slide.size[0] <= _KEPT:
        return _kept_blocks(slide, batch, shape[1], budget, numbers, fixed)
    return _split(slide, batch, shape[1], budget, numbers, fixed)


@lru_cache(maxsize=256)
def _kept_blocks(slide: Slide, *arguments: int) -> list[Block]:
    return list(_split(slide, *arguments))


def _split(
    slide: Slide, batch: int, channels: int, budget: int, numbers: int, fixed: int
) -> Iterator[Block]:
    """Give blocks that keep to a budget of numbers.

    As many images as fit; if none fits, some rows of one.
    """
    height, width = slide.size
    across, stored, _ = slide.strips(height)
    image = (channels * across * stored + numbers * height) * width
    images = max(1, min(batch, budget // max(image, fixed)))
    rows = max(1, min(height, budget * height // image, _LINE // width))
    rows = -(-height // -(-height // rows))  # as many blocks, but of equal height
    for first in range(0, batch, images):
        some = min(images, batch - first)
        for top in range(0, height, rows):
            count = min(rows, height - top)
            yield Block(
                slice(first, first + some),
                top,
                count,
                slice(top * width, (top + count) * width),
                (some, channels, *slide.strips(count)),
            )


def _strips(
    slide: Slide, x: NDArray[Any], block: Block, buffers: _Buffers
) -> NDArray[Any]:
    """Return the strips of a block, filled."""
    strips = buffers("strips", block.strips)
    slide.gather(x[block.images], block.top, strips, block.rows)
    return strips


def _columns(
    slide: Slide,
    strips: NDArray[Any],
    block: Block,
    shape: tuple[int, int],
    buffers: _Buffers,
) -> NDArray[Any]:
    """Copy what lies under all kernel rows below each other (N, groups, terms, cells).

    Where ``shape``, (groups, terms), has room for one more line, it is a line of ones.
    """
    images, channels, width, _, across = block.strips
    groups, terms = shape
    depth, height = channels // groups, slide.kernel[0]
    columns = buffers("columns", (images, groups, terms, block.rows * across))
    pixels = columns[:, :, : depth * height * width]
    pixels = pixels.reshape(images, groups, depth, height, width, block.rows, across)
    for m, part in enumerate(slide.under(strips, block.rows)):
        pixels[:, :, :, m] = part.reshape(pixels[:, :, :, m].shape)
    columns[:, :, depth * height * width :] = 1
    return columns


def _with_bias(
    weight: NDArray[Any], bias: NDArray[Any] | None, groups: int, dtype: np.dtype[Any]
) -> NDArray[Any]:
    """Return filters, and their bias if any, as matrices (1, groups, filters, terms)."""
    parts = [weight.reshape(groups, len(weight) // groups, -1)]
    if bias is not None:
        parts.append(bias)
    return np.concatenate(parts, axis=2, dtype=dtype)[None]


def _kernel_rows(
    weight: NDArray[Any], slide: Slide, groups: int, dtype: np.dtype[Any]
) -> NDArray[Any]:
    """Return the rows of kernels as matrices (kH, groups, K // groups, terms)."""
    filters, depth = weight.shape[:2]
    height, width = slide.kernel
    rows = weight.reshape(groups, filters // groups, depth, height, width)
    rows = np.ascontiguousarray(rows.transpose(3, 0, 1, 2, 4), dtype)
    return rows.reshape(height, groups, filters // groups, depth * width)


def _lines(
    slide: Slide, strips: NDArray[Any], block: Block, groups: int
) -> list[NDArray[Any]]:
    """View what lies under each kernel row as matrices (N, groups, terms, cells)."""
    images, channels, width, _, across = block.strips
    shape = (images, groups, channels // groups * width, block.rows * across)
    return [line.reshape(shape) for line in slide.under(strips, block.rows)]


def _as(dtype: np.dtype[Any], array: NDArray[Any]) -> NDArray[Any]:
    """Return an array of this dtype: the same where it is one."""
    return array if array.dtype == dtype else array.astype(dtype)


def _rows(cells: NDArray[Any], block: Block, groups: int) -> NDArray[Any]:
    """Return a block of ``cells`` (N, K, oH, oW) as (N, groups, K // groups, cells)."""
    part = cells[block.images, :, block.top : block.top + block.rows]
    batch, filters, rows, width = part.shape
    return part.reshape(batch, groups, filters // groups, rows * width)


def _all_finite(weight: NDArray[Any]) -> bool:
    """Tell whether there is neither nan nor infinity: if their sum is finite, so are all."""
    return weight.dtype.kind not in "fc" or bool(np.isfinite(weight.sum()))
