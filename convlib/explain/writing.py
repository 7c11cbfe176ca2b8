"""The pieces that calculations are written with: numbers, symbols, products, sums."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from convlib import _check
from convlib._words import _
from convlib.explain._calculation import Step, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convlib._axis import Axis

T = TypeVar("T")

__all__ = [
    "delta",
    "derivative",
    "number",
    "product",
    "remark",
    "sum_rows",
    "symbol",
    "total_of",
]

#: Characters of plain text after which a row is broken: five products of symbols fit,
#: and on a page 620 pixels wide so does what KaTeX makes of them.
_ROW = 80
#: Significant digits of a float; what was rounded stands behind "≈".
_DIGITS = 4


def number(value: Any, digits: int = _DIGITS) -> Term:
    """Write a number: integers as they are, floats short, and marked when rounded.

    Examples
    --------
    >>> number(2), number(1 / 3)
    (Term(latex='2', text='2', exact=True),
     Term(latex='0.3333', text='0.3333', exact=False))
    """
    item = scalar(value)
    if isinstance(item, complex):
        real, imaginary = number(item.real, digits), number(abs(item.imag), digits)
        sign = "-" if math.copysign(1, item.imag) < 0 else "+"
        return Term(
            f"({real.latex} {sign} {imaginary.latex}i)",
            f"({real.text} {sign} {imaginary.text}i)",
            real.exact and imaginary.exact,
        )
    if isinstance(item, int):
        return Term(str(item), str(item))
    if math.isnan(item):
        return Term(r"\mathrm{nan}", "nan")
    if math.isinf(item):
        return Term(r"\infty", "inf") if item > 0 else Term(r"-\infty", "-inf")
    if item.is_integer() and abs(item) < 1e6:
        return Term(str(int(item)), str(int(item)))
    text = f"{item:.{digits}g}"
    # Within the noise of its own arithmetic 0.1 + 0.2 is 0.3, not about 0.3.
    noise = 16 * float(np.finfo(getattr(value, "dtype", np.float64)).eps)
    exact = abs(float(text) - item) <= noise * abs(item)
    mantissa, e, exponent = text.partition("e")
    if not e:
        return Term(text, text, exact)
    power = int(exponent)
    return Term(rf"{mantissa} \times 10^{{{power}}}", f"{mantissa}e{power}", exact)


def symbol(letter: str, *indices: object) -> Term:
    """Write a letter with indices: ``w_{0,1}``, in plain text ``w[0,1]``.

    Examples
    --------
    >>> symbol("w", 0, 1)
    Term(latex='w_{0,1}', text='w[0,1]', exact=True)
    """
    inside = ",".join(map(str, indices))
    return (
        Term(f"{letter}_{{{inside}}}", f"{letter}[{inside}]")
        if inside
        else (Term(letter, letter))
    )


def delta(*indices: object) -> Term:
    """Write an element of the gradient that comes from above.

    Examples
    --------
    >>> delta(0, 1).text
    'δ[0,1]'
    """
    name = symbol("δ", *indices)
    return Term(name.latex.replace("δ", r"\delta"), name.text)


def derivative(of: Term) -> Term:
    """Write the derivative of the loss E.

    Examples
    --------
    >>> derivative(symbol("w", 0, 1)).text
    '∂E/∂w[0,1]'
    """
    return Term(rf"\frac{{\partial E}}{{\partial {of.latex}}}", f"∂E/∂{of.text}")


def remark(words: str, **terms: Term | int) -> Term:
    """Write a note below a calculation; a term takes the place of its ``{name}``.

    Examples
    --------
    >>> remark("the δ of {pixel}", pixel=symbol("x", 0, 1)).text
    '(the δ of x[0,1])'
    """
    symbols = {name: t for name, t in terms.items() if isinstance(t, Term)}
    words = words.format(**{**terms, **{name: f"{{{name}}}" for name in symbols}})
    symbols["δ"] = Term(r"\delta", "δ")
    latex, text = "", ""
    for part in filter(None, re.split(r"(δ|\{\w+\})", words)):
        term = symbols.get(part.strip("{}"), Term(rf"\text{{{part}}}", part))
        latex, text = latex + term.latex, text + term.text
    return Term(f"({latex})", f"({text})")


def product(*factors: Term) -> Term:
    """Write a product, negative numbers in parentheses: ``2·(-1)``.

    Examples
    --------
    >>> product(number(2), number(-1)).text
    '2·(-1)'
    """
    bracketed = [
        Term(f"({f.latex})", f"({f.text})") if f.text.startswith("-") else f
        for f in factors
    ]
    return Term(
        r" \cdot ".join(f.latex for f in bracketed),
        "·".join(f.text for f in bracketed),
        all(f.exact for f in factors),
    )


def total_of(terms: Iterable[Term], *, first: bool = True) -> Term:
    """Write a sum, subtracting what is negative; ``first=False`` carries one on.

    Examples
    --------
    >>> total_of([number(2), number(-1)]).text
    '2 - 1'
    >>> total_of([number(2)], first=False).text
    '+ 2'
    """
    latex, text, exact = "", "", True
    for term in terms:
        minus = term.text.startswith("-")
        sign = "-" if minus else "+"
        if first:
            latex, text, first = term.latex, term.text, False
        else:
            latex += f" {sign} " + (term.latex[1:] if minus else term.latex)
            text += f" {sign} " + (term.text[1:] if minus else term.text)
        exact = exact and term.exact
    return Term(latex.strip(), text.strip(), exact)


def with_result(steps: Iterable[Step], result: Term) -> list[Step]:
    """Return the lines and the result below them, if the last one does not say it."""
    lines = list(steps)
    if not lines or [row.text for row in lines[-1].rows] != [result.text]:
        lines.append(Step((result,)))
    return lines


def sum_rows(groups: Iterable[Iterable[Term]]) -> list[Term]:
    """Write a sum over several rows: one for each group, or more if it is long.

    Examples
    --------
    >>> [row.text for row in sum_rows([[number(1), number(2)], [number(3)]])]
    ['1 + 2', '+ 3']
    """
    rows: list[list[Term]] = []
    for group in groups:
        row: list[Term] = []
        length = 0
        for term in group:
            if row and length + len(term.text) > _ROW:
                rows.append(row)
                row, length = [], 0
            row.append(term)
            length += len(term.text) + len(" + ")
        rows.append(row)
    return [total_of(row, first=index == 0) for index, row in enumerate(rows)]


PADDING_ZERO = Term(r"0^{\mathrm{p}}", "0ᵖ")


def padding_note() -> Term:
    """Say what a zero of the padding is, below a calculation that has one."""
    return remark(_("{zero}: padding"), zero=PADDING_ZERO)


def border_note(mode: str) -> Term:
    """Say what the pixels in the padding are, where they are no zeros."""
    return remark(_("beyond its edges x goes on: {mode}").format(mode=mode))


def kept(axes: int, row: T, column: T) -> tuple[T, ...]:
    """Return what is written of a row and a column: of a signal's only row, nothing."""
    return (row, column)[2 - axes :]


