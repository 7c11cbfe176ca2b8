"""Hand calculations: one result, written out as a reader would do it on paper.

Each function takes the arguments of the function of the same name in `convlib` and
returns a `Calculation`: LaTeX in a notebook and in the book, plain text elsewhere, and
the numbers in it as attributes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from convlib import _check, shapes
from convlib.conv import Convolution, convolution

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import IntOrPair, Padding

__all__ = ["Calculation", "conv2d", "output_size"]

#: The name of an activation that is known here, or any function of one number.
Activation: TypeAlias = Literal["relu"] | Callable[[Any], Any]

#: Characters of plain text after which a row is broken: five products of symbols fit,
#: and on a page 620 pixels wide so does what KaTeX makes of them.
_ROW = 80
#: Significant digits of a float; what was rounded stands behind "≈".
_DIGITS = 4


class Term(NamedTuple):
    """A piece of a calculation in both notations."""

    latex: str
    text: str
    exact: bool = True  #: False if a number in it is rounded


class Step(NamedTuple):
    """One line of a calculation, ``left = rows``; a long right side has several."""

    rows: tuple[Term, ...]
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


def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
    *,
    at: Sequence[int],
    activation: Activation | None = None,
) -> Calculation:
    """Write out how one output cell of `convlib.conv2d` comes about.

    The symbols, the numbers, the products, the subtotal of each channel, the bias once,
    the activation, the result.  A zero of the padding is written 0ᵖ.

    Parameters
    ----------
    input, weight, bias, stride, padding, dilation, groups
        As for `convlib.conv2d`.
    at : sequence of int
        The output cell, as an index into what `convlib.conv2d` returns: (i, j) for a
        matrix, (k, i, j) or, for a batch, (n, k, i, j).  Leading axes of length 1 may
        be left out.  Counted from 0, never from the end.
    activation : "relu" or callable, optional
        Applied to the sum; a callable is written by its name.

    Returns
    -------
    Calculation
        Its ``result`` is the output cell, after the activation.

    Raises
    ------
    TypeError, ValueError
        As `convlib.conv2d`, and if ``at`` is not a cell of the output.

    Notes
    -----
    Notes, section "卷积计算": the calculation of a_{0,0} for the 5 × 5 image, with the
    bias and the activation on every line.

    Examples
    --------
    >>> conv2d([[1, 2, 0], [0, 1, 3]], [[1, -1], [2, 0]], 1, at=(0, 1))
    a[0,1] = sum over m, n of w[m,n]·x[0+m,1+n] + w_b
           = w[0,0]·x[0,1] + w[0,1]·x[0,2]
             + w[1,0]·x[1,1] + w[1,1]·x[1,2] + w_b
           = 1·2 + (-1)·0
             + 2·1 + 0·3 + 1
           = 2 + 0 + 2 + 0 + 1
           = 4 + 1
           = 5

    Why is the notes' cell −5 right?

    >>> from convlib.examples import two_filters as e
    >>> cell = conv2d(e.input, e.weight, e.bias, e.stride, e.padding, at=(1, 0, 1))
    >>> cell.channel_sums, cell.bias, cell.result
    (array([-2, -2, -1]), 0, -5)
    """
    function = "explain.conv2d"
    layer = convolution(
        function, input, weight, bias, stride, padding, dilation, groups
    )
    name, apply = resolve_activation(function, activation)
    n, k, i, j = layer.locate(at)
    depth, *kernel = layer.weight.shape[1:]

    window = _window(layer, (n, k, i, j))
    terms = depth * kernel[0] * kernel[1]
    work, dtype = _check.sum_dtypes(
        function, terms, [layer.input, layer.weight], layer.bias
    )
    exact = dtype if dtype.kind == "i" else work
    with np.errstate(all="ignore"):  # overflow, inf and nan: results, not accidents
        products = layer.weight[k].astype(exact) * window.values.astype(exact)
        channel_sums = products.sum(axis=(1, 2))
        total = channel_sums.sum()
        if layer.bias is not None:
            total = total + layer.bias[k].astype(exact)
        result = _scalar(apply(_scalar(total)))

    write = _Writer(layer, (n, k, i, j), len(at), window, name)
    steps = (
        write.one_channel(products, channel_sums[0], total)
        if depth == 1
        else write.channels(products, channel_sums, total)
    )
    steps.append(Step((number(result),)))
    return Calculation(
        result=result,
        steps=tuple(steps),
        products=products[0] if layer.ndim == 2 else products,
        channel_sums=channel_sums,
        bias=None if layer.bias is None else _scalar(layer.bias[k]),
        pre_activation=_scalar(total),
        note=None if window.inside.all() else _PADDING_NOTE,
    )


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
    function = "explain.output_size"
    size, kernel, step, rate, sides = shapes.size_arguments(
        function, input_size, kernel_size, stride, padding, dilation
    )
    counts = shapes.window_counts(
        function, f"input_size {size}", size, kernel, step, sides, rate
    )
    result = shapes.like_arguments(
        counts, input_size, kernel_size, stride, padding, dilation
    )
    steps: list[Step] = []
    for axis, letter in enumerate("HW"):
        if isinstance(result, int) and letter == "H":
            continue
        steps += _axis_steps(
            letter,
            "" if isinstance(result, int) else letter.lower(),
            size[axis],
            kernel[axis],
            step[axis],
            sides[axis],
            rate[axis],
        )
    return Calculation(result=result, steps=tuple(steps))


# --- writing ---------------------------------------------------------------------


def number(value: Any, digits: int = _DIGITS) -> Term:
    """Write a number: integers as they are, floats short, and marked when rounded."""
    item = _scalar(value)
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
    """Write a letter with indices: ``w_{0,1}``, in plain text ``w[0,1]``."""
    inside = ",".join(map(str, indices))
    return (
        Term(f"{letter}_{{{inside}}}", f"{letter}[{inside}]")
        if inside
        else (Term(letter, letter))
    )


def product(*factors: Term) -> Term:
    """Write a product, negative numbers in parentheses: ``2·(-1)``."""
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
    """Write a sum, subtracting what is negative; ``first=False`` carries one on."""
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


def sum_rows(groups: Iterable[Iterable[Term]]) -> list[Term]:
    """Write a sum over several rows: one for each group, or more if it is long."""
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


_PADDING_ZERO = Term(r"0^{\mathrm{p}}", "0ᵖ")
_PADDING_NOTE = Term(r"(0^{\mathrm{p}}\text{: padding})", "(0ᵖ: padding)")


# --- one cell of a convolution ---------------------------------------------------


class _Window(NamedTuple):
    values: NDArray[Any]  #: (C // groups, kH, kW), zeros where the padding is
    inside: NDArray[np.bool_]  #: (kH, kW), False where the padding is
    rows: list[int]  #: of the input, negative or too large in the padding
    columns: list[int]
    channel: int  #: the first channel of the group


def resolve_activation(
    function: str, activation: object
) -> tuple[str | None, Callable[[Any], Any]]:
    """Return the name to write and the function to apply."""
    if activation is None:
        return None, lambda value: value
    if isinstance(activation, str):
        if activation == "relu":
            return "relu", lambda value: np.maximum(value, 0)
        raise ValueError(
            f'{function}: activation must be "relu", a function or None, '
            f"got {activation!r}"
        )
    if not callable(activation):
        raise TypeError(
            f'{function}: activation must be "relu", a function or None, '
            f"got {_check.shown(activation)}"
        )
    return getattr(activation, "__name__", "f").strip("<>"), activation


def _window(layer: Convolution, cell: tuple[int, int, int, int]) -> _Window:
    """Return what the filter sees at output ``cell``."""
    n, k, i, j = cell
    filters, depth, height, width = layer.weight.shape
    rows, columns = layer.pixels(i, j)
    image_height, image_width = layer.input.shape[2:]
    inside = np.array(
        [
            [0 <= r < image_height and 0 <= c < image_width for c in columns]
            for r in rows
        ]
    )
    channel = k // (filters // layer.groups) * depth
    values = np.zeros((depth, height, width), layer.input.dtype)
    for m, c in np.argwhere(inside):
        values[:, m, c] = layer.input[n, channel : channel + depth, rows[m], columns[c]]
    return _Window(values, inside, rows, columns, channel)


class _Writer:
    """The lines of a convolution's calculation."""

    def __init__(
        self,
        layer: Convolution,
        cell: tuple[int, int, int, int],
        given: int,
        window: _Window,
        function: str | None,
    ) -> None:
        n, k, i, j = cell
        self.layer, self.window, self.function = layer, window, function
        self.kernel = layer.weight[k]
        self.depth, self.height, self.width = self.kernel.shape
        # Indices are written as the reader gave them: (i, j) has neither n nor k, and
        # then a single channel needs no d either.
        self.image_index = (n,) if given == 4 else ()
        self.filter_index = (k,) if given > 2 else ()
        self.has_channel_index = given > 2 or self.depth > 1
        self.left = symbol("a", *self.image_index, *self.filter_index, i, j)
        self.bias: Term | None = None
        self.bias_symbol: list[Term] = []
        if layer.bias is not None:
            self.bias = number(layer.bias[k])
            self.bias_symbol = [
                Term(f"w_{{b,{k}}}", f"w_b[{k}]")
                if self.filter_index
                else Term("w_b", "w_b")
            ]

    def one_channel(self, products: Any, subtotal: Any, total: Any) -> list[Step]:
        """One kernel: symbols, numbers, products, the subtotal and the bias."""
        formula = self.formula(0)
        steps = [
            self.step([total_of([formula, *self.bias_symbol])], self.left),
            self.step(sum_rows(self.with_last(self.symbols(0), self.bias_symbol))),
            self.step(sum_rows(self.with_last(self.numbers(0), self.bias_term))),
            self.step(sum_rows([[*map(number, products.flat), *self.bias_term]])),
        ]
        if self.bias is not None:
            steps.append(self.step([total_of([number(subtotal), self.bias])]))
        if self.function:
            steps.append(self.step([number(total)]))
        return steps

    def channels(self, products: Any, subtotals: Any, total: Any) -> list[Step]:
        """Several channels: each one's subtotal, then all of them and the bias."""
        names = [symbol("s", d) for d in range(self.depth)]
        definition = self.formula(symbol("d"))
        steps = [
            self.step(sum_rows([[*names, *self.bias_symbol]]), self.left),
            Step((definition,), symbol("s", "d")),
        ]
        for d, name in enumerate(names):
            steps.append(Step(tuple(sum_rows(self.numbers(d))), name))
            steps.append(Step(tuple(sum_rows([map(number, products[d].flat)]))))
            steps.append(Step((number(subtotals[d]),)))
        steps.append(
            self.step(sum_rows([[*map(number, subtotals), *self.bias_term]]), self.left)
        )
        if self.function:
            steps.append(self.step([number(total)]))
        return steps

    @property
    def bias_term(self) -> list[Term]:
        return [] if self.bias is None else [self.bias]

    def with_last(self, groups: list[list[Term]], last: list[Term]) -> list[list[Term]]:
        return [*groups[:-1], [*groups[-1], *last]]

    def step(self, rows: Sequence[Term], left: Term | None = None) -> Step:
        """Return a line with ``rows`` inside of the activation, if there is one."""
        if self.function is None:
            return Step(tuple(rows), left)
        name = rf"\operatorname{{{self.function}}}".replace("_", r"\_")
        last = len(rows) - 1
        return Step(
            tuple(
                Term(
                    (f"{name}(" if r == 0 else "") + row.latex + ")" * (r == last),
                    (f"{self.function}(" if r == 0 else "")
                    + row.text
                    + ")" * (r == last),
                    row.exact,
                )
                for r, row in enumerate(rows)
            ),
            left,
        )

    def formula(self, d: int | Term) -> Term:
        """The sum over the kernel, for channel ``d`` (a number or the letter d)."""
        weight_index, image_index = self.channel_indices(d)
        row = _affine(self.window.rows, self.layer.dilation[0], "m")
        column = _affine(self.window.columns, self.layer.dilation[1], "n")
        weight = symbol("w", *weight_index, "m", "n")
        pixel = symbol("x", *image_index, row, column)
        return Term(
            rf"\sum_{{m=0}}^{{{self.height - 1}}} \sum_{{n=0}}^{{{self.width - 1}}} "
            f"{weight.latex}\\, {pixel.latex}",
            f"sum over m, n of {weight.text}·{pixel.text}",
        )

    def symbols(self, d: int) -> list[list[Term]]:
        """The products of channel ``d`` in symbols, one list for each kernel row."""
        weight_index, image_index = self.channel_indices(d)
        rows, columns = self.window.rows, self.window.columns
        result = []
        for m in range(self.height):
            result.append(
                [
                    _times(
                        symbol("w", *weight_index, m, n),
                        symbol("x", *image_index, rows[m], columns[n])
                        if self.window.inside[m, n]
                        else _PADDING_ZERO,
                    )
                    for n in range(self.width)
                ]
            )
        return result

    def numbers(self, d: int) -> list[list[Term]]:
        """The products of channel ``d`` in numbers, one list for each kernel row."""
        return [
            [
                product(
                    number(self.kernel[d, m, n]),
                    number(self.window.values[d, m, n])
                    if self.window.inside[m, n]
                    else _PADDING_ZERO,
                )
                for n in range(self.width)
            ]
            for m in range(self.height)
        ]

    def channel_indices(
        self, d: int | Term
    ) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """Return the indices before (m, n) of the weight and before (i, j) of x."""
        if not self.has_channel_index:
            return self.filter_index, self.image_index
        first = self.window.channel
        if isinstance(d, Term):
            inner, outer = d.text, f"{first}+{d.text}" if first else d.text
        else:
            inner, outer = str(d), str(first + d)
        return (*self.filter_index, inner), (*self.image_index, outer)


