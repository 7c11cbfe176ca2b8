"""Rules that join several traits of an explorer, said once for Python and for its page.

`Explorer.together` names them: a word, and the traits that it is about; what it needs of
the library's own numbers stands behind them, so that the page is told. Here is what words
mean to Python that say nothing of a kind; ``src/rules.js`` has the same. A kind adds its own
in the ``rules.py`` and ``rules.js`` of its folder. Both are tried on the same random states.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np

from convlib._axis import Axis
from convlib.shapes import padding_sides
from convlib.widgets.traits import WORDS, ArgumentValueError, shortest

#: What a word means: given a state and the names behind the word, what is wrong, if anything.
Meaning: TypeAlias = Callable[..., str | None]
#: Each word's meaning, and what decides besides the traits that are named.
_TOGETHER: dict[str, tuple[Meaning, tuple[str, ...]]] = {}


def word(*besides: str) -> Callable[[Meaning], Meaning]:
    """Make a function the meaning of the word that it is called.

    ``besides`` are traits that decide, too, those included that not every kind has.
    """

    def added(meaning: Meaning) -> Meaning:
        _TOGETHER[meaning.__name__] = meaning, besides
        return meaning

    return added


def check(owner: str, rule: Sequence[Any], new: SimpleNamespace) -> None:
    """Refuse a state, with a message that names what does not go together."""
    meaning, _ = _TOGETHER[rule[0]]
    if problem := meaning(new, *rule[1:]):
        values = [
            f"{name} {_short(getattr(new, name))}"
            for name in about(rule)
            if hasattr(new, name)
        ]
        raise ArgumentValueError(f"{owner}: {problem}; {', '.join(values)}")


def numbered(together: Sequence[Sequence[Any]], new: SimpleNamespace) -> None:
    """Put numbers in the place of padding that is "valid" or "same", as `convlib` does."""
    said: Any = getattr(new, "padding", 0)
    if said not in WORDS:
        return
    names = next(rule[-2:] for rule in together if rule[0] in ("fit", "output"))
    image, kernel = (getattr(new, name) for name in names)
    sizes = sizes_of(image)
    geometry = (pair(new.stride), pair(getattr(new, "dilation", 1)))
    zeros = padding_sides(said, sizes, sizes_of(kernel, len(sizes)), *geometry)
    new.padding = shortest(zeros)


def about(rule: Sequence[Any]) -> tuple[str, ...]:
    """Return the traits that a rule is about, those included that not every kind has."""
    names = (name for name in rule[1:] if isinstance(name, str))
    return (*names, *_TOGETHER[rule[0]][1])


def pair(value: Any) -> tuple[Any, Any]:
    """Return the value for rows and the value for columns."""
    return value if isinstance(value, tuple) else (value, value)


def sides(padding: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the zeros around an image: ((top, bottom), (left, right))."""
    rows, columns = map(pair, pair(padding))
    return rows, columns


def axes(new: Any, image: str, kernel: str) -> list[Axis]:
    """Return the axes along which a kernel is slid, or the one of a strip."""
    given = [getattr(new, name, default) for name, default in _DEFAULTS]
    geometry = zip(pair(given[0]), sides(given[1]), pair(given[2]), strict=True)
    cells = sizes_of(getattr(new, image))
    kernels = sizes_of(getattr(new, kernel), len(cells))
    return [
        Axis(size, window, stride, *zeros, dilation)
        for size, window, (stride, zeros, dilation) in zip(
            cells, kernels, geometry, strict=False
        )
    ]


_DEFAULTS = (("stride", 1), ("padding", 0), ("dilation", 1))


def sizes_of(value: Any, axes: int = 1) -> tuple[int, ...]:
    """Return how long a value is along each axis: an array, or a number for all axes."""
    if isinstance(value, np.ndarray):
        return value.shape[-2], value.shape[-1]
    return value if isinstance(value, tuple) else (value,) * axes


def _short(value: Any) -> Any:
    return value.shape if isinstance(value, np.ndarray) else value


def _by(sizes: Sequence[int]) -> str:
    return " × ".join(map(str, sizes))


@word("padding", "dilation")
def fit(new: Any, image: str, kernel: str) -> str | None:
    found = axes(new, image, kernel)
    if all(axis.count > 0 for axis in found):
        return None
    spans, padded = ([getattr(a, n) for a in found] for n in ("span", "padded"))
    return f"effective kernel {_by(spans)} exceeds padded input {_by(padded)}"


@word("stride", "padding", "dilation", "ceil_mode")
def output(new: Any, name: str, image: str, kernel: str) -> str | None:
    found = axes(new, image, kernel)  # "fit" stands before this rule in every kind
    size = tuple(
        axis.rounding_up().started if getattr(new, "ceil_mode", False) else axis.count
        for axis in found
    )
    if getattr(new, name).shape[-2:] == size:
        return None
    return (
        f"{name} must have the shape of the output, {size} "
        "(to change both, use hold_trait_notifications)"
    )


@word()
def half(new: Any, padding: str, kernel: str) -> str | None:
    zeros, windows = sides(getattr(new, padding)), sizes_of(getattr(new, kernel), 2)
    if all(max(pads) <= k // 2 for pads, k in zip(zeros, windows, strict=True)):
        return None
    return f"{padding} exceeds half of {kernel}"


@word()
def below(new: Any, name: str, listed: str) -> str | None:
    value, count = getattr(new, name), len(getattr(new, listed))
    return None if value < count else f"{name} {value} is not one of {count}"


@word()
def divides(new: Any, part: str, whole: str) -> str | None:
    parts, all_of_it = getattr(new, part), getattr(new, whole)
    if all_of_it % parts == 0:
        return None
    return f"{part} {parts} does not divide {whole} {all_of_it}"


@word()
def depth(new: Any, filters: str, image: str) -> str | None:
    read, channels = getattr(new, filters).shape[1], len(getattr(new, image))
    if read == channels:
        return None
    return f"{filters} have {read} channels, {image} has {channels}"


@word()
def each(new: Any, name: str, filters: str) -> str | None:
    count = len(getattr(new, filters))
    if getattr(new, name).shape == (count,):
        return None
    return f"{name} must hold one number for each of {count} {filters}"
