"""Every word that a reader sees can be translated, and a translated book shows it.

The words are tried in a language that nobody speaks: every message in 「 」. What then still
has letters outside of them is out of the translators' reach.
"""

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import cell_strings
import checks
import messages
import nbformat
import notebooks
import pytest
import sphinx
import translated
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markup import classes, parse

from convlib import _words

# In one process: the small book is built once.
pytestmark = pytest.mark.xdist_group("words")

ROOT = translated.ROOT
#: A language that Babel knows, with one plural, and that Sphinx does not know: nothing is
#: translated but by us.
LANGUAGE = "fo"
WORD = re.compile(r"[^\W\d_]{2,}")
IN_BRACKETS = re.compile(r"「[^「」]*」")
#: What is the same in every language: names, and what stands for a piece of code.
NAMES = {"convlib", "NumPy", "PyTorch", "Python", "ReLU", "max", "nan", "relu"}


def escaped(text: str) -> list[str]:
    """Return the words of a text that are not part of a translated message."""
    while IN_BRACKETS.search(text):
        text = IN_BRACKETS.sub(" ", text)
    return [word for word in WORD.findall(text) if word not in NAMES]


#: A sentence and a caption that nobody has translated.
WAITING = "This sentence waits for a translator."
LATER = "So does this caption."


def in_no_language(*catalogs: Catalog) -> Catalog:
    """Return the messages of catalogues in one, translated into 「 」."""
    result = Catalog()
    for message in chain(*map(messages.said, catalogs)):
        if message.id in {WAITING, LATER}:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = tuple(f"「{words}」" for words in ids)
        result.add(message.id, strings if len(ids) > 1 else strings[0])
    return result


# --- the library -----------------------------------------------------------------


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> Path:
    """The words of the library and of the notebooks' cells, compiled."""
    path = tmp_path_factory.mktemp("words") / "convlib.mo"
    with path.open("wb") as file:
        write_mo(file, in_no_language(*messages.without_prose().values()))
    return path


SAID = {
    "calculations": """
from convlib import explain
x, w = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 2], [3, 4]]
g = [[1, 2], [3, 4]]
said = [
    explain.conv2d(x, w, 1, padding=1, at=(0, 0), activation="relu"),
    explain.conv2d([x, x], [[w, w]], [1], at=(0, 0, 0)),
    explain.conv2d(x, w, padding=1, padding_mode="circular", at=(0, 0)),
    explain.conv1d([1, 2], [1, 1], at=(0,)),
    explain.convolve2d(x, w, at=(0, 0)),
    explain.output_size(5, 3, padding="same", dilation=3),
    explain.output_size((6, 6), (4, 4), padding="same"),
    explain.conv2d_backward(g, x, w, wrt="input", at=(0, 0)),
    explain.conv2d_backward(g, [[0] * 4] * 4, w, stride=2, wrt="input", at=(0, 0)),
    explain.conv2d_backward([[1]], x, w, stride=3, wrt="input", at=(2, 2)),
    explain.conv2d_backward([[1] * 4] * 4, x, w, padding=1, wrt="weight", at=(0, 0)),
    explain.conv2d_backward(g, x, w, wrt="bias"),
    explain.conv_transpose2d(g, w, 1, stride=3, at=(0, 0)),
    explain.conv_transpose2d(g, w, stride=3, at=(2, 2)),
    explain.max_pool2d([[1, 1], [0, 0]], 2, at=(0, 0)),
    explain.max_pool2d_backward(g, x, 2, 1, at=(1, 1)),
    explain.max_pool2d_backward(g, x, 2, 1, at=(0, 0)),
    explain.max_pool2d_backward(g, x, 2, 1, at=(2, 2)),
    explain.max_pool2d_backward([[1]], x, 2, at=(2, 2)),
    explain.avg_pool2d(x, 2, at=(0, 0)),
    explain.avg_pool2d_backward([[1]], x, 2, at=(2, 2)),
    explain.cross_entropy([[1, 2]], [-100], at=(0,)),
]
texts = [calculation.text for calculation in said]
""",
    "figures": """
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from convlib import examples, figures
one, two = examples.single_channel, examples.two_filters
figures.convolution(one.image, one.kernel, padding=1)
figures.convolution(one.image, one.kernel, padding=(1, 0), at=(0, 0))
figures.channels(two.input, two.weight, two.bias, 2, 1, at=(1, 0, 1))
figures.steps(one.image, one.kernel)
for size in (3, 5, 6, 7):
    figures.output_size(size, 3, stride=3)
drawn = (text for n in plt.get_fignums() for text in plt.figure(n).findobj(plt.Text))
texts = [text.get_text() for text in drawn]
""",
    "elements": """
from explorer_examples import EXAMPLES
from markup import parse
from convlib.widgets import Exercise
texts = [name for make in EXAMPLES.values() for name, _ in make().tables()]
exercise = Exercise(1)
note = parse(exercise.without_javascript()).text(separator=" ")
texts += [exercise.label, note]
""",
    "programs": """
from explorer_examples import EXAMPLES
libraries = ("numpy", "torch")
made = [make() for make in EXAMPLES.values()]
programs = [explorer.code(library) for explorer in made for library in libraries]
programs += [explorer.templates[library] for explorer in made for library in libraries]
texts = [line.partition("#")[2] for code in programs for line in code.splitlines()]
""",
}


