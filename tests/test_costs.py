"""Parameters and multiply-adds, against counting them."""

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from convlib import (
    conv2d,
    conv_cost,
    conv_matrix,
    conv_transpose2d,
    depthwise_cost,
    output_size,
    pointwise_cost,
    separable_cost,
)
from convlib.costs import Cost


def pairs(high):
    return st.tuples(st.integers(1, high), st.integers(1, high))


def counted(in_channels, out_channels, kernel, cells, groups):
    """Count by going through every product of a convolution."""
    parameters, multiply_adds = set(), 0
    for k in range(out_channels):
        for d in range(in_channels):
            if k // (out_channels // groups) != d // (in_channels // groups):
                continue
            for m, n in np.ndindex(kernel):
                parameters.add((k, d, m, n))
                multiply_adds += len(list(np.ndindex(cells)))
    return Cost(len(parameters), multiply_adds)


@given(st.integers(1, 3), pairs(3), pairs(3), pairs(4))
def test_every_product_is_counted(groups, channels, kernel, cells):
    inside, outside = (groups * count for count in channels)
    cost = conv_cost(inside, outside, kernel, cells, groups)
    assert cost == counted(inside, outside, kernel, cells, groups)
    with_bias = conv_cost(inside, outside, kernel, cells, groups, bias=True)
    assert with_bias == cost + Cost(outside, 0)


@strategies.fewer
@given(pairs(3), pairs(3), pairs(4))
def test_the_other_layers_are_convolutions_with_groups(channels, kernel, cells):
    inside, outside = channels
    depthwise = depthwise_cost(inside, kernel, cells)
    assert depthwise == counted(inside, inside, kernel, cells, inside)
    wider = depthwise_cost(inside, kernel, cells, multiplier=outside)
    assert wider == counted(inside, inside * outside, kernel, cells, inside)
    pointwise = pointwise_cost(inside, outside, cells)
    assert pointwise == counted(inside, outside, (1, 1), cells, 1)
    separable = separable_cost(inside, outside, kernel, cells)
    assert separable == depthwise + pointwise
    biased = separable_cost(inside, outside, kernel, cells, bias=True)
    assert biased == separable + Cost(inside + outside, 0)
    assert depthwise_cost(inside, kernel, cells, bias=True).parameters == (
        depthwise.parameters + inside
    )
    assert pointwise_cost(inside, outside, cells, True).parameters == (
        pointwise.parameters + outside
    )


def test_the_matrix_has_as_many_numbers_as_there_are_multiply_adds():
    weight = np.ones((4, 3, 3, 2), int)
    cells = output_size((7, 6), (3, 2), stride=2)
    matrix = conv_matrix(weight, (7, 6), stride=2)
    cost = conv_cost(3, 4, (3, 2), cells)
    assert np.count_nonzero(matrix) == cost.multiply_adds
    assert weight.size == cost.parameters
    # With ones everywhere the output itself counts its products.
    assert conv2d(np.ones((3, 7, 6), int), weight, stride=2).sum() == cost.multiply_adds


