"""Chinese words say that they are Chinese, so that they are read and set as such.

The book is in English; its glossary and its tables name the Chinese terms of the notes.
Without ``lang``, a screen reader spells them out and a browser may take Japanese glyphs.

It holds on to nothing but docutils: a class that begins with ``language-`` becomes ``lang``.
Without this extension, only that mark is missing.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")


def parts(text: str) -> list[nodes.Node]:
    """Return a text as nodes; docutils makes ``lang`` of the class."""
    found: list[nodes.Node] = []
    end = 0
    for match in CHINESE.finditer(text):
        if match.start() > end:
            found.append(nodes.Text(text[end : match.start()]))
        found.append(nodes.inline(match[0], match[0], classes=["language-zh"]))
        end = match.end()
    return [*found, nodes.Text(text[end:])] if text[end:] else found


class MarkChinese(SphinxPostTransform):
    """Wrap every run of Chinese characters of a page."""

    default_priority = 950
    formats = ("html",)

    def run(self, **kwargs):
        """Change the document in place, unless it is Chinese as a whole."""
        if self.config.language.startswith("zh"):
            return
        for text in list(self.document.findall(nodes.Text)):
            outer = text.parent
            literal = isinstance(outer, nodes.literal_block | nodes.raw | nodes.comment)
            if not literal and CHINESE.search(text):
                outer.replace(text, parts(str(text)))


def setup(app):
    """Register the transform."""
    app.add_post_transform(MarkChinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
