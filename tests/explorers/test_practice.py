"""Practice: results that a reader fills in, on every kind that has some to fill in."""

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from explorer_examples import in_state
from node.practice import PRACTISED
from on_page import Book, OnPage, Snapshot, severe
from playwright.sync_api import expect

from convlib.widgets import OutputSize, Pooling, hosts
from convlib.widgets.contract import contracts
from convlib.widgets.explorer import Explorer

CONTRACTS = contracts()
KEPT = "localStorage.getItem('convlib practice')"
# Type over each cell in turn, leave it with Enter, and note what is said then.
FILL_IN = f"""const said = [];
for (const [grid, row, col, text] of given) {{
    const cell = root.querySelector(
        `[aria-label="${{grid}}"] [data-row="${{row}}"][data-col="${{col}}"]`);
    const field = cell.querySelector("input");
    field.focus();
    await redrawn();
    field.value = text;
    field.dispatchEvent(new Event("input", {{ bubbles: true }}));
    await redrawn();
    field.dispatchEvent(new KeyboardEvent("keydown", {{ key: "Enter", bubbles: true }}));
    await frame();
    said.push({{
        states: cell.dataset.state,
        spoken: read(root).spoken,
        label: field.getAttribute("aria-label"),
        kept: {KEPT},
    }});
}}
return said;"""
every_kind = pytest.mark.parametrize("kind", PRACTISED)


@pytest.fixture
def show(show: Callable[..., Book]) -> Callable[..., Book]:
    """Open a page in a browser that has counted nothing yet."""

    def forgotten(*explorers: Explorer, **setting) -> Book:
        book = show(*explorers, **setting)
        book.page.evaluate("localStorage.removeItem('convlib practice')")
        return book

    return forgotten


def example(kind: str) -> Explorer:
    return CONTRACTS[kind].example()


def practising(kind: str) -> Explorer:
    explorer = example(kind)
    explorer.practice = True
    return explorer


def blank(said: Snapshot) -> list[tuple[str, int, int]]:
    """Return the cells that hold no number."""
    return [
        (grid, cell["row"], cell["col"])
        for grid in said.grids
        for cell in said.cells(grid)
        if cell["value"] is None
    ]


