"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib import examples
from convlib.widgets.channels import Channels
from convlib.widgets.contract import Computed, Offers, Rng, Shown, flag, numbers, whole

CHANNELS = tuple(f"Input channel {c}" for c in range(3))
SLICES = tuple(f"Filter 0 channel {c}" for c in range(3))
offers = Offers(
    grids=(*CHANNELS, *SLICES, "Bias 0", "Output 0", "Output 1"),
    sliders=("Filter", "Stride", "Padding"),
    switches=("ReLU",),
    choices=("Speed",),
    editable=(*CHANNELS, *SLICES, "Bias 0"),
    plays=("Output 0",),
    unselected=("Bias 0",),
    rims=dict.fromkeys(CHANNELS, 1),
)


def example() -> Channels:
    """Return the explorer on the notes' numbers."""
    given = examples.two_filters
    return Channels(given.input, given.weight, given.bias, given.stride, given.padding)


def random(rng: Rng) -> Channels:
    """Return one in any state that a reader may bring it into."""
    depth, count = whole(rng, 1, 3), whole(rng, 1, 3)
    image = numbers(rng, depth, whole(rng, 3, 6), whole(rng, 3, 6))
    filters = numbers(rng, count, depth, whole(rng, 1, 3), whole(rng, 1, 3))
    stride, padding = whole(rng, 1, 3), whole(rng, 0, 2)
    explorer = Channels(image, filters, numbers(rng, count), stride, padding, flag(rng))
    explorer.filter = whole(rng, 0, count - 1)
    return explorer


def odd() -> list[Channels]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(5)
    return [
        Channels(rng.normal(size=(2, 4, 6)), rng.normal(size=(3, 2, 2, 5)), [1, 2, 3]),
        Channels([[[1]]], [[np.ones((3, 3))]], [0.5], padding=1),
    ]


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    k = said.setting("Filter")
    images, slices = (
        [said.values(name) for name in said.grids if name.startswith(start)]
        for start in ("Input channel", f"Filter {k} ")
    )
    geometry = (said.setting("Stride"), said.setting("Padding"), said.switches["ReLU"])
    bias = said.values(f"Bias {k}")[0]
    (output,) = Channels(images, [slices], bias, *geometry).output
    return Computed({f"Output {k}": output})
