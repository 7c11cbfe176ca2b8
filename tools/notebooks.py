"""Execute notebooks and store them as the repository keeps them.

    python tools/notebooks.py                     all notebooks of the book
    python tools/notebooks.py book/intro.ipynb    these only

Text outputs stay, since the tests compare them. Pictures and widget views go: pictures are
drawn again when they are needed, and a stored widget view is dead without its kernel. In
the place of a picture stands what it shows, as its cell says it for those who cannot see.
Each code cell gets its place in the order of execution as its number.

A page folds a solution's code away with its words. JupyterLab folds single cells, so each
of them is stored folded, code and result, until a reader opens it.
"""

import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
DROPPED = {
    "application/vnd.jupyter.widget-view+json",
    "image/png",
    "image/svg+xml",
}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
METADATA = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
KEPT_METADATA = {"myst"}  # the page's description
CELL_METADATA = {"editable", "jupyter", "mystnb", "slideshow", "tags"}

#: Words that end with the dropdown of a solution.
SOLUTION = re.compile(
    r"^(:{3,})\{dropdown\}[^\n]*\n:class-container: solution\n(?:(?!^\1\s*$).)*^\1\s*\Z",
    re.MULTILINE | re.DOTALL,
)
MARKDOWN = re.compile(r"[\\`*_$<\[\]]")
FOLDED = {"outputs_hidden": True, "source_hidden": True}


def fold_solutions(notebook: nbformat.NotebookNode) -> None:
    """Fold the code cells that directly follow the words of a solution, and no others."""
    behind = False
    for cell in notebook.cells:
        if cell.cell_type != "code":
            behind = SOLUTION.search(cell.source) is not None
        elif behind:
            cell.metadata["jupyter"] = nbformat.from_dict(FOLDED)
        elif cell.metadata.get("jupyter") == FOLDED:
            del cell.metadata["jupyter"]


def stored_output(
    output: nbformat.NotebookNode, cell: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    """Return an output of a cell without pictures, widget views and metadata."""
    if "data" in output:
        if "image/png" in output.data or "image/svg+xml" in output.data:
            output.data["text/markdown"] = words_of_figure(cell)
        for mimetype in DROPPED & output.data.keys():
            del output.data[mimetype]
        output.metadata = {}
    return output


def words_of_figure(cell: nbformat.NotebookNode) -> str:
    """Return what is shown where a figure would be, as Markdown."""
    shown = MARKDOWN.sub(r"\\\g<0>", cell.metadata["mystnb"]["image"]["alt"])
    return f"> Figure, drawn when the cell runs: {shown}"


def stored(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return an executed notebook as the repository keeps it."""
    kept = {k: v for k, v in notebook.metadata.items() if k in KEPT_METADATA}
    notebook.metadata = nbformat.from_dict({**METADATA, **kept})
    for cell in notebook.cells:
        kept = {k: v for k, v in cell.metadata.items() if k in CELL_METADATA}
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type == "code":
            cell.outputs = [stored_output(output, cell) for output in cell.outputs]
    fold_solutions(notebook)
    return notebook


def execute(path: Path) -> None:
    """Run a notebook in its own folder and write it back."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    # What a cell prints is stored in one piece, however busy the machine is.
    client = NotebookClient(
        notebook, timeout=120, resources=resources, coalesce_streams=True
    )
    client.execute()
    nbformat.write(stored(notebook), path)


def main() -> None:
    """Execute the notebooks named, or all of the book's."""
    named = [Path(name).resolve() for name in sys.argv[1:]]
    for path in named or sorted((ROOT / "book").rglob("*.ipynb")):
        print("executing", path)
        execute(path)


if __name__ == "__main__":
    main()
