"""How soon a page's explorers are ready in WebKit: ``make bench`` or this file alone.

The built book is opened in the real WebKit and in Chromium, which take turns, so that a
machine that slows down slows both of them down. Each goes from page to page in one window,
as a reader does; the first round, in which files are fetched, does not count. When all
explorers of a page are ready, exercises among them, the page itself says.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bounds import Bounds
from pages import OPERABLE, OWN, PAINTED, ROOT
from playwright.sync_api import sync_playwright

sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "engines")]
import chromium
import programs
from desktop import desktop
from drivers import WebKit
from site_watch import Site

#: Chapters with many exercises, each of which is an explorer.
PAGES = [
    "book/computing/single_channel",
    "book/variants/grouped",
    "book/propagation/whole_network",
    "book/variants/dilated",
]
ROUNDS = 5
SLOWER = 1.5  # WebKit relative to Chromium, in the geometric mean of the pages

# Milliseconds from navigation until a page is read and its explorers can be operated.
WATCH = f"""<script>
globalThis.allReady = new Promise((ready) => {{
    const look = () => {{
        if (document.readyState !== "loading" && ({OPERABLE})()) ready(performance.now());
    }};
    const options = {{ subtree: true, attributeFilter: ["data-ready"] }};
    new MutationObserver(look).observe(document, options);
    document.addEventListener("readystatechange", look);
}});
</script>"""
# The other engine's turn comes when this one has painted the page.
ALL_READY = f"""async () => {{
    const after = await globalThis.allReady;
    await ({PAINTED})();
    return after;
}}"""

#: Opens an address and returns the milliseconds that its page says.
Visit = Callable[[str], float]


def watch(site: Site, path: str) -> str:
    """Let a page of the built book say when it is ready; return its address."""
    html = (OWN / f"{path}.html").read_text(encoding="utf-8")
    site.pages[f"/{path}.html"] = html.replace("<head>", f"<head>{WATCH}", 1)
    return f"{site.address}/{path}.html"


@contextmanager
def visits() -> Iterator[tuple[Visit, Visit]]:
    """Start WebKit and Chromium with windows of one size."""
    options = {"executable_path": chromium.find(), "args": ["--no-sandbox"]}
    with (
        desktop(),
        tempfile.TemporaryDirectory() as folder,
        closing(WebKit(Path(folder))) as webkit,
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(**options)) as browser,
    ):
        webkit.resize(1200, 900)
        page = browser.new_page(viewport={"width": 1200, "height": 900})

        def in_webkit(address: str) -> float:
            webkit.open(address)
            return webkit.run(ALL_READY)

        def in_chromium(address: str) -> float:
            page.goto(address)
            return page.evaluate(ALL_READY)

        yield in_webkit, in_chromium


def medians(engines: tuple[Visit, Visit], addresses: list[str]) -> list[list[float]]:
    """Return for each page the medians of its milliseconds in each engine."""
    _, *rounds = [
        [[visit(address) for visit in engines] for address in addresses]
        for _ in range(1 + ROUNDS)
    ]
    return [
        [statistics.median(times) for times in zip(*turns, strict=True)]
        for turns in zip(*rounds, strict=True)
    ]


def print_ratios(bounds: Bounds, paths: list[str], times: list[list[float]]) -> None:
    """Print the milliseconds of each page, and beside its bound how much longer it takes."""
    print(f"{f'All explorers ready, median of {ROUNDS}':38}{'WebKit':>9}", end="")
    print(f"{'Chromium':>9}{'ratio':>9}{'at most':>9}")
    ratios = [own / other for own, other in times]
    for path, (own, other), ratio in zip(paths, times, ratios, strict=True):
        print(f"{path:38}{own:9.0f}{other:9.0f}{ratio:9.2f}")
    mean = bounds.beside(statistics.geometric_mean(ratios), SLOWER)
    print(f"{'geometric mean':56}{mean}", flush=True)


def main() -> None:
    """Open the pages, or say what is missing for that."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--report", action="store_true", help="only print, end with 0")
    chosen = parser.parse_args()
    if names := programs.missing():
        print(f"WebKit is left out. {programs.HELP.format(', '.join(names))}")
        return
    bounds = Bounds()
    with closing(Site(OWN)) as site, visits() as engines:
        times = medians(engines, [watch(site, path) for path in PAGES])
    print_ratios(bounds, PAGES, times)
    sys.exit(None if chosen.report else bounds.verdict())


if __name__ == "__main__":
    main()
