"""What tests know of this explorer: on the notes' numbers, and in any state."""

from convlib import examples
from convlib.widgets.contract import Rng, flag, numbers, whole
from convlib.widgets.conv_backward import ConvBackward
from convlib.widgets.sliding_window import SlidingWindow


def example() -> ConvBackward:
    """Return the explorer on the notes' numbers."""
    network = examples.tiny_cnn
    given = examples.backward_example
    return ConvBackward(network.image, given.kernel, given.grad_output)


def random(rng: Rng) -> ConvBackward:
    """Return one in any state that a reader may bring it into."""
    image, kernel = numbers(rng, 5, whole(rng, 4, 6)), numbers(rng, whole(rng, 1, 3), 2)
    stride, padding = whole(rng, 1, 2), whole(rng, 0, 2)
    shape = SlidingWindow(image, kernel, 0, stride, padding).output.shape
    explorer = ConvBackward(image, kernel, numbers(rng, *shape), stride, padding)
    explorer.flip, explorer.nudge = flag(rng), flag(rng)
    return explorer
