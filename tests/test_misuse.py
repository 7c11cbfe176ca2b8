"""Whatever a public function is given: what it refuses, in which words, what it accepts.

`FUNCTIONS` names every public function, with arguments that are fine.  What can be wrong
with an argument follows from its kind, so that each test runs through the whole table.
"""

import doctest
import functools
import inspect
import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest

import convlib
from convlib import Layer, explain, gradcheck, nn
from convlib.costs import Cost
from convlib.receptive_field import Field

# --- kinds of arguments ----------------------------------------------------------

#: A sequence as well, and longer than anything that may be walked through.
ENDLESS = range(10**15)
NO_INTEGERS = [None, True, np.True_, 2.0, np.float64(2), "2", b"2", 2j, {2}, object()]
NO_NUMBERS = [
    None,
    "image",
    [["a", "b"]],
    {1: 2},
    {1, 2},
    np.ones((2, 4, 5, 6), object),
    np.ones((2, 4, 5, 6), "datetime64[s]"),
]


class Integer(NamedTuple):
    """One integer, not below a minimum."""

    minimum: int | None = None
    optional: bool = False

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        for value in [*NO_INTEGERS, (2, 2), [2], np.array([2]), ENDLESS]:
            if not (self.optional and value is None):
                yield value, TypeError
        if self.minimum is not None:
            yield self.minimum - 1, ValueError
            yield np.int64(self.minimum - 10), ValueError


class Pair(NamedTuple):
    """An integer or a pair of integers, not below a minimum."""

    minimum: int | None = None
    optional: bool = False
    axes: int = 2
    many: int = 3  # more than there can be

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        for value in NO_INTEGERS:
            if not (self.optional and value is None):
                yield value, TypeError
            yield (value, 2), TypeError
        yield np.array([2.0, 2.0]), TypeError
        yield np.array(True), TypeError
        for value in [(), (2,) * self.many, np.array([2] * self.many), ENDLESS]:
            yield value, ValueError
        if self.minimum is not None:
            below = self.minimum - 1
            for value in [below, below - 9, (below, 2), (2, below)]:
                yield value, ValueError


class Padding(NamedTuple):
    """A pair of integers, a pair of pairs, or a word."""

    axes: int = 2

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        yield from ((v, e) for v, e in Pair(0).wrong() if not isinstance(v, str))
        yield ("same", "same"), TypeError
        for word in ["full", "SAME", "", "2"]:
            yield word, ValueError
        for value in NO_INTEGERS:
            yield ((0, value), (0, 0)), TypeError
        yield np.zeros((2, 2)), TypeError
        yield [[[0], [0]], [[0], [0]]], TypeError
        yield ((-1, 0), (0, 0)), ValueError
        yield ((0, 0), (0, -1)), ValueError
        wrong = [((1, 1),) * (3 - self.axes), ((1, 1),) * 3, ((1, 1), (1,))]
        for value in [*wrong, [[1, 1, 1], 1], [ENDLESS] * self.axes]:
            yield value, ValueError


class Flag(NamedTuple):
    """True or False."""

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        for value in [0, 1, None, "yes", 1.0, [True], np.array([True])]:
            yield value, TypeError


class Number(NamedTuple):
    """A finite real number above ``low``."""

    low: float

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        for value in [None, True, np.True_, "1", 1j, [1.0], np.ones(1)]:
            yield value, TypeError
        for value in [np.inf, np.nan, -np.inf, 10**400, self.low, -1]:
            yield value, ValueError


class Mode(NamedTuple):
    """One of three words."""

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        for value in [None, 2, True, ["full"], b"full"]:
            yield value, TypeError
        for value in ["circular", "Full", ""]:
            yield value, ValueError


class Border(NamedTuple):
    """What lies around an image, in a word."""

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        for value in [None, 2, True, ["zeros"], b"zeros"]:
            yield value, TypeError
        for value in ["constant", "Zeros", "wrap", ""]:
            yield value, ValueError


class Instances(NamedTuple):
    """An iterable of objects of one class."""

    one: Any

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        for value in [None, 3, self.one, [3], "33", [self.one, (3, 1)], np.array(3)]:
            yield value, TypeError
        yield ENDLESS, TypeError


class Instance(NamedTuple):
    """Something that no number and no text is."""

    optional: bool = False

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        for value in [None, 3, "rng", np.random]:
            if not (self.optional and value is None):
                yield value, TypeError


class Array(NamedTuple):
    """An array of numbers, and the shapes that it must not have here."""

    shapes: tuple[tuple[int, ...], ...] = ()
    real: bool = False
    integers: bool = False
    optional: bool = False
    fine: tuple[int, ...] = (2, 4, 5, 6)

    def wrong(self) -> Iterator[tuple[Any, type[Exception]]]:
        for value in NO_NUMBERS:
            if not (self.optional and value is None):
                yield value, TypeError
        yield [[1, 2], [3]], ValueError
        if self.real:
            yield np.ones(self.fine, complex), TypeError
        if self.integers:
            yield np.ones(2), TypeError
            yield np.ones(2, bool), TypeError
        for shape in self.shapes:
            yield np.ones(shape, int if self.integers else float), ValueError


# --- the functions ---------------------------------------------------------------


class Function(NamedTuple):
    """A public function, arguments that are fine, and the kind of each."""

    call: Callable[..., Any]
    fine: dict[str, Any]
    kinds: dict[str, Any]
    #: Arrays whose first axis is the batch.
    batched: tuple[str, ...] = ()
    #: Arrays whose nan is a nan of the result.  The others only choose.
    carries: tuple[str, ...] = ()
    #: What becomes of dtypes: "sum", "keep", "float" or None.
    dtypes: str | None = None
    #: How messages begin, if not with the function's name.
    names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.names[0] if self.names else self.call.__name__

    @property
    def arrays(self) -> list[str]:
        return [name for name, value in self.fine.items() if is_array(value)]

    def __call__(self, **changed: Any) -> Any:
        return self.call(**{**self.fine, **changed})


