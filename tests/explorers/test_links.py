"""Links that carry an explorer's state: the right ones restore it, the others do no harm."""

import base64
import itertools
import json
import posixpath
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from explorer_states import KINDS, random_explorer
from on_page import Book, OnPage, Snapshot
from playwright.sync_api import expect

from convlib.widgets import Exercise, Groups, Pooling, SlidingWindow
from convlib.widgets.explorer import Explorer

kinds = pytest.mark.parametrize("kind", KINDS)
IMAGE = np.arange(16).reshape(4, 4)
KERNEL = [[1, 2], [3, 4]]


def linked(state: Any) -> str:
    """Return a state, or anything else, as a link's text.

    It says no version, as the links of version 0.1.0.
    """
    text = state if isinstance(state, str) else json.dumps(state)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def carried(explorer: Explorer) -> dict[str, Any]:
    """Return what a link to an explorer carries of its state."""
    state, rules = explorer.state(), explorer.for_page()["rules"]
    return json.loads(json.dumps({name: state[name] for name in rules["traits"]}))


def copied_link(explorer: OnPage) -> str:
    return explorer.copied("Copy link")


def open_link(book: Book, link: str, count: int = 1) -> None:
    """Open a link as a new page: from another one, since only the hash may differ."""
    book.page.goto("about:blank")
    book.page.goto(link)
    book.wait_until_ready(count)


def follow(book: Book, kind: str, number: Any, text: str) -> None:
    """Open a link on the page that is open already."""
    book.page.evaluate(
        "(hash) => { location.hash = hash; }", f"explorer={kind}.{number}.{text}"
    )
    OnPage(book.page.locator("body")).run("await frame()")


def pictured(said: Snapshot) -> dict[str, Any]:
    """Return all that is seen: what is spoken may follow a second later."""
    return {name: value for name, value in said.data.items() if name != "spoken"}


# Right links


@kinds
def test_link_restores_the_state(show, kind):
    """The page in one state, changed, and with the link: the picture is the same."""
    explorer = random_explorer(kind, np.random.default_rng(0))
    book = show(explorer)
    link = copied_link(book.explorer())
    kind_, number, text = link.split("#explorer=")[1].split(".")
    assert (kind_, number) == (kind, "1")
    held = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    assert held == {"version": 2, **carried(explorer)}
    wanted = pictured(book.explorer().read())
    sliders = book.explorer().read().sliders
    book.explorer().walk([(name, 1) for name in sliders])
    assert not sliders or pictured(book.explorer().read()) != wanted
    assert book.page.evaluate("location.hash") == "", "only a link sets the address"
    book.page.goto(link)
    OnPage(book.page.locator("body")).run("await frame()")
    assert pictured(book.explorer().read()) == wanted
    assert copied_link(book.explorer()) == link


@pytest.mark.parametrize("over_http", [False, True], ids=["disk", "http"])
def test_link_from_another_page_sets_what_was_edited(show, over_http):
    book = show(SlidingWindow(IMAGE, KERNEL), over_http=over_http)
    explorer = book.explorer()
    explorer.set("Input size", 6)
    explorer.set("Padding", 2)
    explorer.set("Bias", -3)
    explorer.switch("Flip kernel").click()
    explorer.edit("Kernel", 0, 1, "0.1")
    explorer.select("Input", 2, 3)
    link, wanted = copied_link(explorer), pictured(explorer.read())
    open_link(book, link)
    assert pictured(book.explorer().read()) == wanted
    book.explorer().button("Reset").click()
    assert book.explorer().values("Input").shape == (4, 4)
    assert book.explorer().read().setting("Padding") == 0


def test_link_of_the_first_release_sets_what_it_holds(show):
    """It says no version, and nothing of what has come since."""
    book = show(SlidingWindow(IMAGE, KERNEL))
    names = [
        "image",
        "kernel",
        "bias",
        "stride",
        "padding",
        "dilation",
        "relu",
        "flip",
        "selection",
    ]
    state = carried(SlidingWindow(IMAGE.T[:3], KERNEL, bias=2, padding=1))
    follow(book, "sliding-window", 1, linked({name: state[name] for name in names}))
    explorer = book.explorer()
    assert explorer.alert.count() == 0
    assert explorer.values("Input").tolist() == IMAGE.T[:3].tolist()
    assert explorer.read().setting("Padding") == 1


