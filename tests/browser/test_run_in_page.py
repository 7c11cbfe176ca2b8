"""Run this page, in the page: with the real Pyodide, and with a Python that has NumPy.

Pyodide from npm has no NumPy, so it runs a small page of the tests' own, for CI. A page of
the book is run by a kernel of this machine that answers the page's worker in Pyodide's place.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import run_in_page
from accessibility import findings
from page_kernel import served_as_pyodide, started
from playwright.sync_api import Locator, Page, expect
from runnable import write_page
from server import POLICY, served

# What a site has to allow, and no more: Python runs under it in the first test.
WHOLE = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    write_page(folder)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder, WHOLE) as address:
        yield f"{address}/page.html"


class Reader:
    """Somebody at a page that can be run."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.get_by_role("region", name="Python in this page")
        self.status = self.panel.get_by_role("status")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def load(self) -> None:
        """Press the button and agree."""
        self.button("Run this page").click()
        self.button("Load Python").click()
        expect(self.button("Run all")).to_be_visible()

    def cell(self, number: int) -> Locator:
        """Return a cell, from 1."""
        return self.page.locator("article div.cell.container").nth(number - 1)

    def says(self, number: int, words: str) -> None:
        """Wait until a cell says something of itself."""
        expect(self.cell(number).locator(".run-status")).to_have_text(words)

    def write(self, number: int, code: str) -> None:
        """Replace the code of a cell, in its editor."""
        self.button(f"Edit: cell {number}").click()
        editor = self.page.get_by_label(f"Code of cell {number}", exact=True)
        expect(editor).to_be_focused()
        editor.fill(code)


SAME, DIFFERS = "Ran: as in the book", "Ran: differs from the book"


