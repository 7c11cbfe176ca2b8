"""The book in another language: what Sphinx's translation of prose does not reach.

A language is a folder of catalogues, `locale/LANGUAGE/LC_MESSAGES`: one for each page, with
its path, and `convlib.po` for what no page has for itself; `make messages` keeps them up to
date. With a page's catalogue Sphinx replaces its prose. This extension takes from the same
one the words in a notebook's code cells, before they are executed, so that a page shows the
code that made its outputs, and those in displayed formulas, in tables within directives and
in a page's description, which Sphinx or MyST-Parser passes over; and from `convlib.po`

- the words of the library, which gets the catalogue through `CONVLIB_WORDS`;
- the names of the book and of its parts, and the theme's settings;
- what templates and extensions say, and what of the theme Sphinx has no translation of.

In English it does nothing. It needs Sphinx's table of translators, the sitemap of
`sphinx_external_toc` and MyST-Parser's list of headings; without it, these words stay
English.
"""

import json
import os
from collections.abc import Callable, Iterator
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from cell_strings import translated
from docutils import nodes
from sphinx import addnodes, locale
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import CatalogRepository
from sphinx.util.nodes import extract_messages

DOMAIN = "convlib"
#: The settings that readers see, by their names in `_config.yml`, `_toc.yml` and in the
#: metadata of cells that draw.
SETTINGS = {
    "alt",
    "author",
    "caption",
    "nb_code_prompt_hide",
    "nb_code_prompt_show",
    "search_bar_text",
    "text",
    "title",
}


def setting_words(settings: Any, name: str = "") -> Iterator[str]:
    """Yield what readers see of settings: lists and dictionaries of any depth."""
    if isinstance(settings, dict):
        for key, value in settings.items():
            yield from setting_words(value, key)
    elif isinstance(settings, list):
        for value in settings:
            yield from setting_words(value, name)
    elif name in SETTINGS:
        yield settings


def with_words(settings: Any, gettext: Callable[[str], str], name: str = "") -> Any:
    """Return the settings in another language."""
    if isinstance(settings, dict):
        return {key: with_words(of, gettext, key) for key, of in settings.items()}
    return gettext(settings) if name in SETTINGS and settings else settings


def compiled(app, config) -> Path | None:
    """Return the shared catalogue of the book's language, compiled; None if it has none."""
    catalogues = CatalogRepository(
        app.srcdir, config.locale_dirs, config.language, config.source_encoding
    ).catalogs
    for catalogue in catalogues:
        if catalogue.domain == DOMAIN:
            if catalogue.is_outdated():
                catalogue.write_mo(config.language)
            return Path(catalogue.mo_path)
    return None


def take_language(app, config) -> None:
    """Hand the catalogue to Sphinx, to the theme, to the library and to the settings."""
    os.environ.pop("CONVLIB_WORDS", None)
    app.words = None
    path = compiled(app, config)
    if path is None:
        return
    os.environ["CONVLIB_WORDS"] = str(path)
    app.words, _ = locale.init([path.parents[2]], config.language, DOMAIN)
    fall_back(app)
    for name in ("author", "project", "html_title"):
        config[name] = app.words.gettext(config[name])
    for name in ("nb_code_prompt_hide", "nb_code_prompt_show", "html_theme_options"):
        config[name] = with_words(config[name], app.words.gettext, name)


def fall_back(app) -> None:
    """Have whoever has no translation of a word ask the catalogue."""
    found = [of for (_, domain), of in locale.translators.items() if domain != DOMAIN]
    for translator in {id(of): of for of in [*found, app.translator]}.values():
        if not getattr(translator, "asks_the_book", False):
            translator.add_fallback(app.words)
            translator.asks_the_book = True


def translate_parts(app) -> None:
    """Put the captions of the book's parts into its language."""
    if app.words is not None:
        fall_back(app)  # the theme has set itself up meanwhile
        for document in app.config.external_site_map.values():
            for part in document.subtrees:
                part.caption = part.caption and app.words.gettext(part.caption)


def words_of(app, docname: str) -> NullTranslations:
    """Return the catalogue of a page."""
    folders = [f"{app.srcdir}/{folder}" for folder in app.config.locale_dirs]
    return locale.init(folders, app.config.language, docname)[0]


