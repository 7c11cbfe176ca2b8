"""Readers find a page by the words that they type, not only by the words that it uses.

- ``1 × 1`` and ``1x1`` are one word, and so are ``U-Net`` and ``unet``: a hyphen splits
  nothing. Words of one meaning are one word: those of ``search_synonyms.yml``.
- Chinese has no blanks. Pages are split into words by jieba, which knows the glossary's, too;
  what a reader types, in the page, by the words that the index then has.
- The section that explains something stands before the pages that mention it. It has an
  entry in the index for each term whose definition in the glossary ends with "Explained
  in", and for each of the words that ``search_topics.yml`` gives it.
- A build that writes a few pages anew keeps the entries of all others, which Sphinx 7
  forgets.

What it holds on to: Sphinx's class for searching in English, the index entries that its
search looks through and where it collects them, and how the glossary is written.
``search_words.js`` does to what a reader types what `plain` does to the pages. Without this
extension search still works, for the words on the pages; in Chinese only for Latin ones.
"""

import json
import logging
import re
from functools import cache
from pathlib import Path

import yaml
from chinese import HAN
from docutils import nodes
from docutils.nodes import fully_normalize_name
from sphinx import addnodes
from sphinx.search.en import SearchEnglish
from sphinx.transforms import SphinxTransform
from sphinx.util.index_entries import split_index_msg

REFERENCE = Path(__file__).parents[1] / "reference"
SYNONYMS = REFERENCE / "search_synonyms.yml"
GLOSSARY, TOPICS = "glossary.md", "search_topics.yml"

#: What is done to a text before it is split into words: Python and JavaScript read these
#: patterns alike. A formula says "times" with a command.
TIMES = r"(\d)\s*(?:×|x|\\times)\s*(?=\d)"
HYPHEN = r"([^\W\d_])[-‐‑](?=\w)|(\w)[-‐‑](?=[^\W\d_])"
CHINESE = rf"\s*([{HAN}]+)\s*"
HYPHENATED = re.compile(r"\w+(?:[-‐‑]\w+)+")

EXPLAINED = re.compile(
    r"Explained in (?:\{ref\}`(?:[^`<]*<)?(?P<label>[^`>]+)>?`|\{doc\}`(?P<doc>[^`]+)`"
    r"|\[\]\((?P<page>[^)#]+)\.ipynb(?:#(?P<heading>[^)]+))?\))"
)


@cache
def replaced():
    """Return the words that stand for others, the longest first."""
    groups = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    pairs = {
        unmarked(word): unmarked(first) for first, *others in groups for word in others
    }
    return dict(sorted(pairs.items(), key=lambda pair: -len(pair[0])))


def unmarked(text):
    """Return a text in small letters, without hyphens, and x for the sign for times.

    One blank stands on both sides of what is Chinese.
    """
    text = re.sub(TIMES, r"\1x", text.lower())
    text = re.sub(HYPHEN, r"\1\2", text)
    return " ".join(re.sub(CHINESE, r" \1 ", text).split())


@cache
def _synonym():
    chinese = [word for word in replaced() if re.match(f"[{HAN}]", word)]
    latin = [word for word in replaced() if word not in chinese]
    latin, chinese = ("|".join(map(re.escape, words)) for words in (latin, chinese))
    return re.compile(rf"(?<!\w)(?:{latin})(?!\w)|{chinese}")


def plain(text):
    """Return a text as it is searched: one word for each thing.

    >>> plain("A 1 × 1 conv of the U-Net")
    'a pointwise convolution of the unet'
    """
    return _synonym().sub(lambda found: replaced()[found[0]], unmarked(text))


class SearchBook(SearchEnglish):
    """English, in the words of the book."""

    @property
    def js_splitter_code(self):
        """What a reader types goes the same way."""
        patterns = {"times": TIMES, "hyphen": HYPHEN, "han": HAN, "chinese": CHINESE}
        words = {**patterns, "replaced": replaced()}
        data = json.dumps(words, ensure_ascii=False)
        code = Path(__file__).with_name("search_words.js").read_text(encoding="utf-8")
        return f"const SEARCH_WORDS = {data};\n{code}"

    def split(self, input):
        """Return the words, those with a hyphen also in parts."""
        parts = " ".join(HYPHENATED.findall(input)).lower()
        return super().split(f"{plain(input)} {parts}")


#: What a question is asked with; it is on no page rather than on another.
ASKING = {
    *(
        "什么",
        "为什么",
        "怎么",
        "怎样",
        "怎么样",
        "如何",
        "多少",
        "多大",
        "哪些",
        "哪个",
    ),
    *("是否", "可以", "一个", "我们", "就是"),
}


