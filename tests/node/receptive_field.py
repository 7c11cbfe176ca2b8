"""What `receptive_field.js` is to say of stacks of layers: what convlib says."""

from typing import Any

import numpy as np

import convlib


def cases() -> list[dict[str, Any]]:
    """Return random stacks, their receptive fields and the pixels that they read."""
    rng = np.random.default_rng(11)
    names = ("kernel_size", "stride", "padding", "dilation")
    found = []
    for _ in range(200):
        drawn = rng.integers([1, 1, 0, 1], [5, 4, 4, 5], (rng.integers(1, 4), 4))
        stack = [dict(zip(names, layer, strict=True)) for layer in drawn.tolist()]
        layers = [convlib.Layer(**layer) for layer in stack]
        found.append(
            {
                "layers": stack,
                "fields": [list(field) for field in convlib.receptive_field(layers)],
                "read": convlib.pixels_read(layers).tolist(),
            }
        )
    return found
