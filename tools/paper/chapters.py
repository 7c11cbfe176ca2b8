"""The chapters of one book, made of pages: links stay inside, solutions stand at the end.

What has an id on a page has it in the book with the chapter's name before it, so that two
pages may use the same: ``computing-why--exercises``.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from lxml import etree
from lxml.builder import ElementMaker

XHTML = "http://www.w3.org/1999/xhtml"
SPACES = {"h": XHTML, "svg": "http://www.w3.org/2000/svg"}
HTML = ElementMaker(namespace=XHTML, nsmap={None: XHTML})
XLINK = "{http://www.w3.org/1999/xlink}href"
#: Attributes that name other elements by their ids.
NAMING = {
    "for",
    "headers",
    "list",
    *(f"aria-{of}" for of in ("controls", "describedby", "labelledby", "owns")),
}
#: Of a link that opens an explorer in a state: its kind, and which of its kind.
OPENED = re.compile(r"explorer=([a-z-]+)\.(\d+)\.")
#: What is there for readers at a screen.
ON_SCREENS = (
    "//*[contains(concat(' ', @class, ' '), ' headerlink ')]",
    "//*[@class='exercise-note']",
    "//h:noscript",
    "//*[@class='run-page']",
    "//*[@class='continue-reading']",
    "//*[@class='edition-offer']",
    "//*[contains(@class, 'sd-summary-state-marker')]",
)

Words = Callable[[str], str]


@dataclass
class Chapter:
    """A part of the book that begins on a page of its own."""

    name: str
    part: str
    title: str
    body: etree._Element
    style: str = ""
    pictures: tuple[bytes, ...] = ()
    #: The page that it was made of, by the file's name; none for what is added.
    file: str = ""


def found(element: etree._Element, path: str) -> list[etree._Element]:
    """Return the elements that an XPath names; ``h:`` is XHTML."""
    return element.xpath(path, namespaces=SPACES)


def of_class(name: str) -> str:
    """Return the condition, in XPath, that an element has a class."""
    return f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def words_in(element: etree._Element) -> str:
    """Return the text of an element in one line."""
    return " ".join("".join(element.itertext()).split())


def name_of(file: str) -> str:
    """Return a chapter's name, which is a name of XML, too."""
    return file.removeprefix("book/").removesuffix(".html").replace("/", "-")


def remove(element: etree._Element) -> None:
    """Take an element out; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def replace(element: etree._Element, new: etree._Element) -> None:
    """Put another element in the place of one; the text behind it stays."""
    new.tail, element.tail = element.tail, None
    element.getparent().replace(element, new)


def with_own_ids(body: etree._Element, name: str) -> None:
    """Put a name before every id, and wherever one is spoken of."""
    ids = set(body.xpath("//@id"))
    own = {old: f"{name}--{old}" for old in ids}

    def address(match: re.Match[str]) -> str:
        return f"url(#{own.get(match[1], match[1])})"

    for element in body.iter(etree.Element):
        for attribute, value in element.items():
            if attribute == "id":
                element.set(attribute, own[value])
            elif attribute in NAMING:
                named = (own.get(token, token) for token in value.split())
                element.set(attribute, " ".join(named))
            elif attribute == XLINK and value[1:] in own:
                element.set(attribute, "#" + own[value[1:]])
            elif "url(#" in value:
                element.set(attribute, re.sub(r"url\(#([^)]+)\)", address, value))


def chapter(page) -> Chapter:
    """Return a drawn page as a chapter."""
    body, name = deepcopy(page.article), name_of(page.file)
    for path in ON_SCREENS:
        for element in found(body, path):
            remove(element)
    with_own_ids(body, name)
    body.set("id", name)
    for link in found(body, "//h:a[@href]"):
        link.set("href", urljoin(f"/{page.file}", link.get("href")))
    counts: dict[str, int] = {}
    for host in found(body, f"//h:div{of_class('explorer-host')}"):
        kind = host.get("data-kind")
        host.attrib.pop("data-skip", None)
        if kind != "exercise":
            counts[kind] = counts.get(kind, 0) + 1
            host.set("id", f"{name}--{kind}.{counts[kind]}")
    title = words_in(found(body, "//h:h1")[0])
    return Chapter(name, page.part, title, body, page.style, page.pictures, page.file)


def solutions_of(chapters: Iterable[Chapter], _: Words) -> Chapter:
    """Take the solutions out of the chapters, and return the chapter that holds them.

    Where one stood, and where it comes to stand, there are links to the other place.
    """
    title = _("Solutions")
    body = HTML.article(HTML.h1(title), {"class": "bd-article", "id": "solutions"})
    for chapter in chapters:
        folds = found(chapter.body, f"//h:details{of_class('solution')}")
        if folds:
            body.append(HTML.h2(chapter.title, id=f"solutions--{chapter.name}"))
        for number, fold in enumerate(folds, 1):
            here, there = (f"{chapter.name}--{of}{number}" for of in ("asks", "solves"))
            asked = HTML.a(task_of(fold), href=f"#{here}")
            answer = HTML.section(HTML.h3(asked), {"id": there, "class": "solution"})
            answer.extend(deepcopy(list(fold)[1:]))
            body.append(answer)
            link = HTML.a(_("Solution"), href=f"#{there}")
            replace(fold, HTML.p(link, {"id": here, "class": "to-solution"}))
    return Chapter("solutions", "", title, body)


def task_of(fold: etree._Element) -> str:
    """Return what a solution solves: its exercise's name, or that of its section."""
    exercise = f"preceding::h:div{of_class('exercise')}"
    titles = found(fold, f"{exercise}/h:p{of_class('admonition-title')}")
    sections = found(
        fold, "ancestor::h:section/*[self::h:h1 or self::h:h2 or self::h:h3]"
    )
    inside = [
        title for title in titles if sections[-1].getparent() in title.iterancestors()
    ]
    return words_in([*sections, *inside][-1])


