"""The explorer `transposed`: every input stamps the kernel, and stamps add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from convlib._axis import Axis
from convlib._words import N_, _
from convlib.transposed import conv_transpose2d
from convlib.widgets.explorer import Explorer
from convlib.widgets.practice import Mistake, Task
from convlib.widgets.traits import (
    Array,
    Flag,
    OneOf,
    Seed,
    Selection,
    Steps,
)
from convlib.widgets.transposed import rules  # noqa: F401, a word for `together`


def transposed(of: Any) -> np.ndarray:
    """Return the output, shape (oH, oW), as `convlib` computes it."""
    return conv_transpose2d(
        of.image,
        of.kernel,
        stride=of.stride,
        padding=of.padding,
        output_padding=of.output_padding,
        dilation=of.dilation,
    )


def stamped(of: Any) -> np.ndarray:
    """Return the output, stamp by stamp.

    Somebody may lay the stamps otherwise than `stride`, `padding` and `dilation` say
    (``laid_stride`` and so on), or overwrite where stamps overlap (`assigned`).
    """
    if isinstance(of, Explorer):
        return transposed(of)
    output = np.zeros(transposed(of).shape)
    laid = [
        np.broadcast_to(getattr(of, f"laid_{name}", getattr(of, name)), 2).tolist()
        for name in ("stride", "padding", "dilation")
    ]
    down, across = (
        Axis(size, cells, stride, before, before, dilation)
        for size, cells, stride, before, dilation in zip(
            output.shape, of.kernel.shape, *laid, strict=True
        )
    )
    for (row, col), pixel in np.ndenumerate(of.image):
        for (m, n), weight in np.ndenumerate(of.kernel):
            i, j = down.pixel(row, m), across.pixel(col, n)
            if 0 <= i < down.size and 0 <= j < across.size:
                kept = 0 if getattr(of, "assigned", False) else output[i, j]
                output[i, j] = kept + pixel * weight
    return output


MISTAKES = {
    "stamp_turned": Mistake({"kernel": ("rotate", "kernel")}),
    "stamps_assigned": Mistake({"assigned": True}),
    "stamps_touch": Mistake({"laid_stride": 1}),
    "one_zero_more": Mistake({"laid_stride": ("add", "stride", 1)}),
    "nothing_cut": Mistake({"laid_padding": 0}),
    "padding_added": Mistake({"laid_padding": ("subtract", 0, "padding")}),
    "put_before": Mistake(
        {"laid_padding": ("subtract", 0, "output_padding")}, ("equal", "padding", 0)
    ),
    "stamp_dense": Mistake({"laid_dilation": 1}),
}


class Transposed(Explorer):
    """A transposed convolution, three ways to the same numbers.

    Parameters
    ----------
    image : array_like, shape (H, W)
        The input, in cells.
    kernel : array_like, shape (kH, kW)
        The weights: what each input cell stamps, times its value.
    stride, padding, output_padding, dilation : int or (rows, columns)
        As in `convlib.conv_transpose2d`: cells from stamp to stamp, cells cut off on
        each side, cells put back at the bottom and on the right (fewer than the stride
        or the dilation), cells from weight to weight.

    Attributes
    ----------
    output : ndarray
        What `convlib.conv_transpose2d` computes from the state as it is now.
    overlap : ndarray
        How many stamps cover each cell of the output.
    view : str
        "stamp" (stamp and add), "zeros" (insert zeros, slide the rotated kernel) or
        "matrix" (the transposed matrix of the convolution).
    reads_together : bool
        True marks the inputs whose stamps share an output with the selected one.
    practice : bool
        True leaves the output for the reader to fill in.
    mistakes : dict
        What the usual mistakes give for these numbers, by grid and name.
    seed : int
        What the numbers were last drawn with, see `draw`; 0 if they were not.
    selection : tuple or None
        ("output" | "input" | "kernel", row, column), counting from 0; ("stamp", row,
        column) has added the stamps up to that input's; ("zero", row, column) is a
        cell of the input with zeros. To start with the most covered output.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Notes
    -----
    The third section of the notes, "反卷积".

    Examples
    --------
    >>> explorer = Transposed([[1, 2], [3, 4]], [[1, 2], [3, 4]], stride=1)
    >>> explorer.output
    array([[ 1,  4,  4],
           [ 6, 20, 16],
           [ 9, 24, 16]])
    >>> explorer.overlap
    array([[1, 2, 1],
           [2, 4, 2],
           [1, 2, 1]])
    >>> explorer.padding = 1
    >>> explorer.output
    array([[20]])
    """

    called = N_("Transposed")
    numpy_code = """\
