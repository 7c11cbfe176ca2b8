"""Draw the pictures that the repository keeps, from the code and the built book.

python tools/pictures.py           the logo and, in each language, the picture of links
python tools/pictures.py README    those in the README of each language: needs `make book`
"""

import io
import re
import sys
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import yaml
from matplotlib.patches import FancyBboxPatch

from convlib import figures, widgets
from convlib.examples import single_channel
from convlib.figures import PALETTE

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "book" / "_ext"))

from twins import SOURCE, editions, words_of

STATIC = ROOT / "book" / "_static"
DOCS = ROOT / "docs"
WIDTH, HEIGHT = 1000, 2400  # pixels; high enough that nothing has to scroll
#: What a README shows: by the picture's name the page, the kind of explorer on it, the
#: button that is pressed there, how often, and the part of it that comes last.
SHOWN = {
    "explorer": ("intro", "sliding-window", ".player .buttons button >> nth=-1", 4, ""),
    "digits": (
        "propagation/digits",
        "digits",
        ".examples button >> nth=2",
        1,
        ".layer-maps",
    ),
}
#: Below the title, in each language.
LINES = {
    SOURCE: "by hand, in NumPy, and as pictures that you operate",
    "zh_CN": "动手算，用 NumPy 算，在图里一步步操作",
}
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
ICONS = (192, 512)  #: pixels of the logo for who installs the book


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


def png(figure, dpi=100) -> bytes:
    """Return a figure as PNG, without the name and version of the program."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    plt.close(figure)
    return buffer.getvalue()


def title() -> str:
    """Return the name of the book."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]


def cards() -> dict[str, bytes]:
    """Return the pictures of links of the translations, by file name.

    Their letters are those of this machine's fonts, so that it may draw others next time.
    """
    found = {}
    for edition in editions(ROOT)[1:]:
        widgets.language(edition.folder.rstrip("/"))
        named = words_of(ROOT, edition)(title())
        drawn = card(named, LINES[edition.language])
        found[f"card.{edition.language}.png"] = png(drawn)
        widgets.language(None)
    return found


def drawn() -> dict[str, bytes]:
    """Return the pictures of the book itself, by file name."""
    return {
        "logo.svg": svg(logo).encode(),
        "card.png": png(card(title(), LINES[SOURCE])),
        **{f"icon-{size}.png": png(logo(), dpi=size) for size in ICONS},
    }


def photographs(book: Path) -> dict[str, bytes]:
    """Return pictures of explorers at work on the pages of a built book, by their names."""
    import chromium
    from playwright.sync_api import sync_playwright
    from server import served

    pictures = {}
    with served(book) as address, sync_playwright() as playwright:
        options = {"executable_path": chromium.find(), "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**options)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        for name, (path, kind, button, times, last) in SHOWN.items():
            page.goto(f"{address}/book/{path}.html")
            explorer = page.locator(f'.explorer-host[data-kind="{kind}"]')
            explorer.locator('[data-ready="true"]').wait_for()
            for _ in range(times):
                explorer.locator(button).click()
            box = explorer.bounding_box()
            if last:
                end = explorer.locator(last).bounding_box()
                box["height"] = end["y"] + end["height"] - box["y"]
            pictures[name] = page.screenshot(clip=box, animations="disabled")
        browser.close()
    return pictures


def main() -> None:
    """Write the pictures."""
    if sys.argv[1:] == ["README"]:
        book = ROOT / "_build" / "html"
        for edition in (book, *(path.parent for path in book.glob("*/index.html"))):
            folder = DOCS / edition.relative_to(book)
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in photographs(edition).items():
                (folder / f"{name}.png").write_bytes(content)
        return
    for name, content in (drawn() | cards()).items():
        (STATIC / name).write_bytes(content)


if __name__ == "__main__":
    main()