def test_several_are_told_apart_and_the_right_one_is_shown(show):
    """By kind and number; exercises do not count."""
    book = show(
        SlidingWindow(IMAGE, KERNEL),
        Exercise(1),
        Pooling(IMAGE),
        SlidingWindow(IMAGE, KERNEL),
        Groups(4, 4, 3),
    )
    explorer = book.explorer(3)
    explorer.set("Stride", 3)
    link = copied_link(explorer)
    assert "#explorer=sliding-window.2." in link
    open_link(book, link, 5)
    assert book.explorer(3).read().setting("Stride") == 3
    assert book.explorer(0).read().setting("Stride") == 1
    expect(explorer.root).to_be_focused()
    expect(explorer.root).to_be_in_viewport(ratio=0.5)
    book.page.wait_for_function("scrollY > 500")


def test_link_on_the_open_page_and_back(show):
    """The address has changed, not the page; one more step in the history, no more."""
    book = show(SlidingWindow(IMAGE, KERNEL))
    entries = book.page.evaluate("history.length")
    state = carried(SlidingWindow(IMAGE, KERNEL, stride=2))
    follow(book, "sliding-window", 1, linked(state))
    assert book.explorer().read().setting("Stride") == 2
    for stride in (1, 2, 1):
        book.explorer().set("Stride", stride)
    # A browser keeps 50 entries at most.
    assert book.page.evaluate("history.length") == min(entries + 1, 50)


def test_anchors_of_the_page_are_left_alone(show):
    book = show(SlidingWindow(IMAGE, KERNEL))
    before = pictured(book.explorer().read())
    for anchor in ("", "explorer", "explorers", "section-1", "explorer-sliding"):
        book.page.evaluate("(hash) => { location.hash = hash; }", anchor)
        OnPage(book.page.locator("body")).run("await frame()")
        assert pictured(book.explorer().read()) == before
        assert book.page.evaluate("document.activeElement === document.body")


def test_clipboard_refused_leaves_a_field(show):
    book = show(SlidingWindow(IMAGE, KERNEL))
    book.page.evaluate(
        """() => {
            navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
        }"""
    )
    explorer = book.explorer()
    explorer.button("Copy link").click()
    field = explorer.root.get_by_role("textbox", name="does not let this page copy")
    expect(field).to_be_focused()
    assert "#explorer=sliding-window.1." in field.input_value()
    assert book.page.evaluate("String(getSelection())") == field.input_value()
    assert book.accessibility_findings() == []
    assert book.overflow() <= 0
    explorer.press("Tab")
    expect(field).to_have_count(0)


# Links that are not right

GOOD = carried(SlidingWindow(IMAGE, KERNEL, padding=1))


def but(**changes: Any) -> str:
    return linked({**GOOD, **changes})


def without(name: str) -> str:
    return linked({key: value for key, value in GOOD.items() if key != name})


def raw(name: str, text: str) -> str:
    """Return a link in which a value is spelled so."""
    return linked(json.dumps({**GOOD, name: "@"}).replace('"@"', text))


