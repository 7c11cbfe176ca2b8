"""What a page loads: one style sheet and one script for all pages, and what is its own.

The themes and extensions name a dozen style sheets and as many scripts, and a browser does
not draw before it has most of them. Here the built pages are rewritten:

- Their style sheets become one. A rule stays only if its classes and ids occur in a page or
  in a script: nine tenths of the theme's are for things that this book does not have. The
  fonts of every page, icons and what formulas are set in, become part of it, each with
  those characters only that the pages show; and so does the logo.
- Their scripts become one that waits for the page, but for those of the search page, which
  wait for one another.
- The explorers' files, those in ``explorers``, are a page's own: they become one script of
  the page, and a style sheet inside it with the rules for what this script may make.
- ``fontawesome.js`` (1.5 MB) goes, and so does the stored state of widgets (135 KB each),
  which a page without a kernel has no use for.
- No script stands in a page itself, and none is made of text, so that a host may forbid such
  scripts, which keeps out those of others: ``first.js``, ``buttons.js`` and ``search-page.js`` do what the theme's do.

What it holds on to: pages as HTML, and in it the names in ``UNUSED`` and ``FONTS``. If the
theme renames a file, pages load it as it comes: a test of what they load, in how many
requests, fails. The build ends with an error if a font is not there, or if a style sheet
cannot be parsed. A class that a script puts together from parts has to be written out
somewhere, or its rules are lost. Without this extension, the book is the same, and a
chapter loads 1.4 MB gzipped in 36 requests instead of 0.2 MB in 6.
"""

import base64
import logging
import posixpath
import re
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import lightningcss
from fontTools import subset
from fontTools.ttLib import TTFont

# What becomes of each table of a font is no news of the build.
logging.getLogger("fontTools").setLevel(logging.WARNING)

# Fonts on every page.
ICONS = "fa-solid-900"
FONTS = {ICONS, "KaTeX_Main-Regular", "KaTeX_Math-Italic"}
FONTS |= {f"KaTeX_Size{size}-Regular" for size in (1, 2, 3, 4)}
# Icons of other sets are on no page, but WebKit asks for their fonts.
OTHER_ICONS = re.compile(r"@font-face\{[^{}]*/fa-(?:regular|brands)-[^{}]*\}")
# Tags that go: what they name is not used, or part of what is loaded. The page's name is
# for menus of versions, which the book has not; the theme is for first.js to choose, the
# field of the search page for search-page.js to find.
UNUSED = re.compile(
    r'<script src="[^"]*/fontawesome\.js|<link rel="preload"|<script[^>]*widget-state'
    r"|<script>DOCUMENTATION_OPTIONS\.pagename|<script data-cfasync"
    r"|<script>\s*// Activate the search field"
)
# Scripts of the search page whose addresses do not say what is in them.
PLAIN = re.compile(r'(?<=<script src=")(?:_static/)?(?:search|language_)\w+\.js(?=")')
# What a button's attribute would run, buttons.js does.
CLICK = re.compile(r'(<button[^>]* )onclick="([\w.]+\(\))"')
# A fold's name for those who hear it, which hides the one that it shows.
FOLD = re.compile('(?<=<summary) aria-label="Toggle hidden content"')
# Sphinx's words of another language, which it makes a function of at run time: a host that
# forbids scripts in pages forbids that, too.
WORDS = re.compile(
    r"Documentation\.addTranslations\((?P<all>\{.*?"
    r'"plural_expr": "(?P<plural>[^"]*)".*?\})\);?\s*',
    re.DOTALL,
)
SAID = """\
Object.assign(Documentation.TRANSLATIONS, ({all}).messages);
Documentation.PLURAL_EXPR = (n) => ({plural});
"""
# Pages whose scripts stay as they are: they wait for one another, or lie who knows where.
KEEPS = ("/searchtools.js", "/way-back.js")
TAGS = {
    "pages.css": '<link rel="stylesheet" href="{place}{name}" />',
    "pages.js": '<script defer src="{place}{name}"></script>',
    "explorers.css": "<style>{text}</style>",
    "explorers.js": '<script async src="{place}{name}"></script>',
    # To be done before the page is drawn.
    "first.js": '<script src="{place}{name}"></script>',
    # Of one page only.
    "device.js": '<script defer src="{place}{name}"></script>',
}

