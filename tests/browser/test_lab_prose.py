"""The book's notebooks as readers see them in JupyterLab: words, boxes, folded solutions."""

import copy
import json
import re
import shutil
from pathlib import Path

import nbformat
import notebooks
import pytest
from lab_server import open_from_list
from playwright.sync_api import expect
from thorough import thorough_beyond

BOOK = Path(__file__).parents[2] / "book"
NOTEBOOKS = ["single_channel", "conv_backward", "transposed"]
CELL = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-cell"  # of the one in sight
# A role, a fence or a target as it is written.
RAW = re.compile(r"\{[a-z:]+\}`|:::|^\([\w-]+\)=", re.MULTILINE)
# JupyterLab shows such a reference as its key, with a warning sign.
WORDLESS = re.compile(r"\{(?:(?:numref|ref)\}`[^`<]*`|doc\}|cite)")
# With all that looks at JupyterLab: it starts once.
pytestmark = pytest.mark.xdist_group("lab")


def cells_of(name: str) -> list[dict]:
    """Return the stored cells of a notebook."""
    (path,) = BOOK.rglob(f"{name}.ipynb")
    return json.loads(path.read_text("utf-8"))["cells"]


def directives(name: str, directive: str) -> int:
    """Count how often a directive stands in a notebook's words."""
    words = ["".join(c["source"]) for c in cells_of(name) if c["cell_type"] != "code"]
    return sum(
        f":{{{directive}}}" in line for text in words for line in text.split("\n")
    )


def folded(name: str) -> list[dict]:
    """Return the code cells that are stored folded, code and result."""
    return [
        cell
        for cell in cells_of(name)
        if cell["metadata"].get("jupyter", {}).get("outputs_hidden")
    ]


@pytest.mark.parametrize("name", thorough_beyond(NOTEBOOKS[:1], NOTEBOOKS))
def test_words_boxes_and_folds(name, lab, lab_page):
    (path,) = BOOK.rglob(f"{name}.ipynb")
    shutil.copy(path, lab.notebooks)
    page = lab_page
    cells = page.locator(CELL)
    words = cells.and_(page.locator(".jp-MarkdownCell"))
    open_from_list(page, f"{name}.ipynb", cells, len(cells_of(name)))
    solutions = words.locator("details")
    expect(solutions).to_have_count(directives(name, "dropdown"))
    expect(words.locator("aside")).to_have_count(directives(name, "admonition"))
    for text in words.locator(".myst").all_text_contents():
        assert not RAW.search(text), text

    expect(page.locator("[title$='Not Found']")).to_have_count(0)

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


@pytest.mark.parametrize("path", sorted(BOOK.rglob("*.ipynb")), ids=lambda p: p.stem)
def test_references_have_words(path):
    assert not WORDLESS.findall(
        "".join("".join(c["source"]) for c in cells_of(path.stem))
    )


def test_references_without_words_are_seen():
    wordless = "{ref}`the-sum` {numref}`fig-flip` {doc}`forward` {cite:t}`yu2016`"
    assert len(WORDLESS.findall(wordless)) == 4
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
    for raw in ("a {term}`kernel`", ":::{dropdown} Solution", "(the-sum)=\n# The sum"):
        assert RAW.search(raw)
    assert not RAW.search("f(x) = {1, 2}: a set")
