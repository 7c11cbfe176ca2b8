"""Translations say what the English sentences say, in the words of the glossary."""

import re

import catalogues
import messages
import pytest
from babel.messages.catalog import Catalog

PAGES = sorted(messages.ROOT.glob("locale/*/LC_MESSAGES/**/*.po"))

SENTENCE = (
    "The {term}`kernel` reads 9 pixels, `stride=2`, and gives $a_{0,0} = −3$: see "
    "[the next section](page.ipynb#next), {ref}`Figure 1 <fig-one>` and **{count} more**."
)
CHINESE = (
    "{term}`卷积核 <kernel>`读取 9 个像素，`stride=2`，得到 $a_{0,0} = −3$：见"
    "[下一节](page.ipynb#next)、{ref}`图 1 <fig-one>`，**另有 {count} 个**。"
)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (SENTENCE, CHINESE),
        ("The strides are 2 and 3.", "步幅为 2 和 3。"),
        ("A filter has kernels.", "一个滤波器有若干卷积核。"),
        ("Is it so? −4, not 4.", "是这样吗？是 −4，不是 4。"),
        ("138 million parameters, 4.2 million", "1.38 亿个参数，420 万"),
        ("`kernel`", "`kernel`"),
        (r"n_{0} = \text{weights}", r"n_{0} = \text{权重}"),
        ("Line 3: 「步幅 为1,」 (stride 1). Why?", "第 3 行：“步幅 为1,”。为什么？"),
    ],
)
def test_a_faithful_translation_has_no_fault(english, chinese):
    assert catalogues.faults(english, chinese) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("9 个", "8 个", "lost: 9"),
        ("= −3", "= 3", "lost: ('formula', '$a_{0,0} = −3$')"),
        ("`stride=2`", "`stride=1`", "lost: ('code', '`stride=2`')"),
        ("(page.ipynb#next)", "(page.ipynb)", "lost: ('link', 'page.ipynb#next')"),
        ("<fig-one>", "<fig-two>", "lost: ('ref', 'fig-one')"),
        ("{count}", "{number}", "lost: ('placeholder', '{count}')"),
        ("**另有 {count} 个**", "另有 {count} 个", "lost: strong_open"),
        ("，**另有 {count} 个**。", "**，另有 {count} 个。**再说", "lost: strong_open"),
        ("卷积核 <kernel>", "滤波器 <kernel>", "kernel is 卷积核"),
        ("像素，", "像素,", "half-width punctuation: …取 9 个像素,`"),
        ("。", ".", "half-width punctuation"),
        ("9 个像素", "9 个 像素", "a blank too many"),
        ("，`", "， `", "a blank too many"),
        ("9 个", "9个", "no blank beside Latin letters"),
        ("：见", "：\\ 见", "a line that does not break"),
        ("得到", "得到 the sum of all that was read", "English"),
    ],
)
def test_a_planted_fault_is_seen(right, wrong, fault):
    assert CHINESE.count(right) == 1
    found = catalogues.faults(SENTENCE, CHINESE.replace(right, wrong))
    assert any(one.startswith(fault) for one in found), found


def test_a_dropped_minus_is_seen():
    assert catalogues.faults("It is −4.", "它是 4。") == ["lost: −4", "added: 4"]


def test_a_wrong_unit_is_seen():
    found = catalogues.faults("It has 138 million.", "它有 138 万个。")
    assert found == ["lost: 138000000", "added: 1380000"]


def test_a_changed_quotation_is_seen():
    assert "lost: 步长" in catalogues.faults("They write 「步长」.", "讲义写作“步幅”。")


def test_the_glossary_is_read():
    assert catalogues.TERMS["stride"] == ("步幅", "步长")
    assert catalogues.TERMS["FCN"] == ("全卷积网络", "FCN")
    assert "filter" in catalogues.PLAIN and "class" not in catalogues.PLAIN
    assert catalogues.EVERYDAY <= catalogues.TERMS.keys()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_translation_is_faithful(path):
    found = {}
    for message in messages.said(messages.read(path)):
        if messages.is_translated(message) and isinstance(message.id, str):
            wrong = catalogues.faults(message.id, message.string)
            if wrong:
                found[message.id] = wrong
    assert found == {}


def untranslated(catalogs: dict[str, Catalog], words: dict[str, Catalog]) -> list[str]:
    """Name what readers of a language would see in English, with its page."""
    found = [
        (page, message.id)
        for page, catalog in catalogs.items()
        for message in messages.said(catalog)
        if not messages.is_translated(message)
    ]
    found += [
        (page, message.id)
        for page, catalog in words.items()
        for message in messages.said(catalog)
        if page not in catalogs or message.id not in catalogs[page]
    ]
    return [f"{page}: {sentence}" for page, sentence in found]


@pytest.mark.parametrize("folder", sorted(messages.ROOT.glob("locale/*/LC_MESSAGES")))
def test_every_sentence_is_translated(folder):
    """As far as Sphinx is not needed; the built pages say it of the others."""
    catalogs = messages.stored(folder, folder.parent.name)
    assert untranslated(catalogs, messages.without_prose()) == []


def test_a_sentence_without_a_translation_is_named_with_its_page():
    catalog, words = messages.empty("zh_CN"), messages.empty()
    for sentence, chinese, flags in (
        ("One window.", "一个窗口。", []),
        ("Two windows.", "一个窗口。", ["fuzzy"]),
        ("Three windows.", "", []),
    ):
        catalog.add(sentence, chinese, flags=flags)
    for sentence in ("One window.", "Four windows."):
        words.add(sentence)
    assert untranslated({"book/why": catalog}, {"book/why": words}) == [
        "book/why: Two windows.",
        "book/why: Three windows.",
        "book/why: Four windows.",
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_places_are_files_and_names(path):
    """A line's number would change whenever something is written above it."""
    found = messages.said(messages.read(path))
    places = {name for message in found for name, line in message.locations}
    assert [name for name in sorted(places) if re.search(r":\d|\.\./", name)] == []
