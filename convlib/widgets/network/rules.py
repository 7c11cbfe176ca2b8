"""The words of this kind for `Explorer.together`; ``rules.js`` has them for the page."""

from __future__ import annotations

from typing import Any

from convlib._axis import Axis
from convlib.widgets.rules import sizes_of, word
from convlib.widgets.traits import LIMITS

#: Rows and columns of a pooling window.
POOL = LIMITS["pool"]


def _maps(new: Any, image: str, filters: str) -> list[int]:
    """Return rows and columns of the maps that filters make."""
    images, kernels = (sizes_of(getattr(new, name)) for name in (image, filters))
    return [Axis(*cells).count for cells in zip(images, kernels, strict=True)]


@word()
def pooled(new: Any, image: str, filters: str) -> str | None:
    maps = _maps(new, image, filters)
    if min(maps) >= POOL:
        return None
    return (
        f"the feature maps, {tuple(maps)}, are smaller than a {POOL} × {POOL} "
        "pooling window"
    )


@word()
def features(new: Any, weight: str, bias: str, image: str, filters: str) -> str | None:
    rows, columns = (Axis(n, POOL).count for n in _maps(new, image, filters))
    count = len(getattr(new, filters)) * rows * columns
    if getattr(new, weight).shape == (*getattr(new, bias).shape, count):
        return None
    return f"{weight} must have shape (classes, {count}) and {bias} (classes,)"
