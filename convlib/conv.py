"""The convolution of deep learning: slide a kernel, multiply, add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from convlib import _check
from convlib._door import SHAPES, WrongKind, WrongValue, public
from convlib._products import bias_gradient, correlate, stamp, weight_gradient
from convlib.shapes import IntOrPair, Padding, Sides, padding_sides, window_counts
from convlib.windows import Slide

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@public("input", "weight")
def conv2d(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
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
    padding : int, pair of int, "valid" or "same"
        P, pixels of zeros on each side; the words as in `output_size`.
    dilation : int or pair of int
        D, pixels between neighbouring kernel cells; 1 is dense.
    groups : int
        The channels are split into this many groups; each filter sees one of them.

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
        the padded input, or if sums of integers could exceed int64.
    MemoryError
        If the result does not fit into memory, before any work is done.

    Notes
    -----
    Notes, section "卷积计算"; `torch.nn.functional.conv2d`.  One algorithm for every
    configuration: each row of the kernels is multiplied, as a matrix, with the pixels
    under it, and the products are added up (``convlib.windows.Slide`` says how the pixels
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
    >>> images, filters = np.ones((8, 3, 32, 30)), np.ones((16, 3, 5, 3))
    >>> conv2d(images, filters, stride=2, padding=(2, 1)).shape   # N, K, oH, oW
    (8, 16, 16, 15)
    >>> conv2d(image, kernel, dilation=3)
    Traceback (most recent call last):
    ...
    ValueError: conv2d: effective kernel (7, 7) exceeds padded input (5, 5); \
input (5, 5), weight (3, 3), padding (0, 0), dilation (3, 3)
    """
    layer = convolution(input, weight, bias, stride, padding, dilation, groups)
    return layer.like_input(layer.output())


