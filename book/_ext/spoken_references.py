"""References whose words stand in the notebook, for hosts that cannot look them up.

JupyterLab knows no bibliography, and no figures, which are outputs of code cells. It shows
the words of ``{ref}`[Yu and Koltun, 2016] <yu2016>` `` and of ``{numref}`The figure
<fig-flip>` ``, and a warning sign where there are none. The book cites the first as
sphinxcontrib-bibtex does, and the second by its number.

It holds on to the priority 10 of Sphinx's own resolver, and to the domain ``cite``. Without
this extension, the build ends with a warning at the first reference of either kind.
"""

from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.logging import getLogger


class NumberFigures(SphinxPostTransform):
    """Refer to figures by their numbers, whatever the words are."""

    default_priority = 9  # directly before references are resolved

    def run(self, **kwargs):
        """Change the document in place."""
        for reference in self.document.findall(pending_xref):
            if reference["reftype"] == "numref":
                reference["refexplicit"] = False


def cite(app, env, node, words):
    """Return the citation that a reference to a source stands for, or None."""
    domain, keys = env.get_domain("cite"), node["reftarget"]
    known = {citation.key for citation in domain.citations}
    if node["reftype"] != "ref" or not known.issuperset(keys.split(",")):
        return None
    way = "p" if words.astext().startswith("[") else "t"  # in brackets, or in the text
    source = domain.resolve_xref(
        env, node["refdoc"], app.builder, way, keys, node, words
    )
    shown = " ".join(source.astext().split())  # some of its spaces hold words together
    if shown != words.astext():
        getLogger(__name__).warning("%s is cited as %s", keys, shown, location=node)
    return source


def setup(app):
    """Register the transform, and what is asked about references that are left."""
    app.add_post_transform(NumberFigures)
    app.connect("missing-reference", cite)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