import numpy as np

image = np.array({image})
kernel = np.array({kernel})
{plain}stride, padding, dilation = {stride}, {padding}, {dilation}
{plain}output_padding = {output_padding}
{apart}stride, padding, dilation = {stride.axes}, {padding.axes}, {dilation.axes}
{apart}output_padding = {output_padding.axes}  # rows, columns, as all of these

{plain}span = [dilation * (cells - 1) + 1 for cells in kernel.shape]
{apart}span = [d * (cells - 1) + 1 for d, cells in zip(dilation, kernel.shape)]
height, width = (
{plain}    (cells - 1) * stride + reach + output_padding
{plain}    for cells, reach in zip(image.shape, span)
{apart}    (size - 1) * step + reach + more
{apart}    for size, step, reach, more in zip(image.shape, stride, span, output_padding)
)
stamped = np.zeros((height, width))
for row, col in np.ndindex(image.shape):  # every input stamps the kernel
{plain}    down = slice(row * stride, row * stride + span[0], dilation)
{plain}    across = slice(col * stride, col * stride + span[1], dilation)
{apart}    top, left = row * stride[0], col * stride[1]
{apart}    down = slice(top, top + span[0], dilation[0])
{apart}    across = slice(left, left + span[1], dilation[1])
    stamped[down, across] += image[row, col] * kernel
{plain}output = stamped[padding : height - padding, padding : width - padding]
{apart}top, left = padding
{apart}output = stamped[top : height - top, left : width - left]
print(output)
"""
    torch_code = """\
import torch
import torch.nn.functional as F

image = torch.tensor({image}, dtype=torch.float64)
kernel = torch.tensor({kernel}, dtype=torch.float64)

output = F.conv_transpose2d(
    image[None, None],
    kernel[None, None],
    stride={stride},
    padding={padding},
    output_padding={output_padding},
    dilation={dilation},
)[0, 0]
print(output)
"""

    arguments = (
        "image",
        "kernel",
        "stride",
        "padding",
        "output_padding",
        "dilation",
    )
    state_names = (*arguments, "view", "reads_together", "seed", "practice")
    together = (("transposed", "image", "kernel"),)
    tasks = MappingProxyType({"output": Task(stamped, MISTAKES, together)})
    caps: Mapping[str, int] = {
        "image": 12,
        "kernel": 5,
        "stride": 5,
        "padding": 4,
        "output_padding": 4,
        "dilation": 3,
        "output": 32,  # rows and columns of what may come out
    }
    drawn: Mapping[str, tuple[int, int]] = {"image": (-4, 4), "kernel": (-3, 4)}
    later: Mapping[str, Any] = {"seed": 0, "practice": False, "reads_together": False}

    image = Array("rows, columns")
    kernel = Array("rows, columns")
    stride = Steps(least=1, default=1)
    padding = Steps(least=0, default=0)
    output_padding = Steps(least=0, default=0)
    dilation = Steps(least=1, default=1)
    reads_together = Flag(False).tag(sync=True)
    seed = Seed()
    practice = Flag(False).tag(sync=True)
    view = OneOf("stamp", "zeros", "matrix").tag(sync=True)
    selection = Selection(
        {"output": 2, "input": 2, "kernel": 2, "stamp": 2, "zero": 2}, ("output", 0, 0)
    )

    def __init__(
        self,
        image: Any,
        kernel: Any,
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        output_padding: int | tuple[int, int] = 0,
        dilation: int | tuple[int, int] = 1,
    ) -> None:
        super().__init__(
            image=image,
            kernel=kernel,
            stride=stride,
            padding=padding,
            output_padding=output_padding,
            dilation=dilation,
        )
        most = np.unravel_index(self.overlap.argmax(), self.overlap.shape)
        self.selection = ("output", *map(int, most))

    @property
    def output(self) -> np.ndarray:
        """The output, shape (oH, oW), as `convlib` computes it."""
        return transposed(self)

    @property
    def overlap(self) -> np.ndarray:
        """How many stamps cover each output cell, shape (oH, oW)."""
        layer = {name: getattr(self, name) for name in self.arguments}
        for name in ("image", "kernel"):
            layer[name] = np.ones(layer[name].shape, int)
        return transposed(SimpleNamespace(**layer))

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield _("Input"), self.image
        yield _("Kernel"), self.kernel
        yield _("Output"), self.output
        yield _("Overlap"), self.overlap
