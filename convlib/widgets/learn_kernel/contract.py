"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib import examples
from convlib.conv import conv2d
from convlib.widgets.contract import (
    Computed,
    Offers,
    Results,
    Rng,
    Shown,
    flag,
    numbers,
    whole,
)
from convlib.widgets.learn_kernel import LearnKernel
from convlib.widgets.learn_kernel.learning import MISTAKES, MOST, at
from convlib.widgets.traits import LARGEST

offers = Offers(
    grids=("Input", "Kernel", "Kernel gradient", "Output", "Target", "Error"),
    sliders=("At step", "Learning rate"),
    radios=(
        "Nothing",
        "Deltas turned",
        "Gradient turned",
        "4 of 9 deltas",
        "Wrong sign",
        "Mean for sum",
    ),
    buttons=("Previous", "Play", "Step", "Random start"),
    folded=("Rows and columns apart",),
    folded_sliders=("Input size", "Kernel size"),
    folded_buttons=("Copy losses",),
    apart=("Input rows", "Input columns", "Kernel rows", "Kernel columns"),
    choices=("Speed",),
    editable=("Input", "Kernel", "Target"),
    leaps={"Learning rate": 0.11},
)


def example() -> LearnKernel:
    """Return the explorer on the notes' numbers: filter 1 is to become filter 0."""
    network = examples.tiny_cnn
    target = conv2d(network.image, network.filters[0])
    return LearnKernel(network.image, target, network.filters[1])


def random(rng: Rng) -> LearnKernel:
    """Return one in any state that a reader may bring it into."""
    image = numbers(rng, whole(rng, 3, 7), whole(rng, 3, 7))
    kernel = numbers(rng, whole(rng, 1, 3), whole(rng, 1, 3))
    target = conv2d(image, rng.integers(-2, 3, kernel.shape))
    explorer = LearnKernel(image, target + flag(rng), kernel)
    rate = explorer.learning_rate * float(rng.choice([0.5, 1, 1.75]))
    explorer.learning_rate = min(rate, LARGEST)
    explorer.mistake = str(rng.choice(MISTAKES))
    explorer.steps, explorer.step = whole(rng, 0, 12), whole(rng, 0, 12)
    return explorer


def odd() -> list[LearnKernel]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(3)
    image = rng.integers(-9, 10, (5, 7))
    diverging = LearnKernel(image, np.ones((4, 5), int), [[1, 0, -1], [2, 0, 0.5]], 1)
    diverging.steps = diverging.step = 50
    blank = LearnKernel(np.zeros((3, 3), int), [[1, 2], [3, 4]], np.ones((2, 2), int))
    long = example()
    long.steps, long.step = MOST, 7
    long.mistake = "few_deltas"
    return [diverging, blank, long]


def results(made: LearnKernel) -> Results:
    """Return what its programs compute, by their names for it."""
    return {
        "output": made.output,
        "error": made.error,
        "loss": made.loss,
        "grad_kernel": made.grad_kernel,
    }


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    image, kernel, target = map(said.values, ("Input", "Kernel", "Target"))
    chosen = [*said.radios.values()].index(True)
    now = at(image, target, kernel, MISTAKES[chosen])
    return Computed(
        {"Output": now.output, "Error": now.error, "Kernel gradient": now.grad_kernel}
    )
