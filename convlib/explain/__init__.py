"""Hand calculations: one result, written out as a reader would do it on paper.

Each function takes the arguments of the function of the same name in `convlib` and
returns a `Calculation`: LaTeX in a notebook and in the book, plain text elsewhere, and
the numbers in it as attributes.  `writing` has the pieces, for those who write a
calculation of their own.
"""

from convlib.explain._activation import Activation
from convlib.explain._calculation import Calculation, Step, Term
from convlib.explain._conv2d import conv1d, conv2d
from convlib.explain._conv2d_backward import conv1d_backward, conv2d_backward
from convlib.explain._conv_transpose2d import conv_transpose1d, conv_transpose2d
from convlib.explain._convolve2d import convolve2d
from convlib.explain._losses import cross_entropy
from convlib.explain._output_size import output_size
from convlib.explain._pixel_shuffle import pixel_shuffle
from convlib.explain._pooling import (
    avg_pool1d,
    avg_pool1d_backward,
    avg_pool2d,
    avg_pool2d_backward,
    max_pool1d,
    max_pool1d_backward,
    max_pool2d,
    max_pool2d_backward,
)

__all__ = [
    "Activation",
    "Calculation",
    "Step",
    "Term",
    "avg_pool1d",
    "avg_pool1d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "conv1d",
    "conv1d_backward",
    "conv2d",
    "conv2d_backward",
    "conv_transpose1d",
    "conv_transpose2d",
    "convolve2d",
    "cross_entropy",
    "max_pool1d",
    "max_pool1d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "output_size",
    "pixel_shuffle",
]
