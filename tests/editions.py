"""What two editions of a page have in common, and where the Chinese one speaks English.

``differences(english, chinese, words)`` compares two parsed pages piece by piece and names
what one has and the other has not. ``words`` is a ``Dictionary``: with it an explorer's
words, an exercise's diagnoses and what a picture shows are held to be the translations of
those in the same place of the English page.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import zip_longest
from typing import Any

import catalogues
import checks
from markup import Node, Page, around, classes

#: What holds one piece of text each: a translation changes nothing outside of it.
BLOCKS = {
    *("p", "li", "dt", "dd", "td", "th", "caption", "figcaption", "summary", "pre"),
    *("h1", "h2", "h3", "h4", "button"),
}
#: Not read as a block's own text: other blocks, and what is compared in other ways. Nor is
#: how large the copy of an edition is, which each says of itself.
WITHIN = BLOCKS | {"svg", "script", "style", "template", "katex", "explorer-host"}
NUMBER = re.compile(rf"-?{catalogues.NUMBER.pattern}")
#: Sphinx counts the places that the index names as it meets them.
COUNTED = re.compile(r"\bindex-\d+$")
#: What a quotation of the notes means in English.
GLOSS = re.compile(r"(?<=」) \((?!lines? )[^()]*\)")
#: Attributes that are read to somebody, or shown.
SAID = ("alt", "aria-label", "content", "placeholder", "title")
SILENT = {"script", "style", "code", "katex", "cell_input", "doctest", "en"}


class Dictionary:
    """The translations of messages, also with their placeholders filled in."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take English messages with their translations."""
        self.pairs = set(pairs)

    @cached_property
    def filled(self) -> list[tuple[re.Pattern, re.Pattern]]:
        """What messages with placeholders match, and their translations."""
        named = [pair for pair in self.pairs if catalogues.PLACEHOLDER.search(pair[0])]
        return [(pattern(one, one), pattern(other, one)) for one, other in named]

    def has(self, english: str, chinese: str) -> bool:
        """Tell whether one is the other in Chinese; what is no sentence may stay as it is."""
        if english == chinese:
            return not catalogues.ENGLISH.search(english)
        if (english, chinese) in self.pairs:
            return True
        for one, other in self.filled:
            said, told = one.fullmatch(english), other.fullmatch(chinese)
            if said and told and self._same(said.groupdict(), told.groupdict()):
                return True
        return False

    def _same(self, said: dict[str, str], told: dict[str, str]) -> bool:
        return said.keys() == told.keys() and all(
            value == told[name] or self.has(value, told[name])
            for name, value in said.items()
        )

    def has_program(self, english: str, chinese: str) -> bool:
        """Tell whether one program is the other, with each of its comments in Chinese."""
        (codes, said), (others, told) = map(by_line, (english, chinese))
        return codes == others and self.pairs >= {*zip(said, told, strict=True)} - {
            ("", "")
        }


