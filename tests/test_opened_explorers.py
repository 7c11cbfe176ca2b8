"""Links of a page that open explorers of other pages: made, and right in the built book."""

import base64
import json
import posixpath
from pathlib import Path

import checks
import opened_explorers
import pytest
from docutils import nodes
from docutils.utils import new_document

from convlib.widgets import Pooling

SOURCE = Path(__file__).parent.parent / "book" / "reference" / "teachers.md"
PAGE = "book/reference/teachers.html"


def held(address: str) -> tuple[str, str, int, dict]:
    """Return page, kind, number and state of a link."""
    page, _, place = address.partition("#explorer=")
    kind, number, text = place.split(".")
    state = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return page, kind, int(number), state


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


@pytest.mark.xdist_group("pages")
def test_links_of_the_teachers_page_hold_what_it_says(english_pages):
    """Each is the state of the explorer on its page, with what is changed in it."""
    found = english_pages[PAGE].css('a[href*="#explorer="]')
    links = [link.attributes["href"] for link in found]
    source = SOURCE.read_text("utf-8")
    said = [
        opened_explorers.TARGET.fullmatch(part.partition(">`")[0])
        for part in source.replace("{opened}`", "\0<").split("\0<")[1:]
        for part in [part.partition(" <")[2]]
    ]
    assert len(links) == len(said) > 20
    for address, target in zip(links, said, strict=True):
        page, kind, number, state = held(address)
        assert (page, kind) == (f"{target[1]}.html", target[2])
        place = posixpath.normpath(posixpath.join(posixpath.dirname(PAGE), page))
        hosts = english_pages[place].css(f'.explorer-host[data-kind="{kind}"]')
        stored = checks.state_of(hosts[number - 1])
        changed = json.loads(target[4])
        assert state.pop("version") == opened_explorers.VERSION
        names = stored["rules"]["traits"]
        assert state == {name: stored[name] for name in names} | changed
