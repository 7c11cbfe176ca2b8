"""The whole book as an EPUB.

    python -m paper.epub [BUILT_BOOK [FILE]]

Formulas are MathML, figures SVG; an explorer is a picture, with its numbers as tables.
"""

import base64
import io
import json
import os
import re
import sys
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree
from lxml.builder import ElementMaker
from PIL import Image
from playwright.sync_api import Browser

from paper import chapters, drawn
from paper.chapters import HTML, Chapter, found, of_class
from paper.cover import cover
from paper.words import words

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MATH = "http://www.w3.org/1998/Math/MathML"
OPF, DC = "http://www.idpf.org/2007/opf", "http://purl.org/dc/elements/1.1/"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
PACKAGE = ElementMaker(namespace=OPF, nsmap={None: OPF, "dc": DC})
CORE = ElementMaker(namespace=DC)
CONTAINER = b"""<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
ACCESS = {
    "accessMode": ("textual", "visual"),
    "accessModeSufficient": ("textual,visual", "textual"),
    "accessibilityFeature": (
        *("alternativeText", "displayTransformability", "MathML"),
        *("readingOrder", "structuralNavigation", "tableOfContents"),
    ),
    "accessibilityHazard": ("none",),
}
#: The colours of figures, by their names, and how a style speaks of one.
LIGHT = json.loads((ROOT / "convlib" / "palette.json").read_text(encoding="utf-8"))[
    "light"
]
VARIABLE = re.compile(r"var\(--cx-([a-z-]+)(?:, *([^)]*))?\)")
TYPES = {"xhtml": "application/xhtml+xml", "png": "image/png", "css": "text/css"}


@dataclass(frozen=True)
class File:
    """A file of the book: its name, and what its content needs of a reader."""

    name: str
    content: bytes
    properties: str = ""


def with_mathml(body: etree._Element) -> None:
    """Leave of each formula what says it: MathML, and its TeX as words."""
    for formula in found(body, f"//h:span{of_class('katex')}"):
        math = formula.find(f".//{{{MATH}}}math")
        source = math.find(f".//{{{MATH}}}annotation")
        if source is not None:
            math.set("alttext", source.text)
        chapters.replace(formula, math)


def with_pictures(chapter: Chapter) -> Iterator[File]:
    """Put a picture in the place of each explorer, above its tables; yield the pictures."""
    explorers = found(chapter.body, f"//h:div{of_class('drawn')}")
    for number, (explorer, picture) in enumerate(
        zip(explorers, chapter.pictures, strict=True), 1
    ):
        title = chapters.words_in(found(explorer, f".//*{of_class('title')}")[0])
        file = File(f"pictures/{chapter.name}-{number}.png", picture)
        chapters.replace(explorer, HTML.figure(HTML.img(src=file.name, alt=title)))
        yield file
    held = "//*[self::h:img or self::svg:image]/@*[starts-with(., 'data:')]"
    for number, source in enumerate(
        chapter.body.xpath(held, namespaces=chapters.SPACES)
    ):
        data = base64.b64decode(source.partition("base64,")[2])
        file = File(f"pictures/{chapter.name}-data-{number}.png", as_png(data))
        source.getparent().set(source.attrname, file.name)
        yield file


def in_colour(body: etree._Element) -> None:
    """Write colours and fonts into the figures: not every reader knows variables."""
    for element in found(body, "//svg:*[@style]"):
        style = VARIABLE.sub(
            lambda of: LIGHT.get(of[1], of[2] or ""), element.get("style")
        )
        element.set("style", re.sub(r"min-width:[^;]*;?", "", style))


def as_png(data: bytes) -> bytes:
    """Return a picture as PNG, which every reader shows."""
    result = io.BytesIO()
    Image.open(io.BytesIO(data)).save(result, "PNG", optimize=True)
    return result.getvalue()


def xhtml(
    name: str, title: str, language: str, *body: etree._Element, properties: str = ""
) -> File:
    """Return a file of the book that is read."""
    head = HTML.head(HTML.title(title), HTML.link(rel="stylesheet", href="style.css"))
    page = HTML.html(head, HTML.body(*body), {"lang": language})
    content = etree.tostring(
        page, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>"
    )
    return File(f"{name}.xhtml", content, properties)


def needs(body: etree._Element) -> str:
    """Return what a chapter needs of a reader, as a package names it."""
    spaces = {"mathml": MATH, "svg": chapters.SPACES["svg"]}
    return " ".join(
        name
        for name, space in spaces.items()
        if body.find(f".//{{{space}}}*") is not None
    )


def contents(made: Iterable[Chapter], language: str, title: str) -> File:
    """Return the table of contents."""
    rows = HTML.ol()
    inner, part = rows, ""
    for chapter in made:
        if chapter.part != part:
            part = chapter.part
            inner = HTML.ol() if part else rows
            if part:
                rows.append(HTML.li(HTML.span(part), inner))
        inner.append(HTML.li(HTML.a(chapter.title, href=f"{chapter.name}.xhtml")))
    nav = HTML.nav(HTML.h1(title), rows, {EPUB_TYPE: "toc"})
    return xhtml("nav", title, language, nav, properties="nav")


def package(book: drawn.Book, author: str, files: list[File], read: list[str]) -> bytes:
    """Return the list of files, the order in which they are read, and what is said of them."""
    named = uuid.uuid5(uuid.NAMESPACE_URL, f"{book.title} {book.language}")
    metadata = PACKAGE.metadata(
        CORE.identifier(named.urn, id="id"),
        CORE.title(book.title),
        CORE.creator(author),
        CORE.language(book.language),
        PACKAGE.meta(modified(), property="dcterms:modified"),
        *(
            PACKAGE.meta(value, property=f"schema:{name}")
            for name, values in ACCESS.items()
            for value in values
        ),
    )
    ids = {file.name: f"f{number}" for number, file in enumerate(files)}
    manifest = PACKAGE.manifest()
    for file in files:
        kind = TYPES[file.name.rpartition(".")[2]]
        item = {"id": ids[file.name], "href": file.name, "media-type": kind}
        if file.properties:
            item["properties"] = file.properties
        manifest.append(PACKAGE.item(item))
    spine = PACKAGE.spine(*(PACKAGE.itemref(idref=ids[name]) for name in read))
    settings = {"version": "3.0", "unique-identifier": "id"}
    return etree.tostring(
        PACKAGE.package(metadata, manifest, spine, settings),
        encoding="utf-8",
        xml_declaration=True,
    )


def modified() -> str:
    """Return when the book was made, or what `SOURCE_DATE_EPOCH` says instead."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    made = datetime.fromtimestamp(int(seconds), UTC) if seconds else datetime.now(UTC)
    return f"{made:%Y-%m-%dT%H:%M:%SZ}"


