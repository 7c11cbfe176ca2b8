"""Practice in Python: what the usual mistakes give, each worked out another way here."""

import numpy as np
import pytest

import convlib
from convlib.widgets import (
    ConvBackward,
    OutputSize,
    Pooling,
    SlidingWindow,
    Transposed,
)
from convlib.widgets.practice import OPERATIONS, evaluate

MAP = np.array([[3, 0, 2, 1], [1, 5, 0, 4], [2, 1, 7, 0], [0, 6, 1, 2]])


def names(explorer) -> dict[str, set[str]]:
    return {grid: set(found) for grid, found in explorer.mistakes.items()}


def test_mistakes_of_max_pooling():
    explorer = Pooling(MAP, 2, 2)
    forward, backward = explorer.mistakes.values()
    assert set(forward) == {"average_for_max", "stride_forgotten", "swapped"}
    np.testing.assert_array_equal(
        forward["average_for_max"], MAP.reshape(2, 2, 2, 2).mean(axis=(1, 3))
    )
    assert forward["stride_forgotten"].tolist() == [[5, 5], [5, 7]]
    assert forward["swapped"].tolist() == explorer.output.T.tolist()
    # Windows that touch do not overlap: nothing is lost by overwriting.
    assert set(backward) == {"back_to_all", "back_shared", "deltas_swapped"}
    shares = np.kron([[1, 2], [3, 4]], np.ones((2, 2)))
    np.testing.assert_array_equal(backward["back_to_all"], shares)
    np.testing.assert_array_equal(backward["back_shared"], shares / 4)
    assert backward["deltas_swapped"].sum() == 1 + 2 + 3 + 4


@pytest.mark.parametrize("mode", ["max", "average"])
def test_overwriting_keeps_the_last_window(mode):
    explorer = Pooling(MAP, 2, 1, mode)
    left = np.zeros(MAP.shape)
    for (i, j), delta in np.ndenumerate(explorer.grad_output):
        window = np.zeros(MAP.shape)
        one = np.zeros(explorer.grad_output.shape)
        one[i, j] = delta
        twin = Pooling(MAP, 2, 1, mode)
        twin.grad_output = one
        window = twin.grad_input
        left[window != 0] = window[window != 0]
    np.testing.assert_allclose(explorer.mistakes["input_gradient"]["assigned"], left)


def test_mistakes_of_average_pooling():
    explorer = Pooling(MAP, 2, 1, "average")
    forward, backward = explorer.mistakes.values()
    np.testing.assert_allclose(forward["sum_for_average"], 4 * explorer.output)
    assert forward["max_for_average"].tolist() == Pooling(MAP, 2).output.tolist()
    touching = convlib.avg_pool2d(MAP, 2)
    assert "windows_touch" not in forward, f"it ends at {touching.shape}"
    np.testing.assert_allclose(backward["back_undivided"], 4 * explorer.grad_input)
    assert set(backward) == {
        "assigned",
        "back_to_largest",
        "back_undivided",
        "deltas_swapped",
    }


def windows(image, kernel, bias, top, left, step, between, rows, columns) -> np.ndarray:
    """Return the sums of windows, each cell of which is looked up; 0 outside."""
    found = np.full((rows, columns), bias)
    for i, j in np.ndindex(rows, columns):
        for (m, n), weight in np.ndenumerate(kernel):
            row = i * step - top + m * between
            col = j * step - left + n * between
            if 0 <= row < len(image) and 0 <= col < len(image[0]):
                found[i, j] += image[row][col] * weight
    return found


def test_mistakes_of_a_convolution():
    """On an image of 4 × 5, padded by 1 and 2 above, with stride 2 and dilation 2."""
    image, kernel = MAP[:, [0, 1, 2, 3, 1]], np.array([[1, -4], [3, 1]])
    explorer = SlidingWindow(image, kernel, 3, 2, ((2, 1), (1, 1)), 2, relu=True)
    rows, columns = explorer.output.shape

    def sums(kernel=kernel, bias=3, top=2, left=1, step=2, between=2) -> np.ndarray:
        return windows(image, kernel, bias, top, left, step, between, rows, columns)

    np.testing.assert_array_equal(explorer.output, np.maximum(sums(), 0))
    given = {
        "kernel_turned": sums(kernel[::-1, ::-1]),
        "kernel_swapped": sums(kernel.T),
        "bias_forgotten": sums(bias=0),
        "padding_forgotten": sums(top=0, left=0),
        "padding_doubled": sums(top=4, left=2),
        "stride_forgotten": sums(step=1),
        "stride_inside": sums(between=4),
        "holes_forgotten": sums(between=1),
    }
    found = explorer.mistakes["output"]
    assert set(found) == {*given, "relu_forgotten", "swapped"}
    for name, array in given.items():
        np.testing.assert_array_equal(found[name], np.maximum(array, 0), name)
    np.testing.assert_array_equal(found["relu_forgotten"], sums())
    assert found["swapped"].tolist() == explorer.output.T.tolist()


