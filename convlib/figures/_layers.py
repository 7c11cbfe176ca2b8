"""Figures of a convolution: one window, several steps, several channels and filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib.conv import Convolution, conv2d
from convlib.conv import convolution as checked
from convlib.explain import (
    Activation,
    Calculation,
    number,
    resolve_activation,
    total_of,
)
from convlib.explain import conv2d as explain_conv2d
from convlib.figures._canvas import add_label, add_number, axes, fit
from convlib.figures._grid import LABEL_ROOM, Grid, grid, written
from convlib.figures._palette import PALETTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import IntOrPair, Padding

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


def convolution(
    image: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    *,
    at: Sequence[int] | None = None,
    activation: Activation | None = None,
    ax: Axes | None = None,
) -> ConvolutionArtists:
    """Draw ``image * kernel = output``, with the window of one output cell.

    Parameters
    ----------
    image : array_like, shape (H, W)
    kernel : array_like, shape (kH, kW)
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
        As `convlib.conv2d`, and if ``at`` is not a cell of the output.

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
        "figures.convolution",
        image,
        kernel,
        bias,
        stride,
        padding,
        dilation,
        activation,
    )
    ax = axes(ax)
    sides = layer.sides
    heights = [
        layer.input.shape[2] + sum(sides[0]),
        layer.weight.shape[2],
        layer.size[0],
    ]
    tallest = max(heights)
    tops = [(tallest - height) / 2 for height in heights]
    middle = tallest / 2

    place = None if at is None else layer.locate(at)[2:]
    drawn_input = _image(
        ax,
        layer,
        place,
        (0.0, tops[0]),
        weights=None if place is None else layer.weight[0, 0],
        label=_label("Input", layer.input, layer),
    )
    x = layer.input.shape[3] + sum(sides[1]) + _OPERATOR_ROOM
    operators = [_operator(ax, x - _OPERATOR_ROOM / 2, middle, "∗")]
    drawn_kernel = grid(
        ax,
        layer.weight[0, 0],
        "kernel",
        origin=(x, tops[1]),
        label=_label("Kernel", layer.weight),
    )
    x += layer.weight.shape[3] + _OPERATOR_ROOM
    if layer.bias is not None and layer.bias[0] != 0:
        term = written(layer.bias[0])
        text = f"− {term[1:]}" if term.startswith("−") else f"+ {term}"
        operators.append(_operator(ax, x - 0.4, middle, text, 0.5))
        x += _OPERATOR_ROOM
    operators.append(_operator(ax, x - _OPERATOR_ROOM / 2, middle, "="))
    drawn_output = grid(
        ax,
        output,
        "output",
        origin=(x, tops[2]),
        label=_label("Output", output),
        active=place,
        computed=_computed(output, place),
    )
    return ConvolutionArtists(drawn_input, drawn_kernel, drawn_output, operators)


