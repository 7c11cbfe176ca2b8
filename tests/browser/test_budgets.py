"""How large and how fast: the budgets of the explorers, measured in a real browser.

The figures are printed: run this file with `-s` to see them. `budget.py` says how they
are kept from depending on what else the machine does.
"""

import gzip
import json
import statistics

import numpy as np
import pytest
from budget import FRAME, Reference, Thread, slowness
from explorers import Book, OnPage, script
from playwright.sync_api import Browser

from convlib.widgets import SlidingWindow
from convlib.widgets.explorer import STATIC

PAGES = ["book/intro.html", "book/computing/single_channel.html"]
KB = 1024
BUNDLE = 40 * KB  # bytes, gzipped: the explorers and the exercises' answer boxes
READY = 250  # milliseconds, median
MARGIN = 1.5  # between two measurements of the same on a busy machine
GROWTH = 1.5  # ten explorers, relative to one
NAVIGATIONS = 9
CHANGES = 20
CONTROLS = ["Stride", "Padding", "Dilation", "Kernel size", "Input size", "Bias"]

FIRST_READY = """() => {
    const look = () => {
        if (document.querySelector('[data-explorer][data-ready="true"]')) {
            globalThis.readyAfter = performance.now();
            watcher.disconnect();
        }
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, {
        subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"],
    });
}"""


def grid_explorer() -> SlidingWindow:
    """Return the explorer that the budget names: 12 × 12 and 5 × 5."""
    rng = np.random.default_rng(0)
    return SlidingWindow(rng.integers(0, 10, (12, 12)), rng.integers(-3, 4, (5, 5)))


def change_costs(
    explorers: list[OnPage], reference: Reference
) -> list[dict[str, list[float]]]:
    """Return what each control's changes cost on each page, from change to paint.

    The pages and the reference take turns, so that what else the machine does meets all
    of them alike.
    """
    body = """const slider = [...root.querySelectorAll("input[type=range]")]
        .find((input) => input.labels[0].textContent.trim() === given[0]);
        if (slider) {
            const [low, high] = [Number(slider.min), Number(slider.max)];
            const value = given[1] % 2 ? low : Math.min(high, low + 1 + given[1] % 3);
            move(slider, value);
        }
        await frame();"""
    threads = [Thread(explorer.page) for explorer in explorers]

    def act(page: int, name: str, number: int) -> float:
        root = explorers[page].root
        return threads[page].time(lambda: root.evaluate(script(body), [name, number]))

    pages = range(len(explorers))
    idle = [statistics.median(act(page, "", n) for n in range(10)) for page in pages]
    costs: list[dict[str, list[float]]] = [{} for _ in pages]
    for name in CONTROLS:
        for number in range(CHANGES):
            if number % 5 == 0:
                reference.work()
            for page in pages:
                time = act(page, name, number) - idle[page]
                if number >= 2:  # the first ones compile the code
                    costs[page].setdefault(name, []).append(time)
        for explorer in explorers:
            explorer.button("Reset").click()
    return costs


def percentile(costs: dict[str, list[float]], part: int) -> float:
    """Return a percentile over the changes of all controls."""
    return float(np.percentile([t for times in costs.values() for t in times], part))


def report(title: str, costs: dict[str, list[float]]) -> None:
    """Print what changes cost: the middle and the 95th percentile of each control."""
    each = ", ".join(
        f"{name} {np.median(times):.1f}/{np.percentile(times, 95):.1f}"
        for name, times in costs.items()
    )
    print(
        f"{title}: {percentile(costs, 50):.1f}/{percentile(costs, 95):.1f} ms ({each})"
    )


def test_bundles_are_small():
    size = {
        name: len(gzip.compress((STATIC / name).read_bytes(), 9))
        for name in ("explorers.js", "explorers.mjs", "explorers.css")
    }
    print(json.dumps(size))
    assert size["explorers.js"] + size["explorers.css"] <= BUNDLE
    assert size["explorers.mjs"] + size["explorers.css"] <= BUNDLE


@pytest.fixture
def one_and_ten(show) -> tuple[Book, Book]:
    """A page with one explorer, and one with ten."""
    return show(grid_explorer()), show(*[grid_explorer() for _ in range(10)])


def test_a_change_is_painted_within_a_frame(browser, one_and_ten):
    """In 95 of 100 changes; on a page with ten explorers, at half as much again.

    The tails of a busy machine are long: what the slowest twentieth of the changes cost
    is measured by what the slowest twentieth of the reference work cost meanwhile.
    """
    one, ten = one_and_ten
    page = browser.new_page()
    reference = Reference(page)
    costs, among_ten = change_costs([one.explorer(), ten.explorer()], reference)
    page.close()
    usual, slow = reference.slowness(50), reference.slowness(95)
    report(f"a change, one explorer, machine {usual:.2f}/{slow:.2f} × slower", costs)
    report("a change, ten explorers", among_ten)
    assert percentile(costs, 50) <= FRAME * usual
    assert percentile(costs, 95) <= MARGIN * FRAME * slow
    for part in (50, 95):
        assert percentile(among_ten, part) <= MARGIN * GROWTH * percentile(costs, part)


def starts(browser: Browser, address: str) -> tuple[list[float], list[float]]:
    """Open a page time and again; return the milliseconds until its first explorer is
    ready: those that pass, and those of the processor."""
    passed, spent = [], []
    for _ in range(NAVIGATIONS):
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        context.add_init_script(f"({FIRST_READY})()")
        page = context.new_page()
        thread = Thread(page)
        page.goto(address)
        page.wait_for_function("globalThis.readyAfter !== undefined")
        spent.append(thread.spent())
        passed.append(page.evaluate("readyAfter"))
        context.close()
    return passed, spent


def test_first_explorer_is_ready_soon(browser, book_url):
    """From this machine's server; the bound is for the first page, which is opened most.

    On a page full of formulas most of the time is the page's own: see the figures.
    """
    page = browser.new_page()
    slow = slowness(page)
    page.close()
    medians = {}
    for path in PAGES:
        passed, spent = starts(browser, f"{book_url}/{path}")
        medians[path] = statistics.median(spent)
        print(
            f"{path}: first ready after {statistics.median(passed):.0f} ms, best "
            f"{min(passed):.0f}, of processor {medians[path]:.0f}; "
            f"machine {slow:.2f} × slower"
        )
    assert medians[PAGES[0]] <= READY * slow


def test_ten_explorers_start_as_soon_as_one(browser, one_and_ten):
    """The first explorer of a page does not wait for the other nine."""
    (one, _), (ten, _) = (starts(browser, book.page.url) for book in one_and_ten)
    one, ten = statistics.median(one), statistics.median(ten)
    print(f"first ready: one explorer {one:.0f} ms, ten explorers {ten:.0f} ms")
    assert ten <= MARGIN * GROWTH * one
