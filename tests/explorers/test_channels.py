"""The explorer `channels`: every channel's products, subtotals, bias and sum."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from explorer_examples import example
from on_page import severe

import convlib
from convlib.widgets import Channels

NOTES = json.loads(
    (Path(__file__).parent.parent / "golden" / "notes.json").read_text(encoding="utf-8")
)["two_filters"]


def odd() -> Channels:
    """Return one of two channels and three filters, in which nothing is square."""
    rng = np.random.default_rng(12)
    image, filters = rng.integers(-9, 10, (2, 4, 6)), rng.integers(-9, 10, (3, 2, 2, 3))
    return Channels(image, filters, [1, -2, 0.5], stride=2, padding=1, relu=True)


INPUTS = ["Input", "Filter 0"]
EVERY = [lambda: example("channels"), odd]


def subtotals(made: Channels, k: int, i: int, j: int) -> list[float]:
    """Return what each channel adds to an output."""
    return [
        convlib.conv2d(channel, weights, None, made.stride, made.padding)[i, j].item()
        for channel, weights in zip(made.image, made.filters[k], strict=True)
    ]


def words(value: float) -> str:
    """Return a number as the explorer prints it."""
    return f"{value:.4g}".replace("-", "−")


def test_grids_hold_the_state_and_the_output(show_all):
    for made, explorer in show_all(EVERY):
        for k in range(len(made.filters)):
            explorer.set("Filter", k)
            said = explorer.read()
            for c in range(len(made.image)):
                np.testing.assert_array_equal(
                    said.values(f"Input channel {c}"), made.image[c]
                )
                np.testing.assert_array_equal(
                    said.values(f"Filter {k} channel {c}"), made.filters[k, c]
                )
            np.testing.assert_array_equal(said.values(f"Output {k}"), made.output[k])


def test_each_output_shows_its_channels(show_all):
    for made, explorer in show_all(EVERY):
        for k in range(len(made.filters)):
            survey = explorer.survey(f"Output {k}")
            assert list(survey) == list(np.ndindex(*made.output.shape[1:]))
            for (i, j), said in survey.items():
                parts = subtotals(made, k, i, j)
                assert said.ledger == made.output[k, i, j]
                assert said.setting("Filter") == k
                assert said.marked(f"Output {k}", "selected") == {(i, j)}
                spoken = re.findall(r"makes (−?[\d.]+)", said.spoken)
                assert spoken == [words(part) for part in parts]
                assert f"plus bias {words(made.bias[k])}" in said.spoken
                assert f"gives {words(made.output[k, i, j])}" in said.spoken
                top, left = (
                    i * made.stride - made.padding,
                    j * made.stride - made.padding,
                )
                rows, cols = made.filters.shape[2:]
                window = {(top + m, left + n) for m in range(rows) for n in range(cols)}
                for c in range(len(made.image)):
                    assert said.marked(f"Input channel {c}", "active") == window


def test_each_input_shows_what_it_feeds_in_every_output(show_all):
    for made, explorer in show_all(EVERY):
        rows, cols = made.filters.shape[2:]
        survey = explorer.survey("Input channel 1")
        for (row, col), said in survey.items():
            fed = {
                (i, j)
                for i, j in np.ndindex(*made.output.shape[1:])
                if 0 <= row - i * made.stride + made.padding < rows
                and 0 <= col - j * made.stride + made.padding < cols
            }
            assert said.marked("Input channel 1", "selected") == {(row, col)}
            assert said.ledger == made.image[1, row, col]
            for k in range(len(made.filters)):
                assert said.marked(f"Output {k}", "fed") == fed


def test_each_weight_shows_what_it_multiplies(show):
    made = odd()
    survey = show(made).explorer().survey("Filter 0 channel 1")
    assert set(survey) == set(np.ndindex(*made.filters.shape[2:]))
    for (m, n), said in survey.items():
        used = {
            (i * made.stride - made.padding + m, j * made.stride - made.padding + n)
            for i, j in np.ndindex(*made.output.shape[1:])
        }
        assert said.marked("Input channel 1", "active") == used
        assert said.marked("Input channel 0", "active") == set()
        assert said.ledger == made.filters[0, 1, m, n]


def test_the_minus_fives_of_the_notes(show):
    """Where the notes ask why it is −5: three subtotals and the bias."""
    explorer = show(example("channels")).explorer()
    for cell in NOTES["minus_five_cells"]:
        explorer.select(f"Output {cell['filter']}", cell["row"], cell["col"])
        said = explorer.read()
        assert said.ledger == -5
        assert re.findall(r"makes (−?\d+)", said.spoken) == [
            words(part) for part in cell["channel_sums"]
        ]
        assert f"plus bias {words(cell['bias'])}" in said.spoken


def test_bias_is_edited_for_the_filter_shown(show):
    explorer = show(example("channels")).explorer()
    made = example("channels")
    explorer.set("Filter", 1)
    explorer.edit("Bias 1", 0, 0, "10")
    said = explorer.read()
    np.testing.assert_array_equal(said.values("Output 0"), made.output[0])
    np.testing.assert_array_equal(said.values("Output 1"), made.output[1] + 10)


@pytest.mark.parametrize("text", ["4\t-5", "4\n-5\n", "[4, -5]", "4；－5"])
def test_a_row_or_column_pasted_into_the_bias_sets_all(show, text):
    explorer = show(example("channels")).explorer()
    before = explorer.read()
    explorer.paste("Bias 0", 0, 0, "1 2 3")
    said = explorer.read()
    assert "the biases are 2 numbers in a row or a column" in said.alert
    explorer.paste("Bias 0", 0, 0, "1 2\n3 4")
    said = explorer.read()
    assert "the biases are 2 numbers" in said.alert
    explorer.paste("Bias 0", 0, 0, "1 x")
    said = explorer.read()
    assert "“x” in row 0, column 1 is not a number" in said.alert
    assert said.grids == before.grids
    explorer.paste("Bias 0", 0, 0, text)
    said = explorer.read()
    assert said.alert is None
    assert said.values("Bias 0") == 4
    explorer.set("Filter", 1)
    assert explorer.values("Bias 1") == -5
    np.testing.assert_array_equal(
        said.values("Output 1") - before.values("Output 1"), -5 - NOTES["bias"][1]
    )


def test_edited_slice_changes_its_own_filter_only(show):
    explorer = show(example("channels")).explorer()
    made = example("channels")
    explorer.edit("Filter 0 channel 2", 1, 0, "5")
    filters = made.filters.copy()
    filters[0, 2, 1, 0] = 5
    made.filters = filters
    said = explorer.read()
    for k in range(2):
        np.testing.assert_array_equal(said.values(f"Output {k}"), made.output[k])


def test_choosing_a_filter_keeps_the_place(show):
    explorer = show(example("channels")).explorer()
    explorer.select("Output 0", 2, 1)
    explorer.set("Filter", 1)
    said = explorer.read()
    assert said.marked("Output 1", "selected") == {(2, 1)}
    assert said.ledger == NOTES["output"][1][2][1]


# The reader's own channels and filters


def test_channels_that_are_added_and_taken_away_come_back(show):
    made = example("channels")
    explorer = show(made).explorer()
    explorer.unfold()
    explorer.edit("Input channel 2", 0, 0, "9")
    explorer.set("Channels", 1)
    said = explorer.read()
    assert "Input channel 1" not in said.grids
    wanted = Channels(
        made.image[:1], made.filters[:, :1], made.bias, made.stride, made.padding
    )
    np.testing.assert_array_equal(said.values("Output 0"), wanted.output[0])
    explorer.set("Channels", 3)
    image = made.image.copy()
    image[2, 0, 0] = 9
    made.image = image
    np.testing.assert_array_equal(explorer.values("Input channel 2"), image[2])
    np.testing.assert_array_equal(explorer.values("Output 1"), made.output[1])


def test_filters_are_added_each_with_a_bias(show):
    made = example("channels")
    explorer = show(made).explorer()
    explorer.unfold()
    explorer.set("Filters", 6)
    explorer.set("Filter", 5)
    explorer.edit("Bias 5", 0, 0, "100")
    before = explorer.values("Output 5")
    explorer.edit("Bias 5", 0, 0, "0")
    np.testing.assert_array_equal(explorer.values("Output 5"), before - 100)
    slices = [explorer.values(f"Filter 5 channel {c}") for c in range(3)]
    alone = Channels(made.image, [slices], [0], made.stride, made.padding)
    np.testing.assert_array_equal(explorer.values("Output 5"), alone.output[0])
    explorer.set("Filters", 2)
    said = explorer.read()
    assert said.setting("Filter") == 1
    np.testing.assert_array_equal(said.values("Output 1"), made.output[1])


@pytest.mark.parametrize("width", [1200, 360])
def test_more_channels_than_can_be_seen_are_folded_up_but_one(show, width):
    rng = np.random.default_rng(7)
    image, filters = rng.integers(0, 5, (8, 4, 5)), rng.integers(-2, 3, (6, 8, 2, 3))
    made = Channels(image, filters, range(6), padding=1)
    book = show(made, width=width)
    explorer = book.explorer()
    inputs = [name for name in explorer.read().grids if name.startswith("Input")]
    assert inputs == ["Input channel 0"]
    np.testing.assert_array_equal(explorer.values("Output 0"), made.output[0])
    explorer.select("Output 0", 2, 1)
    parts = subtotals(made, 0, 2, 1)
    for c in (5, 7):
        explorer.button(f"Channel {c}").click()
        said = explorer.read()
        inputs = [name for name in said.grids if name.startswith("Input")]
        assert inputs == [f"Input channel {c}"]
        np.testing.assert_array_equal(said.values(inputs[0]), image[c])
        assert said.marked(inputs[0], "active")
        assert explorer.root.locator("[aria-expanded=true]").count() == 1
    shown = explorer.root.locator(".subtotal b").all_text_contents()
    assert shown == [*map(words, parts), words(sum(parts))]
    # What is selected in a channel is selected in the one that is opened.
    explorer.select("Input channel 7", 3, 4)
    explorer.button("Channel 2").press("Enter")
    assert explorer.read().marked("Input channel 2", "selected") == {(3, 4)}
    assert explorer.read().ledger == image[2, 3, 4]
    assert book.overflow() <= 0
    assert explorer.small_targets(24) == []
    assert severe(book.accessibility_findings()) == []


def test_large_channels_and_outputs_are_shown_one_by_one(show):
    rng = np.random.default_rng(8)
    image, filters = rng.integers(0, 5, (3, 12, 12)), rng.integers(-2, 3, (3, 3, 1, 1))
    made = Channels(image, filters, [0, 1, 2])
    explorer = show(made).explorer()
    for k, c in [(0, 1), (2, 2)]:
        explorer.set("Filter", k)
        explorer.button(f"Channel {c}").click()
        said = explorer.read()
        grids = [name for name in said.grids if re.match("Input|Output", name)]
        assert grids == [f"Input channel {c}", f"Output {k}"]
        np.testing.assert_array_equal(said.values(f"Output {k}"), made.output[k])
        assert f"Output {k}, row 0, column 0" in said.spoken


def test_a_matrix_pasted_into_one_channel_sets_the_size_of_all(show):
    explorer = show(example("channels")).explorer()
    explorer.paste("Input channel 1", 0, 0, "[1 2 3 4; 5 6 7 8; 9 0 1 2]")
    explorer.paste("Filter 0 channel 2", 0, 0, "1,2\n3,4")
    said = explorer.read()
    assert said.values("Input channel 1").tolist() == [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [9, 0, 1, 2],
    ]
    assert {said.values(f"Input channel {c}").shape for c in range(3)} == {(3, 4)}
    assert {said.values(f"Filter 0 channel {c}").shape for c in range(3)} == {(2, 2)}
    given = [[said.values(f"{name} channel {c}") for c in range(3)] for name in INPUTS]
    alone = Channels(given[0], [given[1]], said.values("Bias 0")[0], 2, 1)
    np.testing.assert_array_equal(said.values("Output 0"), alone.output[0])


def test_sizes_go_no_further_than_there_is_room_for(show):
    """All numbers of a state fit into a link, which opens it again."""
    book = show(example("channels"))
    explorer = book.explorer()
    explorer.unfold()
    for name in ("Input size", "Kernel size", "Channels", "Filters", "Input size"):
        explorer.set(name, explorer.read().sliders[name]["max"])
    before = explorer.read()
    assert before.setting("Channels") * before.setting("Input size") ** 2 <= 1000
    link = explorer.copied("Copy link")
    book.page.goto("about:blank")
    book.page.goto(link)
    book.wait_until_ready(1)
    book.explorer().unfold()
    after = book.explorer().read()
    assert after.alert is None
    assert after.sliders == before.sliders


def test_answers_stay_while_another_filter_is_looked_at(show):
    made = example("channels")
    made.practice = True
    explorer = show(made).explorer()
    explorer.edit("Output 0", 0, 0, str(made.output[0, 0, 0]))
    explorer.select("Output 1", 2, 2)
    assert explorer.read().setting("Filter") == 1
    explorer.edit("Output 1", 0, 0, "12345")
    said = explorer.read()
    assert said.values("Output 0")[0, 0] == made.output[0, 0, 0]
    assert said.marked("Output 0", "right") == {(0, 0)}
    assert said.marked("Output 1", "amiss") == {(0, 0)}
    explorer.edit("Bias 1", 0, 0, "3")
    assert (explorer.values("Output 0") == None).all()
