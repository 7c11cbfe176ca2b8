"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

import convlib
from convlib.widgets.contract import Computed, Offers, Rng, Shown, numbers, whole
from convlib.widgets.image_kernel import ImageKernel

offers = Offers(
    grids=("Neighbourhood", "Kernel"),
    sliders=("Kernel size", "Stride", "Dilation"),
    choices=("Filter",),
    stops=(
        "Output. Point at a pixel, or move with the arrow keys, to see its sum.",
        "Your picture",
    ),
    editable=("Kernel",),
    leaps={"Kernel size": 5},
    unselected=("Neighbourhood", "Kernel"),
)


def example() -> ImageKernel:
    """Return the explorer on the notes' numbers."""
    return ImageKernel(
        np.random.default_rng(0).integers(0, 256, (128, 128)), [[0, 1, 0]] * 3
    )


def random(rng: Rng) -> ImageKernel:
    """Return one in any state that a reader may bring it into."""
    size = int(rng.choice([3, 5]))
    image = rng.integers(0, 256, (whole(rng, 12, 20), whole(rng, 12, 20)))
    explorer = ImageKernel(image, numbers(rng, size, size))
    explorer.stride, explorer.dilation = whole(rng, 1, 3), whole(rng, 1, 2)
    return explorer


def odd() -> list[ImageKernel]:
    """Return some on states that a page could start with."""
    image = np.random.default_rng(1).integers(0, 256, (12, 20))
    return [ImageKernel(image, np.arange(9).reshape(3, 3))]


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    total = convlib.conv2d(said.values("Neighbourhood"), said.values("Kernel"))
    return Computed(ledger=total.item())
