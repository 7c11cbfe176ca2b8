"""The explorer `groups`: who reads whom, and what it costs."""

from functools import partial

import numpy as np
import pytest
from on_page import severe

from convlib.widgets import Groups

SIZES = [(4, 8, 3, 2), (6, 6, 3, 6), (9, 3, 1, 3), (5, 7, 5, 1), (1, 1, 1, 1)]
EVERY = [partial(Groups, *sizes) for sizes in SIZES]


def inputs_of(made: Groups, k: int) -> set[tuple[int, int]]:
    return {(0, int(c)) for c in np.flatnonzero(made.connections[k])}


def outputs_of(made: Groups, c: int) -> set[tuple[int, int]]:
    return {(0, int(k)) for k in np.flatnonzero(made.connections[:, c])}


def test_connections_and_costs(show_all):
    for made, explorer in show_all(EVERY):
        said = explorer.read()
        assert said.kind == "groups"
        expected = made.connections * made.kernel_size**2
        np.testing.assert_array_equal(said.values("Connections"), expected)
        assert said.values("Connections").sum() == said.ledger == made.cost.parameters
        text = explorer.ledger.inner_text()
        assert f"(ungrouped {made.ungrouped_cost.parameters})" in text
        assert f"multiply–adds for each output cell\n{made.cost.multiply_adds} " in text


def test_each_channel_shows_its_partners(show_all):
    for made, explorer in show_all(EVERY):
        for (_, k), said in explorer.survey("Output channels").items():
            assert said.marked("Input channels", "active") == inputs_of(made, k)
            assert said.marked("Output channels", "selected") == {(0, k)}
            row = {(k, c) for _, c in inputs_of(made, k)}
            assert said.marked("Connections", "active") == row
        for (_, c), said in explorer.survey("Input channels").items():
            assert said.marked("Output channels", "fed") == outputs_of(made, c)


def test_a_connection_and_what_is_none(show):
    explorer = show(Groups(4, 8, 3, 2)).explorer()
    explorer.select("Connections", 5, 2)
    said = explorer.read()
    assert said.marked("Input channels", "active") == {(0, 2)}
    assert said.marked("Output channels", "fed") == {(0, 5)}
    explorer.select("Connections", 5, 1)
    said = explorer.read()
    assert said.marked("Input channels", "active") == set()
    assert "different groups" in said.spoken


def test_lines_are_the_connections(show):
    made, explorer = Groups(6, 4, 3, 2), show(Groups(6, 4, 3, 2)).explorer()
    all_lines, selected = explorer.root.locator("svg.lines-drawn path").all()
    assert all_lines.get_attribute("d").count("M") == made.connections.sum()
    assert selected.get_attribute("d").count("M") == 3
    # Where a line begins and ends, in pixels, is the middle of a cell.
    box = explorer.root.locator("svg.lines-drawn").bounding_box()
    cell = explorer.cell("Input channels", 0, 1).bounding_box()
    width = float(
        explorer.root.locator("svg.lines-drawn").get_attribute("viewBox").split()[2]
    )
    begins = {
        round(box["x"] + float(part.split()[0]) / width * box["width"], 1)
        for part in all_lines.get_attribute("d").split("M")[1:]
    }
    middle = cell["x"] + cell["width"] / 2
    assert min(abs(x - middle) for x in begins) < 1


def test_groups_reach_divisors_only(show):
    explorer = show(Groups(8, 12, 3, 1)).explorer()
    explorer.slider("Groups").focus()
    seen = [1]
    for _ in range(4):
        explorer.press("ArrowRight")
        seen.append(explorer.read().setting("Groups"))
    assert seen == [1, 2, 4, 4, 4]
    explorer.press("ArrowLeft")
    assert explorer.read().setting("Groups") == 2
    explorer.set("Groups", 3)
    assert explorer.read().setting("Groups") == 4
    printed = explorer.root.locator(".control", has_text="Groups").locator("output")
    assert printed.inner_text() == "4"


def test_controls_reach_possible_settings_only(show):
    explorer = show(Groups(4, 8, 3, 2)).explorer()
    rng = np.random.default_rng(6)
    names = ("Groups", "In channels", "Out channels", "Kernel size")
    moves = [(str(rng.choice(names)), float(rng.random())) for _ in range(60)]
    kinds = set()
    for said in explorer.walk(moves):
        setting = {name: said.setting(name) for name in names}
        made = Groups(
            *(setting[name] for name in (*names[1:], "Groups")),
        )
        assert said.ledger == made.cost.parameters
        assert said.values("Connections").shape == made.connections.shape
        kinds.add(setting["Groups"])
    assert len(kinds) > 2


def test_by_keyboard(show):
    explorer = show(Groups(4, 8, 3, 2)).explorer()
    explorer.focus("Input channels", 0, 0)
    explorer.press("End", "ArrowLeft")
    assert explorer.focused_cell() == ("Input channels", 0, 2)
    assert explorer.read().marked("Output channels", "fed") == {
        (0, k) for k in range(4, 8)
    }
    explorer.press("Escape")
    assert explorer.read().marked("Output channels", "fed") == set()
    assert explorer.read().ledger == 144
    explorer.button("Reset").click()
    assert explorer.read().marked("Output channels", "selected") == {(0, 0)}


@pytest.mark.parametrize("width", [360, 1200])
def test_fits_and_is_accessible(show, width):
    book = show(Groups(4, 8, 3, 2), Groups(16, 16, 5, 8), width=width)
    assert book.overflow() == 0
    assert severe(book.accessibility_findings()) == []


def test_in_chinese(show):
    explorer = show(Groups(4, 4, 3, 4), lang="zh").explorer()
    assert "深度卷积" in explorer.ledger.inner_text()
