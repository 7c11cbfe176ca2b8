"""The explorer `conv-backward`: each gradient's sum, the flip, and what a nudge measures."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from on_page import severe
from playwright.sync_api import expect

import convlib
from convlib import examples
from convlib.widgets import ConvBackward
from convlib.widgets.rules import pair, sides

NOTES = examples.backward_example
NUMBERS = json.loads(
    (Path(__file__).parent.parent / "golden" / "notes.json").read_text(encoding="utf-8")
)["backward_example"]


def notes() -> ConvBackward:
    """Return the example of the chapter, on the worked network's image."""
    return ConvBackward(
        examples.tiny_cnn.image, NUMBERS["filter"], NUMBERS["grad_output"]
    )


def odd() -> ConvBackward:
    """Return one in which nothing is square, with stride and padding."""
    rng = np.random.default_rng(3)
    image, kernel = rng.integers(-9, 10, (5, 7)), rng.integers(-9, 10, (2, 3))
    return ConvBackward(image, kernel, rng.integers(-9, 10, (3, 4)), 2, 1)


def apart() -> ConvBackward:
    """Return one in which rows and columns, and all sides of the padding, differ."""
    rng = np.random.default_rng(6)
    image, kernel = rng.integers(-9, 10, (4, 6)), rng.integers(-9, 10, (2, 3))
    return ConvBackward(
        image, kernel, rng.integers(-9, 10, (5, 2)), (1, 3), ((2, 0), (1, 2)), (1, 2)
    )


EVERY = [notes, odd, apart]


def windows(made: ConvBackward) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Return the places that each window reads, in the order of the kernel's cells."""
    (top, _), (left, _) = sides(made.padding)
    stride, dilation = pair(made.stride), pair(made.dilation)
    return {
        (i, j): [
            (
                i * stride[0] - top + m * dilation[0],
                j * stride[1] - left + n * dilation[1],
            )
            for m, n in np.ndindex(*made.kernel.shape)
        ]
        for i, j in np.ndindex(*made.grad_output.shape)
    }


def gradients(made: ConvBackward) -> dict[str, np.ndarray]:
    return {"Input gradient": made.grad_input, "Kernel gradient": made.grad_kernel}


def test_grids_hold_the_state_and_its_gradients(show_all):
    for made, explorer in show_all(EVERY):
        said = explorer.read()
        np.testing.assert_array_equal(said.values("Input"), made.image)
        np.testing.assert_array_equal(said.values("Kernel"), made.kernel)
        np.testing.assert_array_equal(said.values("Output gradient"), made.grad_output)
        for name, expected in gradients(made).items():
            np.testing.assert_array_equal(said.values(name), expected)


@pytest.mark.parametrize("name", ["Input gradient", "Kernel gradient"])
def test_each_gradient_shows_what_comes_back_to_it(show_all, name):
    for made, explorer in show_all(EVERY):
        expected = gradients(made)[name]
        survey = explorer.survey(name)
        assert list(survey) == list(np.ndindex(*expected.shape))
        for at, said in survey.items():
            assert said.ledger == pytest.approx(expected[at])
            assert said.marked(name, "selected") == {at}
            back = {
                window
                for window, places in windows(made).items()
                if name == "Kernel gradient" or at in places
            }
            assert said.marked("Output gradient", "fed") == back


def badges(said, grid: str) -> dict[tuple[int, int], str]:
    """Return the small numbers of the cells that are marked as fed."""
    return {
        (cell["row"], cell["col"]): cell["text"].rpartition("×")[2].replace("−", "-")
        for cell in said.cells(grid)
        if "fed" in cell["states"]
    }


def test_each_output_gradient_shows_where_it_goes(show_all):
    """To every input of its window, times its weight; to every weight, times its pixel."""
    for made, explorer in show_all(EVERY):
        reads = windows(made)
        survey = explorer.survey("Output gradient")
        assert set(survey) == set(reads)
        for at, said in survey.items():
            there = zip(reads[at], made.kernel.ravel().tolist(), strict=True)
            inside = {p: w for p, w in there if p in set(np.ndindex(*made.image.shape))}
            assert said.ledger == made.grad_output[at]
            assert said.marked("Output gradient", "selected") == {at}
            assert said.marked("Input", "active") == set(reads[at])
            weights = {p: str(w) for p, w in inside.items()}
            assert badges(said, "Input gradient") == weights
            pixels = [str(made.image[p]) if p in inside else "0" for p in reads[at]]
            cells = np.ndindex(*made.kernel.shape)
            assert badges(said, "Kernel gradient") == dict(
                zip(cells, pixels, strict=True)
            )
            assert f"to {len(inside)} input" in said.spoken


def test_nothing_moves_when_an_output_gradient_is_selected(show):
    explorer = show(notes()).explorer()
    cell = explorer.cell("Output gradient", 1, 1)
    before = cell.bounding_box()
    explorer.select("Output gradient", 1, 1)
    assert explorer.read().marked("Output gradient", "selected") == {(1, 1)}
    assert cell.bounding_box() == before


