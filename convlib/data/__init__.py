"""Data for the book's pages: digits, networks, a photograph, a benchmark's times.

Where each comes from, and its licence, is said in README.md beside it.
"""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from convlib import nn

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "digits",
    "digits_network",
    "photograph",
    "pytorch_networks",
    "segmentation",
    "timings",
]


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
    table = _table("digits.csv.gz")
    return table[:, :-1].reshape(-1, 8, 8), table[:, -1].copy()


def digits_network() -> nn.Sequential:
    """Return a small network that has learned to read digits.

    Returns
    -------
    convlib.nn.Sequential
        Convolution (eight filters of 3 × 3), ReLU, max pooling and a linear layer: the
        ten scores of ``images[:, None] / 16``.

    Notes
    -----
    It learned from those of `digits` whose number is no multiple of 5, in 20 epochs, as in
    the chapter on digits; its weights were then rounded to three decimals. Made by
    ``experiments/digits.py``.

    Examples
    --------
    >>> images, labels = digits()
    >>> answers = digits_network()(images[::5, None] / 16).argmax(axis=1)
    >>> float((answers == labels[::5]).mean().round(3))
    0.978
    """
    network = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(128, 10),
    )
    stored = _read("digits_network.json").values()
    for parameter, numbers in zip(network.parameters(), stored, strict=True):
        parameter.data = numbers
    return network


def photograph() -> NDArray[np.int64]:
    """Return a photograph: grey, 128 × 128 pixels.

    Returns
    -------
    ndarray of int64, shape (128, 128)
        From 0 (black) to 255 (white).

    Notes
    -----
    Grace Hopper, who wrote one of the first compilers, in the official portrait that
    James S. Davis took for the United States Navy in 1984; public domain.

    Examples
    --------
    >>> picture = photograph()
    >>> picture.shape, int(picture.min()), int(picture.max())
    ((128, 128), 9, 255)
    """
    return _table("photograph.csv.gz")


def pytorch_networks() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what PyTorch computes for the notes' network, forward and backward.

    Returns
    -------
    notes, jittered : dict
        The network of ``convlib.examples.tiny_cnn`` as it is, and with its jitter added to
        the image.  Each has the ``image``, every layer's numbers under PyTorch's name for
        it, the ``loss``, and ``gradients``, by name; all as lists of float64.

    Notes
    -----
    Notes, section "计算 正向传播与反向传播"; PyTorch 2.13.0.

    Examples
    --------
    >>> notes, jittered = pytorch_networks()
    >>> notes["pooled"]
    [[[1.0, 2.0], [1.0, 2.0]], [[1.0, 1.0], [1.0, 1.0]]]
    >>> round(notes["loss"], 6), round(jittered["loss"], 6)
    (0.263282, 0.253268)
    """
    notes, jittered = _read("networks.json")["networks"]
    return notes, jittered


def segmentation() -> dict[str, Any]:
    """Return a stored run of ``experiments/segmentation.py``.

    Returns
    -------
    dict
        ``classes``: what a pixel can be.  ``settings``: how the networks learned.
        ``rows``: one for each network and seed, with how many ``numbers`` it learns, its
        ``loss``, the share of ``digit pixels`` that it gets right, and the intersection
        over union of each class.  ``shown``: two scenes, as ``ink`` from 0 to 16, the
        ``truth``, and what each network says with the first seed; arrays of int64, shape
        (2, 32, 32).

    Examples
    --------
    >>> record = segmentation()
    >>> record["classes"]
    ['paper', '0', '1', '4', '7', 'dot']
    >>> record["shown"]["truth"].shape
    (2, 32, 32)
    """
    record = _read("segmentation.json")
    record["shown"] = {
        name: np.array([[row.split() for row in scene] for scene in scenes], np.int64)
        for name, scenes in record["shown"].items()
    }
    return record


def timings() -> dict[str, Any]:
    """Return a stored run of the benchmark, ``make bench``.

    Returns
    -------
    dict
        ``environment``: processor, threads, clock and versions.  ``rows``: one for each
        operation, dtype and case, with the ``seconds`` of a call for each library and
        the ``extra_bytes`` of convlib's.  ``exponents``: for each operation how its time
        grows with pixels, batch and channels.  ``rates``: operations and bytes a second.
        ``transforms``: a Fourier transform beside growing kernels.  ``separable``: a
        layer beside the two that may stand in its place.

    Examples
    --------
    >>> sorted(timings())
    ['environment', 'exponents', 'rates', 'rows', 'separable', 'transforms']
    >>> timings()["rows"][0]["case"]
    '5×5, 3×3'
    """
    return _read("timings.json")


def _table(name: str) -> NDArray[np.int64]:
    packed = (files("convlib.data") / name).read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    return np.loadtxt(lines, np.int64, delimiter=",")


def _read(name: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(
        (files("convlib.data") / name).read_text("utf-8")
    )
    return result
