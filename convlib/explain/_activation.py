"""What is applied to a sum: a function that is known here, or the reader's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import numpy as np

from convlib import _check
from convlib._door import SHAPES, WrongKind, WrongValue

#: The name of an activation that is known here, or any function of one number.
Activation: TypeAlias = Literal["relu"] | Callable[[Any], Any]


def resolve_activation(
    activation: object,
) -> tuple[str | None, Callable[[Any], Any]]:
    """Return the name to write and the function to apply.

    Examples
    --------
    >>> name, function = resolve_activation("relu")
    >>> name, int(function(-3))
    ('relu', 0)
    """
    if activation is None:
        return None, lambda value: value
    if isinstance(activation, str):
        if activation == "relu":
            return "relu", lambda value: np.maximum(value, 0)
        raise WrongValue(
            f'activation must be "relu", a function or None, got {activation!r}'
        )
    if not callable(activation):
        raise WrongKind(
            'activation must be "relu", a function or None, '
            f"got {_check.shown(activation)}"
        )
    return getattr(activation, "__name__", "f").strip("<>"), _checked(activation)


def _checked(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the reader's function so that it gives a number for each number."""

    def apply(value: Any) -> Any:
        result = _check.array("what activation returns", function(value))
        if result.size != np.size(value):
            raise WrongValue(
                "what activation returns must be a number for each number, got "
                f"{_check.shown(result)}{SHAPES}"
            )
        return result.reshape(np.shape(value))

    return apply
