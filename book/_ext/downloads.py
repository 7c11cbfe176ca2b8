"""A downloaded notebook says what it needs to run.

The download button gives the page's own source. On its own in some folder, a notebook
needs the book's environment: a first cell, which only the download has, says how to get
it.

It holds on to ``_sources``, where Sphinx puts what a page is made from. Without this
extension, the button gives the notebook as it is.
"""

from pathlib import Path

import nbformat
from sphinx.locale import _


def needs(title: str) -> str:
    """Return the words of the first cell."""
    return _("""\
*This notebook is a page of the book "{title}".
It needs Python 3.11 or newer and the book's library, `convlib`.
In the folder with the book's sources:*

```sh
pip install -r requirements.txt
jupyter lab
```

*Then open this notebook, wherever it lies.*
""").format(title=title)


def with_needs(notebook: nbformat.NotebookNode, title: str) -> nbformat.NotebookNode:
    """Put the cell before all others."""
    cell = nbformat.v4.new_markdown_cell(needs(title), id="needs")
    notebook.cells.insert(0, cell)
    return notebook


def write_needs(app, exception):
    """Change the copies that are downloaded, those that do not have the cell yet."""
    if exception is not None:
        return
    for path in sorted(Path(app.outdir, "_sources").rglob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        if notebook.cells[0].get("id") != "needs":
            nbformat.write(with_needs(notebook, app.config.html_title), path)


def setup(app):
    """Connect to the end of the build."""
    app.connect("build-finished", write_needs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
