"""The explorer `causal-stack`: a signal through a stack of dilated convolutions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from convlib._words import N_, _
from convlib.conv import conv1d
from convlib.receptive_field import Layer, receptive_field
from convlib.widgets.explorer import Explorer
from convlib.widgets.traits import (
    LIMITS,
    ArgumentTypeError,
    ArgumentValueError,
    Array,
    Flag,
    Seed,
    Selection,
    regular,
)

#: A block of WaveNet: ten layers, whose dilations double up to 512.
MOST_LAYERS = 10
MOST_DILATION = 2 ** (MOST_LAYERS - 1)
MOST_WEIGHTS = 4


class Strips(Array):
    """Numbers along one axis, as rows of their own; the axis of the rows may be left out.

    No row is longer than `most`, and there are at most `rows` of them.
    """

    def __init__(self, axes: str, most: int, rows: int = 1) -> None:
        super().__init__(axes)
        self.most, self.rows = most, rows
        self.rule = ("strips", *self.ndims, most, rows)

    def validate(self, owner: Any, value: Any) -> np.ndarray:
        where = f"{type(owner).__name__}: {self.name}"
        array = regular(where, value)
        if array.ndim == self.ndims[0] - 1:
            array = array[..., None, :]
        array = super().validate(owner, array)
        *rows, row, length = array.shape
        if row != 1 or length > self.most or max(rows, default=1) > self.rows:
            raise ArgumentValueError(
                f"{where} must have the axes {self.axes}, at most {self.most} numbers "
                f"in a row and at most {self.rows} such rows, got shape {array.shape}"
            )
        return array


class Dilations(Array):
    """Whole numbers from 1 to `MOST_DILATION`, one for each layer."""

    def __init__(self) -> None:
        super().__init__("layers")
        self.rule = ("wholes", 1, MOST_DILATION)

    def validate(self, owner: Any, value: Any) -> np.ndarray:
        array = super().validate(owner, value)
        where = f"{type(owner).__name__}: {self.name}"
        if array.dtype.kind != "i":
            raise ArgumentTypeError(f"{where} must be ints, got {value!r}")
        if array.min() < 1 or array.max() > MOST_DILATION:
            raise ArgumentValueError(
                f"{where} must lie between 1 and {MOST_DILATION}, got {array.tolist()}"
            )
        return array


class CausalStack(Explorer):
    """A signal through layers of dilated convolutions, every node a number and a sum.

    Parameters
    ----------
    signal : array_like, shape (L,)
        The samples, at most 16, the earliest first.
    layers : list of (weights, dilation)
        The first one reads the signal. Weights from the earliest sample to the latest, as
        many in each layer, at most 4; a number of weights stands for so many ones. At most
        10 layers, with dilations of at most 512.
    causal : bool, default True
        Whether all the zeros that keep the length stand before the signal, so that no
        node reads what comes later; False sets them half before and half after it.

    Attributes
    ----------
    signal : ndarray, shape (1, L)
        The samples, as a row.
    weights : ndarray, shape (layers, 1, kL)
        The weights of each layer, as a row.
    dilations : ndarray of int, shape (layers,)
        The dilation of each layer.
    layers : list of (weights, dilation)
        Both, as they were given; can be assigned.
    causal : bool
        Where the zeros stand.
    outputs : ndarray, shape (layers, L)
        What each layer computes, by `convlib.conv1d`.
    output : ndarray, shape (L,)
        That of the last one.
    field : int
        The samples that a node of the last layer sees, from `convlib.receptive_field`.
    ahead : int
        How many of them may come later than the node.
    seed : int
        What the numbers were last drawn with, see `draw`; 0 if they were not.
    selection : tuple or None
        ("layer", layer, time), ("signal", time) or ("weight", layer, number), counting
        from 0. To start with the last node of the last layer.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument and its value, and nothing is changed.

    Notes
    -----
    The stack of WaveNet, van den Oord et al., arXiv:1609.03499, 2016, figure 3.

    Examples
    --------
    >>> explorer = CausalStack([1, 0, 2, 3], [([1, 1], 1), ([1, 1], 2)])
    >>> explorer.outputs
    array([[1, 1, 2, 5],
           [1, 1, 3, 6]])
    >>> explorer.field, explorer.ahead
    (4, 0)
    >>> explorer.causal = False
    >>> explorer.field, explorer.ahead
    (4, 2)
    """

    called = N_("Causal stack")
    numpy_code = """\
import numpy as np

signal = np.array({signal})[0]
weights = np.array({weights})[:, 0]  # a row for each layer, the earliest first
dilations = {dilations}
causal = {causal}

