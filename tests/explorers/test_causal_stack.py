"""The explorer `causal-stack`: the tree of a node, the future, layers, the sums."""

import json

import numpy as np
import pytest
from on_page import OnPage

from convlib.widgets import CausalStack
from convlib.widgets.causal_stack.contract import example

BLOCK = [(2, 2**n) for n in range(10)]


def drawn_lines(explorer: OnPage) -> list[int]:
    """Return how many lines are set off between each layer and the level below."""
    paths = explorer.root.locator("svg.lines-drawn path.on").all()
    return [path.get_attribute("d").count("M") for path in paths]


def test_last_output_reads_every_sample_once_and_none_of_the_future(show):
    explorer = show(example()).explorer()
    explorer.select("Layer 4", 0, 15)
    said = explorer.read()
    for level, step in [("Layer 3", 8), ("Layer 2", 4), ("Layer 1", 2), ("Signal", 1)]:
        assert said.marked(level, "active") == {(0, t) for t in range(15, -1, -step)}
        assert said.marked(level, "future") == set()
    assert drawn_lines(explorer) == [2, 4, 8, 16]
    assert "Reads 16 samples (times 0 to 15); none of the future." in said.spoken
    assert "sees 1 + (2 − 1)·(1 + 2 + 4 + 8) = 16" in said.spoken
    assert "10 such layers" in said.spoken and "1,024 samples" in said.spoken


def test_centred_the_future_is_read_and_marked(show):
    explorer = show(example()).explorer()
    explorer.root.get_by_label("on both sides: centred").check()
    explorer.select("Layer 4", 0, 8)
    said = explorer.read()
    assert said.marked("Signal", "future") == {(0, t) for t in range(9, 16)}
    assert said.marked("Signal", "active") >= {(0, 16)}, "the zeros after it"
    assert "7 of the future (dotted)" in said.spoken
    explorer.root.get_by_label("before: causal").check()
    said = explorer.read()
    assert said.marked("Signal", "future") == set()
    assert said.marked("Layer 3", "active") == {(0, 0), (0, 8)}


def test_zeros_before_the_signal_are_read_as_one_cell(show):
    explorer = show(example()).explorer()
    explorer.select("Layer 4", 0, 3)
    said = explorer.read()
    assert said.marked("Layer 3", "active") == {(0, -1), (0, 3)}
    cell = explorer.cell("Layer 3", 0, -1)
    assert cell.inner_text() == "8×0"
    assert "0·1" in explorer.ledger.inner_text().replace(" ", "")
    assert "(times 0 to 3) and zeros" in said.spoken


def test_a_sample_shows_where_it_goes_and_a_weight_what_it_multiplies(show):
    explorer = show(example()).explorer()
    explorer.select("Signal", 0, 14)
    said = explorer.read()
    assert said.marked("Layer 1", "fed") == {(0, 14), (0, 15)}
    assert "part of 2 of 16 outputs" in said.spoken
    assert said.ledger == 1
    explorer.select("Layer 3 weights", 0, 0)
    said = explorer.read()
    assert said.ledger == 1
    assert "4 steps before each node" in said.spoken
    assert drawn_lines(explorer) == [0, 16, 0, 0]
    explorer.select("Layer 3 weights", 0, 1)
    assert "each node’s own time" in explorer.read().spoken


def test_layers_double_their_dilation_up_to_a_block_and_go_again(show):
    explorer = show(CausalStack([1, 2], BLOCK[:1])).explorer()
    for number in range(2, 11):
        explorer.button("Add layer").click()
        said = explorer.read()
        assert said.choices[f"Layer {number} dilation"] == str(2 ** (number - 1))
        assert f"sees {2**number:,}" in explorer.root.inner_text()
        assert said.marked(f"Layer {number}", "selected") == {(0, 1)}
    assert not said.buttons["Add layer"]
    assert "at most 10 layers" in explorer.root.inner_text()
    for number in range(9, 0, -1):
        explorer.button("Remove layer 1").first.click()
        assert f"Layer {number + 1}" not in explorer.read().grids
    said = explorer.read()
    assert not said.buttons["Remove layer 1"]
    assert said.choices["Layer 1 dilation"] == "512"
    explorer.button("Add layer").click()
    assert explorer.read().choices["Layer 2 dilation"] == "1"


def test_a_dilation_is_chosen(show):
    explorer = show(example()).explorer()
    explorer.root.get_by_label("Layer 4 dilation").select_option("3")
    made = example()
    made.dilations = [1, 2, 4, 3]
    np.testing.assert_array_equal(explorer.values("Layer 4")[0], made.output)


def test_the_whole_signal_is_copied_and_pasted(show):
    """It is longer than what other grids take; weights that are pasted set the size."""
    explorer = show(example()).explorer()
    signal = np.arange(16) - 3
    explorer.paste("Signal", 0, 0, "\t".join(map(str, signal)))
    assert explorer.values("Signal")[0].tolist() == signal.tolist()
    explorer.paste("Signal", 0, 0, json.dumps(list(range(17))))
    assert "1 × 17 numbers are more" in explorer.read().alert
    explorer.paste("Layer 2 weights", 0, 0, "1\t2\t3")
    assert explorer.read().setting("Kernel size") == 3
    assert explorer.values("Layer 2 weights").tolist() == [[1, 2, 3]]
    explorer.paste("Layer 2 weights", 0, 0, "1\t2\t3\t4\t5")
    assert "a short row of numbers fits here, not 1 × 5" in explorer.read().alert


def test_node_and_its_past_stay_in_sight_on_a_phone(show):
    """Names stay, too; the edges say where the rows go on."""
    book = show(CausalStack(range(16), BLOCK[:4]), width=360)
    explorer = book.explorer()
    found = explorer.run(
        """const next = [...root.querySelectorAll("button")]
            .find((button) => button.textContent.includes("Previous"));
        const hidden = [];
        const cuts = new Set();
        const scroll = root.querySelector(".causal > .cut > .scroll");
        for (let step = 0; step < 16; step += 1) {
            await frame();
            const names = root.querySelector(".causal .name").getBoundingClientRect();
            const cell = root.querySelector("[data-state~=selected]").getBoundingClientRect();
            const { right } = scroll.getBoundingClientRect();
            if (cell.left < names.right - 1 || cell.right > right + 1) hidden.push(step);
            cuts.add(scroll.parentElement.dataset.cut);
            next.click();
        }
        return [hidden, [...cuts]];"""
    )
    assert found[0] == []
    assert set(found[1]) >= {"right", "left"}
    assert book.overflow() <= 0
    scroll = explorer.root.locator(".causal > .cut > .scroll")
    assert scroll.evaluate("(e) => e.scrollHeight <= e.clientHeight")


@pytest.mark.parametrize("width", [360, 1200])
def test_a_whole_block_fits_and_is_accessible(show, width):
    signal = np.random.default_rng(0).normal(size=16) * 1000
    book = show(CausalStack(signal, BLOCK, causal=False), width=width)
    assert book.overflow() <= 0
    assert book.accessibility_findings() == []
