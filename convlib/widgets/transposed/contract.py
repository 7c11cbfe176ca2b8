"""What tests know of this explorer: what it offers, and what is right in any state."""

from typing import Any

import numpy as np

from convlib import examples, explain
from convlib._words import N_
from convlib.widgets.contract import (
    Computed,
    Offers,
    Results,
    Rng,
    Shown,
    Worksheet,
    geometry,
    numbers,
    steps,
    whole,
)
from convlib.widgets.transposed import Transposed

offers = Offers(
    grids=("Input", "Kernel", "Output", "Overlap"),
    sliders=("Stride", "Padding", "Output padding"),
    switches=("Practice",),
    radios=("stamp and add", "insert zeros", "matrix"),
    folded=("Reads together", "Rows and columns apart"),
    folded_sliders=("Input size", "Kernel size", "Dilation"),
    apart=tuple(
        f"{name} {axis}"
        for name in (
            *("Input", "Kernel", "Stride", "Padding", "Output padding", "Dilation"),
        )
        for axis in ("rows", "columns")
    ),
    choices=("Speed",),
    editable=("Input", "Kernel"),
    plays=("Input",),
)


def example() -> Transposed:
    """Return the explorer on the notes' numbers."""
    given = examples.transposed
    return Transposed(given.image, given.kernel, given.stride)


def random(rng: Rng) -> Transposed:
    """Return one in any state that a reader may bring it into."""
    image = numbers(rng, whole(rng, 3, 5), whole(rng, 3, 5))
    kernel = numbers(rng, whole(rng, 2, 3), whole(rng, 2, 3))
    stride, padding, dilation = steps(rng, 1, 3), steps(rng, 0, 1), steps(rng, 1, 2)
    most = np.maximum(stride, dilation).min() - 1
    explorer = Transposed(image, kernel, stride, padding, steps(rng, 0, most), dilation)
    explorer.view = str(rng.choice(["stamp", "zeros", "matrix"]))
    places = {"output": explorer.output, "input": image, "kernel": kernel}
    grid = str(rng.choice([*places]))
    explorer.selection = (grid, *(whole(rng, 0, n - 1) for n in places[grid].shape))
    return explorer


def odd() -> list[Transposed]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(4)
    image, kernel = rng.integers(-9, 10, (3, 4)), rng.integers(-9, 10, (2, 3))
    return [
        Transposed(image, kernel, stride=2, padding=1, output_padding=1),
        Transposed([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 2], [3, 4]], 2, padding=2),
        Transposed(image, kernel, (1, 3), (0, 2), (1, 0), (2, 1)),
    ]


def layer_of(said: Shown) -> dict[str, Any]:
    """Return stride, padding, output padding and dilation as shown."""
    layer = geometry(said)
    if "Output padding" in said.sliders:
        layer["output_padding"] = said.setting("Output padding")
    else:
        sliders = "Output padding rows", "Output padding columns"
        layer["output_padding"] = tuple(map(said.setting, sliders))
    return layer


def shown(said: Shown) -> Transposed:
    """Return the explorer that shows these numbers."""
    return Transposed(said.values("Input"), said.values("Kernel"), **layer_of(said))


def results(made: Transposed) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"output": made.output}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    made = shown(said)
    selected = said.marked("Input", "selected")
    overlap = made.overlap
    if selected and (said.values("Overlap") != overlap).any():
        # Stepping, there are only the stamps up to that of the selected input.
        (at,) = selected
        so_far = np.ravel_multi_index(at, made.image.shape)
        laid = np.arange(made.image.size).reshape(made.image.shape) <= so_far
        made.image = made.image * laid
        ones = np.ones(made.kernel.shape, int)
        overlap = Transposed(laid, ones, **layer_of(said)).output
    grids = {"Output": made.output}
    if not said.switches.get("Practice"):  # that hides the output alone
        grids["Overlap"] = overlap
    return Computed(grids)


worksheet = Worksheet(
    title=N_("The transposed convolution"),
    question=N_(
        "Each number of the input stamps the kernel, multiplied by that number, onto the"
        " output, and the next stamp lies two cells further. Where stamps overlap, they"
        " add."
    ),
    start=lambda: Transposed(np.zeros((2, 2), int), np.zeros((3, 3), int), 2),
    worked=lambda of: explain.conv_transpose2d(
        of.image, of.kernel, stride=2, at=(0, 0)
    ),
    roles="gga",
)
