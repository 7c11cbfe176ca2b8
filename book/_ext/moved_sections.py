"""Old addresses of sections lead to where their content is now.

A section that gets another name, or goes to another page, leaves its address behind in
links and bookmarks. The configuration names, for each page, its old addresses and the label
of the section in which the content is now::

    moved_sections:
      book/propagation/conv_backward:
        several-filters: several-filters
        try-it: backward-explorer

If that section is on the same page, it gets the old address as a second one. If not, a line
under the page's title says where it is; its style shows it to nobody but those who come
with the old address. There is no script, so that it works wherever the page does.

It holds on to the labels of Sphinx's domain ``std``. Without this extension, old addresses
open the right page at its top.
"""

from docutils import nodes
from sphinx.locale import _
from sphinx.util.logging import getLogger


def pointer(app, docname, old, page, name, title):
    """Return the line that says where a section is now."""
    address = f"{app.builder.get_relative_uri(docname, page)}#{name}"
    link = nodes.reference("", title, refuri=address, internal=True)
    words = _("What this address stood for is on another page now: {link}")
    before, after = map(nodes.Text, words.split("{link}"))
    parts = (before, link, after)
    return nodes.paragraph("", "", *parts, ids=[old], classes=["moved-section"])


def lead(app, doctree, docname):
    """Give the old addresses of a page to what leads to their content."""
    if app.builder.name != "html":  # translators and paper have no use for them
        return
    labels = app.env.get_domain("std").labels
    moved = app.config.moved_sections.get(docname)
    if not moved:
        return
    top = doctree.next_node(nodes.section)
    known = {name for of in doctree.findall(nodes.Element) for name in of["ids"]}
    for old, label in moved.items():
        if label not in labels or old in known:
            problem = "%s: #%s cannot lead to %s"
            getLogger(__name__).warning(problem, docname, old, label)
            continue
        page, name, title = labels[label]
        if page != docname:
            top.insert(1, pointer(app, docname, old, page, name, title))
            continue
        for section in doctree.findall(nodes.section):
            if name in section["ids"]:
                section["ids"].append(old)


def setup(app):
    """Register the table, and what is done with it when a page is written."""
    app.add_config_value("moved_sections", {}, "html", dict)
    app.connect("doctree-resolved", lead)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
