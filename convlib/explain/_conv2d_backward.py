"""One element of a convolution's gradients, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from convlib import _check
from convlib._door import WrongValue, public
from convlib.conv import Convolution, convolution
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain._writing import (
    PADDING_NOTE,
    PADDING_ZERO,
    delta,
    derivative,
    number,
    product,
    remark,
    scalar,
    sum_rows,
    symbol,
    times,
    with_result,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import IntOrPair, Padding


@public("input", "weight", name="explain.conv2d_backward")
def conv2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
    *,
    wrt: Literal["input", "weight", "bias"],
    at: Sequence[int] | int | None = None,
) -> Calculation:
    """Write out how one element of `convlib.conv2d_backward` comes about.

    The sum in symbols, in numbers, the products, the subtotal of each filter (or of
    each image of a batch), the result.  δ is the gradient of the output; E is what is
    differentiated.

    Parameters
    ----------
    grad_output, input, weight, stride, padding, dilation, groups
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
    for name, value in (("grad_output", grad_output), ("input", input)):
        _check.real_array(name, value)
    _check.real_array("weight", weight)
    layer = convolution(input, weight, None, stride, padding, dilation, groups)
    grad = layer.gradient(grad_output)
    with np.errstate(all="ignore"):  # overflow, inf and nan: results, not accidents
        if wrt == "input":
            return _of_input(layer, grad, at)
        if wrt == "weight":
            return _of_weight(layer, grad, at)
        if wrt == "bias":
            return _of_bias(layer, grad, at)
    raise WrongValue(
        f'wrt must be "input", "weight" or "bias", got {_check.shown(wrt)}'
    )


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


def _of_input(layer: Convolution, grad: NDArray[Any], at: object) -> Calculation:
    """Every output cell that read the pixel, times the weight it read it with."""
    shape = layer.input.shape[4 - layer.ndim :]
    index = _check.cell("input", shape, at)
    n, d, r, c = [0] * (4 - layer.ndim) + index
    given = len(at) if isinstance(at, Sequence | np.ndarray) else 0
    filters, depth, *kernel = layer.weight.shape
    group, inner = divmod(d, depth)
    in_group = filters // layer.groups
    of_image = (n,) if given == 4 else ()
    of_channel = (d,) if given >= 3 else ()
    in_filter = (inner,) if given >= 3 else ()
    has_filter = filters > 1 or given >= 3

    rows, columns = (
        [
            _window_reading(
                place + before, cell * layer.dilation[axis], layer.stride[axis], count
            )
            for cell in range(kernel[axis])
        ]
        for axis, (place, (before, _), count) in enumerate(
            zip((r, c), layer.sides, layer.size, strict=True)
        )
    )
    exact = _exact(in_group * kernel[0] * kernel[1], grad, layer.weight)

    def term(k: int, m: int, b: int, i: int, j: int) -> _Product:
        which = (k,) if has_filter else ()
        w, g = layer.weight[k, inner, m, b], grad[n, k, i, j]
        return _Product(
            times(
                symbol("w", *which, *in_filter, m, b),
                delta(*of_image, *which, i, j),
            ),
            product(number(w), number(g)),
            exact.type(w) * exact.type(g),
        )

    reading = [(b, j) for b, j in enumerate(columns) if j is not None]
    parts = [
        _Part(
            k,
            [
                row
                for m, i in enumerate(rows)
                if i is not None and (row := [term(k, m, b, i, j) for b, j in reading])
            ],
        )
        for k in range(group * in_group, (group + 1) * in_group)
    ]
    several = len(parts) > 1
    k_index: tuple[object, ...] = ()
    if has_filter:
        k_index = ("k",) if several else (parts[0].number,)
    at_row, at_column = (
        _against(place + before, layer.dilation[axis], layer.stride[axis], letter)
        for axis, (place, (before, _), letter) in enumerate(
            zip((r, c), layer.sides, "mn", strict=True)
        )
    )
    w_term = symbol("w", *k_index, *in_filter, "m", "n")
    delta_term = delta(*of_image, *k_index, at_row, at_column)
    note = None
    if None in rows or None in columns:
        left_out = (
            "left out: δ outside of its map"
            if layer.stride == (1, 1)
            else "left out: δ outside of its map or between its cells"
        )
        note = remark(left_out)
    return _calculation(
        derivative(symbol("x", *of_image, *of_channel, r, c)),
        _sum("m", "n", times(w_term, delta_term)),
        parts,
        "k",
        exact,
        note,
    )


def _of_weight(layer: Convolution, grad: NDArray[Any], at: object) -> Calculation:
    """Every δ of the filter's map, times the pixel that the weight met there."""
    shape = layer.weight.shape[2:] if layer.ndim == 2 else layer.weight.shape
    index = _check.cell("weight", shape, at)
    k, d, m, c = [0] * (4 - len(shape)) + index
    given = len(at) if isinstance(at, Sequence | np.ndarray) else 0
    filters, depth, *_ = layer.weight.shape
    channel = k // (filters // layer.groups) * depth + d
    batch, _, height, width = layer.input.shape
    of_filter = (k,) if given == 4 else ()
    in_filter = (d,) if given >= 3 else ()
    of_channel = (channel,) if given >= 3 else ()
    has_image = batch > 1
    offsets = [
        cell * rate - before
        for cell, rate, (before, _) in zip(
            (m, c), layer.dilation, layer.sides, strict=True
        )
    ]
    exact = _exact(batch * layer.size[0] * layer.size[1], grad, layer.input)
    met_padding = False

    def term(n: int, i: int, j: int) -> _Product:
        nonlocal met_padding
        which = (n,) if has_image else ()
        row = i * layer.stride[0] + offsets[0]
        column = j * layer.stride[1] + offsets[1]
        g = grad[n, k, i, j]
        name = delta(*which, *of_filter, i, j)
        if not (0 <= row < height and 0 <= column < width):
            met_padding = True
            return _Product(
                product(name, PADDING_ZERO),
                product(number(g), PADDING_ZERO),
                exact.type(g) * exact.type(0),
            )
        pixel = layer.input[n, channel, row, column]
        return _Product(
            times(name, symbol("x", *which, *of_channel, row, column)),
            product(number(g), number(pixel)),
            exact.type(g) * exact.type(pixel),
        )

    parts = [
        _Part(
            n,
            [
                [term(n, i, j) for j in range(layer.size[1])]
                for i in range(layer.size[0])
            ],
        )
        for n in range(batch)
    ]
    n_index = ("n",) if has_image else ()
    at_row, at_column = (
        _along(letter, layer.stride[axis], offsets[axis])
        for axis, letter in enumerate("ij")
    )
    delta_term = delta(*n_index, *of_filter, "i", "j")
    x_term = symbol("x", *n_index, *of_channel, at_row, at_column)
    return _calculation(
        derivative(symbol("w", *of_filter, *in_filter, m, c)),
        _sum("i", "j", times(delta_term, x_term)),
        parts,
        "n",
        exact,
        PADDING_NOTE if met_padding else None,
    )


