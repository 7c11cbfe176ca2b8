"""What must hold for the book's files and its built pages.

Each checker takes plain data and returns the problems it finds, one line each, so that a
test can run it on the real book and another can show that it fails on a broken one.
"""

import base64
import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from markup import Node, Page, after, ancestors, around, classes, texts

STORED_NEVER = {
    "application/vnd.jupyter.widget-view+json",
    "image/png",
    "image/svg+xml",
}

LONGEST_CELL = 20  # lines
CELLS_IN_A_ROW = 2  # that show their code

EXPLORER = "explorer="  # how the place of an explorer begins in a link
RAW = re.compile(r"\$\$|\\begin\{|\\\(|\\\[")  # mathematics as it is written

# Written so that these lines do not match themselves.
FOREIGN = {
    "a path of one machine": r"(?<![\w.:/-])/(wor[k]|roo[t]|hom[e]|User[s])/\w",
    "an index host": r"--(extra-)?index-ur[l]|--find-link[s]|index-ur[l] *=",
    "where a package came from": r'"resolve[d]": *"http',
}


# Sources


def toc_files(toc: dict) -> list[str]:
    """Return the files that a table of contents names, without suffix, in order."""
    found = [toc[key] for key in ("root", "file") if key in toc]
    for key in ("parts", "chapters", "sections"):
        for entry in toc.get(key, []):
            found += toc_files(entry)
    return found


def numbered_files(toc: dict) -> list[str]:
    """Return the files of the numbered parts: the chapters."""
    parts = [part for part in toc["parts"] if part.get("numbered")]
    return [name for part in parts for name in toc_files(part)]


def toc_problems(toc: dict, sources: Iterable[str]) -> list[str]:
    """Compare the table of contents with the pages' sources, both ways."""
    named = toc_files(toc)
    present = {re.sub(r"\.(ipynb|md)$", "", source) for source in sources}
    problems = [f"{name}: no such file" for name in sorted(set(named) - present)]
    problems += [f"{name}: not in _toc.yml" for name in sorted(present - set(named))]
    twice = sorted({name for name in named if named.count(name) > 1})
    return problems + [f"{name}: in _toc.yml more than once" for name in twice]


def code_cells(notebook: dict) -> list[dict]:
    """Return a notebook's code cells, the empty ones left out."""
    cells = notebook["cells"]
    return [c for c in cells if c["cell_type"] == "code" and "".join(c["source"])]


