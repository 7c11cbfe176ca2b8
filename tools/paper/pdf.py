"""The whole book as one PDF, and another without solutions.

    python -m paper.pdf [BUILT_BOOK [FOLDER]]

A browser prints all chapters as one page, twice: the first time tells where each of them
begins, the second has the numbers in its contents.
"""

import io
import json
import os
import sys
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

import pikepdf
from lxml import etree
from playwright.sync_api import Browser
from pypdf import PdfReader
from server import served

from paper import chapters, drawn
from paper.chapters import HTML, Chapter
from paper.cover import cover
from paper.words import words

HERE = Path(__file__).parent
STYLE = "".join(
    (HERE / name).read_text(encoding="utf-8") for name in ("cover.css", "paper.css")
)
#: Writes the numbers of pages to where they belong.
NUMBERED = """pages => {
  for (const place of document.querySelectorAll("[data-page-of]")) {
    place.textContent = pages[place.dataset.pageOf];
  }
}"""


def running_heads(made: Iterable[Chapter], title: str) -> str:
    """Return the style of the pages' heads: the part on the left, the chapter on the right."""
    heads = []
    for chapter in made:
        left, right = (
            json.dumps(text, ensure_ascii=False)
            for text in (chapter.part or title, chapter.title)
        )
        heads.append(
            f"#{chapter.name} {{ page: {chapter.name} }}\n"
            f"@page {chapter.name}:left {{ @top-left {{ content: {left} }} }}\n"
            f"@page {chapter.name}:right {{ @top-right {{ content: {right} }} }}"
        )
    return "\n".join(heads)


def page_of(place: str) -> etree._Element:
    """Return where the number of a place's page is going to stand."""
    return HTML.span("000", {"class": "page", "data-page-of": place})


def contents(made: Iterable[Chapter], _: chapters.Words) -> etree._Element:
    """Return the table of contents."""
    rows = HTML.ol()
    part = ""
    for chapter in made:
        if chapter.part != part:
            part = chapter.part
            rows.append(HTML.li(part, {"class": "part"}))
        row = HTML.li(entry(chapter.name, chapter.title))
        below = [HTML.li(entry(*section)) for section in chapters.sections(chapter)]
        if below and chapter.title[:1].isdigit():
            row.append(HTML.ol(*below))
        rows.append(row)
    settings = {"class": "contents bd-article", "role": "doc-toc", "id": "contents"}
    return HTML.div(HTML.h1(_("Contents")), rows, settings)


def entry(place: str, title: str) -> etree._Element:
    """Return a line of the contents."""
    return HTML.a(HTML.span(title), page_of(place), href=f"#{place}")


def with_pages(made: Iterable[Chapter], _: chapters.Words) -> None:
    """Name the page beside each link from an exercise to its solution, and back."""
    before, after = _("(page {page})").split("{page}")
    links = f"//h:p{chapters.of_class('to-solution')}/h:a | //h:section{chapters.of_class('solution')}/h:h3/h:a"
    for chapter in made:
        for link in chapters.found(chapter.body, links):
            page = page_of(link.get("href")[1:])
            page.tail = after
            link.append(HTML.span(f" {before}", page))


def document(
    book: drawn.Book, made: list[Chapter], front: list[etree._Element]
) -> bytes:
    """Return all chapters as one page of XHTML."""
    styles = {chapter.style: None for chapter in made}  # each once, in their order
    text = "\n".join([*styles, STYLE, running_heads(made, book.title)])
    head = HTML.head(
        HTML.title(book.title),
        *(HTML.link(rel="stylesheet", href=sheet) for sheet in book.sheets),
        HTML.style(text),
    )
    body = HTML.div(
        *front,
        *(deepcopy(chapter.body) for chapter in made),
        {"class": "bd-article-container paper"},
    )
    for name in ("bd-content", "bd-main"):
        body = HTML.div(body, {"class": name})
    page = HTML.html(
        head, HTML.body(body), {"lang": book.language, "data-theme": "light"}
    )
    return etree.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>")


def printed(started: Browser, address: str, text: bytes) -> bytes:
    """Print a page of XHTML that lies in the served book, with the numbers of its pages."""
    numbers = pages_of(printed_once(started, address, text))
    pdf = printed_once(started, address, text, numbers, tagged=True, outline=True)
    if pages_of(pdf) != numbers:
        raise RuntimeError(f"Chapters of {address} have moved with their numbers.")
    return pdf


def printed_once(
    started: Browser,
    address: str,
    text: bytes,
    numbers: dict[str, int] | None = None,
    **options: bool,
) -> bytes:
    """Print a page that is new: a second time, the same one breaks at other places."""
    page = started.new_page()
    page.set_default_timeout(drawn.PATIENCE)
    page.route(
        address,
        lambda route: route.fulfill(body=text, content_type="application/xhtml+xml"),
    )
    page.goto(address)
    page.evaluate("document.fonts.ready")
    if numbers:
        page.evaluate(NUMBERED, numbers)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True, **options)
    page.close()
    return pdf


def pages_of(pdf: bytes) -> dict[str, int]:
    """Return the number of the page, from 1, on which each place of a PDF lies."""
    reader = PdfReader(io.BytesIO(pdf))
    return {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


def described(pdf: bytes, title: str, author: str, path: Path) -> None:
    """Write a PDF down, with who made it, and have readers show its title.

    The marks that make it readable aloud are many small objects, which are packed.
    """
    with pikepdf.open(io.BytesIO(pdf)) as written:
        with written.open_metadata() as metadata:
            metadata["dc:title"] = title
            metadata["dc:creator"] = [author]
            metadata["dc:language"] = {str(written.Root.Lang)}
        written.docinfo["/Title"], written.docinfo["/Author"] = title, author
        written.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        written.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def made_of(
    book: drawn.Book, address: str, _: chapters.Words, with_solutions: bool
) -> bytes:
    """Return the book as a page to print."""
    made = [chapters.chapter(page) for page in book.pages]
    if with_solutions:
        made.append(chapters.solutions_of(made, _))
    else:
        chapters.without_solutions(made)
    chapters.unfolded(made)
    chapters.linked(made, lambda chapter, place: f"#{place}", address)
    with_pages(made, _)
    front = [cover(book.title, _("The contributors")), contents(made, _)]
    return document(book, made, front)


def main(folder: str = "_build/html", target: str = "_build/paper") -> None:
    """Print the book with solutions and without."""
    home = os.environ.get("BOOK_URL", "")
    Path(target).mkdir(parents=True, exist_ok=True)
    with drawn.browser() as started:
        book = drawn.book(Path(folder), started)
        _ = words(book.language).gettext
        with served(Path(folder)) as address:
            for name, solved in (("book", True), ("book-without-solutions", False)):
                text = made_of(book, home, _, solved)
                pdf = printed(started, f"{address}/{name}.xhtml", text)
                path = Path(target) / f"{name}.pdf"
                described(pdf, book.title, _("The contributors"), path)
                print(
                    f"{path}: {len(PdfReader(path).pages)} pages, {path.stat().st_size / 1e6:.1f} MB"
                )


if __name__ == "__main__":
    main(*sys.argv[1:])
