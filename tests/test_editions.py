"""The built pages of both languages say the same; each kind of mistake is seen to fail."""

import base64
import gzip
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import checks
import editions
import messages
import pytest
import yaml
from markup import Node, Page, fill, parse

ROOT = Path(__file__).parent.parent
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{name}.html" for name in (*checks.toc_files(TOC), "search", "404")]
#: Compared as a whole: their entries stand in another order, or what a docstring says first
#: is apart from its details.
UNORDERED = ("book/reference/api/", "book/reference/glossary")
HEAVIER = 1.1  # times its twin, at most
#: Printed by the library, whose errors are English.
ERRORS = {"weight looks like Keras's, its channels and filters last"}

# In one process with what else reads the pages: they are parsed once.
pytestmark = pytest.mark.xdist_group("pages")
pages = pytest.mark.parametrize("page", PAGES)


@cache
def dictionary(page: str) -> editions.Dictionary:
    """Return what the catalogues have for a page, and for all."""
    pairs = []
    for catalogue in (page.removesuffix(".html"), messages.SHARED):
        path = ROOT / "locale" / "zh_CN" / "LC_MESSAGES" / f"{catalogue}.po"
        for message in messages.said(messages.read(path)) if path.exists() else []:
            if isinstance(message.id, str):
                pairs.append((message.id, message.string))
            else:  # Chinese has no plural
                pairs += [(of, message.string[0]) for of in message.id]
    return editions.Dictionary(pairs)


def problems(english_pages, page: str, chinese: Page) -> list[str]:
    """Return what one of two editions of a page has and the other has not."""
    return editions.differences(
        english_pages[page],
        chinese,
        dictionary(page),
        ordered=not page.startswith(UNORDERED),
    )


# The index of each language has letters and entries of its own.
@pytest.mark.parametrize("page", [page for page in PAGES if page != "genindex.html"])
def test_both_editions_say_the_same(english_pages, chinese_pages, page):
    assert problems(english_pages, page, chinese_pages[page]) == []


@pages
def test_chinese_page_says_nothing_in_english(chinese_pages, page):
    assert set(editions.english_sentences(chinese_pages[page])) - ERRORS == set()


@cache
def gzipped(path: Path) -> int:
    """Return the bytes of a file as a server sends it."""
    return len(gzip.compress(path.read_bytes(), 6))


def weight(edition: Path, name: str, page: Page) -> int:
    """Return the bytes of a page with the scripts and styles that it names, gzipped."""
    files = {edition / name}
    for element in page.css("script[src], link[rel=stylesheet]"):
        address = element.attributes.get("src") or element.attributes["href"]
        files.add(edition / checks.resolve(name, address)[0])
    return sum(map(gzipped, files))


# Search loads the words of its language, and the page for unknown addresses lies elsewhere.
@pytest.mark.parametrize("page", PAGES[:-2])
def test_chinese_page_is_hardly_heavier(book_dir, english_pages, chinese_pages, page):
    english = weight(book_dir, page, english_pages[page])
    assert weight(book_dir / "zh", page, chinese_pages[page]) < HEAVIER * english


def test_chinese_pages_have_no_fonts_of_their_own(book_dir):
    fonts = [
        {path.name for path in edition.glob("_static/**/*.woff*")}
        for edition in (book_dir, book_dir / "zh")
    ]
    assert fonts[0] and fonts[0] == fonts[1]


# Each kind of mistake, planted into a page of the book

PLANTED_IN = "book/propagation/forward.html"
FIGURES = "svg.inline-figure"


def text(page: Page, selector: str, pattern: str) -> Node:
    """Return the first text of a block that has a pattern."""
    for block in page.css(f"article {selector}"):
        for part in editions.own(block):
            if part.is_text_node and re.search(pattern, part.text_content):
                return part
    raise AssertionError(f"no {pattern} in {selector}")


def changed(selector: str, pattern: str, new: str) -> Callable[[Page], object]:
    """Return a mistake: a pattern of a block's text is replaced once."""

    def plant(page: Page) -> None:
        found = text(page, selector, pattern)
        found.replace_with(re.sub(pattern, new, found.text_content, count=1))

    return plant


def first(selector: str, change: Callable[[Node], object]) -> Callable[[Page], object]:
    """Return a mistake: something happens to the first of what a selector finds."""
    return lambda page: change(page.css_first(f"article {selector}"))


def filled(new: str) -> Callable[[Node], object]:
    """Return a change: an element has another text."""
    return lambda element: fill(element, new)


def named(name: str, new: str) -> Callable[[Node], object]:
    """Return a change: an attribute has another value."""
    return lambda element: element.attrs.__setitem__(name, new)


def state(kind: str, change: Callable[[dict], object]) -> Callable[[Page], object]:
    """Return a mistake: the state of an explorer is another one."""

    def plant(page: Page) -> None:
        host = page.css_first(f'[data-kind="{kind}"]')
        held = checks.state_of(host)
        change(held)
        written = json.dumps(held)
        covered = base64.b64encode(written.encode()).decode()
        host.attrs["data-state"] = covered if kind == "exercise" else written

    return plant


def exchange(held: dict) -> None:
    """Give two diagnoses each other's words."""
    one, other = held["diagnoses"][:2]
    one[1], other[1] = other[1], one[1]