def is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def ones(*shape: int) -> np.ndarray:
    """Small whole numbers of float64, no two neighbours equal."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape) % 7 + 1


IMAGE = Array(((4,), (), (1,) * 5, (2, 0, 5, 6), (2, 4, 0, 6), (2, 4, 5, 0)))
STACK = IMAGE._replace(shapes=(*IMAGE.shapes, (2, 3, 5, 6), (5, 6)))
FILTERS = Array(
    ((6,), (3, 2), (2, 3, 2), (6, 3, 3, 2), (5, 2, 3, 2), (0, 2, 3, 2), (6, 2, 3, 0))
    + ((6, 2, 9, 2), (6, 2, 3, 9))
)
BIAS = Array(((), (5,), (6, 1), (0,)), optional=True)
CONV = {
    "stride": Pair(1),
    "padding": Padding(),
    "dilation": Pair(1),
    "groups": Integer(1),
}
BORDER = {"padding_mode": Border()}
CONV_FINE = {"stride": (2, 1), "padding": 1, "dilation": (1, 2), "groups": 2}
TRANSPOSED = {
    "stride": Pair(1),
    "padding": Pair(0),
    "output_padding": Pair(0),
    "groups": Integer(1),
    "dilation": Pair(1),
    "output_size": Pair(1, optional=True),
}
TRANSPOSED_FINE = {
    "stride": (2, 3),
    "padding": 1,
    "output_padding": (0, 1),
    "groups": 2,
    "dilation": 1,
    "output_size": None,
}
POOL = {
    "kernel_size": Pair(1),
    "stride": Pair(1, optional=True),
    "padding": Padding(),
    "dilation": Pair(1),
    "ceil_mode": Flag(),
}
POOL_FINE = {
    "kernel_size": (3, 2),
    "stride": None,
    "padding": 1,
    "dilation": 1,
    "ceil_mode": True,
}
AVERAGE = {name: kind for name, kind in POOL.items() if name != "dilation"} | {
    "count_include_pad": Flag(),
    "divisor_override": Integer(1, optional=True),
}
AVERAGE_FINE = {name: v for name, v in POOL_FINE.items() if name != "dilation"} | {
    "count_include_pad": False,
    "divisor_override": None,
}
UNFOLD = {
    "kernel_size": Pair(1),
    "dilation": Pair(1),
    "padding": Padding(),
    "stride": Pair(1),
}
UNFOLD_FINE = {"kernel_size": (3, 2), "dilation": 1, "padding": 1, "stride": 2}
SIZES = {"input_size": Pair(1), "kernel_size": Pair(1)}
COST = {"kernel_size": Pair(1), "output_size": Pair(1), "bias": Flag()}
COST_FINE = {"kernel_size": 3, "output_size": 5, "bias": True}
GRAD = Array(((), (2,), (2, 6, 9, 9), (1, 6, 3, 6)))


def method(layer: Callable[[], nn.Module], name: str) -> Callable[..., Any]:
    """Return a method of a new layer, called forward first if it is backward."""
    if name == "forward":
        return lambda input: layer().forward(input)

    def backward(grad_output: Any) -> Any:
        made = layer()
        made.forward(ones(2, 1, 3, 4))
        return made.backward(grad_output)

    return backward


def layer_methods() -> Iterator[Function]:
    """Forward and backward of each kind of layer, on images (2, 1, 3, 4)."""
    rng = np.random.default_rng
    kinds = {
        "Conv2d": (lambda: nn.Conv2d(1, 3, 2, rng=rng(0)), (2, 3, 2, 3), "conv2d"),
        "ConvTranspose2d": (
            lambda: nn.ConvTranspose2d(1, 3, 2, 2, rng=rng(0)),
            (2, 3, 6, 8),
            "conv_transpose2d",
        ),
        "Linear": (lambda: nn.Linear(4, 2, rng=rng(0)), (2, 1, 3, 2), "linear"),
        "ReLU": (nn.ReLU, (2, 1, 3, 4), "relu"),
        "MaxPool2d": (lambda: nn.MaxPool2d(2), (2, 1, 1, 2), "max_pool2d"),
        "AvgPool2d": (lambda: nn.AvgPool2d(2), (2, 1, 1, 2), "avg_pool2d"),
        "Flatten": (nn.Flatten, (2, 12), "Flatten"),
        "Sequential": (
            lambda: nn.Sequential(nn.Conv2d(1, 2, 1, rng=rng(0)), nn.ReLU()),
            (2, 2, 3, 4),
            "conv2d",
        ),
    }
    wrong = {
        "Conv2d": ((4,), (2, 2, 3, 4), (2, 1, 1, 1), (2, 1, 0, 4)),
        "ConvTranspose2d": ((4,), (2, 2, 3, 4), (2, 1, 0, 4)),
        "Linear": ((), (2, 3)),
        "ReLU": (),
        "MaxPool2d": ((4,), (2, 1, 1, 1), (2, 1, 0, 4)),
        "AvgPool2d": ((4,), (2, 1, 1, 1), (2, 1, 0, 4)),
        "Flatten": ((), (4,)),
        "Sequential": ((4,), (2, 2, 3, 4)),
    }
    for kind, (layer, shape, function) in kinds.items():
        real = kind in ("ReLU", "MaxPool2d")
        yield Function(
            method(layer, "forward"),
            {"input": ones(2, 1, 3, 4)},
            {"input": Array(wrong[kind], real=real)},
            batched=("input",),
            names=(f"{kind}.forward", function),
        )
        function = "relu" if kind == "Sequential" else function
        yield Function(
            method(layer, "backward"),
            {"grad_output": ones(*shape)},
            {"grad_output": Array(((), (2,), (2, 9, 9, 9)))},
            names=(f"{kind}.backward", f"{function}_backward"),
        )


def along_one_axis(kinds: dict[str, Any]) -> dict[str, Any]:
    """Return the same kinds of arguments for signals."""
    return {
        name: kind._replace(axes=1) if isinstance(kind, Pair | Padding) else kind
        for name, kind in kinds.items()
    }


SIGNAL = Array(((), (1,) * 4, (2, 0, 9), (2, 4, 0)), fine=(2, 4, 9))
SIGNALS = SIGNAL._replace(shapes=(*SIGNAL.shapes, (2, 3, 9), (9,)))
SIGNAL_FILTERS = Array(
    ((3,), (2, 3), (6, 3, 3), (5, 2, 3), (0, 2, 3), (6, 2, 0), (6, 2, 13))
)
SIGNAL_STAMPS = Array(((3,), (3, 3), (3, 3, 3), (4, 0, 3), (4, 3, 0)))
SIGNAL_GRAD = Array(((), (2,), (2, 6, 9), (1, 6, 5)))
CONV_1D = along_one_axis(CONV) | BORDER
CONV_1D_FINE = {"stride": 2, "padding": (1, 2), "dilation": 1, "groups": 2} | {
    "padding_mode": "replicate"
}
TRANSPOSED_1D = along_one_axis(TRANSPOSED)
TRANSPOSED_1D["output_size"] = TRANSPOSED_1D["output_size"]._replace(many=4)
TRANSPOSED_1D_FINE = {"stride": 2, "padding": 1, "output_padding": 1} | {
    "groups": 2,
    "dilation": 1,
    "output_size": None,
}
POOL_1D = along_one_axis(POOL)
POOL_1D_FINE = {"kernel_size": 3, "stride": None, "padding": (0, 1)} | {
    "dilation": 1,
    "ceil_mode": True,
}
AVERAGE_1D = {name: kind for name, kind in POOL_1D.items() if name != "dilation"} | {
    "count_include_pad": Flag()
}
AVERAGE_1D_FINE = {n: v for n, v in POOL_1D_FINE.items() if n != "dilation"} | {
    "count_include_pad": False
}

FUNCTIONS = [
    Function(
        convlib.conv1d,
        {"input": ones(2, 4, 9), "weight": ones(6, 2, 3), "bias": ones(6)}
        | CONV_1D_FINE,
        {"input": SIGNALS, "weight": SIGNAL_FILTERS, "bias": BIAS} | CONV_1D,
        batched=("input",),
        carries=("input", "weight", "bias"),
        dtypes="sum",
    ),
    Function(
        convlib.conv1d_backward,
        {"grad_output": ones(2, 6, 5), "input": ones(2, 4, 9)}
        | {"weight": ones(6, 2, 3)}
        | CONV_1D_FINE,
        {"grad_output": SIGNAL_GRAD, "input": SIGNALS, "weight": SIGNAL_FILTERS}
        | CONV_1D,
        batched=("grad_output", "input"),
        carries=("grad_output", "input", "weight"),
        dtypes="sum",
    ),
    Function(
        convlib.conv_transpose1d,
        {"input": ones(2, 4, 4), "weight": ones(4, 3, 3), "bias": ones(6)}
        | TRANSPOSED_1D_FINE,
        {"input": SIGNALS, "weight": SIGNAL_STAMPS, "bias": BIAS} | TRANSPOSED_1D,
        batched=("input",),
        carries=("input", "weight", "bias"),
        dtypes="sum",
    ),
    Function(
        convlib.conv_transpose1d_backward,
        {"grad_output": ones(2, 6, 8), "input": ones(2, 4, 4)}
        | {"weight": ones(4, 3, 3)}
        | TRANSPOSED_1D_FINE,
        {"grad_output": SIGNAL_GRAD, "input": SIGNALS, "weight": SIGNAL_STAMPS}
        | TRANSPOSED_1D,
        batched=("grad_output", "input"),
        carries=("grad_output", "input", "weight"),
        dtypes="sum",
    ),
    Function(
        convlib.max_pool1d,
        {"input": ones(2, 3, 9)} | POOL_1D_FINE | {"return_indices": False},
        {"input": SIGNAL._replace(real=True)} | POOL_1D | {"return_indices": Flag()},
        batched=("input",),
        carries=("input",),
        dtypes="keep",
    ),
    Function(
        convlib.max_pool1d_backward,
        {"grad_output": ones(2, 3, 3), "input": ones(2, 3, 9)} | POOL_1D_FINE,
        {"grad_output": SIGNAL_GRAD, "input": SIGNAL._replace(real=True)} | POOL_1D,
        batched=("grad_output", "input"),
        carries=("grad_output",),
        dtypes="sum",
    ),
    Function(
        convlib.avg_pool1d,
        {"input": ones(2, 3, 9)} | AVERAGE_1D_FINE,
        {"input": SIGNAL} | AVERAGE_1D,
        batched=("input",),
        carries=("input",),
        dtypes="float",
    ),
    Function(
        convlib.avg_pool1d_backward,
        {"grad_output": ones(2, 3, 3), "input": ones(2, 3, 9)} | AVERAGE_1D_FINE,
        {"grad_output": SIGNAL_GRAD, "input": SIGNAL} | AVERAGE_1D,
        batched=("grad_output", "input"),
        carries=("grad_output",),
        dtypes="float",
    ),
    Function(
        convlib.conv2d,
        {"input": ones(2, 4, 5, 6), "weight": ones(6, 2, 3, 2), "bias": ones(6)}
        | CONV_FINE
        | {"padding_mode": "zeros"},
        {"input": STACK, "weight": FILTERS, "bias": BIAS} | CONV | BORDER,
        batched=("input",),
        carries=("input", "weight", "bias"),
        dtypes="sum",
    ),
    Function(
        convlib.conv2d_backward,
        {"grad_output": ones(2, 6, 3, 6), "input": ones(2, 4, 5, 6)}
        | {"weight": ones(6, 2, 3, 2)}
        | CONV_FINE
        | {"padding_mode": "circular"},
        {"grad_output": GRAD, "input": STACK, "weight": FILTERS} | CONV | BORDER,
        batched=("grad_output", "input"),
        carries=("grad_output", "input", "weight"),
        dtypes="sum",
    ),
    Function(
        convlib.convolve2d,
        {"x": ones(4, 5), "h": ones(3, 2), "mode": "same"},
        {
            "x": Array(((), (4,), (1, 4, 5), (0, 5), (4, 0))),
            "h": Array(((), (4,), (1, 3, 2), (0, 5), (4, 0))),
            "mode": Mode(),
        },
        carries=("x", "h"),
        dtypes="sum",
    ),
    Function(
        convlib.conv_transpose2d,
        {"input": ones(2, 4, 3, 2), "weight": ones(4, 3, 3, 4), "bias": ones(6)}
        | TRANSPOSED_FINE,
        {
            "input": IMAGE._replace(shapes=(*IMAGE.shapes, (2, 3, 3, 2), (3, 2))),
            "weight": Array(
                ((4,), (3, 4), (3, 3, 4), (3, 3, 3, 4), (4, 0, 3, 4), (4, 3, 0, 4))
            ),
            "bias": BIAS,
        }
        | TRANSPOSED,
        batched=("input",),
        carries=("input", "weight", "bias"),
        dtypes="sum",
    ),
    Function(
        convlib.conv_transpose2d_backward,
        {"grad_output": ones(2, 6, 5, 6), "input": ones(2, 4, 3, 2)}
        | {"weight": ones(4, 3, 3, 4)}
        | TRANSPOSED_FINE,
        {
            "grad_output": GRAD,
            "input": IMAGE._replace(shapes=(*IMAGE.shapes, (2, 3, 3, 2), (3, 2))),
            "weight": Array(((4,), (3, 4), (3, 3, 3, 4), (4, 0, 3, 4))),
        }
        | TRANSPOSED,
        batched=("grad_output", "input"),
        carries=("grad_output", "input", "weight"),
        dtypes="sum",
    ),
    Function(
        convlib.conv_matrix,
        {"weight": ones(2, 3, 3, 2), "input_size": (4, 5), "stride": (2, 1)}
        | {"padding": 1, "dilation": 1, "groups": 2, "padding_mode": "circular"},
        {
            "weight": Array(((), (3,), (1, 3, 2), (2, 3, 0, 2), (2, 3, 9, 2))),
            "input_size": Pair(1),
        }
        | CONV
        | BORDER,
        carries=("weight",),
        dtypes="sum",
    ),
    Function(
        convlib.separate,
        {"kernel": np.outer([1.0, 2.0, 1.0], [2.0, -1.0])},
        {"kernel": Array(((), (3,), (1, 3, 3), (0, 3), (3, 0)))},
    ),
    Function(
        convlib.pixel_shuffle,
        {"input": ones(2, 8, 3, 2), "upscale_factor": 2},
        {
            "input": Array(((), (4, 4), (2, 6, 3, 2), (2, 0, 3, 2), (2, 8, 0, 2))),
            "upscale_factor": Integer(1),
        },
        batched=("input",),
        carries=("input",),
        dtypes="keep",
    ),
    Function(
        convlib.pixel_unshuffle,
        {"input": ones(2, 3, 4, 2), "downscale_factor": 2},
        {
            "input": Array(((), (4, 4), (2, 3, 3, 2), (2, 3, 4, 3), (2, 0, 4, 2))),
            "downscale_factor": Integer(1),
        },
        batched=("input",),
        carries=("input",),
        dtypes="keep",
    ),
    Function(
        convlib.max_pool2d,
        {"input": ones(2, 3, 5, 6)} | POOL_FINE | {"return_indices": False},
        {"input": IMAGE._replace(real=True)} | POOL | {"return_indices": Flag()},
        batched=("input",),
        carries=("input",),
        dtypes="keep",
    ),
    Function(
        convlib.max_pool2d_backward,
        {"grad_output": ones(2, 3, 2, 4), "input": ones(2, 3, 5, 6)} | POOL_FINE,
        {"grad_output": GRAD, "input": IMAGE._replace(real=True)} | POOL,
        batched=("grad_output", "input"),
        carries=("grad_output",),
        dtypes="sum",
    ),
    Function(
        convlib.avg_pool2d,
        {"input": ones(2, 3, 5, 6)} | AVERAGE_FINE,
        {"input": IMAGE} | AVERAGE,
        batched=("input",),
        carries=("input",),
        dtypes="float",
    ),
    Function(
        convlib.avg_pool2d_backward,
        {"grad_output": ones(2, 3, 2, 4), "input": ones(2, 3, 5, 6)} | AVERAGE_FINE,
        {"grad_output": GRAD, "input": IMAGE} | AVERAGE,
        batched=("grad_output", "input"),
        carries=("grad_output",),
        dtypes="float",
    ),
    Function(
        convlib.relu,
        {"input": ones(2, 3, 4)},
        {"input": Array(real=True)},
        batched=("input",),
        carries=("input",),
        dtypes="keep",
    ),
    Function(
        convlib.relu_backward,
        {"grad_output": ones(2, 3, 4), "input": ones(2, 3, 4)},
        {"grad_output": Array(((), (4,), (2, 3, 5))), "input": Array(real=True)},
        batched=("grad_output", "input"),
        carries=("grad_output",),
        dtypes="keep",
    ),
    Function(
        convlib.linear,
        {"input": ones(2, 3, 4), "weight": ones(5, 4), "bias": ones(5)},
        {
            "input": Array(((), (5,), (2, 3, 5))),
            "weight": Array(((), (4,), (5, 3), (1, 5, 4))),
            "bias": Array(((), (4,), (5, 1)), optional=True),
        },
        batched=("input",),
        carries=("input", "weight", "bias"),
        dtypes="sum",
    ),
    Function(
        convlib.linear_backward,
        {"grad_output": ones(2, 3, 5), "input": ones(2, 3, 4), "weight": ones(5, 4)},
        {
            "grad_output": Array(((), (5,), (2, 3, 4))),
            "input": Array(((), (5,), (2, 3, 5))),
            "weight": Array(((), (4,), (5, 3), (1, 5, 4))),
        },
        batched=("grad_output", "input"),
        carries=("grad_output", "input", "weight"),
        dtypes="sum",
    ),
    Function(
        convlib.softmax,
        {"input": ones(2, 3), "dim": -1},
        {"input": Array(((),), real=True), "dim": Integer()},
        batched=("input",),
        carries=("input",),
        dtypes="float",
    ),
    Function(
        convlib.log_softmax,
        {"input": ones(2, 3), "dim": -1},
        {"input": Array(((),), real=True), "dim": Integer()},
        batched=("input",),
        carries=("input",),
        dtypes="float",
    ),
    Function(
        convlib.log_softmax_backward,
        {"grad_output": ones(2, 3), "input": ones(2, 3), "dim": -1},
        {
            "grad_output": Array(((), (2,), (2, 3, 1)), real=True),
            "input": Array(((),), real=True),
            "dim": Integer(),
        },
        batched=("grad_output", "input"),
        carries=("grad_output", "input"),
        dtypes="float",
    ),
    *(
        Function(
            loss,
            {"input": ones(2, 3, 4), "target": np.array([[0, 2, 1, 0], [1, 1, 2, 9]])}
            | {"weight": ones(3), "ignore_index": 9, "reduction": reduction},
            {
                "input": Array(((), (2, 0, 4), (2, 3, 5), (4, 3, 4), (3,)), real=True),
                "target": Array(((), (3,), (2, 3), (2, 4, 1)), integers=True),
                "weight": Array(((), (2,), (3, 1)), real=True, optional=True),
                "ignore_index": Integer(),
                "reduction": Mode(),
            },
            batched=("input", "target"),
            carries=carries,
        )
        for loss, reduction, carries in [
            (convlib.cross_entropy, "none", ("input", "weight")),
            (convlib.cross_entropy_backward, "sum", ("input", "weight")),
            (convlib.nll_loss, "none", ("input", "weight")),
            (convlib.nll_loss_backward, "sum", ("weight",)),
        ]
    ),
    Function(
        convlib.unfold,
        {"input": ones(2, 3, 5, 6)} | UNFOLD_FINE,
        {"input": IMAGE} | UNFOLD,
        batched=("input",),
        carries=("input",),
        dtypes="keep",
    ),
    Function(
        convlib.fold,
        {"input": ones(2, 18, 12), "output_size": (5, 6)} | UNFOLD_FINE,
        {
            "input": Array(
                ((), (4,), (1, 2, 18, 12), (2, 17, 12), (2, 18, 11), (0, 12))
            ),
            "output_size": Pair(1),
        }
        | UNFOLD,
        batched=("input",),
        carries=("input",),
        dtypes="sum",
    ),
    Function(
        convlib.effective_kernel_size,
        {"kernel_size": 3, "dilation": 2},
        {"kernel_size": Pair(1), "dilation": Pair(1)},
    ),
    Function(
        convlib.output_size,
        {"input_size": 5, "kernel_size": 3, "stride": 1, "padding": 0, "dilation": 1},
        SIZES | {"stride": Pair(1), "padding": Padding(), "dilation": Pair(1)},
    ),
    Function(
        convlib.transposed_output_size,
        {"input_size": 5, "kernel_size": 3, "stride": 2, "padding": 0}
        | {"output_padding": 1, "dilation": 1},
        SIZES
        | {n: TRANSPOSED[n] for n in TRANSPOSED if n not in ("groups", "output_size")},
    ),
    Function(
        functools.partial(convlib.Layer, transposed=True),
        {"kernel_size": 3, "stride": 1, "padding": 0, "dilation": 1},
        {"kernel_size": Pair(1), "stride": Pair(1, optional=True)}
        | {"padding": Pair(0), "dilation": Pair(1)},
        names=("Layer",),
    ),
    Function(
        convlib.Layer,
        {"kernel_size": 3, "stride": 1, "padding": 0, "dilation": 1}
        | {"transposed": False},
        {"kernel_size": Pair(1), "stride": Pair(1, optional=True)}
        | {"padding": Padding(), "dilation": Pair(1), "transposed": Flag()},
    ),
    Function(
        convlib.receptive_field, {"layers": [Layer(3)]}, {"layers": Instances(Layer(3))}
    ),
    Function(
        convlib.pixels_read, {"layers": [Layer(3)]}, {"layers": Instances(Layer(3))}
    ),
    Function(
        functools.partial(convlib.conv_cost, transposed=True),
        {"in_channels": 4, "out_channels": 6, "groups": 2}
        | COST_FINE
        | {"output_size": None, "input_size": 5},
        {"in_channels": Integer(1), "out_channels": Integer(1), "groups": Integer(1)}
        | COST
        | {"output_size": Pair(1, optional=True), "input_size": Pair(1)},
        names=("conv_cost",),
    ),
    Function(
        convlib.conv_cost,
        {"in_channels": 4, "out_channels": 6, "groups": 2}
        | COST_FINE
        | {"transposed": False, "input_size": None},
        {"in_channels": Integer(1), "out_channels": Integer(1), "groups": Integer(1)}
        | COST
        | {"transposed": Flag(), "input_size": Pair(1, optional=True)},
    ),
    Function(
        convlib.depthwise_cost,
        {"channels": 4, "multiplier": 2} | COST_FINE,
        {"channels": Integer(1), "multiplier": Integer(1)} | COST,
    ),
    Function(
        convlib.pointwise_cost,
        {"in_channels": 4, "out_channels": 6, "output_size": 5, "bias": False},
        {"in_channels": Integer(1), "out_channels": Integer(1)}
        | {"output_size": Pair(1), "bias": Flag()},
    ),
    Function(
        convlib.separable_cost,
        {"in_channels": 4, "out_channels": 6} | COST_FINE,
        {"in_channels": Integer(1), "out_channels": Integer(1)} | COST,
    ),
    Function(
        gradcheck.numerical_gradient,
        {"f": np.sum, "x": ones(2, 3), "h": 1e-5},
        {"f": Instance(), "x": Array(real=True), "h": Number(0)},
        batched=("x",),
        carries=("x",),
    ),
    Function(nn.Parameter, {"data": ones(2, 3)}, {"data": Array(real=True)}),
    Function(
        nn.Conv2d,
        {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "bias": True}
        | {"rng": None}
        | CONV_FINE
        | {"padding_mode": "reflect"},
        {"in_channels": Integer(1), "out_channels": Integer(1), "kernel_size": Pair(1)}
        | CONV
        | BORDER
        | {"bias": Flag(), "rng": Instance(optional=True)},
    ),
    Function(
        nn.Linear,
        {"in_features": 4, "out_features": 6, "bias": True, "rng": None},
        {"in_features": Integer(1), "out_features": Integer(1), "bias": Flag()}
        | {"rng": Instance(optional=True)},
    ),
    Function(
        nn.ConvTranspose2d,
        {"in_channels": 4, "out_channels": 6, "kernel_size": 3, "bias": True}
        | {"rng": None}
        | {n: TRANSPOSED_FINE[n] for n in TRANSPOSED if n != "output_size"},
        {"in_channels": Integer(1), "out_channels": Integer(1), "kernel_size": Pair(1)}
        | {n: TRANSPOSED[n] for n in TRANSPOSED if n != "output_size"}
        | {"bias": Flag(), "rng": Instance(optional=True)},
    ),
    Function(nn.MaxPool2d, POOL_FINE, POOL),
    Function(nn.AvgPool2d, AVERAGE_FINE, AVERAGE),
    Function(nn.ReLU, {}, {}),
    Function(nn.Flatten, {}, {}),
    Function(
        nn.SGD,
        {"params": [nn.Parameter([1])], "lr": 0.1},
        {"params": Instances(nn.Parameter([1])), "lr": Number(-0.5)},
    ),
    Function(
        nn.Adam,
        {"params": [nn.Parameter([1])], "lr": 0.1},
        {"params": Instances(nn.Parameter([1])), "lr": Number(-0.5)},
    ),
    *layer_methods(),
]
#: Public, but not to be called with arguments that have a name.
OTHERS = {"Module", "Sequential"}

WITH_ARRAYS = [function for function in FUNCTIONS if function.arrays]


def named(functions: list[Function]) -> Any:
    """One test for each of these functions."""
    return pytest.mark.parametrize("function", functions, ids=lambda f: f.name)


def each_argument(functions: list[Function], kinds: Any = object) -> Any:
    """One test for each argument of one of these kinds."""
    return pytest.mark.parametrize(
        ("function", "argument"),
        [
            (f, name)
            for f in functions
            for name, k in f.kinds.items()
            if isinstance(k, kinds)
        ],
        ids=lambda value: value if isinstance(value, str) else value.name,
    )


def results(function: Function, **changed: Any) -> list[np.ndarray]:
    """Return the results as a list of arrays."""
    if function.call in (nn.Parameter,):
        return [function(**changed).data]
    result = function(**changed)
    return list(result) if isinstance(result, tuple) else [np.asarray(result)]


def test_every_public_function_and_each_of_its_arguments_is_in_the_table():
    public = {*convlib.__all__, *gradcheck.__all__, *nn.__all__}
    calls = [f for f in FUNCTIONS if not f.names]
    assert {f.name for f in calls} | OTHERS == public
    assert len(calls) + len(OTHERS) == len(public)
    for f in calls:
        arguments = list(inspect.signature(f.call).parameters)
        assert set(f.kinds) == set(f.fine) == set(arguments), f.name
    for f in FUNCTIONS:
        f()  # the arguments are fine


# --- refused ---------------------------------------------------------------------


def in_words(value: Any, error: type[Exception]) -> str:
    """Return what a message must say of a value."""
    if is_array(value):
        return str(value.shape)
    if isinstance(value, tuple) and error is ValueError and len(value) == 2:
        return str(value)
    if isinstance(value, np.integer):
        return str(value)
    return repr(value)[:57]


@each_argument(FUNCTIONS)
def test_what_is_wrong_with_an_argument_is_said(function, argument):
    names = function.names or (function.name,)
    arrays = [n for n in function.arrays if n not in ("grad_output", argument)]
    for value, error in function.kinds[argument].wrong():
        with pytest.raises(error) as caught:
            function(**{argument: value})
            pytest.fail(f"{argument} {value!r} was accepted")
        message = str(caught.value)
        if is_array(value) and error is ValueError and "grad_output" in message:
            continue  # another input has another output, which is said of the gradient
        assert message.startswith(tuple(f"{name}: " for name in names)), message
        assert argument in message, message
        if not isinstance(function.kinds[argument], Instances | Instance):
            assert in_words(value, error) in message, (value, message)
        kind = function.kinds[argument]
        if isinstance(kind, Integer | Pair) and error is ValueError:
            assert f"at least {kind.minimum}" in message or " values: " in message
        if arrays and not isinstance(function.kinds[argument], Array):
            assert str(function.fine[arrays[0]].shape) in message, message


FINE = {f.name: f for f in FUNCTIONS}


@pytest.mark.parametrize(
    ("name", "changed", "message"),
    [
        ("conv2d", {"groups": 3}, "groups 3 does not divide 4 channels; input"),
        ("conv2d", {"groups": 4}, "groups 4 does not divide 6 filters; input"),
        ("conv2d", {"groups": 1}, "weight has 2 channels, .* that is 4 each; input"),
        ("conv2d_backward", {"groups": 3}, "groups 3 does not divide 4 channels"),
        ("conv2d_backward", {"stride": 1}, r"shape of the output \(2, 6, 5, 6\), got"),
        ("conv_transpose2d", {"groups": 3}, "groups 3 does not divide 4 channels"),
        ("conv_transpose2d", {"output_padding": 2}, "output_padding must be smaller"),
        (
            "conv_transpose2d",
            {"output_padding": (1, 3)},
            "output_padding must be small",
        ),
        ("conv_transpose2d", {"padding": 4}, r"padding \(4, 4\) leaves nothing"),
        (
            "conv_transpose2d",
            {"output_padding": 0, "output_size": (7, 5)},
            r"output_size must lie between \(5, 5\) and \(6, 7\), got \(7, 5\)",
        ),
        (
            "conv_transpose2d",
            {"output_size": (5, 6)},
            r"output_size \(5, 6\) says what output_padding \(0, 1\) says; give one",
        ),
        ("conv_transpose2d_backward", {"groups": 4}, r"shape of the output \(2, 12"),
        ("conv_matrix", {"input_size": (4, 1), "padding": 0}, r"exceeds .*\(4, 1\)"),
        ("convolve2d", {"h": ones(5, 2), "mode": "valid"}, r"one array that fits"),
        ("max_pool2d", {"padding": (1, 2)}, r"padding \(1, 2\) must be at most half"),
        ("max_pool2d", {"kernel_size": 9, "ceil_mode": False}, "exceeds padded"),
        (
            "max_pool2d",
            {"kernel_size": 2, "stride": 1, "dilation": 6},
            r"in the padding only, .*; input \(2, 3, 5, 6\), kernel_size \(2, 2\)",
        ),
        ("avg_pool2d", {"padding": (2, 1)}, r"padding \(2, 1\) must be at most half"),
        (
            "unfold",
            {"kernel_size": 9},
            r"kernel \(9, 9\) exceeds padded input \(7, 8\)",
        ),
        ("fold", {"output_size": (5, 9)}, "must be oH"),
        ("softmax", {"dim": 2}, r"dim 2 is not an axis of input, shape \(2, 3\)"),
        ("softmax", {"dim": -3}, "dim -3 is not an axis"),
        ("log_softmax", {"dim": 2}, r"dim 2 is not an axis of input, shape \(2, 3\)"),
        *(
            (loss, {"input": ones(2, 3), "target": target}, f"a class, 0 to 2, {got}")
            for loss, target, got in [
                ("cross_entropy", [0, 3], "got 0 to 3; input"),
                ("cross_entropy_backward", [-1, 0], "got -1 to 0"),
                ("nll_loss", [-100, 9], "got -100 to 0"),
                ("nll_loss_backward", [2, 4], "got 2 to 4"),
            ]
        ),
        ("output_size", {"kernel_size": 6}, r"kernel \(6, 6\) exceeds .*\(5, 5\)"),
        ("transposed_output_size", {"padding": 9}, r"padding \(9, 9\) leaves nothing"),
        ("conv_cost", {"groups": 3}, "groups 3 does not divide in_channels 4"),
        ("conv_cost", {"groups": 4}, "groups 4 does not divide out_channels 6"),
        ("Conv2d", {"groups": 3}, "groups 3 must divide in_channels 4 and"),
        ("ConvTranspose2d", {"groups": 4}, "groups 4 must divide in_channels 4 and"),
        ("AvgPool2d", {"padding": 2}, r"padding \(2, 2\) must be at most half"),
        ("MaxPool2d", {"padding": 2}, r"padding \(2, 2\) must be at most half"),
        ("Layer", {"padding": "same", "stride": 2}, '"same" .* needs stride 1'),
        ("numerical_gradient", {"f": lambda x: x}, r"must return one number.*; x \(2"),
        ("numerical_gradient", {"x": [1e20]}, r"h 1e-05 is lost .* 1e\+20 at \(0,\)"),
    ],
)
def test_what_does_not_go_together_is_said(name, changed, message):
    with pytest.raises(ValueError, match=f"^{name}: .*{message}"):
        FINE[name](**changed)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: convlib.conv2d(ones(2, 4, 5, 6), ones(6, 4, 6, 2)),
            (
                "conv2d: effective kernel (6, 2) exceeds padded input (5, 6); "
                "input (2, 4, 5, 6), weight (6, 4, 6, 2), padding (0, 0), dilation (1, 1)"
            ),
        ),
        (
            lambda: convlib.conv2d(ones(3, 5, 6), ones(6, 4, 3, 2), groups=3),
            (
                "conv2d: weight has 4 channels, but input has 3 in groups 3, that is 1 each; "
                "input (3, 5, 6), weight (6, 4, 3, 2)"
            ),
        ),
        (
            lambda: convlib.conv_transpose2d(ones(3, 5, 6), ones(4, 3, 3, 2)),
            (
                "conv_transpose2d: weight has stamps for 4 channels, but input has 3; "
                "input (3, 5, 6), weight (4, 3, 3, 2)"
            ),
        ),
        (
            lambda: convlib.transposed_output_size(5, 3, padding=4),
            (
                "transposed_output_size: padding (4, 4) leaves nothing of the output, size "
                "(-1, -1); input_size (5, 5), kernel_size (3, 3), stride (1, 1), "
                "output_padding (0, 0), dilation (1, 1)"
            ),
        ),
        (
            lambda: convlib.output_size(4, 5, padding=[0, 1]),
            (
                "output_size: effective kernel (5, 5) exceeds padded input (4, 6); "
                "input_size (4, 4), padding (0, 1), dilation (1, 1)"
            ),
        ),
        (
            lambda: convlib.output_size(4, 6, padding=[(0, 1), (1, 1)]),
            (
                "output_size: effective kernel (6, 6) exceeds padded input (5, 6); "
                "input_size (4, 4), padding ((0, 1), (1, 1)), dilation (1, 1)"
            ),
        ),
        (
            lambda: convlib.output_size(0, 3),
            "output_size: input_size must be at least 1, got 0",
        ),
        (
            lambda: convlib.transposed_output_size((1, 3), 1, padding=(1, 0)),
            (
                "transposed_output_size: padding (1, 0) leaves nothing of the output, "
                "size (-1, 3); input_size (1, 3), kernel_size (1, 1), stride (1, 1), "
                "output_padding (0, 0), dilation (1, 1)"
            ),
        ),
        (
            lambda: convlib.transposed_output_size(2, 1, padding=1),
            (
                "transposed_output_size: padding (1, 1) leaves nothing of the output, "
                "size (0, 0); input_size (2, 2), kernel_size (1, 1), stride (1, 1), "
                "output_padding (0, 0), dilation (1, 1)"
            ),
        ),
        (
            lambda: convlib.fold(ones(4, 5), 3, 2),
            (
                "fold: axis -1 of input must be oH * oW = 2 * 2 = 4, got 5; input (4, 5), "
                "output_size (3, 3), kernel_size (2, 2), stride (1, 1), "
                "padding ((0, 0), (0, 0)), dilation (1, 1)"
            ),
        ),
        (
            lambda: convlib.conv2d(ones(1, 2, 2), ones(1, 1, 2, 2), stride=0),
            (
                "conv2d: stride must be at least 1, got 0; "
                "input (1, 2, 2), weight (1, 1, 2, 2)"
            ),
        ),
        (
            lambda: convlib.linear(np.full((1, 2), 2**62), np.full((3, 2), 2**62)),
            (
                "linear: sums of 2 products of these integers can exceed int64 (bound "
                "4.25e+37); convert the arrays to float64; shapes (1, 2), (2, 3)"
            ),
        ),
        (
            lambda: convlib.conv2d(ones(1, 28, 28, 3), ones(8, 3, 5, 5)),
            (
                "conv2d: weight has 3 channels, but input has 28 in groups 1, that is 28 "
                "each; input looks like channels last: np.moveaxis(input, -1, 1) puts "
                "them first; input (1, 28, 28, 3), weight (8, 3, 5, 5)"
            ),
        ),
        (
            lambda: convlib.conv2d(ones(9, 9, 4), ones(3, 3, 2, 8), groups=2),
            (
                "conv2d: groups 2 does not divide 9 channels; input looks like channels "
                "last: np.moveaxis(input, -1, 0) puts them first; weight looks like "
                "Keras's, its channels and filters last: np.transpose(weight, "
                "(3, 2, 0, 1)) puts them first; input (9, 9, 4), weight (3, 3, 2, 8)"
            ),
        ),
        (
            lambda: convlib.conv2d(ones(1, 3, 8, 8), ones(3, 3, 3, 8), ones(8)),
            (
                "conv2d: bias must have shape (3,), one number for each output channel, "
                "got (8,); weight looks like Keras's, its channels and filters last: "
                "np.transpose(weight, (3, 2, 0, 1)) puts them first; "
                "input (1, 3, 8, 8), weight (3, 3, 3, 8)"
            ),
        ),
        (
            lambda: convlib.conv2d(ones(3, 8, 8), ones(3, 3, 3, 9)),
            (
                "conv2d: effective kernel (3, 9) exceeds padded input (8, 8); weight "
                "looks like Keras's, its channels and filters last: np.transpose(weight, "
                "(3, 2, 0, 1)) puts them first; input (3, 8, 8), weight (3, 3, 3, 9), "
                "padding (0, 0), dilation (1, 1)"
            ),
        ),
        (
            lambda: convlib.conv1d(ones(2, 9, 4), ones(3, 4, 8), ones(8)),
            (
                "conv1d: weight has 4 channels, but input has 9 in groups 1, that is 9 "
                "each; input looks like channels last: np.moveaxis(input, -1, 1) puts "
                "them first; input (2, 9, 4), weight (3, 4, 8)"
            ),
        ),
        (
            lambda: convlib.conv_transpose2d(ones(1, 4, 7, 7), ones(3, 3, 5, 4)),
            (
                "conv_transpose2d: weight has stamps for 3 channels, but input has 4; "
                "weight looks like Keras's, its channels and filters last: "
                "np.transpose(weight, (3, 2, 0, 1)) puts them first; "
                "input (1, 4, 7, 7), weight (3, 3, 5, 4)"
            ),
        ),
        (
            lambda: convlib.conv_transpose2d(
                ones(1, 3, 7, 7), ones(3, 3, 2, 3), ones(4), groups=3
            ),
            (
                "conv_transpose2d: bias must have shape (9,), one number for each output "
                "channel, got (4,); input (1, 3, 7, 7), weight (3, 3, 2, 3)"
            ),
        ),
        (
            lambda: convlib.conv2d(ones(1, 7, 9, 9), ones(6, 2, 3, 3)),
            (
                "conv2d: weight has 2 channels, but input has 7 in groups 1, that is 7 "
                "each; input (1, 7, 9, 9), weight (6, 2, 3, 3)"
            ),
        ),
        (
            lambda: convlib.conv2d(ones(0, 3), ones(1, 1)),
            "conv2d: input has no cell along axis H, shape (0, 3)",
        ),
        (
            lambda: convlib.conv2d(ones(2, 0, 3, 3), ones(1, 1, 1, 1)),
            "conv2d: input has no cell along axis C, shape (2, 0, 3, 3)",
        ),
        (
            lambda: convlib.conv2d(ones(2, 3, 3), ones(0, 2, 1, 1)),
            "conv2d: weight has no cell along axis K, shape (0, 2, 1, 1)",
        ),
        (
            lambda: convlib.conv2d(ones(3, 3), ones(1, 0)),
            "conv2d: weight has no cell along axis W, shape (1, 0)",
        ),
        (
            lambda: convlib.conv2d(ones(3, 3), ones(1, 1, 1, 1)),
            (
                "conv2d: weight must have shape (kH, kW) for an input with 2 axes, "
                "got (1, 1, 1, 1); input (3, 3), weight (1, 1, 1, 1)"
            ),
        ),
        (
            lambda: convlib.conv2d(ones(1, 3, 3), ones(1, 1)),
            (
                "conv2d: weight must have shape (K, C // groups, kH, kW) for an input "
                "with 3 axes, got (1, 1); input (1, 3, 3), weight (1, 1)"
            ),
        ),
        (
            lambda: convlib.conv_transpose2d(ones(2, 3, 3), ones(2, 0, 1, 1)),
            "conv_transpose2d: weight has no cell along axis K, shape (2, 0, 1, 1)",
        ),
        (
            lambda: convlib.convolve2d(ones(3, 3), ones(3, 0)),
            "convolve2d: h has no cell along axis W, shape (3, 0)",
        ),
        (
            lambda: convlib.conv_matrix(ones(2, 0), 3),
            "conv_matrix: weight has no cell along axis W, shape (2, 0)",
        ),
        (
            lambda: convlib.unfold(ones(3, 0), 1),
            "unfold: input has no cell along axis W, shape (3, 0)",
        ),
        (
            lambda: convlib.unfold(ones(2, 0, 3, 3), 1),
            "unfold: input has no cell along axis C, shape (2, 0, 3, 3)",
        ),
        (
            lambda: convlib.max_pool2d(ones(0, 3), 1),
            "max_pool2d: input has no cell along axis H, shape (0, 3)",
        ),
        (
            lambda: convlib.max_pool2d(ones(1, 2), 2, (1, 2), ceil_mode=True),
            (
                "max_pool2d: effective kernel (2, 2) exceeds padded input (1, 3); "
                "input (1, 2), ceil_mode True, padding ((0, 0), (0, 1)), dilation (1, 1)"
            ),
        ),
        (
            lambda: convlib.cross_entropy(ones(2, 0), [0, 0]),
            (
                "cross_entropy: input must have shape (N, K, ...), (N, K) or (K,) with "
                "K at least 1, got (2, 0)"
            ),
        ),
    ],
)
def test_messages_word_by_word(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == words


def test_the_words_for_padding_are_named():
    with pytest.raises(
        TypeError, match='a pair of integers, "valid" or "same", got None'
    ):
        convlib.output_size(5, 3, padding=None)


def test_where_sides_differ_what_is_too_small_is_shown_as_a_whole():
    with pytest.raises(ValueError) as caught:
        convlib.conv2d(ones(3, 3), ones(2, 2), padding=[[1, -1], 0])
    assert str(caught.value) == (
        "conv2d: padding must be at least 0, got ((1, -1), (0, 0)); "
        "input (3, 3), weight (2, 2)"
    )


@pytest.mark.parametrize(
    ("length", "words"), [(58, "x" * 58 + "'"), (59, "x" * 56 + "...")]
)
def test_long_values_are_cut(length, words):
    with pytest.raises(TypeError) as caught:
        convlib.output_size("x" * length, 1)
    assert str(caught.value).endswith(f", got '{words} (str)")


@pytest.mark.parametrize("image", [[[1, 2**40]], [[-(2**40), 1]]])
def test_the_largest_number_counts_whatever_its_sign(image):
    with pytest.raises(ValueError, match="can exceed int64"):
        convlib.conv2d(image, [[2**40]])


HUGE = 10**6
WIDE = np.broadcast_to(1.0, (HUGE, HUGE))  # takes 8 bytes


@pytest.mark.parametrize(
    ("name", "changed", "shape"),
    [
        ("conv1d", {"padding": 10**12}, "(2, 6, 1"),
        ("conv2d", {"padding": 10**9}, "(2, 6, 1"),
        ("convolve2d", {"x": WIDE, "mode": "full"}, "(1, 1, 1000002, 1000001)"),
        ("conv_transpose2d", {"stride": 10**9}, "(2, 6, 2"),
        ("conv_matrix", {"input_size": 10**4}, "(2, 50"),
        ("conv_matrix", {"input_size": 10**30}, "(2, 50"),
        ("unfold", {"padding": 10**9}, "(2, 3, 3, 2, 1"),
        ("fold", {"output_size": 10**9, "stride": (4 * 10**8, 3 * 10**8)}, "(2, 3, 1"),
        (
            "linear",
            {"input": WIDE[:, :4], "weight": WIDE[:, :4], "bias": None},
            "(1000",
        ),
        ("max_pool2d", {"input": WIDE}, "(1, 1, 3333"),
        ("avg_pool2d", {"input": WIDE}, "(1, 1, 3333"),
        *(
            (f"pixel_{way}shuffle", {"input": WIDE[None], f"{name}_factor": 1}, "(1, ")
            for way, name in (("", "upscale"), ("un", "downscale"))
        ),
        ("relu", {"input": WIDE}, "(1000000, 1000000)"),
        ("relu_backward", {"grad_output": WIDE, "input": WIDE}, "(1000000, 1000000)"),
        ("softmax", {"input": WIDE}, "(1000000, 1000000)"),
        ("log_softmax", {"input": WIDE}, "(1000000, 1000000)"),
        *(
            (
                f"{loss}_backward",
                {"input": WIDE, "target": [0] * HUGE, "weight": None},
                "(1000000,",
            )
            for loss in ("cross_entropy", "nll_loss")
        ),
        ("pixels_read", {"layers": [Layer(1, 10**18), Layer(2)]}, "(10000"),
        ("numerical_gradient", {"x": WIDE}, "(1000000, 1000000)"),
        ("Conv2d", {"kernel_size": HUGE}, "(6, 2, 1000000, 1000000)"),
        ("ConvTranspose2d", {"kernel_size": HUGE}, "(4, 3, 1000000, 1000000)"),
        ("Linear", {"in_features": 10**9, "out_features": 10**9}, "(10000"),
        ("Parameter", {"data": WIDE}, "(1000000, 1000000)"),
        ("Flatten.forward", {"input": WIDE}, "(1000000, 1000000)"),
        ("Sequential.forward", {"input": WIDE}, "(1000000, 1000000)"),
    ],
)
def test_what_does_not_fit_into_memory_is_said_before_any_work(name, changed, shape):
    """Work on as many numbers would take hours."""
    with pytest.raises(MemoryError) as caught:
        FINE[name](**changed)
    assert str(caught.value).startswith(
        f"{name}: no memory for an array of shape {shape}"
    )


class Unreadable:
    """Somebody else's array, such as a tensor that is still being learned."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise RuntimeError("detach it first")

    def __repr__(self) -> str:
        raise RuntimeError("not even its name")


