"""Figures of a convolution: one window, several steps, several channels and filters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib._door import SHAPES, WrongKind, WrongValue, public
from convlib._layers import Convolution
from convlib._layers import convolution as checked
from convlib._words import _
from convlib.conv import conv2d
from convlib.explain import Calculation
from convlib.explain import conv2d as explain_conv2d
from convlib.explain._activation import Activation, resolve_activation
from convlib.explain.writing import number, total_of
from convlib.figures._canvas import Canvas, refuse_many
from convlib.figures._grid import LABEL_ROOM, Grid, add_grid, written
from convlib.figures._palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import Integer, Integers, IntOrPair, Padding

#: In cells: the room for an operator between two grids, and its height.
_OPERATOR_ROOM, _OPERATOR = 1.3, 0.75


class ConvolutionArtists(NamedTuple):
    """What `convolution` drew."""

    input: Grid
    kernel: Grid
    output: Grid
    operators: list[Text]  #: ``∗``, the bias where there is one, and ``=``


class StepArtists(NamedTuple):
    """What `steps` drew, one of each for each step."""

    inputs: list[Grid]
    outputs: list[Grid]
    labels: list[Text]


class ChannelArtists(NamedTuple):
    """What `channels` drew."""

    inputs: list[Grid]  #: one for each channel
    filters: list[list[Grid]]  #: filters[k][d]
    biases: list[Grid]  #: one for each filter
    outputs: list[Grid]  #: one for each filter
    notes: list[Text]  #: the subtotals and the sum of the selected cell


@public("input", "weight", name="figures.convolution")
def convolution(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    *,
    at: Integers | None = None,
    activation: Activation | None = None,
    ax: Axes | None = None,
) -> ConvolutionArtists:
    """Draw ``input * kernel = output``, with the window of one output cell.

    Parameters
    ----------
    input : array_like, shape (H, W)
    weight : array_like, shape (kH, kW)
    bias, stride, padding, dilation
        As for `convlib.conv2d`.
    at : pair of int, optional
        The output cell (i, j) whose window is framed, each weight of the kernel small
        in its cell; the cells after it are not there yet.  None draws the whole output
        and no window.
    activation : "relu" or callable, optional
        Applied to the output.
    ax : Axes, optional
        Where to draw; by default alone on a new figure of the right size.

    Returns
    -------
    ConvolutionArtists
        The three grids and the operators between them.

    Raises
    ------
    TypeError, ValueError
        As `convlib.conv2d`, if ``at`` is not a cell of the output, and if there are
        more than 10,000 cells to draw, padding included.

    Notes
    -----
    Notes, section "卷积计算", figures 1 and 2.

    Examples
    --------
    >>> from convlib import figures
    >>> from convlib.examples import single_channel as example
    >>> drawn = figures.convolution(example.image, example.kernel, at=(0, 0))
    >>> drawn.output.texts
    [['4', '', ''], ['', '', ''], ['', '', '']]
    """
    layer, output = _matrix_layer(
        input, weight, bias, stride, padding, dilation, activation
    )
    place = None if at is None else layer.locate(at)[2:]
    canvas = Canvas(ax)
    drawn = _equation(canvas, layer, output, place)
    canvas.fit()
    return drawn


@public("input", "weight", name="figures.steps")
def steps(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    *,
    at: Sequence[Integers] | NDArray[np.integer[Any]] | None = None,
    across: Integer | None = None,
    activation: Activation | None = None,
    ax: Axes | None = None,
) -> StepArtists:
    """Draw several positions of the window, each beside the output so far.

    Parameters
    ----------
    input, weight, bias, stride, padding, dilation, activation, ax
        As for `convolution`.
    at : sequence of pairs of int, optional
        The output cells, in the order to draw them; by default all of them.
    across : int, optional
        Steps in one row; by default one row for each row of the output.

    Returns
    -------
    StepArtists
        The grids and the labels, one of each for each step.

    Raises
    ------
    TypeError, ValueError
        As `convolution`.

    Notes
    -----
    Notes, section "卷积计算", figures 3 and 4.

    Examples
    --------
    >>> from convlib import figures
    >>> from convlib.examples import single_channel as example
    >>> drawn = figures.steps(example.image, example.kernel, stride=2)
    >>> [label.get_text() for label in drawn.labels]
    ['a[0,0] = 4', 'a[0,1] = 4', 'a[1,0] = 2', 'a[1,1] = 4']
    >>> drawn.outputs[2].texts
    [['4', '4'], ['2', '']]
    """
    layer, output = _matrix_layer(
        input, weight, bias, stride, padding, dilation, activation
    )
    places = _places(layer, at)
    row = output.shape[1] if across is None else across
    row = _check.integer("across", row, 1, "")
    canvas = Canvas(ax)
    height, width = _padded(layer)
    right = width + 0.6  # of a step's image stands its output
    panel = (
        right + output.shape[1] + 1.2,
        max(height, output.shape[0]) + LABEL_ROOM + 0.8,
    )
    drawn = StepArtists([], [], [])
    for index, place in enumerate(places):
        x, y = index % row * panel[0], index // row * panel[1]
        drawn.inputs.append(_image(canvas, layer, place, (x, y)))
        corner = (x + right, y + (height - output.shape[0]) / 2)
        drawn.outputs.append(_output(canvas, output, place, corner))
        text = f"a[{place[0]},{place[1]}] = {written(output[place])}"
        drawn.labels.append(canvas.label(x + 0.06, y - 0.6, text))
    canvas.fit()
    return drawn


@public("input", "weight", name="figures.channels")
def channels(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    *,
    at: Integers | None = None,
    ax: Axes | None = None,
) -> ChannelArtists:
    """Draw an input of several channels, several filters, and their outputs.

    One row for each channel: the padded input and each filter's slice for it.  Below
    the slices stands the bias, to the right the output of each filter.

    Parameters
    ----------
    input : array_like, shape (C, H, W)
    weight : array_like, shape (K, C, kH, kW)
    bias, stride, padding, dilation
        As for `convlib.conv2d`.
    at : (k, i, j), optional
        The output cell whose windows are framed; under each slice of filter k its
        subtotal is written, and under the bias the whole sum.
    ax : Axes, optional
        Where to draw; by default alone on a new figure of the right size.

    Returns
    -------
    ChannelArtists
        The grids and the notes.

    Raises
    ------
    TypeError, ValueError
        As `convolution`, and if the input is a batch.

    Notes
    -----
    Notes, section "卷积计算", the 7 × 7 × 3 figure.

    Examples
    --------
    >>> from convlib import figures
    >>> from convlib.examples import two_filters as e
    >>> drawn = figures.channels(
    ...     e.input, e.weight, e.bias, e.stride, e.padding, at=(1, 0, 1)
    ... )
    >>> [note.get_text() for note in drawn.notes]
    ['sum −2', 'sum −2', 'sum −1', '−2 − 2 − 1 + 0 = −5']
    """
    layer = checked(input, weight, bias, stride, padding, dilation, 1)
    if layer.ndim != 3:
        raise WrongValue(
            "input must have shape (C, H, W), got "
            f"{np.shape(input)}; weight {layer.weight.shape}"
        )
    _refuse_many(layer)
    output = conv2d(input, weight, bias, stride, padding, dilation)
    cell = None if at is None else layer.locate(at)[1:]
    sketch = _Channels(Canvas(ax), layer, cell)
    sketch.inputs()
    sketch.filters()
    sketch.outputs(output)
    if cell is not None:
        calculation = explain_conv2d(
            input, weight, bias, stride, padding, dilation, at=cell
        )
        sketch.sums(cell[0], calculation)
    sketch.canvas.fit()
    return sketch.drawn


class _Channels:
    """Where the parts of `channels` stand: a row for each channel, then the biases."""

    def __init__(
        self, canvas: Canvas, layer: Convolution, cell: tuple[int, ...] | None
    ) -> None:
        self.canvas, self.layer = canvas, layer
        #: Of which filter, and at which place of its output, the sum is shown.
        self.chosen = None if cell is None else cell[0]
        self.place = None if cell is None else cell[1:]
        self.count, self.depth, *kernel = layer.weight.shape
        self.kernel = (kernel[0], kernel[1])
        self.height, self.width = _padded(layer)
        # Below a slice there is room for its subtotal.
        self.pitch = max(self.height, self.kernel[0] + 1) + LABEL_ROOM + 0.25
        self.bottom = self.depth * self.pitch
        #: From the left edge to the first filter, and from one to the next.
        self.left, self.step = self.width + 1.4, max(self.kernel[1], 3) + 0.9
        self.drawn = ChannelArtists([], [], [], [], [])

    def inputs(self) -> None:
        """Draw the channels of the input below one another."""
        for d in range(self.depth):
            weights = None if self.chosen is None else self.layer.weight[self.chosen, d]
            self.drawn.inputs.append(
                _image(
                    self.canvas,
                    self.layer,
                    self.place,
                    (0.0, d * self.pitch),
                    channel=d,
                    weights=weights,
                    label=_("Input, channel {channel}").format(channel=d),
                )
            )

    def filters(self) -> None:
        """Draw the filters beside one another, each slice beside its channel."""
        for k in range(self.count):
            x = self.left + k * self.step
            self.drawn.filters.append([self._slice(k, d, x) for d in range(self.depth)])
            if self.layer.bias is not None:
                bias = add_grid(
                    self.canvas,
                    self.layer.bias[k, None, None],
                    "kernel",
                    origin=(x, self.bottom),
                    label=_("Bias {filter}").format(filter=k),
                    active=(0, 0) if k == self.chosen else None,
                )
                self.drawn.biases.append(bias)

    def _slice(self, k: int, d: int, x: float) -> Grid:
        whole = (range(self.kernel[0]), range(self.kernel[1]))
        label = _("channel {channel}") if d else _("Filter {filter}")
        return add_grid(
            self.canvas,
            self.layer.weight[k, d],
            "kernel",
            origin=(x, d * self.pitch + (self.height - self.kernel[0]) / 2),
            label=label.format(filter=k, channel=d),
            window=whole if k == self.chosen else None,
        )

    def outputs(self, output: NDArray[Any]) -> None:
        """Draw the outputs below one another, in the middle of the right side."""
        x = self.left + self.count * self.step + 0.5
        pitch = output.shape[1] + LABEL_ROOM + 1.0
        top = (self.bottom - self.count * pitch) / 2 + 0.5
        for k in range(self.count):
            self.drawn.outputs.append(
                add_grid(
                    self.canvas,
                    output[k],
                    "output",
                    origin=(x, top + k * pitch),
                    label=_("Output {filter}").format(filter=k),
                    active=self.place if k == self.chosen else None,
                )
            )

    def sums(self, k: int, calculation: Calculation) -> None:
        """Write the subtotal under each slice of filter k, and the sum at the right."""
        assert calculation.channel_sums is not None
        for slice_, subtotal in zip(
            self.drawn.filters[k], calculation.channel_sums, strict=True
        ):
            x, y = slice_.origin
            self._note(
                x + 0.06,
                y + self.kernel[0] + 0.5,
                _("sum {value}").format(value=written(subtotal)),
            )
        terms = [number(subtotal) for subtotal in calculation.channel_sums]
        if calculation.bias is not None:
            terms.append(number(calculation.bias))
        text = f"{total_of(terms).text} = {number(calculation.result).text}"
        x = self.drawn.outputs[k].origin[0]
        self._note(x, self.bottom + 0.5, text.replace("-", "−"))

    def _note(self, x: float, y: float, text: str) -> None:
        note = self.canvas.label(x, y, text, color=PALETTE["text"])
        self.drawn.notes.append(note)


def _matrix_layer(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: IntOrPair,
    padding: Padding,
    dilation: IntOrPair,
    activation: Activation | None,
) -> tuple[Convolution, NDArray[Any]]:
    """Check the arguments of a convolution of two matrices and return its output."""
    layer = checked(input, weight, bias, stride, padding, dilation, 1)
    if layer.ndim != 2:
        raise WrongValue(
            "input and weight must be matrices, got shapes "
            f"{np.shape(input)} and {np.shape(weight)}"
        )
    _refuse_many(layer)
    apply = resolve_activation(activation)[1]
    output = conv2d(input, weight, bias, stride, padding, dilation)
    return layer, np.asarray(apply(output))


def _places(layer: Convolution, at: object) -> list[tuple[int, ...]]:
    """Return the output cells of several steps: these, or all there are."""
    if at is None:
        at = list(np.ndindex(*layer.size))
    if not _check.listed(at):
        raise WrongKind(
            f"at must hold cells of the output {layer.size}, such as [(0, 0)], got "
            f"{_check.shown(at)}{SHAPES}"
        )
    places = [layer.locate(place)[2:] for place in at]
    if not places:
        raise WrongValue(f"at must hold at least one cell{SHAPES}")
    _refuse_many(layer, len(places))
    return places


def _refuse_many(layer: Convolution, steps: int = 1) -> None:
    """Refuse to draw a layer of too many pixels, or too many steps of it."""
    filters, channels = layer.weight.shape[:2]
    cells = channels * math.prod(_padded(layer)) + filters * math.prod(layer.size)
    said = f"{steps} steps of " if steps > 1 else ""
    said += f"images with padding {layer.sides}, stride {layer.stride}"
    refuse_many(layer.weight.size + steps * cells, said)


def _padded(layer: Convolution) -> tuple[int, int]:
    """Return the height and width of the input with its padding."""
    height, width = (axis.padded for axis in layer.axes)
    return height, width


def _equation(
    canvas: Canvas,
    layer: Convolution,
    output: NDArray[Any],
    place: tuple[int, ...] | None,
) -> ConvolutionArtists:
    """Draw ``input * kernel + bias = output`` from left to right, on one middle line."""
    padded, kernel = _padded(layer), layer.weight[0, 0]
    tallest = max(padded[0], len(kernel), len(output))
    x = padded[1] + _OPERATOR_ROOM
    drawn_input = _image(
        canvas,
        layer,
        place,
        (0.0, (tallest - padded[0]) / 2),
        weights=None if place is None else kernel,
        label=_label(_("Input"), layer.input, layer),
    )
    operators = [_operator(canvas, x - _OPERATOR_ROOM / 2, tallest / 2, "∗")]
    drawn_kernel = add_grid(
        canvas,
        kernel,
        "kernel",
        origin=(x, (tallest - len(kernel)) / 2),
        label=_label(_("Kernel"), kernel),
    )
    x += kernel.shape[1] + _OPERATOR_ROOM
    if layer.bias is not None and layer.bias[0] != 0:
        term = written(layer.bias[0])
        text = f"− {term[1:]}" if term.startswith("−") else f"+ {term}"
        operators.append(_operator(canvas, x - 0.4, tallest / 2, text, 0.5))
        x += _OPERATOR_ROOM
    operators.append(_operator(canvas, x - _OPERATOR_ROOM / 2, tallest / 2, "="))
    corner = (x, (tallest - len(output)) / 2)
    drawn_output = _output(canvas, output, place, corner, _label(_("Output"), output))
    return ConvolutionArtists(drawn_input, drawn_kernel, drawn_output, operators)


def _image(
    canvas: Canvas,
    layer: Convolution,
    place: tuple[int, ...] | None,
    origin: tuple[float, float],
    *,
    channel: int = 0,
    weights: NDArray[Any] | None = None,
    label: str | None = None,
) -> Grid:
    """Draw one channel of the input with its padding and the window at ``place``."""
    return add_grid(
        canvas,
        layer.input[0, channel],
        "input",
        origin=origin,
        label=label,
        padding=layer.sides,
        window=None if place is None else layer.pixels(*place),
        weights=weights,
    )


def _output(
    canvas: Canvas,
    output: NDArray[Any],
    place: tuple[int, ...] | None,
    origin: tuple[float, float],
    label: str | None = None,
) -> Grid:
    """Draw the output as it is when the window has come to ``place``."""
    order = np.arange(output.size).reshape(output.shape)
    return add_grid(
        canvas,
        output,
        "output",
        origin=origin,
        label=label,
        active=place,
        computed=order <= (output.size if place is None else order[place]),
    )


def _label(name: str, values: NDArray[Any], layer: Convolution | None = None) -> str:
    """Return ``Input 5 × 5``, with the padding if there is the same on every side."""
    height, width = values.shape[-2:]
    sides = set() if layer is None else {n for side in layer.sides for n in side}
    words = _("{name} {height} × {width}")
    if any(sides):
        words = _("{name} {height} × {width}, padded")
    if len(sides) == 1 and any(sides):
        words = _("{name} {height} × {width}, padding {padding}")
    padding = max(sides, default=0)
    return words.format(name=name, height=height, width=width, padding=padding)


def _operator(
    canvas: Canvas, x: float, y: float, text: str, size: float = _OPERATOR
) -> Text:
    artist: Text = canvas.number(x, y, text, size, color=PALETTE["muted"])
    return artist