def made_of(
    book: drawn.Book, picture: bytes, _: chapters.Words, home: str = ""
) -> dict[str, bytes]:
    """Return the files of the EPUB, by their names."""
    made = [chapters.chapter(page) for page in book.pages]
    pictures = [file for chapter in made for file in with_pictures(chapter)]
    made.append(chapters.solutions_of(made, _))
    chapters.unfolded(made)
    chapters.linked(made, lambda chapter, place: f"{chapter.name}.xhtml#{place}", home)
    read = []
    front = HTML.div(HTML.img(src="cover.png", alt=book.title), {"class": "cover"})
    read.append(xhtml("cover", book.title, book.language, front))
    nav = contents(made, book.language, _("Contents"))
    for chapter in made:
        with_mathml(chapter.body)
        in_colour(chapter.body)
        of_it = chapter.body
        read.append(
            xhtml(
                chapter.name,
                chapter.title,
                book.language,
                of_it,
                properties=needs(of_it),
            )
        )
    style = File("style.css", (HERE / "epub.css").read_bytes())
    files = [*read, nav, style, File("cover.png", picture, "cover-image"), *pictures]
    order = [read[0].name, nav.name, *(file.name for file in read[1:])]
    listed = package(book, _("The contributors"), files, order)
    return {"META-INF/container.xml": CONTAINER, "book/package.opf": listed} | {
        f"book/{file.name}": file.content for file in files
    }


def written(files: dict[str, bytes], path: Path) -> None:
    """Write an EPUB: a zip whose first file says what it is."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in files.items():
            archive.writestr(name, content)


def cover_picture(started: Browser, title: str, author: str) -> bytes:
    """Return the first page as a picture."""
    page = started.new_page(
        viewport={"width": 768, "height": 1024}, device_scale_factor=2
    )
    style = (HERE / "cover.css").read_text(encoding="utf-8")
    html = etree.tostring(cover(title, author), encoding="unicode")
    page.set_content(f"<!doctype html><style>{style}</style>{html}")
    picture = page.screenshot()
    page.close()
    return picture


def main(folder: str = "_build/html", target: str = "_build/paper/book.epub") -> None:
    """Pack the book."""
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    with drawn.browser() as started:
        book = drawn.book(Path(folder), started)
        _ = words(book.language).gettext
        picture = cover_picture(started, book.title, _("The contributors"))
    written(made_of(book, picture, _, os.environ.get("BOOK_URL", "")), path)
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
