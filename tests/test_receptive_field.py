"""Receptive fields, against what really changes when a pixel does."""

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st

from convlib import (
    Layer,
    conv2d,
    conv_transpose2d,
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


@strategies.fewer
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


# --- transposed convolutions -----------------------------------------------------


@st.composite
def mixed_stacks(draw):
    """One to four layers, transposed ones among them, that differ between the axes."""
    layer = st.builds(
        Layer,
        kernel_size=pairs(1, 4),
        stride=pairs(1, 3),
        padding=pairs(0, 2),
        dilation=pairs(1, 2),
        transposed=st.booleans(),
    )
    return draw(st.lists(layer, min_size=1, max_size=4))


def read_by(cell, stack, axis):
    """Return the pixels that reach a cell of the last layer, by trying all stamps."""
    cells = {cell}
    for layer in reversed(stack):
        along = layer.axes[axis]
        k, s, p, d = along.kernel, along.stride, along.before, along.dilation
        if layer.transposed:
            cells = {
                stamp
                for c in cells
                for stamp in range(c // s - 9, c // s + 10)
                for m in range(k)
                if stamp * s + m * d - p == c
            }
        else:
            cells = {c * s + m * d - p for c in cells for m in range(k)}
    return cells


def extent(cells):
    return max(cells) - min(cells) + 1 if cells else 0


@given(mixed_stacks())
def test_the_largest_field_over_all_positions(stack):
    *_, field = receptive_field(stack)
    read = pixels_read(stack)
    assert read.shape == field.size
    for axis in (0, 1):
        turns = math.prod(one.stride[axis] for one in stack if one.transposed)
        cells = [read_by(cell, stack, axis) for cell in range(turns)]
        assert field.size[axis] == max(map(extent, cells))
        shift = turns * field.jump[axis]
        assert {c + shift for c in cells[0]} == read_by(turns, stack, axis)
        assert all(c >= field.start[axis] for c in cells[0])
        if all(
            one.stride[axis] <= one.kernel_size[axis] and one.dilation[axis] == 1
            for one in stack
            if one.transposed
        ):
            assert min(cells[0]) == field.start[axis]
        largest = [c for c in cells if extent(c) == field.size[axis]]
        most = [c for c in largest if len(c) == max(map(len, largest))]
        along = read.any(axis=1 - axis) if read.size else np.zeros(field.size[axis])
        shapes = [
            [c in one for c in range(min(one), max(one) + 1)] for one in most if one
        ]
        assert along.tolist() in (shapes or [[]]) or not read.size


def test_down_and_up_again():
    down, up = Layer(3, stride=2, padding=1), Layer(2, stride=2, transposed=True)
    fields = receptive_field([down, up, Layer(3, padding=1)])
    assert fields == [(3, 2, -1), (3, 1, -1), (5, 1, -3)]
    assert pixels_read([down, up]).shape == (3, 3)


def test_a_pixel_reaches_no_cell_whose_field_it_is_not_in():
    """The functions themselves: two layers down, two up, in the middle of an image."""
    stack = [
        Layer((3, 4), (2, 3), (1, 0)),
        Layer((3, 2), (2, 1), (0, 1), (1, 2)),
        Layer((3, 2), (2, 2), (1, 0), transposed=True),
        Layer((4, 3), (3, 2), (0, 1), (1, 2), transposed=True),
    ]
    maps = np.eye(24 * 24).reshape(-1, 1, 24, 24)
    for layer in stack:
        kernel = np.ones((1, 1, *layer.kernel_size))
        if layer.transposed:
            maps = conv_transpose2d(
                maps,
                kernel,
                stride=layer.stride,
                padding=layer.padding,
                dilation=layer.dilation,
            )
        else:
            geometry = (layer.stride, layer.padding, layer.dilation)
            maps = conv2d(maps, kernel, None, *geometry)
    for cell in [(12, 8), (13, 8), (14, 9), (15, 10), (16, 11)]:
        seen = (maps[:, 0, *cell] > 0).reshape(24, 24)
        rows, columns = (read_by(cell[axis], stack, axis) for axis in (0, 1))
        expected = np.zeros((24, 24), bool)
        expected[np.ix_(sorted(rows), sorted(columns))] = True
        np.testing.assert_array_equal(seen, expected)


def test_cells_that_no_stamp_lies_on_read_nothing():
    holes = Layer(1, stride=2, transposed=True)
    assert receptive_field([holes]) == [(1, Fraction(1, 2), 0)]
    assert pixels_read([holes]).tolist() == [[True]]
    only_holes = [Layer(3), holes, Layer(1, stride=2, padding=1)]
    assert receptive_field(only_holes)[-1].size == 0
    assert pixels_read(only_holes).shape == (0, 0)
    one_axis = [Layer((1, 2), 2, transposed=True), Layer(1, 2, 1)]
    assert receptive_field(one_axis)[-1].size == (0, 1)
    assert pixels_read(one_axis).shape == (0, 1)


def test_a_jump_that_is_no_integer_is_a_fraction():
    up = Layer(3, stride=(3, 2), padding=1, transposed=True)
    first, second = receptive_field([Layer(2, 2), up])
    assert first.jump == (2, 2)
    assert second == ((2, 4), (Fraction(2, 3), 1), (0, 0))
    assert [type(jump) for jump in second.jump] == [Fraction, int]


def test_numbers_of_any_size_behind_transposed_layers():
    far = 2**70
    up = Layer(3, far, transposed=True)
    assert receptive_field([up])[-1] == (1, Fraction(1, far), 0)
    assert receptive_field([up, Layer(3, far)])[-1] == (1, 1, 0)
    assert receptive_field([Layer(far), up])[-1].size == far
    assert receptive_field([up, Layer(2, dilation=far)])[-1].size == 2
    assert receptive_field([Layer(2, padding=far), up])[-1].start == -far
    widest = Layer(2**20, transposed=True)
    assert receptive_field([widest])[-1].size == 2**20
    for stack in ([Layer(2**20 + 1, transposed=True)], [widest, Layer(2)]):
        with pytest.raises(
            MemoryError, match=r"^receptive_field: no memory .* Layer\("
        ):
            receptive_field(stack)


def test_both_axes_are_worked_out_where_they_differ():
    up = Layer((2, 3), (2, 1), transposed=True)
    assert receptive_field([up, Layer(3)])[-1].size == (2, 5)
    assert pixels_read([Layer((2, 3), dilation=(3, 1)), up]).shape == (4, 5)


def test_long_kernels_over_long_kernels():
    long = Layer((1, 10**6))
    assert pixels_read([long] * 2).shape == (1, 2 * 10**6 - 1)
    apart = pixels_read([Layer((1, 2)), Layer((1, 7), dilation=3)])
    assert apart[0].astype(int).tolist() == [1, 1, 0] * 6 + [1, 1]


def test_padding_of_a_transposed_layer_is_a_number():
    assert Layer(3, padding=(1, 0), transposed=True).padding == (1, 0)
    for word in ("same", "valid"):
        with pytest.raises(TypeError, match=r"^Layer: padding of a transposed .*got '"):
            Layer(3, padding=word, transposed=True)


# --- known networks --------------------------------------------------------------


def test_vgg16():
    """Araujo, Norris and Sim (2019), table 1."""
    stack = []
    for count in (2, 2, 3, 3, 3):
        stack += [Layer(3, padding=1)] * count + [Layer(2, stride=None)]
    assert receptive_field(stack)[-1] == (212, 32, -90)


@pytest.mark.parametrize(("first", "size"), [(False, 427), (True, 483)])
def test_resnet_50(first, size):
    """The main path, its strides in the 3 × 3 layers or, as at first, before them."""
    stack = [Layer(7, 2, 3), Layer(3, 2, 1)]
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            steps = (stride, 1) if first else (1, stride)
            stack += [Layer(1, steps[0]), Layer(3, steps[1], 1), Layer(1)]
    *_, field = receptive_field(stack)
    assert field == (size, 32, -(size // 2))
    # Larger than an image of 224 pixels: each of the 7 cells sees all of it or most.
    there = [
        min(224, field.start + i * field.jump + size) - max(0, field.start + 32 * i)
        for i in range(7)
    ]
    assert max(there) == 224 and min(there) == min(224, size - size // 2)


def test_a_contracting_and_expanding_path():
    """U-Net: what a pixel sees doubles on the way down, and hardly grows on the way up."""
    stack = []
    for _ in range(4):
        stack += [Layer(3), Layer(3), Layer(2, stride=None)]
    stack += [Layer(3), Layer(3)]
    for _ in range(4):
        stack += [Layer(2, stride=2, transposed=True), Layer(3), Layer(3)]
    sizes = [field.size for field in receptive_field(stack)]
    assert sizes[:14] == [3, 5, 6, 10, 14, 16, 24, 32, 36, 52, 68, 76, 108, 140]
    assert sizes[14::3] == [140, 172, 188, 204]
    assert sizes[-1] == max(extent(read_by(cell, stack, 0)) for cell in range(16))
    assert receptive_field(stack)[-1].jump == 1


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


def test_pooling_has_the_stride_of_its_kernel():
    assert Layer(2, stride=None) == Layer(2, 2)
    size = [3, 2]
    layer = Layer(size, None, 1)
    size[0] = 0
    assert layer == Layer((3, 2), (3, 2), 1)


def test_a_layer_says_what_it_is():
    assert repr(Layer(3, 2)) == "Layer(kernel_size=3, stride=2, padding=0, dilation=1)"
    up = Layer((2, 3), 2, transposed=np.True_)
    assert eval(repr(up)) == up != Layer((2, 3), 2)
    assert up.transposed is True


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
