"""What `transposed.js` is to answer: PyTorch's stored results, and what convlib computes."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import strategies

import convlib

GOLDEN = Path(__file__).parents[1] / "golden" / "transposed.json"
NAMES = ("stride", "padding", "output_padding", "dilation")
#: Where the sliders end in any case, and the largest size that may come out.
CAPS = {"image": 7, "kernel": 6, "stride": 4, "padding": 3, "output_padding": 9}
CAPS |= {"dilation": 5, "output": 24}
LEAST = {"image": 1, "kernel": 1, "stride": 1, "dilation": 1}


def configurations(count: int) -> list[dict[str, Any]]:
    """Draw transposed convolutions of one channel, whose axes may differ."""
    rng = np.random.default_rng(7)
    cases = []
    while len(cases) < count:
        size, kernel = rng.integers(1, 6, 2), rng.integers(1, 5, 2)
        stride, dilation = rng.integers(1, 5, (2, 2))
        setting = {
            "stride": stride.tolist(),
            "padding": rng.integers(0, 4, 2).tolist(),
            "output_padding": rng.integers(0, np.maximum(stride, dilation)).tolist(),
            "dilation": dilation.tolist(),
        }
        if len(cases) % 3 == 0:  # one number for both
            setting = {name: numbers[0] for name, numbers in setting.items()}
        if possible(size.tolist(), kernel.tolist(), setting):
            cases.append(
                {
                    "image": rng.integers(-9, 10, size).tolist(),
                    "kernel": (rng.integers(-90, 91, kernel) / 10).tolist(),
                    **setting,
                }
            )
    return cases


def possible(size: list[int], kernel: list[int], setting: dict[str, Any]) -> bool:
    """Tell whether PyTorch's rule and a size above 0 allow a setting."""
    try:
        convlib.transposed_output_size(size, kernel, **setting)
    except ValueError:
        return False
    return True


def bounds(case: dict[str, Any]) -> list[dict[str, dict[str, int]]]:
    """Return for each axis how far each value may go, the others being as they are.

    Values between the bounds are possible, too.
    """
    found = []
    for axis in range(2):
        along = {name: np.shape(case[name])[axis] for name in ("image", "kernel")}
        along |= {name: int(np.broadcast_to(case[name], 2)[axis]) for name in NAMES}
        most = max(CAPS["output"], size_of(along))
        ends = {}
        for name, value in along.items():
            fine = [
                other
                for other in range(LEAST.get(name, 0), max(CAPS[name], value) + 1)
                if 0 < size_of(along | {name: other}) <= most
            ]
            assert fine == list(range(fine[0], fine[-1] + 1))
            ends[name] = {"min": fine[0], "max": fine[-1]}
        found.append(ends)
    return found


def size_of(along: dict[str, int]) -> int:
    """Return what comes out along one axis, 0 if that is not possible."""
    given = [(along[name], 1) for name in ("image", "kernel")]
    setting = {name: (along[name], 1 if name in LEAST else 0) for name in NAMES}
    if not possible(*given, setting):
        return 0
    return convlib.transposed_output_size(*given, **setting)[0]


def by_convlib(case: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be answered."""
    image, kernel = np.array(case["image"]), np.array(case["kernel"])
    setting = {name: case[name] for name in NAMES}
    output = convlib.conv_transpose2d(image, kernel, **setting)
    ones = np.ones(image.shape, int), np.ones(kernel.shape, int)
    stride, dilation, padding = (
        np.broadcast_to(case[name], 2) for name in ("stride", "dilation", "padding")
    )
    apart = np.zeros((np.array(image.shape) - 1) * stride + 1, int)
    apart[:: stride[0], :: stride[1]] = image
    reach = dilation * (np.array(kernel.shape) - 1) - padding
    return {
        "shape": list(output.shape),
        "output": output.tolist(),
        "overlap": convlib.conv_transpose2d(*ones, **setting).tolist(),
        "stretched": apart.tolist(),
        "padding": reach.tolist(),
        "bounds": bounds(case),
    }


def golden() -> list[dict[str, Any]]:
    """Return PyTorch's results that one channel can give."""
    cases = []
    for case in json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]:
        image, weight = np.array(case["input"]), np.array(case["weight"])
        if image.shape[0] == 1 and weight.shape[:2] == (1, 1):
            given = {"image": image[0].tolist(), "kernel": weight[0, 0].tolist()}
            given |= {name: case[name] for name in NAMES}
            output = np.array(case["output"][0]) - case["bias"][0]
            cases.append({"given": given, "output": output.tolist()})
    return cases


def cases() -> dict[str, Any]:
    """Return all that `transposed.test.mjs` compares."""
    return {
        "caps": CAPS,
        "golden": golden(),
        "random": [
            {"given": case, "expected": by_convlib(case)}
            for case in configurations(strategies.drawn(500))
        ],
    }
