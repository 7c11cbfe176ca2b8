"""The built book carries its library: a wheel beside its first page, for any Python.

A downloaded notebook installs the library from there, and so may whoever has the book.
No registry has it: what is called ``convlib`` there is somebody else's.

The wheel is built from a copy of the sources, with the setuptools of this environment, and
again only when they change. The same sources make the same bytes.

It holds on to nothing but setuptools, as the installation does. Without this extension, the
notebooks need the folder with the book's sources.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from fresh_outputs import fingerprint, read_stamp
from launch_buttons import published
from sphinx.errors import ExtensionError
from sphinx.locale import _

import convlib

ROOT = Path(__file__).parents[2]
DISTRIBUTION = "convolution-step-by-step"  # as in pyproject.toml
SOURCES = ["convlib", "pyproject.toml", "README.md", "LICENSE"]
NOT_IN_IT = shutil.ignore_patterns("node_modules", "src", "__pycache__")
#: What an extra brings. Who uses it names it, or the extra's module.
EXTRAS = {"figures": "matplotlib", "widgets": "anywidget"}

# Modes and times are not those of this machine: zip knows no time before 1980.
BUILD = """
import os, sys
os.umask(0o022)
from setuptools import build_meta
build_meta.build_wheel(sys.argv[1])
"""
TIME = "315532800"


def wheel_name() -> str:
    """Return the name of the wheel's file."""
    name = DISTRIBUTION.replace("-", "_")
    return f"{name}-{convlib.__version__}-py3-none-any.whl"


def build(folder: Path) -> Path:
    """Build the wheel into a folder, without a network."""
    with TemporaryDirectory() as place:
        source = Path(place)
        shutil.copytree(ROOT / "convlib", source / "convlib", ignore=NOT_IN_IT)
        for name in SOURCES[1:]:
            shutil.copyfile(ROOT / name, source / name)
        command = [sys.executable, "-c", BUILD, str(folder.resolve())]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": TIME}
        options = {"cwd": source, "env": environment, "text": True}
        built = subprocess.run(command, check=False, capture_output=True, **options)
    if built.returncode:
        raise ExtensionError(f"The library's wheel cannot be built:\n{built.stderr}")
    return folder / wheel_name()


def keep_wheel(folder: Path, stamp: Path) -> None:
    """Have the wheel of the sources as they are in a folder, and no other."""
    sources = fingerprint(ROOT, [*SOURCES, "book/_ext/library_wheel.py"])
    if (folder / wheel_name()).exists() and read_stamp(stamp) == sources:
        return
    for old in folder.glob("*.whl"):
        old.unlink()
    build(folder)
    stamp.write_text(sources)


def extras(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the extras that a notebook uses."""
    code = "\n".join(c.source for c in notebook.cells if c.cell_type == "code")
    words = set(re.findall(r"\w+", code))
    return [extra for extra, brought in EXTRAS.items() if words & {extra, brought}]


def requirement(what: str, notebook: nbformat.NotebookNode) -> str:
    """Name the library, or its file, with the extras that a notebook uses."""
    named = ",".join(extras(notebook))
    return f"{what}[{named}]" if named else what


def install(notebook: nbformat.NotebookNode, address: str) -> str:
    """Return code that installs the library from an address, if anything is missing.

    It imports nothing: a library that has been imported stays what it was.
    """
    packages = [EXTRAS[extra] for extra in extras(notebook)]
    also = "".join(f'    version("{package}")\n' for package in packages)
    return f"""\
from importlib.metadata import PackageNotFoundError, version

try:
    assert version("{DISTRIBUTION}") == "{convlib.__version__}"
{also}except (AssertionError, PackageNotFoundError):
    %pip install --quiet "{requirement(DISTRIBUTION, notebook)} @ {address}\""""


def speak(
    notebook: nbformat.NotebookNode, language: str
) -> list[nbformat.NotebookNode]:
    """Return the cell that has explorers speak the language of the book, if one has to."""
    if language == "en" or "widgets" not in extras(notebook):
        return []
    code = f'import convlib.widgets\n\nconvlib.widgets.language("{language}")'
    return [nbformat.v4.new_code_cell(code, id="language")]


def first_cells(
    notebook: nbformat.NotebookNode, title: str, address: str, language: str = "en"
) -> list[nbformat.NotebookNode]:
    """Return the cells that a download begins with: what it needs, and how to get it."""
    words = _(
        'This notebook is a page of the book "{title}".\n'
        "It needs Python 3.11 or newer and the book's library, `convlib`."
    ).format(title=title)
    if address:
        words += "\n\n" + _("The next cell installs it if it is not here.")
        code = install(notebook, address)
        installing = [nbformat.v4.new_code_cell(code, id="install")]
    else:
        words += "\n\n" + _(
            "The library lies in the folder of the built book, beside `index.html`.\n"
            "In that folder:\n\n"
            "```sh\n"
            'pip install jupyterlab "{wheel}"\n'
            "jupyter lab\n"
            "```\n\n"
            "Then open this notebook, wherever it lies."
        ).format(wheel=requirement(f"./{wheel_name()}", notebook))
        installing = []
    needs = nbformat.v4.new_markdown_cell(words, id="needs")
    return [needs, *installing, *speak(notebook, language)]


def know_address(app, config):
    """Know where the wheel will be found, "" if nobody has said it."""
    place = config.book_url or published(config.repository_url)
    config.wheel_address = place and place + app.edition.folder + wheel_name()


def carry_wheel(app, exception):
    """Put the wheel beside the first page."""
    if exception is None and app.builder.format == "html":
        keep_wheel(Path(app.outdir), Path(app.doctreedir, "wheel-of"))


def setup(app):
    """Connect to the configuration, after who reads the addresses, and to the end."""
    app.setup_extension("page_head")
    app.setup_extension("launch_buttons")
    app.add_config_value("wheel_address", "", "html", str)
    app.connect("config-inited", know_address, priority=900)
    app.connect("build-finished", carry_wheel)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