def asked(explorer: Explorer) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Return the grid in the selection and the place of each number to be found."""
    for grid, task in explorer.tasks.items():
        for at in np.ndindex(task.result(explorer).shape):
            yield grid, at


def write(explorer: OnPage, cell: tuple[str, int, int], number: float) -> None:
    explorer.edit(*cell, repr(number))


def states(explorer: OnPage, cell: tuple[str, int, int]) -> list[str]:
    grid, row, col = cell
    words = explorer.cell(grid, row, col).get_attribute("data-state")
    return (words or "").split()


@every_kind
def test_switch_empties_the_results_and_brings_them_back(show, kind):
    explorer = show(example(kind)).explorer()
    before = explorer.read()
    assert blank(before) == []
    explorer.switch("Practice").click()
    count = len(list(asked(example(kind))))
    assert len(blank(explorer.read())) == count
    assert explorer.read().ledger is None
    explorer.switch("Practice").click()
    assert blank(explorer.read()) == []
    explorer.button("Reset").click()
    assert explorer.read().grids == before.grids


@every_kind
def test_right_numbers_turn_right_and_are_counted_once(show, kind):
    explorer, made = show(practising(kind)).explorer(), practising(kind)
    cells = blank(explorer.read())
    numbers = [made.tasks[grid].result(made)[at].item() for grid, at in asked(made)]
    # The first as a reader does it, all in the end by their fields.
    for _ in range(2):
        write(explorer, cells[0], numbers[0])
        assert "right" in states(explorer, cells[0])
        assert "Right." in explorer.read().spoken
        assert explorer.page.evaluate(KEPT) == f'{{"{kind}":1}}'
    twice = [
        [*cell, repr(number)]
        for cell, number in zip(cells, numbers, strict=True)
        for _ in range(2)
    ]
    for place, said in enumerate(explorer.run(FILL_IN, twice)):
        assert "right" in said["states"].split()
        assert "Right." in said["spoken"]
        assert "right" in said["label"]
        assert said["kept"] == f'{{"{kind}":{place // 2 + 1}}}'
    assert blank(explorer.read()) == []
    assert "All cells are filled in." in explorer.read().spoken
    said = explorer.read().spoken
    explorer.button("Forget").click()
    assert explorer.page.evaluate(KEPT) == "{}"
    expect(explorer.root.locator(".count")).to_have_text("0 cells right so far")
    assert explorer.read().spoken == said


@every_kind
def test_the_mistake_that_alone_gives_a_number_is_named(show, kind):
    """On fresh numbers, drawn by the page; what Python says of them decides."""
    explorer = show(practising(kind)).explorer()
    explorer.button("Another one").click()
    cells = blank(explorer.read())
    made = in_state(kind, explorer.linked())
    right = {grid: task.result(made) for grid, task in made.tasks.items()}
    seen = set()
    for cell, (grid, at) in zip(cells, asked(made), strict=True):
        found = {name: array[at].item() for name, array in made.mistakes[grid].items()}
        for name, number in found.items():
            alone = sum(np.isclose(list(found.values()), number)) == 1
            if name in seen or not alone or np.isclose(number, right[grid][at]):
                continue
            write(explorer, cell, number)
            said = explorer.read()
            assert "amiss" in states(explorer, cell), name
            assert "✗" in said.spoken
            assert "Not yet" not in said.spoken, name
            seen.add(name)
    named = {name for found in made.mistakes.values() for name in found}
    assert seen == named
    write(explorer, cells[0], 98765)
    assert "Not yet." in explorer.read().spoken


@every_kind
def test_sum_that_was_shown_is_not_counted(show, kind):
    explorer, made = show(practising(kind)).explorer(), practising(kind)
    cell = blank(explorer.read())[0]
    grid, at = next(asked(made))
    explorer.focus(*cell)
    explorer.button("Show the sum").click()
    assert "shown" in states(explorer, cell)
    said = explorer.read()
    assert said.ledger == pytest.approx(made.tasks[grid].result(made)[at])
    assert not said.buttons["Show the sum"]
    write(explorer, cell, made.tasks[grid].result(made)[at].item())
    assert explorer.page.evaluate(KEPT) is None


@every_kind
def test_nothing_of_the_cell_is_shown_before(show, kind):
    """Neither window nor sum: only the cell itself is marked."""
    explorer = show(practising(kind)).explorer()
    for cell in blank(explorer.read()):
        explorer.focus(*cell)
        said = explorer.read()
        assert said.ledger is None
        assert "selected" in states(explorer, cell)
        for grid in said.grids:
            for mark in ("active", "fed", "winner"):
                assert said.marked(grid, mark) <= {cell[1:]}, (grid, mark)
    expect(explorer.root.locator(".frame")).to_have_count(0)


@every_kind
def test_another_one_is_another_one_and_begins_anew(show, kind):
    explorer = show(practising(kind)).explorer()
    explorer.edit(*blank(explorer.read())[0], "12345")
    seen = set()
    for _ in range(3):
        explorer.button("Another one").click()
        said = explorer.read()
        seen.add(str([said.sliders, said.grids]))
        assert explorer.switch("Practice").is_checked()
        assert "12345" not in str(said.grids)
        assert blank(said)
    assert len(seen) > 1


@every_kind
def test_link_assigns_the_practice_but_no_answers(show, kind):
    book = show(example(kind))
    book.explorer().switch("Practice").click()
    book.explorer().edit(*blank(book.explorer().read())[0], "12345")
    link = book.explorer().copied("Copy link")
    book.page.goto("about:blank")
    book.page.goto(link)
    book.wait_until_ready(1)
    explorer = book.explorer()
    assert explorer.switch("Practice").is_checked()
    assert len(blank(explorer.read())) == len(list(asked(example(kind))))


@pytest.mark.parametrize("width", [1200, 360])
def test_accessible_and_large_enough_in_practice(show, width):
    """All kinds on one page, each with a wrong answer and a sum that is shown."""
    book = show(*map(practising, PRACTISED), width=width)
    for number, kind in enumerate(PRACTISED):
        explorer = book.explorer(number)
        cells = blank(explorer.read())
        explorer.edit(*cells[0], "12345")
        explorer.focus(*cells[-1])
        explorer.button("Show the sum").click()
        assert explorer.small_targets(24) == [], kind
    assert severe(book.accessibility_findings()) == []
    assert book.overflow() <= 0


def test_empty_cells_stay_empty_and_what_is_no_number_is_refused(show):
    explorer = show(practising("pooling")).explorer()
    for row, col in itertools.product(range(2), range(2)):
        explorer.focus("Pooled", row, col)
    explorer.press("Enter")
    assert len(blank(explorer.read())) == 13
    assert explorer.read().alert is None
    explorer.edit("Pooled", 0, 0, "x")
    assert "not a number" in explorer.read().alert
    assert len(blank(explorer.read())) == 13
    explorer.edit("Pooled", 0, 0, "1")
    assert explorer.read().alert is None
    # Only a whole number is looked at: on the way to −12 nothing is said of −1.
    cell = explorer.cell("Pooled", 0, 1).locator("input")
    cell.click()
    explorer.press("-", "1")
    assert states(explorer, ("Pooled", 0, 1)) == ["selected", "asked"]
    explorer.press("2", "Enter")
    assert "amiss" in states(explorer, ("Pooled", 0, 1))
    # Emptied again, nothing is said.
    cell.press("ControlOrMeta+a")
    explorer.press("Delete", "Enter")
    assert states(explorer, ("Pooled", 0, 1)) == ["selected", "asked"]
    assert len(blank(explorer.read())) == 12


def test_other_numbers_are_another_task(show):
    explorer = show(practising("pooling")).explorer()
    explorer.edit("Pooled", 0, 0, "1")
    explorer.edit("Feature map", 0, 0, "7")
    assert len(blank(explorer.read())) == 13
    explorer.edit("Feature map", 0, 0, "0")
    explorer.edit("Pooled", 0, 0, "1")
    explorer.set("Stride", 2)
    assert len(blank(explorer.read())) == 10


def test_practice_speaks_chinese(show):
    explorer = show(practising("pooling"), lang="zh").explorer()
    explorer.root.locator(".practice button").first.click()
    pack = (hosts.STATIC / "core.zh.js").read_text(encoding="utf-8")
    for button in explorer.root.locator(".practice button").all():
        assert button.text_content() in pack


def test_count_stands_there_again_on_the_next_page(show):
    book = show(practising("output-size"), OutputSize(9, 3))
    made = practising("output-size")
    book.explorer(0).edit("Output size", 0, 0, str(made.output))
    book.page.reload()
    book.wait_until_ready(2)
    expect(book.explorer(0).root.locator(".count")).to_have_text("1 cell right so far")


def test_without_storage_it_counts_all_the_same(show):
    book = show(Pooling([[1, 2], [3, 4]]))
    book.page.evaluate(
        """() => Object.defineProperty(globalThis, "localStorage", {
            get: () => { throw new Error("not here"); }, configurable: true,
        })"""
    )
    explorer = book.explorer()
    explorer.switch("Practice").click()
    explorer.edit("Pooled", 0, 0, "4")
    expect(explorer.root.locator(".count")).to_have_text("1 cell right so far")
