"""Real data, shipped with its source and its licence (see README.md beside it)."""

from __future__ import annotations

import gzip
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["digits"]


def digits() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return 1,797 handwritten digits.

    Returns
    -------
    images : ndarray of int64, shape (1797, 8, 8)
        Ink from 0 (none) to 16 (all of a block of 4 × 4 scanned pixels).
    labels : ndarray of int64, shape (1797,)
        Which digit it is, 0 to 9.

    Notes
    -----
    Alpaydin and Kaynak (1998), "Optical Recognition of Handwritten Digits", UCI Machine
    Learning Repository, https://doi.org/10.24432/C50P49, the test set; CC BY 4.0.

    Examples
    --------
    >>> images, labels = digits()
    >>> images.shape, labels.shape
    ((1797, 8, 8), (1797,))
    >>> images[0]
    array([[ 0,  0,  5, 13,  9,  1,  0,  0],
           [ 0,  0, 13, 15, 10, 15,  5,  0],
           [ 0,  3, 15,  2,  0, 11,  8,  0],
           [ 0,  4, 12,  0,  0,  8,  8,  0],
           [ 0,  5,  8,  0,  0,  9,  8,  0],
           [ 0,  4, 11,  0,  1, 12,  7,  0],
           [ 0,  2, 14,  5, 10, 12,  0,  0],
           [ 0,  0,  6, 13, 10,  0,  0,  0]])
    >>> labels[:5]
    array([0, 1, 2, 3, 4])
    """
    packed = (files("convlib.data") / "digits.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    table = np.loadtxt(lines, np.int64, delimiter=",")
    return table[:, :-1].reshape(-1, 8, 8), table[:, -1].copy()
