"""The door of a public function: what cannot be meant is caught there, once.

Inner code says what is wrong and nothing else, because it does not know for whom it
works: ``raise WrongValue("groups must be at least 1, got 0" + SHAPES)``.  The door of
the function that was called adds the rest: ``ValueError: conv2d: groups must be at
least 1, got 0; input (1, 5, 5), weight (1, 1, 3, 3)``.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, ClassVar, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")

#: Stands in a message for the shapes of the arrays that the function was called with,
#: ``; input (5, 5), weight (3, 3)``; for nothing, if it takes none.  (A character that
#: Unicode keeps out of every text.)
SHAPES = "\ufdd0"


class Refused(Exception):
    """What cannot be meant, said by inner code."""

    #: What leaves the door.
    error: ClassVar[type[Exception]]

    def __str__(self) -> str:
        return super().__str__().replace(SHAPES, "")


class WrongKind(Refused, TypeError):
    """The wrong kind of thing."""

    error = TypeError


class WrongValue(Refused, ValueError):
    """The right kind of thing, but impossible."""

    error = ValueError


class NoRoom(Refused, MemoryError):
    """A result that does not fit into memory."""

    error = MemoryError


def public(
    *arrays: str, name: str | None = None, ieee: bool = True
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a public function: name it in what it refuses, and let no float warn.

    Parameters
    ----------
    *arrays : str
        The arguments whose shapes stand where a message has `SHAPES`.
    name : str, optional
        How messages begin, if not with the function's own name (``Linear`` for
        ``Linear.__init__``).
    ieee : bool
        nan, infinity, overflow and underflow are results like any others, whatever
        `numpy.seterr` was told.  False where somebody else's function is called.

    Examples
    --------
    >>> @public("x")
    ... def half(x, parts):
    ...     if parts != 2:
    ...         raise WrongValue(f"parts must be 2, got {parts}{SHAPES}")
    ...     return np.asarray(x) / 2
    >>> half([1, 2], 3)
    Traceback (most recent call last):
    ...
    ValueError: half: parts must be 2, got 3; x (2,)
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        called = name or function.__qualname__.removesuffix(".__init__")
        inner = np.errstate(all="ignore")(function) if ieee else function

        @functools.wraps(function)
        def door(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return inner(*args, **kwargs)
            except Refused as refused:
                message: str = refused.args[0]
                if SHAPES in message:
                    given = inspect.signature(function).bind(*args, **kwargs).arguments
                    message = message.replace(SHAPES, _shapes(arrays, given))
                error = refused.error(f"{called}: {message}")
            except MemoryError as memory:
                if type(memory) is MemoryError and memory.args:
                    raise  # the door of another function has named it
                more = f": {memory}" if memory.args else ""
                error = MemoryError(f"{called}: no memory{more}")
            raise error from None

        return door

    return decorate


def _shapes(arrays: tuple[str, ...], given: dict[str, Any]) -> str:
    """Write the shapes of these arguments as they were given."""
    shapes = [f"{array} {np.shape(given[array])}" for array in arrays]
    return "; " + ", ".join(shapes) if shapes else ""
