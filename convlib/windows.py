"""Windows as columns (`unfold`) and columns added back into an image (`fold`)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convlib import _check, _few
from convlib._door import SHAPES, WrongValue, public
from convlib._slide import as_plane
from convlib.shapes import IntOrPair, Padding, window_axes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib._axis import Axis

__all__ = ["fold", "unfold"]


@public("input")
def unfold(
    input: ArrayLike,
    kernel_size: IntOrPair,
    dilation: IntOrPair = 1,
    padding: Padding = 0,
    stride: IntOrPair = 1,
) -> NDArray[Any]:
    """Write every window of an image as a column ("im2col").

    Column ``i * oW + j`` holds what the kernel sees at output cell (i, j), in the order
    of a flattened kernel: ``columns[(c, m, n), (i, j)] = x[c, i S + m D, j S + n D]``.
    A convolution is then one matrix product.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W), (C, H, W) or (H, W)
        A batch of images, one image, or one channel of an image.
    kernel_size : int or pair of int
        Cells of the window.
    dilation : int or pair of int
        Pixels between neighbouring cells of the window; 1 is dense.
    padding : int, pair of int, pair of pairs, "valid" or "same"
        Pixels of zeros on each side, in the forms and with the words of `output_size`.
    stride : int or pair of int
        Pixels from one window to the next.

    Returns
    -------
    ndarray, shape (N, C * kH * kW, L), or (C * kH * kW, L) without a batch
        L = oH * oW columns, of the input's dtype.  Always a copy.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or no window fits.

    Notes
    -----
    `torch.nn.Unfold`; Chellapilla, Puri and Simard (2006), "High Performance
    Convolutional Neural Networks for Document Processing".

    Examples
    --------
    >>> unfold([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 2)
    array([[1, 2, 4, 5],
           [2, 3, 5, 6],
           [4, 5, 7, 8],
           [5, 6, 8, 9]])
    >>> import numpy as np
    >>> unfold(np.zeros((8, 3, 32, 30)), (5, 3), stride=2).shape   # N, C kH kW, L
    (8, 45, 196)
    """
    image = _check.array("input", input)
    _check.image_axes(image, "HW")
    kernel = _check.integer_pair("kernel_size", kernel_size, 1)
    axes = window_axes(image.shape[-2:], kernel, stride, padding, dilation)
    images = image[(None,) * (4 - image.ndim)]
    columns = columns_of(images, axes)
    return columns if image.ndim == 4 else columns[0]


@public("input")
def fold(
    input: ArrayLike,
    output_size: IntOrPair,
    kernel_size: IntOrPair,
    dilation: IntOrPair = 1,
    padding: Padding = 0,
    stride: IntOrPair = 1,
) -> NDArray[Any]:
    """Add columns back into the image they were taken from ("col2im").

    The adjoint of `unfold`: ``sum(unfold(x) * y) == sum(x * fold(y))``.  Where windows
    overlap their values are added, so it is not an inverse; what fell on the padding is
    dropped.

    Parameters
    ----------
    input : array_like, shape (N, C * kH * kW, L) or (C * kH * kW, L)
        Columns, in the order of `unfold`.
    output_size : int or pair of int
        Pixels (H, W) of the image, without padding.
    kernel_size, dilation, padding, stride
        As they were given to `unfold`.

    Returns
    -------
    ndarray, shape (N, C, H, W), or (C, H, W) without a batch
        int64 for integers (sums of small integers do not fit small integers), the
        input's dtype otherwise.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or if ``L`` or ``C * kH * kW`` is
        not what the other arguments imply.

    Notes
    -----
    `torch.nn.Fold`.

    Examples
    --------
    How many of the four 2 × 2 windows cover each pixel of a 3 × 3 image:

    >>> import numpy as np
    >>> fold(np.ones((4, 4), dtype=int), output_size=3, kernel_size=2)
    array([[[1, 2, 1],
            [2, 4, 2],
            [1, 2, 1]]])
    """
    columns = _check.array("input", input)
    if columns.ndim not in (2, 3):
        raise WrongValue(
            "input must have shape (N, C * kH * kW, L) or "
            f"(C * kH * kW, L), got {columns.shape}"
        )
    size = _check.integer_pair("output_size", output_size, 1)
    kernel = _check.integer_pair("kernel_size", kernel_size, 1)
    context = f"; output_size {size}{SHAPES}"
    axes = window_axes(size, kernel, stride, padding, dilation, context)
    counts, cells = [axis.count for axis in axes], math.prod(kernel)
    rows, length = columns.shape[-2:]
    if rows == 0 or rows % cells:
        raise WrongValue(
            f"axis -2 of input must be a multiple of kH * kW = {cells}, "
            f"got {rows}{SHAPES}, kernel_size {kernel}"
        )
    if length != math.prod(counts):
        raise WrongValue(
            f"axis -1 of input must be oH * oW = {counts[0]} * {counts[1]} "
            f"= {math.prod(counts)}, got {length}{SHAPES}, output_size {size}, "
            f"kernel_size {kernel}, stride {tuple(axis.stride for axis in axes)}, "
            f"padding {tuple((axis.before, axis.after) for axis in axes)}, "
            f"dilation {tuple(axis.dilation for axis in axes)}"
        )
    images = image_of(columns.reshape(-1, rows, length), axes)
    return images if columns.ndim == 3 else images[0]


def columns_of(images: NDArray[Any], axes: tuple[Axis, ...]) -> NDArray[Any]:
    """Return the windows (N, C * kernel cells, windows) of images with every axis."""
    batch, channels, *_ = images.shape
    windows = math.prod([axis.count for axis in axes])
    cells = math.prod([axis.kernel for axis in axes])
    if _few.are_few(batch * channels * cells * windows, images.size):
        return _few.columns_of(images, axes)
    slide, images = as_plane(axes, images)
    (height, width), count = slide.kernel, slide.size[0]
    shape = (batch, channels, height, width, *slide.size)
    columns = _check.empty(shape, images.dtype)
    strips = _check.empty((1, channels, *slide.strips(count)), images.dtype)
    for n in range(batch):
        slide.gather(images[n : n + 1], 0, strips, count)
        for m, pixels in enumerate(slide.under(strips, count)):
            columns[n, :, m] = pixels[0]
    return columns.reshape(batch, channels * cells, windows)


def image_of(columns: NDArray[Any], axes: tuple[Axis, ...]) -> NDArray[Any]:
    """Add up the windows (N, C * kernel cells, windows); return images (N, C, ...)."""
    cells = math.prod([axis.kernel for axis in axes])
    work, dtype = _check.sum_dtypes(cells, [columns])
    channels = columns.shape[1] // cells
    size = [axis.size for axis in axes]
    if _few.are_few(columns.size, len(columns) * channels * math.prod(size)):
        total = _few.image_of(columns.astype(work, copy=False), axes)
        return total.reshape(-1, channels, *size).astype(dtype, copy=False)
    images = _check.empty((len(columns), channels, *size), dtype)
    slide, sheets = as_plane(axes, images)
    stacks = columns.reshape(-1, channels, *slide.kernel, *slide.size)
    count = slide.size[0]
    strips = _check.empty((1, channels, *slide.strips(count)), work)
    for n, stack in enumerate(stacks):
        strips.fill(0)
        for m, pixels in enumerate(slide.under(strips, count)):
            pixels[0] += stack[:, m]
        total = np.zeros((1, *sheets.shape[1:]), work)
        slide.scatter(strips, 0, total, count)
        sheets[n] = total[0]
    return images
