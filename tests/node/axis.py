"""What every axis is to answer: `convlib._axis.Axis`."""

from typing import Any

import numpy as np
import strategies

from convlib._axis import Axis

AXES = strategies.drawn(1000)


def cases() -> list[dict[str, Any]]:
    """Return random axes, uneven and with zeros or less on a side, and what they answer."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(AXES):
        low, high = [1, 1, 1, -2, -2, 1], [13, 6, 5, 5, 5, 5]
        axis = Axis(*rng.integers(low, high).tolist())
        pixels = range(-axis.before - 2, axis.size + axis.after + 2)
        found.append(
            {
                "given": list(axis),
                "count": axis.count,
                "span": axis.span,
                "reads": [list(axis.reads(window)) for window in range(axis.count)],
                "pixels": list(pixels),
                "readers": [axis.readers(pixel) for pixel in pixels],
            }
        )
    return found
