"""The chapters that PDF and EPUB are made of: ids, links, solutions, folds."""

import zipfile

import pytest
from lxml import etree
from paper import chapters, epub, pdf
from paper.drawn import Book, Drawn

ARTICLE = '<article xmlns="http://www.w3.org/1999/xhtml">{}</article>'
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>'


def page(file: str, title: str, html: str, part: str = "") -> Drawn:
    """Return a drawn page: its section, with a heading."""
    section = f'<section id="{title.lower()}"><h1>{title}</h1>{html}</section>'
    return Drawn(file, part, title, etree.fromstring(ARTICLE.format(section)), "", ())


def solution(text: str) -> str:
    """Return a solution behind its fold."""
    return (
        f'<details class="sd-card solution"><summary>Solution</summary>{text}</details>'
    )


FIRST = page(
    "book/one/first.html",
    "First",
    '<div class="run-page"><button type="button">Run this page</button></div>'
    '<h2 id="same">A<a class="headerlink" href="#same">#</a></h2>'
    '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="cut"/>'
    '<g clip-path="url(#cut)"/></svg><p aria-labelledby="same other">x</p>'
    '<a href="../second.html#same">b</a> and <a href="#same">a</a>'
    '<a href="../second.html#explorer=pooling.2.eyJ9">c</a>'
    '<a href="../../files/data.csv">d</a>, <a href="https://example.org/">e</a>'
    '<div class="exercise admonition"><p class="admonition-title">Exercise 1</p></div>'
    + solution('<p id="why">Because <a href="../second.html">of it</a>.</p>'),
    "Part one",
)
SECOND = page(
    "book/second.html",
    "Second",
    '<p id="same">B <a href="one/first.html#why">why</a></p>'
    '<div class="explorer-host" data-kind="pooling"/>'
    '<div class="explorer-host" data-kind="pooling" data-skip=""/>'
    '<details class="admonition hide"><summary><p>Show</p></summary><pre>1</pre></details>'
    + solution("<p>42</p>"),
)


@pytest.fixture
def made() -> list[chapters.Chapter]:
    return [chapters.chapter(FIRST), chapters.chapter(SECOND)]


def hrefs(chapter: chapters.Chapter) -> list[str]:
    return chapter.body.xpath("//@href")


def test_two_pages_may_have_the_same_id(made):
    ids = [place for chapter in made for place in chapter.body.xpath("//@id")]
    assert len(ids) == len(set(ids))
    assert {"one-first", "one-first--same", "second--same"} <= set(ids)
    first = etree.tostring(made[0].body, encoding="unicode")
    assert 'clip-path="url(#one-first--cut)"' in first
    assert 'aria-labelledby="one-first--same other"' in first
    assert "headerlink" not in first and "button" not in first


@pytest.mark.parametrize("home", ["", "https://example.org/book/"])
def test_links_stay_inside(made, home):
    made.append(chapters.solutions_of(made, str))
    chapters.linked(made, lambda chapter, place: f"{chapter.name}#{place}", home)
    to_file = [f"{home}files/data.csv"] if home else []
    assert hrefs(made[0]) == [
        "second#second--same",
        "one-first#one-first--same",
        "second#second--pooling.2",
        *to_file,
        "https://example.org/",
        "solutions#one-first--solves1",
    ]
    # What a solution says is found where it is now.
    assert hrefs(made[1])[0] == "solutions#one-first--why"
    assert hrefs(made[2])[:2] == ["one-first#one-first--asks1", "second#second"]
    ids = {place for chapter in made for place in chapter.body.xpath("//@id")}
    inside = [link for chapter in made for link in hrefs(chapter) if "://" not in link]
    assert {link.partition("#")[2] for link in inside} <= ids


def test_solutions_stand_at_the_end_under_what_they_solve(made):
    solved = chapters.solutions_of(made, str)
    titles = [chapters.words_in(of) for of in chapters.found(solved.body, "//h:h3")]
    assert titles == ["Exercise 1", "Second"]
    text = chapters.words_in(solved.body)
    assert "Because of it." in text and "42" in text
    assert "Because" not in chapters.words_in(made[0].body)


def test_without_solutions_nothing_is_left_of_them(made):
    chapters.without_solutions(made)
    for chapter in made:
        text = chapters.words_in(chapter.body)
        assert "Solution" not in text and "Because" not in text and "42" not in text


def test_what_is_folded_lies_open(made):
    chapters.solutions_of(made, str)
    chapters.unfolded(made)
    assert chapters.found(made[1].body, "//h:details | //h:summary") == []
    assert chapters.words_in(made[1].body) == "SecondB why1Solution"


def test_what_is_behind_an_element_stays():
    body = etree.fromstring("<p>a<b/>c<i>d</i>e</p>")
    for tag in ("b", "i"):
        chapters.remove(body.find(tag))
    assert etree.tostring(body) == b"<p>ace</p>"


def test_contents_name_every_chapter_and_every_solution_its_page(made):
    made.append(chapters.solutions_of(made, str))
    pdf.with_pages(made, str)
    asked = [
        place
        for element in (*(chapter.body for chapter in made), pdf.contents(made, str))
        for place in element.xpath("//@data-page-of")
    ]
    places = {place for chapter in made for place in chapter.body.xpath("//@id")}
    assert set(asked) <= places
    assert {"one-first", "second", "solutions"} <= set(asked)
    assert {f"second--{of}1" for of in ("asks", "solves")} <= set(asked)


def test_heads_say_what_has_quotation_marks(made):
    made[0].title = 'The "first"'
    heads = pdf.running_heads(made, "Book")
    assert '@page one-first:left { @top-left { content: "Part one" } }' in heads
    assert r'@top-right { content: "The \"first\"" }' in heads
    assert '@page second:left { @top-left { content: "Book" } }' in heads


def test_formulas_are_mathml_with_their_source():
    annotated = MATH.format(
        "<semantics><mi>x</mi><annotation>x</annotation></semantics>"
    )
    html = f'<p>Let <span class="katex"><span>{annotated}</span><b>x</b></span> be</p>'
    body = etree.fromstring(ARTICLE.format(html))
    epub.with_mathml(body)
    text = etree.tostring(body, encoding="unicode")
    assert 'alttext="x"' in text and "</math> be" in text and "<b>" not in text
    assert epub.needs(body) == "mathml"


def test_figures_have_their_colours_with_them():
    style = (
        "fill:var(--cx-input);font-family:var(--cx-font, serif);min-width:calc(1pt);x:y"
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" style="{style}"/>'
    body = etree.fromstring(ARTICLE.format(svg))
    epub.in_colour(body)
    assert body[0].get("style") == "fill:#56B4E9;font-family:serif;x:y"


def test_a_book_is_packed(tmp_path):
    book = Book("en", "Book", (), (FIRST, SECOND))
    path = tmp_path / "book.epub"
    epub.written(epub.made_of(book, b"", str), path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert names[0] == "mimetype"
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        package = etree.fromstring(archive.read("book/package.opf"))
        listed = package.xpath("//*[local-name() = 'item']/@href")
        assert {f"book/{name}" for name in listed} == {
            name for name in names if name.startswith("book/")
        } - {"book/package.opf"}
        for name in names:
            if name.endswith(".xhtml"):
                read = etree.fromstring(archive.read(name))
                for href in read.xpath("//*[local-name() = 'a']/@href"):
                    file, _, place = href.partition("#")
                    if "://" not in href:
                        there = etree.fromstring(archive.read(f"book/{file}"))
                        assert not place or there.xpath(
                            "//@id[. = $place]", place=place
                        )
