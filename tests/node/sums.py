"""What `sums.js` is to say of every number: what convlib computes."""

from typing import Any

import numpy as np

from convlib import data
from convlib.widgets import Digits
from convlib.widgets.digits import FULL


def cases() -> dict[str, Any]:
    """Return drawings, real and random ones, and all numbers, there and back."""
    rng = np.random.default_rng(5)
    images, _labels = data.digits()
    drawn = [*images[[0, 5, 480]], *rng.integers(0, FULL + 1, (3, 8, 8))]
    drawn += [np.zeros((8, 8), int), np.full((8, 8), FULL)]
    return {"digits": [case(image, int(rng.integers(10))) for image in drawn]}


def case(image: np.ndarray, label: int) -> dict[str, Any]:
    """Return the state of an explorer, and all its numbers."""
    explorer = Digits(data.digits_network(), [image], [label])
    numbers = {"values": explorer.values, "gradients": explorer.gradients}
    lists = {
        which: {name: array.tolist() for name, array in arrays.items()}
        for which, arrays in numbers.items()
    }
    return {"state": explorer.state(), **lists}
