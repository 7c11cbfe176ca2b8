"""Every page of the built book, in a real browser.

A page is opened twice: as a first-time visitor finds it on a server, in a wide window, and
from disk, on a narrow screen and then on paper; the second is for CI, but on some. Each
visit is asked everything that can be asked of it; what a reader does on some pages has
tests of its own below.
"""

import re
import shutil
from pathlib import Path

import pytest
import yaml
from accessibility import findings, keep_looks, simplify
from answer_boxes import exercise_problems, verdict_problems
from axe_playwright_python.sync_playwright import Axe
from checks import toc_files
from drawn_texts import pale_texts
from pages import GZIPPED, RAW, REQUESTS, STILL, Visit, arrive
from playwright.sync_api import Error, Page, expect
from server import POLICY, served
from thorough import thorough_beyond

ROOT = Path(__file__).parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = toc_files(TOC)
EXTRA_PAGES = ["search", "404"]

#: The search page's scripts wait for one another, so they stay files of their own.
SEARCH_REQUESTS = 24
A4 = {"width": 718, "height": 1000}  # a sheet with its margins, in pixels

#: Pages of each kind, in Chinese; all of them are opened by `make engines`.
SOME = [
    *("book/intro", "book/notation", "book/propagation/forward"),
    *("book/variants/segmentation", "book/reference/glossary", "genindex"),
    *("book/reference/networks", "book/reference/api/explain"),
]
# In one process: a look whose contrast is right on one page is not asked about on others.
one_after_the_other = pytest.mark.xdist_group("visits")


def wait_for_explorers(page: Page, patience: float | None = None) -> None:
    """Wait until each explorer of a page can be operated."""
    count = page.locator(".explorer-host").count()
    ready = page.locator('.explorer-host [data-explorer][data-ready="true"]')
    expect(ready).to_have_count(count, timeout=patience)


# What a visit is asked: each question returns the problems it finds


def loading_problems(found: Visit, path: str) -> list[str]:
    """Name what a page loads too much of, or from elsewhere, and whether it moves."""
    requests = SEARCH_REQUESTS if path == "search" else REQUESTS
    bounds = [
        ("bytes", found.raw, RAW),
        ("bytes gzipped", found.gzipped, GZIPPED),
        ("requests", found.requests, requests),
        ("layout shift", found.shift, STILL),
    ]
    too_much = [f"{name}: {n}, at most {most}" for name, n, most in bounds if n > most]
    moved = found.moved if found.shift > STILL else []
    return [*found.errors, *found.foreign, *too_much, *moved]


