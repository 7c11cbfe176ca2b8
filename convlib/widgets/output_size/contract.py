"""What tests know of this explorer: on the notes' numbers, and in any state."""

from convlib import examples
from convlib.widgets.contract import Rng, whole
from convlib.widgets.output_size import OutputSize


def example() -> OutputSize:
    """Return the explorer on the notes' numbers."""
    given = examples.output_size
    return OutputSize(given.input_size, given.kernel_size, given.stride, given.padding)


def random(rng: Rng) -> OutputSize:
    """Return one in any state that a reader may bring it into."""
    dilation = whole(rng, 1, 3)
    kernel_size = whole(rng, 1, 4)
    input_size = whole(rng, dilation * (kernel_size - 1) + 1, 14)
    return OutputSize(
        input_size, kernel_size, whole(rng, 1, 4), whole(rng, 0, 3), dilation
    )
