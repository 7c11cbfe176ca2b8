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

from convlib.widgets.contract import contracts
from convlib.widgets.explorer import Explorer

CONTRACTS = contracts()
STATES = 25


def run(code: str, folder: Path) -> dict[str, Any]:
    """Run a program; return its names."""
    path = folder / "copied.py"
    path.write_text(code, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        names = runpy.run_path(str(path))
    assert printed.getvalue().strip()
    return names


def result(names: dict[str, Any], name: str, leaves: dict[str, str]) -> Any:
    """Return a result of a program, NumPy's or PyTorch's, as an array."""
    found = names[name] if name in names else names[leaves[name]].grad
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
    contract = CONTRACTS[explorer.kind]
    leaves = getattr(contract, "leaves", {})
    for name, wanted in contract.results(explorer).items():
        found = np.reshape(result(names, name, leaves), np.shape(wanted))
        np.testing.assert_allclose(found, wanted, atol=1e-9, err_msg=name)
