"""The explorer `groups`: which output channel reads which input channel."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np

from convlib._words import N_, _
from convlib.costs import Cost, conv_cost
from convlib.widgets.explorer import Explorer
from convlib.widgets.traits import Selection, Whole

#: More channels could not be told apart in the picture.
MOST_CHANNELS = 16


class Groups(Explorer):
    """The connections of a grouped convolution, and what they save.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of the input and filters, at most 16 of each.
    kernel_size : int
        Rows and columns of each slice of a filter.
    groups : int, default 1
        The channels are split into this many groups, which must divide both numbers
        of channels. As many as input channels is a depthwise convolution.

    Attributes
    ----------
    connections : ndarray of bool, shape (out_channels, in_channels)
        Whether an output channel reads an input channel.
    cost, ungrouped_cost : Cost
        Parameters and multiply-adds for one cell of each output channel, from
        `convlib.conv_cost`, with these groups and without.
    selection : tuple or None
        ("input" | "output", 0, channel) or ("connection", output, input), counting
        from 0.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument and its value, and nothing is changed.

    Notes
    -----
    The third section of the notes leaves groups out; `torch.nn.Conv2d` has them.

    Examples
    --------
    >>> explorer = Groups(4, 8, kernel_size=3, groups=2)
    >>> explorer.cost.parameters, explorer.ungrouped_cost.parameters
    (144, 288)
    >>> explorer.connections[0]
    array([ True,  True, False, False])
    """

    called = N_("Groups")
    numpy_code = """\
import numpy as np

in_channels, out_channels = {in_channels}, {out_channels}
kernel_size, groups = {kernel_size}, {groups}

reads = np.arange(in_channels) // (in_channels // groups)
feeds = np.arange(out_channels) // (out_channels // groups)
connections = np.equal.outer(feeds, reads)  # outputs, inputs
parameters = connections.sum() * kernel_size**2
print(connections.astype(int), parameters, sep="\\n")
"""
    torch_code = """\
import torch

layer = torch.nn.Conv2d(
    {in_channels}, {out_channels}, {kernel_size}, groups={groups}, bias=False
)
parameters = layer.weight.numel()
print(layer, parameters)
"""

    arguments = ("in_channels", "out_channels", "kernel_size", "groups")
    state_names = arguments
    together = (
        ("divides", "groups", "in_channels"),
        ("divides", "groups", "out_channels"),
    )
    caps = MappingProxyType({"kernel_size": 7})

    in_channels = Whole(least=1, most=MOST_CHANNELS, default=1).tag(sync=True)
    out_channels = Whole(least=1, most=MOST_CHANNELS, default=1).tag(sync=True)
    kernel_size = Whole(least=1, default=1).tag(sync=True)
    groups = Whole(least=1, default=1).tag(sync=True)
    selection = Selection({"input": 2, "output": 2, "connection": 2}, ("output", 0, 0))

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int, groups: int = 1
    ) -> None:
        super().__init__(
            in_channels=in_channels,
            out_channels=out_channels,
            kernel_size=kernel_size,
            groups=groups,
        )

    def _cost(self, groups: int) -> Cost:
        return conv_cost(
            self.in_channels, self.out_channels, self.kernel_size, 1, groups
        )

    @property
    def cost(self) -> Cost:
        """Parameters and multiply-adds for one cell of each output channel."""
        return self._cost(self.groups)

    @property
    def ungrouped_cost(self) -> Cost:
        """The same if every output channel read every input channel."""
        return self._cost(1)

    @property
    def connections(self) -> np.ndarray:
        """Whether an output channel (row) reads an input channel (column)."""
        reads = np.arange(self.in_channels) // (self.in_channels // self.groups)
        feeds = np.arange(self.out_channels) // (self.out_channels // self.groups)
        return np.equal.outer(feeds, reads)

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield (
            _("Connections: weights between output (row) and input (column)"),
            self.connections * self.kernel_size**2,
        )
        costs = (self.cost, self.ungrouped_cost)
        yield (
            _(
                "Parameters, multiply–adds for each output cell; and both without groups"
            ),
            np.array([[cost.parameters, cost.multiply_adds] for cost in costs]),
        )
