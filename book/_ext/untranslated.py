"""What a translated book shows in English, as its translation is missing, says so.

A sentence whose English has changed is shown as it is now, never with an old translation. It
has ``lang="en"``, so that it is read aloud and set as English, and a quiet mark at its end in
the language of the page. The build names each page and how many sentences wait.

It holds on to the attribute ``translated`` that Sphinx gives all that has words for
translators, and to how MyST-NB marks code cells: their words come translated into the page
(``multilingual``). Of those that have no translation a caption has the mark; what cells say
is only counted. Without this extension, a reader wonders why there is English.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _
from sphinx.transforms import SphinxTransform

#: What has no words, or words that nobody reads as sentences.
SILENT = (nodes.FixedTextElement, nodes.raw, nodes.Invisible, addnodes.translatable)


def is_apart(node: nodes.Node) -> bool:
    """Tell whether what is in a node is translated elsewhere, or may stay English."""
    return isinstance(node, addnodes.desc_content) or "cell_index" in node


def waits(node: nodes.Node) -> bool:
    """Tell whether words of a page have no translation."""
    if not isinstance(node, nodes.TextElement) or isinstance(node, SILENT):
        return False
    outer = node.parent
    while outer is not None and not is_apart(outer):
        outer = outer.parent
    return node.get("translated") is False and outer is None


def mark(language: str) -> nodes.abbreviation:
    """Return the words that stand after an untranslated sentence."""
    explanation = _("The translation of this sentence is still to come.")
    return nodes.abbreviation(
        "",
        _("to be translated"),
        explanation=explanation,
        classes=[f"language-{language}", "to-be-translated"],
    )


class MarkUntranslated(SphinxTransform):
    """Mark the sentences of a page that have no translation."""

    default_priority = 30  # after Sphinx has translated

    def apply(self, **kwargs):
        """Change the document in place, if the book has catalogues."""
        if self.app.words is None:
            return
        metadata = self.env.metadata[self.env.docname]
        of_cells = metadata.pop("waiting", [])
        found = list(self.document.findall(waits))
        captions = self.document.findall(nodes.caption)
        for node in [*found, *(of for of in captions if of.rawsource in of_cells)]:
            node["classes"] += ["language-en", "untranslated"]
            # Titles and terms are quoted elsewhere.
            if not isinstance(node, nodes.title | nodes.term):
                node += [nodes.Text(" "), mark(self.config.language.replace("_", "-"))]
        metadata["untranslated"] = len(found) + len(of_cells)


def name_pages(app, exception):
    """Say which pages have sentences in English."""
    if exception is None and app.words is not None:
        for docname, metadata in sorted(app.env.metadata.items()):
            if number := metadata.get("untranslated"):
                print(f"{docname}: {number} sentences in English")


def setup(app):
    """Register the marks, and what the build says."""
    app.add_transform(MarkUntranslated)
    app.connect("build-finished", name_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
