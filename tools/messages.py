"""Collect every word that readers see, for translators.

    python tools/messages.py

writes `locale/convlib.pot`: each message once, with all its places. Messages come from

- the pages' prose, as Sphinx takes it out of notebooks, Markdown and docstrings;
- the code cells of the notebooks: exercises, what is printed, labels of pictures;
- the library: remarks of calculations, labels of figures, captions of tables;
- the book's and the theme's templates, extensions and settings, subjects in its index.

The languages that are there, `locale/LANGUAGE/LC_MESSAGES/convlib.po`, get the new messages;
where a sentence was changed, its old translation is kept as a proposal and not shown.
"""

import io
import json
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import multilingual
import translated
import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from cell_strings import cell_strings

ROOT = translated.ROOT
HEADER = "# Words of the book and of convlib. Made by `make messages`.\n#"
#: Babel's words for a message, its plural, and the theme's own.
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "translate", "translation")),
    "ngettext": (1, 2),
}
#: Themes whose words Sphinx's own translations do not all have.
THEMES = ("pydata_sphinx_theme", "sphinx_book_theme")


def notebook_words(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """Yield the words in a notebook's code cells, as Babel's extractors do.

    Lines are counted as MyST-NB counts them: line 3 of the second cell is 20003.
    """
    cells = json.load(fileobj)["cells"]
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] == "code":
            for words in multilingual.setting_words(cell["metadata"]):
                yield 10_000 * number, None, words, []
            for found in cell_strings("".join(cell["source"])):
                yield 10_000 * number + found.start[0], None, found.text, []


def setting_words(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """Yield the words in `_config.yml` and `_toc.yml`."""
    text = fileobj.read().decode()
    lines = text.splitlines()
    for words in multilingual.setting_words(yaml.safe_load(text)):
        line = next(n for n, line in enumerate(lines, 1) if words in line)
        yield line, None, words, []


def topic_words(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """Yield what the index calls the subjects of sections."""
    for line, text in enumerate(fileobj.read().decode().splitlines(), 1):
        for words in [] if text.startswith("#") else yaml.safe_load(text).values():
            yield from ((line, None, name, []) for name in words)


def jinja_words(fileobj, keywords, comment_tags, options):
    """Yield the words of a template."""
    from jinja2.ext import babel_extract

    yield from babel_extract(fileobj, keywords, comment_tags, {"silent": "false"})


def sources(book: Path) -> Iterator[tuple[Path, str, object]]:
    """Yield every file that has words in it, its name, and how to find them."""
    methods = {
        "convlib/**/*.py": "python",
        "book/_ext/*.py": "python",
        "book/_templates/**/*.html": jinja_words,
        "book/**/*.ipynb": notebook_words,
        "book/reference/search_topics.yml": topic_words,
        "_config.yml": setting_words,
        "_toc.yml": setting_words,
    }
    for pattern, method in methods.items():
        for path in sorted(book.glob(pattern)):
            yield path, path.relative_to(book).as_posix(), method
    for theme in THEMES:
        packages = Path(find_spec(theme).origin).parent.parent
        for pattern, method in (("*.html", jinja_words), ("*.py", "python")):
            for path in sorted((packages / theme).rglob(pattern)):
                yield path, path.relative_to(packages).as_posix(), method


def without_prose(book: Path = ROOT) -> Catalog:
    """Return the words that Sphinx does not find."""
    catalog = empty()
    for path, name, method in sources(book):
        with path.open("rb") as file:
            for line, words, comments, _ in extract(method, file, KEYWORDS):
                catalog.add(words, locations=[(name, line)], auto_comments=comments)
    return catalog


def prose(book: Path) -> Catalog:
    """Return the words of all pages, as Sphinx finds them."""
    folder = book / "_build" / "messages"
    shutil.rmtree(folder, ignore_errors=True)
    # The words stand in the sources: nothing has to be executed for them.
    translated.build(folder, "gettext", book, nb_execution_mode="off")
    found = (folder / "gettext" / "convlib.pot").read_bytes()
    catalog = empty()
    for message in read_po(io.BytesIO(found)):
        if message.id:
            places = [(name.replace("../", ""), n) for name, n in message.locations]
            catalog.add(message.id, locations=places)
    return catalog


def empty() -> Catalog:
    """Return a catalogue without messages."""
    return Catalog(project="convlib", header_comment=HEADER, charset="utf-8")


def everything(book: Path = ROOT) -> Catalog:
    """Return all words in one catalogue."""
    catalog = prose(book)
    for message in without_prose(book):
        if message.id:
            catalog.add(message.id, locations=message.locations, flags=message.flags)
    return catalog


def main() -> None:
    """Write the template, and bring the languages that are there up to it."""
    catalog = everything()
    folder = ROOT / "locale"
    folder.mkdir(exist_ok=True)
    with (folder / "convlib.pot").open("wb") as file:
        write_po(file, catalog, width=88)
    for path in sorted(folder.glob("*/LC_MESSAGES/convlib.po")):
        with path.open("rb") as file:
            language = read_po(file, locale=path.parent.parent.name)
        language.update(catalog)
        with path.open("wb") as file:
            write_po(file, language, width=88)
    print(f"{len(catalog)} messages in {folder / 'convlib.pot'}")


if __name__ == "__main__":
    main()
