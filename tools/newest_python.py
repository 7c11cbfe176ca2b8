"""Print the newest Python of this machine that can make the environment.

It looks at each `python3.N` on the ``PATH`` and at all that pyenv has installed. Without
any, it is the Python that runs this program.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# Its version; nothing if it is no release, or if it cannot make environments.
ASK = """
import ensurepip, sys, venv
if sys.version_info.releaselevel == "final":
    print(*sys.version_info[:3])
"""


def named() -> list[Path]:
    """Return the Pythons on the ``PATH`` whose names say their version."""
    folders = [Path(name) for name in os.environ.get("PATH", "").split(os.pathsep)]
    return [
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.iterdir()
        if re.fullmatch(r"python3\.\d+(\.exe)?", path.name)
    ]


def of_pyenv() -> list[Path]:
    """Return the Pythons that pyenv has installed."""
    if not (pyenv := shutil.which("pyenv")):
        return []
    asked = subprocess.run([pyenv, "root"], check=True, capture_output=True, text=True)
    return [*Path(asked.stdout.strip(), "versions").glob("3.*/bin/python")]


def version(python: Path) -> tuple[int, ...]:
    """Return a Python's version, () if it cannot be used."""
    try:
        asked = subprocess.run(
            [python, "-c", ASK], check=False, capture_output=True, text=True
        )
    except OSError:
        return ()
    return tuple(map(int, asked.stdout.split())) if asked.returncode == 0 else ()


def newest() -> Path:
    """Return the newest one; of equal ones the first."""
    return max([Path(sys.executable), *named(), *of_pyenv()], key=version)


if __name__ == "__main__":
    print(newest())
