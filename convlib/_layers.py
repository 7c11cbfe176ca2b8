"""The checked layers: arguments of a convolution, with every axis there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib._door import SHAPES, WrongKind, WrongValue
from convlib.shapes import Sides, stamp_axes, window_axes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib._axis import Axis


class Convolution(NamedTuple):
    """The checked arguments of a convolution, or of its transpose.

    The axes are the same for both: a convolution's windows read pixels of its input, a
    transposed convolution's stamps are laid on pixels of its output.
    """

    input: NDArray[Any]  #: (N, C, H, W)
    weight: NDArray[Any]  #: (K, C // groups, kH, kW), transposed (C, K // groups, ...)
    bias: NDArray[Any] | None  #: (K,)
    axes: tuple[Axis, ...]
    groups: int
    ndim: int  #: of the input as it was given: 2, 3 or 4
    transposed: bool = False

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

    def locate(self, at: object) -> tuple[int, int, int, int]:
        """Return (n, k, i, j) of the output cell ``at``, an index as `_check.cell`."""
        n, k, i, j = [0] * (4 - self.ndim) + _check.cell(
            "output", self.output_shape, at
        )
        return n, k, i, j

    def pixels(self, *cell: int) -> tuple[list[int], ...]:
        """Return the rows and columns of the input under the window of a cell (i, j).

        In the padding they are negative or too large.
        """
        return tuple(
            list(axis.reads(window))
            for axis, window in zip(self.axes, cell, strict=True)
        )


def convolution(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: object,
    padding: object,
    dilation: object,
    groups: object,
) -> Convolution:
    """Check the arguments of `conv2d`."""
    x, w, ndim = _images_and_weight(input, weight, "(K, C // groups, kH, kW)")
    channels, filters = x.shape[1], w.shape[0]
    groups = _check.integer("groups", groups, 1)
    if channels % groups:
        raise WrongValue(f"groups {groups} does not divide {channels} channels{SHAPES}")
    if filters % groups:
        raise WrongValue(f"groups {groups} does not divide {filters} filters{SHAPES}")
    if w.shape[1] * groups != channels:
        raise WrongValue(
            f"weight has {w.shape[1]} channels, but input has {channels} in groups "
            f"{groups}, that is {channels // groups} each{SHAPES}"
        )
    b = _channel_bias(bias, filters, ndim, [x, w])
    axes = window_axes(x.shape[2:], w.shape[2:], stride, padding, dilation)
    return Convolution(x, w, b, axes, groups, ndim)


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
) -> Convolution:
    """Check the arguments of `conv_transpose2d`."""
    x, w, ndim = _images_and_weight(input, weight, "(C, K // groups, kH, kW)")
    channels = x.shape[1]
    if w.shape[0] != channels:
        raise WrongValue(
            f"weight has stamps for {w.shape[0]} channels, but input has "
            f"{channels}{SHAPES}"
        )
    groups = _check.integer("groups", groups, 1)
    if channels % groups:
        raise WrongValue(f"groups {groups} does not divide {channels} channels{SHAPES}")
    filters = w.shape[1] * groups
    b = _channel_bias(bias, filters, ndim, [x, w])
    if isinstance(output_size, list | tuple) and 2 < len(output_size) == ndim:
        output_size = output_size[-2:]  # the shape of the image that is to come back
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
    if not isinstance(mode, str):
        raise WrongKind(
            f'mode must be "full", "same" or "valid", got {_check.shown(mode)}{SHAPES}'
        )
    if mode not in ("full", "same", "valid"):
        raise WrongValue(
            f'mode must be "full", "same" or "valid", got {mode!r}{SHAPES}'
        )
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
    input: ArrayLike, weight: ArrayLike, layout: str
) -> tuple[NDArray[Any], NDArray[Any], int]:
    """Return both with four axes, and the input's own number of axes.

    ``layout`` names the four axes of the weight.
    """
    x, w = _check.array("input", input), _check.array("weight", weight)
    if x.ndim not in (2, 3, 4):
        raise WrongValue(
            "input must have shape (N, C, H, W), (C, H, W) or (H, W), "
            f"got {x.shape}{SHAPES}"
        )
    expected = 2 if x.ndim == 2 else 4
    if w.ndim != expected:
        wanted = "(kH, kW)" if expected == 2 else layout
        raise WrongValue(
            f"weight must have shape {wanted} for an input with "
            f"{x.ndim} axes, got {w.shape}{SHAPES}"
        )
    if not (x.size and w.size):
        axes = layout[1] + layout[4] + "HW"  # the letters of its first two axes
        _check.not_empty("input", x, "CHW"[-min(x.ndim, 3) :])
        _check.not_empty("weight", w, axes[-w.ndim :])
    if x.ndim == 4:
        return x, w, 4
    return x[(None,) * (4 - x.ndim)], w[(None,) * (4 - w.ndim)], x.ndim


def _channel_bias(
    bias: ArrayLike | None, channels: int, ndim: int, factors: list[NDArray[Any]]
) -> NDArray[Any] | None:
    """Check a bias: one number for each output channel; just a number for a matrix.

    A plain number leaves the float dtype of the ``factors`` as it is, as in NumPy.
    """
    if bias is None:
        return None
    b = _check.array("bias", bias)
    if b.ndim == 0 and ndim == 2:
        b = b[None]
    if type(bias) in (int, float, complex):
        dtype = np.result_type(*factors, bias)
        if dtype.kind in "fc":
            b = b.astype(dtype)
    if b.shape != (channels,):
        raise WrongValue(
            f"bias must have shape ({channels},), one number for each "
            f"output channel, got {b.shape}{SHAPES}"
        )
    return b
