"""The one formula: which pixel lies under which cell of a kernel.

``pixel = window * stride - before + cell * dilation``

Whatever slides over an image does so along each of its axes on its own: a layer has one
`Axis` for a signal, two for an image.  The arithmetic is that of Python's integers, so
that no stride, dilation or padding is too large for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple


class Axis(NamedTuple):
    """A kernel that is slid along one axis of an image.

    Windows, cells of the kernel and pixels are counted from 0; pixels in the padding
    are negative or too large.  Where stamps are laid instead (a transposed convolution),
    this is the axis of what they are laid on, and the windows are the stamps.

    Examples
    --------
    >>> axis = Axis(size=5, kernel=3, stride=2, before=1, after=1)
    >>> axis.count, axis.span
    (3, 3)
    >>> list(axis.reads(0)), list(axis.reads(2))
    ([-1, 0, 1], [3, 4, 5])
    >>> axis.readers(1)   # the last cell of window 0, the first one of window 1
    [(1, 0), (0, 2)]
    """

    size: int  #: pixels
    kernel: int  #: cells
    stride: int = 1
    before: int = 0  #: zeros before the first pixel; if negative, pixels left out
    after: int = 0  #: zeros after the last pixel, likewise
    dilation: int = 1

    @property
    def span(self) -> int:
        """Pixels from the first to the last one under the kernel, both counted."""
        return (self.kernel - 1) * self.dilation + 1

    @property
    def padded(self) -> int:
        """Pixels and zeros."""
        return self.before + self.size + self.after

    @property
    def count(self) -> int:  # type: ignore[override]  # a tuple can count, too
        """How many windows fit: 0 or less if the kernel is too long."""
        return (self.padded - self.span) // self.stride + 1

    def pixel(self, window: int, cell: int) -> int:
        """Return the pixel under a cell of the kernel."""
        return window * self.stride - self.before + cell * self.dilation

    def reads(self, window: int) -> range:
        """Return the pixels under a window, in the order of the kernel's cells."""
        first = self.pixel(window, 0)
        return range(first, first + self.span, self.dilation)

    def covers(self, window: int) -> range:
        """Return the pixels under a window, and none of the zeros."""
        first = self.pixel(window, 0)
        _, pixels = inside(first, self.dilation, self.kernel, self.size)
        return range(self.size)[pixels]

    def readers(self, pixel: int) -> list[tuple[int, int]]:
        """Return each (window, cell) that lies on a pixel, in the order of the cells.

        Of these cells one is found, and from there on every so many are such, however
        long the kernel is: ``pixel + before - cell * dilation`` is to be a multiple of
        the stride.
        """
        place, shared = pixel + self.before, math.gcd(self.stride, self.dilation)
        if place % shared:
            return []
        apart = self.stride // shared  # from one of these cells to the next
        one = place // shared * pow(self.dilation // shared, -1, apart)
        least = max(0, -(((self.count - 1) * self.stride - place) // self.dilation))
        most = min(self.kernel - 1, place // self.dilation)
        cells = range(least + (one - least) % apart, most + 1, apart)
        return [((place - cell * self.dilation) // self.stride, cell) for cell in cells]

    def meets(self, cell: int) -> tuple[slice, slice]:
        """Return which windows have a pixel under this cell, no zero, and these pixels."""
        return inside(self.pixel(0, cell), self.stride, self.count, self.size)

    def meeting(self) -> Sequence[int]:
        """Return the cells of the kernel that may have a pixel under them.

        All of them, but of a kernel that hardly anything of lies on the image no more
        than there are pairs of windows and pixels.
        """
        if self.kernel <= self.count * self.size:
            return range(self.kernel)
        cells: set[int] = set()
        for window in range(self.count):
            first = self.pixel(window, 0)
            start = max(0, -(first // self.dilation))
            stop = min(self.kernel, (self.size - 1 - first) // self.dilation + 1)
            cells.update(range(start, stop))
        return sorted(cells)

    def holding(self, count: int) -> Axis:
        """Return the same axis with zeros after it so that just ``count`` windows fit."""
        last = (count - 1) * self.stride + self.span
        return self._replace(after=last - self.size - self.before)

    def stamped(self, count: int) -> int:
        """Return how many pixels ``count`` stamps cover, those before and after cut off.

        >>> Axis(size=0, kernel=4, stride=3, before=1, after=1).stamped(2)
        5
        """
        return (count - 1) * self.stride + self.span - self.before - self.after

    def rounding_up(self) -> Axis:
        """Return the same axis with room for a last window that hangs over the end."""
        return self._replace(after=self.after + self.stride - 1)

    @property
    def started(self) -> int:
        """How many windows fit that start on a pixel, or on a zero before the pixels.

        >>> Axis(size=4, kernel=3, stride=2).rounding_up().started   # the last hangs over
        2
        """
        return min(self.count, (self.before + self.size - 1) // self.stride + 1)

    def reversed(self) -> Axis:
        """Return how the pixels are slid over the windows, for stride 1.

        Pixel p has window ``p + before - cell * dilation`` under it: the kernel is
        rotated, and there are zeros where stamps stick out.
        """
        reach = self.span - 1
        return self._replace(
            size=self.count, before=reach - self.before, after=reach - self.after
        )


def inside(offset: int, stride: int, count: int, size: int) -> tuple[slice, slice]:
    """Return which of ``count`` positions lie within 0 .. size - 1, and these positions.

    Position i is ``offset + i * stride``.

    >>> inside(-3, 2, 4, 3)   # -3, -1, 1, 3: only number 2, at pixel 1
    (slice(2, 3, None), slice(1, 2, 2))
    """
    first = max(0, -(offset // stride))
    last = min(count - 1, (size - 1 - offset) // stride)
    if last < first:
        return slice(0, 0), slice(0, 0)
    start, stop = offset + first * stride, offset + last * stride + 1
    return slice(first, last + 1), slice(start, stop, stride)
