"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib.conv import conv2d
from convlib.widgets.contract import (
    APART,
    Computed,
    Offers,
    Results,
    Rng,
    Shown,
    numbers,
    steps,
    whole,
    zeros,
)
from convlib.widgets.image_kernel import MODES, ImageKernel

offers = Offers(
    grids=("Neighbourhood", "Kernel"),
    sliders=("Kernel size", "Stride", "Dilation"),
    choices=("Filter",),
    stops=(
        "Output. Point at a pixel, or move with the arrow keys, to see its sum.",
        "Your picture",
    ),
    folded=("Rows and columns apart",),
    folded_sliders=("Padding",),
    apart=("Kernel rows", "Kernel columns", *APART),
    editable=("Kernel",),
    unselected=("Neighbourhood", "Kernel"),
)


def example() -> ImageKernel:
    """Return the explorer on the notes' numbers."""
    return ImageKernel(
        np.random.default_rng(0).integers(0, 256, (128, 128)), [[0, 1, 0]] * 3
    )


def random(rng: Rng) -> ImageKernel:
    """Return one in any state that a reader may bring it into."""
    image = rng.integers(0, 256, (whole(rng, 12, 20), whole(rng, 12, 20)))
    kernel = numbers(rng, whole(rng, 1, 5), whole(rng, 1, 5))
    stride, padding, dilation = steps(rng, 1, 3), zeros(rng, 4), steps(rng, 1, 2)
    mode = str(rng.choice([*MODES]))
    return ImageKernel(image, kernel, stride, padding, dilation, mode)


def odd() -> list[ImageKernel]:
    """Return some on states that a page could start with."""
    image = np.random.default_rng(1).integers(0, 256, (12, 20))
    return [
        ImageKernel(image, np.arange(9).reshape(3, 3)),
        ImageKernel(image, [[1, 2]], (1, 2), ((11, 0), (3, 19)), 1, "reflect"),
    ]


def results(made: ImageKernel) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"output": made.output}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the window shown, if there is one."""
    if said.marked("Neighbourhood", "later"):
        return Computed()
    total = conv2d(said.values("Neighbourhood"), said.values("Kernel"))
    return Computed(ledger=total.item())