def said_in_no_language(program: str, words: Path) -> list[str]:
    """Return the ``texts`` of a program that the library speaks our language in."""
    result = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport json\nprint(json.dumps(texts))"],
        env={
            **os.environ,
            "CONVLIB_WORDS": str(words),
            "PYTHONPATH": str(ROOT / "tests"),
        },
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(result.stdout)


@pytest.mark.parametrize("kind", SAID)
def test_no_word_of_the_library_escapes(kind, words):
    texts = said_in_no_language(SAID[kind], words)
    assert {text: escaped(text) for text in texts if escaped(text)} == {}
    assert sum("「" in text for text in texts) > 8


def test_a_word_that_escapes_is_seen():
    assert escaped("「「Input」 5 × 5, padding 1」 x[0,1]") == []
    assert escaped("「Input」 5 × 5, padding 1") == ["padding"]
    assert escaped("(wins 2 of 「windows」)") == ["wins", "of"]


def test_the_library_takes_the_catalogue_that_the_environment_names(words, monkeypatch):
    monkeypatch.setenv("CONVLIB_WORDS", str(words))
    catalogue = _words._catalogue()
    assert catalogue.gettext("every pixel is read") == "「every pixel is read」"


def test_the_library_is_english_without_a_catalogue():
    environment = {k: v for k, v in os.environ.items() if k != "CONVLIB_WORDS"}
    program = "from convlib import explain; print(explain.conv2d([[1]], [[1]], padding=1, at=(0, 0)))"
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "LANG": "zh_CN.UTF-8", "LANGUAGE": LANGUAGE},
        capture_output=True,
        check=True,
        text=True,
    )
    assert "(0ᵖ: padding)" in result.stdout


# --- catalogues ------------------------------------------------------------------


def catalog(**messages_and_words: str) -> Catalog:
    """Return a catalogue of these messages, with blanks for their underlines."""
    result = messages.empty("zh_CN")
    for message, words in messages_and_words.items():
        result.add(message.replace("_", " "), words)
    return result


def test_a_language_keeps_what_did_not_change_and_proposes_what_did():
    old = {"a": catalog(Four_windows_fit_here="有四个窗口", Gone="没了")}
    new = {"a": catalog(Four_windows_fit_there="", New="")}
    found = messages.up_to_date(old, new, "zh_CN")["a"]
    changed = found["Four windows fit there"]
    assert (changed.string, changed.fuzzy) == ("有四个窗口", True)
    assert not messages.is_translated(changed)
    assert found["New"].string == "" and "Gone" not in found

    first = {"a": catalog(Four_windows_fit_here="")}
    again = messages.up_to_date({"a": found}, first, "zh_CN")["a"]
    assert not messages.is_translated(again["Four windows fit here"])


