"""What the book's extensions make for search engines, and for readers who come back."""

import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import reading
import site_files
from twins import Edition

from convlib.widgets import Exercise

ADDRESS = "https://example.org/convolution/"
PAGE = """<link href="../_static/a.css" rel="stylesheet"><a href="two.html#end">2</a>
<a href="https://example.org/">away</a><a href="../../outside.html">out</a>
<script src="../_static/a.js?v=1"></script><span data-megabytes></span>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small built book."""
    files = {
        "index.html": '<meta http-equiv="Refresh" content="0; url=book/one.html">',
        "search.html": "",
        "book/one.html": PAGE,
        "book/two.html": "two",
        "genindex.html": "",
        "left/behind.html": "",
        "_static/a.css": 'a{src:url("f.woff2") url("f.ttf")}',
        "_static/f.woff2": "font",
        "_static/f.ttf": "font",
        "_static/a.js": "script",
        "_static/explorers/digits-later.js": "later",
        "_static/explorers/pooling.zh.js": "words",
        "_embedded/book/one.js": "states",
    }
    for name, text in files.items():
        path = tmp_path / "html" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "outside.html").write_text("")
    (tmp_path / "locale" / "zh_CN" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path / "html"


def written(
    site: Path, address: str = "", builder: str = "html", error=None, language="en"
) -> None:
    """Write the site's files, as at the end of a build."""
    app = SimpleNamespace(
        srcdir=site.parent,
        outdir=site,
        edition=Edition(language),
        builder=SimpleNamespace(name=builder, get_target_uri="{}.html".format),
        config=SimpleNamespace(book_url=address, html_title="A book"),
        env=SimpleNamespace(found_docs={"book/two", "genindex", "book/one"}),
    )
    site_files.write(app, error)


def kept_by(site: Path) -> dict[str, str]:
    """Return the files that the worker keeps, with the digests of their contents."""
    text = (site / "offline.js").read_text(encoding="utf-8")
    return json.loads(re.match(r"const FILES = (\{.*?\});", text, re.DOTALL)[1])


@pytest.fixture(autouse=True)
def device(monkeypatch):
    """The page with the buttons."""
    monkeypatch.setattr(site_files, "DEVICE", "book/one")


def test_sitemap_has_all_pages_but_those_that_nobody_looks_for(site):
    written(site, ADDRESS)
    root = ElementTree.parse(site / "sitemap.xml").getroot()
    assert root.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"
    found = {
        url[0].text: {twin.get("hreflang"): twin.get("href") for twin in url[1:]}
        for url in root
    }
    twins = {
        page: {"en": f"{ADDRESS}{page}", "zh-CN": f"{ADDRESS}zh/{page}"}
        for page in ("book/one.html", "book/two.html")
    }
    assert found == {address: of for of in twins.values() for address in of.values()}
    robots = (site / "robots.txt").read_text()
    assert robots == f"User-agent: *\nDisallow:\nSitemap: {ADDRESS}sitemap.xml\n"


def test_without_an_address_nothing_is_said_of_places(site):
    written(site, ADDRESS)
    written(site)
    assert not (site / "sitemap.xml").exists()
    assert (site / "robots.txt").read_text() == "User-agent: *\nDisallow:\n"
    assert "//" not in (site / "book.webmanifest").read_text()


def test_book_to_install_has_a_name_a_beginning_and_icons(site):
    written(site, language="zh_CN")
    about = json.loads((site / "book.webmanifest").read_text())
    assert (about["name"], about["start_url"]) == ("A book", ".")
    assert about["lang"] == "zh-CN"
    static = Path(site_files.__file__).parents[1] / "_static"
    for icon in about["icons"]:
        assert (static / icon["src"].removeprefix("_static/")).is_file()


def test_copy_has_what_pages_lead_to_and_no_more(site):
    written(site)
    kept = kept_by(site)
    assert set(kept) == {
        *("index.html", "search.html", "genindex.html"),
        *("book/one.html", "book/two.html"),
        *("_static/a.css", "_static/f.woff2", "_static/a.js"),
        *("_static/explorers/digits-later.js", "_static/explorers/pooling.zh.js"),
        "_embedded/book/one.js",
    }
    assert kept == {
        name: hashlib.sha256((site / name).read_bytes()).hexdigest() for name in kept
    }


def test_worker_is_another_one_when_a_file_is(site):
    workers = []
    for text in ("two", "two", "new"):
        (site / "book/two.html").write_text(text)
        written(site)
        workers.append((site / "offline.js").read_text())
    assert workers[0] == workers[1] != workers[2]


def test_page_says_how_large_the_copy_is(site):
    (site / "book/two.html").write_text("2" * 3_400_000)
    written(site)
    written(site)
    assert "<span data-megabytes>3</span>" in (site / "book/one.html").read_text()


def test_translations_leave_robots_to_the_english_edition(site):
    written(site, ADDRESS, language="zh_CN")
    assert kept_by(site)
    assert not list(site.glob("*.txt")) + list(site.glob("sitemap*"))


@pytest.mark.parametrize(("builder", "error"), [("epub", None), ("html", OSError())])
def test_other_books_and_failed_builds_have_none_of_it(site, builder, error):
    written(site, ADDRESS, builder, error)
    assert not (site / "robots.txt").exists()


def box(answer, label="Your answer", **options) -> str:
    """Return an exercise as a page has it."""
    return Exercise(answer, label, **options).to_html()


def names(*boxes: str) -> list[str]:
    """Return the names that the exercises of a page get."""
    return re.findall(r'data-exercise="([^"]*)"', reading.with_names("".join(boxes)))


def test_each_exercise_has_a_name_of_its_own():
    found = names(box(4), box(4), box([[1, 2]]), box("a", choices=["b", "a"]))
    assert len(set(found)) == len(found) == 4


def test_name_of_an_exercise_outlives_other_words_languages_and_places():
    (four,) = names(box(4, "a =", explanation="Because."))
    assert names(box(5), box(4, explanation="Therefore."))[1] == four
    assert names(box("larger", choices=["smaller", "larger"])) == names(
        box("更大", choices=["更小", "更大"])
    )
    assert names(box(5)) != [four]


def test_a_book_that_is_no_site_remembers_nothing():
    context = {"body": box(4)}
    app = SimpleNamespace(builder=SimpleNamespace(name="epub"))
    reading.prepare(app, "book/one", "page.html", context, None)
    assert context == {"body": box(4)}
