"""What is practised on a sheet, of each kind: the question, what is given, what is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convlib import explain
from convlib._words import _
from convlib.widgets import (
    Channels,
    ConvBackward,
    OutputSize,
    Pooling,
    SlidingWindow,
    Transposed,
)
from convlib.widgets.explorer import Explorer


@dataclass(frozen=True)
class Grid:
    """A table of a sheet: its caption, its numbers, and which of them are asked for.

    `columns` are the headings of a list, one row for each task.
    """

    caption: str
    numbers: np.ndarray
    asked: np.ndarray
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """How a kind of explorer is practised on paper.

    `start` has the sizes and what is not drawn. `roles` says of each of the explorer's
    tables whether it is given (g) or asked for (a); what is beyond is left out. A sheet has
    as many `tasks`, and `worked` is how the first number of the first comes about.
    """

    title: str
    start: Callable[[], Explorer]
    question: str
    worked: Callable[[Any], explain.Calculation]
    roles: str = ""
    tasks: int = 1


def matrices(made: Sequence[Any], roles: str) -> list[Grid]:
    """Return the tables of an explorer."""
    return [
        Grid(caption, numbers, np.full(numbers.shape, role == "a"))
        for explorer in made
        for (caption, numbers), role in zip(explorer.tables(), roles, strict=False)
    ]


def size_list(made: Sequence[Any]) -> list[Grid]:
    """Return a list of sizes, the last of each row asked for."""
    rows = [
        [
            *(getattr(of, name) for name in of.arguments),
            of.tasks["size"].result(of).item(),
        ]
        for of in made
    ]
    numbers = np.array(rows)
    asked = np.zeros(numbers.shape, bool)
    asked[:, -1] = True
    names = (_("Input"), _("Kernel"), _("Stride"), _("Padding"), _("Dilation"))
    return [Grid("", numbers, asked, (*names, _("Output")))]


def grids(kind: Kind, made: Sequence[Explorer]) -> list[Grid]:
    """Return what stands on a sheet."""
    return matrices(made, kind.roles) if kind.roles else size_list(made)


def zeros(*shape: int) -> np.ndarray:
    """Return an array to be filled with fresh numbers."""
    return np.zeros(shape, int)


FIRST = (0, 0)
KINDS = {
    "sliding-window": Kind(
        _("One image, one kernel"),
        lambda: SlidingWindow(zeros(5, 5), zeros(3, 3), bias=1),
        _(
            "Move the kernel over the input, one cell at a time, without rotating it. In"
            " each window multiply every number by the weight that lies on it, add up the"
            " products and the bias, which is 1, and write the sum into the output."
        ),
        lambda of: explain.conv2d(of.image, of.kernel, of.bias, at=FIRST),
        "gga",
    ),
    "channels": Kind(
        _("Several channels, several filters"),
        lambda: Channels(zeros(2, 4, 4), zeros(2, 2, 3, 3), zeros(2)),
        _(
            "Each filter has a matrix of weights for each channel of the input. For each"
            " cell of an output add up the products of all channels and the filter’s bias."
            " The stride is 1, and there is no padding."
        ),
        lambda of: explain.conv2d(of.image, of.filters, of.bias, at=(0, *FIRST)),
        "g" * 7 + "aa",
    ),
    "output-size": Kind(
        _("How large is the output?"),
        lambda: OutputSize(12, 3, 2, 1, 2),
        _(
            "How many windows fit along one axis? The padding is that of one side; with"
            " dilation 2 there is one cell between two neighbouring weights."
        ),
        lambda of: explain.output_size(*(getattr(of, name) for name in of.arguments)),
        tasks=8,
    ),
    "pooling": Kind(
        _("Pooling, there and back"),
        lambda: Pooling(zeros(4, 4), 2, 2),
        _(
            "Windows of 2 × 2 with stride 2 pass on their largest number. Fill in the pooled"
            " map. Then the gradient comes back: write what arrives at each cell of the"
            " feature map."
        ),
        lambda of: explain.max_pool2d(of.feature_map, 2, 2, at=FIRST),
        "gaga",
    ),
    "conv-backward": Kind(
        _("Back through a convolution"),
        lambda: ConvBackward(zeros(4, 4), zeros(2, 2), zeros(3, 3)),
        _(
            "The input was convolved with the kernel, with stride 1 and no padding, and the"
            " gradient of the output is known. Find the gradients of the input and of the"
            " kernel."
        ),
        lambda of: explain.conv2d_backward(
            of.grad_output, of.image, of.kernel, wrt="input", at=FIRST
        ),
        "gggaa",
    ),
    "transposed": Kind(
        _("The transposed convolution"),
        lambda: Transposed(zeros(2, 2), zeros(3, 3), 2),
        _(
            "Each number of the input stamps the kernel, multiplied by that number, onto the"
            " output, and the next stamp lies two cells further. Where stamps overlap, they"
            " add."
        ),
        lambda of: explain.conv_transpose2d(of.image, of.kernel, stride=2, at=FIRST),
        "gga",
    ),
}
