"""One pixel of a transposed convolution, by hand: which stamps lie on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib._door import public
from convlib._layers import Convolution, transposition
from convlib._words import _
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain.writing import (
    number,
    product,
    remark,
    scalar,
    shown_dtype,
    sum_rows,
    symbol,
    times,
    total_of,
    with_result,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import Integer, IntOrPair


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
    at: Sequence[int],
) -> Calculation:
    """Write out how one output pixel of `convlib.conv_transpose2d` comes about.

    Which input pixels stamp it, and through which cell of the kernel.

    Parameters
    ----------
    input, weight, bias, stride, padding, output_padding, groups, dilation
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
    layer = transposition(
        input, weight, bias, stride, padding, output_padding, groups, dilation
    )
    n, k, r, c = [0] * (4 - layer.ndim) + _check.cell("output", layer.output_shape, at)
    stamps = stamps_on(layer, (n, k, r, c))
    products = _products(layer, stamps)
    channel_sums = products.sum(axis=(1, 2))
    total = channel_sums.sum()
    if layer.bias is not None:
        total = total + layer.bias[k].astype(products.dtype)
    lines = [
        *_symbols(layer, stamps, (n, k, r, c), len(at)),
        *_numbers(stamps, products, channel_sums, layer.bias, k),
    ]
    return Calculation(
        result=scalar(total),
        steps=tuple(with_result(lines, number(total))),
        products=products[0] if layer.ndim == 2 else products,
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


def stamps_on(layer: Convolution, at: tuple[int, int, int, int]) -> Stamps:
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
    layer: Convolution, stamps: Stamps, at: tuple[int, int, int, int], given: int
) -> list[Step]:
    """The line with the sum sign, and the products in symbols.

    Indices are written as the reader gave them, ``given`` of them: (r, c) has neither n
    nor k, and then a single channel needs no index either.
    """
    n, k, r, c = at
    image = (n,) if given == 4 else ()
    output = (k,) if given > 2 else ()
    named = given > 2 or len(stamps.channels) > 1
    filter = (k % layer.weight.shape[1],) if named else ()

    def summand(d: object, m: object, n: object, i: object, j: object) -> Term:
        channel = (d,) if named else ()
        return times(
            symbol("w", *channel, *filter, m, n), symbol("x", *image, *channel, i, j)
        )

    bias = []
    if layer.bias is not None:
        bias = [Term(f"w_{{b,{k}}}", f"w_b[{k}]") if output else Term("w_b", "w_b")]
    formula = _formula(layer, stamps, (r, c), summand("d", "m", "n", "i", "j"))
    steps = [Step((total_of([*bias, formula]),), symbol("a", *image, *output, r, c))]
    rows = [
        [summand(d, m, n, i, j) for j, n in stamps.columns]
        for d in stamps.channels
        for i, m in stamps.rows
    ]
    if stamps.pixels.size:
        steps.append(Step(tuple(sum_rows(_with_last(rows, bias)))))
    return steps


def _formula(
    layer: Convolution, stamps: Stamps, position: tuple[int, int], summand: Term
) -> Term:
    """Write which products are added: those whose stamp covers ``position``."""
    conditions = [
        f"{_factor(axis.stride)}{pixel}+{_factor(axis.dilation)}{cell}"
        + (f"-{axis.before}" if axis.before else "")
        + f" = {place}"
        for axis, pixel, cell, place in zip(
            layer.axes, "ij", "mn", position, strict=True
        )
    ]
    if layer.groups > 1:
        conditions.append(f"{stamps.channels[0]} ≤ d ≤ {stamps.channels[-1]}")
    words = _("sum of {term} where {conditions}")
    below = r" \\ ".join(conditions).replace("≤", r"\le")
    return Term(
        rf"\sum_{{\substack{{{below}}}}} {summand.latex}",
        words.format(term=summand.text, conditions=", ".join(conditions)),
    )


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


def _factor(value: int) -> str:
    return "" if value == 1 else str(value)
