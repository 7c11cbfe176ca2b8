"""What tests know of this explorer: on the notes' numbers, and in any state."""

import numpy as np

from convlib.widgets.contract import Rng, numbers, whole
from convlib.widgets.image_kernel import ImageKernel


def example() -> ImageKernel:
    """Return the explorer on the notes' numbers."""
    return ImageKernel(
        np.random.default_rng(0).integers(0, 256, (128, 128)), [[0, 1, 0]] * 3
    )


def random(rng: Rng) -> ImageKernel:
    """Return one in any state that a reader may bring it into."""
    size = int(rng.choice([3, 5]))
    image = rng.integers(0, 256, (whole(rng, 12, 20), whole(rng, 12, 20)))
    explorer = ImageKernel(image, numbers(rng, size, size))
    explorer.stride, explorer.dilation = whole(rng, 1, 3), whole(rng, 1, 2)
    return explorer
