"""What `picture.js` is to make of a picture that an explorer carries: what convlib does."""

from typing import Any

import numpy as np

import convlib
from convlib.widgets import ImageKernel


def cases() -> list[dict[str, Any]]:
    """Return random pictures, kernels and what convlib filters out of them."""
    rng = np.random.default_rng(8)
    found = []
    for _ in range(100):
        image = rng.integers(0, 256, rng.integers(9, 25, 2))
        kernel = rng.integers(-50, 51, rng.choice([3, 5], 2)) / 8
        geometry = {
            "stride": rng.integers(1, 4, 2).tolist(),
            "dilation": rng.integers(1, 3, 2).tolist(),
        }
        output = convlib.conv2d(image, kernel, **geometry)
        found.append(
            {
                "image": ImageKernel(image, np.zeros((3, 3))).state()["image"],
                "kernel": kernel.tolist(),
                **geometry,
                "output": output.tolist(),
            }
        )
    return found
