"""Files for those who come to the site as a whole: search engines, and readers offline.

- ``robots.txt``, and with ``BOOK_URL`` a ``sitemap.xml``, which needs full addresses: one
  for all editions, beside the English one, since robots look nowhere else. The extension
  ``sphinx-sitemap`` names the pages that a build has written, so that the sitemap of a
  second build lacks all others; and it warns where there is no address.
- ``offline.js``, the worker that keeps the book on a device when its reader asks for that,
  with the names of all files that this takes and what is in them; and what a browser wants
  to know of a site that it installs, ``book.webmanifest``.

The worker is registered on the page `DEVICE`, which says how large all that is. It holds on
to the editions of `twins`, and to the files that all other extensions have left when a
build has ended. Without this extension, the book is the same but for the buttons of that
page.
"""

import hashlib
import json
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote
from xml.sax.saxutils import escape

from page_head import UNLISTED
from twins import Edition, editions

DEVICE = "book/reference/progress"
WORKER = Path(__file__).with_name("offline_worker.js")
LINK = re.compile(r"""\b(?:href|src)="([^"#?:]+)|url\("?([^)"#?:]+\.woff2)""")
#: What explorers load when they are asked for more, and `embed.html`: no page names it.
LATER = ("_static/explorers/*.js", "_embedded/**/*.js")
ICONS = {"logo.svg": "any", "icon-192.png": "192x192", "icon-512.png": "512x512"}


def sitemap(pages: list[str], base: str, all_editions: list[Edition]) -> str:
    """Return the sitemap of some pages, given by their addresses in each edition."""

    def address(edition: Edition, page: str) -> str:
        return escape(base + edition.folder + page)

    def entry(edition: Edition, page: str) -> str:
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{e.tag}" href="{address(e, page)}"/>'
            for e in all_editions
        )
        return f"<url><loc>{address(edition, page)}</loc>{twins}</url>\n"

    entries = (entry(edition, page) for page in pages for edition in all_editions)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{"".join(entries)}</urlset>\n'
    )


def robots(base: str) -> str:
    """Return what robots may do, all; and where the sitemap is, if there is one."""
    place = f"Sitemap: {base}sitemap.xml\n" if base else ""
    return f"User-agent: *\nDisallow:\n{place}"


def linked(out: Path, names: list[str]) -> set[str]:
    """Return some files of a folder, and all in it that these and those lead to."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in found or not (out / name).is_file():
            continue
        found.add(name)
        if not name.endswith((".html", ".css")):
            continue
        for link in LINK.findall((out / name).read_text(encoding="utf-8")):
            place = posixpath.join(posixpath.dirname(name), unquote("".join(link)))
            waiting.append(posixpath.normpath(place))
    return {name for name in found if not name.startswith("..")}


def digests(out: Path, names: set[str]) -> dict[str, str]:
    """Return the SHA-256 of each file, as the worker computes it."""
    return {
        n: hashlib.sha256((out / n).read_bytes()).hexdigest() for n in sorted(names)
    }


def worker(files: dict[str, str]) -> str:
    """Return the worker that keeps some files; with other contents it is another one."""
    return f"const FILES = {json.dumps(files, indent=0)};\n" + WORKER.read_text("utf-8")


def manifest(name: str, language: str) -> dict:
    """Return what a browser is told about the book as something to install."""
    icons = [
        {"src": f"_static/{file}", "sizes": sizes} for file, sizes in ICONS.items()
    ]
    return {
        "name": name,
        "lang": language,
        "start_url": ".",
        "display": "minimal-ui",
        "icons": icons,
    }


def say_size(page: Path, out: Path, names: set[str]) -> None:
    """Write into a page how large some files are."""
    size = f"{sum((out / name).stat().st_size for name in names) / 1e6:.0f}"
    text = page.read_text(encoding="utf-8")
    text = re.sub("(?<=data-megabytes>)[^<]*", size, text)
    page.write_text(text, encoding="utf-8")


def write_for_robots(app, out: Path, docs: list[str]) -> None:
    """Write what search engines ask for: of all editions, beside the English one."""
    base = app.config.book_url
    unlisted = set(map(app.builder.get_target_uri, UNLISTED))
    (out / "robots.txt").write_text(robots(base), encoding="utf-8")
    (out / "sitemap.xml").unlink(missing_ok=True)
    if base:
        listed = [page for page in docs if page not in unlisted]
        text = sitemap(listed, base, editions(Path(app.srcdir)))
        (out / "sitemap.xml").write_text(text, encoding="utf-8")


def write(app, exception):
    """Write the files once all others are there, and say how large they are."""
    if exception is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    docs = sorted(map(app.builder.get_target_uri, app.env.found_docs))
    if not app.edition.folder:
        write_for_robots(app, out, docs)
    about = manifest(app.config.html_title, app.edition.tag)
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (out / "book.webmanifest").write_text(text, encoding="utf-8")

    found = (path for places in LATER for path in out.glob(places))
    later = [path.relative_to(out).as_posix() for path in found]
    names = linked(out, [*docs, *later, *(path.name for path in out.glob("*.html"))])
    if DEVICE in app.env.found_docs:
        say_size(out / app.builder.get_target_uri(DEVICE), out, names)
    (out / "offline.js").write_text(worker(digests(out, names)), encoding="utf-8")


def setup(app):
    """Connect to the end of the build, behind what rewrites the pages."""
    app.connect("build-finished", write, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
