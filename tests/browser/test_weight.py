"""What a page makes its reader load, and what moves while it does.

Bytes, requests and shifts do not depend on how busy the machine is.
"""

import pytest
from bs4 import BeautifulSoup
from pages import GZIPPED, RAW, chapters, served, visit

pages = pytest.mark.parametrize("path", chapters())
#: Below it, nobody sees a shift; the browser's own bound for a good page is 0.1.
STILL = 0.001


@pytest.mark.parametrize("width", [1200, 360])
@pages
def test_page_is_light_still_and_complete_in_itself(browser, book_url, path, width):
    """Everything that it loads, cold; no other host; nothing in the console."""
    found = visit(browser, book_url, path, width)
    assert found.errors == []
    assert found.foreign == []
    assert found.raw <= RAW
    assert found.gzipped <= GZIPPED
    assert found.shift <= STILL


def test_every_formula_has_mathml(book_dir):
    """Screen readers read MathML, and no script has to make it."""
    count = 0
    for path in chapters():
        page = BeautifulSoup((book_dir / f"{path}.html").read_bytes(), "html.parser")
        formulas = page.select(".katex")
        assert len(formulas) == len(page.select(".math")), path
        assert all(f.select(".katex-mathml > math annotation") for f in formulas), path
        count += len(formulas)
    assert count > 0


def test_heavy_moving_page_is_seen(browser, tmp_path):
    """The measurement of all tests above reports a page that does what it must not."""
    (tmp_path / "style.css").write_text("/*" + "x" * 1000 + "*/")
    (tmp_path / "page.html").write_text(
        """<!doctype html><link rel="stylesheet" href="style.css"><p>Text</p>
        <img src="https://example.org/a.png"><script>
        console.error("on purpose");
        setTimeout(() => document.querySelector("p").before(
            Object.assign(document.createElement("div"), { style: "height: 300px" })), 300)
        </script>"""
    )
    with served(tmp_path) as url:
        found = visit(browser, url, "page")
    size = (tmp_path / "page.html").stat().st_size
    assert found.raw >= size + 1000
    assert found.gzipped < found.raw
    assert found.foreign == ["https://example.org/a.png"]
    assert "on purpose" in found.errors
    assert found.shift > 0.01
