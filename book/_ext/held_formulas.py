"""No line begins with the comma behind a formula, nor ends with the bracket before it.

Browsers see to that between characters, but may break a line on either side of a formula. So
a short formula stands in one piece with what is written right beside it; a long one may have
to be broken itself. Between words are blanks; Chinese has none, there only marks are held.

It holds on to nothing but docutils; `.held` in `book.css` keeps a piece in one line. Without
this extension, some lines begin with a comma.
"""

import re

from chinese import put
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

#: What is held before a formula and behind it, by whether words have blanks between them.
BEFORE = {True: re.compile(r"(?<!\S)\S{1,3}$"), False: re.compile("[（《“‘]$")}
BEHIND = {
    True: re.compile(r"\S{1,4}(?!\S)"),
    False: re.compile("[，。；：？！、）》”’]"),
}
#: Between two pieces: Firefox breaks no line there without it.
BREAK = "\u200b"
#: How many signs a formula has at most that fits into any line.
SHORT = 16


def signs(formula: str) -> int:
    """Return about how many signs a formula shows."""
    return len(re.sub(r"\\[,;!:]|[{}^_\s]", "", re.sub(r"\\[A-Za-z]+", "x", formula)))


def hold(formula: nodes.math, blanks: bool) -> None:
    """Put a formula and what stands right beside it into one piece."""
    parent = formula.parent
    place = parent.index(formula)
    piece = nodes.inline("", "", classes=["held"])
    before, after = parent[max(place - 1, 0)], parent[min(place + 1, len(parent) - 1)]
    if isinstance(before, nodes.Text) and (found := BEFORE[blanks].search(before)):
        put(before, before[: found.start()])
        piece += nodes.Text(found[0])
    piece += formula.deepcopy()
    if isinstance(after, nodes.Text) and (found := BEHIND[blanks].match(after)):
        put(after, after[found.end() :] or BREAK)
        piece += nodes.Text(found[0])
    if len(piece) > 1:
        parent.replace(formula, piece)


class HoldTogether(SphinxPostTransform):
    """Go through the formulas of a page."""

    default_priority = 945  # after the blanks
    formats = ("html",)

    def run(self, **kwargs):
        """Change the document in place."""
        blanks = not self.config.language.startswith("zh")
        for formula in [*self.document.findall(nodes.math)]:
            if signs(formula.astext()) <= SHORT:
                hold(formula, blanks)


def setup(app):
    """Register the transform."""
    app.add_post_transform(HoldTogether)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
