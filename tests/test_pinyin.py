"""The glossary and the index of the Chinese book can be looked things up in."""

import pinyin
import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes


def place(name: str, *below: str) -> tuple:
    """Return an entry of the index as Sphinx makes it."""
    return name, ([("main", f"page.html#{name}")], [(one, []) for one in below], None)


def test_the_index_is_grouped_by_the_first_letters_of_pinyin():
    words = [
        "窗口",
        "填充",
        "stride",
        "步幅",
        "1 × 1 卷积",
        "BLAS",
        "重叠",
        "参数",
        "bias",
    ]
    found = pinyin.by_letter([(word, [place(word)]) for word in words])
    assert [(letter, [name for name, _ in group]) for letter, group in found] == [
        ("Symbols", ["1 × 1 卷积"]),
        ("B", ["步幅", "bias", "BLAS"]),
        ("C", ["参数", "重叠", "窗口"]),  # cān, chóng, chuāng
        ("S", ["stride"]),
        ("T", ["填充"]),
    ]


def test_what_stands_below_an_entry_is_in_order_and_leads_where_it_led():
    ((letter, ((name, (places, below, _)),)),) = pinyin.by_letter(
        [("卷", [place("卷积 （运算）", "转置", "分组", "空洞")])]
    )
    assert (letter, name) == ("J", "卷积（运算）")
    assert places == [("main", "page.html#卷积 （运算）")]
    assert [sub for sub, _ in below] == ["分组", "空洞", "转置"]


def glossary(*entries: str) -> addnodes.glossary:
    """Return a glossary; the names of an entry stand before the colon."""
    items = nodes.definition_list()
    for entry in entries:
        names, text = entry.split(": ")
        terms = [nodes.term("", name, ids=[name]) for name in names.split(", ")]
        body = nodes.definition("", nodes.paragraph("", text))
        items += nodes.definition_list_item("", *terms, body)
    return addnodes.glossary("", items)


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("zh_CN", ["步幅|stride|a", "im2col|c", "卷积核|kernel|b", "填充|padding|d"]),
        ("en", ["stride|步幅|a", "padding|填充|d", "im2col|c", "kernel|卷积核|b"]),
    ],
)
def test_an_entry_has_its_chinese_names_first(language, order, monkeypatch):
    document = new_document("page.md")
    document += glossary(
        "stride, 步幅: a", "padding, 填充: d", "im2col: c", "kernel, 卷积核: b"
    )
    transform = pinyin.SortGlossary(document)
    config = type("Config", (), {"language": language})
    monkeypatch.setattr(pinyin.SortGlossary, "config", config, raising=False)
    transform.apply()
    (items,) = document.findall(nodes.definition_list)
    assert ["|".join(part.astext() for part in item) for item in items] == order
