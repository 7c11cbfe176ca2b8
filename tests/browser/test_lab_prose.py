"""The book's notebooks as readers see them in JupyterLab: words, boxes, formulas, figures."""

import copy
import json
import re
import shutil
from pathlib import Path

import nbformat
import notebooks
import pytest
from catalogues import CODE, FORMULA
from lab_server import Notebook, open_from_list
from playwright.sync_api import Locator, expect
from thorough import thorough_beyond

BOOK = Path(__file__).parents[2] / "book"
NOTEBOOKS = ["single_channel", "conv_backward", "transposed"]
CELL = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-cell"  # of the one in sight
# A role, a fence, a target or a formula as it is written, and what is left of a role that
# JupyterLab does not know: words, and in angle brackets what they refer to.
RAW = re.compile(
    r"\{[a-z:]+\}`|:::|^\([\w-]+\)=|\$|\\[a-z]+|\w <\S[^<>]*>", re.MULTILINE
)
# What is not typeset, box by box.
PROSE = """boxes => boxes.map((box) => {
    const words = box.cloneNode(true);
    for (const formula of words.querySelectorAll(".katex")) formula.remove();
    return words.textContent;
})"""
# JupyterLab shows a reference without words as its key, with a warning sign, and a role that
# it does not know as it is written.
WORDLESS = re.compile(
    r"\{(?:numref|ref)\}`[^`<]*`|\{(?!(?:eq|index|numref|ref|term)\})[a-z:]+\}`"
)
# Of a section's labels JupyterLab knows the first, and no name made of the heading besides.
LABEL = re.compile(r"(?<!\)=\n)^\(([\w-]+)\)=$", re.MULTILINE)
# With all that looks at JupyterLab: it starts once.
pytestmark = pytest.mark.xdist_group("lab")


def cells_of(name: str) -> list[dict]:
    """Return the stored cells of a notebook."""
    (path,) = BOOK.rglob(f"{name}.ipynb")
    return json.loads(path.read_text("utf-8"))["cells"]


def words_of(name: str) -> str:
    """Return what a notebook's cells of words say."""
    cells = [c for c in cells_of(name) if c["cell_type"] != "code"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


def directives(name: str, directive: str) -> int:
    """Count how often a directive stands in a notebook's words."""
    return len(re.findall(rf"(?m)^[:`]{{3,}}\{{{directive}\}}", words_of(name)))


def formulas(name: str) -> int:
    """Count the formulas in a notebook's words."""
    dollars = FORMULA.findall(CODE.sub(" ", words_of(name)))
    return len(dollars) + directives(name, "math")


def folded(name: str) -> list[dict]:
    """Return the code cells that are stored folded, code and result."""
    return [
        cell
        for cell in cells_of(name)
        if cell["metadata"].get("jupyter", {}).get("outputs_hidden")
    ]


def run_to_figure(notebook: Notebook, name: str) -> Locator:
    """Run a notebook's cells, but none that is folded, until one draws; return its area."""
    notebook.wait_until_idle()
    cells = [c["metadata"] for c in cells_of(name) if c["cell_type"] == "code"]
    first = ["figure" in cell.get("mystnb", {}) for cell in cells].index(True)
    for number in range(first):
        if "jupyter" not in cells[number]:
            notebook.run(number)
    return notebook.run(first)


@pytest.mark.parametrize("name", thorough_beyond(NOTEBOOKS[:1], NOTEBOOKS))
def test_words_boxes_formulas_folds_and_a_figure(name, lab, lab_page):
    (path,) = BOOK.rglob(f"{name}.ipynb")
    shutil.copy(path, lab.notebooks)
    page = lab_page
    cells = page.locator(CELL)
    words = cells.and_(page.locator(".jp-MarkdownCell"))
    open_from_list(page, f"{name}.ipynb", cells, len(cells_of(name)))
    solutions = words.locator("details")
    expect(solutions).to_have_count(directives(name, "dropdown"))
    expect(words.locator("aside")).to_have_count(directives(name, "admonition"))
    expect(words.locator(".katex")).to_have_count(formulas(name))
    for text in words.locator(".myst").evaluate_all(PROSE):
        assert not RAW.search(text), text

    # Every label is found: of a reference, and of a link.
    expect(page.locator("[title$='Not Found']")).to_have_count(0)
    expect(words.locator(".link[href^='#']")).to_have_count(0)

    # A solution is folded, and so are its code and the results; each opens at a click.
    expect(words.locator("details[open]")).to_have_count(0)
    hidden = cells.locator(".jp-OutputPlaceholder")
    expect(hidden).to_have_count(sum(bool(cell["outputs"]) for cell in folded(name)))
    solutions.first.locator("summary").click()
    expect(words.locator("details[open]")).to_have_count(1)
    cell = cells.filter(has=page.locator(".jp-OutputPlaceholder")).first
    expect(cell.locator(".cm-content")).not_to_be_visible()
    cell.locator(".jp-InputPlaceholder").click()
    expect(cell.locator(".cm-content")).to_be_visible()
    count = hidden.count()
    hidden.first.click()
    expect(hidden).to_have_count(count - 1)

    # Words stand where a figure would be, until its cell runs.
    picture = run_to_figure(Notebook(page), name).locator("img")
    expect(picture).to_have_count(1)
    expect(picture).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.parametrize("path", sorted(BOOK.rglob("*.ipynb")), ids=lambda p: p.stem)
def test_references_have_words(path):
    assert not WORDLESS.findall(words_of(path.stem))


@pytest.mark.parametrize("path", sorted(BOOK.rglob("*.ipynb")), ids=lambda p: p.stem)
def test_links_within_lead_to_a_label(path):
    words = words_of(path.stem)
    assert {*re.findall(r"\]\(#([\w-]+)", words)} <= {*LABEL.findall(words)}


def test_references_without_words_are_seen():
    wordless = "{ref}`the-sum` {numref}`fig-flip` {doc}`forward` {cite:t}`yu2016`"
    assert len(WORDLESS.findall(wordless)) == 4
    assert WORDLESS.search("{unknown}`the sum <there>`")
    assert not WORDLESS.search("{ref}`above <the-sum>` {numref}`The figure <fig-flip>`")


@pytest.mark.parametrize("path", sorted(BOOK.rglob("*.ipynb")), ids=lambda p: p.stem)
def test_solutions_are_stored_folded(path):
    stored = nbformat.read(path, as_version=4)
    again = copy.deepcopy(stored)
    notebooks.fold_solutions(again)
    assert again == stored, "make notebooks stores them folded"


def test_open_solutions_are_seen():
    words = ":::{dropdown} Solution\n:class-container: solution\n\nSo:\n:::"
    sources = [words, ":::{note}\n:::"]
    for source, is_folded in zip(sources, [True, False], strict=True):
        stale = {} if is_folded else {"jupyter": notebooks.FOLDED}
        code = nbformat.v4.new_code_cell("1 + 1", metadata=stale)
        cells = [nbformat.v4.new_markdown_cell(source), code]
        notebooks.fold_solutions(nbformat.v4.new_notebook(cells=cells))
        assert ("jupyter" in code.metadata) == is_folded


def test_raw_text_is_seen():
    role, fence, target = "a {term}`kernel`", ":::{dropdown} Solution", "(sum)=\n# Sum"
    unknown = 'Practice <../variants/transposed transposed {"practice": true}> has more'
    for raw in (role, fence, target, unknown, "costs $N^2$", r"\frac 1 2"):
        assert RAW.search(raw)
    assert not RAW.search("f(x) = {1, 2}: a set, if 1 < x > 0")
