"""Links that open explorers: made, and right in the built book."""

import base64
import json
import re
from io import StringIO
from pathlib import Path
from urllib.parse import urljoin

import checks
import nbformat
import opened_explorers
import pytest
from docutils import nodes
from docutils.utils import new_document
from markup import Page, parse
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from convlib.widgets import Pooling

ROOT = Path(__file__).parent.parent
WRITTEN = re.compile(r"\]\((\S+) '([^']+)'\)")  # target and title of a link


def held(address: str) -> tuple[str, str, int, dict]:
    """Return page, kind, number and state of a link."""
    page, _, place = address.partition("#explorer=")
    kind, number, text = place.split(".")
    state = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return page, kind, int(number), state


def opening(page: Page) -> list[str]:
    """Return the addresses on a page that open explorers."""
    return [of.attributes["href"] for of in page.css('a[href*="#explorer="]')]


def test_link_is_the_state_of_the_page_with_what_is_changed():
    stored = json.loads(json.dumps(Pooling([[1, 2], [3, 4]]).for_page()))
    link = opened_explorers.link(stored, {"mode": "average"}, 2)
    page, kind, number, state = held(link)
    assert (page, kind, number) == ("", "pooling", 2)
    assert state.pop("version") == opened_explorers.VERSION
    assert state == {n: stored[n] for n in stored["rules"]["traits"]} | {
        "mode": "average"
    }
    with pytest.raises(LookupError, match="no nothing in pooling"):
        opened_explorers.link(stored, {"nothing": 1})


def test_explorers_of_a_page_are_found_by_their_kind():
    document = new_document("page")
    for size in (2, 3):
        html = Pooling([[0] * size] * size).to_html()
        document += nodes.raw("", f"<p>{html}</p>", format="html")
    states = opened_explorers.stored_states(document, "pooling")
    assert [len(state["feature_map"]) for state in states] == [2, 3]
    assert opened_explorers.stored_states(document, "network") == []


def built(folder: Path, here: str, *maps: list) -> tuple[list[str], str]:
    """Build a page beside one with explorers of these maps; return its links, and warnings."""
    hosts = [f"<div>{Pooling(feature_map).to_html()}</div>" for feature_map in maps]
    there = ["(it)=\n# There\n\n```{raw} html", *hosts, "```"]
    pages = {"here": here, "there": "\n".join(there)}
    for name, text in {"index": "# Index", **pages}.items():
        path, text = folder / f"{name}.md", f"---\norphan: true\n---\n\n{text}\n"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    settings = {
        "extensions": ["myst_parser", "opened_explorers"],
        "html_theme": "basic",
    }
    folders = folder, None, folder / "html", folder / "doctrees"
    said = StringIO()
    with docutils_namespace():
        Sphinx(*folders, "html", settings, status=None, warning=said).build()
    page = parse((folder / "html/here.html").read_text("utf-8"))
    links = [of.attributes["href"] for of in page.css(".body a.internal")]
    return links, said.getvalue()


def test_a_title_says_what_opens_on_another_page_and_on_the_same(tmp_path):
    host = f"```{{raw}} html\n<div>{Pooling([[5, 6], [7, 8]]).to_html()}</div>\n```"
    words = """[Averages](there.md 'pooling.2 {"mode": "average"}'), [there](there.md)
and [here](#own 'pooling {}')."""
    here = f"(own)=\n# Here\n\n{words}\n\n{host}"
    for maps in ([[1, 2], [3, 4]], [[4, 2], [3, 1]]):  # the links follow the other page
        (there, plain, own), warned = built(tmp_path, here, [[0, 0], [0, 0]], maps)
        page, kind, number, state = held(there)
        assert (page, kind, number) == ("there.html", "pooling", 2)
        assert (state["feature_map"], state["mode"]) == (maps, "average")
        assert plain == "there.html"
        page, kind, number, state = held(own)
        assert (page, kind, number) == ("", "pooling", 1)
        assert state["feature_map"] == [[5, 6], [7, 8]]
        assert not warned


def test_a_title_that_opens_nothing_is_warned_of(tmp_path):
    wrong = {
        "Averages": "a kind and {...} belong in the title",
        "pooling {mode}": "Expecting property name",
        'pooling {"nothing": 1}': "no nothing in pooling",
        "pooling.2 {}": "list index out of range",
        "network {}": "list index out of range",
    }
    here = "# Here\n\n" + "\n".join(f"[There](there.md '{title}')" for title in wrong)
    links, warned = built(tmp_path, here, [[1, 2], [3, 4]])
    assert links == ["there.html"] * len(wrong)
    for title, warning in wrong.items():
        assert f"opened: there, {title}: {warning}" in warned


def written(path: Path) -> list[tuple[str, str]]:
    """Return target and title of each link with a title, in a notebook or in Markdown."""
    if path.suffix == ".md":
        return WRITTEN.findall(path.read_text("utf-8"))
    cells = nbformat.read(path, as_version=4).cells
    return [link for c in cells for link in WRITTEN.findall(c.source)]


@pytest.mark.xdist_group("pages")
def test_links_of_the_book_hold_what_its_pages_say(english_pages):
    """Each is the state of the explorer on its page, with what is changed in it."""
    sources = [*ROOT.glob("book/**/*.md"), *ROOT.glob("book/**/*.ipynb")]
    names = {p: p.relative_to(ROOT).with_suffix(".html").as_posix() for p in sources}
    said = {name: links for path, name in names.items() if (links := written(path))}
    found = {n: links for n, page in english_pages.items() if (links := opening(page))}
    assert found.keys() == said.keys() and len(found) > 8
    for name, addresses in found.items():
        for address, (target, title) in zip(addresses, said[name], strict=True):
            page, kind, number, state = held(address)
            of, nth, text = opened_explorers.TITLE.fullmatch(title).groups()
            assert (kind, number) == (of, int(nth or 1))
            path = target.partition("#")[0]
            assert page == path.replace(".ipynb", ".html")
            hosts = english_pages[urljoin(name, page)].css(
                f'.explorer-host[data-kind="{kind}"]'
            )
            stored, changed = checks.state_of(hosts[number - 1]), json.loads(text)
            assert state.pop("version") == opened_explorers.VERSION
            traits = stored["rules"]["traits"]
            assert state == {name: stored[name] for name in traits} | changed
