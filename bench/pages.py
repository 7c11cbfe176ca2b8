"""What a page costs its reader and a build its author: ``make bench`` or this file alone.

Each page of the book is opened as a first-time visitor does, from a server of this machine,
beside the same page built with Jupyter Book's default settings. The default pages load
files from other hosts; these are taken from the npm packages that the hosts serve, so that
the figures are the same wherever this runs. (RequireJS has no minified file there: its
60 KB more are in the default pages' figures.) Then come the budgets of the explorers.
Every figure that has a bound is printed beside it, and the program ends with 1 if one is
missed.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from playwright.sync_api import (
    Browser,
    Page,
    Response,
    Route,
    TimeoutError,
    sync_playwright,
)

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "tools"))

import chromium
from bounds import Bounds
from budgets import FIRST_READY, print_explorers
from server import served

BUILD = ROOT / "_build"
OWN, DEFAULT = BUILD / "html", BUILD / "default" / "_build" / "html"
BIN = Path(sys.executable).parent

#: Below it, nobody sees a shift; the browser's own bound for a good page is 0.1.
STILL = 0.001
RAW, GZIPPED = 1_500_000, 350_000  # bytes of a page, everything it loads
REQUESTS = 6
READY = 250  # milliseconds until the first explorer can be operated, median
SCRATCH, UNCHANGED, EDITED = 90, 10, 20  # seconds of a build
#: What translations may add to that, and all editions take after an edit.
TRANSLATED, ALL_EDITED = 60, 30
BOOK = [str(BIN / "jupyter-book"), "build", "."]
ENGLISH = [*BOOK, "-W", "-n", "--keep-going"]
ALL = [str(BIN / "python"), "tools/languages.py"]

TIMED = ["book/intro", "book/computing/single_channel"]
NAVIGATIONS = 9
PATIENCE = 15_000  # milliseconds for the first explorer

# Layout shifts, as the browser saw them, and what has moved from where to where.
OBSERVE = """() => {
    const found = { shift: 0, moved: [] };
    const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
    const add = (entries) => {
        for (const entry of entries.filter((entry) => !entry.hadRecentInput)) {
            found.shift += entry.value;
            for (const { node, previousRect, currentRect } of entry.sources)
                found.moved.push(`${(node?.outerHTML ?? node?.data ?? "gone").slice(0, 80)}: `
                    + `${place(previousRect)} → ${place(currentRect)}`);
        }
    };
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    globalThis.shifted = () => {
        add(observer.takeRecords());
        return found;
    };
}"""
# Whether all explorers of a page can be operated; in a page of the default set-up, one.
OPERABLE = """() => {
    const count = (parts) => document.querySelectorAll(parts).length;
    const view = "script[type='application/vnd.jupyter.widget-view+json']";
    return count('[data-explorer][data-ready="true"]')
        >= Math.max(count(".explorer-host"), Math.min(1, count(view)));
}"""
# The page as it is when its fonts are there, and the frames after that.
PAINTED = """async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame += 1)
        await new Promise((painted) => requestAnimationFrame(painted));
}"""

CDN = re.compile(
    r"https://(?:cdn\.jsdelivr\.net/npm|unpkg\.com)/((?:@[^/]+/)?[^/@]+)@([^/]+)/(.*)"
)
REQUIRE = re.compile(r"https://cdnjs\.cloudflare\.com/ajax/libs/(require)\.js/([^/]+)/")


def chapters(toc: Path = ROOT / "_toc.yml") -> list[str]:
    """Return the names of the book's pages in their order."""
    content = yaml.safe_load(toc.read_text(encoding="utf-8"))
    parts = content.get("parts", [content])
    return [content["root"], *(c["file"] for part in parts for c in part["chapters"])]


class Packages:
    """The files of other hosts, from the npm packages that these hosts serve."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, url: str) -> bytes | None:
        """Return what an address of a known host names; None if there is no such file."""
        if match := CDN.match(url):
            name, version, path = match.groups()
        elif match := REQUIRE.match(url):
            name, version, path = "requirejs", match[2], "require.js"
        else:
            return None
        archive = self._archive(name, version)
        return archive and self._member(archive, f"package/{path.split('?')[0]}")

    @staticmethod
    def _member(archive: Path, name: str) -> bytes | None:
        with tarfile.open(archive) as content:
            try:
                member = content.extractfile(name)
            except KeyError:
                return None
            return member.read() if member else None

    def _archive(self, name: str, version: str) -> Path | None:
        place = self.folder / f"{name}@{version}".replace("/", "-")
        if not place.exists():
            place.mkdir(parents=True)
            command = [str(BIN / "npm"), "pack", "--silent", f"{name}@{version}"]
            subprocess.run(command, cwd=place, check=False, stdout=subprocess.DEVNULL)
        return next(place.glob("*.tgz"), None)

    def answer(self, route: Route) -> None:
        """Answer a browser's request in the place of another host."""
        body = self.file(route.request.url)
        if body is None:
            route.abort()
        else:
            headers = {"access-control-allow-origin": "*"}
            kind = (
                "text/css" if route.request.url.endswith(".css") else "text/javascript"
            )
            route.fulfill(body=body, content_type=kind, headers=headers)


