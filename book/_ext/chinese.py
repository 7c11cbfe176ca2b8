"""Words of the other language say what they are, so that they are read and set as such.

In English, the glossary and tables name the Chinese terms of the notes. Without ``lang``, a
screen reader spells them out and a browser may take Japanese glyphs. In Chinese, what is
slanted and Latin is English: it stays slanted, where Chinese words have dots.

It holds on to nothing but docutils: a class that begins with ``language-`` becomes ``lang``.
Without this extension, only that mark is missing.
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

#: Characters of words, and with them those that are Chinese wherever they stand, for a
#: pattern's brackets. Quotation marks and dashes may be of either language.
HAN = r"\u3400-\u9fff"
CHARACTERS = rf"\u3000-\u303f{HAN}\uff00-\uffef"
CHINESE = re.compile(f"[{CHARACTERS}]+")


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


def put(text: nodes.Text, other: str) -> None:
    """Put another text in the place of this one, not of its first equal in the paragraph."""
    siblings = text.parent
    siblings[next(i for i, s in enumerate(siblings) if s is text)] = nodes.Text(other)


class MarkChinese(SphinxPostTransform):
    """Wrap every run of Chinese characters of an English page, and mark Latin emphasis."""

    default_priority = 950
    formats = ("html",)

    def run(self, **kwargs):
        """Change the document in place."""
        if self.config.language.startswith("zh"):
            for emphasis in self.document.findall(nodes.emphasis):
                if not CHINESE.search(emphasis.astext()):
                    emphasis["classes"].append("language-en")
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
