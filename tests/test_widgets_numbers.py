"""Numbers for each axis and each side, and drawn ones: what Python keeps and computes."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convlib.widgets import SlidingWindow
from convlib.widgets.contract import contracts
from convlib.widgets.rules import pair, sides

OWN = {
    kind: contract.example
    for kind, contract in contracts().items()
    if contract.example().has_trait("seed")
}


@pytest.mark.parametrize(
    ("given_value", "kept"),
    [
        (2, 2),
        ((2, 2), 2),
        ([1, 2], (1, 2)),
        ((np.int64(1), np.int8(2)), (1, 2)),
        (((1, 1), (1, 1)), 1),
        (((1, 1), (2, 2)), (1, 2)),
        ([[1, 0], [2, 1]], ((1, 0), (2, 1))),
        (((1, 2), (1, 2)), ((1, 2), (1, 2))),
    ],
)
def test_padding_is_kept_in_its_shortest_form(given_value, kept):
    explorer = SlidingWindow([[1]], [[1]], padding=given_value)
    assert explorer.padding == kept
    assert repr(explorer).count(f"padding={kept}") == 1
    again = SlidingWindow([[1]], [[1]])
    again.set_state({"padding": json.loads(json.dumps(explorer.state()["padding"]))})
    assert again.padding == kept
    top, left = (before for before, _ in sides(kept))
    assert explorer.output.shape == tuple(1 + sum(both) for both in sides(kept))
    assert explorer.output[top, left] == 1


small = st.integers(0, 2)
steps = st.one_of(st.integers(1, 3), st.tuples(st.integers(1, 3), st.integers(1, 3)))
paddings = st.one_of(
    small, st.tuples(small, small), st.tuples(*[st.tuples(small, small)] * 2)
)


@given(steps, paddings, steps, st.integers(0, 2**32))
def test_each_axis_and_side_against_loops(stride, padding, dilation, seed):
    rng = np.random.default_rng(seed)
    kernel = rng.integers(-4, 5, rng.integers(1, 4, 2))
    reach = [d * (n - 1) + 1 for d, n in zip(pair(dilation), kernel.shape, strict=True)]
    image = rng.integers(-4, 5, np.add(reach, rng.integers(0, 5, 2)))
    explorer = SlidingWindow(
        image, kernel, stride=stride, padding=padding, dilation=dilation
    )
    padded = np.pad(image, sides(padding))
    rows, cols = (
        range(0, n - span + 1, s)
        for n, span, s in zip(padded.shape, reach, pair(stride), strict=True)
    )
    down, across = pair(dilation)
    wanted = [
        [
            (padded[i : i + reach[0] : down, j : j + reach[1] : across] * kernel).sum()
            for j in cols
        ]
        for i in rows
    ]
    np.testing.assert_array_equal(explorer.output, wanted)


def test_a_misfit_names_what_decides():
    explorer = SlidingWindow(np.ones((4, 6)), np.ones((2, 3)))
    with pytest.raises(
        ValueError,
        match=r"effective kernel 3 × 9 exceeds padded input 4 × 6; image \(4, 6\), "
        r"kernel \(2, 3\), padding 0, dilation \(2, 4\)",
    ):
        explorer.dilation = (2, 4)
    explorer.padding = ((0, 0), (1, 2))
    explorer.dilation = (2, 4)
    assert explorer.output.shape == (2, 1)


@pytest.mark.parametrize("kind", OWN)
def test_drawn_numbers_are_small_whole_and_decided_by_the_seed(kind):
    explorer, other = OWN[kind](), OWN[kind]()
    shapes = {name: getattr(explorer, name).shape for name in explorer.drawn}
    explorer.draw(7)
    assert explorer.seed == 7
    other.draw(8)
    assert explorer.state() != other.state()
    other.draw(7)
    assert explorer.state() == other.state()
    for name, (least, most) in explorer.drawn.items():
        array = getattr(explorer, name)
        assert array.shape == shapes[name]
        assert array.dtype == np.int64
        assert least <= array.min() <= array.max() <= most
    with pytest.raises(ValueError, match="seed must be at most 9999"):
        explorer.draw(10_000)
    assert explorer.state() == other.state()


def test_every_number_of_a_range_is_drawn():
    explorer = SlidingWindow(np.zeros((12, 12)), np.zeros((7, 7)))
    explorer.draw(3)
    assert set(explorer.image.ravel().tolist()) == {0, 1, 2, 3, 4}
    assert set(explorer.kernel.ravel().tolist()) == {-2, -1, 0, 1, 2}
