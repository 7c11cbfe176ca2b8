"""Every page of the built book: no error, nothing from elsewhere, every explorer ready."""

from pathlib import Path

import pytest
import yaml
from checks import toc_files
from drivers import Firefox

ROOT = Path(__file__).parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
ENGLISH = [f"{name}.html" for name in toc_files(TOC)] + ["search.html", "404.html"]
PAGES = ENGLISH + [f"zh/{path}" for path in ENGLISH]

ALL_READY = """() => [...document.querySelectorAll(".explorer-host")]
    .every((host) => host.querySelector('[data-explorer][data-ready="true"]'))"""

IS_AT_TOP = """() => Math.abs(
    document.querySelector("#exercises").children[2].getBoundingClientRect().top
    - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)) < 2"""

# WCAG 1.4.10: nothing is scrolled sideways in a window of 320 pixels.
FITS = """() => innerWidth === 320
    && document.documentElement.scrollWidth <= innerWidth"""

WIDE = """<!doctype html><html><head><title>Wide</title>
<link rel="icon" href="data:,"></head><body><p style="width: 330px">Wide</body></html>"""

BROKEN = """<!doctype html><html><head><title>Broken</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/missing.css">
<script>console.error("said aloud")</script>
<script>Promise.reject(new Error("promised"))</script>
<script>throw new Error("thrown")</script></head>
<body><img src="https://example.org/picture.png" alt=""></body></html>"""


@pytest.mark.parametrize("path", PAGES)
def test_page_opens_without_errors(engine, site, path):
    engine.open(f"{site.address}/{path}")
    engine.wait_until(ALL_READY)
    assert engine.run("() => document.title")
    if isinstance(engine, Firefox):  # WebKit's window is never as narrow
        engine.resize(320, 900)
        engine.wait_until(FITS)
        engine.resize(1200, 900)


def test_a_page_opens_where_its_twin_was_left(engine, site):
    """Explorers above are drawn later; only some engines hold the place by themselves."""
    page = "zh/book/computing/single_channel.html"
    engine.open(f"{site.address}/{page}#place=2.exercises")
    engine.wait_until(ALL_READY)
    engine.wait_until(IS_AT_TOP)


def test_what_is_too_wide_is_seen(engine, site):
    if isinstance(engine, Firefox):
        site.pages["/wide"] = WIDE
        engine.open(f"{site.address}/wide")
        engine.resize(320, 900)
        engine.wait_until("() => innerWidth === 320")
        assert not engine.run(FITS)
        engine.resize(1200, 900)


def test_what_is_wrong_is_seen(engine, site):
    site.pages["/broken"] = BROKEN
    engine.open(f"{site.address}/broken")
    engine.wait_until("() => problems.length >= 5")
    found = "\n".join(engine.run("() => problems.splice(0)"))
    for word in ("missing.css", "said aloud", "promised", "thrown", "example.org"):
        assert word in found
    assert site.missed == ["status 404: /missing.css"]
    site.missed.clear()
