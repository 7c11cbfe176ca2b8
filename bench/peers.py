"""The same operations by other libraries: what `speed` measures convlib against.

Each entry takes a `Case` and its arrays and returns a function without arguments that
does the work once, or None where the library has no such operation.  Preparing
arguments is not timed: every library gets its own kind of array.  Operations with the name
of a function are one call of it, which on a small image costs little but the call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import convlib

try:
    import torch
except ImportError:
    torch = None
try:
    import onnx.reference
except ImportError:
    onnx = None
try:
    import scipy.ndimage
    import scipy.signal
except ImportError:
    scipy = None

Array = np.ndarray[Any, np.dtype[Any]]
Call = Callable[[], Any]

#: Multiply-adds beyond which the peers written in Python loops would take seconds.
SMALL = 10**8


class Case(NamedTuple):
    """A layer: its input, its filters, and how these are slid."""

    name: str
    input: tuple[int, int, int, int]  #: (N, C, H, W)
    weight: tuple[int, int, int, int]  #: (K, C // groups, kH, kW)
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1

    @property
    def output(self) -> tuple[int, int, int, int]:
        """(N, K, oH, oW)."""
        height, width = convlib.output_size(
            self.input[2:], self.weight[2:], self.stride, self.padding, self.dilation
        )
        return self.input[0], self.weight[0], height, width

    @property
    def multiplications(self) -> int:
        """Of the convolution, zeros of the padding included."""
        return int(np.prod(self.output) * np.prod(self.weight[1:]))

    @property
    def geometry(self) -> dict[str, int]:
        """Stride, padding and dilation by name."""
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
        }

    @property
    def pooled(self) -> Case:
        """The same windows for pooling, which allows half a window of padding."""
        return self._replace(padding=min(self.padding, self.weight[2] // 2))

    @property
    def whole_stamps(self) -> int:
        """The output padding with which the transposed convolution fills the input."""
        span = self.dilation * (self.weight[2] - 1) + 1
        return (self.input[2] + 2 * self.padding - span) % self.stride


class Arrays(NamedTuple):
    """Random numbers for a case."""

    input: Array
    weight: Array
    bias: Array
    grad: Array  #: of the output's shape

    @property
    def image(self) -> Array:
        """One channel of one image, (H, W)."""
        return self.input[0, 0]

    @property
    def folded(self) -> dict[str, tuple[int, int]]:
        """The arguments with which the columns of the square image are a signal's."""
        column = (len(self.image), 1)
        padding = (column[0] // 2, 0)
        return {"output_size": column, "kernel_size": column, "padding": padding}

    @property
    def target(self) -> Array:
        """A class for each row of the image."""
        return np.arange(len(self.image)) % self.image.shape[1]


def by_convlib(case: Case, operation: str, a: Arrays) -> Call:
    """What is measured."""
    geometry, groups = case.geometry, case.groups
    kernel = case.weight[2:]
    calls: dict[str, Call] = {
        "forward": lambda: convlib.conv2d(
            a.input, a.weight, a.bias, groups=groups, **geometry
        ),
        "backward": lambda: convlib.conv2d_backward(
            a.grad, a.input, a.weight, groups=groups, **geometry
        ),
        "transposed": lambda: convlib.conv_transpose2d(
            a.grad,
            a.weight,
            groups=groups,
            output_padding=case.whole_stamps,
            **geometry,
        ),
        "pooling": lambda: convlib.max_pool2d(a.input, kernel, **geometry),
        "conv2d": lambda: convlib.conv2d(a.input, a.weight),
        "conv_transpose2d": lambda: convlib.conv_transpose2d(
            a.input, a.weight, stride=2
        ),
        "convolve2d": lambda: convlib.convolve2d(a.image, a.weight[0, 0]),
        "max_pool2d": lambda: convlib.max_pool2d(a.input, 2),
        "avg_pool2d": lambda: convlib.avg_pool2d(a.input, 2),
        "unfold": lambda: convlib.unfold(a.input, 3),
        "fold": lambda: convlib.fold(a.image, **a.folded),
        "linear": lambda: convlib.linear(a.image, a.image),
        "relu": lambda: convlib.relu(a.input),
        "softmax": lambda: convlib.softmax(a.input),
        "cross_entropy": lambda: convlib.cross_entropy(a.image, a.target),
    }
    calls["conv2d_backward"] = calls["backward"]
    return calls[operation]


def by_pytorch(case: Case, operation: str, a: Arrays) -> Call | None:
    """PyTorch's own kernels, without its bookkeeping for derivatives."""
    if torch is None:
        return None
    x, w, b, g = (torch.from_numpy(array) for array in a)
    image, target = torch.from_numpy(a.image), torch.from_numpy(a.target)
    pair = {name: [value] * 2 for name, value in case.geometry.items()}
    kernel = case.weight[2:]
    functional = torch.nn.functional
    calls: dict[str, Call] = {
        "forward": lambda: functional.conv2d(x, w, b, groups=case.groups, **pair),
        "backward": lambda: torch.ops.aten.convolution_backward(
            g,
            x,
            w,
            [case.weight[0]],
            *pair.values(),
            False,
            [0, 0],
            case.groups,
            [True, True, True],
        ),
        "transposed": lambda: functional.conv_transpose2d(
            g, w, groups=case.groups, output_padding=case.whole_stamps, **pair
        ),
        "pooling": lambda: functional.max_pool2d(x, kernel, **pair),
        "conv2d": lambda: functional.conv2d(x, w),
        "conv_transpose2d": lambda: functional.conv_transpose2d(x, w, stride=2),
        "max_pool2d": lambda: functional.max_pool2d(x, 2),
        "avg_pool2d": lambda: functional.avg_pool2d(x, 2),
        "unfold": lambda: functional.unfold(x, 3),
        "fold": lambda: functional.fold(image, **a.folded),
        "linear": lambda: functional.linear(image, image),
        "relu": lambda: functional.relu(x),
        "softmax": lambda: functional.softmax(x, -1),
        "cross_entropy": lambda: functional.cross_entropy(image, target),
    }
    calls["conv2d_backward"] = calls["backward"]
    return calls.get(operation)


def by_columns(case: Case, operation: str, a: Arrays) -> Call | None:
    """What a textbook does: all windows copied as columns, and one product."""
    calls: dict[str, Call] = {
        "forward": lambda: _columns_forward(case, a),
        "backward": lambda: _columns_backward(case, a),
        "transposed": lambda: _columns_stamps(case, a.grad, a.weight),
        "pooling": lambda: _windows(case, a.input, -np.inf).max((-2, -1)),
    }
    return calls.get(operation)


def by_fft(case: Case, operation: str, a: Arrays) -> Call | None:
    """One image and one kernel by NumPy's Fourier transform."""
    single = case.input[:2] == case.weight[:2] == (1, 1)
    if operation != "forward" or not single or case.stride * case.dilation > 1:
        return None
    return lambda: _fft_forward(case, a)


def by_scipy(case: Case, operation: str, a: Arrays) -> Call | None:
    """`scipy.signal.correlate`, one filter of one image at a time."""
    if scipy is not None and operation == "convolve2d":
        return lambda: scipy.signal.convolve2d(a.image, a.weight[0, 0])
    if (
        scipy is None
        or operation != "forward"
        or case.stride * case.dilation > 1
        or case.multiplications > SMALL
    ):
        return None
    return lambda: _scipy(case, a, scipy.signal.correlate)


def by_ndimage(case: Case, operation: str, a: Arrays) -> Call | None:
    """`scipy.ndimage`, one filter of one image at a time, all pixels."""
    if scipy is None or case.dilation > 1 or case.multiplications > SMALL:
        return None
    if operation == "pooling":
        return lambda: _ndimage_pooling(case, a)
    if operation != "forward" or case.stride > 1:
        return None
    return lambda: _ndimage_forward(case, a)


def by_onnx(case: Case, operation: str, a: Arrays) -> Call | None:
    """ONNX's reference implementation, in NumPy and Python loops."""
    slow = operation != "forward"
    if onnx is None or case.multiplications > (SMALL / 100 if slow else SMALL):
        return None
    operator = {"forward": "Conv", "transposed": "ConvTranspose", "pooling": "MaxPool"}
    if operation not in operator:
        return None
    feeds = {
        "forward": {"x": a.input, "w": a.weight, "b": a.bias},
        "transposed": {"x": a.grad, "w": a.weight},
        "pooling": {"x": a.input},
    }[operation]
    attributes: dict[str, Any] = {
        "kernel_shape": case.weight[2:],
        "strides": [case.stride] * 2,
        "pads": [case.padding] * 4,
        "dilations": [case.dilation] * 2,
    }
    if operation != "pooling":
        attributes["group"] = case.groups
    if operation == "transposed":
        attributes["output_padding"] = [case.whole_stamps] * 2
    node = onnx.helper.make_node(operator[operation], [*feeds], ["y"], **attributes)
    kind = onnx.helper.np_dtype_to_tensor_dtype(a.input.dtype)
    graph = onnx.helper.make_graph(
        [node],
        operation,
        [onnx.helper.make_tensor_value_info(n, kind, None) for n in feeds],
        [onnx.helper.make_tensor_value_info("y", kind, None)],
    )
    session = onnx.reference.ReferenceEvaluator(onnx.helper.make_model(graph))
    return lambda: session.run(None, feeds)[0]


#: In the order of the table's columns.
PEERS: dict[str, Callable[[Case, str, Arrays], Call | None]] = {
    "convlib": by_convlib,
    "pytorch": by_pytorch,
    "columns": by_columns,
    "fft": by_fft,
    "signal": by_scipy,
    "ndimage": by_ndimage,
    "onnx": by_onnx,
}


def _padded(case: Case, x: Array, filling: float = 0) -> Array:
    edge = (case.padding, case.padding)
    return np.pad(x, ((0, 0), (0, 0), edge, edge), constant_values=filling)


def _windows(case: Case, x: Array, filling: float = 0) -> Array:
    """(N, C, oH, oW, kH, kW)."""
    span = tuple(case.dilation * (k - 1) + 1 for k in case.weight[2:])
    view = sliding_window_view(_padded(case, x, filling), span, (2, 3))
    step, rate = slice(None, None, case.stride), slice(None, None, case.dilation)
    return view[:, :, step, step, rate, rate]


def _columns(case: Case, x: Array) -> Array:
    """All windows, copied: (N, groups, C // groups * kH * kW, oH * oW)."""
    windows = _windows(case, x).transpose(0, 1, 4, 5, 2, 3)
    cells = windows.shape[-2] * windows.shape[-1]
    return windows.reshape(len(x), case.groups, -1, cells)


def _columns_forward(case: Case, a: Arrays) -> Array:
    w = a.weight.reshape(case.groups, case.weight[0] // case.groups, -1)
    y = w @ _columns(case, a.input)
    return y.reshape(case.output) + a.bias[:, None, None]


def _columns_backward(case: Case, a: Arrays) -> tuple[Array, Array, Array]:
    g = a.grad.reshape(len(a.grad), case.groups, case.weight[0] // case.groups, -1)
    grad_weight = (g @ _columns(case, a.input).swapaxes(-1, -2)).sum(0)
    return (
        _columns_stamps(case, a.grad, a.weight),
        grad_weight.reshape(case.weight),
        a.grad.sum((0, 2, 3)),
    )


def _columns_stamps(case: Case, g: Array, weight: Array) -> Array:
    batch, _, height, width = case.output
    w = weight.reshape(case.groups, case.weight[0] // case.groups, -1)
    cells = g.reshape(batch, case.groups, w.shape[1], -1)
    stamps = (w.swapaxes(-1, -2) @ cells).reshape(
        batch, case.input[1], *case.weight[2:], height, width
    )
    image = _padded(case, np.zeros(case.input, g.dtype))
    for m, n in np.ndindex(*case.weight[2:]):
        i, j = m * case.dilation, n * case.dilation
        rows = slice(i, i + case.stride * (height - 1) + 1, case.stride)
        columns = slice(j, j + case.stride * (width - 1) + 1, case.stride)
        image[:, :, rows, columns] += stamps[:, :, m, n]
    edge = case.padding
    return image[:, :, edge : edge + case.input[2], edge : edge + case.input[3]]


def _fft_forward(case: Case, a: Arrays) -> Array:
    x = _padded(case, a.input)
    size = x.shape[2:]
    spectrum = np.fft.rfft2(x) * np.fft.rfft2(a.weight, size).conj()
    height, width = case.output[2:]
    return np.fft.irfft2(spectrum, size)[..., :height, :width] + a.bias[0]


def _filters(case: Case) -> list[tuple[int, int, slice]]:
    """(n, k, the channels that filter k reads) of all filters of all images."""
    depth, each = case.weight[1], case.weight[0] // case.groups
    return [
        (n, k, slice(k // each * depth, (k // each + 1) * depth))
        for n, k in np.ndindex(case.input[0], case.weight[0])
    ]


def _scipy(case: Case, a: Arrays, correlate: Callable[..., Array]) -> Array:
    x = _padded(case, a.input)
    output = np.empty(case.output, x.dtype)
    for n, k, some in _filters(case):
        output[n, k] = correlate(x[n, some], a.weight[k], mode="valid")[0]
    return output + a.bias[:, None, None]


def _ndimage_forward(case: Case, a: Arrays) -> Array:
    output = np.zeros((*case.output[:2], *case.input[2:]), a.input.dtype)
    for n, k, some in _filters(case):
        for channel, kernel in zip(a.input[n, some], a.weight[k], strict=True):
            output[n, k] += scipy.ndimage.correlate(channel, kernel, mode="constant")
    return _centre(case, output) + a.bias[:, None, None]


def _ndimage_pooling(case: Case, a: Arrays) -> Array:
    largest = scipy.ndimage.maximum_filter(
        a.input, (1, 1, *case.weight[2:]), mode="constant", cval=-np.inf
    )
    return _centre(case, largest)[:, :, :: case.stride, :: case.stride]


def _centre(case: Case, same: Array) -> Array:
    """The cells of an output of the input's size that the padding asks for."""
    cut = case.weight[2] // 2 - case.padding
    return same[:, :, cut : same.shape[2] - cut, cut : same.shape[3] - cut]
