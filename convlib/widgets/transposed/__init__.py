"""The explorer `transposed`: every input stamps the kernel, and stamps add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

import convlib
from convlib._words import _
from convlib.widgets.explorer import Explorer
from convlib.widgets.traits import (
    Array,
    OneOf,
    Selection,
    Whole,
)


class Transposed(Explorer):
    """A transposed convolution, three ways to the same numbers.

    Parameters
    ----------
    image : array_like, shape (H, W)
        The input, in cells.
    kernel : array_like, shape (kH, kW)
        The weights: what each input cell stamps, times its value.
    stride, padding, output_padding, dilation : int
        As in `convlib.conv_transpose2d`, the same for rows and columns: cells from
        stamp to stamp, cells cut off on each side, cells put back at the bottom and
        on the right (fewer than the stride or the dilation), cells from weight to
        weight.

    Attributes
    ----------
    output : ndarray
        What `convlib.conv_transpose2d` computes from the state as it is now.
    overlap : ndarray
        How many stamps cover each cell of the output.
    view : str
        "stamp" (stamp and add), "zeros" (insert zeros, slide the rotated kernel) or
        "matrix" (the transposed matrix of the convolution).
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

    numpy_code = """\
import numpy as np

image = np.array({image})
kernel = np.array({kernel})
stride, padding, dilation = {stride}, {padding}, {dilation}
output_padding = {output_padding}

span = [dilation * (cells - 1) + 1 for cells in kernel.shape]
height, width = (
    (cells - 1) * stride + reach + output_padding
    for cells, reach in zip(image.shape, span)
)
stamped = np.zeros((height, width))
for row, col in np.ndindex(image.shape):  # every input stamps the kernel
    down = slice(row * stride, row * stride + span[0], dilation)
    across = slice(col * stride, col * stride + span[1], dilation)
    stamped[down, across] += image[row, col] * kernel
output = stamped[padding : height - padding, padding : width - padding]
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
    state_names = (*arguments, "view")
    together = (("transposed", "image", "kernel"),)
    fixed = ("image", "kernel")

    image = Array("rows, columns")
    kernel = Array("rows, columns")
    stride = Whole(least=1, default=1).tag(sync=True)
    padding = Whole(least=0, default=0).tag(sync=True)
    output_padding = Whole(least=0, default=0).tag(sync=True)
    dilation = Whole(least=1, default=1).tag(sync=True)
    view = OneOf("stamp", "zeros", "matrix").tag(sync=True)
    selection = Selection(
        {"output": 2, "input": 2, "kernel": 2, "stamp": 2, "zero": 2}, ("output", 0, 0)
    )

    def __init__(
        self,
        image: Any,
        kernel: Any,
        stride: int = 1,
        padding: int = 0,
        output_padding: int = 0,
        dilation: int = 1,
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

    def _transposed(self, image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        return convlib.conv_transpose2d(
            image,
            kernel,
            stride=self.stride,
            padding=self.padding,
            output_padding=self.output_padding,
            dilation=self.dilation,
        )

    @property
    def output(self) -> np.ndarray:
        """The output, shape (oH, oW), as `convlib` computes it."""
        return self._transposed(self.image, self.kernel)

    @property
    def overlap(self) -> np.ndarray:
        """How many stamps cover each output cell, shape (oH, oW)."""
        return self._transposed(
            np.ones(self.image.shape, int), np.ones(self.kernel.shape, int)
        )

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield _("Input"), self.image
        yield _("Kernel"), self.kernel
        yield _("Output"), self.output
        yield _("Overlap"), self.overlap
