"""Explorers in the pages that ``jupyter nbconvert --to html`` makes, without a network."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from convlib import examples
from convlib.widgets import Exercise, SlidingWindow

NOTES = examples.single_channel
WRONG = "That is the cell before."
CELLS = [
    """\
from convlib import examples
from convlib.widgets import Exercise, SlidingWindow
notes = examples.single_channel
explorer = SlidingWindow(notes.image, notes.kernel, notes.bias)
explorer""",
    f"Exercise(17, diagnoses={{16: {WRONG!r}}})",
]


def written(folder: Path) -> Path:
    """Write a notebook as the book stores them: executed, without widget views."""
    shown = [
        SlidingWindow(NOTES.image, NOTES.kernel, NOTES.bias),
        Exercise(17, diagnoses={16: WRONG}),
    ]
    cells = []
    for source, element in zip(CELLS, shown, strict=True):
        data = {"text/html": element.to_html(), "text/plain": repr(element)}
        output = nbformat.v4.new_output("display_data", data)
        cells.append(nbformat.v4.new_code_cell(source, outputs=[output]))
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "page.ipynb")
    return folder / "page.ipynb"


def converted(folder: Path, *options: str) -> str:
    """Return the address of the page that nbconvert makes with some options."""
    command = ["-m", "jupyter", "nbconvert", "--to", "html", *options]
    subprocess.run([sys.executable, *command, written(folder)], check=True, cwd=folder)
    return (folder / "page.html").as_uri()


@pytest.fixture
def offline(page: Page) -> Page:
    """A page whose browser reaches no network."""
    page.context.set_offline(True)
    return page


@pytest.mark.parametrize("option", ["--no-prompt", "--execute"])
def test_stored_and_executed_notebooks_have_living_explorers(option, offline, tmp_path):
    offline.goto(converted(tmp_path, option), wait_until="domcontentloaded")
    root = offline.locator('[data-explorer="sliding-window"][data-ready="true"]')
    expect(root).to_have_count(1)
    assert root.bounding_box()["width"] >= 600
    root.get_by_role("button", name="Next").click()
    expect(root.get_by_text("window 2 of 9")).to_be_visible()
    exercise = offline.locator('[data-explorer="exercise"]')
    exercise.get_by_role("textbox").fill("16")
    exercise.get_by_role("button", name="Check").click()
    expect(exercise.get_by_text(WRONG)).to_be_visible()


def test_sanitised_pages_have_tables_and_no_state(offline, tmp_path):
    offline.goto(
        converted(tmp_path, "--sanitize-html", "--no-input"),
        wait_until="domcontentloaded",
    )
    expect(offline.get_by_role("table")).to_have_count(3)
    text = offline.locator("body").inner_text()
    assert "Input" in text
    for secret in (WRONG, "17", '"kernel"', "data-state"):
        assert secret not in text
