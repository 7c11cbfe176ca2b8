"""What tests know of this explorer: what it offers, and what is right in any state."""

import re
from types import SimpleNamespace
from typing import Any

import numpy as np

from convlib import explain
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
    numbers,
    steps,
    whole,
)
from convlib.widgets.pooling import Pooling, passed_back
from convlib.widgets.rules import pair

offers = Offers(
    grids=("Feature map", "Pooled", "Feature map gradient", "Pooled gradient"),
    sliders=("Window size", "Stride"),
    switches=("Practice", "Reads together"),
    radios=("max", "average", "add", "overwrite"),
    folded=("Ceil mode", "Count padding", "Rows and columns apart"),
    folded_sliders=("Map size", "Padding"),
    apart=("Map rows", "Map columns", "Window rows", "Window columns", *APART[:-2]),
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
    window, stride = steps(rng, 1, 3), steps(rng, 1, 3)
    most = [cells // 2 for cells in pair(window)]
    rows, columns = ((whole(rng, 0, m), whole(rng, 0, m)) for m in most)
    padding = (rows, columns) if flag(rng) else 0
    counts = flag(rng), flag(rng)
    explorer = Pooling(feature_map, window, stride, mode, padding, *counts)
    explorer.grad_output = numbers(rng, *explorer.output.shape)
    explorer.overwrite = flag(rng)
    return explorer


def odd() -> list[Pooling]:
    """Return some on states that a page could start with."""
    feature_map = np.random.default_rng(5).integers(-9, 10, (5, 6))
    return [
        Pooling(feature_map, 3, 2, "average"),
        Pooling(feature_map, (2, 3), (3, 2), "average", ((0, 1), (1, 0)), True, False),
        Pooling(feature_map, (3, 2), 2, "max", 1, True),
    ]


def shown(said: Shown) -> Pooling:
    """Return the explorer that shows these numbers."""
    said_geometry = re.search(
        r"over (.*) windows, stride (.*), padding (.*)", said.label
    )
    assert said_geometry
    window, stride, padding = map(whole_numbers, said_geometry.groups())
    made = Pooling(
        said.values("Feature map"),
        window,
        stride,
        "average" if said.radios["average"] else "max",
        padding,
        "ceil mode" in said.label,
        "not counted" not in said.label,
    )
    made.grad_output = said.values("Pooled gradient")
    return made


def whole_numbers(text: str) -> Any:
    """Return the number that is in a text, or the pair, or both of its pairs."""
    match [int(number) for number in re.findall(r"\d+", text)]:
        case [top, bottom, left, right]:
            return (top, bottom), (left, right)
        case [both]:
            return both
        case pair:
            return tuple(pair)


def results(made: Pooling) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"output": made.output, "grad_input": made.grad_input}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    made = shown(said)
    traits = {name: getattr(made, name) for name in made.state_names}
    back = passed_back(SimpleNamespace(**traits, assigned=said.radios["overwrite"]))
    return Computed({"Pooled": made.output, "Feature map gradient": back})


worksheet = Worksheet(
    title=N_("Pooling, there and back"),
    question=N_(
        "Windows of 2 × 2 with stride 2 pass on their largest number. Fill in the pooled"
        " map. Then the gradient comes back: write what arrives at each cell of the"
        " feature map."
    ),
    start=lambda: Pooling(np.zeros((4, 4), int), 2, 2),
    worked=lambda of: explain.max_pool2d(of.feature_map, 2, 2, at=(0, 0)),
    roles="gaga",
)
