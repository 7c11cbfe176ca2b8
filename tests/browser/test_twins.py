"""The switch to the other language, and the offer of it, as readers use them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from on_page import Book, OnPage
from playwright.sync_api import Page, expect
from server import POLICY, served

CHAPTER = "book/computing/single_channel.html"
FIRST = "book/intro.html"
EXPLORERS = ".explorer-host:not([data-kind=exercise])"
#: What each explorer of a page shows: its sliders, and the numbers in its matrices.
SHOWN = f"""() => [...document.querySelectorAll("{EXPLORERS}")].map((explorer) => [
    [...explorer.querySelectorAll("input[type=range]")].map(({{ value }}) => value),
    [...explorer.querySelectorAll("[role=gridcell]")].map((cell) => cell.textContent),
])"""
#: Where the parts of a page are that a reader may be at: from the top of the window.
TOPS = """() => [...document.querySelectorAll("article section[id] > :not(section)")].map(
    (part) => part.getBoundingClientRect().top)"""
#: Whether one of them is at the top, below what covers it.
IS_AT_TOP = f"""(number) => Math.abs(({TOPS})()[number]
    - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)) < 2"""


# The server outlives the pages of each test: they may still ask it for something.
@pytest.fixture(
    scope="module",
    params=["disk", pytest.param("sub-path", marks=pytest.mark.thorough)],
)
def shelf(request, book_dir: Path, tmp_path_factory) -> Iterator[str]:
    """The address of the book: on disk, in a folder with a blank in its name; on a site."""
    if request.param == "disk":
        link = tmp_path_factory.mktemp("disk") / "a shelf"
        link.symlink_to(book_dir)
        yield link.as_uri()
        return
    with served(book_dir.parent, POLICY) as address:
        yield f"{address}/{book_dir.name}"


def wait_for_explorers(page: Page) -> None:
    """Wait until a page has loaded and can be operated."""
    page.wait_for_load_state("load")
    Book(page).wait_until_ready(page.locator(".explorer-host").count())


def switch(page: Page) -> None:
    """Go to the page's twin, from where the page is.

    Playwright's own click would scroll first: it takes what stands above the text for hidden.
    """
    box = page.locator(".edition-switch").bounding_box()
    with page.expect_navigation():
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_for_explorers(page)


def sliding_windows(page: Page) -> list[OnPage]:
    """Return the two explorers of the chapter."""
    found = page.locator("[data-explorer=sliding-window]")
    return [OnPage(found.nth(number)) for number in range(2)]


def test_switch_leads_to_the_place_and_explorers_are_as_they_were(pages, shelf):
    page = pages.take(used_again=False)
    page.goto(f"{shelf}/{CHAPTER}")
    wait_for_explorers(page)
    untouched = page.evaluate(SHOWN)
    first, second = sliding_windows(page)
    first.set("Stride", 2)
    second.set("Padding", 2)
    changed = page.evaluate(SHOWN)
    assert all(a != b for a, b in zip(changed, untouched, strict=True))
    part = len(page.evaluate(TOPS)) * 2 // 3
    page.evaluate(
        """(number) => document.querySelectorAll("article section[id] > :not(section)")
        [number].scrollIntoView({ behavior: "instant" })""",
        part,
    )
    page.wait_for_function(IS_AT_TOP, arg=part)

    for place, language in ((f"zh/{CHAPTER}", "zh-CN"), (CHAPTER, "en")):
        switch(page)
        assert page.url.startswith(f"{shelf}/{place}#")
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.wait_for_function(IS_AT_TOP, arg=part)
        assert page.evaluate(SHOWN) == changed
    # As from a link: what the explorers began with is theirs, and not the link's.
    for explorer in sliding_windows(page):
        explorer.button("Reset").click()
    assert page.evaluate(SHOWN) == untouched


def test_who_has_changed_nothing_comes_to_a_plain_address(pages, shelf):
    page = pages.take(used_again=False)
    page.goto(f"{shelf}/zh/{CHAPTER}")
    wait_for_explorers(page)
    switch(page)
    assert page.url == f"{shelf}/{CHAPTER}"


def test_search_keeps_the_question(pages, shelf):
    page = pages.take(used_again=False)
    page.goto(f"{shelf}/search.html?q=stride")
    expect(page.locator("#search-results li").first).to_be_visible()
    switch(page)
    assert page.url == f"{shelf}/zh/search.html?q=stride"
    expect(page.locator("#search-results li").first).to_be_visible()


def asking_for(browser, watch, locale: str) -> Page:
    """Return a page of a browser that asks for a language."""
    context = browser.new_context(locale=locale)
    watch.guard(context)
    return context.new_page()


def offer_of(page: Page):
    """Return the offer of a page."""
    return page.locator(".edition-offer")


def test_another_edition_is_offered_to_those_who_ask_for_it_until_they_choose(
    browser, watch, book_url
):
    page = asking_for(browser, watch, "zh-CN")
    page.goto(f"{book_url}/{FIRST}")
    offer = offer_of(page)
    expect(offer).to_be_visible()
    expect(offer.get_by_role("link")).to_have_text("中文")
    offer.get_by_role("button").click()
    expect(offer).to_have_count(0)
    page.reload()
    expect(offer).to_be_hidden()
    page.evaluate("localStorage.clear()")
    page.reload()
    with page.expect_navigation():
        offer.get_by_role("link").click()
    assert page.url == f"{book_url}/zh/{FIRST}"
    expect(offer).to_be_hidden()
    page.context.close()

    page = asking_for(browser, watch, "en-GB")
    for edition, is_offered in (("", False), ("zh/", True)):
        page.goto(f"{book_url}/{edition}{FIRST}")
        expect(offer_of(page)).to_be_visible(visible=is_offered)
    page.context.close()
    assert watch.problems == []