def steps(
    image: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    *,
    at: Sequence[Sequence[int]] | None = None,
    across: int | None = None,
    activation: Activation | None = None,
    ax: Axes | None = None,
) -> StepArtists:
    """Draw several positions of the window, each beside the output so far.

    Parameters
    ----------
    image, kernel, bias, stride, padding, dilation, activation, ax
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
    function = "figures.steps"
    layer, output = _matrix_layer(
        function, image, kernel, bias, stride, padding, dilation, activation
    )
    places = [
        layer.locate(place)[2:]
        for place in (list(np.ndindex(*output.shape)) if at is None else at)
    ]
    row = output.shape[1] if across is None else across
    row = _check.integer(function, "across", row, 1)
    ax = axes(ax)
    height = layer.input.shape[2] + sum(layer.sides[0])
    width = layer.input.shape[3] + sum(layer.sides[1])
    panel = (
        width + 0.6 + output.shape[1] + 1.2,
        max(height, output.shape[0]) + LABEL_ROOM + 0.8,
    )
    result = StepArtists([], [], [])
    for index, place in enumerate(places):
        x, y = index % row * panel[0], index // row * panel[1]
        result.inputs.append(_image(ax, layer, place, (x, y)))
        result.outputs.append(
            grid(
                ax,
                output,
                "output",
                origin=(x + width + 0.6, y + (height - output.shape[0]) / 2),
                active=place,
                computed=_computed(output, place),
            )
        )
        text = f"a[{place[0]},{place[1]}] = {written(output[place])}"
        result.labels.append(add_label(ax, x + 0.06, y - 0.6, text))
    fit(ax)
    return result


def channels(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    *,
    at: Sequence[int] | None = None,
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
        As `convlib.conv2d`, if the input is a batch, and if ``at`` is not a cell of
        the output.

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
    function = "figures.channels"
    layer = checked(function, input, weight, bias, stride, padding, dilation, 1)
    if layer.ndim != 3:
        raise ValueError(
            f"{function}: input must have shape (C, H, W), got "
            f"{np.shape(input)}; weight {layer.weight.shape}"
        )
    output = conv2d(input, weight, bias, stride, padding, dilation)
    cell = None if at is None else layer.locate(at)[1:]
    ax = axes(ax)
    filters, depth, kernel_height, kernel_width = layer.weight.shape
    height = layer.input.shape[2] + sum(layer.sides[0])
    width = layer.input.shape[3] + sum(layer.sides[1])
    # Below a slice there is room for its subtotal.
    pitch = max(height, kernel_height + 1) + LABEL_ROOM + 0.25
    result = ChannelArtists([], [], [], [], [])

    for d in range(depth):
        result.inputs.append(
            _image(
                ax,
                layer,
                None if cell is None else cell[1:],
                (0.0, d * pitch),
                channel=d,
                weights=None if cell is None else layer.weight[cell[0], d],
                label=f"Input, channel {d}",
            )
        )
    x = width + 1.4
    step = max(kernel_width, 3) + 0.9
    bottom = depth * pitch
    for k in range(filters):
        top = (height - kernel_height) / 2
        chosen = cell is not None and cell[0] == k
        result.filters.append(
            [
                grid(
                    ax,
                    layer.weight[k, d],
                    "kernel",
                    origin=(x, d * pitch + top),
                    label=f"Filter {k}" if d == 0 else f"channel {d}",
                    window=(range(kernel_height), range(kernel_width))
                    if chosen
                    else None,
                )
                for d in range(depth)
            ]
        )
        if layer.bias is not None:
            result.biases.append(
                grid(
                    ax,
                    layer.bias[k, None, None],
                    "kernel",
                    origin=(x, bottom),
                    label=f"Bias {k}",
                    active=(0, 0) if chosen else None,
                )
            )
        x += step
    x += 0.5
    out_height = layer.size[0]
    out_pitch = out_height + LABEL_ROOM + 1.0
    top = (bottom - filters * out_pitch) / 2 + 0.5
    for k in range(filters):
        result.outputs.append(
            grid(
                ax,
                output[k],
                "output",
                origin=(x, top + k * out_pitch),
                label=f"Output {k}",
                active=cell[1:] if cell is not None and cell[0] == k else None,
            )
        )
    if cell is not None:
        calculation = explain_conv2d(
            input, weight, bias, stride, padding, dilation, at=cell
        )
        _sums(ax, result, cell[0], calculation, bottom)
    fit(ax)
    return result


def _sums(
    ax: Axes, drawn: ChannelArtists, k: int, calculation: Calculation, bottom: float
) -> None:
    """Write the subtotal under each slice of filter k, and the sum beside the bias."""
    assert calculation.channel_sums is not None
    for slice_, subtotal in zip(
        drawn.filters[k], calculation.channel_sums, strict=True
    ):
        x, y = slice_.origin
        height = slice_.cells.shape[0]
        drawn.notes.append(
            add_label(
                ax,
                x + 0.06,
                y + height + 0.5,
                f"sum {written(subtotal)}",
                color=PALETTE["text"],
            )
        )
    terms = [number(subtotal) for subtotal in calculation.channel_sums]
    if calculation.bias is not None:
        terms.append(number(calculation.bias))
    text = f"{total_of(terms).text} = {number(calculation.result).text}"
    drawn.notes.append(
        add_label(
            ax,
            drawn.outputs[k].origin[0],
            bottom + 0.5,
            text.replace("-", "−"),
            color=PALETTE["text"],
        )
    )


def _matrix_layer(
    function: str,
    image: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None,
    stride: IntOrPair,
    padding: Padding,
    dilation: IntOrPair,
    activation: Activation | None,
) -> tuple[Convolution, NDArray[Any]]:
    """Check the arguments of a convolution of two matrices and return its output."""
    layer = checked(function, image, kernel, bias, stride, padding, dilation, 1)
    if layer.ndim != 2:
        raise ValueError(
            f"{function}: image and kernel must be matrices, got shapes "
            f"{np.shape(image)} and {np.shape(kernel)}"
        )
    _, apply = resolve_activation(function, activation)
    output = conv2d(image, kernel, bias, stride, padding, dilation)
    return layer, np.asarray(apply(output))


def _image(
    ax: Axes,
    layer: Convolution,
    place: tuple[int, ...] | None,
    origin: tuple[float, float],
    *,
    channel: int = 0,
    weights: NDArray[Any] | None = None,
    label: str | None = None,
) -> Grid:
    """Draw one channel of the input with its padding and the window at ``place``."""
    return grid(
        ax,
        layer.input[0, channel],
        "input",
        origin=origin,
        label=label,
        padding=layer.sides,
        window=None if place is None else layer.pixels(*place),
        weights=weights,
    )


def _computed(output: NDArray[Any], place: tuple[int, ...] | None) -> NDArray[np.bool_]:
    """Return which cells are there when the window has come to ``place``."""
    order = np.arange(output.size).reshape(output.shape)
    last = output.size if place is None else order[place]
    there: NDArray[np.bool_] = order <= last
    return there


def _label(name: str, values: NDArray[Any], layer: Convolution | None = None) -> str:
    """Return ``Input 5 × 5``, with the padding if there is the same on every side."""
    size = f"{name} {values.shape[-2]} × {values.shape[-1]}"
    sides = set() if layer is None else {n for side in layer.sides for n in side}
    if not any(sides):
        return size
    return f"{size}, padding {sides.pop()}" if len(sides) == 1 else f"{size}, padded"


def _operator(ax: Axes, x: float, y: float, text: str, size: float = _OPERATOR) -> Text:
    artist: Text = add_number(ax, x, y, text, size, color=PALETTE["muted"])
    return artist
