"""Arrays as the book prints them.

NumPy names the type of an array that is not the usual one. The whole numbers of this
library have 64 bits, which is usual where the book is built, and not in pages: there the
usual ones have 32.
"""

import re
from typing import Any

import pretty

TYPE = re.compile(r",\s+dtype=int64\)$")


def install() -> None:
    """Have values printed like that."""
    pretty.for_type_by_name("numpy", "ndarray", _printed)


def _printed(array: Any, printer: Any, cycle: bool) -> None:
    with printer.group():
        for number, line in enumerate(TYPE.sub(")", repr(array)).splitlines()):
            if number:
                printer.break_()
            printer.text(line)
