"""No line of a Chinese page begins with a comma, nor ends with an opening bracket.

Browsers see to that between characters, but may break a line on either side of a formula. So
a short formula stands in one piece with the comma that follows it; a long one may have to be
broken itself.

It holds on to nothing but docutils; `.held` in `book.css` keeps a piece in one line. Without
this extension, some lines begin with a comma.
"""

import re

from chinese import put
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

#: What a line does not begin with, and what it does not end with.
CLOSING = tuple("，。；：？！、）》”’")
OPENING = tuple("（《“‘")
#: Between two pieces: Firefox breaks no line there without it.
BREAK = "\u200b"
#: How many signs a formula has at most that fits into any line.
SHORT = 16


def signs(formula: str) -> int:
    """Return about how many signs a formula shows."""
    return len(re.sub(r"\\[,;!:]|[{}^_\s]", "", re.sub(r"\\[A-Za-z]+", "x", formula)))


def hold(formula: nodes.math) -> None:
    """Put a formula and the marks beside it into one piece."""
    parent = formula.parent
    place = parent.index(formula)
    piece = nodes.inline("", "", classes=["held"])
    before, after = parent[max(place - 1, 0)], parent[min(place + 1, len(parent) - 1)]
    if isinstance(before, nodes.Text) and before.endswith(OPENING):
        put(before, before[:-1])
        piece += nodes.Text(before[-1])
    piece += formula.deepcopy()
    if isinstance(after, nodes.Text) and after.startswith(CLOSING):
        put(after, after[1:] or BREAK)
        piece += nodes.Text(after[0])
    if len(piece) > 1:
        parent.replace(formula, piece)


class HoldTogether(SphinxPostTransform):
    """Go through the formulas of a page."""

    default_priority = 945  # after the blanks
    formats = ("html",)

    def run(self, **kwargs):
        """Change the document in place, if it is Chinese."""
        if not self.config.language.startswith("zh"):
            return
        for formula in [*self.document.findall(nodes.math)]:
            if signs(formula.astext()) <= SHORT:
                hold(formula)


def setup(app):
    """Register the transform."""
    app.add_post_transform(HoldTogether)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
