"""A small page that can be run: cells that need no NumPy, with Pyodide from npm beside it."""

import json
import shutil
from pathlib import Path

import run_in_page
from page_kernel import ROOT
from results import digest

from convlib.widgets import hosts

PYODIDE = ROOT / "convlib" / "widgets" / "node_modules" / "pyodide"
HTML = """<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Cells</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="colours.css">
</head>
<body style="background: var(--cx-surface); color: var(--cx-text)">
<main><article><h1>Cells{place}
{cells}
</article></main>
<script src="_static/run.js"></script>
</body>
</html>
"""
CELL = """<div class="cell docutils container"><div class="cell_input docutils container">
<div class="highlight"><pre>{code}</pre></div></div>
<div class="cell_output docutils container"><div class="output text_plain">
<div class="highlight"><pre>{stored}</pre></div></div></div></div>
"""
FOLD = '<details class="solution"><summary>Solution</summary>{}</details>'


def stored(text: str) -> str:
    """Return the digest of a cell whose result is one text."""
    data = {"text/plain": text}
    return digest([{"output_type": "execute_result", "data": data, "metadata": {}}])


# The code of the cells, and what the book has there.
CELLS = [
    ("x = 6\nx * 7", "42"),
    ("def double(n):\n    return n + n\n\n\ndouble(x)", "12"),
    ("def double(n):\n    return 2 * n\n\n\ndouble(x) + 1", "13"),  # a solution
    ("double(1), double.__code__.co_consts", "(2, (None,))"),
]


def write_page(folder: Path) -> None:
    """Write it, ``page.html``, with all that it loads."""
    run = folder / "_static" / "run"
    shutil.copytree(ROOT / "book" / "_static" / "run", run)
    shutil.copy(ROOT / "book" / "_static" / "run.js", folder / "_static")
    shutil.copy(hosts.STATIC / "colours.css", folder)
    (folder / "pyodide").symlink_to(PYODIDE)
    run_in_page.pack(ROOT, run / "python.zip")
    book = [{"code": code, "digest": stored(text)} for code, text in CELLS]
    (folder / "cells.json").write_text(json.dumps(book))
    cells = [CELL.format(code=code, stored=text) for code, text in CELLS]
    cells[2] = FOLD.format(cells[2])
    named = {
        "python": "pyodide/",
        "packages": "",
        "button": "Run this page",
        "disk": "",
    }
    place = run_in_page.PLACE.format(cells="cells.json", **named)
    (folder / "page.html").write_text(HTML.format(place=place, cells="".join(cells)))
