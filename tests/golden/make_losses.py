"""Store PyTorch's losses of scores, and their gradients.

pip install torch==2.13.0 numpy
python tests/golden/make_losses.py
"""

import numpy as np
import torch
from make_golden import write
from torch.nn import functional

rng = np.random.default_rng(20190724)


def case(name, shape, count, weighted, ignored, reduction):
    """Return one case; ``ignored`` are places in the flattened target."""
    along = min(1, len(shape))
    z = np.round(rng.uniform(-3, 3, (*shape[:along], count, *shape[along:])), 3)
    target = rng.integers(0, count, shape)
    ignore_index = -100
    if ignored:
        np.put(target, ignored, ignore_index)
    weight = np.round(rng.uniform(0.5, 2, count), 3) if weighted else None
    options = {
        "weight": None if weight is None else torch.tensor(weight),
        "ignore_index": ignore_index,
        "reduction": reduction,
    }
    scores = torch.tensor(z, requires_grad=True)
    loss = functional.cross_entropy(scores, torch.tensor(target), **options)
    loss.sum().backward()
    logarithms = functional.log_softmax(torch.tensor(z), along).requires_grad_()
    functional.nll_loss(logarithms, torch.tensor(target), **options).sum().backward()
    return {
        "name": f"{name}, {reduction}",
        "input": z.tolist(),
        "target": target.tolist(),
        "weight": None if weight is None else weight.tolist(),
        "ignore_index": ignore_index,
        "reduction": reduction,
        "log_softmax": logarithms.tolist(),
        "cross_entropy": loss.tolist(),
        "grad_input": scores.grad.tolist(),
        "grad_nll": logarithms.grad.tolist(),
    }


def cases():
    for name, shape, count, weighted, ignored in [
        ("one image", (), 3, False, []),
        ("a batch", (4,), 3, False, []),
        ("a batch, weighted", (4,), 3, True, []),
        ("a batch, some ignored", (5,), 4, False, [1, 4]),
        ("a signal, weighted, some ignored", (2, 3), 4, True, [0, 5]),
        ("pixels", (2, 2, 3), 3, False, []),
        ("pixels, weighted, some ignored", (2, 3, 2), 2, True, [2, 3, 9]),
    ]:
        for reduction in ("mean", "sum", "none"):
            yield case(name, shape, count, weighted, ignored, reduction)


if __name__ == "__main__":
    write("losses.json", cases=cases())
