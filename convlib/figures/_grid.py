"""The primitive of the figures: a matrix as a grid of cells with a number in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from matplotlib.patches import FancyBboxPatch

from convlib import _check
from convlib._door import SHAPES, WrongKind, WrongValue, public
from convlib.explain.writing import number
from convlib.figures._canvas import Canvas, refuse_many
from convlib.figures._palette import PALETTE, ROLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import Edges, Integers

#: In cells: the gap between neighbours, the rounding, the height of a number and of a
#: small weight, and the distance of a label's middle from its grid.
_GAP, _RADIUS, _NUMBER, _WEIGHT, _LABEL = 0.06, 0.09, 0.42, 0.31, 0.42
#: In cells: what a label needs above its grid.
LABEL_ROOM = 0.85

#: Row and column of a cell, counted from the first value: below 0 in the padding.
_Place: TypeAlias = tuple[int, int]


@dataclass(repr=False)
class Grid:
    """The artists of one grid.

    Attributes
    ----------
    cells, numbers : ndarray of FancyBboxPatch, ndarray of Text
        One for each cell, padding included; the text of a value that is not computed
        yet is empty.
    origin : tuple of float
        x and y of the upper left corner, in cells.
    frames : list of FancyBboxPatch
        The frames around the window and the active cells.
    weights : list of Text
        The small weights in the cells of the window.
    label : Text or None
        What stands above the grid.
    """

    cells: NDArray[Any]
    numbers: NDArray[Any]
    origin: tuple[float, float]
    frames: list[FancyBboxPatch] = field(default_factory=list)
    weights: list[Text] = field(default_factory=list)
    label: Text | None = None

    @property
    def texts(self) -> list[list[str]]:
        """What stands in each cell."""
        return [[text.get_text() for text in row] for row in self.numbers]

    def __repr__(self) -> str:
        rows, columns = self.cells.shape
        name = "" if self.label is None else f"{self.label.get_text()!r}, "
        return f"Grid({name}{rows} × {columns} cells)"


@public("values", name="figures.grid")
def grid(
    ax: Axes | None,
    values: ArrayLike,
    role: str = "input",
    *,
    origin: Sequence[float] = (0.0, 0.0),
    label: str | None = None,
    padding: Edges = 0,
    window: Sequence[Integers] | NDArray[np.integer[Any]] | None = None,
    weights: ArrayLike | None = None,
    active: Integers | None = None,
    computed: ArrayLike | None = None,
) -> Grid:
    """Draw a matrix as a grid of cells.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; several grids share one axes and its cell size.  None makes a
        figure of the right size.
    values : array_like, shape (H, W)
        The numbers, without padding.
    role : "input", "kernel", "output" or "gradient"
        The colour: pale for "there", full for "now".
    origin : pair of float
        x (to the right) and y (downwards) of the upper left corner, in cells.
    label : str, optional
        Written above the grid.
    padding : int, pair of int or pair of pairs
        Rows and columns of zeros around the values, dashed and unfilled: the same on
        all sides, (vertical, horizontal), or ((top, bottom), (left, right)).
    window : (rows, columns), optional
        The rows and columns under a window, two lists of int; in the padding they are
        negative or too large.  Its cells are full, with one frame around all of them.
    weights : array_like, shape (len(rows), len(columns)), optional
        Written small into the cells of the window.
    active : pair of int, optional
        One cell (row, column) to draw in full colour with a frame.
    computed : array_like of bool, shape (H, W), optional
        False where a value is not there yet: that cell is faint and empty.

    Returns
    -------
    Grid
        The artists.

    Raises
    ------
    TypeError, ValueError
        If ``values`` is not a matrix of numbers, if ``role`` is not in the palette, if
        another argument does not fit the shape of ``values``, or if there are more than
        10,000 cells: they would be too small to be seen.

    Examples
    --------
    >>> from convlib import figures
    >>> figures.grid(None, [[1, 2, 3], [4, 5, 6]], label="Input 2 × 3", padding=1)
    Grid('Input 2 × 3', 4 × 5 cells)
    """
    content = _content(values, role, padding, window, weights, active, computed)
    x, y = _pair("origin", origin, "a pair of numbers (x, y)")
    corner = (_check.real_number("origin", x), _check.real_number("origin", y))
    if not (label is None or isinstance(label, str)):
        raise WrongKind(f"label must be a text, got {_check.shown(label)}{SHAPES}")
    canvas = Canvas(ax)
    drawn = _draw(canvas, content, corner, label)
    canvas.fit()
    return drawn


def add_grid(
    canvas: Canvas,
    values: ArrayLike,
    role: str = "input",
    *,
    origin: tuple[float, float],
    label: str | None = None,
    **marks: Any,
) -> Grid:
    """Draw a grid as one part of a figure; its caller fits the canvas at the end."""
    return _draw(canvas, _content(values, role, **marks), origin, label)


class _Content(NamedTuple):
    """What a grid shows, checked.  Rows and columns are counted from the first value."""

    values: NDArray[Any]
    role: str
    rows: range  #: those of the padding too: from below 0
    columns: range
    there: NDArray[Any]  #: which values are computed
    frames: list[tuple[list[int], list[int]]]  #: rows and columns in each
    now: set[_Place]  #: the cells in full colour
    weights: dict[_Place, str]  #: what stands small in a cell

    def inside(self, r: int, c: int) -> bool:
        """Tell a value from the padding."""
        height, width = self.values.shape
        return r in range(height) and c in range(width)


def _content(
    values: ArrayLike,
    role: str,
    padding: Edges = 0,
    window: Sequence[Integers] | NDArray[np.integer[Any]] | None = None,
    weights: ArrayLike | None = None,
    active: Integers | None = None,
    computed: ArrayLike | None = None,
) -> _Content:
    """Check the arguments of a grid."""
    matrix = _check.array("values", values)
    if matrix.ndim != 2 or matrix.size == 0:
        raise WrongValue(f"values must have shape (H, W) and at least one cell{SHAPES}")
    _check.word("role", role, ROLES)
    rows, columns = _rows_and_columns(padding, *matrix.shape)
    frames = []
    covered: list[_Place] = []
    if window is not None:
        frames.append(_framed("window", window, rows, columns))
        covered = list(product(*frames[0]))
    if active is not None:
        cell = _pair("active", active, "a cell (row, column)")
        frames.append(_framed("active", [[place] for place in cell], rows, columns))
    now = {place for frame in frames for place in product(*frame)}
    there, small = _there(computed, matrix.shape), _weights(weights, covered)
    return _Content(matrix, role, rows, columns, there, frames, now, small)


def _rows_and_columns(padding: object, height: int, width: int) -> tuple[range, range]:
    """Return the rows and the columns of a grid, from the first of the padding on."""
    sides = _check.sides("padding", padding, 2)
    (top, bottom), (left, right) = sides
    refuse_many((top + height + bottom) * (left + width + right), f"padding {sides}")
    return range(-top, height + bottom), range(-left, width + right)


def _there(computed: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[Any]:
    """Return which values are computed."""
    if computed is None:
        return np.ones(shape, bool)
    there = _check.array("computed", computed)
    if there.shape != shape:
        raise WrongValue(
            f"computed must have the shape of values, got {there.shape}{SHAPES}"
        )
    return there


def _pair(name: str, value: object, words: str) -> list[Any]:
    """Return the two values of a pair, which the ``words`` describe."""
    items = list(islice(value, 3)) if _check.listed(value) else []
    if len(items) != 2:
        error = WrongValue if _check.listed(value) else WrongKind
        raise error(f"{name} must be {words}, got {_check.shown(value)}{SHAPES}")
    return items


def _framed(
    name: str, value: object, rows: range, columns: range
) -> tuple[list[int], list[int]]:
    """Return rows and columns that a frame goes around, all of them in the grid."""
    down, across = _pair(name, value, "a pair (rows, columns), two lists of integers")
    return _lines(name, "row", down, rows), _lines(name, "column", across, columns)


def _lines(name: str, what: str, value: object, within: range) -> list[int]:
    """Return some rows, or columns, of a grid."""
    if not _check.listed(value):
        raise WrongKind(
            f"{name} must hold two lists of integers, got {_check.shown(value)} for "
            f"its {what}s{SHAPES}"
        )
    found = []
    for each in value:
        line = _check.integer(f"each {what} of {name}", each)
        if line not in within:
            raise WrongValue(
                f"{what} {line} of {name} is not in the grid, {what}s {within.start} to "
                f"{within.stop - 1}{SHAPES}"
            )
        found.append(line)
    if not found:
        raise WrongValue(f"{name} must have at least one {what}{SHAPES}")
    return found


def _weights(weights: ArrayLike | None, covered: list[_Place]) -> dict[_Place, str]:
    """Return what stands small in each cell of the window."""
    if weights is None:
        return {}
    kernel = _check.array("weights", weights)
    if kernel.size != len(covered):
        raise WrongValue(
            "weights must have one number for each of the "
            f"{len(covered)} cells of the window, got {kernel.shape}{SHAPES}"
        )
    return dict(zip(covered, map(written, kernel.flat), strict=True))


def _draw(
    canvas: Canvas, content: _Content, origin: tuple[float, float], label: str | None
) -> Grid:
    """Draw the cells, then the frames around some of them, then the label."""
    rows, columns = content.rows, content.columns
    x0, y0 = origin[0] - columns.start, origin[1] - rows.start
    shape = len(rows), len(columns)
    drawn = Grid(np.empty(shape, object), np.empty(shape, object), origin)
    for r, c in product(rows, columns):
        index, x, y = (r - rows.start, c - columns.start), x0 + c, y0 + r
        drawn.cells[index] = canvas.patch(_cell(content, r, c, x, y), x, y, 1, 1)
        drawn.numbers[index] = _number(canvas, content, r, c, x, y)
        if weight := content.weights.get((r, c)):
            drawn.weights.append(_weight(canvas, x, y, weight))
    for frame in content.frames:
        drawn.frames.append(_frame(canvas, *frame, x0, y0))
    if label is not None:
        drawn.label = canvas.label(origin[0] + _GAP, origin[1] - _LABEL, label)
    return drawn


def _cell(content: _Content, r: int, c: int, x: float, y: float) -> FancyBboxPatch:
    """Return a cell: of the padding, "there", "now", or not computed yet."""
    patch = _box(x, y, 1, 1, _GAP / 2)
    if content.inside(r, c):
        pale = "" if (r, c) in content.now else "-pale"
        patch.set(facecolor=PALETTE[f"{content.role}{pale}"], edgecolor="none")
        patch.set_alpha(None if content.there[r, c] else 0.4)
    else:
        line = PALETTE["padding-line"]
        patch.set(facecolor="none", edgecolor=line, linestyle=(0, (2.5, 2)))
        patch.set_linewidth(0.8)
    return patch


def _number(
    canvas: Canvas, content: _Content, r: int, c: int, x: float, y: float
) -> Text:
    """Write the number of a cell, out of the way of its weight if it has one."""
    inside, now = content.inside(r, c), (r, c) in content.now
    text = "0"
    if inside:
        text = written(content.values[r, c]) if content.there[r, c] else ""
    weight = content.weights.get((r, c))
    right, down, room = (0.38, 0.36, 2.4) if weight else (0.5, 0.5, 3.0)
    colour = f"on-{content.role}" if now else "text"
    artist: Text = canvas.number(
        x + right,
        y + down,
        text,
        _NUMBER * min(1.0, room / max(1, len(text))),
        color=PALETTE[colour if inside else "muted"],
        fontweight="bold" if now and content.role == "output" else "normal",
    )
    return artist


def _frame(
    canvas: Canvas, rows: list[int], columns: list[int], x0: float, y0: float
) -> FancyBboxPatch:
    """Draw a frame around these rows and columns, and all that lies between them."""
    x, y = x0 + min(columns), y0 + min(rows)
    w, h = max(columns) - min(columns) + 1, max(rows) - min(rows) + 1
    frame = _box(x, y, w, h, 0.0)
    frame.set(facecolor="none", edgecolor=PALETTE["focus"], linewidth=1.5, zorder=3)
    artist: FancyBboxPatch = canvas.patch(frame, x, y, w, h)
    return artist


def written(value: Any) -> str:
    """Write a number as it stands in a cell, with a real minus sign."""
    return number(value, digits=3).text.replace("-", "−")


def _box(x: float, y: float, w: float, h: float, inset: float) -> FancyBboxPatch:
    return FancyBboxPatch(
        (x + inset, y + inset),
        w - 2 * inset,
        h - 2 * inset,
        boxstyle=f"round,pad=0,rounding_size={_RADIUS}",
    )


def _weight(canvas: Canvas, x: float, y: float, weight: str) -> Text:
    """Write a weight on a kernel-coloured tag in the lower right corner of a cell."""
    text = f"×{weight}"
    width = min(0.88, 0.12 + 0.19 * len(text))
    tag = _box(x + 0.94 - width, y + 0.6, width, 0.34, 0.0)
    tag.set(facecolor=PALETTE["kernel-pale"], edgecolor="none", zorder=2)
    canvas.patch(tag, x + 0.94 - width, y + 0.6, width, 0.34)
    artist: Text = canvas.number(
        x + 0.94 - width / 2,
        y + 0.77,
        text,
        _WEIGHT * min(1.0, 4.5 / len(text)),
        color=PALETTE["text"],
        zorder=2.5,
    )
    return artist
