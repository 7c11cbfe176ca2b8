"""The one formula, against going through every window, cell and pixel."""

import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convlib._axis import Axis


@st.composite
def axes(draw, *, longest=5):
    """Axes on which windows fit, with sides of their own; negative ones leave out."""
    kernel, dilation = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    before, after = draw(st.integers(-3, 6)), draw(st.integers(-3, 6))
    span = dilation * (kernel - 1) + 1
    smallest = max(1, span - before - after, 1 - before, 1 - after)
    size = draw(st.integers(smallest, smallest + 9))
    return Axis(size, kernel, draw(st.integers(1, longest)), before, after, dilation)


def connections(axis):
    """Return every (window, cell, pixel), by walking: no formula."""
    found, start, window = [], -axis.before, 0
    while start + axis.dilation * (axis.kernel - 1) < axis.size + axis.after:
        pixel = start
        for cell in range(axis.kernel):
            found.append((window, cell, pixel))
            pixel += axis.dilation
        start, window = start + axis.stride, window + 1
    return found


@given(axes())
def test_windows_read_what_walking_meets(axis):
    found = connections(axis)
    assert axis.count == oracles.window_count(
        axis.size, axis.kernel, axis.stride, axis.before, axis.after, axis.dilation
    )
    assert axis.count == found[-1][0] + 1
    assert axis.span == found[axis.kernel - 1][2] - found[0][2] + 1
    assert axis.padded == len(range(-axis.before, axis.size + axis.after))
    for window in range(axis.count):
        expected = [pixel for w, _, pixel in found if w == window]
        assert list(axis.reads(window)) == expected
        assert list(axis.covers(window)) == [
            p for p in expected if p in range(axis.size)
        ]
        assert [axis.pixel(window, cell) for cell in range(axis.kernel)] == expected


@given(axes())
def test_readers_are_who_reads(axis):
    found = connections(axis)
    for pixel in range(-axis.before - 2, axis.size + axis.after + 2):
        expected = [(w, cell) for w, cell, p in found if p == pixel]
        assert sorted(axis.readers(pixel)) == expected
        cells = [cell for _, cell in axis.readers(pixel)]
        assert cells == sorted(cells)


@given(axes())
def test_a_cell_meets_pixels_and_no_zeros(axis):
    met = [c for c in connections(axis) if 0 <= c[2] < axis.size]
    for cell in range(axis.kernel):
        windows, pixels = axis.meets(cell)
        pairs = zip(range(axis.count)[windows], range(axis.size)[pixels], strict=True)
        assert list(pairs) == [(w, p) for w, c, p in met if c == cell]
    meeting = list(axis.meeting())
    assert {c for _, c, _ in met} <= set(meeting) <= set(range(axis.kernel))
    assert meeting == sorted(set(meeting))


@given(
    st.integers(1, 4),
    st.integers(1, 200),
    st.integers(1, 60),
    st.integers(1, 9),
    st.integers(0, 100),
)
def test_a_kernel_mostly_in_the_padding_is_not_walked(
    size, kernel, stride, dilation, padding
):
    axis = Axis(size, kernel, stride, padding, padding, dilation)
    if axis.count > 0:
        met = {c for _, c, pixel in connections(axis) if 0 <= pixel < size}
        meeting = axis.meeting()
        assert met <= set(meeting) and len(meeting) <= axis.count * size
        if kernel > axis.count * size:
            assert met == set(meeting)


@given(axes(), st.integers(1, 9))
def test_holding_changes_how_many_windows_there_are_and_nothing_else(axis, count):
    held = axis.holding(count)
    assert held.count == count
    assert held._replace(after=axis.after) == axis
    assert held.padded == held.reads(count - 1)[-1] + 1 + axis.before


@given(axes(longest=1))
def test_the_pixels_look_back_through_the_rotated_kernel(axis):
    back = axis.reversed()
    assert (back.size, back.count) == (axis.count, axis.size)
    for pixel in range(axis.size):
        windows = list(back.reads(pixel))[::-1]
        expected = dict.fromkeys(range(axis.kernel))
        expected |= {cell: window for window, cell in axis.readers(pixel)}
        for cell, window in expected.items():
            there = 0 <= windows[cell] < axis.count
            assert windows[cell] == window if there else window is None
    assert back.reversed() == axis


def test_no_number_is_too_large():
    far = Axis(5, 3, stride=2**70, before=10**30, after=10**30, dilation=10**30)
    assert far.count == 1
    assert list(far.reads(0)) == [-(10**30), 0, 10**30]
    assert far.readers(0) == [(0, 1)]
    assert far.readers(1) == []
    assert [far.meets(cell) == (slice(0, 0), slice(0, 0)) for cell in range(3)] == [
        True,
        False,
        True,
    ]
    wide = Axis(5, 2 * 10**30, before=10**30, after=10**30)
    assert len(wide.meeting()) == wide.count + 4 == 10
    assert wide.meeting()[0] == 10**30 - 5
    assert list(wide.covers(0)) == list(wide.covers(5)) == [0, 1, 2, 3, 4]
    assert wide.readers(2) == [(5 - n, 10**30 - 3 + n) for n in range(6)]
    thin = wide._replace(dilation=10**29, kernel=11, stride=10**30)
    assert thin.readers(0) == [(1, 0), (0, 10)]


@pytest.mark.parametrize("change", [{"before": 2}, {"dilation": 1}, {"stride": 1}])
def test_the_walk_notices_another_axis(change):
    axis = Axis(7, 3, stride=2, before=1, after=3, dilation=2)
    wrong = axis._replace(**change)
    reads = [list(wrong.reads(window)) for window in range(axis.count)]
    walked = [
        [p for w, _, p in connections(axis) if w == window]
        for window in range(axis.count)
    ]
    assert reads != walked
