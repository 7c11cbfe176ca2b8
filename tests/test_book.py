"""The book's sources and its built pages, without a browser; each checker seen to fail."""

import base64
import json
import os
import re
from pathlib import Path

import checks
import pytest
import yaml
from markup import parse
from sphinxcontrib import katex

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "book"
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
NOTEBOOKS = sorted(BOOK.rglob("*.ipynb"))
PAGES = [f"{name}.html" for name in checks.toc_files(TOC)]
CHAPTERS = [f"{name}.html" for name in checks.numbered_files(TOC)]
EXERCISES = 4  # of each chapter, at least
MADE = {"_build", "node_modules", "__pycache__"}
FIGURE = r"\{numref\}`[^`]+<([\w-]+)>`"  # a reference to one
BINARY = {".gz", ".ico", ".mo", ".png", ".woff2"}

# In one process with what else reads the pages: they are parsed once.
pytestmark = pytest.mark.xdist_group("pages")
notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
pages = pytest.mark.parametrize("path", PAGES)


def is_own(name: str) -> bool:
    """Tell whether a file or folder belongs to the project."""
    made = name in MADE or name.endswith(".egg-info")
    return not made and (not name.startswith(".") or name == ".ci")


def project_files() -> list[Path]:
    """Return the project's own text files, what tools leave behind set aside."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = filter(is_own, folders)
        found += [Path(folder, name) for name in files if is_own(name)]
    return [path for path in found if path.suffix not in BINARY]


def page_sources() -> list[str]:
    """Return the files that are pages of the book: folders with ``_`` hold none."""
    # The index gets its name, and its place in the root, from Sphinx.
    found = [*BOOK.rglob("*.ipynb"), *BOOK.rglob("*.md"), ROOT / "genindex.md"]
    names = [path.relative_to(ROOT) for path in found]
    return [n.as_posix() for n in names if not any(p[0] in "._" for p in n.parts)]


def read_notebook(path: Path) -> dict:
    """Read a notebook as plain data."""
    return json.loads(path.read_text(encoding="utf-8"))


def code(source="1", count=1, outputs=(), **metadata) -> dict:
    """Return a code cell."""
    return {
        "cell_type": "code",
        "source": source,
        "execution_count": count,
        "outputs": list(outputs),
        "metadata": metadata,
    }


def shows(**data) -> dict:
    """Return an output that shows something; ``__`` stands for the slash."""
    data = {name.replace("__", "/"): value for name, value in data.items()}
    return {"output_type": "display_data", "data": data, "metadata": {}}


# The sources


def test_toc_and_files_agree():
    assert checks.toc_problems(TOC, page_sources()) == []


def test_toc_problems_are_seen():
    toc = {"root": "a", "parts": [{"chapters": [{"file": "b"}, {"file": "b"}]}]}
    assert checks.toc_problems(toc, ["a.md", "b.ipynb", "c.md"]) == [
        "c: not in _toc.yml",
        "b: in _toc.yml more than once",
    ]
    assert checks.toc_problems({"root": "a"}, []) == ["a: no such file"]


def test_every_figure_is_referred_to():
    named, referred = set(), set()
    for path in NOTEBOOKS:
        for cell in read_notebook(path)["cells"]:
            named.add(cell["metadata"].get("mystnb", {}).get("figure", {}).get("name"))
            referred |= set(re.findall(FIGURE, "".join(cell["source"])))
    assert len(named) > 40 and named - {None} == referred


@notebooks
def test_notebook_is_stored_executed(path):
    assert checks.stored_problems(read_notebook(path)) == []


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ([code(count=None)], "not executed"),
        ([code(), code(count=3)], "not executed"),
        ([code(outputs=[{"output_type": "error"}])], "error"),
        ([code(outputs=[shows(image__png="")])], "image/png"),
        ([code("open('../data.json')")], "reads a file"),
    ],
)
def test_badly_stored_notebook_is_seen(cells, problem):
    (found,) = checks.stored_problems({"cells": cells})
    assert problem in found


@notebooks
def test_code_cells_are_short_and_few_in_a_row(path):
    assert checks.length_problems(read_notebook(path)) == []


def test_long_cells_and_many_in_a_row_are_seen():
    text = {"cell_type": "markdown", "source": "Text."}
    box = code(tags=["remove-input"])
    longest = code("1\n" * checks.LONGEST_CELL)
    fine = [code(), longest, box, box, text, code(), code()]
    assert checks.length_problems({"cells": fine}) == []
    assert checks.length_problems({"cells": [*fine, box, code("1\n" * 20 + "1")]}) == [
        "cell 9: 21 lines",
        "cell 9: code cell 3 in a row",
    ]


@notebooks
def test_figures_have_caption_name_and_alternative_text(path):
    assert checks.figure_problems(read_notebook(path)) == []


def test_figure_without_words_is_seen():
    drawn = {"text__plain": "<Figure size 640x480 with 1 Axes>"}
    bare = code(outputs=[shows(**drawn)])
    figure = {"caption": "c", "name": "n"}
    named = code(outputs=[shows(**drawn)], mystnb={"figure": figure})
    assert len(checks.figure_problems({"cells": [bare]})) == 3
    assert checks.figure_problems({"cells": [named]}) == ["cell 1: no alternative text"]
    settings = {"figure": figure, "image": {"alt": "A `1`, a 2."}}
    other = code(outputs=[shows(**drawn, text__markdown="> A 1.")], mystnb=settings)
    assert checks.figure_problems({"cells": [other]}) == [
        "cell 1: stored with other words than its alternative text"
    ]
    words = shows(**drawn, text__markdown="> Figure: A \\`1\\`, a 2.")
    assert not checks.figure_problems(
        {"cells": [code(outputs=[words], mystnb=settings)]}
    )


def test_files_speak_of_no_machine_and_no_index():
    found = {
        path.relative_to(ROOT).as_posix(): problems
        for path in project_files()
        if (problems := checks.foreign_problems(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "--index-ur" + "l https://example.org",
        "open /hom" + "e/someone/book",
        '"resolve' + 'd": "https://example.org/x.tgz"',
    ],
)
def test_foreign_words_are_seen(line):
    assert len(checks.foreign_problems(f"first\n{line}\n")) == 1


def test_katex_style_is_of_the_version_that_renders():
    style = (BOOK / "_static/vendor/katex/katex.min.css").read_text(encoding="utf-8")
    assert f'content:"{katex.katex_version}"' in style


# The built pages


@pytest.fixture(scope="module")
def places(english_pages):
    """The places of each page that a link can point to."""
    return {name: checks.anchors(page) for name, page in english_pages.items()}


@pytest.fixture(scope="module")
def built_files(book_dir):
    """The names of all files of the built book."""
    return {path.relative_to(book_dir).as_posix() for path in book_dir.rglob("*")}


@pages
def test_links_lead_somewhere(english_pages, places, built_files, path):
    assert checks.link_problems(path, english_pages[path], places, built_files) == []


def test_old_addresses_lead_somewhere(places):
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    for page, table in config["sphinx"]["config"]["moved_sections"].items():
        assert table.keys() <= places[f"{page}.html"]


@pages
def test_mathematics_is_rendered(english_pages, path):
    assert checks.maths_problems(english_pages[path]) == []


@pages
def test_explorers_have_tables_without_scripts(english_pages, path):
    assert checks.explorer_problems(english_pages[path]) == []


@pages
def test_pictures_say_what_they_show(english_pages, path):
    assert checks.picture_problems(english_pages[path]) == []


@pages
def test_page_loads_nothing_from_outside(english_pages, path):
    assert checks.outside_problems(english_pages[path]) == []


@pages
def test_page_has_the_colours_that_it_names(english_pages, book_dir, path):
    folder = (book_dir / path).parent
    styles = [style.text() for style in english_pages[path].css("style")]
    for link in english_pages[path].css("link[rel=stylesheet]"):
        styles.append((folder / link.attributes["href"]).read_text("utf-8"))
    css = "".join(styles)
    named = set(re.findall(r"var\((--cx-[\w-]+)", css))
    assert named <= set(re.findall(r"(--cx-[\w-]+):", css))
    assert "--cx-accent" in named


def test_first_page_has_an_explorer_and_chapters_have_mathematics(english_pages):
    assert english_pages[PAGES[0]].css(".explorer-host")
    assert all(english_pages[path].css(".math") for path in CHAPTERS)


def test_broken_links_are_seen():
    page = parse(
        '<a href="../b.html#no"></a><a href="#here" id="here"></a>'
        '<script src="gone.js"></script><a href="https://example.org"></a>'
    )
    places = {"x/a.html": {"here"}, "b.html": {"yes"}}
    assert checks.link_problems("x/a.html", page, places, set(places)) == [
        "../b.html#no: no such place",
        "gone.js: no such file",
    ]


def test_links_to_explorers_that_are_not_there_are_seen():
    page = parse(
        '<a href="#explorer=pooling.1.e30"></a><a href="#explorer=pooling.2.e30"></a>'
        '<div class="explorer-host" data-kind="pooling"></div>'
    )
    places = {"a.html": checks.anchors(page)}
    assert checks.link_problems("a.html", page, places, set(places)) == [
        "#explorer=pooling.2.e30: no such place"
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<p>$$x$$</p>",
        r"<div class='math'>\begin{aligned}</div>",
        "<span class='katex-error' title='no'></span>",
    ],
)
def test_raw_mathematics_is_seen(html):
    assert checks.maths_problems(parse(html))


def test_rendered_mathematics_and_code_are_fine():
    html = (
        "<span class='math'><span class='katex'><span class='katex-mathml'>"
        r"<math><annotation>\begin{a}</annotation></math></span></span></span>"
        r"<pre>\begin{aligned}</pre>"
    )
    assert checks.maths_problems(parse(html)) == []


def test_explorer_without_tables_is_seen():
    page = parse("<div class='explorer-host' data-kind='k'></div>")
    assert checks.explorer_problems(page) == ["k: no state", "k: no table"]
    page = parse("<div class='explorer-host' data-kind='exercise'></div>")
    assert checks.explorer_problems(page) == [
        "exercise: no state",
        "exercise: no blank",
    ]


@pytest.mark.parametrize("path", CHAPTERS)
def test_chapter_has_enough_exercises(english_pages, path):
    assert checks.exercise_problems(english_pages[path], EXERCISES) == []


def test_incomplete_exercises_are_seen():

    def box(diagnoses):
        stored = base64.b64encode(json.dumps({"diagnoses": diagnoses}).encode())
        return f'<div><p data-kind="exercise" data-state="{stored.decode()}"></p></div>'

    exercise = (
        "<div class='admonition exercise'><p class='admonition-title'>E</p></div>%s"
    )
    solution = "<details class='solution'></details>"
    good = exercise % (box([[1, "No."]]) + solution)
    assert checks.exercise_problems(parse(good * 2), 2) == []
    assert checks.exercise_problems(parse(good + exercise % solution), 2) == [
        "1 exercises with an answer box, less than 2"
    ]
    bad = exercise % box([]) + good
    assert checks.exercise_problems(parse(bad), 2) == [
        "E: no solution",
        "E: a box without a diagnosis",
    ]


def test_picture_without_words_is_seen():
    page = parse("<article><img src='a'><svg class='inline-figure'></svg>")
    assert len(checks.picture_problems(page)) == 3


def test_figure_with_a_ground_is_seen():
    path = "<path style='fill:var(--cx-surface)'></path>"
    page = parse(
        f"<article><figure><svg class='inline-figure' aria-label='A'>{path}</svg>"
        "<figcaption>A figure.</figcaption></figure></article>"
    )
    assert checks.picture_problems(page) == ["a ground of its own: A"]
    page.css_first("path").decompose()
    assert checks.picture_problems(page) == []


def test_loading_from_outside_is_seen():
    page = parse("<script src='//example.org/x.js'></script>")
    assert checks.outside_problems(page) == ["loads //example.org/x.js"]
