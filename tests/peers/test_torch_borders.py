"""What lies around an image, beside PyTorch's layers: every mode, forward and backward.

Its layers lay the same border on both sides of an axis; where sides differ it is
`torch.nn.functional.pad` that does.
"""

import numpy as np
import pytest
import torch
from ledger import Ledger, close

import convlib

MODES = ("zeros", "reflect", "replicate", "circular")
LAYERS = {1: torch.nn.Conv1d, 2: torch.nn.Conv2d}
OURS = {
    1: (convlib.conv1d, convlib.conv1d_backward),
    2: (convlib.conv2d, convlib.conv2d_backward),
}


def layer(rng: np.random.Generator, axes: int, mode: str) -> None:
    """Compare one random layer, its output and its gradients."""
    draw = lambda least, most: tuple(
        int(n) for n in rng.integers(least, most + 1, axes)
    )
    kernel, stride, dilation = draw(1, 4), draw(1, 3), draw(1, 2)
    groups = int(rng.integers(1, 3))
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    size = tuple(span + n for span, n in zip(spans, draw(1, 5), strict=True))
    word = bool(rng.integers(2))
    padding = tuple(int(rng.integers(n)) for n in size)
    sides = [(p, p) for p in padding]
    if word:  # PyTorch has it for stride 1
        stride, padding, sides = (1,) * axes, "same", "same"
    depth, filters = (int(n) for n in rng.integers(1, 4, 2))
    theirs = LAYERS[axes](
        groups * depth,
        groups * filters,
        kernel,
        stride,
        padding,
        dilation,
        groups,
        padding_mode=mode,
        dtype=torch.float64,
    )
    x = torch.tensor(rng.normal(size=(2, groups * depth, *size)), requires_grad=True)
    output = theirs(x)
    grad = torch.tensor(rng.normal(size=output.shape))
    leaves = (x, theirs.weight, theirs.bias)
    wanted = torch.autograd.grad(output, leaves, grad)
    arrays = [leaf.detach().numpy() for leaf in leaves]
    geometry, border = (stride, sides, dilation, groups), {"padding_mode": mode}
    forward, backward = OURS[axes]
    close(forward(*arrays, *geometry, **border), output.detach().numpy())
    found = backward(grad.numpy(), *arrays[:2], *geometry, **border)
    for ours, gradient in zip(found, wanted, strict=True):
        close(ours, gradient.numpy())


def uneven(rng: np.random.Generator, axes: int, mode: str) -> None:
    """Compare one random convolution whose border differs on each side."""
    size = tuple(int(n) for n in rng.integers(3, 8, axes))
    sides = [(int(rng.integers(n)), int(rng.integers(n))) for n in size]
    x = torch.tensor(rng.normal(size=(1, 2, *size)), requires_grad=True)
    weight = rng.normal(size=(3, 2, *(2,) * axes))
    ends = [end for pair in reversed(sides) for end in pair]
    name = "constant" if mode == "zeros" else mode
    around = torch.nn.functional.pad(x, ends, name)
    convolve = getattr(torch.nn.functional, f"conv{axes}d")
    output = convolve(around, torch.tensor(weight))
    grad = torch.tensor(rng.normal(size=output.shape))
    (wanted,) = torch.autograd.grad(output, x, grad)
    forward, backward = OURS[axes]
    image = x.detach().numpy()
    rest = {"padding": sides, "padding_mode": mode}
    close(forward(image, weight, **rest), output.detach().numpy())
    close(backward(grad.numpy(), image, weight, **rest)[0], wanted.numpy())


@pytest.mark.parametrize("axes", [1, 2])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("compare", [layer, uneven])
def test_random_borders(compare, mode, axes, record_property):
    rng = np.random.default_rng(0)
    ledger = Ledger(f"PyTorch conv{axes}d, {mode}, {compare.__name__}")
    for _ in range(60):
        ledger.enter(rng, lambda rng: compare(rng, axes, mode))
    ledger.close(record_property, 60)


@pytest.mark.parametrize(
    ("mode", "padding"), [("reflect", 2), ("reflect", 3), ("circular", 4)]
)
def test_what_pytorch_refuses_is_refused(mode, padding):
    """Two pixels reflected give one more on each side, repeated two."""
    x, weight = np.ones((1, 1, 2, 2)), np.ones((1, 1, 2, 2))
    theirs = torch.nn.Conv2d(1, 1, 2, padding=padding, padding_mode=mode)
    with pytest.raises(RuntimeError, match="adding"):
        theirs(torch.tensor(x, dtype=torch.float32))
    with pytest.raises(ValueError, match=f'padding_mode "{mode}", got'):
        convlib.conv2d(x, weight, padding=padding, padding_mode=mode)
