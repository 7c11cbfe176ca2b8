"""Find Firefox, WebKit and a desktop without a screen for `make engines`, or say how.

Run as a program, it says which are there. It installs nothing.
"""

import shutil
import sys

PROGRAMS = {
    "firefox-esr": "Firefox",
    "WebKitWebDriver": "WebKit, with its MiniBrowser",
    "Xvfb": "a display in memory",
    "openbox": "a window manager: without one a page in WebKit has no focus",
}

HELP = """\
`make engines` drives the real Firefox and the real WebKit. Not found: {}.
On Debian or Ubuntu, as root:
  apt-get install firefox-esr webkit2gtk-driver xvfb openbox
Elsewhere install the programs of these names; all that is needed is that they are found."""


def missing() -> list[str]:
    """Return the programs that are not there."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def main() -> None:
    """End with an error that names what is missing and how to install it."""
    if names := missing():
        sys.exit(HELP.format(", ".join(names)))
    print("Engines for the tests:", ", ".join(map(str, map(shutil.which, PROGRAMS))))


if __name__ == "__main__":
    main()
