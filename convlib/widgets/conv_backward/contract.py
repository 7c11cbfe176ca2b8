"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib import examples
from convlib.widgets.contract import Computed, Offers, Rng, Shown, flag, numbers, whole
from convlib.widgets.conv_backward import ConvBackward
from convlib.widgets.sliding_window import SlidingWindow

offers = Offers(
    grids=("Input", "Kernel", "Output gradient", "Input gradient", "Kernel gradient"),
    sliders=("Stride", "Padding"),
    switches=("Flip kernel", "Nudge by 0.1"),
    radios=("Input", "Kernel"),
    choices=("Speed",),
    editable=("Input", "Kernel", "Output gradient"),
    plays=("Input gradient",),
    unselected=("Input", "Kernel", "Output gradient"),
    rims={"Output gradient": 1},
)


def example() -> ConvBackward:
    """Return the explorer on the notes' numbers."""
    network = examples.tiny_cnn
    given = examples.backward_example
    return ConvBackward(network.image, given.kernel, given.grad_output)


def random(rng: Rng) -> ConvBackward:
    """Return one in any state that a reader may bring it into."""
    image, kernel = numbers(rng, 5, whole(rng, 4, 6)), numbers(rng, whole(rng, 1, 3), 2)
    stride, padding = whole(rng, 1, 2), whole(rng, 0, 2)
    shape = SlidingWindow(image, kernel, 0, stride, padding).output.shape
    explorer = ConvBackward(image, kernel, numbers(rng, *shape), stride, padding)
    explorer.flip, explorer.nudge = flag(rng), flag(rng)
    return explorer


def odd() -> list[ConvBackward]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(3)
    image, kernel = rng.integers(-9, 10, (5, 7)), rng.integers(-9, 10, (2, 3))
    return [ConvBackward(image, kernel, rng.integers(-9, 10, (3, 4)), 2, 1)]


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    made = ConvBackward(
        said.values("Input"),
        said.values("Kernel"),
        said.values("Output gradient"),
        stride=said.setting("Stride"),
        padding=said.setting("Padding"),
    )
    return Computed(
        {"Input gradient": made.grad_input, "Kernel gradient": made.grad_kernel}
    )
