"""A small network that learns handwritten digits: a test asks how well, `speed` how fast."""

from __future__ import annotations

import numpy as np

from convlib import cross_entropy_backward, data, nn


def learn_digits() -> float:
    """Learn four of five digits, twelve times each; return the share of the others right."""
    images, labels = data.digits()
    held_out = np.arange(len(images)) % 5 == 0
    x = images[:, None] / 16
    rng = np.random.default_rng(0)
    network = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 4 * 4, 10, rng=rng),
    )
    optimizer = nn.SGD(network.parameters(), lr=0.5)
    learning = np.flatnonzero(~held_out)
    for _ in range(12):
        for batch in np.split(rng.permutation(learning), range(32, len(learning), 32)):
            logits = network(x[batch])
            network.backward(cross_entropy_backward(logits, labels[batch]))
            optimizer.step()
    right = network(x[held_out]).argmax(axis=1) == labels[held_out]
    return float(right.mean())
