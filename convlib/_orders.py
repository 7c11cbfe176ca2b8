"""Axis orders of other libraries, told by which of them fits.

Keras keeps channels last: images (N, H, W, C), weights (kH, kW, C, K).  An array alone
does not say in which order its axes are; but where input and weight do not fit one
another, and would in another order, that order is what was meant.
"""

from __future__ import annotations

from typing import NamedTuple


class _Order(NamedTuple):
    """An order in which an array may have come."""

    axes: tuple[int, ...]  #: for each axis as it should be, where it is
    said: str  #: what it is, and how to make it right; "" for the right one


def hint(
    input: tuple[int, ...],
    weight: tuple[int, ...],
    channels: int,
    groups: int,
    filters: int | None = None,
) -> str:
    """Say in which order input and weight would fit one another, if in any.

    Parameters
    ----------
    input, weight : tuple of int
        Shapes, of an image with channels at least.
    channels : int
        Which axis of the weight, 0 or 1, has the channels of the input.
    groups : int
        How many times as many channels there are as on axis 1 of the weight.
    filters : int, optional
        How many channels the output should have, from a bias.

    Returns
    -------
    str
        To be added to a message; "" if no order fits.  Where several do, the one whose
        kernel is square is meant, and of these the one that changes least.

    Examples
    --------
    >>> hint((1, 28, 28, 3), (8, 3, 5, 5), 1, 1)
    '; input looks like channels last: np.moveaxis(input, -1, 1) puts them first'
    """
    fitting = []
    for x in _images(len(input), len(weight)):
        for w in _weights(len(weight)):
            size = [weight[axis] for axis in w.axes]
            ends = [size[0], size[1] * groups]
            there = input[x.axes[1 - len(weight)]], filters or ends[1 - channels]
            if there == (ends[channels], ends[1 - channels]):
                said = [order.said for order in (x, w) if order.said]
                fitting.append((len(set(size[2:])), len(said), said))
    said = min(fitting, default=(0, 0, []))[2]
    return "".join(f"; {words}" for words in said)


def _images(ndim: int, full: int) -> list[_Order]:
    """Return the orders of an input with ``ndim`` axes, ``full`` with a batch."""
    plain = tuple(range(ndim))
    place = ndim - full + 1
    last = (*plain[:place], ndim - 1, *plain[place:-1])
    words = "input looks like channels last: "
    how = f"np.moveaxis(input, -1, {place}) puts them first"
    return [_Order(plain, ""), _Order(last, words + how)]


def _weights(ndim: int) -> list[_Order]:
    """Return the orders of a weight with ``ndim`` axes."""
    plain = tuple(range(ndim))
    last = (ndim - 1, ndim - 2, *plain[:-2])
    words = "weight looks like Keras's, its channels and filters last: "
    how = f"np.transpose(weight, {last}) puts them first"
    return [_Order(plain, ""), _Order(last, words + how)]
