"""The words in notebooks' code cells: to be collected, and to be put in another language.

An exercise's question, diagnoses and explanation, what a cell prints, and the labels of
its pictures stand in the code. A string of a cell is for readers if it is more than one
word in small letters: ``"same"`` and ``"output"`` are code. What an exercise or ``print``
is given directly is for readers even so, and so are comments.
"""

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator
from typing import NamedTuple

#: What is said to a reader word for word.
SPEAKING = {"Exercise", "print"}
#: Arguments that are code, though they may be several words.
CODE = {"loc", "type"}
CODE_WORD = re.compile(r"[a-z_][a-z0-9_.\-]*")
WORD = re.compile(r"[^\W\d_]{2}")
PLACEHOLDER = re.compile(r"\{\{|\}\}|(\{[^{}]*\})")


class CellString(NamedTuple):
    """A string literal or a comment, from (line, column) to (line, column), in bytes."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str  #: as it is; of an f-string what stands between the quotes
    formatted: bool
    is_comment: bool = False


def cell_strings(source: str) -> Iterator[CellString]:
    """Yield the strings of a cell that readers see, in no particular order."""
    yield from _strings(ast.parse(source), "")
    yield from _comments(source)


def _comments(source: str) -> Iterator[CellString]:
    """Yield the words of comments, without what marks them as such."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        words = token.string.lstrip("#: ")
        if token.type == tokenize.COMMENT and WORD.search(words):
            line, end = token.end[0], len(token.line[: token.end[1]].encode())
            start = (line, end - len(words.encode()))
            yield CellString(start, (line, end), words, False, is_comment=True)


def _strings(node: ast.AST, function: str) -> Iterator[CellString]:
    """Yield those below a node, which is an argument of the call of ``function``."""
    if isinstance(node, ast.JoinedStr | ast.Constant):
        literal = _literal(node)
        if literal is not None and _is_for_readers(literal, function):
            yield literal
        return
    if isinstance(node, ast.keyword) and node.arg in CODE:
        return
    if isinstance(node, ast.Subscript):  # what is looked up is not said
        yield from _strings(node.value, function)
        yield from _strings(node.slice, "")
        return
    inner = function
    if isinstance(node, ast.Call):
        inner = ast.unparse(node.func).rpartition(".")[2]
    for child in ast.iter_child_nodes(node):
        is_callee = isinstance(node, ast.Call) and child is node.func
        yield from _strings(child, function if is_callee else inner)


def _literal(node: ast.JoinedStr | ast.Constant) -> CellString | None:
    start = (node.lineno, node.col_offset)
    end = (node.end_lineno, node.end_col_offset)
    if isinstance(node, ast.JoinedStr):
        text = "".join(map(_piece, node.values))
        return CellString(start, end, text, True)
    if isinstance(node.value, str):
        return CellString(start, end, node.value, False)
    return None


def _piece(value: ast.expr) -> str:
    """Return a part of an f-string as it stands in the source."""
    if isinstance(value, ast.Constant):
        return value.value.replace("{", "{{").replace("}", "}}")
    return ast.unparse(ast.JoinedStr([value]))[2:-1]


def _is_for_readers(literal: CellString, function: str) -> bool:
    words = literal.text
    if literal.formatted:
        words = PLACEHOLDER.sub("", words)
    if not WORD.search(words):
        return False
    is_code = not literal.formatted and CODE_WORD.fullmatch(words)
    return function in SPEAKING or not is_code


def translated(source: str, gettext: Callable[[str], str]) -> str:
    """Return a cell with its strings in another language.

    A translation that has not the placeholders of an f-string is left out: it would
    compute something else.
    """
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    for found in sorted(cell_strings(source), reverse=True):
        words = gettext(found.text)
        if words == found.text or (found.formatted and not _fits(found.text, words)):
            continue
        (first, start), (last, end) = found.start, found.end
        before, after = lines[first - 1][:start], lines[last - 1][end:]
        if found.formatted:
            literal = b"".join(lines[first - 1 : last])[start : -len(after) or None]
            words = _as_in(literal.decode(), found.text, words)
        written = words if found.is_comment else _written(words, found.formatted)
        lines[first - 1 : last] = [before + written.encode() + after]
    return b"".join(lines).decode()


def _fits(text: str, words: str) -> bool:
    return sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(words))


def _as_in(literal: str, text: str, words: str) -> str:
    """Return words with placeholders as the cell writes them: {1e3 * x}, not {1000.0 * x}.

    A literal in which they cannot be told gives them as they are in the catalogue.
    """
    known, own = ([*filter(None, PLACEHOLDER.findall(t))] for t in (text, literal))
    if len(own) != len(known) or [*map(_normal, own)] != [*map(_normal, known)]:
        return words
    as_in_cell = dict(zip(known, own, strict=True))
    return PLACEHOLDER.sub(lambda found: as_in_cell.get(found[1], found[0]), words)


def _normal(placeholder: str) -> str:
    """Return a placeholder as a catalogue has it."""
    literal = ast.parse(f'f"""{placeholder}"""', mode="eval").body
    return "".join(map(_piece, literal.values))


def _written(text: str, formatted: bool) -> str:
    """Return a text as Python source."""
    if not formatted:
        return json.dumps(text, ensure_ascii=False)
    quote = next(quote for quote in ('"', "'", '"""') if quote not in text)
    one_line = text.replace("\n", r"\n")
    return f"f{quote}{one_line}{quote}"
