"""The transposed convolution: every pixel stamps a kernel, overlaps are added."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convlib import _check
from convlib._borders import Mode, checked_mode, pixel_at, refuse_far
from convlib._door import SHAPES, WrongValue, public
from convlib._layers import Convolution, transposition
from convlib._products import bias_gradient, correlate, stamp, weight_gradient
from convlib.shapes import Integer, IntOrPair, Padding, window_axes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib._axis import Axis

__all__ = [
    "conv_matrix",
    "conv_transpose1d",
    "conv_transpose1d_backward",
    "conv_transpose2d",
    "conv_transpose2d_backward",
]


@public("input", "weight")
def conv_transpose1d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    groups: Integer = 1,
    dilation: IntOrPair = 1,
    *,
    output_size: IntOrPair | None = None,
) -> NDArray[Any]:
    """Stamp each sample's kernel onto a longer signal: `conv_transpose2d` along one axis.

    ``a[k, i S + m D - P] += weight[c, k, m] * x[c, i]``

    Parameters
    ----------
    input : array_like, shape (N, C, L), (C, L) or (L,)
        A batch of signals, one signal, or one channel of a signal.
    weight : array_like, shape (C, K // groups, kL), or (kL,) for (L,)
        The stamps of each input channel, one for each output channel of its group.
    bias : array_like, shape (K,), optional
        Added once to each sample of output channel k; a number for a plain vector.
    stride, padding, output_padding, groups, dilation, output_size
        As for `conv_transpose2d`, integers.

    Returns
    -------
    ndarray, shape (N, K, oL), (K, oL) or (oL,)
        With as many axes as the input, and a dtype as from `conv_transpose2d`.

    Raises
    ------
    TypeError, ValueError, MemoryError
        As `conv_transpose2d`.

    Notes
    -----
    `torch.nn.functional.conv_transpose1d`.

    Examples
    --------
    >>> conv_transpose1d([1, 10, 100], [1, 2, 3], stride=2)
    array([  1,   2,  13,  20, 130, 200, 300])
    """
    rest = (stride, padding, output_padding, groups, dilation, output_size)
    return _stamped(transposition(input, weight, bias, *rest, letters="L"))


@public("input", "weight")
def conv_transpose1d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    groups: Integer = 1,
    dilation: IntOrPair = 1,
    *,
    output_size: IntOrPair | None = None,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of `conv_transpose1d` for its input, weight and bias.

    Parameters
    ----------
    grad_output : array_like, shape (N, K, oL), (K, oL) or (oL,)
        g, the gradient of a number E with respect to the output of `conv_transpose1d`.
    input, weight, stride, padding, output_padding, groups, dilation, output_size
        As they were given to `conv_transpose1d`.

    Returns
    -------
    grad_input : ndarray, shape of the input
    grad_weight : ndarray, shape of the weight
    grad_bias : ndarray, shape (K,), or () for an input that is a plain vector
        As from `conv_transpose2d_backward`.

    Raises
    ------
    TypeError, ValueError, MemoryError
        As `conv_transpose2d_backward`.

    Examples
    --------
    >>> grad_input, grad_weight, grad_bias = conv_transpose1d_backward(
    ...     [1, 0, 0, 2], [5, 7], [1, 3], stride=2)
    >>> grad_input
    array([1, 6])
    >>> grad_weight
    array([ 5, 14])
    >>> grad_bias
    array(3)
    """
    rest = (stride, padding, output_padding, groups, dilation, output_size)
    return _gradients(
        transposition(input, weight, None, *rest, letters="L"), grad_output
    )


@public("input", "weight")
def conv_transpose2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    groups: Integer = 1,
    dilation: IntOrPair = 1,
    *,
    output_size: IntOrPair | None = None,
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
    output_size : int or pair of int, optional
        Pixels of the output, instead of ``output_padding``: one of the sizes that
        `conv2d` makes this input's size of, S of them along each axis.  The shape of
        an image with as many axes as the input is taken, too.

    Returns
    -------
    ndarray, shape (N, K, oH, oW), (K, oH, oW) or (oH, oW)
        With as many axes as the input, sizes from `transposed_output_size`.  The dtype
        as for `conv2d`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, if the padding leaves nothing, if
        ``output_size`` is none of the sizes that there are, or if sums of integers
        could exceed int64.
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
    >>> from convlib import conv2d
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

    Back to the size that one came from, which is one of two:

    >>> image, kernel = np.ones((6, 5)), np.ones((3, 3))
    >>> small = conv2d(image, kernel, stride=2, padding=1)
    >>> conv_transpose2d(small, kernel, stride=2, padding=1, output_size=(6, 5)).shape
    (6, 5)
    >>> images, weight = np.ones((8, 16, 7, 5)), np.ones((16, 3, 4, 4))
    >>> conv_transpose2d(images, weight, stride=2, padding=1).shape   # N, K, oH, oW
    (8, 3, 14, 10)
    """
    rest = (stride, padding, output_padding, groups, dilation, output_size)
    return _stamped(transposition(input, weight, bias, *rest))


@public("input", "weight")
def conv_transpose2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    groups: Integer = 1,
    dilation: IntOrPair = 1,
    *,
    output_size: IntOrPair | None = None,
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
    input, weight, stride, padding, output_padding, groups, dilation, output_size
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
    rest = (stride, padding, output_padding, groups, dilation, output_size)
    return _gradients(transposition(input, weight, None, *rest), grad_output)


def _stamped(layer: Convolution) -> NDArray[Any]:
    """Return the output of a transposed convolution."""
    x, w, b, axes, parts = layer[:5]
    return layer.like_input(stamp(x, w, b, axes, parts))


def _gradients(
    layer: Convolution, grad_output: ArrayLike
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of a transposed convolution."""
    x, w, _, axes, parts = layer[:5]
    grad = layer.gradient(grad_output)
    # What has been stamped reads the sheet: the convolution that this is the transpose of.
    grad_input = layer.like_input(correlate(grad, w.conj(), None, axes, parts))
    # `weight_gradient` conjugates what it takes for the input, and that is g here.
    grad_weight = weight_gradient(grad.conj(), x.conj(), axes, parts)
    grad_bias = bias_gradient(grad)
    if layer.plain:
        return grad_input, grad_weight[0, 0], grad_bias.reshape(())
    return grad_input, grad_weight, grad_bias


@public("weight")
def conv_matrix(
    weight: ArrayLike,
    input_size: IntOrPair,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: Integer = 1,
    *,
    padding_mode: Mode = "zeros",
) -> NDArray[Any]:
    """Return the matrix M of a convolution: ``conv2d(x).ravel() == M @ x.ravel()``.

    One row for each output cell, one column for each pixel, the kernel's numbers where
    they are connected.  ``M.T @ y.ravel()`` is the transposed convolution of y.

    Parameters
    ----------
    weight : array_like, shape (kH, kW) or (K, C // groups, kH, kW)
        A kernel, or K filters.
    input_size : int or pair of int
        Pixels (H, W) of the image.
    stride, padding, dilation, groups, padding_mode
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

    With zeros around the image each block of the matrix has the same number along each
    of its diagonals: it is a Toeplitz matrix.  With ``padding_mode="circular"``, and as
    many windows as pixels, its rows go round, it is circulant, and the discrete Fourier
    transform makes it diagonal: that is how a convolution becomes a product of spectra.
    With "reflect", "replicate" and "circular" several cells of a kernel can lie on one
    pixel, and their numbers are added.

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

    A row that goes round, and its eigenvalues, which are the kernel's spectrum:

    >>> import numpy as np
    >>> C = conv_matrix(
    ...     [[2, 1]], (1, 4), padding=((0, 0), (0, 1)), padding_mode="circular")
    >>> C
    array([[2, 1, 0, 0],
           [0, 2, 1, 0],
           [0, 0, 2, 1],
           [1, 0, 0, 2]])
    >>> waves = np.fft.fft(np.eye(4))
    >>> bool(np.allclose(C @ waves, waves * np.fft.fft([2, 1, 0, 0])))
    True
    """
    w = _check.array("weight", weight)
    if w.ndim not in (2, 4):
        raise WrongValue(
            "weight must have shape (kH, kW) or (K, C // groups, kH, kW), got "
            f"{w.shape}"
        )
    size = _check.integer_pair("input_size", input_size, 1)
    _check.not_empty("weight", w, "KCHW"[-w.ndim :])
    filters, depth, *kernel = w.shape if w.ndim == 4 else (1, 1, *w.shape)
    parts = _check.integer("groups", groups, 1)
    if filters % parts:
        raise WrongValue(f"groups {parts} does not divide {filters} filters{SHAPES}")
    axes = window_axes(size, tuple(kernel), stride, padding, dilation)
    mode = checked_mode(padding_mode)
    refuse_far(mode, axes)
    cells = [axis.count for axis in axes]
    together = 1 if mode == "zeros" else math.prod(kernel)
    _, dtype = _check.sum_dtypes(together, [w])
    shape = (filters, math.prod(cells), parts * depth * math.prod(size))
    matrix = _check.empty(shape, dtype)
    matrix.fill(0)
    connections = matrix.reshape(parts, -1, *cells, parts, depth, *size)
    numbers = w.astype(dtype, copy=False).reshape(parts, -1, depth, *kernel)
    _connect(connections, numbers, axes, mode)
    return matrix.reshape(filters * shape[1], shape[2])


def _connect(
    connections: NDArray[Any],
    weight: NDArray[Any],
    axes: tuple[Axis, ...],
    mode: Mode,
) -> None:
    """Add the numbers of filters (groups, K, C, kH, kW) where they connect.

    Connections are (groups, K, oH, oW, groups, C, H, W): of filters and channels in
    the same group.
    """
    for group, m, n in np.ndindex(len(weight), *weight.shape[3:]):
        (i, r), (j, c) = (
            _connected(axis, cell, mode)
            for axis, cell in zip(axes, (m, n), strict=True)
        )
        own = connections[group, :, :, :, group]
        own[:, i[:, None], j, :, r[:, None], c] += weight[group, :, :, m, n]


def _connected(
    axis: Axis, cell: int, mode: Mode
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which windows have a pixel under a cell of the kernel, and these pixels."""
    if mode == "zeros":
        windows, pixels = axis.meets(cell)
        return np.arange(axis.count)[windows], np.arange(axis.size)[pixels]
    places = (axis.pixel(window, cell) for window in range(axis.count))
    found = [pixel_at(place, axis.size, mode) for place in places]
    return np.arange(axis.count), np.array(found, np.intp)
