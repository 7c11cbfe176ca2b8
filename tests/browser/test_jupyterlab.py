"""The explorers as widgets in a real JupyterLab: state goes both ways."""

import re
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from lab_server import Notebook, insist
from on_page import OnPage
from playwright.sync_api import expect

from convlib import examples
from convlib.widgets import SlidingWindow
from convlib.widgets.contract import contracts

OFFERS = {kind: contract.offers for kind, contract in contracts().items()}

# With all that looks at JupyterLab: it starts once.
pytestmark = pytest.mark.xdist_group("lab")

SETUP = """\
import numpy as np
from convlib import examples
from convlib.widgets import SlidingWindow
notes = examples.single_channel
explorer = SlidingWindow(notes.image, notes.kernel, notes.bias)
explorer"""
READ = (
    'print("state:", explorer.stride, explorer.output.tolist(), explorer.image.dtype)'
)
STRIDE = "explorer.stride = 1; explorer.padding = 1"
TOGETHER = """\
with explorer.hold_trait_notifications():
    explorer.image = [[1, 2, 3]]
    explorer.kernel = [[5]]
    explorer.padding = 0"""
REFUSED = "explorer.dilation = 0"
LAST = (
    'print("end:", explorer.stride, explorer.image.tolist(), explorer.output.tolist())'
)
EXERCISE = """\
from convlib.widgets import Exercise
exercise = Exercise(-5)
exercise"""
GIVEN = 'print("given:", exercise.given, exercise.solved)'
CHINESE = 'import convlib.widgets; convlib.widgets.language("zh")'
CELLS = [SETUP, READ, STRIDE, TOGETHER, REFUSED, LAST, EXERCISE, GIVEN, CHINESE]

# What JupyterLab itself writes to the console, whatever is in the notebook.
NOT_OURS = re.compile(
    r"favicon|Failed to load resource|/api/|/lab/|jlab_core|ERR_|Download the React"
)


@pytest.fixture
def problems(lab_page):
    """Errors of the page that are not JupyterLab's own."""
    problems = []

    def raised(error):
        if not NOT_OURS.search(text := str(error)):
            problems.append(text)

    def said(message):
        if message.type == "error":
            raised(f"{message.text} ({message.location.get('url', '')})")

    lab_page.on("pageerror", raised)
    lab_page.on("console", said)
    yield problems
    lab_page.remove_listener("pageerror", raised)
    lab_page.remove_listener("console", said)


def test_state_goes_both_ways(lab, lab_page, problems):
    notes = examples.single_channel
    here = SlidingWindow(notes.image, notes.kernel, notes.bias)
    notebook = Notebook(lab_page)
    notebook.open_beside(lab, "explorer.ipynb", CELLS)

    # The widget, not the tables that the same output carries for the book.
    area = notebook.run(0)
    root = area.locator('[data-explorer="sliding-window"][data-ready="true"]')
    expect(root).to_have_count(1)
    expect(area.locator("table")).to_have_count(0)
    explorer = OnPage(root)
    assert explorer.values("Output").tolist() == here.output.tolist()

    # The picture changes, Python knows.
    explorer.slider("Stride").focus()
    explorer.press("ArrowRight")
    explorer.press("b", "x", "Enter")  # would make, cut and edit cells of the notebook
    expect(notebook.cells).to_have_count(len(CELLS))
    explorer.edit("Input", 1, 2, "-7")
    here.stride = 2
    image = here.image.copy()
    image[1, 2] = -7
    here.image = image
    assert explorer.values("Output").tolist() == here.output.tolist()
    expect(notebook.run(1)).to_contain_text(f"state: 2 {here.output.tolist()} int64")

    # Python changes, the picture follows.
    notebook.run(2)
    here.stride, here.padding = 1, 1
    expect(explorer.slider("Padding")).to_have_value("1")
    expect(explorer.slider("Stride")).to_have_value("1")
    assert explorer.values("Output").tolist() == here.output.tolist()

    # Also where the changes fit only together, and arrive one after the other.
    notebook.run(3)
    expect(explorer.grid("Output").locator("[role=gridcell]")).to_have_count(3)
    assert explorer.values("Output").tolist() == [[5, 10, 15]]

    # What Python refuses changes nothing, and says why in the notebook.
    refusal = notebook.run(4)
    expect(refusal).to_contain_text("SlidingWindow: dilation must be at least 1, got 0")
    assert explorer.values("Output").tolist() == [[5, 10, 15]]

    # Reset goes back to where the picture began, in Python too.
    explorer.button("Reset").click()
    assert (
        explorer.values("Output").tolist()
        == SlidingWindow(notes.image, notes.kernel).output.tolist()
    )
    beginning = SlidingWindow(notes.image, notes.kernel)
    expect(notebook.run(5)).to_contain_text(
        f"end: 1 {beginning.image.tolist()} {beginning.output.tolist()}"
    )

    # A link would lead nowhere; the programs are offered.
    assert {name for name in explorer.read().buttons if name.startswith("Copy")} == {
        "Copy as NumPy",
        "Copy as PyTorch",
    }

    # What an exercise was answered with, Python knows. Enter checks, and edits no cell.
    box = notebook.run(6).locator('[data-explorer="exercise"][data-ready="true"]')
    field = box.get_by_role("textbox")
    for answer, known in [("-4", "given: -4 False"), ("−10/2", "given: -5 True")]:
        field.fill(answer)
        field.press("Enter")
        verdict = "right" if known.endswith("True") else "wrong"
        expect(box.get_by_role("status")).to_have_attribute("data-verdict", verdict)
        expect(notebook.run(7)).to_contain_text(known)

    # Both are spoken to in another language from now on.
    notebook.run(8)
    expect(root.get_by_role("button", name="重置", exact=True)).to_be_visible()
    expect(box.get_by_role("button", name="检查")).to_be_visible()
    expect(notebook.cells).to_have_count(len(CELLS))
    assert problems == []


