"""A Chinese page has no blanks between Chinese and Chinese, and one beside a number.

A translation needs blanks around bold words that begin or end with a reference, where
Markdown would not see them as bold otherwise; and a reference without words of its own may
become a Chinese title, a Latin one or 图 3.1. Only the finished page shows what stands
beside what.

It holds on to nothing but docutils. Without this extension, some blanks are too many.
"""

import re

from chinese import CHARACTERS, HAN, put
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

#: With what is as wide as a Chinese character on a Chinese page.
WIDE = rf"\u2014\u2018-\u201d\u2026{CHARACTERS}"
BETWEEN = re.compile(rf"(?<=[{WIDE}]) +(?=[{WIDE}])")
#: Where two parts of a sentence meet that a blank keeps apart.
MEETING = re.compile(f"[A-Za-z0-9][{HAN}]|[{HAN}][A-Za-z0-9]")
SEPARATE = (nodes.literal, nodes.math, nodes.raw, nodes.image, nodes.comment)


def leaves(element: nodes.Element) -> list[nodes.Node]:
    """Return texts, and as one piece each what is not prose: code, formulas, pictures."""
    found: list[nodes.Node] = []
    for child in element.children:
        if isinstance(child, (nodes.Text, *SEPARATE)):
            found.append(child)
        else:
            found += leaves(child)
    return found


def close_up(element: nodes.Element) -> None:
    """Take the blanks out of a paragraph, and put those in that its parts need."""
    found = leaves(element)
    said = [leaf.astext() if isinstance(leaf, nodes.Text) else "" for leaf in found]
    whole = "".join(text or "x" for text in said)
    gone = {
        place for match in BETWEEN.finditer(whole) for place in range(*match.span())
    }
    start, before = 0, ""
    for leaf, text in zip(found, said, strict=True):
        kept = "".join(c for at, c in enumerate(text, start) if at not in gone)
        if MEETING.fullmatch(before + kept[:1]):
            kept = f" {kept}"
        if kept != text:
            put(leaf, kept)
        start += len(text or "x")
        before = kept[-1:]


class CloseUpChinese(SphinxPostTransform):
    """Go through every paragraph, title and caption of a page."""

    default_priority = 940
    formats = ("html",)

    def run(self, **kwargs):
        """Change the document in place, if it is Chinese."""
        if not self.config.language.startswith("zh"):
            return
        for element in self.document.findall(nodes.TextElement):
            block = not isinstance(element, nodes.Inline | nodes.FixedTextElement)
            if block and not isinstance(element.parent, nodes.TextElement):
                close_up(element)


def setup(app):
    """Register the transform."""
    app.add_post_transform(CloseUpChinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
