"""What `transposed.js` is to answer: PyTorch's stored results, and what convlib computes."""

import json
from pathlib import Path
from typing import Any

import numpy as np

import convlib

GOLDEN = Path(__file__).parents[1] / "golden" / "transposed.json"
NAMES = ("stride", "padding", "output_padding", "dilation")
CAPS = {"stride": 4, "padding": 3}  # where the sliders end in any case


def configurations(count: int) -> list[dict[str, Any]]:
    """Draw transposed convolutions of one channel, one number for both axes."""
    rng = np.random.default_rng(7)
    cases = []
    while len(cases) < count:
        size, kernel = rng.integers(1, 6, 2), rng.integers(1, 5, 2)
        stride, dilation = rng.integers(1, 5, 2).tolist()
        setting = {
            "stride": stride,
            "padding": int(rng.integers(0, 4)),
            "output_padding": int(rng.integers(0, max(stride, dilation))),
            "dilation": dilation,
        }
        if possible(size.tolist(), kernel.tolist(), setting):
            cases.append(
                {
                    "image": rng.integers(-9, 10, size).tolist(),
                    "kernel": (rng.integers(-90, 91, kernel) / 10).tolist(),
                    **setting,
                }
            )
    return cases


def possible(size: list[int], kernel: list[int], setting: dict[str, int]) -> bool:
    """Tell whether PyTorch's rule and a size above 0 allow a setting."""
    try:
        convlib.transposed_output_size(size, kernel, **setting)
    except ValueError:
        return False
    return True


def bounds(case: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Return the least and the largest value of each setting, the others being as they are.

    Values between them are possible, too; a slider may end at its cap.
    """
    sizes = list(np.shape(case["image"])), list(np.shape(case["kernel"]))
    setting = {name: case[name] for name in NAMES}
    found = {}
    for name, least in (("stride", 1), ("padding", 0), ("output_padding", 0)):
        most = max(CAPS.get(name, 99), case[name])
        values = [
            value
            for value in range(least, most + 1)
            if possible(*sizes, setting | {name: value})
        ]
        assert values == list(range(values[0], values[-1] + 1))
        found[name] = {"min": values[0], "max": values[-1]}
    return found


def by_convlib(case: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be answered."""
    image, kernel = np.array(case["image"]), np.array(case["kernel"])
    setting = {name: case[name] for name in NAMES}
    output = convlib.conv_transpose2d(image, kernel, **setting)
    ones = np.ones(image.shape, int), np.ones(kernel.shape, int)
    apart = np.zeros([(n - 1) * case["stride"] + 1 for n in image.shape], int)
    apart[:: case["stride"], :: case["stride"]] = image
    reach = case["dilation"] * (np.array(kernel.shape) - 1) - case["padding"]
    return {
        "shape": list(output.shape),
        "output": output.tolist(),
        "overlap": convlib.conv_transpose2d(*ones, **setting).tolist(),
        "stretched": apart.tolist(),
        "padding": reach.tolist(),
        "bounds": bounds(case),
    }


def golden() -> list[dict[str, Any]]:
    """Return PyTorch's results that one channel and one number for both axes can give."""
    cases = []
    for case in json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]:
        image, weight = np.array(case["input"]), np.array(case["weight"])
        square = all(len(set(case[name])) == 1 for name in NAMES)
        if square and image.shape[0] == 1 and weight.shape[:2] == (1, 1):
            given = {"image": image[0].tolist(), "kernel": weight[0, 0].tolist()}
            given |= {name: case[name][0] for name in NAMES}
            output = np.array(case["output"][0]) - case["bias"][0]
            cases.append({"given": given, "output": output.tolist()})
    return cases


def cases() -> dict[str, Any]:
    """Return all that `transposed.test.mjs` compares."""
    return {
        "golden": golden(),
        "random": [
            {"given": case, "expected": by_convlib(case)}
            for case in configurations(500)
        ],
    }
