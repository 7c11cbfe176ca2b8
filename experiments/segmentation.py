"""Which pixel belongs to what? Five networks on scenes of digits, over several seeds.

python experiments/segmentation.py    writes convlib/data/segmentation.json

The scenes have 32 × 32 pixels: five of the book's digits, out of 0, 1, 4 and 7, and six
dots of one pixel. Every pixel has a class. The networks differ in how far they see and
in what they lose on the way; each learns from the same scenes in the same order.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from convlib import cross_entropy, cross_entropy_backward, nn
from convlib.data import digits

STORED = Path(__file__).parent.parent / "convlib" / "data" / "segmentation.json"
SHOWN = (0, 1, 4, 7)  # digits that are told apart well by their parts
CLASSES = ("paper", "0", "1", "4", "7", "dot")
SIDE, DIGITS, DOTS = 32, 5, 6
STEPS, BATCH, LR, WIDTH = 1000, 8, 0.01, 16
SEEDS = 5
TEST_SCENES = 100


class Scenes:
    """Draws scenes, to learn from or to be tested on: from different digits."""

    def __init__(self, held_out: bool, seed: int) -> None:
        images, labels = digits()
        aside = np.arange(len(images)) % 5 == 0
        kept = np.isin(labels, SHOWN) & (aside == held_out)
        self.images, self.labels = images[kept], labels[kept]
        self.rng = np.random.default_rng(seed)

    def draw(self) -> tuple[np.ndarray, np.ndarray]:
        """Return one scene, ink from 0 to 16, and the class of each of its pixels."""
        while (scene := self.try_to_draw()) is None:
            pass  # the digits so far left no room for the next
        return scene

    def try_to_draw(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Return a scene, or None if what was placed first leaves no room."""
        ink = np.zeros((SIDE, SIDE), dtype=int)
        classes = np.zeros((SIDE, SIDE), dtype=int)
        free = np.ones((SIDE, SIDE), dtype=bool)
        for _ in range(DIGITS):
            corner = self.place(free, 8)
            if corner is None:
                return None
            row, column = corner
            chosen = self.rng.integers(len(self.images))
            window = np.s_[row : row + 8, column : column + 8]
            ink[window] = self.images[chosen]
            number = 1 + SHOWN.index(self.labels[chosen])
            classes[window] = np.where(ink[window] > 0, number, 0)
            free[window] = False
        for _ in range(DOTS):
            corner = self.place(free, 3)  # with paper around it
            if corner is None:
                return None
            row, column = corner
            ink[row + 1, column + 1] = 16
            classes[row + 1, column + 1] = CLASSES.index("dot")
            free[row : row + 3, column : column + 3] = False
        return ink, classes

    def place(self, free: np.ndarray, side: int) -> tuple[int, int] | None:
        """Return the corner of a square of that side in which nothing stands yet."""
        windows = np.lib.stride_tricks.sliding_window_view(free, (side, side))
        corners = np.argwhere(windows.all(axis=(2, 3)))
        if not len(corners):
            return None
        row, column = corners[self.rng.integers(len(corners))]
        return int(row), int(column)

    def batch(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Return scenes as a network reads them, and the classes of their pixels."""
        ink, classes = zip(*(self.draw() for _ in range(count)), strict=True)
        return np.array(ink)[:, None] / 16, np.array(classes)


class Skip(nn.Module):
    """Two ways from the same input, their outputs added."""

    def __init__(self, deep: nn.Module, skip: nn.Module) -> None:
        self.deep, self.skip = deep, skip

    def forward(self, input):
        """Return the sum of both."""
        return self.deep(input) + self.skip(input)

    def backward(self, grad_output):
        """Return the gradient of the input: what both ways bring."""
        return self.deep.backward(grad_output) + self.skip.backward(grad_output)

    def parameters(self):
        """Return those of both."""
        return self.deep.parameters() + self.skip.parameters()


def three_by_three(channels, dilation, rng):
    """Return a 3 × 3 convolution that keeps the size, and ReLU."""
    return nn.Conv2d(
        channels, WIDTH, 3, padding=dilation, dilation=dilation, rng=rng
    ), nn.ReLU()


def scores(rng):
    """Return the 1 × 1 convolution that makes a score for each class."""
    return nn.Conv2d(WIDTH, len(CLASSES), 1, rng=rng)


def dilated(*dilations):
    """Return what makes three layers with these dilations."""

    def make(rng):
        channels = (1, WIDTH, WIDTH)
        pairs = zip(channels, dilations, strict=True)
        layers = [layer for c, d in pairs for layer in three_by_three(c, d, rng)]
        return nn.Sequential(*layers, scores(rng))

    return make


def pooled(skip):
    """Return what makes a network with two poolings, and a way around them or not."""

    def make(rng):
        first = three_by_three(1, 1, rng)
        deep = nn.Sequential(
            nn.MaxPool2d(2),
            *three_by_three(WIDTH, 1, rng),
            nn.MaxPool2d(2),
            *three_by_three(WIDTH, 1, rng),
            nn.ConvTranspose2d(WIDTH, len(CLASSES), 4, stride=4, rng=rng),
        )
        return nn.Sequential(*first, Skip(deep, scores(rng)) if skip else deep)

    return make


NETWORKS = {
    "no dilation": dilated(1, 1, 1),
    "dilation 1, 2, 4": dilated(1, 2, 4),
    "dilation 2, 2, 2": dilated(2, 2, 2),
    "pooling": pooled(skip=False),
    "pooling and a skip": pooled(skip=True),
}


def learn(name, seed, steps=STEPS):
    """Return a network that has learned."""
    network = NETWORKS[name](np.random.default_rng(seed))
    adam = nn.Adam(network.parameters(), LR)
    scenes = Scenes(held_out=False, seed=seed)
    for _ in range(steps):
        images, classes = scenes.batch(BATCH)
        output = network(images)
        network.backward(cross_entropy_backward(output, classes))
        adam.step()
    return network


def judge(network, images, classes):
    """Return how much of a set of scenes a network gets right, and its answers."""
    output = network(images)
    found = output.argmax(axis=1)
    ink = (classes > 0) & (classes < CLASSES.index("dot"))
    shares = {
        "loss": float(cross_entropy(output, classes)),
        "digit pixels": float((found == classes)[ink].mean()),
    }
    for number, name in enumerate(CLASSES):
        both = ((found == number) & (classes == number)).sum()
        either = ((found == number) | (classes == number)).sum()
        shares[name] = float(both / either)  # intersection over union
    return shares, found


def record(seeds=SEEDS, steps=STEPS, names=tuple(NETWORKS)):
    """Return all that the page shows: measures for each seed, answers for the first."""
    images, classes = Scenes(held_out=True, seed=1000).batch(TEST_SCENES)
    rows = []
    shown = {"ink": (images[:2, 0] * 16).astype(int), "truth": classes[:2]}
    for name in names:
        for seed in range(seeds):
            network = learn(name, seed, steps)
            shares, found = judge(network, images, classes)
            count = sum(p.data.size for p in network.parameters())
            rows.append({"network": name, "seed": seed, "numbers": count, **shares})
            if seed == 0:
                shown[name] = found[:2]
            print(name, seed, {k: round(v, 3) for k, v in shares.items()}, flush=True)
    return {
        "classes": list(CLASSES),
        "settings": {"steps": steps, "batch": BATCH, "lr": LR, "scenes": TEST_SCENES},
        "rows": rows,
        "shown": {
            name: [[" ".join(map(str, row)) for row in scene] for scene in scenes]
            for name, scenes in shown.items()
        },
    }


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seeds", type=int, default=SEEDS)
    asked.add_argument("--steps", type=int, default=STEPS)
    asked.add_argument("--json", type=Path, default=STORED)
    given = asked.parse_args()
    text = json.dumps(record(given.seeds, given.steps), indent=1)
    given.json.write_text(text + "\n", encoding="utf-8")