BAD = {
    "nothing": "",
    "not base64": "%%%",
    "half of it": linked(GOOD)[: len(linked(GOOD)) // 2],
    "not JSON": linked("{"),
    "a number": linked(1),
    "null": linked("null"),
    "an array": linked([]),
    "a string": linked('"image"'),
    "no names": linked({}),
    "a name missing": without("relu"),
    "an unknown name": but(colour="red"),
    "no kind of its own": but(kind="channels"),
    "__proto__": linked(json.dumps(GOOD)[:-1] + ', "__proto__": {"polluted": true}}'),
    "constructor": but(constructor={"prototype": {"polluted": True}}),
    "__proto__ for a name": linked(
        json.dumps(GOOD).replace('"relu": false', '"__proto__": {"relu": false}')
    ),
    "NaN": raw("bias", "NaN"),
    "Infinity": raw("bias", "1e999"),
    "too large": but(bias=1e7),
    "a string for a number": but(bias="1"),
    "a list for a number": but(stride=[1]),
    "a fraction for a whole number": but(stride=1.5),
    "stride 0": but(stride=0),
    "negative padding": but(padding=-1),
    "three numbers for an axis": but(stride=[1, 2, 3]),
    "sides for a stride": but(stride=[[1, 2], [1, 1]]),
    "sides for one axis": but(padding=[1, [1, 2]]),
    "a pair of the same": but(stride=[2, 2]),
    "a version of no number": but(version="2"),
    "a version that never was": but(version=0),
    "this version, incomplete": linked(
        {"version": 2, **{k: v for k, v in GOOD.items() if k != "seed"}}
    ),
    "a number for a flag": but(relu=1),
    "null for a flag": but(flip=None),
    "HTML for a flag": but(flip="<img src=x onerror=alert(1)>"),
    "HTML for a matrix": but(image="<script>alert(1)</script>"),
    "HTML in a matrix": but(image=[["<img src=x>"]]),
    "an object for a matrix": but(image={"length": 2}),
    "no rows": but(image=[]),
    "no columns": but(image=[[]]),
    "rows of different length": but(image=[[1, 2, 3], [1, 2]]),
    "too deep": but(image=[[[1, 2], [3, 4]]]),
    "too flat": but(image=[1, 2, 3]),
    "null in a matrix": but(image=[[1, None, 3]] * 3),
    "Infinity in a matrix": raw("image", "[[1, 1e999], [1, 1]]"),
    "a kernel that does not fit": but(kernel=[[1] * 9] * 9),
    "a dilation that does not fit": but(dilation=9),
    "a grid that is not there": but(selection=["outputs", 0, 0]),
    "toString for a grid": but(selection=["toString", 0, 0]),
    "__proto__ for a grid": but(selection=["__proto__"]),
    "too few indices": but(selection=["output", 0]),
    "a negative index": but(selection=["output", -1, 0]),
    "HTML for an index": but(selection=["output", "<b>", 0]),
    "an object for a selection": but(selection={"0": "output"}),
}


LARGE = {
    "a huge matrix": but(image=[[0] * 400] * 400),
    "a long row": but(image=[[0] * 5000]),
    "huge stride": but(stride=10**9),
    "huge padding": but(padding=100_000),
    "huge padding on a side": but(padding=[[0, 0], [0, 99]]),
}
NEWER = {
    "of tomorrow": but(version=3),
    "of another day, with what there is then": linked({"version": 12, "colour": "red"}),
}
DAMAGED, SIZE = "The link is damaged", "holds a size that this explorer does not show"


def assert_refused(
    book: Book,
    number: int,
    before: list[dict[str, Any]],
    what: str = "",
    why: str | re.Pattern[str] = DAMAGED,
) -> None:
    """Check that one explorer says why, and that nothing else has changed."""
    alert = book.explorer(number).alert
    expect(alert, what).to_contain_text(why)
    after = [pictured(said) for said in book.read_all()]
    for said in (*before, *after):
        said.pop("alert")
    assert after == before, what
    assert book.page.evaluate(
        "({}).polluted === undefined && [].polluted === undefined"
    )
    assert book.page.locator("[data-explorer] img, [data-explorer] script").count() == 0


def test_bad_links_are_refused_and_harm_nothing(show):
    """One page for all of them, a good link after each. The console stays empty: the
    fixture looks at it."""
    explorer = SlidingWindow(IMAGE, KERNEL)
    book = show(explorer)
    before = [pictured(said) for said in book.read_all()]
    refused = [
        *((what, text, DAMAGED) for what, text in BAD.items()),
        *((what, text, SIZE) for what, text in LARGE.items()),
        *((what, text, "made by a newer version") for what, text in NEWER.items()),
    ]
    for what, text, why in refused:
        follow(book, "sliding-window", 1, text)
        assert_refused(book, 0, [dict(said) for said in before], what, why)
        follow(book, "sliding-window", 1, linked(carried(explorer)))
        assert book.explorer().alert.count() == 0, what


def test_bad_link_is_refused_when_the_page_opens(show):
    book = show(SlidingWindow(IMAGE, KERNEL))
    before = [pictured(said) for said in book.read_all()]
    open_link(book, f"{book.page.url}#explorer=sliding-window.1.{BAD['__proto__']}")
    assert_refused(book, 0, before)
    expect(book.explorer().root).to_be_focused()


NOT_THERE = [
    *(
        "sliding-window.0",
        "sliding-window.3",
        "sliding-window.-1",
        "sliding-window.one",
    ),
    *("sliding-window.", "exercise.1", "pooling.1", "__proto__.1", 'x"],script,[y="'),
    "",
]


def test_link_to_what_is_not_there_is_refused_by_the_first(show):
    explorer = SlidingWindow(IMAGE, KERNEL)
    book = show(Exercise(1), explorer, SlidingWindow(IMAGE, KERNEL))
    before = [pictured(said) for said in book.read_all()]
    for start in NOT_THERE:
        kind, _, number = start.partition(".")
        follow(book, kind, number, linked(GOOD))
        assert_refused(book, 1, [dict(said) for said in before], start)
        assert book.explorer(2).alert.count() == 0
        follow(book, "sliding-window", 1, linked(carried(explorer)))
        assert book.explorer(1).alert.count() == 0


def test_good_link_sets_after_a_bad_one(show):
    book = show(SlidingWindow(IMAGE, KERNEL))
    follow(book, "sliding-window", 1, BAD["NaN"])
    follow(book, "sliding-window", 1, linked(GOOD))
    assert book.explorer().read().setting("Padding") == 1
    assert book.explorer().alert.count() == 0


# Right value by value, but not together
IMPOSSIBLE = {
    "channels": [
        lambda state: {"filter": len(state["filters"])},
        lambda state: {"bias": [*state["bias"], 1]},
        lambda state: {"image": state["image"] * 2},
        lambda state: {"filters": [*state["filters"], state["filters"][0]]},
    ],
    "conv-backward": [
        lambda state: {"grad_output": [*state["grad_output"], state["grad_output"][0]]},
        lambda state: {"padding": 9},
        lambda state: {"image": state["image"][1:]},
    ],
    "output-size": [lambda _: {"dilation": 16, "kernel_size": 16}],
    "pooling": [
        lambda state: {"kernel_size": 7},
        lambda state: {"mode": "median"},
        lambda state: {"mode": ["max"]},
        lambda state: {"feature_map": [[0]]},
    ],
    "transposed": [
        lambda state: {"output_padding": 3},
        lambda state: {"padding": 16},
        lambda state: {"stride": 16, "dilation": 16},
        lambda state: {"view": "<b>"},
        lambda state: {"kernel": [[1, 2], [3]]},
    ],
    "receptive-field": [
        lambda state: {"layers": []},
        lambda state: {"layers": [None]},
        lambda state: {"layers": state["layers"] * 65},
        lambda state: {"layers": [{**state["layers"][0], "kernel_size": 4097}]},
        lambda state: {"layers": [{**state["layers"][0], "pooling": "yes"}]},
        lambda state: {"layers": [{**state["layers"][0], "kernel_size": 0}]},
        lambda state: {"layers": [{**state["layers"][0], "extra": 1}]},
        lambda state: {"layers": [{**state["layers"][0], "stride": "2"}]},
    ],
    "groups": [lambda state: {"groups": 16}, lambda state: {"in_channels": 17}],
    "image-kernel": [
        lambda state: {"kernel": [[1] * 17]},
        lambda state: {"padding_mode": "black"},
        lambda state: {"kernel": [[1] * 4] * 4, "dilation": 16},
        lambda state: {"image": {"rows": 1, "columns": 1, "data": "AA=="}},
    ],
    "learn-kernel": [
        lambda state: {"target": [*state["target"], state["target"][0]]},
        lambda state: {"learning_rate": 0},
        lambda state: {"learning_rate": -state["learning_rate"]},
        lambda state: {"steps": 201},
        lambda state: {"mistake": "flip"},
    ],
    "network": [
        lambda state: {"label": len(state["fc_bias"])},
        lambda state: {"fc_bias": [*state["fc_bias"], 0]},
        lambda state: {"image": [[1]]},
    ],
}


@pytest.mark.parametrize("kind", IMPOSSIBLE)
def test_values_that_do_not_go_together_are_refused(show, kind):
    explorer = random_explorer(kind, np.random.default_rng(1))
    explorer.selection = None
    book = show(explorer)
    before = [pictured(said) for said in book.read_all()]
    for change in IMPOSSIBLE[kind]:
        state = carried(explorer)
        follow(book, kind, 1, linked({**state, **change(state)}))
        why = re.compile(f"{DAMAGED}|{SIZE}")
        assert_refused(book, 0, [dict(said) for said in before], why=why)
        follow(book, kind, 1, linked(state))
        assert book.explorer().alert.count() == 0


# Links of the book


def stored_on(page: Any, kind: str) -> SimpleNamespace:
    """Return an explorer of a built page, as a page of its own can show it."""
    host = page.css_first(f'.explorer-host[data-kind="{kind}"]')
    return SimpleNamespace(kind=kind, to_html=lambda: host.html)


def read_link(link: str) -> Any:
    """Return the state that a link holds."""
    text = link.rpartition(".")[2]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@pytest.mark.xdist_group("pages")
def test_links_of_the_teachers_page_open(show, english_pages):
    """Each restores its state in the explorer that its page has."""
    here = "book/reference/teachers.html"
    found = english_pages[here].css('a[href*="#explorer="]')
    links = [link.attributes["href"] for link in found]
    place = lambda link: link.split(".1.")[0]
    for target, group in itertools.groupby(sorted(links, key=place), place):
        name, _, kind = target.partition("#explorer=")
        page = english_pages[posixpath.normpath(f"book/reference/{name}")]
        book = show(stored_on(page, kind))
        for link in group:
            follow(book, kind, 1, link.rpartition(".")[2])
            assert book.explorer().alert.count() == 0, link
            assert read_link(copied_link(book.explorer())) == read_link(link)
