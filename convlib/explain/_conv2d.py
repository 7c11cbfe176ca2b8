"""One output cell of a convolution, by hand: of images, or of signals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib._door import public
from convlib._layers import Convolution, convolution
from convlib.explain._activation import Activation, resolve_activation
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain.writing import (
    PADDING_ZERO,
    affine,
    border_note,
    kept,
    number,
    padding_note,
    product,
    scalar,
    shown_dtype,
    sigma,
    sum_rows,
    symbol,
    times,
    total_of,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib._borders import Mode
    from convlib.shapes import Integer, Integers, IntOrPair, Padding


@public("input", "weight", name="explain.conv2d")
def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: Integer = 1,
    *,
    padding_mode: Mode = "zeros",
    at: Integers,
    activation: Activation | None = None,
) -> Calculation:
    """Write out how one output cell of `convlib.conv2d` comes about.

    The symbols, the numbers, the products, the subtotal of each channel, the bias once,
    the activation, the result.  A zero of the padding is written 0ᵖ; what else lies in
    the padding is a pixel, and written as the pixel that it is.

    Parameters
    ----------
    input, weight, bias, stride, padding, dilation, groups, padding_mode
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
    Notes, section "卷积计算": the calculation of ``a[0,0]`` for the 5 × 5 image, with
    the bias and the activation on every line.

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
    layer = convolution(
        input, weight, bias, stride, padding, dilation, groups, padding_mode
    )
    return _calculation(layer, at, activation)


@public("input", "weight", name="explain.conv1d")
def conv1d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: Integer = 1,
    *,
    padding_mode: Mode = "zeros",
    at: Integers,
    activation: Activation | None = None,
) -> Calculation:
    """Write out how one output cell of `convlib.conv1d` comes about.

    Parameters
    ----------
    input, weight, bias, stride, padding, dilation, groups, padding_mode
        As for `convlib.conv1d`.
    at : sequence of int
        The output cell, as an index into what `convlib.conv1d` returns: (i,) for a
        vector, (k, i) or, for a batch, (n, k, i).
    activation : "relu" or callable, optional
        As for `conv2d`.

    Returns
    -------
    Calculation
        Its ``result`` is the output cell, after the activation.

    Raises
    ------
    TypeError, ValueError
        As `convlib.conv1d`, and if ``at`` is not a cell of the output.

    Examples
    --------
    >>> conv1d([1, 2, 4, 8], [1, 1, 1], padding=(2, 0), at=(1,))
    a[1] = sum over m of w[m]·x[-1+m]
         = w[0]·0ᵖ + w[1]·x[0] + w[2]·x[1]
         = 1·0ᵖ + 1·1 + 1·2
         = 0 + 1 + 2
         = 3
           (0ᵖ: padding)
    """
    layer = convolution(
        input, weight, bias, stride, padding, dilation, groups, padding_mode, "L"
    )
    return _calculation(layer, at, activation)


def _calculation(
    signals: Convolution, at: Integers, activation: Activation | None
) -> Calculation:
    """Write out one output cell of a layer of images, or of signals."""
    name, apply = resolve_activation(activation)
    layer, axes = signals.as_image(), len(signals.axes)
    n, k, *place = signals.locate(at)
    cell = (n, k, *([0] * (2 - axes)), *place)
    window = _window(layer, cell)
    sums = _sums(layer, k, window)
    result = scalar(apply(scalar(sums.total)))
    write = _Writer(layer, axes, cell, len(at) + 2 - axes, window, name)
    steps = write.one_channel(sums) if len(sums.channels) == 1 else write.channels(sums)
    products = sums.products if axes == 2 else sums.products[:, 0]
    return Calculation(
        result=result,
        steps=(*steps, Step((number(result),))),
        products=products[0] if signals.plain else products,
        channel_sums=sums.channels,
        bias=None if layer.bias is None else scalar(layer.bias[k]),
        pre_activation=scalar(sums.total),
        note=_note(layer, window),
    )


def _note(layer: Convolution, window: _Window) -> Term | None:
    """Say what lies in the padding, if the window does."""
    if window.on_image:
        return None
    return padding_note() if layer.mode == "zeros" else border_note(layer.mode)


class _Window(NamedTuple):
    values: NDArray[Any]  #: (C // groups, kH, kW), zeros where the padding is
    inside: NDArray[np.bool_]  #: (kH, kW), False where the padding is
    rows: list[int]  #: of the input, negative or too large where zeros are
    columns: list[int]
    places: tuple[list[int], ...]  #: rows and columns, those in the padding as they are
    on_image: bool  #: whether nothing of it is in the padding
    channel: int  #: the first channel of the group