@named(WITH_ARRAYS)
def test_an_array_that_cannot_be_read_is_named(function):
    for name in function.arrays:
        with pytest.raises(TypeError) as caught:
            function(**{name: Unreadable()})
        message = str(caught.value)
        names = function.names or (function.name,)
        assert message.startswith(tuple(f"{known}: {name} " for known in names))
        assert message.endswith(
            "cannot be read as an array, got a value of type Unreadable: "
            "detach it first"
        )


@each_argument(FUNCTIONS, Integer | Pair | Padding)
def test_integers_that_python_would_not_write_are_refused(function, argument):
    for value in (10**5000, -(10**5000)):
        with pytest.raises(ValueError, match=f": {argument} has more than 300 digits"):
            function(**{argument: value})


@each_argument(FUNCTIONS, Integer | Pair | Padding)
def test_huge_integers_are_computed_with_or_refused_by_name(function, argument):
    names = tuple(f"{name}: " for name in function.names or (function.name,))
    pair = isinstance(function.kinds[argument], Pair | Padding)
    for value in (2**31, 2**63, 2**70, 10**299):
        for given in [value, (value, 1), (1, value)] if pair else [value]:
            try:
                function(**{argument: given})
            except (TypeError, ValueError, MemoryError) as error:
                assert type(error) in (TypeError, ValueError, MemoryError), given
                assert str(error).startswith(names), (given, error)


