"""Trains the network that reads digits, as the book does, and stores its weights.

    .venv/bin/python experiments/digits.py

writes `convlib/data/digits_network.json`, the weights rounded so that a reader can follow
every product.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from convlib import cross_entropy_backward, data, nn

PLACE = Path(data.__file__).parent / "digits_network.json"
SEED, EPOCHS, BATCH, RATE = 0, 20, 32, 0.2
DECIMALS = 3
NAMES = ("weight", "bias", "fc_weight", "fc_bias")


def untrained(rng: np.random.Generator) -> nn.Sequential:
    """Return the network with random weights."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(128, 10, rng=rng),
    )


def learn(network: nn.Sequential, rng: np.random.Generator) -> None:
    """Go through four of five digits again and again, in batches."""
    images, labels = data.digits()
    inputs = images[:, None] / 16
    learning = np.flatnonzero(np.arange(len(images)) % 5)
    optimizer = nn.SGD(network.parameters(), lr=RATE)
    for _ in range(EPOCHS):
        order = rng.permutation(learning)
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            scores = network(inputs[some])
            network.backward(cross_entropy_backward(scores, labels[some]))
            optimizer.step()


def main() -> None:
    """Train and store."""
    rng = np.random.default_rng(SEED)
    network = untrained(rng)
    learn(network, rng)
    arrays = (
        parameter.data.round(DECIMALS) + 0.0 for parameter in network.parameters()
    )
    stored = {name: array.tolist() for name, array in zip(NAMES, arrays, strict=True)}
    PLACE.write_text(json.dumps(stored) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