def _window(layer: Convolution, cell: tuple[int, ...]) -> _Window:
    """Return what the filter sees at output ``cell``."""
    n, k, *place = cell
    filters, depth, height, width = layer.weight.shape
    (rows, columns), places = layer.pixels(*place), layer.places(*place)
    inside, on_image = (
        np.logical_and.outer(
            *(
                [0 <= pixel < axis.size for pixel in along]
                for axis, along in zip(layer.axes, both, strict=True)
            )
        )
        for both in ((rows, columns), places)
    )
    channel = k // (filters // layer.groups) * depth
    values = np.zeros((depth, height, width), layer.input.dtype)
    for m, c in np.argwhere(inside):
        values[:, m, c] = layer.input[n, channel : channel + depth, rows[m], columns[c]]
    covered = bool(on_image.all())
    return _Window(values, inside, rows, columns, places, covered, channel)


class _Sums(NamedTuple):
    products: NDArray[Any]  #: (C // groups, kH, kW)
    channels: NDArray[Any]  #: (C // groups,), the subtotal of each
    total: Any  #: with the bias


def _sums(layer: Convolution, k: int, window: _Window) -> _Sums:
    """Multiply and add what filter ``k`` sees, with the bias once."""
    weight = layer.weight[k]
    exact = shown_dtype(weight.size, [layer.input, layer.weight], layer.bias)
    products = weight.astype(exact) * window.values.astype(exact)
    channels = products.sum(axis=(1, 2))
    total = channels.sum()
    if layer.bias is not None:
        total = total + layer.bias[k].astype(exact)
    return _Sums(products, channels, total)


class _Writer:
    """The lines of a convolution's calculation."""

    def __init__(
        self,
        layer: Convolution,
        axes: int,
        cell: tuple[int, ...],
        given: int,
        window: _Window,
        function: str | None,
    ) -> None:
        n, k, *place = cell
        self.layer, self.axes = layer, axes
        self.window, self.function = window, function
        self.kernel = layer.weight[k]
        self.depth, self.height, self.width = self.kernel.shape
        # Indices are written as the reader gave them: (i, j) has neither n nor k, and
        # then a single channel needs no d either.
        self.image_index = (n,) if given == 4 else ()
        self.filter_index = (k,) if given > 2 else ()
        self.has_channel_index = given > 2 or self.depth > 1
        place = place[2 - axes :]
        self.left = symbol("a", *self.image_index, *self.filter_index, *place)
        self.bias: Term | None = None
        self.bias_symbol: list[Term] = []
        if layer.bias is not None:
            self.bias = number(layer.bias[k])
            self.bias_symbol = [
                Term(f"w_{{b,{k}}}", f"w_b[{k}]")
                if self.filter_index
                else Term("w_b", "w_b")
            ]

    def one_channel(self, sums: _Sums) -> list[Step]:
        """One kernel: symbols, numbers, products, the subtotal and the bias."""
        formula = self.formula(0)
        steps = [
            self.step([total_of([formula, *self.bias_symbol])], self.left),
            self.step(sum_rows(self.with_last(self.symbols(0), self.bias_symbol))),
            self.step(sum_rows(self.with_last(self.numbers(0), self.bias_term))),
            self.step(sum_rows([[*map(number, sums.products.flat), *self.bias_term]])),
        ]
        if self.bias is not None:
            steps.append(self.step([total_of([number(sums.channels[0]), self.bias])]))
        if self.function:
            steps.append(self.step([number(sums.total)]))
        return steps

    def channels(self, sums: _Sums) -> list[Step]:
        """Several channels: each one's subtotal, then all of them and the bias."""
        names = [symbol("s", d) for d in range(self.depth)]
        definition = self.formula(symbol("d"))
        steps = [
            self.step(sum_rows([[*names, *self.bias_symbol]]), self.left),
            Step((definition,), symbol("s", "d")),
        ]
        for d, name in enumerate(names):
            steps.append(Step(tuple(sum_rows(self.numbers(d))), name))
            steps.append(Step(tuple(sum_rows([map(number, sums.products[d].flat)]))))
            steps.append(Step((number(sums.channels[d]),)))
        subtotals = [*map(number, sums.channels), *self.bias_term]
        steps.append(self.step(sum_rows([subtotals]), self.left))
        if self.function:
            steps.append(self.step([number(sums.total)]))
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
        letters = "mn"[: self.axes]
        along = kept(
            self.axes, *zip(self.window.places, self.layer.dilation, strict=True)
        )
        place = [
            affine(places, dilation, letter)
            for (places, dilation), letter in zip(along, letters, strict=True)
        ]
        weight = symbol("w", *weight_index, *letters)
        pixel = symbol("x", *image_index, *place)
        term = Term(f"{weight.latex}\\, {pixel.latex}", f"{weight.text}·{pixel.text}")
        return sigma(letters, term, kept(self.axes, self.height - 1, self.width - 1))

    def symbols(self, d: int) -> list[list[Term]]:
        """The products of channel ``d`` in symbols, one list for each kernel row."""
        weight_index, image_index = self.channel_indices(d)
        rows, columns = self.window.rows, self.window.columns
        result = []
        for m in range(self.height):
            result.append(
                [
                    times(
                        symbol("w", *weight_index, *kept(self.axes, m, n)),
                        symbol("x", *image_index, *kept(self.axes, rows[m], columns[n]))
                        if self.window.inside[m, n]
                        else PADDING_ZERO,
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
                    else PADDING_ZERO,
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
