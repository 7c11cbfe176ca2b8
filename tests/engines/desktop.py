"""A desktop without a screen."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def desktop() -> Iterator[None]:
    """A display in memory with a window manager, so that windows get the focus."""
    screen = ["-displayfd", "1", "-screen", "0", "1600x1400x24", "-nolisten", "tcp"]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    display = subprocess.Popen(["Xvfb", *screen], **quiet)
    os.environ["DISPLAY"] = f":{display.stdout.readline().strip()}"
    # It says so as soon as it manages windows.
    manager = subprocess.Popen(["openbox", "--startup", "echo manages"], **quiet)
    assert any("manages" in line for line in manager.stdout)
    try:
        yield
    finally:
        for process in (manager, display):
            process.terminate()
            process.wait()
            process.stdout.close()
