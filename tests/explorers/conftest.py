"""A page that holds explorers and nothing else, as the built book would hold them."""

import itertools
import json
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from on_page import Book, OnPage
from routed import routed

from convlib.widgets import hosts
from convlib.widgets.explorer import Explorer

PAGE = """<!doctype html>
<html lang="{lang}" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Explorers</title>
<link rel="icon" href="data:,">
{styles}
{scripts}
</head>
<body style="margin: 0; background: {background}">
<main style="max-width: {column}px; margin: 8px auto">
<h1>Explorers</h1>
{explorers}
</main>
</body>
</html>
"""
STYLE, SCRIPT = '<link rel="stylesheet" href="{}">', '<script src="{}" defer></script>'
PALETTE = json.loads(
    (hosts.STATIC.parents[1] / "palette.json").read_text(encoding="utf-8")
)

# The book's own column leaves an explorer this much of a wide window, in pixels.
COLUMN = 620


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """A folder with what pages load: each page of a test lies there by a name of its own."""
    return Path(
        shutil.copytree(hosts.STATIC, tmp_path_factory.mktemp("site") / "static")
    )


NAMES = (f"page{number}.html" for number in itertools.count())


@pytest.fixture
def show(pages, site: Path) -> Callable[..., Book]:
    """Open a page: ``show(SlidingWindow(...), theme="dark")``; it returns a `Book`.

    ``width`` is that of the window in pixels, ``touch`` gives it a finger instead of a
    mouse, ``over_http`` takes the page from a server instead of from disk, ``clock``
    lets the test decide how time passes. Whatever the page reports as an error fails
    the test at its end.
    """

    def show(
        *explorers: Explorer,
        theme: str = "light",
        width: int = 1200,
        lang: str = "en",
        reduced_motion: bool = False,
        touch: bool = False,
        over_http: bool = False,
        clock: bool = False,
    ) -> Book:
        kinds = sorted({explorer.kind for explorer in explorers})
        styles, scripts = hosts.styles(*kinds), hosts.scripts(*kinds, language=lang[:2])
        html = PAGE.format(
            lang=lang,
            styles="".join(map(STYLE.format, (path.name for path in styles))),
            scripts="".join(map(SCRIPT.format, (path.name for path in scripts))),
            theme=theme,
            background=PALETTE[theme]["surface"],
            column=COLUMN,
            explorers="\n".join(explorer.to_html() for explorer in explorers),
        )
        name = next(NAMES)
        (site / name).write_text(html, encoding="utf-8")
        page = pages.take(
            theme=theme,
            width=width,
            reduced_motion=reduced_motion,
            touch=touch,
            used_again=not clock,
        )
        if clock:
            page.clock.install(time=0)
        base = routed(page, site) if over_http else site.as_uri()
        page.goto(f"{base}/{name}")
        book = Book(page)
        book.wait_until_ready(len(explorers))
        return book

    return show


@pytest.fixture
def show_all(show) -> Callable[..., Iterator[tuple[Explorer, OnPage]]]:
    """Open one page for several: ``for made, explorer in show_all([make, other])``.

    ``made`` is in Python what ``explorer`` is on the page, where it is in sight.
    """

    def show_all(
        makes: Collection[Callable[[], Explorer]],
    ) -> Iterator[tuple[Explorer, OnPage]]:
        book = show(*(make() for make in makes))
        for number, make in enumerate(makes):
            explorer = book.explorer(number)
            explorer.root.scroll_into_view_if_needed()
            explorer.run("await frame()")
            yield make(), explorer

    return show_all
