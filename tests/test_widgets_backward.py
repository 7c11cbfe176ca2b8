"""The explorers of the way back, without a browser: results, tables, refusals."""

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

import convlib
from convlib.widgets import Channels, ConvBackward, Network, Pooling
from convlib.widgets.traits import ArgumentValueError

MAP = [[1, 0, 2], [1, 3, 2]]


def test_conv_backward_shows_the_gradients_of_convlib():
    image, kernel = np.arange(12).reshape(3, 4), [[1, 2], [3, 4]]
    explorer = ConvBackward(image=image, kernel=kernel, grad_output=np.ones((2, 3)))
    found = explorer.grad_input, explorer.grad_kernel, explorer.grad_bias
    expected = convlib.conv2d_backward(np.ones((2, 3)), image, kernel)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)
    tables = dict(explorer.tables())
    assert len(tables) == 5
    np.testing.assert_array_equal(tables["Kernel gradient"], expected[1])


SIDES = st.one_of(strategies.even, st.tuples(strategies.even, strategies.even))


@given(strategies.sizes(SIDES), st.integers(0, 2**32 - 1))
@strategies.fewer
def test_conv_backward_takes_each_axis_and_side(sizes, seed):
    rng = np.random.default_rng(seed)
    image, kernel = (rng.integers(-9, 10, sizes[name]) for name in ("size", "kernel"))
    layer = [sizes[name] for name in ("stride", "padding", "dilation")]
    delta = rng.integers(-9, 10, convlib.output_size(image.shape, kernel.shape, *layer))
    explorer = ConvBackward(image, kernel, delta, *layer)
    expected = convlib.conv2d_backward(delta, image, kernel, *layer)
    np.testing.assert_array_equal(explorer.grad_input, expected[0])
    np.testing.assert_array_equal(explorer.grad_kernel, expected[1])
    explorer.draw(seed % 1000)
    for name in ("image", "kernel", "grad_output"):
        assert abs(getattr(explorer, name)).max() <= 4
    assert explorer.seed == seed % 1000


def stacked() -> ConvBackward:
    """Return one of two groups, each of two channels and three filters."""
    rng = np.random.default_rng(5)
    image, kernel = rng.integers(-9, 10, (4, 4, 5)), rng.integers(-9, 10, (6, 2, 2, 3))
    return ConvBackward(image, kernel, rng.integers(-9, 10, (6, 3, 3)), groups=2)


def test_conv_backward_takes_channels_filters_and_groups():
    explorer = stacked()
    expected = convlib.conv2d_backward(
        explorer.grad_output, explorer.image, explorer.kernel, groups=2
    )
    found = explorer.grad_input, explorer.grad_kernel, explorer.grad_bias
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)
    tables = dict(explorer.tables())
    assert len(tables) == 4 + 12 + 6 + 4 + 12
    name = "Kernel gradient, filter 4, channel 1"
    np.testing.assert_array_equal(tables[name], expected[1][4, 1])
    np.testing.assert_array_equal(tables["Input, channel 3"], explorer.image[3])
    assert "Output gradient, filter 5" in tables


def test_one_channel_may_have_the_axes_of_several():
    plain = ConvBackward(np.ones((3, 4)), [[1, 2]], np.ones((3, 3)))
    stack = ConvBackward([np.ones((3, 4))], [[[[1, 2]]]], [np.ones((3, 3))])
    assert stack.grad_input.tolist() == [plain.grad_input.tolist()]
    assert stack.grad_kernel.tolist() == [[plain.grad_kernel.tolist()]]
    assert stack.grad_bias.tolist() == [plain.grad_bias]


def test_mistakes_are_those_of_the_filter_and_the_channel_that_are_shown():
    explorer = stacked()
    with explorer.hold_trait_notifications():
        explorer.filter, explorer.channel = 4, 1
    image, kernel, delta = explorer.image, explorer.kernel, explorer.grad_output
    pairs = [ConvBackward(image[3], kernel[k, 1], delta[k]) for k in (3, 4, 5)]
    found = explorer.mistakes["input_gradient"]
    assert set(found) == {"not_turned", "assigned", "one_filter"}
    np.testing.assert_array_equal(found["one_filter"], pairs[1].grad_input)
    for name in ("assigned", "not_turned"):
        each = [pair.mistakes["input_gradient"][name] for pair in pairs]
        np.testing.assert_array_equal(found[name], sum(each))
    for name, array in explorer.mistakes["kernel_gradient"].items():
        one = pairs[1].mistakes["kernel_gradient"][name]
        np.testing.assert_array_equal(array, one)


@pytest.mark.parametrize("mode", ["max", "average"])
def test_pooling_shows_the_numbers_of_convlib(mode):
    explorer = Pooling(feature_map=MAP, mode=mode)
    name = {"max": "max_pool2d", "average": "avg_pool2d"}[mode]
    tables = dict(explorer.tables())
    output = getattr(convlib, name)(MAP, 2, 1)
    grad_input = getattr(convlib, f"{name}_backward")([[1, 2]], MAP, 2, 1)
    np.testing.assert_array_equal(tables["Pooled"], output)
    np.testing.assert_array_equal(tables["Feature map gradient"], grad_input)


