"""The word of this kind for `Explorer.together`; ``rules.js`` has it for the page."""

from __future__ import annotations

from typing import Any

from convlib.widgets.fields import is_listed
from convlib.widgets.layer_calculator.network import EXACT, rows_of, sum_of, trace
from convlib.widgets.rules import word


@word()
def network(new: Any, shape: str, layers: str) -> str | None:
    """The layers follow one another, and all that they make can be shown."""
    try:
        stages = trace(getattr(new, shape), getattr(new, layers))
    except ValueError as error:
        return str(error)
    read = [layer for stage in stages for layer in stage.reads]
    if not all(is_listed(read, axis) for axis in (0, 1)):
        return (
            "too much is read behind a transposed convolution or an adaptive pooling to "
            "be listed"
        )
    numbers = [number for row in rows_of(stages) for number in row]
    if max(map(abs, [*numbers, *sum_of(stages)])) > EXACT:
        return f"numbers above {EXACT} are not shown"
    return None
