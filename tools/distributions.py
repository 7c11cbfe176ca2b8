"""Build the source distribution and the wheel, and use both as somebody else would.

From the source distribution, unpacked, the library's tests run; every test of the project
is found there, and the wheel made there is the book's, byte for byte.

Both are installed with pip where nothing else is. What says there that an extra is missing
says how to get it: that is what is done. Figures are also drawn with the Matplotlib that
pages load with Pyodide, which is older. Where there is nothing but a kernel, a download of
the book installs the library from a server, and runs.

Each has a folder of its own, so that nothing comes from this repository. What else they
need, pip fetches as it is set up here.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))
import library_wheel

#: What only this repository needs.
OWN = {".gitignore", ".ci/run"}

#: Quick ones, which need the helpers, the golden files and the package's data.
TESTS = (
    *("axis", "convolve2d", "costs", "kernels", "losses", "shapes", "windows", "nn"),
    *(
        "data",
        "examples",
        "explain",
        "library_wheel",
        "packaging",
        "pooling",
        "widgets",
    ),
)

PLAIN = "import convlib; convlib.data.digits(), convlib.data.timings()"
#: What each extra is for.
USES = {
    "widgets": "import convlib.widgets as w; w.language('zh'); "
    "assert 'zh' in w.SlidingWindow([[1]], [[1]]).to_html() and ord(w.Exercise(1).label[0]) > 255",
    "figures": "import convlib.figures as f; f.grid(None, [[1]])",
}
#: What comes with the Pyodide of the pages. Newer Pythons have no wheel of its Matplotlib.
PYODIDE = ROOT / "convlib/widgets/node_modules/pyodide/pyodide-lock.json"
NEWEST_FOR_PYODIDE = (3, 12)
#: In the folder of the sources, for the one above.
BUILD_WHEEL = """
import sys; sys.path.append("book/_ext")
import pathlib, library_wheel; library_wheel.build(pathlib.Path(".."))
"""
COMMAND = re.compile(r"needs \w+: pip (install .+)")
#: This page draws, and has explorers.
PAGE = "book/computing/single_channel.ipynb"


def tracked() -> list[str]:
    """Return the files that git knows, or would if they were added."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [name for name in listing.stdout.splitlines() if (ROOT / name).exists()]


def run(folder: Path, *arguments: str, quiet: bool = False) -> None:
    """Run this Python in a folder whose packages come first; its failure ends all."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    output = subprocess.DEVNULL if quiet else None
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=folder, check=True, env=environment, stdout=output)


def build_source(folder: Path) -> tuple[Path, Path]:
    """Build the source distribution from a copy of the repository; unpack it, too."""
    source = folder / "source"
    for name in tracked():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    backend = "from setuptools import build_meta as b; b.build_sdist('..')"
    run(source, "-c", backend, quiet=True)
    sdist = next(folder.glob("*.tar.gz"))
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return sdist, folder / sdist.name.removesuffix(".tar.gz")


def check_source(unpacked: Path, wheel: Path) -> None:
    """Fail unless all is there, tests run and the same wheel can be made."""
    missing = {file for file in tracked() if not (unpacked / file).exists()} - OWN
    if missing:
        sys.exit(f"{unpacked.name}.tar.gz is without {', '.join(sorted(missing))}")
    run(unpacked, "-m", "pytest", "--collect-only", "--quiet", "tests", quiet=True)
    run(unpacked, "-m", "pytest", "-q", *(f"tests/test_{t}.py" for t in TESTS))
    run(unpacked, "-c", BUILD_WHEEL)
    if (unpacked.parent / wheel.name).read_bytes() != wheel.read_bytes():
        sys.exit(f"{unpacked.name}.tar.gz makes another {wheel.name}")


class Environment:
    """An environment of its own, in which only pip is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)

    def run(self, *arguments: str, fails: bool = False) -> str:
        """Run its Python, which must succeed, or fail; return what it says."""
        python = self.folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        # Without PYTHONPATH and in its own folder: only what is installed is found.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        done = subprocess.run(
            [str(python), *arguments],
            cwd=self.folder,
            env=environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if bool(done.returncode) is not fails:
            sys.exit(f"python {shlex.join(arguments)}:\n{done.stdout}")
        return done.stdout

    def pip(self, *arguments: str) -> str:
        """Run its pip."""
        return self.run("-m", "pip", "--disable-pip-version-check", *arguments)


def check_installed(environment: Environment, sdist: Path, wheel: Path) -> None:
    """Install both, then each extra as it is told where it is missing."""
    environment.pip("install", str(sdist))
    environment.run("-c", PLAIN)
    environment.pip("install", "--force-reinstall", "--no-deps", str(wheel))
    environment.run("-c", PLAIN)
    for extra, use in USES.items():
        said = COMMAND.search(environment.run("-c", use, fails=True))
        if not said:
            sys.exit(f"Nothing says how to install what {extra} need")
        environment.pip(*shlex.split(said[1]))
        environment.run("-c", use)
    everything = environment.pip("install", "--dry-run", f"{wheel}[all]")
    if re.search("would install (?!convolution)", everything, re.IGNORECASE):
        sys.exit(f"The extras do not bring all:\n{everything}")


def check_figures_of_pages(environment: Environment) -> None:
    """Draw with the Matplotlib that pages load, where this Python can have it."""
    if sys.version_info[:2] > NEWEST_FOR_PYODIDE:
        return
    packages = json.loads(PYODIDE.read_text(encoding="utf-8"))["packages"]
    version = packages["matplotlib"]["version"]
    environment.pip("install", "--only-binary=matplotlib", f"matplotlib=={version}")
    environment.run("-c", USES["figures"])


class Server(SimpleHTTPRequestHandler):
    """Serve a folder, and remember what was asked for."""

    asked: ClassVar[list[str]] = []

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing."""
        self.asked.append(self.path)


def check_download(environment: Environment, wheel: Path) -> None:
    """Have a download install the library from a server, and run all of it."""
    environment.pip("install", "ipykernel")
    prefix = str(environment.folder)
    environment.run("-m", "ipykernel", "install", "--prefix", prefix, "--name", "empty")
    os.environ["JUPYTER_PATH"] = str(environment.folder / "share" / "jupyter")
    handler = partial(Server, directory=wheel.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/{wheel.name}"
        notebook = nbformat.read(ROOT / PAGE, as_version=4)
        notebook.cells[:0] = library_wheel.first_cells(notebook, "A book", address)
        resources = {"metadata": {"path": prefix}}
        NotebookClient(
            notebook, timeout=300, kernel_name="empty", resources=resources
        ).execute()
        server.shutdown()
    if Server.asked != [f"/{wheel.name}"]:
        sys.exit(f"The download asked for {Server.asked}")


def main() -> None:
    """Build, compare and use."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        served = folder / "served"
        served.mkdir()
        wheel = library_wheel.build(served)
        sdist, unpacked = build_source(folder)
        check_source(unpacked, wheel)
        installed = Environment(folder / "installed")
        check_installed(installed, sdist, wheel)
        check_figures_of_pages(installed)
        check_download(Environment(folder / "empty"), wheel)


if __name__ == "__main__":
    main()