@pytest.mark.thorough
def test_cells_run_are_edited_stopped_and_begun_again(page, address):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    reader = Reader(page)
    reader.button("Run this page").click()
    expect(reader.panel).to_contain_text("about 9 MB, from 127.0.0.1")
    assert not [url for url in asked if "pyodide" in url or url.endswith(".zip")]
    reader.button("Not now").click()
    expect(reader.button("Run this page")).to_be_focused()
    page.evaluate(
        """() => {
            globalThis.stages = [];
            new MutationObserver(() => stages.push(
                document.querySelector(".run-status").textContent,
            )).observe(document.body, { childList: true, subtree: true });
        }"""
    )
    reader.load()
    assert {"Loading Python …", "Loading the book's library …"} <= {
        *page.evaluate("stages")
    }
    expect(reader.status).to_have_text("Python is ready.")

    # By keys alone.
    reader.button("Edit: cell 1").focus()
    page.keyboard.press("Enter")
    editor = page.get_by_label("Code of cell 1", exact=True)
    expect(editor).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("for i in range(2):\nprint(i)")
    expect(editor).to_have_value("for i in range(2):\n    print(i)")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(editor).to_have_value("for i in range(2):\nprint(i)    ")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(reader.button("Edit: cell 1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(reader.button("Undo changes: cell 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(editor).to_be_hidden()

    # In order, but for the solution, which nobody has opened.
    reader.button("Run all").click()
    expect(reader.status).to_have_text("3 cells have been run.")
    for number in (1, 2, 4):
        reader.says(number, SAME)
    reader.says(3, "")

    # The reader's function stays, whatever the solution calls its own.
    page.get_by_text("Solution", exact=True).click()
    reader.write(2, "def double(n):\n    return n * 3\n\n\ndouble(x)")
    page.keyboard.press("Shift+Enter")
    reader.says(2, DIFFERS)
    expect(reader.cell(2).locator(".cell_output")).to_contain_text("18")
    reader.cell(2).get_by_text("What the book has here").click()
    expect(reader.cell(2).get_by_text("12", exact=True)).to_be_visible()
    reader.button("Run: cell 3").click()
    reader.says(3, SAME)
    reader.write(4, "double(1)")
    reader.button("Run: cell 4").click()
    reader.says(4, DIFFERS)
    expect(
        reader.cell(4).locator(".cell_output").get_by_text("3", exact=True)
    ).to_be_visible()
    assert findings(page, "main") == []
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert findings(page, "main", structure=False) == []

    # An error stops what comes below.
    reader.write(1, "x = 6\nx / 0")
    reader.button("Run all").click()
    reader.says(1, "Stopped with an error")
    expect(reader.cell(1).locator(".run-error")).to_contain_text("ZeroDivisionError")
    expect(reader.status).to_have_text(
        "Cell 1 stopped with an error; those below were not run."
    )

    # What never ends is ended, and with it the names.
    reader.write(1, "while True:\n    pass")
    page.keyboard.press("Shift+Enter")
    reader.says(1, "Running …")
    reader.button("Stop: cell 1").click()
    expect(reader.status).to_contain_text("all names are gone")
    reader.button("Run: cell 2").click()
    reader.says(2, "Stopped with an error. Has all above been run?")

    # What was changed is there the next time, until it is thrown away.
    page.reload()
    reader.load()
    expect(page.get_by_label("Code of cell 4", exact=True)).to_have_value("double(1)")
    reader.button("Throw my changes away").click()
    expect(page.get_by_label("Code of cell 4", exact=True)).to_be_hidden()
    reader.button("Run all above: cell 4").click()
    reader.says(2, SAME)
    reader.says(4, "")
    reader.button("Start afresh").click()
    expect(reader.status).to_contain_text("Python was started afresh")
    reader.says(2, "")
    assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize(
    ("policy", "python", "words"),
    [
        (POLICY, "pyodide/", "script-src forbids it"),
        (WHOLE, run_in_page.PYODIDE, "script-src-elem forbids it"),
        (f"{WHOLE}; worker-src 'none'", "pyodide/", "worker-src forbids it"),
    ],
)
def test_python_refused_by_the_policy_of_a_site(browser, folder, policy, python, words):
    """The page says which directive forbids it."""
    with served(folder, policy) as address:
        page = browser.new_page()
        page.goto(f"{address}/page.html")
        page.locator(".run-page").evaluate(
            "(place, python) => { place.dataset.python = python; }", python
        )
        reader = Reader(page)
        reader.button("Run this page").click()
        reader.button("Load Python").click()
        expect(reader.status).to_contain_text(words)
        expect(reader.button("Try again")).to_be_visible()
        page.close()


def test_page_from_disk_explains(page, folder):
    page.goto((folder / "page.html").as_uri())
    place = page.locator(".run-page")
    place.evaluate("(place) => { place.lastChild.textContent = 'From disk: no.'; }")
    Reader(page).button("Run this page").click()
    expect(page.get_by_text("From disk: no.")).to_be_visible()


@pytest.fixture
def run_chapter(page, book_dir, tmp_path) -> Iterator[Callable[[str], Reader]]:
    """Open a page of the book, and let Python with NumPy run it."""
    with (
        started(tmp_path) as kernel,
        served_as_pyodide(kernel) as python,
        served(book_dir) as book,
    ):

        def run(path: str) -> Reader:
            page.goto(f"{book}/{path}")
            page.locator(".run-page").evaluate(
                "(place, python) => { place.dataset.python = python; }", python
            )
            reader = Reader(page)
            reader.button("Run this page").click()
            page.get_by_label("Matplotlib, too").check()
            reader.button("Load Python").click()
            reader.button("Run all").click()
            expect(reader.status).to_contain_text("cells have been run.")
            return reader

        yield run


def test_chapter_runs_and_its_explorer_talks_to_python(run_chapter):
    reader = run_chapter("book/computing/single_channel.html")
    page = reader.page
    said = page.locator(
        "article div.cell.container > .run-row .run-status"
    ).all_text_contents()
    counted = {words: said.count(words) for words in said}
    assert counted.keys() == {SAME, "Ran: the picture is drawn anew", ""}
    solutions = page.locator("details.solution div.cell.container")
    assert counted[""] == solutions.count()
    assert counted["Ran: the picture is drawn anew"] == 2
    figure = page.locator("#fig-first-window svg")
    assert figure.get_attribute("aria-label").startswith(
        "The 5 by 5 image with a frame"
    )

    # Python moves the picture.
    explorer = page.locator('[data-kind="sliding-window"] [data-explorer]').last
    reader.write(7, "explorer.stride = 2\nexplorer.output.shape")
    page.keyboard.press("Shift+Enter")
    reader.says(7, DIFFERS)
    stride = explorer.get_by_role("slider", name="Stride")
    expect(stride).to_have_value("2")

    # What is done in the picture is there in Python.
    stride.focus()
    page.keyboard.press("ArrowLeft")
    expect(stride).to_have_value("1")
    reader.write(7, "explorer.stride, explorer.output.shape")
    page.keyboard.press("Shift+Enter")
    expect(reader.cell(7).locator(".cell_output")).to_contain_text("(1, (3, 3))")

    # One of a kind that the page has none of: its scripts come when it is shown.
    reader.write(7, "from convlib.widgets import Pooling\nPooling([[1, 2], [3, 4]])")
    page.keyboard.press("Shift+Enter")
    reader.says(7, DIFFERS)
    other = reader.cell(7).locator('[data-kind="pooling"] [data-explorer]')
    expect(other).to_have_attribute("data-ready", "true")

    # The test of an exercise names the mistake.
    number = 1 + [
        "your lines" in code
        for code in page.locator("article div.cell.container").all_text_contents()
    ].index(True)
    reader.write(
        number,
        "def feature_map_of(image, kernel, stride):\n"
        "    return convlib.conv2d(image, kernel[::-1, ::-1], stride=stride)",
    )
    page.keyboard.press("Shift+Enter")
    reader.button(f"Run: cell {number + 1}").click()
    expect(reader.cell(number + 1).locator(".cell_output")).to_contain_text(
        "The kernel is turned by 180°."
    )
    page.evaluate("localStorage.clear()")
