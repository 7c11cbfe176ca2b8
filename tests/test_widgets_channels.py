"""The Python side of the explorer `channels`: each axis apart, and what mistakes give."""

import numpy as np
import pytest

import convlib
from convlib.widgets import Channels, SlidingWindow

RNG = np.random.default_rng(20)
IMAGE = RNG.integers(0, 5, (3, 5, 6))
FILTERS = RNG.integers(-2, 3, (2, 3, 3, 3))
BIAS = np.array([2, -1])


def windows(image: np.ndarray) -> np.ndarray:
    """Return all windows of 3 × 3: channel, row, column, row and column in the window."""
    return np.lib.stride_tricks.sliding_window_view(image, (3, 3), axis=(1, 2))


def by_channel(image: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """Return what each channel adds to each filter's map: shape (C, K, oH, oW)."""
    return np.einsum("cijmn,kcmn->ckij", windows(image), filters)


@pytest.fixture
def mistakes() -> dict[str, np.ndarray]:
    return Channels(IMAGE, FILTERS, BIAS).mistakes["output"]


def test_mistakes_of_several_channels(mistakes):
    parts, bias = by_channel(IMAGE, FILTERS), BIAS[:, None, None]
    meant = {
        "first_channel": parts[0] + bias,
        "last_channel": parts[2] + bias,
        "slices_reversed": by_channel(IMAGE, FILTERS[:, [2, 1, 0]]).sum(0) + bias,
        "bias_for_each": parts.sum(0) + 3 * bias,
        "bias_forgotten": parts.sum(0),
        "filters_turned": by_channel(IMAGE, np.rot90(FILTERS, 2, (2, 3))).sum(0) + bias,
        "filters_swapped": by_channel(IMAGE, FILTERS.transpose(0, 1, 3, 2)).sum(0)
        + bias,
    }
    assert set(mistakes) == set(meant)
    for name, maps in meant.items():
        np.testing.assert_array_equal(mistakes[name], maps, name)


def test_mistakes_with_the_activation():
    explorer = Channels(IMAGE, FILTERS, BIAS, relu=True)
    found = explorer.mistakes["output"]
    parts, bias = by_channel(IMAGE, FILTERS), BIAS[:, None, None]
    np.testing.assert_array_equal(found["relu_forgotten"], parts.sum(0) + bias)
    each = np.maximum(parts, 0).sum(0) + bias
    np.testing.assert_array_equal(found["relu_for_each"], np.maximum(each, 0))
    first = np.maximum(parts[0] + bias, 0)
    np.testing.assert_array_equal(found["first_channel"], first)


def test_mistakes_of_the_geometry():
    setting = {"stride": 2, "padding": ((1, 2), (1, 0)), "dilation": (1, 2)}
    explorer = Channels(IMAGE, FILTERS, BIAS, **setting)
    found = explorer.mistakes["output"]
    shifted = convlib.conv2d(
        np.pad(IMAGE, ((0, 0), (0, 3), (0, 1))), FILTERS, BIAS, 2, 0, (1, 2)
    )
    np.testing.assert_array_equal(found["padding_forgotten"], shifted)
    wide = ((0, 0), (2, 4), (2, 0))
    doubled = convlib.conv2d(np.pad(IMAGE, wide), FILTERS, BIAS, 2, 0, (1, 2))
    np.testing.assert_array_equal(
        found["padding_doubled"], doubled[:, : shifted.shape[1], : shifted.shape[2]]
    )
    for name, other in [
        ("stride_forgotten", {"stride": 1}),
        ("holes_forgotten", {"dilation": 1}),
    ]:
        twin = Channels(IMAGE, FILTERS, BIAS, **{**setting, **other})
        rows, columns = explorer.output.shape[1:]
        np.testing.assert_array_equal(found[name], twin.output[:, :rows, :columns])


def test_one_channel_has_no_mistakes_of_several():
    found = Channels(IMAGE[:1], FILTERS[:, :1], BIAS).mistakes["output"]
    assert set(found) == {"bias_forgotten", "filters_turned", "filters_swapped"}


def test_each_axis_and_side_apart():
    setting = {"stride": (2, 1), "padding": ((1, 0), (0, 2)), "dilation": (1, 2)}
    explorer = Channels(IMAGE, FILTERS, BIAS, **setting)
    padded = np.pad(IMAGE, ((0, 0), (1, 0), (0, 2)))
    wide = np.lib.stride_tricks.sliding_window_view(padded, (3, 5), axis=(1, 2))
    read = wide[:, ::2, :, :, ::2]
    meant = np.einsum("cijmn,kcmn->kij", read, FILTERS) + BIAS[:, None, None]
    np.testing.assert_array_equal(explorer.output, meant)
    with pytest.raises(ValueError, match=r"effective kernel 3 × 11 exceeds"):
        explorer.dilation = (1, 5)
    assert explorer.dilation == (1, 2)


def test_a_layer_without_a_bias_adds_zeros():
    alone = Channels(IMAGE, FILTERS)
    assert alone.bias.tolist() == [0, 0]
    zeros = Channels(IMAGE, FILTERS, [0, 0])
    assert alone.state() == zeros.state()
    alone.bias = BIAS
    np.testing.assert_array_equal(alone.output, zeros.output + BIAS[:, None, None])
    for filters, error in [(5, ValueError), ([[1], [1, 2]], ValueError)]:
        with pytest.raises(error, match="Channels: filters must have"):
            Channels(IMAGE, filters)


def test_arguments_stand_in_the_order_of_one_channel():
    shared = [name for name in SlidingWindow.arguments if name in Channels.arguments]
    assert shared == [name for name in Channels.arguments if name != "filters"]
    one = SlidingWindow(IMAGE[0], FILTERS[0, 0], 1, 2, 1, (1, 2), True)
    many = Channels(IMAGE[:1], FILTERS[:1, :1], [1], 2, 1, (1, 2), True)
    np.testing.assert_array_equal(many.output, [one.output])


def test_channels_and_filters_can_be_added_together():
    explorer = Channels(IMAGE, FILTERS, BIAS)
    with explorer.hold_trait_notifications():
        explorer.image = np.ones((4, 3, 3), int)
        explorer.filters = np.ones((6, 4, 3, 3), int)
        explorer.bias = np.arange(6)
    assert explorer.output.ravel().tolist() == [36, 37, 38, 39, 40, 41]
