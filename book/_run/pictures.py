"""What has been drawn in a cell, as the pages show pictures: SVG in the theme's colours."""

import json
import logging
import os
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from io import StringIO

SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "convlib",
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
DROPPED = re.compile(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>", re.DOTALL)
FONT = re.compile(r"font-family: [^;\"]*(; )?|font: ([\d.]+px) [^;\"]*")


def install() -> None:
    """Have matplotlib, where it is, draw without a window, and say nothing of fonts.

    Pyodide's own way to draw needs the page, which Python cannot reach from its thread.
    """
    os.environ["MPLBACKEND"] = "agg"
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


def drawn() -> Iterator[str]:
    """Yield the figures that are open, and close them."""
    plt = sys.modules.get("matplotlib.pyplot")
    if plt is None or not hasattr(plt, "__file__"):
        return
    plt.rcParams.update(SETTINGS)
    for number in plt.get_fignums():
        file = StringIO()
        plt.figure(number).savefig(file, format="svg", bbox_inches="tight")
        plt.close(number)
        yield themed(file.getvalue())


def themed(picture: str) -> str:
    """Return a picture whose colours are the palette's, in either theme."""
    palette = json.loads((files("convlib") / "palette.json").read_text("utf-8"))
    names = {
        colour.lower(): name for name, colour in reversed(palette["light"].items())
    }

    def colour(match: re.Match[str]) -> str:
        name = names.get(match[0].lower())
        return f"var(--cx-{name})" if name else match[0]

    picture = picture[picture.index("<svg") :]
    picture = COLOUR.sub(colour, DROPPED.sub("", picture))
    return FONT.sub(lambda match: f"font-size: {match[2]}" if match[2] else "", picture)
