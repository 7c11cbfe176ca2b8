"""The explorer `sliding-window`: one kernel over one image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

import convlib
from convlib._words import _
from convlib.widgets.explorer import Explorer
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
    padding : int, (rows, columns) or ((top, bottom), (left, right))
        Zeros around the image.
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
    state_names = (*arguments, "seed")
    together = (("fit", "image", "kernel"),)
    caps: Mapping[str, int] = {
        "image": 12,
        "kernel": 7,
        "stride": 5,
        "padding": 4,
        "dilation": 4,
        "bias": 10,
    }
    drawn: Mapping[str, tuple[int, int]] = {"image": (0, 4), "kernel": (-2, 2)}
    later: Mapping[str, Any] = {"seed": 0}

    image = Array("rows, columns")
    kernel = Array("rows, columns")
    bias = Number(0).tag(sync=True)
    stride = Steps(least=1, default=1)
    padding = Sides()
    dilation = Steps(least=1, default=1)
    relu = Flag(False).tag(sync=True)
    flip = Flag(False).tag(sync=True)
    seed = Seed()
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
        kernel = self.kernel[::-1, ::-1] if self.flip else self.kernel
        sums = convlib.conv2d(
            self.image,
            kernel,
            [self.bias],
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
        )
        return np.maximum(sums, 0) if self.relu else sums

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield _("Input"), self.image
        yield _("Kernel"), self.kernel
        yield _("Output"), self.output