def _times(weight: Term, pixel: Term) -> Term:
    """Write a product of symbols, in LaTeX side by side as the notes do."""
    if pixel is _PADDING_ZERO:
        return product(weight, pixel)
    return Term(f"{weight.latex} {pixel.latex}", f"{weight.text}·{pixel.text}")


def _affine(positions: list[int], dilation: int, letter: str) -> str:
    """Write the pixel under kernel cell ``letter``: ``0+m``, dilated ``-1+2m``."""
    factor = "" if dilation == 1 else str(dilation)
    return f"{positions[0]}+{factor}{letter}"


def _scalar(value: Any) -> Any:
    """Return a NumPy number as the plain Python number it holds; a bool as 0 or 1."""
    item = np.asarray(value).item()
    return int(item) if isinstance(item, bool) else item


# --- the size of an output -------------------------------------------------------


def _axis_steps(
    letter: str,
    axis: str,
    size: int,
    kernel: int,
    stride: int,
    sides: tuple[int, int],
    dilation: int,
) -> list[Step]:
    """The lines for one axis; ``axis`` is the index of F, P, S and D ("" for none)."""

    def named(name: str, index: str = axis) -> Term:
        latex = f"{name}_{{{index}}}" if len(index) > 1 else f"{name}_{index}"
        return Term(latex, f"{name}_{index}") if index else Term(name, name)

    def doubled(value: Term, sign: str = "") -> Term:
        return Term(rf"2{sign}{value.latex}", f"2{'·' if sign else ''}{value.text}")

    before, after = sides
    if before == after:
        zeros = doubled(named("P"))
        zeros_in_numbers = doubled(number(before), r" \cdot ")
    else:
        ends = {"H": ("top", "bottom"), "W": ("left", "right")}[letter]
        zeros = total_of(Term(rf"P_{{\text{{{end}}}}}", f"P_{end}") for end in ends)
        zeros_in_numbers = total_of([number(before), number(after)])

    def line(w: Term, f: Term, p: Term, s: Term, d: Term | None) -> Term:
        if d is None:
            span = Term(f"- {f.latex}", f"- {f.text}")
        else:
            times = r" \cdot " if d.text.isdigit() else ""
            dot = "·" if times else ""
            span = Term(
                f"- {d.latex}{times}({f.latex} - 1) - 1",
                f"- {d.text}{dot}({f.text} - 1) - 1",
            )
        return Term(
            r"\left\lfloor \frac"
            f"{{{w.latex} {span.latex} + {p.latex}}}{{{s.latex}}}"
            r" \right\rfloor + 1",
            f"⌊({w.text} {span.text} + {p.text}) / {s.text}⌋ + 1",
        )

    room = size + before + after - (dilation * (kernel - 1) + 1)
    count = room // stride
    dilated = dilation > 1
    return [
        Step(
            (
                line(
                    named(letter, "1"),
                    named("F"),
                    zeros,
                    named("S"),
                    named("D") if dilated else None,
                ),
            ),
            named(letter, "2"),
        ),
        Step(
            (
                line(
                    number(size),
                    number(kernel),
                    zeros_in_numbers,
                    number(stride),
                    number(dilation) if dilated else None,
                ),
            )
        ),
        Step(
            (
                Term(
                    rf"\left\lfloor \frac{{{room}}}{{{stride}}} \right\rfloor + 1",
                    f"⌊{room} / {stride}⌋ + 1",
                ),
            )
        ),
        Step((Term(f"{count} + 1", f"{count} + 1"),)),
        Step((number(count + 1),)),
    ]