def test_a_sentence_takes_its_translation_to_another_page():
    old = {
        "a": catalog(One_window="一个窗口"),
        "b": catalog(Padding="填充", One_window=""),
    }
    new = {"b": catalog(Padding="", One_window=""), "c": catalog(One_window="")}
    found = messages.up_to_date(old, new, "zh_CN")
    assert sorted(found) == ["b", "c"]
    assert all(map(messages.is_translated, messages.said(found["b"])))
    assert found["c"]["One window"].string == "一个窗口"


def test_catalogues_are_read_as_they_were_written(tmp_path):
    folder = tmp_path / "LC_MESSAGES"
    written = {"book/one/page": catalog(Padding="填充")}
    written["book/one/page"].add("Changed", "变了", flags=["fuzzy"])
    messages.write(folder, {"old": catalog(Gone="没了")})
    messages.write(folder, written)
    (name, found), *more = messages.stored(folder, "zh_CN").items()
    assert (name, more) == ("book/one/page", [])
    assert {m.id: (m.string, m.fuzzy) for m in messages.said(found)} == {
        "Padding": ("填充", False),
        "Changed": ("变了", True),
    }
    messages.write(folder, {name: found})
    again = messages.stored(folder, "zh_CN")[name]
    assert again.is_identical(found)


# --- code cells ------------------------------------------------------------------


NOTEBOOKS = sorted((ROOT / "book").rglob("*.ipynb"))


