"""Fresh numbers: small whole ones, the same here and in the page for the same seed."""

from __future__ import annotations

from collections.abc import Callable

#: Lehmer's generator: the multiplier is a primitive root of this prime.
_PRIME, _ROOT = 2**31 - 1, 48271
#: The first numbers of small seeds are alike, and are left out.
_WARM_UP = 4


def wholes(seed: int) -> Callable[[int, int], int]:
    """Return what draws a whole number, both bounds included; as ``src/draws.js``."""
    state = seed % (_PRIME - 1) + 1

    def draw(least: int, most: int) -> int:
        nonlocal state
        state = state * _ROOT % _PRIME
        return least + state * (most - least + 1) // _PRIME

    for _ in range(_WARM_UP):
        draw(0, 0)
    return draw
