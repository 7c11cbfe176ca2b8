"""A Chinese page names a chapter or a section in quotation marks.

English titles are seen by their capital letters; 有多快，为什么 within a Chinese sentence
would be read as a part of it. What is linked to under other words keeps them as they are,
and titles that stand alone, in a list or a table, need no marks.

It holds on to nothing but Sphinx's references. Without this extension, they have no marks.
"""

import re

from chinese import HAN
from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

#: The references that show a title unless they have words.
TITLES = {"doc", "myst", "ref"}
CHINESE = re.compile(f"[{HAN}]")


def sentence(node: nodes.Node) -> str:
    """Return the text that a reference stands in, without what is referred to."""
    while isinstance(node.parent, nodes.TextElement):
        node = node.parent
    return "".join(
        text.astext()
        for text in node.findall(nodes.Text)
        if not isinstance(text.parent.parent, addnodes.pending_xref)
    )


def is_marked(reference: nodes.Node) -> bool:
    """Tell whether there are marks around a reference already."""
    place = reference.parent.index(reference)
    return place > 0 and reference.parent[place - 1].astext().endswith(("“", "《"))


class QuoteTitles(SphinxPostTransform):
    """Put the marks around references, before these get their titles."""

    default_priority = 5

    def run(self, **kwargs):
        """Change the document in place, if it is Chinese."""
        if not self.config.language.startswith("zh"):
            return
        pages = {title.astext() for title in self.env.titles.values()}
        for reference in [*self.document.findall(addnodes.pending_xref)]:
            other = reference.get("refexplicit") and reference.astext() not in pages
            if reference["reftype"] not in TITLES or other:
                continue
            if CHINESE.search(sentence(reference)) and not is_marked(reference):
                marked = [nodes.Text("“"), reference.deepcopy(), nodes.Text("”")]
                reference.replace_self(marked)


def setup(app):
    """Register the transform."""
    app.add_post_transform(QuoteTitles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
