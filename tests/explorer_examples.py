"""An explorer of every kind, on the notes' numbers."""

from collections.abc import Callable

from convlib import examples
from convlib.widgets import Channels, OutputSize, SlidingWindow
from convlib.widgets.explorer import Explorer

_one, _many, _size = examples.single_channel, examples.two_filters, examples.output_size

EXAMPLES: dict[str, Callable[[], Explorer]] = {
    "sliding-window": lambda: SlidingWindow(_one.image, _one.kernel, _one.bias),
    "channels": lambda: Channels(
        _many.input, _many.weight, _many.bias, _many.stride, _many.padding
    ),
    "output-size": lambda: OutputSize(
        _size.input_size, _size.kernel_size, _size.stride, _size.padding
    ),
}


def example(kind: str) -> Explorer:
    """Return the explorer of a kind on the notes' numbers."""
    return EXAMPLES[kind]()
