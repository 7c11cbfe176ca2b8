"""``convlib.widgets.language``: explorers made before and after, files, the words carried."""

import ast
import gettext
from io import BytesIO

import checks
import matplotlib.pyplot as plt
import messages
import numpy as np
import pytest
from explorer_states import KINDS, random_explorer
from markup import Page, parse

from convlib import _words, explain, figures, widgets
from convlib.widgets import hosts
from convlib.widgets.contract import contracts


@pytest.fixture(autouse=True)
def _no_language(monkeypatch):
    """Before and after a test no language is chosen."""
    monkeypatch.setattr(_words, "_language", "")
    monkeypatch.setattr(_words, "_words", gettext.NullTranslations())
    monkeypatch.setitem(plt.rcParams, "font.family", ["sans-serif"])


def captions(html: str) -> list[str]:
    """Return what the tables of an explorer are called."""
    return [caption.text() for caption in parse(html).css("caption")]


def spoken(html: str) -> str | None:
    """Return the language that an explorer says it speaks, None if it does not say."""
    return parse(html).css_first("div").attributes.get("lang")


def window() -> widgets.SlidingWindow:
    """Return an explorer."""
    return widgets.SlidingWindow([[1, 2], [3, 4]], [[1]])


def test_explorers_made_before_and_after_speak_it():
    before = window()
    assert before.get_state("_language") == {"_language": ""}
    assert captions(before.to_html())[0].startswith("Input")
    widgets.language("zh")
    for explorer in (before, window()):
        assert explorer.get_state("_language") == {"_language": "zh"}
        html = explorer.to_html()
        assert spoken(html) == "zh"
        assert captions(html)[0].startswith("输入")
    for chosen, named in (("en", "Input"), ("zh", "输入"), (None, "Input")):
        widgets.language(chosen)
        assert before.get_state("_language") == {"_language": chosen or ""}
        assert captions(before.to_html())[0].startswith(named)
    assert spoken(before.to_html()) is None


def test_a_page_keeps_its_own_language_as_long_as_none_is_chosen():
    assert spoken(window().to_html()) is None
    assert "_language" not in window().for_page()


def test_exercises_calculations_and_figures_speak_it():
    widgets.language("zh")
    exercise = widgets.Exercise(3)
    assert exercise.label == "你的答案" and "JavaScript。" in exercise.to_html()
    assert "填充" in explain.conv2d([[1]], [[2]], padding=1, at=(0, 0)).text
    drawn = figures.convolution([[1]], [[1]])
    assert drawn.input.label.get_text().startswith("输入")
    plt.close("all")


def comments(program: str) -> list[str]:
    """Return what a program says beside its code."""
    return [line.partition("#")[2] for line in program.splitlines() if "#" in line]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_programs_speak_it_in_their_comments_alone(kind, library):
    rng = np.random.default_rng(0)
    explorers = [random_explorer(kind, rng) for _ in range(5)]

    def programs() -> list[str]:
        return [explorer.code(library) for explorer in explorers]

    english = programs()
    widgets.language("zh")
    chinese = programs()
    widgets.language(None)
    assert programs() == english
    for program, translated in zip(english, chinese, strict=True):
        assert ast.dump(ast.parse(translated)) == ast.dump(ast.parse(program))
        pairs = [*zip(comments(program), comments(translated), strict=True)]
        assert [said for said, told in pairs if said == told or told.isascii()] == []


def test_a_page_has_the_programs_in_its_own_language(tmp_path):
    """Whatever the widget speaks, which a page that is saved does not change."""
    explorer = window()
    explorer.save(tmp_path / "window.html", language="zh")
    page = parse((tmp_path / "window.html").read_text("utf-8"))
    saved = checks.state_of(page.css_first(".explorer-host"))
    assert "真正的卷积" in saved["templates"]["numpy"]
    assert "a true convolution" in explorer.code("numpy")
    widgets.language("zh")
    assert "真正的卷积" in explorer.get_state("templates")["templates"]["numpy"]


def test_figures_take_its_letters_from_the_fonts_that_there_are(monkeypatch):
    there = "DejaVu Serif"  # comes with matplotlib
    own = widgets.language.__globals__
    monkeypatch.setitem(own, "FONTS", {"zh": ("no such font", there)})
    widgets.language("zh")
    assert plt.rcParams["font.family"] == ["sans-serif", there]
    widgets.language("en")
    assert plt.rcParams["font.family"] == ["sans-serif"]
    monkeypatch.setitem(own, "find_spec", lambda name: None)
    widgets.language("zh")
    assert plt.rcParams["font.family"] == ["sans-serif"]


def test_a_saved_page_speaks_it_or_the_language_that_it_is_given(tmp_path):
    def saved(**how: str) -> Page:
        window().save(tmp_path / "window.html", **how)
        return parse((tmp_path / "window.html").read_text("utf-8"))

    for chosen, given, found, named, title in (
        ("", {}, "en", "Input", "Sliding window"),
        ("", {"language": "zh"}, "zh", "输入", "滑动窗口"),
        ("zh", {}, "zh", "输入", "滑动窗口"),
        ("zh", {"language": "en"}, "en", "Input", "Sliding window"),
    ):
        if chosen:
            widgets.language(chosen)
        page = saved(**given)
        host = page.css_first(".explorer-host")
        assert page.root.attributes["lang"] == host.attributes["lang"] == found
        assert page.css_first("title").text() == title
        assert captions(page.html)[0].startswith(named)
        assert _words.spoken() == chosen


def test_every_kind_has_a_name_in_each_language():
    elements = [*(of.example() for of in contracts().values()), widgets.Exercise(3)]
    kinds = [of.kind.replace("-", " ").capitalize() for of in elements]
    assert [_words._(of.called) for of in elements] == kinds
    widgets.language("zh")
    assert not any(_words._(of.called).isascii() for of in elements)


@pytest.mark.parametrize("name", ["fr", "zh-CN", "", 1])
def test_another_language_is_refused_and_nothing_changed(name):
    explorer = window()
    with pytest.raises(
        ValueError, match="language: name must be one of 'en', 'zh', None, got"
    ):
        widgets.language(name)
    assert _words.spoken() == explorer.get_state("_language")["_language"] == ""


@pytest.mark.parametrize("name", [of for of in _words.LANGUAGES if of != "en"])
def test_every_word_of_a_language_is_carried(name):
    """`make messages` compiles them from the catalogue that the book has."""
    (folder,) = messages.ROOT.glob(f"locale/{name}*/LC_MESSAGES")
    language = folder.parent.name
    shared = messages.read(folder / "convlib.po", language)
    wanted = BytesIO(messages.compiled(messages.of_the_library(shared, language)))
    with (_words.FOLDER / f"words.{name}.mo").open("rb") as file:
        carried = gettext.GNUTranslations(file)._catalog
    assert carried == gettext.GNUTranslations(wanted)._catalog
    assert carried["Your answer"] == "你的答案" and len(carried) > 50
    kinds = [hosts.CORE, *contracts(), "exercise"]
    lacking = [k for k in kinds if not (hosts.STATIC / f"{k}.{name}.js").exists()]
    assert lacking == []
