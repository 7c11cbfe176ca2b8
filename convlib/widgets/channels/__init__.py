"""The explorer `channels`: several filters over an image of several channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import traitlets

from convlib._words import N_, _
from convlib.conv import conv2d
from convlib.widgets.explorer import Explorer
from convlib.widgets.practice import Mistake, Task
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


def feature_maps(of: Any) -> np.ndarray:
    """Return what the filters make of the image, shape (K, oH, oW).

    `wrong` is a word for how somebody adds up who does not know how: see `_added_up`.
    """
    if wrong := getattr(of, "wrong", ""):
        sums = _added_up(of, wrong)
    else:
        sums = conv2d(of.image, of.filters, of.bias, of.stride, of.padding, of.dilation)
    return np.maximum(sums, 0) if of.relu else sums


def _added_up(of: Any, wrong: str) -> np.ndarray:
    """Return sums of the first or last channel alone, of slices in reverse order, of
    what ReLU leaves of each channel, or with a bias for each channel.
    """
    filters = of.filters[:, ::-1] if wrong == "reversed" else of.filters
    parts = np.array(
        [
            conv2d(
                of.image[[c]], filters[:, [c]], None, of.stride, of.padding, of.dilation
            )
            for c in range(len(of.image))
        ]
    )
    if wrong in ("first", "last"):
        parts = parts[:1] if wrong == "first" else parts[-1:]
    if wrong == "rectified":
        parts = np.maximum(parts, 0)
    times = len(parts) if wrong == "biased" else 1
    sums: np.ndarray = parts.sum(axis=0) + times * of.bias[:, None, None]
    return sums


MISTAKES = {
    "first_channel": Mistake({"wrong": "first"}),
    "last_channel": Mistake({"wrong": "last"}),
    "slices_reversed": Mistake({"wrong": "reversed"}),
    "bias_for_each": Mistake({"wrong": "biased"}),
    "bias_forgotten": Mistake({"bias": ("multiply", "bias", 0)}),
    "filters_turned": Mistake({"filters": ("rotate", "filters")}),
    "filters_swapped": Mistake({"filters": ("transpose", "filters")}),
    "relu_forgotten": Mistake({"relu": False}, "relu"),
    "relu_for_each": Mistake({"wrong": "rectified"}, "relu"),
    # As if the zeros began after the image: the windows begin at its corner.
    "padding_forgotten": Mistake({"padding": ("after", "padding")}),
    "padding_doubled": Mistake({"padding": ("multiply", 2, "padding")}),
    "stride_forgotten": Mistake({"stride": 1}),
    "holes_forgotten": Mistake({"dilation": 1}),
}


class Channels(Explorer):
    """Several filters over an image of several channels, one row for each channel.

    Parameters
    ----------
    image : array_like, shape (C, H, W)
        The input, in cells.
    filters : array_like, shape (K, C, kH, kW)
        The weights: each filter has a slice for each channel of the image.
    bias : array_like, shape (K,), default zeros
        One number for each filter, added once to each of its sums.
    stride, dilation : int or (rows, columns)
        As in `convlib.conv2d`.
    padding : int, (rows, columns) or ((top, bottom), (left, right))
        Zeros around each channel.
    relu : bool, default False
        Whether the sums pass through ReLU.

    Attributes
    ----------
    output : ndarray
        What `convlib.conv2d` computes from the state as it is now.
    filter : int
        The filter shown.
    reads_together : bool
        True marks the inputs that share a window with the selected one.
    practice : bool
        True leaves the feature maps for the reader to fill in.
    mistakes : dict
        What the usual mistakes give for these numbers, by grid and name.
    seed : int
        What the numbers were last drawn with, see `draw`; 0 if they were not.
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
    >>> explorer = Channels(image, filters, bias=[1])
    >>> explorer.output
    array([[[8]]])
    >>> explorer.mistakes["output"]["first_channel"]
    array([[[6]]])
    """

    called = N_("Channels")
    numpy_code = """\
