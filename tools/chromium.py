"""Find a Chromium for the browser tests, or install one, or say how.

Run as a program, it prints the path of the browser. `$CHROMIUM` names one by hand.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The first is Chromium without windows: tests take a fifth less of the processor in it.
NAMES = [
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
]
PACKAGES = NAMES[:2]  # Debian's; others have the second only
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]

HELP = """\
No Chromium or Chrome was found, and none could be installed: the browser tests cannot run.
Install one and run this again, in any of these ways:
  Debian, Ubuntu (as root)   apt-get install chromium
  Fedora (as root)           dnf install chromium
  macOS                      brew install --cask chromium
  anywhere                   .venv/bin/playwright install --with-deps chromium
or name the one you have: CHROMIUM=/path/to/chrome make test"""


def named() -> str | None:
    """Return the browser that `$CHROMIUM` names; naming a missing one is an error."""
    name = os.environ.get("CHROMIUM")
    if not name:
        return None
    path = shutil.which(name)
    if path is None:
        sys.exit(f"CHROMIUM={name} is not a program that can be run")
    return path


def installed() -> str | None:
    """Return a Chromium or Chrome of this machine."""
    candidates = [shutil.which(name) for name in NAMES] + PLACES
    return next((path for path in candidates if path and os.path.exists(path)), None)


def playwrights_own() -> str | None:
    """Return the browser that Playwright downloaded for itself."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find() -> str | None:
    """Return the path of a browser that is there."""
    return named() or installed() or playwrights_own()


def succeeds(*command: str) -> bool:
    """Run a command, its output going to stderr."""
    print("$", *command, file=sys.stderr)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.call(command, stdout=sys.stderr, env=environment) == 0


def install() -> None:
    """Install a browser: Debian's package as root, else Playwright's download."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if is_root and shutil.which("apt-get"):
        install = ("apt-get", "install", "--quiet", "--yes")
        updated = succeeds("apt-get", "update", "--quiet")
        if updated and any(succeeds(*install, package) for package in PACKAGES):
            return
    succeeds(sys.executable, "-m", "playwright", "install", "chromium")


def main() -> None:
    """Print the browser's path, after installing it if need be."""
    path = find()
    if path is None:
        install()
        path = find()
    sys.exit(HELP) if path is None else print(f"Browser for the tests: {path}")


if __name__ == "__main__":
    main()
