"""Channels as pixels between pixels, and back: the other way to a larger image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convlib import _check
from convlib._door import SHAPES, WrongValue, public

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import Integer

__all__ = ["pixel_shuffle", "pixel_unshuffle"]


@public("input")
def pixel_shuffle(input: ArrayLike, upscale_factor: Integer) -> NDArray[Any]:
    """Spread the channels of each pixel over a square of r × r pixels.

    ``output[c, i r + a, j r + b] = input[c r² + a r + b, i, j]``

    A convolution of r² times as many filters and this are a transposed convolution
    whose stride is r.

    Parameters
    ----------
    input : array_like, shape (..., C * r * r, H, W)
        Images, any number of axes before the channels.
    upscale_factor : int
        r, how many times higher and wider the image becomes.

    Returns
    -------
    ndarray, shape (..., C, H * r, W * r)
        Of the input's dtype.  Always a copy.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or if r * r does not divide the
        number of channels.
    MemoryError
        If the result does not fit into memory, before any work is done.

    Notes
    -----
    `torch.nn.functional.pixel_shuffle`.  Shi et al. (2016), "Real-Time Single Image and
    Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network".
    Its gradient is `pixel_unshuffle` of the gradient of its output.

    Examples
    --------
    >>> pixel_shuffle([[[1, 5]], [[2, 6]], [[3, 7]], [[4, 8]]], 2)
    array([[[1, 2, 5, 6],
            [3, 4, 7, 8]]])
    """
    x, r = shuffled(input, upscale_factor)
    *lead, channels, height, width = x.shape
    output = _check.empty((*lead, channels // (r * r), height * r, width * r), x.dtype)
    squares = x.reshape(*lead, channels // (r * r), r, r, height, width)
    _tiles(output, r)[...] = squares
    return output


@public("input")
def pixel_unshuffle(input: ArrayLike, downscale_factor: Integer) -> NDArray[Any]:
    """Gather each square of r × r pixels into the channels of one: undo `pixel_shuffle`.

    ``output[c r² + a r + b, i, j] = input[c, i r + a, j r + b]``

    Parameters
    ----------
    input : array_like, shape (..., C, H * r, W * r)
        Images, any number of axes before the channels.
    downscale_factor : int
        r, how many times lower and narrower the image becomes.

    Returns
    -------
    ndarray, shape (..., C * r * r, H, W)
        Of the input's dtype.  Always a copy.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or if r does not divide height
        and width.

    Notes
    -----
    `torch.nn.functional.pixel_unshuffle`.  Its gradient is `pixel_shuffle` of the
    gradient of its output.

    Examples
    --------
    >>> pixel_unshuffle([[[1, 2, 5, 6], [3, 4, 7, 8]]], 2)[:, 0]
    array([[1, 5],
           [2, 6],
           [3, 7],
           [4, 8]])
    """
    x, r = _images(input), _check.integer("downscale_factor", downscale_factor, 1)
    *lead, channels, height, width = x.shape
    if height % r or width % r:
        raise WrongValue(
            f"downscale_factor {r} does not divide the image's height {height} and "
            f"width {width}{SHAPES}"
        )
    squares = _check.empty((*lead, channels, r, r, height // r, width // r), x.dtype)
    squares[...] = _tiles(x, r)
    return squares.reshape(*lead, channels * r * r, height // r, width // r)


def shuffled(input: ArrayLike, upscale_factor: object) -> tuple[NDArray[Any], int]:
    """Check the arguments of `pixel_shuffle`."""
    x, r = _images(input), _check.integer("upscale_factor", upscale_factor, 1)
    if x.shape[-3] % (r * r):
        raise WrongValue(
            f"upscale_factor {r} needs a multiple of {r * r} channels, got "
            f"{x.shape[-3]}{SHAPES}"
        )
    return x, r


def _images(input: ArrayLike) -> NDArray[Any]:
    """Check images of any number of axes."""
    x = _check.array("input", input)
    if x.ndim < 3:
        raise WrongValue(f"input must have shape (..., C, H, W), got {x.shape}")
    _check.not_empty("input", x, "CHW")
    return x


def _tiles(images: NDArray[Any], r: int) -> NDArray[Any]:
    """Return images (..., H r, W r) as a view (..., r, r, H, W): pixels in squares."""
    *lead, height, width = images.shape
    squares = images.reshape(*lead, height // r, r, width // r, r)
    axes = range(len(lead))
    row, a, column, b = range(len(lead), len(lead) + 4)
    return squares.transpose(*axes, a, b, row, column)