PRACTICE = [SETUP, 'print("practice:", explorer.practice, explorer.image.tolist())']


def answer(explorer: OnPage, row: int, col: int, number: float) -> None:
    """Type a number into a cell of the output, until it has been taken, and Enter."""
    field, text = explorer.cell("Output", row, col).locator("input"), str(number)

    def fill() -> None:
        field.press("ControlOrMeta+a")
        explorer.page.keyboard.type(text)

    insist(fill, partial(expect(field).to_have_value, text))
    field.press("Enter")


def alone(explorer: SlidingWindow) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield cells, and a wrong number that one mistake alone gives there."""
    for at in np.ndindex(explorer.output.shape):
        found = [one[at].item() for one in explorer.mistakes["output"].values()]
        for number in found:
            if found.count(number) == 1 and number != explorer.output[at]:
                yield at, number


@pytest.mark.thorough
def test_practice_there(lab, lab_page, problems):
    """Each answer is judged; the task, but no answer, is known to Python."""
    notes = examples.single_channel
    here = SlidingWindow(notes.image, notes.kernel, notes.bias)
    notebook = Notebook(lab_page)
    notebook.open_beside(lab, "practice.ipynb", PRACTICE)
    root = notebook.run(0).locator("[data-explorer][data-ready=true]")
    explorer = OnPage(root)
    explorer.switch("Practice").press("Space")
    empty = explorer.grid("Output").locator("[data-state~=asked]")
    expect(empty).to_have_count(here.output.size)
    expect(notebook.run(1)).to_contain_text(f"practice: True {here.image.tolist()}")

    # A mistake is named; so it is on numbers that the page has drawn.
    for drawn in (False, True):
        if drawn:
            explorer.button("Another one").click()
            expect(empty).to_have_count(here.output.size)
            here.image, here.kernel = map(explorer.values, ("Input", "Kernel"))
            here.image = here.image.astype(int)
            said = f"practice: True {here.image.tolist()}"
            expect(notebook.run(1)).to_contain_text(said)
        at, number = next(alone(here))
        answer(explorer, *at, number)
        cell = explorer.cell("Output", *at)
        expect(cell).to_have_attribute("data-state", re.compile("amiss"))
        expect(explorer.ledger).to_contain_text("✗")
        expect(explorer.ledger).not_to_contain_text("Not yet")

    # Right answers, with the keyboard alone: none of it is a shortcut of the notebook.
    for at in np.ndindex(here.output.shape):
        answer(explorer, *at, here.output[at].item())
        cell = explorer.cell("Output", *at)
        expect(cell).to_have_attribute("data-state", re.compile("right"))
    expect(empty).to_have_count(0)
    expect(explorer.ledger).to_contain_text("All cells are filled in.")
    expect(notebook.cells).to_have_count(len(PRACTICE))
    explorer.switch("Practice").press("Space")
    expect(notebook.run(1)).to_contain_text("practice: False")
    assert explorer.values("Output").tolist() == here.output.tolist()
    assert problems == []


#: Of each kind the last grid in which cells are selected, if there is one.
SELECTED = {
    kind: grid
    for kind, offers in OFFERS.items()
    for grid in offers.grids
    if grid not in offers.unselected
}
EVERY_KIND = [
    """\
from convlib.widgets.contract import contracts
explorers = {kind: contract.example() for kind, contract in contracts().items()}""",
    *(f'explorers["{kind}"]' for kind in OFFERS),
    f"print('selected:', [kind for kind in {[*SELECTED]} if explorers[kind].selection])",
]


@pytest.mark.thorough
def test_every_kind_is_alive_there(lab, lab_page, problems):
    """What is selected on the page Python knows."""
    notebook = Notebook(lab_page)
    notebook.open_beside(lab, "kinds.ipynb", EVERY_KIND)
    notebook.run_all()
    explorers = {}
    for kind, cell in zip(OFFERS, notebook.cells.all()[1:-1], strict=True):
        root = cell.locator(f'.jp-OutputArea [data-explorer="{kind}"]')
        expect(root).to_have_attribute("data-ready", "true")
        explorers[kind] = OnPage(root)
    selected = len(EVERY_KIND) - 1
    for kind, grid in SELECTED.items():
        explorers[kind].focus(grid, 0, 0)
        explorers[kind].press("Escape")
    expect(notebook.run(selected)).to_contain_text("selected: []")
    for kind, grid in SELECTED.items():
        explorers[kind].select(grid, 0, 0)
    expect(notebook.run(selected)).to_contain_text(f"selected: {list(SELECTED)}")
    assert problems == []
