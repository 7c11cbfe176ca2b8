"""What the paper says besides the book, in the book's language.

    python -m paper.words zh

compiles the words for `CONVLIB_WORDS`, and prints where they lie; nothing for English.
"""

import gettext
import io
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]


def catalogue(language: str) -> Path | None:
    """Return the catalogue of a language, as ``zh`` or ``zh-CN`` names it; None if none is there."""
    wanted = language.replace("-", "_")
    found = (ROOT / "locale").glob(f"{wanted}*/LC_MESSAGES/convlib.po")
    return next(iter(sorted(found)), None)


def words(language: str) -> gettext.NullTranslations:
    """Return the words of a language: English where nothing is translated."""
    path = catalogue(language)
    if path is None:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def main(language: str) -> None:
    """Compile the words of a language, and say where they lie."""
    if language == "en":
        return
    path = catalogue(language)
    if path is None:
        sys.exit(f"LANGUAGE={language}: locale/ has no words of this language")
    compiled = ROOT / "_build" / "paper" / f"{language}.mo"
    compiled.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as source, compiled.open("wb") as target:
        write_mo(target, read_po(source))
    print(compiled)


if __name__ == "__main__":
    main(sys.argv[1])
