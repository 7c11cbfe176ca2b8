"""The explorer `conv-backward`: the gradients of one convolution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from convlib._words import N_, _
from convlib.conv import conv2d_backward
from convlib.widgets.conv_backward.rules import stacks
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
    Whole,
)


def _places(of: Any) -> tuple[int, slice]:
    """Return the channel of the image that is shown, and the filters that read it."""
    count, depth = np.array(of.kernel, ndmin=4).shape[:2]
    each = count // of.groups
    group = of.filter // each
    return group * depth + of.channel, slice(group * each, (group + 1) * each)


def _gradients(of: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients; windows without an output gradient get none back.

    There are such where somebody takes a smaller stride or dilation, no more output
    gradients than the kernel has cells (`few`), or only those of the filter shown
    (`alone`).
    """
    image, kernel, given = stacks(of)
    counts = [axis.count for axis in axes(of, "image", "kernel")]
    rows, cols = (kernel if getattr(of, "few", False) else given).shape[-2:]
    filters = [of.filter] if getattr(of, "alone", False) else slice(None)
    there = given[filters, :rows, :cols]
    delta = np.zeros((len(given), *counts))
    delta[filters, : there.shape[1], : there.shape[2]] = there
    return conv2d_backward(
        delta, image, kernel, of.stride, of.padding, of.dilation, of.groups
    )


def input_gradient(of: Any) -> np.ndarray:
    """Return the gradient of the channel shown, shape (H, W).

    If `assigned`, each window of a filter leaves what it would add.
    """
    if getattr(of, "assigned", False):
        return _assigned(of)
    gradient: np.ndarray = _gradients(of)[0][_places(of)[0]]
    return gradient


def _assigned(of: Any) -> np.ndarray:
    """Return what is left if each window assigns where it must add."""
    _, kernel, delta = stacks(of)
    filters = _places(of)[1]
    rows, columns = axes(of, "image", "kernel")
    sums = np.zeros((rows.size, columns.size))
    for weights, deltas in zip(
        kernel[filters, of.channel], delta[filters], strict=True
    ):
        left = np.zeros(sums.shape)
        for (i, j), back in np.ndenumerate(deltas):
            for (m, n), weight in np.ndenumerate(weights):
                row, col = rows.pixel(i, m), columns.pixel(j, n)
                if 0 <= row < rows.size and 0 <= col < columns.size:
                    left[row, col] = back * weight
        sums += left
    return sums


def kernel_gradient(of: Any) -> np.ndarray:
    """Return the gradient of the kernel shown, shape (kH, kW)."""
    gradient: np.ndarray = _gradients(of)[1][of.filter, of.channel]
    return gradient


