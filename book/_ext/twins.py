"""The editions of the book know one another: English, and one for each language of `locale/`.

An edition has a folder of its own below the English one, ``zh`` for `zh_CN`, with the same
pages in it; `tools/languages.py` puts it there. Each page gets

- in its header a switch to its twins: plain links, which ``twins.js`` gives the reader's
  place on the page and the explorers that the reader has changed;
- where the address of the book is known (``BOOK_URL``), its twins' addresses for search
  engines, which take no relative ones; without it, they find the switch;
- on the first page an offer, in the language of the other edition: ``first.js`` shows it
  to those whose browser asks for that language first.

It holds on to the theme's ``article_header_end``, and to Babel's names of languages. Without
this extension, nothing leads from one edition to another.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.messages.pofile import read_po

SOURCE = "en"


class Edition(NamedTuple):
    """The book in one language."""

    language: str  #: as Sphinx calls it, ``zh_CN``

    @property
    def tag(self) -> str:
        """What browsers call the language: ``zh-CN``."""
        return self.language.replace("_", "-")

    @property
    def folder(self) -> str:
        """Where it lies in the English edition, with a slash: ``zh/``."""
        return "" if self.language == SOURCE else self.language.partition("_")[0] + "/"

    @property
    def name(self) -> str:
        """What its readers call the language."""
        return Locale.parse(self.language).get_language_name()


def editions(root: Path) -> list[Edition]:
    """Return the editions of the book in a folder, the English one first."""
    found = sorted(path.parent.name for path in root.glob("locale/*/LC_MESSAGES"))
    return [Edition(SOURCE), *map(Edition, found)]


def way(here: Edition, there: Edition) -> str:
    """Return the way from the folder of one edition to that of another.

    >>> way(Edition("zh_CN"), Edition("en"))
    '../'
    """
    return ("../" if here.folder else "") + there.folder


def words_of(root: Path, edition: Edition) -> Callable[[str], str]:
    """Return what translates into the language of an edition, which is not that of the build."""
    path = root / "locale" / edition.language / "LC_MESSAGES" / "convlib.po"
    if not path.exists():
        return str
    with path.open("rb") as file:
        said = {m.id: m.string for m in read_po(file) if m.string and not m.fuzzy}
    return lambda words: said.get(words, words)


def know(app, config):
    """Know which editions there are, and what the others say."""
    root, own = Path(app.srcdir), Edition(config.language)
    app.edition = own
    app.twins = {
        twin: words_of(root, twin)
        for twin in editions(root)
        if twin.folder != own.folder
    }


def connect(app, pagename, templatename, context, doctree):
    """Give a page what its templates say of its twins."""
    if app.builder.name != "html":
        return
    # From an address that is not there, no way leads to its twin.
    page = app.config.root_doc if pagename == "404" else pagename
    address = app.builder.get_target_uri(page)
    context["edition_folder"] = app.edition.folder
    context["twins"] = [
        {
            "href": context["content_root"] + way(app.edition, twin) + address,
            "gettext": gettext,
            "name": twin.name,
            "tag": twin.tag,
        }
        for twin, gettext in app.twins.items()
    ]
    if pagename == app.config.root_doc:
        offer = app.builder.templates.render("offer-edition.html", context)
        context["body"] = context["body"].replace("</h1>", f"</h1>{offer}", 1)


def setup(app):
    """Connect to the configuration, which has its language then, and to each page."""
    app.connect("config-inited", know, priority=90)
    app.connect("html-page-context", connect, priority=90)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
