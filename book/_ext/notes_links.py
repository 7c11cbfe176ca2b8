"""The words "In the notes" in the box under a chapter's title lead to the list of the notes.

A reader of the notes finds there all sections, figures and corrections, line by line. The
notebooks do not say it eighteen times: the first bold words of each box of class
``chapter-facts`` become the link, in every language.

It holds on to the labels of Sphinx's domain ``std``. Without this extension, the words
stand there without a link.
"""

from docutils import nodes

LIST = "notes-map"


def lead(app, doctree, docname):
    """Make a link of the words, when a page is written."""
    labels = app.env.get_domain("std").labels
    if app.builder.name != "html" or LIST not in labels:
        return
    page, name, _ = labels[LIST]
    address = f"{app.builder.get_relative_uri(docname, page)}#{name}"
    for box in doctree.findall(nodes.admonition):
        if "chapter-facts" in box["classes"]:
            words = box.next_node(nodes.strong)
            link = nodes.reference("", words.astext(), refuri=address, internal=True)
            words.children = []
            words += link


def setup(app):
    """Connect to each page."""
    app.connect("doctree-resolved", lead)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
