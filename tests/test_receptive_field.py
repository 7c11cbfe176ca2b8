"""Receptive fields, against what really changes when a pixel does."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convlib import (
    Layer,
    conv2d,
    effective_kernel_size,
    examples,
    output_size,
    pixels_read,
    receptive_field,
)

NOTES = json.loads(
    (Path(__file__).parent / "golden" / "notes.json").read_text("utf-8")
)["dilated"]


def dilated(*rates):
    """Return a stack of the notes' 3 × 3 kernels."""
    return [Layer(3, dilation=rate) for rate in rates]


def pairs(low, high):
    return st.tuples(st.integers(low, high), st.integers(low, high))


def stacks(padding):
    """One to three layers that differ between the axes."""
    layer = st.builds(
        Layer,
        kernel_size=pairs(1, 3),
        stride=pairs(1, 3),
        padding=pairs(0, padding),
        dilation=pairs(1, 3),
    )
    return st.lists(layer, min_size=1, max_size=3)


def seen(stack, size):
    """Return (oH, oW, H, W): True where a pixel changes a cell, by trying each pixel."""
    maps = np.eye(size[0] * size[1]).reshape(-1, 1, *size)
    for layer in stack:
        kernel = np.ones((1, 1, *layer.kernel_size))
        maps = conv2d(maps, kernel, None, layer.stride, layer.padding, layer.dilation)
    return maps[:, 0].transpose(1, 2, 0).reshape(*maps.shape[2:], *size) > 0


def placed(read, field, cell, size):
    """Lay the pixels that a cell reads on an image; drop those outside of it."""
    image = np.zeros(size, bool)
    for m, n in np.argwhere(read):
        row = field.start[0] + cell[0] * field.jump[0] + m
        column = field.start[1] + cell[1] * field.jump[1] + n
        if 0 <= row < size[0] and 0 <= column < size[1]:
            image[row, column] = True
    return image


@given(stacks(padding=0), pairs(0, 3))
def test_without_padding_every_cell_sees_what_is_said(stack, more):
    *_, field = receptive_field(stack)
    size = (field.size[0] + more[0], field.size[1] + more[1])
    assume(size[0] * size[1] <= 900)
    read = pixels_read(stack)
    assert read.shape == field.size
    cells = seen(stack, size)
    for cell in np.ndindex(cells.shape[:2]):
        np.testing.assert_array_equal(cells[cell], placed(read, field, cell, size))


@given(stacks(padding=2), pairs(6, 12))
def test_with_padding_no_cell_sees_more_and_inner_cells_no_less(stack, size):
    sizes = [size]
    for layer in stack:
        arguments = (layer.kernel_size, layer.stride, layer.padding, layer.dilation)
        reach = [
            n + 2 * p - span
            for n, p, span in zip(
                sizes[-1],
                layer.padding,
                effective_kernel_size(layer.kernel_size, layer.dilation),
                strict=True,
            )
        ]
        assume(min(reach) >= 0)
        sizes.append(output_size(sizes[-1], *arguments))
    *_, field = receptive_field(stack)
    read, cells = pixels_read(stack), seen(stack, size)
    for cell in np.ndindex(cells.shape[:2]):
        expected = placed(read, field, cell, size)
        assert not (cells[cell] & ~expected).any()
        # A map's own padding cuts ways through it; inner cells are those without.
        if all(
            inside(receptive_field(stack[depth:])[-1], cell, sizes[depth])
            for depth in range(len(stack))
        ):
            np.testing.assert_array_equal(cells[cell], expected)


def inside(field, cell, size):
    return all(
        0 <= first + i * jump and first + i * jump + pixels <= n
        for pixels, jump, first, i, n in zip(*field, cell, size, strict=True)
    )


def test_there_are_inner_cells_with_padding():
    stack = [Layer((3, 3), padding=(1, 1)), Layer((2, 3), (2, 1), (1, 1))]
    cells = seen(stack, (9, 9))
    assert any(
        all(
            inside(receptive_field(stack[d:])[-1], cell, size)
            for d, size in enumerate([(9, 9), (9, 9)])
        )
        for cell in np.ndindex(cells.shape[:2])
    )


# --- the notes -------------------------------------------------------------------


def test_effective_kernels():
    for rate, span in NOTES["effective_kernel"].items():
        assert effective_kernel_size(3, int(rate)) == span
        (field,) = receptive_field(dilated(int(rate)))
        assert field == (span, 1, 0)


