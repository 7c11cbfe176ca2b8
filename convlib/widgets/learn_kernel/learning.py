"""Gradient descent on one kernel, done right or with one of the usual mistakes."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from convlib.conv import conv2d, conv2d_backward
from convlib.widgets.traits import LARGEST, LIMITS
from convlib.windows import unfold

#: What can be done wrong; the first is nothing.
MISTAKES = (
    *("none", "turned_deltas", "turned_gradient"),
    *("few_deltas", "uphill", "mean"),
)
#: Steps that can be taken at most.
MOST = 200
#: A run ends where the loss is so many times what it was: it has diverged.
DIVERGED = LIMITS["diverged"]
#: Residues below this part of the target are what rounding leaves of 0.
_ROUNDING = 1e-12
#: A rate that learns fast in most directions, as a part of the largest.
_PART = 0.7


class Moment(NamedTuple):
    """All numbers of one step."""

    kernel: np.ndarray
    output: np.ndarray
    error: np.ndarray
    loss: float
    grad_kernel: np.ndarray


def at(image: np.ndarray, target: np.ndarray, kernel: Any, mistake: str) -> Moment:
    """Return the numbers that a kernel leads to."""
    output = conv2d(image, kernel)
    error = output - target
    delta = deltas(error, kernel.shape, mistake)
    gradient = conv2d_backward(delta, image, kernel)[1]
    if mistake == "turned_gradient":
        gradient = gradient[::-1, ::-1]
    return Moment(kernel, output, error, float((error**2).sum() / 2), gradient)


def deltas(error: np.ndarray, kernel_size: tuple[int, ...], mistake: str) -> np.ndarray:
    """Return δ, the derivative of the loss by the output; right, it is the error."""
    match mistake:
        case "turned_deltas":
            return error[::-1, ::-1]
        case "few_deltas":
            few = np.zeros_like(error)
            first = tuple(map(slice, kernel_size))
            few[first] = error[first]
            return few
        case "mean":
            return error / error.size
    return error


def learn(
    task: tuple[np.ndarray, np.ndarray],
    kernel: np.ndarray,
    learning_rate: float,
    steps: int,
    mistake: str,
) -> list[Moment]:
    """Return the start and every step, up to where the loss has diverged."""
    moments = [at(*task, kernel, mistake)]
    way = learning_rate if mistake == "uphill" else -learning_rate
    while len(moments) <= steps and moments[-1].loss <= DIVERGED * moments[0].loss:
        before = moments[-1]
        moments.append(at(*task, before.kernel + way * before.grad_kernel, mistake))
    return moments


def largest_rate(image: np.ndarray, kernel_size: tuple[int, ...]) -> float:
    """Return 2/λ, where λ is the largest eigenvalue of the loss's Hessian.

    The Hessian is that of C Cᵀ, where C has the windows as columns, so λ is the square of
    the largest singular value of C.
    """
    steepest = np.linalg.norm(unfold(image, kernel_size), 2) ** 2
    return float(2 / steepest) if steepest > 0 else math.inf


def fitting_rate(largest: float) -> float:
    """Return a rate well below the largest one, with two digits at most."""
    if math.isinf(largest):
        return 0.1
    # The page, which finds λ in another way, rounds to the same.
    largest = min(largest * (1 + 1e-9), LARGEST)
    unit = 10.0 ** (math.floor(math.log10(largest)) - 1)
    return float(f"{math.floor(_PART * largest / unit) * unit:.2g}")


def least_loss(
    image: np.ndarray, target: np.ndarray, kernel_size: tuple[int, ...]
) -> float:
    """Return the loss of the best kernel: 0 if some kernel makes the target."""
    windows = unfold(image, kernel_size).T
    best = np.linalg.lstsq(windows, target.ravel(), rcond=None)[0]
    left = ((windows @ best - target.ravel()) ** 2).sum() / 2
    return float(left) if left > _ROUNDING * (target**2).sum() / 2 else 0.0
