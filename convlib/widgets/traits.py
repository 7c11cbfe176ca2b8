"""Traits of explorers: what is not a valid value is refused by name, with its value.

The errors are `ValueError` or `TypeError` as a caller expects, and `TraitError` as
traitlets expects, which then takes back every change made in the same step.

A trait's `rule` says the same to the page, which checks links with it: a word and what
that word needs, ready for JSON.
"""

from __future__ import annotations

import json
import numbers
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

#: What a page has room for, and what else it must agree on: it reads the same file.
LIMITS = json.loads((Path(__file__).parent / "limits.json").read_text(encoding="utf-8"))
#: Sums of products of numbers up to this are exact, in int64 and in the browser's
#: floating point. Larger ones are refused: they could be seen, but not shown right.
LARGEST = LIMITS["number"]


class ArgumentValueError(traitlets.TraitError, ValueError):
    """A value that an explorer cannot show."""


class ArgumentTypeError(traitlets.TraitError, TypeError):
    """A value of a type that an explorer cannot show."""


def _where(owner: Any, trait: traitlets.TraitType[Any, Any]) -> str:
    return f"{type(owner).__name__}: {trait.name}"


class Whole(traitlets.TraitType[int, int]):
    """A whole number, from `least` to `most`. 2.0 and True are refused."""

    def __init__(self, *, least: int, default: int, most: int | None = None) -> None:
        super().__init__(default)
        self.least, self.most = least, most
        self.rule = ("whole", least) if most is None else ("whole", least, most)

    def validate(self, owner: Any, value: Any) -> int:
        if isinstance(value, (bool, np.bool_)) or not isinstance(
            value, numbers.Integral
        ):
            raise ArgumentTypeError(
                f"{_where(owner, self)} must be an int, got {value!r}"
            )
        number = int(value)
        if number < self.least:
            raise ArgumentValueError(
                f"{_where(owner, self)} must be at least {self.least}, got {value}"
            )
        if self.most is not None and number > self.most:
            raise ArgumentValueError(
                f"{_where(owner, self)} must be at most {self.most}, got {value}"
            )
        return number


class Seed(Whole):
    """What the numbers shown were drawn with; 0 if they were not."""

    def __init__(self) -> None:
        super().__init__(least=0, default=0, most=LIMITS["seed"])
        self.tag(sync=True)


#: What `convlib` takes for padding that is told by its purpose.
WORDS = ("valid", "same")
#: Zeros around an image, in each of the forms that `Sides` takes.
Padding = int | tuple[int, int] | tuple[tuple[int, int], tuple[int, int]] | str


class Steps(traitlets.TraitType[Any, Any]):
    """A whole number for both axes, or one for each: (rows, columns).

    It is kept in its shortest form: (2, 2) as 2, and so is (2,), as in PyTorch.
    """

    #: What it may be, in words.
    forms = "an int or a pair (rows, columns)"

    def __init__(self, *, least: int, default: int) -> None:
        super().__init__(default)
        self.least = least
        self.rule = ("steps", least)
        self.tag(sync=True)

    def validate(self, owner: Any, value: Any) -> Any:
        def whole(part: Any) -> int:
            if isinstance(part, (bool, np.bool_)) or not isinstance(
                part, numbers.Integral
            ):
                raise ArgumentTypeError(
                    f"{_where(owner, self)} must be {self.forms}, got {value!r}"
                )
            if part < self.least:
                raise ArgumentValueError(
                    f"{_where(owner, self)} must be at least {self.least}, got {value}"
                )
            return int(part)

        return shortest(self.form(owner, value, whole))

    def form(self, owner: Any, value: Any, whole: Callable[[Any], int]) -> Any:
        """Return a value as ints and tuples; `whole` refuses what is neither."""
        return _pair(value, whole)


class Sides(Steps):
    """Zeros around an image: as `Steps`, or ((top, bottom), (left, right))."""

    forms = (
        "an int, a pair (rows, columns), ((top, bottom), (left, right)), "
        '"valid" or "same"'
    )

    def __init__(self) -> None:
        super().__init__(least=0, default=0)
        self.rule = ("sides", 0)

    def validate(self, owner: Any, value: Any) -> Any:
        if isinstance(value, str) and value in WORDS:
            return value  # what it comes to depends on others: see `rules.numbered`
        return super().validate(owner, value)

    def form(self, owner: Any, value: Any, whole: Callable[[Any], int]) -> Any:
        match value:
            case [[_, _] as rows, [_, _] as columns]:
                return _pair(rows, whole), _pair(columns, whole)
        return _pair(value, whole)


def _pair(value: Any, whole: Callable[[Any], int]) -> Any:
    match value:
        case [rows, columns]:
            return whole(rows), whole(columns)
        case [both]:
            return whole(both)
    return whole(value)


