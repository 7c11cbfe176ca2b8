"""The products of `convlib._products` where there is little to do.

Then every call of NumPy takes longer than its arithmetic, so that fewest calls are
fastest: each pixel under each cell of each window is picked by its number, and one
product is all.  The numbers are kept for the next call.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convlib._axis import Axis

#: So many are few.  What is kept of a call then takes at most 32 KiB.
FEW = 2**12


def are_few(products: int, pixels: int) -> bool:
    """Tell whether there are only a few products, of a few pixels."""
    return 0 < products <= FEW and pixels <= FEW


def correlate(
    x: NDArray[Any], weight: NDArray[Any], axes: tuple[Axis, ...], groups: int
) -> NDArray[Any]:
    """Return the output (N, groups, K // groups, windows) of a convolution."""
    columns = columns_of(x, axes)
    batch, numbers, windows = columns.shape
    columns = columns.reshape(batch, groups, numbers // groups, windows)
    return np.asarray(np.matmul(_matrices(weight, groups), columns))


def stamp(
    cells: NDArray[Any], weight: NDArray[Any], axes: tuple[Axis, ...], groups: int
) -> NDArray[Any]:
    """Return the stamps of cells (N, K, ...), added up on images (N, C, pixels)."""
    batch, filters = cells.shape[:2]
    rows = cells.reshape(batch, groups, filters // groups, -1)
    stamps = np.matmul(_matrices(weight, groups).swapaxes(1, 2), rows)
    return image_of(stamps.reshape(batch, -1, rows.shape[3]), axes)


def weight_gradient(
    x: NDArray[Any], grad: NDArray[Any], axes: tuple[Axis, ...], groups: int
) -> NDArray[Any]:
    """Return the windows of x (N, C, ...), weighted by grad (N, K, ...)."""
    batch, filters = grad.shape[:2]
    columns = columns_of(x, axes)
    columns = columns.reshape(batch, groups, columns.shape[1] // groups, -1)
    rows = grad.reshape(batch, groups, filters // groups, columns.shape[3])
    return np.asarray(np.matmul(rows, columns.swapaxes(2, 3)).sum(axis=0))


def _matrices(weight: NDArray[Any], groups: int) -> NDArray[Any]:
    """Return filters (K, C // groups, ...) as (groups, K // groups, numbers)."""
    filters = len(weight)
    return weight.reshape(groups, filters // groups, weight.size // filters)


def columns_of(x: NDArray[Any], axes: tuple[Axis, ...]) -> NDArray[Any]:
    """Return the windows of images as columns (N, numbers, windows)."""
    places, padded, pixels = _places(axes)
    batch, channels = x.shape[:2]
    flat = x.reshape(batch, channels, pixels)
    if padded:
        flat = np.zeros((batch, channels, pixels + 1), x.dtype)
        flat[:, :, :-1] = x.reshape(batch, channels, pixels)
    cells, windows = places.shape
    return flat.take(places, axis=2).reshape(batch, channels * cells, windows)


def image_of(columns: NDArray[Any], axes: tuple[Axis, ...]) -> NDArray[Any]:
    """Add up windows (N, numbers, windows) on images (N, C, pixels)."""
    places, _, pixels = _places(axes)
    columns = columns.reshape(len(columns), -1, *places.shape)
    images = np.zeros((*columns.shape[:2], pixels + 1), columns.dtype)
    there: Any = (slice(None), slice(None), places)
    np.add.at(images, there, columns)
    return images[:, :, :pixels]


@lru_cache(maxsize=256)
def _places(axes: tuple[Axis, ...]) -> tuple[NDArray[np.intp], bool, int]:
    """Return the number of the pixel under each kernel cell of each window.

    Pixels are counted row by row; what is in the padding has the number after the last
    one.  Also whether there is such, and how many pixels there are.
    """
    places, inside, pixels = np.zeros((1, 1), np.intp), np.ones((1, 1), bool), 1
    for axis in axes:
        windows = [axis.reads(window) for window in range(axis.count)]
        found = np.array(
            [[pixel if 0 <= pixel < axis.size else -1 for pixel in w] for w in windows]
        ).T
        shape = (len(places) * axis.kernel, places.shape[1] * axis.count)
        places = places[:, None, :, None] * axis.size + found[:, None]
        places = places.reshape(shape)
        inside = (inside[:, None, :, None] & (found[:, None] >= 0)).reshape(shape)
        pixels *= axis.size
    places[~inside] = pixels
    return places, not inside.all(), pixels
