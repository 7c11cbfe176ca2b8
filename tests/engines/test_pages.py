"""Every page of the built book: no error, nothing from elsewhere, every explorer ready."""

from pathlib import Path

import pytest
import yaml
from checks import toc_files

ROOT = Path(__file__).parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [f"{name}.html" for name in toc_files(TOC)] + ["search.html", "404.html"]

ALL_READY = """() => [...document.querySelectorAll(".explorer-host")]
    .every((host) => host.querySelector('[data-explorer][data-ready="true"]'))"""

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


def test_what_is_wrong_is_seen(engine, site):
    site.pages["/broken"] = BROKEN
    engine.open(f"{site.address}/broken")
    engine.wait_until("() => problems.length >= 5")
    found = "\n".join(engine.run("() => problems.splice(0)"))
    for word in ("missing.css", "said aloud", "promised", "thrown", "example.org"):
        assert word in found
    assert site.missed == ["status 404: /missing.css"]
    site.missed.clear()
