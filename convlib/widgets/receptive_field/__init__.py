"""The explorer `receptive-field`: what a cell of a stack of layers sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import traitlets

import convlib
from convlib._words import _
from convlib.receptive_field import Field, Layer
from convlib.widgets.explorer import Explorer
from convlib.widgets.traits import ArgumentTypeError, ArgumentValueError, Selection

#: A larger field could not be drawn with cells that a finger can hit.
LARGEST_FIELD = 33
MOST_LAYERS = 6
#: The arguments of a layer, and how small each may be.
LEAST = {"kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1}


class Layers(traitlets.TraitType[tuple[Layer, ...], Any]):
    """Layers of square geometry, as `convlib.Layer` objects."""

    rule = ("layers", LEAST, MOST_LAYERS, LARGEST_FIELD)

    def __init__(self) -> None:
        super().__init__()
        self.tag(
            sync=True,
            to_json=lambda layers, _: [_arguments(layer) for layer in layers],
            from_json=lambda layers, _: layers,
        )

    def validate(self, owner: Any, value: Any) -> tuple[Layer, ...]:
        where = f"{type(owner).__name__}: layers"
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Sequence):
            raise ArgumentTypeError(f"{where} must be a list of layers, got {value!r}")
        layers = tuple(_layer(where, number, one) for number, one in enumerate(value))
        if not 1 <= len(layers) <= MOST_LAYERS:
            raise ArgumentValueError(
                f"{where} must hold 1 to {MOST_LAYERS} layers, got {len(layers)}"
            )
        size = convlib.receptive_field(layers)[-1].size
        if not isinstance(size, int) or size > LARGEST_FIELD:
            raise ArgumentValueError(
                f"{where} must see at most {LARGEST_FIELD} pixels along an axis, "
                f"got {size} with {list(layers)}"
            )
        return layers


def _arguments(layer: Layer) -> dict[str, Any]:
    return {name: getattr(layer, name) for name in LEAST}


def _layer(where: str, number: int, given: Any) -> Layer:
    """Return what stands for a layer as one, with the same ints for both axes."""
    where = f"{where}[{number}]"
    try:
        match given:
            case Layer():
                layer = given
            case Mapping():
                layer = Layer(**given)
            case [kernel_size, *rest] if len(rest) <= 2:
                names = ("stride", "dilation")
                layer = Layer(kernel_size, **dict(zip(names, rest, strict=False)))
            case _:
                raise ArgumentTypeError(
                    f"{where} must be a Layer, its arguments by name, or (kernel_size, "
                    f"stride, dilation), got {given!r}"
                )
        axis, across = layer.axes
    except ArgumentTypeError:
        raise
    except TypeError as error:
        raise ArgumentTypeError(f"{where}: {error}") from error
    except ValueError as error:
        raise ArgumentValueError(f"{where}: {error}") from error
    if layer.transposed:
        raise ArgumentValueError(f"{where} must not be transposed, got {layer}")
    if axis != across or axis.before != axis.after:
        raise ArgumentValueError(
            f"{where} must be the same for rows and columns and on all sides, "
            f"got {layer}"
        )
    return Layer(axis.kernel, axis.stride, axis.before, axis.dilation)


class ReceptiveField(Explorer):
    """A stack of layers: how far a cell sees, and which of these pixels it reads.

    Parameters
    ----------
    layers : list of Layer, dict or tuple
        The first one reads the image. A dict holds the arguments of `convlib.Layer`,
        a tuple (kernel_size, stride, dilation), the last one or two of which may be
        left out. At most 6 layers that see at most 33 pixels along an axis.

    Attributes
    ----------
    layers : tuple of Layer
        The layers as `convlib.Layer` objects.
    fields : list of Field
        Size, jump and start for each layer, from `convlib.receptive_field`.
    pixels_read : ndarray of bool
        The pixels that the last layer's cell reads, from `convlib.pixels_read`.
    selection : tuple or None
        ("layer", layer, cell) or ("input", row, column), counting from 0. To start
        with the last layer's cell.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument and its value, and nothing is changed.

    Notes
    -----
    The third section of the notes, "空洞卷积".

    Examples
    --------
    >>> explorer = ReceptiveField([(3, 1, 1), (3, 1, 2), (3, 1, 4)])
    >>> [field.size for field in explorer.fields]
    [3, 7, 15]
    >>> explorer.layers = [(3, 1, 2)] * 3
    >>> explorer.pixels_read.shape, int(explorer.pixels_read.sum())
    ((13, 13), 49)
    """

    numpy_code = """\
import numpy as np

layers = {layers}

size, jump, start = 1, 1, 0
fields = []
for layer in layers:  # the first one reads the image
    size += layer["dilation"] * (layer["kernel_size"] - 1) * jump
    start -= layer["padding"] * jump
    jump *= layer["stride"]
    fields.append((size, jump, start))
positions = np.array([0])  # of the last layer; then what they read, layer by layer
for layer in reversed(layers):
    taps = np.arange(layer["kernel_size"]) * layer["dilation"]
    positions = np.unique(positions[:, None] * layer["stride"] + taps)
read = np.isin(np.arange(size), positions)
pixels_read = np.outer(read, read)
print(fields, pixels_read.astype(int), sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

layers = {layers}

size, jump = 1, 1
for layer in layers:  # the first one reads the image
    size += layer["dilation"] * (layer["kernel_size"] - 1) * jump
    jump *= layer["stride"]
image = torch.zeros(1, 1, size, size, dtype=torch.float64, requires_grad=True)
cells = image
for layer in layers:
    ones = torch.ones(1, 1, layer["kernel_size"], layer["kernel_size"]).double()
    cells = F.conv2d(cells, ones, stride=layer["stride"], dilation=layer["dilation"])
cells[0, 0, 0, 0].backward()  # a pixel that the cell reads has a gradient
pixels_read = image.grad[0, 0] > 0
print(size, pixels_read.int(), sep="\\n")
"""

    arguments = ("layers",)
    state_names = arguments

    layers = Layers()
    selection = Selection({"layer": 2, "input": 2}, ("layer", 0, 0))

    def __init__(self, layers: Any) -> None:
        super().__init__(layers=layers)
        self.selection = ("layer", len(self.layers) - 1, 0)

    @property
    def fields(self) -> list[Field]:
        """Size, jump and start for each layer, in pixels of the image."""
        return convlib.receptive_field(self.layers)

    @property
    def pixels_read(self) -> np.ndarray:
        """Which pixels of its field the last layer's cell reads."""
        return convlib.pixels_read(self.layers)

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield (
            _("Layers: kernel size, stride, padding, dilation, and size, jump, start"),
            np.array(
                [
                    [*_arguments(layer).values(), *field]
                    for layer, field in zip(self.layers, self.fields, strict=True)
                ]
            ),
        )
        yield _("Input: 1 where the pixel is read"), self.pixels_read.astype(int)
