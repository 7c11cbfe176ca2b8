"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib import examples, explain
from convlib._words import N_
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
from convlib.widgets.sliding_window import SlidingWindow

offers = Offers(
    grids=("Input", "Kernel", "Output"),
    sliders=("Input size", "Kernel size", "Stride", "Padding", "Dilation", "Bias"),
    switches=("Practice", "ReLU", "Flip kernel"),
    folded=("Reads together", "Rows and columns apart"),
    apart=("Input rows", "Input columns", "Kernel rows", "Kernel columns", *APART),
    choices=("Speed",),
    editable=("Input", "Kernel"),
    plays=("Output",),
)


def example() -> SlidingWindow:
    """Return the explorer on the notes' numbers."""
    given = examples.single_channel
    return SlidingWindow(given.image, given.kernel, given.bias)


def random(rng: Rng) -> SlidingWindow:
    """Return one in any state that a reader may bring it into."""
    stride, padding, dilation = steps(rng, 1, 3), zeros(rng, 2), steps(rng, 1, 2)
    kernel = numbers(rng, whole(rng, 1, 3), whole(rng, 1, 3))
    image = numbers(rng, whole(rng, 5, 8), whole(rng, 5, 8))
    bias = float(numbers(rng, 1)[0])
    return SlidingWindow(
        image, kernel, bias, stride, padding, dilation, flag(rng), flag(rng)
    )


def odd() -> list[SlidingWindow]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(5)
    return [
        SlidingWindow(rng.integers(-9, 10, (4, 6)), rng.integers(-9, 10, (2, 3))),
        SlidingWindow(rng.normal(size=(3, 8)), rng.normal(size=(2, 6))),
        SlidingWindow(np.eye(5, dtype=int), np.ones((3, 1)), dilation=2, padding=2),
        SlidingWindow([[1]], [[2]], 0.25, dilation=6, stride=9, padding=1),
        SlidingWindow(np.arange(12)[None], [[1, 0, -1]], padding=((0, 0), (2, 0))),
    ]


def shown(said: Shown) -> SlidingWindow:
    """Return the explorer that shows these numbers."""
    return SlidingWindow(
        said.values("Input"),
        said.values("Kernel"),
        said.setting("Bias"),
        **geometry(said),
        relu=said.switches["ReLU"],
        flip=said.switches["Flip kernel"],
    )


def results(made: SlidingWindow) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"output": made.output}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    selected = said.marked("Output", "selected")
    ledger = said.values("Output")[selected.pop()] if selected else None
    return Computed({"Output": shown(said).output}, ledger)


worksheet = Worksheet(
    title=N_("One image, one kernel"),
    question=N_(
        "Move the kernel over the input, one cell at a time, without rotating it. In"
        " each window multiply every number by the weight that lies on it, add up the"
        " products and the bias, which is 1, and write the sum into the output."
    ),
    start=lambda: SlidingWindow(np.zeros((5, 5), int), np.zeros((3, 3), int), bias=1),
    worked=lambda of: explain.conv2d(of.image, of.kernel, of.bias, at=(0, 0)),
    roles="gga",
)
