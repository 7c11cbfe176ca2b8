"""Every page of the built book, in a real browser."""

from pathlib import Path

import pytest
import yaml
from accessibility import findings, simplify
from checks import toc_files
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{name}.html" for name in toc_files(TOC)]
EXTRA_PAGES = ["search.html", "404.html"]

READY_WITHIN = 5_000  # milliseconds
A4 = {"width": 718, "height": 1000}  # a sheet with its margins, in pixels

ways = pytest.mark.parametrize("from_disk", [False, True], ids=["http", "disk"])
themes = pytest.mark.parametrize("theme", ["light", "dark"])
pages = pytest.mark.parametrize("path", PAGES)


def wait_for_explorers(page: Page) -> int:
    """Wait until each explorer of a page can be operated; return how many there are."""
    count = page.locator(".explorer-host").count()
    ready = page.locator('.explorer-host [data-explorer][data-ready="true"]')
    expect(ready).to_have_count(count, timeout=READY_WITHIN)
    return count


def open_folds(page: Page) -> None:
    """Show what is behind folds, solutions for example: all of it, not half faded in."""
    page.evaluate(
        """() => {
            document.querySelectorAll("details").forEach((d) => (d.open = true));
            document.getAnimations().forEach((animation) => animation.finish());
        }"""
    )


def overflow(page: Page) -> list[str]:
    """Name what sticks out of a page that can be scrolled sideways."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.scrollingElement.scrollWidth <= width) return [];
            const out = [...document.querySelectorAll("body *")]
                .filter((e) => e.getBoundingClientRect().right > width + 1)
                .map((e) => e.outerHTML.slice(0, 80));
            return ["scrolls sideways", ...out.slice(0, 5)];
        }"""
    )


@ways
@pytest.mark.parametrize("path", PAGES + EXTRA_PAGES)
def test_page_opens_without_errors(open_page, path, from_disk):
    """No error, no other host (both watched by the fixture), every explorer ready."""
    page = open_page(path, from_disk=from_disk)
    wait_for_explorers(page)
    assert page.title()


@pages
def test_narrow_screen_does_not_scroll_sideways(open_page, path):
    page = open_page(path, width=360)
    wait_for_explorers(page)
    for fold in page.locator("article details > summary").all():
        fold.click()
    assert overflow(page) == []


@themes
@pages
def test_content_is_accessible(open_page, path, theme):
    page = open_page(path, theme=theme)
    wait_for_explorers(page)
    open_folds(page)
    simplify(page)
    assert findings(page, "article.bd-article") == []


@themes
@pytest.mark.parametrize("path", EXTRA_PAGES)
def test_pages_without_an_article_are_accessible(open_page, path, theme):
    page = open_page(path, theme=theme)
    assert findings(page, "main") == []


@themes
def test_theme_follows_the_system(open_page, theme):
    page = open_page(PAGES[0], theme=theme)
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    assert page.locator("html").get_attribute("lang") == "en"


@ways
def test_search_finds_and_leads_to_a_page(open_page, from_disk):
    page = open_page(PAGES[0], from_disk=from_disk)
    page.keyboard.press("Control+k")
    page.keyboard.type("stride")
    page.keyboard.press("Enter")
    results = page.locator("#search-results li a")
    expect(results.first).to_be_visible()
    results.first.click()
    expect(page.locator("article h1")).to_be_visible()


def test_searched_words_are_marked_in_the_text_but_not_in_explorers(open_page):
    page = open_page("search.html?q=kernel")
    page.locator("#search-results li a", has_text="One image").first.click()
    expect(page.locator("article .highlighted").first).to_be_visible()
    wait_for_explorers(page)
    assert page.locator(".explorer-host .highlighted").count() == 0


def test_excerpts_have_a_formula_once(open_page):
    page = open_page("search.html?q=stamps")
    excerpt = page.locator("#search-results li", has_text="From small to large")
    expect(excerpt.first.locator(".context")).to_be_visible()
    html = """<div role=main><p>a <math><mi>x</mi>
        <annotation>source</annotation></math><span class=katex-html>drawn</span></p></div>"""
    assert page.evaluate("html => Search.htmlToText(html).trim()", html) == "a x"


def test_contents_of_a_narrow_page_make_way_for_the_section(open_page):
    page = open_page(PAGES[2], width=360)
    for place in (1, 2):
        page.locator("button.secondary-toggle").first.click()
        contents = page.locator("#pst-secondary-sidebar-modal")
        expect(contents).to_be_visible()
        contents.locator('a[href^="#"]').nth(place).click()
        expect(contents).to_be_hidden()


