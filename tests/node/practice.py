"""What the usual mistakes give, as convlib computes it, for every kind that is practised."""

import json
from typing import Any

import numpy as np
from explorer_states import KINDS

from convlib.widgets.contract import contracts
from convlib.widgets.explorer import Explorer

STATES = 100  # of each kind
DRAWS = 200
PRACTISED = [kind for kind, contract in contracts().items() if contract.example().tasks]


def given(explorer: Explorer) -> dict[str, Any]:
    """Return a state, what is right in it, and what each mistake gives."""
    return {
        "state": explorer.state(),
        "right": {
            grid: task.result(explorer).tolist()
            for grid, task in explorer.tasks.items()
        },
        "mistakes": {
            grid: {name: array.tolist() for name, array in found.items()}
            for grid, found in explorer.mistakes.items()
        },
    }


def cases() -> dict[str, Any]:
    """Return all that `practice.test.mjs` compares."""
    everything: dict[str, Any] = {}
    for kind in PRACTISED:
        rng = np.random.default_rng(4)
        example = contracts()[kind].example()
        random = [KINDS[kind](rng) for _ in range(STATES)]
        everything[kind] = {
            "folder": kind.replace("-", "_"),
            "rules": json.loads(json.dumps(example.rules)),
            "known": {g: list(t.mistakes) for g, t in example.tasks.items()},
            "states": [given(explorer) for explorer in (example, *random)],
            "draws": DRAWS,
        }
    return everything