def stored_problems(notebook: dict) -> list[str]:
    """Check that a notebook is stored executed from top to bottom, without pictures.

    And that it can be executed elsewhere, without the sources' files around it.
    """
    cells = code_cells(notebook)
    problems = []
    counts = [cell["execution_count"] for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        problems.append(f"not executed once from top to bottom: {counts}")
    for place, cell in enumerate(cells, 1):
        if "../" in "".join(cell["source"]):
            problems.append(f"cell {place}: reads a file of the sources")
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                problems.append(f"cell {place}: stored with an error")
            stored = STORED_NEVER & output.get("data", {}).keys()
            problems += [f"cell {place}: stored with {name}" for name in sorted(stored)]
    return problems


def length_problems(notebook: dict) -> list[str]:
    """Check that no code cell is long, and that text stands between those that are shown."""
    problems, row = [], 0
    for place, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "code":
            row = 0
            continue
        lines = "".join(cell["source"]).strip().count("\n") + 1
        if lines > LONGEST_CELL:
            problems.append(f"cell {place}: {lines} lines")
        row += "remove-input" not in cell["metadata"].get("tags", [])
        if row > CELLS_IN_A_ROW:
            problems.append(f"cell {place}: code cell {row} in a row")
    return problems


def says(cell: dict, words: str) -> bool:
    """Tell whether these words stand in the place of a stored figure."""
    shown = (output["data"].get("text/markdown", "") for output in cell["outputs"])
    return "".join(map("".join, shown)).replace("\\", "").endswith(words)


def draws(cell: dict) -> bool:
    """Tell whether a cell's stored output is a matplotlib figure."""
    texts = (output.get("data", {}).get("text/plain", "") for output in cell["outputs"])
    return any("".join(text).startswith("<Figure size") for text in texts)


def figure_problems(notebook: dict) -> list[str]:
    """Check that each figure has a caption, a name and alternative text."""
    problems = []
    for place, cell in enumerate(code_cells(notebook), 1):
        if not draws(cell):
            continue
        settings = cell["metadata"].get("mystnb", {})
        figure, image = settings.get("figure", {}), settings.get("image", {})
        words = {
            "caption": figure.get("caption"),
            "name": figure.get("name"),
            "alternative text": image.get("alt"),
        }
        problems += [
            f"cell {place}: no {key}" for key, word in words.items() if not word
        ]
        if all(words.values()) and not says(cell, words["alternative text"]):
            problems.append(
                f"cell {place}: stored with other words than its alternative text"
            )
    return problems


def foreign_problems(text: str) -> list[str]:
    """Find what speaks of the machine or the network that a file was made on."""
    return [
        f"line {number}: {kind}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), 1)
        for kind, pattern in FOREIGN.items()
        if re.search(pattern, line)
    ]


# Built pages


def anchors(page: Page) -> set[str]:
    """Return all places of a page that a link can point to, its explorers among them."""
    counts: Counter[str] = Counter()
    explorers = set()
    for host in page.css(".explorer-host"):
        kind = host.attributes["data-kind"]
        counts[kind] += 1
        explorers.add(f"{EXPLORER}{kind}.{counts[kind]}")
    return explorers | {element.id for element in page.css("[id]")}


def resolve(page: str, reference: str) -> tuple[str, str] | None:
    """Return the file and the anchor that a reference means, None if it leaves the book."""
    parts = urlsplit(reference)
    if parts.scheme or parts.netloc:
        return None
    steps = page.split("/")[:-1] if parts.path else page.split("/")
    for step in filter(None, unquote(parts.path).split("/")):
        if step == "..":
            steps = steps[:-1] if steps else [".."]
        elif step != ".":
            steps.append(step)
    return "/".join(steps), unquote(parts.fragment)


def link_problems(
    name: str, page: Page, places: dict[str, set[str]], files: set[str]
) -> list[str]:
    """Check that all a page refers to is there: pages, anchors, scripts, pictures.

    ``places`` holds the anchors of each page, ``files`` the names of all files.
    """
    problems = []
    for element in page.css("a, link, script, img"):
        reference = element.attributes.get("href") or element.attributes.get("src")
        target = resolve(name, reference) if reference else None
        if target is None:
            continue
        file, anchor = target
        if anchor.startswith(EXPLORER):  # and then its state
            anchor = anchor.rpartition(".")[0]
        if file not in files:
            problems.append(f"{reference}: no such file")
        elif anchor and file in places and anchor not in places[file]:
            problems.append(f"{reference}: no such place")
    return problems


def maths_problems(page: Page) -> list[str]:
    """Check that all mathematics is rendered, with MathML for screen readers."""
    refused = page.css(".katex-error")
    problems = [f"refused: {of.attributes.get('title')}" for of in refused]
    formulas = page.css(".math")
    for formula in formulas:
        if not formula.css(".katex .katex-mathml > math annotation"):
            problems.append(f"not rendered: {formula.text()[:60]}")
    if len(page.css(".katex")) != len(formulas):
        problems.append("not one rendered formula for each")
    hidden = {"annotation", "code", "pre", "script", "style"}
    for text in texts(page):
        raw = RAW.search(text.text_content)
        if raw and not hidden & {parent.tag for parent in ancestors(text)}:
            problems.append(f"raw: {text.text_content.strip()[:60]}")
    return problems


def state_of(host: Node) -> dict[str, Any]:
    """Return what an explorer or an exercise is drawn from."""
    stored = host.attributes["data-state"] or ""
    covered = host.attributes["data-kind"] == "exercise"
    return json.loads(base64.b64decode(stored) if covered else stored)


def explorer_problems(page: Page) -> list[str]:
    """Check that each explorer has its state, and its numbers as tables without scripts.

    An exercise has blanks instead of tables.
    """
    problems = []
    for host in page.css(".explorer-host"):
        kind = host.attributes.get("data-kind")
        try:
            state_of(host)
        except (KeyError, ValueError):
            problems.append(f"{kind}: no state")
        tables = host.css("table")
        if kind == "exercise" and not host.css(".blank"):
            problems.append(f"{kind}: no blank")
        elif kind != "exercise" and not tables:
            problems.append(f"{kind}: no table")
        for table in tables:
            if not table.css("caption"):
                problems.append(f"{kind}: a table without caption")
            if not table.css("td"):
                problems.append(f"{kind}: an empty table")
    return problems


def picture_problems(page: Page) -> list[str]:
    """Check that each picture of the text says what it shows.

    Each figure is named, and lies on the page without a ground of its own.
    """
    problems = []
    for picture in page.css("article img, article svg.inline-figure"):
        if not (picture.attributes.get("alt") or picture.attributes.get("aria-label")):
            problems.append(f"no alternative text: {picture.html[:80]}")
    for picture in page.css("article svg.inline-figure"):
        figure = around(picture, "figure")
        if figure is None or not figure.css("figcaption"):
            problems.append(f"no caption: {picture.attributes.get('aria-label')}")
        if "var(--cx-surface)" in picture.html:
            problems.append(
                f"a ground of its own: {picture.attributes.get('aria-label')}"
            )
    return problems


def outside_problems(page: Page) -> list[str]:
    """Find what a page would load from another host."""
    loading = {"script": "src", "img": "src", "link": "href", "iframe": "src"}
    loaded = (
        element.attributes[attribute] or ""
        for name, attribute in loading.items()
        for element in page.css(f"{name}[{attribute}]")
    )
    return [f"loads {file}" for file in loaded if re.match(r"(https?:)?//", file)]


def exercise_problems(page: Page, least: int) -> list[str]:
    """Check that ``least`` exercises have an answer box, and all of them a solution.

    What belongs to an exercise stands between it and the next one. A box names at least
    one mistake.
    """
    problems, checked = [], 0
    for exercise in page.css(".admonition.exercise"):
        title = exercise.css_first(".admonition-title").text(strip=True)
        boxes, solved = [], False
        for sibling in after(exercise):
            if "exercise" in classes(sibling):
                break
            solved = solved or "solution" in classes(sibling)
            boxes += sibling.css('[data-kind="exercise"]')
        checked += bool(boxes)
        if not solved:
            problems.append(f"{title}: no solution")
        if any(not state_of(box)["diagnoses"] for box in boxes):
            problems.append(f"{title}: a box without a diagnosis")
    if checked < least:
        problems.append(f"{checked} exercises with an answer box, less than {least}")
    return problems
