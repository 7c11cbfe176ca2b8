"""A solution's code cells go behind the same fold as its words.

A directive cannot reach over the end of a Markdown cell, so a notebook writes the words
in a dropdown of class ``solution`` and the code in the cells that follow it::

    :::{dropdown} Solution
    :class-container: solution

    Padding 1 on each side, so ...
    :::

These cells then move into the dropdown, a native ``<details>`` element: it opens by
mouse and by keyboard, and needs no script. The solutions of ``sphinx-exercise`` reach over
cells, too, but are boxes that a script of another extension folds.

What it holds on to: how sphinx-design describes a dropdown while a page is read,
``design_component`` and ``container_classes``. If that changes, solutions stand open, and
the test that opens one by keyboard fails. Without this extension, the code of every
solution stands below its fold, where everybody reads it.
"""

from docutils import nodes
from sphinx.transforms import SphinxTransform


def is_solution(node):
    """Tell whether a node is a dropdown of class ``solution``."""
    return (
        isinstance(node, nodes.container)
        and node.get("design_component") == "dropdown"
        and "solution" in " ".join(node.get("container_classes", []))
    )


def following_cells(node):
    """Return the code cells that stand directly behind a node."""
    siblings = node.parent.children[node.parent.index(node) + 1 :]
    cells = []
    for sibling in siblings:
        if not (isinstance(sibling, nodes.container) and "cell" in sibling["classes"]):
            break
        cells.append(sibling)
    return cells


class FoldSolutions(SphinxTransform):
    """Move the code cells behind each solution into it."""

    default_priority = 400

    def apply(self, **kwargs):
        """Change the document in place."""
        for solution in filter(
            is_solution, list(self.document.findall(nodes.container))
        ):
            for cell in following_cells(solution):
                cell.parent.remove(cell)
                solution += cell


def setup(app):
    """Register the transform."""
    app.add_transform(FoldSolutions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
