"""The book as a zip file that somebody unpacks and opens, without any server."""

import shutil

from pages import chapters
from playwright.sync_api import expect


def test_unzipped_book_is_read_operated_and_searched(page, book_dir, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "book"), "zip", book_dir)
    folder = tmp_path / "über dem Kurs"  # a space and a letter that addresses encode
    shutil.unpack_archive(archive, folder)
    page.goto((folder / "index.html").as_uri())
    page.wait_for_url(f"**/{chapters()[0]}.html")

    explorer = page.locator('[data-explorer][data-ready="true"]').first
    step = explorer.locator('[role="status"]').first
    before = step.inner_text()
    explorer.get_by_role("button", name="Next").click()
    expect(step).not_to_have_text(before)

    page.keyboard.press("Control+k")
    page.keyboard.type("stride")
    page.keyboard.press("Enter")
    page.locator("#search-results li a").first.click()
    expect(page.locator("article h1")).to_be_visible()
    assert page.url.startswith(folder.as_uri())
