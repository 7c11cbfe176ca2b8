"""How answers are to be read: a fraction is what Python divides."""

from typing import Any

import numpy as np


def cases() -> dict[str, Any]:
    """Return random fractions as they are typed, and their values."""
    rng = np.random.default_rng(0)
    over, under = rng.integers(-999, 999, 300), rng.integers(1, 99, 300)
    signs = rng.choice(["-", "−"], 300)
    texts = [
        f"{a}/{b}".replace("-", sign)
        for a, b, sign in zip(over, under, signs, strict=True)
    ]
    return {"texts": texts, "values": (over / under).tolist()}
