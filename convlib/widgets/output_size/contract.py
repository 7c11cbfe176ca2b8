"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib import examples, explain
from convlib._words import N_
from convlib.widgets.contract import (
    Computed,
    Offers,
    Results,
    Rng,
    Shown,
    Worksheet,
    whole,
)
from convlib.widgets.output_size import OutputSize

offers = Offers(
    grids=("Padded input", "Output"),
    sliders=("Input size", "Kernel size", "Stride", "Padding", "Dilation"),
    switches=("Practice", "Reads together"),
    stops=("Or typed",),
)


def example() -> OutputSize:
    """Return the explorer on the notes' numbers."""
    given = examples.output_size
    return OutputSize(given.input_size, given.kernel_size, given.stride, given.padding)


def random(rng: Rng) -> OutputSize:
    """Return one in any state that a reader may bring it into."""
    dilation = whole(rng, 1, 3)
    kernel_size = whole(rng, 1, 4)
    input_size = whole(rng, dilation * (kernel_size - 1) + 1, 14)
    return OutputSize(
        input_size, kernel_size, whole(rng, 1, 4), whole(rng, 0, 3), dilation
    )


def odd() -> list[OutputSize]:
    """Return some on states that a page could start with."""
    return [OutputSize(3, 2, 2, 3, 4), OutputSize(30, 9, 7)]


def shown(said: Shown) -> OutputSize:
    """Return the explorer that shows these numbers."""
    return OutputSize(*map(said.setting, offers.sliders))


def results(made: OutputSize) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"output": made.output}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    made = shown(said)
    unread = {*range(made.input_size)} - {*made.positions.ravel().tolist()}
    return Computed(
        {"Output": np.arange(made.output)[None]},
        made.output,
        {("Padded input", "unread"): {(0, position) for position in unread}},
    )


worksheet = Worksheet(
    title=N_("How large is the output?"),
    question=N_(
        "How many windows fit along one axis? The padding is that of one side; with"
        " dilation 2 there is one cell between two neighbouring weights."
    ),
    start=lambda: OutputSize(12, 3, 2, 1, 2),
    worked=lambda of: explain.output_size(
        *(getattr(of, name) for name in of.arguments)
    ),
    columns=(
        N_("Input"),
        N_("Kernel"),
        N_("Stride"),
        N_("Padding"),
        N_("Dilation"),
        N_("Output"),
    ),
    tasks=8,
)
