"""What `arithmetic.js` is to answer: PyTorch's stored results, and what convlib computes.

Random configurations are compared in every number, and a copy of the module with one
mistake is seen to fail.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import strategies

import convlib

GOLDEN = Path(__file__).parents[1] / "golden" / "conv2d.json"
CONFIGURATIONS = SIZES = strategies.drawn(600)
LEAST = {"inputSize": 1, "kernelSize": 1, "padding": 0, "dilation": 1, "stride": 1}


def configurations(count: int) -> list[dict[str, Any]]:
    """Draw valid convolutions, H ≠ W and kH ≠ kW in most of them."""
    rng = np.random.default_rng(0)

    def pair(low, high):
        return [int(n) for n in rng.integers(low, high + 1, 2)]

    cases = []
    for number in range(count):
        groups = int(rng.integers(1, 4))
        depth, filters = int(rng.integers(1, 3)), groups * int(rng.integers(1, 3))
        kernel, stride, padding, dilation = (
            pair(1, 4),
            pair(1, 4),
            pair(0, 3),
            pair(1, 3),
        )
        reach = convlib.effective_kernel_size(kernel, dilation)
        least = [max(1, k - 2 * p) for k, p in zip(reach, padding, strict=True)]
        size = [int(low + rng.integers(0, 6)) for low in least]
        scale = 1 if number % 3 else 0.37
        cases.append(
            {
                "input": (
                    rng.integers(-9, 10, (groups * depth, *size)) * scale
                ).tolist(),
                "weight": (rng.integers(-9, 10, (filters, depth, *kernel))).tolist(),
                "bias": rng.integers(-9, 10, filters).tolist() if number % 4 else None,
                "stride": stride,
                "padding": padding,
                "dilation": dilation,
                "groups": groups,
            }
        )
    return cases


def by_convlib(case: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be answered, from convlib and from definitions."""
    image, kernel = np.array(case["input"][0]), np.array(case["weight"][0][0])
    stride, padding, dilation = (case[n] for n in ("stride", "padding", "dilation"))
    size = convlib.output_size(image.shape, kernel.shape, stride, padding, dilation)
    windows = list(np.ndindex(*size))
    columns = convlib.unfold(image[None], kernel.shape, dilation, padding, stride)
    terms, uses, feeds = {}, {}, {}
    for column, (i, j) in enumerate(windows):
        for row, (m, n) in enumerate(np.ndindex(*kernel.shape)):
            at = (
                i * stride[0] - padding[0] + m * dilation[0],
                j * stride[1] - padding[1] + n * dilation[1],
            )
            inside = all(0 <= p < n for p, n in zip(at, image.shape, strict=True))
            x, w = columns[row, column].item(), kernel[m, n].item()
            term = (m, n, *at, x, w, x * w, not inside)
            terms.setdefault((i, j), []).append(term)
            uses.setdefault((m, n), []).append(term)
            if inside:
                feeds.setdefault(at, []).append((i, j, m, n, w))
    read = np.zeros(image.shape, bool)
    read[tuple(np.array(list(feeds), int).reshape(-1, 2).T)] = True
    reads = [read.any(axis=1), read.any(axis=0)]
    if not feeds:  # every window lies in the padding: judge each axis alone
        for axis in (0, 1):
            positions = {
                o * stride[axis] - padding[axis] + k * dilation[axis]
                for o in range(size[axis])
                for k in range(kernel.shape[axis])
            }
            reads[axis] = np.isin(range(image.shape[axis]), list(positions))
    arguments = {n: v for n, v in case.items() if n not in {"name", "output"}}
    return {
        "conv2d": convlib.conv2d(**arguments).tolist(),
        "outputShape": list(size),
        "outputSize": list(size),
        "effectiveKernelSize": list(
            convlib.effective_kernel_size(kernel.shape, tuple(dilation))
        ),
        "windowTerms": grid_of(size, terms),
        "total": convlib.conv2d(
            image, kernel, None, stride, padding, dilation
        ).tolist(),
        "uses": grid_of(kernel.shape, uses),
        "feeds": grid_of(image.shape, feeds),
        "readAlong": [axis.tolist() for axis in reads],
        "readMask": read.tolist(),
        "outside": [None] * 5,
        "rotate180": np.rot90(kernel, 2).tolist(),
    }


def grid_of(size, found: dict) -> list:
    """Arrange lists by their cell, empty where there is none."""
    rows, cols = size
    return [[found.get((i, j), []) for j in range(cols)] for i in range(rows)]


# Bounds of the controls


def fits(sizes: dict[str, int]) -> bool:
    """Tell whether convlib finds a window in this configuration."""
    try:
        convlib.output_size(
            *(sizes[name] for name in ("inputSize", "kernelSize", "stride", "padding")),
            sizes["dilation"],
        )
    except ValueError:
        return False
    return True


def bounds(count: int) -> list[dict[str, Any]]:
    """Draw sizes that fit, and return every value that each could have instead."""
    rng = np.random.default_rng(1)
    cases = []
    while len(cases) < count:
        sizes = {name: int(rng.integers(low, 10)) for name, low in LEAST.items()}
        caps = {name: int(rng.integers(low, 9)) for name, low in LEAST.items()}
        if not fits(sizes):
            continue
        valid = {}
        for name, low in LEAST.items():
            values = range(low, max(caps[name], sizes[name]) + 1)
            valid[name] = [value for value in values if fits({**sizes, name: value})]
        cases.append({"sizes": sizes, "caps": caps, "valid": valid})
    return cases


def cases() -> dict[str, Any]:
    """Return all that `arithmetic.test.mjs` compares."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
    return {
        "golden": [
            {"given": case, "output": case["output"], "expected": by_convlib(case)}
            for case in golden
        ],
        "random": [
            {"given": case, "expected": by_convlib(case)}
            for case in configurations(CONFIGURATIONS)
        ],
        "bounds": bounds(SIZES),
    }
