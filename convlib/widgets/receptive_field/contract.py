"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib.widgets.contract import Computed, Offers, Results, Rng, Shown, whole
from convlib.widgets.receptive_field import ReceptiveField

LAYERS = ("Layer 1", "Layer 2", "Layer 3")
CHOICES = ("kernel size", "stride", "padding", "dilation")
offers = Offers(
    grids=("Layer 3", "Layer 2", "Layer 1", "Input"),
    stays=("Layer 2", "Layer 1", "Input"),
    choices=tuple(f"{layer} {name}" for layer in LAYERS for name in CHOICES),
    buttons=(*(f"Remove layer {n}" for n in (1, 2, 3)), "Add layer"),
)


def example() -> ReceptiveField:
    """Return the explorer on the notes' numbers."""
    return ReceptiveField([(3, 1, 1), (3, 1, 2), (3, 1, 4)])


def layer(rng: Rng) -> dict[str, int | bool]:
    """Return a convolution, a pooling or a transposed convolution that leaves no gaps."""
    numbers = {
        "kernel_size": whole(rng, 1, 3),
        "stride": whole(rng, 1, 2),
        "padding": whole(rng, 0, 2),
        "dilation": whole(rng, 1, 2),
    }
    match str(rng.choice(["convolution", "convolution", "pooling", "transposed"])):
        case "pooling":
            return {**numbers, "pooling": True}
        case "transposed":
            gapless = {"kernel_size": whole(rng, 2, 3), "dilation": 1}
            return {**numbers, **gapless, "transposed": True}
    return {**numbers}


def random(rng: Rng) -> ReceptiveField:
    """Return one in any state that a reader may bring it into."""
    layers = [layer(rng) for _ in range(whole(rng, 1, 3))]
    return ReceptiveField(layers, whole(rng, 1, 300))


def odd() -> list[ReceptiveField]:
    """Return some on states that a page could start with."""
    return [ReceptiveField([(3, 1, 2)] * 3), ReceptiveField([(4, 3)])]


def results(made: ReceptiveField) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"pixels_read": made.pixels_read}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    chosen = [int(value) for value in said.choices.values()]
    step = len(CHOICES)
    made = ReceptiveField(
        [
            dict(zip(("kernel_size", *CHOICES[1:]), chosen[n : n + step], strict=True))
            for n in range(0, len(chosen), step)
        ]
    )
    unread = {(int(row), int(col)) for row, col in np.argwhere(~made.pixels_read)}
    return Computed(ledger=len(made.pixels_read), marks={("Input", "unread"): unread})