def in_program(pattern: str, new: str) -> Callable[[dict], object]:
    """Return a change: a pattern of an explorer's NumPy program is replaced once."""

    def change(held: dict) -> None:
        programs = held["templates"]
        programs["numpy"] = re.sub(pattern, new, programs["numpy"], count=1)

    return change


def planted(english_pages, chinese_pages, page: str, plant) -> list[str]:
    """Return the problems of a page after a mistake."""
    broken = chinese_pages[page].clone()
    plant(broken)
    return problems(english_pages, page, broken)


@pytest.mark.parametrize(
    ("plant", "problem"),
    [
        (first("section", lambda it: it.attrs.__delitem__("id")), "id lost"),
        (changed("p", r"\d", "77"), "number lost"),
        (changed("p", r"−(?=\d)", ""), "number lost: −"),
        (changed("td", r"\d", "77"), "number lost"),
        (changed("figcaption p", r"\d", "77"), "number lost"),
        (changed(".cell_output pre", r"\d", "77"), "number lost"),
        (first("p", Node.decompose), "block"),
        (first("p a.reference", Node.unwrap), "link lost"),
        (first("p a", named("href", "#")), "link added: #"),
        (first('[href*="bibliography.html#"]', filled("")), "citation lost"),
        (first("p code", filled("x")), "code lost"),
        (first("p annotation", filled("7")), "formula lost"),
        (first("p .katex", Node.decompose), "formula lost"),
        (first(".cell_input .mi", filled("7")), "program"),
        (state("exercise", exchange), "explorers[1].diagnoses[0][1]"),
        (state("exercise", lambda it: it.update(answer=7)), "explorers[1].answer"),
        (state("exercise", lambda it: it["diagnoses"].pop()), "explorers[1].diagnoses"),
        (state("exercise", lambda it: it.update(label="m =")), "explorers[1].label"),
        (state("network", lambda it: it["selection"].reverse()), "explorers[0]."),
        (state("network", lambda it: it["tour"].pop()), "explorers[0].tour"),
        (state("network", in_program(r"\d", "77")), "explorers[0].templates.numpy"),
        (
            state("network", in_program("本书的函数库", "the library of this book")),
            "explorers[0].templates.numpy",
        ),
        (first(".explorer-host", Node.decompose), "explorers"),
        (first(f"{FIGURES} text", filled("77")), "drawn"),
        (first(FIGURES, Node.decompose), "pictures"),
        (first(FIGURES, named("aria-label", "A.")), "said of"),
        (lambda page: named("href", "x")(page.css_first("nav a")), "link around"),
    ],
)
def test_a_planted_mistake_is_seen(english_pages, chinese_pages, plant, problem):
    found = planted(english_pages, chinese_pages, PLANTED_IN, plant)
    assert any(one.startswith(problem) for one in found), found


def test_a_lost_link_is_seen_where_entries_are_sorted(english_pages, chinese_pages):
    lose = first("dd a.reference", Node.decompose)
    found = planted(english_pages, chinese_pages, "book/reference/glossary.html", lose)
    assert any(one.startswith("link lost") for one in found), found


@pytest.mark.parametrize(
    "html",
    [
        "<p>卷积：the sum of all that was read.</p>",
        "<p>卷积：the <b>sum</b> 是 <i>the sum of all that was read</i></p>",
        '<meta name="description" content="What a kernel finds in a picture">',
        '<svg aria-label="What a kernel finds in a picture"></svg>',
        "<div class='cell_output'><pre>right in six of the nine windows</pre></div>",
    ],
)
def test_an_english_sentence_is_seen(html):
    assert editions.english_sentences(parse(html))


@pytest.mark.parametrize(
    "html",
    [
        "<p>用 PyTorch、Keras 和 convlib 算 <code>a is b or c is not d</code>。</p>",
        "<p lang='en'>The <i>sum</i> of all that was read.</p>",
        "<div class='cell_input'><pre># the sum of all that was read</pre></div>",
        '<a class="reference" title="A guide to convolution of all kinds">',
    ],
)
def test_code_names_and_marked_english_are_fine(html):
    assert editions.english_sentences(parse(html)) == []


def test_translations_with_something_put_in_are_known():
    words = editions.Dictionary(
        [("{n} of {what}", "{what}中的 {n} 个"), ("cells", "格"), ("{n} of {n}", "{n}")]
    )
    assert words.has("3 of cells", "格中的 3 个")
    assert words.has("3 of 3", "3")
    assert words.has("same", "same")
    assert not words.has("3 of cells", "格中的 4 个")
    assert not words.has("3 of cells", "cells中的 4 个")
    assert not words.has("a sentence of more than five words", "一句话")
    assert not words.has(*["a sentence of more than five words"] * 2)


def test_a_program_differs_in_its_comments_alone():
    words = editions.Dictionary([("rows, columns", "行、列"), ("a row", "一行")])
    english = "a = 1, 2  # rows, columns\nprint(a)\n"
    assert words.has_program(english, "a = 1, 2  # 行、列\nprint(a)\n")
    for other in (
        english,
        "a = 1, 3  # 行、列\nprint(a)\n",
        "a = 1, 2  # 一行\nprint(a)\n",
        "a = 1, 2\nprint(a)\n",
        "a = 1, 2  # 行、列\nprint(a)  # 一行\n",
        "a = 1, 2  # 行、列\n",
    ):
        assert not words.has_program(english, other), other
