"""Fixtures for everything that looks at the built book in a real browser.

Hypothesis has two profiles here. ``suite`` is for every day; ``ci`` tries at least 2,000
random examples where a test does not say a number of its own (``max_examples``). It holds
where ``$CI`` is set, or by name: ``HYPOTHESIS_PROFILE=ci make test``.
"""

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import chromium
import hypothesis
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parent.parent
BUILT = ROOT / "_build" / "html"

# A random example may take its time: on a busy machine a deadline fails at random.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "suite")
)

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serve files without a line on stderr for each."""

    def log_message(self, format, *arguments):
        """Say nothing."""


@pytest.fixture(scope="session")
def book_dir() -> Path:
    """The built book's folder."""
    if not (BUILT / "index.html").exists():
        pytest.fail(f"{BUILT} holds no book: `make book` builds it", pytrace=False)
    return BUILT


@pytest.fixture(scope="session")
def book_url(book_dir: Path) -> Iterator[str]:
    """The address of the built book on a server of this machine, without final slash."""
    handler = functools.partial(QuietHandler, directory=str(book_dir))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium. Without one the tests fail: they are never skipped."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HELP, pytrace=False)
    with sync_playwright() as playwright:
        options = {"executable_path": path, "args": BROWSER_ARGUMENTS}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


def is_local(url: str) -> bool:
    """Tell whether a request stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in {"file", "data", "blob", "about"} or parts.hostname in {
        "127.0.0.1",
        "localhost",
    }


@dataclass
class Watch:
    """Collects what must not happen while a page is open."""

    problems: list[str] = field(default_factory=list)

    def guard(self, context: BrowserContext) -> None:
        """Watch every page of a browser context, and let none of them out."""
        context.route(lambda url: not is_local(url), lambda route: route.abort())
        context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message) -> None:
        if message.type in {"error", "warning"}:
            place = message.location.get("url", "")
            self.problems.append(f"console {message.type}: {message.text} ({place})")

    def _request(self, request) -> None:
        if not is_local(request.url):
            self.problems.append(f"request to another host: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 400:
            self.problems.append(f"status {response.status}: {response.url}")


@pytest.fixture
def watch() -> Watch:
    """What went wrong in this test's pages so far; looked at when the test ends."""
    return Watch()


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A guarded browser context: any error in its pages fails the test at its end."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(20_000)
    watch.guard(context)
    yield context
    context.close()
    assert watch.problems == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A guarded page, 1200 px wide, light."""
    return context.new_page()


@pytest.fixture
def open_page(page: Page, book_url: str, book_dir: Path):
    """Open a page of the book: ``open_page("book/intro.html", theme="dark")``.

    ``width`` is in pixels; ``from_disk`` takes the file itself instead of the server's
    answer. The page is returned when it has loaded.
    """

    def open_page(
        path: str, *, theme: str = "light", width: int = 1200, from_disk: bool = False
    ) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        base = book_dir.as_uri() if from_disk else book_url
        page.goto(f"{base}/{path}", wait_until="load")
        return page

    return open_page
