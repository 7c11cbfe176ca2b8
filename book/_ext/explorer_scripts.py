"""A page loads the scripts and styles of the explorers that it shows, and no others.

Every page loads their colours, which are the book's, too.

What they are says `convlib.widgets.hosts`; ``page_files`` makes one file of them. What
it holds on to is how `convlib.widgets` writes an explorer into a page. To do without this
extension, name ``convlib/widgets/static`` in ``html_static_path`` and its files in
``html_css_files`` and ``html_js_files``: every page then loads them all.
"""

import re
import shutil
from pathlib import Path

from convlib.widgets import hosts

FOLDER = "explorers"  # below _static
KIND = re.compile(r'<div class="explorer-host" data-kind="([\w-]+)"')


def kinds_of(body: str) -> list[str]:
    """Return the kinds of the explorers in a page, exercises first.

    Theirs is the shortest script: what it and the next one share packs best side by side.

    >>> kinds_of('<div class="explorer-host" data-kind="groups"></div>' * 2)
    ['groups']
    """
    return sorted(set(KIND.findall(body)), key=lambda kind: (kind != "exercise", kind))


def copy_files(app):
    """Put the files of all kinds where pages find them."""
    if app.builder.format == "html":
        place = Path(app.outdir, "_static", FOLDER)
        shutil.copytree(hosts.STATIC, place, dirs_exist_ok=True)


def load_kinds(app, pagename, templatename, context, doctree):
    """Name what a page needs; its scripts may run as soon as they are there."""
    kinds = kinds_of(context.get("body", ""))
    for path in hosts.styles(*kinds):
        app.add_css_file(f"{FOLDER}/{path.name}")
    if not kinds:
        return
    language = app.config.language.partition("_")[0]  # "zh_CN" has the words of "zh"
    for path in hosts.scripts(*kinds, language=language):
        app.add_js_file(f"{FOLDER}/{path.name}", loading_method="async")


def setup(app):
    """Connect to the beginning of the build and to each page."""
    app.connect("builder-inited", copy_files)
    app.connect("html-page-context", load_kinds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
