"""The word of this kind for `Explorer.together`; ``rules.js`` has it for the page."""

from __future__ import annotations

from typing import Any

from convlib._borders import SHORT
from convlib.widgets.rules import sides, sizes_of, word


@word("padding")
def border(new: Any, mode: str, image: str) -> str | None:
    """Reflected or repeated, an image fills only so much around it."""
    if getattr(new, mode) not in SHORT:
        return None
    far = zip(sides(new.padding), sizes_of(getattr(new, image)), strict=True)
    more = SHORT[getattr(new, mode)]
    if all(max(around) + more <= size for around, size in far):
        return None
    return f'padding is too large for {mode} "{getattr(new, mode)}"'
