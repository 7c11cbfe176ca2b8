"""Explorers in programs that make pages of Python: drawn, operated, heard by Python."""

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from conftest import running
from playwright.sync_api import Locator, Page, expect

APPS = Path(__file__).parent / "apps"
VOILA = """\
import ipywidgets
from convlib import examples
from convlib.widgets import SlidingWindow
notes = examples.single_channel
explorer = SlidingWindow(notes.image, notes.kernel, notes.bias)
said = ipywidgets.Label("Python: stride 1")
explorer.observe(
    lambda change: setattr(said, "value", f"Python: stride {change['new']}"), "stride"
)
display(explorer, said)"""


def panel(port: str, folder: Path) -> list[str]:
    return ["panel", "serve", str(APPS / "panel_app.py"), "--port", port]


def shiny(port: str, folder: Path) -> list[str]:
    return ["shiny", "run", str(APPS / "shiny_app.py"), "--port", port]


def marimo(port: str, folder: Path) -> list[str]:
    app = str(APPS / "marimo_app.py")
    return ["marimo", "run", app, "--headless", "--no-token", "--port", port]


def voila(port: str, folder: Path) -> list[str]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(VOILA)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "page.ipynb")
    return ["voila", "page.ipynb", "--no-browser", f"--port={port}"]


LOOKS = """(root) => {
    const { backgroundColor, color, borderTopWidth, borderTopColor } = getComputedStyle(root);
    return [backgroundColor, color, borderTopWidth, borderTopColor];
}"""
LIGHT = ["rgb(255, 255, 255)", "rgb(26, 26, 26)", "1px", "rgb(216, 222, 228)"]
DARK = ["rgb(20, 24, 30)", "rgb(230, 237, 243)", "1px", "rgb(50, 59, 70)"]


def shown(page: Page, address: str) -> Locator:
    """Return the explorer, when it is drawn."""
    page.goto(address)
    root = page.locator('[data-explorer="sliding-window"][data-ready="true"]')
    expect(root).to_have_count(1)
    return root


@pytest.mark.parametrize("host", [panel, shiny, marimo, voila])
def test_an_explorer_is_drawn_operated_and_heard(
    host: Callable[[str, Path], list[str]], page: Page, tmp_path: Path
):
    with running(lambda port: host(port, tmp_path), tmp_path) as address:
        root = shown(page, address)
        assert root.evaluate(LOOKS) == LIGHT
        assert root.bounding_box()["width"] >= 600
        cell = root.get_by_role("grid", name="Output").get_by_role("gridcell").first
        assert cell.bounding_box()["width"] >= 24
        expect(page.get_by_text("Python: stride 1")).to_be_visible()
        slider = root.get_by_role("slider", name=re.compile("Stride"))
        slider.focus()
        page.keyboard.press("ArrowRight")
        expect(slider).to_have_value("2")
        expect(page.get_by_text("Python: stride 2")).to_be_visible()


def test_it_is_dark_where_the_page_around_its_shadow_tree_is(page: Page, tmp_path):
    page.emulate_media(color_scheme="dark")
    with running(lambda port: marimo(port, tmp_path), tmp_path) as address:
        root = shown(page, address)
        page.evaluate("document.body.classList.add('dark')")
        assert root.evaluate(LOOKS) == DARK
