"""What an output cell sees: how far a stack of layers reaches into the image."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from convlib import _check
from convlib._axis import Axis
from convlib._door import NoRoom, WrongKind, public
from convlib.shapes import (
    IntOrPair,
    Padding,
    checked_padding,
    like_arguments,
    padding_sides,
    plain_padding,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


__all__ = ["Field", "Layer", "pixels_read", "receptive_field"]

T = TypeVar("T")

#: More pairs of cells and kernel cells are not listed on the way through one layer.
_MOST_PAIRS = 2**20


@dataclass(frozen=True, repr=False)
class Layer:
    """The geometry of a convolution, pooling or transposed convolution layer.

    Parameters
    ----------
    kernel_size : int or pair of int
        F, cells of the kernel or of the pooling window.
    stride : int or pair of int, optional
        S, pixels from one window to the next; None for the kernel size, as in pooling.
    padding : int, pair of int, pair of pairs, "valid" or "same"
        P, pixels of zeros on each side, in the forms of `output_size`; "same" for
        stride 1 only, since otherwise it depends on the size of the image.  Of a
        transposed convolution, pixels cut off on each side: a number, or a pair.
    dilation : int or pair of int
        D, pixels between neighbouring kernel cells; 1 is dense.
    transposed : bool
        Whether pixels stamp kernels instead.  An output padding changes no field.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or too small.

    Examples
    --------
    >>> Layer(3, dilation=2)
    Layer(kernel_size=3, stride=1, padding=0, dilation=2)
    >>> Layer(2, stride=None)
    Layer(kernel_size=2, stride=2, padding=0, dilation=1)
    >>> Layer(2, stride=2, transposed=True)
    Layer(kernel_size=2, stride=2, padding=0, dilation=1, transposed=True)
    """

    kernel_size: IntOrPair
    stride: IntOrPair | None = 1
    padding: Padding = 0
    dilation: IntOrPair = 1
    transposed: bool = False

    @public(name="Layer")
    def __post_init__(self) -> None:
        if self.stride is None:
            object.__setattr__(self, "stride", self.kernel_size)
        is_transposed = _check.flag("transposed", self.transposed)
        object.__setattr__(self, "transposed", is_transposed)
        if is_transposed and isinstance(self.padding, str):
            raise WrongKind(
                "padding of a transposed convolution must be an integer or a pair of "
                f"integers, got {_check.shown(self.padding)}"
            )
        if is_transposed:
            _check.integer_pair("padding", self.padding, 0)
        _ = self.axes  # checks them
        # A list or an array could be changed after these checks.
        for name in ("kernel_size", "stride", "dilation"):
            value = getattr(self, name)
            plain = like_arguments(_check.integer_pair(name, value), value)
            object.__setattr__(self, name, plain)
        if not isinstance(self.padding, str):
            edges = plain_padding(checked_padding(self.padding, 2))
            edge = edges if _check.listed(self.padding) else edges[0]
            object.__setattr__(self, "padding", edge)

    def __repr__(self) -> str:
        names = ["kernel_size", "stride", "padding", "dilation"]
        names += ["transposed"] if self.transposed else []
        arguments = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"Layer({arguments})"

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """The axes of the layer, vertical and horizontal, on an image of one window.

        Of a transposed convolution, on an output with one stamp.
        """
        kernel = _check.integer_pair("kernel_size", self.kernel_size, 1)
        stride = _check.integer_pair("stride", self.stride, 1)
        dilation = _check.integer_pair("dilation", self.dilation, 1)
        padding = checked_padding(self.padding, 2)
        sides = padding_sides(padding, None, kernel, stride, dilation)
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

    Of an image of W pixels only pixels 0 to W - 1 are there at all: what lies before and
    after is padding.  A field can be larger than the image, such as the 427 pixels of
    ResNet-50's last layers on images of 224: then no cell has all of its field on the
    image, and those in the middle have the whole image in their field.

    Behind a transposed convolution the fields of neighbouring cells differ, in size and
    in how far they are apart.  Then ``size`` is that of the largest, ``jump`` the mean,
    a `fractions.Fraction` if it is no integer, and ``start`` where that of cell 0 begins.

    Examples
    --------
    >>> field = Field(size=3, jump=2, start=-1)   # of a 3 × 3 layer, stride 2, padding 1
    >>> [field.start + i * field.jump for i in range(4)]
    [-1, 1, 3, 5]

    What is there of it on an image of 6 pixels, for each of its 3 cells:

    >>> [(max(0, first), min(6, first + field.size) - 1) for first in (-1, 1, 3)]
    [(0, 1), (1, 3), (3, 5)]
    """

    size: int | tuple[int, int]  #: pixels from the first to the last, both counted
    #: pixels from one cell's field to the next cell's
    jump: int | Fraction | tuple[int | Fraction, int | Fraction]
    start: int | tuple[int, int]  #: first pixel of cell 0; negative in the padding


