"""An explorer of every kind, on the notes' numbers."""

from collections.abc import Callable

import numpy as np

from convlib import examples
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

_one, _many, _size = examples.single_channel, examples.two_filters, examples.output_size
_tiny, _back, _up = examples.tiny_cnn, examples.backward_example, examples.transposed

EXAMPLES: dict[str, Callable[[], Explorer]] = {
    "sliding-window": lambda: SlidingWindow(_one.image, _one.kernel, _one.bias),
    "channels": lambda: Channels(
        _many.input, _many.weight, _many.bias, _many.stride, _many.padding
    ),
    "output-size": lambda: OutputSize(
        _size.input_size, _size.kernel_size, _size.stride, _size.padding
    ),
    "conv-backward": lambda: ConvBackward(_tiny.image, _back.kernel, _back.grad_output),
    "pooling": lambda: Pooling([[0, 0, 0], [1, 1, 0], [1, 0, 0]]),
    "network": lambda: Network(
        _tiny.image, _tiny.filters, _tiny.fc_weight, _tiny.fc_bias, _tiny.label
    ),
    "transposed": lambda: Transposed(_up.image, _up.kernel, _up.stride),
    "receptive-field": lambda: ReceptiveField([(3, 1, 1), (3, 1, 2), (3, 1, 4)]),
    "groups": lambda: Groups(4, 8, 3, 2),
    "image-kernel": lambda: ImageKernel(
        np.random.default_rng(0).integers(0, 256, (128, 128)), [[0, 1, 0]] * 3
    ),
}


def example(kind: str) -> Explorer:
    """Return the explorer of a kind on the notes' numbers."""
    return EXAMPLES[kind]()
