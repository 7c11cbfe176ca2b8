"""No page shows outputs that an older library made.

Sphinx re-reads a page when its source changed and the execution cache runs a notebook
again when its cells changed. Neither sees a change in the library that the cells call,
so this extension does: it takes a fingerprint of all that outputs depend on, throws the
cache away and has every page read again when the fingerprint differs.

A build that ended with warnings is read again as a whole, too. Otherwise the next one
would skip the pages that gave them, and call the same book clean.
"""

import hashlib
import shutil
import sys
from pathlib import Path

SOURCES = {
    "convlib": {".py", ".json", ".js", ".mjs", ".css"},
    "book/_ext": {".py"},
    "book/_ipython": {".py"},
}
FILES = ["requirements.txt", "_config.yml"]


def source_files(root: Path) -> list[Path]:
    """Return the files that outputs depend on, in a fixed order."""
    found = [root / name for name in FILES]
    for folder, suffixes in SOURCES.items():
        found += (p for p in (root / folder).rglob("*") if p.suffix in suffixes)
    return sorted(p for p in found if p.is_file())


def fingerprint(root: Path) -> str:
    """Return a digest of the Python version, the files' names and their contents."""
    digest = hashlib.sha256(sys.version.encode())
    for path in source_files(root):
        content = path.read_bytes()
        name = path.relative_to(root).as_posix()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_stamp(path: Path) -> str | None:
    """Return what a stamp file holds, None if there is none."""
    return path.read_text() if path.exists() else None


def pages_stamp(app) -> Path:
    """Return the file that says with which fingerprint all pages were read."""
    return Path(app.doctreedir) / "read-with"


def empty_stale_cache(app):
    """Throw the outputs away that another fingerprint made."""
    app.outputs_fingerprint = fingerprint(Path(app.srcdir))
    cache = Path(app.env.mystnb_config.execution_cache_path)
    stamp = cache / "made-with"
    if read_stamp(stamp) != app.outputs_fingerprint:
        shutil.rmtree(cache, ignore_errors=True)
        cache.mkdir(parents=True)
        stamp.write_text(app.outputs_fingerprint)


def outdated_pages(app, env, added, changed, removed):
    """Name every page if the last complete reading had another fingerprint."""
    stamp = pages_stamp(app)
    fresh = read_stamp(stamp) == app.outputs_fingerprint
    stamp.unlink(missing_ok=True)
    return [] if fresh else sorted(env.found_docs)


def remember_clean_build(app, exception):
    """Store the fingerprint of a build without errors and warnings."""
    if exception is None and not app._warncount:
        pages_stamp(app).write_text(app.outputs_fingerprint)


def setup(app):
    """Connect to the build; after myst_nb, which settles where the cache is."""
    app.setup_extension("myst_nb")
    app.connect("builder-inited", empty_stale_cache, priority=900)
    app.connect("env-get-outdated", outdated_pages)
    app.connect("build-finished", remember_clean_build, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
