"""``embed.html`` as text; `browser/test_embedded` opens it."""

import json
import re
import subprocess
import sys

import embedded_explorers
import pytest
from docutils import nodes
from docutils.utils import new_document
from markup import parse
from opened_explorers import stored_texts

from convlib.widgets import Exercise, Pooling, hosts, language

pytestmark = pytest.mark.xdist_group("pages")


def read(script: str) -> dict:
    """Return what the script of a page says."""
    return json.loads(script.removeprefix("convlibEmbedded=").rstrip(";\n"))


def test_a_page_s_script_has_its_explorers_in_their_order():
    document = new_document("page")
    for element in (Pooling([[1, 2], [3, 4]]), Exercise(-5), Pooling([[0, 0], [0, 0]])):
        document += nodes.raw("", f"<p>{element.to_html()}</p>", format="html")
    texts: dict[str, list[str]] = {"pooling": [], "exercise": []}
    for kind, text in stored_texts(document):
        texts[kind].append(text)
    script = embedded_explorers.described("A </script>", "B", texts)
    said = read(script)
    assert (said["title"], said["book"]) == ("A </script>", "B")
    maps = [json.loads(text) for text in said["kinds"]["pooling"]["states"]]
    assert [state["feature_map"] for state in maps] == [
        [[1, 2], [3, 4]],
        [[0, 0], [0, 0]],
    ]
    assert "-5" not in said["kinds"]["exercise"]["states"][0], "answers are covered"


@pytest.mark.parametrize("spoken", ["zh", None])
def test_explorers_that_speak_a_language_of_their_own_are_found(spoken):
    language(spoken)
    try:
        html = Pooling([[1, 2], [3, 4]]).to_html()
    finally:
        language(None)
    assert (' lang="' in html) == bool(spoken)
    document = new_document("page")
    document += nodes.raw("", html, format="html")
    [(kind, text)] = stored_texts(document)
    assert kind == "pooling" and json.loads(text)["feature_map"] == [[1, 2], [3, 4]]


@pytest.mark.parametrize("kind", ["pooling", "conv-backward", "exercise"])
def test_a_kind_names_its_files_and_none_of_the_core(kind):
    files = embedded_explorers.files_of(kind)
    assert files[-1] == f"{kind}.js"
    assert {f"{kind}.zh.js", "core.zh.js"} <= {*files}
    assert not {"core.js", "core.css", "colours.css"} & {*files}
    assert all((hosts.STATIC / name).exists() for name in files)


def test_the_page_runs_nothing_inline_and_is_not_searched():
    page = parse(embedded_explorers.page("zh-CN", "a < b"))
    assert page.root.attributes["lang"] == "zh-CN"
    assert page.css_first("title").text() == "a < b"
    assert page.css_first("meta[name=robots]").attributes["content"] == "noindex"
    scripts = [script.attributes["src"] for script in page.css("script")]
    assert [name.rpartition("/")[2] for name in scripts] == ["core.js", "embed.js"]
    styles = [link.attributes["href"] for link in page.css("[rel=stylesheet]")]
    for name in scripts + styles:
        assert (hosts.STATIC / name.rpartition("/")[2]).exists()
    assert not page.css("script:not([src])")


def test_the_built_book_has_it_and_a_script_for_each_page_with_explorers(
    book_dir, english_pages
):
    assert (book_dir / "embed.html").read_text("utf-8").count("<script") == 2
    for name, page in english_pages.items():
        kinds = [host.attributes["data-kind"] for host in page.css(".explorer-host")]
        path = book_dir / "_embedded" / name.replace(".html", ".js")
        assert path.exists() == bool(kinds), name
        if kinds:
            said = read(path.read_text("utf-8"))
            counts = {kind: len(of["states"]) for kind, of in said["kinds"].items()}
            assert counts == {kind: kinds.count(kind) for kind in kinds}, name
            assert said["title"] and said["book"]
    index = (book_dir / "searchindex.js").read_text("utf-8")
    assert not re.search(r'"embed(\.html)?"', index.partition("docnames")[2][:5000])


def test_sphinx_with_myst_keeps_the_frame_in_its_page(tmp_path):
    """So does Jupyter Book 1, which is Sphinx with MyST."""
    frame = (
        '<iframe src="https://example.org/embed.html?page=a/b&amp;theme=dark'
        '#explorer=pooling.1.eyJ2" title="Pooling" width="100%" height="600" '
        'style="border: 0; max-width: 640px" loading="lazy"></iframe>'
    )
    text = f"# A page\n\nBefore.\n\n{frame}\n\nAfter.\n"
    (tmp_path / "index.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-C", "-b", "html"]
    options = ["-D", "extensions=myst_parser", ".", "out"]
    subprocess.run([*command, *options], cwd=tmp_path, check=True)
    html = (tmp_path / "out" / "index.html").read_text("utf-8")
    written, kept = (parse(text).css_first("iframe") for text in (frame, html))
    assert kept.attributes == written.attributes
