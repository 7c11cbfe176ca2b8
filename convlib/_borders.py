"""What lies around an image where it is not zeros: the image itself, once more.

Each place around the image stands for one of its pixels.  A window then reads an image
that is larger, without any padding, and a gradient that arrives around the image is
added to the pixels that stand there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from convlib import _check
from convlib._door import SHAPES, WrongValue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convlib._axis import Axis

#: What may lie around an image, by PyTorch's names.
Mode: TypeAlias = Literal["zeros", "reflect", "replicate", "circular"]

_MODES: dict[str, Mode] = {
    "zeros": "zeros",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
}


def _reflect(place: Any, size: int) -> Any:
    """At a mirror in the middle of the first and of the last pixel."""
    return size - 1 - abs(size - 1 - abs(place))


def _replicate(place: Any, size: int) -> Any:
    """At the edge, whose pixel goes on."""
    if isinstance(place, int):  # of any size, which NumPy's are not
        return min(max(place, 0), size - 1)
    return np.minimum(np.maximum(place, 0), size - 1)


def _circular(place: Any, size: int) -> Any:
    """On the opposite side: the image goes round."""
    return place % size


#: Which pixel of ``size`` stands at a place, or at each of an array of them.
_PIXEL: dict[str, Callable[[Any, int], Any]] = {
    "reflect": _reflect,
    "replicate": _replicate,
    "circular": _circular,
}

#: How many pixels of an image there are once only, in what reaches no further than it.
SHORT = {"reflect": 1, "circular": 0}


def checked_mode(padding_mode: object) -> Mode:
    """Return the name of what lies around an image."""
    return _MODES[_check.word("padding_mode", padding_mode, _MODES)]


def refuse_far(mode: Mode, axes: tuple[Axis, ...]) -> None:
    """Refuse a padding that an image, once reflected or once repeated, does not fill."""
    if mode not in SHORT:
        return
    short = SHORT[mode]
    if any(max(axis.before, axis.after) > axis.size - short for axis in axes):
        bound = "smaller than the image" if short else "at most as large as the image"
        raise WrongValue(
            f'padding must be {bound} in padding_mode "{mode}", got '
            f"{tuple((axis.before, axis.after) for axis in axes)} around "
            f"{tuple(axis.size for axis in axes)}{SHAPES}"
        )


def pixel_at(place: int, size: int, mode: Mode) -> int:
    """Return the pixel that stands at a place; the place itself where zeros do.

    >>> [pixel_at(place, 4, "reflect") for place in range(-2, 6)]
    [2, 1, 0, 1, 2, 3, 2, 1]
    >>> [pixel_at(place, 4, "circular") for place in range(-2, 6)]
    [2, 3, 0, 1, 2, 3, 0, 1]
    """
    pixel: int = place if mode == "zeros" else _PIXEL[mode](place, size)
    return pixel


class Border(NamedTuple):
    """Images that go on around their edges."""

    axes: tuple[Axis, ...]  #: on the larger images
    pixels: list[NDArray[np.intp]]  #: which pixel stands where, along each axis

    def around(self, images: NDArray[Any]) -> NDArray[Any]:
        """Return the larger images (N, C, ...)."""
        for number, pixels in enumerate(self.pixels, 2):
            images = images.take(pixels, number)
        return images

    def added(self, grad: NDArray[Any], size: tuple[int, ...]) -> NDArray[Any]:
        """Add up, for each pixel of images of this size, what arrives where it stands."""
        most = math.prod(int(np.bincount(pixels).max()) for pixels in self.pixels)
        work, dtype = _check.sum_dtypes(most, [grad])
        total = grad.astype(work, copy=False)
        for number, (pixels, n) in enumerate(zip(self.pixels, size, strict=True), 2):
            order = np.argsort(pixels, kind="stable")
            there, first = np.unique(pixels[order], return_index=True)
            sums = np.add.reduceat(total.take(order, number), first, number)
            shape = (*total.shape[:number], n, *total.shape[number + 1 :])
            total = np.zeros(shape, work)
            total[(slice(None),) * number + (there,)] = sums
        return total.astype(dtype, copy=False)


def border(axes: tuple[Axis, ...], mode: Mode) -> Border:
    """Return how images go on, as far as windows read them."""
    slid, pixels = zip(*(_along(axis, mode) for axis in axes), strict=True)
    return Border(slid, list(pixels))


def _along(axis: Axis, mode: Mode) -> tuple[Axis, NDArray[np.intp]]:
    """Return the axis on a larger image, and which pixel stands where on it.

    Of a larger image that windows read little of, only what they read is there: their
    cells, side by side.
    """
    if axis.padded <= axis.count * axis.kernel:
        places = np.arange(-axis.before, axis.size + axis.after)
        slid = axis._replace(size=axis.padded, before=0, after=0)
    else:
        # However far apart they are: Python's integers, if need be.
        far = max(axis.padded + axis.before, axis.stride) > np.iinfo(np.intp).max
        kind = object if far else np.intp
        windows = np.arange(axis.count).astype(kind)[:, None] * axis.stride
        cells = np.arange(axis.kernel).astype(kind) * axis.dilation
        places = (windows + cells - axis.before).ravel()
        slid = axis._replace(
            size=len(places), stride=axis.kernel, before=0, after=0, dilation=1
        )
    return slid, _PIXEL[mode](places, axis.size).astype(np.intp)
