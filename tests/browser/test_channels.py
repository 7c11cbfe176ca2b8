"""The explorer `channels`: every channel's products, subtotals, bias and sum."""

import json
import re
from pathlib import Path

import numpy as np
from explorer_examples import example

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
