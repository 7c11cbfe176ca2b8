"""Draw the pictures that the repository keeps, from the code and the built book.

python tools/pictures.py           the logo and the picture of links
python tools/pictures.py README    the picture in the README: needs `make book`
"""

import functools
import http.server
import io
import re
import sys
import threading
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import yaml

from convlib import figures

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "book" / "_static"
README = ROOT / "docs" / "explorer.png"
WIDTH, HEIGHT = 1000, 1600  # pixels; high enough that nothing has to scroll
LINE = "by hand, in NumPy, and as pictures that you operate"


def svg(draw) -> str:
    """Return a drawing as SVG: no date, no names of programs, the same every time."""
    plain = {key: None for key in ("Creator", "Date", "Format", "Type")}
    buffer = io.StringIO()
    with matplotlib.rc_context(
        {"svg.hashsalt": "convlib", "savefig.transparent": True}
    ):
        artists = draw()
        artists[0].get_figure().savefig(buffer, format="svg", metadata=plain)
        plt.close("all")
    text = re.sub(
        r"<!--.*?-->|<!DOCTYPE.*?>|<metadata>.*?</metadata>",
        "",
        buffer.getvalue(),
        flags=re.DOTALL,
    )
    return re.sub(r"\s*\n\s*", "\n", text).strip() + "\n"


def png(figure) -> bytes:
    """Return a figure as PNG, without the name and version of the program."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100, metadata={"Software": None})
    plt.close(figure)
    return buffer.getvalue()


def drawn() -> dict[str, bytes]:
    """Return what `convlib.figures` draws for the book, by file name."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return {
        "logo.svg": svg(figures.logo).encode(),
        "card.png": png(figures.card(config["title"], LINE)),
    }


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line on stderr for each."""

    def log_message(self, format, *arguments):
        """Say nothing."""


def photograph(book: Path) -> bytes:
    """Return a picture of the first explorer of the built book, some steps on."""
    import chromium
    from playwright.sync_api import sync_playwright

    handler = functools.partial(Quiet, directory=book)
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = {"executable_path": chromium.find(), "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**options)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/book/intro.html")
        explorer = page.locator(".explorer-host").first
        explorer.locator('[data-ready="true"]').wait_for()
        for _ in range(4):
            explorer.get_by_role("button", name="Next").first.click()
        picture = explorer.screenshot(animations="disabled")
        browser.close()
        server.shutdown()
    return picture


def main() -> None:
    """Write the pictures."""
    if sys.argv[1:] == ["README"]:
        README.parent.mkdir(exist_ok=True)
        README.write_bytes(photograph(ROOT / "_build" / "html"))
        return
    for name, content in drawn().items():
        (STATIC / name).write_bytes(content)


if __name__ == "__main__":
    main()