def test_forgotten_flip_stands_beside_the_true_gradient(show):
    explorer = show(notes()).explorer()
    assert "Without the flip" not in explorer.read().grids
    explorer.switch("Flip kernel").click()
    said = explorer.read()
    wrong, true = said.values("Without the flip"), said.values("Input gradient")
    np.testing.assert_array_equal(true, NUMBERS["grad_input"])
    np.testing.assert_array_equal(wrong, NUMBERS["grad_input_if_the_flip_is_forgotten"])
    differs = {tuple(map(int, at)) for at in np.argwhere(wrong != true)}
    assert said.marked("Without the flip", "wrong") == differs
    assert said.ledger == wrong[0, 0]
    assert f"true is {true[0, 0]}" in said.spoken


def test_bias_gradient_is_the_sum_of_all(show):
    explorer = show(notes()).explorer()
    assert explorer.root.locator("footer b").inner_text() == str(NUMBERS["grad_bias"])
    assert (
        NUMBERS["grad_bias"]
        == convlib.conv2d_backward(
            NOTES.grad_output, examples.tiny_cnn.image, NOTES.kernel
        )[2]
    )


@pytest.mark.parametrize("name", ["Input gradient", "Kernel gradient"])
def test_nudge_measures_the_gradient(show_all, name):
    for made, explorer in show_all(EVERY):
        explorer.root.get_by_role("checkbox", name="Nudge").click()
        explorer.focus(name, 0, 0)
        expect(explorer.ledger).to_contain_text("measured")  # what measures is loaded
        for at, said in explorer.survey(name).items():
            measured = float(
                re.search(r"measured (−?[\d.]+)", said.spoken)[1]
                .replace("−", "-")
                .rstrip(".")
            )
            assert measured == pytest.approx(gradients(made)[name][at], abs=1e-3)
            assert said.ledger == pytest.approx(gradients(made)[name][at])


def test_edited_output_gradient_goes_everywhere(show):
    explorer = show(notes()).explorer()
    explorer.edit("Output gradient", 1, 1, "-2.5")
    said = explorer.read()
    made = notes()
    made.grad_output = said.values("Output gradient")
    assert made.grad_output[1, 1] == -2.5
    for name, expected in gradients(made).items():
        np.testing.assert_allclose(said.values(name), expected, atol=1e-12)


def test_sizes_and_dilation_are_folded_away(show):
    """Moved at random, together with what is in sight; every picture is right."""
    explorer = show(notes()).explorer()
    explorer.unfold()
    rng = np.random.default_rng(2)
    names = ["Input size", "Kernel size", "Dilation", "Stride", "Padding"]
    moves = [(str(rng.choice(names)), float(rng.random())) for _ in range(80)]
    sizes = set()
    for said in explorer.walk(moves):
        dilation, stride, padding = map(said.setting, names[2:])
        made = ConvBackward(
            *map(said.values, ("Input", "Kernel", "Output gradient")),
            stride,
            padding,
            dilation,
        )
        for name, expected in gradients(made).items():
            np.testing.assert_array_equal(said.values(name), expected)
        sizes.add((*made.image.shape, *made.kernel.shape, dilation))
    assert len(sizes) > 20
    explorer.button("Reset").click()
    np.testing.assert_array_equal(
        explorer.values("Output gradient"), notes().grad_output
    )


def stacked() -> ConvBackward:
    """Return one of two groups, each of two channels and two filters."""
    rng = np.random.default_rng(7)
    image, kernel = rng.integers(-9, 10, (4, 4, 5)), rng.integers(-9, 10, (4, 2, 2, 3))
    return ConvBackward(
        image, kernel, rng.integers(-9, 10, (4, 3, 3)), (1, 2), (0, 1), groups=2
    )


def test_each_channel_adds_what_comes_through_the_filters_of_its_group(show):
    made = stacked()
    explorer = show(made).explorer()
    expect(explorer.slider("Channel")).to_be_visible()
    for filter_, channel in [(0, 0), (1, 1), (2, 3), (3, 2)]:
        explorer.set("Filter", filter_)
        explorer.set("Channel", channel)
        said = explorer.read()
        slider = said.sliders["Channel"]
        assert (slider["min"], slider["max"]) == ((0, 1) if filter_ < 2 else (2, 3))
        image, delta = f"Input, channel {channel}", f"Output gradient, filter {filter_}"
        pair = f"filter {filter_}, channel {channel}"
        for grid, expected in {
            image: made.image[channel],
            f"Kernel, {pair}": made.kernel[filter_, channel % 2],
            delta: made.grad_output[filter_],
            f"Input gradient, channel {channel}": made.grad_input[channel],
            f"Kernel gradient, {pair}": made.grad_kernel[filter_, channel % 2],
        }.items():
            np.testing.assert_array_equal(said.values(grid), expected)
        bias = explorer.root.locator("footer b").inner_text().replace("−", "-")
        assert int(bias) == made.grad_bias[filter_]
    other = ConvBackward(
        made.image[2], made.kernel[2, 0], made.grad_output[2], made.stride, made.padding
    )
    for at, said in explorer.survey("Input gradient, channel 2").items():
        assert said.ledger == made.grad_input[2][at]
        through = str(other.grad_input[at]).replace("-", "−")
        assert f"With {through} through filter 2 it is" in said.spoken
    for at, said in explorer.survey("Kernel gradient, filter 3, channel 2").items():
        assert said.ledger == made.grad_kernel[3, 0][at]
    explorer.root.get_by_role("checkbox", name="Nudge").click()
    for at, said in explorer.survey("Input gradient, channel 2").items():
        value = str(made.grad_input[2][at]).replace("-", "−")
        assert f"that is {value} per unit. Computed: {value} ✓" in said.spoken


