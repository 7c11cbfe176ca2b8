"""What the book's Sphinx extensions do, each on a small example."""

import ast
import base64
import inspect
import re
import shutil
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import chinese_blanks
import chinese_headings
import chinese_titles
import fresh_outputs
import held_formulas
import inline_figures
import moved_sections
import notes_links
import page_files
import pytest
import spoken_references
import unmarked_explorers
import yaml
from docutils import nodes
from docutils.utils import new_document
from folded_solutions import FoldSolutions
from fontTools.ttLib import TTFont
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.search import js_index
from sphinx.util.docutils import docutils_namespace
from sphinxcontrib import katex

ROOT = Path(__file__).parents[1]
LIGHT = {"input": "#56B4E9", "text": "#1a1a1a", "on-input": "#1a1a1b"}
DARK = {"input": "#56B4E9", "text": "#e6edf3", "on-input": "#1a1a1a"}

DRAWING = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
     width="72pt" height="36pt" viewBox="0 0 72 36">
 <metadata><date>today</date></metadata>
 <defs><style type="text/css">*{stroke-linejoin: round}</style>
  <path id="mark" d="M 0 0 L 5 5"/>
  <clipPath id="clip"><rect width="9" height="9"/></clipPath></defs>
 <g id="figure_1"><path d="M 0 0 L 9 9" style="fill: #56b4e9; stroke: #123456" clip-path="url(#clip)"/>
 <use xlink:href="#mark"/>
 <text style="font-size: 10px; font-family: 'DejaVu Sans', 'Arial'; fill: #1a1a1b">4</text></g>
