"""One style sheet and one script for all pages, without what no page uses.

The themes and extensions name eleven style sheets and ten scripts. A browser asks for
each of them, and does not draw before it has most. Here they become two files,
``pages.css`` and ``pages.js``. Of the themes' style sheets, nine tenths are for things
that this book does not have: a rule stays only if its classes and ids occur in a page or
in a script. Of the icons' font, the icons stay that the remaining rules name; it becomes
part of the style sheet.

Scripts that say themselves when they run (``defer``, ``async``) stay files of their own.
So do all scripts of the search page, which its other scripts wait for.
"""

import base64
import posixpath
import re
import zlib
from html import unescape
from io import BytesIO
from pathlib import Path

import lightningcss
from fontTools import subset
from fontTools.ttLib import TTFont

STYLE, SCRIPT = "pages.css", "pages.js"
# The themes' own files, which no list of Sphinx's names: their templates do.
THEME_STYLES = ["basic.css", "styles/pydata-sphinx-theme.css"]
THEME_SCRIPTS = ["scripts/bootstrap.js", "scripts/pydata-sphinx-theme.js"]
# Fonts on every page: icons, and what most formulas are set in.
FONTS = ["fa-solid-900", "KaTeX_Main-Regular", "KaTeX_Math-Italic"]
FONTS += [f"KaTeX_Size{size}-Regular" for size in (1, 2, 3, 4)]

URL = re.compile(r"""url\(\s*(['"]?)(?!data:|['"#])([^)'"]+)\1\s*\)""")
NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
ATTRIBUTE = re.compile(r'\b(?:class|id)="([^"]*)"')
WORD = re.compile(r"[\w-]+")
# What the script that marks the words of a search does not look into.
MARKED = '"button, select, textarea"'
SOURCES = re.compile(rf"src:url\(([^)]*/(?:{'|'.join(FONTS)})\.woff2)\)[^;}}]*")
CONTENT = re.compile(r'content:"([^"]*)"')
FORMULA = re.compile(
    r'<span class="katex-html".*?</(?:p|div|li|td|th|dd|h\d|figcaption)>', re.DOTALL
)
TAG = re.compile(r"<[^>]*>")
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")
PLACE = re.compile(rf"(_static/)({re.escape(STYLE)}|{re.escape(SCRIPT)})(\?v=\w+)?")


def is_style(asset) -> bool:
    """Tell whether what Sphinx lists with the style sheets is one, not an icon."""
    return asset.attributes.get("rel") == "stylesheet"


def is_bundled(script) -> bool:
    """Tell whether a script is a file and does not say itself when it runs."""
    return bool(script.filename) and not {"defer", "async"} & set(script.attributes)


def file_names(assets) -> list[str]:
    """Return the names, below ``_static``, of assets in the order of their priority."""
    ordered = sorted(assets, key=lambda asset: asset.priority)
    names = dict.fromkeys(str(asset.filename) for asset in ordered)
    return [name.removeprefix("_static/") for name in names]


def style_names(builder) -> list[str]:
    """Return the style sheets of all pages in their order."""
    return THEME_STYLES + file_names(filter(is_style, builder._css_files))


def script_names(builder) -> list[str]:
    """Return the scripts of all pages that become one, in their order."""
    return file_names(filter(is_bundled, builder._js_files)) + THEME_SCRIPTS


def moved(style: str, folder: str) -> str:
    """Return a style sheet of a folder as it reads one level above all folders.

    >>> moved("a { src: url(../fonts/b.woff2) }", "styles")
    'a { src: url("fonts/b.woff2") }'
    """

    def place(match):
        return f'url("{posixpath.normpath(posixpath.join(folder, match[2]))}")'

    return URL.sub(place, style)


def names_in_use(pages: list[str], scripts: list[str]) -> set[str]:
    """Return the classes and ids of pages, and whatever scripts may give an element."""
    used = {name for page in pages for names in ATTRIBUTE.findall(page)
            for name in names.split()}  # fmt: skip
    return used.union(*(WORD.findall(script) for script in scripts))


def without_unused(style: str, used: set[str]) -> str:
    """Return a style sheet without the rules for other classes and ids than those used.

    >>> without_unused(".a { top: 0 } .a .b { left: 0 } #c { left: 0 }", {"a"})
    '.a{top:0}'
    """
    unused = set(NAME.findall(style)) - used
    return lightningcss.process_stylesheet(
        style, unused_symbols=unused, error_recovery=True
    )


