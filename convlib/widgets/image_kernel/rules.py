"""The word of this kind for `Explorer.together`; ``rules.js`` has it for the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convlib.widgets.rules import sides, sizes_of, word


@word("padding")
def border(new: Any, mode: str, image: str, short: Mapping[str, int]) -> str | None:
    """Reflected or repeated, an image fills only so much around it."""
    said = getattr(new, mode)
    if said not in short:
        return None
    far = zip(sides(new.padding), sizes_of(getattr(new, image)), strict=True)
    if all(max(around) + short[said] <= size for around, size in far):
        return None
    return f'padding is too large for {mode} "{said}"'