def test_mistakes_of_a_convolution_depend_on_what_there_is_to_forget():
    explorer = SlidingWindow(MAP, [[1, -2], [3, 0]])
    expected = {"kernel_turned", "kernel_swapped", "swapped", "relu_added"}
    assert names(explorer) == {"output": expected}
    explorer.flip = True
    assert names(explorer)["output"] >= {"kernel_not_turned"}
    explorer.kernel = [[2]]
    assert names(explorer) == {"output": {"swapped"}}


def test_mistakes_at_the_padding_of_a_pooling():
    negative = -MAP - 1
    largest = Pooling(negative, 3, 1, padding=1).mistakes["output"]
    zeros = np.pad(negative, 1)
    assert largest["zeros_win"].tolist() == convlib.max_pool2d(zeros, 3, 1).tolist()
    assert "zeros_win" not in Pooling(MAP, 3, 1, padding=1).mistakes["output"]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(MAP, 1), (3, 3))
    inside = np.outer([2, 3, 3, 2], [2, 3, 3, 2])
    sums = windows.sum(axis=(2, 3))
    explorer = Pooling(MAP, 3, 1, "average", 1)
    assert np.allclose(explorer.mistakes["output"]["counted_without"], sums / inside)
    explorer.count_include_pad = False
    assert np.allclose(explorer.output, sums / inside)
    assert np.allclose(explorer.mistakes["output"]["counted_with"], sums / 9)
    back = explorer.mistakes["input_gradient"]["counted_with"]
    explorer.count_include_pad = True
    np.testing.assert_allclose(explorer.grad_input, back)
    # The last windows hang over by one row and one column.
    explorer = Pooling(MAP, 3, 2, "average", ceil_mode=True)
    whole = explorer.mistakes["output"]["whole_window"]
    hanging = [[MAP[i : i + 3, j : j + 3].sum() / 9 for j in (0, 2)] for i in (0, 2)]
    np.testing.assert_allclose(whole, hanging)


def test_what_changes_nothing_or_cannot_be_is_left_out():
    assert names(Pooling([[1, 1], [1, 1]], 1)) == {
        "output": set(),
        "input_gradient": {"deltas_swapped"},
    }
    assert names(OutputSize(3, 3)) == {"size": set()}
    # One window less would be none.
    assert "one_forgotten" not in OutputSize(4, 3, 2).mistakes["size"]
    # Rows and columns of an oblong map cannot be swapped without the shape changing.
    assert "swapped" not in Pooling(MAP[:, :3]).mistakes["output"]


def test_mistakes_on_the_way_back_through_a_convolution():
    """Oblong, so that each needs its own: stride, padding and dilation."""
    rng = np.random.default_rng(2)
    image, kernel = rng.integers(-9, 10, (6, 7)), rng.integers(-9, 10, (2, 3))
    delta = rng.integers(-9, 10, (3, 4))
    explorer = ConvBackward(image, kernel, delta, 2, ((0, 1), (2, 1)), (1, 1))

    def back(kernel, delta, stride=2, left=2, add=np.add):
        whole = np.zeros((30, 30))
        for (i, j), part in np.ndenumerate(delta):
            at = slice(i * stride, i * stride + 2), slice(j * stride, j * stride + 3)
            whole[at] = add(whole[at], part * kernel)
        return whole[:6, left : left + 7]

    np.testing.assert_array_equal(explorer.grad_input, back(kernel, delta))
    found = explorer.mistakes["input_gradient"]
    assert set(found) == {"not_turned", "assigned", "padding_kept", "zeros_forgotten"}
    np.testing.assert_array_equal(found["not_turned"], back(kernel[::-1, ::-1], delta))
    last = back(kernel, delta, add=lambda _, stamp: stamp)
    np.testing.assert_array_equal(found["assigned"], last)
    np.testing.assert_array_equal(found["padding_kept"], back(kernel, delta, left=0))
    np.testing.assert_array_equal(
        found["zeros_forgotten"], back(kernel, delta, stride=1)
    )

    def weights(delta, stride=2, left=2):
        padded = np.pad(image, ((0, 9), (left, 9)))
        rows, cols = delta.shape
        return [
            [
                sum(
                    padded[m + stride * i, n + stride * j] * delta[i, j]
                    for i, j in np.ndindex(rows, cols)
                )
                for n in range(3)
            ]
            for m in range(2)
        ]

    np.testing.assert_array_equal(explorer.grad_kernel, weights(delta))
    assert {n: a.tolist() for n, a in explorer.mistakes["kernel_gradient"].items()} == {
        "deltas_turned": weights(delta[::-1, ::-1]),
        "few_deltas": weights(delta[:2, :3]),
        "padding_forgotten": weights(delta, left=0),
        "stride_forgotten": weights(delta, stride=1),
    }
    explorer = ConvBackward(image, kernel, np.ones((5, 3)), dilation=(1, 2))
    dense = ConvBackward(image, kernel, np.ones((5, 5)))
    dense.grad_output = np.pad(np.ones((5, 3)), ((0, 0), (0, 2)))
    for grid, right in zip(
        explorer.tasks, (dense.grad_input, dense.grad_kernel), strict=True
    ):
        found = explorer.mistakes[grid]["holes_forgotten"]
        np.testing.assert_array_equal(found, right)


