"""The processor time of a page, and how slow the machine is at this moment.

Other programs may keep the machine busy while a budget is measured. So durations are
the processor time of a page's main thread, and a bound grows with the time that a fixed
piece of work takes meanwhile.
"""

from collections.abc import Callable

import numpy as np
from playwright.sync_api import CDPSession, Page

FRAME = 16.7  # milliseconds

# A fixed piece of work like an explorer's: restyle and lay out 400 cells, 200 of them
# fields.
WORK = """async () => {
    const rows = Array.from({ length: 20 }, () => `<div style="display: flex">${
        Array.from({ length: 20 }, (_, n) => n % 2
            ? '<div class="c"><input value="1"></div>' : '<div class="c"><b>1</b></div>')
            .join("")}</div>`).join("");
    const host = document.createElement("div");
    host.innerHTML = `<style>.c { width: var(--c); height: 20px }
        .c > * { width: 100%; font-size: calc(var(--c) * 0.4) }</style>${rows}`;
    document.body.append(host);
    for (let step = 0; step < 10; step += 1) {
        host.style.setProperty("--c", `${20 + step}px`);
        host.getBoundingClientRect();
        host.querySelectorAll("b").forEach((b) => { b.textContent = String(step); });
        host.getBoundingClientRect();
    }
    host.remove();
}"""
# What it takes on a machine of the kind the budgets are for, in milliseconds: the least
# of 60 runs on two shared cores. Other programs ran meanwhile, so it may be less.
REFERENCE = 92.0


class Thread:
    """The processor time of a page's main thread."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
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


class Reference:
    """How much slower than an idle machine this one is, by work done now and then."""

    def __init__(self, page: Page) -> None:
        self.page, self.thread = page, Thread(page)
        self.times: list[float] = []

    def work(self) -> None:
        """Do the fixed piece of work once."""
        self.times.append(self.thread.time(lambda: self.page.evaluate(WORK)))

    def slowness(self, part: int = 50) -> float:
        """Return a percentile of the work's time, relative to an idle machine's."""
        return max(1.0, float(np.percentile(self.times, part)) / REFERENCE)


def slowness(page: Page) -> float:
    """Return how much slower than an idle machine this one is now, at least 1."""
    reference = Reference(page)
    for _ in range(7):
        reference.work()
    return reference.slowness()
