"""What NumPy's generator draws, for seeds of all sizes."""

from typing import Any

import numpy as np


def drawn(seed: int) -> dict[str, Any]:
    """Return numbers and orders in turns; an order leaves half a word for the next."""
    rng = np.random.default_rng(seed)
    turns = [
        {
            "bound": bound,
            "numbers": rng.uniform(-bound, bound, 5).tolist(),
            "order": rng.permutation(count).tolist(),
        }
        for bound, count in ((1 / 3, 11), (0.125, 1437), (1, 1), (2, 256))
    ]
    return {"seed": seed, "turns": turns}


def cases() -> dict[str, Any]:
    """Return all that `generator.test.mjs` compares."""
    return {"drawn": [drawn(seed) for seed in (0, 1, 7, 9999, 2**31, 2**32 - 1)]}