def by_line(program: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the code of each line of a program, and the comment of each."""
    lines = (line.partition("# ") for line in program.split("\n"))
    codes, _, comments = zip(*lines, strict=True)
    return codes, comments


def pattern(message: str, english: str) -> re.Pattern:
    """Return what a message matches that has something in its placeholders.

    The groups have the numbers of the placeholders in the English message.
    """
    names = catalogues.PLACEHOLDER.findall(english)
    parts, seen = [], set()
    for part in re.split(rf"({catalogues.PLACEHOLDER.pattern})", message):
        if part not in names:
            parts.append(re.escape(part))
        elif part in seen:
            parts.append(f"(?P=p{names.index(part)})")
        else:
            seen.add(part)
            parts.append(f"(?P<p{names.index(part)}>.+?)")
    return re.compile("".join(parts), re.DOTALL)


def compared(kind: str, english: Iterable, chinese: Iterable) -> Iterator[str]:
    """Yield what one of two collections has and the other has not."""
    one, other = Counter(english), Counter(chinese)
    for what in (one - other).elements():
        yield f"{kind} lost: {what}"
    for what in (other - one).elements():
        yield f"{kind} added: {what}"


# The page as a whole


def body(page: Page) -> Node:
    """Return a page's own content."""
    return page.css_first("article.bd-article") or page.css_first("main") or page.body


def ids(page: Page) -> list[str]:
    """Return the places that links can point to."""
    return [COUNTED.sub("index-", element.id) for element in page.css("[id]")]


def links_around(page: Page) -> list[str]:
    """Return where the links around a page's content lead, those to its twin left out."""
    inside = {*body(page).css("a[href]")}
    links = page.css("a[href]:not([hreflang])")
    return [link.attributes["href"] for link in links if link not in inside]


def programs(page: Page) -> list[str]:
    """Return the code of a page's cells without what its strings say."""
    return [without_words(pre.text()) for pre in page.css(".cell_input pre")]


@cache
def without_words(source: str) -> str:
    """Return a program with empty strings; f-strings keep what is put into them."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # no program of Python
        return source
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
        elif isinstance(node, ast.JoinedStr):
            put = [of for of in node.values if isinstance(of, ast.FormattedValue)]
            node.values = sorted(put, key=ast.unparse)
    return ast.unparse(tree)


# Block by block: prose, tables, captions, and what cells print


def own(block: Node) -> Iterator[Node]:
    """Yield what stands in a block itself and in no block within it."""
    for child in block.iter(include_text=True):
        yield child
        if "data-megabytes" in child.attributes:
            continue
        if not WITHIN & {child.tag, *classes(child)}:
            yield from own(child)


def pieces(block: Node) -> Iterator[tuple[str, str]]:
    """Yield the formulas, links, code, pictures and numbers of a block."""
    text = ""
    for part in own(block):
        address = part.attributes.get("href")
        if part.is_text_node:
            text += "" if around(part, "code") else part.text_content
        elif "katex" in classes(part):
            formula = part.css_first("annotation").text()
            text += "$"
            yield "formula", catalogues.IN_WORDS.sub("", formula).strip()
        elif part.tag == "a" and address and not part.attributes.get("hreflang"):
            yield "link", COUNTED.sub("index-", address)
            if "bibliography.html#" in address:
                yield "citation", part.text()
        elif part.tag == "code":
            yield "code", part.text()
        elif part.tag == "img":
            yield "picture", part.attributes["src"].rpartition("/")[2]
    for number in NUMBER.findall(catalogues.in_figures(GLOSS.sub("", text))):
        yield "number", number


def blocks(page: Page) -> list[Node]:
    """Return the blocks of a page's content, without programs and the way to its twin."""
    apart = ".cell_input, .cell_input *, .edition-offer, .edition-offer *"
    return body(page).css(f":is({', '.join(BLOCKS)}):not({apart})")


def block_problems(english: Page, chinese: Page) -> Iterator[str]:
    """Yield what a block has lost, and what it has too much."""
    for one, other in zip_longest(blocks(english), blocks(chinese)):
        names = [of and of.tag for of in (one, other)]
        if names[0] != names[1]:
            yield f"block {names[0]} is {names[1]}: {(one or other).text()[:60]!r}"
            return
        for problem in piece_problems([one], [other]):
            yield f"{problem}, beginning {one.text()[:60]!r}"


def piece_problems(english: Iterable[Node], chinese: Iterable[Node]) -> Iterator[str]:
    """Yield the pieces that blocks of one edition have, and those of the other have not."""
    one, other = (
        Counter(p for of in all for p in pieces(of)) for all in (english, chinese)
    )
    for change, only in {"lost": one - other, "added": other - one}.items():
        yield from (f"{kind} {change}: {what}" for kind, what in only.elements())


# Explorers, exercises and pictures: the same state, in other words


def states(page: Page) -> list[dict[str, Any]]:
    """Return what the explorers and exercises of a page are drawn from."""
    return [checks.state_of(host) for host in page.css(".explorer-host")]


def state_problems(
    one: Any, other: Any, words: Dictionary, at: str = "explorers"
) -> Iterator[str]:
    """Yield where two states differ, and what is not said in Chinese there."""
    if isinstance(one, dict) and isinstance(other, dict) and [*one] == [*other]:
        for key, value in one.items():
            yield from state_problems(value, other[key], words, f"{at}.{key}")
    elif isinstance(one, list) and isinstance(other, list):
        for k, pair in enumerate(zip_longest(one, other)):
            yield from state_problems(*pair, words, f"{at}[{k}]")
    elif isinstance(one, str) and isinstance(other, str):
        has = words.has_program if ".templates." in at else words.has
        if not has(one, other):
            yield f"{at}: {one!r} is {other!r}"
    elif one != other or type(one) is not type(other):
        yield f"{at}: {one!r:.80} is {other!r:.80}"


def picture_problems(english: Page, chinese: Page, words: Dictionary) -> Iterator[str]:
    """Yield the numbers that are not drawn in both, and what is not said in Chinese."""
    pictures = "svg.inline-figure, img"
    for one, other in zip_longest(
        *(body(of).css(pictures) for of in (english, chinese))
    ):
        if one is None or other is None:
            yield "pictures: one has more than the other"
            return
        said, told = (
            of.attributes.get("aria-label") or of.attributes.get("alt")
            for of in (one, other)
        )
        drawn = (
            [n for text in of.css("text") for n in NUMBER.findall(text.text())]
            for of in (one, other)
        )
        yield from compared("drawn", *drawn)
        if not words.has(said, told):
            yield f"said of a picture: {said!r} is {told!r}"


def differences(
    english: Page,
    chinese: Page,
    words: Dictionary,
    *,
    ordered: bool = True,
) -> list[str]:
    """Return what one of two editions of a page has and the other has not.

    Where entries are not ``ordered`` alike, all of them are compared at once.
    """
    problems = (
        block_problems
        if ordered
        else (lambda *pages: piece_problems(*map(blocks, pages)))
    )
    return [
        *compared("id", ids(english), ids(chinese)),
        *compared("link around", links_around(english), links_around(chinese)),
        *compared("program", programs(english), programs(chinese)),
        *problems(english, chinese),
        *state_problems(states(english), states(chinese), words),
        *picture_problems(english, chinese, words),
    ]


# English on a Chinese page


def said(element: Node) -> Iterator[str]:
    """Yield what a page says that is not code, and not marked to be English."""
    attributes = element.attributes
    if SILENT & {element.tag, attributes.get("lang"), *classes(element)}:
        return
    # A tooltip cannot be marked; that of a citation is the source that it names.
    if "reference" not in classes(element):
        yield from (attributes[name] for name in SAID if attributes.get(name))
    text = ""
    for child in element.iter(include_text=True):
        if child.is_text_node:
            text += child.text_content
        elif child.is_element_node:
            text += "`" if child.tag == "code" else " "
            yield from said(child)
    yield text


def english_sentences(page: Page) -> list[str]:
    """Return what a page says in more than five words of Latin letters."""
    found = (catalogues.ENGLISH.finditer(text) for text in said(page.root))
    return [match[0] for of in found for match in of]
