"""The word of this kind for `Explorer.together`; ``rules.js`` has it for the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from convlib.widgets.rules import axes, pair, word


@word("stride", "padding", "output_padding", "dilation")
def transposed(new: Any, image: str, kernel: str) -> str | None:
    limits = np.maximum(pair(new.stride), pair(new.dilation))
    if not np.less(pair(new.output_padding), limits).all():
        return "output_padding must be smaller than the stride or the dilation"
    added = zip(axes(new, image, kernel), pair(new.output_padding), strict=True)
    size = tuple(axis.stamped(axis.size) + more for axis, more in added)
    return None if min(size) > 0 else f"padding leaves an output of {size}"
