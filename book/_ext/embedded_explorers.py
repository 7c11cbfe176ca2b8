"""The page that other people's pages frame: one explorer of the book and nothing else.

The button *Embed* of an explorer gives the code of a frame that shows ``embed.html``, with the
name of the page and a link to the state in its address (``convlib/widgets/src/embed.js``). What
explorers a page has lies beside it, in ``_embedded``: a script for each page, since a page
opened from disk may read nothing else.

The page is no part of the book: neither search nor a map of the book's pages names it, and it
is written after ``page_files`` has made the others lean, since what it loads depends on its
address. It holds on to the state that an explorer stores with its page. Without this
extension, frames show a page that is not there.
"""

import json
from html import escape
from pathlib import Path

from explorer_scripts import FOLDER
from opened_explorers import stored_texts
from sphinx.locale import _

from convlib.widgets import hosts

NAME = "embed.html"
STATES = "_embedded"
PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="data:,">
{styles}
</head>
<body>
<main></main>
<noscript>{without}</noscript>
{scripts}
</body>
</html>
"""


def described(title: str, book: str, texts: dict[str, list[str]]) -> str:
    """Return the script of a page: its name, and what explorers it has."""
    kinds = {
        kind: {"files": files_of(kind), "states": states}
        for kind, states in texts.items()
    }
    said = json.dumps(
        {"title": title, "book": book, "kinds": kinds}, separators=(",", ":")
    )
    return f"convlibEmbedded={said};\n"


def files_of(kind: str) -> list[str]:
    """Return what shows a kind, beside what all need: styles, words, and its script."""
    shared = [path.name for path in hosts.styles()]
    paths = [*hosts.styles(kind), *hosts.packs(kind), *hosts.scripts(kind, host=None)]
    core = {*shared, f"{hosts.CORE}.css", f"{hosts.CORE}.js"}
    return [path.name for path in paths if path.name not in core]


def page(language: str, title: str) -> str:
    """Return the page, which is the same for all explorers."""
    place = f"_static/{FOLDER}/"
    styles = ("colours", hosts.CORE, hosts.ALONE)
    scripts = (hosts.CORE, "embed")
    return PAGE.format(
        language=language,
        title=escape(title),
        styles="\n".join(
            f'<link rel="stylesheet" href="{place}{name}.css">' for name in styles
        ),
        scripts="\n".join(
            f'<script src="{place}{name}.js"></script>' for name in scripts
        ),
        without=escape(_("This picture needs JavaScript.")),
    )


def take_away(app):
    """Take away what the build before has written: it is not to be made lean."""
    Path(app.outdir, NAME).unlink(missing_ok=True)


def store(app, pagename, templatename, context, doctree):
    """Write the script of a page that has explorers."""
    if app.builder.name != "html" or doctree is None:
        return
    texts: dict[str, list[str]] = {}
    for kind, text in stored_texts(doctree):
        texts.setdefault(kind, []).append(text)
    if not texts:
        return
    path = Path(app.outdir, STATES, f"{pagename}.js")
    path.parent.mkdir(parents=True, exist_ok=True)
    title = app.env.titles[pagename].astext()
    path.write_text(described(title, app.config.html_title, texts), encoding="utf-8")


def write(app, exception):
    """Write the page."""
    if exception is None and app.builder.name == "html":
        language = app.config.language.replace("_", "-")
        text = page(language, app.config.html_title)
        Path(app.outdir, NAME).write_text(text, encoding="utf-8")


def setup(app):
    """Connect to each page, and to the build's beginning and end."""
    app.connect("builder-inited", take_away)
    app.connect("html-page-context", store)
    app.connect("build-finished", write, priority=940)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
