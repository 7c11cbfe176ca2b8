"""Channels as pixels, and back: cell by cell, and as transposed convolutions."""

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from convlib import conv2d, conv_transpose2d, pixel_shuffle, pixel_unshuffle


@st.composite
def images(draw):
    """Images of up to two axes before the channels, and a factor."""
    factor = draw(st.integers(1, 3))
    lead = draw(st.lists(st.integers(1, 2), max_size=2))
    channels, height, width = (draw(st.integers(1, 3)) for _ in range(3))
    shape = (*lead, channels * factor**2, height, width)
    return np.arange(np.prod(shape)).reshape(shape), factor


@given(images())
def test_cell_by_cell(given_images):
    x, r = given_images
    output = pixel_shuffle(x, r)
    *lead, channels, height, width = x.shape
    assert output.shape == (*lead, channels // r**2, height * r, width * r)
    assert output.dtype == x.dtype
    for cell in np.ndindex(output.shape):
        *before, c, i, j = cell
        channel = c * r**2 + i % r * r + j % r
        assert output[cell] == x[(*before, channel, i // r, j // r)]
    back = pixel_unshuffle(output, r)
    np.testing.assert_array_equal(back, x)
    for one in (output, back):
        assert one.flags.c_contiguous and not np.may_share_memory(one, x)


@strategies.fewer
@given(images(), st.integers(0, 2**32 - 1))
def test_each_is_the_gradient_of_the_other(given_images, seed):
    x, r = given_images
    output = pixel_shuffle(x, r)
    grad = np.random.default_rng(seed).integers(-9, 10, output.shape)
    assert (output * grad).sum() == (x * pixel_unshuffle(grad, r)).sum()


@pytest.mark.parametrize("r", [1, 2, 3])
def test_a_convolution_and_a_shuffle_are_a_transposed_convolution(r):
    """Whose stride is r: its stamps, as many as fit beside one another, by filters."""
    rng = np.random.default_rng(0)
    image = rng.integers(-5, 6, (2, 4, 3))
    stamps = rng.integers(-5, 6, (2, 3, r, r))
    filters = stamps.transpose(1, 2, 3, 0).reshape(3 * r * r, 2, 1, 1)
    np.testing.assert_array_equal(
        pixel_shuffle(conv2d(image, filters), r),
        conv_transpose2d(image, stamps, stride=r),
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: pixel_shuffle(np.ones((6, 2, 2)), 2),
            (
                "pixel_shuffle: upscale_factor 2 needs a multiple of 4 channels, got 6; "
                "input (6, 2, 2)"
            ),
        ),
        (
            lambda: pixel_unshuffle(np.ones((1, 4, 3)), 2),
            (
                "pixel_unshuffle: downscale_factor 2 does not divide the image's height 4 "
                "and width 3; input (1, 4, 3)"
            ),
        ),
        (
            lambda: pixel_unshuffle(np.ones((1, 3, 4)), 2),
            (
                "pixel_unshuffle: downscale_factor 2 does not divide the image's height 3 "
                "and width 4; input (1, 3, 4)"
            ),
        ),
        (
            lambda: pixel_shuffle(np.ones((4, 4)), 2),
            "pixel_shuffle: input must have shape (..., C, H, W), got (4, 4)",
        ),
    ],
)
def test_what_does_not_divide_is_said(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message
