"""The book's reference part, and what its pages say of themselves; checkers seen to fail."""

import hashlib
import importlib
import inspect
import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import checks
import chinese
import library_wheel
import markup
import nbformat
import numpy as np
import page_head
import photograph
import pictures
import pytest
import yaml
from nbclient import NotebookClient
from PIL import Image
from pybtex.database import parse_file
from thorough import thorough_beyond
from twins import Edition, editions

from convlib import data

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "book" / "reference"
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{name}.html" for name in checks.toc_files(TOC) if name != "genindex"]
GENERATED = ["genindex.html", "search.html"]
CHAPTERS = [
    file
    for part in TOC["parts"]
    if part.get("numbered")
    for file in checks.toc_files(part)
]
PUBLIC = {
    "convlib": "convlib",
    "convlib.explain": "explain",
    "convlib.explain.writing": "explain",
    "convlib.figures": "figures",
    "convlib.widgets": "widgets",
    "convlib.nn": "learning",
    "convlib.gradcheck": "learning",
    "convlib.plain": "convlib",
    "convlib.data": "learning",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# The usual word is the English one.
WITHOUT_CHINESE = {"softmax"}

pytestmark = pytest.mark.xdist_group("pages")
pages = pytest.mark.parametrize("path", PAGES)


def read(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


# The library


def without_example(module) -> list[str]:
    """Name the public functions whose docstring has no example."""
    functions = {name: getattr(module, name) for name in module.__all__}
    return [
        name
        for name, function in functions.items()
        if inspect.isfunction(function)
        and not re.search(r"Examples\n-+\n(.*\n)*?>>> ", inspect.getdoc(function) or "")
    ]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_function_has_an_example(name):
    assert without_example(importlib.import_module(name)) == []


def test_a_function_without_example_is_seen():
    def bare():
        """Do nothing.

        Examples
        --------
        None.
        """

    module = SimpleNamespace(__all__=["bare"], bare=bare)
    assert without_example(module) == ["bare"]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_in_the_reference(english_pages, name):
    described = checks.anchors(english_pages[f"book/reference/api/{PUBLIC[name]}.html"])
    names = importlib.import_module(name).__all__
    assert {f"{name}.{public}" for public in names} - described == set()


@pytest.mark.parametrize("page", sorted({*PUBLIC.values()}))
def test_signatures_can_be_read(english_pages, page):
    """No default is the name of what makes it, which breaks a signature's types as well."""
    described = english_pages[f"book/reference/api/{page}.html"]
    shown = [of.text() for of in described.css("dt.sig, .autosummary td")]
    assert shown
    assert [text for text in shown if re.search("<factory>|~|typing", text)] == []


# The glossary


def glossary_problems(source: str) -> list[str]:
    """Check that each entry has both languages, a definition and a place in the book."""
    body = source.split("```{glossary}\n:sorted:\n")[1].split("```")[0]
    problems = []
    for entry in filter(str.strip, body.split("\n\n")):
        lines = entry.strip("\n").split("\n")
        terms = [line for line in lines if not line.startswith(" ")]
        definition = " ".join(line.strip() for line in lines[len(terms) :])
        chinese = any(map(CHINESE.search, terms)) or terms[0] in WITHOUT_CHINESE
        english = not CHINESE.search(terms[0])
        if not (chinese and english):
            problems.append(f"{terms[0]}: not in both languages")
        if not re.match(r".{15,}\\ Explained in .*[`)].*\.$", definition):
            problems.append(f"{terms[0]}: no definition, or no place")
    return problems


def test_glossary_entries_are_complete():
    assert glossary_problems(read("glossary.md")) == []


def test_incomplete_glossary_entries_are_seen():
    source = (
        "```{glossary}\n:sorted:\n\none\n  A word without the other.\\\n"
        "  Explained in {doc}`x`.\n\ntwo\n二\n  A word without a place.\n```"
    )
    assert glossary_problems(source) == [
        "one: not in both languages",
        "two: no definition, or no place",
    ]


def names_of_one_thing(glossary: str, texts: str) -> list[list[str]]:
    """Return the Chinese names of an entry that texts use, where there are several."""
    heads = re.findall(r"(?m)((?:^\S.*\n)+)(?=  )", glossary)
    used = (
        [name for name in head.splitlines() if CHINESE.search(name) and name in texts]
        for head in heads
    )
    return [names for names in used if len(names) > 1]


def test_explorers_have_one_chinese_name_for_a_thing():
    widgets = ROOT / "convlib/widgets"
    texts = "".join(
        path.read_text(encoding="utf-8") for path in widgets.glob("*/messages.zh.js")
    )
    assert "滤波器" in texts
    glossary = read("glossary.md")
    assert names_of_one_thing(glossary, texts) == []
    assert names_of_one_thing(glossary, texts + "拍平") == [["展平", "拍平"]]


def test_chinese_words_say_so(english_pages):
    texts = markup.texts(english_pages["book/reference/glossary.html"])
    term = next(text for text in texts if "激活函数" in text.text_content)
    assert markup.around(term, "span").attributes["lang"] == "zh"


def test_no_section_has_its_subjects_twice():
    """YAML would keep those of the second line alone."""
    topics = read("search_topics.yml")
    labels = re.findall(r"^([a-z0-9-]+):", topics, re.MULTILINE)
    assert labels == list(yaml.safe_load(topics))


# The bibliography


ENTRIES = parse_file(REFERENCE / "references.bib").entries
SOURCES = set(ENTRIES)


def authors_and_year(entry) -> tuple:
    """Return what names a source where it is cited: of three authors and more, the first."""
    authors = [" ".join(person.last_names) for person in entry.persons["author"]]
    shown = authors if len(authors) < 3 else [authors[0], "et al."]
    return *shown, entry.fields["year"]


def cited(text: str) -> set[str]:
    """Return the keys that a page cites."""
    bare = re.findall(r"\{cite[:a-z]*\}`([^`]+)`", text)
    keys = {key.strip() for keys in bare for key in keys.split(",")}
    with_words = re.findall(r"\{ref\}`[^`]+<([^>`]+)>`", text)
    return keys | SOURCES.intersection(",".join(with_words).split(","))


def listed(source: str) -> dict[str, set[str]]:
    """Return which keys the bibliography lists for each chapter."""
    source = source.split("\n## To read further")[0]
    parts = re.split(r"^\{doc\}`\.\./([a-z_/]+)`$", source, flags=re.MULTILINE)
    names, texts = parts[1::2], parts[2::2]
    return {f"book/{n}": cited(t) for n, t in zip(names, texts, strict=True)}


def words(name: str) -> str:
    """Return the Markdown of a notebook."""
    path = ROOT / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = (c for c in notebook["cells"] if c["cell_type"] == "markdown")
    return "\n".join("".join(cell["source"]) for cell in cells)


def further(source: str) -> set[str]:
    """Return the keys of what is there to read further."""
    return cited(source.partition("\n## To read further")[2].partition("\n## ")[0])


def test_every_source_is_listed_for_a_chapter_or_to_read_further():
    source = read("bibliography.md")
    for_chapters = set().union(*listed(source).values())
    assert for_chapters | further(source) == SOURCES


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_cites_what_is_listed_for_it(name):
    assert cited(words(name)) <= listed(read("bibliography.md")).get(name, set())


def test_no_two_sources_are_cited_in_the_same_words():
    """A letter behind the year tells those of one year apart."""
    named = Counter(map(authors_and_year, ENTRIES.values()))
    assert [words for words, count in named.items() if count > 1] == []


def test_citations_are_read():
    source = "{doc}`../a/b`\n: {cite}`x, y`\n\n{doc}`../a/c`\n: - {cite:t}`z`\n"
    wanted = {"book/a/b": {"x", "y"}, "book/a/c": {"z"}}
    assert listed(source) == wanted
    source += "\n## To read further\n\n- {cite}`v`\n\n## All\n\n{cite}`u`"
    assert (listed(source), further(source)) == (wanted, {"v"})
    words = "{ref}`[Yu and Koltun, 2016; Wang et al., 2018] <yu2016,wang2018>`"
    assert cited(f"{words}, {{ref}}`above <the-sum>`") == {"yu2016", "wang2018"}


# The notes


PLACE = re.compile(
    r"^(\d+)\. (?:Slip|Gap|Question), (?:line|lines) ([\d, to]*\d(?: and \d+)?): 「(.+?)」"
    r"(.*)$",
    re.MULTILINE,
)
FORMULA = re.compile(r"[$`][^$`]+[$`]")


def places_put_right(source: str) -> list[int]:
    """Return the numbers of the places that are quoted with their lines."""
    return [int(place[1]) for place in PLACE.finditer(source)]


def place_problems(source: str) -> list[str]:
    """Check that the places follow the notes, in the notes' words, and lead on."""
    problems = []
    for section in re.split(r"^### .*$", source, flags=re.MULTILINE):
        last = 0
        for number, lines, quoted, answer in PLACE.findall(section):
            first, *others = map(int, re.findall(r"\d+", lines))
            if first < last or [first, *others] != sorted({first, *others}):
                problems.append(f"{number}: lines do not rise")
            if not (CHINESE.search(quoted) or FORMULA.search(quoted)):
                problems.append(f"{number}: not in the notes' words")
            if not re.search(r"\{(ref|doc)\}`|\]\(\.\./", answer):
                problems.append(f"{number}: leads nowhere")
            last = first
    return problems


def places_in_table(source: str) -> set[int]:
    """Return the numbers that the table's rows point to."""
    found = set()
    for numbers in re.findall(r"\{ref\}`([\d, to]+) <slips-", source):
        bounds = [int(n) for n in re.findall(r"\d+", numbers)]
        found |= set(range(bounds[0], bounds[1] + 1) if "to" in numbers else bounds)
    return found


def test_all_places_are_put_right_and_in_the_table():
    assert places_put_right(read("notes.md")) == list(range(1, 56))
    assert places_in_table(read("notes.md")) == set(range(1, 56))


def test_places_are_quoted_in_the_order_of_the_notes():
    assert place_problems(read("notes.md")) == []


def test_figures_are_counted_in_the_order_of_the_notes():
    rows = re.findall(r"^\| (\d+) \| (\d+) \|", read("notes.md"), re.MULTILINE)
    numbers, lines = zip(*[map(int, row) for row in rows], strict=True)
    assert numbers == (*range(1, 15),)
    assert list(lines) == sorted(set(lines))


def test_places_are_counted():
    source = "| {ref}`2 to 4 <slips-x>` | {ref}`7, 9 <slips-y>` |\n\n3. Slip. A\n5. No"
    assert places_put_right(source) == []
    assert places_put_right(source + "\n4. Gap, line 3: 「深」. A") == [4]
    assert places_in_table(source) == {2, 3, 4, 7, 9}


def test_places_of_a_wrong_form_are_seen():
    source = (
        "1. Slip, lines 3 and 4: 「深」. {ref}`a`\n2. Gap, line 2: 「deep」. {doc}`b`\n"
        "3. Question, lines 9 to 5: 「$x$」. See there.\n### B\n4. Gap, line 1: 「深」. {doc}`b`"
    )
    assert place_problems(source) == [
        "2: lines do not rise",
        "2: not in the notes' words",
        "3: lines do not rise",
        "3: leads nowhere",
    ]


# What each page says of itself


def heading_problems(page: markup.Page) -> list[str]:
    """Check that a page has one title and that no level of headings is left out."""
    headings = page.css("article :is(h1, h2, h3, h4, h5, h6)")
    levels = [int(heading.tag[1]) for heading in headings]
    problems = [] if levels.count(1) == 1 else [f"{levels.count(1)} titles"]
    steps = zip([0, *levels], levels, strict=False)
    return problems + [f"h{b} after h{a}" for a, b in steps if b > a + 1]


@pages
def test_headings_are_in_order(english_pages, path):
    assert heading_problems(english_pages[path]) == []


def test_headings_out_of_order_are_seen():
    page = markup.parse("<article><h1>a</h1><h3>b</h3><h1>c</h1></article>")
    assert heading_problems(page) == ["2 titles", "h3 after h1"]


def description(page: markup.Page) -> str:
    """Return what a page says it is about, "" if it does not say it once."""
    found = page.css('meta[name="description"]')
    return found[0].attributes["content"] if len(found) == 1 else ""


@pytest.mark.parametrize("path", PAGES + GENERATED)
def test_page_describes_itself(english_pages, path):
    page = english_pages[path]
    sentence = description(page)
    assert 40 <= len(sentence) <= 200 and sentence.endswith(".")
    metas = [meta.attributes for meta in page.css("meta[property]")]
    data = {meta["property"]: meta["content"] for meta in metas}
    assert data["og:description"] == sentence
    assert data["og:title"] and data["og:site_name"] == "Convolution, step by step"
    assert page.root.attributes["lang"] == "en"


def test_descriptions_differ(english_pages):
    sentences = {description(english_pages[path]) for path in PAGES + GENERATED}
    assert len(sentences) == len(PAGES + GENERATED)


def card(page: markup.Page) -> str:
    """Return which picture stands for a page where it is linked to."""
    return page.css_first('meta[property="og:image"]').attributes["content"]


@pages
def test_pictures_of_the_book_are_there(english_pages, book_dir, path):
    folder = (book_dir / path).parent
    icon = english_pages[path].css_first('link[rel="icon"]').attributes["href"]
    assert (folder / icon).is_file() and (folder / card(english_pages[path])).is_file()


def test_stored_pictures_are_what_is_drawn():
    stored = ROOT / "book" / "_static"
    drawn = pictures.drawn()
    assert {n: (stored / n).read_bytes() == drawn[n] for n in drawn} == {
        "logo.svg": True,
        "card.png": True,
        "icon-192.png": True,
        "icon-512.png": True,
    }
    np.testing.assert_array_equal(data.photograph(), photograph.photograph())


def test_links_to_a_translation_have_a_picture_in_its_language(chinese_pages, book_dir):
    for path in PAGES:
        picture = card(chinese_pages[path])
        assert picture.endswith("/_static/card.zh_CN.png")
        assert (book_dir / "zh" / path).parent.joinpath(picture).is_file()


def test_a_language_without_a_picture_has_the_english_one():
    def named(language: str) -> str:
        edition = Edition(language)
        return page_head.card_of(SimpleNamespace(srcdir=ROOT, edition=edition))

    assert [named(language) for language in ("en", "zh_CN", "fr")] == [
        "card.png",
        "card.zh_CN.png",
        "card.png",
    ]


# The letters of a machine's fonts, if it has any, are no part of the test.
@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_picture_in_each_language_is_drawn_and_stored():
    drawn = pictures.cards()
    assert [*drawn] == [f"card.{e.language}.png" for e in editions(ROOT)[1:]]
    for name, content in drawn.items():
        stored = (ROOT / "book" / "_static" / name).read_bytes()
        for picture in (content, stored):
            with Image.open(io.BytesIO(picture)) as opened:
                assert opened.size == page_head.CARD_SIZE


def test_search_engines_leave_out_what_nobody_looks_for(english_pages):
    hidden = {n for n, page in english_pages.items() if page.css("meta[name=robots]")}
    assert {"404.html", *GENERATED} <= hidden
    assert hidden.isdisjoint(set(PAGES) - set(GENERATED))


def test_every_exercise_has_a_name_for_what_is_remembered(english_pages):
    for path in PAGES:
        boxes = english_pages[path].css("[data-kind=exercise]")
        names = {box.attributes["data-exercise"] for box in boxes}
        assert len(names) == len(boxes), path


def test_copy_for_reading_offline_is_of_this_build(book_dir):
    """A page that another build has made would be refused by the worker."""
    text = (book_dir / "offline.js").read_text(encoding="utf-8")
    files = json.loads(text.removeprefix("const FILES = ").partition(";\n")[0])
    assert {*PAGES, *GENERATED, "index.html", "searchindex.js"} <= set(files)
    contents = {name: (book_dir / name).read_bytes() for name in files}
    assert files == {n: hashlib.sha256(c).hexdigest() for n, c in contents.items()}


def test_404_loads_nothing_but_what_finds_the_book(english_pages):
    """From whatever folder the host shows it in, up to the depth of the book's and more.

    The outermost one that has the script is the English book's.
    """
    page = english_pages["404.html"]
    assert {link.attributes["href"] for link in page.css("link")} <= {"data:,"}
    assert not page.css("img")
    scripts = [script.attributes.get("src") for script in page.css("script")]
    assert scripts == [
        f"{'../' * depth}_static/way-back.js" for depth in range(5, -1, -1)
    ]
    assert len(scripts) > max(path.count("/") for path in english_pages) + 1
    links = {link.attributes["href"] for link in page.css("a")}
    assert links >= {"search.html", "genindex.html"}


# Downloads


@pytest.mark.parametrize(
    "page",
    thorough_beyond(
        ["computing/single_channel"],
        ["computing/single_channel", "propagation/whole_network", "variants/speed"],
    ),
)
def test_a_downloaded_notebook_runs_in_an_empty_folder(page, book_dir, tmp_path):
    source = book_dir / "_sources" / "book" / f"{page}.ipynb"
    notebook = nbformat.read(source, as_version=4)
    first = "".join(cell.source for cell in notebook.cells[:2])
    assert "[figures,widgets]" in first and library_wheel.wheel_name() in first
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=None, resources=resources).execute()
    nbformat.validate(notebook)


def test_the_book_carries_its_library_as_it_is(book_dir):
    (wheel,) = book_dir.glob("*.whl")
    assert wheel.name == library_wheel.wheel_name()
    with zipfile.ZipFile(wheel) as files:
        assert (
            "Root-Is-Purelib: true"
            in files.read(
                next(
                    name
                    for name in files.namelist()
                    if name.endswith(".dist-info/WHEEL")
                )
            ).decode()
        )
        for path in (ROOT / "convlib").glob("*.py"):
            assert files.read(f"convlib/{path.name}") == path.read_bytes()


# The extensions that these pages need


def test_runs_of_chinese_are_marked_and_the_rest_is_kept():
    found = chinese.parts("1×1 卷积, a convolution")
    assert [node.astext() for node in found] == ["1×1 ", "卷积", ", a convolution"]
    assert found[1]["classes"] == ["language-zh"]
    assert [node.astext() for node in chinese.parts("卷积")] == ["卷积"]


def test_open_graph_data_are_escaped():
    assert page_head.tags({"og:title": '"a" < b'}) == (
        '\n<meta property="og:title" content="&quot;a&quot; &lt; b" />'
    )


@pytest.mark.parametrize(
    ("address", "base"),
    [("", ""), ("https://a.org/b", "https://a.org/b/"), ("https://a/", "https://a/")],
)
def test_address_of_the_book_ends_with_a_slash(monkeypatch, address, base):
    monkeypatch.setenv("BOOK_URL", address)
    config = SimpleNamespace()
    for language, folder in (("en", ""), ("zh_CN", "zh/")):
        page_head.know_address(SimpleNamespace(edition=Edition(language)), config)
        assert config.book_url == base
        assert config.html_baseurl == (base and base + folder)
