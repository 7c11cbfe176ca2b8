"""One cell of a mathematical convolution, by hand, with the flip to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from convlib import _check
from convlib._door import public
from convlib.conv import matrices, part_of_full
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain._writing import (
    PADDING_NOTE,
    PADDING_ZERO,
    number,
    product,
    scalar,
    sum_rows,
    symbol,
    times,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@public("x", "h", name="explain.convolve2d")
def convolve2d(
    x: ArrayLike,
    h: ArrayLike,
    mode: Literal["full", "same", "valid"] = "full",
    *,
    at: Sequence[int],
) -> Calculation:
    """Write out how one cell of `convlib.convolve2d` comes about.

    The pixels are read from left to right and from top to bottom, and the indices of the
    kernel run the other way: that is the flip.

    Parameters
    ----------
    x, h, mode
        As for `convlib.convolve2d`.
    at : sequence of int
        The cell (i, j), an index into what `convlib.convolve2d` returns in this mode.
        Counted from 0, never from the end.

    Returns
    -------
    Calculation
        Its ``result`` is the cell; its ``products``, of the shape of the smaller array,
        are in the order in which they are written.

    Raises
    ------
    TypeError, ValueError
        As `convlib.convolve2d`, and if ``at`` is not a cell of the result.

    Notes
    -----
    Notes, section "标准卷积": the sum for y[0,0], there with the column as the first index
    and with the origin in the middle of h.

    Examples
    --------
    >>> x = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    >>> h = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    >>> convolve2d(x, h, mode="same", at=(0, 0))
    y[0,0] = sum over m, n of x[1-m,1-n]·h[m,n]
           = 0ᵖ·h[2,2] + 0ᵖ·h[2,1] + 0ᵖ·h[2,0]
             + 0ᵖ·h[1,2] + x[0,0]·h[1,1] + x[0,1]·h[1,0]
             + 0ᵖ·h[0,2] + x[1,0]·h[0,1] + x[1,1]·h[0,0]
           = 0ᵖ·1 + 0ᵖ·2 + 0ᵖ·1
             + 0ᵖ·0 + 1·0 + 2·0
             + 0ᵖ·(-1) + 4·(-2) + 5·(-1)
           = 0 + 0 + 0 + 0 + 0 + 0 + 0 - 8 - 5
           = -13
             (0ᵖ: padding)
    """
    signal, kernel = matrices(x, h, mode)
    first, size = part_of_full(mode, signal.shape, kernel.shape)
    i, j = _check.cell("result", size, at)
    letters = ("x", "h")
    if kernel.size > signal.size:  # as there, the smaller array is the one that slides
        signal, kernel, letters = kernel, signal, ("h", "x")
    work, dtype = _check.sum_dtypes(kernel.size, [signal, kernel])
    exact = dtype if dtype.kind == "i" else work

    # The cell of mode "full", at which pixel - m is the row of x beside row m of h.
    row, column = first[0] + i, first[1] + j
    symbols: list[list[Term]] = []
    numbers: list[list[Term]] = []
    products = np.zeros(kernel.shape, exact)
    outside = False
    with np.errstate(all="ignore"):  # overflow, inf and nan: results, not accidents
        for r, m in enumerate(reversed(range(kernel.shape[0]))):
            symbols.append([])
            numbers.append([])
            for c, n in enumerate(reversed(range(kernel.shape[1]))):
                weight = symbol(letters[1], m, n)
                a, b = row - m, column - n
                if 0 <= a < signal.shape[0] and 0 <= b < signal.shape[1]:
                    pixel, value = signal[a, b].astype(exact), number(signal[a, b])
                    symbols[-1].append(times(symbol(letters[0], a, b), weight))
                else:
                    pixel, value, outside = exact.type(0), PADDING_ZERO, True
                    symbols[-1].append(product(PADDING_ZERO, weight))
                numbers[-1].append(product(value, number(kernel[m, n])))
                products[r, c] = pixel * kernel[m, n].astype(exact)
        result = scalar(products.sum())

    formula = times(
        symbol(letters[0], f"{row}-m", f"{column}-n"), symbol(letters[1], "m", "n")
    )
    steps = (
        Step(
            (
                Term(
                    rf"\sum_{{m=0}}^{{{kernel.shape[0] - 1}}} "
                    rf"\sum_{{n=0}}^{{{kernel.shape[1] - 1}}} {formula.latex}",
                    f"sum over m, n of {formula.text}",
                ),
            ),
            symbol("y", i, j),
        ),
        Step(tuple(sum_rows(symbols))),
        Step(tuple(sum_rows(numbers))),
        Step(tuple(sum_rows([map(number, products.flat)]))),
        Step((number(result),)),
    )
    return Calculation(
        result=result,
        steps=steps,
        products=products,
        note=PADDING_NOTE if outside else None,
    )
