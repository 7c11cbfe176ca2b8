"""A convolution as one writes it down: slow, short, and what the fast one is tested by.

`convlib.conv2d` computes the same, much faster, and checks what it is given.  Nothing is
checked here, and every axis has to be there.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["conv2d"]


def conv2d(
    input: NDArray[Any],
    weight: NDArray[Any],
    bias: NDArray[Any] | None = None,
    stride: tuple[int, int] = (1, 1),
    padding: Sequence[tuple[int, int]] = ((0, 0), (0, 0)),
    dilation: tuple[int, int] = (1, 1),
    groups: int = 1,
) -> NDArray[Any]:
    """Convolve images with filters, window by window.

    ``a[k, i, j] = bias[k] + sum over d, m, n of
    weight[k, d, m, n] * x[d, i S + m D - P, j S + n D - P]``

    Parameters
    ----------
    input : ndarray, shape (N, C, H, W)
    weight : ndarray, shape (K, C // groups, kH, kW)
    bias : ndarray, shape (K,), optional
    stride, dilation : pair of int
        Pixels from one window to the next, and from one kernel cell to the next.
    padding : ((top, bottom), (left, right))
        Pixels of zeros on each side.
    groups : int
        The channels are split into this many groups; each filter sees one of them.

    Returns
    -------
    ndarray, shape (N, K, oH, oW)

    Notes
    -----
    Notes, section "卷积计算".

    Examples
    --------
    >>> image = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    >>> kernel = np.array([[1, 0], [0, -1]])
    >>> conv2d(image[None, None], kernel[None, None])[0, 0]
    array([[-4, -4],
           [-4, -4]])
    """
    x = np.pad(input, [(0, 0), (0, 0), *padding])
    filters, depth, height, width = weight.shape
    tall, wide = dilation[0] * (height - 1) + 1, dilation[1] * (width - 1) + 1
    tops = range(0, x.shape[2] - tall + 1, stride[0])
    lefts = range(0, x.shape[3] - wide + 1, stride[1])
    size = (len(x), filters, len(tops), len(lefts))
    output = np.zeros(size, np.result_type(x, weight))
    for k, (i, top), (j, left) in product(
        range(filters), enumerate(tops), enumerate(lefts)
    ):
        first = k // (filters // groups) * depth
        window = x[:, first : first + depth, top : top + tall, left : left + wide]
        read = window[:, :, :: dilation[0], :: dilation[1]]
        output[:, k, i, j] = (weight[k] * read).sum(axis=(1, 2, 3))
        if bias is not None:
            output[:, k, i, j] += bias[k]
    return output
