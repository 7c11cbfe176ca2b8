"""Layers that remember what their gradients need: just enough for a small network.

>>> import numpy as np
>>> from convlib import cross_entropy, cross_entropy_backward
>>> rng = np.random.default_rng(0)
>>> network = Sequential(
...     Conv2d(1, 4, 3, rng=rng), ReLU(), MaxPool2d(2), Flatten(), Linear(16, 2, rng=rng)
... )
>>> network
Sequential(
  (0): Conv2d(1, 4, kernel_size=(3, 3), stride=(1, 1))
  (1): ReLU()
  (2): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  (3): Flatten()
  (4): Linear(in_features=16, out_features=2, bias=True)
)
>>> optimizer = SGD(network.parameters(), lr=0.5)
>>> images, labels = rng.random((8, 1, 6, 6)), np.arange(8) % 2
>>> before = cross_entropy(network(images), labels)
>>> for _ in range(10):
...     logits = network(images)
...     grad_images = network.backward(cross_entropy_backward(logits, labels))
...     optimizer.step()
>>> cross_entropy(network(images), labels) < before
True

Each layer calls the functions of the same names in `convlib`, and names and arguments
are those of `torch.nn`; what PyTorch does by itself, calling ``backward`` in turn, is
done by hand here.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from convlib import _check
from convlib._borders import Mode, checked_mode
from convlib._door import WrongKind, WrongValue, public
from convlib.conv import conv2d, conv2d_backward
from convlib.functional import linear, linear_backward, relu, relu_backward
from convlib.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    pooling_geometry,
)
from convlib.shapes import checked_padding, plain_padding
from convlib.transposed import conv_transpose2d, conv_transpose2d_backward

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import Integer, IntOrPair, Padding

__all__ = [
    "SGD",
    "Adam",
    "AvgPool2d",
    "Conv2d",
    "ConvTranspose2d",
    "Flatten",
    "Linear",
    "MaxPool2d",
    "Module",
    "Parameter",
    "ReLU",
    "Sequential",
]

#: Arguments that do nothing, which PyTorch leaves out where a layer says what it is.
_USUAL = {
    "padding": (0, 0),
    "output_padding": (0, 0),
    "dilation": (1, 1),
    "groups": 1,
    "bias": True,
    "padding_mode": "zeros",
    "ceil_mode": False,
    "count_include_pad": True,
    "divisor_override": None,
}


class Parameter:
    """Numbers that are learned, and the gradient of the loss with respect to them.

    Parameters
    ----------
    data : array_like
        The numbers, copied as float64.

    Attributes
    ----------
    data : ndarray
        Can be replaced by anything of the same shape.
    grad : ndarray or None
        What the last ``backward`` found; None before the first.

    Examples
    --------
    >>> weight = Parameter([[1, 2], [3, 4]])
    >>> weight.data = weight.data / 2
    >>> weight.data
    array([[0.5, 1. ],
           [1.5, 2. ]])
    """

    @public()
    def __init__(self, data: ArrayLike) -> None:
        self._data = self._copy(data)
        self.grad: NDArray[Any] | None = None

    @property
    def data(self) -> NDArray[Any]:
        """The numbers."""
        return self._data

    @data.setter
    @public(name="Parameter")
    def data(self, data: ArrayLike) -> None:
        new = self._copy(data)
        if new.shape != self._data.shape:
            raise WrongValue(
                f"data must have shape {self._data.shape}, got {new.shape}"
            )
        self._data = new

    @staticmethod
    def _copy(data: ArrayLike) -> NDArray[Any]:
        numbers = _check.real_array("data", data)
        return _check.copied(numbers, np.float64)

    def __repr__(self) -> str:
        return f"Parameter(shape {self._data.shape})"


class Module(ABC):
    """What all layers can do.

    ``forward`` keeps what ``backward`` needs; ``backward`` takes the gradient of the
    loss with respect to the last output, writes the gradients of the parameters and
    returns the one of the input.

    Examples
    --------
    A layer of one's own:

    >>> import numpy as np
    >>> class Double(Module):
    ...     def forward(self, input):
    ...         return 2 * np.asarray(input)
    ...     def backward(self, grad_output):
    ...         return 2 * np.asarray(grad_output)
    >>> Sequential(Double(), ReLU(), Double())([1, -2])
    array([4, 0])
    """

    _kept: Any = None

    @abstractmethod
    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the output."""

    @abstractmethod
    def backward(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Return the gradient of the input; write those of the parameters."""

    def parameters(self) -> list[Parameter]:
        """Return what is learned."""
        return []

    def extra_repr(self) -> str:
        """Return what stands between the parentheses of the layer's ``repr``."""
        return ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.extra_repr()})"

    def __call__(self, input: ArrayLike) -> NDArray[Any]:
        """Return the output."""
        return self.forward(input)

    def _keep(self, input: ArrayLike) -> Any:
        self._kept = _check.array("input", input)
        return self._kept

    def _recall(self) -> Any:
        if self._kept is None:
            name = type(self).__name__
            raise RuntimeError(f"{name}.backward: call forward first")
        return self._kept


