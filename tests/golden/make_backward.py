"""Store the gradients that PyTorch finds: convolution, pooling, the worked network.

    pip install torch==2.13.0 numpy
    python tests/golden/make_backward.py

As in `conv2d.json` a case is one image with every argument complete, so that the
explorers' JavaScript can be tested with it too.
"""

import numpy as np
import torch
from make_golden import EXAMPLES, HERE, plain, tensor, write
from torch.nn import functional

#: The book shows the network's numbers, so they come with the library.
DATA = HERE.parent.parent / "convlib" / "data"

rng = np.random.default_rng(20190919)


def numbers(shape, whole):
    if whole:
        return rng.integers(-5, 6, shape)
    return np.round(rng.uniform(-2, 2, shape), 3)


def conv_case(
    name,
    x,
    w,
    grad_output=None,
    stride=(1, 1),
    padding=(0, 0),
    dilation=(1, 1),
    groups=1,
):
    x, w = np.asarray(x), np.asarray(w)
    word = padding if isinstance(padding, str) else None
    arguments = [tensor(a).requires_grad_() for a in (x, w, np.zeros(len(w), x.dtype))]
    output = functional.conv2d(
        arguments[0][None],
        *arguments[1:],
        stride,
        word or tuple(padding),
        dilation,
        groups,
    )[0]
    if grad_output is None:
        grad_output = numbers(output.shape, x.dtype.kind == "i")
    gradients = torch.autograd.grad(output, arguments, tensor(grad_output))
    grad_input, grad_weight, grad_bias = (plain(g, x) for g in gradients)
    return {
        "name": name,
        "grad_output": np.asarray(grad_output).tolist(),
        "input": x.tolist(),
        "weight": w.tolist(),
        "stride": list(stride),
        "padding": word or list(padding),
        "dilation": list(dilation),
        "groups": groups,
        "grad_input": grad_input,
        "grad_weight": grad_weight,
        "grad_bias": grad_bias,
    }


