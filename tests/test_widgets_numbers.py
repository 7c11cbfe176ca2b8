"""Numbers for each axis and each side, and drawn ones: what Python keeps and computes."""

import json

import numpy as np
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

import convlib
from convlib.widgets import ConvBackward, SlidingWindow
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
        ((2,), 2),
        ([1], 1),
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


def test_a_number_in_a_tuple_is_for_both_axes_as_in_the_library():
    image, layer = np.ones((7, 7), int), ((2,), (1,), [2])
    explorer = SlidingWindow(image, [[1, 2], [3, 4]], 0, *layer)
    assert (explorer.stride, explorer.padding, explorer.dilation) == (2, 1, 2)
    np.testing.assert_array_equal(
        explorer.output, convlib.conv2d(image, explorer.kernel, None, *layer)
    )


@pytest.mark.parametrize("word", ["valid", "same"])
@strategies.fewer
@given(seed=st.integers(0, 2**32))
def test_padding_in_words_is_convlibs_in_numbers(word, seed):
    rng = np.random.default_rng(seed)
    kernel = rng.integers(-4, 5, rng.integers(1, 4, 2))
    stride, dilation = rng.integers(1, 4, (2, 2)).tolist()
    image = rng.integers(-4, 5, rng.integers(7, 12, 2))
    expected = convlib.conv2d(image, kernel, None, stride, word, dilation)
    made = SlidingWindow(image, kernel, 0, stride, word, dilation)
    set_later = SlidingWindow(image, kernel, stride=stride, dilation=dilation)
    set_later.padding = word
    for explorer in (made, set_later):
        np.testing.assert_array_equal(explorer.output, expected)
        assert not isinstance(explorer.padding, str)
    grad = ConvBackward(image, kernel, expected, stride, word, dilation)
    assert grad.padding == made.padding


def test_padding_in_words_is_settled_once():
    explorer = SlidingWindow(np.arange(16).reshape(4, 4), np.ones((3, 3)), stride=2)
    explorer.padding = "same"
    assert explorer.padding == ((0, 1), (0, 1))
    assert explorer.output.tolist() == [[45, 39], [66, 50]]
    explorer.stride = 1
    assert explorer.padding == ((0, 1), (0, 1))
    with pytest.raises(TypeError, match='"valid" or "same", got \'full\''):
        explorer.padding = "full"
    assert explorer.padding == ((0, 1), (0, 1))


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


@pytest.mark.parametrize("kind", OWN)
def test_numbers_that_are_assigned_are_not_those_that_were_drawn(kind):
    explorer = OWN[kind]()
    for name in explorer.drawn:
        explorer.draw(7)
        assert explorer.seed == 7
        setattr(explorer, name, getattr(explorer, name))
        assert explorer.seed == 0
    # What comes from the page says itself what its seed is.
    explorer.draw(8)
    sent = json.loads(json.dumps(explorer.get_state([*explorer.drawn, "seed"])))
    other = OWN[kind]()
    other.set_state(sent)
    assert other.seed == 8
    # Other traits leave the numbers, and what they are from.
    other.selection = None
    assert other.seed == 8
