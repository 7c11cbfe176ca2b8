"""The explorer `sliding-window`: one kernel over one image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from convlib._words import N_, _
from convlib.conv import conv2d
from convlib.widgets.explorer import Explorer
from convlib.widgets.practice import Mistake, Task
from convlib.widgets.rules import pair, sides
from convlib.widgets.traits import (
    Array,
    Flag,
    Number,
    Padding,
    Seed,
    Selection,
    Sides,
    Steps,
)


def output(of: Any) -> np.ndarray:
    """Return the feature map, shape (oH, oW).

    With `inside` the stride is taken within the window, too; with `transposed` rows are
    taken for columns.
    """
    padding, dilation = of.padding, of.dilation
    if getattr(of, "inside", False):
        padding, dilation = _stride_inside(of)
    kernel = of.kernel[::-1, ::-1] if of.flip else of.kernel
    sums = conv2d(of.image, kernel, [of.bias], of.stride, padding, dilation)
    found = np.maximum(sums, 0) if of.relu else sums
    return found.T if getattr(of, "transposed", False) else found


def _stride_inside(of: Any) -> tuple[Any, tuple[int, ...]]:
    """Return padding and dilation of somebody who steps so from weight to weight, too.

    Windows span more cells, and as many more zeros after the image as leave them all
    their places.
    """
    along = zip(
        sides(of.padding),
        pair(of.dilation),
        pair(of.stride),
        of.kernel.shape,
        strict=True,
    )
    zeros = [
        (before, after + spread * (step - 1) * (cells - 1))
        for (before, after), spread, step, cells in along
    ]
    spread = np.multiply(pair(of.dilation), pair(of.stride))
    return zeros, tuple(spread.tolist())


MISTAKES = {
    "kernel_turned": Mistake({"flip": True}, ("not", "flip")),
    "kernel_not_turned": Mistake({"flip": False}, "flip"),
    "kernel_swapped": Mistake({"kernel": ("transpose", "kernel")}),
    "swapped": Mistake({"transposed": True}),
    "bias_forgotten": Mistake({"bias": 0}),
    "relu_forgotten": Mistake({"relu": False}),
    "relu_added": Mistake({"relu": True}),
    # As if the zeros began after the image: nothing comes before it.
    "padding_forgotten": Mistake({"padding": ("after", "padding")}),
    "padding_doubled": Mistake({"padding": ("multiply", 2, "padding")}),
    "stride_forgotten": Mistake({"stride": 1}),
    "stride_inside": Mistake({"inside": True}),
    "holes_forgotten": Mistake({"dilation": 1}),
}


class SlidingWindow(Explorer):
    """One kernel slides over one image, and every sum on the way can be read.

    Parameters
    ----------
    image : array_like, shape (H, W)
        The input, in cells.
    kernel : array_like, shape (kH, kW)
        The weights. Spread by `dilation` they must fit into the padded image.
    bias : number, default 0
        Added once to every sum.
    stride, dilation : int or (rows, columns)
        As in `convlib.conv2d`.
    padding : int, (rows, columns), ((top, bottom), (left, right)), "valid" or "same"
        As in `convlib.conv2d`; the words become numbers: zeros around the image.
    relu : bool, default False
        Whether the sums pass through ReLU.
    flip : bool, default False
        Whether the kernel is turned by 180 degrees first, as a signal processor
        does: then the output is a true convolution, else a cross-correlation.

    Attributes
    ----------
    output : ndarray
        What `convlib.conv2d` computes from the state as it is now.
    selection : tuple or None
        ("output" | "input" | "kernel", row, column), counting from 0.
    reads_together : bool
        True marks the cells that share a window with the selected one.
    practice : bool
        True leaves the output for the reader to fill in.
    mistakes : dict
        What the usual mistakes give for these numbers, by grid and name.
    seed : int
        What the numbers were last drawn with, see `draw`; 0 if they were not.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Notes
    -----
    The first section of the notes, figures 1 to 4.

    Examples
    --------
    >>> explorer = SlidingWindow([[1, 1, 0], [0, 1, 1], [0, 0, 1]], [[1, 0], [0, 1]])
    >>> explorer.output
    array([[2, 2],
           [0, 2]])
    >>> explorer.stride = 2
    >>> explorer.output
    array([[2]])
    >>> explorer.padding = ((1, 0), (0, 2))  # a row above, two columns on the right
    >>> explorer.output
    array([[1, 0],
           [0, 1]])
    """

    called = N_("Sliding window")
    numpy_code = """\
