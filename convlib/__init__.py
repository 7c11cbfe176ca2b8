"""Convolution in plain NumPy, with every step of the arithmetic shown.

==============================  ==================================================
`conv2d`                        the convolution of deep learning (correlation)
`conv2d_backward`               its gradients: input, weight and bias
`convolve2d`                    the convolution of mathematics (kernel flipped)
`max_pool2d`, `avg_pool2d`      the largest or the average number of each window
`max_pool2d_backward`           its gradient: to the pixels that won
`avg_pool2d_backward`           its gradient: an equal share to each pixel
`unfold`, `fold`                windows as columns, and columns added back up
`output_size`                   how many windows fit
`effective_kernel_size`         how many pixels a dilated kernel spans
`pair`                          ``3`` or ``(3, 3)``: one number, or one for each axis
==============================  ==================================================

Names, argument order and meaning are those of PyTorch.  Four submodules are loaded
when they are first used, because they need more than NumPy or are not always wanted:
`convlib.explain` (hand calculations), `convlib.examples` (the numbers of the notes),
`convlib.figures` (still pictures) and `convlib.widgets` (interactive ones).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convlib.conv import conv2d, conv2d_backward, convolve2d
from convlib.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from convlib.shapes import effective_kernel_size, output_size, pair
from convlib.windows import fold, unfold

if TYPE_CHECKING:
    from types import ModuleType

__version__ = "0.1.0"

_SUBMODULES = ("examples", "explain", "figures", "widgets")

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "conv2d",
    "conv2d_backward",
    "convolve2d",
    "effective_kernel_size",
    "fold",
    "max_pool2d",
    "max_pool2d_backward",
    "output_size",
    "pair",
    "unfold",
]


def __getattr__(name: str) -> ModuleType:
    """Load a submodule the first time it is asked for."""
    if name in _SUBMODULES:
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBMODULES, "__version__"])
