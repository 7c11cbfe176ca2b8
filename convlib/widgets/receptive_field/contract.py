"""What tests know of this explorer: on the notes' numbers, and in any state."""

from convlib.widgets.contract import Rng, whole
from convlib.widgets.receptive_field import ReceptiveField


def example() -> ReceptiveField:
    """Return the explorer on the notes' numbers."""
    return ReceptiveField([(3, 1, 1), (3, 1, 2), (3, 1, 4)])


def random(rng: Rng) -> ReceptiveField:
    """Return one in any state that a reader may bring it into."""
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
