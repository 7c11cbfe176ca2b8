"""A page that holds explorers and nothing else, as the built book would hold them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from explorers import Book
from playwright.sync_api import Browser, BrowserContext, Page

from convlib.widgets.explorer import STATIC, Explorer

PAGE = """<!doctype html>
<html lang="{lang}" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Explorers</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="explorers.css">
{pack}<script src="explorers.js" defer></script>
</head>
<body style="margin: 0; background: {background}">
<main style="max-width: {column}px; margin: 8px auto">
<h1>Explorers</h1>
{explorers}
</main>
</body>
</html>
"""
PACK = '<script src="explorers.zh.js" defer></script>'
PALETTE = json.loads((STATIC.parents[1] / "palette.json").read_text(encoding="utf-8"))

# The book's own column leaves an explorer this much of a wide window, in pixels.
COLUMN = 620


@pytest.fixture
def show(browser: Browser, watch, tmp_path: Path) -> Iterator[Callable[..., Book]]:
    """Open a page: ``show(SlidingWindow(...), theme="dark")``; it returns a `Book`.

    ``width`` is that of the window in pixels, ``touch`` gives it a finger instead of a
    mouse, ``over_http`` takes the page from a server instead of from disk, ``clock``
    lets the test decide how time passes. Whatever the page reports as an error fails
    the test at its end.
    """
    contexts: list[BrowserContext] = []

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
        html = PAGE.format(
            lang=lang,
            pack=PACK if lang.startswith("zh") else "",
            theme=theme,
            background=PALETTE[theme]["surface"],
            column=COLUMN,
            explorers="\n".join(explorer.to_html() for explorer in explorers),
        )
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        for name in ("explorers.js", "explorers.css", "explorers.zh.js"):
            (tmp_path / name).write_bytes((STATIC / name).read_bytes())
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            reduced_motion="reduce" if reduced_motion else "no-preference",
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        watch.guard(context)
        page = context.new_page()
        if clock:
            page.clock.install(time=0)
        page.goto(
            f"{serve(page, tmp_path) if over_http else tmp_path.as_uri()}/page.html"
        )
        book = Book(page)
        book.wait_until_ready(len(explorers))
        return book

    yield show
    for context in contexts:
        context.close()
    assert watch.problems == []


def serve(page: Page, folder: Path) -> str:
    """Answer a page's requests for the files of a folder; return their address."""
    address = "http://127.0.0.1:1"
    page.route(
        f"{address}/*",
        lambda route: route.fulfill(path=folder / route.request.url.rpartition("/")[2]),
    )
    return address