import numpy as np

image = np.array({image})  # channels, rows, columns
filters = np.array({filters})  # filters, channels, rows, columns
bias = np.array({bias})
{plain}stride, padding, dilation = {stride}, {padding}, {dilation}
{apart}stride, dilation = {stride.axes}, {dilation.axes}  # rows, columns
{apart}padding = {padding.sides}  # (top, bottom), (left, right)
relu = {relu}

{plain}padded = np.pad(image, [(0, 0), (padding, padding), (padding, padding)])
{apart}padded = np.pad(image, [(0, 0), *padding])
{plain}span = [dilation * (cells - 1) + 1 for cells in filters.shape[2:]]
{apart}span = [d * (cells - 1) + 1 for d, cells in zip(dilation, filters.shape[2:])]
windows = np.lib.stride_tricks.sliding_window_view(padded, span, axis=(1, 2))
{plain}windows = windows[:, ::stride, ::stride, ::dilation, ::dilation]
{apart}steps = [slice(None, None, step) for step in (1, *stride, *dilation)]
{apart}windows = windows[tuple(steps)]
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
stride, padding, dilation = {stride}, {padding}, {dilation}
relu = {relu}

{uneven}image, padding = F.pad(image, {padding.torch}), 0  # left, right, top, bottom
output = F.conv2d(image[None], filters, bias, stride, padding, dilation)[0]
if relu:
    output = output.relu()
print(output)
"""

    arguments = (
        "image",
        "filters",
        "bias",
        "stride",
        "padding",
        "dilation",
        "relu",
    )
    state_names = (*arguments, "filter", "reads_together", "seed", "practice")
    together = (
        ("depth", "filters", "image"),
        ("each", "bias", "filters"),
        ("fit", "image", "filters"),
        ("below", "filter", "filters"),
    )
    caps: Mapping[str, int] = {
        "image": 12,
        "filters": 5,
        "stride": 5,
        "padding": 4,
        "dilation": 3,
        "channel_count": 8,  # more could not be read
        "filter_count": 6,
    }
    drawn: Mapping[str, tuple[int, int]] = {
        "image": (0, 4),
        "filters": (-2, 2),
        "bias": (-3, 3),
    }
    later: Mapping[str, Any] = {
        "dilation": 1,
        "seed": 0,
        "practice": False,
        "reads_together": False,
    }
    tasks = MappingProxyType(
        {"output": Task(feature_maps, MISTAKES, (("fit", "image", "filters"),))}
    )

    image = Array("channels, rows, columns")
    filters = Array("filters, channels, rows, columns")
    bias = Array("filters")
    stride = Steps(least=1, default=1)
    padding = Sides()
    dilation = Steps(least=1, default=1)
    relu = Flag(False).tag(sync=True)
    filter = Whole(least=0, default=0).tag(sync=True)
    reads_together = Flag(False).tag(sync=True)
    seed = Seed()
    practice = Flag(False).tag(sync=True)
    selection = Selection({"output": 3, "input": 3, "filter": 3}, ("output", 0, 0, 0))

    def __init__(
        self,
        image: Any,
        filters: Any,
        bias: Any = None,
        stride: int | tuple[int, int] = 1,
        padding: Padding = 0,
        dilation: int | tuple[int, int] = 1,
        relu: bool = False,
    ) -> None:
        given = {} if bias is None else {"bias": bias}
        super().__init__(
            image=image,
            filters=filters,
            stride=stride,
            padding=padding,
            dilation=dilation,
            relu=relu,
            **given,
        )

    @traitlets.default("bias")
    def _zeros(self) -> np.ndarray:
        return np.zeros(len(self.filters), int)

    @property
    def output(self) -> np.ndarray:
        """The feature maps, shape (K, oH, oW), as `convlib` computes them."""
        return feature_maps(self)

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
