"""What explorers cost their reader: to start, and from a change to the painted frame.

A change costs what the page's main thread takes of the processor. Pages with one explorer
and with ten take turns, so that a machine that slows down slows both of them down.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path

import numpy as np
from bounds import Bounds
from playwright.sync_api import Browser, Locator, Page

from convlib.widgets import ImageKernel, SlidingWindow, hosts
from convlib.widgets.contract import contracts
from convlib.widgets.explorer import Explorer

FRAME = 16.7  # milliseconds from a change to the painted frame, 95th percentile
GROWTH = 1.5  # ten explorers on a page, relative to one
NAVIGATIONS, CHANGES = 9, 20
COMPILING = 2  # the first changes compile the code
CONTROLS = ["Stride", "Padding", "Dilation", "Kernel size", "Input size", "Bias"]

PAGE = """<!doctype html>
<html lang="en" data-theme="light">
<meta charset="utf-8">
<title>Explorers</title>
<link rel="icon" href="data:,">
{styles}
{scripts}
<main style="max-width: 620px; margin: 8px auto">{explorers}</main>
"""
# When the first explorer of a page was ready, as the page itself saw it.
FIRST_READY = """() => {
    const watcher = new MutationObserver(() => {
        if (document.querySelector('[data-explorer][data-ready="true"]')) {
            globalThis.readyAfter = performance.now();
            watcher.disconnect();
        }
    });
    watcher.observe(document, {
        subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"],
    });
}"""
# What a change may use: `root` is the explorer, `given` what is said from here.
TOOLS = """const frame = async () => {
    await new Promise((done) => setTimeout(done));
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
};
const write = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
};"""
MOVE = """const slider = [...root.querySelectorAll("input[type=range]")]
    .find((input) => input.labels[0].textContent.trim() === given[0]);
const [low, high] = [Number(slider.min), Number(slider.max)];
write(slider, given[1] % 2 ? low : Math.min(high, low + 1 + given[1] % 3));"""
EDIT = """write(root.querySelector('[aria-label="Kernel"] input'), given / 8);"""
POINT = """const picture = root.querySelector('[data-picture="Output"]');
const { left, top } = picture.getBoundingClientRect();
const at = { clientX: left + 3 * given, clientY: top + 2 * given };
picture.dispatchEvent(new PointerEvent("pointermove", { ...at, bubbles: true }));"""


class Thread:
    """The processor's time of a page's main thread."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent(self) -> float:
        """Return the milliseconds spent in tasks so far."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(m["value"] for m in metrics if m["name"] == "TaskDuration")

    def time(self, action: Callable[[], object]) -> float:
        """Return the milliseconds that an action costs."""
        before = self.spent()
        action()
        return self.spent() - before


def grid_explorer() -> SlidingWindow:
    """Return the explorer that the budget names: 12 × 12 and 5 × 5."""
    rng = np.random.default_rng(0)
    return SlidingWindow(rng.integers(0, 10, (12, 12)), rng.integers(-3, 4, (5, 5)))


def written(folder: Path, name: str, *explorers: Explorer) -> str:
    """Write a page that holds explorers and nothing else; return its address."""
    html = "\n".join(explorer.to_html() for explorer in explorers)
    path = folder / f"{name}.html"
    kinds = sorted({explorer.kind for explorer in explorers})
    styles = (
        f'<link rel="stylesheet" href="{p.as_uri()}">' for p in hosts.styles(*kinds)
    )
    scripts = (
        f'<script src="{p.as_uri()}" defer></script>' for p in hosts.scripts(*kinds)
    )
    page = PAGE.format(styles="".join(styles), scripts="".join(scripts), explorers=html)
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


def start(browser: Browser, address: str) -> float:
    """Open a page; return the milliseconds until its first explorer was ready."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.add_init_script(f"({FIRST_READY})()")
    page.goto(address)
    page.wait_for_function("globalThis.readyAfter !== undefined")
    after = page.evaluate("readyAfter")
    context.close()
    return after