TAG = re.compile(r"<link\b[^>]*>|<script\b[^>]*>.*?</script>", re.DOTALL)
FILE = re.compile(r'^<[^>]*(?:href|src)="((?:\.\./)*_static/)([^"?]+\.(?:css|js))')
IMPORT = re.compile(r'@import "([^"]+)";')
URL = re.compile(r"""url\((['"]?)(?!data:|['"#])([^)'"]+)\1\)""")
NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
ATTRIBUTE = re.compile(r'\b(?:class|id)="([^"]*)"')
WORD = re.compile(r"[\w-]+")
CONTENT = re.compile(r'content:"([^"]*)"')
BREAKPOINT = re.compile(r"\((?:(?:min|max)-)?width(?:[<>]=?|:) ?([\d.]+)px\)")
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")


def names_in_use(pages: list[str], scripts: list[str]) -> set[str]:
    """Return the classes and ids of pages, and whatever scripts may give an element."""
    lists = (names for page in pages for names in ATTRIBUTE.findall(page))
    return set(" ".join(lists).split()).union(*map(WORD.findall, scripts))


def icons(style: str) -> str:
    r"""Return the characters that a minified style sheet's ``content`` puts into pages.

    >>> icons(r'a:before{content:"\f00d"}b:after{content:"x"}') == "\uf00dx"
    True
    """
    text = "".join(CONTENT.findall(style))
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def in_letters(text: str) -> str:
    """Return a style sheet or script whose breakpoints count in the reader's letters.

    The theme's count in pixels: where letters are twice as large, its sidebars would leave
    the text a quarter of the window.

    >>> in_letters("@media (width>=960px){}")
    '@media (width>=60em){}'
    """
    return BREAKPOINT.sub(
        lambda match: match[0].replace(match[1] + "px", f"{float(match[1]) / 16:g}em"),
        text,
    )


def font_with(path: Path, characters: str) -> str:
    """Return the data URL of a font reduced to some characters."""
    font = TTFont(path, recalcTimestamp=False)
    subsetter = subset.Subsetter()
    subsetter.populate(text=characters)
    subsetter.subset(font)
    file = BytesIO()
    font.save(file)
    return "data:font/woff2;base64," + base64.b64encode(file.getvalue()).decode()


def read_style(static: Path, name: str) -> str:
    """Return a style sheet, and those that it imports, as it reads in ``static`` itself."""
    folder = posixpath.dirname(name)

    def place(path: str) -> str:
        return posixpath.normpath(posixpath.join(folder, path))

    style = (static / name).read_text(encoding="utf-8")
    style = URL.sub(lambda match: f'url("{place(match[2])}")', style)
    return IMPORT.sub(lambda match: read_style(static, place(match[1])), style)


def lean_style(static: Path, name: str, used: set[str]) -> str:
    """Return a style sheet with the rules for the classes and ids in use."""
    style = read_style(static, name)
    unused = set(NAME.findall(style)) - used
    style = lightningcss.process_stylesheet(style, name, unused_symbols=unused)
    return OTHER_ICONS.sub("", style)


def with_fonts(style: str, static: Path, characters: str) -> str:
    """Return a style sheet that carries its fonts, and what it draws.

    Parameters
    ----------
    style : str
        All rules of a page: an icon that one style sheet shows is in the font of another.
    static : Path
        The folder of the files that it names.
    characters : str
        What is set in the fonts of formulas.
    """

    def carried(match: re.Match) -> str:
        path = static / match[2]
        if path.suffix == ".svg":
            return (
                f'url("data:image/svg+xml,{quote(path.read_text(encoding="utf-8"))}")'
            )
        if path.stem not in FONTS or path.suffix != ".woff2":
            return match[0]
        shown = icons(style) if path.stem == ICONS else characters
        return f'url("{font_with(path, shown)}")'

    return URL.sub(carried, style)


def used_by(static: Path, scripts: tuple[str, ...]) -> set[str]:
    """Return what some scripts, and those that they load later, may give an element."""
    stems = (posixpath.splitext(name)[0] for name in scripts)
    paths = (path for stem in stems for path in static.glob(f"{stem}*.js"))
    return names_in_use([], [path.read_text(encoding="utf-8") for path in paths])