#: Integers that make one another possible: a stride as long as the padding, for example.
TOGETHER = [1, 2**64, 10**200]


def together(function: Function) -> Iterator[dict[str, Any]]:
    """Give the arguments with several huge integers, in every combination."""
    choices = {}
    for argument, kind in function.kinds.items():
        fine = function.fine[argument]
        if isinstance(kind, Integer):
            choices[argument] = [fine, 2**64]
        elif isinstance(kind, Pair | Padding):
            words = ["same"] if isinstance(kind, Padding) else []
            choices[argument] = [fine, *TOGETHER, *words]
        elif isinstance(kind, Border):
            choices[argument] = ["zeros", "reflect", "replicate", "circular"]
        elif isinstance(kind, Flag):
            choices[argument] = [True, False]
    for values in itertools.product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def has_several(function: Function) -> bool:
    """Tell whether a function takes several integers."""
    kinds = function.kinds.values()
    return sum(isinstance(kind, Integer | Pair | Padding) for kind in kinds) > 1


def tried(call: Callable[..., Any], name: tuple[str, ...], **changed: Any) -> Any:
    """Return a result, or nothing where the arguments are refused by name."""
    try:
        return call(**changed)
    except (TypeError, ValueError, MemoryError) as error:
        assert type(error) in (TypeError, ValueError, MemoryError)
        assert str(error).startswith(name), error


