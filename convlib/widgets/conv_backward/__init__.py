"""The explorer `conv-backward`: the gradients of one convolution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import convlib
from convlib._words import _
from convlib.widgets.explorer import Explorer
from convlib.widgets.traits import (
    Array,
    Flag,
    Selection,
    Whole,
)


class ConvBackward(Explorer):
    """The gradients of one convolution: which output gradients come back to a number.

    Parameters
    ----------
    image : array_like, shape (H, W)
        The input, in cells.
    kernel : array_like, shape (kH, kW)
        The weights.
    grad_output : array_like, shape (oH, oW)
        The gradient of the loss with respect to each output cell.
    stride, padding : int
        As in `convlib.conv2d`, the same for rows and columns.

    Attributes
    ----------
    grad_input, grad_kernel : ndarray
        What `convlib.conv2d_backward` computes from the state as it is now.
    grad_bias : number
        The same for the bias: the sum of `grad_output`.
    flip : bool
        False shows, beside the true gradient, what a forgotten flip gives.
    nudge : bool
        Whether the change that a small step of the selected number makes is measured.
    selection : tuple or None
        ("input_gradient" | "kernel_gradient", row, column), counting from 0.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Notes
    -----
    The second section of the notes, "卷积层的反向传播".

    Examples
    --------
    >>> import numpy as np
    >>> deltas = np.arange(1, 10).reshape(3, 3)
    >>> explorer = ConvBackward(np.ones((4, 4), int), [[1, 2], [3, 4]], deltas)
    >>> explorer.grad_input[0]
    array([1, 4, 7, 6])
    >>> explorer.grad_bias
    45
    """

    numpy_code = """\
import numpy as np

image = np.array({image})
kernel = np.array({kernel})
grad_output = np.array({grad_output})
stride, padding = {stride}, {padding}

rows, cols = kernel.shape
padded = np.pad(image, padding)
windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
grad_kernel = np.einsum("ijmn,ij->mn", windows[::stride, ::stride], grad_output)
grad_padded = np.zeros(padded.shape)
for i, j in np.ndindex(grad_output.shape):  # back to every cell that the window read
    top, left = i * stride, j * stride
    grad_padded[top : top + rows, left : left + cols] += grad_output[i, j] * kernel
height, width = image.shape
grad_input = grad_padded[padding : padding + height, padding : padding + width]
grad_bias = grad_output.sum()
print(grad_input, grad_kernel, grad_bias, sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

image = torch.tensor({image}, dtype=torch.float64, requires_grad=True)
kernel = torch.tensor({kernel}, dtype=torch.float64, requires_grad=True)
bias = torch.zeros(1, dtype=torch.float64, requires_grad=True)
grad_output = torch.tensor({grad_output}, dtype=torch.float64)

output = F.conv2d(
    image[None, None], kernel[None, None], bias, stride={stride}, padding={padding}
)
output[0, 0].backward(grad_output)
grad_input, grad_kernel, grad_bias = image.grad, kernel.grad, bias.grad.item()
print(grad_input, grad_kernel, grad_bias, sep="\\n")
"""

    arguments = ("image", "kernel", "grad_output", "stride", "padding")
    state_names = (*arguments, "flip", "nudge")
    together = (("output", "grad_output", "image", "kernel"),)
    fixed = ("image", "kernel")

    image = Array("rows, columns")
    kernel = Array("rows, columns")
    grad_output = Array("rows, columns")
    stride = Whole(least=1, default=1).tag(sync=True)
    padding = Whole(least=0, default=0).tag(sync=True)
    flip = Flag(True).tag(sync=True)
    nudge = Flag(False).tag(sync=True)
    selection = Selection(
        {"input_gradient": 2, "kernel_gradient": 2}, ("input_gradient", 0, 0)
    )

    def __init__(
        self,
        image: Any,
        kernel: Any,
        grad_output: Any,
        stride: int = 1,
        padding: int = 0,
    ) -> None:
        super().__init__(
            image=image,
            kernel=kernel,
            grad_output=grad_output,
            stride=stride,
            padding=padding,
        )

    def _gradients(self) -> tuple[np.ndarray, np.ndarray, Any]:
        return convlib.conv2d_backward(
            self.grad_output, self.image, self.kernel, self.stride, self.padding
        )

    @property
    def grad_input(self) -> np.ndarray:
        """The gradient of the image, shape (H, W)."""
        return self._gradients()[0]

    @property
    def grad_kernel(self) -> np.ndarray:
        """The gradient of the kernel, shape (kH, kW)."""
        return self._gradients()[1]

    @property
    def grad_bias(self) -> Any:
        """The gradient of the bias."""
        return self._gradients()[2].item()

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        grad_input, grad_kernel = self._gradients()[:2]
        yield _("Input"), self.image
        yield _("Kernel"), self.kernel
        yield _("Output gradient"), self.grad_output
        yield _("Input gradient"), grad_input
        yield _("Kernel gradient"), grad_kernel
