"""No page shows outputs that an older library made.

Sphinx re-reads a page when its source changed and the execution cache runs a notebook
again when its cells changed. Neither sees a change in the library that the cells call,
so this extension does. It takes a fingerprint of all that outputs depend on, and throws
the cache away when it differs. It takes another of all that pages depend on, these
extensions among it, and has every page read again when that differs.

A build that ended with warnings is read again as a whole, too. Otherwise the next one
would skip the pages that gave them, and call the same book clean.

What it holds on to: ``app._warncount``, and where MyST-NB says that its cache is. The build
ends with an error if one of them goes. Without this extension, ``make clean`` before each
build does the same in a minute.
"""

import hashlib
import shutil
import sys
from pathlib import Path

SUFFIXES = {".py", ".json", ".gz", ".js", ".mjs", ".css", ".html", ".svg", ".png"}
OUTPUTS = ["convlib", "book/_ipython", "requirements.txt"]
OF_PAGES = ("_ext", "_run", "_static", "_templates")
PAGES = [*OUTPUTS, *(f"book/{name}" for name in OF_PAGES), "_config.yml"]


def source_files(root: Path, names: list[str]) -> list[Path]:
    """Return the files of these names, and the sources in folders, in a fixed order."""
    found = [root / name for name in names]
    for folder in found[:]:
        found += (path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    # What npm installs beside the explorers' sources is not read by any page.
    own = (path for path in found if "node_modules" not in path.relative_to(root).parts)
    return sorted(path for path in own if path.is_file())


def fingerprint(root: Path, names: list[str]) -> str:
    """Return a digest of the Python version, the files' names and their contents."""
    digest = hashlib.sha256(sys.version.encode())
    for path in source_files(root, names):
        content = path.read_bytes()
        name = path.relative_to(root).as_posix()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def words(app) -> str:
    """Return the words of the book's language that outputs of any page may hold.

    A page's own stand in its cells, and Sphinx looks after its prose.
    """
    return f"locale/{app.config.language}/LC_MESSAGES/convlib.po"


def read_stamp(path: Path) -> str | None:
    """Return what a stamp file holds, None if there is none."""
    return path.read_text() if path.exists() else None


def pages_stamp(app) -> Path:
    """Return the file that says with which fingerprint all pages were read."""
    return Path(app.doctreedir) / "read-with"


def empty_stale_cache(app):
    """Throw the outputs away that another fingerprint made."""
    outputs = fingerprint(Path(app.srcdir), [*OUTPUTS, words(app)])
    cache = Path(app.env.mystnb_config.execution_cache_path)
    stamp = cache / "made-with"
    if read_stamp(stamp) != outputs:
        shutil.rmtree(cache, ignore_errors=True)
        cache.mkdir(parents=True)
        stamp.write_text(outputs)


def outdated_pages(app, env, added, changed, removed):
    """Name every page if the last complete reading had another fingerprint."""
    stamp = pages_stamp(app)
    app.pages_fingerprint = fingerprint(Path(app.srcdir), [*PAGES, words(app)])
    fresh = read_stamp(stamp) == app.pages_fingerprint
    stamp.unlink(missing_ok=True)
    return [] if fresh else sorted(env.found_docs)


def remember_clean_build(app, exception):
    """Store the fingerprint of a build without errors and warnings."""
    if exception is None and not app._warncount:
        pages_stamp(app).write_text(app.pages_fingerprint)


def setup(app):
    """Connect to the build; after myst_nb, which settles where the cache is."""
    app.setup_extension("myst_nb")
    app.connect("builder-inited", empty_stale_cache, priority=900)
    app.connect("env-get-outdated", outdated_pages)
    app.connect("build-finished", remember_clean_build, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