@cache
def chinese_words():
    """Return jieba, which has learned the words of the glossary."""
    import jieba  # no English book needs it

    jieba.setLogLevel(logging.WARNING)
    for name in re.findall(
        rf"^[{HAN}]+$", (REFERENCE / GLOSSARY).read_text("utf-8"), re.MULTILINE
    ):
        jieba.add_word(name)
    return jieba


class SearchChineseBook(SearchBook):
    """Chinese, in the words of the book, and what of it is Latin."""

    lang = "zh"
    language_name = "Chinese"

    def init(self, options):
        """Have jieba learn the words before the pages are shared out."""
        super().init(options)
        chinese_words()

    def split(self, input):
        """Return the words, and those that longer ones are made of."""
        cut = chinese_words().cut_for_search
        for run in super().split(input):
            yield from cut(run) if re.match(f"[{HAN}]", run) else [run]

    def word_filter(self, word):
        """Leave out single characters, which are parts of other words."""
        alone = re.fullmatch(f"[{HAN}]", word)
        return super().word_filter(word) and not alone and word not in ASKING


def explained(glossary):
    """Give the terms of the glossary, each with the section that explains it."""
    for entry in glossary.split("\n\n"):
        if not re.search(r"Explained in (?!\{py:)", entry):  # or by a function
            continue
        found = EXPLAINED.search(entry)
        if not found:
            raise ValueError(f"where is this explained? {entry}")
        names = "、".join(re.findall(r"^\S.*", entry, re.MULTILINE)).split("、")
        yield found.groupdict(), [name for name in names if name != "```"]


@cache
def topics(reference=REFERENCE, gettext=str):
    """Return (label, document, heading) of sections and what readers call their subject.

    A translation of one may be several, with 、 between them.
    """
    given = yaml.safe_load((reference / TOPICS).read_text(encoding="utf-8"))
    entries = [
        ((label, None, None), "、".join(map(gettext, words)).split("、"))
        for label, words in given.items()
    ]
    for place, names in explained((reference / GLOSSARY).read_text(encoding="utf-8")):
        document = place["doc"] or place["page"]
        if document:
            document = (
                (reference / document).resolve().relative_to(reference.parents[1])
            )
            document = document.as_posix()
        entries.append(((place["label"], document, place["heading"]), names))
    return entries


class IndexTopics(SphinxTransform):
    """Put an entry into the index where a subject is explained.

    The glossary has Chinese names; the others are in the catalogue that pages share.
    """

    default_priority = 25  # after the words of a page are translated

    def apply(self, **kwargs):
        """Change the document in place."""
        reference = Path(self.env.srcdir) / "book" / "reference"
        if not (reference / TOPICS).exists():  # another book with the same settings
            return
        for name in (GLOSSARY, TOPICS):
            self.env.note_dependency(str(reference / name))
        translations = getattr(self.app, "words", None)
        gettext = translations.gettext if translations else str
        sections = {section.get("slug"): section for section in self._sections()}
        for (label, document, heading), words in topics(reference, gettext):
            place = None
            if label:
                place = self._target(label)
            elif document == self.env.docname:
                place = sections.get(heading) or next(self._sections())
            if isinstance(place, nodes.section):  # not between it and its label
                place.insert(1, entry(place, words))
            elif place is not None:
                place.parent.insert(place.parent.index(place), entry(place, words))

    def _sections(self):
        return self.document.findall(nodes.section)

    def _target(self, label):
        """Return the mark that this label makes, if it is in this document."""
        return self.document.ids.get(
            self.document.nameids.get(fully_normalize_name(label))
        )


def entry(place, words):
    """Return an entry in the index that leads to a section, or to what a mark is of."""
    following = place.next_node(ascend=True)
    marks = isinstance(place, nodes.target) and isinstance(following, nodes.section)
    identifier = (following if marks else place)["ids"][0]
    entries = [("single", word, identifier, "main", None) for word in words]
    node = addnodes.index(entries=entries, inline=False)
    node.source, node.line = place.source, place.line
    return node


def keep_entries(app, builder):
    """Give the search the entries of every page; those that are written give theirs anew."""
    for docname, entries in app.env.get_domain("index").entries.items():
        app.env._search_index_index_entries[docname] = sorted(
            (part, identifier, main)
            for kind, value, identifier, main, _ in entries
            for part in split_index_msg(kind, value)
        )


def setup(app):
    """Register the language and the entries."""
    app.add_search_language(SearchBook)
    app.add_search_language(SearchChineseBook)
    app.add_transform(IndexTopics)
    app.connect("write-started", keep_entries)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
