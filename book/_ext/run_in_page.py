"""Run this page: a notebook's page can run its cells itself, in the reader's browser.

Below its title stands a button. Who presses it is told what is loaded then, from where and
how much: Pyodide, which is Python made for browsers, NumPy, and from the book's own folder
this library and what drives the cells. Until then nothing of it is asked for.

The scripts lie in ``_static/run`` and are loaded by the button, ``_static/run.js``. What
else it needs is written there when the build ends: ``python.zip``, the library with
``book/_run`` and the parts of traitlets and IPython that these use, and for each page its
cells, with a digest of what each has shown, so that the page can tell what differs.

In the environment of the build, ``PYODIDE_URL`` is the address of a copy of Pyodide of
one's own, a folder that holds ``pyodide.mjs`` and its packages, relative to the book or
full; ``RUN_IN_PAGE=off`` leaves all of this out. Where a site has a
Content-Security-Policy, it must allow ``script-src 'self' 'wasm-unsafe-eval'`` and
``worker-src 'self'``, and the address of Pyodide in ``script-src`` and ``connect-src``.

It holds on to the executed notebooks that MyST-NB writes, in ``mystnb_config``'s
``output_folder``, and to the order of their cells in the pages: a page with another number
of cells is a warning. Without this extension, a notebook runs in Jupyter only.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from html import escape
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import nbformat
from results import digest
from sphinx.locale import _
from sphinx.util import logging

LOG = logging.getLogger(__name__)

#: Newer ones are numbered by their Python. Each hangs in Safari with its defaults, which
#: ``python.js`` changes.
PYODIDE = "https://cdn.jsdelivr.net/pyodide/v0.29.5/full/"
FOLDER = "run"  # below _static
#: What cells may import besides NumPy, by what the cells say.
IMPORTS = {
    "matplotlib": re.compile(
        r"^(?:from|import) (?:matplotlib|convlib.*figures)", re.MULTILINE
    ),
    "scipy": re.compile(r"^\s*(?:from|import) scipy", re.MULTILINE),
}
#: The parts of the environment that the page needs, where they lie, and as what.
PARTS = {"traitlets": ("traitlets", "traitlets"), "IPython.lib": ("pretty.py", "")}
CELL = re.compile(r'<div class="cell[ "]')
PLACE = """\
</h1>
<div class="run-page" data-cells="{cells}" data-python="{python}" \
data-packages="{packages}"><button type="button">{button}</button>\
<p role="status" hidden>{disk}</p></div>"""


def is_on() -> bool:
    """Tell whether pages can be run."""
    return os.environ.get("RUN_IN_PAGE", "on") != "off"


def python_for(pathto: Callable[[str, int], str]) -> str:
    """Return the address of Pyodide as a page names it."""
    address = (os.environ.get("PYODIDE_URL") or PYODIDE).rstrip("/") + "/"
    is_full = "://" in address or address.startswith("/")
    return address if is_full else pathto(address, 1)


def notebook_of(app, pagename: str) -> Path:
    """Return where the executed notebook of a page is, if it has one."""
    return Path(app.env.mystnb_config.output_folder, f"{pagename}.ipynb")


def cells_of(path: Path) -> list[dict[str, str]]:
    """Return the code of an executed notebook's cells, and digests of their outputs."""
    cells = nbformat.read(path, as_version=4).cells
    return [
        {"code": cell.source, "digest": digest(cell.outputs)}
        for cell in cells
        if cell.cell_type == "code"
    ]


def packages_for(cells: list[dict[str, str]]) -> list[str]:
    """Return what has to be loaded for cells besides the book's own.

    >>> packages_for([{"code": "from convlib import figures"}])
    ['numpy', 'matplotlib']
    """
    code = "\n".join(cell["code"] for cell in cells)
    return ["numpy", *(name for name, said in IMPORTS.items() if said.search(code))]


def python_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield what Python needs in the page, and the names that it has there.

    Parameters
    ----------
    root : Path
        The project's folder. Of the explorers' folders, the pages have the scripts.
    """
    own = sorted((root / "book" / "_run").glob("*.py"))
    for path in [*own, root / "book" / "_ext" / "results.py"]:
        yield path, path.name
    for path in sorted((root / "convlib").rglob("*")):
        name = path.relative_to(root)
        is_script = {"static", "src", "node_modules"} & {*name.parts}
        if path.suffix in {".py", ".json", ".mo", ".gz", ".npz"} and not is_script:
            yield path, name.as_posix()
    for package, (part, place) in PARTS.items():
        spec = find_spec(package.partition(".")[0])
        folder = Path(spec.origin).parent.joinpath(*package.split(".")[1:])
        if part.endswith(".py"):
            yield folder / part, part
            continue
        for path in sorted(folder.rglob("*.py")):
            if "tests" not in path.parts:
                yield path, f"{place}/{path.relative_to(folder).as_posix()}"


def pack(root: Path, archive: Path) -> None:
    """Write what Python needs in the page into one file, the same in every build."""
    with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=9) as packed:
        for path, name in python_files(root):
            packed.writestr(ZipInfo(name), path.read_bytes(), ZIP_DEFLATED)


def offer(app, pagename, templatename, context, doctree):
    """Put the button below the title of a notebook's page."""
    is_site = app.builder.name == "html"
    if not is_on() or not is_site or not notebook_of(app, pagename).exists():
        return
    body = context["body"]
    cells = cells_of(notebook_of(app, pagename))
    if len(CELL.findall(body)) != len(cells):
        LOG.warning("run_in_page: %s has not the cells of its notebook", pagename)
        return
    place = PLACE.format(
        cells=context["pathto"](f"_static/{FOLDER}/cells/{pagename}.json", 1),
        python=escape(python_for(context["pathto"])),
        packages=" ".join(packages_for(cells)),
        button=escape(_("Run this page")),
        disk=escape(
            _(
                "A page that lies on your disk cannot run Python: browsers refuse it the "
                "files that this needs. Serve the book's folder, with python -m "
                "http.server for example, and open the page there."
            )
        ),
    )
    context["body"] = body.replace("</h1>", place, 1)


def write(app, exception):
    """Write what the button loads."""
    if exception is not None or app.builder.name != "html":
        return
    folder = Path(app.outdir, "_static", FOLDER)
    if not is_on():
        shutil.rmtree(folder, ignore_errors=True)
        return
    for name in sorted(app.env.found_docs):
        if (notebook := notebook_of(app, name)).exists():
            path = folder / "cells" / f"{name}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(cells_of(notebook)), encoding="utf-8")
    pack(Path(app.srcdir), folder / "python.zip")
    katex = Path(find_spec("sphinxcontrib.katex").origin).with_name("katex.min.js")
    shutil.copy(katex, folder)


def setup(app):
    """Connect to each page and to the end of the build."""
    app.connect("html-page-context", offer)
    # After `page_files`, which takes the words of scripts for names of classes.
    app.connect("build-finished", write, priority=940)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
