"""The explorer `channels`: several filters over an image of several channels."""

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


class Channels(Explorer):
    """Several filters over an image of several channels, one row for each channel.

    Parameters
    ----------
    image : array_like, shape (C, H, W)
        The input, in cells.
    filters : array_like, shape (K, C, kH, kW)
        The weights: each filter has a slice for each channel of the image.
    bias : array_like, shape (K,)
        One number for each filter, added once to each of its sums.
    stride, padding : int
        As in `convlib.conv2d`, the same for rows and columns.
    relu : bool, default False
        Whether the sums pass through ReLU.

    Attributes
    ----------
    output : ndarray
        What `convlib.conv2d` computes from the state as it is now.
    filter : int
        The filter shown.
    selection : tuple or None
        ("output", filter, row, column), ("input", channel, row, column) or
        ("filter", channel, row, column), counting from 0.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Notes
    -----
    The first section of the notes, the figure with two filters and the -5 question.

    Examples
    --------
    >>> image = [[[1, 2], [3, 4]], [[0, 1], [1, 0]]]
    >>> filters = [[[[1, 0], [0, 1]], [[0, 2], [0, 0]]]]
    >>> Channels(image, filters, bias=[1]).output
    array([[[8]]])
    """

    numpy_code = """\
import numpy as np

image = np.array({image})  # channels, rows, columns
filters = np.array({filters})  # filters, channels, rows, columns
bias = np.array({bias})
stride, padding, relu = {stride}, {padding}, {relu}

padded = np.pad(image, [(0, 0), (padding, padding), (padding, padding)])
windows = np.lib.stride_tricks.sliding_window_view(
    padded, filters.shape[2:], axis=(1, 2)
)[:, ::stride, ::stride]
output = np.einsum("cijmn,kcmn->kij", windows, filters) + bias[:, None, None]
if relu:
    output = np.maximum(output, 0)
print(output)
"""
    torch_code = """\
import torch
import torch.nn.functional as F

image = torch.tensor({image}, dtype=torch.float64)  # channels, rows, columns
filters = torch.tensor({filters}, dtype=torch.float64)  # filters, channels, ...
bias = torch.tensor({bias}, dtype=torch.float64)
stride, padding, relu = {stride}, {padding}, {relu}

output = F.conv2d(image[None], filters, bias, stride, padding)[0]
if relu:
    output = output.relu()
print(output)
"""

    arguments = ("image", "filters", "bias", "stride", "padding", "relu")
    state_names = (*arguments, "filter")
    together = (
        ("depth", "filters", "image"),
        ("each", "bias", "filters"),
        ("fit", "image", "filters"),
        ("below", "filter", "filters"),
    )
    fixed = ("image", "filters", "bias")

    image = Array("channels, rows, columns")
    filters = Array("filters, channels, rows, columns")
    bias = Array("filters")
    stride = Whole(least=1, default=1).tag(sync=True)
    padding = Whole(least=0, default=0).tag(sync=True)
    relu = Flag(False).tag(sync=True)
    filter = Whole(least=0, default=0).tag(sync=True)
    selection = Selection({"output": 3, "input": 3, "filter": 3}, ("output", 0, 0, 0))

    def __init__(
        self,
        image: Any,
        filters: Any,
        bias: Any,
        stride: int = 1,
        padding: int = 0,
        relu: bool = False,
    ) -> None:
        super().__init__(
            image=image,
            filters=filters,
            bias=bias,
            stride=stride,
            padding=padding,
            relu=relu,
        )

    @property
    def output(self) -> np.ndarray:
        """The feature maps, shape (K, oH, oW), as `convlib` computes them."""
        sums = convlib.conv2d(
            self.image, self.filters, self.bias, self.stride, self.padding
        )
        return np.maximum(sums, 0) if self.relu else sums

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        for channel, values in enumerate(self.image):
            yield _("Input channel {channel}").format(channel=channel), values
        words = _("Filter {filter} channel {channel}")
        for k, weights in enumerate(self.filters):
            for channel, values in enumerate(weights):
                yield words.format(filter=k, channel=channel), values
        yield _("Bias"), self.bias[None]
        for k, values in enumerate(self.output):
            yield _("Output {filter}").format(filter=k), values