@named([f for f in FUNCTIONS if has_several(f)])
def test_huge_integers_together_are_computed_with_or_refused_by_name(function):
    names = tuple(f"{name}: " for name in function.names or (function.name,))
    for changed in together(function):
        tried(function, names, **changed)


EXPLAINED = [f for f in FUNCTIONS if f.name in explain.__all__ and has_several(f)]
FORWARD = [f for f in EXPLAINED if not f.name.endswith("_backward")]


@named([f for f in FORWARD if f.arrays])
def test_hand_calculations_with_huge_integers_come_to_the_same(function):
    computed = 0
    calculation, name = getattr(explain, function.name), f"{function.name}: "
    for changed in together(function):
        given = {**function.fine, **changed}
        if given.pop("return_indices", False):
            continue
        output = tried(function.call, (name,), **given)
        shape = (1,) * given["input"].ndim if output is None else output.shape
        at = tuple(n - 1 for n in shape)
        cell = tried(calculation, (f"explain.{name}",), **given, at=at)
        if output is not None:
            computed += 1
            assert cell.result == pytest.approx(output[at], rel=1e-14)
    assert computed > 2


def test_sizes_by_hand_with_huge_integers_come_to_the_same():
    for changed in together(FINE["output_size"]):
        size = tried(convlib.output_size, ("output_size: ",), **changed)
        cell = tried(explain.output_size, ("explain.output_size: ",), **changed)
        assert cell == size if size is None else cell.result == size


