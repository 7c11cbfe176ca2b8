"""ONNX's own cases for the operators that the functions of `convlib` can express.

One axis is computed as two, the first of length 1; unequal padding is laid around the
image by `numpy.pad`, or cut off the output, as the book says.
"""

import dataclasses
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


def two(case: Case, name: str, default: int) -> Numbers:
    """Return an attribute with a number for each axis, two of them at least."""
    given = case.attributes.get(name, [default] * case.axes)
    return [1] * (2 - case.axes) + list(given)


def image(case: Case) -> np.ndarray:
    """Return the input with two axes for its images at least."""
    x = case.inputs[0]
    return x[:, :, None] if case.axes == 1 else x


def sides(case: Case, kernel: Numbers, stride: Numbers) -> Sides:
    """Return the padding before and after each axis."""
    word = case.attributes.get("auto_pad", b"NOTSET").decode()
    if word.startswith("SAME"):
        sizes = image(case).shape[2:]
        total = [
            max((-(-n // s) - 1) * s + k - n, 0)
            for n, k, s in zip(sizes, kernel, stride, strict=True)
        ]
        ends = [(t // 2, t - t // 2) for t in total]
        return ends if word == "SAME_UPPER" else [(b, a) for a, b in ends]
    pads = case.attributes.get("pads", [0, 0] * case.axes)
    both = list(zip(pads[: case.axes], pads[case.axes :], strict=True))
    return [(0, 0)] * (2 - case.axes) + both


def window(case: Case, fill: float) -> tuple[np.ndarray, Numbers, Numbers, Numbers]:
    """Return the image, the window's size and stride, and the padding yet to come."""
    x, stride = image(case), two(case, "strides", 1)
    kernel = two(case, "kernel_shape", 0)
    ends = sides(case, kernel, stride)
    if all(before == after for before, after in ends):
        return x, kernel, stride, [before for before, _ in ends]
    return (
        np.pad(x, [(0, 0), (0, 0), *ends], constant_values=fill),
        kernel,
        stride,
        [0, 0],
    )


def conv(case: Case) -> list[np.ndarray]:
    x, _, stride, padding = window(case, 0)
    return [convlib.conv2d(x, *case.inputs[1:], stride=stride, padding=padding)]


def conv_transpose(case: Case) -> list[np.ndarray]:
    x, weight = image(case), case.inputs[1]
    weight = weight[:, :, None] if case.axes == 1 else weight
    stride, extra = two(case, "strides", 1), two(case, "output_padding", 0)
    extra = [0] * (2 - case.axes) + extra[-case.axes :]
    options = {"stride": stride, "dilation": two(case, "dilations", 1)}
    options["groups"] = case.attributes.get("group", 1)
    full = convlib.conv_transpose2d(x, weight, **options)
    shape = case.attributes.get("output_shape")
    if case.attributes.get("auto_pad") == b"SAME_UPPER":
        shape = [n * s for n, s in zip(x.shape[2:], stride, strict=True)]
    if shape is None:
        padding = [before for before, _ in sides(case, [], stride)]
        options |= {"padding": padding, "output_padding": extra}
        return [convlib.conv_transpose2d(x, weight, **options)]
    missing = [n - m for n, m in zip(shape, full.shape[2:], strict=True)]
    options["output_padding"] = [max(n, 0) for n in missing]
    starts = [max(-n, 0) // 2 for n in missing]
    rows, columns = (slice(a, a + n) for a, n in zip(starts, shape, strict=True))
    return [convlib.conv_transpose2d(x, weight, **options)[:, :, rows, columns]]


def max_pool(case: Case) -> list[np.ndarray]:
    x, kernel, stride, padding = window(case, -np.inf)
    output, indices = convlib.max_pool2d(
        x,
        kernel,
        stride,
        padding,
        two(case, "dilations", 1),
        bool(case.attributes.get("ceil_mode")),
        return_indices=True,
    )
    if case.attributes.get("storage_order"):
        rows, columns = np.divmod(indices, x.shape[-1])
        indices = columns * x.shape[-2] + rows
    return [output, indices][: len(case.outputs)]


def average_pool(case: Case) -> list[np.ndarray]:
    x, kernel, stride, padding = window(case, 0)
    options = {"ceil_mode": bool(case.attributes.get("ceil_mode"))}
    options["count_include_pad"] = bool(case.attributes.get("count_include_pad"))
    if "dilations" in case.attributes:
        options["dilation"] = case.attributes["dilations"]
    average = functools.partial(
        convlib.avg_pool2d,
        kernel_size=kernel,
        stride=stride,
        padding=padding,
        **options,
    )
    if x.shape[2:] == image(case).shape[2:]:
        return [average(x)]
    ones = dataclasses.replace(case, inputs=[np.ones_like(case.inputs[0])])
    pixels, *_ = window(ones, 0)
    return [average(x) / average(pixels)]


def col2im(case: Case) -> list[np.ndarray]:
    columns, size, kernel = case.inputs
    options = {"dilation": case.attributes.get("dilations", 1)}
    options["stride"] = case.attributes.get("strides", 1)
    pads = case.attributes.get("pads", [0, 0, 0, 0])
    assert pads[:2] == pads[2:]
    return [convlib.fold(columns, size, kernel, padding=pads[:2], **options)]


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


def loss(case: Case) -> list[np.ndarray]:
    scores, target, *weight = case.inputs
    options = dict(case.attributes)
    if options.pop("reduction") != b"mean":
        options["reduction"] = case.attributes["reduction"].decode()
    if weight:
        options["weight"] = weight[0]
    result = np.float32(convlib.cross_entropy(scores, target, **options))
    return [result, np.log(convlib.softmax(scores, 1))][: len(case.outputs)]


OPERATORS: dict[str, Callable[[Case], list[np.ndarray]]] = {
    "AveragePool": average_pool,
    "Col2Im": col2im,
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "Gemm": gemm,
    "GlobalAveragePool": all_pixels(convlib.avg_pool2d),
    "GlobalMaxPool": all_pixels(convlib.max_pool2d),
    "MaxPool": max_pool,
    "Relu": lambda case: [convlib.relu(case.inputs[0])],
    "Softmax": lambda case: [
        convlib.softmax(case.inputs[0], case.attributes.get("axis", -1))
    ],
    "SoftmaxCrossEntropyLoss": loss,
}
#: How many cases of each are compared.
LEAST = {
    "AveragePool": 11,
    "Col2Im": 4,
    "Conv": 6,
    "ConvTranspose": 10,
    "Gemm": 11,
    "GlobalAveragePool": 2,
    "GlobalMaxPool": 2,
    "MaxPool": 14,
    "Relu": 1,
    "Softmax": 7,
    "SoftmaxCrossEntropyLoss": 2,
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
    "SoftmaxCrossEntropyLoss": (
        unknown("reduction", lambda c: c.attributes["reduction"] != b"mean"),
        unknown("weight", lambda case: len(case.inputs) == 3),
        unknown("ignore_index", lambda case: "ignore_index" in case.attributes),
        Difference("more axes than (N, K)", lambda case: case.axes > 0, r"\(N, K\)"),
    ),
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
