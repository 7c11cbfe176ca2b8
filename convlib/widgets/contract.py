"""What tests know of each explorer: the ``contract.py`` in its folder, found by its kind.

It has an `example` on the notes' numbers, and makes a `random` one in any state that a
reader may bring it into.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np

Rng = np.random.Generator


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
