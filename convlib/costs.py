"""What a layer costs: its parameters, and its multiply-adds or FLOPs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, overload

from convlib import _check
from convlib._door import WrongValue, public
from convlib.shapes import Integer, IntOrPair

__all__ = [
    "Cost",
    "conv_cost",
    "depthwise_cost",
    "pointwise_cost",
    "separable_cost",
]


@dataclass(frozen=True)
class Cost:
    """Parameters to learn and multiply-adds for one image.  Costs can be added.

    A multiply-add (MAC) is one product that is added to a sum.  FLOPs count its
    multiplication and its addition apart, and so twice as many operations; but what many
    papers and tools print as FLOPs are multiply-adds: MobileNet's 569 million, which its
    own paper calls what they are, stand in others as 569 MFLOPs.

    Examples
    --------
    >>> cost = Cost(parameters=9, multiply_adds=81) + Cost(1, 9)
    >>> cost
    Cost(parameters=10, multiply_adds=90)
    >>> cost.flops
    180
    """

    parameters: int
    multiply_adds: int

    @property
    def flops(self) -> int:
        """Multiplications and additions, ``2 * multiply_adds``.

        With a bias that is exact: a sum of n products takes n - 1 additions, and the
        bias is one more.  Without one it is one too many for each number of the output.
        """
        return 2 * self.multiply_adds

    def __add__(self, other: Cost) -> Cost:
        if not isinstance(other, Cost):
            return NotImplemented
        return Cost(
            self.parameters + other.parameters, self.multiply_adds + other.multiply_adds
        )


@overload
def conv_cost(
    in_channels: Integer,
    out_channels: Integer,
    kernel_size: IntOrPair,
    output_size: IntOrPair,
    groups: Integer = 1,
    bias: bool = False,
) -> Cost: ...
@overload
def conv_cost(
    in_channels: Integer,
    out_channels: Integer,
    kernel_size: IntOrPair,
    *,
    groups: Integer = 1,
    bias: bool = False,
    transposed: Literal[True],
    input_size: IntOrPair,
) -> Cost: ...
@public()
def conv_cost(
    in_channels: Integer,
    out_channels: Integer,
    kernel_size: IntOrPair,
    output_size: IntOrPair | None = None,
    groups: Integer = 1,
    bias: bool = False,
    *,
    transposed: bool = False,
    input_size: IntOrPair | None = None,
) -> Cost:
    """Return what a convolution costs, or a transposed one.

    ``out_channels * in_channels / groups * kH * kW`` weights, each of which is
    multiplied once for each of the oH * oW cells of its output; of a transposed
    convolution, once for each of the H * W pixels of its input.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of the input and filters.
    kernel_size : int or pair of int
        Cells of the kernel.
    output_size : int or pair of int
        Cells of the output, from `output_size`.  Not for a transposed convolution.
    groups : int
        The channels are split into this many groups; each filter sees one of them.
    bias : bool
        Count one more parameter for each filter.  Adding it is no multiply-add.
    transposed : bool
        Count a transposed convolution, which needs ``input_size``.
    input_size : int or pair of int
        Pixels of the input of a transposed convolution, and only of one.

    Returns
    -------
    Cost
        Stride, padding and dilation change nothing but the output's size.  Products with
        the zeros of the padding are counted, and so are those that a transposed
        convolution's padding cuts off: they are computed.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or too small, if ``groups`` does not divide
        both numbers of channels, or if the size that is given is not the one that is
        counted from.

    Notes
    -----
    A transposed convolution multiplies each pixel of its input with all kH * kW cells of
    each of its stamps, whatever the stride: hence the input's size.  Or by its matrix: it
    multiplies with the transpose of a convolution's, in which the same numbers stand,
    and that convolution has this one's input for its output.  Whoever counts a whole
    kernel for each pixel of the output instead counts the zeros that a stride S puts
    between the pixels, about S * S times too many.

    Examples
    --------
    >>> conv_cost(32, 64, kernel_size=3, output_size=56)
    Cost(parameters=18432, multiply_adds=57802752)
    >>> conv_cost(32, 64, kernel_size=3, output_size=56, groups=4)
    Cost(parameters=4608, multiply_adds=14450688)

    Three channels of 2 × 2 pixels become one of 4 × 4, with kernel 2 and stride 2:

    >>> conv_cost(3, 1, kernel_size=2, input_size=2, transposed=True)
    Cost(parameters=12, multiply_adds=48)
    """
    is_transposed = _check.flag("transposed", transposed)
    counted, other = ("output_size", output_size), ("input_size", input_size)
    if is_transposed:
        counted, other = other, counted
    if other[1] is not None:
        _check.integer_pair(*other, 1)
        kind = "transposed convolution" if is_transposed else "convolution"
        raise WrongValue(
            f"a {kind} is counted from its {counted[0]}, and has no use for "
            f"{other[0]} {other[1]}"
        )
    cells = _check.integer_pair(*counted, 1)
    return _cost(in_channels, out_channels, kernel_size, cells, groups, bias)


@public()
def depthwise_cost(
    channels: Integer,
    kernel_size: IntOrPair,
    output_size: IntOrPair,
    multiplier: Integer = 1,
    bias: bool = False,
) -> Cost:
    """Return what a depthwise convolution costs: every channel is a group of its own.

    Parameters
    ----------
    channels : int
        Channels of the input.
    kernel_size, output_size, bias
        As for `conv_cost`.
    multiplier : int
        Filters for each channel.

    Returns
    -------
    Cost

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or too small.

    Examples
    --------
    >>> depthwise_cost(32, kernel_size=3, output_size=56)
    Cost(parameters=288, multiply_adds=903168)
    """
    count = _check.integer("channels", channels, 1)
    filters = count * _check.integer("multiplier", multiplier, 1)
    return _cost(count, filters, kernel_size, output_size, count, bias)


@public()
def pointwise_cost(
    in_channels: Integer,
    out_channels: Integer,
    output_size: IntOrPair,
    bias: bool = False,
) -> Cost:
    """Return what a 1 × 1 convolution costs: it mixes channels, pixel by pixel.

    Parameters
    ----------
    in_channels, out_channels, output_size, bias
        As for `conv_cost`.

    Returns
    -------
    Cost

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or too small.

    Examples
    --------
    >>> pointwise_cost(32, 64, output_size=56)
    Cost(parameters=2048, multiply_adds=6422528)
    """
    return _cost(in_channels, out_channels, 1, output_size, 1, bias)


@public()
def separable_cost(
    in_channels: Integer,
    out_channels: Integer,
    kernel_size: IntOrPair,
    output_size: IntOrPair,
    bias: bool = False,
) -> Cost:
    """Return what a depthwise separable convolution costs.

    A depthwise convolution, and then a pointwise one that mixes its channels:
    ``1 / out_channels + 1 / (kH kW)`` of the convolution that they replace.

    Parameters
    ----------
    in_channels, out_channels, kernel_size, output_size, bias
        As for `conv_cost`; with a bias each of the two layers has one.

    Returns
    -------
    Cost

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or too small.

    Notes
    -----
    Howard et al. (2017), "MobileNets: Efficient Convolutional Neural Networks for Mobile
    Vision Applications", section 3.1.

    Examples
    --------
    >>> separable = separable_cost(32, 64, kernel_size=3, output_size=56)
    >>> separable
    Cost(parameters=2336, multiply_adds=7325696)
    >>> standard = conv_cost(32, 64, kernel_size=3, output_size=56)
    >>> round(standard.multiply_adds / separable.multiply_adds, 2)   # times cheaper
    7.89
    """
    count = _check.integer("in_channels", in_channels, 1)
    depthwise = _cost(count, count, kernel_size, output_size, count, bias)
    return depthwise + _cost(count, out_channels, 1, output_size, 1, bias)


def _cost(
    in_channels: object,
    out_channels: object,
    kernel_size: object,
    output_size: object,
    groups: object,
    bias: object,
) -> Cost:
    """Check the arguments of `conv_cost`, and count."""
    channels = _check.integer("in_channels", in_channels, 1)
    filters = _check.integer("out_channels", out_channels, 1)
    kernel = _check.integer_pair("kernel_size", kernel_size, 1)
    cells = _check.integer_pair("output_size", output_size, 1)
    parts = _check.integer("groups", groups, 1)
    for name, count in (("in_channels", channels), ("out_channels", filters)):
        if count % parts:
            raise WrongValue(f"groups {parts} does not divide {name} {count}")
    has_bias = _check.flag("bias", bias)
    weights = filters * (channels // parts) * kernel[0] * kernel[1]
    return Cost(weights + filters * has_bias, weights * cells[0] * cells[1])
