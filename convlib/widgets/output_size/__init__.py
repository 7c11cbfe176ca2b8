"""The explorer `output-size`: how many windows fit along one axis."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import numpy as np

from convlib._axis import Axis
from convlib._words import N_, _
from convlib.shapes import output_size
from convlib.widgets.explorer import Explorer
from convlib.widgets.practice import Mistake, Task
from convlib.widgets.traits import Flag, Selection, Whole

#: Of a picture or of a signal: what there is more of is not drawn.
LARGEST_SIZE = 4096


def size(of: Any) -> np.ndarray:
    """Return the number of windows as a matrix of one cell."""
    arguments = (of.input_size, of.kernel_size, of.stride, of.padding, of.dilation)
    return np.array([[output_size(*arguments)]])


MISTAKES = {
    "padding_forgotten": Mistake({"padding": 0}),
    "padding_once": Mistake({"input_size": ("subtract", "input_size", "padding")}),
    "padding_twice": Mistake({"padding": ("multiply", 2, "padding")}),
    "dilation_forgotten": Mistake({"dilation": 1}),
    "stride_forgotten": Mistake({"stride": 1}),
    "one_forgotten": Mistake({"input_size": ("subtract", "input_size", "stride")}),
    "rounded_up": Mistake(
        {"input_size": ("subtract", ("add", "input_size", "stride"), 1)}
    ),
}


class OutputSize(Explorer):
    """How many windows fit along one axis, and which cells none of them reads.

    Parameters
    ----------
    input_size, kernel_size : int
        Cells along the axis.
    stride, padding, dilation : int
        As in `convlib.output_size`.

    Attributes
    ----------
    output : int
        What `convlib.output_size` computes from the state as it is now.
    reads_together : bool
        True marks the cells that share a window with the selected one.
    practice : bool
        True leaves the number of windows for the reader to fill in.
    mistakes : dict
        What the usual mistakes give for these numbers, by grid and name.
    selection : tuple or None
        ("output" | "input" | "size", 0, cell), counting from 0.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument and its value, and nothing is changed.

    Notes
    -----
    The first section of the notes, the relation of image, stride and feature map.

    Examples
    --------
    >>> explorer = OutputSize(5, 3, stride=2)
    >>> explorer.output
    2
    >>> explorer.padding = 1
    >>> explorer.output
    3
    """

    called = N_("Output size")
    numpy_code = """\
import numpy as np

input_size, kernel_size = {input_size}, {kernel_size}
stride, padding, dilation = {stride}, {padding}, {dilation}

span = dilation * (kernel_size - 1) + 1
output = (input_size + 2 * padding - span) // stride + 1
first = np.arange(output) * stride - padding
positions = first[:, None] + np.arange(kernel_size) * dilation  # read by each output
print(output, positions, sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

input, kernel = torch.zeros(1, 1, {input_size}), torch.zeros(1, 1, {kernel_size})
result = F.conv1d(
    input, kernel, stride={stride}, padding={padding}, dilation={dilation}
)
output = result.shape[-1]
print(output)
"""

    arguments = ("input_size", "kernel_size", "stride", "padding", "dilation")
    state_names = (*arguments, "reads_together", "practice")
    together = (("fit", "input_size", "kernel_size"),)
    caps = MappingProxyType(
        {"input_size": 16, "kernel_size": 11, "stride": 6, "padding": 5, "dilation": 4}
    )
    later = MappingProxyType({"reads_together": False, "practice": False})
    tasks = MappingProxyType({"size": Task(size, MISTAKES, together)})
    drawn = MappingProxyType(
        {
            "input_size": (12, 60),
            "kernel_size": (2, 5),
            "stride": (2, 5),
            "padding": (1, 4),
            "dilation": (2, 3),
        }
    )

    input_size = Whole(least=1, default=1, most=LARGEST_SIZE).tag(sync=True)
    kernel_size = Whole(least=1, default=1).tag(sync=True)
    stride = Whole(least=1, default=1).tag(sync=True)
    padding = Whole(least=0, default=0).tag(sync=True)
    dilation = Whole(least=1, default=1).tag(sync=True)
    reads_together = Flag(False).tag(sync=True)
    practice = Flag(False).tag(sync=True)
    selection = Selection({"output": 2, "input": 2, "size": 2}, ("output", 0, 0))

    def __init__(
        self,
        input_size: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        dilation: int = 1,
    ) -> None:
        super().__init__(
            input_size=input_size,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
        )

    @property
    def output(self) -> int:
        """The number of windows, as `convlib` computes it."""
        size = output_size(*(getattr(self, name) for name in self.arguments))
        assert isinstance(size, int)
        return size

    @property
    def positions(self) -> np.ndarray:
        """The input positions each output reads, shape (output, kernel_size).

        Negative ones and those from `input_size` on lie in the padding.
        """
        padding = self.padding
        sizes = (self.input_size, self.kernel_size, self.stride)
        axis = Axis(*sizes, padding, padding, self.dilation)
        return np.array([axis.reads(window) for window in range(axis.count)])

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        cells = np.arange(-self.padding, self.input_size + self.padding)
        yield _("Padded input: positions"), cells[None]
        yield _("Output: positions read, a row for each cell"), self.positions
