"""One cell of a pooling, or of its gradient, by hand."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check, pooling
from convlib._axis import Axis
from convlib._door import public
from convlib._words import _, ngettext
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain.writing import (
    derivative,
    number,
    remark,
    scalar,
    shown_dtype,
    sum_rows,
    symbol,
    total_of,
    with_result,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from convlib.shapes import Integer, Integers, IntOrPair, Padding


@public("input", name="explain.max_pool2d")
def max_pool2d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    *,
    at: Integers,
) -> Calculation:
    """Write out how one cell of `convlib.max_pool2d` comes about.

    The pixels of the window, their values, the largest; and which one it is where
    several are equal.

    Parameters
    ----------
    input, kernel_size, stride, padding, dilation, ceil_mode
        As for `convlib.max_pool2d`.
    at : sequence of int
        The cell, as an index into what `convlib.max_pool2d` returns.  Leading axes of
        length 1 may be left out.  Counted from 0, never from the end.

    Returns
    -------
    Calculation
        Its ``result`` is the cell.

    Raises
    ------
    TypeError, ValueError
        As `convlib.max_pool2d`, and if ``at`` is not a cell of the output.

    Notes
    -----
    Notes, section "计算 正向传播与反向传播": the calculation of ``in_m11``.

    Examples
    --------
    >>> max_pool2d([[1, 0, 2], [1, 0, 2], [1, 0, 2]], 2, stride=1, at=(0, 0))
    p[0,0] = max(x[0,0], x[0,1], x[1,0], x[1,1])
           = max(1, 0, 1, 0)
           = 1
             (the first of 2 equal ones: x[0,0])
    """
    return _maximum(
        pooling.pooling_arguments(
            input, kernel_size, stride, padding, dilation, ceil_mode
        ),
        at,
    )


@public("input", name="explain.max_pool1d")
def max_pool1d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    *,
    at: Integers,
) -> Calculation:
    """Write out how one cell of `convlib.max_pool1d` comes about.

    Parameters
    ----------
    input, kernel_size, stride, padding, dilation, ceil_mode
        As for `convlib.max_pool1d`.
    at : sequence of int
        The cell, as an index into what `convlib.max_pool1d` returns, as for
        `max_pool2d`.

    Returns
    -------
    Calculation
        Its ``result`` is the cell.

    Raises
    ------
    TypeError, ValueError
        As `convlib.max_pool1d`, and if ``at`` is not a cell of the output.

    Examples
    --------
    >>> max_pool1d([3, 1, 4, 1, 5, 9], 2, at=(1,))
    p[1] = max(x[2], x[3])
         = max(4, 1)
         = 4
    """
    return _maximum(
        pooling.pooling_arguments(
            input, kernel_size, stride, padding, dilation, ceil_mode, "L"
        ),
        at,
    )


def _maximum(layer: pooling.Pooling, at: Integers) -> Calculation:
    """Write out one cell of a max pooling."""
    layer.refuse_unordered()
    cell, shown = _locate(layer, "output", layer.output_shape, at)
    pixels = _pixels(layer, cell)
    values = [layer.input[pixel] for pixel in pixels]
    first = int(np.argmax(values))
    names = [symbol("x", *_given(pixel, shown)) for pixel in pixels]
    equal = sum(value == values[first] for value in values)
    steps = (
        Step((_largest_of(names),), symbol("p", *_given(cell, shown))),
        Step((_largest_of(map(number, values)),)),
        Step((number(values[first]),)),
    )
    note = None
    if equal > 1:
        words = ngettext(
            "the first of {count} equal one: {pixel}",
            "the first of {count} equal ones: {pixel}",
            equal,
        )
        note = remark(words, count=equal, pixel=names[first])
    return Calculation(result=scalar(values[first]), steps=steps, note=note)


@public("input", name="explain.max_pool2d_backward")
def max_pool2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    *,
    at: Integers,
) -> Calculation:
    """Write out how one element of `convlib.max_pool2d_backward` comes about.

    What arrives at every window that the pixel wins, added up.

    Parameters
    ----------
    grad_output, input, kernel_size, stride, padding, dilation, ceil_mode
        As for `convlib.max_pool2d_backward`.
    at : sequence of int
        The pixel, as an index into the input.  Leading axes of length 1 may be left
        out.  Counted from 0, never from the end.

    Returns
    -------
    Calculation
        Its ``result`` is the element, its ``products`` are the terms that it is made of.

    Raises
    ------
    TypeError, ValueError
        As `convlib.max_pool2d_backward`, and if ``at`` is not a pixel.

    Notes
    -----
    Notes, section "池化层的反向传播": here the second map of the notes' network, in which
    one pixel wins two windows.

    Examples
    --------
    >>> feature_map, g = [[0, 0, 0], [1, 1, 0], [1, 0, 0]], [[1, 10], [100, 1000]]
    >>> max_pool2d_backward(g, feature_map, 2, stride=1, at=(1, 0))
    ∂E/∂x[1,0] = ∂E/∂p[0,0] + ∂E/∂p[1,0]
               = 1 + 100
               = 101
                 (wins 2 of 2 windows)
    >>> max_pool2d_backward(g, feature_map, 2, stride=1, at=(2, 1))
    ∂E/∂x[2,1] = 0
                 (wins 0 of 2 windows)
    """
    return _maximum_backward(
        pooling.pooling_arguments(
            input, kernel_size, stride, padding, dilation, ceil_mode
        ),
        grad_output,
        at,
    )


@public("input", name="explain.max_pool1d_backward")
def max_pool1d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    *,
    at: Integers,
) -> Calculation:
    """Write out how one element of `convlib.max_pool1d_backward` comes about.

    Parameters
    ----------
    grad_output, input, kernel_size, stride, padding, dilation, ceil_mode
        As for `convlib.max_pool1d_backward`.
    at : sequence of int
        The sample, as an index into the input, as for `max_pool2d_backward`.

    Returns
    -------
    Calculation
        Its ``result`` is the element, its ``products`` are the terms that it is made of.

    Raises
    ------
    TypeError, ValueError
        As `convlib.max_pool1d_backward`, and if ``at`` is not a sample.

    Examples
    --------
    >>> max_pool1d_backward([1, 10, 100], [3, 1, 4, 2], 2, stride=1, at=(2,))
    ∂E/∂x[2] = ∂E/∂p[1] + ∂E/∂p[2]
             = 10 + 100
             = 110
               (wins 2 of 2 windows)
    """
    return _maximum_backward(
        pooling.pooling_arguments(
            input, kernel_size, stride, padding, dilation, ceil_mode, "L"
        ),
        grad_output,
        at,
    )


def _maximum_backward(
    layer: pooling.Pooling, grad_output: ArrayLike, at: Integers
) -> Calculation:
    """Write out one element of the gradient of a max pooling."""
    layer.refuse_unordered()
    grad = layer.gradient(_check.real_array("grad_output", grad_output))
    pixel, shown = _locate(layer, "input", layer.input.shape, at)
    covering = _windows(layer, pixel)
    won = []
    for window in covering:
        pixels = _pixels(layer, window)
        if pixels[int(np.argmax([layer.input[p] for p in pixels]))] == pixel:
            won.append(window)
    shares = [grad[window] for window in won]
    steps = []
    if won:
        names = [_arriving(window, shown) for window in won]
        steps.append(Step(tuple(sum_rows([names]))))
        steps.append(Step(tuple(sum_rows([map(number, shares)]))))
    return _summed(
        derivative(symbol("x", *_given(pixel, shown))),
        steps,
        np.array(shares, _sum_dtype(layer, grad.dtype)),
        remark(_victories(len(won), len(covering))),
    )


def _victories(won: int, covering: int) -> str:
    """Say in how many of the windows that cover it a pixel is the largest."""
    if covering == 0:
        return _("no window covers it")
    if covering == 1:
        return _("wins its only window") if won else _("loses its only window")
    words = ngettext(
        "wins {won} of {all} window", "wins {won} of {all} windows", covering
    )
    return words.format(won=won, all=covering)


@public("input", name="explain.avg_pool2d")
def avg_pool2d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: Integer | None = None,
    *,
    at: Integers,
) -> Calculation:
    """Write out how one cell of `convlib.avg_pool2d` comes about.

    Parameters
    ----------
    input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As for `convlib.avg_pool2d`; real numbers.
    at : sequence of int
        The cell, as an index into what `convlib.avg_pool2d` returns.  Leading axes of
        length 1 may be left out.  Counted from 0, never from the end.

    Returns
    -------
    Calculation
        Its ``result`` is the cell.

    Raises
    ------
    TypeError, ValueError
        As `convlib.avg_pool2d`, and if ``at`` is not a cell of the output.

    Examples
    --------
    >>> avg_pool2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 2, stride=1, at=(1, 0))
    p[1,0] = (x[1,0] + x[1,1] + x[2,0] + x[2,1]) / 4
           = (4 + 5 + 7 + 8) / 4
           = 24 / 4
           = 6
    """
    return _average(
        pooling.pooling_arguments(
            _check.real_array("input", input),
            kernel_size,
            stride,
            padding,
            1,
            ceil_mode,
        ),
        count_include_pad,
        divisor_override,
        at,
    )


@public("input", name="explain.avg_pool1d")
def avg_pool1d(
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    *,
    at: Integers,
) -> Calculation:
    """Write out how one cell of `convlib.avg_pool1d` comes about.

    Parameters
    ----------
    input, kernel_size, stride, padding, ceil_mode, count_include_pad
        As for `convlib.avg_pool1d`; real numbers.
    at : sequence of int
        The cell, as an index into what `convlib.avg_pool1d` returns, as for
        `avg_pool2d`.

    Returns
    -------
    Calculation
        Its ``result`` is the cell.

    Raises
    ------
    TypeError, ValueError
        As `convlib.avg_pool1d`, and if ``at`` is not a cell of the output.

    Examples
    --------
    >>> avg_pool1d([3, 6, 9, 3], 3, 1, (2, 0), count_include_pad=False, at=(1,))
    p[1] = (x[0] + x[1]) / 2
         = (3 + 6) / 2
         = 9 / 2
         = 4.5
    """
    return _average(
        pooling.pooling_arguments(
            _check.real_array("input", input),
            kernel_size,
            stride,
            padding,
            1,
            ceil_mode,
            "L",
        ),
        count_include_pad,
        None,
        at,
    )


def _average(
    layer: pooling.Pooling,
    count_include_pad: object,
    divisor_override: object,
    at: Integers,
) -> Calculation:
    """Write out one cell of an average pooling."""
    divided_by = pooling.divisor(layer, count_include_pad, divisor_override)
    cell, shown = _locate(layer, "output", layer.output_shape, at)
    count = divided_by(cell[2:])
    pixels = _pixels(layer, cell)
    values = np.array(
        [layer.input[pixel] for pixel in pixels], _sum_dtype(layer, layer.input.dtype)
    )
    divisor, total = number(count), values.sum()
    result = total / _divided_in(values.dtype).type(_check.nearest_float(count))
    names = [symbol("x", *_given(pixel, shown)) for pixel in pixels]
    steps = (
        Step((_over(total_of(names), divisor),), symbol("p", *_given(cell, shown))),
        Step((_over(total_of(map(number, values)), divisor),)),
        Step((_over(number(total), divisor, bracket=False),)),
        Step((number(result),)),
    )
    return Calculation(result=scalar(result), steps=steps)


@public("input", name="explain.avg_pool2d_backward")
def avg_pool2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: Integer | None = None,
    *,
    at: Integers,
) -> Calculation:
    """Write out how one element of `convlib.avg_pool2d_backward` comes about.

    An equal share of what arrives at every window that covers the pixel.

    Parameters
    ----------
    grad_output, input, kernel_size, stride, padding, ceil_mode, count_include_pad, \