def shortest(value: Any) -> Any:
    """Return the shortest form that says the same: a number, a pair, all four sides."""
    match value:
        case (int(rows), int(columns)) if rows == columns:
            return rows
        case ((top, bottom), (left, right)) if top == bottom and left == right:
            return shortest((top, left))
    return value


class Number(traitlets.TraitType[float, float]):
    """A real number within ±`LARGEST`, perhaps `above` another; an int stays an int."""

    def __init__(self, default: float, *, above: float | None = None) -> None:
        super().__init__(default)
        self.above = above
        self.rule = ("number",) if above is None else ("number", above)

    def validate(self, owner: Any, value: Any) -> float:
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
            raise ArgumentTypeError(
                f"{_where(owner, self)} must be a number, got {value!r}"
            )
        number = int(value) if isinstance(value, numbers.Integral) else float(value)
        if not abs(number) <= LARGEST:
            raise ArgumentValueError(
                f"{_where(owner, self)} must lie within ±{LARGEST}, got {value}"
            )
        if self.above is not None and not number > self.above:
            raise ArgumentValueError(
                f"{_where(owner, self)} must be above {self.above}, got {value}"
            )
        return number


class Flag(traitlets.TraitType[bool, bool]):
    """True or False, and nothing that merely counts as one of them."""

    rule = ("flag",)

    def validate(self, owner: Any, value: Any) -> bool:
        if not isinstance(value, (bool, np.bool_)):
            raise ArgumentTypeError(
                f"{_where(owner, self)} must be True or False, got {value!r}"
            )
        return bool(value)


def regular(where: str, value: Any) -> np.ndarray:
    """Return a value as an array; rows of different lengths make none."""
    try:
        return np.array(value)
    except ValueError as error:
        raise ArgumentValueError(
            f"{where} must have rows of equal length, got {value!r}"
        ) from error


class Array(traitlets.TraitType[np.ndarray, Any]):
    """Real numbers within ±`LARGEST`, no axis empty, kept as a read-only copy.

    `axes` names the axes, and so says how many there must be; where there are several
    forms, one of them. Integers and booleans become int64, others float64. On a page they
    may be `longest`, if that is said, instead of ``LIMITS["size"]``.
    """

    def __init__(self, *axes: str, longest: int | None = None) -> None:
        super().__init__()
        self.axes = " or ".join(f"({names})" for names in axes)
        self.ndims = [names.count(",") + 1 for names in axes]
        depth = self.ndims if len(axes) > 1 else self.ndims[0]
        self.rule: tuple[Any, ...] = ("array", depth)
        if longest is not None:
            self.rule = (*self.rule, longest)
        self.tag(
            sync=True,
            to_json=lambda array, _: array.tolist(),
            from_json=lambda rows, _: rows,
        )

    def validate(self, owner: Any, value: Any) -> np.ndarray:
        where = _where(owner, self)
        array = regular(where, value)
        if array.dtype.kind not in "biuf":
            raise ArgumentTypeError(
                f"{where} must hold real numbers, got dtype {array.dtype}"
            )
        if array.ndim not in self.ndims or 0 in array.shape:
            raise ArgumentValueError(
                f"{where} must have the axes {self.axes}, none of them empty, "
                f"got shape {array.shape}"
            )
        if array.dtype.kind == "f":
            array = array.astype(np.float64)
        within = (array >= -LARGEST) & (array <= LARGEST)
        if not within.all():
            raise ArgumentValueError(
                f"{where} must lie within ±{LARGEST}, got {array[~within][0]} "
                f"in shape {array.shape}"
            )
        if array.dtype.kind != "f":
            array = array.astype(np.int64)
        array.flags.writeable = False
        return array


class Selection(traitlets.TraitType[Any, Any]):
    """What is selected: (grid, index, ...) with indices from 0, or None.

    `axes` says for each grid how many indices there must be.
    """

    def __init__(
        self, axes: Mapping[str, int], default: tuple[str | int, ...] | None
    ) -> None:
        super().__init__(default, allow_none=True)
        self.axes = axes
        self.rule = ("place", axes)
        self.tag(sync=True)

    def validate(self, owner: Any, value: Any) -> tuple[str | int, ...]:
        match value:
            case [str(grid), *indices] if len(indices) == self.axes.get(grid) and all(
                type(index) is int and index >= 0 for index in indices
            ):
                return (grid, *indices)
        raise ArgumentValueError(
            f"{_where(owner, self)} must be None or a grid ({', '.join(self.axes)}) "
            f"and its indices, got {value!r}"
        )


class OneOf(traitlets.TraitType[str, str]):
    """One of a few words, the first by default."""

    def __init__(self, *words: str) -> None:
        super().__init__(words[0])
        self.words = words
        self.rule: tuple[Any, ...] = ("word", *words)

    def validate(self, owner: Any, value: Any) -> str:
        if value not in self.words:
            raise ArgumentValueError(
                f"{_where(owner, self)} must be one of {', '.join(self.words)}, "
                f"got {value!r}"
            )
        return str(value)