class _Weighted(Module):
    """A layer with a weight and, mostly, a bias; both start at random."""

    def __init__(
        self,
        shape: tuple[int, ...],
        outputs: int,
        bias: bool,
        rng: np.random.Generator | None,
    ) -> None:
        with_bias = _check.flag("bias", bias)
        if rng is None:
            rng = np.random.default_rng()
        if not isinstance(rng, np.random.Generator):
            raise WrongKind(
                f"rng must be a numpy.random.Generator, got {_check.shown(rng)}"
            )
        _check.empty(shape, np.float64)  # says so if they do not fit
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.weight = Parameter(rng.uniform(-bound, bound, shape))
        self.bias: Parameter | None = None
        if with_bias:
            self.bias = Parameter(rng.uniform(-bound, bound, outputs))

    def parameters(self) -> list[Parameter]:
        """Return weight and bias."""
        return [self.weight] if self.bias is None else [self.weight, self.bias]

    def _numbers(self) -> tuple[NDArray[Any], NDArray[Any] | None]:
        return self.weight.data, None if self.bias is None else self.bias.data

    def _learn(self, grad_weight: NDArray[Any], grad_bias: NDArray[Any]) -> None:
        self.weight.grad = grad_weight
        if self.bias is not None:
            self.bias.grad = grad_bias


