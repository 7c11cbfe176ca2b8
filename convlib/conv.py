"""The convolution of deep learning: slide a kernel, multiply, add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from convlib._axis import Axis
from convlib._door import public
from convlib._layers import Convolution, convolution, matrices, part_of_full
from convlib._products import bias_gradient, correlate, stamp, weight_gradient

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib._borders import Mode
    from convlib.shapes import Integer, IntOrPair, Padding

__all__ = ["conv1d", "conv1d_backward", "conv2d", "conv2d_backward", "convolve2d"]


@public("input", "weight")
def conv1d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: Integer = 1,
    *,
    padding_mode: Mode = "zeros",
) -> NDArray[Any]:
    """Convolve signals with filters: `conv2d` along one axis.

    ``a[k, i] = bias[k] + sum over d, m of  weight[k, d, m] * x[d, i S + m D - P]``

    Parameters
    ----------
    input : array_like, shape (N, C, L), (C, L) or (L,)
        A batch of signals, one signal, or one channel of a signal.
    weight : array_like, shape (K, C // groups, kL), or (kL,) for (L,)
        K filters; one kernel for a signal that is a plain vector.
    bias : array_like, shape (K,), optional
        Added once to each output cell of filter k; a number for a plain vector.
    stride : int
        S, samples from one window to the next.
    padding : int, pair of int, "valid" or "same"
        P, zeros on each side, or (before, after) where the sides differ: with
        ``(D * (kL - 1), 0)`` the convolution is causal, no cell sees what comes after
        it.  The words as in `output_size`.
    dilation : int
        D, samples between neighbouring kernel cells; 1 is dense.
    groups, padding_mode
        As for `conv2d`.

    Returns
    -------
    ndarray, shape (N, K, oL), (K, oL) or (oL,)
        With as many axes as the input, and a dtype as from `conv2d`.

    Raises
    ------
    TypeError, ValueError, MemoryError
        As `conv2d`.

    Notes
    -----
    `torch.nn.functional.conv1d`.  A signal is an image of one row, and this the same
    algorithm.

    Examples
    --------
    >>> conv1d([1, 2, 4, 8], [1, -1])
    array([-1, -2, -4])
    >>> conv1d([1, 2, 4, 8], [1, 1, 1], padding=(2, 0))   # causal: a running sum
    array([ 1,  3,  7, 14])
    >>> import numpy as np
    >>> conv1d(np.ones((8, 3, 100)), np.ones((16, 3, 5)), stride=2).shape   # N, K, oL
    (8, 16, 48)
    """
    return _output(
        convolution(
            input, weight, bias, stride, padding, dilation, groups, padding_mode, "L"
        )
    )


@public("input", "weight")
def conv1d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: Integer = 1,
    *,
    padding_mode: Mode = "zeros",
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of `conv1d` with respect to its input, weight and bias.

    Parameters
    ----------
    grad_output : array_like, shape (N, K, oL), (K, oL) or (oL,)
        g, the gradient of a number E with respect to the output of `conv1d`.
    input, weight, stride, padding, dilation, groups, padding_mode
        As they were given to `conv1d`.

    Returns
    -------
    grad_input : ndarray, shape of the input
    grad_weight : ndarray, shape of the weight
    grad_bias : ndarray, shape (K,), or () for an input that is a plain vector
        As from `conv2d_backward`.

    Raises
    ------
    TypeError, ValueError, MemoryError
        As `conv2d_backward`.

    Examples
    --------
    >>> grad_input, grad_weight, grad_bias = conv1d_backward(
    ...     [1, 10, 100], [1, 2, 4, 8], [1, -1])
    >>> grad_input
    array([   1,    9,   90, -100])
    >>> grad_weight
    array([421, 842])
    >>> grad_bias
    array(111)
    """
    layer = convolution(
        input, weight, None, stride, padding, dilation, groups, padding_mode, "L"
    )
    return _gradients(layer, grad_output)


@public("input", "weight")
def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: Integer = 1,
    *,
    padding_mode: Mode = "zeros",
) -> NDArray[Any]:
    """Convolve images with filters, as a layer of a neural network does.

    ``a[k, i, j] = bias[k] + sum over d, m, n of
    weight[k, d, m, n] * x[d, i S + m D - P, j S + n D - P]``

    with x zero outside of the image: a cross-correlation, the kernel is not flipped.

    Parameters
    ----------
    input : array_like, shape (N, C, H, W), (C, H, W) or (H, W)
        A batch of images, one image, or one channel of an image.
    weight : array_like, shape (K, C // groups, kH, kW), or (kH, kW) for (H, W)
        K filters; one kernel for an image that is a plain matrix.
    bias : array_like, shape (K,), optional
        Added once to each output cell of filter k; a number for a plain matrix.
    stride : int or pair of int
        S, pixels from one window to the next.
    padding : int, pair of int, pair of pairs, "valid" or "same"
        P, pixels of zeros on each side, in the forms and with the words of
        `output_size`: "same" gives ``ceil(H / S)`` rows, and where sides differ the
        padding is ((top, bottom), (left, right)).
    dilation : int or pair of int
        D, pixels between neighbouring kernel cells; 1 is dense.
    groups : int
        The channels are split into this many groups; each filter sees one of them.
    padding_mode : "zeros", "reflect", "replicate" or "circular"
        What lies in the padding: zeros; the image, reflected at the middle of its first
        and last pixels; those pixels again and again; or the image from its opposite
        side.  A reflected padding is smaller than the image, a circular one at most as
        large.

    Returns
    -------
    ndarray, shape (N, K, oH, oW), (K, oH, oW) or (oH, oW)
        With as many axes as the input, sizes from `output_size`.  Floats follow NumPy's
        promotion (float32 stays float32).  Integers and bools give int64, exactly,
        whatever their own width: sums of int8 do not fit int8.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, if the kernel does not fit into
        the padded input, or if sums of integers could exceed int64.  Where input and
        weight would fit in another order of their axes, it is named.
    MemoryError
        If the result does not fit into memory, before any work is done.

    Notes
    -----
    Notes, section "卷积计算"; `torch.nn.functional.conv2d`, and the padding modes of
    `torch.nn.Conv2d`.  Keras has its axes in another order: images (N, H, W, C), which
    ``np.moveaxis(input, -1, 1)`` makes (N, C, H, W), and weights (kH, kW, C, K), which
    ``np.transpose(weight, (3, 2, 0, 1))`` makes (K, C, kH, kW).  Some weights can be
    read either way, so that only you can know.

    One algorithm for every
    configuration: each row of the kernels is multiplied, as a matrix, with the pixels
    under it, and the products are added up (``convlib/_slide.py`` says how the pixels
    become a matrix).  Only if a row of a filter has fewer numbers than there are filters
    are the rows multiplied together, as in `unfold`.  It goes through the batch in
    blocks, whole images or some rows of one: their buffers stay in the processor's cache
    and do not grow with the batch.

    Examples
    --------
    The notes' 5 × 5 image and 3 × 3 filter:

    >>> import numpy as np
    >>> image = np.array([[1, 1, 1, 0, 0],
    ...                   [0, 1, 1, 1, 0],
    ...                   [0, 0, 1, 1, 1],
    ...                   [0, 0, 1, 1, 0],
    ...                   [0, 1, 1, 0, 0]])
    >>> kernel = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    >>> conv2d(image, kernel)
    array([[4, 3, 4],
           [2, 4, 3],
           [2, 3, 4]])
    >>> conv2d(image, kernel, stride=2)
    array([[4, 4],
           [2, 4]])
    >>> conv2d(image, kernel, stride=2, padding="same")
    array([[2, 3, 1],
           [1, 4, 3],
           [0, 2, 1]])
    >>> conv2d(image, kernel, stride=2, padding=1, padding_mode="circular")
    array([[3, 4, 1],
           [1, 4, 3],
           [1, 3, 2]])
    >>> images, filters = np.ones((8, 3, 32, 30)), np.ones((16, 3, 5, 3))
    >>> conv2d(images, filters, stride=2, padding=(2, 1)).shape   # N, K, oH, oW
    (8, 16, 16, 15)
    >>> conv2d(image, kernel, dilation=3)
    Traceback (most recent call last):
    ...
    ValueError: conv2d: effective kernel (7, 7) exceeds padded input (5, 5); \
input (5, 5), weight (3, 3), padding (0, 0), dilation (3, 3)
    """
    return _output(
        convolution(
            input, weight, bias, stride, padding, dilation, groups, padding_mode
        )
    )


