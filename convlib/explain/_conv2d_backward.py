"""One element of a convolution's gradients, by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

import numpy as np

from convlib import _check
from convlib._borders import pixel_at
from convlib._door import WrongValue, public
from convlib._layers import Convolution, convolution
from convlib._words import _
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain.writing import (
    PADDING_ZERO,
    border_note,
    delta,
    derivative,
    kept,
    number,
    padding_note,
    place_of,
    product,
    remark,
    scalar,
    shown_dtype,
    sigma,
    sum_rows,
    sum_where,
    symbol,
    times,
    with_result,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib._axis import Axis
    from convlib._borders import Mode
    from convlib.shapes import Integer, Integers, IntOrPair, Padding


@public("input", "weight", name="explain.conv2d_backward")
def conv2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: Integer = 1,
    *,
    padding_mode: Mode = "zeros",
    wrt: Literal["input", "weight", "bias"],
    at: Integers | Integer | None = None,
) -> Calculation:
    """Write out how one element of `convlib.conv2d_backward` comes about.

    The sum in symbols, in numbers, the products, the subtotal of each filter (or of
    each image of a batch), the result.  δ is the gradient of the output; E is what is
    differentiated.

    Parameters
    ----------
    grad_output, input, weight, stride, padding, dilation, groups, padding_mode
        As for `convlib.conv2d_backward`; real numbers.
    wrt : "input", "weight" or "bias"
        With respect to what: which of the three gradients.
    at : sequence of int, or int
        The element, as an index into that gradient.  Leading axes of length 1 may be
        left out, so that the only bias needs none.  Counted from 0, never from the end.

    Returns
    -------
    Calculation
        Its ``result`` is the element, its ``products`` the terms that exist, in order.

    Raises
    ------
    TypeError, ValueError
        As `convlib.conv2d_backward`, and if ``wrt`` or ``at`` is none of the possible.

    Notes
    -----
    Notes, section "卷积层的反向传播".  In the gradient of the input the kernel's indices
    run against those of δ: the flip, which nobody has to know beforehand.  Terms whose
    δ would lie outside of the map do not exist and are left out.

    Examples
    --------
    >>> g, x, w = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[0] * 4] * 4, [[1, 2], [3, 4]]
    >>> conv2d_backward(g, x, w, wrt="input", at=(1, 1))
    ∂E/∂x[1,1] = sum over m, n of w[m,n]·δ[1-m,1-n]
               = w[0,0]·δ[1,1] + w[0,1]·δ[1,0]
                 + w[1,0]·δ[0,1] + w[1,1]·δ[0,0]
               = 1·5 + 2·4
                 + 3·2 + 4·1
               = 5 + 8 + 6 + 4
               = 23
    >>> conv2d_backward(g, x, w, wrt="bias")
    ∂E/∂w_b = sum over i, j of δ[i,j]
            = δ[0,0] + δ[0,1] + δ[0,2]
              + δ[1,0] + δ[1,1] + δ[1,2]
              + δ[2,0] + δ[2,1] + δ[2,2]
            = 1 + 2 + 3
              + 4 + 5 + 6
              + 7 + 8 + 9
            = 45
    """
    _refuse_complex(grad_output=grad_output, input=input, weight=weight)
    layer = convolution(
        input, weight, None, stride, padding, dilation, groups, padding_mode
    )
    return _written(layer, grad_output, wrt, at)


@public("input", "weight", name="explain.conv1d_backward")
def conv1d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: Integer = 1,
    *,
    padding_mode: Mode = "zeros",
    wrt: Literal["input", "weight", "bias"],
    at: Integers | Integer | None = None,
) -> Calculation:
    """Write out how one element of `convlib.conv1d_backward` comes about.

    Parameters
    ----------
    grad_output, input, weight, stride, padding, dilation, groups, padding_mode
        As for `convlib.conv1d_backward`; real numbers.
    wrt, at
        As for `conv2d_backward`.

    Returns
    -------
    Calculation
        Its ``result`` is the element, its ``products`` the terms that exist, in order.

    Raises
    ------
    TypeError, ValueError
        As `convlib.conv1d_backward`, and if ``wrt`` or ``at`` is none of the possible.

    Examples
    --------
    >>> conv1d_backward([1, 10, 100], [1, 2, 4, 8], [1, -1], wrt="input", at=(1,))
    ∂E/∂x[1] = sum over m of w[m]·δ[1-m]
             = w[0]·δ[1] + w[1]·δ[0]
             = 1·10 + (-1)·1
             = 10 - 1
             = 9

    With a border that repeats the signal a sample is read where it stands again:

    >>> conv1d_backward([1, 10, 100, 1000], [1, 2, 4, 8], [1, -1], padding=(1, 0),
    ...                 padding_mode="circular", wrt="input", at=(3,))
    ∂E/∂x[3] = sum of w[m]·δ[i] where x[i+m-1] = x[3]
             = w[0]·δ[0] + w[1]·δ[3]
             = 1·1 + (-1)·1000
             = 1 - 1000
             = -999
               (beyond its edges x goes on: circular)
    """
    _refuse_complex(grad_output=grad_output, input=input, weight=weight)
    layer = convolution(
        input, weight, None, stride, padding, dilation, groups, padding_mode, "L"
    )
    return _written(layer, grad_output, wrt, at)


def _refuse_complex(**arrays: ArrayLike) -> None:
    for name, value in arrays.items():
        _check.real_array(name, value)


def _written(
    signals: Convolution, grad_output: ArrayLike, wrt: object, at: object
) -> Calculation:
    """Write out one element of a gradient, of images or of signals."""
    grad = signals.gradient(grad_output)
    layer, axes = signals.as_image(), len(signals.axes)
    grad = grad.reshape(*grad.shape[:2], *layer.size)
    kinds: dict[object, type[_Pixel | _Weight | _Bias]]
    kinds = {"input": _Pixel, "weight": _Weight, "bias": _Bias}
    if not isinstance(wrt, str) or wrt not in kinds:
        raise WrongValue(
            f'wrt must be "input", "weight" or "bias", got {_check.shown(wrt)}'
        )
    return _calculation(kinds[wrt](layer, axes, grad, at))


class _Product(NamedTuple):
    """One term of a sum."""

    symbols: Term
    numbers: Term
    value: Any


class _Part(NamedTuple):
    """The part of a sum that belongs to one filter, or to one image."""

    number: int
    rows: list[list[_Product]]

    @property
    def products(self) -> list[_Product]:
        return [term for row in self.rows for term in row]


class _Element(Protocol):
    """An element of a gradient, and the sum that it is."""

    left: Term  #: its name
    letter: str  #: the index that counts the parts
    factors: int  #: of each product; a sum of plain δ has one
    exact: np.dtype[Any]  #: to show the sum in

    def formula(self) -> Term:
        """The sum with its signs."""

    def parts(self) -> list[_Part]:
        """The sum, term by term."""

    def note(self) -> Term | None:
        """What a reader may wonder about."""


class _Pixel:
    """Of the input: every output cell that read it, times the weight it read it with."""

    letter, factors = "k", 2

    def __init__(
        self, layer: Convolution, axes: int, grad: NDArray[Any], at: object
    ) -> None:
        self.layer, self.axes, self.grad = layer, axes, grad
        shape = layer.input.shape[4 - layer.ndim :]
        (self.n, d, *self.place), given = _located("input", shape, at, axes)
        filters, depth, *kernel = layer.weight.shape
        group, self.inner = divmod(d, depth)
        size = filters // layer.groups
        self.filters = range(group * size, (group + 1) * size)
        self.of_image = (self.n,) if given == 4 else ()
        self.in_filter = (self.inner,) if given >= 3 else ()
        self.has_filter = filters > 1 or given >= 3
        of_channel = (d,) if given >= 3 else ()
        self.name = (*self.of_image, *of_channel)
        self.left = derivative(self._pixel(*self.place))
        self.exact = shown_dtype(size * kernel[0] * kernel[1], [grad, layer.weight])
        #: Each row of windows that reads the pixel, and the row of the kernel that it does
        #: so with; and likewise for columns.
        self.rows, self.columns = layer.readers(*self.place)
        #: Whether the pixel is read where it stands in the padding.
        self.again = any(
            axis.pixel(*read) != pixel
            for axis, pixel, reads in zip(
                layer.axes, self.place, (self.rows, self.columns), strict=True
            )
            for read in reads
        )

    def _pixel(self, row: object, column: object) -> Term:
        return symbol("x", *self.name, *kept(self.axes, row, column))

    def formula(self) -> Term:
        several = len(self.filters) > 1
        k = self._filter("k" if several else self.filters[0])
        letters = "mn"[: self.axes]
        weight = symbol("w", *k, *self.in_filter, *letters)
        along = self.layer.axes[-self.axes :]
        if self.again:
            windows = "ij"[: self.axes]
            term = times(weight, delta(*self.of_image, *k, *windows))
            read = symbol("x", *self.name, *map(place_of, along, windows, letters))
            return sum_where(term, [f"{read.text} = {self._pixel(*self.place).text}"])
        places = self.place[-self.axes :]
        met = map(_against, places, along, letters)
        return sigma(letters, times(weight, delta(*self.of_image, *k, *met)))

    def _filter(self, k: object) -> tuple[object, ...]:
        return (k,) if self.has_filter else ()

    def parts(self) -> list[_Part]:
        return [
            _Part(
                k,
                [
                    [self._term(k, m, b, i, j) for j, b in self.columns]
                    for i, m in self.rows
                    if self.columns
                ],
            )
            for k in self.filters
        ]

    def _term(self, k: int, m: int, b: int, i: int, j: int) -> _Product:
        which = self._filter(k)
        w, g = self.layer.weight[k, self.inner, m, b], self.grad[self.n, k, i, j]
        weight = symbol("w", *which, *self.in_filter, *kept(self.axes, m, b))
        return _Product(
            times(weight, delta(*self.of_image, *which, *kept(self.axes, i, j))),
            product(number(w), number(g)),
            self.exact.type(w) * self.exact.type(g),
        )

    def note(self) -> Term | None:
        if self.again:
            return border_note(self.layer.mode)
        if (len(self.rows), len(self.columns)) == self.layer.weight.shape[2:]:
            return None
        if self.layer.stride == (1, 1):
            return remark(_("left out: δ outside of its map"))
        return remark(_("left out: δ outside of its map or between its cells"))


class _Weight:
    """Of a filter: every δ of its map, times the pixel that the weight met there."""

    letter, factors = "n", 2

    def __init__(
        self, layer: Convolution, axes: int, grad: NDArray[Any], at: object
    ) -> None:
        self.layer, self.axes, self.grad = layer, axes, grad
        shape = layer.weight.shape[2:] if layer.ndim == 2 else layer.weight.shape
        (self.k, d, *cell), given = _located("weight", shape, at, axes)
        filters, depth = layer.weight.shape[:2]
        self.channel = self.k // (filters // layer.groups) * depth + d
        self.of_filter = (self.k,) if given == 4 else ()
        self.of_channel = (self.channel,) if given >= 3 else ()
        in_filter = (d,) if given >= 3 else ()
        name = (*self.of_filter, *in_filter, *cell[2 - axes :])
        self.left = derivative(symbol("w", *name))
        self.exact = shown_dtype(grad[:, self.k].size, [grad, layer.input])
        self.cell = cell
        #: The row that the weight met in each row of windows, on the image or beyond.
        self.places = [
            [axis.pixel(window, place) for window in range(axis.count)]
            for axis, place in zip(layer.axes, cell, strict=True)
        ]
        #: The row of the input that stands there, likewise.
        self.rows, self.columns = (
            [pixel_at(place, axis.size, layer.mode) for place in places]
            for axis, places in zip(layer.axes, self.places, strict=True)
        )

    def formula(self) -> Term:
        n = self._image("n")
        letters = "ij"[: self.axes]
        axes, cell = self.layer.axes[-self.axes :], self.cell[-self.axes :]
        pixel = map(_along, letters, axes, cell)
        name = delta(*n, *self.of_filter, *letters)
        return sigma(letters, times(name, symbol("x", *n, *self.of_channel, *pixel)))

    def _image(self, n: object) -> tuple[object, ...]:
        return (n,) if len(self.grad) > 1 else ()

    def _pixel(self, n: int, row: int, column: int) -> Term:
        place = kept(self.axes, row, column)
        return symbol("x", *self._image(n), *self.of_channel, *place)

    def _inside(self, row: int, column: int) -> bool:
        height, width = self.layer.input.shape[2:]
        return row in range(height) and column in range(width)

    def parts(self) -> list[_Part]:
        return _map_by_map(self.grad, self._term)

    def _term(self, n: int, i: int, j: int) -> _Product:
        row, column, g = self.rows[i], self.columns[j], self.grad[n, self.k, i, j]
        name = delta(*self._image(n), *self.of_filter, *kept(self.axes, i, j))
        if not self._inside(row, column):
            return _Product(
                product(name, PADDING_ZERO),
                product(number(g), PADDING_ZERO),
                self.exact.type(g) * self.exact.type(0),
            )
        pixel = self.layer.input[n, self.channel, row, column]
        return _Product(
            times(name, self._pixel(n, row, column)),
            product(number(g), number(pixel)),
            self.exact.type(g) * self.exact.type(pixel),
        )

    def note(self) -> Term | None:
        met = (self._inside(*place) for place in itertools.product(*self.places))
        if not self.grad.size or all(met):
            return None
        mode = self.layer.mode
        return padding_note() if mode == "zeros" else border_note(mode)


class _Bias:
    """Every δ of the filter's map: each output cell has the bias in it once."""

    letter, factors = "n", 1

    def __init__(
        self, layer: Convolution, axes: int, grad: NDArray[Any], at: object
    ) -> None:
        self.axes, self.grad = axes, grad
        shape = () if layer.ndim == 2 else layer.weight.shape[:1]
        chosen: Any = [] if at is None else at
        if not isinstance(chosen, Sequence) and getattr(chosen, "ndim", 0) == 0:
            chosen = [chosen]  # a number
        (self.k,) = [0] * (1 - len(shape)) + _check.cell("bias", shape, chosen)
        self.of_filter = (self.k,) if len(chosen) else ()
        bias = Term(f"w_{{b,{self.k}}}", f"w_b[{self.k}]")
        self.left = derivative(bias if self.of_filter else Term("w_b", "w_b"))
        self.exact = shown_dtype(grad[:, self.k].size, [grad])

    def formula(self) -> Term:
        letters = "ij"[: self.axes]
        return sigma(letters, delta(*self._image("n"), *self.of_filter, *letters))

    def _image(self, n: object) -> tuple[object, ...]:
        return (n,) if len(self.grad) > 1 else ()

    def parts(self) -> list[_Part]:
        return _map_by_map(self.grad, self._term)

    def _term(self, n: int, i: int, j: int) -> _Product:
        g = self.grad[n, self.k, i, j]
        name = delta(*self._image(n), *self.of_filter, *kept(self.axes, i, j))
        return _Product(name, number(g), self.exact.type(g))

    def note(self) -> Term | None:
        return None