@dataclass
class Visit:
    """What happened when a page was opened.

    The icon of its tab is left out: browsers without windows do not ask for it.
    """

    raw: int = 0  #: bytes of everything it loaded
    gzipped: int = 0  #: the same as a server that compresses sends it
    requests: int = 0
    foreign: list[str] = field(default_factory=list)  #: requests to other hosts
    errors: list[str] = field(default_factory=list)  #: in the console
    shift: float = 0.0  #: cumulative layout shift
    moved: list[str] = field(default_factory=list)  #: what, from where, where to
    ready: float | None = None  #: milliseconds from navigation to the first explorer

    def add(self, response: Response, base: str) -> None:
        """Count one response."""
        self.requests += 1
        if not response.url.startswith((base, "data:", "blob:")):
            self.foreign.append(response.url)
        whole = response.ok and response.request.method == "GET"
        if whole and response.url.startswith(("http", "file")):
            body = response.body()
            self.raw += len(body)
            self.gzipped += min(len(body), len(gzip.compress(body, 6)))


def settle(page: Page) -> None:
    """Wait until no explorer, font or layout of an open page is on its way."""
    with suppress(TimeoutError):  # an explorer that does not come is a result, too
        page.wait_for_function(OPERABLE, timeout=PATIENCE)
    page.evaluate(PAINTED)


def arrive(page: Page, base: str, path: str, packages=None) -> Visit:
    """Open a page as a first-time visitor does, and look at all that it loads and does.

    Without ``packages``, requests to other hosts are counted and not let out. The page
    stays open.
    """
    found = Visit()
    answer = packages.answer if packages else lambda route: route.abort()
    page.route(lambda url: not url.startswith((base, "data:", "blob:")), answer)
    for watch in (OBSERVE, FIRST_READY):
        page.add_init_script(f"({watch})()")
    responses: list[Response] = []

    def failed(request) -> None:
        if not request.url.startswith(base):
            found.foreign.append(request.url)

    def message(entry) -> None:
        if entry.type == "error":
            found.errors.append(entry.text)

    page.on("response", lambda response: responses.append(response))
    page.on("requestfailed", failed)
    page.on("console", message)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.goto(f"{base}/{path}.html", wait_until="load")
    settle(page)
    seen = page.evaluate("shifted()")
    found.shift, found.moved = seen["shift"], seen["moved"]
    found.ready = page.evaluate("globalThis.readyAfter ?? null")
    icon = page.evaluate("document.querySelector('link[rel=icon]')?.href")
    for response in responses:
        if response.url != icon:
            found.add(response, base)
    return found