@named([f for f in EXPLAINED if f not in FORWARD])
def test_hand_calculated_gradients_with_huge_integers_come_to_the_same(function):
    computed = 0
    forward = getattr(convlib, function.name.removesuffix("_backward"))
    calculation = getattr(explain, function.name)
    for changed in together(function):
        given = function.fine | changed
        del given["grad_output"]
        output = tried(forward, (f"{forward.__name__}: ",), **given)
        if output is not None:
            computed += 1
            grad = ones(*output.shape)
            gradients = results(function, **changed, grad_output=grad)
            for wrt, gradient in zip(("input", "weight"), gradients, strict=False):
                which = {"wrt": wrt} if len(gradients) > 1 else {}
                at = tuple(n // 2 for n in gradient.shape)
                cell = calculation(grad, **given, **which, at=at)
                assert cell.result == pytest.approx(gradient[at], rel=1e-14)
    assert computed > 2


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        (
            lambda lr: nn.SGD([nn.Parameter([1])], lr),
            "lr must not be negative, got -1.0",
        ),
        (
            lambda h: gradcheck.numerical_gradient(np.sum, [1.0], h),
            "h must be positive",
        ),
    ],
)
def test_numbers_that_python_would_not_write_are_refused(call, wrong):
    with pytest.raises(ValueError, match=wrong):
        call(Fraction(-(10**5000), 10**5000 + 1))


