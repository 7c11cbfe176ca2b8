"""The transposed convolution: every pixel stamps a kernel, overlaps are added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convlib import _check
from convlib._door import SHAPES, WrongValue, public
from convlib._products import bias_gradient, stamp, weight_gradient
from convlib.conv import (
    Convolution,
    channel_bias,
    convolution,
    group_count,
    images_and_weight,
)
from convlib.shapes import (
    IntOrPair,
    Padding,
    stamped_size,
    transposed_geometry,
)
from convlib.windows import Slide, unfold

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@public("input", "weight")
def conv_transpose2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    groups: int = 1,
    dilation: IntOrPair = 1,
) -> NDArray[Any]:
    """Stamp each pixel's kernel onto a larger image, adding where stamps overlap.

    ``a[k, i S + m D - P, j S + n D - P] += weight[c, k, m, n] * x[c, i, j]``

    for all channels c, pixels i, j and kernel cells m, n, with the bias below: the
    transpose of the matrix of `conv2d`, and so the gradient of `conv2d` with respect to
    its input.  It brings the size back, not the numbers.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W), (C, H, W) or (H, W)
        A batch of images, one image, or one channel of an image.
    weight : array_like, shape (C, K // groups, kH, kW), or (kH, kW) for (H, W)
        The stamps of each input channel, one for each output channel of its group.
        The weight of the `conv2d` from K to C channels that this is the transpose of.
    bias : array_like, shape (K,), optional
        Added once to each pixel of output channel k; a number for a plain matrix.
    stride : int or pair of int
        S, pixels from the start of one stamp to the start of the next.
    padding : int or pair of int
        P, pixels cut off on each side: the zeros that `conv2d` would add there.
    output_padding : int or pair of int
        Pixels added at the bottom and on the right, fewer than the stride or fewer
        than the dilation.  They are not zeros where a stamp was cut off.
    groups : int
        The channels are split into this many groups; each stamps its own outputs.
    dilation : int or pair of int
        D, pixels between neighbouring cells of a stamp; 1 is dense.

    Returns
    -------
    ndarray, shape (N, K, oH, oW), (K, oH, oW) or (oH, oW)
        With as many axes as the input, sizes from `transposed_output_size`.  The dtype
        as for `conv2d`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, if the padding leaves nothing, or
        if sums of integers could exceed int64.
    MemoryError
        If the result does not fit into memory, before any work is done.

    Notes
    -----
    Notes, section "反卷积"; `torch.nn.functional.conv_transpose2d`; Dumoulin and Visin
    (2016), "A guide to convolution arithmetic for deep learning".  The stamps are matrix
    products, one for each row of the kernel, and are added block by block, in a small
    buffer that does not grow with the batch.  With stride 1 and not more than twice as
    many input channels as output channels, the pixels gather instead: `conv2d` with the
    kernel rotated gives the same, and copying is faster than adding.

    Examples
    --------
    The notes' sizes: 2 × 2 pixels, kernel 4 × 4, stride 3.

    >>> import numpy as np
    >>> kernel = np.arange(1, 17).reshape(4, 4)
    >>> conv_transpose2d([[1, 2], [3, 4]], kernel, stride=3)
    array([[  1,   2,   3,   6,   4,   6,   8],
           [  5,   6,   7,  18,  12,  14,  16],
           [  9,  10,  11,  30,  20,  22,  24],
           [ 16,  20,  24,  58,  36,  42,  48],
           [ 15,  18,  21,  44,  24,  28,  32],
           [ 27,  30,  33,  72,  40,  44,  48],
           [ 39,  42,  45, 100,  56,  60,  64]])

    How many stamps overlap, which is what checkerboards come from:

    >>> conv_transpose2d(np.ones((2, 2), int), np.ones((4, 4), int), stride=3)[2:5]
    array([[1, 1, 1, 2, 1, 1, 1],
           [2, 2, 2, 4, 2, 2, 2],
           [1, 1, 1, 2, 1, 1, 1]])
    >>> images, weight = np.ones((8, 16, 7, 5)), np.ones((16, 3, 4, 4))
    >>> conv_transpose2d(images, weight, stride=2, padding=1).shape   # N, K, oH, oW
    (8, 3, 14, 10)
    """
    layer = transposition(
        input,
        weight,
        bias,
        stride,
        padding,
        output_padding,
        groups,
        dilation,
    )
    output = stamp(
        layer.input,
        layer.weight,
        layer.bias,
        layer.slide,
        layer.groups,
    )
    return layer.like_input(output)


@public("input", "weight")
def conv_transpose2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    groups: int = 1,
    dilation: IntOrPair = 1,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of `conv_transpose2d` for its input, weight and bias.

    With ``g = dE/da`` at every output pixel, and g zero outside of the output::

        dE/dx[c, i, j]    = sum over k, m, n of
                            weight[c, k, m, n] * g[k, i S + m D - P, j S + n D - P]
        dE/dw[c, k, m, n] = sum over i, j of
                            x[c, i, j] * g[k, i S + m D - P, j S + n D - P]
        dE/db[k]          = sum over i, j of  g[k, i, j]

    The first is `conv2d` of g; the second is the gradient of that `conv2d` with respect
    to its weight, with x and g in each other's place.

    Parameters
    ----------
    grad_output : array_like, shape (N, K, oH, oW), (K, oH, oW) or (oH, oW)
        g, the gradient of a number E with respect to the output of `conv_transpose2d`.
    input, weight, stride, padding, output_padding, groups, dilation
        As they were given to `conv_transpose2d`.

    Returns
    -------
    grad_input : ndarray, shape of the input
    grad_weight : ndarray, shape of the weight
    grad_bias : ndarray, shape (K,), or () for an input that is a plain matrix
        Each of the dtype that `conv2d` gives to sums of the products in it.

    Raises
    ------
    TypeError, ValueError
        As `conv_transpose2d`, and if ``grad_output`` has not the shape of the output.
    MemoryError
        If a result does not fit into memory.

    Notes
    -----
    For complex numbers the factor beside g is conjugated, as in PyTorch.

    Examples
    --------
    >>> g = [[1, 0, 0, 2], [0, 0, 0, 0]]
    >>> grad_input, grad_weight, grad_bias = conv_transpose2d_backward(
    ...     g, [[5, 7]], [[1, 2], [3, 4]], stride=2)
    >>> grad_input
    array([[1, 4]])
    >>> grad_weight
    array([[ 5, 14],
           [ 0,  0]])
    >>> grad_bias
    array(3)
    """
    layer = transposition(
        input,
        weight,
        None,
        stride,
        padding,
        output_padding,
        groups,
        dilation,
    )
    grad = layer.gradient(grad_output)
    grad_input = layer.forward(grad, layer.weight.conj()).output()
    # `weight_gradient` conjugates what it takes for the input, and that is g here.
    grad_weight = weight_gradient(
        layer.forward(grad.conj(), layer.weight), layer.input.conj()
    )
    grad_bias = bias_gradient(grad)
    if layer.ndim == 2:
        return grad_input[0, 0], grad_weight[0, 0], grad_bias.reshape(())
    return layer.like_input(grad_input), grad_weight, grad_bias


@public("weight")
def conv_matrix(
    weight: ArrayLike,
    input_size: IntOrPair,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
) -> NDArray[Any]:
    """Return the matrix M of a convolution: ``conv2d(x).ravel() == M @ x.ravel()``.

    One row for each output cell, one column for each pixel, the kernel's numbers where
    they are connected.  ``M.T @ y.ravel()`` is the transposed convolution of y.

    Parameters
    ----------
    weight : array_like, shape (kH, kW) or (K, C, kH, kW)
        A kernel, or K filters.
    input_size : int or pair of int
        Pixels (H, W) of the image.
    stride, padding, dilation
        As for `conv2d`.

    Returns
    -------
    ndarray, shape (oH * oW, H * W) or (K * oH * oW, C * H * W)
        int64 for integers (so that products with it do not overflow early), the
        weight's dtype otherwise.  It is dense, and so meant for small images.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`.
    MemoryError
        If the matrix does not fit into memory, before any work is done.

    Notes
    -----
    Notes, section "反卷积": this is where the transposed convolution has its name from.
    Dumoulin and Visin (2016), section 4.1.

    Examples
    --------
    >>> M = conv_matrix([[1, 2], [3, 4]], (2, 3))
    >>> M
    array([[1, 2, 0, 3, 4, 0],
           [0, 1, 2, 0, 3, 4]])
    >>> M.T @ [10, 1]
    array([10, 21,  2, 30, 43,  4])
    >>> conv_transpose2d([[10, 1]], [[1, 2], [3, 4]])
    array([[10, 21,  2],
           [30, 43,  4]])
    """
    w = _check.array("weight", weight)
    if w.ndim not in (2, 4):
        raise WrongValue(
            f"weight must have shape (kH, kW) or (K, C, kH, kW), got {w.shape}"
        )
    size = _check.integer_pair("input_size", input_size, 1)
    _check.not_empty("weight", w, "KCHW"[-w.ndim :])
    channels = w.shape[1] if w.ndim == 4 else 1
    # An image that nobody reads, to check the arguments with.
    shape = (channels, *size) if w.ndim == 4 else size
    image = _check.empty(shape, w.dtype)
    layer = convolution(image, w, None, stride, padding, dilation, 1)
    filters, pixels = layer.weight.shape[0], channels * size[0] * size[1]
    cells = layer.size[0] * layer.size[1]
    _, dtype = _check.sum_dtypes(1, [w])
    matrix = _check.empty((filters, cells, pixels), dtype)
    matrix.fill(0)
    # The windows of an image that numbers its pixels from 1: the zeros are the padding.
    numbers = np.arange(1, pixels + 1).reshape(channels, *size)
    windows = unfold(numbers, w.shape[-2:], dilation, padding, stride)
    entry, cell = np.nonzero(windows)
    connected = layer.weight.reshape(filters, -1)[:, entry]
    matrix[:, cell, windows[entry, cell] - 1] = connected
    return matrix.reshape(filters * cells, pixels)


class Transposition(NamedTuple):
    """The checked arguments of a transposed convolution, with every axis there."""

    input: NDArray[Any]  #: (N, C, H, W)
    weight: NDArray[Any]  #: (C, K // groups, kH, kW)
    bias: NDArray[Any] | None  #: (K,)
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    groups: int
    size: tuple[int, int]  #: (oH, oW)
    ndim: int  #: of the input as it was given: 2, 3 or 4

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of the output, with as many axes as the input was given with."""
        channels = self.weight.shape[1] * self.groups
        return (self.input.shape[0], channels, *self.size)[4 - self.ndim :]

    @property
    def slide(self) -> Slide:
        """Where on the output the stamps go."""
        return Slide(
            self.size,
            (self.weight.shape[2], self.weight.shape[3]),
            self.stride,
            self.padding,
            self.dilation,
            (self.input.shape[2], self.input.shape[3]),
        )

    def like_input(self, array: NDArray[Any]) -> NDArray[Any]:
        """Drop from ``array`` (N, C, H, W) the axes that the input was without."""
        return array.reshape(array.shape[4 - self.ndim :])

    def gradient(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Check a gradient with respect to the output; return it as (N, K, oH, oW)."""
        grad = _check.gradient(grad_output, self.output_shape)
        return grad[(None,) * (4 - self.ndim)]

    def forward(self, image: NDArray[Any], weight: NDArray[Any]) -> Convolution:
        """Return the convolution of which this is the transpose, of ``image``.

        ``image`` has the shape (N, K, oH, oW); the convolution's output has the shape
        of ``input``, as many windows as there are stamps, even where an output padding
        leaves room for more.
        """
        top, left = self.padding
        return Convolution(
            image,
            weight,
            None,
            self.stride,
            ((top, top), (left, left)),
            self.dilation,
            self.groups,
            (self.input.shape[2], self.input.shape[3]),
            self.ndim,
        )


def transposition(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: IntOrPair,
    padding: IntOrPair,
    output_padding: IntOrPair,
    groups: int,
    dilation: IntOrPair,
) -> Transposition:
    """Check the arguments of `conv_transpose2d`."""
    x, w, ndim = images_and_weight(input, weight, "(C, K // groups, kH, kW)")
    channels = x.shape[1]
    if w.shape[0] != channels:
        raise WrongValue(
            f"weight has stamps for {w.shape[0]} channels, but input has "
            f"{channels}{SHAPES}"
        )
    parts = group_count(groups, {"channels": channels})
    b = channel_bias(bias, w.shape[1] * parts, ndim, [x, w])
    step, cut, extra, rate = transposed_geometry(
        stride, padding, output_padding, dilation
    )
    size = stamped_size(
        (x.shape[2], x.shape[3]),
        (w.shape[2], w.shape[3]),
        step,
        cut,
        extra,
        rate,
    )
    return Transposition(x, w, b, step, cut, rate, parts, size, ndim)
