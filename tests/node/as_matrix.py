"""What `as_matrix` is to answer: PyTorch's stored results, and what convlib computes."""

import json
from pathlib import Path
from typing import Any

import numpy as np

import convlib

GOLDEN = Path(__file__).parents[1] / "golden" / "conv2d.json"
LAYER = ("stride", "padding", "dilation")
CONFIGURATIONS = 200


def configurations() -> list[dict[str, Any]]:
    """Draw convolutions whose axes and sides may differ."""
    rng = np.random.default_rng(13)
    cases = []
    while len(cases) < CONFIGURATIONS:
        padding = rng.integers(0, 3, (2, 2)).tolist()
        case = {
            "image": rng.integers(-9, 10, rng.integers(1, 6, 2)).tolist(),
            "kernel": rng.integers(-9, 10, rng.integers(1, 4, 2)).tolist(),
            "stride": rng.integers(1, 4, 2).tolist(),
            "padding": padding if len(cases) % 2 else padding[0][0],
            "dilation": rng.integers(1, 3, 2).tolist(),
        }
        try:
            shape = np.shape(output(case))
        except ValueError:
            continue
        case["grad_output"] = rng.integers(-9, 10, shape).tolist()
        cases.append(case)
    return cases


def layer(case: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a layer."""
    return {name: case[name] for name in LAYER}


def output(case: dict[str, Any]) -> list[list[float]]:
    """Return what comes out."""
    return convlib.conv2d(case["image"], case["kernel"], **layer(case)).tolist()


def circulant(case: dict[str, Any]) -> dict[str, Any] | None:
    """Return M where the image goes round, and its transform; None if none fits."""
    size, kernel = np.shape(case["image"]), np.array(case["kernel"])
    reach = np.multiply(np.subtract(kernel.shape, 1), case["dilation"])
    if (reach >= size).any():
        return None
    matrix = convlib.conv_matrix(
        kernel,
        size,
        padding=[(0, int(cells)) for cells in reach],
        dilation=case["dilation"],
        padding_mode="circular",
    )
    across = (matrix @ np.ravel(case["image"])).reshape(size)
    diagonal = np.fft.fft2(across) / nonzero(np.fft.fft2(case["image"]))
    return {
        "matrix": matrix.tolist(),
        "output": across.ravel().tolist(),
        "image": both(np.fft.fft2(case["image"])),
        "product": both(np.fft.fft2(across)),
        # Where the image has none of a frequency, the kernel's part cannot be told.
        "kernel": both(
            np.where(np.abs(np.fft.fft2(case["image"])) < 1e-6, 0, diagonal)
        ),
    }


def nonzero(values: np.ndarray) -> np.ndarray:
    """Return values that can be divided by."""
    return np.where(np.abs(values) < 1e-6, 1, values)


def both(values: np.ndarray) -> list[list[float]]:
    """Return real and imaginary parts in reading order."""
    return [[value.real, value.imag] for value in values.ravel().tolist()]


def golden() -> list[dict[str, Any]]:
    """Return PyTorch's results of one channel and one filter, the bias taken away."""
    cases = []
    for case in json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]:
        image, weight = np.array(case["input"]), np.array(case["weight"])
        if image.shape[0] == 1 and weight.shape[:2] == (1, 1):
            given = {"image": image[0].tolist(), "kernel": weight[0, 0].tolist()}
            bias = case["bias"][0] if case["bias"] else 0
            out = np.array(case["output"][0]) - bias
            given |= layer(case) | {"grad_output": np.zeros(out.shape).tolist()}
            cases.append({"given": given, "output": out.ravel().tolist()})
    return cases


def cases() -> dict[str, Any]:
    """Return all that `as_matrix.test.mjs` compares."""
    return {
        "golden": golden(),
        "random": [
            {
                "given": case,
                "matrix": convlib.conv_matrix(
                    case["kernel"], np.shape(case["image"]), **layer(case)
                ).tolist(),
                "columns": convlib.unfold(
                    case["image"], np.shape(case["kernel"]), **layer(case)
                ).tolist(),
                "circulant": circulant(case),
            }
            for case in configurations()
        ],
    }
