"""The explorer `as-matrix`: one convolution as loop, as columns, as a matrix M and Mᵀ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from convlib._words import N_, _
from convlib.conv import conv2d, conv2d_backward
from convlib.shapes import output_size
from convlib.transposed import conv_matrix
from convlib.widgets.explorer import Explorer
from convlib.widgets.rules import pair
from convlib.widgets.traits import (
    Array,
    Flag,
    OneOf,
    Padding,
    Seed,
    Selection,
    Sides,
    Steps,
)
from convlib.windows import unfold


class AsMatrix(Explorer):
    """One convolution as a loop, as columns and one product, as a matrix M, and as Mᵀ.

    Parameters
    ----------
    image : array_like, shape (H, W)
        The input, in cells.
    kernel : array_like, shape (kH, kW)
        The weights.
    stride, dilation : int or (rows, columns)
        As in `convlib.conv2d`.
    padding : int, (rows, columns), ((top, bottom), (left, right)), "valid" or "same"
        As in `convlib.conv2d`; the words become numbers: zeros around the image.
    grad_output : array_like, shape (oH, oW), optional
        What comes back to the outputs, and goes on through Mᵀ. By default they are
        numbered, 1, 2, 3 and so on, so that each can be recognised.

    Attributes
    ----------
    output, grad_input : ndarray
        What `convlib.conv2d` and `convlib.conv2d_backward` compute from the state as it
        is now.
    columns : ndarray, shape (kH * kW, oH * oW)
        The windows, each as a column: what `convlib.unfold` gives.
    matrix : ndarray, shape (oH * oW, H * W)
        M, as `convlib.conv_matrix` gives it. Its numbers are seen as long as no axis is
        longer than 16; beyond that they are colours.
    turned : ndarray, shape (kH, kW)
        The kernel rotated by 180°, as the rows of Mᵀ have it.
    circulant, spectrum : ndarray or None
        M where the image goes round and each pixel starts a window, and the diagonal, of
        shape (H, W), that the Fourier transform makes of it; None where the kernel is
        longer than the image.
    transposed : bool
        True shows the way back.
    circular : bool
        Whether `circulant` and `spectrum` are unfolded.
    view : str
        "loop", "columns" or "matrix": which is seen where there is room for one.
    seed : int
        What the numbers were last drawn with, see `draw`; 0 if they were not.
    selection : tuple or None
        ("output" | "input" | "kernel", row, column), counting from 0; ("columns", weight,
        window); ("matrix", output, pixel), of M and of Mᵀ alike; ("line", number, i, j,
        m, n) is a line of the loop at one of its passes, ("turned", number, r, c, m, n) of
        the loop that reads with the turned kernel.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Notes
    -----
    The sections "卷积层的反向传播" and "反卷积" of the notes. Columns: Chellapilla et al.
    (2006); M and Mᵀ: Dumoulin and Visin (2016), section 4.1.

    Examples
    --------
    >>> import numpy as np
    >>> explorer = AsMatrix(np.arange(1, 10).reshape(3, 3), [[1, 2], [3, 4]])
    >>> explorer.matrix
    array([[1, 2, 0, 3, 4, 0, 0, 0, 0],
           [0, 1, 2, 0, 3, 4, 0, 0, 0],
           [0, 0, 0, 1, 2, 0, 3, 4, 0],
           [0, 0, 0, 0, 1, 2, 0, 3, 4]])
    >>> explorer.output
    array([[37, 47],
           [67, 77]])

    Row 4 of Mᵀ is for the pixel in the middle. Laid on the outputs it is the kernel
    rotated:

    >>> explorer.matrix.T[4].reshape(2, 2)
    array([[4, 3],
           [2, 1]])
    >>> explorer.grad_input
    array([[ 1,  4,  4],
           [ 6, 20, 16],
           [ 9, 24, 16]])
    """

    called = N_("As matrix")
    numpy_code = """\
import numpy as np

image = np.array({image})
kernel = np.array({kernel})
grad_output = np.array({grad_output})
stride, dilation = {stride.axes}, {dilation.axes}  # rows, columns
(top, bottom), (left, right) = {padding.sides}

height, width = image.shape
rows, cols = grad_output.shape
columns = np.zeros((kernel.size, rows * cols))
matrix = np.zeros((rows * cols, height * width))
for i, j in np.ndindex(rows, cols):
    for m, n in np.ndindex(kernel.shape):
        r = stride[0] * i + dilation[0] * m - top
        c = stride[1] * j + dilation[1] * n - left
        if 0 <= r < height and 0 <= c < width:
            columns[m * kernel.shape[1] + n, i * cols + j] = image[r, c]
            matrix[i * cols + j, r * width + c] = kernel[m, n]
output = (matrix @ image.ravel()).reshape(rows, cols)
assert np.allclose(kernel.ravel() @ columns, output.ravel())

# The way back is Mᵀ: the rotated kernel, slid over the padded gradient.
grad_input = (matrix.T @ grad_output.ravel()).reshape(height, width)
turned = kernel[::-1, ::-1]
reach = [d * (cells - 1) for d, cells in zip(dilation, kernel.shape)]
size = (height + top + bottom + reach[0], width + left + right + reach[1])
apart = np.zeros(size)  # zeros around it and, with a stride, between
apart[
    reach[0] : reach[0] + stride[0] * rows : stride[0],
    reach[1] : reach[1] + stride[1] * cols : stride[1],
] = grad_output
gathered = np.zeros((height, width))
for r, c in np.ndindex(height, width):
    for m, n in np.ndindex(kernel.shape):
        i, j = r + top + dilation[0] * m, c + left + dilation[1] * n
        gathered[r, c] += apart[i, j] * turned[m, n]