#: All that has to go together for there to be a result.
FIT = ("fit", "image", "kernel")
#: As if the zeros began after the image: nothing is cut off before it.
UNPADDED = Mistake({"padding": ("after", "padding")})
INPUT_MISTAKES = {
    "not_turned": Mistake({"kernel": ("rotate", "kernel")}),
    "assigned": Mistake({"assigned": True}),
    "one_filter": Mistake({"alone": True}),
    "padding_kept": UNPADDED,
    "zeros_forgotten": Mistake({"stride": 1}),
    # With a stride as large as the dilation it gives what overwriting gives.
    "holes_forgotten": Mistake({"dilation": 1}, ("equal", "stride", 1)),
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
    image : array_like, shape (H, W) or (C, H, W)
        The input, in cells.
    kernel : array_like, shape (kH, kW) or (K, C / groups, kH, kW)
        The weights.
    grad_output : array_like, shape (oH, oW) or (K, oH, oW)
        The gradient of the loss with respect to each output cell.
    stride, dilation : int or (rows, columns)
        As in `convlib.conv2d`.
    padding : int, (rows, columns), ((top, bottom), (left, right)), "valid" or "same"
        As in `convlib.conv2d`; the words become numbers: zeros around the input.
    groups : int, default 1
        As in `convlib.conv2d`: each filter reads the channels of its group.

    Attributes
    ----------
    grad_input, grad_kernel : ndarray
        What `convlib.conv2d_backward` computes from the state as it is now, of the shapes
        of `image` and `kernel`.
    grad_bias : number or ndarray, shape (K,)
        The same for the bias: the sum of `grad_output`, of each filter's.
    filter, channel : int
        What is shown of several: the weights ``kernel[filter, channel]``, and the channel
        of the image that they read.
    flip : bool
        False shows, beside the true gradient, what a forgotten flip gives.
    nudge : bool
        Whether the change that a small step of the selected number makes is measured.
    reads_together : bool
        True marks the inputs that share a window with the selected one.
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

    Two filters read both channels: what comes back through each is added.

    >>> image, kernel = np.ones((2, 2, 2), int), np.arange(4).reshape(2, 2, 1, 1)
    >>> explorer = ConvBackward(image, kernel, [[[1, 2], [3, 4]], [[5, 0], [0, 0]]])
    >>> explorer.grad_input[1]
    array([[16,  2],
           [ 3,  4]])
    """

    called = N_("Conv backward")
    numpy_code = """\
import numpy as np

image = np.array({image}, ndmin=3)  # channels, rows, columns
kernel = np.array({kernel}, ndmin=4)  # filters, channels of a group, rows, columns
grad_output = np.array({grad_output}, ndmin=3)  # filters, rows, columns
{plain}stride, padding, dilation = {stride}, {padding}, {dilation}
{apart}stride, dilation = {stride.axes}, {dilation.axes}  # rows, columns
{apart}padding = {padding.sides}  # (top, bottom), (left, right)
groups = {groups}

(count, rows, cols), depth = grad_output.shape, kernel.shape[1]
{plain}padded = np.pad(image, [(0, 0), (padding, padding), (padding, padding)])
{apart}padded = np.pad(image, [(0, 0), *padding])
grad_padded, grad_kernel = np.zeros(padded.shape), np.zeros(kernel.shape)
for k, d, m, n in np.ndindex(kernel.shape):  # what this weight multiplied
    channel = k // (count // groups) * depth + d
{plain}    down = m * dilation + stride * np.arange(rows)
{plain}    across = n * dilation + stride * np.arange(cols)
{apart}    down = m * dilation[0] + stride[0] * np.arange(rows)
{apart}    across = n * dilation[1] + stride[1] * np.arange(cols)
    cells = np.ix_([channel], down, across)
    grad_kernel[k, d, m, n] = (padded[cells] * grad_output[k]).sum()
    grad_padded[cells] += kernel[k, d, m, n] * grad_output[k]
{plain}top = left = padding
{apart}(top, _), (left, _) = padding
_, height, width = image.shape
grad_input = grad_padded[:, top : top + height, left : left + width]
grad_bias = grad_output.sum(axis=(1, 2))
print(grad_input, grad_kernel, grad_bias, sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

image = torch.tensor({image}, dtype=torch.float64, requires_grad=True)
kernel = torch.tensor({kernel}, dtype=torch.float64, requires_grad=True)
grad_output = torch.tensor({grad_output}, dtype=torch.float64)
stride, padding, dilation, groups = {stride}, {padding}, {dilation}, {groups}

padded = image.reshape(-1, *image.shape[-2:])  # channels, rows, columns
delta = grad_output.reshape(-1, *grad_output.shape[-2:])  # filters, rows, columns
weight = kernel.reshape(len(delta), -1, *kernel.shape[-2:])
bias = torch.zeros(len(delta), dtype=torch.float64, requires_grad=True)
{uneven}padded, padding = F.pad(padded, {padding.torch}), 0  # left, right, top, bottom
output = F.conv2d(padded, weight, bias, stride, padding, dilation, groups)
output.backward(delta)
grad_input, grad_kernel, grad_bias = image.grad, kernel.grad, bias.grad
print(grad_input, grad_kernel, grad_bias, sep="\\n")
"""

    arguments = (
        "image",
        "kernel",
        "grad_output",
        "stride",
        "padding",
        "dilation",
        "groups",
    )
    state_names = (
        *arguments,
        "filter",
        "channel",
        "flip",
        "nudge",
        "reads_together",
        "seed",
        "practice",
    )
    together = (
        FIT,
        ("output", "grad_output", "image", "kernel"),
        ("grouped", "groups", "image", "kernel", "grad_output"),
    )
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
        "channel_count": 4,  # more could not be read
        "filter_count": 4,
    }
    drawn: Mapping[str, tuple[int, int]] = {
        "image": (0, 4),
        "kernel": (-3, 3),
        "grad_output": (-3, 3),
    }
    later: Mapping[str, Any] = {
        "dilation": 1,
        "groups": 1,
        "filter": 0,
        "channel": 0,
        "reads_together": False,
        "seed": 0,
        "practice": False,
    }

    image = Array("rows, columns", "channels, rows, columns")
    kernel = Array("rows, columns", "filters, channels of a group, rows, columns")
    grad_output = Array("rows, columns", "filters, rows, columns")
    stride = Steps(least=1, default=1)
    padding = Sides()
    dilation = Steps(least=1, default=1)
    groups = Whole(least=1, default=1).tag(sync=True)
    filter = Whole(least=0, default=0).tag(sync=True)
    channel = Whole(least=0, default=0).tag(sync=True)
    flip = Flag(True).tag(sync=True)
    nudge = Flag(False).tag(sync=True)
    reads_together = Flag(False).tag(sync=True)
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
        groups: int = 1,
    ) -> None:
        super().__init__(
            image=image,
            kernel=kernel,
            grad_output=grad_output,
            stride=stride,
            padding=padding,
            dilation=dilation,
            groups=groups,
        )

    def _gradients(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        image, kernel, delta = stacks(self)
        layer = self.stride, self.padding, self.dilation, self.groups
        return conv2d_backward(delta, image, kernel, *layer)

    @property
    def grad_input(self) -> np.ndarray:
        """The gradient of the image, of its shape."""
        return self._gradients()[0].reshape(self.image.shape)

    @property
    def grad_kernel(self) -> np.ndarray:
        """The gradient of the kernel, of its shape."""
        return self._gradients()[1].reshape(self.kernel.shape)

    @property
    def grad_bias(self) -> Any:
        """The gradient of the bias, one number or one for each filter."""
        found = self._gradients()[2]
        return found if self.grad_output.ndim > 2 else found.item()

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        channel, one = _("channel {channel}"), _("filter {filter}")
        pair = _("filter {filter}, channel {channel}")
        yield from _matrices(_("Input"), self.image, channel)
        yield from _matrices(_("Kernel"), self.kernel, pair)
        yield from _matrices(_("Output gradient"), self.grad_output, one)
        yield from _matrices(_("Input gradient"), self.grad_input, channel)
        yield from _matrices(_("Kernel gradient"), self.grad_kernel, pair)


def _matrices(
    name: str, array: np.ndarray, words: str
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each matrix of a stack, its place behind the name, or one alone."""
    if array.ndim == 2:
        yield name, array
        return
    for place in np.ndindex(array.shape[:-2]):
        where = words.format(filter=place[0], channel=place[-1])
        yield f"{name}, {where}", array[place]