def joiner(
    static: Path,
    used: set[str],
    characters: str,
    in_pages: set[str] | frozenset[str] = frozenset(),
) -> Callable:
    """Return the function that makes one file of some.

    It takes the group that they are, their names and the page's own scripts, and returns
    what the group's tag needs. A file is named after its content: what changes has another
    address. A page's own style is for what stands ``in_pages``, and for its own scripts.
    """

    @cache
    def join(
        group: str, names: tuple[str, ...], scripts: tuple[str, ...] = ()
    ) -> dict[str, str]:
        stem, suffix = group.split(".")
        if suffix == "css":
            own = group == "explorers.css"
            kept = in_pages | used_by(static, scripts) if own else used
            style = "".join(lean_style(static, name, kept) for name in names)
            text = with_fonts(style, static, characters)
        else:  # the line end closes a comment, the sign a call
            scripts = ((static / name).read_text(encoding="utf-8") for name in names)
            text = "".join(f"{script}\n;\n" for script in scripts)
        if group == "pages.css" and text.count("data:font/woff2") != len(FONTS):
            raise ValueError(f"page_files: not all of {FONTS} are in {names}")
        if stem == "pages":
            text = in_letters(text)
        name = f"{stem}-{zlib.crc32(text.encode()):08x}.{suffix}"
        if "{name}" in TAGS[group]:
            (static / name).write_text(text, encoding="utf-8")
        return {"name": name, "text": text}

    return join


def group_of(name: str) -> str:
    """Return the group that a file belongs to."""
    stem = "explorers" if name.startswith("explorers") else "pages"
    return name if name in TAGS else stem + posixpath.splitext(name)[1]


def rewritten(page: str, join: Callable) -> str:
    """Return a page with one tag for each group of files, where the first of them was."""
    groups: dict[str, list[str]] = {}
    place = ""
    keeps_scripts = any(name in page for name in KEEPS)

    def sorted_in(match: re.Match) -> str:
        nonlocal place
        tag = match[0]
        if UNUSED.match(tag):
            return ""
        file = FILE.match(tag)
        if not file or keeps_scripts and file[2].endswith(".js"):
            return tag
        place, name = file.groups()
        names = groups.setdefault(group_of(name), [])
        names.append(name)
        return "" if names[1:] else f"<!--{group_of(name)}-->"

    page = FOLD.sub("", CLICK.sub(r'\1data-click="\2"', TAG.sub(sorted_in, page)))
    scripts = tuple(groups.get("explorers.js", ()))
    for group, names in groups.items():
        own = scripts if group == "explorers.css" else ()
        tag = TAGS[group].format(place=place, **join(group, tuple(names), own))
        page = page.replace(f"<!--{group}-->", tag)
    return page


def say_without_eval(path: Path) -> None:
    """Rewrite Sphinx's words of another language as a script that hosts allow."""
    if path.exists():
        text = path.read_text(encoding="utf-8")
        text = WORDS.sub(lambda match: SAID.format(**match.groupdict()), text)
        path.write_text(text, encoding="utf-8")


def with_versions(page: str, out: Path) -> str:
    """Return the search page with scripts that have another address when they change."""
    return PLAIN.sub(
        lambda match: f"{match[0]}?v={zlib.crc32((out / match[0]).read_bytes()):08x}",
        page,
    )


def rewrite(app, exception):
    """Rewrite the pages that this build has written, once everything is copied."""
    if exception is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    static = out / "_static"
    say_without_eval(static / "translations.js")
    pages = {p: p.read_text(encoding="utf-8") for p in sorted(out.rglob("*.html"))}
    written = {p: page for p, page in pages.items() if "_static/pages-" not in page}
    if not written:
        return
    scripts = [path.read_text(encoding="utf-8") for path in static.rglob("*.js")]
    in_pages = names_in_use(list(pages.values()), [])
    used = in_pages | names_in_use([], scripts)
    characters = "".join(sorted(set().union(*pages.values())))
    join = joiner(static, used, characters, in_pages)
    for path, page in written.items():
        page = with_versions(rewritten(page, join), out)
        path.write_text(page, encoding="utf-8")


def setup(app):
    """Connect to the end of the build."""
    app.connect("build-finished", rewrite, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
