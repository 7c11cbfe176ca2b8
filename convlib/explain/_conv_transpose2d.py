"""One pixel of a transposed convolution, by hand: which stamps lie on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib._door import public
from convlib._layers import Convolution, transposition
from convlib._words import _
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain.writing import (
    kept,
    number,
    place_of,
    product,
    remark,
    scalar,
    shown_dtype,
    sum_rows,
    sum_where,
    symbol,
    times,
    total_of,
    with_result,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import Integer, Integers, IntOrPair


@public("input", "weight", name="explain.conv_transpose2d")
def conv_transpose2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    groups: Integer = 1,
    dilation: IntOrPair = 1,
    *,
    at: Integers,
    output_size: IntOrPair | None = None,
) -> Calculation:
    """Write out how one output pixel of `convlib.conv_transpose2d` comes about.

    Which input pixels stamp it, and through which cell of the kernel.

    Parameters
    ----------
    input, weight, bias, stride, padding, output_padding, groups, dilation, output_size
        As for `convlib.conv_transpose2d`.
    at : sequence of int
        The output pixel, as an index into what `convlib.conv_transpose2d` returns:
        (r, c) for a matrix, (k, r, c) or, for a batch, (n, k, r, c).  Leading axes of
        length 1 may be left out.  Counted from 0, never from the end.

    Returns
    -------
    Calculation
        Its ``result`` is the output pixel.  Its ``products`` have one number for each
        stamp that lies on the pixel: shape (C // groups, rows, columns), for a plain
        matrix (rows, columns).

    Raises
    ------
    TypeError, ValueError
        As `convlib.conv_transpose2d`, and if ``at`` is not a pixel of the output.

    Notes
    -----
    Notes, section "反卷积": the pixel in row 1 and column 4, counted from 1, which the
    red and the green stamp share.

    Examples
    --------
    >>> from convlib.examples import transposed as e
    >>> conv_transpose2d(e.image, e.kernel, stride=e.stride, at=(3, 3))
    a[3,3] = sum of w[m,n]·x[i,j] where 3i+m = 3, 3j+n = 3
           = w[3,3]·x[0,0] + w[3,0]·x[0,1]
             + w[0,3]·x[1,0] + w[0,0]·x[1,1]
           = 16·1 + 13·2
             + 4·3 + 1·4
           = 16 + 26 + 12 + 4
           = 58
    """
    rest = (stride, padding, output_padding, groups, dilation, output_size)
    return _calculation(transposition(input, weight, bias, *rest), at)


@public("input", "weight", name="explain.conv_transpose1d")
def conv_transpose1d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    groups: Integer = 1,
    dilation: IntOrPair = 1,
    *,
    at: Integers,
    output_size: IntOrPair | None = None,
) -> Calculation:
    """Write out how one output sample of `convlib.conv_transpose1d` comes about.

    Parameters
    ----------
    input, weight, bias, stride, padding, output_padding, groups, dilation, output_size
        As for `convlib.conv_transpose1d`.
    at : sequence of int
        The sample, as an index into what `convlib.conv_transpose1d` returns, as for
        `conv_transpose2d`.

    Returns
    -------
    Calculation
        Its ``result`` is the sample.  Its ``products`` have one number for each stamp
        that lies on it: shape (C // groups, samples), for a plain vector (samples,).

    Raises
    ------
    TypeError, ValueError
        As `convlib.conv_transpose1d`, and if ``at`` is not a sample of the output.

    Examples
    --------
    >>> conv_transpose1d([1, 10, 100], [1, 2, 3], stride=2, at=(2,))
    a[2] = sum of w[m]·x[i] where 2i+m = 2
         = w[2]·x[0] + w[0]·x[1]
         = 3·1 + 1·10
         = 3 + 10
         = 13
    """
    rest = (stride, padding, output_padding, groups, dilation, output_size)
    return _calculation(transposition(input, weight, bias, *rest, letters="L"), at)


def _calculation(signals: Convolution, at: Integers) -> Calculation:
    """Write out one pixel of a layer of images, or of signals."""
    layer, axes = signals.as_image(), len(signals.axes)
    n, k, *place = signals.locate(at)
    cell = (n, k, *([0] * (2 - axes)), *place)
    stamps = stamps_on(layer, cell)
    products = _products(layer, stamps)
    channel_sums = products.sum(axis=(1, 2))
    total = channel_sums.sum()
    if layer.bias is not None:
        total = total + layer.bias[k].astype(products.dtype)
    lines = [
        *_symbols(layer, axes, stamps, cell, len(at) + 2 - axes),
        *_numbers(stamps, products, channel_sums, layer.bias, k),
    ]
    shown = products if axes == 2 else products.reshape(len(products), -1)
    return Calculation(
        result=scalar(total),
        steps=tuple(with_result(lines, number(total))),
        products=shown[0] if signals.plain else shown,
        channel_sums=channel_sums,
        bias=None if layer.bias is None else scalar(layer.bias[k]),
        note=None if products.size else remark(_("no stamp lies here")),
    )


class Stamps(NamedTuple):
    """The stamps on one output pixel: every channel, pair of rows, pair of columns."""

    channels: range  #: of the input, those of the group
    rows: list[tuple[int, int]]  #: (row of the input, row of the kernel)
    columns: list[tuple[int, int]]  #: likewise
    weights: NDArray[Any]  #: (channels, rows, columns)
    pixels: NDArray[Any]  #: (channels, rows, columns)


def stamps_on(layer: Convolution, at: tuple[int, ...]) -> Stamps:
    """Return the stamps on output pixel ``at``, (n, k, row, column)."""
    n, k, *position = at
    depth = layer.weight.shape[0] // layer.groups
    group, filter = divmod(k, layer.weight.shape[1])
    channels = range(group * depth, (group + 1) * depth)
    rows, columns = (
        sorted(axis.readers(pixel))
        for axis, pixel in zip(layer.axes, position, strict=True)
    )
    weights, pixels = (
        array[
            np.ix_(
                channels,
                [pair[place] for pair in rows],
                [pair[place] for pair in columns],
            )
        ]
        for place, array in ((1, layer.weight[:, filter]), (0, layer.input[n]))
    )
    return Stamps(channels, rows, columns, weights, pixels)


def _products(layer: Convolution, stamps: Stamps) -> NDArray[Any]:
    """Return what each stamp leaves on the pixel: (channels, rows, columns)."""
    terms = len(stamps.channels) * layer.weight[0, 0].size
    exact = shown_dtype(terms, [layer.input, layer.weight], layer.bias)
    products: NDArray[Any] = stamps.weights.astype(exact) * stamps.pixels.astype(exact)
    return products


def _symbols(
    layer: Convolution, axes: int, stamps: Stamps, at: tuple[int, ...], given: int
) -> list[Step]:
    """The line with the sum sign, and the products in symbols.

    Indices are written as the reader gave them, ``given`` of them: (r, c) has neither n
    nor k, and then a single channel needs no index either.
    """
    n, k, *place = at
    place = place[2 - axes :]
    image = (n,) if given == 4 else ()
    output = (k,) if given > 2 else ()
    named = given > 2 or len(stamps.channels) > 1
    filter = (k % layer.weight.shape[1],) if named else ()

    def summand(d: object, cell: tuple[Any, ...], pixel: tuple[Any, ...]) -> Term:
        channel = (d,) if named else ()
        return times(
            symbol("w", *channel, *filter, *cell), symbol("x", *image, *channel, *pixel)
        )

    bias = []
    if layer.bias is not None:
        bias = [Term(f"w_{{b,{k}}}", f"w_b[{k}]") if output else Term("w_b", "w_b")]
    letters = summand("d", tuple("mn"[:axes]), tuple("ij"[:axes]))
    formula = _formula(layer, stamps, place, letters)
    steps = [Step((total_of([*bias, formula]),), symbol("a", *image, *output, *place))]
    rows = [
        [summand(d, kept(axes, m, n), kept(axes, i, j)) for j, n in stamps.columns]
        for d in stamps.channels
        for i, m in stamps.rows
    ]
    if stamps.pixels.size:
        steps.append(Step(tuple(sum_rows(_with_last(rows, bias)))))
    return steps


def _formula(
    layer: Convolution, stamps: Stamps, position: Sequence[int], summand: Term
) -> Term:
    """Write which products are added: those whose stamp covers ``position``."""
    count = len(position)
    conditions = [
        f"{place_of(axis, pixel, cell)} = {place}"
        for axis, pixel, cell, place in zip(
            layer.axes[-count:], "ij", "mn", position, strict=False
        )
    ]
    if layer.groups > 1:
        conditions.append(f"{stamps.channels[0]} ≤ d ≤ {stamps.channels[-1]}")
    return sum_where(summand, conditions)


def _numbers(
    stamps: Stamps,
    products: NDArray[Any],
    channel_sums: NDArray[Any],
    bias: NDArray[Any] | None,
    k: int,
) -> list[Step]:
    """The products in numbers, what they come to, and the subtotal of each channel."""
    if not products.size:
        return []
    last = [] if bias is None else [number(bias[k])]
    factors = [
        [
            product(number(w), number(x))
            for w, x in zip(row_of_weights, row_of_pixels, strict=True)
        ]
        for row_of_weights, row_of_pixels in zip(
            stamps.weights.reshape(-1, len(stamps.columns)),
            stamps.pixels.reshape(-1, len(stamps.columns)),
            strict=True,
        )
    ]
    lines = [_with_last(factors, last), [[*map(number, products.flat), *last]]]
    if len(channel_sums) > 1 or last:
        lines.append([[*map(number, channel_sums), *last]])
    return [Step(tuple(sum_rows(line))) for line in lines]


def _with_last(groups: list[list[Term]], last: list[Term]) -> list[list[Term]]:
    return [*groups[:-1], [*groups[-1], *last]]
