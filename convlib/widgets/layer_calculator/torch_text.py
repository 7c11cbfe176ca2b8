"""A network as PyTorch code: written, and read without being run."""

from __future__ import annotations

import ast
import operator
import re
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from convlib.widgets.layer_calculator.network import (
    SPEC,
    TYPES,
    Stage,
    pair_of,
    tidy,
)

#: What may be done with whole numbers.
OPERATIONS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}

#: What PyTorch prints before each part of a module.
PART = re.compile(r"^(\s*)\((\w+)\): ", re.MULTILINE)


def written(stages: Sequence[Stage], layers: Iterable[Mapping[str, Any]]) -> str:
    """Return the layers as the arguments of ``nn.Sequential``, a line for each."""
    lines = (
        f"    nn.{layer['type']}({', '.join(_arguments(before.shape[0], layer))}),\n"
        for before, layer in zip(stages, layers, strict=False)
    )
    return "".join(lines)


def _arguments(channels: int, layer: Mapping[str, Any]) -> list[str]:
    """Return what stands between the parentheses: names only where PyTorch has defaults."""
    found = []
    for name, default in TYPES[layer["type"]].items():
        if default == "given":
            found.append(str(channels))
        elif name in layer:
            value = layer[name]
            text = str(tuple(value) if isinstance(value, list) else value)
            found.append(text if default is None else f"{name}={text}")
    return found


def read(text: str) -> list[dict[str, Any]]:
    """Return the layers of ``nn.Sequential(...)``, the first in a program, or of a print.

    What is not known is named with its line, and nothing is run.
    """
    is_print = PART.search(text) is not None
    try:
        program = ast.parse(textwrap.dedent(_as_code(text) if is_print else text))
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from error
    calls = (node for node in ast.walk(program) if isinstance(node, ast.Call))
    network = next((c for c in calls if is_print or _name(c) == "Sequential"), None)
    if network is None:
        raise ValueError(f"must hold nn.Sequential(...), got {text!r}")
    layers = [_layer(node) for node in _flat(network)]
    return _joined(layers) if is_print else layers


def _as_code(printed: str) -> str:
    """Return a print as the call that it looks like, a part's name as an argument's."""
    lines = PART.sub(r"\1_\2=", printed).splitlines()
    return "\n".join(f"{line}," if line.endswith(")") else line for line in lines)


def _flat(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the layers of a chain, and of those in it, but not what stands aside."""
    if not isinstance(node, ast.Call) or not _is_chain(node):
        yield node
        return
    for part in node.args:
        yield from _flat(part)
    for keyword in node.keywords:
        if str(keyword.arg).removeprefix("_") not in SPEC["aside"]:
            yield from _flat(keyword.value)
        else:
            warnings.warn(
                f"line {keyword.lineno}: {str(keyword.arg)[1:]} is left out",
                stacklevel=2,
            )


def _is_chain(call: ast.Call) -> bool:
    """Return whether the parts of a module come one after another.

    Those of other classes are known by their print, which says no arguments.
    """
    name = _name(call)
    return name == "Sequential" or (name in SPEC["chains"] and not call.args)


def _joined(layers: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put in what ``forward`` does, so that no print shows it, before the first Linear.

    Numbers are flattened, and before that averaged, if it is made for as many as there
    are channels.
    """
    found: list[dict[str, Any]] = []
    for layer in map(dict, layers):
        kinds = {one["type"] for one in found}
        if layer["type"] == "Linear" and not {"Flatten", "Linear"} & kinds:
            filters = [one["out_channels"] for one in found if "out_channels" in one]
            is_averaged = any(kind.startswith("Adaptive") for kind in kinds)
            if filters[-1:] == [layer.get("in_features")] and not is_averaged:
                found.append({"type": "AdaptiveAvgPool2d", "output_size": 1})
            found.append({"type": "Flatten"})
        found.append(layer)
    return found


def _name(call: ast.Call) -> str:
    """Return what is called, without the module."""
    return ast.unparse(call.func).rpartition(".")[2]


def _layer(node: ast.expr) -> dict[str, Any]:
    """Return what a call of a layer's class says."""
    where = f"line {node.lineno}"
    if not isinstance(node, ast.Call) or _name(node) not in TYPES:
        found = ast.unparse(node.func if isinstance(node, ast.Call) else node)
        raise ValueError(f"{where}: {found} is none of {', '.join(TYPES)}")
    kind = _name(node)
    known = TYPES[kind]
    said = {**dict(zip(known, node.args, strict=False))}
    for keyword in node.keywords:
        if keyword.arg not in known:
            raise ValueError(f"{where}: {kind} has no {keyword.arg} here")
        said[keyword.arg] = keyword.value
    layer = {
        name: _value(value) for name, value in said.items() if known[name] != "ignored"
    }
    # PyTorch's None for a stride is its default.
    layer = {"type": kind, **{n: v for n, v in layer.items() if v is not None}}
    if layer.get("padding") == "valid":
        layer["padding"] = 0
    if layer.get("padding") == "same":
        layer["padding"] = [
            (cells - 1) * between // 2 if (cells - 1) * between % 2 == 0 else "same"
            for cells, between in zip(
                pair_of(layer, "kernel_size"), pair_of(layer, "dilation"), strict=True
            )
        ]
    try:
        return tidy(layer)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{where}: {error}") from error


def _value(node: ast.expr) -> Any:
    """Return a number, a tuple or a word; sums and products of whole numbers, too."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and node.id in ("same", "valid"):
        return node.id  # PyTorch prints them without quotes
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _value(node.operand)
        if type(value) is int:
            return -value
    if isinstance(node, (ast.Tuple, ast.List)):
        return [_value(part) for part in node.elts]
    if isinstance(node, ast.BinOp):
        one, other = _value(node.left), _value(node.right)
        operate = OPERATIONS.get(type(node.op))
        is_whole = type(one) is type(other) is int
        if operate and is_whole and (other or operate is not operator.floordiv):
            return operate(one, other)
    raise ValueError(f"line {node.lineno}: {ast.unparse(node)} is not known")
