"""Fixtures for everything that looks at the built book in a real browser.

Hypothesis has two profiles here. ``suite`` is for every day; ``ci`` tries at least 250
random examples, or the share of it that `strategies.fewer` gives a test, and what is marked
as thorough. It holds where ``$CI`` is set, or by name: ``HYPOTHESIS_PROFILE=ci make test``.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import chromium
import hypothesis
import markup
import pytest
from opened import Opened
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)
from server import POLICY, served
from twins import editions

ROOT = Path(__file__).parent.parent
BUILT = ROOT / "_build" / "html"

# A random example may take its time: on a busy machine any bound on it fails at random.
NO_CLOCK = {
    "deadline": None,
    "suppress_health_check": [hypothesis.HealthCheck.too_slow],
}
hypothesis.settings.register_profile("suite", **NO_CLOCK)
hypothesis.settings.register_profile("ci", **NO_CLOCK, max_examples=250)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or (
    "ci" if os.environ.get("CI") else "suite"
)
hypothesis.settings.load_profile(PROFILE)


WORDS_OF_FIGURES = "text/markdown"


def pytest_configure(config: pytest.Config) -> None:
    """Count how often the pages of the book are opened."""
    config.pluginmanager.register(Opened(BUILT), "opened")


def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are cores: a test in a browser waits for it."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark what reads the built book, and keep the cells of a notebook together.

    The cells share a kernel. The words that stand for a stored figure are compared
    elsewhere: running the cell draws the figure. What is thorough is left to CI.
    """
    left = [i for i in items if PROFILE != "ci" and i.get_closest_marker("thorough")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    for item in items:
        if "book_dir" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.built)
        if item.path.suffix == ".ipynb":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
            if WORDS_OF_FIGURES not in item.parent.skip_compare:
                item.parent.skip_compare += (WORDS_OF_FIGURES,)


# How long a state is waited for. None of them takes a second on an idle machine: this only
# ends a test in which it never comes.
PATIENCE = 60_000  # milliseconds
expect.set_options(timeout=PATIENCE)

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module", params=["little", "much"])
def both_ways(request: pytest.FixtureRequest) -> Iterator[None]:
    """convlib computing as where there is little to do, and as where there is much."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "much":
            patch.setattr("convlib._few.FEW", 0)
        yield


@pytest.fixture(scope="session")
def book_dir() -> Path:
    """The built book's folder."""
    if not (BUILT / "index.html").exists():
        pytest.fail(f"{BUILT} holds no book: `make book` builds it", pytrace=False)
    return BUILT


class Parsed(Mapping[str, markup.Page]):
    """The pages of a folder by their names, each parsed when it is first asked for."""

    def __init__(self, folder: Path, without: Iterable[str] = ()) -> None:
        """Take all pages but those of folders within, whose names end with a slash."""
        names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        self.paths = {n: folder / n for n in names if not n.startswith(tuple(without))}
        self.parsed: dict[str, markup.Page] = {}

    def __getitem__(self, name: str) -> markup.Page:
        if name not in self.parsed:
            self.parsed[name] = markup.parse(self.paths[name].read_text("utf-8"))
        return self.parsed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


@pytest.fixture(scope="session")
def english_pages(book_dir: Path) -> Parsed:
    """All English pages of the built book. A test that changes one takes a clone."""
    return Parsed(book_dir, [edition.folder for edition in editions(ROOT)[1:]])


@pytest.fixture(scope="session")
def chinese_pages(book_dir: Path) -> Parsed:
    """All pages of the Chinese edition, by the names that they have in English."""
    return Parsed(book_dir / "zh")


@pytest.fixture(scope="session")
def book_url(book_dir: Path) -> Iterator[str]:
    """The address of the built book on a careful server, without final slash.

    What its policy forbids is an error in the console, so every test that opens a page
    sees whether the book heeds it.
    """
    with served(book_dir, POLICY) as address:
        yield address


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


class Pages:
    """Guarded pages that test after test uses.

    A page in a browser context of its own costs a second of the processor's time, a new
    document in a page that is there a quarter of that. Between two tests a page holds
    nothing, so what it reports belongs to the test that has it.
    """

    def __init__(self, browser: Browser, watch: Watch, opened: Opened) -> None:
        self.browser, self.watch, self.opened = browser, watch, opened
        self.free: dict[bool, list[Page]] = {False: [], True: []}
        self.taken: list[tuple[Page, bool]] = []
        self.single: list[Page] = []

    def take(
        self,
        *,
        theme: str = "light",
        width: int = 1200,
        reduced_motion: bool = False,
        touch: bool = False,
        used_again: bool = True,
    ) -> Page:
        """Return an empty page; one that the test changes for good is not used again."""
        page = self.free[touch].pop() if used_again and self.free[touch] else None
        page = page or self.new(touch)
        if used_again:
            self.taken.append((page, touch))
        else:
            self.single.append(page)
        size = {"width": width, "height": 900}
        if page.viewport_size != size:
            page.set_viewport_size(size)
        motion = "reduce" if reduced_motion else "no-preference"
        page.emulate_media(
            media="screen",
            color_scheme=theme,
            reduced_motion=motion,
            forced_colors="none",
        )
        return page

    def give_back(self) -> None:
        """Empty the pages that were taken since the last time."""
        for page in self.single:
            page.context.close()
        for page, touch in self.taken:
            page.unroute_all()
            page.mouse.move(0, 0)
            page.goto("about:blank")
            self.free[touch].append(page)
        self.single, self.taken = [], []

    def new(self, touch: bool = False) -> Page:
        """Return a page that whoever has asked for it closes."""
        viewport = {"width": 1200, "height": 900}
        context = self.browser.new_context(
            viewport=viewport, has_touch=touch, is_mobile=touch
        )
        context.set_default_timeout(PATIENCE)
        self.watch.guard(context)
        context.on("request", self.opened.note)
        return context.new_page()


@pytest.fixture(scope="session")
def all_pages(browser: Browser, pytestconfig: pytest.Config) -> Pages:
    """The pages of this browser that tests use one after the other."""
    return Pages(browser, Watch(), pytestconfig.pluginmanager.get_plugin("opened"))


@pytest.fixture
def watch() -> Watch:
    """A watch of the test's own, for browser contexts of its own."""
    return Watch()


@pytest.fixture
def pages(all_pages: Pages) -> Iterator[Pages]:
    """Guarded pages: any error in those that are taken fails the test at its end."""
    problems = all_pages.watch.problems
    yield all_pages
    all_pages.give_back()
    found, problems[:] = problems[:], []
    assert found == []


@pytest.fixture
def page(pages: Pages) -> Page:
    """A guarded page, 1200 px wide, light."""
    return pages.take()


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
