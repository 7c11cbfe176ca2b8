"""No explorer says a word that is not in its messages, which other languages replace.

The words are tried in a language that nobody speaks: every message in 「 」.
"""

import pytest
from explorer_examples import EXAMPLES
from on_page import numbers_in
from playwright.sync_api import Page
from test_words import escaped

from convlib.widgets import Exercise
from convlib.widgets.element import Element

#: Adds a language, puts an element into the page in it, and waits for the host to draw it.
DRAW = """async ([kind, html]) => {
  const wrapped = (value) =>
    typeof value === "string" ? `「${value}」`
    : typeof value === "function" ? (...given) => wrapped(value(...given))
    : Array.isArray(value) ? value.map(wrapped)
    : value && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, of]) => [key, wrapped(of)]))
    : value;
  const later = document.createElement("script");
  later.src = "share-later.js";
  await new Promise((loaded) => { later.onload = loaded; document.head.append(later); });
  convlibParts.push((core) => {
    for (const part of [kind, "share"]) {
      const english = core.messagesFor(document.body, part);
      core.say("mt", part, wrapped(english));
    }
  });
  document.documentElement.lang = "mt";
  document.querySelector(".explorer-host").outerHTML = html;
  document.dispatchEvent(new Event("DOMContentLoaded"));
}"""
SAID = """async (number) => {
  const root = document.querySelectorAll(".explorer-host")[number];
  for (const fold of root.querySelectorAll("[aria-expanded=false]")) fold.click();
  root.scrollIntoView(); // what is out of sight has no text until it is drawn
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  // A fold may load what is in it: it is read when nothing changes any more.
  for (let [still, before] = [0, ""]; still < 10; ) {
    await frame();
    const now = root.innerHTML;
    still = now === before && !root.querySelector("[aria-busy=true]") ? still + 1 : 0;
    before = now;
  }
  const texts = [root.innerText];
  for (const element of root.querySelectorAll("*")) {
    for (const name of ["aria-label", "aria-valuetext", "title", "placeholder", "alt"]) {
      if (element.hasAttribute(name)) texts.push(element.getAttribute(name));
    }
    if (element.matches("option, [aria-live]")) texts.push(element.textContent);
  }
  return texts;
}"""
#: The transposed matrix, what it gives for an input x, and the names of networks.
SYMBOLS = {"Mᵀ", "Mᵀx", "ResNet", "Net", "VGG"}
#: What Python says in the programs that are shown line by line.
SYMBOLS |= {"np", "zeros", "ndindex", "for", "in", "if", "and", "turned", "apart"}


def said(page: Page, element: Element) -> list[str]:
    """Return all that an element says in our language."""
    page.evaluate(DRAW, [element.kind, element.to_html()])
    page.locator('.explorer-host [data-ready="true"]').first.wait_for()
    return page.evaluate(SAID, 0)


def changed(kind: str, **state) -> Element:
    """Return the example of a kind in another state."""
    element = EXAMPLES[kind]()
    for name, value in state.items():
        setattr(element, name, value)
    return element


STATES = {
    **EXAMPLES,
    "average": lambda: changed("pooling", mode="average"),
    "overwritten": lambda: changed("pooling", overwrite=True),
    "backward": lambda: changed("network", backward=True),
    "digits backward": lambda: changed(
        "digits", backward=True, selection=("image", 3, 3)
    ),
    "flipped": lambda: changed("sliding-window", flip=True, relu=True, bias=2),
    "four sides": lambda: changed("sliding-window", padding=((1, 0), (2, 3)), seed=7),
    "broken": lambda: changed(
        "learn-kernel", mistake="uphill", steps=99, step=99, target=[[1, 2, 3]] * 3
    ),
    "mean": lambda: changed("learn-kernel", mistake="mean", selection=("error", 0, 0)),
    "steps": lambda: changed("sliding-window", padding=(0, 1), stride=(1, 2)),
    "zeros": lambda: changed("transposed", view="zeros"),
    "matrix": lambda: changed("transposed", view="matrix"),
    "back": lambda: changed("as-matrix", transposed=True, circular=True),
    "exercise": lambda: Exercise(2, "「n =」"),
    "choice": lambda: Exercise("「a」", "「It is」", choices=["「a」", "「b」"]),
    "matrix exercise": lambda: Exercise([[1, 2]], "「n =」"),
}


@pytest.mark.parametrize("state", STATES)
def test_no_word_of_an_element_escapes(show, state):
    element = STATES[state]()
    texts = said(show(element).page, element)
    found = {text: escaped(text) for text in texts}
    assert {text: words for text, words in found.items() if {*words} - SYMBOLS} == {}
    assert any("「" in text for text in texts)


def test_chinese_and_english_say_the_same_numbers(show):
    said = {}
    for language in ("en", "zh"):
        page = show(*(make() for make in STATES.values()), lang=language).page
        said[language] = [page.evaluate(SAID, n) for n in range(len(STATES))]
    for state, english, chinese in zip(STATES, said["en"], said["zh"], strict=True):
        assert english[0] and chinese[0], state
        for one, other in zip(english, chinese, strict=True):
            assert numbers_in(one) == numbers_in(other), (state, one, other)


def test_a_word_that_escapes_is_seen(show):
    """The host says in English what a language lacks."""
    element = EXAMPLES["groups"]()
    page = show(element).page
    page.evaluate(
        DRAW.replace("wrapped(english)", "{ stride: wrapped(english.stride) }"),
        [element.kind, element.to_html()],
    )
    page.locator('.explorer-host [data-ready="true"]').first.wait_for()
    assert {word for text in page.evaluate(SAID, 0) for word in escaped(text)} - SYMBOLS
