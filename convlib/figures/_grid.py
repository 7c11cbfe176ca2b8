"""The primitive of the figures: a matrix as a grid of cells with a number in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import FancyBboxPatch

from convlib import _check
from convlib.explain import number
from convlib.figures._canvas import add_label, add_number, add_patch, axes, fit
from convlib.figures._palette import PALETTE, ROLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from numpy.typing import ArrayLike, NDArray

#: In cells: the gap between neighbours, the rounding, the height of a number and of a
#: small weight, and the distance of a label's middle from its grid.
_GAP, _RADIUS, _NUMBER, _WEIGHT, _LABEL = 0.06, 0.09, 0.42, 0.27, 0.42
#: In cells: what a label needs above its grid.
LABEL_ROOM = 0.85


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


def grid(
    ax: Axes | None,
    values: ArrayLike,
    role: str = "input",
    *,
    origin: tuple[float, float] = (0.0, 0.0),
    label: str | None = None,
    padding: int | Sequence[Sequence[int]] = 0,
    window: Sequence[Sequence[int]] | None = None,
    weights: ArrayLike | None = None,
    active: Sequence[int] | None = None,
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
    padding : int or ((top, bottom), (left, right))
        Rows and columns of zeros around the values, dashed and unfilled.
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
        If ``values`` is not a matrix of numbers, if ``role`` is not in the palette, or
        if another argument does not fit the shape of ``values``.

    Examples
    --------
    >>> from convlib import figures
    >>> figures.grid(None, [[1, 2, 3], [4, 5, 6]], label="Input 2 × 3", padding=1)
    Grid('Input 2 × 3', 4 × 5 cells)
    """
    function = "figures.grid"
    matrix = _check.array(function, "values", values)
    context = f"; values {matrix.shape}"
    if matrix.ndim != 2 or matrix.size == 0:
        raise ValueError(
            f"{function}: values must have shape (H, W) and at least one cell{context}"
        )
    if role not in ROLES:
        raise ValueError(f"{function}: role must be one of {ROLES}, got {role!r}")
    height, width = matrix.shape
    sides = padding if isinstance(padding, Sequence) else ((padding, padding),) * 2
    (top, bottom), (left, right) = (
        _check.integer_pair(function, "padding", side, 0, context) for side in sides
    )
    there = np.ones(matrix.shape, bool) if computed is None else np.asarray(computed)
    if there.shape != matrix.shape:
        raise ValueError(
            f"{function}: computed must have the shape of values, "
            f"got {there.shape}{context}"
        )
    rows = range(-top, height + bottom)
    columns = range(-left, width + right)
    covered = [] if window is None else [(r, c) for r in window[0] for c in window[1]]
    now = set(covered) if active is None else {*covered, (active[0], active[1])}
    outside = [(r, c) for r, c in now if r not in rows or c not in columns]
    if outside:
        raise ValueError(
            f"{function}: cell {min(outside)} of window or active is not in the grid, "
            f"rows {rows.start} to {rows.stop - 1}, columns {columns.start} to "
            f"{columns.stop - 1}{context}"
        )
    small = dict.fromkeys(covered, "")
    if weights is not None:
        kernel = _check.array(function, "weights", weights)
        if kernel.size != len(covered):
            raise ValueError(
                f"{function}: weights must have one number for each of the "
                f"{len(covered)} cells of the window, got {kernel.shape}{context}"
            )
        small = dict(zip(covered, map(written, kernel.flat), strict=True))

    ax = axes(ax)
    x0, y0 = origin[0] + left, origin[1] + top
    shape = len(rows), len(columns)
    result = Grid(np.empty(shape, object), np.empty(shape, object), origin)
    for r in rows:
        for c in columns:
            inside = 0 <= r < height and 0 <= c < width
            is_there = not inside or bool(there[r, c])
            patch = _box(x0 + c, y0 + r, 1, 1, _GAP / 2)
            if not inside:
                patch.set(
                    facecolor="none",
                    edgecolor=PALETTE["padding-line"],
                    linestyle=(0, (2.5, 2)),
                    linewidth=0.8,
                )
            else:
                full = role if (r, c) in now else f"{role}-pale"
                patch.set(facecolor=PALETTE[full], edgecolor="none")
                patch.set_alpha(None if is_there else 0.4)
            result.cells[r + top, c + left] = add_patch(ax, patch, x0 + c, y0 + r, 1, 1)
            weight = small.get((r, c))
            text = (written(matrix[r, c]) if inside else "0") if is_there else ""
            result.numbers[r + top, c + left] = add_number(
                ax,
                x0 + c + (0.38 if weight else 0.5),
                y0 + r + (0.36 if weight else 0.5),
                text,
                _NUMBER * min(1.0, (2.4 if weight else 3.0) / max(1, len(text))),
                color=PALETTE["muted" if not inside else "text"]
                if (r, c) not in now or not inside
                else PALETTE[f"on-{role}"],
                fontweight="bold" if (r, c) in now and role == "output" else "normal",
            )
            if weight:
                result.weights.append(_weight(ax, x0 + c, y0 + r, weight))
    frames = [] if window is None else [(window[0], window[1])]
    if active is not None:
        frames.append(([active[0]], [active[1]]))
    for frame_rows, frame_columns in frames:
        x, y = x0 + min(frame_columns), y0 + min(frame_rows)
        w = max(frame_columns) - min(frame_columns) + 1
        h = max(frame_rows) - min(frame_rows) + 1
        frame = _box(x, y, w, h, 0.0)
        frame.set(facecolor="none", edgecolor=PALETTE["focus"], linewidth=1.5, zorder=3)
        result.frames.append(add_patch(ax, frame, x, y, w, h))
    if label is not None:
        result.label = add_label(ax, origin[0] + _GAP, origin[1] - _LABEL, label)
    fit(ax)
    return result


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


def _weight(ax: Axes, x: float, y: float, weight: str) -> Text:
    """Write a weight on a kernel-coloured tag in the lower right corner of a cell."""
    text = f"×{weight}"
    width = min(0.88, 0.12 + 0.17 * len(text))
    tag = _box(x + 0.94 - width, y + 0.6, width, 0.34, 0.0)
    tag.set(facecolor=PALETTE["kernel-pale"], edgecolor="none", zorder=2)
    add_patch(ax, tag, x + 0.94 - width, y + 0.6, width, 0.34)
    artist: Text = add_number(
        ax,
        x + 0.94 - width / 2,
        y + 0.77,
        text,
        _WEIGHT * min(1.0, 4.5 / len(text)),
        color=PALETTE["text"],
        zorder=2.5,
    )
    return artist
