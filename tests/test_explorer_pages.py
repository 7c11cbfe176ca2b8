"""What a built page loads to show its explorers: the scripts and styles of their kinds."""

import gzip
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from explorer_scripts import kinds_of, load_kinds
from markup import Page

from convlib.widgets import hosts

#: A page's kinds of explorers, their script, their style.
Loaded = tuple[list[str], str, str]

# Bytes, gzipped: core, kinds and exercises, scripts and styles; with a whole network more.
LOADED, WITH_DIGITS = 32 * 1024, 40 * 1024
# What the same say in another language, besides.
WORDS, WORDS_OF_DIGITS = 4 * 1024, 6 * 1024

# In one process with what else reads the pages: they are parsed once.
pytestmark = pytest.mark.xdist_group("pages")


def loaded(folder: Path, parsed: Mapping[str, Page]) -> dict[str, Loaded]:
    """Return for every page: the kinds it shows, and the script and style of explorers."""
    found = {}
    for name, page in sorted(parsed.items()):
        path = folder / name
        sources = [script.attributes["src"] for script in page.css("script[src]")]
        scripts = [path.parent / s for s in sources if "/explorers-" in s]
        styles = [style.text() for style in page.css("head > style")]
        code = "".join(script.read_text(encoding="utf-8") for script in scripts)
        style = "".join(style for style in styles if "--cx-" in style)
        found[name] = (kinds_of(path.read_text(encoding="utf-8")), code, style)
    return found


def sizes(pages: dict[str, Loaded]) -> dict[str, int]:
    """Return how many bytes that is for each page, gzipped."""
    return {
        name: sum(
            len(gzip.compress(text.encode(), 9)) for text in (code, style) if text
        )
        for name, (_, code, style) in pages.items()
    }


def heavy(
    found: dict[str, int], pages: dict[str, Loaded], most: int, with_digits: int
) -> dict[str, int]:
    """Return the pages that load more than their kinds may."""
    return {
        name: size
        for name, size in found.items()
        if size > (with_digits if "digits" in pages[name][0] else most)
    }


@pytest.fixture(scope="module")
def pages(book_dir, english_pages) -> dict[str, Loaded]:
    """What every English page loads."""
    return loaded(book_dir, english_pages)


def test_page_loads_its_kinds_and_no_others(pages):
    """Every script of its kinds, the core's and the host's; nothing besides.

    The book's own rules name the explorers' colours, so that every page has these.
    """
    shown = {name: kinds for name, (kinds, _, _) in pages.items() if kinds}
    assert len(shown) >= 10
    assert {kind for kinds in shown.values() for kind in kinds} >= {
        "pooling",
        "exercise",
    }
    for name, (kinds, code, style) in pages.items():
        paths = hosts.scripts(*kinds) if kinds else []
        texts = (path.read_text(encoding="utf-8") for path in paths)
        assert code == "".join(f"{text}\n;\n" for text in texts), name
        assert (".explorer" in style) == bool(kinds), name


def test_what_a_page_loads_is_small(pages):
    found = sizes(pages)
    print(found)
    assert heavy(found, pages, LOADED, WITH_DIGITS) == {}


def test_a_chinese_page_loads_its_words_besides(book_dir, pages, chinese_pages):
    english = sizes(pages)
    chinese = sizes(loaded(book_dir / "zh", chinese_pages))
    more = {name: size - english[name] for name, size in chinese.items()}
    print(more)
    assert max(more.values()) > 0
    assert heavy(more, pages, WORDS, WORDS_OF_DIGITS) == {}


@pytest.mark.parametrize(("language", "packs"), [("en", 0), ("zh_CN", 2), ("zh", 2)])
def test_a_translated_page_loads_the_words_of_its_kinds(language, packs):
    loaded = []
    app = SimpleNamespace(
        config=SimpleNamespace(language=language),
        add_css_file=lambda name: None,
        add_js_file=lambda name, loading_method: loaded.append(name),
    )
    body = '<div class="explorer-host" data-kind="pooling"></div>'
    load_kinds(app, "page", "page.html", {"body": body}, None)
    assert sum(name.endswith(".zh.js") for name in loaded) == packs
    assert loaded[-1].endswith("pooling.js")
