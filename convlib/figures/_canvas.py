"""An axes measured in cells, on which text keeps its proportion to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from convlib import _check
from convlib._door import SHAPES, WrongKind, WrongValue
from convlib.figures._palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.patches import Patch

#: Inches: the side of a cell at most, and the width and height of a figure at most.
#: 6.4 inches are 614 CSS pixels, the text column of the book.
CELL, WIDTH, HEIGHT = 0.36, 6.4, 7.6
#: Points: text that does not shrink with the cells.
LABEL_POINTS = 9.5
#: Width of a character in parts of the font size: on average, and of Chinese ones.
_CHARACTER, _WIDE_CHARACTER = 0.58, 1.0
#: Cells: free space around everything, so that no outline is cut off.
_MARGIN = 0.12
#: Cells of a drawing at most: so many take ten seconds, and are too small to be seen.
_MOST = 10_000


def refuse_many(cells: int, said: str) -> None:
    """Refuse to draw more cells than can be seen; ``said`` is what makes them so many."""
    if cells > _MOST:
        raise WrongValue(f"more than {_MOST} cells cannot be drawn: {said}{SHAPES}")


class _Fitted(Figure):
    """A figure that was made for what is drawn on it, and takes its size."""

    def __repr__(self) -> str:
        """Call it what it is for readers: a figure."""
        return super().__repr__().replace(type(self).__name__, "Figure", 1)


class _Number(Text):
    """Text that shrinks with the cells: its height is given in cells."""

    height = 0.0


class _Label(Text):
    """Text in the size of all labels, however small the cells are."""

    def extent(self, points: float) -> tuple[float, float, float, float]:
        """Return its box in cells, where a cell has so many points."""
        x, y = self.get_position()
        text = self.get_text()
        wide = sum(east_asian_width(character) in "WF" for character in text)
        ems = _CHARACTER * (len(text) - wide) + _WIDE_CHARACTER * wide
        width = ems * LABEL_POINTS / points
        before = {"left": 0.0, "center": 0.5, "right": 1.0}
        left = x - before[self.get_horizontalalignment()] * width
        half = 0.6 * LABEL_POINTS / points
        return left, y - half, left + width, y + half


class Canvas:
    """An axes prepared for cells, or a new one alone on a figure.

    It remembers nothing: what has been drawn is on the axes, whose ``dataLim`` reaches
    over all cells.  So another canvas may carry on where this one stopped.
    """

    def __init__(self, ax: Axes | None) -> None:
        if ax is None:
            figure = plt.figure(FigureClass=_Fitted)
            ax = figure.add_axes((0, 0, 1, 1))
        if not isinstance(ax, Axes):
            raise WrongKind(
                f"ax must be matplotlib's Axes or None, got {_check.shown(ax)}{SHAPES}"
            )
        self.ax = ax
        ax.set_axis_off()
        ax.set_aspect("equal", adjustable="box")

    def patch(self, patch: Patch, x: float, y: float, w: float, h: float) -> Any:
        """Draw a patch that stands in w × h cells from (x, y) on."""
        self.ax.update_datalim([(x, y), (x + w, y + h)])
        patch.set_clip_on(False)  # `fit` makes room for it; a clip path doubles its SVG
        return self.ax.add_patch(patch)

    def number(self, x: float, y: float, text: str, height: float, **how: Any) -> Any:
        """Write text centred at (x, y) and ``height`` cells high."""
        how = {"ha": "center", **how}
        artist = _Number(x, y, text, va="center_baseline", clip_on=False, **how)
        artist.height = height
        return self.ax.add_artist(artist)

    def label(self, x: float, y: float, text: str, **how: Any) -> Any:
        """Write text at (x, y) in the size of labels, by default to the right of x."""
        how = {"ha": "left", "color": PALETTE["muted"], "fontsize": LABEL_POINTS, **how}
        artist = _Label(x, y, text, va="center_baseline", clip_on=False, **how)
        return self.ax.add_artist(artist)

    def fit(self) -> None:
        """Fit the axes, its figure if that is ours, and the text to what is drawn."""
        points = CELL * 72.0  # of a cell; refined below, as labels need room in cells
        for _ in range(3):
            x0, y0, x1, y1 = self._extent(points)
            points = self._points(x1 - x0, y1 - y0)
        self.ax.set_xlim(x0, x1)
        self.ax.set_ylim(y1, y0)
        for text in self.ax.texts:
            if isinstance(text, _Number):
                text.set_fontsize(text.height * points)

    def _extent(self, points: float) -> tuple[float, float, float, float]:
        """Return what is drawn, margin included, where a cell has so many points."""
        labels = [t.extent(points) for t in self.ax.texts if isinstance(t, _Label)]
        left, top, right, bottom = zip(self.ax.dataLim.extents, *labels, strict=True)
        return (
            min(left) - _MARGIN,
            min(top) - _MARGIN,
            max(right) + _MARGIN,
            max(bottom) + _MARGIN,
        )

    def _points(self, width: float, height: float) -> float:
        """Return how many points a cell has when so many cells are to be seen."""
        figure = self.ax.figure.figure
        assert figure is not None
        if isinstance(figure, _Fitted):
            side = min(CELL, WIDTH / width, HEIGHT / height)
            figure.set_size_inches(width * side, height * side)
        place = self.ax.get_position(original=True)
        across, down = figure.get_size_inches()
        inches = min(place.width * across / width, place.height * down / height)
        return 72.0 * float(inches)
