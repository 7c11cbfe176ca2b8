"""Windows as columns (`unfold`) and columns added back into an image (`fold`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numpy.lib.stride_tricks import sliding_window_view

from convlib import _check
from convlib.shapes import (
    IntOrPair,
    Padding,
    Sides,
    kernel_spans,
    padding_sides,
    window_counts,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


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
    padding : int, pair of int, "valid" or "same"
        Pixels of zeros on each side; the words as in `output_size`.
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
    function = "unfold"
    image = _check.array(function, "input", input)
    if image.ndim not in (2, 3, 4):
        raise ValueError(
            f"{function}: input must have shape (N, C, H, W), (C, H, W) or (H, W), "
            f"got {image.shape}"
        )
    _check.not_empty(function, "input", image, "CHW"[-min(image.ndim, 3) :])
    context = f"; input {image.shape}"
    kernel, step, rate, sides = _geometry(
        function, kernel_size, dilation, padding, stride, context
    )
    counts = window_counts(
        function,
        f"input {image.shape}",
        (image.shape[-2], image.shape[-1]),
        kernel,
        step,
        sides,
        rate,
    )
    images = image.reshape(-1, *image.shape[-3:]) if image.ndim > 2 else image[None]
    if image.ndim == 2:
        images = images[None]
    batch, channels = images.shape[:2]
    columns = _check.empty(function, (batch, channels, *kernel, *counts), images.dtype)
    columns[...] = window_view(pad(function, images, sides), kernel, step, rate)
    rows, length = channels * kernel[0] * kernel[1], counts[0] * counts[1]
    columns = columns.reshape(batch, rows, length)
    return columns if image.ndim == 4 else columns[0]


@_check.ieee
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
    function = "fold"
    columns = _check.array(function, "input", input)
    if columns.ndim not in (2, 3):
        raise ValueError(
            f"{function}: input must have shape (N, C * kH * kW, L) or "
            f"(C * kH * kW, L), got {columns.shape}"
        )
    context = f"; input {columns.shape}"
    size = _check.integer_pair(function, "output_size", output_size, 1, context)
    kernel, step, rate, sides = _geometry(
        function, kernel_size, dilation, padding, stride, context
    )
    counts = window_counts(
        function, f"output_size {size}{context}", size, kernel, step, sides, rate
    )
    cells = kernel[0] * kernel[1]
    rows, length = columns.shape[-2:]
    if rows == 0 or rows % cells:
        raise ValueError(
            f"{function}: axis -2 of input must be a multiple of kH * kW = {cells}, "
            f"got {rows}; input {columns.shape}, kernel_size {kernel}"
        )
    if length != counts[0] * counts[1]:
        raise ValueError(
            f"{function}: axis -1 of input must be oH * oW = {counts[0]} * {counts[1]} "
            f"= {counts[0] * counts[1]}, got {length}; input {columns.shape}, "
            f"output_size {size}, kernel_size {kernel}, stride {step}, "
            f"padding {sides}, dilation {rate}"
        )
    work, dtype = _check.sum_dtypes(function, cells, [columns])
    stacks = columns.reshape(-1, rows // cells, *kernel, *counts)
    (top, bottom), (left, right) = sides
    height, width = size
    padded = _check.empty(
        function,
        (*stacks.shape[:2], top + height + bottom, left + width + right),
        work,
    )
    padded.fill(0)
    # One slice for each cell of the kernel: within it no pixel is met twice, so that a
    # plain += adds everything; the overlaps are between the slices.
    targets = window_view(padded, kernel, step, rate, writeable=True)
    for m in range(kernel[0]):
        for n in range(kernel[1]):
            targets[:, :, m, n] += stacks[:, :, m, n]
    image = padded[:, :, top : top + height, left : left + width].astype(dtype)
    return image if columns.ndim == 3 else image[0]


def window_view(
    padded: NDArray[Any],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
    *,
    writeable: bool = False,
) -> NDArray[Any]:
    """View ``(..., H, W)`` as windows ``(..., kH, kW, oH, oW)`` without copying.

    ``view[..., m, n, i, j]`` is the pixel under kernel cell (m, n) for output (i, j).
    """
    spans = kernel_spans(kernel, dilation)
    view = sliding_window_view(padded, spans, (-2, -1), writeable=writeable)
    view = view[
        ..., :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]
    ]  # (..., oH, oW, kH, kW)
    return view.swapaxes(-4, -2).swapaxes(-3, -1)


def inside(offset: int, stride: int, count: int, size: int) -> tuple[slice, slice]:
    """Return which of ``count`` positions lie within 0 .. size - 1, and these positions.

    Position i is ``offset + i * stride``.

    >>> inside(-3, 2, 4, 3)   # -3, -1, 1, 3: only number 2, at pixel 1
    (slice(2, 3, None), slice(1, 2, 2))
    """
    first = max(0, -(offset // stride))
    last = min(count - 1, (size - 1 - offset) // stride)
    if last < first:
        return slice(0, 0), slice(0, 0)
    start, stop = offset + first * stride, offset + last * stride + 1
    return slice(first, last + 1), slice(start, stop, stride)


def pad(function: str, images: NDArray[Any], sides: Sides) -> NDArray[Any]:
    """Return ``images`` with zeros around them, or themselves if none are asked for."""
    (top, bottom), (left, right) = sides
    if not any((top, bottom, left, right)):
        return images
    height, width = images.shape[-2:]
    padded = _check.empty(
        function,
        (*images.shape[:-2], top + height + bottom, left + width + right),
        images.dtype,
    )
    padded.fill(0)
    padded[..., top : top + height, left : left + width] = images
    return padded


def _geometry(
    function: str,
    kernel_size: object,
    dilation: object,
    padding: object,
    stride: object,
    context: str,
) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int], Sides]:
    kernel = _check.integer_pair(function, "kernel_size", kernel_size, 1, context)
    rate = _check.integer_pair(function, "dilation", dilation, 1, context)
    step = _check.integer_pair(function, "stride", stride, 1, context)
    sides = padding_sides(function, padding, kernel, step, rate, context)
    return kernel, step, rate, sides
