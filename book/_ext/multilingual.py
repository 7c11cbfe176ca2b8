"""The book in another language: what Sphinx's translation of prose does not reach.

A language is a catalogue, `locale/LANGUAGE/LC_MESSAGES/convlib.po`; `make messages` writes
what is to be translated. With it Sphinx replaces the prose of every page. This extension
takes from the same catalogue

- the words in notebooks' code cells, before they are executed, so that a page shows the
  code that made its outputs;
- the words of the library, which gets the catalogue through `CONVLIB_WORDS`;
- the names of the book and of its parts, and the theme's settings;
- what templates and extensions say, and what of the theme Sphinx has no translation of.

In English it does nothing. It needs Sphinx's table of translators and the sitemap of
`sphinx_external_toc`; without it, these words stay English.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cell_strings import translated
from sphinx import locale
from sphinx.util.i18n import CatalogRepository

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
    """Return the catalogue of the book's language, compiled; None if it has none."""
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


def translate_cells(app, docname, content) -> None:
    """Put the words in a notebook's code cells, and their captions, into another one."""
    if app.words is None or not app.env.doc2path(docname).endswith(".ipynb"):
        return
    notebook = json.loads(content[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = translated("".join(cell["source"]), app.words.gettext)
            cell["metadata"] = with_words(cell["metadata"], app.words.gettext)
    content[0] = json.dumps(notebook, ensure_ascii=False)


def setup(app):
    """Connect to the configuration and to the reading of each page."""
    app.connect("config-inited", take_language, priority=100)
    app.connect("builder-inited", translate_parts, priority=900)
    app.connect("source-read", translate_cells)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
