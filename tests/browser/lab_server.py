"""A real JupyterLab or Notebook, with settings and data of its own."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

ATTEMPTS = 1_500  # to reach the server, five a second
OPENINGS = 3  # of a notebook
ONCE = 2_000  # milliseconds after which something is pressed once more
DONE = re.compile(r"\[\d+\]")  # before a cell that has been run
PRESSES = 60  # of what is not taken; then the test fails, where it would never end

# Cells that are out of sight are there, too.
SETTINGS = {"@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"}}


@dataclass
class Lab:
    """A JupyterLab that runs."""

    address: str
    notebooks: Path  #: the folder that it shows
    program: str

    def write(self, name: str, cells: list[str]) -> str:
        """Write a notebook with these cells of code, and return its address."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in cells]
        )
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        nbformat.write(notebook, self.notebooks / name)
        return f"{self.address}/{PATHS[self.program]}/{name}"


#: Where each program shows a notebook.
PATHS = {"jupyterlab": "lab/tree", "notebook": "notebooks"}


@contextmanager
def started(folder: Path, program: str = "jupyterlab") -> Iterator[Lab]:
    """Serve what will lie in ``folder / "notebooks"``."""
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    own = {
        name: str(folder / name.lower())
        for name in [
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
            "IPYTHONDIR",
        ]
    }
    for plugin, settings in SETTINGS.items():
        path = Path(own["JUPYTERLAB_SETTINGS_DIR"], f"{plugin}.jupyterlab-settings")
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(settings))
    command = [
        *(sys.executable, "-m", program, "--no-browser", "--allow-root"),
        "--ip=127.0.0.1",
        *("--IdentityProvider.token=", "--ServerApp.password="),
        f"--ServerApp.root_dir={notebooks}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    log = folder / "log.txt"
    with log.open("w") as out:
        server = subprocess.Popen(
            command, stdout=out, stderr=out, env=os.environ | own, cwd=folder
        )
    try:
        address = address_of(server, Path(own["JUPYTER_RUNTIME_DIR"]), log)
        yield Lab(address, notebooks, program)
    finally:
        server.terminate()
        server.wait()


def address_of(server: subprocess.Popen, runtime: Path, log: Path) -> str:
    """Return where the server answers; fail with what it wrote if it never does."""
    not_yet = StopIteration, ValueError, OSError
    for _ in range(ATTEMPTS):
        if server.poll() is not None:
            break
        with suppress(*not_yet):
            said = next(runtime.glob("jpserver-*.json")).read_text(encoding="utf-8")
            address = json.loads(said)["url"].removesuffix("/")
            with urllib.request.urlopen(f"{address}/api", timeout=10):
                return address
        time.sleep(0.2)
    pytest.fail(f"JupyterLab does not answer:\n{log.read_text()[-2000:]}")


def insist(press: Callable[[], None], taken: Callable[..., None]) -> None:
    """Press something until it has been taken: JupyterLab may not listen yet."""
    for _ in range(PRESSES):
        press()
        with suppress(AssertionError):
            return taken(timeout=ONCE)
    taken()


def answer_dialogs(page: Page) -> None:
    """Answer what JupyterLab lays over itself, from now on, as readers do."""
    answer = page.locator(".jp-Dialog .jp-mod-accept")
    page.add_locator_handler(answer, lambda button: button.click())


def open_notebook(page: Page, address: str, cells: Locator, count: int) -> None:
    """Open a notebook with so many cells.

    JupyterLab that is busy may come up without the notebook of its address: it is asked
    again then.
    """
    answer_dialogs(page)
    for _ in range(OPENINGS - 1):
        page.goto(f"{address}?reset")
        with suppress(AssertionError):
            return expect(cells).to_have_count(count)
    page.goto(f"{address}?reset")
    expect(cells).to_have_count(count)


def open_from_list(page: Page, name: str, cells: Locator, count: int) -> None:
    """Open a notebook from the list of files, as readers do."""
    page.locator("[data-command='filebrowser:refresh']").click()
    shown = page.locator("#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current")
    item = page.locator(".jp-DirListing-item", has_text=name)
    insist(item.dblclick, partial(expect(shown).to_have_text, name))
    expect(cells).to_have_count(count)


class Notebook:
    """A notebook in JupyterLab or Notebook."""

    def __init__(self, page: Page) -> None:
        self.page = page
        panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.cells = panel.locator(".jp-CodeCell")
        self.prompts = self.cells.locator(".jp-InputPrompt")
        self.indicator = panel.locator(".jp-Notebook-ExecutionIndicator")

    def open(self, lab: Lab, name: str, cells: list[str]) -> None:
        """Write a notebook with these cells of code, open it, and wait for its kernel."""
        open_notebook(self.page, lab.write(name, cells), self.cells, len(cells))
        self.wait_until_idle()

    def open_beside(self, lab: Lab, name: str, cells: list[str]) -> None:
        """Do so in a JupyterLab that is open."""
        lab.write(name, cells)
        open_from_list(self.page, name, self.cells, len(cells))
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        """Wait until the kernel is there, and has nothing to do."""
        expect(self.indicator).to_have_attribute("data-status", "idle")

    def run_all(self) -> None:
        """Run all cells from the menu, and wait until they are done."""

        def press() -> None:
            for item in ("Run", "Run All Cells"):
                self.page.get_by_role("menuitem", name=item, exact=True).click()

        insist(press, partial(expect(self.prompts.first).not_to_have_text, "[ ]:"))
        expect(self.prompts).to_have_text([DONE] * self.prompts.count())
        self.wait_until_idle()

    def run(self, number: int) -> Locator:
        """Run a cell, wait until it is done, and return its output area.

        What has been taken shows at once, as an asterisk for the number.
        """
        cell = self.cells.nth(number)
        prompt = self.prompts.nth(number)
        before = prompt.inner_text()

        def press() -> None:
            cell.locator(".cm-content").click()
            self.page.keyboard.press("Control+Enter")

        insist(press, partial(expect(prompt).not_to_have_text, before))
        expect(prompt).to_have_text(DONE)
        self.wait_until_idle()
        return cell.locator(".jp-OutputArea")
