"""What a host loads to show elements: scripts and styles that `make bundle` has made.

Each kind has its own, and all of them need those of the core. In Jupyter a widget brings
both; a page of the book loads those of the kinds that it shows; a page with one element
and nothing else holds all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

STATIC = Path(__file__).parent / "static"
COLOURS, CORE, BOOK, ALONE, JUPYTER = "colours", "core", "book", "alone", "jupyter"
SHARE = "share"

PAGE = """\
<!doctype html>
<html lang="{language}"{theme}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
{style}
</style>
</head>
<body>
{element}
{scripts}
</body>
</html>
"""


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
    return _there(
        STATIC / f"{kind}-{part}.js" for kind in (SHARE, *kinds) for part in parts
    )


def packs(*kinds: str) -> list[Path]:
    """Return what these kinds say in all languages but English."""
    return sorted(
        path for part in (CORE, *kinds) for path in STATIC.glob(f"{part}.*.js")
    )


@cache
def module(kind: str) -> str:
    """Return the module that anywidget imports to show a kind, in every language."""
    paths = [*scripts(kind, host=JUPYTER), *later(kind), *packs(kind)]
    return _joined(paths) + "export default { render: convlibExplorers.render };\n"


@cache
def style(kind: str) -> str:
    """Return the style sheet that anywidget adds to show a kind."""
    return _joined([*styles(kind), STATIC / f"{JUPYTER}.css"])


def page(kind: str, element: str, *, title: str, theme: str, language: str) -> str:
    """Return a page that shows an element of this kind and nothing else.

    It asks for no other file.  ``theme`` is "light", "dark", or "auto" for the reader's.
    """
    paths = [*scripts(kind, language=language), *later(kind), STATIC / f"{ALONE}.js"]
    return PAGE.format(
        language=language,
        theme="" if theme == "auto" else f' data-theme="{theme}"',
        title=escape(title),
        style=_joined([*styles(kind), STATIC / f"{ALONE}.css"]),
        element=element,
        scripts="\n".join(f"<script>{_joined([path])}</script>" for path in paths),
    )


def inlined(*kinds: str, language: str) -> str:
    """Return styles and scripts that show these kinds on a page, in the page itself."""
    script = _joined([*scripts(*kinds, language=language), *later(*kinds)])
    return f"<style>{_joined(styles(*kinds))}</style><script>{script}</script>"


def _joined(paths: Iterable[Path]) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in paths)


def _there(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.exists()]
