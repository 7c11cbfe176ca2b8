"""How networks learn to read digits, and what mistakes make of it, by `convlib.nn`.

Each mistake is a layer of its own here, written from what is said of it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from convlib import cross_entropy, cross_entropy_backward, data, nn
from convlib.widgets.digits import FULL

SEEDS, STEPS, BATCH = (0, 7), 20, 32


class TiedMaxPool2d(nn.MaxPool2d):
    """Each cell that is as large as the winner of its window gets all that this gets."""

    def backward(self, grad_output: Any) -> Any:
        a = self._recall()
        largest = self.forward(a)
        spread = [np.repeat(np.repeat(x, 2, -2), 2, -1) for x in (largest, grad_output)]
        return np.where(a == spread[0], spread[1], 0)


class OverwrittenConv2d(nn.Conv2d):
    """The gradient of a filter is what the last window of the last image has written."""

    def backward(self, grad_output: Any) -> Any:
        grad_input = super().backward(grad_output)
        window = np.pad(self._recall()[-1, 0], 1)[-3:, -3:]
        self.bias.grad = delta = grad_output[-1, :, -1, -1]
        self.weight.grad = delta[:, None, None, None] * window
        return grad_input


def network(rng: np.random.Generator, **layers: Any) -> nn.Sequential:
    """Return the network, with other layers in the place of its own."""
    return nn.Sequential(
        layers.get("conv", nn.Conv2d)(1, 8, 3, padding=1, rng=rng),
        *layers.get("relu", [nn.ReLU()]),
        layers.get("pool", nn.MaxPool2d)(2),
        nn.Flatten(),
        nn.Linear(128, 10, rng=rng),
    )


def zeros(rng: np.random.Generator) -> nn.Sequential:
    """Return the network with nothing but zeros."""
    model = network(rng)
    for parameter in model.parameters():
        parameter.data = 0 * parameter.data
    return model


def dense(rng: np.random.Generator) -> nn.Sequential:
    """Return a fully connected layer, ReLU, and the last layer."""
    hidden = nn.Linear(64, 18, rng=rng)
    return nn.Sequential(nn.Flatten(), hidden, nn.ReLU(), nn.Linear(18, 10, rng=rng))


def linear(rng: np.random.Generator) -> nn.Sequential:
    """Return the last layer alone."""
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10, rng=rng))


Make = Callable[[np.random.Generator], nn.Sequential]
#: What is trained, and with which mistake: the factor is that of the gradient.
RUNS: dict[tuple[str, str | None], tuple[Make, float]] = {
    ("network", None): (network, 1),
    ("random", None): (network, 1),
    ("dense", None): (dense, 1),
    ("linear", None): (linear, 1),
    ("network", "relu"): (lambda rng: network(rng, relu=[]), 1),
    ("network", "ties"): (lambda rng: network(rng, pool=TiedMaxPool2d), 1),
    ("network", "overwritten"): (lambda rng: network(rng, conv=OverwrittenConv2d), 1),
    ("network", "zeros"): (zeros, 1),
    ("network", "sum"): (network, BATCH),
    ("network", "rate"): (network, 10),
}


def learned(key: tuple[str, str | None], seed: int) -> dict[str, Any]:
    """Return the losses of some steps, the weights after them, and what these answer."""
    make, factor = RUNS[key]
    images, labels = data.digits()
    inputs, held_out = images[:, None] / FULL, np.arange(len(images)) % 5 == 0
    rng = np.random.default_rng(seed)
    network(rng)  # the order comes after the network's weights, whatever is trained
    order = rng.permutation(np.flatnonzero(~held_out))
    model = make(np.random.default_rng(seed))
    learning = model.parameters()[2 if key[0] == "random" else 0 :]
    optimizer = nn.SGD(learning, lr=0.2 * factor)
    losses = []
    for step in range(STEPS):
        some = order[step * BATCH : (step + 1) * BATCH]
        scores = model(inputs[some])
        losses.append(float(cross_entropy(scores, labels[some])))
        model.backward(cross_entropy_backward(scores, labels[some]))
        optimizer.step()
    return {
        "model": key[0],
        "mistake": key[1],
        "seed": seed,
        "losses": losses,
        "weights": [p.data.ravel().tolist() for p in model.parameters()],
        "answers": model(inputs[held_out]).argmax(axis=1).tolist(),
    }


def cases() -> dict[str, Any]:
    """Return all that `learn.test.mjs` compares."""
    images, labels = data.digits()
    return {
        "ink": images.ravel().tolist(),
        "full": FULL,
        "labels": labels.tolist(),
        "runs": [learned(key, seed) for key in RUNS for seed in SEEDS],
    }
