"""A random explorer of every kind, in any state that a reader may bring it into."""

from collections.abc import Callable

import numpy as np

from convlib.widgets import (
    Channels,
    ConvBackward,
    Groups,
    ImageKernel,
    Network,
    OutputSize,
    Pooling,
    ReceptiveField,
    SlidingWindow,
    Transposed,
)
from convlib.widgets.explorer import Explorer

Rng = np.random.Generator


def whole(rng: Rng, least: int, most: int) -> int:
    """Return a whole number, both bounds included."""
    return int(rng.integers(least, most + 1))


def numbers(rng: Rng, *shape: int) -> np.ndarray:
    """Return small whole numbers, or fractions of any length."""
    values = rng.integers(-4, 5, shape)
    return values if rng.random() < 0.6 else values * rng.choice([0.5, 1 / 3, 1e-7])


def flag(rng: Rng) -> bool:
    return bool(rng.random() < 0.5)


def sliding_window(rng: Rng) -> SlidingWindow:
    stride, padding, dilation = whole(rng, 1, 3), whole(rng, 0, 2), whole(rng, 1, 2)
    kernel = numbers(rng, whole(rng, 1, 3), whole(rng, 1, 3))
    image = numbers(rng, whole(rng, 5, 8), whole(rng, 5, 8))
    bias = float(numbers(rng, 1)[0])
    return SlidingWindow(
        image, kernel, bias, stride, padding, dilation, flag(rng), flag(rng)
    )


def channels(rng: Rng) -> Channels:
    depth, count = whole(rng, 1, 3), whole(rng, 1, 3)
    image = numbers(rng, depth, whole(rng, 3, 6), whole(rng, 3, 6))
    filters = numbers(rng, count, depth, whole(rng, 1, 3), whole(rng, 1, 3))
    stride, padding = whole(rng, 1, 3), whole(rng, 0, 2)
    explorer = Channels(image, filters, numbers(rng, count), stride, padding, flag(rng))
    explorer.filter = whole(rng, 0, count - 1)
    return explorer


def conv_backward(rng: Rng) -> ConvBackward:
    image, kernel = numbers(rng, 5, whole(rng, 4, 6)), numbers(rng, whole(rng, 1, 3), 2)
    stride, padding = whole(rng, 1, 2), whole(rng, 0, 2)
    shape = SlidingWindow(image, kernel, 0, stride, padding).output.shape
    explorer = ConvBackward(image, kernel, numbers(rng, *shape), stride, padding)
    explorer.flip, explorer.nudge = flag(rng), flag(rng)
    return explorer


def output_size(rng: Rng) -> OutputSize:
    dilation = whole(rng, 1, 3)
    kernel_size = whole(rng, 1, 4)
    input_size = whole(rng, dilation * (kernel_size - 1) + 1, 14)
    return OutputSize(
        input_size, kernel_size, whole(rng, 1, 4), whole(rng, 0, 3), dilation
    )


def pooling(rng: Rng) -> Pooling:
    feature_map = numbers(rng, whole(rng, 3, 6), whole(rng, 3, 6))
    mode = str(rng.choice(["max", "average"]))
    explorer = Pooling(feature_map, whole(rng, 1, 3), whole(rng, 1, 3), mode)
    explorer.grad_output = numbers(rng, *explorer.output.shape)
    explorer.overwrite = flag(rng)
    return explorer


def transposed(rng: Rng) -> Transposed:
    stride, dilation = whole(rng, 1, 3), whole(rng, 1, 2)
    explorer = Transposed(
        numbers(rng, whole(rng, 2, 4), whole(rng, 2, 4)),
        numbers(rng, whole(rng, 2, 3), whole(rng, 2, 3)),
        stride,
        whole(rng, 0, 1),
        whole(rng, 0, max(stride, dilation) - 1),
        dilation,
    )
    explorer.view = str(rng.choice(["stamp", "zeros", "matrix"]))
    return explorer


def receptive_field(rng: Rng) -> ReceptiveField:
    return ReceptiveField(
        [
            {
                "kernel_size": whole(rng, 1, 3),
                "stride": whole(rng, 1, 2),
                "padding": whole(rng, 0, 2),
                "dilation": whole(rng, 1, 2),
            }
            for _ in range(whole(rng, 1, 3))
        ]
    )


def groups(rng: Rng) -> Groups:
    count = whole(rng, 1, 4)
    return Groups(
        count * whole(rng, 1, 4), count * whole(rng, 1, 4), whole(rng, 1, 5), count
    )


def image_kernel(rng: Rng) -> ImageKernel:
    size = int(rng.choice([3, 5]))
    image = rng.integers(0, 256, (whole(rng, 12, 20), whole(rng, 12, 20)))
    explorer = ImageKernel(image, numbers(rng, size, size))
    explorer.stride, explorer.dilation = whole(rng, 1, 3), whole(rng, 1, 2)
    return explorer


def network(rng: Rng) -> Network:
    count, classes = whole(rng, 1, 3), whole(rng, 2, 4)
    # Exact sums, so that no rounding decides which of two equal numbers is the larger.
    explorer = Network(
        rng.integers(-4, 5, (4, 4)) / whole(rng, 1, 2),
        rng.integers(-4, 5, (count, 2, 2)) / whole(rng, 1, 2),
        numbers(rng, classes, count * 4),
        numbers(rng, classes),
        whole(rng, 0, classes - 1),
    )
    explorer.backward = flag(rng)
    return explorer


KINDS: dict[str, Callable[[Rng], Explorer]] = {
    "sliding-window": sliding_window,
    "channels": channels,
    "conv-backward": conv_backward,
    "output-size": output_size,
    "pooling": pooling,
    "transposed": transposed,
    "receptive-field": receptive_field,
    "groups": groups,
    "image-kernel": image_kernel,
    "network": network,
}


def random_explorer(kind: str, rng: Rng) -> Explorer:
    """Return one whose selection is a cell of its own, or none."""
    explorer = KINDS[kind](rng)
    places = list(explorer.traits()["selection"].axes.items())
    grid, count = places[rng.integers(len(places))]
    explorer.selection = None if flag(rng) else (grid, *[0] * count)
    return explorer