outputs = [signal]
for weight, dilation in zip(weights, dilations):
    zeros = dilation * (len(weight) - 1)
    before = zeros if causal else zeros // 2
    padded = np.pad(outputs[-1], (before, zeros - before))
    read = [padded[n * dilation :][: len(signal)] for n in range(len(weight))]
    outputs.append(weight @ read)
outputs = np.array(outputs[1:])  # a row for each layer
print(outputs)
"""
    torch_code = """\
import torch
import torch.nn.functional as F

signal = torch.tensor({signal}, dtype=torch.float64)
weights = torch.tensor({weights}, dtype=torch.float64)  # the earliest first
dilations = {dilations}
causal = {causal}

outputs = [signal]
for weight, dilation in zip(weights, dilations):
    zeros = dilation * (weight.shape[1] - 1)
    before = zeros if causal else zeros // 2
    padded = F.pad(outputs[-1], (before, zeros - before))
    outputs.append(F.conv1d(padded[None], weight[None], dilation=dilation)[0])
outputs = torch.cat(outputs[1:])  # a row for each layer
print(outputs)
"""

    arguments = ("signal", "layers", "causal")
    state_names = ("signal", "weights", "dilations", "causal", "seed")
    together = (("each", "dilations", "weights"),)
    drawn: Mapping[str, tuple[int, int]] = {"signal": (-3, 4), "weights": (-1, 2)}

    signal = Strips("1, samples", LIMITS["size"])
    weights = Strips("layers, 1, weights", MOST_WEIGHTS, MOST_LAYERS)
    dilations = Dilations()
    causal = Flag(True).tag(sync=True)
    seed = Seed()
    selection = Selection({"layer": 2, "signal": 1, "weight": 2}, ("layer", 0, 0))

    def __init__(self, signal: Any, layers: Any, causal: bool = True) -> None:
        weights, dilations = _parts(layers)
        super().__init__(
            signal=signal, weights=weights, dilations=dilations, causal=causal
        )
        self.selection = ("layer", len(self.weights) - 1, self.signal.size - 1)

    @property
    def layers(self) -> list[tuple[list[float], int]]:
        """The weights and the dilation of each layer."""
        return list(
            zip(self.weights[:, 0].tolist(), self.dilations.tolist(), strict=True)
        )

    @layers.setter
    def layers(self, layers: Any) -> None:
        weights, dilations = _parts(layers)
        with self.hold_trait_notifications():
            self.weights, self.dilations = weights, dilations

    @property
    def _stack(self) -> list[Layer]:
        """The layers with their zeros, as rows of images."""
        taps = self.weights.shape[-1]
        return [
            Layer((1, taps), dilation=(1, step), padding=((0, 0), self._zeros(step)))
            for step in self.dilations.tolist()
        ]

    def _zeros(self, dilation: int) -> tuple[int, int]:
        """Return the zeros before and after what a layer reads."""
        zeros = dilation * (self.weights.shape[-1] - 1)
        before = zeros if self.causal else zeros // 2
        return before, zeros - before

    @property
    def outputs(self) -> np.ndarray:
        """What each layer makes of the one before it."""
        levels = [self.signal[0]]
        for weights, step in zip(self.weights[:, 0], self.dilations, strict=True):
            zeros = self._zeros(int(step))
            levels.append(conv1d(levels[-1], weights, padding=zeros, dilation=step))
        return np.array(levels[1:])

    @property
    def output(self) -> np.ndarray:
        """What the last layer makes of it."""
        values: np.ndarray = self.outputs[-1]
        return values

    @property
    def field(self) -> int:
        """How many samples a node of the last layer sees."""
        return int(receptive_field(self._stack)[-1].size[1])  # type: ignore[index]

    @property
    def ahead(self) -> int:
        """How many of them may come later than the node."""
        return sum(self._zeros(step)[1] for step in self.dilations.tolist())

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield _("Signal"), self.signal
        for number, weights in enumerate(self.weights, start=1):
            yield _("Layer {number} weights").format(number=number), weights
        for number, values in enumerate(self.outputs, start=1):
            yield _("Layer {number}").format(number=number), values[None]


def _parts(layers: Any) -> tuple[list[Any], list[Any]]:
    """Return the weights and the dilations of layers."""
    weights, dilations = [], []
    try:
        for given, dilation in layers:
            weights.append([1] * given if isinstance(given, int) else given)
            dilations.append(dilation)
    except (TypeError, ValueError) as error:
        raise ArgumentTypeError(
            f"CausalStack: layers must be a list of (weights, dilation), got {layers!r}"
        ) from error
    return weights, dilations
