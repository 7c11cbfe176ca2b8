"""A downloaded notebook reads well, and runs, wherever it is opened.

The download button gives a notebook made of the page: its words as plain Markdown
(``plain_markdown``), its code cells with what they gave while the book was built, figures
as pictures that scale. First cells, which only the download has, install the book's library
or say how (``library_wheel``).

It holds on to ``_sources``, where Sphinx puts what a page is made from, to the folder into
which MyST-NB writes notebooks, and to its cache. Without this extension, the button gives the
notebook as it is: MyST, which only an extension of JupyterLab reads.
"""

import re
from pathlib import Path
from xml.etree import ElementTree

import nbformat
from inline_figures import HREF, SVG, compact, drop, scoured
from jupyter_cache import get_cache
from library_wheel import first_cells
from plain_markdown import Writer, word_cells

WIDGET = "application/vnd.jupyter.widget-view+json"
KEPT = ("kernelspec", "language_info")
#: What hides a cell's code and its results in Colab, where Jupyter's programs hide them.
HIDDEN = {"source_hidden": {"cellView": "form"}, "outputs_hidden": {"collapsed": True}}
PAPER = "background: #fff"


def light_figure(source: str, prefix: str) -> str:
    """Return a picture of matplotlib's with fewer bytes, on paper: dark hosts have none."""
    root = ElementTree.fromstring(source)
    drop(root, "metadata")
    for image in root.iter(f"{{{SVG}}}image"):
        image.set(HREF, compact(image.attrib[HREF]))
    root.set("style", PAPER)
    ElementTree.register_namespace("", SVG)
    return scoured(ElementTree.tostring(root, encoding="unicode"), prefix)


def code_cell(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a code cell with outputs that need no kernel."""
    for number, output in enumerate(cell.outputs):
        data = output.get("data", {})
        data.pop(WIDGET, None)
        if "image/svg+xml" in data:
            prefix = f"{re.sub('[^a-z0-9]', '', cell.id)}-{number}-"
            data["image/svg+xml"] = light_figure(data["image/svg+xml"], prefix)
        if "metadata" in output:
            output.metadata = {}
    cell.metadata.pop("mystnb", None)  # figures' captions are cells of their own
    for part in cell.metadata.get("jupyter", {}):
        cell.metadata.update(HIDDEN.get(part, {}))
    return cell


def plain(notebook: nbformat.NotebookNode, doctree, writer: Writer) -> None:
    """Change an executed notebook into one whose words are plain Markdown.

    Cells that the page leaves out stay where they are: others may need what they compute.
    """
    cells, names, done = [], word_cells(), 0
    sources = dict(enumerate(notebook.cells))
    for part in writer.parts(doctree):
        if isinstance(part, str):
            cells.append(nbformat.v4.new_markdown_cell(part, id=next(names)))
            continue
        upto = part["cell_index"] + 1
        run = (sources[i] for i in range(done, upto))
        cells += [code_cell(cell) for cell in run if cell.cell_type == "code"]
        done = upto
    rest = (sources[i] for i in range(done, len(sources)))
    cells += [code_cell(cell) for cell in rest if cell.cell_type == "code"]
    notebook.cells = cells
    kept = {key: notebook.metadata[key] for key in KEPT if key in notebook.metadata}
    notebook.metadata = nbformat.from_dict(kept)


def executed(config, pagename: str) -> nbformat.NotebookNode:
    """Return the notebook of a page with what it gave.

    What MyST-NB writes has that only if this build has executed it; the cache has it always,
    unless nothing is executed.
    """
    notebook = nbformat.read(Path(config.output_folder, f"{pagename}.ipynb"), 4)
    try:
        return get_cache(config.execution_cache_path).merge_match_into_notebook(
            notebook
        )[1]
    except KeyError:
        return notebook


def make_download(app, pagename, templatename, context, doctree):
    """Make the notebook of a page that is being written."""
    source = context.get("sourcename", "")
    if doctree is None or app.builder.name != "html" or not source.endswith(".ipynb"):
        return
    base = app.config.html_baseurl
    address = base and base + app.builder.get_target_uri(pagename)
    notebook = executed(app.env.mystnb_config, pagename)
    figure = app.config.numfig_format["figure"]
    writer = Writer(address, app.builder.fignumbers, figure)
    plain(notebook, doctree.deepcopy(), writer)
    title, wheel = app.config.html_title, app.config.wheel_address
    language = app.edition.language.partition("_")[0]
    notebook.cells[:0] = first_cells(notebook, title, wheel, language)
    path = Path(app.doctreedir, "downloads", source)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def give_downloads(app, exception):
    """Put the notebooks where the pages' sources were."""
    made = Path(app.doctreedir, "downloads")
    if exception is None and app.builder.name == "html":
        for path in sorted(made.rglob("*.ipynb")):
            place = Path(app.outdir, "_sources", path.relative_to(made))
            if place.exists():  # pages may have been renamed
                place.write_bytes(path.read_bytes())


def setup(app):
    """Connect to each page, and to the end of the build."""
    app.setup_extension("library_wheel")
    app.connect("html-page-context", make_download)
    app.connect("build-finished", give_downloads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