class Conv2d(_Weighted):
    """`convlib.conv2d` with filters that are learned.

    Parameters
    ----------
    in_channels, out_channels : int
        C and K.
    kernel_size, stride, padding, dilation, groups, padding_mode
        As for `convlib.conv2d`.
    bias : bool
        Whether each filter has a bias.
    rng : numpy.random.Generator, optional
        Draws the first weights, from -b to b with ``b = 1 / sqrt(C // groups kH kW)``;
        a new one, different each time, if left out.

    Attributes
    ----------
    weight : Parameter, shape (K, C // groups, kH, kW)
    bias : Parameter, shape (K,), or None

    Examples
    --------
    >>> layer = Conv2d(1, 2, 2)
    >>> layer.weight.data = [[[[1, -1], [1, -1]]], [[[1, 1], [-1, -1]]]]
    >>> layer.bias.data = [0, 10]
    >>> layer([[[1, 0, 1], [1, 1, 1]]])
    array([[[ 1., -1.]],
    <BLANKLINE>
           [[ 9.,  9.]]])
    """

    @public()
    def __init__(
        self,
        in_channels: Integer,
        out_channels: Integer,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: Padding = 0,
        dilation: IntOrPair = 1,
        groups: Integer = 1,
        bias: bool = True,
        padding_mode: Mode = "zeros",
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        channels, filters, parts = _channels(in_channels, out_channels, groups)
        kernel = _check.integer_pair("kernel_size", kernel_size, 1)
        step = _check.integer_pair("stride", stride, 1)
        rate = _check.integer_pair("dilation", dilation, 1)
        edge = plain_padding(checked_padding(padding, 2))
        self.geometry = (step, edge, rate, parts)
        self.padding_mode = checked_mode(padding_mode)
        shape = (filters, channels // parts, *kernel)
        super().__init__(shape, filters, bias, rng)

    def extra_repr(self) -> str:
        """Return the arguments, leaving out what does nothing."""
        filters, depth, *kernel = self.weight.data.shape
        stride, padding, dilation, groups = self.geometry
        shown = [str(depth * groups), str(filters)]
        shown += [f"kernel_size={tuple(kernel)}", f"stride={stride}"]
        shown += _unusual(
            padding=padding,
            dilation=dilation,
            groups=groups,
            bias=self.bias is not None,
            padding_mode=self.padding_mode,
        )
        return ", ".join(shown)

    @public()
    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the feature maps."""
        weight, bias = self._numbers()
        images, mode = self._keep(input), self.padding_mode
        return conv2d(images, weight, bias, *self.geometry, padding_mode=mode)

    @public()
    def backward(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Return the gradient of the input; write those of weight and bias."""
        grad_input, *grads = conv2d_backward(
            grad_output,
            self._recall(),
            self.weight.data,
            *self.geometry,
            padding_mode=self.padding_mode,
        )
        self._learn(*grads)
        return grad_input


class ConvTranspose2d(_Weighted):
    """`convlib.conv_transpose2d` with stamps that are learned.

    Parameters
    ----------
    in_channels, out_channels : int
        C and K.
    kernel_size, stride, padding, output_padding, groups, dilation
        As for `convlib.conv_transpose2d`.
    bias : bool
        Whether each output channel has a bias.
    rng : numpy.random.Generator, optional
        Draws the first weights, from -b to b with ``b = 1 / sqrt(K // groups kH kW)``;
        a new one, different each time, if left out.

    Attributes
    ----------
    weight : Parameter, shape (C, K // groups, kH, kW)
    bias : Parameter, shape (K,), or None

    Examples
    --------
    >>> layer = ConvTranspose2d(1, 1, 2, stride=2, bias=False)
    >>> layer.weight.data = [[[[1, 2], [3, 4]]]]
    >>> layer([[[1, 10]]])
    array([[[ 1.,  2., 10., 20.],
            [ 3.,  4., 30., 40.]]])
    """

    @public()
    def __init__(
        self,
        in_channels: Integer,
        out_channels: Integer,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair = 0,
        output_padding: IntOrPair = 0,
        groups: Integer = 1,
        bias: bool = True,
        dilation: IntOrPair = 1,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        channels, filters, parts = _channels(in_channels, out_channels, groups)
        kernel = _check.integer_pair("kernel_size", kernel_size, 1)
        self.geometry = (
            _check.integer_pair("stride", stride, 1),
            _check.integer_pair("padding", padding, 0),
            _check.integer_pair("output_padding", output_padding, 0),
            parts,
            _check.integer_pair("dilation", dilation, 1),
        )
        self._output_size: IntOrPair | None = None
        shape = (channels, filters // parts, *kernel)
        super().__init__(shape, filters, bias, rng)

    def extra_repr(self) -> str:
        """Return the arguments, leaving out what does nothing."""
        channels, depth, *kernel = self.weight.data.shape
        stride, padding, output_padding, groups, dilation = self.geometry
        shown = [str(channels), str(depth * groups)]
        shown += [f"kernel_size={tuple(kernel)}", f"stride={stride}"]
        shown += _unusual(
            padding=padding,
            dilation=dilation,
            output_padding=output_padding,
            groups=groups,
            bias=self.bias is not None,
        )
        return ", ".join(shown)

    def __call__(
        self, input: ArrayLike, output_size: IntOrPair | None = None
    ) -> NDArray[Any]:
        """Return the output."""
        return self.forward(input, output_size)

    @public()
    def forward(
        self, input: ArrayLike, output_size: IntOrPair | None = None
    ) -> NDArray[Any]:
        """Return the larger maps; their size can be chosen where several are possible."""
        weight, bias = self._numbers()
        x, self._output_size = self._keep(input), output_size
        return conv_transpose2d(
            x, weight, bias, *self._sized(), output_size=output_size
        )

    @public()
    def backward(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Return the gradient of the input; write those of weight and bias."""
        grad_input, *grads = conv_transpose2d_backward(
            grad_output,
            self._recall(),
            self.weight.data,
            *self._sized(),
            output_size=self._output_size,
        )
        self._learn(*grads)
        return grad_input

    def _sized(self) -> tuple[Any, ...]:
        """Return the geometry, without the output padding if a size was asked for."""
        if self._output_size is None:
            return self.geometry
        return (*self.geometry[:2], 0, *self.geometry[3:])


class Linear(_Weighted):
    """`convlib.linear` with weights that are learned.

    Parameters
    ----------
    in_features, out_features : int
        D and K.
    bias : bool
        Whether each output has a bias.
    rng : numpy.random.Generator, optional
        Draws the first weights, from -b to b with ``b = 1 / sqrt(D)``; a new one,
        different each time, if left out.

    Attributes
    ----------
    weight : Parameter, shape (K, D)
    bias : Parameter, shape (K,), or None

    Examples
    --------
    >>> layer = Linear(3, 1, bias=False)
    >>> layer.weight.data = [[1, 10, 100]]
    >>> layer([1, 2, 3])
    array([321.])
    """

    @public()
    def __init__(
        self,
        in_features: Integer,
        out_features: Integer,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        inputs = _check.integer("in_features", in_features, 1)
        outputs = _check.integer("out_features", out_features, 1)
        super().__init__((outputs, inputs), outputs, bias, rng)

    def extra_repr(self) -> str:
        """Return the arguments."""
        outputs, inputs = self.weight.data.shape
        bias = self.bias is not None
        return f"in_features={inputs}, out_features={outputs}, bias={bias}"

    @public()
    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the outputs."""
        return linear(self._keep(input), *self._numbers())

    @public()
    def backward(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Return the gradient of the input; write those of weight and bias."""
        grad_input, *grads = linear_backward(
            grad_output, self._recall(), self.weight.data
        )
        self._learn(*grads)
        return grad_input


class ReLU(Module):
    """`convlib.relu` as a layer.

    Examples
    --------
    >>> layer = ReLU()
    >>> layer([-1, 2])
    array([0, 2])
    >>> layer.backward([10, 20])
    array([ 0, 20])
    """

    @public()
    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the positive part."""
        return relu(self._keep(input))

    @public()
    def backward(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Return the gradient of the input."""
        return relu_backward(grad_output, self._recall())


class MaxPool2d(Module):
    """`convlib.max_pool2d` as a layer.

    Parameters
    ----------
    kernel_size, stride, padding, dilation, ceil_mode
        As for `convlib.max_pool2d`.

    Examples
    --------
    >>> layer = MaxPool2d(2)
    >>> layer([[1, 2, 0, 1], [3, 1, 1, 4]])
    array([[3, 4]])
    >>> layer.backward([[10, 20]])
    array([[ 0,  0,  0,  0],
           [10,  0,  0, 20]])
    """

    @public()
    def __init__(
        self,
        kernel_size: IntOrPair,
        stride: IntOrPair | None = None,
        padding: Padding = 0,
        dilation: IntOrPair = 1,
        *,
        ceil_mode: bool = False,
    ) -> None:
        self.geometry = pooling_geometry(
            kernel_size, stride, padding, dilation, ceil_mode
        )

    def extra_repr(self) -> str:
        """Return the arguments; one integer stands for two that are equal."""
        kernel, stride, padding, dilation, ceil_mode = self.geometry
        edge = plain_padding(padding)
        shown = _short(
            kernel_size=kernel, stride=stride, padding=edge, dilation=dilation
        )
        return ", ".join([*shown, f"ceil_mode={ceil_mode}"])

    @public()
    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the largest number of each window."""
        return max_pool2d(self._keep(input), *self.geometry)

    @public()
    def backward(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Return the gradient of the input: to the pixels that won."""
        return max_pool2d_backward(grad_output, self._recall(), *self.geometry)


class AvgPool2d(Module):
    """`convlib.avg_pool2d` as a layer.

    Parameters
    ----------
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As for `convlib.avg_pool2d`.

    Examples
    --------
    >>> layer = AvgPool2d(2)
    >>> layer([[1, 2, 0, 1], [3, 2, 1, 4]])
    array([[2. , 1.5]])
    >>> layer.backward([[4, 8]])
    array([[1., 1., 2., 2.],
           [1., 1., 2., 2.]])
    """

    @public()
    def __init__(
        self,
        kernel_size: IntOrPair,
        stride: IntOrPair | None = None,
        padding: Padding = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: Integer | None = None,
    ) -> None:
        kernel, step, sides, _, ceil = pooling_geometry(
            kernel_size, stride, padding, 1, ceil_mode
        )
        include = _check.flag("count_include_pad", count_include_pad)
        divisor = divisor_override
        if divisor is not None:
            divisor = _check.integer("divisor_override", divisor, 1)
        self.geometry = (kernel, step, sides, ceil, include, divisor)

    def extra_repr(self) -> str:
        """Return the arguments; one integer stands for two that are equal."""
        kernel, stride, padding, ceil_mode, include, divisor = self.geometry
        edge = plain_padding(padding)
        shown = _short(kernel_size=kernel, stride=stride, padding=edge)
        shown += _unusual(
            ceil_mode=ceil_mode, count_include_pad=include, divisor_override=divisor
        )
        return ", ".join(shown)

    @public()
    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the average of each window."""
        return avg_pool2d(self._keep(input), *self.geometry)

    @public()
    def backward(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Return the gradient of the input: an equal share to each pixel."""
        return avg_pool2d_backward(grad_output, self._recall(), *self.geometry)


class Flatten(Module):
    """Make one vector of each image of a batch: (N, C, H, W) to (N, C * H * W).

    Examples
    --------
    >>> import numpy as np
    >>> layer = Flatten()
    >>> layer(np.zeros((8, 2, 3, 4))).shape
    (8, 24)
    >>> layer.backward(np.zeros((8, 24))).shape
    (8, 2, 3, 4)
    """

    @public()
    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the vectors."""
        x = self._keep(input)
        if x.ndim < 2:
            raise WrongValue(f"input must have shape (N, ...), got {x.shape}")
        flat = _check.copied(x)
        return flat.reshape(len(x), math.prod(x.shape[1:]))

    @public()
    def backward(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Return the gradient in the shape of the images."""
        x = self._recall()
        expected = (len(x), math.prod(x.shape[1:]))
        grad = _check.gradient(grad_output, expected, f"; input {x.shape}")
        return _check.copied(grad).reshape(x.shape)


class Sequential(Module):
    """Layers one after the other; backward, the other way round.

    Parameters
    ----------
    *layers : Module
        The first sees the input.  ``network[0]`` is the first layer.

    Examples
    --------
    >>> network = Sequential(ReLU(), Flatten())
    >>> network([[[-1, 2], [3, -4]]])
    array([[0, 2, 3, 0]])
    >>> network.backward([[1, 2, 3, 4]])
    array([[[0, 2],
            [3, 0]]])
    """

    @public()
    def __init__(self, *layers: Module) -> None:
        for layer in layers:
            if not isinstance(layer, Module):
                raise WrongKind(f"layers must be layers, got {_check.shown(layer)}")
        self.layers: Sequence[Module] = layers

    @public(ieee=False)
    def forward(self, input: ArrayLike) -> NDArray[Any]:
        """Return the output of the last layer."""
        output = _check.copied(_check.array("input", input))
        for layer in self.layers:
            output = layer.forward(output)
        return output

    @public(ieee=False)
    def backward(self, grad_output: ArrayLike) -> NDArray[Any]:
        """Return the gradient of the input; write those of all parameters."""
        grad = _check.copied(_check.array("grad_output", grad_output))
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad

    def parameters(self) -> list[Parameter]:
        """Return the parameters of all layers, in order."""
        return [p for layer in self.layers for p in layer.parameters()]

    def extra_repr(self) -> str:
        """Return a line for each layer, with its index."""
        lines = [f"({i}): {layer}" for i, layer in enumerate(self.layers)]
        return "\n".join(["", *lines]).replace("\n", "\n  ") + "\n" if lines else ""

    def __getitem__(self, index: int) -> Module:
        return self.layers[index]

    def __len__(self) -> int:
        return len(self.layers)


class _Optimizer:
    """What every way of stepping has: the parameters and a learning rate, checked."""

    def __init__(self, params: Iterable[Parameter], lr: float) -> None:
        self.params = _check.instances("params", params, Parameter)
        self.lr = _check.real_number("lr", lr)
        if self.lr < 0:
            raise WrongValue(f"lr must not be negative, got {self.lr}")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.params)} parameters, lr={self.lr})"

    def _gradients(self) -> list[NDArray[Any]]:
        """Return the gradients of the last ``backward``."""
        grads = [p.grad for p in self.params if p.grad is not None]
        if len(grads) < len(self.params):
            name = type(self).__name__
            raise RuntimeError(f"{name}.step: no gradient yet, call backward first")
        return grads


class SGD(_Optimizer):
    """Plain gradient descent: ``w -= lr * dE/dw``.

    Parameters
    ----------
    params : iterable of Parameter
        What to learn.
    lr : float
        The learning rate.

    Examples
    --------
    >>> weight = Parameter([1, 2])
    >>> weight.grad = weight.data * 10
    >>> SGD([weight], lr=0.01).step()
    >>> weight.data
    array([0.9, 1.8])
    """

    @public()
    def __init__(self, params: Iterable[Parameter], lr: float) -> None:
        super().__init__(params, lr)

    @public()
    def step(self) -> None:
        """Take one step, with the gradients of the last ``backward``."""
        for parameter, grad in zip(self.params, self._gradients(), strict=True):
            parameter.data = parameter.data - self.lr * grad


class Adam(_Optimizer):
    """Gradient descent whose steps have a size of their own for each number.

    With ``g`` the gradient, and averages ``m`` of g and ``v`` of its square that forget
    a tenth and a thousandth at each step, ``w -= lr * m / (sqrt(v) + 1e-8)``, where m
    and v are divided by what is missing of them in the first steps.

    Parameters
    ----------
    params : iterable of Parameter
        What to learn.
    lr : float, default 0.001
        The learning rate: about how far a number goes in a step.

    Notes
    -----
    Kingma and Ba (2015), "Adam: a method for stochastic optimization", ICLR, algorithm
    1, with the paper's settings; PyTorch's ``torch.optim.Adam``.

    Examples
    --------
    However large a gradient is, the first step is as long as `lr`:

    >>> weight = Parameter([1, 2])
    >>> weight.grad = np.array([1000.0, -0.5])
    >>> Adam([weight], lr=0.25).step()
    >>> weight.data.round(6)
    array([0.75, 2.25])
    """

    @public()
    def __init__(self, params: Iterable[Parameter], lr: float = 0.001) -> None:
        super().__init__(params, lr)
        self.steps = 0
        self._mean = [np.zeros_like(p.data) for p in self.params]
        self._square = [np.zeros_like(p.data) for p in self.params]

    @public()
    def step(self) -> None:
        """Take one step, with the gradients of the last ``backward``."""
        grads = self._gradients()
        self.steps += 1
        full_mean, full_square = 1 - 0.9**self.steps, 1 - 0.999**self.steps
        kept = zip(self.params, grads, self._mean, self._square, strict=True)
        for parameter, grad, mean, square in kept:
            mean += 0.1 * (grad - mean)
            square += 0.001 * (grad * grad - square)
            size = np.sqrt(square / full_square) + 1e-8
            parameter.data = parameter.data - self.lr * (mean / full_mean) / size


def _channels(
    in_channels: Integer, out_channels: Integer, groups: Integer
) -> tuple[int, int, int]:
    """Check the channels of a layer, and the groups that they are in."""
    channels = _check.integer("in_channels", in_channels, 1)
    filters = _check.integer("out_channels", out_channels, 1)
    parts = _check.integer("groups", groups, 1)
    if channels % parts or filters % parts:
        raise WrongValue(
            f"groups {parts} must divide in_channels {channels} and "
            f"out_channels {filters}"
        )
    return channels, filters, parts


def _short(**arguments: Any) -> list[str]:
    """Write arguments, a pair of equal numbers as one of them."""
    return [
        f"{name}={value[0] if value == (value[0],) * 2 else value}"
        for name, value in arguments.items()
    ]


def _unusual(**arguments: Any) -> list[str]:
    """Write the arguments that do something."""
    return [f"{name}={v}" for name, v in arguments.items() if v != _USUAL[name]]
