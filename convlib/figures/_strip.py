"""The size of an output in one dimension: which window covers which pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from matplotlib.patches import FancyBboxPatch

from convlib import _check, shapes
from convlib._door import WrongValue, public
from convlib._words import _, ngettext
from convlib.figures._canvas import Canvas, refuse_many
from convlib.figures._grid import LABEL_ROOM, Grid, add_grid
from convlib.figures._palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from convlib.shapes import Integer

#: In cells: from one window to the next, and the height of its bars.
_PITCH, _BAR = 0.8, 0.5

#: Pixels, with those of the padding, that can be told apart at all.
_LONGEST = 500


class StripArtists(NamedTuple):
    """What `output_size` drew."""

    input: Grid  #: one row, each pixel with its index
    windows: list[
        list[FancyBboxPatch]
    ]  #: for each window a bar over each pixel it reads
    outputs: list[Text]  #: the index of each output cell, beside its window
    unread: list[Text]  #: a cross under each pixel that no window reads
    label: Text  #: how many windows fit, and how many pixels none of them reads


@public(name="figures.output_size")
def output_size(
    input_size: Integer,
    kernel_size: Integer,
    stride: Integer = 1,
    padding: Integer | Literal["valid", "same"] = 0,
    dilation: Integer = 1,
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
        As `convlib.output_size`, for pairs, and for more than 500 pixels, padding
        included: they would be too small to be seen.

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
    size, (before, after), reads = _reads(
        input_size, kernel_size, stride, padding, dilation
    )
    unread = sorted(set(range(size)).difference(*reads))
    canvas = Canvas(ax)
    strip = add_grid(
        canvas,
        [range(size)],
        "input",
        origin=(0.0, 0.0),
        padding=((0, 0), (before, after)),
    )
    for index in (*range(before), *range(before + size, before + size + after)):
        strip.numbers[0, index].set_text("")  # its 0 would look like a pixel's index
    crosses = [_crossed_out(canvas, strip, before + pixel) for pixel in unread]
    windows, outputs = [], []
    first = 1.65 if unread else 1.25
    for w, pixels in enumerate(reads):
        y, columns = first + w * _PITCH, [before + pixel for pixel in pixels]
        windows.append(_window(canvas, columns, y))
        outputs.append(_output(canvas, w, strip.cells.shape[1], y))
    words = _words(len(reads), len(unread))
    label = canvas.label(0.06, 1 - LABEL_ROOM - 0.6, words)
    canvas.fit()
    return StripArtists(strip, windows, outputs, crosses, label)


def _reads(
    input_size: object,
    kernel_size: object,
    stride: object,
    padding: object,
    dilation: object,
) -> tuple[int, tuple[int, int], list[list[int]]]:
    """Return the size, the padding at both ends, and what each window reads."""
    for name, value in (
        ("input_size", input_size),
        ("kernel_size", kernel_size),
        ("stride", stride),
        ("dilation", dilation),
    ):
        _check.integer(name, value, 1)
    if not isinstance(padding, str):
        _check.integer("padding", padding, 0)
    axis, _ = shapes.output_axes(input_size, kernel_size, stride, padding, dilation)
    sides = (axis.before, axis.after)
    if axis.padded > _LONGEST:
        raise WrongValue(
            f"more than {_LONGEST} pixels cannot be drawn: input_size {axis.size} with "
            f"padding {sides}"
        )
    windows = f"{axis.count} windows, kernel_size {axis.kernel}, stride {axis.stride}"
    refuse_many(axis.padded + axis.count * axis.kernel, windows)
    reads = [list(axis.reads(window)) for window in range(axis.count)]
    return axis.size, sides, reads


def _words(count: int, unread: int) -> str:
    """Say how many windows fit, and how many pixels none of them reads."""
    windows = ngettext("{count} window fits", "{count} windows fit", count)
    pixels = _("every pixel is read")
    if unread:
        pixels = ngettext(
            "{count} pixel is never read", "{count} pixels are never read", unread
        )
    return _("{windows}, {pixels}").format(
        windows=windows.format(count=count), pixels=pixels.format(count=unread)
    )


def _crossed_out(canvas: Canvas, strip: Grid, column: int) -> Text:
    """Take the colour from a pixel that is never read, and put a cross under it."""
    strip.cells[0, column].set(
        facecolor=PALETTE["panel"], edgecolor=PALETTE["line"], linewidth=0.8
    )
    strip.numbers[0, column].set_color(PALETTE["muted"])
    colour = PALETTE["alert"]
    cross: Text = canvas.number(column + 0.5, 1.3, "×", 0.55, color=colour)
    return cross


def _window(canvas: Canvas, columns: list[int], y: float) -> list[FancyBboxPatch]:
    """Draw a bar under each pixel that a window reads, on one thin span."""
    first, width = columns[0], columns[-1] - columns[0]
    span = _bar(first + 0.3, y + _BAR / 2 - 0.05, width + 0.4, 0.1, "kernel-pale")
    canvas.patch(span, first, y, width + 1, _BAR)
    return [
        canvas.patch(_bar(x + 0.06, y, 0.88, _BAR, "kernel"), x, y, 1, _BAR)
        for x in columns
    ]


def _output(canvas: Canvas, index: int, right: int, y: float) -> Text:
    """Draw an output cell beside its window, to the right of the pixels."""
    x, box = right + 1.0, (0.94, _BAR + 0.16)
    canvas.patch(_bar(x, y - 0.08, *box, "output-pale"), x, y - 0.08, *box)
    middle, colour = y + _BAR / 2, PALETTE["text"]
    canvas.number(right + 0.5, middle, "→", 0.42, color=PALETTE["muted"])
    number: Text = canvas.number(right + 1.47, middle, str(index), 0.42, color=colour)
    return number


def _bar(x: float, y: float, w: float, h: float, colour: str) -> FancyBboxPatch:
    return FancyBboxPatch(
        (x, y),
        w,
        h,
        boxstyle="round,pad=0,rounding_size=0.05",
        edgecolor="none",
        facecolor=PALETTE[colour],
    )
