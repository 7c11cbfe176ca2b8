"""The words that readers see: English, or those of a catalogue.

`CONVLIB_WORDS` in the environment names a compiled catalogue (``convlib.mo``), which holds
until the program ends.  Messages of errors and docstrings are not among these words.

A message is a whole sentence with its numbers as ``{name}``, never put together from
parts: ``_("{count} of {all} windows").format(count=2, all=3)``.  `make messages` finds them
by the names `_` and `ngettext`.
"""

from __future__ import annotations

import gettext
import os

__all__ = ["_", "ngettext"]


def _catalogue() -> gettext.NullTranslations:
    name = os.environ.get("CONVLIB_WORDS")
    if not name:
        return gettext.NullTranslations()
    with open(name, "rb") as file:
        return gettext.GNUTranslations(file)


_words = _catalogue()
_, ngettext = _words.gettext, _words.ngettext
