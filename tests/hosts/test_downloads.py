"""A downloaded notebook where nothing renders MyST: it reads well, and it runs."""

import re
import shutil
from pathlib import Path

import pytest
from conftest import running
from lab_server import Notebook, open_notebook, started
from playwright.sync_api import Locator, Page, expect

NAME = "single_channel.ipynb"
GIVEN = Path("_build/html/_sources/book/computing", NAME)
RAW = re.compile(r":::|\{(term|ref|numref|eq|dropdown|admonition)\}|\)=$", re.MULTILINE)
SLIDING = '[data-explorer="sliding-window"][data-ready="true"]'


@pytest.fixture
def download(tmp_path: Path) -> Path:
    """A download of the book that is built, in a folder of its own."""
    if not GIVEN.exists():
        pytest.fail(f"{GIVEN} is not there: `make book` makes it", pytrace=False)
    return Path(shutil.copy(GIVEN, tmp_path / NAME))


def check_prose(words: Locator) -> None:
    """Check what a reader sees of the words: no directives, and closed folds."""
    expect(words.get_by_role("heading", name="One image, one kernel")).to_be_visible()
    assert RAW.findall(words.inner_text()) == []
    solution = words.locator("details", has=words.page.get_by_text("Solution")).first
    hidden = solution.locator(":scope > p").first
    expect(hidden).to_be_hidden()
    solution.locator("summary").click()
    expect(hidden).to_be_visible()


def test_in_voila(download: Path, page: Page, tmp_path: Path):
    def voila(port: str) -> list[str]:
        return ["voila", NAME, "--no-browser", f"--port={port}"]

    with running(voila, tmp_path) as address:
        page.goto(address)
        expect(page.locator(SLIDING).first).to_be_attached()
        check_prose(page.locator("body"))


def test_in_notebook(download: Path, page: Page, tmp_path_factory):
    with started(tmp_path_factory.mktemp("notebook"), "notebook") as host:
        shutil.copy(download, host.notebooks / NAME)
        notebook = Notebook(page)
        address = f"{host.address}/notebooks/{NAME}"
        sources = download.read_text().count('"cell_type": "code"')
        open_notebook(page, address, notebook.cells, sources)
        check_prose(page.locator(".jp-Notebook"))
        page.keyboard.press("Escape")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(page.locator(SLIDING).first).to_be_attached()