def exercises(notebook: nbformat.NotebookNode) -> Iterator[dict]:
    """Yield the state of each exercise that a notebook is stored with."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            shown = parse(output.get("data", {}).get("text/html", ""))
            for host in shown.css('[data-kind="exercise"]'):
                yield checks.state_of(host)


def spoken(state: dict) -> list[str]:
    """Return the words of an exercise."""
    choices = state["choices"] or []
    diagnoses = [words for _, words in state["diagnoses"]]
    return [state["label"], state["explanation"], *choices, *diagnoses]


def unknown(texts: list[str], strings: set[str]) -> list[str]:
    """Return those that are none of the strings, with anything in an f-string's braces."""
    patterns = [
        ".+".join(map(re.escape, re.split(r"\{[^{}]*\}", words))) for words in strings
    ]
    known = re.compile("|".join(patterns), re.DOTALL)
    return [text for text in texts if WORD.search(text) and not known.fullmatch(text)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_word_of_an_exercise_is_a_string_of_its_notebook(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    strings = {s.text for source in code for s in cell_strings.cell_strings(source)}
    texts = [text for state in exercises(notebook) for text in spoken(state)]
    assert unknown(texts, strings | {"Your answer"}) == []


def test_an_unknown_word_of_an_exercise_is_seen():
    strings = {"That makes {n}.", "Count again."}
    texts = ["That makes 3.", "Count again.", "Count.", "a[0, 0] =", ""]
    assert unknown(texts, strings) == ["Count."]


CELL = '''\
names = {"same": "as large", "mode": f"{n} windows"}
print("done:", f"{n} of {len(names['same'])} 'x'", conv(mode="same"), names["mode"])
Exercise("small", choices=["small", """two
lines"""], loc="lower center")  # 1. your choice; #ff0000
'''


def test_strings_for_readers_are_told_from_code():
    found = {s.text for s in cell_strings.cell_strings(CELL)}
    assert found == {
        "as large",
        "{n} windows",
        "done:",
        "{n} of {len(names['same'])} 'x'",
        "small",
        "two\nlines",
        "1. your choice; #ff0000",
    }


def test_a_translated_cell_computes_the_same():
    assert cell_strings.translated(CELL, lambda words: words) == CELL
    chinese = {
        "as large": "一样“大”",
        "{n} windows": "{n} 个窗口",
        "done:": 'it\'s "好"：',
        "{n} of {len(names['same'])} 'x'": "{len(names['same'])} 之 {n}",
        "small": "小",
        "mode": "方式",
        "1. your choice; #ff0000": "一、你的选择",
    }
    cell = cell_strings.translated(CELL, lambda words: chinese.get(words, words))
    said, given = [], {}

    def exercise(answer, **arguments):
        given.update(arguments, answer=answer)

    names = {"n": 3, "conv": lambda mode: mode, "Exercise": exercise}
    names["print"] = lambda *texts: said.extend(texts)
    exec(cell, names)  # noqa: S102, the cell above
    assert cell.endswith(")  # 一、你的选择\n")
    assert said == ['it\'s "好"：', "5 之 3", "same", "3 个窗口"]
    assert given["answer"] == "小"
    assert given["choices"] == ["小", "two\nlines"]


def test_a_translated_cell_is_written_as_it_was():
    cell = (
        'print("at least", f"{1e3 * least:6.2f} of {2**n} "\n      f"and {x[\'a\']}")\n'
    )
    chinese = {
        "at least": "至少",
        "{1000.0 * least:6.2f} of {2 ** n} and {x['a']}": "{2 ** n} 之 "
        "{1000.0 * least:6.2f}，{x['a']}",
    }
    assert cell_strings.translated(cell, lambda words: chinese.get(words, words)) == (
        'print("至少", f"{2**n} 之 {1e3 * least:6.2f}，{x[\'a\']}")\n'
    )


def test_a_translation_that_would_compute_something_else_is_left_out():
    for wrong in ("{m} 个窗口", "窗口", "{n} {n} 个"):
        cell = cell_strings.translated('f"{n} windows"', lambda _, wrong=wrong: wrong)
        assert cell == 'f"{n} windows"'


# --- a book ----------------------------------------------------------------------


TOC = """\
format: jb-book
root: book/intro
parts:
  - caption: A part
    chapters:
      - file: book/more
      - file: book/library
      - file: genindex
"""
INTRO = """\
---
myst: {html_meta: {description: What the book is about.}}
---
# A book

```{glossary}
kernel
  The matrix that slides.
```

Words, and *more* in [](more.ipynb#a-section).

[One place](more.ipynb#a-page) and [another](more.ipynb#a-section).
"""
PAGE = """\
# A page

```{index} window
```

A sentence with {term}`kernel`.

$$\\text{windows} = 4$$

(readers)=
## A section

:::{admonition} A box
Words in it.

| And in | its table |
|---|---|
| of two | rows |
:::
"""
LIBRARY = """\
# A library

Two functions, and a class.

```{eval-rst}
.. currentmodule:: convlib

.. autosummary::

   relu

.. autofunction:: relu

.. autofunction:: relu_backward

.. autoclass:: convlib.tasks.Verdict
```
"""
CALCULATION = """\
from convlib import explain, figures
from convlib.widgets import Exercise
explain.conv2d([[1]], [[1]], padding=1, at=(0, 0))
"""
EXERCISE = """\
Exercise(2, "windows =", diagnoses={3: "One too many."}, explanation="Two fit.")
"""
FIGURE = {
    "caption": "What each window reads.\n",
    "name": "fig-one",
}


def a_notebook() -> nbformat.NotebookNode:
    """Return one with a calculation, something printed, a figure and an exercise."""
    cell = nbformat.v4.new_code_cell
    drawn = cell("figures.output_size(5, 3);")
    image = {"alt": "Two windows under five pixels."}
    drawn.metadata["mystnb"] = {"figure": FIGURE, "image": image}
    again = cell("figures.output_size(6, 3);")
    again.metadata["mystnb"] = {
        "figure": {"caption": LATER, "name": "fig-two"},
        "image": image,
    }
    return nbformat.v4.new_notebook(
        metadata=notebooks.METADATA,
        cells=[
            nbformat.v4.new_markdown_cell(PAGE),
            nbformat.v4.new_markdown_cell(WAITING),
            cell(CALCULATION),
            cell('print("windows in all:", 4)'),
            drawn,
            again,
            cell(EXERCISE),
        ],
    )


def sphinx_words() -> Catalog:
    """Return what Sphinx itself has in many languages."""
    with (Path(sphinx.__file__).parent / "locale" / "sphinx.pot").open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """A small book with this one's settings, built in our language."""
    source = tmp_path_factory.mktemp("book")
    folders = ("_ext", "_run", "_static", "_templates", "_ipython")
    for name in (f"book/{folder}" for folder in folders):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).symlink_to(ROOT / name)
    (source / "book" / "reference").mkdir()
    for name in (
        "book/reference/references.bib",
        "genindex.md",
        "convlib",
        "_config.yml",
    ):
        (source / name).symlink_to(ROOT / name)
    (source / "_toc.yml").write_text(TOC)
    (source / "book" / "intro.md").write_text(INTRO)
    (source / "book" / "library.md").write_text(LIBRARY)
    nbformat.write(a_notebook(), source / "book" / "more.ipynb")
    # Sphinx changes the process that it runs in.
    folders = [ROOT / "book" / "_ext", ROOT / "tools", ROOT / "tests"]
    with (source / "said.txt").open("w") as said:
        subprocess.run(
            [
                sys.executable,
                "-c",
                f"import test_words; test_words.build({str(source)!r})",
            ],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(map(str, folders)),
                "REPOSITORY_URL": "https://github.com/owner/name",
            },
            stdout=said,
            check=True,
        )
    return source / "_build" / "html"


