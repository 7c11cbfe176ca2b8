"""The explorer `layer-calculator`: a network as a table of sizes, costs and fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache, reduce
from html import escape
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from convlib._words import N_, _
from convlib.costs import Cost
from convlib.receptive_field import Field
from convlib.widgets.explorer import Explorer, write
from convlib.widgets.layer_calculator import rules, torch_text
from convlib.widgets.layer_calculator.network import (
    LARGEST,
    MOST,
    SPEC,
    Stage,
    compared,
    fields_of,
    rows_of,
    sum_of,
    tidy,
    trace,
)
from convlib.widgets.traits import ArgumentTypeError, ArgumentValueError, Selection

#: Networks that everybody knows, with the source of each and what is published of it.
KNOWN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "known.json").read_text(encoding="utf-8")
)


class Shape(traitlets.TraitType[tuple[int, int, int], Any]):
    """Channels, rows and columns of an image."""

    rule = ("shape", LARGEST)

    def __init__(self) -> None:
        super().__init__((3, 224, 224))
        self.tag(
            sync=True,
            to_json=lambda shape, _: [*shape],
            from_json=lambda numbers, _: numbers,
        )

    def validate(self, owner: Any, value: Any) -> tuple[int, int, int]:
        where = f"{type(owner).__name__}: {self.name}"
        if not isinstance(value, (list, tuple)) or any(
            type(n) is not int for n in value
        ):
            raise ArgumentTypeError(
                f"{where} must be three ints (channels, rows, columns), got {value!r}"
            )
        if len(value) != 3 or not all(1 <= number <= LARGEST for number in value):
            raise ArgumentValueError(
                f"{where} must be three numbers from 1 to {LARGEST}, got {value!r}"
            )
        return (value[0], value[1], value[2])


class Layers(traitlets.TraitType[list[dict[str, Any]], Any]):
    """Layers as dicts; as PyTorch code when they are given."""

    rule = ("stack", SPEC)

    def __init__(self) -> None:
        super().__init__()
        self.tag(sync=True)

    def validate(self, owner: Any, value: Any) -> list[dict[str, Any]]:
        where = f"{type(owner).__name__}: {self.name}"
        try:
            given = torch_text.read(value) if isinstance(value, str) else value
            if not isinstance(given, (list, tuple)):
                raise TypeError(
                    f"must be a list of dicts or PyTorch code, got {value!r}"
                )
            if not 1 <= len(given) <= MOST:
                raise ValueError(f"must hold 1 to {MOST} layers, got {len(given)}")
            return [tidy(layer) for layer in given]
        except TypeError as error:
            raise ArgumentTypeError(f"{where} {error}") from error
        except ValueError as error:
            raise ArgumentValueError(f"{where} {error}") from error


class LayerCalculator(Explorer):
    """A network as a table: what each layer makes of the image, costs, and sees.

    Parameters
    ----------
    layers : str or list of dict
        A program that holds ``nn.Sequential(...)``, which is read and not run; what
        PyTorch prints of a network, torchvision's AlexNet, VGG, ResNet and MobileNetV2
        included; or a list with a dict for each layer: its ``type``, one of Conv2d,
        ConvTranspose2d, MaxPool2d, AvgPool2d, AdaptiveAvgPool2d, AdaptiveMaxPool2d,
        BatchNorm2d, ReLU (and others that change no size), Flatten and Linear, and the
        arguments of PyTorch's class of that name by name. How many channels come in may
        be left out. At most 256 layers.
    input : tuple of int
        Channels, rows and columns of the image.

    Attributes
    ----------
    shapes : list of tuple
        (channels, rows, columns) of the image and behind each layer; (numbers, 1, 1)
        once it is flattened.
    costs : list of Cost
        Parameters and multiply-adds of each layer, from `convlib.conv_cost`.
    cost : Cost
        Their sum.
    fields : list of Field
        What a cell behind each layer sees, from `convlib.receptive_field`.
    selection : tuple or None
        ("layer", row, column) of the table, counting from 0; row 0 is the image.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument and its value, and nothing is changed.

    Notes
    -----
    A linear layer behind Flatten is a convolution whose kernel is as large as the map
    that was flattened, and so are its costs and its receptive field.

    A print does not show what ``forward`` does: before the first Linear, Flatten is put
    in, and AdaptiveAvgPool2d before it if Linear is made for as many numbers as there are
    channels. Of a ResNet only the main path is read; a warning names what is left out.

    Examples
    --------
    >>> layers = [{"type": "Conv2d", "out_channels": 64, "kernel_size": 3, "padding": 1}]
    >>> explorer = LayerCalculator(layers, input=(3, 224, 224))
    >>> explorer.cost
    Cost(parameters=1792, multiply_adds=86704128)
    >>> explorer.layers = "nn.Sequential(nn.Conv2d(3, 64, 7, stride=2, padding=3))"
    >>> explorer.shapes[-1]
    (64, 112, 112)
    >>> LayerCalculator.known("vgg16").cost.parameters
    138357544
    """

    called = N_("Layer calculator")
    numpy_code = """\
