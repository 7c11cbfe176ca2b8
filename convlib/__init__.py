"""Convolution in plain NumPy, with every step of the arithmetic shown.

==============================  ==================================================
`conv2d`                        the convolution of deep learning (correlation)
`conv2d_backward`               its gradients: input, weight and bias
`convolve2d`                    the convolution of mathematics (kernel flipped)
`conv_transpose2d`              the transposed convolution: pixels stamp kernels
`conv_transpose2d_backward`     its gradients: input, weight and bias
`conv_matrix`                   a convolution as a matrix
`separate`                      a kernel as a column times a row
`pixel_shuffle`                 channels as pixels between pixels
`pixel_unshuffle`               and back
`max_pool2d`, `avg_pool2d`      the largest or the average number of each window
`max_pool2d_backward`           its gradient: to the pixels that won
`avg_pool2d_backward`           its gradient: an equal share to each pixel
`conv1d`, `conv_transpose1d`    the same along one axis, for signals; and the
`max_pool1d`, `avg_pool1d`      gradients of each, such as `conv1d_backward`
`relu`, `linear`, `softmax`     what else a small network is made of
`log_softmax`                   the logarithms of probabilities
`cross_entropy`                 the loss of its scores, the right answers being known
`nll_loss`                      the same, of logarithms of probabilities
`relu_backward`                 the gradient of `relu`
`linear_backward`               the gradients of `linear`
`log_softmax_backward`          the gradient of `log_softmax`
`cross_entropy_backward`        the gradient of the loss
`nll_loss_backward`             the same, of logarithms of probabilities
`unfold`, `fold`                windows as columns, and columns added back up
`output_size`                   how many windows fit
`transposed_output_size`        how large stamps make an image
`effective_kernel_size`         how many pixels a dilated kernel spans
`Layer`, `receptive_field`      how far a stack of layers sees
`pixels_read`                   and which of these pixels it reads
`conv_cost`, `depthwise_cost`   parameters, multiply-adds and FLOPs of a layer
`pointwise_cost`                of 1 × 1 kernels
`separable_cost`                of a depthwise and a pointwise layer together
==============================  ==================================================

Names, argument order and meaning are those of PyTorch.  What all functions share:

- An array may be of any memory order, read-only, a view or a list.  It is never changed,
  and no result shares memory with it.
- Of a masked array the numbers count and the mask does not, as for `numpy.asarray`:
  fill it first with what is to count in place of masked numbers.
- A batch may be empty, an image may not.
- float16, float32 and float64 stay what they are, and mixed ones follow NumPy's
  promotion.  float16 is summed in float32.
- Sums and products of integers and bools are int64 and exact: sums of int8 do not fit
  int8.  Where even int64 could overflow, as with large uint64, they are refused.  What
  only picks or copies numbers (`relu`, `max_pool2d`, `unfold`) keeps the dtype.
- Complex numbers are taken where no order is needed.
- nan and infinity pass through as IEEE 754 says, without warnings.
- What cannot be meant is refused before any work is done, with the function, the
  argument, its value and the shapes: `TypeError` for the wrong kind of thing (2.0 and
  True are no integers), `ValueError` for the right kind with a wrong value, and
  `MemoryError` for a result that does not fit.

Other submodules are loaded when they are first used, because they need more than NumPy
or are not always wanted:
`convlib.explain` (hand calculations), `convlib.examples` (the numbers of the notes),
`convlib.nn` (layers that learn), `convlib.gradcheck` (gradients measured),
`convlib.plain` (a convolution as loops, to be read),
`convlib.data` (handwritten digits), `convlib.figures` (still pictures) and
`convlib.widgets` (interactive ones).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convlib.conv import (
    conv1d,
    conv1d_backward,
    conv2d,
    conv2d_backward,
    convolve2d,
)
from convlib.costs import conv_cost, depthwise_cost, pointwise_cost, separable_cost
from convlib.functional import (
    cross_entropy,
    cross_entropy_backward,
    linear,
    linear_backward,
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
    relu,
    relu_backward,
    softmax,
)
from convlib.kernels import separate
from convlib.pooling import (
    avg_pool1d,
    avg_pool1d_backward,
    avg_pool2d,
    avg_pool2d_backward,
    max_pool1d,
    max_pool1d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from convlib.receptive_field import Layer, pixels_read, receptive_field
from convlib.shapes import (
    effective_kernel_size,
    output_size,
    transposed_output_size,
)
from convlib.shuffle import pixel_shuffle, pixel_unshuffle
from convlib.transposed import (
    conv_matrix,
    conv_transpose1d,
    conv_transpose1d_backward,
    conv_transpose2d,
    conv_transpose2d_backward,
)
from convlib.windows import fold, unfold

__version__ = "1.0.0"

_SUBMODULES = (
    "data",
    "examples",
    "explain",
    "figures",
    "gradcheck",
    "nn",
    "plain",
    "widgets",
)

__all__ = [
    "Layer",
    "avg_pool1d",
    "avg_pool1d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "conv1d",
    "conv1d_backward",
    "conv2d",
    "conv2d_backward",
    "conv_cost",
    "conv_matrix",
    "conv_transpose1d",
    "conv_transpose1d_backward",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "convolve2d",
    "cross_entropy",
    "cross_entropy_backward",
    "depthwise_cost",
    "effective_kernel_size",
    "fold",
    "linear",
    "linear_backward",
    "log_softmax",
    "log_softmax_backward",
    "max_pool1d",
    "max_pool1d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "nll_loss",
    "nll_loss_backward",
    "output_size",
    "pixel_shuffle",
    "pixel_unshuffle",
    "pixels_read",
    "pointwise_cost",
    "receptive_field",
    "relu",
    "relu_backward",
    "separable_cost",
    "separate",
    "softmax",
    "transposed_output_size",
    "unfold",
]


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBMODULES, "__version__"])


if TYPE_CHECKING:
    from convlib import data as data
    from convlib import examples as examples
    from convlib import explain as explain
    from convlib import figures as figures
    from convlib import gradcheck as gradcheck
    from convlib import nn as nn
    from convlib import plain as plain
    from convlib import widgets as widgets
else:  # type checkers see the submodules above, and no others

    def __getattr__(name: str) -> object:
        """Load a submodule the first time it is asked for."""
        if name in _SUBMODULES:
            from importlib import import_module

            return import_module(f"{__name__}.{name}")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
