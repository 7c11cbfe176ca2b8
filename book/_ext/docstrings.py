"""Docstrings in another language: their first lines are translated, the rest is English.

Only the first paragraph of a docstring goes into a page's catalogue. What comes after it,
arguments, notes and examples, is marked as English, and a line at the head of the page says
so. Sphinx translates sentences with the parser of the page, here Markdown's; docstrings are
reStructuredText, so their translations are read as that.

It holds on to what Sphinx reads translations with, `publish_msgstr`, and to where autodoc
and autosummary say that a text comes from. Without this extension, names of functions in
translated docstrings are no links, and all of a docstring has to be translated.
"""

import re

from docutils import nodes
from multilingual import words_of
from sphinx import addnodes
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.transforms.i18n import publish_msgstr
from sphinx.util.nodes import extract_messages

DOCSTRING = re.compile(r":docstring of |:<autosummary>$")


def is_detail(node: nodes.Element) -> bool:
    """Tell whether a text is anything else in a description than its first paragraph."""
    parent = node.parent
    if isinstance(parent, addnodes.desc_content):
        return node is not next(iter(parent.findall(nodes.paragraph)))
    while parent is not None and not isinstance(parent, addnodes.desc_content):
        parent = parent.parent
    return parent is not None


class ReadDocstrings(SphinxTransform):
    """Go through all that comes from docstrings, before Sphinx translates the page."""

    default_priority = 15

    def apply(self, **kwargs):
        """Change the document in place."""
        found = [
            (node, message)
            for node, message in extract_messages(self.document)
            if DOCSTRING.search(node.source or "") or is_detail(node)
        ]
        translating = self.config.language != "en"
        translating &= not isinstance(self.app.builder, MessageCatalogBuilder)
        for node, message in found:
            left = is_detail(node) or message.startswith(":py:obj:")
            if translating and not left:
                self.translate(node, message)
            if translating or left:
                node["translatable"] = False
        if translating and found:
            self.mark()
            self.say()

    def translate(self, node: nodes.Element, message: str) -> None:
        """Put a first line into the language of the book, if it has been translated."""
        translated = words_of(self.app, self.env.docname).gettext(message)
        node["translated"] = translated != message
        if node["translated"]:
            settings = self.document.settings
            read = publish_msgstr(
                self.app, translated, "docstring.rst", node.line, self.config, settings
            )
            node.children = []
            node += read.children

    def mark(self) -> None:
        """Say of details that they are English, and name the field Sphinx has no word for."""
        for paragraph in filter(is_detail, self.document.findall(nodes.paragraph)):
            paragraph["classes"].append("language-en")
        for name in self.document.findall(nodes.field_name):
            if name.astext() == "Attributes":
                name.replace(name[0], nodes.Text(_("Attributes")))

    def say(self) -> None:
        """Say at the head of the page what is translated."""
        words = _(
            "First lines are translated; arguments, notes and examples are in English, "
            "as they stand in the code."
        )
        title = self.document.next_node(nodes.title)
        place = title.parent.index(title) + 1
        title.parent.insert(place, nodes.paragraph(words, words, translatable=False))


def plain_default(app, what, name, obj, options, signature, returns):
    """Write what a dataclass makes anew each time as Python that can be read: ``...``."""
    return signature and signature.replace("<factory>", "..."), returns


def setup(app):
    """Register the transform, and what is done to signatures."""
    app.add_transform(ReadDocstrings)
    app.connect("autodoc-process-signature", plain_default)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
