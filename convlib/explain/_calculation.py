"""What a calculation is: its lines in LaTeX and in plain text, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Term(NamedTuple):
    """A piece of a calculation in both notations."""

    latex: str  #: as LaTeX, without dollar signs
    text: str  #: as plain text
    exact: bool = True  #: False if a number in it is rounded


class Step(NamedTuple):
    """One line of a calculation, ``left = rows``; a long right side has several."""

    rows: tuple[Term, ...]  #: the right side, one or several lines of it
    left: Term | None = None  #: None if the line carries on the one above


@dataclass(frozen=True, repr=False, eq=False)
class Calculation:
    """A hand calculation: the result, the numbers it is made of and how to write it.

    Attributes
    ----------
    result : int, float, complex or tuple of int
        What the last line says.
    steps : tuple of Step
        The lines, each as LaTeX and as plain text.
    products : ndarray or None
        Every product, in the shape of one filter: (C // groups, kH, kW) or (kH, kW).
    channel_sums : ndarray or None
        The subtotal of each channel, shape (C // groups,).
    bias : int, float, complex or None
        What was added once; None if there is no bias.
    pre_activation : int, float, complex or None
        The sum that the activation was applied to.
    note : Term or None
        A remark for the reader, below the last line.

    Examples
    --------
    >>> from convlib import explain
    >>> calculation = explain.output_size(5, 3, stride=2)
    >>> calculation.result
    2
    >>> calculation
    W_2 = ⌊(W_1 - F + 2P) / S⌋ + 1
        = ⌊(5 - 3 + 2·0) / 2⌋ + 1
        = ⌊2 / 2⌋ + 1
        = 1 + 1
        = 2
    """

    result: Any
    steps: tuple[Step, ...]
    products: NDArray[Any] | None = None
    channel_sums: NDArray[Any] | None = None
    bias: Any = None
    pre_activation: Any = None
    note: Term | None = None

    @property
    def latex(self) -> str:
        """The calculation as an ``aligned`` environment."""
        lines = []
        for step in self.steps:
            left = step.left.latex if step.left else ""
            first, *rest = (row.latex for row in step.rows)
            relation = "=" if all(row.exact for row in step.rows) else r"\approx"
            lines.append(f"{left} &{relation} {first}")
            lines += [rf"&\qquad {{}} {row}" for row in rest]
        if self.note is not None:
            lines.append(rf"&\phantom{{=}}\; {self.note.latex}")
        body = " \\\\\n".join(lines)
        return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"

    @property
    def text(self) -> str:
        """The calculation as plain text, the relations below each other."""
        width = max(len(step.left.text) for step in self.steps if step.left)
        lines = []
        for step in self.steps:
            left = step.left.text if step.left else ""
            first, *rest = (row.text for row in step.rows)
            relation = "=" if all(row.exact for row in step.rows) else "≈"
            lines.append(f"{left:<{width}} {relation} {first}")
            lines += [" " * (width + 5) + row for row in rest]
        if self.note is not None:
            lines.append(" " * (width + 3) + self.note.text)
        return "\n".join(lines)

    def _repr_latex_(self) -> str:
        return f"$$\n{self.latex}\n$$"

    def __repr__(self) -> str:
        return self.text
