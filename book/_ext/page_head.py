"""What a page says of itself to whoever links to it: Open Graph data.

The description is that of the page's own metadata::

    {"myst": {"html_meta": {"description": "One sentence."}}}

A book is a folder that may lie anywhere, so its addresses are relative. Whoever knows
where it will lie says so when it is built, and the addresses in the data are full ones,
as the protocol wants them::

    BOOK_URL=https://example.org/convolution/ make book

``sphinxext-opengraph`` cannot do this: it cuts a description out of the page's text instead
of taking the page's own, leaves out the pages that Sphinx makes, and writes addresses that
lead nowhere where the book's is not known.

That address makes it the pages' canonical one, too, and names a page's twins in the other
editions to search engines. They take full addresses only, so without one they are left to
find the switch in the header. Search engines leave out the pages `UNLISTED`.

It holds on to ``metatags``, the place for such data in Sphinx's templates; a test looks for
the data in every page. Without this extension, links to the book come without a picture,
and the index and the search page without a description.
"""

import os
import re
from html import escape
from pathlib import Path

from sphinx.locale import _
from twins import SOURCE, Edition, editions

CARD = "card.png"
CARD_SIZE = (1200, 630)
#: Open Graph's names of languages, where they are more than Sphinx's.
LOCALES = {"en": "en_GB"}
#: Pages that nobody looks for in a search engine.
UNLISTED = ("genindex", "search")
DESCRIPTION = re.compile(r'<meta content="([^"]*)" name="description"')


def generated() -> dict[str, tuple[str, str]]:
    """Return title and description of the pages that Sphinx makes."""
    index = _(
        "All terms, in English and Chinese, and all functions, in alphabetical order."
    )
    search = _("Where in the book a word stands, English or Chinese.")
    return {"genindex": (_("Index"), index), "search": (_("Search"), search)}


def tags(properties: dict[str, str]) -> str:
    """Write properties as ``meta`` elements."""
    return "".join(
        f'\n<meta property="{name}" content="{escape(value)}" />'
        for name, value in properties.items()
    )


def locale_of(edition: Edition) -> str:
    """Return Open Graph's name of a language."""
    return LOCALES.get(edition.language, edition.language)


def card_of(app) -> str:
    """Return the picture of links in the edition's language, or else the English one."""
    own = f"card.{app.edition.language}.png"
    return own if Path(app.srcdir, "book", "_static", own).exists() else CARD


def alternates(app, page: str) -> str:
    """Return the links to a page, given by its address in an edition, in all languages."""
    found = {e.tag: e for e in editions(Path(app.srcdir))}
    return "".join(
        f'\n<link rel="alternate" hreflang="{tag}" href="{app.config.book_url}{e.folder}{page}" />'
        for tag, e in (found | {"x-default": found[SOURCE]}).items()
    )


def describe(app, pagename, templatename, context, doctree):
    """Add the data to a page that has a description."""
    title = context.get("title")
    if pagename in generated():
        title, sentence = generated()[pagename]
        context["metatags"] = f'<meta content="{sentence}" name="description" />'
    if pagename in UNLISTED:
        context["metatags"] += '\n<meta name="robots" content="noindex" />'
    found = DESCRIPTION.search(context.get("metatags", ""))
    if not found:
        return
    base = app.config.html_baseurl
    width, height = CARD_SIZE
    image = f"_static/{card_of(app)}"
    properties = {
        "og:type": "article",
        "og:site_name": app.config.html_title,
        "og:title": re.sub(r"<[^>]+>", "", title),
        "og:locale": locale_of(app.edition),
        "og:image": base + image if base else context["pathto"](image, 1),
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": _("An image of 5 by 5 numbers, a kernel, and the output."),
    }
    page = app.builder.get_target_uri(pagename)
    if base:
        properties["og:url"] = base + page
        context["metatags"] += alternates(app, page)
    description = f'\n<meta property="og:description" content="{found[1]}" />'
    others = (tags({"og:locale:alternate": locale_of(twin)}) for twin in app.twins)
    context["metatags"] += tags(properties) + "".join(others) + description


def know_address(app, config):
    """Take the address that the book will have from the environment."""
    address = os.environ.get("BOOK_URL", "")
    config.book_url = address and address.rstrip("/") + "/"
    config.html_baseurl = config.book_url and config.book_url + app.edition.folder


def setup(app):
    """Connect to the configuration and to each page."""
    app.setup_extension("twins")
    app.add_config_value("book_url", "", "html", str)
    app.connect("config-inited", know_address)
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
