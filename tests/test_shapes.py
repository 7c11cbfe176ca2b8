"""Sizes, against counting windows one by one."""

import json
from pathlib import Path

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from convlib import _check, effective_kernel_size, output_size

NOTES = json.loads((Path(__file__).parent / "golden" / "notes.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, (3, 3)),
        (-1, (-1, -1)),
        ((1, 2), (1, 2)),
        ([1, 2], (1, 2)),
        (np.int8(4), (4, 4)),
        (np.array(4), (4, 4)),
        (np.array([4, 5]), (4, 5)),
        ((np.uint8(1), 2), (1, 2)),
        ((2,), (2, 2)),  # as PyTorch takes it
        ([np.int64(2)], (2, 2)),
        (np.array([2]), (2, 2)),
    ],
)
def test_pair(value, expected):
    result = _check.integer_pair("value", value)
    assert result == expected
    assert [type(item) for item in result] == [int, int]


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (2.0, TypeError, r"value must be an integer .*, got 2\.0 \(float\)"),
        (True, TypeError, r"got True \(bool\)"),
        (np.True_, TypeError, r"\(bool"),
        (None, TypeError, r"got None"),
        ("12", TypeError, r"got '12' \(str\)"),
        (b"12", TypeError, r"\(bytes\)"),
        ({1, 2}, TypeError, r"\(set\)"),
        (1 + 0j, TypeError, r"\(complex\)"),
        ((1, 2.0), TypeError, r"integers only, got \(1, 2\.0\)"),
        ((1, True), TypeError, r"integers only"),
        (((1, 2), (3, 4)), TypeError, r"integers only"),
        (np.array([1.0, 2.0]), TypeError, r"array of shape \(2,\) and dtype float64"),
        (np.ones((2, 2), int), TypeError, r"integers only"),
        ((), ValueError, r"got 0 values"),
        ((1, 2, 3, 4), ValueError, r"pair \(vertical, horizontal\), got 4 values"),
        ((1, 2, 3), ValueError, r"got 3 values: \(1, 2, 3\)"),
        ("x" * 100, TypeError, r"\.\.\. \(str\)"),
    ],
)
def test_pair_refuses(value, error, message):
    with pytest.raises(error, match=message):
        _check.integer_pair("value", value)


def test_effective_kernel_size():
    assert effective_kernel_size(3) == 3
    assert effective_kernel_size(3, 2) == 5
    assert effective_kernel_size(1, 7) == 1
    assert effective_kernel_size((3, 5), 2) == (5, 9)
    assert effective_kernel_size(3, (1, 2)) == (3, 5)


@given(st.integers(1, 9), st.integers(1, 9))
def test_effective_kernel_size_counts_from_first_to_last(kernel, dilation):
    positions = [dilation * cell for cell in range(kernel)]
    span = positions[-1] - positions[0] + 1
    assert effective_kernel_size(kernel, dilation) == span


def test_the_width_in_the_notes():
    notes = NOTES["output_size"]
    width = output_size(notes["W1"], notes["F"], notes["S"], notes["P"])
    assert width == notes["W2"] == 2


def test_the_sizes_of_the_notes_examples():
    one, two = NOTES["single_channel"], NOTES["two_filters"]
    size = len(one["image"]), len(one["image"][0])
    assert output_size(size, 3) == np.shape(one["feature_map_stride_1"])
    assert output_size(size, 3, 2) == np.shape(one["feature_map_stride_2"])
    assert output_size(5, 3, two["stride"], two["padding"]) == 3
    # The notes call the padded 7 × 7 the input and pad it again: that gives 4.
    assert output_size(7, 3, 2, 1) == 4


@given(strategies.sizes())
def test_output_size_counts_windows(geometry):
    size, kernel, stride, padding, dilation = geometry.values()
    sides = oracles.sides(padding, size, kernel, stride, dilation)
    expected = oracles.cells(size, kernel, stride, sides, dilation)
    assert output_size(size, kernel, stride, padding, dilation) == expected


@given(st.integers(1, 30), st.integers(1, 6), st.integers(1, 4))
def test_same_keeps_the_size(size, kernel, dilation):
    assert output_size(size, kernel, padding="same", dilation=dilation) == size


@given(st.integers(1, 30), st.integers(1, 6), st.integers(1, 9), st.integers(1, 4))
def test_same_is_a_window_for_each_stride_begun(size, kernel, stride, dilation):
    count = output_size(size, kernel, stride, "same", dilation)
    assert count == len(range(0, size, stride))


def test_an_int_for_ints_and_a_pair_for_pairs():
    assert output_size(5, 3) == 3
    assert isinstance(output_size(np.int64(5), np.array(3)), int)
    assert output_size(5, 3, padding="valid") == 3
    for arguments in [((5, 5), 3), (5, [3, 3]), (5, 3, (1, 1)), (5, 3, 1, (0, 0))]:
        assert output_size(*arguments) == (3, 3)
    assert output_size(5, 3, dilation=np.array([1, 2])) == (3, 1)


def test_the_counting_oracle_notices_a_dropped_floor():
    without_floor = (6 - 3) / 2 + 1
    assert oracles.window_count(6, 3, 2, 0, 0, 1) != without_floor
    rounded_up = -(-(6 - 3) // 2) + 1
    assert oracles.window_count(6, 3, 2, 0, 0, 1) != rounded_up


def test_valid_pads_no_side():
    assert output_size((5, 6), 3, padding="valid") == (3, 4)
    for kernel in [(1, 3), (3, 1)]:
        assert output_size((5, 6), kernel, padding="valid") == output_size(
            (5, 6), kernel
        )
