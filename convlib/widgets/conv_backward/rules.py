"""The word of this kind for `Explorer.together`; ``rules.js`` has it for the page."""

from __future__ import annotations

from typing import Any

import numpy as np

from convlib.widgets.rules import word


def stacks(of: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return image, kernel and output gradients with all their axes.

    One of them may do without the axes of channels and filters.
    """
    return (
        np.array(of.image, ndmin=3),
        np.array(of.kernel, ndmin=4),
        np.array(of.grad_output, ndmin=3),
    )


@word("filter", "channel")
def grouped(new: Any, groups: str, image: str, kernel: str, name: str) -> str | None:
    images, kernels, deltas = stacks(new)
    channels, (count, depth) = len(images), kernels.shape[:2]
    parts = getattr(new, groups)
    if channels % parts or count % parts:
        return f"{groups} {parts} must divide {channels} channels and {count} filters"
    if channels != parts * depth:
        return (
            f"{image} has {channels} channels, {parts} groups of {kernel} read "
            f"{parts * depth}"
        )
    if len(deltas) != count:
        return f"{name} must hold one matrix for each of {count} filters"
    if new.filter < count and new.channel < depth:
        return None
    return (
        f"filter {new.filter} or channel {new.channel} is not one of {count} × {depth}"
    )