@given(st.integers(1, 3), pairs(3), pairs(3), pairs(4))
def test_every_product_of_a_transposed_convolution_is_counted(
    groups, channels, kernel, size
):
    inside, outside = (groups * count for count in channels)
    cost = conv_cost(
        inside, outside, kernel, groups=groups, transposed=True, input_size=size
    )
    # Stamps that do not overlap: each number of the output is one product.
    stamps = conv_transpose2d(
        np.ones((inside, *size), int),
        np.ones((inside, outside // groups, *kernel), int),
        stride=3,
        groups=groups,
    )
    assert stamps.sum() == cost.multiply_adds
    assert cost.parameters == inside * outside // groups * kernel[0] * kernel[1]
    # The convolution that this is the transpose of has its input for an output.
    assert cost == conv_cost(outside, inside, kernel, size, groups)
    biased = conv_cost(
        inside,
        outside,
        kernel,
        groups=groups,
        bias=True,
        transposed=True,
        input_size=size,
    )
    assert biased == cost + Cost(outside, 0)


def test_transposed_convolutions_that_tools_disagree_about():
    up = conv_cost(3, 1, kernel_size=2, transposed=True, input_size=2)
    assert up == Cost(parameters=12, multiply_adds=48)
    one_pixel = conv_cost(32, 1, kernel_size=3, transposed=True, input_size=1)
    assert one_pixel == Cost(parameters=288, multiply_adds=288)
    # As a convolution of pixels with zeros between them: stride times stride as many.
    assert conv_cost(3, 1, 2, output_size=4).multiply_adds == 2 * 2 * 48


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"output_size": 4, "transposed": True},
            (
                "a transposed convolution is counted from its input_size, and has no use for "
                "output_size 4"
            ),
        ),
        (
            {"input_size": (4, 3)},
            (
                "a convolution is counted from its output_size, and has no use for "
                "input_size (4, 3)"
            ),
        ),
    ],
)
def test_the_size_that_is_counted_from_is_named(given, message):
    with pytest.raises(ValueError) as caught:
        conv_cost(3, 1, 2, **given)
    assert str(caught.value) == f"conv_cost: {message}"


@strategies.fewer
@given(pairs(3), pairs(3), pairs(3))
def test_flops_are_multiplications_and_additions(channels, kernel, cells):
    inside, outside = channels
    cost = conv_cost(inside, outside, kernel, cells, bias=True)
    multiplications = additions = 0
    for _ in np.ndindex(outside, *cells):
        products = inside * kernel[0] * kernel[1]
        multiplications += products
        additions += products - 1 + 1  # of the products, and of the bias
    assert cost.flops == multiplications + additions == 2 * cost.multiply_adds


def test_published_costs():
    """MobileNet: 569 million multiply-adds, 4.2 million parameters; VGG16: 138 million."""
    size, channels = 112, 32
    mobile = conv_cost(3, 32, 3, size)
    for filters, stride in [
        (64, 1),
        (128, 2),
        (128, 1),
        (256, 2),
        (256, 1),
        (512, 2),
    ] + [
        *[(512, 1)] * 5,
        (1024, 2),
        (1024, 1),
    ]:
        size //= stride
        mobile += separable_cost(channels, filters, 3, size)
        channels = filters
    mobile += conv_cost(1024, 1000, 1, 1)
    assert round(mobile.multiply_adds / 1e6) == 569
    assert round(mobile.parameters / 1e6, 1) == 4.2

    size, channels, vgg = 224, 3, Cost(0, 0)
    for filters, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(count):
            vgg += conv_cost(channels, filters, 3, size, bias=True)
            channels = filters
        size //= 2
    for inputs, outputs in [(512 * 49, 4096), (4096, 4096), (4096, 1000)]:
        vgg += conv_cost(inputs, outputs, 1, 1, bias=True)
    assert vgg.parameters == 138_357_544


def test_a_separable_layer_costs_one_over_filters_plus_one_over_cells():
    standard = conv_cost(512, 512, kernel_size=3, output_size=14)
    separable = separable_cost(512, 512, kernel_size=3, output_size=14)
    # MobileNets, section 3.1: "between 8 to 9 times less computation".
    assert separable.multiply_adds * 9 * 512 == standard.multiply_adds * (9 + 512)
    assert 8 < standard.multiply_adds / separable.multiply_adds < 9


def test_large_layers_do_not_overflow():
    cost = conv_cost(10**6, 10**6, 10**3, 10**6)
    assert cost == Cost(10**18, 10**30)


def test_numbers_of_numpy_are_taken_and_plain_ones_given():
    cost = conv_cost(np.int8(100), np.int8(100), np.int8(3), np.array([2, 3]))
    assert cost == Cost(90000, 540000)
    assert type(cost.parameters) is type(cost.multiply_adds) is int


def test_costs_add_up_and_with_nothing_else():
    assert sum([Cost(1, 2), Cost(3, 4)], Cost(0, 0)) == Cost(4, 6)
    with pytest.raises(TypeError, match="unsupported operand"):
        Cost(1, 2) + 3