def conv_cases():
    two, back = EXAMPLES["two_filters"], EXAMPLES["backward_example"]
    yield conv_case(
        "notes: two filters, stride 2, padding 1",
        two["input"],
        two["filters"],
        two["backward"]["grad_output"],
        (2, 2),
        (1, 1),
    )
    image = numbers((1, 4, 4), True)
    yield conv_case(
        "notes: nine deltas", image, [[back["filter"]]], [back["grad_output"]]
    )
    for name, c, k, size, kernel, groups, geometry in [
        ("1x1 kernel", 2, 3, (3, 4), (1, 1), 1, {}),
        ("kernel as large as the image", 2, 1, (3, 4), (3, 4), 1, {}),
        ("row kernel", 1, 2, (4, 5), (1, 3), 1, {}),
        ("column kernel", 1, 2, (4, 5), (3, 1), 1, {}),
        ("stride that leaves pixels", 2, 3, (6, 9), (2, 3), 1, {"stride": (3, 3)}),
        ("stride larger than kernel", 1, 2, (7, 8), (2, 2), 1, {"stride": (4, 3)}),
        ("unequal strides", 2, 1, (7, 6), (3, 2), 1, {"stride": (1, 2)}),
        ("full padding", 1, 1, (3, 4), (3, 3), 1, {"padding": (2, 2)}),
        ("padding beyond the kernel", 1, 1, (2, 3), (2, 2), 1, {"padding": (3, 3)}),
        ("unequal padding", 2, 3, (4, 5), (3, 2), 1, {"padding": (2, 0)}),
        ("same, even kernel", 2, 3, (4, 5), (2, 4), 1, {"padding": "same"}),
        ("unequal dilation", 2, 1, (7, 6), (3, 2), 1, {"dilation": (2, 3)}),
        ("two groups", 4, 6, (5, 6), (3, 2), 2, {"stride": (2, 1)}),
        ("depthwise", 3, 6, (5, 6), (3, 2), 3, {"padding": (1, 1)}),
        (
            "everything unequal",
            4,
            2,
            (8, 7),
            (2, 3),
            2,
            {"dilation": (3, 2), "padding": (1, 3), "stride": (3, 2)},
        ),
    ]:
        for whole in (True, False):
            x = numbers((c, *size), whole)
            w = numbers((k, c // groups, *kernel), whole)
            full_name = name if whole else f"{name}, floats"
            yield conv_case(full_name, x, w, groups=groups, **geometry)


def pool_case(name, function, x, geometry):
    leaf = tensor(x).requires_grad_()
    result = function(leaf[None], **geometry)
    output, *indices = result if isinstance(result, tuple) else (result,)
    grad_output = numbers(tuple(output.shape[1:]), True)
    (grad_input,) = torch.autograd.grad(output, leaf, tensor(grad_output)[None])
    whole = bool(indices)
    case = {
        "name": name,
        "input": x.tolist(),
        **{key: geometry[key] for key in geometry if key != "return_indices"},
        "output": plain(output[0].detach(), x if whole else 0.5),
        "grad_output": grad_output.tolist(),
        "grad_input": plain(grad_input, x if whole else 0.5),
    }
    if whole:
        case["indices"] = indices[0][0].tolist()
    return case


def pool_arguments(kernel, stride=None, padding=(0, 0), **other):
    return {
        "kernel_size": kernel,
        "stride": stride or kernel,
        "padding": padding,
        **other,
    }


def max_pool_cases():
    for name, size, arguments in [
        ("windows touch", (4, 6), ((2, 3),)),
        ("windows overlap", (4, 5), ((2, 2), (1, 1))),
        ("windows overlap, unequal", (6, 7), ((3, 2), (2, 1))),
        ("gaps between windows", (7, 8), ((2, 2), (3, 4))),
        ("rows are left over", (5, 7), ((2, 2),)),
        ("padding", (4, 5), ((3, 2), (2, 2), (1, 1))),
        ("one window", (3, 4), ((3, 4),)),
    ]:
        for ceil_mode in (False, True):
            x = rng.integers(-3, 4, (2, *size))  # many ties
            geometry = pool_arguments(
                *arguments, dilation=(1, 1), ceil_mode=ceil_mode, return_indices=True
            )
            full_name = f"{name}, ceil_mode" if ceil_mode else name
            yield pool_case(full_name, functional.max_pool2d, x, geometry)
    geometry = pool_arguments(
        (2, 3), (2, 1), (1, 0), dilation=(3, 2), ceil_mode=True, return_indices=True
    )
    x = rng.integers(-3, 4, (2, 7, 9))
    yield pool_case("dilation", functional.max_pool2d, x, geometry)


def avg_pool_cases():
    for name, size, arguments in [
        ("windows touch", (4, 6), ((2, 3),)),
        ("windows overlap", (4, 5), ((2, 2), (1, 1))),
        ("rows are left over", (5, 7), ((2, 2),)),
        ("padding", (4, 5), ((3, 2), (2, 2), (1, 1))),
    ]:
        for ceil_mode in (False, True):
            for include in (False, True):
                for divisor in (None, 7):
                    x = rng.integers(-3, 4, (2, *size))
                    geometry = pool_arguments(
                        *arguments,
                        ceil_mode=ceil_mode,
                        count_include_pad=include,
                        divisor_override=divisor,
                    )
                    full_name = (
                        f"{name}, ceil_mode {ceil_mode}, count_include_pad {include}, "
                        f"divisor_override {divisor}"
                    )
                    yield pool_case(full_name, functional.avg_pool2d, x, geometry)


def network(name, image):
    """The worked network, each number and each gradient."""
    tiny = EXAMPLES["tiny_cnn"]
    leaves = {
        "image": tensor(image),
        "filters": tensor(tiny["filters"]),
        "conv_bias": tensor([0, 0]),
        "fc_weight": tensor(tiny["fc_weight"]),
        "fc_bias": tensor(tiny["fc_bias"]),
    }
    for leaf in leaves.values():
        leaf.requires_grad_()
    values = {
        "pre_activation": functional.conv2d(
            leaves["image"][None], leaves["filters"][:, None], leaves["conv_bias"]
        )
    }
    values["relu"] = functional.relu(values["pre_activation"])
    values["pooled"] = functional.max_pool2d(
        values["relu"], tiny["pool_size"], tiny["pool_stride"]
    )
    values["flatten"] = values["pooled"].flatten()
    values["logits"] = functional.linear(
        values["flatten"], leaves["fc_weight"], leaves["fc_bias"]
    )
    values["probabilities"] = functional.softmax(values["logits"], -1)
    loss = functional.cross_entropy(values["logits"], torch.tensor(tiny["label"]))
    for value in values.values():
        value.retain_grad()
    loss.backward()
    inner = ("pre_activation", "relu", "pooled", "logits")
    return {
        "name": name,
        "image": image.tolist(),
        **{key: value.tolist() for key, value in values.items()},
        "loss": loss.item(),
        "gradients": {
            **{key: leaf.grad.tolist() for key, leaf in leaves.items()},
            **{key: values[key].grad.tolist() for key in inner},
        },
    }


def networks():
    tiny = EXAMPLES["tiny_cnn"]
    image = np.array(tiny["image"], float)
    yield network("notes", image)
    yield network("jittered", image + np.array(tiny["jitter"]) / 100)


if __name__ == "__main__":
    write(
        "backward.json",
        conv2d=conv_cases(),
        max_pool2d=max_pool_cases(),
        avg_pool2d=avg_pool_cases(),
    )
    write("networks.json", folder=DATA, networks=networks())
