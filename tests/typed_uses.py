"""Uses of convlib as a type checker reads them: never run.

`mypy --strict` accepts this file, and with it each of its comments: where one says that a
line is refused and the line is not, that is an error, too.
"""

from typing import Any, Literal, assert_type

import numpy as np
from numpy.typing import NDArray

import convlib
from convlib import explain, figures, nn

Image = NDArray[Any]
Both = tuple[Image, NDArray[np.int64]]


def pooling(x: Image, flag: bool) -> None:
    """The order of PyTorch, and a flag that is known or is not."""
    assert_type(convlib.max_pool2d(x, 2), Image)
    assert_type(convlib.max_pool2d(x, 2, None, 0, 1, False, True), Both)
    assert_type(convlib.max_pool2d(x, 2, None, 0, 1, False, False), Image)
    assert_type(convlib.max_pool2d(x, 2, return_indices=True), Both)
    assert_type(convlib.max_pool2d(x, 2, return_indices=flag), Image | Both)
    assert_type(convlib.max_pool2d(x, 2, None, 0, 1, False, flag), Image | Both)
    convlib.max_pool2d(x, 2, return_indices="yes")  # type: ignore[call-overload]
    convlib.max_pool2d(x, 2, 1.5)  # type: ignore[call-overload]


def integers(x: Image) -> None:
    """Whatever counts as an integer, a pair of them, or one for both axes."""
    for stride in (2, np.int64(2), (2,), (1, 2), [1, 2], np.array([1, 2])):
        convlib.conv2d(x, x, stride=stride)
        convlib.max_pool2d(x, 2, stride)
        convlib.unfold(x, 2, stride=stride)
        nn.Conv2d(1, 1, 2, stride)
        convlib.output_size(9, 2, stride)
    convlib.conv2d(x, x, padding="same", groups=np.int64(2))
    for padding in (((1, 0), (0, 2)), [[1, 0], [0, 2]]):
        convlib.conv2d(x, x, padding=padding)
        convlib.avg_pool2d(x, 2, padding=padding)
        convlib.Layer(3, padding=padding)
    convlib.conv2d(x, x, padding_mode="circular")
    convlib.conv1d(x, x, stride=(2,), padding=(2, 0), padding_mode="reflect")
    assert_type(convlib.max_pool1d(x, 2), Image)
    assert_type(convlib.max_pool1d(x, 2, None, 0, 1, False, True), Both)
    convlib.conv_transpose2d(x, x, groups=np.int64(2))
    nn.Conv2d(np.int64(1), np.int64(2), 3)
    convlib.softmax(x, dim=np.int64(-1))
    convlib.avg_pool2d(x, 2, divisor_override=np.int64(3))
    assert_type(convlib.output_size(np.int64(5), 3), int)
    assert_type(convlib.effective_kernel_size((3, 3)), int | tuple[int, int])
    convlib.conv2d(x, x, stride=2.0)  # type: ignore[arg-type]
    convlib.conv2d(x, x, stride="2")  # type: ignore[arg-type]
    convlib.conv2d(x, x, padding="full")  # type: ignore[arg-type]
    convlib.conv2d(x, x, padding=((1.5, 0), (0, 0)))  # type: ignore[arg-type]
    convlib.conv1d(x, x, padding_mode="mirror")  # type: ignore[arg-type]
    convlib.softmax(x, axis=1)  # type: ignore[call-arg]


def cells(x: Image, w: Image) -> None:
    """The place of a cell, as whatever counts as integers, one for each axis."""
    for at in ((0, 1), [0, 1], np.unravel_index(3, (2, 2)), np.array([1, 1])):
        explain.conv2d(x, w, at=at)
        explain.conv2d_backward(x, x, w, wrt="weight", at=at)
        explain.conv_transpose2d(x, w, at=at)
        explain.convolve2d(x, w, at=at)
        explain.max_pool2d(x, 2, at=at)
        explain.avg_pool2d_backward(x, x, 2, at=at)
        explain.pixel_shuffle(x, 2, at=at)
        explain.cross_entropy(x, 1, at=at)
        figures.convolution(x, w, at=at)
        figures.channels(x, w, at=at)
        figures.grid(None, x, active=at, padding=at, window=(at, at))
        figures.steps(x, w, at=[at], across=np.int64(2))
    explain.conv1d(x, w, at=(np.int64(0),))
    explain.conv1d_backward(x, x, w, wrt="bias", at=np.int64(0))
    explain.avg_pool1d(x, np.int64(2), at=np.array([0]))
    figures.steps(x, w, at=np.argwhere(x > 0))
    figures.grid(None, x, padding=((0, np.int64(1)), (2, 0)))
    figures.output_size(np.int64(5), 3, stride=np.int64(2), padding=np.int64(1))
    explain.conv2d(x, w, at=0)  # type: ignore[arg-type]
    explain.max_pool2d(x, 2, at=(0, 1.5))  # type: ignore[arg-type]
    figures.steps(x, w, at=[0, 1])  # type: ignore[list-item]
    figures.grid(None, x, padding="same")  # type: ignore[arg-type]


def losses(z: Image, reduction: Literal["mean", "none"]) -> None:
    """A number, or one for each place."""
    assert_type(
        convlib.cross_entropy(z, [0, 1], [1, 2], ignore_index=np.int8(-1)), float
    )
    assert_type(convlib.nll_loss(z, [0, 1], reduction="sum"), float)
    assert_type(convlib.cross_entropy(z, [0, 1], reduction="none"), Image)
    assert_type(convlib.nll_loss(z, [0, 1], reduction=reduction), float | Image)
    convlib.cross_entropy(z, [0, 1], None, -100)  # type: ignore[call-overload]
    convlib.cross_entropy(z, [0, 1], reduction="average")  # type: ignore[call-overload]


def costs() -> None:
    """A convolution is counted from its output's size, a transposed one from its input's."""
    assert_type(convlib.conv_cost(3, 8, 3, (5, np.int64(6)), 1, True).flops, int)
    convlib.conv_cost(3, 8, 3, groups=1, transposed=True, input_size=5)
    convlib.conv_cost(3, 8, 3)  # type: ignore[call-overload]
    convlib.conv_cost(3, 8, 3, 5, transposed=True)  # type: ignore[call-overload]
    convlib.receptive_field([convlib.Layer(2, None), convlib.Layer(2, transposed=True)])


def names() -> None:
    """The submodules are there without being imported, and nothing else is."""
    convlib.nn.Sequential(nn.ReLU())
    convlib.gradcheck.numerical_gradient(np.sum, [1.0])
    convlib.explain.conv2d([[1]], [[1]], at=(0, 0))
    convlib.figures.grid(None, [[1]])
    convlib.widgets.SlidingWindow([[1]], [[1]])
    convlib.data.digits()
    assert_type(convlib.examples.tiny_cnn.label, int)
    print(convlib.nosuch)  # type: ignore[attr-defined]
    convlib.nn.NoSuch()  # type: ignore[attr-defined]
