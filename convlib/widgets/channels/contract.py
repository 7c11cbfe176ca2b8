"""What tests know of this explorer: on the notes' numbers, and in any state."""

from convlib import examples
from convlib.widgets.channels import Channels
from convlib.widgets.contract import Rng, flag, numbers, whole


def example() -> Channels:
    """Return the explorer on the notes' numbers."""
    given = examples.two_filters
    return Channels(given.input, given.weight, given.bias, given.stride, given.padding)


def random(rng: Rng) -> Channels:
    """Return one in any state that a reader may bring it into."""
    depth, count = whole(rng, 1, 3), whole(rng, 1, 3)
    image = numbers(rng, depth, whole(rng, 3, 6), whole(rng, 3, 6))
    filters = numbers(rng, count, depth, whole(rng, 1, 3), whole(rng, 1, 3))
    stride, padding = whole(rng, 1, 3), whole(rng, 0, 2)
    explorer = Channels(image, filters, numbers(rng, count), stride, padding, flag(rng))
    explorer.filter = whole(rng, 0, count - 1)
    return explorer
