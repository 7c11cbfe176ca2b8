"""What tests know of this explorer: on the notes' numbers, and in any state."""

from convlib.widgets.contract import Rng, whole
from convlib.widgets.groups import Groups


def example() -> Groups:
    """Return the explorer on the notes' numbers."""
    return Groups(4, 8, 3, 2)


def random(rng: Rng) -> Groups:
    """Return one in any state that a reader may bring it into."""
    count = whole(rng, 1, 4)
    return Groups(
        count * whole(rng, 1, 4), count * whole(rng, 1, 4), whole(rng, 1, 5), count
    )
