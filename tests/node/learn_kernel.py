"""What the arithmetic of `learn-kernel` is to give: what convlib and NumPy compute."""

import math
from typing import Any

import numpy as np

import convlib
from convlib.widgets.learn_kernel import LearnKernel, learning


def task(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a task: a target that a hidden kernel makes, and half of the time no kernel."""
    image = rng.integers(-4, 5, rng.integers(1, 9, 2))
    kernel, hidden = rng.integers(
        -3, 4, (2, *np.minimum(image.shape, rng.integers(1, 5, 2)))
    )
    target = convlib.conv2d(image, hidden)
    if rng.random() < 0.5:
        target = target + rng.integers(-2, 3, target.shape)
    return {"image": image, "target": target, "kernel": kernel}


def state(rng: np.random.Generator) -> dict[str, Any]:
    """Draw a state: a task, a rate from too small to too large, and a mistake."""
    made = task(rng)
    largest = learning.largest_rate(made["image"], made["kernel"].shape)
    rate = min(largest, 1) * rng.choice([0.05, 0.5, 0.9, 1.4])
    made |= {"learning_rate": rate, "steps": int(rng.integers(0, 41))}
    return made | {"mistake": str(rng.choice(learning.MISTAKES))}


def expected(made: dict[str, Any]) -> dict[str, Any]:
    """Return all that Python says of a state."""
    image, target, kernel = (made[name] for name in ("image", "target", "kernel"))
    moments = learning.learn(
        (image, target), kernel, made["learning_rate"], made["steps"], made["mistake"]
    )
    largest = learning.largest_rate(image, kernel.shape)
    last = moments[-1]
    return {
        "steps": len(moments) - 1,
        "diverged": bool(last.loss > learning.DIVERGED * moments[0].loss),
        "losses": [moment.loss for moment in moments],
        "kernel": last.kernel.tolist(),
        "output": last.output.tolist(),
        "error": last.error.tolist(),
        "gradient": last.grad_kernel.tolist(),
        "largest": None if math.isinf(largest) else largest,
        "fitting": learning.fitting_rate(largest),
        "least": learning.least_loss(image, target, kernel.shape),
    }


def drawn(seed: int) -> dict[str, Any]:
    """Return a task drawn with a seed, and what was there before."""
    rng = np.random.default_rng(seed)
    before = {name: array.tolist() for name, array in task(rng).items()}
    explorer = LearnKernel(**before)
    explorer.draw(seed)
    arrays = {name: getattr(explorer, name).tolist() for name in before}
    rate = explorer.learning_rate
    return {"before": before, "seed": seed, "after": {**arrays, "learning_rate": rate}}


def cases() -> dict[str, Any]:
    """Return all that `learn_kernel.test.mjs` compares."""
    rng = np.random.default_rng(0)
    states = [state(rng) for _ in range(300)]
    states[0]["image"] = states[0]["image"] * 0
    return {
        "states": [
            {
                "given": {
                    name: value.tolist() if isinstance(value, np.ndarray) else value
                    for name, value in made.items()
                },
                "expected": expected(made),
            }
            for made in states
        ],
        "drawn": [drawn(seed) for seed in range(1, 40)],
        "ranges": dict(LearnKernel.drawn),
        "mistakes": learning.MISTAKES,
    }
