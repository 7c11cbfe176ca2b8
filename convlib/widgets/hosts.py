"""What a host loads to show elements: scripts and styles that `make bundle` has made.

Each kind has its own, and all of them need those of the core. In Jupyter a widget brings
both; a page of the book loads those of the kinds that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
COLOURS, CORE, BOOK = "colours", "core", "book"


def scripts(*kinds: str, language: str = "en", host: str | None = BOOK) -> list[Path]:
    """Return the classic scripts that show these kinds on a page.

    A kind is drawn as soon as the host knows it, so what it says comes before it.
    """
    packs = [STATIC / f"{part}.{language}.js" for part in (CORE, *kinds)]
    names = [*([] if host is None else [host]), *kinds]
    scripts = [STATIC / f"{name}.js" for name in names]
    return [STATIC / f"{CORE}.js", *_there(packs), *scripts]


def styles(*kinds: str) -> list[Path]:
    """Return the style sheets of these kinds: the colours, the core's, their own.

    The colours are all that a page without explorers needs.
    """
    parts = [COLOURS, *([CORE] if kinds else []), *kinds]
    return _there(STATIC / f"{part}.css" for part in parts)


def later(*kinds: str) -> list[Path]:
    """Return the scripts of these kinds that a page loads when a reader asks for them."""
    parts = ("later", "data")
    return _there(STATIC / f"{kind}-{part}.js" for kind in kinds for part in parts)


def packs(*kinds: str) -> list[Path]:
    """Return what these kinds say in all languages but English."""
    return sorted(
        path for part in (CORE, *kinds) for path in STATIC.glob(f"{part}.*.js")
    )


@cache
def module(kind: str) -> str:
    """Return the module that anywidget imports to show a kind, in every language."""
    paths = [*scripts(kind, host=None), *later(kind), *packs(kind)]
    texts = (path.read_text(encoding="utf-8") for path in paths)
    return "".join(texts) + "export default { render: convlibExplorers.render };\n"


@cache
def style(kind: str) -> str:
    """Return the style sheet of a kind with that of the core."""
    return "".join(path.read_text(encoding="utf-8") for path in styles(kind))


def _there(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.exists()]