@public()
def receptive_field(layers: Iterable[Layer]) -> list[Field]:
    """Return the receptive field of each layer of a stack, in pixels of the image.

    From layer to layer, with ``size = jump = 1`` and ``start = 0`` for the image::

        size  += D (F - 1) jump
        start -= P jump
        jump  *= S

    A transposed convolution divides the jump by its stride, and each of its pixels reads
    the cells whose stamps lie on it: not all of them the same number.

    Parameters
    ----------
    layers : iterable of Layer
        The first one reads the image.

    Returns
    -------
    list of Field
        Size, jump and start for each layer's output: ints if the layers have no pairs,
        pairs (vertical, horizontal) otherwise.  Behind a transposed convolution the size
        is the largest over all positions.

    Raises
    ------
    TypeError
        If ``layers`` is not an iterable of `Layer`.
    MemoryError
        If a layer behind a transposed convolution connects more than 2²⁰ cells with each
        position; those in front of it can be of any size.

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

    Down and up again: each pixel of the last layer but one sees one stamp, and with it
    3 pixels; those of the last layer see two.

    >>> down, up = Layer(3, stride=2, padding=1), Layer(2, stride=2, transposed=True)
    >>> [field.size for field in receptive_field([down, up, Layer(3, padding=1)])]
    [3, 3, 5]
    """
    stack = _check.instances("layers", layers, Layer)
    given = [
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
        Field(
            like_arguments((y[0], x[0]), *given),
            like_arguments((y[1], x[1]), *given),
            like_arguments((y[2], x[2]), *given),
        )
        for y, x in zip(*_along_both(stack, _fields), strict=True)
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
        padding or not.  Behind a transposed convolution it is a cell whose field is the
        largest, and one of these that reads the most.

    Raises
    ------
    TypeError
        If ``layers`` is not an iterable of `Layer`.
    MemoryError
        If the field does not fit into memory, before any work is done, and as for
        `receptive_field`.

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
    stack = _check.instances("layers", layers, Layer)
    sizes = [fields[-1][0] if fields else 1 for fields in _along_both(stack, _fields)]
    read = _check.empty(tuple(sizes), np.bool_)
    np.logical_and.outer(*_along_both(stack, _read), out=read)
    return read


def _along_both(stack: list[Layer], work: Callable[[list[Layer], int], T]) -> list[T]:
    """Return what comes out along each axis, worked out once if they are the same."""
    vertical = work(stack, 0)
    same = all(down == across for down, across in (layer.axes for layer in stack))
    return [vertical, vertical if same else work(stack, 1)]


def _fields(stack: list[Layer], axis: int) -> list[tuple[int, int | Fraction, int]]:
    """Return size, jump and start of each layer's field, along one axis."""
    below, above = _parted(stack)
    fields: list[tuple[int, int | Fraction, int]] = []
    size, jump, start = 1, 1, 0
    for layer in below:
        along = layer.axes[axis]
        size, start = size + (along.span - 1) * jump, start - along.before * jump
        jump *= along.stride
        fields.append((size, jump, start))
    step = Fraction(jump)
    for depth, layer in enumerate(above, 1):
        stride = layer.axes[axis].stride
        step = step / stride if layer.transposed else step * stride
        reach = max((cells[-1] for cells in _kinds(above[:depth], axis)), default=None)
        fields.append(
            (
                0 if reach is None else size + reach * jump,
                step.numerator if step.denominator == 1 else step,
                start + _first(above[:depth], axis) * jump,
            )
        )
    return fields


def _read(stack: list[Layer], axis: int) -> NDArray[np.bool_]:
    """Return `pixels_read` along one axis."""
    below, above = _parted(stack)
    read, jump = np.ones(1, np.bool_), 1
    for layer in below:
        along = layer.axes[axis]
        between = along.dilation * jump
        read = _repeated(read, along.kernel, between)
        jump *= along.stride
    widest = max(
        _kinds(above, axis),
        key=lambda cells: (cells[-1], len(cells), cells),
        default=(),
    )
    return _spread(read, [cell * jump for cell in widest])


def _repeated(read: NDArray[np.bool_], count: int, apart: int) -> NDArray[np.bool_]:
    """Return what is read by ``count`` cells so far apart, each of which reads ``read``.

    By the first half of them, which then is laid over the other half.
    """
    if count == 1:
        return read
    half = (count + 1) // 2
    return _spread(_repeated(read, half, apart), [0, (count - half) * apart])


def _spread(read: NDArray[np.bool_], offsets: list[int]) -> NDArray[np.bool_]:
    """Return what is read by cells this far apart, each of which reads ``read``."""
    wider = np.zeros(len(read) + offsets[-1] if offsets else 0, np.bool_)
    for offset in offsets:
        wider[offset : offset + len(read)] |= read
    return wider


def _parted(stack: list[Layer]) -> tuple[list[Layer], list[Layer]]:
    """Return the layers in front of the first transposed one, and the others."""
    count = next((i for i, layer in enumerate(stack) if layer.transposed), len(stack))
    return stack[:count], stack[count:]


def _kinds(stack: list[Layer], axis: int) -> set[tuple[int, ...]]:
    """Return which cells of the stack's input the cells of its last layer read.

    Each tuple is one kind of cell, with the first cell that it reads as number 0.  Cells
    that read nothing are no kind.
    """
    # From the last layer to the first.  A kind stands for all cells at multiples of
    # `period` from its own.
    kinds: set[tuple[int, ...]] = {(0,)}
    period = 1
    for layer in reversed(stack):
        along = layer.axes[axis]
        if sum(map(len, kinds)) * along.kernel > _MOST_PAIRS:
            raise NoRoom(
                f"no memory for what is read through more than {_MOST_PAIRS} cells of "
                f"kernels behind a transposed convolution; {layer}"
            )
        if layer.transposed:
            found = [new for cells in kinds for new in _stampers(along, cells, period)]
            period //= math.gcd(period, along.stride)
        else:
            found = [{r for i in cells for r in along.reads(i)} for cells in kinds]
            period *= along.stride
        kinds = {_moved(cells, period) for cells in found}
    return {_moved(cells, 1) for cells in kinds}


def _moved(cells: Iterable[int], period: int) -> tuple[int, ...]:
    """Return cells in order, moved by a multiple of the period: the first one to 0."""
    ordered = sorted(cells)
    shift = ordered[0] // period * period
    return tuple(cell - shift for cell in ordered)


def _stampers(along: Axis, cells: Iterable[int], period: int) -> list[set[int]]:
    """Return whose stamps lie on these cells, for each way in which they can lie.

    The cells may be moved by multiples of the period, and the stamps lie on them in the
    same way again where a multiple of it is one of the stride.
    """
    shared = math.gcd(period, along.stride)
    ways = along.stride // shared
    inverse = pow(period // shared, -1, ways)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for cell in cells:
        for pixel in along.reads(0):
            offset = cell - pixel
            if offset % shared == 0:
                way = -offset // shared * inverse % ways
                found[way].add((offset + way * period) // along.stride)
    return list(found.values())


def _first(stack: list[Layer], axis: int) -> int:
    """Return where in the stack's input the field of its last layer's cell 0 begins."""
    first = 0
    for layer in reversed(stack):
        along = layer.axes[axis]
        if layer.transposed:  # the first stamp that can reach it, by its last cell
            first = -((along.pixel(0, along.kernel - 1) - first) // along.stride)
        else:
            first = along.pixel(first, 0)
    return first
