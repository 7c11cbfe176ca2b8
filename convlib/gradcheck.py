"""Gradients measured instead of derived: nudge each number, see what changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from convlib import _check
from convlib._door import SHAPES, WrongKind, WrongValue, public

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["numerical_gradient"]


@public("x", ieee=False)  # f is somebody else's: it may warn
def numerical_gradient(
    f: Callable[[NDArray[np.float64]], Any], x: ArrayLike, h: float = 1e-5
) -> NDArray[np.float64]:
    """Return the gradient of ``f`` at ``x`` by central differences, every element.

    ``df/dx[i] = (f(x + h e_i) - f(x - h e_i)) / 2h``

    Parameters
    ----------
    f : callable
        Takes an array of the shape of x and returns one real number.
    x : array_like, any shape
        Where to measure; real numbers.
    h : float
        The step.  The error of the difference shrinks with h², that of its rounding
        grows with 1/h; near 1e-5 both are about 1e-10 for numbers around 1.

    Returns
    -------
    ndarray of float64, shape of x

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or if ``f`` does not return one real
        number.

    Notes
    -----
    At a kink, such as a maximum of two equal numbers or `relu` at 0, this is the mean
    of the slopes on both sides, which no choice of a derivative there need agree with:
    check somewhere else.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> numerical_gradient(lambda x: (x**2).sum(), x).round(6)
    array([[2., 4.],
           [6., 8.]])
    """
    at = _check.copied(_check.real_array("x", x), np.float64)
    if not callable(f):
        raise WrongKind(f"f must be callable, got {_check.shown(f)}{SHAPES}")
    nudge = _check.real_number("h", h)
    if nudge <= 0:
        raise WrongValue(f"h must be positive, got {nudge}{SHAPES}")
    gradient = np.empty_like(at)
    for index in np.ndindex(at.shape):
        above, below = at.copy(), at.copy()
        above[index] += nudge
        below[index] -= nudge
        # What was really added: x + h is rounded.
        step = float(above[index]) - float(below[index])
        if step == 0:
            raise WrongValue(
                f"h {nudge} is lost in the rounding of x, {at[index]} at {index}"
                f"{SHAPES}"
            )
        rise = _value(f(above)) - _value(f(below))
        gradient[index] = rise / step
    return gradient


def _value(result: object) -> float:
    """Return the one real number that a function returned."""
    array = _check.real_array("the result of f", result)  # type: ignore[arg-type]
    if array.size != 1:
        raise WrongValue(f"f must return one number, got {_check.shown(array)}{SHAPES}")
    return float(array.reshape(()))