divisor_override
        As for `convlib.avg_pool2d_backward`; real numbers.
    at : sequence of int
        The pixel, as an index into the input.  Leading axes of length 1 may be left
        out.  Counted from 0, never from the end.

    Returns
    -------
    Calculation
        Its ``result`` is the element, its ``products`` are the shares.

    Raises
    ------
    TypeError, ValueError
        As `convlib.avg_pool2d_backward`, and if ``at`` is not a pixel.

    Examples
    --------
    >>> x, g = [[0, 0, 0]] * 3, [[4, 8], [12, 16]]
    >>> avg_pool2d_backward(g, x, 2, stride=1, at=(1, 0))
    ∂E/∂x[1,0] = ∂E/∂p[0,0] / 4 + ∂E/∂p[1,0] / 4
               = 4 / 4 + 12 / 4
               = 1 + 3
               = 4
    """
    return _average_backward(
        pooling.pooling_arguments(input, kernel_size, stride, padding, 1, ceil_mode),
        grad_output,
        count_include_pad,
        divisor_override,
        at,
    )


@public("input", name="explain.avg_pool1d_backward")
def avg_pool1d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: Padding = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    *,
    at: Integers,
) -> Calculation:
    """Write out how one element of `convlib.avg_pool1d_backward` comes about.

    Parameters
    ----------
    grad_output, input, kernel_size, stride, padding, ceil_mode, count_include_pad
        As for `convlib.avg_pool1d_backward`; real numbers.
    at : sequence of int
        The sample, as an index into the input, as for `avg_pool2d_backward`.

    Returns
    -------
    Calculation
        Its ``result`` is the element, its ``products`` are the shares.

    Raises
    ------
    TypeError, ValueError
        As `convlib.avg_pool1d_backward`, and if ``at`` is not a sample.

    Examples
    --------
    >>> avg_pool1d_backward([4, 8], [0, 0, 0], 2, stride=1, at=(1,))
    ∂E/∂x[1] = ∂E/∂p[0] / 2 + ∂E/∂p[1] / 2
             = 4 / 2 + 8 / 2
             = 2 + 4
             = 6
    """
    return _average_backward(
        pooling.pooling_arguments(
            input, kernel_size, stride, padding, 1, ceil_mode, "L"
        ),
        grad_output,
        count_include_pad,
        None,
        at,
    )


def _average_backward(
    layer: pooling.Pooling,
    grad_output: ArrayLike,
    count_include_pad: object,
    divisor_override: object,
    at: Integers,
) -> Calculation:
    """Write out one element of the gradient of an average pooling."""
    divided_by = pooling.divisor(layer, count_include_pad, divisor_override)
    grad = layer.gradient(_check.real_array("grad_output", grad_output))
    pixel, shown = _locate(layer, "input", layer.input.shape, at)
    windows = _windows(layer, pixel)
    counts = [divided_by(window[2:]) for window in windows]
    dtype = _divided_in(_sum_dtype(layer, grad.dtype))
    shares = [
        dtype.type(grad[window]) / dtype.type(_check.nearest_float(count))
        for window, count in zip(windows, counts, strict=True)
    ]
    below = list(map(number, counts))
    arriving = [_arriving(window, shown) for window in windows]
    values = [number(grad[window]) for window in windows]
    steps = [
        Step(tuple(sum_rows([map(_share, arriving, below)]))),
        Step(tuple(sum_rows([map(_simple_over, values, below)]))),
    ]
    steps.append(Step(tuple(sum_rows([map(number, shares)]))))
    return _summed(
        derivative(symbol("x", *_given(pixel, shown))),
        steps if windows else [],
        np.array(shares, dtype),
        None if windows else remark(_("no window covers it")),
    )


class _Cell(NamedTuple):
    """An index with every axis, and how many of its numbers the reader gave."""

    place: tuple[int, ...]
    shown: int


def _locate(
    layer: pooling.Pooling, what: str, shape: tuple[int, ...], at: Integers
) -> _Cell:
    left_out = layer.input.ndim - layer.ndim
    place = (*[0] * left_out, *_check.cell(what, shape[left_out:], at))
    return _Cell(place, len(at))


def _given(place: tuple[int, ...], shown: int) -> tuple[int, ...]:
    """Return an index without the leading axes that the reader left out."""
    return place[len(place) - shown :]


def _arriving(window: tuple[int, ...], shown: int) -> Term:
    """Write what arrives at a window: δ is for sums, and p is none."""
    return derivative(symbol("p", *_given(window, shown)))


def _pixels(layer: pooling.Pooling, window: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the pixels of a window, row by row; none of them in the padding."""
    n, c, *place = window
    along = map(Axis.covers, layer.axes, place)
    return [(n, c, *pixel) for pixel in itertools.product(*along)]


