"""Every page of the book, run in a browser: its results are those of the book.

`PYODIDE_NUMPY` names a wheel of NumPy for the Pyodide that pages load, which no registry
has, or the folder of a whole Pyodide with its packages. Without it, a Python of this
machine answers in Pyodide's place, and draws.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_kernel import ROOT, served_as_pyodide, started
from playwright.sync_api import Page, expect
from runnable import PYODIDE
from server import served

PAGES = [
    path.relative_to(ROOT).with_suffix("").as_posix()
    for path in sorted((ROOT / "book").rglob("*.ipynb"))
    if ".ipynb_checkpoints" not in path.parts
]
NUMPY = os.environ.get("PYODIDE_NUMPY")
#: Whether Matplotlib and SciPy are there, too.
ALL = not NUMPY or Path(NUMPY).is_dir()
RUN_EACH = """async () => {
    const said = [];
    for (const cell of document.querySelectorAll("article div.cell.container")) {
        const status = cell.querySelector(".run-row .run-status");
        const is = (test) => new Promise((resolve) => {
            const look = () => test(status.textContent) ? resolve() : setTimeout(look, 10);
            look();
        });
        cell.querySelector(".run-row button").click();
        await is((words) => words && !words.includes("…") && !words.startsWith("Waits"));
        said.push(status.textContent);
    }
    return said;
}"""
FINE = {
    "Ran: as in the book",
    "Ran: the picture is drawn anew",
    "The picture is the book's: Matplotlib has not been loaded",
}
#: What cannot be had without matplotlib and SciPy: so many cells of these pages.
WITHOUT = {
    "book/variants/flipped": 2,
    "book/variants/grouped": 5,
    "book/variants/one_axis": 1,
    "book/variants/segmentation": 1,
    "book/variants/transposed": 1,
}


def with_numpy(wheel: Path, folder: Path) -> None:
    """Write Pyodide from npm, and beside it NumPy, into a folder; or a whole one."""
    if wheel.is_dir():
        shutil.copytree(wheel, folder, dirs_exist_ok=True)
        return
    shutil.copytree(PYODIDE, folder, dirs_exist_ok=True)
    lock = json.loads((folder / "pyodide-lock.json").read_text())
    entry = lock["packages"]["numpy"]
    entry["file_name"] = shutil.copy(wheel, folder).name
    entry["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))


@pytest.fixture(scope="module")
def site(book_dir, tmp_path_factory) -> Iterator[tuple[str, str]]:
    """The address of the book, and of what its pages take for Pyodide."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "book").symlink_to(book_dir)
    (folder / "pyodide").mkdir()
    with served(folder) as address:
        if NUMPY:
            with_numpy(Path(NUMPY), folder / "pyodide")
            yield f"{address}/book", f"{address}/pyodide/"
        else:
            with (
                started(folder / "pyodide") as kernel,
                served_as_pyodide(kernel) as python,
            ):
                yield f"{address}/book", python


@pytest.mark.parametrize("name", PAGES)
def test_every_cell_is_as_in_the_book(page: Page, site, name):
    book, python = site
    page.goto(f"{book}/{name}.html")
    page.locator(".run-page").evaluate(
        "(place, python) => { place.dataset.python = python; }", python
    )
    page.get_by_role("button", name="Run this page").click()
    load = page.get_by_role("button", name="Load Python")
    expect(load).to_be_visible()
    for box in page.locator(".run-panel input").all():
        box.set_checked(ALL)
    load.click()
    expect(page.get_by_role("button", name="Run all", exact=True)).to_be_visible()
    # One by one: an error would keep those below from being run.
    said = page.evaluate(RUN_EACH)
    different = {
        number: words for number, words in enumerate(said) if words not in FINE
    }
    assert len(different) == (0 if ALL else WITHOUT.get(name, 0)), different
