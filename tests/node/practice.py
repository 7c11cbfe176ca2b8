"""What the usual mistakes give, as convlib computes it, for every kind that is practised."""

import json
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
from explorer_examples import example, put
from explorer_states import KINDS
from hypothesis import settings

from convlib.widgets.contract import contracts
from convlib.widgets.explorer import Explorer

STATES = 100  # of each kind: each mistake gives another number in one of them
DRAWS = settings.default.max_examples // 5  # fresh numbers: the profile says how many
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


def check(told: Mapping[str, Any]) -> None:
    """Compare what the page says of answers to fresh numbers with what Python says.

    There are `DRAWS` examples of each kind. In each of them every mistake is named in a
    cell at least, and none where another one, or what is right, gives that number.
    """
    assert {*told} == {*PRACTISED}
    for kind, drawn in told.items():
        assert len(drawn) == DRAWS
        explorer = example(kind)
        for one in drawn:
            put(explorer, one["state"])
            for grid, found in explorer.mistakes.items():
                right = explorer.tasks[grid].result(explorer)
                said = {name: verdicts(a, right, found) for name, a in found.items()}
                assert said == one["verdicts"][grid], (kind, one["state"])
                assert all(name in words for name, words in said.items()), kind


def verdicts(
    answers: np.ndarray, right: np.ndarray, found: Mapping[str, np.ndarray]
) -> list[str]:
    """Return what is to be said of answers, cell by cell."""
    makers = np.array([same(answers, array) for array in found.values()])
    alone = makers.sum(axis=0) == 1
    names = np.array([*found])[makers.argmax(axis=0)]
    words = np.where(same(answers, right), "right", np.where(alone, names, ""))
    return words.ravel().tolist()


def same(answers: np.ndarray, array: np.ndarray) -> np.ndarray:
    """Return which answers are the numbers of an array, or these rounded as they are."""
    counts = np.abs(answers - array) <= 1e-9 * np.maximum(1, np.abs(array))
    for at in np.argwhere((answers % 1 != 0) & ~counts):
        counts[*at] = is_rounded(answers[*at], array[*at])
    return counts


def is_rounded(answer: float, number: float) -> bool:
    """Return whether an answer is a number rounded to its two or more decimals."""
    places = -Decimal(repr(float(answer))).as_tuple().exponent
    if places < 2:
        return False
    unit = Decimal(1).scaleb(-places)
    return float(Decimal(float(number)).quantize(unit, ROUND_HALF_UP)) == answer
