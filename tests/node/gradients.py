"""What the gradients of the explorers' arithmetic are to be: PyTorch's, and convlib's."""

import json
from pathlib import Path
from typing import Any

import numpy as np

import convlib

GOLDEN = Path(__file__).parents[1] / "golden" / "backward.json"


def pooling_cases(golden: dict[str, Any]) -> list[dict[str, Any]]:
    """Those that the explorer can show: no dilation, and no divisor of their own."""
    return [
        {**case, "mode": mode}
        for name, mode in (("max_pool2d", "max"), ("avg_pool2d", "average"))
        for case in golden[name]
        if case.get("dilation", [1, 1]) == [1, 1] and not case.get("divisor_override")
    ]


def random_cases(count: int) -> list[dict[str, Any]]:
    """Draw convolutions of one channel, with pairs that differ."""
    rng = np.random.default_rng(1)
    cases = []
    while len(cases) < count:
        size, kernel = rng.integers(1, 9, 2), rng.integers(1, 5, 2)
        stride, dilation = rng.integers(1, 4, 2), rng.integers(1, 4, 2)
        padding = rng.integers(0, 4, 2)
        if (dilation * (kernel - 1) + 1 > size + 2 * padding).any():
            continue
        geometry = {
            "stride": stride.tolist(),
            "padding": padding.tolist(),
            "dilation": dilation.tolist(),
        }
        image, weight = rng.integers(-9, 10, size), rng.integers(-9, 10, kernel)
        shape = convlib.conv2d(image, weight, **geometry).shape
        delta = rng.integers(-9, 10, shape)
        gradients = convlib.conv2d_backward(delta, image, weight, **geometry)
        state = {"image": image, "kernel": weight, "grad_output": delta}
        names = ("input_gradient", "kernel_gradient")
        cases.append(
            {
                "state": {
                    **{name: array.tolist() for name, array in state.items()},
                    **geometry,
                    "groups": 1,
                    "filter": 0,
                    "channel": 0,
                },
                "expected": {
                    name: gradient.tolist()
                    for name, gradient in zip(names, gradients, strict=False)
                },
            }
        )
    return cases


def cases() -> dict[str, Any]:
    """Return all that `gradients.test.mjs` compares."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return {
        "convolution": [c for c in golden["conv2d"] if c["padding"] != "same"],
        "pooling": pooling_cases(golden),
        "random": random_cases(300),
    }
