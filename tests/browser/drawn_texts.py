"""Whether what figures write can be read on the cells that it stands on, in both themes.

axe looks at no drawing.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from contrast import contrast
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
PALETTE = json.loads((ROOT / "convlib" / "palette.json").read_text(encoding="utf-8"))
READABLE = 4.5  # WCAG AA, for small text

# Of each text: its words, its colour, and the colour and opacity of the last shape below its
# middle. Colours have the palette's names.
DRAWN = r"""() => {
    const colour = (part) => part.closest('[style*="fill:"]').style.fill
        .match(/^var\(--cx-(.+)\)$/)?.[1];
    return [...document.querySelectorAll("svg.inline-figure")].flatMap((figure) => {
        const shapes = [...figure.querySelectorAll("path")].filter(colour);
        return [...figure.querySelectorAll("text")].map((text) => {
            const { x, y, width, height } = text.getBoundingClientRect();
            const below = shapes.findLast((shape) => {
                const { left, right, top, bottom } = shape.getBoundingClientRect();
                const [across, down] = [x + width / 2, y + height / 2];
                return left < across && across < right && top < down && down < bottom;
            });
            const shown = below ? [colour(below), +getComputedStyle(below).opacity] : ["surface", 1];
            return [text.textContent, colour(text), ...shown];
        });
    });
}"""


def pale_texts(page: Page) -> Iterator[str]:
    """Name the texts of a page's figures that are too much like what is below them."""
    drawn = page.evaluate(DRAWN)
    for theme, colours in PALETTE.items():
        for words, text, shape, opacity in drawn:
            ground = colours["surface"]
            ratio = contrast(colours[text], colours[shape], opacity, ground)
            if ratio < READABLE:
                yield f"{theme}: {words!r}, {text} on {shape}: {ratio:.2f}"
