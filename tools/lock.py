"""Write requirements.txt: the newest versions that fit, for every platform at once.

`uv` chooses them from the dependency groups of pyproject.toml. Which package index it asks
is a matter of the machine that runs it and does not get into the file.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADER = """\
# The complete environment in exact versions, this project included.
# Made by `make lock` from pyproject.toml: do not edit by hand.
-e .
"""
RESOLVE = [
    *("uv", "pip", "compile", "pyproject.toml", "--upgrade", "--quiet"),
    *("--group", "book", "--group", "test"),
    *("--universal", "--python-version", "3.11", "--fork-strategy", "fewest"),
    *("--no-header", "--no-annotate"),
]


def main() -> None:
    """Install uv if it is not there, resolve, write the file."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "uv"]
    subprocess.run(pip, check=True)
    command = [sys.executable, "-m", *RESOLVE]
    pins = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    (ROOT / "requirements.txt").write_text(HEADER + pins.stdout, newline="\n")


if __name__ == "__main__":
    main()