# --- accepted --------------------------------------------------------------------


def backwards(x: np.ndarray) -> np.ndarray:
    """The same numbers in memory that runs backwards."""
    turned = tuple(slice(None, None, -1) for _ in x.shape)
    return x[turned].copy()[turned]


def every_second(x: np.ndarray) -> np.ndarray:
    """The same numbers with others between them."""
    wide = np.full((*x.shape, 2), 99, x.dtype)
    wide[..., 0] = x
    return wide[..., 0]


def masked(x: np.ndarray) -> np.ndarray:
    """The same numbers, the first one masked: the mask is not looked at."""
    mask = np.zeros(x.shape, bool)
    mask.flat[0] = True
    return np.ma.masked_array(x, mask)


FORMS = {
    "a list": lambda x: x.tolist(),
    "Fortran-ordered": np.asfortranarray,
    "not contiguous": every_second,
    "backwards": backwards,
    "the other byte order": lambda x: x.astype(x.dtype.newbyteorder()),
    "masked": masked,
    "of a subclass": lambda x: x.view(Own),
}


class Own(np.ndarray):
    """Somebody else's array."""


@named(WITH_ARRAYS)
@pytest.mark.parametrize("form", FORMS)
def test_arrays_of_every_form_are_read_and_never_changed(function, form):
    expected = results(function)
    for name in function.arrays:
        given = FORMS[form](function.fine[name].copy())
        before = np.array(given)
        if is_array(given):
            given.setflags(write=False)
        found = results(function, **{name: given})
        np.testing.assert_array_equal(np.array(given), before)
        for one, other in zip(found, expected, strict=True):
            assert type(one) is np.ndarray
            assert one.flags.writeable
            assert not np.may_share_memory(one, np.asarray(given))
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def outcome(function: Function, **changed: Any) -> Any:
    """Return the results as lists, or what is said of the arguments."""
    try:
        return [np.asarray(one).tolist() for one in results(function, **changed)]
    except ValueError as error:
        return str(error)


@each_argument(WITH_ARRAYS, Pair | Padding)
def test_one_integer_for_all_axes_has_many_forms(function, argument):
    kind = function.kinds[argument]
    least = kind.minimum if isinstance(kind, Pair) else 0
    for number in range(least, least + 4):
        pair = outcome(function, **{argument: (number,) * kind.axes})
        if isinstance(kind, Padding):
            sides = (kind.axes, 2)
            for form in [((number, number),) * kind.axes, np.full(sides, number)]:
                assert outcome(function, **{argument: form}) == pair
        for form in [number, (number,), [number], np.array([number]), np.array(number)]:
            assert outcome(function, **{argument: form}) == pair
        assert outcome(function, **{argument: np.int8(number)}) == pair


PLAIN = ones(1, 1, 3, 4)
ONE = np.ones((1, 1, 1, 1))


@pytest.mark.parametrize(
    ("result", "given"),
    [
        (convlib.conv1d(PLAIN[:, :, 0], ONE[0]), PLAIN[:, :, 0]),
        (
            convlib.conv1d_backward(PLAIN[:, :, 0], PLAIN[:, :, 0], ONE[0])[0],
            PLAIN[:, :, 0],
        ),
        (convlib.conv_transpose1d(PLAIN[:, :, 0], ONE[0]), PLAIN[:, :, 0]),
        (
            convlib.conv_transpose1d_backward(PLAIN[:, :, 0], PLAIN[:, :, 0], ONE[0])[
                0
            ],
            PLAIN[:, :, 0],
        ),
        (convlib.max_pool1d(PLAIN[:, :, 0], 1), PLAIN[:, :, 0]),
        (
            convlib.max_pool1d_backward(PLAIN[:, :, 0], PLAIN[:, :, 0], 1),
            PLAIN[:, :, 0],
        ),
        (convlib.avg_pool1d(PLAIN[:, :, 0], 1), PLAIN[:, :, 0]),
        (
            convlib.avg_pool1d_backward(PLAIN[:, :, 0], PLAIN[:, :, 0], 1),
            PLAIN[:, :, 0],
        ),
        (convlib.conv2d(PLAIN, ONE), PLAIN),
        (convlib.conv2d(PLAIN, ONE, padding_mode="reflect"), PLAIN),
        (convlib.conv2d_backward(PLAIN, PLAIN, ONE, padding_mode="reflect")[0], PLAIN),
        (convlib.conv2d_backward(PLAIN, PLAIN, ONE)[0], PLAIN),
        (convlib.convolve2d(PLAIN[0, 0], [[1]]), PLAIN[0, 0]),
        (convlib.convolve2d([[1]], PLAIN[0, 0]), PLAIN[0, 0]),
        (convlib.conv_transpose2d(PLAIN, ONE), PLAIN),
        (convlib.conv_transpose2d_backward(PLAIN, PLAIN, ONE)[0], PLAIN),
        (convlib.conv_matrix(PLAIN, (3, 4)), PLAIN.reshape(1, 12)),
        (convlib.unfold(PLAIN, 1), PLAIN.reshape(1, 1, 12)),
        (convlib.unfold(PLAIN, (3, 4)), PLAIN.reshape(1, 12, 1)),
        (convlib.fold(PLAIN.reshape(1, 1, 12), (3, 4), 1), PLAIN),
        (convlib.pixel_shuffle(PLAIN, 1), PLAIN),
        (convlib.pixel_unshuffle(PLAIN, 1), PLAIN),
        (convlib.separate(ONE[0, 0])[1], ONE[0, 0, 0]),
        (convlib.max_pool2d(PLAIN, 1), PLAIN),
        (convlib.max_pool2d_backward(PLAIN, PLAIN, 1), PLAIN),
        (convlib.avg_pool2d(PLAIN, 1), PLAIN),
        (convlib.avg_pool2d_backward(PLAIN, PLAIN, 1), PLAIN),
        (convlib.relu(PLAIN), PLAIN),
        (convlib.relu_backward(PLAIN, PLAIN), PLAIN),
        (convlib.linear(PLAIN, np.eye(4)), PLAIN),
        (convlib.linear_backward(PLAIN, PLAIN, np.eye(4))[0], PLAIN),
        (convlib.softmax(np.ones((2, 1))), np.ones((2, 1))),
        (nn.Parameter(PLAIN).data, PLAIN),
        (nn.ReLU()(PLAIN), PLAIN),
        (nn.MaxPool2d(1)(PLAIN), PLAIN),
        (nn.AvgPool2d(1)(PLAIN), PLAIN),
        (nn.Flatten()(PLAIN), PLAIN.reshape(1, 12)),
        (nn.Flatten()(PLAIN.reshape(1, 12)), PLAIN.reshape(1, 12)),
        (nn.Sequential()(PLAIN), PLAIN),
        (nn.Sequential().backward(PLAIN), PLAIN),
    ],
)
def test_a_result_that_equals_its_input_is_a_copy(result, given):
    np.testing.assert_array_equal(result, given)
    assert not np.may_share_memory(result, PLAIN)
    assert not np.may_share_memory(result, ONE)


