"""The element `exercise`: an answer box that the page itself checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

import numpy as np
import traitlets

from convlib._words import N_, _
from convlib.widgets.element import Element
from convlib.widgets.traits import (
    LIMITS,
    ArgumentTypeError,
    ArgumentValueError,
    Array,
    Number,
)

#: A larger grid of fields would not fit on a narrow screen.
LARGEST_SIDE = 8


class Exercise(Element):
    """The answer box of an exercise; the question stands in the text above it.

    The reader writes a number, fills in a matrix or takes one of a few choices, and
    presses Check or Enter. The page says whether that is right. Where it knows the
    mistake behind a wrong answer, it names it. No kernel is needed.

    Parameters
    ----------
    answer : number, array_like of shape (H, W), or str
        What is right: a number, a matrix of at most 8 × 8 numbers, or one of `choices`.
    label : str, default "Your answer"
        What stands before the box, plain text, "a[0, 0] =" for example.
    choices : sequence of str, optional
        What to choose from: at least two, all different. Then `answer` is one of them.
    diagnoses : mapping or list of pairs, optional
        What known wrong answers mean: ``{wrong: message}`` for numbers and choices,
        ``[(wrong, message)]`` for matrices. A wrong answer that is not in it gets a
        general message. In a matrix, the cells that are right and those that are wrong
        are marked in any case.
    explanation : str, default ""
        Why the answer is right, in one sentence. It is shown when it has been found.
    tolerance : number, optional
        The largest distance from the answer that still counts as right, in a matrix for
        each cell. Without it, an answer is taken as rounded to the decimals that it is
        written with: 0.67 accepts 0.665 to 0.675, so 2/3 too. A whole number, 3 or 3.0,
        must be met exactly. In a matrix the cell with the most decimals decides.

    Attributes
    ----------
    given : number, list of lists, str or None
        The answer that was checked last, in Jupyter; None as long as there is none.
    solved : bool
        Whether it was right.

    Raises
    ------
    ValueError, TypeError
        When arguments do not make an exercise: a diagnosis for the right answer, shapes
        that differ, an answer that is no choice. The message names the argument, its
        value and the shapes.

    Notes
    -----
    A number may be written as 3, -2.5, 2,5 or 1/3, with either minus sign. What is not a
    number is refused with a message; what was written stays.

    All arguments are fixed: an exercise with other ones is another exercise. The page
    holds the answer, so it is no examination. The repr leaves it out.

    Examples
    --------
    >>> exercise = Exercise(
    ...     -5,
    ...     "a[0, 0] =",
    ...     diagnoses={-2: "That is one channel only. Add the other two."},
    ...     explanation="The channels add up to -6, and the bias makes it -5.",
    ... )
    >>> exercise
    Exercise(label='a[0, 0] =')
    >>> exercise.given, exercise.solved
    (None, False)

    A matrix, and choices:

    >>> unflipped = [[4, 3], [2, 1]]
    >>> Exercise(
    ...     [[1, 2], [3, 4]],
    ...     "∂E/∂x =",
    ...     diagnoses=[(unflipped, "The kernel was not turned.")],
    ... )
    Exercise(label='∂E/∂x =')
    >>> Exercise("smaller", "The output is", choices=["smaller", "as large", "larger"])
    Exercise(label='The output is', choices=('smaller', 'as large', 'larger'))
    """

    called = N_("Exercise")
    # Against reading over the answer in a notebook or a page's source; who wants to know
    # it there decodes it.
    covered = True
    state_names = (
        "answer",
        "label",
        "choices",
        "diagnoses",
        "explanation",
        "tolerance",
        "given",
        "solved",
    )

    answer = traitlets.Any(read_only=True).tag(
        sync=True, to_json=lambda answer, _: _plain(answer)
    )
    label = traitlets.Unicode(read_only=True).tag(sync=True)
    choices = traitlets.Any(None, read_only=True).tag(sync=True)
    diagnoses = traitlets.Any((), read_only=True).tag(
        sync=True,
        to_json=lambda pairs, _: [[_plain(wrong), text] for wrong, text in pairs],
    )
    explanation = traitlets.Unicode(read_only=True).tag(sync=True)
    tolerance = traitlets.Any(0, read_only=True).tag(sync=True)
    given = traitlets.Any(None, read_only=True).tag(sync=True)
    solved = traitlets.Bool(False, read_only=True).tag(sync=True)

    def __init__(
        self,
        answer: Any,
        label: str | None = None,
        *,
        choices: Sequence[str] | None = None,
        diagnoses: Any = None,
        explanation: str = "",
        tolerance: float | None = None,
    ) -> None:
        super().__init__()
        label = _("Your answer") if label is None else label
        self.set_trait("label", self._text("label", label))
        self.set_trait("explanation", self._text("explanation", explanation, least=0))
        if choices is not None:
            self.set_trait("choices", self._choices(choices))
        self.set_trait("answer", self._value("answer", answer))
        self.set_trait("tolerance", self._tolerance(tolerance))
        self.set_trait("diagnoses", tuple(self._diagnoses(diagnoses)))

    @property
    def arguments(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the repr shows: all that does not give the answer away."""
        return ("label",) if self.choices is None else ("label", "choices")

    def _text(self, name: str, value: Any, least: int = 1) -> str:
        if not isinstance(value, str):
            raise ArgumentTypeError(f"Exercise: {name} must be a str, got {value!r}")
        if len(value.strip()) < least:
            raise ArgumentValueError(f"Exercise: {name} must not be empty")
        return value

    def _choices(self, choices: Any) -> tuple[str, ...]:
        if isinstance(choices, str) or not isinstance(choices, Sequence):
            raise ArgumentTypeError(
                f"Exercise: choices must be a list of str, got {choices!r}"
            )
        texts = tuple(
            self._text(f"choices[{number}]", choice)
            for number, choice in enumerate(choices)
        )
        if len(texts) < 2 or len(set(texts)) < len(texts):
            raise ArgumentValueError(
                f"Exercise: choices must be at least two different ones, got {texts}"
            )
        return texts

    def _value(self, name: str, value: Any) -> Any:
        """A number, a matrix or a choice, checked as an answer and as a wrong one."""
        if self.choices is not None:
            if value not in self.choices:
                raise ArgumentValueError(
                    f"Exercise: {name} must be one of the choices {self.choices}, "
                    f"got {value!r}"
                )
            return str(value)
        if isinstance(value, str):
            raise ArgumentTypeError(
                f"Exercise: {name} must be a number or a matrix unless there are "
                f"choices, got {value!r}"
            )
        trait = Array("rows, columns") if hasattr(value, "__len__") else Number(0)
        trait.name = name
        checked = trait.validate(self, value)
        if max(np.shape(checked), default=0) > LARGEST_SIDE:
            raise ArgumentValueError(
                f"Exercise: {name} must be at most {LARGEST_SIDE} × {LARGEST_SIDE}, "
                f"got shape {np.shape(checked)}"
            )
        return checked

    def _tolerance(self, tolerance: Any) -> float:
        if tolerance is None:
            return 0 if self.choices is not None else _rounding(self.answer)
        trait = Number(0)
        trait.name = "tolerance"
        number = trait.validate(self, tolerance)
        if number < 0 or self.choices is not None:
            raise ArgumentValueError(
                "Exercise: tolerance must be at least 0, and is for numbers, "
                f"got {tolerance} with answer {self.answer!r}"
            )
        return number

    def _diagnoses(self, diagnoses: Any) -> Iterator[tuple[Any, str]]:
        matrix = isinstance(self.answer, np.ndarray)
        wanted = "a list of (matrix, message) pairs" if matrix else "a mapping"
        pairs = [] if diagnoses is None else diagnoses
        if isinstance(pairs, Mapping) and not matrix:
            pairs = list(pairs.items())
        elif diagnoses is not None and not (matrix and isinstance(pairs, list)):
            raise ArgumentTypeError(
                f"Exercise: diagnoses must be {wanted}, got {diagnoses!r}"
            )
        seen = [("the answer", self.answer)]
        for number, pair in enumerate(pairs):
            where = f"diagnoses[{number}]"
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise ArgumentTypeError(
                    f"Exercise: {where} must be a (matrix, message) pair, got {pair!r}"
                )
            wrong = self._value(where, pair[0])
            if np.shape(wrong) != np.shape(self.answer):
                raise ArgumentValueError(
                    f"Exercise: {where} must have the shape of the answer, "
                    f"{np.shape(self.answer)}, got {np.shape(wrong)}"
                )
            for name, other in seen:
                if self._counts_as(wrong, other):
                    raise ArgumentValueError(
                        f"Exercise: {where} is {name}, got {_plain(wrong)!r} "
                        f"with tolerance {self.tolerance}"
                    )
            seen.append((f"diagnoses[{number}] again", wrong))
            yield wrong, self._text(f"the message of {where}", pair[1])

    def _counts_as(self, one: Any, other: Any) -> bool:
        if self.choices is not None:
            return bool(one == other)
        distance = np.abs(np.subtract(one, other, dtype=float))
        # Sums of fractions are not exact in floating point, whatever the tolerance.
        rounding = LIMITS["rounding"] * np.maximum(1, np.abs(other))
        return bool((distance <= self.tolerance + rounding).all())

    def without_javascript(self) -> str:
        """The label with a blank to write on, and where the solution is."""
        if self.choices is not None:
            tick = '<span class="blank"></span>'
            blanks = "".join(f"<p>{tick} {escape(text)}</p>" for text in self.choices)
        else:
            rows, columns = np.shape(self.answer) or (1, 1)
            number = '<span class="blank number"></span>'
            blanks = f"<p>{number * columns}</p>" * rows
        note = _("Checking needs JavaScript. The solution is behind the fold below.")
        return (
            f'<div class="exercise-blank"><p>{escape(self.label)}</p>'
            f"<div>{blanks}</div></div>"
            f'<p class="exercise-note">{note}</p>'
        )


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _rounding(answer: Any) -> float:
    """Half a unit of the last decimal that an answer is written with; 0 without one."""
    numbers = np.ravel(answer).tolist()
    decimals = max(
        0 if number == int(number) else -int(Decimal(repr(number)).as_tuple().exponent)
        for number in numbers
    )
    return 0.5 * 10.0**-decimals if decimals else 0
