"""What ruff has no rule for: functions of a screen at most."""

import ast
from pathlib import Path

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
