"""``embed.html``: one explorer of the book, alone in a frame of somebody else's page."""

import json
import shutil
from html import unescape

import embedded_explorers
import numpy as np
import pytest
from explorer_examples import EXAMPLES, example
from on_page import OnPage
from opened_explorers import STORED, link
from playwright.sync_api import Page, expect
from routed import routed

from convlib.widgets import Exercise, SlidingWindow, hosts

BOOK, PAGE = "A book", "part/page"
OUTER = """<!doctype html><html lang="en"><head><title>A slide</title>
<link rel="icon" href="data:,"><script>
addEventListener("message", ({{ data, source }}) => {{
  if (data?.convlib !== "height") return;
  for (const frame of document.querySelectorAll("iframe")) {{
    if (frame.contentWindow === source) frame.height = data.height;
  }}
}});
</script></head><body>{}</body></html>"""
FRAME = (
    '<iframe src="{}" width="640" title="An explorer" sandbox="allow-scripts"></iframe>'
)


@pytest.fixture
def book(tmp_path):
    """A folder as the build leaves it, with one page that has an explorer of each kind."""
    static = tmp_path / "_static" / embedded_explorers.FOLDER
    shutil.copytree(hosts.STATIC, static)
    made = [*(example(kind) for kind in EXAMPLES), SlidingWindow(np.eye(3), [[2]])]
    texts: dict[str, list[str]] = {}
    for element in [*made, Exercise(-5, "x =")]:
        found = STORED.search(element.to_html())
        texts.setdefault(found[1], []).append(unescape(found[2]))
    path = tmp_path / embedded_explorers.STATES / f"{PAGE}.js"
    path.parent.mkdir(parents=True)
    path.write_text(embedded_explorers.described("A page", BOOK, texts), "utf-8")
    html = embedded_explorers.page("en", BOOK)
    (tmp_path / "embed.html").write_text(html, encoding="utf-8")
    return tmp_path


def opened(page: Page, book, rest: str) -> OnPage:
    """Open a place of ``embed.html`` from disk and wait until it is drawn."""
    page.goto("about:blank")
    page.goto(f"{(book / 'embed.html').as_uri()}?page={PAGE}{rest}")
    expect(page.locator("[data-explorer][data-ready=true]")).to_have_count(1)
    return OnPage(page.locator("[data-explorer]"))


def test_every_kind_is_alone_and_loads_no_other(pages, book):
    page = pages.take(used_again=False)
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    for kind in [*EXAMPLES, "exercise"]:
        asked.clear()
        explorer = opened(page, book, f"#explorer={kind}")
        assert explorer.read().kind == kind
        named = {name for name in asked if name.endswith((".js", ".css"))}
        others = {"core", "colours", "alone", "embed", "page", kind}
        assert {name.partition(".")[0] for name in named} <= others
        assert not [name for name in named if ".zh." in name]
        expect(page.get_by_role("link")).to_have_text(f"{BOOK}: A page")


def test_it_shows_the_state_of_its_address(pages, book):
    """And Reset comes back to it; what there is to copy is no link to the frame."""
    page = pages.take(used_again=False)
    second = SlidingWindow(np.eye(3), [[2]])
    stored = json.loads(json.dumps(second.for_page()))
    held = link(stored, {"stride": 2}, 2)
    explorer = opened(page, book, held)
    assert explorer.values("Output").tolist() == [[2, 0], [0, 2]]
    explorer.set("Stride", 1)
    explorer.reset()
    assert explorer.values("Output").tolist() == [[2, 0], [0, 2]]
    assert "Copy link" not in explorer.read().buttons
    href = page.get_by_role("link").get_attribute("href")
    assert href == f"{PAGE}.html{held}"
    explorer.unfold()
    assert "Embed" not in explorer.read().buttons
    assert "Save as picture" in explorer.read().buttons


def test_it_follows_the_reader_s_theme_or_its_own_and_speaks_chinese(pages, book):
    page = pages.take(theme="dark", used_again=False)
    surface = "getComputedStyle(document.querySelector('.explorer')).backgroundColor"
    opened(page, book, "#explorer=sliding-window")
    dark = page.evaluate(surface)
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate(surface) != dark
    explorer = opened(page, book, "&theme=dark&lang=zh#explorer=sliding-window")
    assert page.evaluate(surface) == dark
    expect(explorer.button("重置")).to_be_visible()
    explorer.button("更多").click()
    expect(explorer.button("存为图片")).to_be_visible()


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("?page=part/page#explorer=sliding-window.3", "no such explorer"),
        ("?page=part/page#explorer=network", None),
        ("?page=part/page", "no such explorer"),
        ("", "names no page"),
        ("?page=../part/page#explorer=groups", "names no page"),
        ("?page=https://example.org/page#explorer=groups", "names no page"),
        ("?page=part/page#explorer=sliding-window.1.e30", "link is damaged"),
    ],
)
def test_what_cannot_be_shown_says_why(pages, book, rest, said):
    page = pages.take(used_again=False)
    page.goto((book / "embed.html").as_uri() + rest)
    if said is None:
        expect(page.locator("[data-explorer][data-ready=true]")).to_have_count(1)
    else:
        expect(page.get_by_role("alert")).to_contain_text(said)


def test_a_frame_of_another_page_is_as_high_as_the_explorer(pages, book):
    """It may be locked in: scripts, and nothing else."""
    address = "embed.html?page=part/page#explorer=sliding-window.2"
    outer = OUTER.format(FRAME.format(address))
    outer = outer.replace("<iframe", '<iframe sandbox="allow-scripts"')
    (book / "slide.html").write_text(outer, encoding="utf-8")
    page = pages.take(used_again=False)
    page.goto(f"{routed(page, book)}/slide.html")
    inner = page.frame_locator("iframe")
    expect(inner.locator("[data-ready=true]")).to_have_count(1)
    high = inner.locator("body").evaluate("(body) => body.offsetHeight")
    expect(page.locator("iframe")).to_have_attribute("height", str(high))
    inner.get_by_role("checkbox", name="Practice").click()  # what it stores is refused
    inner.get_by_role("button", name="More").click()
    expect(page.locator("iframe")).not_to_have_attribute("height", str(high))


DECK = """<!doctype html><html lang="en"><head><title>A deck</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{dist}/reveal.css"></head>
<body><div class="reveal"><div class="slides"><section>One</section><section>
{frame}
</section></div></div><script src="{dist}/reveal.js"></script>
<script>Reveal.initialize();</script></body></html>"""


def test_reveal_js_shows_it_when_its_slide_comes(pages, book):
    """Its keys are the deck's until the explorer has the focus."""
    dist = hosts.STATIC.parent / "node_modules/reveal.js/dist"
    frame = FRAME.format("embed.html?page=part/page#explorer=sliding-window.1")
    frame = frame.replace("src=", 'height="600" data-src=')
    deck = DECK.format(dist="reveal", frame=frame)
    (book / "deck.html").write_text(deck, encoding="utf-8")
    page = pages.take(used_again=False)
    page.goto(f"{routed(page, book, reveal=dist)}/deck.html")
    page.locator(".reveal.ready").wait_for()
    assert page.locator("iframe").get_attribute("src") is None
    page.keyboard.press("ArrowRight")
    inner = page.frame_locator("iframe")
    inner.get_by_role("slider", name="Stride").press("ArrowRight")
    expect(inner.get_by_role("slider", name="Stride")).to_have_value("2")
    expect(page.locator("section.present iframe")).to_be_visible()