@ways
def test_index_leads_to_the_first_page(open_page, from_disk):
    page = open_page("index.html", from_disk=from_disk)
    page.wait_for_url(f"**/{PAGES[0]}")


@pytest.mark.parametrize("width", [1200, 360])
def test_calculation_of_the_network_stays_in_sight(open_page, width):
    page = open_page("book/propagation/whole_network.html", width=width)
    wait_for_explorers(page)
    explorer = page.locator('[data-explorer="network"]')
    explorer.get_by_role("gridcell").first.click()
    expect(explorer.locator(".ledger")).to_be_in_viewport(ratio=1)


def test_solution_opens_by_keyboard(open_page):
    """A solution's code and its output are behind the fold, and Enter opens it."""
    page = open_page("book/computing/single_channel.html")
    fold = page.locator("details.solution").first
    output = fold.locator(".cell_output").first
    expect(output).to_be_hidden()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(output).to_be_visible()


def test_watch_sees_an_error_and_another_host(browser, watch):
    """The guard of all tests above reports a page that does what it must not."""
    context = browser.new_context()
    watch.guard(context)
    page = context.new_page()
    page.set_content('<img src="https://example.org/a.png"><script>nosuch()</script>')
    page.evaluate("console.error('on purpose')")
    context.close()
    seen = " ".join(watch.problems)
    assert "another host: https://example.org/a.png" in seen
    assert "nosuch is not defined" in seen
    assert "on purpose" in seen


def test_error_belongs_to_the_test_that_has_the_page(pages):
    """What a page does wrong is known when it is given back, and ends with that."""
    pages.take().set_content("<script>setInterval(() => nosuch(), 1)</script>")
    pages.give_back()
    found, pages.watch.problems[:] = pages.watch.problems[:], []
    assert "nosuch is not defined" in " ".join(found)
    pages.take().wait_for_timeout(50)  # the same page: the fixture finds nothing in it


def test_overflow_is_seen(page):
    page.set_viewport_size({"width": 360, "height": 900})
    page.set_content('<div style="width: 400px; height: 1px"></div>')
    assert overflow(page)[0] == "scrolls sideways"


def test_inaccessible_content_is_seen(page):
    page.set_content('<article class="bd-article"><img src="data:,"><button></button>')
    simplify(page)
    seen = " ".join(findings(page, "article.bd-article"))
    assert "image-alt" in seen
    assert "button-name" in seen


def test_explorer_that_never_gets_ready_is_seen(page, monkeypatch):
    monkeypatch.setitem(globals(), "READY_WITHIN", 100)
    page.set_content('<div class="explorer-host"><div data-explorer="x"></div></div>')
    with pytest.raises(AssertionError, match="to have count"):
        wait_for_explorers(page)


def test_unknown_address_leads_back_to_the_book(browser, book_url, book_dir):
    """A host answers with 404.html in folders that are not there; root and book apart."""
    page = browser.new_page()
    missing = (book_dir / "404.html").read_text(encoding="utf-8")
    below = f"{book_url}/shelf/"

    def answer(route):
        path = route.request.url.removeprefix(below)
        if path == "objects.inv" or path.startswith("genindex"):
            route.fulfill(body="there")
        else:
            route.fulfill(status=404, body=missing, content_type="text/html")

    page.route("**/*", answer)
    page.goto(f"{below}no/such/page.html")
    link = page.get_by_role("link", name="Index")
    expect(link).to_have_attribute("href", "/shelf/genindex.html")
    page.close()


def test_print_is_the_text_alone_and_light(open_page):
    page = open_page(PAGES[0], theme="dark")
    wait_for_explorers(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    for shown in ["article h1", ".explorer .stage"]:
        expect(page.locator(shown).first).to_be_visible()
    for hidden in [
        ".bd-sidebar-primary",
        ".bd-header-article",
        ".explorer .player",
        ".explorer input[type=range]",
        "#jb-print-docs-body",
    ]:
        expect(page.locator(hidden).first).to_be_hidden()
    page.set_viewport_size(A4)
    assert overflow(page) == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pages
def test_every_printed_explorer_fits_on_a_sheet(open_page, path):
    page = open_page(path)
    wait_for_explorers(page)
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    tall = page.evaluate(
        """height => [...document.querySelectorAll(".explorer-host")]
            .map((host) => [host.dataset.kind, host.getBoundingClientRect().height])
            .filter(([kind, its]) => its > height)""",
        A4["height"],
    )
    page.emulate_media(media="screen")
    assert tall == []
