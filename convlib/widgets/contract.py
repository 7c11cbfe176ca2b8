"""What tests know of each explorer: the ``contract.py`` in its folder, found by its kind.

It has an `example` on the notes' numbers and `odd` ones that a page could start with, makes
a `random` one in any state that a reader may bring it into, says what the example `offers`,
and what `convlib` makes of the numbers shown: what is `computed` from them. Its `results` are
what the programs compute that it is copied as; where a gradient has no name of its own in
PyTorch's, `leaves` says what it is the gradient of. `given` are traits that are no part of
its state. What can be practised has a `worksheet`, which `make worksheets` prints.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from convlib.explain import Calculation
from convlib.widgets.explorer import Explorer

Rng = np.random.Generator
Places = set[tuple[int, int]]
Results = Mapping[str, Any]


@dataclass(frozen=True)
class Offers:
    """What the example offers, by the names that readers and programs use."""

    #: In an order in which each is there in its turn.
    grids: tuple[str, ...]
    sliders: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    #: Radio buttons.
    radios: tuple[str, ...] = ()
    #: Lists to choose from.
    choices: tuple[str, ...] = ()
    #: Buttons that not every explorer has.
    buttons: tuple[str, ...] = ()
    #: What else Tab stops at, in the order of the page.
    stops: tuple[str, ...] = ()
    #: Grids with numbers that can be typed over.
    editable: tuple[str, ...] = ()
    #: Grids that Play goes through, cell by cell; none if there is nothing to play.
    plays: tuple[str, ...] = ()
    #: Cells of padding around a grid, where there are any; on its left and on its right,
    #: where these differ.
    rims: Mapping[str, int | tuple[int, int]] = field(default_factory=dict)
    #: Grids in which no cell is selected.
    unselected: tuple[str, ...] = ()
    #: Switches that are folded away under More.
    folded: tuple[str, ...] = ()
    #: Sliders of a tool in the reader's hand, which a link does not carry.
    tools: tuple[str, ...] = ()
    #: Sliders that are folded away under More.
    folded_sliders: tuple[str, ...] = ()
    #: Buttons that are folded away, beside those of all kinds.
    folded_buttons: tuple[str, ...] = ()
    #: Sliders that there are instead of others once rows and columns are apart.
    apart: tuple[str, ...] = ()
    #: Sliders that there are once there are several to choose from.
    several: tuple[str, ...] = ()
    #: Values that a step of a slider leads to, where it is not the next one.
    leaps: Mapping[str, float] = field(default_factory=dict)
    #: Grids with marks that stay when nothing is selected.
    stays: tuple[str, ...] = ()
    #: Rows and columns that a map has at least.
    least_map: int = 1


class Shown(Protocol):
    """What an explorer on a page shows at a moment."""

    label: str
    sliders: Mapping[str, Mapping[str, Any]]
    switches: Mapping[str, bool]
    radios: Mapping[str, bool]
    choices: Mapping[str, str]
    buttons: Mapping[str, bool]
    grids: Mapping[str, Any]

    def values(self, grid: str) -> np.ndarray:
        """Return the numbers of a grid."""

    def marked(self, grid: str, state: str) -> Places:
        """Return the cells with a mark."""

    def setting(self, slider: str) -> int:
        """Return a slider's value."""


@dataclass(frozen=True)
class Computed:
    """What must be shown beside the numbers that are given."""

    grids: Mapping[str, np.ndarray] = field(default_factory=dict)
    #: The number in the line below, if it is known.
    ledger: float | None = None
    #: Cells that a mark applies to, by grid and mark.
    marks: Mapping[tuple[str, str], Places] = field(default_factory=dict)


@dataclass(frozen=True)
class Worksheet:
    """How a kind of explorer is practised on paper; its words are translated when said.

    `start` has the sizes and what is not drawn, and `worked` is how the first number of the
    first task comes about. `roles` says of each of the explorer's tables whether it is given
    (g) or asked for (a); what is beyond is left out. Instead, a sheet can be a list of many
    `tasks`: in each row an explorer's arguments and its result, below `columns`.
    """

    title: str
    question: str
    start: Callable[[], Explorer]
    worked: Callable[[Any], Calculation]
    roles: str = ""
    columns: tuple[str, ...] = ()
    tasks: int = 1


#: The sliders of a layer's stride, padding and dilation once they are apart.
APART = (
    *("Stride rows", "Stride columns"),
    *("Padding top", "Padding bottom", "Padding left", "Padding right"),
    *("Dilation rows", "Dilation columns"),
)


def geometry(said: Shown) -> dict[str, Any]:
    """Return stride, padding and dilation as shown, apart or together."""

    def at(*sliders: str) -> tuple[int, ...]:
        return tuple(said.setting(slider) for slider in sliders)

    names = [n for n in ("Stride", "Padding", "Dilation") if n in said.sliders]
    found: dict[str, Any] = {name.lower(): said.setting(name) for name in names}
    if "Stride rows" in said.sliders:
        found["stride"] = at("Stride rows", "Stride columns")
    if "Padding top" in said.sliders:
        rows = at("Padding top", "Padding bottom")
        found["padding"] = rows, at("Padding left", "Padding right")
    elif "Padding rows" in said.sliders:
        found["padding"] = at("Padding rows", "Padding columns")
    # What is folded away is said all the same.
    folded = re.search(r"dilation (\d+)(?: × (\d+))?", said.label)
    if "Dilation rows" in said.sliders:
        found["dilation"] = at("Dilation rows", "Dilation columns")
    elif folded and "dilation" not in found:
        found["dilation"] = int(folded[1]), int(folded[2] or folded[1])
    return found


def steps(rng: Rng, least: int, most: int) -> int | tuple[int, int]:
    """Return a number for both axes, or one for each."""
    if flag(rng):
        return whole(rng, least, most)
    return whole(rng, least, most), whole(rng, least, most)


def zeros(rng: Rng, most: int) -> Any:
    """Return padding in any of its forms."""
    if flag(rng):
        return steps(rng, 0, most)
    pairs = [(whole(rng, 0, most), whole(rng, 0, most)) for _ in range(2)]
    return tuple(pairs)


def whole(rng: Rng, least: int, most: int) -> int:
    """Return a whole number, both bounds included."""
    return int(rng.integers(least, most + 1))


def numbers(rng: Rng, *shape: int) -> np.ndarray:
    """Return small whole numbers, or fractions of any length."""
    values = rng.integers(-4, 5, shape)
    return values if rng.random() < 0.6 else values * rng.choice([0.5, 1 / 3, 1e-7])


def flag(rng: Rng) -> bool:
    """Return True or False."""
    return bool(rng.random() < 0.5)


def contracts() -> dict[str, ModuleType]:
    """Return the contract of every kind."""
    folders = sorted(
        path.parent.name for path in Path(__file__).parent.glob("*/contract.py")
    )
    return {
        name.replace("_", "-"): import_module(f"{__package__}.{name}.contract")
        for name in folders
    }
