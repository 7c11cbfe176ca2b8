"""The explorer `output-size`: how many windows fit, and what none of them reads."""

import numpy as np
import pytest
from explorer_examples import example
from playwright.sync_api import expect

import convlib
from convlib.widgets import OutputSize

EXPLORERS = {
    "the notes'": lambda: example("output-size"),
    "cells left over": lambda: OutputSize(8, 3, 3),
    "stride beyond the kernel": lambda: OutputSize(9, 2, 4, 1),
    "padding and dilation": lambda: OutputSize(7, 3, 2, 2, 2),
    "one window": lambda: OutputSize(5, 5),
    "1": lambda: OutputSize(1, 1),
}
EVERY = EXPLORERS.values()


def test_size_and_unread_cells(show_all):
    for made, explorer in show_all(EVERY):
        said = explorer.read()
        assert said.ledger == made.output == said.values("Output").shape[1]
        positions = set(made.positions.ravel().tolist())
        unread = sorted(set(range(made.input_size)) - positions)
        assert said.marked("Padded input", "unread") == {(0, cell) for cell in unread}
        cells = [cell["col"] for cell in said.cells("Padded input")]
        assert cells == list(range(-made.padding, made.input_size + made.padding))
        if unread:
            assert f"No window reads cell{'s' * (len(unread) > 1)} " in said.spoken
            assert ", ".join(map(str, unread)) in said.spoken
        else:
            assert "Every cell of the input is read." in said.spoken


def test_each_output_shows_the_positions_it_reads(show_all):
    for made, explorer in show_all(EVERY):
        for (_, j), said in explorer.survey("Output").items():
            assert said.marked("Padded input", "active") == {
                (0, position) for position in made.positions[j].tolist()
            }
            listed = ", ".join(str(p).replace("-", "−") for p in made.positions[j])
            assert f"Output {j} reads the positions {listed}." in said.spoken


def test_each_input_shows_the_outputs_it_feeds(show_all):
    for made, explorer in show_all(EVERY):
        survey = explorer.survey("Padded input")
        assert len(survey) == made.input_size
        for (_, position), said in survey.items():
            fed = np.flatnonzero((made.positions == position).any(axis=1)).tolist()
            assert said.marked("Output", "fed") == {(0, j) for j in fed}
            assert (f"Cell {position} feeds no output." in said.spoken) == (not fed)


def test_formula_is_derived_with_its_numbers(show_all):
    for made, explorer in show_all(EVERY):
        ledger = explorer.read().spoken
        reach = convlib.effective_kernel_size(made.kernel_size, made.dilation)
        room = made.input_size + 2 * made.padding - reach
        for step in [
            f"{made.dilation}·({made.kernel_size} − 1) + 1 = {reach}",
            f"{made.input_size} + 2·{made.padding} − {reach} = {room}",
            f"⌊{room} / {made.stride}⌋ = {room // made.stride}",
            f"{room // made.stride} + 1 = {made.output}",
        ]:
            assert step in ledger


def test_controls_follow_the_sizes(show):
    """The bounds of each slider move with the others, and the output with them all."""
    explorer = show(example("output-size")).explorer()
    for name, value in [
        ("Padding", 2),
        ("Dilation", 3),
        ("Input size", 9),
        ("Stride", 1),
    ]:
        explorer.set(name, value)
        said = explorer.read()
        setting = {key: slider["value"] for key, slider in said.sliders.items()}
        assert said.ledger == OutputSize(*setting.values()).output
    assert said.sliders["Kernel size"]["max"] == (9 + 2 * 2 - 1) // 3 + 1


def test_clicking_and_arrows_select(show):
    explorer = show(OutputSize(9, 3, 2)).explorer()
    expect(explorer.cell("Output", 0, 2)).not_to_have_attribute(
        "data-state", "selected"
    )
    explorer.select("Output", 0, 2)
    expect(explorer.cell("Output", 0, 2)).to_have_attribute("data-state", "selected")
    explorer.press("ArrowRight")
    assert explorer.read().marked("Output", "selected") == {(0, 3)}


def test_sizes_of_real_networks_are_drawn_to_scale(show):
    """ResNet's first layer: the picture stops, the numbers go on."""
    explorer = show(OutputSize(9, 7, 2, 3)).explorer()
    typed = explorer.root.get_by_label("Or typed")
    typed.fill("224")
    typed.press("Enter")
    said = explorer.read()
    assert said.ledger == 112
    assert said.grids == {}
    explorer.set("Output", 111)
    assert "Output 111 reads the positions 219, 220," in explorer.read().spoken
    bars = explorer.root.locator(".scale .bar")
    widths = [box["width"] for box in (bar.bounding_box() for bar in bars.all())]
    assert widths[1] / widths[0] == pytest.approx(224 / 230, abs=0.01)
    assert widths[2] / widths[0] == pytest.approx(7 / 230, abs=0.01)
    explorer.unfold()
    text = explorer.copied("Copy as CSV", said="Copied: Output size, 6 × 2.")
    assert text.split("\n")[:2] == ["Input size,224", "Kernel size,7"]
    assert text.endswith("output size,112\n")
    explorer.set("Input size", 9)
    assert "Output" in explorer.read().grids


@pytest.mark.parametrize("text", ["x", "", "0", "4097", "12.5", "1e9"])
def test_size_that_is_none_is_refused(show, text):
    explorer = show(OutputSize(9, 3)).explorer()
    typed = explorer.root.get_by_label("Or typed")
    typed.fill(text)
    typed.press("Enter")
    assert "whole number from 3 to 4096" in explorer.read().alert
    expect(typed).to_have_value("9")
    assert explorer.read().setting("Input size") == 9
