"""The size of an output, by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convlib import shapes
from convlib._door import public
from convlib._words import _
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain.writing import number, product, total_of

if TYPE_CHECKING:
    from convlib._axis import Axis
    from convlib.shapes import IntOrPair, Padding


@public(name="explain.output_size")
def output_size(
    input_size: IntOrPair,
    kernel_size: IntOrPair,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
) -> Calculation:
    """Write out `convlib.output_size`, the formula and then the numbers.

    ``W2 = ⌊(W1 - F + 2P) / S⌋ + 1``, in which a dilated kernel counts as
    ``D (F - 1) + 1`` pixels instead of F.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, dilation
        As for `convlib.output_size`.

    Returns
    -------
    Calculation
        Its ``result`` is what `convlib.output_size` returns; for pairs the height is
        worked out first, then the width.

    Raises
    ------
    TypeError, ValueError
        As `convlib.output_size`.

    Notes
    -----
    Notes, section "卷积计算", with the floor that is missing there.

    Examples
    --------
    >>> output_size(6, 3, stride=2)
    W_2 = ⌊(W_1 - F + 2P) / S⌋ + 1
        = ⌊(6 - 3 + 2·0) / 2⌋ + 1
        = ⌊3 / 2⌋ + 1
        = 1 + 1
        = 2
    """
    axes = shapes.output_axes(input_size, kernel_size, stride, padding, dilation)
    result = shapes.like_arguments(
        [axis.count for axis in axes],
        input_size,
        kernel_size,
        stride,
        padding,
        dilation,
    )
    steps: list[Step] = []
    for axis, letter in zip(axes, "HW", strict=True):
        if isinstance(result, int) and letter == "H":
            continue
        index = "" if isinstance(result, int) else letter.lower()
        steps += _axis_steps(letter, index, axis)
    return Calculation(result=result, steps=tuple(steps))


def _axis_steps(letter: str, index: str, axis: Axis) -> list[Step]:
    """The lines for one axis; ``index`` is that of F, P, S and D ("" for none)."""
    size, kernel, stride, before, after, dilation = axis
    sides = (before, after)
    dilated = dilation > 1
    symbols = _count(
        _named(letter, "1"),
        _named("F", index),
        _zeros(letter, index, sides),
        _named("S", index),
        _named("D", index) if dilated else None,
    )
    numbers = _count(
        number(size),
        number(kernel),
        _zeros_in_numbers(sides),
        number(stride),
        number(dilation) if dilated else None,
    )
    room = axis.padded - axis.span
    count = room // stride
    quotient = Term(
        rf"\left\lfloor \frac{{{room}}}{{{stride}}} \right\rfloor + 1",
        f"⌊{room} / {stride}⌋ + 1",
    )
    return [
        Step((symbols,), _named(letter, "2")),
        Step((numbers,)),
        Step((quotient,)),
        Step((Term(f"{count} + 1", f"{count} + 1"),)),
        Step((number(count + 1),)),
    ]


def _named(name: str, index: str) -> Term:
    latex = f"{name}_{{{index}}}" if len(index) > 1 else f"{name}_{index}"
    return Term(latex, f"{name}_{index}") if index else Term(name, name)


def _zeros(letter: str, index: str, sides: tuple[int, int]) -> Term:
    """Write how much the padding adds: ``2P``, or the sum of two different sides."""
    if sides[0] == sides[1]:
        name = _named("P", index)
        return Term(f"2{name.latex}", f"2{name.text}")
    ends = {"H": (_("top"), _("bottom")), "W": (_("left"), _("right"))}[letter]
    return total_of(Term(rf"P_{{\text{{{end}}}}}", f"P_{end}") for end in ends)


def _zeros_in_numbers(sides: tuple[int, int]) -> Term:
    if sides[0] == sides[1]:
        return product(number(2), number(sides[0]))
    return total_of(map(number, sides))


def _count(w: Term, f: Term, p: Term, s: Term, d: Term | None) -> Term:
    """Write how many windows fit: of F pixels, or of D (F - 1) + 1."""
    if d is None:
        span = Term(f"- {f.latex}", f"- {f.text}")
    else:
        latex, text = (r" \cdot ", "·") if d.text.isdigit() else ("", "")
        span = Term(
            f"- {d.latex}{latex}({f.latex} - 1) - 1",
            f"- {d.text}{text}({f.text} - 1) - 1",
        )
    return Term(
        r"\left\lfloor \frac"
        f"{{{w.latex} {span.latex} + {p.latex}}}{{{s.latex}}}"
        r" \right\rfloor + 1",
        f"⌊({w.text} {span.text} + {p.text}) / {s.text}⌋ + 1",
    )