import numpy as np

image = np.array({image})
kernel = np.array({kernel})
{plain}bias, stride, padding, dilation = {bias}, {stride}, {padding}, {dilation}
{apart}bias, padding = {bias}, {padding.sides}
{apart}stride, dilation = {stride.axes}, {dilation.axes}
relu, flip = {relu}, {flip}

if flip:  # a true convolution turns the kernel first
    kernel = kernel[::-1, ::-1]
{plain}span = [dilation * (cells - 1) + 1 for cells in kernel.shape]
{apart}span = [d * (cells - 1) + 1 for d, cells in zip(dilation, kernel.shape)]
padded = np.pad(image, padding)
windows = np.lib.stride_tricks.sliding_window_view(padded, span)
{plain}windows = windows[::stride, ::stride, ::dilation, ::dilation]
{apart}steps = [slice(None, None, step) for step in (*stride, *dilation)]
{apart}windows = windows[tuple(steps)]
output = np.einsum("ijmn,mn->ij", windows, kernel) + bias
if relu:
    output = np.maximum(output, 0)
print(output)
"""
    torch_code = """\
import torch
import torch.nn.functional as F

image = torch.tensor({image}, dtype=torch.float64)
kernel = torch.tensor({kernel}, dtype=torch.float64)
bias = torch.tensor([{bias}], dtype=torch.float64)
stride, padding, dilation = {stride}, {padding}, {dilation}
relu, flip = {relu}, {flip}

{uneven}image, padding = F.pad(image, {padding.torch}), 0  # left, right, top, bottom
if flip:  # PyTorch never turns the kernel; a true convolution does
    kernel = kernel.flip(0, 1)
output = F.conv2d(
    image[None, None], kernel[None, None], bias, stride, padding, dilation
)[0, 0]
if relu:
    output = output.relu()
print(output)
"""

    arguments = (
        "image",
        "kernel",
        "bias",
        "stride",
        "padding",
        "dilation",
        "relu",
        "flip",
    )
    state_names = (*arguments, "seed", "reads_together", "practice")
    together = (("fit", "image", "kernel"),)
    tasks = MappingProxyType({"output": Task(output, MISTAKES, together)})
    caps: Mapping[str, int] = {
        "image": 12,
        "kernel": 7,
        "stride": 5,
        "padding": 4,
        "dilation": 4,
        "bias": 10,
    }
    drawn: Mapping[str, tuple[int, int]] = {"image": (0, 4), "kernel": (-2, 2)}
    later: Mapping[str, Any] = {"seed": 0, "reads_together": False, "practice": False}

    image = Array("rows, columns")
    kernel = Array("rows, columns")
    bias = Number(0).tag(sync=True)
    stride = Steps(least=1, default=1)
    padding = Sides()
    dilation = Steps(least=1, default=1)
    relu = Flag(False).tag(sync=True)
    flip = Flag(False).tag(sync=True)
    seed = Seed()
    reads_together = Flag(False).tag(sync=True)
    practice = Flag(False).tag(sync=True)
    selection = Selection({"output": 2, "input": 2, "kernel": 2}, ("output", 0, 0))

    def __init__(
        self,
        image: Any,
        kernel: Any,
        bias: float = 0,
        stride: int | tuple[int, int] = 1,
        padding: Padding = 0,
        dilation: int | tuple[int, int] = 1,
        relu: bool = False,
        flip: bool = False,
    ) -> None:
        super().__init__(
            image=image,
            kernel=kernel,
            bias=bias,
            stride=stride,
            padding=padding,
            dilation=dilation,
            relu=relu,
            flip=flip,
        )

    @property
    def output(self) -> np.ndarray:
        """The feature map, shape (oH, oW), as `convlib` computes it."""
        return output(self)

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield _("Input"), self.image
        yield _("Kernel"), self.kernel
        yield _("Output"), self.output