def icons(style: str) -> set[str]:
    """Return the characters that a minified style sheet's ``content`` puts into pages.

    >>> sorted(icons(r'a:before{content:"\\f00d"}b:after{content:"x"}'))
    ['x', '\uf00d']
    """
    text = "".join(CONTENT.findall(style))
    return set(ESCAPE.sub(lambda match: chr(int(match[1], 16)), text))


def formula_characters(pages: list[str]) -> set[str]:
    """Return the characters of all formulas."""
    formulas = (formula for page in pages for formula in FORMULA.findall(page))
    return set(unescape(TAG.sub("", "".join(formulas))))


def font_with(path: Path, characters: set[str]) -> str:
    """Return the data URL of a font reduced to some characters."""
    font = TTFont(path)
    subsetter = subset.Subsetter()
    subsetter.populate(text="".join(characters))
    subsetter.subset(font)
    file = BytesIO()
    font.save(file)
    return "data:font/woff2;base64," + base64.b64encode(file.getvalue()).decode()


def with_fonts(style: str, static: Path, characters: set[str]) -> str:
    """Return a style sheet that carries the fonts of every page, not their places."""

    def carried(match):
        return f'src:url("{font_with(static / match[1], characters)}")format("woff2")'

    style, count = SOURCES.subn(carried, style)
    if count != len(FONTS):
        raise ValueError(f"with_fonts: {count} of {FONTS} are in the style sheet")
    return style


def joined_styles(static: Path, names: list[str]) -> str:
    """Return style sheets as one that lies in ``static`` itself."""
    parts = (
        moved((static / name).read_text(encoding="utf-8"), posixpath.dirname(name))
        for name in names
    )
    return "\n".join(part.replace('@charset "UTF-8";', "") for part in parts)


def joined_scripts(static: Path, names: list[str]) -> str:
    """Return classic scripts as one; the line end closes a comment, the sign a call."""
    return "".join((static / n).read_text(encoding="utf-8") + "\n;\n" for n in names)


def sparing_explorers(script: str) -> str:
    """Return Sphinx's script that marks searched words so that it leaves explorers alone.

    What they draw is theirs: a mark would stay when they draw anew.
    """
    if script.count(MARKED) != 1:
        raise ValueError(f"sparing_explorers: {MARKED} is not in the script once")
    return script.replace(MARKED, MARKED[:-1] + ', .explorer-host"')


def with_versions(page: str, versions: dict[str, str]) -> str:
    """Return a page that names both files with their versions, so no cache errs."""
    return PLACE.sub(lambda m: f"{m[1]}{m[2]}?v={versions[m[2]]}", page)


def bundle(out: Path, styles: list[str], scripts: list[str]) -> None:
    """Write both files for the pages in a folder, and their versions into the pages."""
    static = out / "_static"
    pages = {p: p.read_text(encoding="utf-8") for p in sorted(out.rglob("*.html"))}
    every_script = [p.read_text(encoding="utf-8") for p in sorted(static.rglob("*.js"))]
    used = names_in_use(list(pages.values()), every_script)
    style = without_unused(joined_styles(static, styles), used)
    characters = icons(style) | formula_characters(list(pages.values()))
    content = {
        STYLE: with_fonts(style, static, characters),
        SCRIPT: sparing_explorers(joined_scripts(static, scripts)),
    }
    for name, text in content.items():
        (static / name).write_text(text, encoding="utf-8")
    versions = {
        name: f"{zlib.crc32(text.encode()):08x}" for name, text in content.items()
    }
    for path, page in pages.items():
        if (versioned := with_versions(page, versions)) != page:
            path.write_text(versioned, encoding="utf-8")


def name_the_bundles(app, pagename, templatename, context, doctree):
    """Take what becomes part of a bundle off a page's lists.

    The templates in ``book/_templates`` name the bundles. A script without a file that
    tells Sphinx's options the page's name is for version menus, which the book has not.
    """
    context["bundled"] = templatename != "search.html"
    context["css_files"] = [a for a in context["css_files"] if not is_style(a)]
    if context["bundled"]:
        context["script_files"] = [
            script
            for script in context["script_files"]
            if not is_bundled(script)
            and "DOCUMENTATION_OPTIONS" not in script.attributes.get("body", "")
        ]


def write_bundles(app, exception):
    """Make the bundles once everything is copied, if something was."""
    static = Path(app.outdir) / "_static"
    if exception is None and (static / THEME_STYLES[0]).exists():
        bundle(Path(app.outdir), style_names(app.builder), script_names(app.builder))


def setup(app):
    """Connect to each page, after all who name files, and to the end of the build."""
    app.connect("html-page-context", name_the_bundles, priority=950)
    app.connect("build-finished", write_bundles, priority=850)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
