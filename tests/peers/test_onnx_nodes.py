"""ONNX's own cases for the operators that the functions of `convlib` can express.

The padding of a transposed convolution is cut off its output where its sides differ.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from ledger import Difference, Ledger
from onnx.backend.test.case.node import collect_testcases
from onnx.helper import get_attribute_value

import convlib


@dataclass(frozen=True)
class Case:
    """One node: its attributes, its inputs, and the outputs as exactly as ONNX says."""

    operator: str
    attributes: dict[str, Any]
    inputs: list[np.ndarray]
    outputs: list[np.ndarray]
    rtol: float
    atol: float

    @property
    def axes(self) -> int:
        """How many axes an image has."""
        return self.inputs[0].ndim - 2


Numbers = list[int]
Sides = list[tuple[int, int]]


def each(case: Case, name: str, default: int) -> Numbers:
    """Return an attribute with a number for each axis."""
    return list(case.attributes.get(name, [default] * case.axes))


def along(case: Case, name: str) -> Callable[..., Any]:
    """Return a function of this name for signals, or for images."""
    return getattr(convlib, f"{name}{min(case.axes, 2)}d")


def sides(case: Case) -> Sides:
    """Return the padding before and after each axis."""
    pads = case.attributes.get("pads", [0, 0] * case.axes)
    return list(zip(pads[: case.axes], pads[case.axes :], strict=True))


def window(case: Case) -> dict[str, Any]:
    """Return how the window slides, by the names of `convlib`."""
    kernel, stride = each(case, "kernel_shape", 0), each(case, "strides", 1)
    word = case.attributes.get("auto_pad", b"NOTSET").decode()
    padding: Sides | str = sides(case)
    if word == "SAME_UPPER":
        padding = "same"
    elif word == "SAME_LOWER":  # the odd zero comes first
        axes = zip(case.inputs[0].shape[2:], kernel, stride, strict=True)
        total = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in axes]
        padding = [(t - t // 2, t // 2) for t in total]
    return {"kernel_size": kernel, "stride": stride, "padding": padding}


def conv(case: Case) -> list[np.ndarray]:
    options = window(case)
    del options["kernel_size"]
    return [along(case, "conv")(*case.inputs, **options)]


def conv_transpose(case: Case) -> list[np.ndarray]:
    x, weight = case.inputs
    stamped = along(case, "conv_transpose")
    stride, extra = each(case, "strides", 1), each(case, "output_padding", 0)
    options = {"stride": stride, "dilation": each(case, "dilations", 1)}
    options["groups"] = case.attributes.get("group", 1)
    full = stamped(x, weight, **options)
    shape = case.attributes.get("output_shape")
    if case.attributes.get("auto_pad") == b"SAME_UPPER":
        shape = [n * s for n, s in zip(x.shape[2:], stride, strict=True)]
    if shape is None:
        padding = [before for before, _ in sides(case)]
        options |= {"padding": padding, "output_padding": extra}
        return [stamped(x, weight, **options)]
    missing = [n - m for n, m in zip(shape, full.shape[2:], strict=True)]
    options["output_padding"] = [max(n, 0) for n in missing]
    starts = [max(-n, 0) // 2 for n in missing]
    cut = [slice(a, a + n) for a, n in zip(starts, shape, strict=True)]
    return [stamped(x, weight, **options)[:, :, *cut]]


def max_pool(case: Case) -> list[np.ndarray]:
    x = case.inputs[0]
    output, indices = along(case, "max_pool")(
        x,
        dilation=each(case, "dilations", 1),
        ceil_mode=bool(case.attributes.get("ceil_mode")),
        return_indices=True,
        **window(case),
    )
    if case.attributes.get("storage_order"):
        rows, columns = np.divmod(indices, x.shape[-1])
        indices = columns * x.shape[-2] + rows
    return [output, indices][: len(case.outputs)]


def average_pool(case: Case) -> list[np.ndarray]:
    options = {"ceil_mode": bool(case.attributes.get("ceil_mode"))}
    options["count_include_pad"] = bool(case.attributes.get("count_include_pad"))
    if "dilations" in case.attributes:
        options["dilation"] = case.attributes["dilations"]
    return [along(case, "avg_pool")(case.inputs[0], **window(case), **options)]


def col2im(case: Case) -> list[np.ndarray]:
    columns, size, kernel = case.inputs
    options = {"dilation": case.attributes.get("dilations", 1)}
    options["stride"] = case.attributes.get("strides", 1)
    pads = case.attributes.get("pads", [0, 0, 0, 0])
    sides = list(zip(pads[:2], pads[2:], strict=True))
    return [convlib.fold(columns, size, kernel, padding=sides, **options)]


def gemm(case: Case) -> list[np.ndarray]:
    a, b, *c = case.inputs
    get = case.attributes.get
    a = a.T if get("transA") else a
    b = b if get("transB") else b.T
    alpha, beta = (np.float32(get(name, 1)) for name in ("alpha", "beta"))
    bias = beta * c[0] if c else np.float32(0)
    if bias.shape[:-1] in ((), (1,)):
        return [convlib.linear(alpha * a, b, np.broadcast_to(bias, (1, len(b)))[0])]
    return [convlib.linear(alpha * a, b) + bias]


def all_pixels(pool: Callable[..., np.ndarray]) -> Callable[[Case], list[np.ndarray]]:
    return lambda case: [pool(case.inputs[0], case.inputs[0].shape[2:])]


def loss(function: Callable[..., Any]) -> Callable[[Case], list[np.ndarray]]:
    """Return how a loss is computed, and the log-probabilities where they are asked for."""

    def computed(case: Case) -> list[np.ndarray]:
        options = dict(case.attributes)
        options["reduction"] = options.get("reduction", b"mean").decode()
        result = np.asarray(function(*case.inputs, **options), np.float32)
        return [result, convlib.log_softmax(case.inputs[0], 1)][: len(case.outputs)]

    return computed


def depth_to_space(case: Case) -> list[np.ndarray]:
    """The two orders of channels: blocks of each channel, or channels of each block."""
    (x,), size = case.inputs, case.attributes["blocksize"]
    if case.attributes.get("mode", b"DCR") == b"DCR":
        n, channels, *image = x.shape
        blocks = x.reshape(n, size * size, channels // size**2, *image)
        x = blocks.swapaxes(1, 2).reshape(x.shape)
    return [convlib.pixel_shuffle(x, size)]


OPERATORS: dict[str, Callable[[Case], list[np.ndarray]]] = {
    "AveragePool": average_pool,
    "Col2Im": col2im,
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "DepthToSpace": depth_to_space,
    "Gemm": gemm,
    "GlobalAveragePool": all_pixels(convlib.avg_pool2d),
    "GlobalMaxPool": all_pixels(convlib.max_pool2d),
    "LogSoftmax": lambda case: [
        convlib.log_softmax(case.inputs[0], case.attributes.get("axis", -1))
    ],
    "MaxPool": max_pool,
    "NegativeLogLikelihoodLoss": loss(convlib.nll_loss),
    "Relu": lambda case: [convlib.relu(case.inputs[0])],
    "Softmax": lambda case: [
        convlib.softmax(case.inputs[0], case.attributes.get("axis", -1))
    ],
    "SoftmaxCrossEntropyLoss": loss(convlib.cross_entropy),
}
#: How many cases of each are compared.
LEAST = {
    "AveragePool": 11,
    "Col2Im": 4,
    "Conv": 6,
    "ConvTranspose": 10,
    "DepthToSpace": 2,
    "Gemm": 11,
    "GlobalAveragePool": 2,
    "GlobalMaxPool": 2,
    "LogSoftmax": 7,
    "MaxPool": 14,
    "NegativeLogLikelihoodLoss": 18,
    "Relu": 1,
    "Softmax": 7,
    "SoftmaxCrossEntropyLoss": 34,
}


THREE = Difference("three axes", lambda case: case.axes == 3, "must have shape")


WIDE = Difference(
    "padding of more than half the window, as in PyTorch",
    lambda c: (
        2 * max(c.attributes.get("pads", [0])) > max(c.attributes["kernel_shape"])
    ),
    "must be at most half",
)


def unknown(name: str, holds: Callable[[Case], bool]) -> Difference:
    return Difference(f"{name}=", holds, f"unexpected keyword argument '{name}'")


DIFFERENCES = {
    "AveragePool": (
        unknown("dilation", lambda case: "dilations" in case.attributes),
        THREE,
        WIDE,
    ),
    "Col2Im": (
        Difference("three axes", lambda case: len(case.inputs[1]) == 3, "pair"),
    ),
    "ConvTranspose": (THREE,),
    "MaxPool": (THREE, WIDE),
}


@functools.cache
def cases() -> list[Case]:
    """Return ONNX's cases of these operators, one node each."""
    found = []
    for test in collect_testcases():
        nodes = test.model.graph.node
        if len(nodes) == 1 and nodes[0].op_type in OPERATORS:
            attributes = {a.name: get_attribute_value(a) for a in nodes[0].attribute}
            (arrays,) = test.data_sets
            case = Case(nodes[0].op_type, attributes, *arrays, test.rtol, test.atol)
            found.append(case)
    return found


def check(case: Case) -> None:
    """Compare all outputs of a case."""
    for ours, theirs in zip(OPERATORS[case.operator](case), case.outputs, strict=True):
        assert ours.dtype == theirs.dtype
        found = ours.reshape(theirs.shape)
        np.testing.assert_allclose(found, theirs, rtol=case.rtol, atol=case.atol)


@pytest.mark.filterwarnings("ignore::RuntimeWarning:onnx")
@pytest.mark.parametrize("operator", OPERATORS)
def test_operator(operator, record_property):
    ledger = Ledger(f"ONNX {operator}", DIFFERENCES.get(operator, ()))
    for case in cases():
        if case.operator == operator:
            ledger.enter(case, check)
    ledger.close(record_property, LEAST[operator])
