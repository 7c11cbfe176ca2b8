"""The built book holds nothing that none of its pages uses.

A notebook's execution leaves the state of its explorers, 135 KB each, which a page without
a kernel has no use for: it goes before the page is written. What the themes copy and no page
loads goes at the end: 6 MB of scripts, source maps, fonts, and style sheets that are part
of another (``bundled_assets``).
"""

from pathlib import Path

from myst_nb.core.render import WIDGET_STATE_MIMETYPE

UNUSED = [
    "scripts/fontawesome.js*",
    "**/*.map",
    "vendor/fontawesome/**/*.*",
    "styles/*.css",
    "*.css",
    "vendor/**/*.css",
]
USED = {"pages.css"}


def unused_files(static: Path) -> list[Path]:
    """Return the files under a built ``_static`` folder that no page loads."""
    found = {path for pattern in UNUSED for path in static.glob(pattern)}
    return sorted(path for path in found if path.name not in USED)


def remove_unused(app, exception):
    """Delete them once everything is copied."""
    if exception is None:
        for path in unused_files(Path(app.outdir) / "_static"):
            path.unlink()


def drop_widget_state(app, pagename, templatename, context, doctree):
    """Leave the state of widgets out of a page."""
    context["script_files"] = [
        script
        for script in context["script_files"]
        if script.attributes.get("type") != WIDGET_STATE_MIMETYPE
    ]


def setup(app):
    """Connect to each page and to the end of the build."""
    app.connect("html-page-context", drop_widget_state, priority=900)
    app.connect("build-finished", remove_unused, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
