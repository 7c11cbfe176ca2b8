"""Fractions as doubles have them, and drawn numbers: what Python makes of them."""

from fractions import Fraction
from typing import Any

from convlib.widgets.draws import wholes

SEEDS = [0, 1, 2, 3, 7, 9999, 2**31 - 3, 2**40]
BOUNDS = [(0, 4), (-2, 2), (5, 5), (-1000, 1000)]


def cases() -> dict[str, Any]:
    """Return fractions with their values, and the first numbers of some seeds."""
    parts = [
        (above, below) for below in range(1, 100) for above in range(-below, below)
    ]
    drawn = []
    for seed in SEEDS:
        draw = wholes(seed)
        drawn.append([draw(*bounds) for bounds in BOUNDS * 20])
    return {
        "fractions": [[f"{n}/{d}", float(Fraction(n, d))] for n, d in parts],
        "seeds": SEEDS,
        "bounds": BOUNDS * 20,
        "drawn": drawn,
    }
