"""Random geometry: everything that can differ between the axes does, unless it cannot."""

from typing import Any, NamedTuple

import numpy as np
import oracles
from hypothesis import settings
from hypothesis import strategies as st

#: How many random examples a test takes is the profile's business (see conftest.py).
#: Tests beside the one that compares with the oracle take fewer; those that measure
#: gradients element by element, fewest.
fewer = settings(max_examples=max(10, settings.default.max_examples // 4))
fewest = settings(max_examples=max(10, settings.default.max_examples // 40))

#: What `suite` tries.
USUAL = settings.get_profile("default").max_examples


def drawn(count: int) -> int:
    """Return how many of the cases that a test draws itself the profile asks for.

    ``ci`` has all of them tried, ``suite`` a fifth.
    """
    return count if settings.default.max_examples > USUAL else count // 5


class Layer(NamedTuple):
    """The arguments of a convolution."""

    input: np.ndarray  # (N, C, H, W)
    weight: np.ndarray  # (K, C // groups, kH, kW)
    bias: np.ndarray | None  # (K,)
    stride: tuple[int, int]
    padding: Any  # of any form
    dilation: tuple[int, int]
    groups: int

    @property
    def sides(self) -> tuple[tuple[int, int], ...]:
        """The padding as the oracles want it."""
        size, kernel = self.input.shape[2:], self.weight.shape[2:]
        return oracles.sides(self.padding, size, kernel, self.stride, self.dilation)

    @property
    def arguments(self) -> tuple[Any, ...]:
        """The arguments of `convlib.conv2d`."""
        return tuple(self)


def unequal(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    """Pairs of different numbers, so that a transposition is seen."""
    return st.tuples(st.integers(low, high), st.integers(low, high)).filter(
        lambda pair: pair[0] != pair[1]
    )


def pairs(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    """Any pairs."""
    return st.tuples(st.integers(low, high), st.integers(low, high))


#: Paddings of each form: of rows and columns, of four sides, in a word.
even = pairs(0, 3)
paddings = st.one_of(even, st.tuples(even, even), st.sampled_from(["same", "valid"]))


@st.composite
def sizes(
    draw: st.DrawFn, padding: st.SearchStrategy[Any] = paddings
) -> dict[str, Any]:
    """Image, kernel, stride, padding and dilation with room for at least one window."""
    kernel = draw(unequal(1, 4))
    dilation = draw(pairs(1, 3))
    stride = draw(pairs(1, 4))
    padding = draw(padding)
    sides = oracles.sides(padding, (99, 99), kernel, (1, 1), dilation)
    smallest = [
        max(1, d * (k - 1) + 1 - before - after)
        for k, d, (before, after) in zip(kernel, dilation, sides, strict=True)
    ]
    size = draw(
        st.tuples(*(st.integers(low, low + 7) for low in smallest)).filter(
            lambda pair: pair[0] != pair[1]
        )
    )
    return {
        "size": size,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
    }


def numbers(rng: np.random.Generator, shape: tuple[int, ...], kind: str) -> np.ndarray:
    """Small integers, or sixteenths: no sum of their products is ever rounded."""
    if np.dtype(kind).kind == "i":
        return rng.integers(-9, 10, shape).astype(kind)
    return (rng.integers(-64, 65, shape) / 16).astype(kind)


@st.composite
def layers(
    draw: st.DrawFn,
    kinds: tuple[str, ...] = ("int64", "float64"),
    padding: st.SearchStrategy[Any] = paddings,
) -> Layer:
    """Convolutions of every configuration."""
    geometry = draw(sizes(padding))
    groups = draw(st.integers(1, 3))
    depth, filters = draw(unequal(1, 3))
    kind = draw(st.sampled_from(kinds))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    batch = draw(st.integers(1, 3))
    return Layer(
        numbers(rng, (batch, groups * depth, *geometry["size"]), kind),
        numbers(rng, (groups * filters, depth, *geometry["kernel"]), kind),
        numbers(rng, (groups * filters,), kind) if draw(st.booleans()) else None,
        geometry["stride"],
        geometry["padding"],
        geometry["dilation"],
        groups,
    )


class Transposed(NamedTuple):
    """The arguments of a transposed convolution."""

    input: np.ndarray  # (N, C, H, W)
    weight: np.ndarray  # (C, K // groups, kH, kW)
    bias: np.ndarray | None  # (K,)
    stride: tuple[int, int]
    padding: tuple[int, int]
    output_padding: tuple[int, int]
    groups: int
    dilation: tuple[int, int]

    @property
    def invertible(self) -> bool:
        """Whether a convolution of the output has the size of the input."""
        return all(
            extra < stride
            for extra, stride in zip(self.output_padding, self.stride, strict=True)
        )


@st.composite
def transposed_sizes(draw: st.DrawFn) -> dict[str, tuple[int, int]]:
    """Everything that `transposed_output_size` takes, with at least one pixel left."""
    size, kernel = draw(unequal(1, 4)), draw(unequal(1, 4))
    stride, dilation = draw(pairs(1, 4)), draw(pairs(1, 3))
    output_padding = tuple(
        draw(st.integers(0, max(s, d) - 1))
        for s, d in zip(stride, dilation, strict=True)
    )
    uncut = [
        (n - 1) * s + d * (k - 1) + 1 + extra
        for n, s, d, k, extra in zip(
            size, stride, dilation, kernel, output_padding, strict=True
        )
    ]
    padding = tuple(draw(st.integers(0, min(3, (n - 1) // 2))) for n in uncut)
    return {
        "size": size,
        "kernel": kernel,
        "stride": stride,
        "padding": padding,
        "output_padding": output_padding,
        "dilation": dilation,
    }


@st.composite
def transposed(
    draw: st.DrawFn, kinds: tuple[str, ...] = ("int64", "float64")
) -> Transposed:
    """Transposed convolutions of every configuration."""
    geometry = draw(transposed_sizes())
    groups = draw(st.integers(1, 3))
    depth, filters = draw(unequal(1, 3))
    kind = draw(st.sampled_from(kinds))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    batch = draw(st.integers(1, 3))
    return Transposed(
        numbers(rng, (batch, groups * depth, *geometry["size"]), kind),
        numbers(rng, (groups * depth, filters, *geometry["kernel"]), kind),
        numbers(rng, (groups * filters,), kind) if draw(st.booleans()) else None,
        geometry["stride"],
        geometry["padding"],
        geometry["output_padding"],
        groups,
        geometry["dilation"],
    )


@st.composite
def gradients(
    draw: st.DrawFn, kinds: tuple[str, ...] = ("int64", "float64")
) -> tuple[np.ndarray, Layer]:
    """A convolution and any gradient with respect to its output."""
    layer = draw(layers(kinds))
    counts = [
        (before + n + after - d * (k - 1) - 1) // s + 1
        for n, (before, after), d, k, s in zip(
            layer.input.shape[2:],
            layer.sides,
            layer.dilation,
            layer.weight.shape[2:],
            layer.stride,
            strict=True,
        )
    ]
    shape = (len(layer.input), len(layer.weight), *counts)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return numbers(rng, shape, layer.input.dtype.name), layer


@st.composite
def signals(draw, kinds=("int64", "float64")):
    """A gradient, arrays of signals and filters, and a geometry with two sides."""
    kernel, dilation, stride = (draw(st.integers(1, n)) for n in (4, 3, 4))
    padding = draw(
        st.one_of(st.integers(0, 3), even, st.sampled_from(["same", "valid"]))
    )
    both = padding if isinstance(padding, str) else (padding,)
    span = dilation * (kernel - 1) + 1
    ((before, after),) = oracles.sides(both, (1,), (kernel,), (1,), (dilation,))
    size = draw(st.integers(max(1, span - before - after), span + 6))
    sides = oracles.sides(both, (size,), (kernel,), (stride,), (dilation,))
    count = oracles.window_count(size, kernel, stride, *sides[0], dilation)
    groups, depth, filters, batch = (draw(st.integers(1, 3)) for _ in range(4))
    kind, rng = (
        draw(st.sampled_from(kinds)),
        np.random.default_rng(draw(st.integers(0, 2**32 - 1))),
    )
    shapes = [
        (batch, groups * filters, count),
        (batch, groups * depth, size),
        (groups * filters, depth, kernel),
        (groups * filters,),
    ]
    arrays = [numbers(rng, shape, kind) for shape in shapes]
    return arrays, (stride, padding, dilation, groups), sides


#: What may lie around images, by PyTorch's names.
MODES = ["zeros", "reflect", "replicate", "circular"]


def allowed(layer):
    """Return the modes that the padding of a layer is not too wide for."""
    wide = [
        max(zeros) - size
        for zeros, size in zip(layer.sides, layer.input.shape[2:], strict=True)
    ]
    return [
        mode
        for mode, most in zip(MODES, [9, -1, 9, 0], strict=True)
        if max(wide) <= most
    ]


@st.composite
def bordered(draw, kinds=("int64", "float64")):
    """A gradient, a layer, and what lies around its images."""
    grad, layer = draw(gradients(kinds))
    return grad, layer, draw(st.sampled_from(allowed(layer)))


class Pool(NamedTuple):
    """The arguments of a pooling."""

    input: np.ndarray  # (N, C, H, W)
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: Any  # of any form
    dilation: tuple[int, int]
    ceil_mode: bool

    @property
    def sides(self) -> "Pool":
        """The same with its padding as the oracles want it."""
        return self._replace(
            padding=oracles.sides(
                self.padding,
                self.input.shape[2:],
                self.kernel,
                self.stride,
                self.dilation,
            )
        )


@st.composite
def pool_paddings(draw: st.DrawFn, kernel: tuple[int, int]) -> Any:
    """At most half of the window, or that on average of two sides."""
    if draw(st.booleans()):
        return tuple(draw(st.integers(0, k // 2)) for k in kernel)
    sides = []
    for k in kernel:
        before = draw(st.integers(0, k - 1))
        after = draw(st.integers(0, min(k - 1, k // 2 * 2 - before)))
        sides.append(draw(st.permutations((before, after))))
    return tuple(map(tuple, sides))


@st.composite
def pools(
    draw: st.DrawFn, *, dilated: bool = True, ties: bool = True, kind: str = "int64"
) -> Pool:
    """Poolings of every configuration in which each window has a pixel."""
    kernel, stride = draw(unequal(1, 4)), draw(pairs(1, 5))
    dilation = draw(pairs(1, 3)) if dilated else (1, 1)
    padding = draw(st.one_of(pool_paddings(kernel), st.sampled_from(["same", "valid"])))
    sides = oracles.sides(padding, (1, 1), (1, 1), (1, 1), (1, 1))
    size = tuple(
        # A window that starts in the padding reaches a pixel with another cell.
        draw(st.integers(max(d * (k - 1) + 1 - sum(zeros), d), d * (k - 1) + 7))
        for k, d, zeros in zip(kernel, dilation, sides, strict=True)
    )
    shape = (*draw(unequal(1, 3)), *size)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if ties:
        x = rng.integers(-2, 3, shape)
    else:  # far enough apart for a nudge
        x = rng.permutation(np.prod(shape)).reshape(shape) - np.prod(shape) // 2
    return Pool(x.astype(kind), kernel, stride, padding, dilation, draw(st.booleans()))
