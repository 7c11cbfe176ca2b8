"""Windows as columns (`unfold`) and columns added back into an image (`fold`)."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib._door import SHAPES, WrongValue, public
from convlib.shapes import (
    IntOrPair,
    Padding,
    Sides,
    padding_sides,
    window_counts,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


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
    image = _check.array("input", input)
    if image.ndim not in (2, 3, 4):
        raise WrongValue(
            "input must have shape (N, C, H, W), (C, H, W) or (H, W), "
            f"got {image.shape}"
        )
    _check.not_empty("input", image, "CHW"[-min(image.ndim, 3) :])
    kernel, step, rate, sides = _geometry(kernel_size, dilation, padding, stride)
    counts = window_counts(
        (image.shape[-2], image.shape[-1]),
        kernel,
        step,
        sides,
        rate,
    )
    images = image[(None,) * (4 - image.ndim)]
    batch, channels = images.shape[:2]
    columns = _check.empty((batch, channels, *kernel, *counts), images.dtype)
    slide = Slide(
        (images.shape[2], images.shape[3]),
        kernel,
        step,
        (sides[0][0], sides[1][0]),
        rate,
        counts,
    )
    shape = (1, channels, *slide.strips(counts[0]))
    strips = _check.empty(shape, images.dtype)
    for n in range(batch):
        slide.gather(images[n : n + 1], 0, strips)
        for m in range(kernel[0]):
            columns[n, :, m] = slide.under(m, strips, counts[0])[0]
    rows, length = channels * kernel[0] * kernel[1], counts[0] * counts[1]
    columns = columns.reshape(batch, rows, length)
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
    kernel, step, rate, sides = _geometry(kernel_size, dilation, padding, stride)
    counts = window_counts(
        size, kernel, step, sides, rate, f"; output_size {size}{SHAPES}"
    )
    cells = kernel[0] * kernel[1]
    rows, length = columns.shape[-2:]
    if rows == 0 or rows % cells:
        raise WrongValue(
            f"axis -2 of input must be a multiple of kH * kW = {cells}, "
            f"got {rows}; input {columns.shape}, kernel_size {kernel}"
        )
    if length != counts[0] * counts[1]:
        raise WrongValue(
            f"axis -1 of input must be oH * oW = {counts[0]} * {counts[1]} "
            f"= {counts[0] * counts[1]}, got {length}; input {columns.shape}, "
            f"output_size {size}, kernel_size {kernel}, stride {step}, "
            f"padding {sides}, dilation {rate}"
        )
    work, dtype = _check.sum_dtypes(cells, [columns])
    stacks = columns.reshape(-1, rows // cells, *kernel, *counts)
    channels = stacks.shape[1]
    image = _check.empty((len(stacks), channels, *size), dtype)
    slide = Slide(size, kernel, step, (sides[0][0], sides[1][0]), rate, counts)
    strips = _check.empty((1, channels, *slide.strips(counts[0])), work)
    for n, stack in enumerate(stacks):
        strips.fill(0)
        for m in range(kernel[0]):
            slide.under(m, strips, counts[0])[0] += stack[:, m]
        total = np.zeros((1, channels, *size), work)
        slide.scatter(strips, 0, total)
        image[n] = total[0]
    return image if columns.ndim == 3 else image[0]


class Slide(NamedTuple):
    """How a kernel is slid over images, and the strips that this is computed with.

    *Strips* are windows along the width only: ``strip[n, r, j]`` is the pixel of row r
    under kernel column n for output column j.  Rows are short, and so slow to copy; but
    once that is done for every kernel column, nothing else has to be copied: below each
    other in a strip, from row m D on, lie the pixels under kernel row m for all output
    rows.  That is a matrix as it is, with one line for each kernel column.

    With a vertical stride S it would be every S-th row.  So rows that are S apart are
    stored below each other: the strips have S *phases*, and row r is in phase r % S.
    """

    image: tuple[int, int]  #: (H, W)
    kernel: tuple[int, int]  #: (kH, kW)
    stride: tuple[int, int]
    corner: tuple[int, int]  #: zeros above and to the left
    dilation: tuple[int, int]
    size: tuple[int, int]  #: (oH, oW)

    def strips(self, count: int) -> tuple[int, int, int, int]:
        """Return the shape of strips for ``count`` rows of cells.

        (kernel columns, phases, rows of a phase, cells of a row)
        """
        rows = (self.kernel[0] - 1) * self.dilation[0] // self.stride[0] + count
        return self.kernel[1], self.stride[0], rows, self.size[1]

    def gather(self, images: NDArray[Any], top: int, strips: NDArray[Any]) -> None:
        """Write the strips (N, C, ...) for the rows of cells from ``top`` on."""
        pieces, gaps = _pieces(self, top, strips.shape[4])
        if gaps:
            strips.fill(0)
        for strip, pixels in pieces:
            strips[strip] = images[pixels]

    def scatter(self, strips: NDArray[Any], top: int, images: NDArray[Any]) -> None:
        """Add the strips (N, C, ...) to the pixels that `gather` would read."""
        # Within one piece no pixel is met twice, so that a plain += adds everything;
        # the overlaps are between the pieces.
        for strip, pixels in _pieces(self, top, strips.shape[4])[0]:
            images[pixels] += strips[strip]

    def under(self, m: int, strips: NDArray[Any], count: int) -> NDArray[Any]:
        """View the pixels under kernel row ``m``, (N, C, kW, count, oW)."""
        first, phase = divmod(m * self.dilation[0], self.stride[0])
        return strips[:, :, :, phase, first : first + count]

    def reversed(self) -> Slide:
        """Return how the pixels are slid over the cells, for stride 1.

        Pixel (r, c) has cell (r + P - m D, c + P - n D) under kernel cell (m, n): the
        kernel is rotated, and zeros are added where stamps stick out.
        """
        top, left = (
            (k - 1) * d - p
            for k, d, p in zip(self.kernel, self.dilation, self.corner, strict=True)
        )
        return self._replace(image=self.size, corner=(top, left), size=self.image)


@lru_cache(maxsize=256)
def _pieces(
    slide: Slide, top: int, count: int
) -> tuple[list[tuple[tuple[Any, ...], tuple[Any, ...]]], bool]:
    """Return where strips and images have the same numbers, and whether gaps are left.

    One pair of indices, (strips, images), for each phase and kernel column; the strips
    begin with row ``top`` of the cells, and their phases have ``count`` rows.
    """
    (height, width), step, size = slide.image, slide.stride, slide.size
    pieces, gaps = [], False
    for phase, n in product(range(step[0]), range(slide.kernel[1])):
        first = top * step[0] - slide.corner[0] + phase
        lines, down = inside(first, step[0], count, height)
        left = n * slide.dilation[1] - slide.corner[1]
        cells, across = inside(left, step[1], size[1], width)
        strip = (slice(None), slice(None), n, phase, lines, cells)
        pieces.append((strip, (slice(None), slice(None), down, across)))
        gaps |= lines.stop - lines.start < count or cells.stop - cells.start < size[1]
    return pieces, gaps


@lru_cache(maxsize=1024)
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


def _geometry(
    kernel_size: object,
    dilation: object,
    padding: object,
    stride: object,
) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int], Sides]:
    kernel = _check.integer_pair("kernel_size", kernel_size, 1)
    rate = _check.integer_pair("dilation", dilation, 1)
    step = _check.integer_pair("stride", stride, 1)
    sides = padding_sides(padding, kernel, step, rate)
    return kernel, step, rate, sides
