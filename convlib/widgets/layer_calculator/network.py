"""What the layers of a network make of an image: sizes, costs and receptive fields.

A layer is a dict: the ``type`` that `torch.nn` has for it, and the arguments that are not
the default. Which types there are, and their arguments in PyTorch's order, is said by
``layers.json``, which the page reads, too: null for an argument that has no default, a list
for one that can only mean what its default does. How many channels come in is said by the
layer before.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import accumulate
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

from convlib._axis import Axis
from convlib.costs import Cost, conv_cost
from convlib.receptive_field import Field, Layer, receptive_field
from convlib.shapes import output_size, transposed_output_size

SPEC = json.loads((Path(__file__).parent / "layers.json").read_text(encoding="utf-8"))
TYPES: dict[str, dict[str, Any]] = SPEC["types"]
#: So many layers, and no larger number in any of them.
MOST, LARGEST = SPEC["most"], SPEC["largest"]

#: The page counts in floating point, which is exact up to here.
EXACT = 2**53

FREE = Cost(0, 0)
#: Each cell reads the one below it.
SAME_PLACE = Layer((1, 1), (1, 1), (0, 0), (1, 1))

Pair = tuple[int, int]


class Stage(NamedTuple):
    """What there is behind a layer."""

    shape: tuple[int, int, int]  #: channels, rows, columns; (numbers, 1, 1) if flat
    cost: Cost = FREE  #: of the layer alone
    reads: tuple[Layer, ...] = (SAME_PLACE,)  #: what its cells read, in one step or two
    #: Rows and columns of the map that has been flattened; None as long as there is one.
    flattened: Pair | None = None


def arguments(kind: str) -> list[str]:
    """Return the arguments of a type that make a difference to the table."""
    return [
        name
        for name, to in TYPES[kind].items()
        if to not in ("given", "ignored") and not isinstance(to, list)
    ]


def incoming(kind: str) -> str:
    """Return PyTorch's name for how many channels come in; "" if it has none."""
    return next((name for name, to in TYPES[kind].items() if to == "given"), "")


def value_of(layer: Mapping[str, Any], name: str) -> Any:
    """Return an argument of a layer, the default if its dict does not hold it."""
    value = layer.get(name, TYPES[layer["type"]][name])
    return layer["kernel_size"] if value == "kernel_size" else value


def as_pair(value: Any) -> Any:
    """Return one value for rows and one for columns."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value, value)


def pair_of(layer: Mapping[str, Any], name: str) -> Pair:
    """Return an argument for rows and columns."""
    pair: Pair = as_pair(value_of(layer, name))
    return pair


def tidy(layer: Any) -> dict[str, Any]:
    """Return a layer with all that it says written in one way, or refuse it.

    Defaults are left out, and two equal numbers are one. How many channels come in
    stays if it is said, for `trace` to compare.
    """
    if not isinstance(layer, Mapping):
        raise TypeError(f"must be a dict, got {layer!r}")
    kind = layer.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise ValueError(f"type must be one of {', '.join(TYPES)}, got {kind!r}")
    names = [*arguments(kind), *([incoming(kind)] if incoming(kind) else [])]
    alike = {name: to for name, to in TYPES[kind].items() if isinstance(to, list)}
    if unknown := [name for name in layer if name not in ("type", *names, *alike)]:
        has = ", ".join([*names, *alike]) or "nothing"
        raise TypeError(f"{kind} has no {unknown[0]!r} here, but {has}")
    for name, taken in alike.items():
        if layer.get(name, taken[0]) not in taken:
            either = " or ".join(map(str, taken))
            raise ValueError(f"{kind}: {name} must be {either}, got {layer[name]!r}")
    if lacking := [n for n in names if TYPES[kind][n] is None and n not in layer]:
        raise TypeError(f"{kind} needs {lacking[0]}")
    said = {n: _argument(kind, n, layer[n]) for n in names if n in layer}
    usual = {"type": kind, **{n: v for n, v in said.items() if n == "kernel_size"}}
    return {
        "type": kind,
        **{n: v for n, v in said.items() if n in usual or v != value_of(usual, n)},
    }


def compared(layer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layer without how many channels come in: that follows from the others."""
    return {n: value for n, value in layer.items() if n != incoming(layer["type"])}


def _argument(kind: str, name: str, value: Any) -> Any:
    """Return True or False, a whole number, or a list of two that differ."""
    if isinstance(TYPES[kind][name], bool):
        if not isinstance(value, bool):
            raise TypeError(f"{kind}: {name} must be True or False, got {value!r}")
        return value
    paired = name in SPEC["pairs"]
    is_pair = paired and isinstance(value, (list, tuple)) and len(value) == 2
    numbers = [*value] if is_pair else [value]
    if any(type(number) is not int for number in numbers):
        what = "an int or a pair of ints" if paired else "an int"
        raise TypeError(f"{kind}: {name} must be {what}, got {value!r}")
    least = 0 if name in SPEC["from_zero"] else 1
    if not all(least <= number <= LARGEST for number in numbers):
        raise ValueError(f"{kind}: {name} must be {least} to {LARGEST}, got {value!r}")
    return numbers[0] if numbers[0] == numbers[-1] else numbers


def trace(shape: Sequence[int], layers: Iterable[Mapping[str, Any]]) -> list[Stage]:
    """Return what there is of an image, and behind each layer."""
    channels, rows, columns = shape
    stages = [Stage((channels, rows, columns))]
    for number, layer in enumerate(layers):
        kind, come = layer["type"], stages[-1].shape[0]
        said = layer.get(incoming(kind), come)
        try:
            if said != come:
                raise ValueError(f"{incoming(kind)} is {said}, but {come} come in")
            stages.append(_behind(stages[-1], layer))
        except ValueError as error:
            raise ValueError(f"layers[{number}], {kind}: {error}") from error
    return stages


