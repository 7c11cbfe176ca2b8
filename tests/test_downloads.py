"""Downloaded notebooks say what the pages say, in Markdown that any program renders."""

import re
from functools import cache
from pathlib import Path

import checks
import nbformat
import pytest
from docutils import nodes
from editions import without_words
from markdown_it import MarkdownIt
from markup import Node, Page, around, fill, parse
from mdit_py_plugins.dollarmath import dollarmath_plugin
from plain_markdown import Writer
from sphinx.errors import ExtensionError

ROOT = Path(__file__).parents[1]
SOURCES = sorted(p.relative_to(ROOT) for p in (ROOT / "book").rglob("*.ipynb"))
PLAIN = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)
BLOCKS = "p, li, td, th, h1, h2, h3, h4, summary, caption, div"
LEFT = re.compile(r":::|\{|\}|`|\)=$|\\$", re.MULTILINE)

WRITER = Writer("", {}, "Fig. %s")  # nobody knows the book's address

pytestmark = pytest.mark.xdist_group("pages")
downloads = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


@cache
def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook, which no test changes."""
    return nbformat.read(path, as_version=4)


@cache
def plain(text: str) -> str:
    """Return Markdown as a program without extensions shows it."""
    return PLAIN.render(text)


@pytest.fixture(params=["", "zh"], ids=["en", "zh"])
def edition(request, book_dir) -> Path:
    """The folder of the book in each of its languages."""
    return book_dir / request.param


@pytest.fixture
def download(edition, source) -> nbformat.NotebookNode:
    """What the button on a page gives."""
    return read(edition / "_sources" / source)


@pytest.fixture
def page(edition, source) -> Page:
    """The page itself."""
    return parse((edition / source.with_suffix(".html")).read_text("utf-8"))


def rendered(cells: list) -> Page:
    """Return the words of a notebook as a program without extensions shows them.

    All of them know formulas between dollars; their numbers stand beside them.
    """
    words = [c.source for c in cells if c.cell_type == "markdown" and c.id != "needs"]
    page = parse("\n".join(map(plain, words)))
    for summary in page.css("summary"):  # HTML, in which formulas are found later
        formula = r'<i class="math">\1</i>'
        summary.inner_html = re.sub(r"\$([^$]+)\$", formula, summary.inner_html)
    for formula in page.css(".math"):
        text, *number = re.split(r"\\tag\{([\d.]+)\}", formula.text())
        tag = "".join(f" ({found}) " for found in number[:1])
        fill(formula, packed(text) + tag)
    return page


def on_page(page: Page) -> Node:
    """Leave a page of the book its words alone: no code, no results, no marks of its own."""
    (article,) = page.css("article")
    for caption in article.css(".cell figcaption"):
        around(caption, "div", "cell").insert_after(caption, move=True)
    own = (
        ".cell, .headerlink, .section-number, .run-page, .continue-reading, .edition-offer, "
        "svg, script, style, .eqno, .moved-section"
    )
    for formula in article.css("div.math"):
        number = formula.css_first(".eqno")
        tag = re.search(r"\([\d.]+\)", number.text())[0] if number else ""
        formula.replace_with(f"\n{source_of(formula)} {tag}\n")
    for formula in article.css("span.math"):
        formula.replace_with(source_of(formula))
    for element in article.css(f":is({own})"):
        element.decompose()
    return article


def source_of(formula: Node) -> str:
    """Return a rendered formula as it was written."""
    return packed("".join(part.text() for part in formula.css("annotation")))


def packed(formula: str) -> str:
    """Return a formula without what its reader does not see."""
    unseen = r"\\(begin|end)\{(aligned|split|gather)\}|\\\\vert|\s"
    return re.sub(unseen, "", formula.replace("|", r"\vert"))


def words(shown: Page | Node) -> list[str]:
    """Return the words that are read, in their order."""
    for block in shown.css(BLOCKS):
        block.insert_before("\n")
        block.insert_child("\n")
    return shown.text().split()


def leftovers(cells: list) -> list[str]:
    """Find what is no Markdown to a program without extensions, outside code and formulas."""
    page = rendered(cells)
    for element in page.css(":is(code, pre, .math)"):
        element.decompose()
    lines = page.text().splitlines()
    return [line.strip() for line in lines if LEFT.search(line)]


@downloads
def test_a_download_says_what_the_page_says(download, page):
    assert words(rendered(download.cells)) == words(on_page(page))


@downloads
def test_nothing_is_left_that_an_extension_would_have_to_read(download):
    assert leftovers(download.cells) == []


@pytest.mark.parametrize(
    "left",
    [
        "{term}`kernel`",
        "(a-label)=\n# Title",
        ":::{note}\nA box.\n:::",
        "[words]{.class}",
        "$$\nx\n$$ (a-label)\n\n{eq}`a-label`",
        "Words\\",
    ],
)
def test_leftovers_are_seen(left):
    assert leftovers([nbformat.v4.new_markdown_cell(left)])


def test_a_chinese_download_begins_in_chinese(book_dir):
    source = book_dir / "zh/_sources/book/computing/output_size.ipynb"
    needs, speaking, title, *_ = read(source).cells
    assert re.match("这个笔记本是《.+》一书的一页。", needs.source)
    assert "convlib.widgets.language(" in speaking.source
    assert title.source.startswith("# 输出有多大？\n")


def test_other_code_under_other_words_is_seen():
    one = without_words('print(f"{a} of {b} windows", len("ab"))  # Count.')
    assert one == without_words('print(f"{b} 个窗口里的 {a} 个", len("甲乙"))')
    assert one != without_words('print(f"{b} 个窗口里的 {b} 个", len("甲乙"))')
    assert one != without_words('print(f"{b} 个窗口里的 {a} 个", max("甲乙"))')


def test_the_line_for_old_addresses_is_left_out():
    line = nodes.paragraph("", "moved", classes=["moved-section"])
    assert (
        WRITER.block(nodes.container("", line, paragraph(nodes.Text("stays"))))
        == "stays"
    )


def paragraph(*children) -> nodes.paragraph:
    return nodes.paragraph("", "", *children)


@pytest.mark.parametrize(
    "text",
    [
        *("1. one", "2) two", "- three", "+ four", "# five", "a\n= six\n1. seven"),
        *("*a* _b_ c_d_e **f**", "`g`", "[h](i)", "<b>j</b>", "$k$ 5 $", "~~l~~"),
        *("m | n", "&amp; & &#35;", "\\* \\", "![o](p)", "https://q.org"),
    ],
)
def test_words_are_no_markup(text):
    written = WRITER.block(paragraph(nodes.Text(text)))
    assert parse(plain(written)).text().strip() == text


def test_references_are_links_where_the_address_of_the_book_is_known():
    links = [
        nodes.reference("", "kernel", refuri="../terms.html#kernel"),
        nodes.reference("", "here", refid="there"),
        nodes.reference("", "far", refuri="https://far.org/"),
    ]
    address = "https://example.org/book/part/page.html"
    assert Writer(address, {}, "Fig. %s").block(paragraph(*links)) == (
        "[kernel](https://example.org/book/terms.html#kernel)"
        f"[here]({address}#there)[far](https://far.org/)"
    )
    assert WRITER.block(paragraph(*links)) == "kernelhere[far](https://far.org/)"


def test_what_is_unknown_is_not_lost_silently():
    for unknown in (nodes.line_block(), paragraph(nodes.generated())):
        with pytest.raises(ExtensionError, match="line_block|generated"):
            WRITER.block(unknown)


def test_cells_of_tables_may_hold_bars():
    children = [nodes.literal("", "a|b"), nodes.Text(" "), nodes.math("", "|x|")]
    row = nodes.row("", nodes.entry("", paragraph(*children)), nodes.entry())
    table = nodes.table("", nodes.tgroup("", nodes.tbody("", row)))
    shown = parse(plain(WRITER.block(table)))
    assert [cell.text() for cell in shown.css("th")] == [r"a|b \vert x\vert", ""]


def code_of(cells: list) -> list:
    first = {"install", "language"}
    return [c for c in cells if c.cell_type == "code" and c.get("id") not in first]


@downloads
def test_a_download_has_the_pages_code_and_pictures(download, source, edition):
    stored = code_of(read(ROOT / source).cells)
    given = code_of(download.cells)
    same = without_words if edition.name == "zh" else str
    assert [same(c.source) for c in given] == [same(c.source) for c in stored]
    for cell, before in zip(given, stored, strict=True):
        kinds = [output.get("data", {}).keys() for output in cell.outputs]
        assert any("image/svg+xml" in kind for kind in kinds) == checks.draws(before)
        assert not any("widget" in name or "png" in name for k in kinds for name in k)


@downloads
def test_explorers_of_a_chinese_download_speak_chinese(download, edition):
    told = [cell.source for cell in download.cells if cell.id == "language"]
    has_explorers = any("convlib.widgets" in c.source for c in code_of(download.cells))
    chinese = 'import convlib.widgets\n\nconvlib.widgets.language("zh")'
    assert told == [chinese] * (edition.name == "zh" and has_explorers)


@downloads
def test_what_the_page_folds_is_folded(download, page):
    folds = rendered(download.cells).css("details")
    captions = page.css("details .cell figcaption")
    assert len(folds) == len(page.css("details.sd-dropdown")) + len(captions)
    assert not any("open" in fold.attributes for fold in folds)
    hidden = {"source_hidden": True, "outputs_hidden": True}
    solved = [c for c in code_of(download.cells) if c.metadata.get("jupyter") == hidden]
    assert len(solved) == len(page.css("details.solution .cell"))
