"""Random geometries beside JAX, forward and backward, in float64.

JAX finds gradients by itself (`jax.vjp`). It has no transposed convolution with PyTorch's
arguments: here it is the transpose that JAX finds for its own convolution.
"""

import os
from collections.abc import Callable
from typing import Any

# Each geometry is compiled and run once: a quick compiler is better than a good one.
os.environ["XLA_FLAGS"] = "--xla_backend_optimization_level=0"

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from ledger import Ledger, close

import convlib

jax.config.update("jax_enable_x64", True)

Pair = tuple[int, int]
Rng = np.random.Generator


def pair(rng: Rng, least: int, most: int) -> Pair:
    """Return two random numbers, both bounds included."""
    down, across = rng.integers(least, most + 1, 2)
    return int(down), int(across)


def sides(rng: Rng, kernel: Pair | None = None) -> tuple[Pair, Pair] | str:
    """Return random zeros on each of the four sides, or the word for them.

    At most as many as `convlib` allows around a pooling with this ``kernel``.
    """
    if rng.integers(4) == 0:
        return "same"
    if kernel is None:
        return pair(rng, 0, 3), pair(rng, 0, 3)
    vertical, horizontal = (
        (before, int(rng.integers(min(k, k // 2 * 2 - before + 1))))
        for k, before in zip(
            kernel, (int(rng.integers(k)) for k in kernel), strict=True
        )
    )
    return vertical, horizontal


def both(function: Callable[..., Any], *arrays: np.ndarray, grad: Rng) -> list[Any]:
    """Return JAX's output, a random gradient of it, and that of each array."""
    gradient = grad.normal(size=jax.eval_shape(function, *arrays).shape)

    @jax.jit  # compiled once as a whole, instead of each of its steps
    def run(*arrays: Any) -> tuple[Any, ...]:
        output, backward = jax.vjp(function, *arrays)
        return output, *backward(gradient)

    output, *gradients = map(np.asarray, run(*arrays))
    return [output, gradient, *gradients]


def convolve(
    x: Any,
    w: Any,
    stride: Pair,
    padding: tuple[Pair, Pair] | str,
    dilation: Pair,
    groups: int,
) -> Any:
    """Return JAX's convolution."""
    return lax.conv_general_dilated(
        x,
        w,
        stride,
        padding.upper() if isinstance(padding, str) else padding,
        rhs_dilation=dilation,
        feature_group_count=groups,
        dimension_numbers=("NCHW", "OIHW", "NCHW"),
    )


def room(
    rng: Rng, kernel: Pair, padding: tuple[Pair, Pair] | str, dilation: Pair
) -> Pair:
    """Return a random size in which at least one window fits."""
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    if isinstance(padding, str):
        return pair(rng, 1, 9)
    down, across = (
        max(span - sum(zeros), 1) + int(rng.integers(6))
        for span, zeros in zip(spans, padding, strict=True)
    )
    return down, across


def conv2d(rng: Rng) -> None:
    """Compare one random convolution."""
    kernel, stride, padding = pair(rng, 1, 4), pair(rng, 1, 3), sides(rng)
    dilation, groups = pair(rng, 1, 3), int(rng.integers(1, 3))
    size = room(rng, kernel, padding, dilation)
    n, c, k = rng.integers(1, 4, 3)
    x = rng.normal(size=(n, groups * c, *size))
    w = rng.normal(size=(groups * k, c, *kernel))
    b = rng.normal(size=groups * k)
    geometry = (stride, padding, dilation, groups)

    def theirs(x: Any, w: Any, b: Any) -> Any:
        return convolve(x, w, *geometry) + b[:, None, None]

    output, grad, *gradients = both(theirs, x, w, b, grad=rng)
    close(convlib.conv2d(x, w, b, *geometry), output)
    for ours, wanted in zip(
        convlib.conv2d_backward(grad, x, w, *geometry), gradients, strict=True
    ):
        close(ours, wanted)


def conv_transpose2d(rng: Rng) -> None:
    """Compare one random transposed convolution."""
    kernel, stride, dilation = pair(rng, 1, 4), pair(rng, 1, 3), pair(rng, 1, 3)
    padding, size, groups = pair(rng, 0, 1), pair(rng, 2, 5), int(rng.integers(1, 3))
    extra = tuple(
        int(rng.integers(max(s, d))) for s, d in zip(stride, dilation, strict=True)
    )
    large = [
        (n - 1) * s - 2 * p + d * (k - 1) + 1 + e
        for n, s, p, d, k, e in zip(
            size, stride, padding, dilation, kernel, extra, strict=True
        )
    ]
    if min(large) < 1 or any(e >= s for e, s in zip(extra, stride, strict=True)):
        return conv_transpose2d(rng)  # no image, or JAX would count one window more
    n, c, k = rng.integers(1, 4, 3)
    x = rng.normal(size=(n, groups * c, *size))
    w = rng.normal(size=(groups * c, k, *kernel))
    b = rng.normal(size=groups * k)

    def theirs(x: Any, w: Any, b: Any) -> Any:
        zeros = (padding[0],) * 2, (padding[1],) * 2
        forward = lambda y: convolve(y, w, stride, zeros, dilation, groups)
        shape = jax.ShapeDtypeStruct((n, groups * k, *large), x.dtype)
        return jax.linear_transpose(forward, shape)(x)[0] + b[:, None, None]

    geometry = (stride, padding, extra, groups, dilation)
    output, grad, *gradients = both(theirs, x, w, b, grad=rng)
    close(convlib.conv_transpose2d(x, w, b, *geometry), output)
    for ours, wanted in zip(
        convlib.conv_transpose2d_backward(grad, x, w, *geometry), gradients, strict=True
    ):
        close(ours, wanted)


def pooling(rng: Rng, dilated: bool) -> dict[str, Any]:
    """Return the arguments of a random pooling; no two pixels are equal."""
    kernel, stride = pair(rng, 1, 4), pair(rng, 1, 3)
    padding = sides(rng, kernel)
    dilation = pair(rng, 1, 2) if dilated else (1, 1)
    if padding == "same" and dilated:
        return pooling(rng, dilated)  # a window could lie between two pixels
    shape = (*pair(rng, 1, 3), *room(rng, kernel, padding, dilation))
    x = rng.permutation(np.arange(np.prod(shape), dtype=float)).reshape(shape)
    return {"input": x, "kernel_size": kernel, "stride": stride, "padding": padding} | (
        {"dilation": dilation} if dilated else {}
    )


def windows(x: Any, first: float, operation: Any, arguments: dict[str, Any]) -> Any:
    """Return what JAX makes of each window."""
    padding = arguments["padding"]
    return lax.reduce_window(
        x,
        first,
        operation,
        (1, 1, *arguments["kernel_size"]),
        (1, 1, *arguments["stride"]),
        "SAME" if padding == "same" else [(0, 0), (0, 0), *padding],
        window_dilation=(1, 1, *arguments.get("dilation", (1, 1))),
    )


def max_pool2d(rng: Rng) -> None:
    """Compare one random max pooling."""
    arguments = pooling(rng, dilated=False)
    theirs = lambda x: windows(x, -jnp.inf, lax.max, arguments)
    output, grad, grad_input = both(theirs, arguments["input"], grad=rng)
    close(convlib.max_pool2d(**arguments), output)
    close(convlib.max_pool2d_backward(grad, **arguments), grad_input)


def dilated_max_pool2d(rng: Rng) -> None:
    """Compare one random max pooling with gaps, of which JAX has no gradient."""
    arguments = pooling(rng, dilated=True)
    output = windows(arguments["input"], -jnp.inf, lax.max, arguments)
    close(convlib.max_pool2d(**arguments), output)


def avg_pool2d(rng: Rng) -> None:
    """Compare one random average pooling, the padding counted or not."""
    arguments = pooling(rng, dilated=False)
    x, counted = arguments["input"], bool(rng.integers(2))
    ones = np.ones_like(x)
    cells = np.prod(arguments["kernel_size"])
    numbers = cells if counted else windows(ones, 0.0, lax.add, arguments)
    theirs = lambda x: windows(x, 0.0, lax.add, arguments) / numbers
    arguments["count_include_pad"] = counted
    output, grad, grad_input = both(theirs, x, grad=rng)
    close(convlib.avg_pool2d(**arguments), output)
    close(convlib.avg_pool2d_backward(grad, **arguments), grad_input)


@pytest.mark.parametrize(
    ("compare", "count"),
    [
        (conv2d, 100),
        (conv_transpose2d, 60),
        (max_pool2d, 60),
        (dilated_max_pool2d, 60),
        (avg_pool2d, 60),
    ],
)
def test_random_geometries(compare, count, record_property):
    rng = np.random.default_rng(0)
    ledger = Ledger(f"JAX {compare.__name__}")
    for _ in range(count):
        ledger.enter(rng, compare)
    ledger.close(record_property, count)
