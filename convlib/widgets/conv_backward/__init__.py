"""The explorer `conv-backward`: the gradients of one convolution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from convlib._words import _
from convlib.conv import conv2d_backward
from convlib.widgets.explorer import Explorer
from convlib.widgets.practice import Mistake, Task
from convlib.widgets.rules import axes
from convlib.widgets.traits import (
    Array,
    Flag,
    Padding,
    Seed,
    Selection,
    Sides,
    Steps,
)


def _gradients(of: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients; windows without an output gradient get none back.

    There are such where somebody takes a smaller stride or dilation, or, with `few`, no
    more output gradients than the kernel has cells.
    """
    delta = np.zeros([axis.count for axis in axes(of, "image", "kernel")])
    rows, cols = (of.kernel if getattr(of, "few", False) else of.grad_output).shape
    there = of.grad_output[:rows, :cols]
    delta[: len(there), : len(there[0])] = there
    return conv2d_backward(
        delta, of.image, of.kernel, of.stride, of.padding, of.dilation
    )


def input_gradient(of: Any) -> np.ndarray:
    """Return the gradient of the image, shape (H, W); the last window's if `assigned`."""
    return _assigned(of) if getattr(of, "assigned", False) else _gradients(of)[0]


def _assigned(of: Any) -> np.ndarray:
    """Return what is left if each window assigns where it must add."""
    left = np.zeros(of.image.shape)
    rows, columns = axes(of, "image", "kernel")
    for (i, j), delta in np.ndenumerate(of.grad_output):
        for (m, n), weight in np.ndenumerate(of.kernel):
            row, col = rows.pixel(i, m), columns.pixel(j, n)
            if 0 <= row < rows.size and 0 <= col < columns.size:
                left[row, col] = delta * weight
    return left


def kernel_gradient(of: Any) -> np.ndarray:
    """Return the gradient of the kernel, shape (kH, kW)."""
    return _gradients(of)[1]


#: All that has to go together for there to be a result.
FIT = ("fit", "image", "kernel")
#: As if the zeros began after the image: nothing is cut off before it.
UNPADDED = Mistake({"padding": ("after", "padding")})
INPUT_MISTAKES = {
    "not_turned": Mistake({"kernel": ("rotate", "kernel")}),
    "assigned": Mistake({"assigned": True}),
    "padding_kept": UNPADDED,
    "zeros_forgotten": Mistake({"stride": 1}),
    "holes_forgotten": Mistake({"dilation": 1}),
}
KERNEL_MISTAKES = {
    "deltas_turned": Mistake({"grad_output": ("rotate", "grad_output")}),
    "few_deltas": Mistake({"few": True}),
    "padding_forgotten": UNPADDED,
    "stride_forgotten": Mistake({"stride": 1}),
    "holes_forgotten": Mistake({"dilation": 1}),
}


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
    stride, dilation : int or (rows, columns)
        As in `convlib.conv2d`.
    padding : int, (rows, columns), ((top, bottom), (left, right)), "valid" or "same"
        As in `convlib.conv2d`; the words become numbers: zeros around the input.

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
    practice : bool
        True leaves both gradients for the reader to fill in.
    mistakes : dict
        What the usual mistakes give for these numbers, by grid and name.
    seed : int
        What the numbers were last drawn with, see `draw`; 0 if they were not.
    selection : tuple or None
        ("input_gradient" | "kernel_gradient" | "output_gradient", row, column), counting
        from 0.

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
{plain}stride, padding, dilation = {stride}, {padding}, {dilation}
{apart}stride, dilation = {stride.axes}, {dilation.axes}  # rows, columns
{apart}padding = {padding.sides}  # (top, bottom), (left, right)

rows, cols = grad_output.shape
padded = np.pad(image, padding)
grad_padded, grad_kernel = np.zeros(padded.shape), np.zeros(kernel.shape)
for m, n in np.ndindex(kernel.shape):  # what this weight multiplied, window by window
{plain}    down = m * dilation + stride * np.arange(rows)
{plain}    across = n * dilation + stride * np.arange(cols)
{apart}    down = m * dilation[0] + stride[0] * np.arange(rows)
{apart}    across = n * dilation[1] + stride[1] * np.arange(cols)
    cells = np.ix_(down, across)
    grad_kernel[m, n] = (padded[cells] * grad_output).sum()
    grad_padded[cells] += kernel[m, n] * grad_output
{plain}top = left = padding
{apart}(top, _), (left, _) = padding
height, width = image.shape
grad_input = grad_padded[top : top + height, left : left + width]
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
stride, padding, dilation = {stride}, {padding}, {dilation}

padded = image[None, None]
{uneven}padded, padding = F.pad(padded, {padding.torch}), 0  # left, right, top, bottom
output = F.conv2d(padded, kernel[None, None], bias, stride, padding, dilation)
output[0, 0].backward(grad_output)
grad_input, grad_kernel, grad_bias = image.grad, kernel.grad, bias.grad.item()
print(grad_input, grad_kernel, grad_bias, sep="\\n")
"""

    arguments = ("image", "kernel", "grad_output", "stride", "padding", "dilation")
    state_names = (*arguments, "flip", "nudge", "seed", "practice")
    together = (FIT, ("output", "grad_output", "image", "kernel"))
    tasks = MappingProxyType(
        {
            "input_gradient": Task(input_gradient, INPUT_MISTAKES, (FIT,)),
            "kernel_gradient": Task(kernel_gradient, KERNEL_MISTAKES, (FIT,)),
        }
    )
    caps: Mapping[str, int] = {
        "image": 12,
        "kernel": 5,
        "stride": 3,
        "padding": 4,
        "dilation": 3,
    }
    drawn: Mapping[str, tuple[int, int]] = {
        "image": (0, 4),
        "kernel": (-3, 3),
        "grad_output": (-3, 3),
    }
    later: Mapping[str, Any] = {"dilation": 1, "seed": 0, "practice": False}

    image = Array("rows, columns")
    kernel = Array("rows, columns")
    grad_output = Array("rows, columns")
    stride = Steps(least=1, default=1)
    padding = Sides()
    dilation = Steps(least=1, default=1)
    flip = Flag(True).tag(sync=True)
    nudge = Flag(False).tag(sync=True)
    seed = Seed()
    practice = Flag(False).tag(sync=True)
    selection = Selection(
        {"input_gradient": 2, "kernel_gradient": 2, "output_gradient": 2},
        ("input_gradient", 0, 0),
    )

    def __init__(
        self,
        image: Any,
        kernel: Any,
        grad_output: Any,
        stride: int | tuple[int, int] = 1,
        padding: Padding = 0,
        dilation: int | tuple[int, int] = 1,
    ) -> None:
        super().__init__(
            image=image,
            kernel=kernel,
            grad_output=grad_output,
            stride=stride,
            padding=padding,
            dilation=dilation,
        )

    def _gradients(self) -> tuple[np.ndarray, np.ndarray, Any]:
        return conv2d_backward(
            self.grad_output,
            self.image,
            self.kernel,
            self.stride,
            self.padding,
            self.dilation,
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
