"""Embed gives code for another page, which frames the explorer as it is."""

import re
from html import unescape
from urllib.parse import urlsplit

from explorer_examples import example
from on_page import OnPage
from playwright.sync_api import expect

OUTER = '<!doctype html><html lang="en"><title>A slide</title>{}'


def test_the_code_of_a_saved_page_frames_that_page(show, tmp_path):
    explorer = show(example("sliding-window")).explorer()
    explorer.set("Stride", 2)
    explorer.unfold()
    explorer.listen()
    explorer.button("Embed").press("Enter")
    field = explorer.root.get_by_role("textbox", name="Code for another page")
    expect(field).to_be_focused()
    code = field.input_value()
    assert explorer.page.evaluate("String(getSelection())") == code
    explorer.expect_said("The code is selected: copy it, or press the button.")
    address = unescape(re.search('src="([^"]*)"', code)[1])
    assert urlsplit(address).path == urlsplit(explorer.page.url).path
    expect(explorer.root.get_by_text("on this computer only")).to_be_visible()
    explorer.root.get_by_label("Theme").select_option("dark")
    assert "?theme=dark#explorer=" in field.input_value()
    assert explorer.copied("Copy the code") == field.input_value()
    (tmp_path / "outer.html").write_text(OUTER.format(code), encoding="utf-8")
    explorer.page.goto((tmp_path / "outer.html").as_uri())
    inner = OnPage(explorer.page.frame_locator("iframe").locator("[data-explorer]"))
    expect(inner.slider("Stride")).to_have_value("2")