def _windows(layer: pooling.Pooling, pixel: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return the windows that cover a pixel, row by row."""
    n, c, *place = pixel
    along = (
        sorted(window for window, _ in axis.readers(at))
        for axis, at in zip(layer.axes, place, strict=True)
    )
    return [(n, c, *window) for window in itertools.product(*along)]


def _divided_in(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the dtype to divide sums of a dtype in."""
    return dtype if dtype.kind == "f" else np.dtype(np.float64)


def _sum_dtype(layer: pooling.Pooling, dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the dtype to show the sum of a window in."""
    return shown_dtype(layer.terms, [np.zeros(0, dtype)])


def _summed(
    left: Term, steps: Sequence[Step], shares: Any, note: Term | None
) -> Calculation:
    """Finish a sum, the left side in front of its first line."""
    result = shares.sum()
    first, *rest = with_result(steps, number(result))
    return Calculation(
        result=scalar(result),
        steps=(first._replace(left=left), *rest),
        products=shares,
        note=note,
    )


def _largest_of(terms: Any) -> Term:
    items = list(terms)
    return Term(
        r"\max(" + ", ".join(t.latex for t in items) + ")",
        "max(" + ", ".join(t.text for t in items) + ")",
        all(t.exact for t in items),
    )


def _over(top: Term, below: Term, *, bracket: bool = True) -> Term:
    """Write a division."""
    text = f"({top.text})" if bracket else top.text
    return Term(
        rf"\frac{{{top.latex}}}{{{below.latex}}}",
        f"{text} / {below.text}",
        top.exact and below.exact,
    )


def _share(arriving: Term, below: Term) -> Term:
    """Write a share of a derivative, which is a fraction already."""
    latex = rf"\frac{{1}}{{{below.latex}}}\,{arriving.latex}"
    return Term(latex, f"{arriving.text} / {below.text}")


def _simple_over(top: Term, below: Term) -> Term:
    """Write a division whose top is a single number."""
    minus = top.text.startswith("-")
    plain = Term(top.latex[minus:], top.text[minus:], top.exact)
    over = _over(plain, below, bracket=False)
    return Term("-" * minus + over.latex, "-" * minus + over.text, over.exact)
