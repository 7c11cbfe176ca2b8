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
#: Between two Chinese pieces: Firefox breaks no line there without it. Not between words: a
#: browser would drop the end of a line of the source beside it, and with it their blank.
BREAK = "\u200b"
#: How many signs a piece has at most that fits into any line.
SHORT = 16


def signs(formula: str) -> int:
    """Return about how many signs a formula shows."""
    return len(re.sub(r"\\[,;!:]|[{}^_\s]", "", re.sub(r"\\[A-Za-z]+", "x", formula)))


def hold(formula: nodes.math, blanks: bool) -> None:
    """Put a formula and what stands right beside it into one piece, if that is short."""
    parent = formula.parent
    place = parent.index(formula)
    before, after = parent[max(place - 1, 0)], parent[min(place + 1, len(parent) - 1)]
    first = BEFORE[blanks].search(before) if isinstance(before, nodes.Text) else None
    last = BEHIND[blanks].match(after) if isinstance(after, nodes.Text) else None
    marks = [found[0] if found else "" for found in (first, last)]
    count = len("".join(marks))
    if not count or signs(formula.astext()) + count > SHORT:
        return
    if first:
        put(before, before[: first.start()])
    if last:
        put(after, after[last.end() :] or ("" if blanks else BREAK))
    texts = [nodes.Text(mark) for mark in marks]
    piece = nodes.inline(
        "", "", texts[0], formula.deepcopy(), texts[1], classes=["held"]
    )
    parent.replace(formula, piece)


class HoldTogether(SphinxPostTransform):
    """Go through the formulas of a page."""

    default_priority = 945  # after the blanks
    formats = ("html",)

    def run(self, **kwargs):
        """Change the document in place."""
        blanks = not self.config.language.startswith("zh")
        for formula in [*self.document.findall(nodes.math)]:
            hold(formula, blanks)


def setup(app):
    """Register the transform."""
    app.add_post_transform(HoldTogether)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
