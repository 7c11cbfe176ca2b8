"""Each engine, a desktop for it, and a site that watches its pages."""

from collections.abc import Iterator
from pathlib import Path

import programs
import pytest
from desktop import desktop
from drivers import Engine, Firefox, WebKit
from operated import Operated
from site_watch import Site

from convlib.widgets import hosts
from convlib.widgets.explorer import Explorer

PAGE = """<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Explorers</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<main style="max-width: 620px; margin: 8px auto">
<textarea aria-label="Paste here"></textarea>
{explorers}
</main>
{scripts}
</body>
</html>
"""


SCRIPT = "<script>{}</script>"


def read(path: Path) -> str:
    """Return a file's text."""
    return path.read_text(encoding="utf-8")


def shown(engine: Engine, site: Site, explorer: Explorer) -> Operated:
    """Return an explorer that an engine shows on a page of its own."""
    scripts = [*hosts.scripts(explorer.kind), *hosts.later(explorer.kind)]
    site.pages["/explorer"] = PAGE.format(
        style=hosts.style(explorer.kind),
        scripts="".join(map(SCRIPT.format, map(read, scripts))),
        explorers=explorer.to_html(),
    )
    operated = Operated(engine, f"{site.address}/explorer")
    operated.open()
    return operated


def pytest_configure(config: pytest.Config) -> None:
    """Say what is missing instead of failing in every test."""
    selenium = (
        "ignore:setting remote_server_addr:DeprecationWarning"  # Selenium's own call
    )
    config.addinivalue_line("filterwarnings", selenium)
    if names := programs.missing():
        pytest.exit(programs.HELP.format(", ".join(names)), returncode=1)


@pytest.fixture(scope="session", name="desktop")
def one_desktop() -> Iterator[None]:
    """A desktop for all windows."""
    with desktop():
        yield


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(Firefox, marks=pytest.mark.xdist_group("firefox")),
        pytest.param(WebKit, marks=pytest.mark.xdist_group("webkit")),
    ],
    ids=["firefox", "webkit"],
)
def engine(request, desktop, tmp_path_factory) -> Iterator[Engine]:
    """A browser with a window of 1200 × 900 pixels."""
    engine = request.param(tmp_path_factory.mktemp("profile"))
    engine.resize(1200, 900)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def whole_site(book_dir: Path) -> Iterator[Site]:
    """The built book on a server that watches."""
    site = Site(book_dir)
    yield site
    site.close()


@pytest.fixture
def site(engine: Engine, whole_site: Site) -> Iterator[Site]:
    """The site; what its last page reports as an error fails the test at its end."""
    yield whole_site
    found = engine.run("() => globalThis.problems") + whole_site.missed
    whole_site.missed.clear()
    assert found == []


@pytest.fixture(scope="session")
def show_large(desktop, whole_site: Site, tmp_path_factory):
    """Like `show`, in a Firefox whose reader wants no letter smaller than 24 pixels."""
    minimum = {"font.minimum-size.x-western": 24}
    firefox = Firefox(tmp_path_factory.mktemp("profile"), **minimum)
    firefox.resize(1200, 900)
    yield lambda explorer: shown(firefox, whole_site, explorer)
    firefox.close()


@pytest.fixture
def show(engine: Engine, site: Site):
    """Open a page with one explorer: ``show(Transposed(...))`` gives it `Operated`."""

    def show(explorer: Explorer) -> Operated:
        return shown(engine, site, explorer)

    return show
