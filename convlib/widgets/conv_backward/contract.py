"""What tests know of this explorer: what it offers, and what is right in any state."""

import re

import numpy as np

from convlib import examples, explain
from convlib._words import N_
from convlib.shapes import output_size
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
from convlib.widgets.conv_backward import ConvBackward

offers = Offers(
    grids=("Input", "Kernel", "Output gradient", "Input gradient", "Kernel gradient"),
    sliders=("Stride", "Padding"),
    switches=("Flip kernel", "Nudge by 0.1", "Practice"),
    radios=("Input", "Kernel"),
    folded=("Reads together", "Rows and columns apart"),
    folded_sliders=(
        *("Channels", "Filters", "Input size", "Kernel size", "Dilation", "Groups"),
    ),
    several=("Filter", "Channel"),
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
    groups, depth, each = (
        (whole(rng, 1, 2) for _ in range(3)) if flag(rng) else (1,) * 3
    )
    image = numbers(rng, groups * depth, whole(rng, 5, 7), whole(rng, 5, 7))
    kernel = numbers(rng, groups * each, depth, whole(rng, 1, 3), whole(rng, 1, 3))
    layer = steps(rng, 1, 2), zeros(rng, 2), steps(rng, 1, 2)
    shape = output_size(image.shape[1:], kernel.shape[2:], *layer)
    delta = numbers(rng, len(kernel), *shape)
    if len(image) == len(kernel) == 1:
        image, kernel, delta = image[0], kernel[0, 0], delta[0]
    explorer = ConvBackward(image, kernel, delta, *layer, groups)
    explorer.filter = whole(rng, 0, groups * each - 1)
    explorer.channel = whole(rng, 0, depth - 1)
    explorer.flip, explorer.nudge = flag(rng), flag(rng)
    explorer.reads_together = flag(rng)
    return explorer


def odd() -> list[ConvBackward]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(3)
    image, kernel = rng.integers(-9, 10, (5, 7)), rng.integers(-9, 10, (2, 3))
    stack, filters = rng.integers(-9, 10, (4, 4, 3)), rng.integers(-9, 10, (2, 2, 2, 2))
    grouped = ConvBackward(
        stack,
        filters,
        rng.integers(-9, 10, (2, 2, 3)),
        (2, 1),
        ((0, 0), (1, 0)),
        groups=2,
    )
    grouped.filter = grouped.channel = 1
    return [
        ConvBackward(image, kernel, rng.integers(-9, 10, (3, 4)), 2, 1),
        ConvBackward(image, kernel, np.ones((3, 1)), 2, ((0, 2), (1, 0)), (2, 3)),
        grouped,
    ]


def sizes(label: str) -> tuple[int, int, int]:
    """Return how many channels, channels of a group, and filters a label names."""
    found = re.search(r"(\d+) × \d+ × \d+ input, (\d+) × (\d+) ×", label)
    channels, filters, depth = found.groups() if found else (1, 1, 1)
    return int(channels), int(depth), int(filters)


def results(made: ConvBackward) -> Results:
    """Return what its programs compute, by their names for it."""
    return {
        "grad_input": made.grad_input,
        "grad_kernel": made.grad_kernel,
        "grad_bias": made.grad_bias,
    }


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown, of one filter and one channel."""
    names = [next(n for n in said.grids if n.startswith(grid)) for grid in offers.grids]
    image, kernel, delta = map(said.values, names[:3])
    made = ConvBackward(image, kernel, delta, **geometry(said))
    grids = {names[4]: made.grad_kernel}
    channels, depth, filters = sizes(said.label)
    if filters * depth == channels:  # nothing comes through other filters
        grids[names[3]] = made.grad_input
    return Computed(grids)


worksheet = Worksheet(
    title=N_("Back through a convolution"),
    question=N_(
        "The input was convolved with the kernel, with stride 1 and no padding, and the"
        " gradient of the output is known. Find the gradients of the input and of the"
        " kernel."
    ),
    start=lambda: ConvBackward(
        np.zeros((4, 4), int), np.zeros((2, 2), int), np.zeros((3, 3), int)
    ),
    worked=lambda of: explain.conv2d_backward(
        of.grad_output, of.image, of.kernel, wrt="input", at=(0, 0)
    ),
    roles="gggaa",
)
