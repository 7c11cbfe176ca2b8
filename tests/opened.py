"""How often tests open each page of the book: a visit asks all that can be asked of it.

What each process has counted is added up where all of them end, and a page that was opened
too often fails the run.

Counted is the book where its pages are asked about: on the tests' server, and on disk. Not
counted are readers who come back to a page, which is what some tests are about: of another
edition, offline, with answers that they gave. They have the book at another
address, or a browser of their own.
"""

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

MOST = 3  # times that one page is opened


class Opened:
    """Counts pages by their place in the folder of the book; a plugin of pytest."""

    def __init__(self, book: Path) -> None:
        self.book = book
        self.times: Counter[str] = Counter()

    def note(self, request: Any) -> None:
        """Count a request of a browser if it opens a page, from a server or from disk."""
        if not request.is_navigation_request():
            return
        path = unquote(urlsplit(request.url).path)
        name = path.removeprefix(self.book.as_posix()).lstrip("/")
        if name.endswith(".html") and (self.book / name).is_file():
            self.times[name] += 1

    @property
    def problems(self) -> list[str]:
        """Name the pages that were opened too often."""
        often = {name: n for name, n in sorted(self.times.items()) if n > MOST}
        return [
            f"{name}: opened {n} times, at most {MOST}" for name, n in often.items()
        ]

    def pytest_sessionfinish(self, session: Any) -> None:
        """Hand over what was counted, or judge it if this process has it all."""
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["opened"] = dict(self.times)
        elif self.problems:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what another process has counted; one that broke down has nothing."""
        self.times.update(getattr(node, "workeroutput", {}).get("opened", {}))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say which pages were opened too often."""
        for problem in self.problems:
            terminalreporter.write_line(problem, red=True)
