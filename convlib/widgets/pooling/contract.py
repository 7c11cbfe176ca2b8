"""What tests know of this explorer: on the notes' numbers, and in any state."""

from convlib.widgets.contract import Rng, flag, numbers, whole
from convlib.widgets.pooling import Pooling


def example() -> Pooling:
    """Return the explorer on the notes' numbers."""
    return Pooling([[0, 0, 0], [1, 1, 0], [1, 0, 0]])


def random(rng: Rng) -> Pooling:
    """Return one in any state that a reader may bring it into."""
    feature_map = numbers(rng, whole(rng, 3, 6), whole(rng, 3, 6))
    mode = str(rng.choice(["max", "average"]))
    explorer = Pooling(feature_map, whole(rng, 1, 3), whole(rng, 1, 3), mode)
    explorer.grad_output = numbers(rng, *explorer.output.shape)
    explorer.overwrite = flag(rng)
    return explorer