@named([f for f in WITH_ARRAYS if f.batched])
def test_empty_batches_give_empty_results(function):
    empty = {name: function.fine[name][:0] for name in function.batched}
    for one, other in zip(results(function, **empty), results(function), strict=True):
        assert one.dtype == other.dtype
        if one.shape == other.shape:  # a gradient that is summed over the batch
            np.testing.assert_array_equal(one, np.zeros(one.shape))
        else:
            assert one.shape == (0, *other.shape[1:])


# --- what is in an array ---------------------------------------------------------


@named([f for f in WITH_ARRAYS if f.carries])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nan_and_infinity_pass_through(function, value):
    expected = results(function)
    for name in function.carries:
        plain, reached = function.fine[name], False
        for place in range(0, plain.size, 1 + plain.size // 8):
            changed, spoilt = plain.copy(), plain.copy()
            changed.flat[place] += 1000
            spoilt.flat[place] = value
            found = results(function, **{name: spoilt})
            depends = [  # of another number in this place
                one != other
                for one, other in zip(
                    results(function, **{name: changed}), expected, strict=True
                )
            ]
            reached = reached or any(cells.any() for cells in depends)
            for one, cells in zip(found, depends, strict=True):
                assert not np.isfinite(one[cells]).any()
                if np.isnan(value):
                    assert np.isnan(one[cells]).all()
        assert reached


@named(WITH_ARRAYS)
@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize("power", [-1, 1])
def test_underflow_and_overflow_are_no_errors(function, kind, power):
    """Whatever `numpy.seterr` was told: numbers whose products are too small or large."""
    limits = np.finfo(kind)
    extreme = limits.tiny if power < 0 else limits.max / 8
    floats = [
        name
        for name in function.arrays
        if not (
            isinstance(function.kinds[name], Array) and function.kinds[name].integers
        )
    ]
    changed = {name: function.fine[name].astype(kind) * extreme for name in floats}
    if function.call is gradcheck.numerical_gradient:
        return  # calls a function that is not ours
    with np.errstate(all="ignore"):
        expected = results(function, **changed)
    with np.errstate(all="raise"):
        found = results(function, **changed)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


@named([f for f in WITH_ARRAYS if f.carries])
def test_complex_numbers_are_taken_where_no_order_is_needed(function):
    for name in function.carries:
        given = function.fine[name].astype(np.complex64)
        if function.kinds[name].real:
            with pytest.raises(TypeError, match="must hold real numbers"):
                function(**{name: given})
        else:
            plain = results(function)
            found = results(function, **{name: given})
            for one, other in zip(found, plain, strict=True):
                np.testing.assert_allclose(one, other)
            assert any(one.dtype.kind == "c" for one in found)


def cast(function: Function, *kinds: str) -> dict[str, np.ndarray]:
    """Return the function's arrays, each in the next one of the dtypes."""
    named_kinds = zip(function.arrays, kinds * len(function.arrays), strict=False)
    return {name: function.fine[name].astype(kind) for name, kind in named_kinds}


RESULT = {
    "sum": {"bool": "int64", "int8": "int64", "uint8": "int64", "int32": "int64"}
    | {"uint64": "int64", "int64": "int64"},
    "float": {"bool": "float64", "int8": "float64", "uint64": "float64"},
    "keep": {kind: kind for kind in ("bool", "int8", "uint8", "uint64", "int64")},
}


@named([f for f in FUNCTIONS if f.dtypes])
@pytest.mark.parametrize("kind", ["bool", "int8", "uint8", "int32", "uint64", "int64"])
def test_integers_are_exact(function, kind):
    arrays = cast(function, kind)
    plain = {name: array.astype(np.float64) for name, array in arrays.items()}
    found, expected = results(function, **arrays), results(function, **plain)
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == RESULT[function.dtypes].get(kind, one.dtype)
        np.testing.assert_array_equal(one, other)


@named([f for f in FUNCTIONS if f.dtypes])
@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "longdouble"])
def test_floats_stay_what_they_are(function, kind):
    found, expected = results(function, **cast(function, kind)), results(function)
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == kind
        np.testing.assert_allclose(one, other, rtol=2e-3 if kind == "float16" else 1e-6)


@named([f for f in FUNCTIONS if f.dtypes == "sum"])
@pytest.mark.parametrize("kind", ["int8", "uint8", "int16"])
def test_the_largest_small_integers_do_not_overflow(function, kind):
    limits = np.iinfo(kind)
    arrays = {
        name: np.where(function.fine[name] % 3 == 0, limits.min, limits.max)
        for name in function.arrays
    }
    small = {name: array.astype(kind) for name, array in arrays.items()}
    exact = {name: array.astype(np.longdouble) for name, array in arrays.items()}
    for one, other in zip(
        results(function, **small), results(function, **exact), strict=True
    ):
        np.testing.assert_array_equal(one, other)


@named([f for f in FUNCTIONS if f.dtypes == "sum"])
def test_sums_that_could_overflow_int64_are_refused(function):
    others = cast(function, "int64")
    for name in function.carries:
        large = np.full(function.fine[name].shape, 2**63, np.uint64)
        with pytest.raises(ValueError, match=r"can exceed int64 .* float64; shapes"):
            function(**{**others, name: large})


@named([f for f in FUNCTIONS if f.dtypes == "keep"])
def test_what_is_not_added_up_may_be_as_large_as_it_is(function):
    large = {
        n: np.full(function.fine[n].shape, 2**64 - 1, "u8") for n in function.arrays
    }
    for one in results(function, **large):
        assert one.dtype == np.uint64 and one.max() == 2**64 - 1


@named([f for f in FUNCTIONS if f.dtypes == "sum" and len(f.carries) > 1])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("float32", "float64"),
        ("float16", "float32"),
        ("float32", "int8"),
        ("int64", "float32"),
        ("complex64", "float64"),
        ("uint64", "int64"),  # NumPy has float64 here, which would not be exact
        ("bool", "int8"),
    ],
)
def test_mixed_dtypes_are_promoted_as_numpy_does(function, first, second):
    arrays = cast(function, first, second)
    expected = np.result_type(first, second)
    if not {np.dtype(first).kind, np.dtype(second).kind} & {"f", "c"}:
        expected = np.dtype(np.int64)
    found = results(function, **arrays)
    assert found[0].dtype in (expected, np.dtype(first))
    assert any(one.dtype == expected for one in found)


@pytest.mark.parametrize("bias", [1, 0.5, True])
def test_a_plain_number_leaves_float32_alone(bias):
    x = np.ones((3, 4), np.float32)
    for function in (convlib.conv2d, convlib.conv_transpose2d):
        assert function(x, x, bias).dtype == np.float32
        assert function(x, x, np.float64(bias)).dtype == np.float64
        whole = x.astype(np.int8)
        kind = np.float64 if bias == 0.5 else np.int64
        assert function(whole, whole, bias).dtype == kind
    assert convlib.conv2d(x, x, 1j).dtype == np.complex64
    assert convlib.conv2d([[1]], [[1]], 1000)[0, 0] == 1001


# --- documented ------------------------------------------------------------------


PUBLIC = [
    *(
        getattr(module, name)
        for module in (convlib, gradcheck, nn)
        for name in module.__all__
    ),
    Cost,
    Field,
]


@pytest.mark.parametrize("thing", PUBLIC, ids=lambda thing: thing.__name__)
def test_every_public_name_has_examples_that_run(thing):
    text = inspect.getdoc(thing)
    assert "Examples\n--------\n" in text
    module = inspect.getmodule(inspect.unwrap(thing))
    example = doctest.DocTestParser().get_doctest(
        text, vars(module).copy(), thing.__name__, None, None
    )
    assert example.examples
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(example).failed == 0
