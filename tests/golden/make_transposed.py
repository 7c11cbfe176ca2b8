"""Store PyTorch's transposed convolutions and their gradients.

    pip install torch==2.13.0 numpy
    python tests/golden/make_transposed.py

As in `conv2d.json` a case is one image with every argument complete, so that the
explorers' JavaScript can be tested with it too.
"""

import numpy as np
import torch
from make_golden import EXAMPLES, plain, tensor, write
from torch.nn import functional

rng = np.random.default_rng(20190723)


def numbers(shape, whole):
    if whole:
        return rng.integers(-5, 6, shape)
    return np.round(rng.uniform(-2, 2, shape), 3)


def case(
    name,
    x,
    w,
    bias,
    stride=(1, 1),
    padding=(0, 0),
    output_padding=(0, 0),
    dilation=(1, 1),
    groups=1,
):
    x, w, bias = np.asarray(x), np.asarray(w), np.asarray(bias)
    arguments = [tensor(array).requires_grad_() for array in (x, w, bias)]
    output = functional.conv_transpose2d(
        arguments[0][None],
        *arguments[1:],
        stride,
        padding,
        output_padding,
        groups,
        dilation,
    )[0]
    grad_output = numbers(output.shape, x.dtype.kind == "i")
    gradients = torch.autograd.grad(output, arguments, tensor(grad_output))
    grad_input, grad_weight, grad_bias = (plain(g, x) for g in gradients)
    return {
        "name": name,
        "input": x.tolist(),
        "weight": w.tolist(),
        "bias": bias.tolist(),
        "stride": list(stride),
        "padding": list(padding),
        "output_padding": list(output_padding),
        "dilation": list(dilation),
        "groups": groups,
        "output": plain(output.detach(), x),
        "grad_output": grad_output.tolist(),
        "grad_input": grad_input,
        "grad_weight": grad_weight,
        "grad_bias": grad_bias,
    }


def cases():
    notes = EXAMPLES["transposed"]
    image, kernel = [notes["input"]], [[notes["kernel"]]]
    strides = (notes["stride"],) * 2
    yield case("notes: 2x2, kernel 4x4, stride 3", image, kernel, [0], strides)
    yield case("notes: 2x2, padding 1", image, kernel, [0], strides, (1, 1))
    ones = np.ones_like(kernel)
    yield case("notes: overlaps", np.ones_like(image), ones, [0], strides)
    for extra in range(3):
        yield case(
            f"6 to {16 + extra}: kernel 5, padding 2, stride 3",
            numbers((1, 6, 6), True),
            numbers((1, 1, 5, 5), True),
            [0],
            (3, 3),
            (2, 2),
            (extra, extra),
        )
    for name, c, k, size, kernel_size, geometry in [
        ("one pixel", 1, 1, (1, 1), (3, 4), {}),
        ("1x1 kernel", 3, 2, (3, 4), (1, 1), {}),
        ("1x1 kernel, stride 3", 1, 1, (2, 3), (1, 1), {"stride": (3, 3)}),
        ("stride 1, bias", 1, 1, (3, 4), (3, 2), {}),
        ("channels", 3, 2, (3, 4), (2, 3), {}),
        ("stride 2", 1, 2, (3, 4), (3, 3), {"stride": (2, 2)}),
        ("stride as large as the kernel", 2, 1, (3, 2), (2, 2), {"stride": (2, 2)}),
        ("stride beyond the kernel", 2, 1, (3, 2), (2, 2), {"stride": (3, 4)}),
        ("unequal strides", 1, 1, (3, 4), (3, 2), {"stride": (1, 3)}),
        ("padding 1", 1, 2, (3, 4), (3, 3), {"padding": (1, 1)}),
        ("unequal padding", 2, 1, (4, 3), (3, 4), {"padding": (0, 2)}),
        ("padding cuts whole stamps", 1, 1, (4, 5), (2, 2), {"padding": (2, 2)}),
        (
            "output padding",
            1,
            1,
            (3, 4),
            (3, 2),
            {"stride": (2, 3), "output_padding": (1, 2)},
        ),
        (
            "output padding takes back what padding cut",
            2,
            1,
            (3, 4),
            (4, 3),
            {"stride": (3, 2), "padding": (2, 1), "output_padding": (2, 1)},
        ),
        ("dilation 2", 1, 1, (3, 4), (3, 2), {"dilation": (2, 2)}),
        (
            "unequal dilation, stride, padding",
            2,
            3,
            (3, 4),
            (3, 2),
            {"stride": (2, 3), "padding": (1, 2), "dilation": (2, 3)},
        ),
        (
            "output padding beyond the stride, below the dilation",
            2,
            1,
            (3, 2),
            (2, 3),
            {
                "stride": (2, 1),
                "padding": (1, 2),
                "output_padding": (2, 2),
                "dilation": (3, 3),
            },
        ),
        (
            "output padding only: all but the bias is cut",
            1,
            2,
            (1, 1),
            (1, 1),
            {"padding": (2, 2), "output_padding": (4, 5), "dilation": (5, 6)},
        ),
        (
            "everything unequal",
            3,
            2,
            (4, 3),
            (2, 3),
            {
                "stride": (3, 2),
                "padding": (1, 3),
                "output_padding": (2, 1),
                "dilation": (2, 3),
            },
        ),
        ("two groups", 4, 2, (3, 4), (2, 3), {"groups": 2, "stride": (2, 1)}),
        (
            "depthwise, two outputs for each channel",
            3,
            6,
            (3, 2),
            (2, 3),
            {"groups": 3, "stride": (2, 3), "output_padding": (1, 0)},
        ),
    ]:
        groups = geometry.get("groups", 1)
        for whole in (True, False):
            yield case(
                name + ("" if whole else ", floats"),
                numbers((c, *size), whole),
                numbers((c, k // groups, *kernel_size), whole),
                numbers((k,), whole),
                **geometry,
            )


if __name__ == "__main__":
    write("transposed.json", cases=cases())
