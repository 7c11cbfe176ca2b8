"""The words that readers see: English, or those of a catalogue.

Which ones, `speak` says; until then, `CONVLIB_WORDS` in the environment, which names a
compiled catalogue. Those of the library itself, `words.LANGUAGE.mo`, `make messages` writes.
Messages of errors and docstrings are not among these words.

A message is a whole sentence with its numbers as ``{name}``, never put together from
parts: ``_("{count} of {all} windows").format(count=2, all=3)``.  `make messages` finds them
by the names `_` and `ngettext`, by `N_`, which names a message that is said later, and in
the comments of explorers' programs.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["LANGUAGES", "N_", "_", "ngettext", "speak", "speaking", "spoken"]

LANGUAGES = ("en", "zh")
FOLDER = Path(__file__).parent


def _catalogue(name: str | None = None) -> gettext.NullTranslations:
    name = name or os.environ.get("CONVLIB_WORDS")
    if not name:
        return gettext.NullTranslations()
    with open(name, "rb") as file:
        return gettext.GNUTranslations(file)


_language = ""
_words = _catalogue()


def _(message: str) -> str:
    return _words.gettext(message)


def N_(message: str) -> str:
    """Return a message as it is: whoever says it takes `_` then, in the language of then."""
    return message


def ngettext(one: str, many: str, count: int) -> str:
    """Return the first message if the count is one, the second otherwise, translated."""
    return _words.ngettext(one, many, count)


def speak(language: str) -> None:
    """Take the words of one of the `LANGUAGES` from now on; "" takes those of before."""
    global _language, _words
    own = str(FOLDER / f"words.{language}.mo") if language else None
    _words = gettext.NullTranslations() if language == "en" else _catalogue(own)
    _language = language


def spoken() -> str:
    """Return the language that has been chosen, "" as long as none has."""
    return _language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language meanwhile."""
    global _language, _words
    before = _language, _words
    speak(language)
    try:
        yield
    finally:
        _language, _words = before