@pytest.mark.parametrize("mode", ["max", "average"])
def test_pooling_takes_each_axis_and_side(mode):
    feature_map = np.arange(30).reshape(5, 6) % 7
    layer = {"padding": ((0, 1), (1, 0)), "ceil_mode": True}
    explorer = Pooling(feature_map, (2, 3), (3, 2), mode, **layer)
    name, counts = {
        "max": ("max_pool2d", {}),
        "average": ("avg_pool2d", {"count_include_pad": False}),
    }[mode]
    explorer.count_include_pad = False
    expected = getattr(convlib, name)(feature_map, (2, 3), (3, 2), **layer, **counts)
    np.testing.assert_array_equal(explorer.output, expected)
    explorer.draw(8)
    backward = getattr(convlib, f"{name}_backward")
    grad_input = backward(
        explorer.grad_output, explorer.feature_map, (2, 3), (3, 2), **layer, **counts
    )
    np.testing.assert_array_equal(explorer.grad_input, grad_input)
    explorer.stride = 4
    assert explorer.grad_output.tolist() == [[1, 2], [3, 4]]
    explorer.feature_map = [[1, 3, 2, 1], [4, 6, 6, 8], [3, 1, 1, 0], [1, 2, 2, 4]]
    explorer.kernel_size = explorer.stride = 2
    explorer.padding, explorer.mode = 0, "max"
    assert explorer.output.tolist() == [[6, 8], [3, 4]]


NETWORK = {
    "image": np.ones((4, 4)),
    "filters": np.ones((2, 2, 2)),
    "fc_weight": np.ones((3, 8)),
    "fc_bias": np.ones(3),
    "label": 0,
}


def test_network_has_a_table_for_each_map_and_its_gradient():
    titles = [title for title, _ in Network(**NETWORK).tables()]
    assert len(titles) == len(set(titles))
    assert sum(title.endswith(", value") for title in titles) == len(titles) / 2


@pytest.mark.parametrize(
    ("explorer", "changed", "message"),
    [
        (
            ConvBackward,
            {"kernel": np.ones((9, 9))},
            r"ConvBackward: effective kernel 9 × 9 exceeds",
        ),
        (ConvBackward, {"stride": 2}, r"grad_output must have .* \(1, 1\).* stride 2"),
        (
            Pooling,
            {"kernel_size": 9},
            "Pooling: effective kernel 9 × 9 exceeds padded input 2 × 3; .*kernel_size 9",
        ),
        (
            Pooling,
            {"kernel_size": (2, 3), "padding": ((1, 0), (0, 2))},
            r"Pooling: padding exceeds half of kernel_size; .*\(0, 2\)\), kernel_size \(2",
        ),
        (Network, {"image": np.ones((2, 2))}, r"the feature maps, \(1, 1\)"),
        (Network, {"image": np.ones((5, 5))}, "Network: fc_weight must have shape"),
        (Network, {"label": 3}, "Network: label 3 is not one of 3"),
    ],
)
def test_what_cannot_be_shown_is_refused(explorer, changed, message):
    fine = {
        ConvBackward: {
            "image": np.ones((3, 3)),
            "kernel": np.ones((2, 2)),
            "grad_output": np.ones((2, 2)),
        },
        Pooling: {"feature_map": MAP},
        Network: NETWORK,
    }[explorer]
    explorer(**fine)
    with pytest.raises((ArgumentValueError, ValueError), match=message):
        explorer(**{**fine, **changed})


def test_selections_and_gradients_of_another_shape_are_refused():
    network, pooling = Network(**NETWORK), Pooling(feature_map=MAP)
    with pytest.raises(ArgumentValueError, match="Network: selection must be None or"):
        network.selection = ("nothing", 1)
    with pytest.raises(ArgumentValueError, match="Pooling: grad_output must have"):
        pooling.grad_output = np.ones((9, 9))
    np.testing.assert_array_equal(pooling.grad_output, [[1, 2]])
    with pytest.raises(ArgumentValueError, match="Pooling: effective kernel 9 × 9 exc"):
        pooling.kernel_size = 9
    assert pooling.kernel_size == 2
    pooling.feature_map = [[1, 2, 3, 4], [5, 6, 7, 8]]
    np.testing.assert_array_equal(pooling.grad_output, [[1, 2, 3]])
    backward = ConvBackward(np.ones((3, 3)), np.ones((2, 2)), np.ones((2, 2)))
    with pytest.raises(ArgumentValueError, match="grad_output must have the shape"):
        backward.stride = 2
    assert backward.stride == 1
    filters = stacked()
    for changed, message in [
        ({"groups": 3}, "groups 3 must divide 4 channels and 6 filters"),
        ({"groups": 1}, "image has 4 channels, 1 groups of kernel read 2"),
        ({"grad_output": np.ones((5, 3, 3))}, "one matrix for each of 6 filters"),
        ({"channel": 2}, "filter 0 or channel 2 is not one of 6 × 2"),
        ({"filter": 6}, "filter 6 or channel 0 is not one of 6 × 2"),
        ({"kernel": np.ones((2, 2, 2))}, r"\(rows, columns\) or \(filters, channels"),
    ]:
        with pytest.raises(ArgumentValueError, match=f"ConvBackward: .*{message}"):
            filters.set_trait(*changed.popitem())
    with pytest.raises(ArgumentValueError, match="label 3 is not one of 3"):
        network.label = 3
    assert network.label == 0
    channels = Channels(np.ones((2, 4, 4)), np.ones((1, 2, 2, 2)), [0])
    with pytest.raises(ArgumentValueError, match="Channels: filter 9 is not one of 1"):
        channels.filter = 9