@public("input", "weight")
def conv2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: Integer = 1,
    *,
    padding_mode: Mode = "zeros",
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of `conv2d` with respect to its input, weight and bias.

    With ``g = dE/da`` at every output cell, and x zero outside of the image::

        dE/dx[d, r, c]    = sum over k, m, n, i, j of  g[k, i, j] * w[k, d, m, n]
                            where  i S + m D - P == r  and  j S + n D - P == c
        dE/dw[k, d, m, n] = sum over i, j of  g[k, i, j] * x[d, i S + m D - P, ...]
        dE/db[k]          = sum over i, j of  g[k, i, j]

    each summed over the batch too, but dE/dx, which every image has to itself.

    Parameters
    ----------
    grad_output : array_like, shape (N, K, oH, oW), (K, oH, oW) or (oH, oW)
        g, the gradient of a number E with respect to the output of `conv2d`.
    input, weight, stride, padding, dilation, groups, padding_mode
        As they were given to `conv2d`.  What arrives in a padding that is not zeros is
        added to the pixels that stand there.

    Returns
    -------
    grad_input : ndarray, shape of the input
    grad_weight : ndarray, shape of the weight
    grad_bias : ndarray, shape (K,), or () for an input that is a plain matrix
        Each of the dtype that `conv2d` gives to sums of the products in it.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`, and if ``grad_output`` has not the shape of the output.
    MemoryError
        If a result does not fit into memory.

    Notes
    -----
    Notes, section "卷积层的反向传播".  With stride 1 the first sum is a correlation of g,
    padded with kernel size − 1 zeros, with the kernel rotated by 180°: the flip, which
    the notes' formula drops.  The second is a correlation of the input with g, without
    a flip, and the third runs over all cells of g, not over the kernel's.

    Both products are those of `conv2d` turned around: the windows times g, and the
    kernels times g, added back as `fold` does; block by block, like there.  With stride
    1 the second is computed as the correlation above, unless there are more than twice
    as many filters as channels: copying is faster than adding.
    For complex numbers the factor beside g is conjugated, as in PyTorch.

    Examples
    --------
    >>> import numpy as np
    >>> g = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    >>> grad_input, grad_weight, grad_bias = conv2d_backward(
    ...     g, np.eye(4, dtype=int), [[1, 2], [3, 4]])
    >>> grad_input
    array([[ 1,  4,  7,  6],
           [ 7, 23, 33, 24],
           [19, 53, 63, 42],
           [21, 52, 59, 36]])
    >>> grad_weight
    array([[15, 12],
           [ 8, 15]])
    >>> grad_bias
    array(45)
    """
    layer = convolution(
        input, weight, None, stride, padding, dilation, groups, padding_mode
    )
    return _gradients(layer, grad_output)


def _output(layer: Convolution) -> NDArray[Any]:
    """Return the output of a convolution."""
    x, w, b, axes, parts = layer[:5]
    border = layer.border()
    if border:
        x, axes = border.around(x), border.axes
    return layer.like_input(correlate(x, w, b, axes, parts))


def _gradients(
    layer: Convolution, grad_output: ArrayLike
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of a convolution."""
    x, w, _, axes, parts = layer[:5]
    grad = layer.gradient(grad_output)
    border = layer.border()
    if border:
        x, axes = border.around(x), border.axes
    grad_bias = bias_gradient(grad)
    grad_weight = weight_gradient(x, grad, axes, parts)
    grad_input = stamp(grad, w.conj(), None, axes, parts)
    if border:
        grad_input = border.added(grad_input, layer.input.shape[2:])
    grad_input = layer.like_input(grad_input)
    if layer.plain:
        return grad_input, grad_weight[0, 0], grad_bias.reshape(())
    return grad_input, grad_weight, grad_bias


@public("x", "h")
def convolve2d(
    x: ArrayLike, h: ArrayLike, mode: Literal["full", "same", "valid"] = "full"
) -> NDArray[Any]:
    """Convolve two matrices as signal processing does, with the kernel flipped.

    ``y[i, j] = sum over m, n of x[m, n] * h[i - m, j - n]``

    with x and h zero outside of their cells: h is rotated by 180° and then slid over x,
    and what `conv2d` computes is this with the kernel rotated back.

    Parameters
    ----------
    x : array_like, shape (H, W)
        The signal.
    h : array_like, shape (kH, kW)
        The kernel, as it is: rotating it is this function's business.
    mode : "full", "same" or "valid"
        "full": every cell where x and h overlap at all.  "same": the centre of "full",
        of the size of x; ``h[(kH - 1) // 2, (kW - 1) // 2]`` lies on the pixel.
        "valid": only cells where the smaller array lies inside of the larger one.

    Returns
    -------
    ndarray
        Shape (H + kH - 1, W + kW - 1), (H, W) or (abs(H - kH) + 1, abs(W - kW) + 1).
        The dtype as for `conv2d`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, if in mode "valid" neither array
        fits into the other, or if sums of integers could exceed int64.
    MemoryError
        If the result does not fit into memory, before any work is done.

    Notes
    -----
    Notes, section "标准卷积"; `scipy.signal.convolve2d`, whose modes these are.  Since
    convolution commutes, the array with fewer cells is the one that is slid, and "valid"
    takes its arrays in either order.

    Examples
    --------
    The notes' example, in which the sum for the first cell is −13:

    >>> x = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    >>> h = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    >>> convolve2d(x, h, mode="same")
    array([[-13, -20, -17],
           [-18, -24, -18],
           [ 13,  20,  17]])
    >>> convolve2d(x, h, mode="valid")
    array([[-24]])
    >>> convolve2d(x, h).shape
    (5, 5)

    An impulse gives h back, which correlation does not:

    >>> convolve2d([[1]], h)
    array([[-1, -2, -1],
           [ 0,  0,  0],
           [ 1,  2,  1]])
    >>> conv2d([[1]], h, padding=2)
    array([[ 1,  2,  1],
           [ 0,  0,  0],
           [-1, -2, -1]])
    """
    signal, kernel = matrices(x, h, mode)
    cut, size = part_of_full(mode, signal.shape, kernel.shape)
    if kernel.size > signal.size:
        signal, kernel = kernel, signal
    axes = tuple(
        Axis(n, k, before=k - 1 - first).holding(count)
        for n, k, first, count in zip(
            signal.shape, kernel.shape, cut, size, strict=True
        )
    )
    rotated = kernel[::-1, ::-1]
    output: NDArray[Any] = correlate(
        signal[None, None], rotated[None, None], None, axes, 1
    )[0, 0]
    return output
