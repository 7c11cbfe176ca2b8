"""Store what PyTorch computes, so that the tests need no PyTorch.

    pip install torch==2.13.0 numpy
    python tests/golden/make_golden.py

`conv2d.json` drives the tests of the explorers' JavaScript too, so its cases are plain:
one image, every argument complete.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

HERE = Path(__file__).parent
EXAMPLES = json.loads((HERE / "notes.json").read_text(encoding="utf-8"))
MADE_WITH = {
    "python": ".".join(map(str, sys.version_info[:3])),
    "torch": torch.__version__.split("+")[0],
    "numpy": np.__version__,
    "script": f"tests/golden/{Path(sys.argv[0]).name}",
}
rng = np.random.default_rng(20190722)


def tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float64)


def plain(values, like):
    """Return nested lists: of integers if ``like`` holds integers."""
    array = values.numpy()
    if np.asarray(like).dtype.kind == "i":
        whole = np.rint(array).astype(int)
        if not np.array_equal(whole, array):
            raise ValueError("a result that should be whole is not")
        array = whole
    return array.tolist()


def random(shape, whole):
    if whole:
        return rng.integers(-5, 6, shape)
    return np.round(rng.uniform(-2, 2, shape), 3)


def case(name, x, w, bias, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
    x, w, bias = np.asarray(x), np.asarray(w), np.asarray(bias)
    word = padding if isinstance(padding, str) else None
    output = functional.conv2d(
        tensor(x)[None],
        tensor(w),
        tensor(bias),
        stride,
        word or tuple(padding),
        dilation,
        groups,
    )[0]
    return {
        "name": name,
        "input": x.tolist(),
        "weight": w.tolist(),
        "bias": bias.tolist(),
        "stride": list(stride),
        "padding": word or list(padding),
        "dilation": list(dilation),
        "groups": groups,
        "output": plain(output, x),
    }


def random_case(name, c, k, size, kernel, whole=True, groups=1, **geometry):
    return case(
        name,
        random((c, *size), whole),
        random((k, c // groups, *kernel), whole),
        random((k,), whole),
        groups=groups,
        **geometry,
    )


def conv2d_cases():
    one, two, tiny = (
        EXAMPLES[name] for name in ("single_channel", "two_filters", "tiny_cnn")
    )
    image, kernel = [one["image"]], [[one["filter"]]]
    yield case("notes: 5x5, stride 1", image, kernel, [one["bias"]])
    yield case("notes: 5x5, stride 2", image, kernel, [one["bias"]], (2, 2))
    yield case("notes: 5x5, bias -3", image, kernel, [-3])
    yield case("notes: 5x5, padding 1", image, kernel, [0], padding=(1, 1))
    yield case("notes: 5x5, padding 1, stride 2", image, kernel, [0], (2, 2), (1, 1))
    yield case("notes: 5x5, dilation 2", image, kernel, [0], dilation=(2, 2))
    yield case(
        "notes: 5x5x3, two filters",
        two["input"],
        two["filters"],
        two["bias"],
        (two["stride"],) * 2,
        (two["padding"],) * 2,
    )
    for k, bias in enumerate(two["bias"]):
        yield case(
            f"notes: 5x5x3, filter {k} alone",
            two["input"],
            two["filters"][k : k + 1],
            [bias],
            (2, 2),
            (1, 1),
        )
    yield case(
        "notes: 4x4, two 2x2 filters",
        [tiny["image"]],
        np.array(tiny["filters"])[:, None],
        [0, 0],
    )
    yield case(
        "impulse: correlation, not convolution",
        [[[0, 0, 0], [0, 1, 0], [0, 0, 0]]],
        [[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]],
        [0],
        padding=(1, 1),
    )

    square = [
        ("1x1 image, 1x1 kernel", 1, 1, (1, 1), (1, 1), {}),
        ("1x1 kernel mixes channels", 3, 2, (3, 4), (1, 1), {}),
        ("kernel as large as the image", 2, 1, (3, 4), (3, 4), {}),
        ("row kernel", 1, 2, (4, 5), (1, 3), {}),
        ("column kernel", 1, 2, (4, 5), (3, 1), {}),
        ("even kernel", 1, 1, (5, 6), (2, 4), {}),
        ("wide image", 1, 1, (2, 9), (2, 3), {}),
        ("tall image", 1, 1, (9, 2), (3, 2), {}),
        ("stride 2 divides", 1, 1, (5, 7), (3, 3), {"stride": (2, 2)}),
        ("stride 2 leaves pixels", 1, 1, (6, 8), (3, 3), {"stride": (2, 2)}),
        ("stride 3 leaves pixels", 2, 3, (6, 9), (2, 3), {"stride": (3, 3)}),
        ("stride larger than kernel", 1, 2, (7, 8), (2, 2), {"stride": (4, 3)}),
        ("stride larger than image", 1, 1, (3, 4), (2, 2), {"stride": (5, 5)}),
        ("unequal strides", 2, 1, (7, 6), (3, 2), {"stride": (1, 2)}),
        ("padding 1", 1, 1, (3, 4), (3, 3), {"padding": (1, 1)}),
        ("padding 2, full", 1, 1, (3, 4), (3, 3), {"padding": (2, 2)}),
        ("padding beyond the kernel", 1, 1, (2, 3), (2, 2), {"padding": (3, 3)}),
        ("unequal padding", 2, 3, (4, 5), (3, 2), {"padding": (2, 0)}),
        ("padding saves a small image", 1, 1, (1, 2), (3, 4), {"padding": (1, 1)}),
        ("dilation 2", 1, 1, (6, 7), (3, 3), {"dilation": (2, 2)}),
        ("dilation 3, kernel 2", 1, 2, (5, 6), (2, 2), {"dilation": (3, 3)}),
        ("unequal dilation", 2, 1, (7, 6), (3, 2), {"dilation": (2, 3)}),
        ("dilation of a 1x1 kernel", 1, 2, (3, 4), (1, 1), {"dilation": (4, 4)}),
        (
            "dilation, padding and stride",
            2,
            3,
            (7, 8),
            (3, 2),
            {"dilation": (2, 3), "padding": (2, 1), "stride": (2, 3)},
        ),
        (
            "everything unequal",
            3,
            2,
            (8, 7),
            (2, 3),
            {"dilation": (3, 2), "padding": (1, 3), "stride": (3, 2)},
        ),
    ]
    for name, c, k, size, kernel_size, geometry in square:
        yield random_case(name, c, k, size, kernel_size, **geometry)
        yield random_case(f"{name}, floats", c, k, size, kernel_size, False, **geometry)
    grouped = [
        ("two groups", 4, 2, 2, {}),
        ("two groups, three filters each", 2, 6, 2, {"stride": (2, 1)}),
        ("depthwise", 3, 3, 3, {"padding": (1, 1)}),
        ("depthwise, two filters for each channel", 3, 6, 3, {"dilation": (1, 2)}),
    ]
    for name, c, k, groups, geometry in grouped:
        for whole in (True, False):
            yield random_case(
                name + ("" if whole else ", floats"),
                c,
                k,
                (5, 6),
                (3, 2),
                whole,
                groups,
                **geometry,
            )


def same_cases():
    for kernel in [(3, 3), (2, 2), (4, 3), (1, 2), (5, 4)]:
        for dilation in [(1, 1), (2, 3)]:
            name = f'padding "same", kernel {kernel}, dilation {dilation}'
            yield random_case(
                name, 2, 1, (5, 6), kernel, padding="same", dilation=dilation
            )


def window_cases():
    for name, c, size, kernel, geometry in [
        ("plain", 1, (3, 4), (2, 3), {}),
        ("channels", 3, (4, 3), (2, 2), {}),
        ("stride that leaves pixels", 2, (5, 6), (2, 3), {"stride": (2, 2)}),
        ("padding", 1, (3, 2), (3, 2), {"padding": (2, 1)}),
        ("dilation", 2, (5, 6), (2, 3), {"dilation": (3, 2)}),
        (
            "all",
            2,
            (6, 5),
            (3, 2),
            {"stride": (2, 3), "padding": (1, 2), "dilation": (2, 1)},
        ),
    ]:
        x = random((2, c, *size), True)
        columns = functional.unfold(tensor(x), kernel, **geometry)
        y = random(tuple(columns.shape), True)
        yield {
            "name": name,
            "input": x.tolist(),
            "kernel_size": kernel,
            "stride": geometry.get("stride", (1, 1)),
            "padding": geometry.get("padding", (0, 0)),
            "dilation": geometry.get("dilation", (1, 1)),
            "unfolded": plain(columns, x),
            "columns": y.tolist(),
            "folded": plain(functional.fold(tensor(y), size, kernel, **geometry), y),
        }


def write(name, folder=HERE, **lists):
    """Write one case on each line."""
    parts = [f'"made_with": {json.dumps(MADE_WITH)}']
    for key, cases in lists.items():
        lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
        parts.append(f'"{key}": [\n{lines}\n]')
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    json.loads(text)
    (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write("conv2d.json", cases=conv2d_cases(), same_cases=same_cases())
    write("windows.json", cases=window_cases())
