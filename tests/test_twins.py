"""The editions of the book: how they are built together, and how they know one another."""

import sys
from pathlib import Path
from types import SimpleNamespace

import checks
import languages
import page_head
import pytest
import twins
import yaml
from markup import Page, parse
from twins import Edition

ENGLISH, CHINESE = Edition("en"), Edition("zh_CN")
ROOT = languages.ROOT
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [*(f"{name}.html" for name in checks.toc_files(TOC)), "search.html"]

# In one process with what else reads the pages: they are parsed once.
pytestmark = pytest.mark.xdist_group("pages")
pages = pytest.mark.parametrize("path", PAGES)


# The tool that builds them


def program(page: str, words: str, status: int = 0) -> list[str]:
    """Return a command in the place of a build: it writes a page and says something."""
    source = f"""
from pathlib import Path
import sys
page = Path({page!r}.format(*sys.argv[1:]))
page.parent.mkdir(parents=True, exist_ok=True)
page.write_text("new")
print({words!r})
sys.exit({status})
"""
    return [sys.executable, "-c", source]


@pytest.fixture
def builds(tmp_path, monkeypatch):
    """Have English and Chinese built in a folder by programs that end with a status."""
    (tmp_path / "locale" / "zh_CN" / "LC_MESSAGES").mkdir(parents=True)
    build = tmp_path / "_build"
    for old in ("html/zh/gone.html", "zh_CN/html/a.html"):
        (build / old).parent.mkdir(parents=True)
        (build / old).write_text("old")

    def run(english: int = 0, chinese: int = 0) -> Path:
        made = program("_build/html/a.html", "English", english)
        other = program("_build/{}/html/a.html", "one sentence is missing", chinese)
        monkeypatch.setattr(languages, "ROOT", tmp_path)
        monkeypatch.setattr(languages, "BUILD", build)
        monkeypatch.setattr(languages, "ENGLISH", made)
        monkeypatch.setattr(languages, "TRANSLATED", other)
        languages.main()
        return build / "html"

    return run


def test_translations_are_put_below_the_english_pages_as_a_whole(builds, capfd):
    html = builds()
    found = {p.relative_to(html).as_posix() for p in html.rglob("*.html")}
    assert found == {"a.html", "zh/a.html"}
    assert (html / "zh" / "a.html").read_text() == "new"
    assert "one sentence is missing" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("status", "named"), [((1, 0), "en"), ((0, 1), "zh_CN"), ((1, 1), "en, zh_CN")]
)
def test_a_language_that_fails_is_named_and_nothing_old_is_left(
    builds, tmp_path, capfd, status, named
):
    with pytest.raises(SystemExit, match=f": {named}$"):
        builds(*status)
    assert not (tmp_path / "_build" / "html" / "zh").exists()
    assert "one sentence is missing" in capfd.readouterr().out


# What they are


def test_an_edition_has_a_folder_a_tag_and_a_name():
    assert (CHINESE.folder, CHINESE.tag, CHINESE.name) == ("zh/", "zh-CN", "中文")
    assert (ENGLISH.folder, ENGLISH.tag, ENGLISH.name) == ("", "en", "English")
    assert twins.editions(ROOT) == [ENGLISH, CHINESE]


def test_ways_between_editions_lead_there():
    french = Edition("fr")
    assert twins.way(ENGLISH, CHINESE) == "zh/"
    assert twins.way(CHINESE, ENGLISH) == "../"
    assert twins.way(CHINESE, french) == "../fr/"


def test_an_edition_speaks_its_language_in_the_others():
    say = twins.words_of(ROOT, CHINESE)
    assert "中文" not in say("No, thank you") and not say("No, thank you").isascii()
    assert say("no word of the book") == "no word of the book"
    assert twins.words_of(ROOT, ENGLISH)("No, thank you") == "No, thank you"


def test_twins_are_named_to_search_engines_by_full_addresses_in_each_edition():
    app = SimpleNamespace(
        srcdir=ROOT, config=SimpleNamespace(book_url="https://a.org/b/")
    )
    links = parse(page_head.alternates(app, "book/a.html")).css("[rel=alternate]")
    assert {of.attributes["hreflang"]: of.attributes["href"] for of in links} == {
        "en": "https://a.org/b/book/a.html",
        "zh-CN": "https://a.org/b/zh/book/a.html",
        "x-default": "https://a.org/b/book/a.html",
    }


# The built pages


def switch_problems(path: str, page: Page, own: Edition, twin: Edition) -> list[str]:
    """Check that a page leads to its twin, and says in which language that is."""
    found = page.css(".bd-header-article a.edition-switch")
    if len(found) != 1:
        return [f"{len(found)} switches"]
    (link,) = found
    address, *said = (link.attributes[of] for of in ("href", "lang", "hreflang"))
    target = checks.resolve(f"html/{own.folder}{path}", address)
    problems = []
    if target != (f"html/{twin.folder}{path}", ""):
        problems.append(f"leads to {address}")
    if [*said, link.text()] != [twin.tag, twin.tag, twin.name]:
        problems.append(f"is not {twin.name}")
    language = page.root.attributes["lang"]
    if language != own.tag:
        problems.append(f"is in {language}")
    return problems


@pages
def test_page_and_twin_lead_to_one_another(english_pages, chinese_pages, path):
    assert switch_problems(path, english_pages[path], ENGLISH, CHINESE) == []
    assert switch_problems(path, chinese_pages[path], CHINESE, ENGLISH) == []


def test_switches_that_lead_elsewhere_are_seen():
    def problems(href: str, tag: str = "zh-CN") -> list[str]:
        switch = (
            f'<a class="edition-switch" lang="{tag}" hreflang="{tag}" href="{href}">'
        )
        head = f'<html lang="en"><div class="bd-header-article">{switch}中文</a>'
        return switch_problems("a/b.html", parse(head), ENGLISH, CHINESE)

    assert problems("../zh/a/b.html") == []
    assert problems("zh/a/b.html") == ["leads to zh/a/b.html"]
    assert problems("../zh/a/c.html") == ["leads to ../zh/a/c.html"]
    assert problems("../zh/a/b.html", "zh") == ["is not 中文"]
    empty = parse('<html lang="en">')
    assert switch_problems("a.html", empty, ENGLISH, CHINESE) == ["0 switches"]


def test_only_the_first_page_offers_the_other_edition_in_its_language(
    english_pages, chinese_pages
):
    for found, twin in ((english_pages, CHINESE), (chinese_pages, ENGLISH)):
        offers = {path: found[path].css(".edition-offer") for path in PAGES}
        (offer,) = offers.pop(PAGES[0])
        assert not any(offers.values())
        (switch,) = found[PAGES[0]].css(".edition-switch")
        link = offer.css_first("a")
        assert offer.attributes["lang"] == twin.tag
        assert link.attributes["href"] == switch.attributes["href"]
        assert twin.name in link.text()


@pages
def test_editions_load_nothing_from_one_another(english_pages, chinese_pages, path):
    for own, found in ((ENGLISH, english_pages), (CHINESE, chinese_pages)):
        loaded = found[path].css("script[src], link[rel=stylesheet], img[src]")
        files = [of.attributes.get("src") or of.attributes["href"] for of in loaded]
        targets = (checks.resolve(f"{own.folder}{path}", file) for file in files)
        places = [target[0] for target in targets if target]
        assert places and all(p.startswith(own.folder) for p in places)
        assert own.folder or not any(p.startswith(CHINESE.folder) for p in places)


def test_sitemap_and_address_are_left_out_of_pages_without_one(english_pages):
    assert not any(page.css("link[hreflang]") for page in english_pages.values())