def test_doubling_dilations_grow_faster_than_none():
    doubling = [field.size for field in receptive_field(dilated(1, 2, 4))]
    assert doubling == NOTES["receptive_field_of_stack_1_2_4"] == [3, 7, 15]
    dense = [field.size for field in receptive_field(dilated(1, 1, 1))]
    assert dense == NOTES["receptive_field_of_stack_1_1_1"] == [3, 5, 7]


@pytest.mark.parametrize("rates", NOTES["pixels_read"])
def test_pixels_that_are_really_read(rates):
    stack = dilated(*map(int, rates.split(",")))
    side, count = NOTES["pixels_read"][rates]
    read = pixels_read(stack)
    assert read.dtype == bool
    assert read.shape == (side, side)
    assert read.sum() == count
    assert receptive_field(stack)[-1].size == side


def test_growth_is_exponential_only_if_the_dilation_doubles():
    layers = range(1, 9)
    doubling = receptive_field(dilated(*(2 ** (n - 1) for n in layers)))
    assert [field.size for field in doubling] == [2 ** (n + 1) - 1 for n in layers]
    for rate in (1, 2, 5):
        constant = receptive_field(dilated(*[rate] * len(layers)))
        assert [field.size for field in constant] == [1 + 2 * rate * n for n in layers]


def test_the_example_is_there_as_data():
    example = examples.dilated
    assert example.kernel_size == 3
    assert example.doubling == (1, 2, 4)
    assert example.constant == (2, 2, 2)


# --- details ---------------------------------------------------------------------


def test_pooling_doubles_what_later_layers_add():
    sizes, jumps, starts = zip(
        *receptive_field([Layer(3, padding=1), Layer(2, stride=2)] * 2), strict=True
    )
    assert sizes == (3, 4, 8, 10)
    assert jumps == (1, 2, 2, 4)
    assert starts == (-1, -1, -3, -3)


def test_ints_for_ints_and_pairs_for_pairs():
    assert receptive_field([Layer(3), Layer(3)])[1] == (5, 1, 0)
    fields = receptive_field([Layer(3), Layer((3, 1))])
    assert fields == [((3, 3), (1, 1), (0, 0)), ((5, 3), (1, 1), (0, 0))]
    assert receptive_field([Layer(4, padding="same")]) == [(4, 1, -1)]
    assert receptive_field([Layer(np.int64(3), padding="valid")]) == [(3, 1, 0)]


def test_no_layer_sees_its_own_pixel():
    assert receptive_field([]) == []
    np.testing.assert_array_equal(pixels_read([]), [[True]])


def test_layers_may_come_from_a_generator():
    assert receptive_field(Layer(k) for k in (3, 5))[-1].size == 7
    assert pixels_read(Layer(k) for k in (3, 5)).all()


def test_a_stride_that_skips_pixels_leaves_holes():
    read = pixels_read([Layer(1, stride=2), Layer((1, 3))])
    np.testing.assert_array_equal(read, [[True, False, True, False, True]])


def test_layers_are_frozen_and_equal_by_value():
    assert Layer(3, dilation=2) == Layer(3, 1, 0, 2) != Layer(3)
    with pytest.raises(AttributeError):
        Layer(3).stride = 2


def test_layers_do_not_change_with_the_lists_they_were_made_from():
    size = [3, 2]
    layer = Layer(size, padding=np.array([1, 0]))
    size[0] = 0
    assert layer == Layer((3, 2), padding=(1, 0))
    assert len({layer, Layer((3, 2), padding=(1, 0))}) == 1


def test_the_odd_pixel_of_same_padding_is_at_the_end_of_both_axes():
    (field,) = receptive_field([Layer((4, 2), padding="same")])
    assert field.start == (-1, 0)


def test_the_brute_force_notices_a_hole_in_the_wrong_place():
    stack = [Layer((3, 3), (1, 1), (0, 0), (2, 2))]
    read = pixels_read(stack)
    (field,) = receptive_field([Layer((3, 3), dilation=2)])
    cells = seen(stack, (5, 5))
    np.testing.assert_array_equal(cells[0, 0], placed(read, field, (0, 0), (5, 5)))
    for wrong in (np.ones_like(read), np.roll(read, 1, axis=1), ~read):
        assert (cells[0, 0] != placed(wrong, field, (0, 0), (5, 5))).any()
