"""What the book's Sphinx extensions do, each on a small example."""

import inspect
import re
from types import SimpleNamespace
from xml.etree import ElementTree

import bundled_assets
import fresh_outputs
import inline_figures
import lean_formulas
import lean_pages
import pytest
from docutils import nodes
from docutils.utils import new_document
from folded_solutions import FoldSolutions
from sphinxcontrib import katex

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
    assert "min-width:calc(0.75 * 72pt)" in root.get("style")


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


def test_only_files_that_no_page_loads_are_removed(tmp_path):
    names = ["scripts/fontawesome.js", "scripts/a.js", "scripts/a.js.map"]
    names += ["book.css", "pages.css"]
    (tmp_path / "scripts").mkdir()
    for name in names:
        (tmp_path / name).touch()
    found = [path.name for path in lean_pages.unused_files(tmp_path)]
    assert found == ["book.css", "a.js.map", "fontawesome.js"]


def test_style_sheets_become_one_with_their_places(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/a.css").write_text('.a { src: url(../b.woff2) url("data:x") }')
    (tmp_path / "c.css").write_text(".c { top: 0 }")
    joined = bundled_assets.joined_styles(tmp_path, ["styles/a.css", "c.css"])
    assert joined == '.a { src: url("b.woff2") url("data:x") }\n.c { top: 0 }'


def test_rule_stays_for_a_class_in_a_page_and_for_one_that_a_script_gives():
    used = bundled_assets.names_in_use(
        ['<p class="a b" id="c">d</p>'], ["e.classList.add('f')"]
    )
    assert {"a", "b", "c", "f"} <= used
    assert "d" not in used
    style = ".a{top:0}.d .b{top:0}#c{top:0}.f{top:0}.g{top:0}p{top:0}"
    kept = bundled_assets.without_unused(style, used)
    assert not {".d", ".g"} & set(re.findall(r"[.#]\w", kept))
    assert all(name in kept for name in (".a", "#c", ".f", "p{"))


def test_fonts_hold_what_pages_show():
    page = '<p><span class="katex-html"><span class="mord">x&lt;</span></span> y</p>'
    assert bundled_assets.formula_characters([page]) == {"x", "<", " ", "y"}
    assert bundled_assets.icons(r'i:before{content:"\f00d"}') == {"\uf00d"}


def test_a_script_that_marks_words_elsewhere_is_refused():
    script = f"node.matches({bundled_assets.MARKED})"
    assert ', .explorer-host"' in bundled_assets.sparing_explorers(script)
    with pytest.raises(ValueError, match="not in the script once"):
        bundled_assets.sparing_explorers(script * 2)


def test_style_sheet_without_the_fonts_of_every_page_is_refused(tmp_path):
    with pytest.raises(ValueError, match="with_fonts: 0 of .*KaTeX_Main-Regular"):
        bundled_assets.with_fonts(".a{top:0}", tmp_path, {"x"})


def test_pages_name_the_version_of_what_they_load():
    versions = {"pages.css": "1a", "pages.js": "2b"}
    page = '<link href="../_static/pages.css?v=old"><script src="_static/pages.js">'
    new = '<link href="../_static/pages.css?v=1a"><script src="_static/pages.js?v=2b">'
    assert bundled_assets.with_versions(page, versions) == new
    assert bundled_assets.with_versions(new, versions) == new


def asset(filename, **attributes):
    """Return what Sphinx lists for a style sheet or a script."""
    return SimpleNamespace(filename=filename, priority=500, attributes=attributes)


def test_page_lists_only_what_is_not_in_the_bundles():
    state = asset("", type="application/vnd.jupyter.widget-state+json", body="{}")
    late = asset("_static/explorers.js", defer="defer")
    icon = asset("_static/icon.svg", rel="icon")
    context = {
        "css_files": [asset("_static/book.css", rel="stylesheet"), icon],
        "script_files": [asset("_static/doctools.js"), late, state],
    }
    lean_pages.drop_widget_state(None, "page", "page.html", context, None)
    bundled_assets.name_the_bundles(None, "page", "page.html", context, None)
    assert context["css_files"] == [icon]
    assert context["script_files"] == [late]
    assert context["bundled"]


def test_search_page_keeps_its_scripts():
    context = {"css_files": [], "script_files": [asset("_static/doctools.js")]}
    bundled_assets.name_the_bundles(None, "search", "search.html", context, None)
    assert len(context["script_files"]) == 1
    assert not context["bundled"]


SIGN = (
    '<span class="mspace" style="margin-right:0.2em;"></span><span class="mbin">+</span>'
    '<span class="mspace" style="margin-right:0.2em;"></span>'
)


@pytest.mark.parametrize(
    ("formula", "lighter"),
    [
        ('<span class="mord mtight"><span class="mord mtight">0</span>,</span>', "0,"),
        (SIGN, '<span class="mbin" style="margin:0 0.2em 0 0.2em">+</span>'),
        # Boxes that KaTeX's style sheet has rules for, and colours, stay.
        *[(kept, kept) for kept in (
            '<span class="mord mathnormal">x</span>',
            '<span class="pstrut"></span><span class="mord">1</span>',
            '<span class="mord" style="color:red;">1</span>',
        )],
    ],
)  # fmt: skip
def test_formula_loses_boxes_without_style(formula, lighter):
    assert lean_formulas.with_fewer_boxes(formula) == lighter


def test_formula_keeps_its_colours_and_the_text_its_styles():
    coloured = '<span style="color:red;">1</span>'
    page = f'<p style="top:1em"><span class="katex-html">{coloured}</span></p>'
    assert lean_formulas.with_classes(page) == (page, "")


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