def _located(
    what: str, shape: tuple[int, ...], at: Any, axes: int
) -> tuple[tuple[int, ...], int]:
    """Return an index with all four axes, and how many of them the reader gave.

    The only row of a signal, which ``shape`` has and the reader does not, counts.
    """
    row = len(shape) - 2
    known = shape if axes == 2 else (*shape[:row], *shape[row + 1 :])
    index = _check.cell(what, known, at)
    index[row:row] = [0] * (2 - axes)
    return (*[0] * (4 - len(shape)), *index), len(at) + 2 - axes


def _map_by_map(
    grad: NDArray[Any], term: Callable[[int, int, int], _Product]
) -> list[_Part]:
    """Return the terms of each image, one for each cell of the output."""
    batch, _, height, width = grad.shape
    return [
        _Part(n, [[term(n, i, j) for j in range(width)] for i in range(height)])
        for n in range(batch)
    ]


def _calculation(element: _Element) -> Calculation:
    """Write a sum in one go, or one part at a time if there are several parts."""
    parts, formula, note = element.parts(), element.formula(), element.note()
    terms = [term for part in parts for term in part.products]
    products = np.array([term.value for term in terms], element.exact)
    result = products.sum()
    if not terms:
        steps = [Step((formula,), element.left)]
        note = note or remark(_("nothing to add up"))
    elif len(parts) == 1:
        steps = [
            Step((formula,), element.left),
            *_lines(parts[0], None, element.factors),
        ]
    else:
        steps = _part_by_part(element, parts)
    steps = with_result(steps, number(result))
    return Calculation(
        result=scalar(result), steps=tuple(steps), products=products, note=note
    )