def test_numbers_of_channels_filters_and_groups_are_folded_away(show):
    """What is cut off comes back, and the example is one of one channel again."""
    explorer = show(notes()).explorer()
    explorer.unfold()
    before = explorer.read()
    assert "Filter" not in before.sliders
    for slider, count in [("Channels", 4), ("Filters", 2), ("Groups", 2)]:
        explorer.set(slider, count)
    explorer.set("Filter", 1)
    explorer.set("Channel", 3)
    explorer.edit("Input, channel 3", 1, 1, "50")
    explorer.paste("Kernel, filter 1, channel 3", 0, 0, "1 2 3")
    said = explorer.read()
    assert said.values("Kernel, filter 1, channel 3").tolist() == [[1, 2, 3]]
    assert said.values("Output gradient, filter 1").shape == (4, 2)
    assert "4 × 4 × 4 input, 2 × 2 × 1 × 3 kernel" in said.label
    explorer.set("Groups", 1)
    explorer.set("Channels", 1)
    explorer.set("Filters", 1)
    said = explorer.read()
    assert {*said.grids} == {*before.grids}
    assert said.values("Kernel").shape == (1, 3)
    explorer.set("Channels", 4)
    explorer.set("Channel", 3)
    assert explorer.values("Input, channel 3")[1, 1] == 50
    explorer.button("Reset").click()
    assert explorer.read().grids == before.grids


def test_practice_tells_that_a_filter_was_forgotten(show):
    made = stacked()
    explorer = show(made).explorer()
    expect(explorer.slider("Channel")).to_be_visible()
    explorer.switch("Practice").click()
    name = "Input gradient, channel 0"
    alone, right = made.mistakes["input_gradient"]["one_filter"], made.grad_input[0]
    at = next(
        (row, col)
        for row, col in np.ndindex(right.shape)
        if [alone[row, col]]
        == [
            a[row, col]
            for a in made.mistakes["input_gradient"].values()
            if a[row, col] == alone[row, col]
        ]
        and alone[row, col] != right[row, col]
    )
    explorer.edit(name, *at, str(alone[at]))
    expect(explorer.ledger).to_contain_text("through one filter")
    explorer.edit(name, *at, str(right[at]))
    expect(explorer.ledger).to_contain_text("Right.")


def test_output_gradients_that_were_cut_off_come_back(show):
    explorer = show(notes()).explorer()
    explorer.edit("Output gradient", 2, 2, "50")
    before = explorer.values("Output gradient")
    explorer.set("Stride", 3)
    assert explorer.values("Output gradient").tolist() == [[before[0, 0]]]
    explorer.set("Stride", 1)
    np.testing.assert_array_equal(explorer.values("Output gradient"), before)


def test_gradients_of_another_size_are_not_pasted(show):
    explorer = show(notes()).explorer()
    explorer.paste("Output gradient", 0, 0, "1\t2\n3\t4")
    said = explorer.read()
    assert "this grid's size is given, and is not 2 × 2" in said.alert
    np.testing.assert_array_equal(said.values("Output gradient"), notes().grad_output)
    explorer.paste("Input", 0, 0, "\n".join(["1 2 3 4 5 6 7 8 9 10 11 12"] * 12))
    assert explorer.values("Output gradient").shape == (11, 11)
    explorer.paste("Kernel", 0, 0, "[[1, 0, -1]]")
    assert explorer.values("Output gradient").shape == (12, 10)


def test_two_axes_that_come_to_agree_keep_their_sliders(show):
    """A slider does not vanish under the reader's hand."""
    explorer = show(apart()).explorer()
    explorer.set("Stride columns", 1)
    explorer.set("Padding top", 0)
    explorer.set("Padding left", 0)
    explorer.set("Padding right", 0)
    assert explorer.read().setting("Padding right") == 0
    explorer.set("Padding right", 2)
    said = explorer.read()
    made = apart()
    np.testing.assert_array_equal(
        said.values("Input gradient"),
        ConvBackward(
            made.image,
            made.kernel,
            said.values("Output gradient"),
            padding=((0, 0), (0, 2)),
            dilation=made.dilation,
        ).grad_input,
    )


def test_no_severe_findings_and_no_sideways_scroll(show):
    book = show(notes(), odd(), apart(), stacked(), width=360)
    assert severe(book.accessibility_findings()) == []
    assert book.overflow() == 0
