"""What tests know of this explorer: on the notes' numbers, and in any state."""

from convlib import examples
from convlib.widgets.contract import Rng, flag, numbers, whole
from convlib.widgets.sliding_window import SlidingWindow


def example() -> SlidingWindow:
    """Return the explorer on the notes' numbers."""
    given = examples.single_channel
    return SlidingWindow(given.image, given.kernel, given.bias)


def random(rng: Rng) -> SlidingWindow:
    """Return one in any state that a reader may bring it into."""
    stride, padding, dilation = whole(rng, 1, 3), whole(rng, 0, 2), whole(rng, 1, 2)
    kernel = numbers(rng, whole(rng, 1, 3), whole(rng, 1, 3))
    image = numbers(rng, whole(rng, 5, 8), whole(rng, 5, 8))
    bias = float(numbers(rng, 1)[0])
    return SlidingWindow(
        image, kernel, bias, stride, padding, dilation, flag(rng), flag(rng)
    )
