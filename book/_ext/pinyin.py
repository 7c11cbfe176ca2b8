"""In a Chinese book, the glossary and the index are in the order of pinyin.

Sphinx sorts by the codes of characters, and gives each its own heading in the index. Here
what is said in Chinese stands under the letter that its first character is spelt with,
before what is Latin there. An entry of the glossary has its Chinese names first.

It holds on to how Sphinx describes a glossary while a page is read, to the priority 500 of
its own sorting, and to the name of the index for templates. Without this extension both are
complete, in an order that nobody can look things up in.
"""

import re
from itertools import groupby

from chinese import HAN
from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _
from sphinx.transforms import SphinxTransform


def is_chinese(text: str) -> bool:
    """Tell whether a name has Chinese words in it."""
    return re.search(f"[{HAN}]", text) is not None


def spelt(text: str) -> list[str]:
    """Return the syllables of a name, with their tones; what is Latin as it is."""
    from pypinyin import Style, lazy_pinyin  # no English book needs it

    return lazy_pinyin(text.lower(), style=Style.TONE3)


def letter(text: str) -> str:
    """Return the Latin letter that a name stands under, "" if it begins with none."""
    first = spelt(text)[0][0].upper()
    return first if "A" <= first <= "Z" else ""


def order(text: str) -> tuple:
    """Return what a name is sorted by.

    >>> sorted(["stride", "步幅", "BLAS", "参数", "重叠", "copy（函数）"], key=order)
    ['步幅', 'BLAS', '参数', '重叠', 'copy（函数）', 'stride']
    """
    return letter(text), not is_chinese(text[0]), spelt(text), text


class SortGlossary(SphinxTransform):
    """Put the Chinese names of each entry first, and the entries in order."""

    default_priority = 510  # after Sphinx's own sorting

    def apply(self, **kwargs):
        """Change the document in place, if it is Chinese."""
        if not self.config.language.startswith("zh"):
            return
        for glossary in self.document.findall(addnodes.glossary):
            for entries in glossary.findall(nodes.definition_list):
                for entry in entries:
                    *terms, definition = entry
                    terms.sort(key=lambda term: not is_chinese(term.astext()))
                    entry[:] = [*terms, definition]
                entries[:] = sorted(entries, key=lambda e: order(e[0].astext()))


def by_letter(groups: list) -> list:
    """Return the groups of an index that Sphinx has made, grouped by letters.

    Entries are tuples: a name, and its places, what is below it, and its category. Sphinx's
    names of methods have a blank before a bracket that is wide enough.
    """
    entries = [
        (e[0].replace(" （", "（"), e[1]) for _key, group in groups for e in group
    ]
    entries.sort(key=lambda entry: order(entry[0]))
    for _name, (_places, below, _category) in entries:
        below.sort(key=lambda entry: order(entry[0]))
    found = groupby(entries, key=lambda entry: letter(entry[0]))
    return [(name or _("Symbols"), list(group)) for name, group in found]


def sort_index(app, pagename, templatename, context, doctree):
    """Give the page of the index its entries in order."""
    if "genindexentries" in context and app.config.language.startswith("zh"):
        context["genindexentries"] = by_letter(context["genindexentries"])


def setup(app):
    """Register the order of the glossary, and that of the index."""
    app.add_transform(SortGlossary)
    app.connect("html-page-context", sort_index)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
