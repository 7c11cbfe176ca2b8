"""What the modules of `layer-calculator` are to say of networks: what Python says."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import strategies

from convlib.widgets import LayerCalculator
from convlib.widgets.layer_calculator import KNOWN
from convlib.widgets.layer_calculator.contract import random, sliding
from convlib.widgets.layer_calculator.network import SPEC, compared, tidy

NETWORKS, STACKS = map(strategies.drawn, (300, 500))


def described(made: LayerCalculator) -> dict[str, Any]:
    """Return a network, its numbers and its code."""
    return {
        "input": list(made.input),
        "layers": made.layers,
        "table": made.table.tolist(),
        "code": made.code("torch"),
    }


def stack(rng: np.random.Generator) -> dict[str, Any]:
    """Return layers that may not fit on one another, and whether Python takes them."""
    layers = [compared(tidy(sliding(rng))) for _ in range(rng.integers(1, 6))]
    if rng.random() < 0.3:
        layers.insert(int(rng.integers(len(layers))), {"type": "Flatten"})
    if rng.random() < 0.3:
        layers.append({"type": "Linear", "out_features": 2})
    shape = [int(n) for n in rng.integers([1, 1, 1], [5, 12, 12])]
    try:
        LayerCalculator(layers, shape)
    except ValueError:
        return {"input": shape, "layers": layers, "taken": False}
    return {"input": shape, "layers": layers, "taken": True}


def printed() -> list[dict[str, Any]]:
    """Return networks as PyTorch prints them, with what Python reads there, or None."""
    path = Path(__file__).parents[1] / "golden" / "printed.json"
    found = []
    for network in json.loads(path.read_text(encoding="utf-8"))["networks"]:
        text, layers = network["printed"], None
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            if "v3" not in network["name"]:
                layers = LayerCalculator(text).layers
        aside = [str(warning.message) for warning in warned]
        found.append({"text": text, "layers": layers, "aside": aside})
    return found


def cases() -> dict[str, Any]:
    """Return networks with all that is said of them, and stacks with what is taken."""
    rng = np.random.default_rng(12)
    known = (LayerCalculator.known(network["name"]) for network in KNOWN)
    return {
        "spec": SPEC,
        "networks": [
            *(described(random(rng)) for _ in range(NETWORKS)),
            *map(described, known),
        ],
        "stacks": [stack(rng) for _ in range(STACKS)],
        "printed": printed(),
    }
