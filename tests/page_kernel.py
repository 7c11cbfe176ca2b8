"""The Python of "Run this page" in a Python of this machine, which has NumPy.

It is what pages run, with the same stand-ins for anywidget and ipywidgets; only the Python
that runs it is another one.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import run_in_page

ROOT = Path(__file__).parent.parent
# A line in is a request, or null for a new session; a line out is the messages of that.
PROGRAM = """
import json
import sys
from importlib.machinery import PathFinder

found, without = PathFinder.find_spec, sys.argv[1:]
PathFinder.find_spec = lambda name, *more: (
    None if name.partition(".")[0] in without else found(name, *more))
sys.stdout, out = sys.stderr, sys.stdout

from page_python import Session

for line in sys.stdin:
    if line.strip() == "null":
        messages = []
        session = Session(messages.append)
    else:
        session.handle(line)
    print("[" + ",".join(messages) + "]", file=out, flush=True)
    messages.clear()
"""


class Kernel:
    """A session that is asked as the page asks."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, request: dict[str, Any] | None) -> list[dict[str, Any]]:
        """Return the messages that follow a request; None begins a new session."""
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def run(
        self, code: str, scope: str | None = None, cell: int = 0
    ) -> list[dict[str, Any]]:
        """Return what running a cell gives."""
        return self.ask({"type": "run", "cell": cell, "code": code, "scope": scope})


@contextmanager
def started(folder: Path, *without: str) -> Iterator[Kernel]:
    """Start a kernel in a folder that holds what a page has; some packages are hidden."""
    run_in_page.pack(ROOT, folder / "python.zip")
    with ZipFile(folder / "python.zip") as archive:
        archive.extractall(folder)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *without],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        text=True,
    )
    try:
        yield Kernel(process)
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


#: What `worker.js` needs of Pyodide, over a kernel that answers at its address.
PYODIDE = """
export async function loadPyodide({ indexURL }) {
    const ask = (text) => {
        const request = new XMLHttpRequest();
        request.open("POST", indexURL, false);
        request.send(text);
        return JSON.parse(request.responseText);
    };
    const Session = (tell) => {
        ask("null");
        return { handle: (text) => ask(text).forEach((message) => tell(JSON.stringify(message))) };
    };
    const loadedPackages = {};
    return {
        loadedPackages,
        loadPackage: async (name) => { loadedPackages[name] = "here"; },
        unpackArchive() {},
        pyimport: () => ({ Session }),
    };
}
"""


@contextmanager
def served_as_pyodide(kernel: Kernel) -> Iterator[str]:
    """Answer a page's worker with a kernel; the address is what the page takes for it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(PYODIDE, "text/javascript")

        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(json.dumps(kernel.ask(json.loads(request))), "application/json")

        def answer(self, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