def fields_of(stages: Sequence[Stage]) -> list[Field]:
    """Return what a cell of each stage sees."""
    found = receptive_field(layer for stage in stages for layer in stage.reads)
    ends = accumulate(len(stage.reads) for stage in stages)
    return [found[end - 1] for end in ends]


def rows_of(stages: Sequence[Stage]) -> list[list[Any]]:
    """Return `LayerCalculator.table`."""
    return [
        [
            *stage.shape,
            stage.cost.parameters,
            stage.cost.multiply_adds,
            *(number for part in field for number in as_pair(part)),
        ]
        for stage, field in zip(stages, fields_of(stages), strict=True)
    ]


def sum_of(stages: Sequence[Stage]) -> tuple[int, int]:
    """Return all parameters and all multiply-adds."""
    cost = reduce(add, (stage.cost for stage in stages))
    return cost.parameters, cost.multiply_adds


def _behind(before: Stage, layer: Mapping[str, Any]) -> Stage:
    """Return what there is behind one layer more."""
    kind, (channels, rows, columns) = layer["type"], before.shape
    if before.flattened and {"kernel_size", "output_size", "affine"} & {*TYPES[kind]}:
        raise ValueError("needs rows and columns, which have been flattened")
    if "kernel_size" in TYPES[kind]:
        return _slid(before.shape, layer)
    if "output_size" in TYPES[kind]:
        return _adapted(before.shape, layer)
    if kind == "Flatten" and not before.flattened:
        return Stage((channels * rows * columns, 1, 1), flattened=(rows, columns))
    if kind == "Linear":
        if not before.flattened:
            raise ValueError("needs a list of numbers: put Flatten before it")
        outputs, bias = layer["out_features"], value_of(layer, "bias")
        cost = conv_cost(channels, outputs, 1, 1, bias=bias)
        # It is a convolution whose kernel is as large as the map was.
        whole = Layer(before.flattened, (1, 1), (0, 0), (1, 1))
        return Stage((outputs, 1, 1), cost, (whole,), flattened=(1, 1))
    learned = 0
    if kind == "BatchNorm2d" and value_of(layer, "affine"):
        learned = channels * (2 if value_of(layer, "bias") else 1)
    return before._replace(cost=Cost(learned, 0), reads=(SAME_PLACE,))


def _slid(shape: tuple[int, int, int], layer: Mapping[str, Any]) -> Stage:
    """Return what there is behind a convolution or a pooling."""
    kind, (channels, *size) = layer["type"], shape
    kernel, stride, padding = (
        pair_of(layer, name) for name in ("kernel_size", "stride", "padding")
    )
    dilation = (1, 1) if kind == "AvgPool2d" else pair_of(layer, "dilation")
    transposed = kind == "ConvTranspose2d"
    reads = Layer(kernel, stride, padding, dilation, transposed)
    if kind.endswith("Pool2d"):
        rows, columns = _pooled(size, reads, value_of(layer, "ceil_mode"))
        return Stage((channels, rows, columns), FREE, (reads,))
    filters, groups = layer["out_channels"], value_of(layer, "groups")
    paying = (channels, filters, kernel)
    how = {"groups": groups, "bias": value_of(layer, "bias")}
    if transposed:
        extra = pair_of(layer, "output_padding")
        cells = transposed_output_size(size, kernel, stride, padding, extra, dilation)
        cost = conv_cost(*paying, **how, transposed=True, input_size=size)
    else:
        cells = output_size(size, kernel, stride, padding, dilation)
        cost = conv_cost(*paying, cells, **how)
    rows, columns = as_pair(cells)
    return Stage((filters, rows, columns), cost, (reads,))


def _adapted(shape: tuple[int, int, int], layer: Mapping[str, Any]) -> Stage:
    """Return what there is behind a pooling that is told how many windows there are.

    Of 6 cells, 4 windows take 6/4 each, and all the cells that they touch. That is what
    windows of 3 read if each cell is first repeated, twice here.
    """
    channels, *size = shape
    rows, columns = pair_of(layer, "output_size")
    shared = [math.gcd(*cells) for cells in zip(size, (rows, columns), strict=True)]
    window = size[0] // shared[0], size[1] // shared[1]
    times = rows // shared[0], columns // shared[1]
    pooled = Layer(window, window, (0, 0), (1, 1))
    repeated = Layer(times, times, (0, 0), (1, 1), transposed=True)
    reads = (pooled,) if times == (1, 1) else (repeated, pooled)
    return Stage((channels, rows, columns), FREE, reads)


def _pooled(size: Sequence[int], layer: Layer, ceil_mode: bool) -> list[int]:
    """Return how many windows of a pooling there are along each axis."""
    counts = []
    for cells, (_, kernel, stride, before, _, dilation) in zip(
        size, layer.axes, strict=True
    ):
        if 2 * before > kernel:
            raise ValueError(f"padding {before} is more than half of kernel {kernel}")
        axis = Axis(cells, kernel, stride, before, before, dilation)
        if ceil_mode:
            axis = axis.rounding_up()
        if axis.count < 1:
            raise ValueError(
                f"effective kernel {axis.span} exceeds padded input {axis.padded}"
            )
        counts.append(axis.started)
    return counts
