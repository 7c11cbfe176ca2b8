"""Explorers in JupyterLab and Notebook: keys belong to what has the focus."""

import re
from collections.abc import Iterator

import pytest
from lab_server import Lab, Notebook, started
from playwright.sync_api import Page, expect

CELLS = [
    """\
from convlib import examples
from convlib.widgets import SlidingWindow
notes = examples.single_channel
explorer = SlidingWindow(notes.image, notes.kernel, notes.bias)
explorer""",
    'print("Python: stride", explorer.stride)',
    'print("run again")',
]


@pytest.fixture(scope="module", params=["jupyterlab", "notebook"])
def host(request, tmp_path_factory) -> Iterator[Lab]:
    """The newest of each that is pinned; the book's own environment has an older one."""
    with started(tmp_path_factory.mktemp(request.param), request.param) as running:
        yield running


def test_keys_belong_to_what_has_the_focus(host: Lab, page: Page):
    notebook = Notebook(page)
    notebook.open(host, "keys.ipynb", CELLS)
    area = notebook.run(0)
    root = area.locator('[data-explorer="sliding-window"][data-ready="true"]')
    expect(root).to_have_count(1)

    # Keys that would cut a cell, insert one, or make one of text.
    root.get_by_role("button", name="Next").focus()
    for key in ("x", "b", "a", "m", "d", "d"):
        page.keyboard.press(key)
    slider = root.get_by_role("slider", name=re.compile("Stride"))
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("2")
    expect(notebook.cells).to_have_count(len(CELLS))
    expect(root).to_have_count(1)
    expect(notebook.run(1)).to_contain_text("Python: stride 2")

    # Shift+Enter runs the cell, which starts anew.
    slider.focus()
    page.keyboard.press("Shift+Enter")
    expect(slider).to_have_value("1")