def test_mistakes_of_stamps():
    """Laid by hand on a sheet with room around it, which begins at −10."""
    rng = np.random.default_rng(7)
    image, kernel = rng.integers(-9, 10, (3, 4)), rng.integers(-9, 10, (3, 2))

    def laid(shape, stride=2, before=1, dilation=2, stamp=kernel, add=np.add):
        sheet = np.zeros((40, 40))
        for (row, col), pixel in np.ndenumerate(image):
            top, left = (10 + at * stride - before for at in (row, col))
            down = slice(top, top + 2 * dilation + 1, dilation)
            across = slice(left, left + dilation + 1, dilation)
            sheet[down, across] = add(sheet[down, across], pixel * stamp)
        return sheet[10:, 10:][: shape[0], : shape[1]].tolist()

    explorer = Transposed(image, kernel, 2, 1, 0, 2)
    size = explorer.output.shape
    assert explorer.output.tolist() == laid(size)
    assert {n: a.tolist() for n, a in explorer.mistakes["output"].items()} == {
        "stamp_turned": laid(size, stamp=kernel[::-1, ::-1]),
        "stamps_assigned": laid(size, add=lambda _, stamp: stamp),
        "stamps_touch": laid(size, stride=1),
        "one_zero_more": laid(size, stride=3),
        "nothing_cut": laid(size, before=0),
        "padding_added": laid(size, before=-1),
        "stamp_dense": laid(size, dilation=1),
    }
    explorer = Transposed(image, kernel, 2, output_padding=1)
    found = explorer.mistakes["output"]["put_before"]
    size = explorer.output.shape
    assert found.tolist() == laid(size, before=-1, dilation=1)
    assert "nothing_cut" not in explorer.mistakes["output"]


def test_mistakes_of_the_size():
    given = {
        n: a.item() for n, a in OutputSize(30, 3, 4, 3, 3).mistakes["size"].items()
    }
    assert given == {
        "padding_forgotten": (30 - 7) // 4 + 1,
        "padding_once": (30 + 3 - 7) // 4 + 1,
        "padding_twice": (30 + 12 - 7) // 4 + 1,
        "dilation_forgotten": (30 + 6 - 3) // 4 + 1,
        "stride_forgotten": 30 + 6 - 7 + 1,
        "one_forgotten": (30 + 6 - 7) // 4,
        "rounded_up": -(-(30 + 6 - 7) // 4) + 1,
    }


def test_mistakes_follow_the_state_and_leave_it_alone():
    explorer = OutputSize(7, 3, padding=1)
    before = explorer.get_state()
    assert explorer.mistakes["size"]["padding_forgotten"] == [[5]]
    assert explorer.get_state() == before
    explorer.padding = 0
    assert "padding_forgotten" not in explorer.mistakes["size"]


def test_practice_is_part_of_the_state():
    explorer = OutputSize(5, 3)
    assert explorer.state()["practice"] is False
    explorer.practice = True
    assert explorer.state()["practice"] is True
    with pytest.raises(TypeError, match="practice must be True or False"):
        explorer.practice = 1


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (("not", "flag"), False),
        (("equal", "mode", "max"), True),
        (("above", "number", 3), True),
        (("above", "pair", 3), False),
        (("add", 2, ("multiply", 3, "number")), 14),
        (("subtract", "array", 1), [[0, 1], [2, 3]]),
        (("transpose", "array"), [[1, 3], [2, 4]]),
        (("rotate", "array"), [[4, 3], [2, 1]]),
        (("after", "padding"), [[0, 3], [0, 2]]),
        ("average", "average"),
        (7, 7),
    ],
)
def test_expressions(expression, value):
    state = {"flag": True, "mode": "max", "number": 4, "array": [[1, 2], [3, 4]]}
    state |= {"padding": ((1, 2), 1), "pair": (3, 4)}
    np.testing.assert_array_equal(evaluate(expression, state), value)


def test_every_word_of_expressions_is_tried():
    source = test_expressions.pytestmark[0].args[1]
    assert {word for word in OPERATIONS if f"'{word}'" in str(source)} == {*OPERATIONS}