assert np.allclose(gathered, grad_input)
print(output, grad_input, sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

image = torch.tensor({image}, dtype=torch.float64, requires_grad=True)
kernel = torch.tensor({kernel}, dtype=torch.float64)
grad_output = torch.tensor({grad_output}, dtype=torch.float64)
layer = dict(stride={stride}, padding={padding}, dilation={dilation})


def conv(images):  # one image for each pixel gives M, pixel by pixel
    images, around = images[:, None], layer
{uneven}    images, around = F.pad(images, {padding.torch}), {**layer, "padding": 0}
    return F.conv2d(images, kernel[None, None], **around)[:, 0]


output = conv(image[None])[0]
pixels = torch.eye(image.numel(), dtype=torch.float64).reshape(-1, *image.shape)
matrix = conv(pixels).reshape(image.numel(), -1).T
padded, around = image[None, None], layer
{uneven}padded, around = F.pad(padded, {padding.torch}), {**layer, "padding": 0}
columns = F.unfold(padded, kernel.shape, **around)[0]
output.backward(grad_output)
grad_input = image.grad
print(output, grad_input, sep="\\n")
"""

    arguments = ("image", "kernel", "stride", "padding", "dilation", "grad_output")
    state_names = (*arguments, "view", "transposed", "circular", "seed")
    together = (
        ("fit", "image", "kernel"),
        ("output", "grad_output", "image", "kernel"),
    )
    caps: Mapping[str, int] = {
        "image": 6,
        "kernel": 4,
        "stride": 3,
        "padding": 3,
        "dilation": 3,
    }
    drawn: Mapping[str, tuple[int, int]] = {
        "image": (0, 9),
        "kernel": (-4, 4),
        "grad_output": (-4, 4),
    }

    image = Array("rows, columns")
    kernel = Array("rows, columns")
    grad_output = Array("rows, columns")
    stride = Steps(least=1, default=1)
    padding = Sides()
    dilation = Steps(least=1, default=1)
    view = OneOf("loop", "columns", "matrix").tag(sync=True)
    transposed = Flag(False).tag(sync=True)
    circular = Flag(False).tag(sync=True)
    seed = Seed()
    selection = Selection(
        {
            **dict.fromkeys(("output", "input", "kernel", "columns", "matrix"), 2),
            **dict.fromkeys(("line", "turned"), 5),
        },
        ("output", 0, 0),
    )

    def __init__(
        self,
        image: Any,
        kernel: Any,
        stride: int | tuple[int, int] = 1,
        padding: Padding = 0,
        dilation: int | tuple[int, int] = 1,
        grad_output: Any = None,
    ) -> None:
        if grad_output is None:
            grad_output = _numbered(image, kernel, stride, padding, dilation)
        super().__init__(
            image=image,
            kernel=kernel,
            stride=stride,
            padding=padding,
            dilation=dilation,
            grad_output=grad_output,
        )

    @property
    def _layer(self) -> dict[str, Any]:
        names = ("stride", "padding", "dilation")
        return {name: getattr(self, name) for name in names}

    @property
    def output(self) -> np.ndarray:
        """The output, shape (oH, oW), as `convlib` computes it."""
        return conv2d(self.image, self.kernel, **self._layer)

    @property
    def grad_input(self) -> np.ndarray:
        """The gradient of the image, shape (H, W)."""
        images = self.grad_output, self.image, self.kernel
        return conv2d_backward(*images, **self._layer)[0]

    @property
    def columns(self) -> np.ndarray:
        """The windows, each as a column, shape (kH * kW, oH * oW)."""
        return unfold(self.image, self.kernel.shape, **self._layer)

    @property
    def matrix(self) -> np.ndarray:
        """M, shape (oH * oW, H * W)."""
        return conv_matrix(self.kernel, self.image.shape, **self._layer)

    @property
    def turned(self) -> np.ndarray:
        """The kernel rotated by 180°."""
        return self.kernel[::-1, ::-1]

    @property
    def _reach(self) -> tuple[int, ...]:
        """How far the last weight is from the first, along each axis."""
        cells = np.subtract(self.kernel.shape, 1) * pair(self.dilation)
        return tuple(cells.tolist())

    @property
    def circulant(self) -> np.ndarray | None:
        """M of the image that goes round, shape (H * W, H * W); None where none fits."""
        if any(np.greater_equal(self._reach, self.image.shape)):
            return None
        around = [(0, cells) for cells in self._reach]
        return conv_matrix(
            self.kernel,
            self.image.shape,
            padding=around,
            dilation=self.dilation,
            padding_mode="circular",
        )

    @property
    def spectrum(self) -> np.ndarray | None:
        """The diagonal of F M F⁻¹, shape (H, W); None where `circulant` is."""
        if self.circulant is None:
            return None
        spread = np.zeros(self.image.shape)
        down, across = pair(self.dilation)
        spread[: self._reach[0] + 1 : down, : self._reach[1] + 1 : across] = self.kernel
        return np.fft.fft2(spread).conj()

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield _("Input"), self.image
        yield _("Kernel"), self.kernel
        yield _("Output"), self.output
        yield _("Windows as columns"), self.columns
        yield "M", self.matrix
        yield _("Output gradient"), self.grad_output
        yield _("Input gradient"), self.grad_input


def _numbered(image: Any, kernel: Any, *layer: Any) -> np.ndarray:
    """Return 1, 2, 3 and so on for the outputs; where none fit, one, to be refused."""
    try:
        shape = output_size(np.shape(image), np.shape(kernel), *layer)
    except (TypeError, ValueError):
        shape = (1, 1)
    return np.arange(1, np.prod(shape) + 1).reshape(shape)