def _part_by_part(element: _Element, parts: list[_Part]) -> list[Step]:
    """Write each part as a sum of its own, s, and then the sum of these."""
    names = [symbol("s", part.number) for part in parts]
    subtotals = [np.sum([p.value for p in part.products]) for part in parts]
    steps = [
        Step(tuple(sum_rows([names])), element.left),
        Step((element.formula(),), symbol("s", element.letter)),
    ]
    for part, name, subtotal in zip(parts, names, subtotals, strict=True):
        steps += with_result(_lines(part, name, element.factors), number(subtotal))
    return [*steps, Step(tuple(sum_rows([map(number, subtotals)])), element.left)]


def _lines(part: _Part, left: Term | None, factors: int) -> list[Step]:
    """Write a part in symbols, in numbers and, if they are products, multiplied."""
    steps = [
        Step(tuple(sum_rows([t.symbols for t in row] for row in part.rows)), left),
        Step(tuple(sum_rows([t.numbers for t in row] for row in part.rows))),
    ]
    if factors > 1:
        steps.append(Step(tuple(sum_rows([[number(t.value) for t in part.products]]))))
    return steps


def _against(pixel: int, axis: Axis, letter: str) -> str:
    """Write the δ that weight ``letter`` meets: ``1-m``, ``1-2m``, ``(1-m)/2``."""
    dilation = "" if axis.dilation == 1 else axis.dilation
    index = f"{pixel + axis.before}-{dilation}{letter}"
    return index if axis.stride == 1 else f"({index})/{axis.stride}"


def _along(letter: str, axis: Axis, cell: int) -> str:
    """Write the pixel that δ ``letter`` goes with: ``i``, ``i+1``, ``2i-1``."""
    index, offset = (
        f"{'' if axis.stride == 1 else axis.stride}{letter}",
        axis.pixel(0, cell),
    )
    return f"{index}{offset:+d}" if offset else index