def costs(explorer: Locator, change: str, given: list) -> list[float]:
    """Return what changes of an explorer cost, from the change to the painted frame."""
    thread = Thread(explorer.page)

    def times(body: str) -> list[float]:
        act = f"async (root, given) => {{ {TOOLS} {body} await frame(); }}"
        return [
            thread.time(lambda one=one: explorer.evaluate(act, one)) for one in given
        ]

    idle = statistics.median(times(""))
    return [time - idle for time in times(change)[COMPILING:]]


def opened(browser: Browser, address: str) -> Locator:
    """Open a page and return its first explorer."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(address)
    explorer = page.locator('[data-explorer][data-ready="true"]').first
    explorer.wait_for()
    return explorer


def slow(times: list[float]) -> float:
    """Return what the slowest twentieth costs at least."""
    return float(np.percentile(times, 95))


def print_starts(browser: Browser, bounds: Bounds, one: str, ten: str) -> None:
    """Print how soon the first explorer of a page with one, and with ten, is ready."""
    turns = [(start(browser, one), start(browser, ten)) for _ in range(NAVIGATIONS)]
    alone, among = (statistics.median(times) for times in zip(*turns, strict=True))
    print(f"{'one explorer ready':38}{alone:9.1f}")
    print(f"{'first of ten ready':38}{among:9.1f}")
    print(f"{'ten over one':38}{bounds.beside(among / alone, GROWTH)}")


def print_changes(browser: Browser, bounds: Bounds, one: str, ten: str) -> None:
    """Print what the changes of each control cost, alone and on a page with ten."""
    alone, among = opened(browser, one), opened(browser, ten)
    times: tuple[list[float], list[float]] = ([], [])
    for name in CONTROLS:
        given = [[name, number] for number in range(CHANGES)]
        for explorer, all_times in zip((alone, among), times, strict=True):
            all_times += costs(explorer, MOVE, given)
            explorer.get_by_role("button", name="Reset").click()
    ratio = slow(times[1]) / slow(times[0])
    print(f"{'a control, 12×12 and 5×5':38}{bounds.beside(slow(times[0]), FRAME)}")
    print(f"{'ten over one':38}{bounds.beside(ratio, GROWTH)}")
    for explorer in (alone, among):
        explorer.page.close()


def print_kinds(browser: Browser, bounds: Bounds, folder: Path) -> None:
    """Print the dearest slider of every kind of explorer, on the numbers of the notes."""
    for kind, contract in contracts().items():
        explorer = opened(browser, written(folder, kind, contract.example()))
        found = {}
        for name in contract.offers.sliders:
            given = [[name, number] for number in range(CHANGES)]
            found[name] = slow(costs(explorer, MOVE, given))
            explorer.get_by_role("button", name="Reset").click()
        if found:
            name = max(found, key=found.__getitem__)
            print(f"{f'{kind}, {name}':38}{bounds.beside(found[name], FRAME)}")
        explorer.page.close()


def print_pictures(browser: Browser, bounds: Bounds, address: str) -> None:
    """Print what a photograph's explorer costs: each edit, each move of the pointer."""
    explorer = opened(browser, address)
    for name, change in (("an edited weight", EDIT), ("the pointer", POINT)):
        times = costs(explorer, change, list(range(1, 41)))
        print(f"{f'{name}, photograph':38}{bounds.beside(slow(times), FRAME)}")
    explorer.page.close()


def print_explorers(browser: Browser, bounds: Bounds, folder: Path) -> None:
    """Print all that has a budget."""
    pixels = np.random.default_rng(0).integers(0, 256, (128, 128))
    photograph = ImageKernel(pixels, np.full((5, 5), 0.04))
    one = written(folder, "one", grid_explorer())
    ten = written(folder, "ten", *(grid_explorer() for _ in range(10)))
    print(f"\n{'Explorers alone on a page':38}{'ms':>9}{'at most':>9}")
    print_starts(browser, bounds, one, ten)
    print("from a change to the painted frame, 95th percentile")
    print_changes(browser, bounds, one, ten)
    print_pictures(browser, bounds, written(folder, "picture", photograph))
    print_kinds(browser, bounds, folder)
