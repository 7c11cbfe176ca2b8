"""Draw the pictures that the repository keeps, from the code and the built book.

python tools/pictures.py           the logo and the picture of links
python tools/pictures.py README    the picture in the README: needs `make book`
"""

import io
import re
import sys
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import yaml
from matplotlib.patches import FancyBboxPatch

from convlib import figures
from convlib.examples import single_channel
from convlib.figures import PALETTE

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "book" / "_static"
README = ROOT / "docs" / "explorer.png"
WIDTH, HEIGHT = 1000, 1600  # pixels; high enough that nothing has to scroll
LINE = "by hand, in NumPy, and as pictures that you operate"
#: The roles of the logo's cells: a window of 2 × 2, pixels, and one output.
CELLS = (
    ("kernel", "kernel", "input"),
    ("kernel", "kernel", "input"),
    ("input", "input", "output"),
)
#: In cells: the gap between neighbours and the rounding; coarse, to be seen at 16 pixels.
GAP, RADIUS = 0.12, 0.14
#: Inches at 100 dots per inch: the 1200 × 630 pixels that pictures of links have.
CARD = (12.0, 6.3)


def logo():
    """Draw the book's logo: an image, the window on it, and an output cell."""
    figure = plt.figure(figsize=(1, 1), facecolor="none")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_aspect("equal")
    ax.set_xlim(0, 3)
    ax.set_ylim(3, 0)
    side = 1 - GAP - 2 * RADIUS
    style = f"round,pad={RADIUS},rounding_size={RADIUS}"
    for row, roles in enumerate(CELLS):
        for column, role in enumerate(roles):
            corner = (column + (1 - side) / 2, row + (1 - side) / 2)
            cell = FancyBboxPatch(corner, side, side, boxstyle=style)
            cell.set(facecolor=PALETTE[role], linewidth=0)
            ax.add_patch(cell)
    return figure


def card(title: str, line: str):
    """Draw the picture that goes with a link: a title, a line, and a convolution."""
    figure = plt.figure(figsize=CARD, facecolor=PALETTE["surface"])
    figure.text(0.06, 0.84, title, fontsize=44, color=PALETTE["text"], va="center")
    figure.text(0.06, 0.71, line, fontsize=21, color=PALETTE["muted"], va="center")
    ax = figure.add_axes((0.06, 0.06, 0.88, 0.56))
    example = single_channel
    figures.convolution(example.image, example.kernel, at=(2, 2), ax=ax)
    return figure


def svg(draw) -> str:
    """Return a drawing as SVG: no date, no names of programs, the same every time."""
    plain = {key: None for key in ("Creator", "Date", "Format", "Type")}
    buffer = io.StringIO()
    with matplotlib.rc_context(
        {"svg.hashsalt": "convlib", "savefig.transparent": True}
    ):
        draw().savefig(buffer, format="svg", metadata=plain)
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
    """Return the pictures of the book itself, by file name."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return {
        "logo.svg": svg(logo).encode(),
        "card.png": png(card(config["title"], LINE)),
    }


def photograph(book: Path) -> bytes:
    """Return a picture of a kernel on the built book's first page, some steps on."""
    import chromium
    from playwright.sync_api import sync_playwright
    from server import served

    with served(book) as address, sync_playwright() as playwright:
        options = {"executable_path": chromium.find(), "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**options)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(f"{address}/book/intro.html")
        explorer = page.locator('.explorer-host[data-kind="sliding-window"]')
        explorer.locator('[data-ready="true"]').wait_for()
        for _ in range(4):
            explorer.get_by_role("button", name="Next").first.click()
        picture = explorer.screenshot(animations="disabled")
        browser.close()
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
