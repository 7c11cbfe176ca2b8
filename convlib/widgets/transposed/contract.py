"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib import examples
from convlib.widgets.contract import Computed, Offers, Rng, Shown, numbers, whole
from convlib.widgets.transposed import Transposed

offers = Offers(
    grids=("Input", "Kernel", "Output", "Overlap"),
    sliders=("Stride", "Padding", "Output padding"),
    radios=("stamp and add", "insert zeros", "matrix"),
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
    stride, dilation = whole(rng, 1, 3), whole(rng, 1, 2)
    explorer = Transposed(
        numbers(rng, whole(rng, 2, 4), whole(rng, 2, 4)),
        numbers(rng, whole(rng, 2, 3), whole(rng, 2, 3)),
        stride,
        whole(rng, 0, 1),
        whole(rng, 0, max(stride, dilation) - 1),
        dilation,
    )
    explorer.view = str(rng.choice(["stamp", "zeros", "matrix"]))
    return explorer


def odd() -> list[Transposed]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(4)
    image, kernel = rng.integers(-9, 10, (3, 4)), rng.integers(-9, 10, (2, 3))
    return [
        Transposed(image, kernel, stride=2, padding=1, output_padding=1),
        Transposed([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 2], [3, 4]], 2, padding=2),
    ]


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    given = said.values("Input"), said.values("Kernel")
    made = Transposed(*given, *map(said.setting, offers.sliders))
    return Computed({"Output": made.output, "Overlap": made.overlap})
