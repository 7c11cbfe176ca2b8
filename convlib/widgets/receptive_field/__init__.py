"""The explorer `receptive-field`: what a cell of a stack of layers sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import traitlets

from convlib._words import N_, _
from convlib.receptive_field import Field, Layer, pixels_read, receptive_field
from convlib.widgets.explorer import Explorer
from convlib.widgets.fields import is_listed
from convlib.widgets.traits import (
    ArgumentTypeError,
    ArgumentValueError,
    Selection,
    Whole,
)

#: A larger field, of a network that a page can still list.
LARGEST_FIELD = 4096
MOST_LAYERS = 64
#: Up to here cells are drawn that a finger can hit; what is larger is drawn to scale.
DRAWN_FIELD, DRAWN_LAYERS = 33, 6
#: The arguments of a layer, and how small each may be.
LEAST = {"kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1}


@dataclass(frozen=True, repr=False)
class Pool(Layer):
    """A layer that pools: its windows are those of a kernel, and only its name differs."""

    def __repr__(self) -> str:
        return f"Pool{super().__repr__().removeprefix('Layer')}"


class Layers(traitlets.TraitType[tuple[Layer, ...], Any]):
    """Layers of square geometry, as `convlib.Layer` objects."""

    rule = ("layers", LEAST, MOST_LAYERS, LARGEST_FIELD, DRAWN_LAYERS, DRAWN_FIELD)

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
        if not is_listed(layers, 0):
            raise ArgumentValueError(
                f"{where} read too much behind a transposed convolution to be listed, "
                f"got {list(layers)}"
            )
        size = receptive_field(layers)[-1].size
        if not isinstance(size, int) or not 1 <= size <= LARGEST_FIELD:
            raise ArgumentValueError(
                f"{where} must see 1 to {LARGEST_FIELD} pixels along an axis, got "
                f"{size} with {list(layers)}"
            )
        return layers


def _arguments(layer: Layer) -> dict[str, Any]:
    """Return a layer as JSON has it: what it is, if it is no convolution, and numbers."""
    kind = "pooling" if isinstance(layer, Pool) else "transposed"
    is_other = isinstance(layer, Pool) or layer.transposed
    numbers = {name: getattr(layer, name) for name in LEAST}
    return {**numbers, **({kind: True} if is_other else {})}


def _layer(where: str, number: int, given: Any) -> Layer:
    """Return what stands for a layer as one, with the same ints for both axes."""
    where = f"{where}[{number}]"
    try:
        match given:
            case Layer():
                layer = given
            case Mapping():
                arguments = dict(given)
                pools = arguments.pop("pooling", False)
                if not isinstance(pools, bool):
                    raise ArgumentTypeError(
                        f"{where}: pooling must be True or False, got {pools!r}"
                    )
                layer = (Pool if pools else Layer)(**arguments)
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
    if layer.transposed and isinstance(layer, Pool):
        raise ArgumentValueError(f"{where} must not pool transposed, got {layer}")
    if axis != across or axis.before != axis.after:
        raise ArgumentValueError(
            f"{where} must be the same for rows and columns and on all sides, "
            f"got {layer}"
        )
    kind = Pool if isinstance(layer, Pool) else Layer
    return kind(axis.kernel, axis.stride, axis.before, axis.dilation, layer.transposed)


class ReceptiveField(Explorer):
    """A stack of layers: how far a cell sees, and which of these pixels it reads.

    Parameters
    ----------
    layers : list of Layer, dict or tuple
        The first one reads the image. A dict holds the arguments of `convlib.Layer`,
        and ``"pooling": True`` if the layer pools; a tuple (kernel_size, stride,
        dilation), the last one or two of which may be left out. At most 64 layers that
        see at most 4096 pixels along an axis; of more than 6 layers or 33 pixels, or
        behind a transposed convolution, the picture is to scale.
    input_size : int, default 224
        Rows and columns of the image, to compare the field with.

    Attributes
    ----------
    layers : tuple of Layer
        The layers as `convlib.Layer` objects.
    input_size : int
        Rows and columns of the image.
    fields : list of Field
        Size, jump and start for each layer, from `convlib.receptive_field`.
    pixels_read : ndarray of bool
        The pixels that the last layer's cell reads, from `convlib.pixels_read`.
    selection : tuple or None
        ("layer", layer, cell) or ("input", row, column), counting from 0. To start
        with the last layer's first cell.

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

    called = N_("Receptive field")
    numpy_code = """\
import math

import numpy as np

layers = {layers}


def pixels(layers, cell):  # along one axis, those that a cell of the last layer reads
    read = [cell]
    for layer in reversed(layers):
        stride = layer["stride"]
        taps = np.arange(layer["kernel_size"]) * layer["dilation"] - layer["padding"]
        if layer.get("transposed"):  # the cells whose stamps lie on these
            ways = [(p - t) / stride for p in read for t in taps]
            read = {int(way) for way in ways if way % 1 == 0}
        else:
            read = {p * stride + t for p in read for t in taps}
    return np.array(sorted(read))


def widest(layers):  # behind a transposed convolution cells differ
    strides = [layer["stride"] for layer in layers if layer.get("transposed")]
    found = [pixels(layers, cell) for cell in range(math.prod(strides))]
    return max((p - p[0] for p in found if p.size), key=lambda p: (p[-1], p.size))


read = widest(layers)
sizes = [int(widest(layers[:n])[-1]) + 1 for n in range(1, len(layers) + 1)]
along = np.isin(np.arange(sizes[-1]), read)
pixels_read = np.outer(along, along)
print(sizes, pixels_read.astype(int), sep="\\n")
"""
    torch_code = """\
import math

import torch
import torch.nn.functional as F

layers = {layers}

# Behind a transposed convolution cells differ: there are so many kinds of them.
kinds = math.prod(layer["stride"] for layer in layers if layer.get("transposed"))
size = 2 * kinds
for layer in reversed(layers):  # an image that is large enough for each of them
    span, stride = layer["dilation"] * (layer["kernel_size"] - 1) + 1, layer["stride"]
    transposed = layer.get("transposed")
    size = size // stride + 2 * span if transposed else (size - 1) * stride + span
image = torch.zeros(1, 1, size, dtype=torch.float64, requires_grad=True)
cells = image
for layer in layers:
    slide = F.conv_transpose1d if layer.get("transposed") else F.conv1d
    ones = torch.ones(1, 1, layer["kernel_size"]).double()
    cells = slide(cells, ones, stride=layer["stride"], dilation=layer["dilation"])
found = []
for cell in cells[0, 0]:  # a pixel that it reads has a gradient
    (gradient,) = torch.autograd.grad(cell, image, retain_graph=True)
    read = gradient[0, 0].nonzero()[:, 0]
    found += [read - read[0]] if len(read) else []
read = max(found, key=lambda read: (read[-1].item(), len(read)))
along = torch.isin(torch.arange(read[-1].item() + 1), read)
pixels_read = torch.outer(along, along)
print(len(along), pixels_read.int(), sep="\\n")
"""

    arguments = ("layers", "input_size")
    state_names = arguments
    later = MappingProxyType({"input_size": 224})

    layers = Layers()
    input_size = Whole(least=1, default=224, most=LARGEST_FIELD).tag(sync=True)
    selection = Selection({"layer": 2, "input": 2}, ("layer", 0, 0))

    def __init__(self, layers: Any, input_size: int = 224) -> None:
        super().__init__(layers=layers, input_size=input_size)
        self.selection = ("layer", len(self.layers) - 1, 0)

    @property
    def fields(self) -> list[Field]:
        """Size, jump and start for each layer, in pixels of the image."""
        return receptive_field(self.layers)

    @property
    def pixels_read(self) -> np.ndarray:
        """Which pixels of its field the last layer's cell reads."""
        return pixels_read(self.layers)

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        rows: list[list[Any]] = [
            [*(getattr(layer, name) for name in LEAST), *field]
            for layer, field in zip(self.layers, self.fields, strict=True)
        ]
        yield (
            _("Layers: kernel size, stride, padding, dilation, and size, jump, start"),
            np.array(rows, dtype=float),
        )
        if max(self.pixels_read.shape) <= DRAWN_FIELD:
            yield _("Input: 1 where the pixel is read"), self.pixels_read.astype(int)
