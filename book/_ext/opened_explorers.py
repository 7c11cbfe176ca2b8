"""Links that open an explorer of another page in a state: what a lesson shows.

In a page's Markdown, the page, the kind of the explorer and what is changed in it::

    {opened}`stride 2 <../computing/single_channel sliding-window {"stride": 2}>`

The link carries the state that the explorer has on its page, with the changes, in the form
in which its button *Copy link* writes one. ``sliding-window.2`` is the second of its kind.

It holds on to the state that an explorer stores with its page (`Element.to_html`); a page,
an explorer or a part of the state that is not there is a warning. Without this extension,
the role is unknown.
"""

import base64
import json
import posixpath
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole

#: How links are to be read: as in ``links.js``.
VERSION = 2
STORED = re.compile(
    r"""class="explorer-host" data-kind="([^"]+)" data-state='([^']*)'(?: lang="\w+")?>"""
)
TARGET = re.compile(r"(\S+) ([a-z-]+)(?:\.(\d+))? (\{.*\})", re.DOTALL)
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


class Opened(ReferenceRole):
    """Words, and in angle brackets what opens."""

    def run(self):
        """Leave the words, until the other pages have been read."""
        found = TARGET.fullmatch(self.target)
        if not found:
            message = "opened: page, kind and {...} belong in the angle brackets"
            error = self.inliner.reporter.error(message, line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, error)], [
                error
            ]
        here = posixpath.dirname(self.env.docname)
        page = posixpath.normpath(posixpath.join(here, found[1]))
        if page in self.env.found_docs:
            self.env.note_dependency(str(self.env.doc2path(page)))
        node = nodes.inline(self.rawtext, self.title, classes=["opened"])
        node["opens"] = (page, found[2], int(found[3] or 1), json.loads(found[4]))
        self.set_source_info(node)
        return [node], []


class OpenExplorers(SphinxPostTransform):
    """Make links of the words, which need the other pages' explorers."""

    default_priority = 5
    formats = ("html",)

    def run(self, **kwargs):
        """Change the document in place."""
        for node in list(self.document.findall(nodes.inline)):
            if "opens" not in node:
                continue
            page, kind, number, changed = node["opens"]
            try:
                states = stored_states(self.env.get_doctree(page), kind)
                held = link(states[number - 1], changed, number)
            except (OSError, LookupError) as missing:
                LOG.warning("opened: %s, %s: %s", page, kind, missing, location=node)
                continue
            address = self.app.builder.get_relative_uri(self.env.docname, page) + held
            made = nodes.reference(
                "", "", *node.children, refuri=address, internal=True
            )
            node.replace_self(made)


def setup(app):
    """Register role and transform."""
    app.add_role("opened", Opened())
    app.add_post_transform(OpenExplorers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
