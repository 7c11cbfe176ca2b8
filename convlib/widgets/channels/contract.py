"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib import examples, explain
from convlib._words import N_
from convlib.widgets.channels import Channels
from convlib.widgets.contract import (
    APART,
    Computed,
    Offers,
    Results,
    Rng,
    Shown,
    Worksheet,
    flag,
    geometry,
    numbers,
    steps,
    whole,
    zeros,
)

CHANNELS = tuple(f"Input channel {c}" for c in range(3))
SLICES = tuple(f"Filter 0 channel {c}" for c in range(3))
offers = Offers(
    grids=(*CHANNELS, *SLICES, "Bias 0", "Output 0", "Output 1"),
    sliders=("Filter", "Stride", "Padding"),
    switches=("ReLU", "Practice"),
    folded=("Reads together", "Rows and columns apart"),
    folded_sliders=("Channels", "Filters", "Input size", "Kernel size", "Dilation"),
    apart=("Input rows", "Input columns", "Kernel rows", "Kernel columns", *APART),
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
    stride, padding, dilation = steps(rng, 1, 3), zeros(rng, 2), steps(rng, 1, 2)
    image = numbers(rng, depth, whole(rng, 5, 7), whole(rng, 5, 7))
    filters = numbers(rng, count, depth, whole(rng, 1, 3), whole(rng, 1, 3))
    bias = numbers(rng, count)
    explorer = Channels(image, filters, bias, stride, padding, dilation, flag(rng))
    explorer.filter = whole(rng, 0, count - 1)
    return explorer


def odd() -> list[Channels]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(5)
    return [
        Channels(rng.normal(size=(2, 4, 6)), rng.normal(size=(3, 2, 2, 5)), [1, 2, 3]),
        Channels([[[1]]], [[np.ones((3, 3))]], [0.5], padding=1),
        Channels(np.ones((8, 2, 3)), np.ones((6, 8, 1, 2)), range(6)),
    ]


def results(made: Channels) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"output": made.output}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown, unless a channel is folded up."""
    if "Channel 0" in said.buttons:
        return Computed()
    k = said.setting("Filter")
    images, slices = (
        [said.values(name) for name in said.grids if name.startswith(start)]
        for start in ("Input channel", f"Filter {k} ")
    )
    bias, relu = said.values(f"Bias {k}")[0], said.switches["ReLU"]
    (output,) = Channels(images, [slices], bias, relu=relu, **geometry(said)).output
    return Computed({f"Output {k}": output})


worksheet = Worksheet(
    title=N_("Several channels, several filters"),
    question=N_(
        "Each filter has a matrix of weights for each channel of the input. For each"
        " cell of an output add up the products of all channels and the filter’s bias."
        " The stride is 1, and there is no padding."
    ),
    start=lambda: Channels(
        np.zeros((2, 4, 4), int), np.zeros((2, 2, 3, 3), int), np.zeros(2, int)
    ),
    worked=lambda of: explain.conv2d(of.image, of.filters, of.bias, at=(0, 0, 0)),
    roles="g" * 7 + "aa",
)
