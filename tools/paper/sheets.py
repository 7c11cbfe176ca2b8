"""What stands on a sheet: the tables of explorers, and which of their numbers are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convlib._words import _
from convlib.widgets.contract import Worksheet, contracts
from convlib.widgets.explorer import Explorer

#: By kind, of those that have one.
KINDS: dict[str, Worksheet] = {
    kind: contract.worksheet
    for kind, contract in contracts().items()
    if hasattr(contract, "worksheet")
}


@dataclass(frozen=True)
class Grid:
    """A table of a sheet: its caption, its numbers, and which of them are asked for.

    `columns` are the headings of a list, one row for each task.
    """

    caption: str
    numbers: np.ndarray
    asked: np.ndarray
    columns: tuple[str, ...] = ()


def matrices(made: Sequence[Any], roles: str) -> list[Grid]:
    """Return the tables of an explorer."""
    return [
        Grid(caption, numbers, np.full(numbers.shape, role == "a"))
        for explorer in made
        for (caption, numbers), role in zip(explorer.tables(), roles, strict=False)
    ]


def listed(made: Sequence[Any], columns: Sequence[str]) -> list[Grid]:
    """Return a list of arguments and results, the last of each row asked for."""
    rows = [
        [
            *(getattr(of, name) for name in of.arguments),
            *(task.result(of).item() for task in of.tasks.values()),
        ]
        for of in made
    ]
    numbers = np.array(rows)
    asked = np.zeros(numbers.shape, bool)
    asked[:, -1] = True
    return [Grid("", numbers, asked, tuple(map(_, columns)))]


def grids(kind: Worksheet, made: Sequence[Explorer]) -> list[Grid]:
    """Return what stands on a sheet."""
    return matrices(made, kind.roles) if kind.roles else listed(made, kind.columns)
