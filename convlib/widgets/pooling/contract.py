"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib.widgets.contract import Computed, Offers, Rng, Shown, flag, numbers, whole
from convlib.widgets.pooling import Pooling

offers = Offers(
    grids=("Feature map", "Pooled", "Feature map gradient", "Pooled gradient"),
    sliders=("Window size", "Stride"),
    switches=("Practice", "Reads together"),
    radios=("max", "average", "add", "overwrite"),
    choices=("Speed",),
    editable=("Feature map", "Pooled gradient"),
    plays=("Pooled",),
    unselected=("Feature map", "Pooled gradient"),
)


def example() -> Pooling:
    """Return the explorer on the notes' numbers."""
    return Pooling([[0, 0, 0], [1, 1, 0], [1, 0, 0]])


def random(rng: Rng) -> Pooling:
    """Return one in any state that a reader may bring it into."""
    feature_map = numbers(rng, whole(rng, 3, 6), whole(rng, 3, 6))
    mode = str(rng.choice(["max", "average"]))
    explorer = Pooling(feature_map, whole(rng, 1, 3), whole(rng, 1, 3), mode)
    explorer.grad_output = numbers(rng, *explorer.output.shape)
    explorer.overwrite = flag(rng)
    return explorer


def odd() -> list[Pooling]:
    """Return some on states that a page could start with."""
    feature_map = np.random.default_rng(5).integers(-9, 10, (5, 6))
    return [Pooling(feature_map, 3, 2, "average")]


def shown(said: Shown) -> Pooling:
    """Return the explorer that shows these numbers."""
    made = Pooling(
        said.values("Feature map"),
        said.setting("Window size"),
        said.setting("Stride"),
        "average" if said.radios["average"] else "max",
    )
    made.grad_output = said.values("Pooled gradient")
    return made


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    made = shown(said)
    return Computed({"Pooled": made.output, "Feature map gradient": made.grad_input})
