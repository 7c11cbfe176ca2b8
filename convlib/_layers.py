"""The checked layers: arguments of a convolution, with every axis there."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib._axis import Axis
from convlib._borders import Border, Mode, border, checked_mode, pixel_at, refuse_far
from convlib._door import SHAPES, WrongValue
from convlib._orders import hint
from convlib.shapes import Sides, stamp_axes, window_axes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Convolution(NamedTuple):
    """The checked arguments of a convolution, or of its transpose.

    The axes are the same for both: a convolution's windows read pixels of its input, a
    transposed convolution's stamps are laid on pixels of its output.
    """

    input: NDArray[Any]  #: (N, C, H, W), or (N, C, L)
    weight: NDArray[Any]  #: (K, C // groups, kH, kW), transposed (C, K // groups, ...)
    bias: NDArray[Any] | None  #: (K,)
    axes: tuple[Axis, ...]
    groups: int
    ndim: int  #: of the input as it was given
    transposed: bool = False
    mode: Mode = "zeros"  #: what lies around the images

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of the output, with as many axes as the input was given with."""
        if self.transposed:
            channels = self.weight.shape[1] * self.groups
            size = tuple(axis.size for axis in self.axes)
        else:
            channels, size = self.weight.shape[0], self.size
        return (len(self.input), channels, *size)[self.input.ndim - self.ndim :]

    @property
    def size(self) -> tuple[int, ...]:
        """How many windows or stamps there are along each axis."""
        return tuple(axis.count for axis in self.axes)

    @property
    def stride(self) -> tuple[int, ...]:
        """From one window to the next, along each axis."""
        return tuple(axis.stride for axis in self.axes)

    @property
    def dilation(self) -> tuple[int, ...]:
        """From one kernel cell to the next, along each axis."""
        return tuple(axis.dilation for axis in self.axes)

    @property
    def sides(self) -> Sides:
        """Zeros before and after the pixels of each axis."""
        return tuple((axis.before, axis.after) for axis in self.axes)

    def like_input(self, array: NDArray[Any]) -> NDArray[Any]:
        """Drop from ``array`` (N, K, ...) the axes that the input was without."""
        if array.ndim == self.ndim:
            return array
        return array.reshape(array.shape[array.ndim - self.ndim :])

    def gradient(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Check a gradient with respect to the output; return it as (N, K, ...)."""
        grad = _check.gradient(grad_output, self.output_shape)
        return grad[(None,) * (self.input.ndim - self.ndim)]

    @property
    def plain(self) -> bool:
        """Whether the input has neither batch nor channels: a matrix, or a signal."""
        return self.ndim == len(self.axes)

    def as_image(self) -> Convolution:
        """Return a layer of signals as the one of images of one row."""
        if len(self.axes) == 2:
            return self
        x, w = self.input[:, :, None], self.weight[:, :, None]
        axes = (Axis(1, 1), *self.axes)
        return self._replace(input=x, weight=w, axes=axes, ndim=self.ndim + 1)

    def border(self) -> Border | None:
        """Return how the images go on around their edges, if not with zeros."""
        if self.mode == "zeros":
            return None
        _check.empty(self.output_shape, self.input.dtype)  # before any work is done
        return border(self.axes, self.mode)

    def locate(self, at: object) -> tuple[int, ...]:
        """Return (n, k, i, j) of the output cell ``at``, an index as `_check.cell`."""
        given = _check.cell("output", self.output_shape, at)
        return (*[0] * (self.input.ndim - self.ndim), *given)

    def places(self, *cell: int) -> tuple[list[int], ...]:
        """Return the rows and columns that the window of a cell (i, j) lies on.

        In the padding they are negative or too large.
        """
        return tuple(
            list(axis.reads(window))
            for axis, window in zip(self.axes, cell, strict=True)
        )

    def readers(self, *pixel: int) -> tuple[list[tuple[int, int]], ...]:
        """Return each (window, cell) that reads a pixel (r, c), along each axis.

        In the order of the cells; in the padding, too, where the pixel stands there.
        """
        if self.mode == "zeros":
            return tuple(
                axis.readers(at) for axis, at in zip(self.axes, pixel, strict=True)
            )
        return tuple(
            [
                (window, cell)
                for cell, window in product(range(axis.kernel), range(axis.count))
                if pixel_at(axis.pixel(window, cell), axis.size, self.mode) == at
            ]
            for axis, at in zip(self.axes, pixel, strict=True)
        )

    def pixels(self, *cell: int) -> tuple[list[int], ...]:
        """Return the rows and columns of the pixels that stand there."""
        return tuple(
            [pixel_at(place, axis.size, self.mode) for place in places]
            for axis, places in zip(self.axes, self.places(*cell), strict=True)
        )


def convolution(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: object,
    padding: object,
    dilation: object,
    groups: object,
    padding_mode: object = "zeros",
    letters: str = "HW",
) -> Convolution:
    """Check the arguments of `conv2d`, or of `conv1d` with ``letters`` "L"."""
    x, w, ndim = _images_and_weight(input, weight, "K", "C", letters)
    channels, filters = x.shape[1], w.shape[0]
    groups = _check.integer("groups", groups, 1)
    if channels % groups:
        said = _order(x, w, ndim, 1, groups)
        raise WrongValue(
            f"groups {groups} does not divide {channels} channels{said}{SHAPES}"
        )
    if filters % groups:
        raise WrongValue(f"groups {groups} does not divide {filters} filters{SHAPES}")
    if w.shape[1] * groups != channels:
        raise WrongValue(
            f"weight has {w.shape[1]} channels, but input has {channels} in groups "
            f"{groups}, that is {channels // groups} each"
            f"{_order(x, w, ndim, 1, groups)}{SHAPES}"
        )
    b = _channel_bias(bias, filters, ndim, x, w, 1, groups)
    context = SHAPES
    if any(k > n for k, n in zip(w.shape[2:], x.shape[2:], strict=True)):
        context = _order(x, w, ndim, 1, groups) + SHAPES
    axes = window_axes(x.shape[2:], w.shape[2:], stride, padding, dilation, context)
    mode = checked_mode(padding_mode)
    refuse_far(mode, axes)
    return Convolution(x, w, b, axes, groups, ndim, mode=mode)


def transposition(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: object,
    padding: object,
    output_padding: object,
    groups: object,
    dilation: object,
    output_size: object = None,
    letters: str = "HW",
) -> Convolution:
    """Check the arguments of `conv_transpose2d`, or of the one with ``letters`` "L"."""
    x, w, ndim = _images_and_weight(input, weight, "C", "K", letters)
    channels = x.shape[1]
    if w.shape[0] != channels:
        raise WrongValue(
            f"weight has stamps for {w.shape[0]} channels, but input has "
            f"{channels}{_order(x, w, ndim, 0, 1)}{SHAPES}"
        )
    groups = _check.integer("groups", groups, 1)
    if channels % groups:
        raise WrongValue(f"groups {groups} does not divide {channels} channels{SHAPES}")
    filters = w.shape[1] * groups
    b = _channel_bias(bias, filters, ndim, x, w, 0, groups)
    count = len(letters)
    if isinstance(output_size, list | tuple) and count < len(output_size) == ndim:
        output_size = output_size[-count:]  # the shape of what is to come back
    rest = (stride, padding, output_padding, dilation)
    axes = stamp_axes(x.shape[2:], w.shape[2:], *rest, output_size=output_size)
    return Convolution(x, w, b, axes, groups, ndim, transposed=True)


def matrices(
    x: ArrayLike, h: ArrayLike, mode: object
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Check the arguments of `convolve2d`."""
    signal, kernel = _check.array("x", x), _check.array("h", h)
    for name, value in (("x", signal), ("h", kernel)):
        if value.ndim != 2:
            raise WrongValue(
                f"{name} must be a matrix, shape (H, W), got {value.shape}{SHAPES}"
            )
        _check.not_empty(name, value, "HW")
    _check.word("mode", mode, ("full", "same", "valid"))
    taller, wider = (a - b for a, b in zip(signal.shape, kernel.shape, strict=True))
    if mode == "valid" and taller * wider < 0:
        raise WrongValue(
            f'mode "valid" needs one array that fits into the other{SHAPES}'
        )
    return signal, kernel


def part_of_full(
    mode: str, x: tuple[int, ...], h: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where in the result of mode "full" another mode's begins, and its size."""
    pairs = list(zip(x, h, strict=True))
    if mode == "full":
        return (0,) * len(x), tuple(a + b - 1 for a, b in pairs)
    if mode == "same":
        return tuple((b - 1) // 2 for b in h), x
    return tuple(min(p) - 1 for p in pairs), tuple(abs(a - b) + 1 for a, b in pairs)


def _images_and_weight(
    input: ArrayLike, weight: ArrayLike, first: str, second: str, letters: str
) -> tuple[NDArray[Any], NDArray[Any], int]:
    """Return both with every axis, and the input's own number of axes.

    ``first`` and ``second`` name the channels of the weight, ``letters`` the axes of an
    image.
    """
    x, w = _check.array("input", input), _check.array("weight", weight)
    count = len(letters)
    full, missing = 2 + count, 2 + count - x.ndim
    _check.image_axes(x, letters, SHAPES)
    expected = count if missing == 2 else full
    if w.ndim != expected:
        cells = [f"k{letter}" for letter in letters]
        names = [first, f"{second} // groups", *cells][full - expected :]
        raise WrongValue(
            f"weight must have shape {_check.layout(*names)} for an input with "
            f"{x.ndim} {'axis' if x.ndim == 1 else 'axes'}, got {w.shape}{SHAPES}"
        )
    if not w.size:
        _check.not_empty("weight", w, f"{first}{second}{letters}"[-w.ndim :])
    if not missing:
        return x, w, full
    return x[(None,) * missing], w[(None,) * (full - w.ndim)], x.ndim


def _order(
    x: NDArray[Any],
    w: NDArray[Any],
    ndim: int,
    channels: int,
    groups: int,
    filters: int | None = None,
) -> str:
    """Say in which axis order input and weight would fit, as `_orders.hint`."""
    plain = ndim == x.ndim - 2
    shape = x.shape[x.ndim - ndim :]
    return "" if plain else hint(shape, w.shape, channels, groups, filters)


def _channel_bias(
    bias: ArrayLike | None,
    count: int,
    ndim: int,
    x: NDArray[Any],
    w: NDArray[Any],
    channels: int,
    groups: int,
) -> NDArray[Any] | None:
    """Check a bias: one number for each output channel; just a number for a matrix.

    A plain number leaves the float dtype of input and weight as it is, as in NumPy.
    """
    if bias is None:
        return None
    b = _check.array("bias", bias)
    if b.ndim == 0 and ndim == x.ndim - 2:
        b = b[None]
    if type(bias) in (int, float, complex):
        dtype = np.result_type(x, w, bias)
        if dtype.kind in "fc":
            b = b.astype(dtype)
    if b.shape != (count,):
        said = _order(x, w, ndim, channels, groups, b.size) if b.ndim == 1 else ""
        raise WrongValue(
            f"bias must have shape ({count},), one number for each "
            f"output channel, got {b.shape}{said}{SHAPES}"
        )
    return b