@public("input", "weight")
def conv2d_backward(
    grad_output: ArrayLike,
    input: ArrayLike,
    weight: ArrayLike,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
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
    input, weight, stride, padding, dilation, groups
        As they were given to `conv2d`.

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
    layer = convolution(input, weight, None, stride, padding, dilation, groups)
    grad = layer.gradient(grad_output)
    grad_bias = bias_gradient(grad)
    if layer.ndim == 2:
        grad_bias = grad_bias.reshape(())
    grad_weight = weight_gradient(layer, grad)
    grad_input = stamp(grad, layer.weight.conj(), None, layer.slide, layer.groups)
    return (
        layer.like_input(grad_input),
        grad_weight[0, 0] if layer.ndim == 2 else grad_weight,
        grad_bias,
    )


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
    (above, left), (height, width) = part_of_full(mode, signal.shape, kernel.shape)
    if kernel.size > signal.size:
        signal, kernel = kernel, signal
    overlap = (kernel.shape[0] - 1, kernel.shape[1] - 1)
    layer = convolution(
        signal,
        kernel[::-1, ::-1],
        bias=None,
        stride=1,
        padding=0 if mode == "valid" else overlap,
        dilation=1,
        groups=1,
    )
    output = layer.like_input(layer.output())
    if mode == "same":
        return output[above : above + height, left : left + width].copy()
    return output


def part_of_full(
    mode: str, x: tuple[int, ...], h: tuple[int, ...]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where in the result of mode "full" another mode's begins, and its size."""
    if mode == "full":
        return (0, 0), (x[0] + h[0] - 1, x[1] + h[1] - 1)
    if mode == "same":
        return ((h[0] - 1) // 2, (h[1] - 1) // 2), (x[0], x[1])
    return (
        (min(x[0], h[0]) - 1, min(x[1], h[1]) - 1),
        (abs(x[0] - h[0]) + 1, abs(x[1] - h[1]) + 1),
    )


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


class Convolution(NamedTuple):
    """The checked arguments of a convolution, with every axis there."""

    input: NDArray[Any]  #: (N, C, H, W)
    weight: NDArray[Any]  #: (K, C // groups, kH, kW)
    bias: NDArray[Any] | None  #: (K,)
    stride: tuple[int, int]
    sides: Sides  #: zeros: ((top, bottom), (left, right))
    dilation: tuple[int, int]
    groups: int
    size: tuple[int, int]  #: (oH, oW)
    ndim: int  #: of the input as it was given: 2, 3 or 4

    @property
    def slide(self) -> Slide:
        """How the kernel is slid over the images."""
        return Slide(
            (self.input.shape[2], self.input.shape[3]),
            (self.weight.shape[2], self.weight.shape[3]),
            self.stride,
            (self.sides[0][0], self.sides[1][0]),
            self.dilation,
            self.size,
        )

    def output(self) -> NDArray[Any]:
        """Return the convolution (N, K, oH, oW)."""
        x, w, b = self[:3]
        return correlate(x, w, b, self.slide, self.groups)

    def like_input(self, output: NDArray[Any]) -> NDArray[Any]:
        """Drop from ``output`` (N, K, oH, oW) the axes that the input was without."""
        axes = 4 - self.ndim
        return output.reshape(output.shape[axes:])

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of the output, with as many axes as the input was given with."""
        shape = (self.input.shape[0], self.weight.shape[0], *self.size)
        return shape[4 - self.ndim :]

    def gradient(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Check a gradient with respect to the output; return it as (N, K, oH, oW)."""
        grad = _check.gradient(grad_output, self.output_shape)
        return grad[(None,) * (4 - self.ndim)]

    def locate(self, at: object) -> tuple[int, int, int, int]:
        """Return (n, k, i, j) of the output cell ``at``, an index as `_check.cell`."""
        n, k, i, j = [0] * (4 - self.ndim) + _check.cell(
            "output", self.output_shape, at
        )
        return n, k, i, j

    def pixels(self, i: int, j: int) -> tuple[list[int], list[int]]:
        """Return the rows and columns of the input under the window of cell (i, j).

        In the padding they are negative or too large.
        """
        starts = (
            i * self.stride[0] - self.sides[0][0],
            j * self.stride[1] - self.sides[1][0],
        )
        rows, columns = (
            [start + step * cell for cell in range(count)]
            for start, step, count in zip(
                starts, self.dilation, self.weight.shape[2:], strict=True
            )
        )
        return rows, columns


def convolution(
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None,
    stride: IntOrPair,
    padding: Padding,
    dilation: IntOrPair,
    groups: int,
) -> Convolution:
    """Check the arguments of `conv2d`."""
    x, w, ndim = images_and_weight(input, weight, "(K, C // groups, kH, kW)")
    channels, filters = x.shape[1], w.shape[0]
    counts = {"channels": channels, "filters": filters}
    parts = group_count(groups, counts)
    if w.shape[1] * parts != channels:
        raise WrongValue(
            f"weight has {w.shape[1]} channels, but input has {channels} "
            f"in groups {parts}, that is {channels // parts} each{SHAPES}"
        )
    b = channel_bias(bias, filters, ndim, [x, w])
    kernel = (w.shape[2], w.shape[3])
    step = _check.integer_pair("stride", stride, 1)
    rate = _check.integer_pair("dilation", dilation, 1)
    sides = padding_sides(padding, kernel, step, rate)
    size = window_counts((x.shape[2], x.shape[3]), kernel, step, sides, rate)
    return Convolution(x, w, b, step, sides, rate, parts, size, ndim)


def images_and_weight(
    input: ArrayLike, weight: ArrayLike, layout: str
) -> tuple[NDArray[Any], NDArray[Any], int]:
    """Return both with four axes, and the input's own number of axes.

    ``layout`` names the four axes of the weight.
    """
    x = _check.array("input", input)
    w = _check.array("weight", weight)
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
    axes = layout[1] + layout[4] + "HW"  # the letters of its first two axes
    _check.not_empty("input", x, "CHW"[-min(x.ndim, 3) :])
    _check.not_empty("weight", w, axes[-w.ndim :])
    return x[(None,) * (4 - x.ndim)], w[(None,) * (4 - w.ndim)], x.ndim


def group_count(groups: object, counts: dict[str, int]) -> int:
    """Check that ``groups`` divides each of the named ``counts``."""
    parts = _check.integer("groups", groups, 1)
    for name, count in counts.items():
        if count % parts:
            raise WrongValue(f"groups {parts} does not divide {count} {name}{SHAPES}")
    return parts


def channel_bias(
    bias: ArrayLike | None,
    channels: int,
    ndim: int,
    factors: list[NDArray[Any]],
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
