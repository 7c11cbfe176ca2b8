"""An axes measured in cells, on which text keeps its proportion to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt

from convlib.figures._palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch
    from matplotlib.text import Text

#: Inches: the side of a cell at most, and the width and height of a figure at most.
#: 6.4 inches are 614 CSS pixels, the text column of the book.
CELL, WIDTH, HEIGHT = 0.36, 6.4, 7.6
#: Points: text that does not shrink with the cells.
LABEL_POINTS = 9.5
#: Width of a character in parts of the font size, on average.
_CHARACTER = 0.58
#: Cells: free space around everything, so that no outline is cut off.
_MARGIN = 0.12


class _Canvas:
    """What is drawn on an axes: its extent and its text, in cells."""

    def __init__(self, own: bool) -> None:
        self.own = own  #: the figure was made here and can be given its size
        self.boxes: list[tuple[float, float, float, float]] = []
        self.numbers: list[tuple[Text, float]] = []
        self.labels: list[Text] = []


_canvases: WeakKeyDictionary[Axes, _Canvas] = WeakKeyDictionary()


def axes(ax: Axes | None) -> Axes:
    """Return ``ax`` prepared for cells, or a new one alone on a transparent figure."""
    own = ax is None
    if ax is None:
        ax = plt.figure(facecolor="none").add_axes((0, 0, 1, 1))
    if ax not in _canvases:
        _canvases[ax] = _Canvas(own)
        ax.set_axis_off()
        ax.set_aspect("equal", adjustable="box")
    return ax


def add_patch(ax: Axes, patch: Patch, x: float, y: float, w: float, h: float) -> Any:
    """Draw a patch that reaches from (x, y) over w × h cells."""
    _canvases[ax].boxes.append((x, y, x + w, y + h))
    patch.set_clip_on(False)  # `fit` makes room for it; a clip path doubles its SVG
    return ax.add_patch(patch)


def add_number(ax: Axes, x: float, y: float, text: str, size: float, **how: Any) -> Any:
    """Write text centred at (x, y) and ``size`` cells high."""
    artist = ax.text(x, y, text, ha="center", va="center_baseline", **how)
    _canvases[ax].numbers.append((artist, size))
    return artist


def add_label(ax: Axes, x: float, y: float, text: str, **how: Any) -> Any:
    """Write text at (x, y) in the size of all labels, by default to the right of x."""
    how = {"ha": "left", "color": PALETTE["muted"], **how}
    artist = ax.text(x, y, text, va="center_baseline", fontsize=LABEL_POINTS, **how)
    _canvases[ax].labels.append(artist)
    return artist


def fit(ax: Axes) -> None:
    """Fit the axes, its figure if that is ours, and the text to what is drawn."""
    canvas = _canvases[ax]
    figure = ax.get_figure(root=True)
    assert figure is not None
    points = CELL * 72.0  # of a cell; refined below, as labels need room in cells
    for _ in range(3):
        boxes = canvas.boxes + [_extent(label, points) for label in canvas.labels]
        x0 = min(box[0] for box in boxes) - _MARGIN
        y0 = min(box[1] for box in boxes) - _MARGIN
        x1 = max(box[2] for box in boxes) + _MARGIN
        y1 = max(box[3] for box in boxes) + _MARGIN
        if canvas.own:
            inches = min(CELL, WIDTH / (x1 - x0), HEIGHT / (y1 - y0))
            figure.set_size_inches((x1 - x0) * inches, (y1 - y0) * inches)
        place = ax.get_position(original=True)
        width, height = figure.get_size_inches()
        points = 72.0 * min(
            place.width * width / (x1 - x0), place.height * height / (y1 - y0)
        )
    ax.set_xlim(x0, x1)
    ax.set_ylim(y1, y0)
    for text, size in canvas.numbers:
        text.set_fontsize(size * points)


def _extent(label: Text, points: float) -> tuple[float, float, float, float]:
    x, y = label.get_position()
    width = _CHARACTER * LABEL_POINTS * len(label.get_text()) / points
    left = (
        x
        - {"left": 0.0, "center": 0.5, "right": 1.0}[label.get_horizontalalignment()]
        * width
    )
    half = 0.6 * LABEL_POINTS / points
    return left, y - half, left + width, y + half
