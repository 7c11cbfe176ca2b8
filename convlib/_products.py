"""The three matrix products behind a convolution and its gradients.

`correlate` gathers: the windows become columns, and the filters are applied to all of
them at once.  `stamp` is the same connections the other way round: every output cell
adds its filter, times its value, to the pixels that it would read.  `weight_gradient`
weighs the columns with the gradient of the output.  Each goes through the batch in
blocks, so that its buffers stay in the processor's cache and do not grow with the batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convlib import _check
from convlib.windows import inside, pad, window_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convlib.conv import Convolution

#: Bytes that are multiplied at a time: few enough to stay in the cache.
_BLOCK = 2**21


def correlate(layer: Convolution) -> NDArray[Any]:
    """Return the output (N, K, oH, oW) of a convolution."""
    function, x, w, b, stride, sides, dilation, groups, (height, width), _ = layer
    batch = x.shape[0]
    filters, depth, *kernel = w.shape
    terms = depth * kernel[0] * kernel[1]
    work, dtype = _check.sum_dtypes(function, terms, [x, w], b)
    output = _check.empty(function, (batch, filters, height, width), dtype)

    images, rows = _blocks(layer, work)
    block = _check.empty(function, (images, groups * terms * rows * width), work)

    matrix = w.reshape(groups, filters // groups, terms).astype(work)
    by_group = output.reshape(batch, groups, filters // groups, height * width)
    for first in range(0, batch, images):
        some = slice(first, first + images)
        windows = window_view(
            pad(function, x[some], sides), (kernel[0], kernel[1]), stride, dilation
        )
        count = len(windows)
        for top in range(0, height, rows):
            view = windows[..., top : top + rows, :]  # (count, C, kH, kW, rows, oW)
            cells = view.shape[-2] * width
            columns = block[:count, : groups * terms * cells]
            columns.reshape(view.shape)[...] = view
            target = by_group[some, :, :, top * width : top * width + cells]
            np.matmul(
                matrix,
                columns.reshape(count, groups, terms, cells),
                out=target,
                dtype=work,
                casting="unsafe",
            )
            if b is not None:
                target += b.reshape(groups, -1, 1).astype(dtype)
    return output


def stamp(
    function: str,
    cells: NDArray[Any],
    weight: NDArray[Any],
    bias: NDArray[Any] | None,
    size: tuple[int, int],
    stride: tuple[int, int],
    corner: tuple[int, int],
    dilation: tuple[int, int],
    groups: int,
) -> NDArray[Any]:
    """Add up the stamps of all ``cells`` on images of ``size``.

    ``image[d, i S + m D - P, j S + n D - P] += weight[k, d, m, n] * cells[k, i, j]``

    Parameters
    ----------
    function : str
        On whose behalf, for the messages.
    cells : ndarray, shape (N, K, h, w)
        What `conv2d` with the same ``weight`` would return.
    weight : ndarray, shape (K, C // groups, kH, kW)
        One stamp for each channel of the cells.
    bias : ndarray, shape (C,), or None
        Added once to each pixel.
    size : tuple of int
        (H, W), pixels of the images; what falls outside is dropped.
    stride, dilation : tuple of int
        S and D.
    corner : tuple of int
        P, the zeros above and to the left that `conv2d` would add.
    groups : int
        The channels are split into this many groups; each stamp fills one of them.

    Returns
    -------
    ndarray, shape (N, C, H, W)
        The dtype as for `conv2d`.
    """
    batch, filters, height, width = cells.shape
    depth, *kernel = weight.shape[1:]
    terms = filters // groups * kernel[0] * kernel[1]
    work, dtype = _check.sum_dtypes(function, terms, [cells, weight], bias)
    output = _check.empty(function, (batch, groups * depth, *size), dtype)

    stamps = groups * depth * kernel[0] * kernel[1]
    row_bytes = stamps * width * work.itemsize
    image_bytes = groups * depth * size[0] * size[1] * work.itemsize
    images, rows = _fitting(
        batch, height, row_bytes, image_bytes, weight.size * work.itemsize
    )
    block = _check.empty(function, (images, stamps * rows * width), work)

    matrix = weight.reshape(groups, filters // groups, -1).swapaxes(1, 2).astype(work)
    for first in range(0, batch, images):
        some = slice(first, first + images)
        by_group = np.ascontiguousarray(cells[some], work).reshape(
            -1, groups, filters // groups, height * width
        )
        count = len(by_group)
        total = output[some]
        if work != dtype:  # rounded once, not at each overlap
            total = _check.empty(function, total.shape, work)
        total[...] = 0 if bias is None else bias.reshape(-1, 1, 1)
        for top in range(0, height, rows):
            here = min(rows, height - top)
            stamped = block[:count, : stamps * here * width]
            np.matmul(
                matrix,
                by_group[..., top * width : (top + here) * width],
                out=stamped.reshape(count, groups, -1, here * width),
            )
            layers = stamped.reshape(count, groups * depth, *kernel, here, width)
            # One slice for each cell of the kernel: within it no pixel is met twice, so
            # that a plain += adds everything; the overlaps are between the slices.
            for m in range(kernel[0]):
                offset = top * stride[0] + m * dilation[0] - corner[0]
                i, y = inside(offset, stride[0], here, size[0])
                for n in range(kernel[1]):
                    j, x = inside(
                        n * dilation[1] - corner[1], stride[1], width, size[1]
                    )
                    total[:, :, y, x] += layers[:, :, m, n, i, j]
        if work != dtype:
            output[some] = total
    return output


def weight_gradient(layer: Convolution, grad: NDArray[Any]) -> NDArray[Any]:
    """Return dE/dw (K, C // groups, kH, kW): the input's windows, weighted by grad."""
    function, x, w, _, stride, sides, dilation, groups, (height, width), _ = layer
    batch = x.shape[0]
    filters, depth, *kernel = w.shape
    terms = depth * kernel[0] * kernel[1]
    work, dtype = _check.sum_dtypes(function, batch * height * width, [grad, x])
    images, rows = _blocks(layer, work)
    block = _check.empty(function, (groups * terms * images * rows * width,), work)
    result = np.zeros((groups, filters // groups, terms), work)
    for first in range(0, batch, images):
        some = slice(first, first + images)
        windows = window_view(
            pad(function, x[some].conj(), sides),
            (kernel[0], kernel[1]),
            stride,
            dilation,
        )
        # (C, kH, kW, images, oH, oW): the cells of all images in one long sum.
        windows = windows.transpose(1, 2, 3, 0, 4, 5)
        by_filter = grad[some].swapaxes(0, 1)
        for row in range(0, height, rows):
            view = windows[..., row : row + rows, :]
            part = by_filter[:, :, row : row + rows]
            cells = part[0].size
            columns = block[: groups * terms * cells]
            columns.reshape(view.shape)[...] = view
            result += part.reshape(groups, filters // groups, cells).astype(
                work, copy=False
            ) @ columns.reshape(groups, terms, cells).swapaxes(1, 2)
    return result.reshape(w.shape).astype(dtype, copy=False)


def bias_gradient(function: str, grad: NDArray[Any]) -> NDArray[Any]:
    """Return dE/db (K,): the sum of all deltas of each filter."""
    terms = grad.shape[0] * grad.shape[2] * grad.shape[3]
    work, dtype = _check.sum_dtypes(function, terms, [grad])
    return np.asarray(grad.sum(axis=(0, 2, 3), dtype=work)).astype(dtype, copy=False)


def _blocks(layer: Convolution, work: np.dtype[Any]) -> tuple[int, int]:
    """Return how many images, and how many rows of their cells, make one block."""
    batch, channels, *image = layer.input.shape
    height, width = layer.size
    kernel = layer.weight.shape[2:]
    padded = [
        size + before + after
        for size, (before, after) in zip(image, layer.sides, strict=True)
    ]
    return _fitting(
        batch,
        height,
        row_bytes=channels * kernel[0] * kernel[1] * width * work.itemsize,
        image_bytes=channels * padded[0] * padded[1] * work.itemsize,
        weight_bytes=layer.weight.size * work.itemsize,
    )


def _fitting(
    batch: int, height: int, row_bytes: int, image_bytes: int, weight_bytes: int
) -> tuple[int, int]:
    """Return how many images, and how many rows of cells, to take at a time.

    As many images as fit into a block, with their columns (``row_bytes`` for each row of
    cells) and with themselves; if none fits, some rows of one.
    """
    # A block smaller than the filters would spend its time on reading those.
    budget = max(_BLOCK, 2 * weight_bytes)
    return (
        max(1, min(batch, budget // max(row_bytes * height, image_bytes))),
        max(1, min(height, budget // row_bytes)),
    )
