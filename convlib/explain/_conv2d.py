"""One output cell of a convolution, by hand."""

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

    from convlib.shapes import Integer, IntOrPair, Padding


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
    layer = convolution(input, weight, bias, stride, padding, dilation, groups)
    name, apply = resolve_activation(activation)
    cell = layer.locate(at)
    window = _window(layer, cell)
    sums = _sums(layer, cell[1], window)
    result = scalar(apply(scalar(sums.total)))
    write = _Writer(layer, cell, len(at), window, name)
    steps = write.one_channel(sums) if len(sums.channels) == 1 else write.channels(sums)
    return Calculation(
        result=result,
        steps=(*steps, Step((number(result),))),
        products=sums.products[0] if layer.ndim == 2 else sums.products,
        channel_sums=sums.channels,
        bias=None if layer.bias is None else scalar(layer.bias[cell[1]]),
        pre_activation=scalar(sums.total),
        note=None if window.inside.all() else padding_note(),
    )


class _Window(NamedTuple):
    values: NDArray[Any]  #: (C // groups, kH, kW), zeros where the padding is
    inside: NDArray[np.bool_]  #: (kH, kW), False where the padding is
    rows: list[int]  #: of the input, negative or too large in the padding
    columns: list[int]
    channel: int  #: the first channel of the group


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
        row = affine(self.window.rows, self.layer.dilation[0], "m")
        column = affine(self.window.columns, self.layer.dilation[1], "n")
        weight = symbol("w", *weight_index, "m", "n")
        pixel = symbol("x", *image_index, row, column)
        term = Term(f"{weight.latex}\\, {pixel.latex}", f"{weight.text}·{pixel.text}")
        return sigma("mn", term, (self.height - 1, self.width - 1))

    def symbols(self, d: int) -> list[list[Term]]:
        """The products of channel ``d`` in symbols, one list for each kernel row."""
        weight_index, image_index = self.channel_indices(d)
        rows, columns = self.window.rows, self.window.columns
        result = []
        for m in range(self.height):
            result.append(
                [
                    times(
                        symbol("w", *weight_index, m, n),
                        symbol("x", *image_index, rows[m], columns[n])
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