def _of_bias(layer: Convolution, grad: NDArray[Any], at: object) -> Calculation:
    """Every δ of the filter's map: each output cell has the bias in it once."""
    shape = () if layer.ndim == 2 else layer.weight.shape[:1]
    chosen = [] if at is None else at
    if not isinstance(chosen, Sequence | np.ndarray):
        chosen = [chosen]
    (k,) = [0] * (1 - len(shape)) + _check.cell("bias", shape, chosen)
    of_filter = (k,) if len(chosen) else ()
    batch = len(grad)
    exact = _exact(batch * layer.size[0] * layer.size[1], grad)

    def term(n: int, i: int, j: int) -> _Product:
        which = (n,) if batch > 1 else ()
        g = grad[n, k, i, j]
        return _Product(delta(*which, *of_filter, i, j), number(g), exact.type(g))

    parts = [
        _Part(
            n,
            [
                [term(n, i, j) for j in range(layer.size[1])]
                for i in range(layer.size[0])
            ],
        )
        for n in range(batch)
    ]
    n_index = ("n",) if batch > 1 else ()
    bias = Term(f"w_{{b,{k}}}", f"w_b[{k}]") if of_filter else Term("w_b", "w_b")
    return _calculation(
        derivative(bias),
        _sum("i", "j", delta(*n_index, *of_filter, "i", "j")),
        parts,
        "n",
        exact,
        None,
        factors=1,
    )


def _calculation(
    left: Term,
    formula: Term,
    parts: list[_Part],
    letter: str,
    exact: np.dtype[Any],
    note: Term | None,
    factors: int = 2,
) -> Calculation:
    """Write a sum in one go, or one part at a time if there are several parts."""
    terms = [term for part in parts for term in part.products]
    products = np.array([term.value for term in terms], exact)
    subtotals = [np.sum([p.value for p in part.products]) for part in parts]
    result = products.sum()
    if not terms:
        steps = [Step((formula,), left)]
        if note is None:
            note = remark("nothing to add up")
    elif len(parts) == 1:
        steps = [Step((formula,), left), *_lines(parts[0], None, factors)]
    else:
        names = [symbol("s", part.number) for part in parts]
        steps = [
            Step(tuple(sum_rows([names])), left),
            Step((formula,), symbol("s", letter)),
        ]
        for part, name, subtotal in zip(parts, names, subtotals, strict=True):
            steps += with_result(_lines(part, name, factors), number(subtotal))
        steps.append(Step(tuple(sum_rows([map(number, subtotals)])), left))
    steps = with_result(steps, number(result))
    return Calculation(
        result=scalar(result), steps=tuple(steps), products=products, note=note
    )


def _lines(part: _Part, left: Term | None, factors: int) -> list[Step]:
    """Write a part in symbols, in numbers and, if they are products, multiplied."""
    steps = [
        Step(tuple(sum_rows([t.symbols for t in row] for row in part.rows)), left),
        Step(tuple(sum_rows([t.numbers for t in row] for row in part.rows))),
    ]
    if factors > 1:
        steps.append(Step(tuple(sum_rows([[number(t.value) for t in part.products]]))))
    return steps


def _window_reading(place: int, offset: int, stride: int, count: int) -> int | None:
    """Return the window that reads padded pixel ``place`` at ``offset``, if any does."""
    window, rest = divmod(place - offset, stride)
    return window if rest == 0 and 0 <= window < count else None


def _against(place: int, dilation: int, stride: int, letter: str) -> str:
    """Write the δ that weight ``letter`` meets: ``1-m``, ``1-2m``, ``(1-m)/2``."""
    index = f"{place}-{'' if dilation == 1 else dilation}{letter}"
    return index if stride == 1 else f"({index})/{stride}"


def _along(letter: str, stride: int, offset: int) -> str:
    """Write the pixel that δ ``letter`` goes with: ``i``, ``i+1``, ``2i-1``."""
    index = f"{'' if stride == 1 else stride}{letter}"
    return f"{index}{offset:+d}" if offset else index


def _sum(first: str, second: str, term: Term) -> Term:
    return Term(
        rf"\sum_{{{first}}} \sum_{{{second}}} {term.latex}",
        f"sum over {first}, {second} of {term.text}",
    )


def _exact(terms: int, *factors: NDArray[Any]) -> np.dtype[Any]:
    """Return the dtype to show the sum in: integers as integers."""
    work, dtype = _check.sum_dtypes(terms, factors)
    return dtype if dtype.kind == "i" else work
