"""A network as PyTorch code: written, and read without being run."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from convlib.widgets.layer_calculator.network import TYPES, Stage, pair_of

#: What may be done with whole numbers.
OPERATIONS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}


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
    """Return the layers of ``nn.Sequential(...)``, the first in a program.

    What is not known is named with its line, and nothing is run.
    """
    try:
        program = ast.parse(text)
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from error
    calls = (node for node in ast.walk(program) if isinstance(node, ast.Call))
    network = next((call for call in calls if _name(call) == "Sequential"), None)
    if network is None:
        raise ValueError(f"must hold nn.Sequential(...), got {text!r}")
    return [_layer(call) for call in _flat(network)]


def _flat(network: ast.Call) -> Iterable[ast.expr]:
    """Yield the arguments of a Sequential and of those in it."""
    for node in network.args:
        if isinstance(node, ast.Call) and _name(node) == "Sequential":
            yield from _flat(node)
        else:
            yield node


def _name(call: ast.Call) -> str:
    """Return what is called, without the module."""
    return ast.unparse(call.func).rpartition(".")[2]


def _layer(node: ast.expr) -> dict[str, Any]:
    """Return what a call of a layer's class says."""
    where = f"line {node.lineno}"
    if not isinstance(node, ast.Call) or _name(node) not in TYPES:
        raise ValueError(f"{where}: {ast.unparse(node)} is none of {', '.join(TYPES)}")
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
    return layer


def _value(node: ast.expr) -> Any:
    """Return a number, a tuple or a word; sums and products of whole numbers, too."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.Tuple, ast.List)):
        return [_value(part) for part in node.elts]
    if isinstance(node, ast.BinOp):
        one, other = _value(node.left), _value(node.right)
        operate = OPERATIONS.get(type(node.op))
        is_whole = type(one) is type(other) is int
        if operate and is_whole and (other or operate is not operator.floordiv):
            return operate(one, other)
    raise ValueError(f"line {node.lineno}: {ast.unparse(node)} is not known")
