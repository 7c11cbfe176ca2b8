"""What tests know of this explorer: what it offers, and what is right in any state."""

import re

import numpy as np

from convlib import data
from convlib.widgets.contract import Computed, Offers, Results, Rng, Shown, flag, whole
from convlib.widgets.digits import FULL, MISTAKES, RATES, Digits

MAPS = {"Sums": "conv", "ReLU": "relu", "Pooled": "pooled"}
COUNT = 8
offers = Offers(
    grids=(
        *("Drawing", "Probabilities", "Scores"),
        *("Input", "Filter", "Sums", "ReLU", "Pooled", "Weights"),
    ),
    sliders=("Ink",),
    tools=("Ink",),
    switches=("Eraser",),
    radios=("Forward", "Backward"),
    choices=("Label",),
    buttons=(
        *("Clear", "Shift left", "Shift up", "Shift down", "Shift right"),
        *("Example 0: a 0", "Example 1: a 5, read as 9"),
        "Train it from nothing",
        *(f"Filter {k}" for k in range(COUNT)),
    ),
    unselected=("Drawing",),
)


def example() -> Digits:
    """Return the explorer on a digit of the book."""
    images, labels = data.digits()
    explorer = Digits(data.digits_network(), images[[0, 5]], labels[[0, 5]])
    explorer.filter, explorer.selection = 3, ("conv", 3, 4, 1)
    return explorer


def random(rng: Rng) -> Digits:
    """Return one in any state that a reader may bring it into."""
    network = data.digits_network()
    explorer = Digits(network, rng.integers(0, FULL + 1, (1, 8, 8)), [whole(rng, 0, 9)])
    explorer.backward = flag(rng)
    explorer.label, explorer.filter = whole(rng, 0, 9), whole(rng, 0, COUNT - 1)
    explorer.seed, explorer.training = whole(rng, 0, 9999), flag(rng)
    explorer.learning_rate = RATES[whole(rng, 0, len(RATES) - 1)]
    explorer.mistake = ("none", *MISTAKES)[whole(rng, 0, len(MISTAKES))]
    return explorer


def odd() -> list[Digits]:
    """Return some on states that a page could start with."""
    network, blank = data.digits_network(), np.zeros((1, 8, 8), int)
    return [Digits(network, blank, [3]), Digits(network, blank, [3], small=True)]


#: Whose gradients these results are.
leaves = {"to_pixels": "pixels", "to_weight": "weight"}


def results(made: Digits) -> Results:
    """Return what its programs compute, by their names for it."""
    return {
        "probabilities": made.probabilities,
        "loss": made.loss,
        "to_pixels": made.gradients["image"],
        "to_weight": made.gradients["filters"],
    }


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the digit shown with the book's network."""
    made = Digits(data.digits_network(), [said.values("Drawing")], [0])
    answer = {"Probabilities": made.probabilities[:, None]}
    if "Sums" not in said.grids:
        return Computed(answer)
    filter_, of = map(int, re.findall(r"filter (\d), weights of (\d)", said.label)[0])
    label = re.findall(r"label (\d)", said.label)
    made.label = int(label[0]) if label else 0
    shown = made.gradients if label else made.values
    maps = {name: shown[layer][filter_] for name, layer in MAPS.items()}
    return Computed(
        {
            **answer,
            **maps,
            "Input": shown["image"],
            "Filter": made.weight[filter_],
            "Weights": made.values["weights"][of, filter_],
            "Scores": shown["scores"][:, None],
        }
    )
