"""The built book holds no file that none of its pages loads.

The templates in ``book/_templates`` keep the pages from naming such files; what the theme
copies all the same goes here: 4 MB of scripts, source maps and second font formats.
"""

from pathlib import Path

UNUSED = [
    "scripts/fontawesome.js*",
    "**/*.map",
    "vendor/fontawesome/**/*.ttf",
]


def unused_files(static: Path) -> list[Path]:
    """Return the files under a built ``_static`` folder that no page loads."""
    return sorted({path for pattern in UNUSED for path in static.glob(pattern)})


def remove_unused(app, exception):
    """Delete them once everything is copied."""
    if exception is None:
        for path in unused_files(Path(app.outdir) / "_static"):
            path.unlink()


def setup(app):
    """Connect to the end of the build."""
    app.connect("build-finished", remove_unused, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
