"""What `picture.js` is to make of a picture that an explorer carries: what convlib does."""

import re
from typing import Any

import numpy as np
import strategies

import convlib
from convlib.widgets import ImageKernel
from convlib.widgets.image_kernel import MODES


def cases() -> dict[str, Any]:
    """Return pictures and kernels, and what convlib makes of them."""
    return {"filtered": filtered(), "separated": separated()}


def separated() -> list[dict[str, Any]]:
    """Return kernels of every rank, whole and not, and what convlib separates."""
    rng = np.random.default_rng(9)
    found = []
    for number in range(strategies.drawn(400)):
        rows, columns = rng.integers(1, 8, 2)
        rank = int(rng.integers(0, 1 + min(rows, columns, 3)))
        parts = [rng.integers(-9, 10, (size, rank)) for size in (rows, columns)]
        scale = 1 if number % 2 else rng.choice([1 / 9, 0.1, 1e-7])
        kernel = (parts[0] @ parts[1].T) * scale
        if (kernel == np.rint(kernel)).all():  # a page knows numbers, and no dtypes
            kernel = kernel.astype(int) * 10_000 ** (number % 5 == 0)
        try:
            column, row = convlib.separate(kernel)
            meant = {"rank": 1, "column": column.tolist(), "row": row.tolist()}
        except ValueError as refusal:
            meant = {"rank": int(re.search(r"rank (\d+)", str(refusal))[1])}
        found.append({"kernel": kernel.tolist(), "meant": meant})
    return found


def filtered() -> list[dict[str, Any]]:
    """Return random pictures, kernels and borders, and what convlib filters out of them."""
    rng = np.random.default_rng(8)
    found = []
    for _ in range(strategies.drawn(100)):
        image = rng.integers(0, 256, rng.integers(9, 25, 2))
        kernel = rng.integers(-50, 51, rng.choice([3, 5], 2)) / 8
        geometry = {
            "stride": rng.integers(1, 4, 2).tolist(),
            "dilation": rng.integers(1, 3, 2).tolist(),
            "padding": rng.integers(0, 9, (2, 2)).tolist(),
            "padding_mode": str(rng.choice([*MODES])),
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
