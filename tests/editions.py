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
from functools import cached_property
from itertools import zip_longest
from typing import Any

import catalogues
import checks
from bs4 import BeautifulSoup, NavigableString, Tag

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


def body(page: BeautifulSoup) -> Tag:
    """Return a page's own content."""
    return page.select_one("article.bd-article") or page.select_one("main") or page


def ids(page: BeautifulSoup) -> list[str]:
    """Return the places that links can point to."""
    return [COUNTED.sub("index-", element["id"]) for element in page.find_all(id=True)]


def links_around(page: BeautifulSoup) -> list[str]:
    """Return where the links around a page's content lead, those to its twin left out."""
    inside = {id(link) for link in body(page).select("a[href]")}
    links = page.select("a[href]:not([hreflang])")
    return [link["href"] for link in links if id(link) not in inside]


def programs(page: BeautifulSoup) -> list[str]:
    """Return the code of a page's cells without what its strings say."""
    return [without_words(pre.get_text()) for pre in page.select(".cell_input pre")]


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


def own(block: Tag) -> Iterator[Tag | NavigableString]:
    """Yield what stands in a block itself and in no block within it."""
    for child in block.children:
        yield child
        if not isinstance(child, Tag) or child.has_attr("data-megabytes"):
            continue
        if not WITHIN & {child.name, *child.get("class", ())}:
            yield from own(child)


def pieces(block: Tag) -> Iterator[tuple[str, str]]:
    """Yield the formulas, links, code, pictures and numbers of a block."""
    text = ""
    for part in own(block):
        if isinstance(part, NavigableString):
            text += "" if part.find_parent("code") else part
        elif "katex" in part.get("class", ()):
            formula = part.select_one("annotation").get_text()
            text += "$"
            yield "formula", catalogues.IN_WORDS.sub("", formula).strip()
        elif part.name == "a" and part.get("href") and not part.get("hreflang"):
            yield "link", COUNTED.sub("index-", part["href"])
            if "bibliography.html#" in part["href"]:
                yield "citation", part.get_text()
        elif part.name == "code":
            yield "code", part.get_text()
        elif part.name == "img":
            yield "picture", part["src"].rpartition("/")[2]
    for number in NUMBER.findall(catalogues.in_figures(GLOSS.sub("", text))):
        yield "number", number


def blocks(page: BeautifulSoup) -> list[Tag]:
    """Return the blocks of a page's content, without programs and the way to its twin."""
    apart = {"cell_input", "edition-offer"}
    return [
        block
        for block in body(page).find_all(BLOCKS)
        if not any(apart & {*of.get("class", ())} for of in (block, *block.parents))
    ]


def block_problems(english: BeautifulSoup, chinese: BeautifulSoup) -> Iterator[str]:
    """Yield what a block has lost, and what it has too much."""
    for one, other in zip_longest(blocks(english), blocks(chinese)):
        names = [of and of.name for of in (one, other)]
        if names[0] != names[1]:
            yield f"block {names[0]} is {names[1]}: {(one or other).get_text()[:60]!r}"
            return
        where = f"beginning {one.get_text()[:60]!r}"
        yield from (f"{of}, {where}" for of in piece_problems([one], [other]))


def piece_problems(english: Iterable[Tag], chinese: Iterable[Tag]) -> Iterator[str]:
    """Yield the pieces that blocks of one edition have, and those of the other have not."""
    one, other = (
        Counter(p for of in all for p in pieces(of)) for all in (english, chinese)
    )
    for change, only in {"lost": one - other, "added": other - one}.items():
        yield from (f"{kind} {change}: {what}" for kind, what in only.elements())


# Explorers, exercises and pictures: the same state, in other words


def states(page: BeautifulSoup) -> list[dict[str, Any]]:
    """Return what the explorers and exercises of a page are drawn from."""
    return [checks.state_of(host) for host in page.select(".explorer-host")]


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
        is_program = ".templates." in at
        if one != other if is_program else not words.has(one, other):
            yield f"{at}: {one!r} is {other!r}"
    elif one != other or type(one) is not type(other):
        yield f"{at}: {one!r:.80} is {other!r:.80}"


def picture_problems(
    english: BeautifulSoup, chinese: BeautifulSoup, words: Dictionary
) -> Iterator[str]:
    """Yield the numbers that are not drawn in both, and what is not said in Chinese."""
    pictures = "svg.inline-figure, img"
    for one, other in zip_longest(
        *(body(of).select(pictures) for of in (english, chinese))
    ):
        if one is None or other is None:
            yield "pictures: one has more than the other"
            return
        said, told = (of.get("aria-label") or of.get("alt") for of in (one, other))
        drawn = (
            [n for text in of.select("text") for n in NUMBER.findall(text.get_text())]
            for of in (one, other)
        )
        yield from compared("drawn", *drawn)
        if not words.has(said, told):
            yield f"said of a picture: {said!r} is {told!r}"


def differences(
    english: BeautifulSoup,
    chinese: BeautifulSoup,
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


def said(element: Tag) -> Iterator[str]:
    """Yield what a page says that is not code, and not marked to be English."""
    if SILENT & {element.name, element.get("lang"), *element.get("class", ())}:
        return
    # A tooltip cannot be marked; that of a citation is the source that it names.
    if "reference" not in element.get("class", ()):
        yield from (element[name] for name in SAID if element.has_attr(name))
    text = ""
    for child in element.children:
        if type(child) is NavigableString:
            text += child
        elif isinstance(child, Tag):
            text += "`" if child.name == "code" else " "
            yield from said(child)
    yield text


def english_sentences(page: BeautifulSoup) -> list[str]:
    """Return what a page says in more than five words of Latin letters."""
    return [m[0] for text in said(page) for m in catalogues.ENGLISH.finditer(text)]
