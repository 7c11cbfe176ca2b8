"""What an output cell sees: how far a stack of layers reaches into the image."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convlib import _check
from convlib._axis import Axis
from convlib._door import WrongKind, public
from convlib.shapes import IntOrPair, Padding, like_arguments, padding_sides

if TYPE_CHECKING:
    from numpy.typing import NDArray


__all__ = ["Field", "Layer", "pixels_read", "receptive_field"]


@dataclass(frozen=True)
class Layer:
    """The geometry of a convolution or pooling layer.

    Parameters
    ----------
    kernel_size : int or pair of int
        F, cells of the kernel or of the pooling window.
    stride : int or pair of int
        S, pixels from one window to the next.
    padding : int, pair of int, "valid" or "same"
        P, pixels of zeros on each side; the words as in `output_size`.
    dilation : int or pair of int
        D, pixels between neighbouring kernel cells; 1 is dense.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or too small.

    Examples
    --------
    >>> Layer(3, dilation=2)
    Layer(kernel_size=3, stride=1, padding=0, dilation=2)
    """

    kernel_size: IntOrPair
    stride: IntOrPair = 1
    padding: Padding = 0
    dilation: IntOrPair = 1

    @public(name="Layer")
    def __post_init__(self) -> None:
        _ = self.axes  # checks them
        # A list or an array could be changed after these checks.
        for name in ("kernel_size", "stride", "padding", "dilation"):
            value = getattr(self, name)
            if not isinstance(value, str):
                plain = like_arguments(_check.integer_pair(name, value), value)
                object.__setattr__(self, name, plain)

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """The axes of the layer, vertical and horizontal, on an image of one window."""
        kernel = _check.integer_pair("kernel_size", self.kernel_size, 1)
        stride = _check.integer_pair("stride", self.stride, 1)
        dilation = _check.integer_pair("dilation", self.dilation, 1)
        sides = padding_sides(self.padding, kernel, stride, dilation)
        vertical, horizontal = (
            Axis(max(1, (k - 1) * d + 1 - before - after), k, s, before, after, d)
            for k, s, (before, after), d in zip(
                kernel, stride, sides, dilation, strict=True
            )
        )
        return vertical, horizontal


class Field(NamedTuple):
    """The pixels that the cells of one layer's output see, along each axis.

    Cell i sees nothing outside of the pixels ``start + i * jump`` to
    ``start + i * jump + size - 1``; `pixels_read` says which of these it does see.

    Examples
    --------
    >>> field = Field(size=3, jump=2, start=-1)   # of a 3 × 3 layer, stride 2, padding 1
    >>> [field.start + i * field.jump for i in range(4)]
    [-1, 1, 3, 5]
    """

    size: int | tuple[int, int]  #: pixels from the first to the last, both counted
    jump: int | tuple[int, int]  #: pixels from one cell's field to the next cell's
    start: int | tuple[int, int]  #: first pixel of cell 0; negative in the padding


@public()
def receptive_field(layers: Iterable[Layer]) -> list[Field]:
    """Return the receptive field of each layer of a stack, in pixels of the image.

    From layer to layer, with ``size = jump = 1`` and ``start = 0`` for the image::

        size  += D (F - 1) jump
        start -= P jump
        jump  *= S

    Parameters
    ----------
    layers : iterable of Layer
        The first one reads the image.

    Returns
    -------
    list of Field
        Size, jump and start for each layer's output: ints if the layers have no pairs,
        pairs (vertical, horizontal) otherwise.

    Raises
    ------
    TypeError
        If ``layers`` is not an iterable of `Layer`.

    Notes
    -----
    Notes, section "空洞卷积"; Araujo, Norris and Sim (2019), "Computing Receptive Fields
    of Convolutional Neural Networks", Distill.  The size grows by the same number of
    pixels with each layer as long as stride and dilation stay the same, and doubles only
    if one of them doubles what a layer adds.

    Examples
    --------
    The notes' stack of 3 × 3 kernels, dilated 1, 2 and 4, and the same undilated:

    >>> [field.size for field in receptive_field([Layer(3, dilation=d) for d in (1, 2, 4)])]
    [3, 7, 15]
    >>> [field.size for field in receptive_field([Layer(3)] * 3)]
    [3, 5, 7]
    >>> receptive_field([Layer(3, padding=1), Layer(2, stride=2), Layer((3, 5))])[-1]
    Field(size=(8, 12), jump=(2, 2), start=(-1, -1))
    """
    stack = _stack(layers)
    arguments = [
        argument
        for layer in stack
        for argument in (
            layer.kernel_size,
            layer.stride,
            layer.padding,
            layer.dilation,
        )
    ]
    return [
        Field(*(like_arguments(number, *arguments) for number in field))
        for field in _fields(stack)
    ]


@public()
def pixels_read(layers: Iterable[Layer]) -> NDArray[np.bool_]:
    """Return which pixels of its receptive field an output cell really reads.

    Parameters
    ----------
    layers : iterable of Layer
        The first one reads the image.

    Returns
    -------
    ndarray of bool
        The receptive field of one cell of the last layer, True where the pixel reaches
        the cell on at least one way through the layers.  Its shape is that of the field,
        padding or not.

    Raises
    ------
    TypeError
        If ``layers`` is not an iterable of `Layer`.
    MemoryError
        If the field does not fit into memory, before any work is done.

    Notes
    -----
    Notes, section "空洞卷积": dilation is not free.  Layers whose dilations have a common
    factor leave holes that no later layer of the kind fills; Wang et al. (2018),
    "Understanding Convolution for Semantic Segmentation", call it gridding.  A kernel
    reads a full grid of rows and columns, so both axes can be worked out on their own.

    Examples
    --------
    >>> pixels_read([Layer(3, dilation=2)]).astype(int)
    array([[1, 0, 1, 0, 1],
           [0, 0, 0, 0, 0],
           [1, 0, 1, 0, 1],
           [0, 0, 0, 0, 0],
           [1, 0, 1, 0, 1]])
    >>> read = pixels_read([Layer(3, dilation=2)] * 3)
    >>> read.shape, read.sum()   # 49 of 169
    ((13, 13), np.int64(49))
    """
    stack = _stack(layers)
    fields = _fields(stack)
    size = fields[-1][0] if fields else (1, 1)
    read = _check.empty(size, np.bool_)
    np.logical_and.outer(_read(stack, 0), _read(stack, 1), out=read)
    return read


def _read(stack: list[Layer], axis: int) -> NDArray[np.bool_]:
    """Return `pixels_read` along one axis."""
    read, jump = np.ones(1, np.bool_), 1
    for layer in stack:
        along = layer.axes[axis]
        between = along.dilation * jump
        wider = np.zeros(len(read) + (along.kernel - 1) * between, np.bool_)
        for cell in range(along.kernel):
            wider[cell * between : cell * between + len(read)] |= read
        read, jump = wider, jump * along.stride
    return read


def _fields(
    stack: list[Layer],
) -> list[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]]:
    """Return size, jump and start of each layer's field, for both axes."""
    fields = []
    size, jump, start = (1, 1), (1, 1), (0, 0)
    for layer in stack:
        y, x = layer.axes
        size = (size[0] + (y.span - 1) * jump[0], size[1] + (x.span - 1) * jump[1])
        start = (start[0] - y.before * jump[0], start[1] - x.before * jump[1])
        jump = (jump[0] * y.stride, jump[1] * x.stride)
        fields.append((size, jump, start))
    return fields


def _stack(layers: object) -> list[Layer]:
    """Return ``layers`` as a list, or say what it holds that is not a layer."""
    if not isinstance(layers, Iterable):
        raise WrongKind(
            f"layers must be an iterable of Layer, got {_check.shown(layers)}"
        )
    stack = list(layers)
    for layer in stack:
        if not isinstance(layer, Layer):
            raise WrongKind(
                f"layers must hold objects of class Layer, got {_check.shown(layer)}"
            )
    return stack
