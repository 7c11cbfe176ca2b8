"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib import examples
from convlib.widgets.contract import (
    APART,
    Computed,
    Offers,
    Rng,
    Shown,
    flag,
    geometry,
    numbers,
    steps,
    whole,
    zeros,
)
from convlib.widgets.conv_backward import ConvBackward
from convlib.widgets.sliding_window import SlidingWindow

offers = Offers(
    grids=("Input", "Kernel", "Output gradient", "Input gradient", "Kernel gradient"),
    sliders=("Stride", "Padding"),
    switches=("Flip kernel", "Nudge by 0.1", "Practice"),
    radios=("Input", "Kernel"),
    folded=("Rows and columns apart",),
    folded_sliders=("Input size", "Kernel size", "Dilation"),
    apart=("Input rows", "Input columns", "Kernel rows", "Kernel columns", *APART),
    choices=("Speed",),
    editable=("Input", "Kernel", "Output gradient"),
    plays=("Input gradient",),
    unselected=("Input", "Kernel"),
    rims={"Output gradient": 1},
)


def example() -> ConvBackward:
    """Return the explorer on the notes' numbers."""
    network = examples.tiny_cnn
    given = examples.backward_example
    return ConvBackward(network.image, given.kernel, given.grad_output)


def random(rng: Rng) -> ConvBackward:
    """Return one in any state that a reader may bring it into."""
    image = numbers(rng, whole(rng, 5, 7), whole(rng, 5, 7))
    kernel = numbers(rng, whole(rng, 1, 3), whole(rng, 1, 3))
    layer = steps(rng, 1, 2), zeros(rng, 2), steps(rng, 1, 2)
    shape = SlidingWindow(image, kernel, 0, *layer).output.shape
    explorer = ConvBackward(image, kernel, numbers(rng, *shape), *layer)
    explorer.flip, explorer.nudge = flag(rng), flag(rng)
    return explorer


def odd() -> list[ConvBackward]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(3)
    image, kernel = rng.integers(-9, 10, (5, 7)), rng.integers(-9, 10, (2, 3))
    return [
        ConvBackward(image, kernel, rng.integers(-9, 10, (3, 4)), 2, 1),
        ConvBackward(image, kernel, np.ones((3, 1)), 2, ((0, 2), (1, 0)), (2, 3)),
    ]


def shown(said: Shown) -> ConvBackward:
    """Return the explorer that shows these numbers."""
    image, kernel, delta = map(said.values, offers.editable)
    return ConvBackward(image, kernel, delta, **geometry(said))


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    made = shown(said)
    return Computed(
        {"Input gradient": made.grad_input, "Kernel gradient": made.grad_kernel}
    )
