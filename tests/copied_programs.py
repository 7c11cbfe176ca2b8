"""Programs that explorers are copied as: what they compute, and how they are run."""

import contextlib
import io
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from explorer_examples import example
from explorer_states import random_explorer

from convlib.widgets.explorer import Explorer

STATES = 25
# What a program computes, by the explorer's own name for it.
RESULTS = {
    "sliding-window": ["output"],
    "channels": ["output"],
    "conv-backward": ["grad_input", "grad_kernel", "grad_bias"],
    "output-size": ["output"],
    "pooling": ["output", "grad_input"],
    "transposed": ["output"],
    "receptive-field": ["pixels_read"],
    "groups": ["parameters"],
    "causal-stack": ["outputs"],
    "image-kernel": ["output"],
    "as-matrix": ["output", "matrix", "columns", "grad_input"],
    "layer-calculator": ["parameters"],
    "learn-kernel": ["output", "error", "loss", "grad_kernel"],
    "network": ["logits", "loss", "to_filters", "to_weights"],
    "digits": ["probabilities", "loss", "to_pixels", "to_weight"],
}


def shown(explorer: Explorer, name: str) -> Any:
    """Return what the explorer itself has under the name of a program's result."""
    match explorer.kind, name:
        case "groups" | "layer-calculator", _:
            return explorer.cost.parameters
        case "network", "logits" | "loss":
            return explorer.values[name]
        case "network", _:
            return explorer.gradients[name.removeprefix("to_")]
        case "digits", "to_pixels" | "to_weight":
            return explorer.gradients["image" if name == "to_pixels" else "filters"]
    return getattr(explorer, name)


def run(code: str, folder: Path) -> dict[str, Any]:
    """Run a program; return its names."""
    path = folder / "copied.py"
    path.write_text(code, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        names = runpy.run_path(str(path))
    assert printed.getvalue().strip()
    return names


# What a PyTorch program has instead of these names: leaves, whose gradients they are.
LEAVES = {
    "to_filters": "filters",
    "to_weights": "fc_weight",
    "to_pixels": "pixels",
    "to_weight": "weight",
}


def result(names: dict[str, Any], name: str) -> Any:
    """Return a result of a program, NumPy's or PyTorch's, as an array."""
    found = names[name] if name in names else names[LEAVES[name]].grad
    return found.detach().numpy() if hasattr(found, "detach") else found


def states(kind: str) -> Iterator[Explorer]:
    """Yield the explorer on the notes' numbers, then as readers may leave it."""
    yield example(kind)
    rng = np.random.default_rng(0)
    for _ in range(STATES):
        yield random_explorer(kind, rng)


def compare(explorer: Explorer, library: str, folder: Path) -> None:
    """Run the explorer's program; its results are what the explorer shows."""
    names = run(explorer.code(library), folder)
    for name in RESULTS[explorer.kind]:
        wanted = shown(explorer, name)
        found = np.reshape(result(names, name), np.shape(wanted))
        np.testing.assert_allclose(found, wanted, atol=1e-9, err_msg=name)