def times(weight: Term, pixel: Term) -> Term:
    """Write a product of symbols, in LaTeX side by side as the notes do."""
    if pixel is PADDING_ZERO:
        return product(weight, pixel)
    return Term(f"{weight.latex} {pixel.latex}", f"{weight.text}·{pixel.text}")


def affine(positions: list[int], dilation: int, letter: str) -> str:
    """Write the pixel under kernel cell ``letter``: ``0+m``, dilated ``-1+2m``."""
    factor = "" if dilation == 1 else str(dilation)
    return f"{positions[0]}+{factor}{letter}"


def factor(value: int) -> str:
    """Write a factor before a letter: nothing for 1."""
    return "" if value == 1 else str(value)


def place_of(axis: Axis, window: str, cell: str) -> str:
    """Write the pixel under a cell of a window: ``i+m``, ``2i+3m-1``."""
    shift = f"-{axis.before}" if axis.before else ""
    return f"{factor(axis.stride)}{window}+{factor(axis.dilation)}{cell}{shift}"


def sum_where(term: Term, conditions: Sequence[str]) -> Term:
    """Write the sum of all terms for which some conditions hold."""
    words = _("sum of {term} where {conditions}")
    below = r" \\ ".join(conditions).replace("≤", r"\le")
    return Term(
        rf"\sum_{{\substack{{{below}}}}} {term.latex}",
        words.format(term=term.text, conditions=", ".join(conditions)),
    )


def scalar(value: Any) -> Any:
    """Return a NumPy number as the plain Python number it holds; a bool as 0 or 1."""
    item = np.asarray(value).item()
    return int(item) if isinstance(item, bool) else item


def sigma(indices: str, term: Term, last: Sequence[int] | None = None) -> Term:
    """Write a sum over indices of one letter each, up to ``last`` if that is said."""
    signs = (
        rf"\sum_{{{letter}}}" if last is None else rf"\sum_{{{letter}=0}}^{{{last[n]}}}"
        for n, letter in enumerate(indices)
    )
    words = _("sum over {indices} of {term}")
    return Term(
        f"{' '.join(signs)} {term.latex}",
        words.format(indices=", ".join(indices), term=term.text),
    )


def shown_dtype(
    terms: int, factors: Sequence[NDArray[Any]], addend: NDArray[Any] | None = None
) -> np.dtype[Any]:
    """Return the dtype to show a sum of products in: integers as integers."""
    work, dtype = _check.sum_dtypes(terms, factors, addend)
    return dtype if dtype.kind == "i" else work