def build(name: str) -> None:
    """Translate a book into our language, and build it."""
    source = Path(name)
    catalogs = messages.everything(source)
    for message in messages.said(sphinx_words()):
        catalogs[messages.SHARED].add(message.id)
    folder = source / "locale" / LANGUAGE / "LC_MESSAGES"
    messages.write(folder, {name: in_no_language(of) for name, of in catalogs.items()})
    translated.build(source / "_build", "html", source, language=LANGUAGE)


#: Not words of the book: programs, formulas, and what is marked as English.
SILENT = "script, style, pre, .katex, .sig, [lang=en]"
SAYING = ("alt", "aria-label", "content", "placeholder", "title")
#: What stands on keys and at the end of files' names, and what is called so everywhere.
CODES = {
    "Ctrl",
    "ipynb",
    "md",
    "pdf",
    "Binder",
    "Colab",
    "input",
    "backward",
    "Verdict",
}
#: What Sphinx has in every language that it knows, and asks no book for.
CODES |= {"Raises", "Returns"}


def said(html: str) -> Iterator[str]:
    """Yield all that a page says: in its text, its attributes, what it will answer."""
    page = parse(html)
    for host in page.css('[data-kind="exercise"]'):
        yield from spoken(checks.state_of(host))
    for output in page.css(".cell_output pre"):
        yield output.text()
    for silent in page.css(f":is({SILENT})"):
        silent.decompose()
    yield page.text()
    printed = page.css(".onlyprint nav")
    for element in page.css("*"):
        if element in printed:  # nobody hears what it is called
            continue
        if element.tag != "meta" or element.attributes.get("name") == "description":
            yield from filter(None, map(element.attributes.get, SAYING))


@pytest.mark.parametrize(
    "name", ["book/more", "book/intro", "book/library", "genindex", "search", "404"]
)
def test_no_word_of_a_page_escapes(book, name):
    html = (book / f"{name}.html").read_text("utf-8")
    found = [word for text in said(html) for word in escaped(text)]
    assert set(found) - CODES == set()
    assert f'lang="{LANGUAGE}"' in html


