"""What ruff has no rule for: functions of a screen at most, and the English of the pages."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import convlib

MOST_LINES = 40
SOURCES = sorted(Path(convlib.__file__).parent.rglob("*.py"))


def long_functions(source: str) -> dict[str, int]:
    """Return the functions of more than `MOST_LINES` lines of code, and how many.

    A line counts that has code on it; the docstring and comments are free.
    """
    lines = source.splitlines()
    found = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        numbers = set(range(node.lineno, node.end_lineno + 1))
        if ast.get_docstring(node) is not None:
            numbers -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
        texts = [lines[number - 1].strip() for number in numbers]
        count = sum(bool(text) and not text.startswith("#") for text in texts)
        if count > MOST_LINES:
            found[node.name] = count
    return found


def test_no_function_of_the_library_is_longer_than_a_screen():
    found = {p.name: long_functions(p.read_text("utf-8")) for p in SOURCES}
    assert {name: long for name, long in found.items() if long} == {}


def test_a_long_function_is_noticed():
    source = (
        'def f():\n    """Say.\n\n    More.\n    """\n' + "    # why\n\n    1\n" * 40
    )
    assert long_functions(source) == {"f": 41}
    assert long_functions(source[: -len("    1\n")]) == {}


# The English of the pages: words that readers stumbled over do not come back.


BOOK = Path(__file__).parent.parent / "book"
PAGES = sorted(p for p in BOOK.rglob("*") if p.suffix in {".md", ".ipynb"})
#: Layers that follow each other; what is nearer the loss comes later.
LAYER = r"(?:layers?|poolings?|convolutions?|activations?)"
#: What is wrong, and what a teacher would say instead.
INSTEAD = {
    r"\bshall\b": "must, is to, or let",
    r"\bby lot\b": "at random",
    r"\b(?:upright|level) (?:edge|outline|line)s?\b": "vertical or horizontal",
    rf"\b{LAYER} (?:behind|ahead|in front)\b": "later or earlier",
    rf"\b(?:behind|ahead of|in front of) (?:it|the|a|that|this|each) {LAYER}\b": "after, before",
    r"\bone behind the other\b|\b(?:arrives|comes?) from behind\b": "after, or from the next layer",
    # "Even" is for what two divides; a place without edges is flat, counts are equal.
    r"\b(?:out|not|worse|better|overlap|spite|it is|or|tie) even\b": "even is for parity",
    r"\beven (?:in|if|where|when|though|then|without|by|a|an|the|more|so|hopeless|nearly)\b": "even is for parity",
    r"\beven (?:area|place|edge|wall|picture|background)s?\b": "flat, uniform",
    r"\b(?:counts|areas?|image|picture|output) (?:is|are) even\b": "equal, uniform, flat",
}


def passages(path: Path) -> Iterator[str]:
    """Yield what readers see of a page: its Markdown, and the words in its code."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        yield text
        return
    for cell in json.loads(text)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield source
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def prose_problems(text: str) -> list[str]:
    """Name what a page should say in other words, and with which."""
    flat = " ".join(text.split())
    return [
        f"{flat[max(found.start() - 30, 0) : found.end() + 20]!r}: {instead}"
        for pattern, instead in INSTEAD.items()
        for found in re.finditer(pattern, flat, re.IGNORECASE)
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(BOOK).as_posix())
def test_page_is_in_plain_english(path):
    assert [p for text in passages(path) for p in prose_problems(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Three rows shall\nbecome four.",
        "Weights drawn by lot",
        "Filter 0 asks for upright edges.",
        "the layers behind the convolution",
        "what arrives from behind",
        "the slope of ReLU in front of the convolution",
        "The division does not come out even.",
        "Not even nearly.",
        "It gives 0 in an even place.",
        "weights can be uneven where the counts are even.",
    ],
)
def test_words_to_stumble_over_are_seen(text):
    assert len(prose_problems(text)) >= 1


def test_parity_and_places_are_fine():
    text = (
        "If the size is even, the odd zero goes to the end; even rows, even columns. "
        "The mistake behind a wrong number; the layer after the convolution."
    )
    assert prose_problems(text) == []
