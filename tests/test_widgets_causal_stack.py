"""The Python side of the explorer `causal-stack`: results, refusals, layers, tables."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convlib.widgets import CausalStack
from convlib.widgets.causal_stack import MOST_LAYERS
from convlib.widgets.causal_stack.contract import example, odd, random

seeds = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def by_hand(explorer: CausalStack) -> np.ndarray:
    """Compute every node as a plain sum over its weights."""
    levels = [explorer.signal[0]]
    for weights, dilation in explorer.layers:
        zeros = dilation * (len(weights) - 1)
        before = zeros if explorer.causal else zeros // 2
        below = dict(enumerate(levels[-1]))
        levels.append(
            [
                sum(
                    w * below.get(time - before + n * dilation, 0)
                    for n, w in enumerate(weights)
                )
                for time in range(len(below))
            ]
        )
    return np.array(levels[1:])


@given(seeds)
def test_every_layer_is_what_the_sums_give(rng):
    explorer = random(rng)
    np.testing.assert_allclose(explorer.outputs, by_hand(explorer), atol=1e-9)
    np.testing.assert_array_equal(explorer.output, explorer.outputs[-1])


@given(seeds)
def test_no_node_of_a_causal_stack_changes_with_what_comes_later(rng):
    """Centred, it does: as far ahead as is said, if there is so much signal."""
    explorer = random(rng)
    last = explorer.signal.size - 1
    before = explorer.outputs
    changed = explorer.signal.astype(float)
    changed[0, last] += 1
    explorer.weights, explorer.signal = np.ones(explorer.weights.shape), changed
    later = explorer.outputs
    explorer.signal = changed - np.eye(last + 1)[[last]]
    reached = np.flatnonzero((later != explorer.outputs)[-1])
    assert before.shape == later.shape
    if explorer.causal:
        assert explorer.ahead == 0 and set(reached) <= {last}
    else:
        assert all(reached >= last - explorer.ahead)


@pytest.mark.parametrize("causal", [True, False])
def test_field_of_a_block_is_that_of_wavenet(causal):
    block = CausalStack(np.ones(16), [(2, 2**n) for n in range(MOST_LAYERS)], causal)
    assert block.field == 1024
    assert block.ahead == (0 if causal else 512)  # the odd zero comes after


def test_layers_are_taken_and_given_back():
    explorer = CausalStack([1, 2, 3], [(2, 1), ([1, -1], 2)])
    assert explorer.layers == [([1, 1], 1), ([1, -1], 2)]
    explorer.seed = 7
    explorer.layers = [([3], 5)]
    assert explorer.layers == [([3], 5)]
    assert explorer.outputs.tolist() == [[3, 6, 9]]
    assert explorer.seed == 0
    assert "layers=[([3], 5)], causal=True" in repr(explorer)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([1], [1]), TypeError, r"layers must be a list of \(weights, dilation\)"),
        (([1], 3), TypeError, r"layers must be a list of .*, got 3"),
        (([1], []), ValueError, "weights must have the axes"),
        (([1], [([1, 2], 1), ([1], 1)]), ValueError, "rows of equal length"),
        (([1], [(5, 1)]), ValueError, r"at most 4 .* got shape \(1, 1, 5\)"),
        (([1], [(1, 1)] * 11), ValueError, r"at most 10 .* got shape \(11, 1, 1\)"),
        ((range(17), [(2, 1)]), ValueError, r"signal .*at most 16 .* \(1, 17\)"),
        (([[1], [2]], [(2, 1)]), ValueError, r"signal .* got shape \(2, 1\)"),
        (([1], [(2, 0.5)]), TypeError, r"dilations must be ints, got \[0.5\]"),
        (([1], [(2, 0)]), ValueError, r"between 1 and 512, got \[0\]"),
        (([1], [(2, 513)]), ValueError, r"between 1 and 512, got \[513\]"),
        (([1], [(2, 1)], 1), TypeError, "causal must be True or False"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, error, words):
    with pytest.raises(error, match=f"CausalStack: .*{words}"):
        CausalStack(*arguments)


def test_numbers_of_layers_go_together():
    explorer = example()
    with pytest.raises(ValueError, match="one number for each of 2 weights"):
        explorer.weights = [[1, 1], [2, 2]]
    assert len(explorer.weights) == 4


def test_tables_hold_every_level():
    for explorer in [example(), *odd()]:
        tables = dict(explorer.tables())
        for number, (weights, _) in enumerate(explorer.layers, start=1):
            assert tables[f"Layer {number} weights"].tolist() == [weights]
            made = tables[f"Layer {number}"]
            np.testing.assert_array_equal(made, explorer.outputs[[number - 1]])
        np.testing.assert_array_equal(tables["Signal"], explorer.signal)