</svg>"""


@pytest.fixture
def picture():
    """The drawing above as it gets into a page."""
    mapping = inline_figures.variables(LIGHT, DARK)
    html = inline_figures.inlined(DRAWING, "A < B", mapping, "figure0-")
    (root,) = ElementTree.fromstring(html)
    return html, root


def test_figure_has_theme_colours_and_the_pages_font(picture):
    html, root = picture
    assert "fill:var(--cx-input);stroke:#123456" in html
    assert "fill:var(--cx-on-input);font-size:10px" in html
    assert "font-family:var(--cx-font, sans-serif)" in root.get("style")
    assert "Arial" not in html


def test_figure_has_an_accessible_name_and_scales(picture):
    _, root = picture
    assert (root.get("role"), root.get("aria-label")) == ("img", "A < B")
    assert root.get("viewBox") == "0 0 72 36"
    assert root.get("height") is None
    assert "min-width:calc(0.87 * 72pt)" in root.get("style")


def test_figure_reaches_nothing_else_of_the_page(picture):
    html, _ = picture
    assert "<style" not in html
    assert "today" not in html
    assert re.findall(r'id="([^"]*)"', html) == ["figure0-a", "figure0-b"]
    assert 'xlink:href="#figure0-a"' in html
    assert "url(#figure0-b)" in html


def test_palette_that_cannot_be_told_apart_is_refused():
    light = LIGHT | {"on-input": "#1A1A1A"}
    with pytest.raises(ValueError, match="'text' and 'on-input' are both #1A1A1A"):
        inline_figures.variables(light, DARK)


@pytest.fixture
def project(tmp_path):
    """A small project with a library, settings and a notebook."""
    names = ["convlib/conv.py", "_config.yml", "book/_ext/a.py", "book/page.ipynb"]
    for name in [*names, "book/_static/a.css", "book/_templates/a.html"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("first")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "what", "differs"),
    [
        ("convlib/conv.py", "OUTPUTS", True),
        ("convlib/new.json", "OUTPUTS", True),
        ("book/_ext/a.py", "OUTPUTS", False),
        ("convlib/conv.py", "PAGES", True),
        ("book/_ext/a.py", "PAGES", True),
        ("book/_static/a.css", "PAGES", True),
        ("book/_static/logo.svg", "PAGES", True),
        ("book/_templates/a.html", "PAGES", True),
        ("_config.yml", "PAGES", True),
    ],
)
def test_fingerprint_changes_with_what_it_is_for(project, name, what, differs):
    names = getattr(fresh_outputs, what)
    before = fresh_outputs.fingerprint(project, names)
    (project / name).write_text("second")
    assert (fresh_outputs.fingerprint(project, names) != before) == differs


@pytest.mark.parametrize("name", ["book/page.ipynb", "convlib/node_modules/a/b.js"])
def test_fingerprint_does_not_change_with_a_page_or_a_tool(project, name):
    before = fresh_outputs.fingerprint(project, fresh_outputs.PAGES)
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("second")
    assert fresh_outputs.fingerprint(project, fresh_outputs.PAGES) == before


def test_renderer_of_formulas_has_what_is_set_in_it():
    """An attribute that katex no longer reads would be set without an effect."""
    start = inspect.signature(katex.KaTeXServer.start_server_process)
    assert list(start.parameters) == ["rundir", "timeout"]
    used = {
        *katex.KaTeXServer.start.__code__.co_names,
        *katex.render_latex.__code__.co_names,
    }
    assert {"start_server_process", "STARTUP_TIMEOUT", "RENDER_TIMEOUT"} <= used


class Build:
    """One build of a project after another, as far as freshness is concerned."""

    def __init__(self, root):
        self.root = root
        self.cache = root / "_build" / ".jupyter_cache"
        (root / "doctrees").mkdir()

    def run(self, warnings=0):
        """Build; return the pages read again, and whether the cache was kept."""
        config = SimpleNamespace(execution_cache_path=str(self.cache))
        env = SimpleNamespace(mystnb_config=config, found_docs={"b", "a"})
        app = SimpleNamespace(
            srcdir=self.root,
            config=SimpleNamespace(language="zh_CN"),
            doctreedir=self.root / "doctrees",
            env=env,
            _warncount=warnings,
        )
        fresh_outputs.empty_stale_cache(app)
        kept = (self.cache / "output").exists()
        outdated = fresh_outputs.outdated_pages(app, env, set(), set(), set())
        (self.cache / "output").write_text("4")
        fresh_outputs.remember_clean_build(app, None)
        return outdated, kept


def test_unchanged_project_is_read_and_executed_once(project):
    build = Build(project)
    assert build.run() == (["a", "b"], False)
    assert build.run() == ([], True)


def test_changed_library_throws_outputs_away(project):
    build = Build(project)
    build.run()
    (project / "convlib" / "conv.py").write_text("second")
    assert build.run() == (["a", "b"], False)


@pytest.mark.parametrize("language", ["zh_CN", "de"])
def test_changed_words_throw_the_outputs_of_their_language_away(project, language):
    words = project / "locale" / language / "LC_MESSAGES" / "convlib.po"
    words.parent.mkdir(parents=True)
    words.write_text("first")
    build = Build(project)
    build.run()
    words.write_text("second")
    same = ([], True)
    assert build.run() == ((["a", "b"], False) if language == "zh_CN" else same)


def test_changed_extension_has_pages_read_again_but_not_executed(project):
    build = Build(project)
    build.run()
    (project / "book/_ext/a.py").write_text("second")
    assert build.run() == (["a", "b"], True)


def test_build_with_warnings_is_read_again_but_not_executed(project):
    build = Build(project)
    build.run(warnings=1)
    assert build.run() == (["a", "b"], True)
    assert build.run() == ([], True)


HEAD = """<link href="../_static/styles/a.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="../_static/explorers.css?v=2" />
<link rel="stylesheet" type="text/css" href="../_static/b.css" />
<link rel="icon" href="../_static/logo.svg"/>
<script src="../_static/scripts/fontawesome.js?digest=1"></script>
<link rel="preload" as="script" href="../_static/c.js?digest=1" />
<script src="../_static/first.js?v=1"></script>
<script src="../_static/d.js?v=1"></script>
<script type="application/vnd.jupyter.widget-state+json">{"state": {}}</script>
<script>DOCUMENTATION_OPTIONS.pagename = 'page';</script>
<script async="async" src="../_static/explorers.js?v=1"></script>
<script async="async" src="../_static/explorers-pooling.js?v=1"></script>
<script type="application/json">{"src": "../_static/e.js"}</script>
<script defer src="../_static/c.js?digest=1"></script>"""


def test_page_loads_one_file_of_each_sort():
    def join(group, names, scripts):
        assert scripts == (own if group == "explorers.css" else ())
        return {"name": "+".join(names), "text": f"{group}: {' '.join(names)}"}

    own = ("explorers.js", "explorers-pooling.js")

    page = page_files.rewritten(HEAD, join)
    assert page.split("\n") == [
        '<link rel="stylesheet" href="../_static/styles/a.css+b.css" />',
        "<style>explorers.css: explorers.css</style>",
        "",
        '<link rel="icon" href="../_static/logo.svg"/>',
        "",
        "",
        '<script src="../_static/first.js"></script>',
        '<script defer src="../_static/d.js+c.js"></script>',
        "",
        "",
        '<script async src="../_static/explorers.js+explorers-pooling.js"></script>',
        "",
        '<script type="application/json">{"src": "../_static/e.js"}</script>',
        "",
    ]


@pytest.mark.parametrize("name", ["searchtools.js", "way-back.js"])
def test_pages_of_search_and_unknown_addresses_keep_their_scripts(name):
    scripts = (
        f'<script src="_static/{name}"></script><script src="_static/i.js"></script>'
    )
    assert page_files.rewritten(scripts, None) == scripts


def test_scripts_of_the_search_page_are_named_after_their_contents(tmp_path):
    (tmp_path / "_static").mkdir()
    for name in ("_static/searchtools.js", "searchindex.js"):
        (tmp_path / name).write_text(name)
    page = '<script src="_static/searchtools.js"></script><script src="searchindex.js">'
    found = page_files.with_versions(page, tmp_path)
    assert re.sub(r"\?v=[0-9a-f]{8}", "?v", found) == page.replace('.js"', '.js?v"')
    assert page_files.with_versions(found, tmp_path) == found
    (tmp_path / "searchindex.js").write_text("new")
    assert page_files.with_versions(page, tmp_path) != found


def test_nothing_in_a_page_runs_but_scripts_in_files():
    page = (
        '<script data-cfasync="false">dataset.mode = "";</script>'
        '<button onclick="window.print()"\n  class="btn">'
        "<script>\n    // Activate the search field on page load</script>"
    )
    assert page_files.rewritten(page, None) == (
        '<button data-click="window.print()"\n  class="btn">'
    )


def test_a_fold_is_called_what_it_shows():
    page = '<summary aria-label="Toggle hidden content"><p>显示代码</p></summary>'
    assert page_files.rewritten(page, None) == "<summary><p>显示代码</p></summary>"


def test_own_style_of_a_page_is_for_its_own_scripts(tmp_path):
    """What they load later included, and what stands in any page."""
    (tmp_path / "explorers.css").write_text(
        "".join(f".{name}{{top:0}}" for name in ("one", "two", "later", "host"))
    )
    for name in ("one", "two", "one-later"):
        word = name.removeprefix("one-")
        (tmp_path / f"{name}.js").write_text(f'h("p", {{class: "{word} x"}})')
    join = page_files.joiner(tmp_path, {"one", "two"}, "", {"host"})
    found = join("explorers.css", ("explorers.css",), ("one.js",))["text"]
    assert set(page_files.NAME.findall(found)) == {"one", "later", "host"}
    found = join("explorers.css", ("explorers.css",))["text"]
    assert set(page_files.NAME.findall(found)) == {"host"}


def test_files_become_one_that_is_named_after_its_content(tmp_path):
    (tmp_path / "a.js").write_text("a() // no line end")
    (tmp_path / "b.js").write_text("b()")
    join = page_files.joiner(tmp_path, set(), "")
    found = join("pages.js", ("a.js", "b.js"))
    assert found["text"] == "a() // no line end\n;\nb()\n;\n"
    assert (tmp_path / found["name"]).read_text() == found["text"]
    assert join("pages.js", ("b.js",))["name"] != found["name"]


def test_style_sheet_is_read_with_what_it_imports_and_their_places(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/a.css").write_text('@import "../c.css";\na {}')
    (tmp_path / "c.css").write_text('.a { src: url(b.woff2) url("data:x") }')
    assert page_files.read_style(tmp_path, "styles/a.css") == (
        '.a { src: url("b.woff2") url("data:x") }\na {}'
    )
    (tmp_path / "styles/d.css").write_text(".d { src: url('../b.woff2') }")
    read = page_files.read_style(tmp_path, "styles/d.css")
    assert read == '.d { src: url("b.woff2") }'


def test_rule_stays_for_a_class_in_a_page_and_for_one_that_a_script_gives(tmp_path):
    used = page_files.names_in_use(
        ['<p class="a b" id="c">d</p>'], ["e.classList.add('f')"]
    )
    assert {"a", "b", "c", "f"} <= used
    assert "d" not in used
    style = ".a{top:0}.d .b{top:0}#c{top:0}.f{top:0}.g{top:0}p{top:0}"
    (tmp_path / "a.css").write_text(style)
    kept = page_files.lean_style(tmp_path, "a.css", used)
    assert not {".d", ".g"} & set(re.findall(r"[.#]\w", kept))
    assert all(name in kept for name in (".a", "#c", ".f", "p{"))


def test_style_sheet_that_cannot_be_parsed_is_refused(tmp_path):
    (tmp_path / "a.css").write_text("p { top: 0 } }")
    with pytest.raises(ValueError, match="a.css"):
        page_files.lean_style(tmp_path, "a.css", set())


def test_style_sheet_carries_the_fonts_of_every_page_with_what_is_shown():
    fonts = Path(page_files.__file__).parents[1] / "_static" / "vendor" / "katex"
    style = page_files.lean_style(fonts, "katex.min.css", set())
    style = page_files.with_fonts(style, fonts, "x")
    carried = re.findall(r'url\("data:font/woff2;base64,([^"]*)"\)', style)
    assert len(carried) == len(page_files.FONTS) - 1
    assert {chr(code) for font in carried for code in characters_of(font)} == {"x"}
    assert "fonts/KaTeX_AMS-Regular.woff2" in style


def test_style_sheet_carries_what_it_draws(tmp_path):
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    style = page_files.with_fonts('p{background:url("a.svg")}', tmp_path, "")
    assert style == (
        'p{background:url("data:image/svg+xml,'
        '%3Csvg%20xmlns%3D%22http%3A//www.w3.org/2000/svg%22/%3E")}'
    )


def characters_of(font: str) -> set[int]:
    """Return the characters that a font has, given in Base64."""
    return set(TTFont(BytesIO(base64.b64decode(font))).getBestCmap() or ())


def test_font_of_icons_has_those_that_other_style_sheets_show(tmp_path, monkeypatch):
    theme = Path(find_spec("pydata_sphinx_theme").origin).parent
    font = next(theme.rglob(f"{page_files.ICONS}.woff2"))
    shutil.copy(font, tmp_path)
    (tmp_path / "theme.css").write_text(
        f'@font-face {{ font-family: x; src: url("{font.name}") }}'
        'a::before { content: "\\f00d" }'
    )
    (tmp_path / "book.css").write_text('b::after { content: "\\f02d" }')
    monkeypatch.setattr(page_files, "FONTS", {page_files.ICONS})
    join = page_files.joiner(tmp_path, set(), "")
    text = join("pages.css", ("theme.css", "book.css"))["text"]
    [carried] = re.findall(r'url\("data:font/woff2;base64,([^"]*)"\)', text)
    assert characters_of(carried) == {0xF00D, 0xF02D}


def test_style_sheet_without_the_fonts_of_every_page_is_refused(tmp_path):
    (tmp_path / "a.css").write_text("p{top:0}")
    with pytest.raises(ValueError, match=r"not all of .*KaTeX_Main-Regular"):
        page_files.joiner(tmp_path, set(), "")("pages.css", ("a.css",))


def test_sidebars_of_large_letters_give_way_as_in_a_narrow_window():
    for pixels, letters in (
        ("@media (width<=959.98px){}", "@media (width<=59.9988em){}"),
        ("@media (width>=1200px),print{}", "@media (width>=75em),print{}"),
        ('matchMedia("(min-width: 992px)")', 'matchMedia("(min-width: 62em)")'),
        ("a{width:960px}", "a{width:960px}"),
    ):
        assert page_files.in_letters(pixels) == letters


def test_figure_is_referred_to_by_its_number_whatever_the_words_are():
    document = new_document("page")
    for kind in ("numref", "ref"):
        document += pending_xref("", reftype=kind, refexplicit=True)
    spoken_references.NumberFigures(document).run()
    assert [reference["refexplicit"] for reference in document] == [False, True]


@pytest.mark.parametrize(
    ("keys", "words", "cited", "warnings"),
    [
        ("yu2016", "[Yu, 2016]", "p", 0),
        ("yu2016", "Yu [2016]", "t", 1),
        ("yu2016,me", "[Yu, 2016]", None, 0),
        ("above", "above", None, 0),
    ],
)
def test_source_is_cited_by_its_words(keys, words, cited, warnings, monkeypatch):
    warned = []

    def resolve_xref(env, page, builder, way, *rest):
        return nodes.inline("", "[Yu,\N{NO-BREAK SPACE}2016]", ids=[way])

    domain = SimpleNamespace(
        citations=[SimpleNamespace(key="yu2016")], resolve_xref=resolve_xref
    )
    env = SimpleNamespace(get_domain={"cite": domain}.get)
    log = SimpleNamespace(warning=lambda *said, **where: warned.append(said))
    monkeypatch.setattr(spoken_references, "getLogger", lambda name: log)
    node = pending_xref("", reftype="ref", reftarget=keys, refdoc="page")
    app = SimpleNamespace(builder=None)
    source = spoken_references.cite(app, env, node, nodes.inline("", words))
    assert (source and source["ids"][0]) == cited
    assert len(warned) == warnings


def test_a_script_that_marks_words_elsewhere_is_refused():
    script = f"node.matches({unmarked_explorers.SKIPPED})"
    spared = unmarked_explorers.sparing_explorers(script)
    assert ', .explorer-host"' in spared
    assert unmarked_explorers.sparing_explorers(spared) == spared
    with pytest.raises(ValueError, match="not in the script once"):
        unmarked_explorers.sparing_explorers(script * 2)


def test_cells_behind_a_solution_move_into_it():
    document = new_document("page")
    solution = nodes.container(
        design_component="dropdown", container_classes=["solution"]
    )
    other = nodes.container(design_component="dropdown", container_classes=[])
    cells = [nodes.container(classes=["cell"]) for _ in range(4)]
    text = nodes.paragraph()
    document += [solution, cells[0], cells[1], text, cells[2], other, cells[3]]
    FoldSolutions(document).apply()
    assert solution.children == cells[:2]
    assert document.children == [solution, text, cells[2], other, cells[3]]


@pytest.mark.parametrize(
    ("builder", "labels", "address"),
    [
        ("html", {"notes-map": ("notes", "map", "Notes")}, "notes.html#map"),
        ("gettext", {"notes-map": ("notes", "map", "Notes")}, None),
        ("html", {}, None),
    ],
)
def test_first_bold_words_of_a_chapters_box_lead_to_the_notes(builder, labels, address):
    document = new_document("page")
    first, second = (nodes.strong("", words) for words in ("In the notes:", "Time:"))
    facts = nodes.admonition("", first, second, classes=["chapter-facts"])
    other = nodes.admonition("", nodes.strong("", "Bold"))
    document += [other, facts]
    app = SimpleNamespace(
        builder=SimpleNamespace(
            name=builder, get_relative_uri=lambda here, there: f"{there}.html"
        ),
        env=SimpleNamespace(get_domain={"std": SimpleNamespace(labels=labels)}.get),
    )
    notes_links.lead(app, document, "page")
    links = [link["refuri"] for link in document.findall(nodes.reference)]
    assert links == ([address] if address else [])
    assert (first.astext(), second.astext()) == ("In the notes:", "Time:")
    assert all(link.parent is first for link in document.findall(nodes.reference))


def page_with_a_section(builder="html", **table: str):
    """Return what a page with one section becomes, and what its author is told."""
    warned = []
    section = nodes.section("", nodes.title("", "Here"), ids=["here"])
    page = nodes.section("", nodes.title("", "Page"), section, ids=["page"])
    document = new_document("page")
    document += page
    labels = {"here": ("page", "here", "Here"), "there": ("other", "there", "There")}
    app = SimpleNamespace(
        builder=SimpleNamespace(
            name=builder, get_relative_uri=lambda here, there: f"{there}.html"
        ),
        config=SimpleNamespace(moved_sections={"page": table}),
        env=SimpleNamespace(get_domain={"std": SimpleNamespace(labels=labels)}.get),
    )
    log = SimpleNamespace(warning=lambda *said: warned.append(said[1:]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moved_sections, "getLogger", lambda name: log)
        moved_sections.lead(app, document, "page")
    return page, section, warned


def test_old_address_on_its_page_leads_to_the_section_that_has_its_content():
    page, section, warned = page_with_a_section(once="here")
    assert section["ids"] == ["here", "once"] and len(page) == 2 and not warned


def test_old_address_of_what_is_on_another_page_has_a_line_that_leads_there():
    page, _, warned = page_with_a_section(once="there")
    line = page[1]
    assert line["ids"] == ["once"] and line["classes"] == ["moved-section"]
    assert line.next_node(nodes.reference)["refuri"] == "other.html#there"
    assert line.astext().endswith("now: There") and not warned
    page, *_ = page_with_a_section(once="there", builder="gettext")
    assert len(page) == 2


@pytest.mark.parametrize(("old", "label"), [("once", "nowhere"), ("page", "here")])
def test_old_address_that_leads_nowhere_or_is_taken_is_seen(old, label):
    page, section, warned = page_with_a_section(**{old: label})
    assert warned == [("page", old, label)]
    assert section["ids"] == ["here"] and len(page) == 2


def built(source: Path) -> dict[str, list[int]]:
    """Build a small book; return what its search has in the index: where, by entry."""
    with docutils_namespace():
        app = Sphinx(
            source,
            None,
            source / "html",
            source / "doctrees",
            "html",
            confoverrides={"extensions": ["search_words"], "html_theme": "basic"},
            status=None,
        )
        app.build()
    found = js_index.loads((source / "html/searchindex.js").read_text(encoding="utf-8"))
    return {
        entry: [found["docnames"][number] for number, *_ in places]
        for entry, places in found["indexentries"].items()
    }


def test_entries_of_pages_that_are_not_written_anew_stay_in_the_search(tmp_path):
    pages = {"index": ".. toctree::\n\n   one", "one": ".. index:: stride; two steps"}
    for name, text in pages.items():
        (tmp_path / f"{name}.rst").write_text(f"{name}\n=====\n\n{text}\n")
    assert built(tmp_path) == {"stride": ["one"], "two steps": ["one"]}
    with (tmp_path / "index.rst").open("a") as page:
        page.write("\n.. index:: padding\n")
    both = {"stride": ["one"], "two steps": ["one"], "padding": ["index"]}
    assert built(tmp_path) == both
    (tmp_path / "one.rst").write_text("one\n===\n\nNo entry any more.\n")
    assert built(tmp_path) == {"padding": ["index"]}


def paragraph(*parts: nodes.Node | str) -> nodes.paragraph:
    """Return a paragraph of texts and inline elements."""
    texts = [nodes.Text(part) if isinstance(part, str) else part for part in parts]
    return nodes.paragraph("", "", *texts)


@pytest.mark.parametrize(
    ("parts", "closed"),
    [
        (("一个 窗口 3 格。 然后",), "一个窗口 3 格。然后"),
        (("叫作 ", nodes.strong("", "卷积核"), " 的网格"), "叫作卷积核的网格"),
        (("叫作 ", nodes.emphasis("", "kernel"), " 的网格"), "叫作 kernel 的网格"),
        (
            ("见 ", nodes.reference("", "", nodes.emphasis("", "下一章")), " 。"),
            "见下一章。",
        ),
        (("用 ", nodes.literal("", "卷 积"), " 读"), "用 卷 积 读"),
        (("从 ", nodes.math("", "x"), " 到"), "从 x 到"),
        (("在", nodes.reference("", "图 3.1"), "里。"), "在图 3.1 里。"),
        (("由 ", nodes.literal("", "x"), "得到"), "由 x得到"),
        (("English words stay.",), "English words stay."),
    ],
)
def test_blanks_between_chinese_and_chinese_go(parts, closed):
    element = paragraph(*parts)
    chinese_blanks.close_up(element)
    assert element.astext() == closed


def title(kind: str = "doc", words: str = "page", **how) -> pending_xref:
    """Return a reference to a page, whose title is "page"."""
    return pending_xref("", nodes.inline("", words), reftype=kind, **how)


@pytest.mark.parametrize(
    ("parts", "marked"),
    [
        (("见", title(), "。"), "见“page”。"),
        (("见", nodes.strong("", "", title("myst")), "。"), "见“page”。"),
        (("见“", title("ref"), "”。"), "见“page”。"),
        (("见", title(refexplicit=True), "。"), "见“page”。"),
        (("见", title(words="第二章", refexplicit=True), "。"), "见第二章。"),
        (("见", title("term"), "。"), "见page。"),
        ((title(), "、", title()), "page、page"),
        (("See ", title(), "."), "See page."),
    ],
)
def test_titles_in_a_chinese_sentence_have_marks(parts, marked):
    document = new_document("page")
    document += paragraph(
        *(p.deepcopy() if isinstance(p, nodes.Node) else p for p in parts)
    )
    document.settings.env = SimpleNamespace(
        config=SimpleNamespace(language="zh_CN"),
        titles={"page": nodes.title("", "page")},
    )
    chinese_titles.QuoteTitles(document).run()
    assert document.astext() == marked


def test_a_chinese_heading_breaks_between_words():
    link = '<a class="headerlink" href="#how-large">#</a>'
    given = (
        '<h2><span class="section-number">7.3. </span>一步可以多大？'
        f'<code title="卷积核">z</code>卷积核的梯度{link}</h2>'
        f"<h2>画出来看：谁读谁{link}</h2>"
        f"<h3>没有链接的标题</h3><p>一步可以多大？</p><h3>ReLU{link}</h3>"
    )
    for language in ("zh_CN", "en"):
        context = {"body": given}
        app = SimpleNamespace(config=SimpleNamespace(language=language))
        chinese_headings.break_headings(app, "page", "page.html", context, None)
        broken = given.replace("一步可以多大？<code", "一步<wbr>可以<wbr>多大？<code")
        broken = broken.replace("卷积核的梯度", "卷积核的<wbr>梯度")
        broken = broken.replace("画出来看：谁读谁", "画出来看：<wbr>谁读谁")
        assert context["body"] == (broken if language == "zh_CN" else given)
    chinese_headings.break_headings(app, "search", "search.html", {}, None)


@pytest.mark.parametrize(
    ("formula", "count"), [("x", 1), (r"\delta_{i,\,j}", 4), (r"2^{L} - 1", 4)]
)
def test_the_signs_of_a_formula_are_counted(formula, count):
    assert held_formulas.signs(formula) == count


def test_a_formula_holds_on_to_its_comma_and_its_bracket():
    x = [nodes.math("", "x") for _ in range(3)]
    element = paragraph("设（", x[0], "，", x[1], "）为 ", x[2], " 的和，", "而")
    for formula in x:
        held_formulas.hold(formula, blanks=False)
    held = [piece.astext() for piece in element.findall(nodes.inline)]
    assert held == ["（x，", "x）"]
    assert element.astext() == f"设（x，{held_formulas.BREAK}x）为 x 的和，而"


def test_a_piece_that_may_be_longer_than_a_line_is_none():
    short, long = (nodes.math("", "x" * count) for count in (15, 16))
    element = paragraph("add ", short, ", then ", long, ", and")
    for formula in (short, long):
        held_formulas.hold(formula, blanks=True)
    assert [piece.astext() for piece in element.findall(nodes.inline)] == [
        "x" * 15 + ","
    ]


def test_between_words_a_formula_holds_what_is_written_right_beside_it():
    x = [nodes.math("", "x") for _ in range(4)]
    element = paragraph("Add (", x[0], ", ", x[1], "), the ", x[2], "-th and-", x[3])
    for formula in x:
        held_formulas.hold(formula, blanks=True)
    held = [piece.astext() for piece in element.findall(nodes.inline)]
    assert held == ["(x,", "x),", "x-th"]
    assert element.astext() == "Add (x, x), the x-th and-x"


def test_after_a_held_formula_the_end_of_a_line_is_a_blank():
    """A browser drops the end of a line beside an empty blank that allows a break."""
    x = nodes.math("", "x")
    element = paragraph("Raise ", x, ".", "\n", "It grows.")
    held_formulas.hold(x, blanks=True)
    assert element.astext() == "Raise x.\nIt grows."


def test_a_formula_takes_its_own_full_stop_and_not_an_equal_one_before_it():
    x = nodes.math("", "x")
    element = paragraph(
        "用", nodes.strong("", "它"), "。", nodes.literal("", "f"), x, "。"
    )
    held_formulas.hold(x, blanks=False)
    assert element.astext() == f"用它。fx。{held_formulas.BREAK}"


def test_a_blank_goes_from_its_own_place_and_not_from_an_equal_one_before_it():
    code = nodes.literal("", "f")
    element = paragraph(
        code,
        " 和",
        nodes.strong("", "x"),
        code.deepcopy(),
        nodes.strong("", "与"),
        " 和",
    )
    chinese_blanks.close_up(element)
    assert element.astext() == "f 和 xf与和"


# What each says of itself


def unsaid(docstring):
    """Name what an extension does not say of itself."""
    text = " ".join(docstring.split())
    said = {
        "what it holds on to": r"[Hh]olds? on to|\bIt needs\b",
        "how to do without it": r"[Ww]ithout (?:this extension|it\b)",
    }
    return [name for name, words in said.items() if not re.search(words, text)]


def test_each_says_what_it_holds_on_to_and_how_to_do_without_it():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]
    assert len(config["local_extensions"]) > 10
    for name, folder in config["local_extensions"].items():
        source = (ROOT / folder / f"{name}.py").read_text("utf-8")
        assert unsaid(ast.get_docstring(ast.parse(source))) == [], name
        assert name in config["config"]["extensions"]


def test_an_extension_that_does_not_say_so_is_seen():
    assert unsaid("It folds solutions. It holds on to nothing.") == [
        "how to do without it"
    ]
