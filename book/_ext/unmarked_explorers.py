"""The words that a search marks in a page are not marked inside explorers.

What an explorer draws is its own: a mark would stay when it draws anew.

What it holds on to: the elements that Sphinx's ``sphinx_highlight.js`` does not look into.
The build ends with an error if they are not written there as expected. Without this
extension, readers who come from the search page may see a number twice in an explorer.
"""

from pathlib import Path

SKIPPED = '"button, select, textarea"'
SPARED = '"button, select, textarea, .explorer-host"'


def sparing_explorers(script: str) -> str:
    """Return the script that marks searched words so that it leaves explorers alone."""
    if script.count(SKIPPED) + script.count(SPARED) != 1:
        raise ValueError(f"sparing_explorers: {SKIPPED} is not in the script once")
    return script.replace(SKIPPED, SPARED)


def spare_explorers(app, exception):
    """Change the copy that the pages load, before it becomes part of another file."""
    if exception is None and app.builder.name == "html":
        path = Path(app.outdir) / "_static" / "sphinx_highlight.js"
        path.write_text(sparing_explorers(path.read_text(encoding="utf-8")))


def setup(app):
    """Connect to the end of the build."""
    app.connect("build-finished", spare_explorers, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