def visit(
    browser: Browser, base: str, path: str, width: int = 1200, packages=None
) -> Visit:
    """Open a page in a fresh browser context, and close it again."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(120_000)
    found = arrive(context.new_page(), base, path, packages)
    context.close()
    return found


def ready_after(browser: Browser, base: str, path: str, packages=None) -> float | None:
    """Return the median of the milliseconds until the first explorer can be operated."""
    times = [
        visit(browser, base, path, packages=packages).ready for _ in range(NAVIGATIONS)
    ]
    return None if None in times else statistics.median(times)


def seconds(command: list[str]) -> float:
    """Return how long a command takes; its failure is an error, with what it said."""
    start = time.monotonic()
    run = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(command)}\n{run.stdout}{run.stderr}")
    return time.monotonic() - start


@contextmanager
def edited(notebook: Path) -> Iterator[None]:
    """Change one code cell of a notebook, and change it back."""
    before = notebook.read_text(encoding="utf-8")
    after = before.replace(
        '"source": [\n    "import', '"source": [\n    "# edited\\n",\n    "import', 1
    )
    if after == before:
        raise ValueError(f"edited: no cell of {notebook} starts with an import")
    notebook.write_text(after, encoding="utf-8")
    try:
        yield
    finally:
        notebook.write_text(before, encoding="utf-8")


def print_build(bounds: Bounds, name: str, command: list[str], most: float) -> float:
    """Build the book, print how long that takes, and return it."""
    took = seconds(command)
    print(f"{name:38}{bounds.beside(took, most)}", flush=True)
    return took


def print_builds(bounds: Bounds) -> None:
    """Print how long the builds take: of English, and of all editions together."""
    notebook = ROOT / "book" / "computing" / "single_channel.ipynb"
    print(f"{'Build':38}{'seconds':>9}{'at most':>9}")
    shutil.rmtree(BUILD, ignore_errors=True)
    english = print_build(bounds, "English, from scratch", ENGLISH, SCRATCH)
    print_build(bounds, "English, unchanged", ENGLISH, UNCHANGED)
    with edited(notebook):
        print_build(bounds, "English, one notebook edited", ENGLISH, EDITED)
    shutil.rmtree(BUILD)
    print_build(bounds, "all editions, from scratch", ALL, english + TRANSLATED)
    with edited(notebook):
        print_build(bounds, "all editions, one notebook edited", ALL, ALL_EDITED)
    seconds(ALL)


def build_default() -> None:
    """Build the book with the default settings, if it is not there."""
    if not (DEFAULT / "index.html").exists():
        config = ["--config", "bench/default.yml", "--path-output", "_build/default"]
        took = seconds([*BOOK, *config])
        print(f"{'the default set-up, from scratch':38}{took:9.1f}", flush=True)


def row(name: str, wide: Visit, narrow: Visit) -> str:
    """Return one line of the table of pages."""
    return (
        f"{name:38}{wide.gzipped / 1e3:8.0f}{wide.raw / 1e3:8.0f}{wide.requests:6}"
        f"{len(wide.foreign):7}{len(wide.errors):7}{wide.shift:8.3f}{narrow.shift:8.3f}"
    )


def heeds(wide: Visit, narrow: Visit) -> bool:
    """Tell whether a page keeps to all bounds."""
    light = wide.gzipped <= GZIPPED and wide.raw <= RAW and wide.requests <= REQUESTS
    alone = not (wide.foreign or wide.errors or narrow.foreign or narrow.errors)
    return light and alone and max(wide.shift, narrow.shift) <= STILL


def print_pages(
    browser: Browser,
    bases: dict[str, str],
    packages: Packages,
    paths: list[str],
    bounds: Bounds,
) -> None:
    """Print the weight of every page, first the book's, below it the default's."""
    print(
        f"\n{'Page, cold':38}{'KB gz':>8}{'KB raw':>8}{'files':>6}{'other':>7}{'errors':>7}"
        f"{'shift at 1200 and 360 px':>26}"
    )
    print(
        f"{'at most':38}{GZIPPED / 1e3:8.0f}{RAW / 1e3:8.0f}{REQUESTS:6}{0:7}{0:7}"
        f"{STILL:8}{STILL:8}"
    )
    for path in paths:
        for label, base in bases.items():
            wide, narrow = (
                visit(browser, base, path, w, packages) for w in (1200, 360)
            )
            own = label == "book"
            missed = own and not heeds(wide, narrow)
            bounds.missed += missed
            line = row(path if own else f"    {label}", wide, narrow)
            print(line + ("  missed" if missed else ""), flush=True)


def print_ready(
    browser: Browser, bases: dict[str, str], packages: Packages, bounds: Bounds
) -> None:
    """Print how long the first explorer takes."""
    print(
        f"\n{f'First explorer ready, median of {NAVIGATIONS}':38}{'ms':>9}{'at most':>9}"
    )
    for path in TIMED:
        for label, base in bases.items():
            took = ready_after(browser, base, path, packages)
            if label == "book":
                never = float("inf")
                print(f"{path:38}{bounds.beside(took or never, READY)}", flush=True)
            else:
                shown = "never" if took is None else f"{took:.1f}"
                print(f"{f'    {label}':38}{shown:>9}", flush=True)


def main() -> None:
    """Build both books and print all figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--built",
        action="store_true",
        help="measure what is built, build nothing again",
    )
    parser.add_argument(
        "--report", action="store_true", help="only print, and end with 0"
    )
    parser.add_argument(
        "pages",
        nargs="*",
        default=chapters(),
        help="book/intro, for example; default: all",
    )
    arguments = parser.parse_args()
    bounds = Bounds()
    if not arguments.built:
        print_builds(bounds)
    build_default()
    options = {"executable_path": chromium.find(), "args": ["--no-sandbox"]}
    packages = Packages(BUILD / "packages")
    with (
        sync_playwright() as playwright,
        served(OWN) as own,
        served(DEFAULT) as default,
        tempfile.TemporaryDirectory() as folder,
    ):
        browser = playwright.chromium.launch(**options)
        bases = {"book": own, "default set-up": default}
        print_pages(browser, bases, packages, arguments.pages, bounds)
        print_ready(browser, bases, packages, bounds)
        print_explorers(browser, bounds, Path(folder))
        browser.close()
    sys.exit(None if arguments.report else bounds.verdict())


if __name__ == "__main__":
    main()
