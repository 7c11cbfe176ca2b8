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