def without_solutions(chapters: Iterable[Chapter]) -> None:
    """Take the solutions out of the chapters; a line stays, so that pages stay the same."""
    for chapter in chapters:
        for fold in found(chapter.body, f"//h:details{of_class('solution')}"):
            replace(fold, HTML.p("\u00a0", {"class": "to-solution"}))


def unfolded(chapters: Iterable[Chapter]) -> None:
    """Lay open what is folded away: paper has nothing to click.

    Code stands there as other code does; what else was folded keeps its title.
    """
    for chapter in chapters:
        for fold in found(chapter.body, "//h:details"):
            summary, is_code = fold[0], "hide" in fold.get("class", "").split()
            fold.tag = HTML.div().tag
            fold.attrib.pop("open", None)
            title = words_in(summary)
            remove(summary)
            if is_code:
                fold.attrib.pop("class")
            else:
                fold.insert(0, HTML.p(title, {"class": "admonition-title"}))
                fold.set("class", f"admonition {fold.get('class')}")


def linked(
    chapters: list[Chapter], address: Callable[[Chapter, str], str], home: str = ""
) -> None:
    """Lead links to pages to the chapters made of them.

    `address` writes where an id of a chapter is. `home` is where the book's files lie that
    are no chapters; without it, what led there is words only.
    """
    files = {chapter.file: chapter for chapter in chapters if chapter.file}
    where = {
        place: chapter for chapter in chapters for place in chapter.body.xpath("//@id")
    }
    for source in chapters:
        for link in found(source.body, "//h:a[@href]"):
            href = link.get("href")
            if not href.startswith(("/", "#")):
                continue
            inside = place_of(href, files, where)
            if inside is not None:
                link.set("href", address(where[inside], inside))
            elif home:
                link.set("href", urljoin(home, href[1:]))
            else:
                del link.attrib["href"]
                link.tag = HTML.span().tag


def place_of(href: str, files, where) -> str | None:
    """Return the id that a link from the book's root leads to; None if it leaves the book."""
    path, _, fragment = unquote(href).partition("#")
    if not path:
        return fragment
    chapter = files.get(path[1:])
    if chapter is None:
        return None
    if opened := OPENED.match(fragment):
        fragment = f"{opened[1]}.{opened[2]}"
    place = f"{chapter.name}--{fragment}"
    return place if place in where else chapter.name


def sections(chapter: Chapter) -> Iterator[tuple[str, str]]:
    """Yield id and title of the sections of a chapter."""
    for heading in found(chapter.body, "//h:section/h:section/h:h2"):
        yield heading.getparent().get("id"), words_in(heading)
