"""What tests know of this explorer: what it offers, and what is right in any state."""

import re

import numpy as np

from convlib.widgets.causal_stack import CausalStack
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

LAYERS = ("Layer 1", "Layer 2", "Layer 3", "Layer 4")
WEIGHTS = tuple(f"{layer} weights" for layer in LAYERS)
CAUSAL = "before: causal"

offers = Offers(
    grids=(*LAYERS[::-1], "Signal", *WEIGHTS),
    sliders=("Length", "Kernel size"),
    radios=(CAUSAL, "on both sides: centred"),
    choices=("Speed", *(f"{layer} dilation" for layer in LAYERS)),
    buttons=(*(f"Remove layer {n}" for n in (1, 2, 3, 4)), "Add layer"),
    editable=("Signal", *WEIGHTS),
    plays=("Layer 4",),
    rims=dict.fromkeys(("Signal", *LAYERS[:3]), (1, 0)),
)


def example() -> CausalStack:
    """Return the explorer on the numbers of the chapter on one axis, to be played."""
    signal = [1, 3, 2, 0, -1, -2, 0, 1, 2, 1, 0, -1, 0, 2, 1, 2]
    weights = [[1, 1], [-1, 1], [1, 2], [1, 1]]
    explorer = CausalStack(signal, list(zip(weights, (1, 2, 4, 8), strict=True)))
    explorer.selection = ("layer", 3, 0)
    return explorer


def random(rng: Rng) -> CausalStack:
    """Return one in any state that a reader may bring it into."""
    taps = whole(rng, 1, 4)
    layers = [
        (numbers(rng, taps), 2 ** whole(rng, 0, 5)) for _ in range(whole(rng, 1, 5))
    ]
    return CausalStack(numbers(rng, whole(rng, 1, 16)), layers, flag(rng))


def odd() -> list[CausalStack]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(8)
    block = [(rng.integers(-2, 3, 2), 2**n) for n in range(10)]
    return [
        CausalStack(rng.integers(-9, 10, 16), block),
        CausalStack(
            rng.normal(size=9), [(rng.normal(size=3), 1), (3, 3)], causal=False
        ),
        CausalStack([2], [(1, 1)]),
    ]


def results(made: CausalStack) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"outputs": made.outputs}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    count = sum(bool(re.fullmatch(r"Layer \d+", name)) for name in said.grids)
    names = [f"Layer {number}" for number in range(1, count + 1)]
    layers = [
        (said.values(f"{name} weights")[0], int(said.choices[f"{name} dilation"]))
        for name in names
    ]
    made = CausalStack(said.values("Signal"), layers, said.radios[CAUSAL])
    grids = dict(zip(names, made.outputs[:, None], strict=True))
    nodes = [
        said.values(name)[at] for name in names for at in said.marked(name, "selected")
    ]
    return Computed(grids, ledger=nodes[0] if nodes else None)
