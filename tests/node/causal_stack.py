"""What `causal-stack` is to say of stacks of layers: what convlib says."""

from typing import Any

import numpy as np

from convlib.widgets import CausalStack
from convlib.widgets.causal_stack.contract import example, odd, random


def reads(explorer: CausalStack, level: int, time: int) -> list[list[int]]:
    """Return the times of each level below a node that it depends on.

    They are found by changing one number at a time, all weights being ones.
    """
    layers = [([1] * len(weights), step) for weights, step in explorer.layers[:level]]
    found = []
    for below in range(level):
        ones = np.eye(explorer.signal.size)
        changed = [
            CausalStack(one, layers[below:], explorer.causal).output[time]
            for one in ones
        ]
        found.append(np.flatnonzero(changed).tolist())
    return [*found, [time]]


def case(rng: np.random.Generator, explorer: CausalStack) -> dict[str, Any]:
    """Return a stack, its numbers and fields, and what one of its nodes reads."""
    level = int(rng.integers(1, len(explorer.layers) + 1))
    time = int(rng.integers(explorer.signal.size))
    stacks = [
        CausalStack(explorer.signal, explorer.layers[:n], explorer.causal)
        for n in range(1, len(explorer.layers) + 1)
    ]
    return {
        "state": explorer.state(),
        "levels": [explorer.signal[0].tolist(), *explorer.outputs.tolist()],
        "fields": [stack.field for stack in stacks],
        "node": [level, time],
        "reads": reads(explorer, level, time),
    }


def cases() -> dict[str, Any]:
    """Return what `causal_stack.test.mjs` compares."""
    rng = np.random.default_rng(12)
    explorers = [example(), *odd(), *(random(rng) for _ in range(40))]
    return {"stacks": [case(rng, explorer) for explorer in explorers]}
