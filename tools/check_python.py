"""Say what is missing if this Python cannot make the environment.

Any Python must be able to read this file, also one that is too old.
"""

import sys

NEEDED = (3, 11)

if sys.version_info < NEEDED:
    sys.exit(
        "This book needs Python %d.%d or newer; %s is Python %s. "
        "Name another one: make PYTHON=python3.12 book"
        % (NEEDED + (sys.executable, sys.version.split()[0]))
    )

try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError as error:
    sys.exit(
        "%s cannot make virtual environments (%s). On Debian and Ubuntu: "
        "apt install python3-venv" % (sys.executable, error)
    )
