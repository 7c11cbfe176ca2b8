"""Pages that hold one explorer and nothing else: ``explorer.save("window.html")``."""

import numpy as np
import pytest
from explorer_examples import EXAMPLES, example
from on_page import OnPage
from playwright.sync_api import expect
from thorough import thorough_beyond

from convlib.widgets import Exercise

FRAME = """<!doctype html><html lang="en"><head><title>A slide</title>
<link rel="icon" href="data:,"><script>
addEventListener("message", ({{ data }}) => {{
  if (data.convlib === "height") document.querySelector("iframe").height = data.height;
}});
</script></head><body><iframe src="{}" width="640" title="An explorer"></iframe></body></html>"""


@pytest.fixture
def opened(pages, tmp_path):
    """Save an element, open its page, and return that: it asks for no other file."""

    def opened(element, system="light", **how):
        path = tmp_path / "saved.html"
        element.save(path, **how)
        page = pages.take(theme=system, used_again=False)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        expect(page.locator("[data-explorer][data-ready=true]")).to_have_count(1)
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
        return page

    return opened


@pytest.mark.parametrize("kind", thorough_beyond([*EXAMPLES][:3], EXAMPLES))
def test_a_saved_explorer_is_alive_in_one_file(opened, kind):
    made = example(kind)
    page = opened(made)
    shown = OnPage(page.locator("[data-explorer]")).read()
    assert shown.kind == kind
    for name, values in made.tables():
        if name in shown.grids:
            np.testing.assert_allclose(
                shown.values(name).ravel(), values.ravel(), rtol=1e-12
            )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_loaded_later_is_in_the_file(opened):
    page = opened(example("digits"))
    page.get_by_role("button", name="Train it from nothing").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_an_exercise_is_saved_and_answers(opened):
    page = opened(Exercise(-5))
    page.get_by_role("textbox").fill("-5")
    page.keyboard.press("Enter")
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "right")


def test_it_speaks_chinese_and_has_a_name(opened):
    page = opened(example("sliding-window"), language="zh", title="a < b")
    assert page.title() == "a < b"
    expect(page.get_by_role("button", name="重置")).to_be_visible()


SURFACE = "getComputedStyle(document.querySelector('.explorer')).backgroundColor"


def test_its_theme_is_the_readers_or_its_own(opened):
    made = example("sliding-window")
    page = opened(made)
    light = page.evaluate(SURFACE)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate(SURFACE)
    assert light != dark
    assert opened(made, system="dark").evaluate(SURFACE) == dark
    assert opened(made, system="dark", theme="light").evaluate(SURFACE) == light
    assert opened(made, theme="dark").evaluate(SURFACE) == dark


def test_a_frame_is_told_how_high_it_is(pages, tmp_path):
    example("sliding-window").save(tmp_path / "window.html")
    (tmp_path / "slide.html").write_text(FRAME.format("window.html"), encoding="utf-8")
    page = pages.take(used_again=False)
    page.goto((tmp_path / "slide.html").as_uri())
    inner = page.frame_locator("iframe").locator("[data-explorer]")
    height = inner.evaluate("(root) => root.offsetHeight")
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("height", str(height))
    inner.get_by_role("button", name="More").click()
    expect(frame).not_to_have_attribute("height", str(height))
