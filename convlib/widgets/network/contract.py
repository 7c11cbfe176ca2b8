"""What tests know of this explorer: on the notes' numbers, and in any state."""

from convlib import examples
from convlib.widgets.contract import Rng, flag, numbers, whole
from convlib.widgets.network import Network


def example() -> Network:
    """Return the explorer on the notes' numbers."""
    network = examples.tiny_cnn
    return Network(
        network.image,
        network.filters,
        network.fc_weight,
        network.fc_bias,
        network.label,
    )


def random(rng: Rng) -> Network:
    """Return one in any state that a reader may bring it into."""
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
