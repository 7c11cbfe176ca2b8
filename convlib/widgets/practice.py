"""Practice: what readers fill in themselves, and what the usual mistakes would give.

A mistake is data: what somebody who makes it has otherwise in the explorer's state. The
same data go to the page, which computes with its own arithmetic what each mistake gives
for the numbers shown.

An expression is the name of a trait, a constant, or a word of `OPERATIONS` and what it is
applied to: ``("subtract", "input_size", "stride")``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from convlib.widgets.rules import sides
from convlib.widgets.traits import Steps

#: The words of expressions; ``src/practice.js`` knows the same.
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "not": operator.not_,
    "equal": operator.eq,
    "above": lambda one, other: np.greater(one, other).all(),
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "transpose": lambda array: np.swapaxes(array, -1, -2),
    "rotate": lambda array: np.flip(array, (-1, -2)),
    "after": lambda padding: tuple((0, sum(pair)) for pair in sides(padding)),
}


@dataclass(frozen=True)
class Mistake:
    """What somebody does instead: other `values`, where `when` holds.

    What is no trait tells the task's `result` to compute in another way.
    """

    values: Mapping[str, Any]
    when: Any = True


@dataclass(frozen=True)
class Task:
    """A result that readers fill in: how it is computed, and the mistakes on the way.

    `result` computes a matrix, or a stack of them, from anything that has the traits of
    the explorer. `together` are those rules of the explorer without which there is no
    result.
    """

    result: Callable[[Any], np.ndarray]
    mistakes: Mapping[str, Mistake]
    together: tuple[tuple[str, ...], ...] = ()


def mistaken(explorer: Any, task: Task, mistake: Mistake) -> np.ndarray | None:
    """Return what a mistake gives, as far as the right result goes.

    None where it cannot be made with these numbers, ends before, or changes nothing.
    """
    state = {name: getattr(explorer, name) for name in explorer.state_names}
    if not evaluate(mistake.when, state):
        return None
    made = {name: evaluate(value, state) for name, value in mistake.values.items()}
    traits = explorer.traits()
    try:
        for name in made.keys() & traits.keys():
            # What was reckoned with is an array; a stride or a padding is none.
            is_list = isinstance(traits[name], Steps)
            value = np.asarray(made[name]).tolist() if is_list else made[name]
            made[name] = traits[name].validate(explorer, value)
        found = task.result(SimpleNamespace(**{**state, **made}))
    except ValueError:
        return None
    right = task.result(explorer)
    cut = found[tuple(map(slice, right.shape))]
    if cut.shape != right.shape or np.allclose(cut, right, rtol=1e-9, atol=1e-9):
        return None
    return cut


def rules(tasks: Mapping[str, Task]) -> dict[str, Any]:
    """Return the mistakes as data, ready for JSON."""
    return {
        grid: {
            "together": task.together,
            "mistakes": {
                name: [mistake.when, mistake.values]
                for name, mistake in task.mistakes.items()
            },
        }
        for grid, task in tasks.items()
    }


def evaluate(expression: Any, state: Mapping[str, Any]) -> Any:
    """Return what an expression means in a state."""
    match expression:
        case (str(word), *parts):
            return OPERATIONS[word](*(evaluate(part, state) for part in parts))
        case str(name) if name in state:
            return state[name]
    return expression
