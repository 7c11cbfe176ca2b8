"""Where a pixel comes from when channels become pixels, by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convlib import _check, shuffle
from convlib._door import public
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain.writing import number, product, scalar, symbol, total_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from convlib.shapes import Integer, Integers


@public("input", name="explain.pixel_shuffle")
def pixel_shuffle(
    input: ArrayLike, upscale_factor: Integer, *, at: Integers
) -> Calculation:
    """Write out which pixel one of `convlib.pixel_shuffle` is.

    Row and column are divided by r: the quotients say which pixel, and the remainders
    which of the r * r channels.

    Parameters
    ----------
    input, upscale_factor
        As for `convlib.pixel_shuffle`.
    at : sequence of int
        The pixel, as an index into what `convlib.pixel_shuffle` returns.  Leading axes
        of length 1 may be left out.  Counted from 0, never from the end.

    Returns
    -------
    Calculation
        Its ``result`` is the pixel.

    Raises
    ------
    TypeError, ValueError
        As `convlib.pixel_shuffle`, and if ``at`` is not a pixel of its output.

    Examples
    --------
    >>> pixel_shuffle([[[1, 5]], [[2, 6]], [[3, 7]], [[4, 8]]], 2, at=(0, 1, 2))
    y[0,1,2] = x[0·4 + 1·2 + 0, 0, 1]
             = x[2,0,1]
             = 7
    """
    x, r = shuffle.shuffled(input, upscale_factor)
    *lead, channels, height, width = x.shape
    shape = (*lead, channels // (r * r), height * r, width * r)
    *before, c, row, column = _check.cell("output", shape, at)
    (i, a), (j, b) = divmod(row, r), divmod(column, r)
    channel = total_of(
        [product(number(c), number(r * r)), product(number(a), number(r)), number(b)]
    )
    source = (*before, c * r * r + a * r + b, i, j)
    places = [*map(number, before), channel, number(i), number(j)]
    latex = ", ".join(term.latex for term in places)
    text = ", ".join(term.text for term in places)
    value = x[source]
    steps = (
        Step(
            (Term(f"x_{{{latex}}}", f"x[{text}]"),),
            symbol("y", *before, c, row, column),
        ),
        Step((symbol("x", *source),)),
        Step((number(value),)),
    )
    return Calculation(scalar(np.asarray(value)), steps)
