"""A loss by hand: the scores of one place, and the right one among them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convlib import _check
from convlib._door import public
from convlib._words import _
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain.writing import number, product, remark, scalar, symbol, total_of
from convlib.functional import loss_arguments

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from convlib.shapes import Integer, Integers

#: Of larger scores the largest is subtracted, before powers of e overflow.
_LARGE = 100


@public("input", "target", name="explain.cross_entropy")
def cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    at: Integers = (),
) -> Calculation:
    """Write out how one loss of `convlib.cross_entropy` comes about.

    Parameters
    ----------
    input, target, weight, ignore_index
        As for `convlib.cross_entropy`.
    at : sequence of int
        The place of the loss, as an index into the target.  Leading axes of length 1
        may be left out.  Counted from 0, never from the end.

    Returns
    -------
    Calculation
        Its ``result`` is the loss, as it stands in what `convlib.cross_entropy` returns
        for ``reduction="none"``.

    Raises
    ------
    TypeError, ValueError
        As `convlib.cross_entropy`, and if ``at`` is not a place of the target.

    Examples
    --------
    The loss of the notes' network, whose label is 0:

    >>> cross_entropy([0.6, -0.6], 0)
    E = log(exp(z[0]) + exp(z[1])) - z[0]
      = log(exp(0.6) + exp(-0.6)) - 0.6
      ≈ log(1.822 + 0.5488) - 0.6
      ≈ log(2.371) - 0.6
      ≈ 0.8633 - 0.6
      ≈ 0.2633
    """
    given = loss_arguments(input, target, weight, ignore_index, "none")
    place = _check.cell("target", given.places, at)
    left = symbol("E", *place)
    batch, *rest = place or [0]
    m = int(np.ravel_multi_index(rest, given.places[1:])) if rest else 0
    if given.ignored is not None and given.ignored[batch, m]:
        note = remark(_("the target is not to be counted"))
        return Calculation(0.0, (Step((number(0.0),), left),), note=note)
    names = [symbol("z", *place[:1], k, *rest) for k in range(given.scores.shape[1])]
    scores = given.scores[batch, :, m].astype(given.work)
    factor = None if given.weight is None else given.weight[batch, m]
    return _loss(left, names, scores, int(given.right[1][batch, m]), factor)


def _loss(
    left: Term, names: list[Term], scores: Any, right: int, factor: Any
) -> Calculation:
    """Write a loss, of scores and the index of the right one."""
    shift = scores.max() if np.abs(scores).max() > _LARGE else None
    lower = scores if shift is None else scores - shift
    powers = np.exp(lower)
    total = np.add.reduce(powers)
    logarithm = np.log(total)
    given = [number(score) for score in scores]
    if shift is not None:
        given = [total_of([score, number(-shift)]) for score in given]
    own = number(lower[right]) if shift is None else _bracketed(given[right])
    rows = [
        (_log(total_of(map(_exp, names))), names[right]),
        (_log(total_of(map(_exp, given))), own),
        (_log(total_of(map(number, powers))), number(lower[right])),
        (_log(number(total)), number(lower[right])),
        (number(logarithm), number(lower[right])),
    ]
    terms = [_difference(*row) for row in rows]
    loss = logarithm - lower[right]
    if factor is not None:
        terms = [product(number(factor), _bracketed(term)) for term in terms]
        loss = factor * loss
    steps = [Step((term,), left if n == 0 else None) for n, term in enumerate(terms)]
    return Calculation(scalar(loss), (*steps, Step((number(loss),))))


def _difference(a: Term, b: Term) -> Term:
    minus = Term(f"({b.latex})", f"({b.text})") if b.text.startswith("-") else b
    return Term(
        f"{a.latex} - {minus.latex}", f"{a.text} - {minus.text}", a.exact and b.exact
    )


def _bracketed(term: Term) -> Term:
    return Term(rf"\left({term.latex}\right)", f"({term.text})", term.exact)


def _exp(term: Term) -> Term:
    return Term(rf"e^{{{term.latex}}}", f"exp({term.text})", term.exact)


def _log(term: Term) -> Term:
    return Term(rf"\log\left({term.latex}\right)", f"log({term.text})", term.exact)
