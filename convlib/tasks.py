"""Exercises in which the reader writes a function, and what is wrong with it.

A task knows the right function, what to try it on, and functions that make the usual
mistakes: where a reader's function returns what one of them returns, the mistake has a
name.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib._words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["Task", "Verdict"]

#: As many numbers of an argument are written out.
WRITTEN = 12


class Verdict(NamedTuple):
    """What is said of a reader's function.

    Attributes
    ----------
    right : bool
        Whether it returned what it must in all cases.
    words : str
        A sentence or two for the reader; what a notebook shows.
    """

    right: bool
    words: str

    def __repr__(self) -> str:
        """Return the words."""
        return self.words


class Task:
    """A function to be written by the reader.

    Parameters
    ----------
    right : callable
        Computes what the function must return: numbers, an array, or a tuple of them.
    cases : iterable of tuple
        The arguments that it is tried on, the simplest first.
    mistakes : mapping from str to callable, optional
        Functions that make the usual mistakes, under the sentence that names each. A
        mistake that is right in all cases so far is not named.

    Raises
    ------
    ValueError
        If there is no case, or if a mistake returns what is right in all of them: then
        nobody who makes it would be told.

    Examples
    --------
    >>> task = Task(
    ...     lambda row: [b - a for a, b in zip(row, row[1:])],
    ...     [([3, 3, 8],), ([1, 5],)],
    ...     {"That is left minus right.":
    ...         lambda row: [a - b for a, b in zip(row, row[1:])]})
    >>> def differences(row):
    ...     return [row[i] - row[i + 1] for i in range(len(row) - 1)]
    >>> task.check(differences)
    Not yet: differences([3, 3, 8])
    returns [0, -5], and [0, 5] is right.
    That is left minus right.
    >>> def differences(row):
    ...     return np.diff(row)
    >>> task.check(differences)
    Right in all 2 cases.
    """

    def __init__(
        self,
        right: Callable[..., Any],
        cases: Iterable[tuple[Any, ...]],
        mistakes: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self.right = right
        self.cases = [(case, right(*copy.deepcopy(case))) for case in cases]
        self.mistakes = dict(mistakes or {})
        if not self.cases:
            raise ValueError("cases must hold at least one tuple of arguments")
        for words, mistake in self.mistakes.items():
            if all(_returns(mistake, *case) for case in self.cases):
                raise ValueError(f"cases do not tell what is right from: {words}")

    def check(self, function: Callable[..., Any]) -> Verdict:
        """Try a function, and say whether it is right or what is wrong with it.

        Parameters
        ----------
        function : callable
            The reader's.

        Returns
        -------
        Verdict
            Of the first case that goes wrong, if one does.
        """
        for number, (arguments, wanted) in enumerate(self.cases):
            call = f"{function.__name__}({', '.join(map(_written, arguments))})"
            given = copy.deepcopy(arguments)
            try:
                found = function(*given)
            except Exception as error:  # noqa: BLE001  whatever it is, they are told
                said = f"{type(error).__name__}: {error}"
                words = _("Not yet: {call}\nstops with {error}")
                return Verdict(False, words.format(call=call, error=said))
            if wrong := _wrong(found, wanted):
                words = _("Not yet: {call}\n{wrong}").format(call=call, wrong=wrong)
                return Verdict(False, "\n".join([words, *self._named(found, number)]))
            if not _same(given, arguments):
                words = _("Not yet: {call}\nchanges what it is given.").format(
                    call=call
                )
                return Verdict(False, words)
        count = len(self.cases)
        words = ngettext("Right.", "Right in all {count} cases.", count)
        return Verdict(True, words.format(count=count))

    def _named(self, found: Any, number: int) -> list[str]:
        """Return the mistake that explains a result, if exactly one does."""
        arguments, wanted = self.cases[number]
        named = [
            words
            for words, mistake in self.mistakes.items()
            if _returns(mistake, arguments, found)
            and not _returns(mistake, arguments, wanted)
        ]
        return named if len(named) == 1 else []


def _returns(function: Callable[..., Any], arguments: Any, wanted: Any) -> bool:
    """Return whether a function that is ours returns something."""
    return _same(function(*copy.deepcopy(arguments)), wanted)


def _same(found: Any, wanted: Any) -> bool:
    """Return whether two results are the same numbers in the same arrangement."""
    if isinstance(wanted, tuple):
        return (
            isinstance(found, tuple)
            and len(found) == len(wanted)
            and all(map(_same, found, wanted))
        )
    try:
        one, other = np.asarray(found), np.asarray(wanted)
        return one.shape == other.shape and bool(np.allclose(one, other, 1e-9, 1e-12))
    except (TypeError, ValueError):  # no numbers, or rows of different lengths
        return bool(found is wanted)


def _wrong(found: Any, wanted: Any) -> str:
    """Return what is wrong with a result, or nothing."""
    if _same(found, wanted):
        return ""
    if found is None:
        return _("returns nothing. Is there a return?")
    values = {"found": _written(found), "wanted": _written(wanted)}
    return _("returns {found}, and {wanted} is right.").format(**values)


def _written(value: Any) -> str:
    """Write a value as a reader would type it, an array as its rows."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))})"
    if isinstance(value, np.generic | np.ndarray):
        if value.size > WRITTEN:
            shape = "×".join(map(str, value.shape))
            return _("<array of {shape}>").format(shape=shape)
        return str(value.tolist())
    return repr(value)