def test_a_sentence_without_a_translation_says_so(book):
    """The only two. Their marks are in the language of the page, and so is the download's."""
    html = (book / "book" / "more.html").read_text("utf-8")
    found = parse(html).css("p.untranslated")
    marks = [waiting.css_first("abbr").text() for waiting in found]
    for waiting in found:
        assert waiting.attributes["lang"] == "en"
        marked = waiting.css_first("abbr")
        assert marked.attributes["lang"] == LANGUAGE
        assert not escaped(marked.text()) and not escaped(marked.attributes["title"])
        marked.decompose()
    said = [waiting.text().strip() for waiting in found]
    assert len(said) == 2 and said[0] == WAITING and LATER in said[1]
    download = (book / "_sources" / "book" / "more.ipynb").read_text("utf-8")
    assert f"{WAITING} {marks[0]}" in download


def test_the_build_counts_what_waits(book):
    said = (book.parents[1] / "said.txt").read_text("utf-8")
    assert "book/more: 2 sentences in English\n" in said


ASKED = {"label": "「n =」", "choices": None, "diagnoses": []}


def exercise(state: dict) -> str:
    """Write an exercise as a page has it."""
    stored = b64encode(json.dumps(state).encode()).decode()
    return f'<div data-kind="exercise" data-state="{stored}"></div>'


@pytest.mark.parametrize(
    "planted",
    [
        "<p>「A sentence.」 And more.</p>",
        '<p title="A title">「A sentence.」</p>',
        '<meta name="description" content="A page.">',
        '<div class="cell_output"><pre>「windows」 and more</pre></div>',
        exercise({**ASKED, "explanation": "Two fit."}),
    ],
)
def test_a_word_of_a_page_that_escapes_is_seen(planted):
    assert [word for text in said(planted) for word in escaped(text)]


def test_a_notebook_of_a_known_repository_can_be_opened_elsewhere(book):
    for name, services in {"more": ["Colab", "Binder"], "intro": []}.items():
        html = (book / "book" / f"{name}.html").read_text("utf-8")
        links = parse(html).css(".dropdown-launch-buttons a[href^='https://']")
        assert [link.text(strip=True) for link in links] == services


def test_links_of_a_sentence_to_places_of_one_page_lead_there(book):
    html = (book / "book" / "intro.html").read_text("utf-8")
    links = parse(html).css("article p a[href*=more]")
    links = [link for link in links if "One" in link.parent.text()]
    places = [link.attributes["href"] for link in links]
    assert places == ["more.html#a-page", "more.html#a-section"]


def test_words_of_a_displayed_formula_are_translated_in_it(book):
    html = (book / "book" / "more.html").read_text("utf-8")
    formulas = parse(html).css("div.math annotation")
    told = [formula.text().strip() for formula in formulas]
    assert r"「\text{windows} = 4」" in told


def test_of_docstrings_the_first_line_is_translated_and_the_rest_is_english(book):
    html = (book / "book" / "library.html").read_text("utf-8")
    page = parse(html)
    first, *details = page.css("[id='convlib.relu_backward'] + dd p")
    assert first.text() == "「Return the gradient of relu with respect to its input.」"
    assert first.css_first("a").attributes["href"] == "#convlib.relu"
    assert "lang" not in first.attributes
    marks = {p.attributes.get("lang") for p in details if "rubric" not in classes(p)}
    assert len(details) > 5 and marks == {"en"}
    assert "First lines are translated" in page.css_first("h1 ~ p, h1 ~ * p").text()


def test_cells_are_translated_before_they_run(book):
    html = (book / "book" / "more.html").read_text("utf-8")
    page = parse(html)
    printed = [output.text() for output in page.css(".cell_output pre")]
    assert "「windows in all:」 4\n" in printed
    code = " ".join(cell.text() for cell in page.css(".cell_input pre"))
    assert 'print("「windows in all:」", 4)' in code
    assert "「3 windows fit」" in page.css_first("svg").text()
