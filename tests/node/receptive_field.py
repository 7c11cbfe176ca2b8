"""What `receptive-field` is to say of stacks of layers: what convlib says."""

import contextlib
from typing import Any

import numpy as np
import strategies

import convlib
from convlib.widgets import ReceptiveField
from convlib.widgets.receptive_field import LARGEST_FIELD, MOST_LAYERS

NAMES = ("kernel_size", "stride", "padding", "dilation")
#: Cells of an image, more than a field of the stacks below is wide.
WIDE = 400
THREE = dict(zip(NAMES, (3, 1, 0, 1), strict=True))


def convolutions(rng: np.random.Generator) -> dict[str, Any]:
    """Return a random stack, its receptive fields and the pixels that it reads."""
    drawn = rng.integers([1, 1, 0, 1], [5, 4, 4, 5], (rng.integers(1, 4), 4))
    stack = [dict(zip(NAMES, layer, strict=True)) for layer in drawn.tolist()]
    layers = [convlib.Layer(**layer) for layer in stack]
    fields = [list(field) for field in convlib.receptive_field(layers)]
    return {
        "layers": stack,
        "fields": fields,
        "read": convlib.pixels_read(layers).tolist(),
    }


def any_layers(rng: np.random.Generator) -> dict[str, Any]:
    """Return a random stack of every kind, and which pixels its cells read.

    They are found with an image of ones at one pixel at a time.
    """
    drawn = rng.integers([1, 1, 0, 1], [4, 4, 3, 3], (rng.integers(1, 4), 4))
    stack = [dict(zip(NAMES, layer, strict=True)) for layer in drawn.tolist()]
    for layer in stack:
        if rng.random() < 0.5:
            layer["transposed"] = True
    pixels = np.eye(WIDE)
    for layer in stack:
        ones = np.ones((1, 1, layer["kernel_size"]))
        slide = convlib.conv1d
        if layer.get("transposed"):
            slide = convlib.conv_transpose1d
        geometry = {name: layer[name] for name in NAMES[1:]}
        pixels = slide(pixels[:, None], ones, **geometry)[:, 0]
    # In the middle nothing ends early.
    cells = range(pixels.shape[1] // 2, pixels.shape[1] // 2 + 12)
    layers = [convlib.Layer(**layer) for layer in stack]
    return {
        "layers": stack,
        "fields": [[float(n) for n in f] for f in convlib.receptive_field(layers)],
        "size": WIDE,
        "cells": pixels.shape[1],
        "pixels": {cell: np.flatnonzero(pixels[:, cell]).tolist() for cell in cells},
    }


def taken(layers: Any) -> bool:
    """Return whether an explorer shows such layers, and keeps them as they are said."""
    with contextlib.suppress(ValueError, TypeError):
        return ReceptiveField(layers).state()["layers"] == layers
    return False


def at_the_bounds() -> list[dict[str, Any]]:
    """Return stacks that are just taken, and such that just are not."""
    up = {**THREE, "kernel_size": 1, "stride": 2, "transposed": True}
    odd = {**THREE, "kernel_size": 1, "stride": 2, "padding": 1}
    stacks: list[Any] = [
        *([THREE] * count for count in (0, 1, MOST_LAYERS, MOST_LAYERS + 1)),
        *([{**THREE, "kernel_size": LARGEST_FIELD + more}] for more in (0, 1)),
        *([{**THREE, "dilation": 2047 + more}] for more in (0, 1)),
        *([{**THREE, name: value}] for name in NAMES for value in (-1, 0, 1, 1.5)),
        *([{**THREE, "pooling": flag}] for flag in (True, False, 1)),
        *([{**THREE, "transposed": flag}] for flag in (True, False)),
        [{**THREE, "pooling": True, "transposed": True}],
        [up, odd],
        [up, THREE],
        [{**up, "kernel_size": 9, "stride": 8}] * 6,
    ]
    return [{"layers": layers, "taken": taken(layers)} for layers in stacks]


def cases() -> dict[str, Any]:
    """Return what `receptive_field.test.mjs` compares."""
    rng = np.random.default_rng(11)
    return {
        "convolutions": [convolutions(rng) for _ in range(strategies.drawn(200))],
        "any": [any_layers(rng) for _ in range(strategies.drawn(100))],
        "bounds": at_the_bounds(),
        "rule": ReceptiveField([THREE]).rules["traits"]["layers"],
        "known": {"VGG16": [212, 32, -90], "ResNet-50": [427, 32, -213]},
    }
