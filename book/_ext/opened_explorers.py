"""Links that open an explorer in a state: what a lesson shows, or where to practise.

In a page's Markdown, a link to the page with the explorer, or to a section of the same page.
Its title says the kind of the explorer and what is changed in it::

    [stride 2](../computing/single_channel.ipynb 'sliding-window {"stride": 2}')
    [Practice](#move-the-window 'sliding-window {"practice": true}')

The link carries the state that the explorer has on its page, with the changes, in the form
in which its button *Copy link* writes one. ``sliding-window.2`` is the second of its kind.

It holds on to the state that an explorer stores with its page (`Element.to_html`), to where
MyST-Parser keeps titles, and to Sphinx's ``EXCLUDED_PENDING_XREF_ATTRIBUTES``; a title that
says something else, and an explorer or a part of the state that is not there, are warnings.
Without this extension, and in JupyterLab, the link leads to the page or the section.
"""

import base64
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms import i18n
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

#: How links are to be read: as in ``links.js``.
VERSION = 2
STORED = re.compile(
    r"""class="explorer-host" data-kind="([^"]+)" data-state='([^']*)'(?: lang="\w+")?>"""
)
TITLE = re.compile(r"([a-z-]+)(?:\.(\d+))? (\{.*\})", re.DOTALL)
LOG = logging.getLogger(__name__)


def stored_texts(doctree: nodes.document) -> Iterator[tuple[str, str]]:
    """Go through the explorers of a page: the kind of each, and what it has stored."""
    for node in doctree.findall(nodes.raw):
        for match in STORED.finditer(str(node.astext())):
            yield match[1], unescape(match[2])


def stored_states(doctree: nodes.document, kind: str) -> list[dict[str, Any]]:
    """Return what the explorers of a kind on a page have stored, in their order."""
    return [json.loads(text) for its, text in stored_texts(doctree) if its == kind]


def link(stored: dict[str, Any], changed: dict[str, Any], number: int = 1) -> str:
    """Return what follows a page's address, for a state with what is changed in it."""
    names = stored["rules"]["traits"]
    if unknown := changed.keys() - names:
        raise LookupError(f"no {', '.join(sorted(unknown))} in {stored['kind']}")
    state = {name: changed.get(name, stored[name]) for name in names}
    text = json.dumps({"version": VERSION, **state}, separators=(",", ":"))
    held = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"#explorer={stored['kind']}.{number}.{held}"


def titled(
    doctree: nodes.document, here: str
) -> Iterator[tuple[nodes.Element, str, str]]:
    """Go through a page's links within the book: each with a title, its page, the title."""
    for node in doctree.findall(pending_xref):
        if node["refdomain"] == "doc" and "title" in node:
            yield node, node["reftarget"], node["title"]
    for node in doctree.findall(nodes.reference):
        if node.get("id_link") and "reftitle" in node:
            yield node, here, node["reftitle"]


def depend(app, doctree):
    """Have a page made again when one changes whose explorers it opens."""
    for _, page, _ in titled(doctree, app.env.docname):
        app.env.note_dependency(str(app.env.doc2path(page)))


class OpenExplorers(SphinxPostTransform):
    """Give the links their states, which the other pages' explorers have."""

    default_priority = 5  # before links are resolved
    formats = ("html",)

    def held(self, page: str, title: str) -> str:
        """Return what follows the address of a page."""
        found = TITLE.fullmatch(title)
        if not found:
            raise ValueError("a kind and {...} belong in the title")
        kind, number = found[1], int(found[2] or 1)
        states = stored_states(self.env.get_doctree(page), kind)
        return link(states[number - 1], json.loads(found[3]), number)

    def run(self, **kwargs):
        """Change the document in place."""
        here = self.env.docname
        for node, page, title in list(titled(self.document, here)):
            try:
                held = self.held(page, title)
            except (OSError, LookupError, ValueError) as wrong:
                LOG.warning("opened: %s, %s: %s", page, title, wrong, location=node)
                continue
            address = self.app.builder.get_relative_uri(here, page) + held
            made = nodes.reference(
                "", "", *node.children, refuri=address, internal=True
            )
            node.replace_self(made)


def setup(app):
    """Connect to pages that are read, and register the transform.

    A translated link is given what the last original to the same page has: not its title.
    """
    i18n.EXCLUDED_PENDING_XREF_ATTRIBUTES += ("title",)
    app.connect("doctree-read", depend)
    app.add_post_transform(OpenExplorers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
