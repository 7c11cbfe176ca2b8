"""What the book shows of itself: its logo, and the picture that goes with a link to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

from convlib.examples import single_channel
from convlib.figures._layers import convolution
from convlib.figures._palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: In cells: the gap between neighbours and the rounding; coarse, to be seen at 16 pixels.
_GAP, _RADIUS = 0.12, 0.14
#: The roles of the logo's cells: a window of 2 × 2, pixels, and one output.
_LOGO = (
    ("kernel", "kernel", "input"),
    ("kernel", "kernel", "input"),
    ("input", "input", "output"),
)
#: Inches at 100 dots per inch: the 1200 × 630 pixels that pictures of links have.
_CARD = (12.0, 6.3)


def logo(ax: Axes | None = None) -> list[Any]:
    """Draw the book's logo: an image, the window on it, and an output cell.

    Parameters
    ----------
    ax : Axes, optional
        Where to draw; by default alone on a new square figure.

    Returns
    -------
    list of FancyBboxPatch
        The nine cells, row by row.

    Examples
    --------
    >>> from convlib import figures
    >>> len(figures.logo())
    9
    """
    if ax is None:
        ax = plt.figure(figsize=(1, 1), facecolor="none").add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_aspect("equal")
    ax.set_xlim(0, 3)
    ax.set_ylim(3, 0)
    side = 1 - _GAP - 2 * _RADIUS
    cells = []
    for row, roles in enumerate(_LOGO):
        for column, role in enumerate(roles):
            corner = (column + (1 - side) / 2, row + (1 - side) / 2)
            style = f"round,pad={_RADIUS},rounding_size={_RADIUS}"
            colour = PALETTE[role]
            cell = FancyBboxPatch(
                corner, side, side, boxstyle=style, facecolor=colour, linewidth=0
            )
            cells.append(ax.add_patch(cell))
    return cells


def card(title: str, line: str) -> Figure:
    """Draw the picture that goes with a link: a title, a line, and a convolution.

    Parameters
    ----------
    title, line : str
        What stands in large and in small type.

    Returns
    -------
    Figure
        12 × 6.3 inches: 1200 × 630 pixels at 100 dots per inch.

    Examples
    --------
    >>> from convlib import figures
    >>> figures.card("Convolution", "step by step").get_size_inches()
    array([12. ,  6.3])
    """
    figure = plt.figure(figsize=_CARD, facecolor=PALETTE["surface"])
    figure.text(0.06, 0.84, title, fontsize=44, color=PALETTE["text"], va="center")
    figure.text(0.06, 0.71, line, fontsize=21, color=PALETTE["muted"], va="center")
    ax = figure.add_axes((0.06, 0.06, 0.88, 0.56))
    example = single_channel
    convolution(example.image, example.kernel, at=(2, 2), ax=ax)
    return figure
