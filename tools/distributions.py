"""Build the source distribution and the wheel, and use both as somebody else would.

From the source distribution, unpacked, the library's tests run; every test of the project
is found there. The wheel, unpacked, is imported. Each in a folder of its own, so that
nothing comes from this repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: What only this repository needs.
OWN = {".gitignore", ".ci/run"}

#: Quick ones, which need the helpers, the golden files and the package's data.
TESTS = ("data", "examples", "nn", "pooling", "widgets")

USED = """
import convlib
convlib.data.digits(), convlib.data.timings(), convlib.examples.tiny_cnn
convlib.figures.grid(None, [[1]])
print(convlib.widgets.SlidingWindow([[1]], [[1]]))
"""


def build(folder: Path) -> tuple[Path, Path]:
    """Build both from a copy of the repository; return their files."""
    source = folder / "source"
    for name in tracked():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    backend = "from setuptools import build_meta as b; b.build_sdist('..'); "
    run(source, "-c", backend + "b.build_wheel('..')", quiet=True)
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


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


def main() -> None:
    """Build, compare and use."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sdist, wheel = build(folder)
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        unpacked = folder / sdist.name.removesuffix(".tar.gz")
        missing = {file for file in tracked() if not (unpacked / file).exists()} - OWN
        if missing:
            sys.exit(f"{sdist.name} is without {', '.join(sorted(missing))}")
        run(unpacked, "-m", "pytest", "--collect-only", "--quiet", "tests", quiet=True)
        run(unpacked, "-m", "pytest", "-q", *(f"tests/test_{t}.py" for t in TESTS))
        installed = folder / "installed"
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(installed)
        run(installed, "-c", USED)


if __name__ == "__main__":
    main()