def translate_cells(app, docname, content) -> None:
    """Put the words in a notebook's code cells, and their captions, into another one.

    What has no translation is kept for `untranslated`.
    """
    if app.words is None or not app.env.doc2path(docname).endswith(".ipynb"):
        return
    words = words_of(app, docname)
    waiting = app.env.metadata[docname]["waiting"] = []

    def said(message: str) -> str:
        found = words.gettext(message)
        # A translation would be another string, be it the same words.
        if found is message:
            waiting.append(message.strip())
        return found

    notebook = json.loads(content[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = translated("".join(cell["source"]), said)
            cell["metadata"] = with_words(cell["metadata"], said)
    content[0] = json.dumps(notebook, ensure_ascii=False)


class Formulas(SphinxTransform):
    """Translate the words in displayed formulas, before Sphinx comes to them.

    It writes them as literal blocks of reStructuredText, of which MyST-Parser makes "::".
    """

    default_priority = 15

    def apply(self, **arguments) -> None:
        """Put each formula's translation in its place, if there is one."""
        if self.app.words is None:
            return
        words = words_of(self.app, self.env.docname)
        for node, message in extract_messages(self.document):
            if isinstance(node, nodes.math_block) and message:
                node[:] = [nodes.Text(words.gettext(message))]
                node["translatable"] = False


class KeepPlaces(SphinxTransform):
    """Let each link of a translated sentence lead to its own place of a page.

    Sphinx gives all links of the sentence that lead to one page the place of the last: it
    tells them apart by the page alone. With the place in the page's name it finds none of
    them, and the links of the translation stay as they are.
    """

    default_priority = 15

    def apply(self, **arguments) -> None:
        """Write the place into the name of the page until `FindPages`."""
        for link in self.document.findall(addnodes.pending_xref):
            if link.get("reftargetid"):
                link["reftarget"] += f"#{link['reftargetid']}"


class FindPages(SphinxTransform):
    """Give links the name of their page back, after Sphinx has translated the sentences."""

    default_priority = 25

    def apply(self, **arguments) -> None:
        """Take the place out of the name of the page."""
        for link in self.document.findall(addnodes.pending_xref):
            if link.get("reftargetid"):
                link["reftarget"] = link["reftarget"].partition("#")[0]


class Descriptions(SphinxTransform):
    """Translate what a page says it is about.

    MyST-Parser has docutils put it into the page when Sphinx has been there.
    """

    default_priority = 800

    def apply(self, **arguments) -> None:
        """Put the translation in its place, if there is one."""
        if self.app.words is None:
            return
        words = words_of(self.app, self.env.docname)
        for node in self.document.findall(nodes.meta):
            node["content"] = words.gettext(node["content"])


class CellsOfTables(SphinxTransform):
    """Tell where the words in tables come from, which Sphinx would not translate else.

    MyST-Parser does not say it of the cells of a table within a directive.
    """

    default_priority = 5  # before Sphinx looks for what to translate

    def apply(self, **kwargs):
        """Give each paragraph of a table its source."""
        for cell in self.document.findall(nodes.entry):
            for paragraph in cell.findall(nodes.paragraph):
                paragraph.source = paragraph.source or self.document["source"]


def keep_headings(app, doctree) -> None:
    """Give links to a page's headings their places back, and their translated words.

    Sphinx has MyST-Parser read each translated title as a page of its own, and that takes
    it for the only heading of the page that it belongs to.
    """
    if app.words is None or not getattr(doctree, "myst_slugs", None):
        return
    titles = {
        place: section.next_node(nodes.title).astext()
        for section in doctree.findall(nodes.section)
        for place in section["ids"]
    }
    app.env.metadata[app.env.docname]["myst_slugs"] = {
        slug: (line, place, titles.get(place, title))
        for slug, (line, place, title) in doctree.myst_slugs.items()
    }


def setup(app):
    """Connect to the configuration and to the reading of each page."""
    for transform in (Formulas, KeepPlaces, FindPages):
        app.add_transform(transform)
    app.add_transform(CellsOfTables)
    app.add_transform(Descriptions)
    app.connect("config-inited", take_language, priority=100)
    app.connect("builder-inited", translate_parts, priority=900)
    app.connect("source-read", translate_cells)
    app.connect("doctree-read", keep_headings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
