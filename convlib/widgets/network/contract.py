"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib import examples
from convlib.widgets.contract import (
    Computed,
    Offers,
    Results,
    Rng,
    Shown,
    flag,
    numbers,
    whole,
)
from convlib.widgets.network import Network
from convlib.widgets.network.rules import POOL

LAYERS = {
    "conv": ("Convolution 0", "Convolution 1"),
    "relu": ("ReLU 0", "ReLU 1"),
    "pooled": ("Max pooling 0", "Max pooling 1"),
    "flat": ("Flatten",),
    "logits": ("Logits",),
    "probabilities": ("Probabilities",),
    "loss": ("Loss",),
}
FILTERS = ("Filter 0", "Filter 1")
COMPUTED = tuple(name for names in LAYERS.values() for name in names)
offers = Offers(
    grids=("Image", *FILTERS, "Fully connected", "Bias", *COMPUTED),
    radios=("Forward", "Backward", "0", "1"),
    choices=("Speed",),
    editable=("Image", *FILTERS, "Fully connected", "Bias"),
    plays=COMPUTED,
    least_map=POOL,  # as a pooling window has to fit on the maps
)


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
    size, kernel = rng.integers(4, 7, 2), rng.integers(1, 4, 2)
    features = count * int(np.prod(size - kernel))
    # Exact sums, so that no rounding decides which of two equal numbers is the larger.
    explorer = Network(
        rng.integers(-4, 5, size) / whole(rng, 1, 2),
        rng.integers(-4, 5, (count, *kernel)) / whole(rng, 1, 2),
        numbers(rng, classes, features),
        numbers(rng, classes),
        whole(rng, 0, classes - 1),
    )
    explorer.backward = flag(rng)
    return explorer


def odd() -> list[Network]:
    """Return some on states that a page could start with."""
    return []


#: Whose gradients these results are.
leaves = {"to_filters": "filters", "to_weights": "fc_weight"}


def results(made: Network) -> Results:
    """Return what its programs compute, by their names for it."""
    return {
        "logits": made.values["logits"],
        "loss": made.values["loss"],
        "to_filters": made.gradients["filters"],
        "to_weights": made.gradients["weights"],
    }


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    made = Network(
        said.values("Image"),
        [said.values(name) for name in FILTERS],
        said.values("Fully connected"),
        said.values("Bias")[0],
        int(said.radios["1"]),
    )
    return Computed(
        {
            name: np.atleast_2d(array)
            for layer, names in LAYERS.items()
            for name, array in zip(
                names,
                made.values[layer] if names[1:] else [made.values[layer]],
                strict=True,
            )
        }
    )
