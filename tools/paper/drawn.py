"""The pages of the built book as a browser draws them on paper, explorers and all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import chromium
from lxml import etree
from playwright.sync_api import Browser, Page, sync_playwright
from server import served

STILL = Path(__file__).with_name("still.js").read_text(encoding="utf-8")
#: How long the browser may take for one thing, in milliseconds: a busy machine takes long.
PATIENCE = 600_000
ON_SCREENS = ("genindex.html", "progress.html")
#: The column of text on A4, in CSS pixels: what explorers have for themselves.
COLUMN = 672
#: A page and its place in the contents: the caption of its part, and its own title.
CONTENTS = """() => {
  const entries = [];
  let part = "";
  for (const found of document.querySelectorAll("nav.bd-links :is(.caption, li > a)")) {
    if (found.matches(".caption")) part = found.textContent.trim();
    else entries.push([found.pathname.slice(1), part, found.textContent.trim()]);
  }
  return entries;
}"""
DRAWN = """() => document.fonts.status === "loaded" && [
  ...document.querySelectorAll("article .explorer-host")
].every((host) => host.dataset.kind === "exercise" || host.querySelector(":scope > .explorer"))"""
SHEETS = """() => [...document.querySelectorAll("link[rel=stylesheet]")].map(
  ({ href }) => new URL(href).pathname)"""


@dataclass(frozen=True)
class Drawn:
    """A page: its file, where it stands in the contents, and what it holds.

    `article` is XHTML, `style` what its explorers look like, `pictures` the explorers in
    their order, as PNG.
    """

    file: str
    part: str
    title: str
    article: etree._Element
    style: str
    pictures: tuple[bytes, ...]


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser of this machine."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.find())
        yield started
        started.close()


#: What a heading says, without the link to itself.
WORDS = """h1 => [...h1.childNodes].filter(node => !node.matches?.(".headerlink"))
  .map(node => node.textContent).join("")"""


def contents(page: Page, home: str) -> list[tuple[str, str, str]]:
    """Return file, part and title of each page that the book's contents list.

    Left out are the index, which has no words of its own, and the reader's progress, which
    a browser keeps.
    """
    page.goto(home)
    file = page.evaluate("location.pathname.slice(1)")
    title = page.locator("article h1").first.evaluate(WORDS)
    listed = [(file, "", title.strip()), *map(tuple, page.evaluate(CONTENTS))]
    return [entry for entry in listed if not entry[0].endswith(ON_SCREENS)]


@dataclass(frozen=True)
class Book:
    """All pages, the book's language, its title, and the addresses of its style sheets."""

    language: str
    title: str
    sheets: tuple[str, ...]
    pages: tuple[Drawn, ...]


def book(folder: Path, started: Browser) -> Book:
    """Draw the pages of the built book that lies in a folder."""
    first = re.search('url=(.+?)"', (folder / "index.html").read_text(encoding="utf-8"))
    if first is None:
        raise SystemExit(f"{folder}/index.html leads to no page of a book")
    page = started.new_page(
        viewport={"width": COLUMN, "height": 1000},
        color_scheme="light",
        reduced_motion="reduce",
        device_scale_factor=2,
    )
    page.set_default_timeout(PATIENCE)
    page.emulate_media(media="print")
    with served(folder) as address:
        listed = contents(page, f"{address}/{first[1]}")
        language = page.locator("html").get_attribute("lang")
        sheets = tuple(page.evaluate(SHEETS))
        pages = tuple(drawn(page, address, *entry) for entry in listed)
    page.close()
    return Book(language, listed[0][2], sheets, pages)


def drawn(page: Page, address: str, file: str, part: str, title: str) -> Drawn:
    """Open a page and wait until its explorers stand in the place of their tables."""
    page.goto(f"{address}/{file}")
    page.wait_for_function(DRAWN)
    explorers = page.locator(".explorer-host:not([data-kind=exercise]) .explorer")
    return Drawn(
        file,
        part,
        title,
        etree.fromstring(page.evaluate(STILL)),
        "".join(page.locator("head style").all_text_contents()),
        tuple(explorer.screenshot() for explorer in explorers.all()),
    )
