"""The real programs in which people see explorers, each started for itself."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import chromium
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

PATIENCE = 180_000  # milliseconds: other work may go on beside
ANYWIDGET = Path(sys.prefix, "share/jupyter/nbextensions/anywidget/index.js")
ATTEMPTS = 900  # to reach a server, five a second
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    path = chromium.find()
    assert path, chromium.HELP
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own; errors of an explorer's script, not of the host's, fail the test."""
    problems: list[str] = []
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(PATIENCE)
    # Some ask for anywidget's own script elsewhere: it is here, as it came with anywidget.
    context.route(
        re.compile(r"^https://[^/]+/(npm/)?anywidget@[^/]*/dist/index(\.js)?$"),
        lambda route: route.fulfill(path=ANYWIDGET, content_type="text/javascript"),
    )
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(error.stack or str(error)))
    yield page
    context.close()
    # anywidget imports what a widget brings from an address that begins so.
    assert [stack for stack in problems if "blob:" in stack] == []


@contextmanager
def running(command: Callable[[str], list[str]], folder: Path) -> Iterator[str]:
    """Start a program that serves at a port, and return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address, log = f"http://127.0.0.1:{port}", folder / "log.txt"
    with log.open("w") as out:
        program = [sys.executable, "-m", *command(port)]
        server = subprocess.Popen(program, stdout=out, stderr=out, cwd=folder)
    try:
        for _ in range(ATTEMPTS):
            with suppress(OSError), urllib.request.urlopen(address):
                break
            if server.poll() is not None:
                pytest.fail(f"{program} has ended:\n{log.read_text()[-2000:]}")
            time.sleep(0.2)
        else:
            pytest.fail(f"{program} does not answer:\n{log.read_text()[-2000:]}")
        yield address
    finally:
        server.terminate()
        server.wait()
