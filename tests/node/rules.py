"""Random states of every explorer, right and wrong ones, and which of them Python takes."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import strategies
from explorer_states import KINDS, random_explorer

from convlib.widgets.explorer import Explorer

STATES = strategies.drawn(1000)  # of each kind: more than 10⁴ for `ci`
EXPLORERS = strategies.drawn(50)  # of each kind, each asked about twenty times
WRONG = [
    -1,
    0,
    1,
    2,
    3,
    5,
    17,
    33,
    0.5,
    1e7,
    "max",
    "zeros",
    "none",
    None,
    True,
    [],
    [[]],
]
WRONG += [[[1]], [[1, 2], [3]], ["output", 0, 0], ["input", 1], {"rows": 1}]


def reshaped(rng: np.random.Generator, array: list[Any]) -> list[Any]:
    """Return an array of numbers that is a little larger or smaller along each axis."""
    shape = [max(0, n + int(rng.integers(-1, 3))) for n in np.shape(array)]
    return rng.integers(-4, 5, shape).tolist()


def changed(rng: np.random.Generator, value: Any) -> Any:
    """Return another value, often of the same sort."""
    if rng.random() < 0.15:
        return WRONG[rng.integers(len(WRONG))]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + int(rng.integers(-2, 4))
    if isinstance(value, list) and value and isinstance(value[0], dict):
        layers = [{k: changed(rng, v) for k, v in layer.items()} for layer in value]
        return layers * int(rng.integers(1, 4))
    if isinstance(value, list) and not isinstance(value[0], str):
        return reshaped(rng, value)
    return value


def linkable(explorer: Explorer, names: Iterable[str]) -> dict[str, Any]:
    """Return what a link holds of its state, as JSON has it."""
    state = json.loads(json.dumps(explorer.get_state([*names])))
    return {name: state[name] for name in names}


def takes(explorer: Explorer, before: dict[str, Any], state: dict[str, Any]) -> bool:
    """Return whether an explorer accepts a state as the front end sends it.

    Its links hold `before` then, and afterwards.
    """
    try:
        explorer.set_state(state)
    except (TypeError, ValueError):
        return False
    shown = linkable(explorer, state)
    explorer.set_state(before)
    return all(shown[name] == value for name, value in state.items())


def case(rng: np.random.Generator, explorers: list[Explorer]) -> dict[str, Any]:
    """Return a state to begin with, another one, and whether Python takes that."""
    explorer, other = (explorers[rng.integers(len(explorers))] for _ in range(2))
    names = explorer.rules["traits"]
    before = linkable(explorer, explorer.rules["names"])
    state = (
        linkable(other, names) if rng.random() < 0.3 else {n: before[n] for n in names}
    )
    for name in state:
        if rng.random() < min(0.3, 3 / len(state)):
            state[name] = changed(rng, state[name])
    mine = {name: before[name] for name in names}
    return {"before": before, "state": state, "taken": takes(explorer, mine, state)}


def edges(explorer: Explorer) -> Iterator[dict[str, Any]]:
    """Yield cases in which what joins traits just holds, and just does not."""
    before = linkable(explorer, explorer.rules["names"])
    mine = {name: before[name] for name in explorer.rules["traits"]}
    for rule in explorer.together:
        name, values = rule[1], []
        match rule:
            case ("below", _, other):
                values = [len(before[other]) - 1, len(before[other])]
            case ("fit", _, *_) if isinstance(mine.get(name), list):
                image = np.array(mine[name])
                rows = range(1, image.shape[-2])
                values = [image[..., :count, :].tolist() for count in rows]
        for value in values:
            state = {**mine, name: value}
            taken = takes(explorer, mine, state)
            yield {"before": before, "state": state, "taken": taken}


def of_kind(kind: str) -> dict[str, Any]:
    """Return a kind's rules and states: of a few explorers, for making one is slow.

    They do not depend on which other kinds there are.
    """
    rng = np.random.default_rng([*kind.encode()])
    explorers = [random_explorer(kind, rng) for _ in range(EXPLORERS)]
    return {
        "rules": explorers[0].rules,
        "cases": [
            *(case(rng, explorers) for _ in range(STATES)),
            *(edge for explorer in explorers[:10] for edge in edges(explorer)),
        ],
    }


def cases() -> dict[str, Any]:
    """Return, for each kind, its rules and its states."""
    return {kind: of_kind(kind) for kind in KINDS}
