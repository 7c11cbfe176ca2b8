"""How large the explorers' bundles are; how fast they are, `make bench` says."""

import gzip

from convlib.widgets.explorer import STATIC

BUNDLE = 40 * 1024  # bytes, gzipped: the explorers and the exercises' answer boxes


def test_bundles_are_small():
    size = {
        name: len(gzip.compress((STATIC / name).read_bytes(), 9))
        for name in ("explorers.js", "explorers.mjs", "explorers.css")
    }
    assert size["explorers.js"] + size["explorers.css"] <= BUNDLE
    assert size["explorers.mjs"] + size["explorers.css"] <= BUNDLE
