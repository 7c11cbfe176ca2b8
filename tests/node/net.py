"""A network that reads digits, a batch forward and back, and 20 steps, by `convlib.nn`."""

from typing import Any

import numpy as np

from convlib import cross_entropy, cross_entropy_backward, data, nn, softmax

#: Filters, size of the kernel, side of the image, classes, images.
SIZES = [(8, 3, 8, 10, 32), (3, 5, 6, 4, 7), (1, 1, 2, 2, 1)]


def network(sizes: tuple[int, ...], rng: np.random.Generator) -> nn.Sequential:
    """Return a network with random weights."""
    filters, kernel, side, classes, _ = sizes
    return nn.Sequential(
        nn.Conv2d(1, filters, kernel, padding=kernel // 2, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(filters * side * side // 4, classes, rng=rng),
    )


def flat(array: Any) -> list[float]:
    """Return all numbers of an array in reading order."""
    return np.asarray(array).ravel().tolist()


def weights(model: nn.Sequential) -> dict[str, list[float]]:
    """Return what is learned, under the names of the page."""
    names = ("weight", "bias", "fcWeight", "fcBias")
    pairs = zip(names, model.parameters(), strict=True)
    return {name: flat(parameter.data) for name, parameter in pairs}


def forth(model: nn.Sequential, images: Any) -> dict[str, list[float]]:
    """Return the numbers of each layer."""
    z = model[0](images)
    a = model[1](z)
    pooled = model[2](a)
    scores = model[4](model[3](pooled))
    numbers = {"z": z, "a": a, "pooled": pooled, "scores": scores}
    numbers["probabilities"] = softmax(scores)
    return {name: flat(array) for name, array in numbers.items()}


def back(model: nn.Sequential, scores: Any, labels: Any) -> dict[str, list[float]]:
    """Return the gradients of the mean loss with respect to all numbers."""
    grads = {"scores": cross_entropy_backward(scores, labels)}
    grads["pooled"] = model[3].backward(model[4].backward(grads["scores"]))
    grads["a"] = model[2].backward(grads["pooled"])
    grads["z"] = model[1].backward(grads["a"])
    grads["images"] = model[0].backward(grads["z"])
    names = ("weight", "bias", "fcWeight", "fcBias")
    pairs = zip(names, model.parameters(), strict=True)
    grads |= {name: parameter.grad for name, parameter in pairs}
    return {name: flat(array) for name, array in grads.items()}


def batches() -> list[dict[str, Any]]:
    """Return a batch for each of some sizes; blank corners and constants make ties."""
    rng = np.random.default_rng(1)
    cases = []
    for sizes in SIZES:
        _, _, side, classes, count = sizes
        model = network(sizes, rng)
        images = rng.integers(0, 3, (count, 1, side, side)) / 2
        images[:, :, : side // 2] = 0
        labels = rng.integers(0, classes, count)
        forward = forth(model, images)
        scores = np.reshape(forward["scores"], (count, classes))
        cases.append(
            {
                "net": weights(model),
                "images": flat(images),
                "labels": labels.tolist(),
                "forward": forward,
                "loss": float(cross_entropy(scores, labels)),
                "backward": back(model, scores, labels),
            }
        )
    return cases


def twenty_steps() -> dict[str, Any]:
    """Return what 20 steps of 32 real digits make of random weights."""
    images, labels = data.digits()
    rng = np.random.default_rng(0)
    model = network(SIZES[0], rng)
    first = weights(model)
    optimizer = nn.SGD(model.parameters(), lr=0.2)
    order = rng.permutation(len(images))[: 20 * 32]
    losses = []
    for some in np.split(order, 20):
        scores = model(images[some, None] / 16)
        losses.append(float(cross_entropy(scores, labels[some])))
        model.backward(cross_entropy_backward(scores, labels[some]))
        optimizer.step()
    return {
        "first": first,
        "images": flat(images[order] / 16),
        "labels": labels[order].tolist(),
        "losses": losses,
        "last": weights(model),
    }


def cases() -> dict[str, Any]:
    """Return all that `net.test.mjs` compares."""
    return {"batches": batches(), "steps": twenty_steps()}