import numpy as np

shape, layers = {input}, {layers}


def pair(layer, name, usual):
    return np.broadcast_to(layer.get(name, usual), 2)


def reads(cells, kernel, stride, padding, dilation, transposed):
    taps = np.arange(kernel) * dilation - padding
    if transposed:  # the pixels whose stamps lie on these cells
        found = np.subtract.outer(cells, taps)
        return np.unique(found[found % stride == 0] // stride)
    return np.unique(np.add.outer(cells * stride, taps))


def field(stack, axis):  # how many pixels a cell sees; the most, where cells differ
    ways = np.prod([stride[axis] for _, stride, *_, transposed in stack if transposed])
    sizes = [0]
    for cell in range(int(ways)):
        cells = np.array([cell])
        for *geometry, transposed in reversed(stack):
            cells = reads(cells, *(part[axis] for part in geometry), transposed)
        sizes.append(np.ptp(cells) + 1 if cells.size else 0)
    return max(sizes)


stack, flattened = [], None
parameters = multiply_adds = 0
for layer in layers:  # the first one reads the image
    kind, channels, size = layer["type"], shape[0], np.array(shape[1:])
    kernel, dilation = pair(layer, "kernel_size", 1), pair(layer, "dilation", 1)
    stride = pair(layer, "stride", kernel if "Pool" in kind else 1)
    padding, extra = pair(layer, "padding", 0), pair(layer, "output_padding", 0)
    filters = layer.get("out_channels", layer.get("out_features", 0))
    weights = filters * channels // layer.get("groups", 1) * int(kernel.prod())
    biases = filters if layer.get("bias", True) else 0
    transposed = kind == "ConvTranspose2d"
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if transposed:
        cells = (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + extra
    elif layer.get("ceil_mode"):  # rounded up, if the last window starts inside
        cells = np.minimum(-(-room // stride), (size + padding - 1) // stride) + 1
    else:
        cells = room // stride + 1
    if "output_size" in layer:  # windows fit on cells that have been repeated
        cells = pair(layer, "output_size", 1)
        common = np.gcd(size, cells)
        stack.append((cells // common, cells // common, (0, 0), (1, 1), True))
        kernel = stride = size // common
    if kind == "Flatten" and flattened is None:
        channels, flattened, cells = channels * int(size.prod()), size, [1, 1]
    if kind == "Linear":
        kernel, flattened = flattened, np.array([1, 1])  # it reads the whole map
    if kind == "BatchNorm2d" and layer.get("affine", True):
        biases = channels * (2 if layer.get("bias", True) else 1)
    if kernel.prod() > 1 or stride.prod() > 1:
        stack.append((kernel, stride, padding, dilation, transposed))
    shape = [filters or channels, *map(int, cells)]
    parameters += weights + biases
    multiply_adds += weights * int(np.prod(size if transposed else cells))
    fields = field(stack, 0), field(stack, 1)
    print(kind, shape, weights + biases, *fields)
print(parameters, "parameters,", multiply_adds, "multiply-adds")
"""
    torch_code = """\
import torch
from torch import nn

network = nn.Sequential(
{modules})

cells = torch.zeros(2, *{input})  # BatchNorm wants more than one image
for module in network:
    cells = module(cells)
    print(module, *cells.shape[1:])
parameters = sum(numbers.numel() for numbers in network.parameters())
print(parameters, "parameters")
"""

    networks: Any = traitlets.List(read_only=True).tag(sync=True)

    arguments = ("layers", "input")
    state_names = arguments
    together = (("network", "input", "layers"),)

    layers = Layers()
    input = Shape()
    selection = Selection({"layer": 2}, ("layer", 1, 1))

    def __init__(self, layers: Any, input: Sequence[int] = (3, 224, 224)) -> None:
        super().__init__(layers=layers, input=input)

    @classmethod
    def known(cls, name: str) -> LayerCalculator:
        """Return the explorer on a network that everybody knows, VGG16 for example.

        Capital letters make no difference.

        Raises
        ------
        ValueError
            If there is none of this name; the message says which there are.
        """
        for network in KNOWN:
            if network["name"].lower() == str(name).lower():
                return cls(network["layers"], network["input"])
        names = ", ".join(network["name"] for network in KNOWN)
        raise ValueError(f"known: name must be one of {names}, got {name!r}")

    @traitlets.default("networks")
    def _networks(self) -> list[dict[str, Any]]:
        """The known networks as states, for the page to choose from."""
        return _known_states()

    def for_page(self) -> dict[str, Any]:
        """The state, its programs and rules, and the known networks."""
        return {**super().for_page(), "networks": self.networks}

    @traitlets.validate("layers", "input")
    def _fits(self, proposal: Any) -> Any:
        if problem := rules.network(self._as_proposed(proposal), "input", "layers"):
            raise ArgumentValueError(f"LayerCalculator: {problem}")
        if proposal.trait.name == "layers":
            return list(map(compared, proposal.value))
        return proposal.value

    @property
    def _stages(self) -> list[Stage]:
        return trace(self.input, self.layers)

    @property
    def shapes(self) -> list[tuple[int, int, int]]:
        """Channels, rows and columns of the image and behind each layer."""
        return [stage.shape for stage in self._stages]

    @property
    def costs(self) -> list[Cost]:
        """Parameters and multiply-adds of each layer."""
        return [stage.cost for stage in self._stages[1:]]

    @property
    def cost(self) -> Cost:
        """Parameters and multiply-adds of the network."""
        return reduce(add, self.costs)

    @property
    def fields(self) -> list[Field]:
        """What a cell behind each layer sees: pairs (vertical, horizontal), in pixels."""
        return fields_of(self._stages[1:])

    @property
    def table(self) -> np.ndarray:
        """The numbers of the picture: a row for the image and for each layer.

        Channels, rows, columns, parameters, multiply-adds, and size, jump and start of
        the receptive field, each for rows and for columns.
        """
        return np.array(rows_of(self._stages), float)

    def code(self, library: str) -> str:
        """Return a program that computes what the explorer shows at this moment."""
        if library != "torch":
            return super().code(library)
        modules = torch_text.written(self._stages, self.layers)
        template = self.templates["torch"].replace("{modules}", modules)
        return write(template, self.state())

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield (
            _(
                "Layers: channels, rows, columns, parameters, multiply–adds, and size, "
                "jump and start of the receptive field along rows and columns"
            ),
            self.table,
        )
        yield (
            _("Sums: parameters, multiply–adds"),
            np.array([sum_of(self._stages)]),
        )

    def without_javascript(self) -> str:
        """The network, and its numbers as tables."""
        modules = torch_text.written(self._stages, self.layers)
        network = f"nn.Sequential(\n{modules})"
        return f"<pre>{escape(network)}</pre>{super().without_javascript()}"


@cache
def _known_states() -> list[dict[str, Any]]:
    """Return `KNOWN` with the layers as a state has them."""
    return [
        {**network, "layers": [compared(tidy(one)) for one in torch_text.read(code)]}
        for network in KNOWN
        if (code := network["layers"])
    ]
