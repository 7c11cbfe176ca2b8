"""The first page of the book."""

from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from paper.chapters import HTML

LOGO = Path(__file__).parents[2] / "book" / "_static" / "logo.svg"


def cover(title: str, author: str, lines: Iterable[str] = ()) -> etree._Element:
    """Return the first page: what the book is called, by whom, and lines below."""
    return HTML.div(
        etree.parse(LOGO).getroot(),
        HTML.p(title, {"class": "title"}),
        HTML.p(author),
        HTML.div(*map(HTML.p, lines), {"class": "below"}),
        {"class": "cover"},
    )
