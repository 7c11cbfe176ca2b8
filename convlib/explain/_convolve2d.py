"""One cell of a mathematical convolution, by hand, with the flip to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from convlib import _check
from convlib._door import public
from convlib._layers import matrices, part_of_full
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain.writing import (
    PADDING_ZERO,
    number,
    padding_note,
    product,
    scalar,
    shown_dtype,
    sigma,
    sum_rows,
    symbol,
    times,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import Integers


@public("x", "h", name="explain.convolve2d")
def convolve2d(
    x: ArrayLike,
    h: ArrayLike,
    mode: Literal["full", "same", "valid"] = "full",
    *,
    at: Integers,
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
    reading = _Reading(signal, kernel, letters, (first[0] + i, first[1] + j))
    products = reading.products()
    result = scalar(products.sum())
    steps = (
        Step((reading.formula(),), symbol("y", i, j)),
        Step(tuple(sum_rows(reading.symbols()))),
        Step(tuple(sum_rows(reading.numbers()))),
        Step(tuple(sum_rows([map(number, products.flat)]))),
        Step((number(result),)),
    )
    note = None if reading.inside.all() else padding_note()
    return Calculation(result=result, steps=steps, products=products, note=note)


class _Reading:
    """The pixels under a turned kernel, from left to right and from top to bottom.

    ``at`` is the cell of mode "full": pixel ``at - m`` lies beside cell m of the kernel.
    """

    def __init__(
        self,
        signal: NDArray[Any],
        kernel: NDArray[Any],
        letters: tuple[str, str],
        at: tuple[int, int],
    ) -> None:
        self.signal, self.kernel, self.letters, self.at = signal, kernel, letters, at
        self.rows, self.columns = (
            [(place - cell, cell) for cell in reversed(range(size))]
            for place, size in zip(at, kernel.shape, strict=True)
        )  #: of the signal, and beside each the one of the kernel
        rows, columns = ([a for a, _ in side] for side in (self.rows, self.columns))
        height, width = signal.shape
        self.inside = np.array(
            [[a in range(height) and b in range(width) for b in columns] for a in rows]
        )

    def formula(self) -> Term:
        pixel = symbol(self.letters[0], f"{self.at[0]}-m", f"{self.at[1]}-n")
        height, width = self.kernel.shape
        weight = symbol(self.letters[1], "m", "n")
        return sigma("mn", times(pixel, weight), (height - 1, width - 1))

    def symbols(self) -> list[list[Term]]:
        return [
            [
                times(symbol(self.letters[0], a, b), symbol(self.letters[1], m, n))
                if inside
                else product(PADDING_ZERO, symbol(self.letters[1], m, n))
                for inside, (b, n) in zip(row, self.columns, strict=True)
            ]
            for row, (a, m) in zip(self.inside, self.rows, strict=True)
        ]

    def numbers(self) -> list[list[Term]]:
        return [
            [
                product(
                    number(self.signal[a, b]) if inside else PADDING_ZERO,
                    number(self.kernel[m, n]),
                )
                for inside, (b, n) in zip(row, self.columns, strict=True)
            ]
            for row, (a, m) in zip(self.inside, self.rows, strict=True)
        ]

    def products(self) -> NDArray[Any]:
        exact = shown_dtype(self.kernel.size, [self.signal, self.kernel])
        pixels = np.zeros(self.kernel.shape, exact)
        for r, c in np.argwhere(self.inside):
            pixels[r, c] = self.signal[self.rows[r][0], self.columns[c][0]]
        products: NDArray[Any] = pixels * self.kernel[::-1, ::-1].astype(exact)
        return products
