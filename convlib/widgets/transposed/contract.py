"""What tests know of this explorer: on the notes' numbers, and in any state."""

from convlib import examples
from convlib.widgets.contract import Rng, numbers, whole
from convlib.widgets.transposed import Transposed


def example() -> Transposed:
    """Return the explorer on the notes' numbers."""
    given = examples.transposed
    return Transposed(given.image, given.kernel, given.stride)


def random(rng: Rng) -> Transposed:
    """Return one in any state that a reader may bring it into."""
    stride, dilation = whole(rng, 1, 3), whole(rng, 1, 2)
    explorer = Transposed(
        numbers(rng, whole(rng, 2, 4), whole(rng, 2, 4)),
        numbers(rng, whole(rng, 2, 3), whole(rng, 2, 3)),
        stride,
        whole(rng, 0, 1),
        whole(rng, 0, max(stride, dilation) - 1),
        dilation,
    )
    explorer.view = str(rng.choice(["stamp", "zeros", "matrix"]))
    return explorer
