"""The size of an output in one dimension: which window covers which pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from matplotlib.patches import FancyBboxPatch

from convlib import _check, shapes
from convlib.figures._canvas import add_label, add_number, add_patch, axes, fit
from convlib.figures._grid import LABEL_ROOM, Grid, grid
from convlib.figures._palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

#: In cells: from one window to the next, and the height of its bars.
_PITCH, _BAR = 0.8, 0.5


class StripArtists(NamedTuple):
    """What `output_size` drew."""

    input: Grid  #: one row, each pixel with its index
    windows: list[
        list[FancyBboxPatch]
    ]  #: for each window a bar over each pixel it reads
    outputs: list[Text]  #: the index of each output cell, beside its window
    unread: list[Text]  #: a cross under each pixel that no window reads
    label: Text  #: how many windows fit, and how many pixels none of them reads


def output_size(
    input_size: int,
    kernel_size: int,
    stride: int = 1,
    padding: int | Literal["valid", "same"] = 0,
    dilation: int = 1,
    *,
    ax: Axes | None = None,
) -> StripArtists:
    """Draw one row of pixels and, below it, the pixels that each window reads.

    Parameters
    ----------
    input_size, kernel_size, stride, padding, dilation : int
        As for `convlib.output_size`.
    ax : Axes, optional
        Where to draw; by default alone on a new figure of the right size.

    Returns
    -------
    StripArtists
        The artists.

    Raises
    ------
    TypeError, ValueError
        As `convlib.output_size`, and for pairs.

    Notes
    -----
    Notes, section "卷积计算": the formula for the size, with the floor that is missing
    there.  What the floor drops is what no window reads.

    Examples
    --------
    >>> from convlib import figures
    >>> drawn = figures.output_size(6, 3, stride=2)
    >>> drawn.label.get_text()
    '2 windows fit, 1 pixel is never read'
    """
    function = "figures.output_size"
    for name, value in (
        ("input_size", input_size),
        ("kernel_size", kernel_size),
        ("stride", stride),
        ("dilation", dilation),
    ):
        _check.integer(function, name, value, 1)
    if not isinstance(padding, str):
        _check.integer(function, "padding", padding, 0)
    size, kernel, step, rate, sides = shapes.size_arguments(
        function, input_size, kernel_size, stride, padding, dilation
    )
    count = shapes.window_counts(
        function, f"input_size {size}", size, kernel, step, sides, rate
    )[0]
    before, after = sides[0]
    reads = [
        [w * step[0] - before + rate[0] * n for n in range(kernel[0])]
        for w in range(count)
    ]
    read = {pixel for pixels in reads for pixel in pixels}
    unread = [pixel for pixel in range(size[0]) if pixel not in read]

    ax = axes(ax)
    strip = grid(ax, [range(size[0])], "input", padding=((0, 0), (before, after)))
    for index in (*range(before), *range(before + size[0], before + size[0] + after)):
        strip.numbers[0, index].set_text("")  # its 0 would look like a pixel's index
    crosses = []
    for pixel in unread:
        strip.cells[0, pixel + before].set(
            facecolor=PALETTE["panel"], edgecolor=PALETTE["line"], linewidth=0.8
        )
        strip.numbers[0, pixel + before].set_color(PALETTE["muted"])
        crosses.append(
            add_number(ax, before + pixel + 0.5, 1.3, "×", 0.55, color=PALETTE["alert"])
        )
    windows, outputs = [], []
    first = 1.65 if unread else 1.25
    right = before + size[0] + after
    for w, pixels in enumerate(reads):
        y = first + w * _PITCH
        xs = [before + pixel for pixel in pixels]
        span = _bar(xs[0] + 0.3, y + _BAR / 2 - 0.05, xs[-1] - xs[0] + 0.4, 0.1)
        span.set_facecolor(PALETTE["kernel-pale"])
        add_patch(ax, span, xs[0], y, xs[-1] - xs[0] + 1, _BAR)
        bars = [_bar(x + 0.06, y, 0.88, _BAR) for x in xs]
        for bar, x in zip(bars, xs, strict=True):
            bar.set_facecolor(PALETTE["kernel"])
            add_patch(ax, bar, x, y, 1, _BAR)
        windows.append(bars)
        box = _bar(right + 1.0, y - 0.08, 0.94, _BAR + 0.16)
        box.set_facecolor(PALETTE["output-pale"])
        add_patch(ax, box, right + 1.0, y - 0.08, 0.94, _BAR + 0.16)
        add_number(ax, right + 0.5, y + _BAR / 2, "→", 0.42, color=PALETTE["muted"])
        outputs.append(
            add_number(
                ax, right + 1.47, y + _BAR / 2, str(w), 0.42, color=PALETTE["text"]
            )
        )
    text = f"{count} window{'s fit' if count > 1 else ' fits'}, " + (
        {0: "every pixel is read", 1: "1 pixel is never read"}.get(
            len(unread), f"{len(unread)} pixels are never read"
        )
    )
    label = add_label(ax, 0.06, 1 - LABEL_ROOM - 0.6, text)
    fit(ax)
    return StripArtists(strip, windows, outputs, crosses, label)


def _bar(x: float, y: float, w: float, h: float) -> FancyBboxPatch:
    return FancyBboxPatch(
        (x, y), w, h, boxstyle="round,pad=0,rounding_size=0.05", edgecolor="none"
    )
