"""How a kernel is slid over images, and the strips that this is computed with.

*Strips* are windows along the width only: ``strip[n, r, j]`` is the pixel of row r under
kernel column n for output column j.  Rows are short, and so slow to copy; but once that
is done for every kernel column, nothing else has to be copied: the pixels under kernel
row m for all output rows lie below each other in a strip.  That is a matrix as it is,
with one line for each kernel column.

With a vertical stride S it would be every S-th row.  So rows that are S apart are stored
below each other, and those in between, where any kernel row reads them, further down.
Rows that no kernel row reads are not stored, however large stride and dilation are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from convlib._axis import Axis, inside

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: An index into strips, and the one into images that has the same numbers.
Piece: TypeAlias = tuple[tuple[Any, ...], tuple[Any, ...]]

#: An index into strips, where no pixel is.
Gap: TypeAlias = tuple[Any, ...]

#: Only plans for kernels of at most so many cells are kept: 256 of at most 64 KiB.
_KEPT = 64


class Slide:
    """A kernel on its way over images (N, C, H, W)."""

    __slots__ = ("columns", "image", "kernel", "rows", "size")

    def __init__(self, rows: Axis, columns: Axis) -> None:
        self.rows, self.columns = rows, columns
        self.size = (rows.count, columns.count)  #: (oH, oW)
        self.image = (rows.size, columns.size)  #: (H, W)
        self.kernel = (rows.kernel, columns.kernel)  #: (kH, kW)

    def strips(self, count: int) -> tuple[int, int, int]:
        """Return the shape of strips for ``count`` rows of cells.

        (kernel columns, rows of pixels, cells of a row)
        """
        return self.kernel[1], _stack(self.rows, count).rows, self.size[1]

    def gather(
        self, images: NDArray[Any], top: int, strips: NDArray[Any], count: int
    ) -> None:
        """Write the strips (N, C, ...) for ``count`` rows of cells from ``top`` on."""
        pieces, gaps = _pieces(self, top, count)
        for gap in gaps:
            strips[gap] = 0
        for strip, pixels in pieces:
            strips[strip] = images[pixels]

    def scatter(
        self, strips: NDArray[Any], top: int, images: NDArray[Any], count: int
    ) -> None:
        """Add the strips (N, C, ...) to the pixels that `gather` would read."""
        # Within one piece no pixel is met twice, so that a plain += adds everything;
        # the overlaps are between the pieces.
        for strip, pixels in _pieces(self, top, count)[0]:
            images[pixels] += strips[strip]

    def under(self, strips: NDArray[Any], count: int) -> Iterator[NDArray[Any]]:
        """Give for each kernel row the pixels under it, (N, C, kW, count, oW)."""
        for first in _stack(self.rows, count).first:
            yield strips[:, :, :, first : first + count]


class _Stack(NamedTuple):
    """Where the rows of pixels that are read stand in a strip."""

    rows: int  #: how many are stored
    first: list[int]  #: for each kernel row, where the pixels under it begin
    #: Rows S apart: the first pixel (of window 0), its place in the strip, how many.
    runs: list[tuple[int, int, int]]


@lru_cache(maxsize=256)
def _kept_stack(axis: Axis, count: int) -> _Stack:
    """Lay the rows under ``count`` windows below each other, none of them twice."""
    first, rows = [0] * axis.kernel, 0
    runs: list[tuple[int, int, int]] = []
    ordered = sorted(
        (*reversed(divmod(cell * axis.dilation, axis.stride)), cell)
        for cell in range(axis.kernel)
    )
    start = end = phase = -1  # of the run: rows ``start`` to ``end`` of this phase
    for new_phase, row, cell in ordered:
        if new_phase == phase and row <= end:  # it goes on with what is there
            rows += row + count - end
            runs[-1] = (*runs[-1][:2], row + count - start)
        else:
            start, phase = row, new_phase
            runs.append((row * axis.stride + phase, rows, count))
            rows += count
        end = row + count
        first[cell] = rows - count
    return _Stack(rows, first, runs)


def _stack(axis: Axis, count: int) -> _Stack:
    return (_kept_stack if axis.kernel <= _KEPT else _kept_stack.__wrapped__)(
        axis, count
    )


@lru_cache(maxsize=256)
def _kept_pieces(slide: Slide, top: int, count: int) -> tuple[list[Piece], list[Gap]]:
    """Return where strips and images have the same numbers, and where strips have zeros.

    One piece for each run of rows and each kernel column.
    """
    rows, columns = slide.rows, slide.columns
    above = rows.pixel(top, 0)
    across = [columns.meets(cell) for cell in range(columns.kernel)]
    every = slice(None)
    pieces: list[Piece] = []
    gaps: list[Gap] = []
    for first, place, length in _stack(rows, count).runs:
        lines, down = inside(above + first, rows.stride, length, rows.size)
        stored = slice(place + lines.start, place + lines.stop)
        for start, stop in _outside(lines, length):
            gaps.append((every, every, every, slice(place + start, place + stop)))
        if stored.start == stored.stop:
            continue
        for n, (cells, pixels) in enumerate(across):
            strip = (every, every, n, stored)
            for start, stop in _outside(cells, columns.count):
                gaps.append((*strip, slice(start, stop)))
            if cells.start < cells.stop:
                pieces.append(((*strip, cells), (every, every, down, pixels)))
    return pieces, gaps


def _outside(part: slice, length: int) -> Iterator[tuple[int, int]]:
    """Give what of 0 .. ``length`` lies before a part, and what after it."""
    for start, stop in ((0, part.start), (part.stop, length)):
        if start < stop:
            yield start, stop


def _pieces(slide: Slide, top: int, count: int) -> tuple[list[Piece], list[Gap]]:
    few = slide.kernel[0] * slide.kernel[1] <= _KEPT
    return (_kept_pieces if few else _kept_pieces.__wrapped__)(slide, top, count)


#: The axis of a kernel of one row on an image of one row.
_ONE = Axis(1, 1)


@lru_cache(maxsize=256)
def slide_along(axes: tuple[Axis, ...]) -> Slide:
    """Return how to slide along one axis or two: a signal is an image of one row."""
    rows, columns = (_ONE, *axes)[-2:]
    return Slide(rows, columns)


def as_plane(axes: tuple[Axis, ...], array: NDArray[Any]) -> tuple[Slide, NDArray[Any]]:
    """Return how to slide, and the array (N, C, ...) with both axes of an image."""
    return slide_along(axes), array[:, :, None] if len(axes) == 1 else array