def open_folds(page: Page) -> None:
    """Show what is behind folds, solutions for example: all of it, not half faded in."""
    page.evaluate(
        """() => {
            for (const fold of document.querySelectorAll("details:not([open])"))
                fold.open = fold.dataset.opened = true;
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


def print_problems(page: Page) -> list[str]:
    """Name what does not fit on a sheet of paper, on which the page then stays.

    Folds that `open_folds` has opened are closed again.
    """
    page.evaluate(
        """() => document.querySelectorAll("[data-opened]")
            .forEach((fold) => (fold.open = false))"""
    )
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    tall = page.evaluate(
        """height => [...document.querySelectorAll(".explorer-host")]
            .map((host) => [host.dataset.kind, host.getBoundingClientRect().height])
            .filter(([kind, its]) => its > height)
            .map(([kind, its]) => `${kind}: ${its} px high`)""",
        A4["height"],
    )
    return tall + overflow(page)


def turn(page: Page, theme: str) -> None:
    """Ask the system's theme to change, and wait until the page has followed.

    The page for unknown addresses has no script that says which theme it is in.
    """
    page.emulate_media(color_scheme=theme)
    if not page.url.endswith("/404.html"):
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
    open_folds(page)


def figure_problems(page: Page) -> list[str]:
    """Look at what figures write, also behind folds."""
    open_folds(page)
    return list(pale_texts(page))


def accessibility_problems(page: Page, context: str) -> list[str]:
    """Look at all in the light theme, and once more at the contrast in the dark one.

    The page is not for reading afterwards.
    """
    open_folds(page)
    simplify(page)
    light = findings(page, context)
    keep_looks(page)
    turn(page, "dark")
    return light + findings(page, context, structure=False)


@one_after_the_other
@pytest.mark.parametrize("path", PAGES + EXTRA_PAGES)
def test_page_from_a_server_in_a_wide_window(pages, book_url, path):
    """Cold; errors in the console and other hosts are watched by the fixture, too."""
    page = pages.take(used_again=False)
    found = arrive(page, book_url, path)
    wait_for_explorers(page)
    context = "main" if path in EXTRA_PAGES else "article.bd-article"
    problems = {
        "loading": loading_problems(found, path),
        "exercises": exercise_problems(page),
        "figures": figure_problems(page),
        "accessibility": accessibility_problems(page, context),
    }
    assert {name: found for name, found in problems.items() if found} == {}
    assert page.title() and page.locator("html").get_attribute("lang") == "en"


@one_after_the_other
@pytest.mark.parametrize(
    "path",
    thorough_beyond([*SOME, *EXTRA_PAGES], PAGES + EXTRA_PAGES),
)
def test_page_from_disk_on_a_narrow_screen(pages, book_dir, book_url, path):
    """Only a server shows the page for addresses that it does not know."""
    page = pages.take(width=320, used_again=False)
    found = arrive(page, book_url if path == "404" else book_dir.as_uri(), path)
    wait_for_explorers(page)
    open_folds(page)
    problems = {
        "loading": loading_problems(found, path),
        "narrow": overflow(page),
        "print": print_problems(page),
    }
    assert {name: found for name, found in problems.items() if found} == {}


@one_after_the_other
@pytest.mark.parametrize("path", SOME)
def test_chinese_page_on_narrow_screens(pages, book_url, path):
    """A page of each kind: words of another length and script in the same boxes."""
    page = pages.take(width=360, used_again=False)
    found = arrive(page, f"{book_url}/zh", path)
    wait_for_explorers(page)
    open_folds(page)
    problems = {"loading": loading_problems(found, path), "360": overflow(page)}
    simplify(page)
    context = "main" if path in EXTRA_PAGES else "article.bd-article"
    problems["accessibility"] = findings(page, context)
    page.set_viewport_size({"width": 320, "height": 900})
    problems["320"] = overflow(page)
    # Where the repository is known, there is another button of this kind.
    page.evaluate(
        """() => document.querySelectorAll(".dropdown-download-buttons")
            .forEach((button) => button.after(button.cloneNode(true)))"""
    )
    problems |= {"launch": overflow(page), "print": print_problems(page)}
    assert {name: found for name, found in problems.items() if found} == {}
    assert page.locator("html").get_attribute("lang") == "zh-CN"


# The questions find what is wrong


@pytest.mark.parametrize("disk", [False, True], ids=["http", "disk"])
def test_heavy_moving_page_is_seen(browser, tmp_path, disk):
    (tmp_path / "style.css").write_text("/*" + "x" * 1000 + "*/")
    (tmp_path / "page.html").write_text(
        """<!doctype html><link rel="stylesheet" href="style.css"><p>Text</p>
        <div class="explorer-host"><div data-explorer="x"></div></div>
        <img src="https://example.org/a.png"><script>
        console.error("on purpose");
        const frame = () => new Promise((painted) => requestAnimationFrame(painted));
        addEventListener("load", async () => {
            for (let painted = 0; painted < 3; painted += 1) await frame();
            document.querySelector("p").before(Object.assign(
                document.createElement("div"), { style: "height: 300px" }));
            document.querySelector("[data-explorer]").dataset.ready = "true";
        });
        </script>"""
    )
    page = browser.new_page()
    with served(tmp_path) as url:
        found = arrive(page, tmp_path.as_uri() if disk else url, "page")
    page.close()
    size = (tmp_path / "page.html").stat().st_size
    assert found.raw >= size + 1000
    assert found.gzipped < found.raw
    assert found.foreign == ["https://example.org/a.png"]
    assert "on purpose" in found.errors
    assert found.shift > 0.01
    assert any("<p>Text</p>" in one for one in found.moved)
    found.raw, found.requests = RAW + 1, REQUESTS + 1
    assert len(loading_problems(found, "page")) >= 5


def test_what_the_policy_forbids_is_seen(browser, tmp_path):
    """The tests' server names it with every page of the book."""
    (tmp_path / "page.html").write_text(
        """<!doctype html><script>document.title = "ran"</script>
        <button onclick="document.title = 'ran'" style="color: red">Run</button>
        <a href="javascript:document.title = 'ran'">Run</a>"""
    )
    page = browser.new_page()
    with served(tmp_path, POLICY) as url:
        found = arrive(page, url, "page")
        page.get_by_role("button").click()
        page.get_by_role("link").click()
        expect(page).to_have_title("")
    page.close()
    assert len([error for error in found.errors if "script-src" in error]) >= 3


def test_explorer_that_never_gets_ready_is_seen(page):
    page.set_content('<div class="explorer-host"><div data-explorer="x"></div></div>')
    with pytest.raises(AssertionError, match="to have count"):
        wait_for_explorers(page, patience=100)


def test_overflow_is_seen(page):
    page.set_viewport_size({"width": 320, "height": 900})
    page.set_content('<div style="width: 800px; height: 1px"></div>')
    assert overflow(page)[0] == "scrolls sideways"
    assert print_problems(page)[0] == "scrolls sideways"


def test_explorer_too_tall_for_a_sheet_is_seen(page):
    page.set_content('<div class="explorer-host" data-kind="x" style="height: 2000px">')
    assert print_problems(page) == ["x: 2000 px high"]


def test_inaccessible_content_is_seen(page):
    page.set_content(
        """<article class="bd-article"><img src="data:,"><button></button>
        <p>one</p><p>two</p><p style="color: #eee">three</p>
        <p>four <a href="#" style="color: #111; text-decoration: none">five</a> six</p>"""
    )
    simplify(page)
    seen = findings(page, "article.bd-article")
    assert {"image-alt:", "button-name:"} < {finding.split()[1] for finding in seen}
    pale, alike = findings(page, "article.bd-article", structure=False)
    assert "color-contrast" in pale and "three" in pale
    assert "link-in-text-block" in alike and "five" in alike


def test_contrast_that_the_dark_theme_alone_lacks_is_seen(page):
    page.set_content(
        """<html data-theme="dark"><article class="bd-article"><style>
        @media (prefers-color-scheme: dark) { .faint { background: #222; color: #444 } }
        </style><p>one</p><p>two</p><p class="faint">three <em>four</em></p></article>"""
    )
    found = accessibility_problems(page, "article.bd-article")
    assert len(found) == 1 and "color-contrast" in found[0] and "three" in found[0]


def test_pale_text_of_a_figure_is_seen(page):
    """The first is readable in the light theme alone, the others in both."""
    cell = 'path d="M0 0h20v20H0z" style="fill: var(--cx-kernel)'
    page.set_content(
        f"""<svg class="inline-figure" style="fill: var(--cx-focus)">
        <{cell}"/><text x="5" y="15" style="fill: var(--cx-text)">1</text>
        <text x="5" y="15" style="fill: var(--cx-on-kernel)">2</text>
        <{cell}; opacity: 0.5" transform="translate(30)"/><text x="35" y="15">3</text>
        <text x="65" y="15">4</text></svg>"""
    )
    (pale,) = figure_problems(page)
    assert pale == "dark: '1', text on kernel: 1.91"


def test_rule_that_axe_cannot_apply_is_seen(page):
    """It says so where it says what it cannot tell, which is much else."""
    page.set_content('<main><img src="data:,"></main>')
    page.evaluate(Axe().axe_script)
    unknown = {"id": "image-alt", "selector": "img:has(a)"}  # to axe's own selectors
    page.evaluate("(rule) => axe.configure({ rules: [rule] })", unknown)
    with pytest.raises(Error, match="axe fails: image-alt"):
        findings(page, "main")


def test_wrong_verdicts_are_seen():
    task = {"label": "a =", "explanation": "Yes.", "diagnoses": [[1, "No."]]}
    assert verdict_problems(task, [["right", "✓ Yes."], ["wrong", "✗ No."]]) == []
    assert len(verdict_problems(task, [["wrong", "✗"], ["wrong", "✗ Try."]])) == 2


def test_watch_sees_an_error_and_another_host(browser, watch):
    """The guard of all tests here reports a page that does what it must not."""
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
    page = pages.take()
    page.set_content("<script>setInterval(() => nosuch(), 1)</script>")
    with page.expect_event("pageerror"):
        pass
    pages.give_back()
    found, pages.watch.problems[:] = pages.watch.problems[:], []
    assert "nosuch is not defined" in " ".join(found)
    assert pages.take() is page  # the fixture finds nothing in it


# What readers do on some of the pages


def search(page: Page, words: str) -> None:
    """Search from the keyboard, and follow the first result."""
    page.keyboard.press("Control+k")
    expect(page.locator("input[name=q]:focus")).to_be_visible()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.locator("#search-results li a").first.click()
    expect(page.locator("article h1")).to_be_visible()


def test_unzipped_book_is_read_operated_and_searched(page, book_dir, tmp_path):
    """The book as a zip file that somebody unpacks and opens, without any server."""
    archive = shutil.make_archive(str(tmp_path / "book"), "zip", book_dir)
    folder = tmp_path / "über dem Kurs"  # a space and a letter that addresses encode
    shutil.unpack_archive(archive, folder)
    page.goto((folder / "index.html").as_uri())
    page.wait_for_url(f"**/{PAGES[0]}.html")
    wait_for_explorers(page)
    explorer = page.locator("[data-explorer]").first
    step = explorer.locator('[role="status"]').first
    before = step.inner_text()
    explorer.get_by_role("button", name="Next").click()
    expect(step).not_to_have_text(before)
    search(page, "dilation")
    assert page.url.startswith(folder.as_uri())


def test_contents_of_a_narrow_page_make_way_for_the_section(open_page):
    page = open_page("book/computing/many_channels.html", width=360)
    for place in (1, 2):
        page.locator("button.secondary-toggle").first.click()
        contents = page.locator("#pst-secondary-sidebar-modal")
        expect(contents).to_be_visible()
        contents.locator('a[href^="#"]').nth(place).click()
        expect(contents).to_be_hidden()


def test_calculation_of_the_network_stays_in_sight(open_page):
    page = open_page("book/propagation/whole_network.html")
    wait_for_explorers(page)
    explorer = page.locator('[data-explorer="network"]')
    for width in (1200, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("scrollTo(0, 0)")
        explorer.get_by_role("gridcell").first.click()
        expect(explorer.locator(".ledger")).to_be_in_viewport(ratio=1)


def test_buttons_of_a_page_do_what_they_say(open_page):
    """Under the policy of the tests' server, which forbids what the theme would run."""
    page = open_page("book/reference/frameworks.html")
    page.evaluate("globalThis.print = () => (document.title = 'printed')")
    page.locator(".dropdown-download-buttons > button").click()
    page.locator(".btn-download-pdf-button").click()
    expect(page).to_have_title("printed")
    page.locator(".btn-fullscreen-button").click()
    expect(page.locator(":fullscreen")).to_have_count(1)
    page.locator(".btn-fullscreen-button").click()
    expect(page.locator(":fullscreen")).to_have_count(0)
    page.locator("button.theme-switch-button").first.click()
    expect(page.locator("html")).to_have_attribute("data-mode", "dark")
    page.locator("button.primary-toggle").first.click()
    expect(page.locator(".bd-sidebar-primary")).to_be_hidden()
    page.evaluate("localStorage.clear()")


def test_header_does_not_wait_for_the_font_of_its_icons(open_page):
    """It comes with the style sheet, but browsers may draw the page before they read it."""
    page = open_page("book/reference/notes.html", width=320)
    places = """() => [...document.querySelectorAll(".bd-header-article :is(a, button)")]
        .map((part) => [part.getBoundingClientRect().x, part.getBoundingClientRect().width])"""
    before = page.evaluate(places)
    page.add_style_tag(content=":is(.fa-solid, .fas)::before { font-family: serif }")
    assert page.evaluate(places) == before and len(before) >= 6


def test_solution_opens_by_keyboard(open_page):
    """A solution's code and its output are behind the fold, and Enter opens it."""
    page = open_page("book/propagation/pool_backward.html")
    fold = page.locator("details.solution").first
    output = fold.locator(".cell_output").first
    expect(output).to_be_hidden()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(output).to_be_visible()


def test_old_address_of_a_section_shows_where_its_content_is(open_page):
    page = open_page("book/propagation/conv_backward.html")
    lines = page.locator(".moved-section")
    assert lines.count() > 1 and not any(line.is_visible() for line in lines.all())
    page.evaluate("() => { location.hash = 'several-filters'; }")
    expect(lines.filter(visible=True)).to_have_count(1)
    expect(lines.filter(visible=True)).to_be_in_viewport()
    lines.filter(visible=True).get_by_role("link").click()
    expect(page).to_have_url(re.compile("layer_backward.html#several-filters$"))
    expect(page.locator("#several-filters")).to_be_in_viewport()


def test_unknown_address_leads_back_to_the_book(browser, book_dir):
    """A host answers with 404.html in folders that are not there; root and book apart."""
    page = browser.new_page()
    missing = (book_dir / "404.html").read_text(encoding="utf-8")
    below = "http://127.0.0.1:1/shelf/"
    script = "_static/way-back.js"

    def answer(route):
        if route.request.url in (below + script, f"{below}zh/{script}"):
            route.fulfill(path=book_dir / script)
        else:
            route.fulfill(status=404, body=missing, content_type="text/html")

    page.route("**/*", answer)
    for unknown in ("no/such/page.html", "zh/no/page.html"):
        page.goto(below + unknown)
        link = page.get_by_role("link", name="Index")
        expect(link).to_have_attribute("href", "/shelf/genindex.html")
        twin = page.get_by_role("link", name="中文")
        expect(twin).to_have_attribute("href", "/shelf/zh/book/intro.html")
    page.close()


def test_print_is_the_text_alone_and_light(open_page):
    page = open_page("book/computing/output_size.html", theme="dark")
    wait_for_explorers(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    for shown in ["article h1", ".explorer .stage"]:
        expect(page.locator(shown).first).to_be_visible()
    for hidden in [
        ".bd-sidebar-primary",
        ".bd-header-article",
        ".explorer .share",
        ".explorer input[type=range]",
        "#jb-print-docs-body",
    ]:
        expect(page.locator(hidden).first).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
