"""The bibliography is a list: one item for each source.

docutils would write each as a ``doc-biblioentry`` with a label. That role is deprecated,
and citations name author and year, so that nobody looks for a label. (The bullets that
sphinxcontrib-bibtex can make itself cannot be cited.)

It holds on to the priority 5 of that extension's own transform. If that grows, there is no
list, and axe finds the deprecated role. Without this extension, the list is one of labels.
"""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class ListSources(SphinxPostTransform):
    """Replace the citations that a bibliography has become by a list."""

    default_priority = 6  # directly after sphinxcontrib.bibtex

    def run(self, **kwargs):
        """Change the document in place."""
        citations = list(self.document.findall(nodes.citation))
        for bibliography in dict.fromkeys(citation.parent for citation in citations):
            # Names and titles are not translated; docutils makes ``lang`` of the class.
            sources = nodes.bullet_list(classes=["sources", "language-en"])
            for citation in bibliography:
                sources += nodes.list_item("", *citation[1:], ids=citation["ids"])
            bibliography.replace_self(sources)


def setup(app):
    """Register the transform."""
    app.add_post_transform(ListSources)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
