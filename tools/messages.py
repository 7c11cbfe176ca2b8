"""Collect every word that readers see, for translators.

    python tools/messages.py

A page's catalogue has its path: what `book/computing/why.ipynb` says is translated in
`locale/zh_CN/LC_MESSAGES/book/computing/why.po`. It holds

- the page's prose, as Sphinx takes it out of notebooks, Markdown and docstrings;
- its code cells: exercises, what is printed, labels of pictures.

What is said on more pages than one stands in `convlib.po`: the library's remarks of
calculations, labels of figures, captions of tables and the comments of the programs that
explorers are copied as; the words of the book's and the theme's templates, extensions and
settings; the subjects in its index.

The library carries what it says itself, compiled: `convlib/words.zh.mo`.

Every language that has a folder in `locale` gets the new messages. A sentence that came from
another page brings its translation along; where a sentence was changed, its old translation
is kept as a proposal and not shown.
"""

import ast
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import multilingual
import translated
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from cell_strings import cell_strings

from convlib.widgets.explorer import COMMENT

ROOT = translated.ROOT
HEADER = "# Words of the book and of convlib. Kept up to date by `make messages`.\n#"
#: The catalogue of what no page has for itself.
SHARED = multilingual.DOMAIN
#: Babel's words for a message, its plural, and the theme's own.
KEYWORDS = {
    **dict.fromkeys(("_", "N_", "gettext", "translate", "translation")),
    "ngettext": (1, 2),
}
#: Themes whose words Sphinx's own translations do not all have.
THEMES = ("pydata_sphinx_theme", "sphinx_book_theme")


#: What Sphinx says of a place besides its file; the line of a table that it is listed in
#: would change whenever something above it does.
PLACE = re.compile(r"\.\./|:\d+:<autosummary>$")

#: What Sphinx and its formulas say on pages, and have in few languages.
SPHINX = (
    *(f"Link to this {what}" for what in ("heading", "table", "image", "code", "term")),
    *("Link to this definition", "Permalink to this equation"),
)


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


def program_words(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """Yield the comments of the programs that an explorer is copied as."""
    for node in ast.walk(ast.parse(fileobj.read())):
        match node:
            case ast.Assign(
                [ast.Name("numpy_code" | "torch_code"), *_], ast.Constant(program)
            ):
                for words in COMMENT.findall(program):
                    yield node.lineno, None, words, []


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
        "convlib/widgets/*/__init__.py": program_words,
        "book/_ext/*.py": "python",
        "tools/paper/*.py": "python",
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


def without_prose(book: Path = ROOT) -> dict[str, Catalog]:
    """Return the words that Sphinx does not find, by the names of their catalogues."""
    catalogs = defaultdict(empty)
    for path, name, method in sources(book):
        is_page = path.suffix == ".ipynb"
        catalog = catalogs[name.removesuffix(".ipynb") if is_page else SHARED]
        with path.open("rb") as file:
            for line, words, comments, _ in extract(method, file, KEYWORDS):
                catalog.add(words, locations=[(name, line)], auto_comments=comments)
    for words in SPHINX:
        catalogs[SHARED].add(words, locations=[("sphinx", 1)])
    return catalogs


def prose(book: Path) -> dict[str, Catalog]:
    """Return the words of each page, as Sphinx finds them."""
    folder = book / "_build" / "messages"
    shutil.rmtree(folder, ignore_errors=True)
    # The words stand in the sources: nothing has to be executed for them.
    translated.build(folder, "gettext", book, nb_execution_mode="off")
    catalogs = defaultdict(empty)
    for domain, found in stored(folder / "gettext").items():
        for message in said(found):
            places = [(PLACE.sub("", name), n) for name, n in message.locations]
            catalogs[domain].add(message.id, locations=places)
    del catalogs["sphinx"]  # the templates' words, which are found with the others
    return catalogs


def everything(book: Path = ROOT) -> dict[str, Catalog]:
    """Return all words, by the names of their catalogues."""
    catalogs = prose(book)
    for domain, found in without_prose(book).items():
        for message in said(found):
            places = message.locations
            catalogs[domain].add(message.id, locations=places, flags=message.flags)
    return catalogs


def empty(language: str | None = None) -> Catalog:
    """Return a catalogue without messages."""
    return Catalog(
        language,
        header_comment=HEADER,
        project="Convolution, step by step",
        version="all",
        msgid_bugs_address="nobody",
        last_translator="The contributors",
        language_team="The contributors",
        charset="utf-8",
        fuzzy=False,
    )


def said(catalog: Catalog) -> list[Message]:
    """Return the messages of a catalogue; the first that it holds is its header."""
    return [message for message in catalog if message.id]


def stored(folder: Path, language: str | None = None) -> dict[str, Catalog]:
    """Return the catalogues that lie in a folder, by their names."""
    catalogs = {}
    for path in sorted([*folder.rglob("*.po"), *folder.rglob("*.pot")]):
        catalogs[path.relative_to(folder).with_suffix("").as_posix()] = read(
            path, language
        )
    return catalogs


def read(path: Path, language: str | None = None) -> Catalog:
    """Return the catalogue that lies in a file."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def is_translated(message: Message) -> bool:
    """Tell whether readers see a message in their language."""
    words = message.string if message.pluralizable else [message.string]
    return all(words) and not message.fuzzy


def up_to_date(
    old: dict[str, Catalog], new: dict[str, Catalog], language: str
) -> dict[str, Catalog]:
    """Return the catalogues of a language with new messages."""
    messages = [message for catalog in old.values() for message in said(catalog)]
    known = {message.id: message for message in messages if is_translated(message)}
    result = {}
    for domain, template in sorted(new.items()):
        catalog = old.get(domain) or empty(language)
        for message in said(template):
            own = catalog.get(message.id)
            if message.id in known and not (own and is_translated(own)):
                catalog.delete(message.id)
                catalog[message.id] = known[message.id]
        catalog.update(template, update_creation_date=False)
        result[domain] = catalog
    return result


def write(folder: Path, catalogs: dict[str, Catalog]) -> None:
    """Keep these catalogues in a folder, and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    for domain, catalog in catalogs.items():
        path = folder / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, catalog, width=88, include_lineno=False, include_previous=True
            )


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as programs read it."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def of_the_library(catalog: Catalog, language: str) -> Catalog:
    """Return the words of `convlib`, which it carries with it wherever it is installed.

    Those of worksheets are printed here alone.
    """
    result = empty(language)
    result.creation_date = result.revision_date = catalog.creation_date
    for message in said(catalog):
        places = [name for name, _ in message.locations]
        own = any(re.match(r"convlib/(?!.*/contract\.py$)", name) for name in places)
        if own and is_translated(message):
            result.add(message.id, message.string)
    return result


def main() -> None:
    """Bring the languages that are there up to date."""
    new = everything()
    for folder in sorted((ROOT / "locale").glob("*/LC_MESSAGES")):
        language = folder.parent.name
        catalogs = up_to_date(stored(folder, language), new, language)
        write(folder, catalogs)
        own = ROOT / "convlib" / f"words.{language.split('_')[0]}.mo"
        own.write_bytes(compiled(of_the_library(catalogs[SHARED], language)))
        missing = sum(
            not is_translated(m) for of in catalogs.values() for m in said(of)
        )
        print(
            f"{language}: {missing} of {sum(map(len, catalogs.values()))} to translate"
        )


if __name__ == "__main__":
    main()
