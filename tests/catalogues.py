"""What can be wrong with a translation, sentence by sentence: ``faults(english, chinese)``.

A translation has the numbers, formulas, code, links and placeholders of its sentence, a term
of the glossary where the sentence has one, and Chinese punctuation.
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parent.parent
GLOSSARY = ROOT / "book" / "reference" / "glossary.md"

#: Terms that are everyday words, too: they count where the sentence links to them.
EVERYDAY = {
    *("batch", "cache", "class", "depth", "floor", "full", "jump", "label", "same"),
    *("score", "stamp", "tie", "valid", "window", "adding up", "parameter", "unfold"),
    *("overlap", "convolution", "channel", "weight", "gradient", "loss", "pixel"),
    *("flatten", "output size", "fresh numbers", "neuron", "separable convolution"),
}

#: Shorter words, for the thing and not the number: 空洞 where 空洞率 counts.
SHORT = {"dilation": ("空洞",), "segmentation": ("分割",), "activation": ("激活",)}
#: Terms that Chinese books keep as they are.
NAMES = {"δ", "ReLU", "softmax", "im2col", "FCN", "BLAS"}

MARKDOWN = MarkdownIt()
ROLE = re.compile(r"\{([\w:-]+)\}`([^`]*)`")
NAMED = re.compile(r"(.*?)\s*<([^<>]*)>", re.DOTALL)
CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
LINK = re.compile(r"!?\[([^\]]*)\]\(([^()]*)\)")
PLACEHOLDER = re.compile(r"\{[^{}`]*\}(?!`)")
#: The notes' own words, and what they mean in English.
QUOTATION = re.compile(r"「([^「」]*)」")
QUOTED = re.compile(r"「[^「」]*」(?: \((?!lines? )[^()]*\))?")
IN_WORDS = re.compile(r"\\text\{[^{}]*\}")  # what a formula says in words
NUMBER = re.compile(r"−?\d+(?:[.,]\d+)*(?!\d*-?D\b)")  # 3-D is 三维

#: Chinese counts in ten thousands and in hundred millions.
SIZES = {"百万": 10**6, "million": 10**6, "万": 10**4, "亿": 10**8}
SIZED = re.compile(rf"(\d+(?:\.\d+)?) ?({'|'.join(SIZES)})")

HAN = "\u3400-\u9fff"
WIDE = "，。；：？！、（）《》「」“”…"
HALF_WIDTH = re.compile(rf"[{HAN}][,;:?!()]|[,;:?!()](?=[{HAN}])|[{HAN}]\.(?!\w)")
# Several blanks keep columns apart, in what a cell prints.
BLANK = re.compile(rf"[{HAN}{WIDE}] (?=[{HAN}{WIDE}])|[{WIDE}] (?! )|(?<! ) [{WIDE}]")
NO_BLANK = re.compile(rf"[{HAN}](?=[A-Za-z0-9$`])|[A-Za-z0-9$`](?=[{HAN}])")
INSIDE = rf"[{HAN}{WIDE}{{}}\[\]()`]"
AROUND_BOLD = re.compile(
    rf"(?<=[{HAN}{WIDE}]) (?=\*+{INSIDE})"
    rf"|(?<={INSIDE}\*) (?=[{HAN}{WIDE}])|(?<={INSIDE}\*\*) (?=[{HAN}{WIDE}])"
)
# A message has a blank where a line breaks; a translation says it again.
UNBROKEN = re.compile(rf"[{WIDE}]\\ ")
ENGLISH = re.compile(r"[A-Za-z][a-z'’]+(?:[ ,]+[A-Za-z][a-z'’]*){5,}")


def terms() -> dict[str, tuple[str, ...]]:
    """Return the Chinese of each English term of the glossary."""
    entries = GLOSSARY.read_text("utf-8").split(":sorted:")[1].split("\n\n")
    found = {}
    for entry in entries:
        names = [n for n in entry.strip().splitlines() if n and n[0] not in " `"]
        chinese = [name for name in names if re.search(f"[{HAN}]", name)]
        every = tuple(word for name in chinese for word in name.split("、"))
        for name in set(names) - set(chinese):
            for term in name.split(", "):
                found[term] = (*every, *SHORT.get(term, ()), *({term} & NAMES))
    return found


TERMS = terms()
PLAIN = {term: words for term, words in TERMS.items() if term not in EVERYDAY}
TERM = re.compile(
    rf"(?<![\w-])({'|'.join(sorted(map(re.escape, PLAIN), key=len, reverse=True))})s?(?![\w-])",
    re.IGNORECASE,
)


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stays as it is: code, formulas, what is referred to, placeholders."""
    for role, words in ROLE.findall(text):
        named = NAMED.fullmatch(words)
        # What the index says is words, too.
        yield role, "" if role == "index" else named[2] if named else words
    text = ROLE.sub(" ", text)
    for kind, pattern in {"code": CODE, "formula": FORMULA}.items():
        for match in pattern.finditer(text):
            yield kind, match[0]
        text = pattern.sub(" ", text)
    for _, target in LINK.findall(text):
        yield "link", target
    for match in PLACEHOLDER.finditer(IN_WORDS.sub(" ", text)):
        yield "placeholder", match[0]


def seen(text: str) -> str:
    """Return a sentence as a reader sees it, with ` for code and $ for a formula.

    文 stands for the title of what is linked to, which has a translation of its own.
    """

    def words(match: re.Match) -> str:
        named = NAMED.fullmatch(match[2])
        if match[1] in {"term", "ref", "doc", "numref", "index"} and named:
            return named[1]
        return {"term": match[2], "ref": "文", "doc": "文"}.get(match[1], "`")

    # Bold words beside a bracket need blanks around them, which the page does not keep.
    text = AROUND_BOLD.sub("", text)
    text = FORMULA.sub("$", CODE.sub("`", ROLE.sub(words, text)))
    text = PLACEHOLDER.sub("0", LINK.sub(lambda match: match[1] or "文", text))
    return re.sub(r"\*+(?=\S)|(?<=\S)\*+|\\$", "", text, flags=re.MULTILINE)


def tags(text: str) -> Counter[str]:
    """Return how often a sentence has bold words, slanted words and links."""
    tokens = MARKDOWN.parseInline(ROLE.sub("`x`", FORMULA.sub("`x`", text)))
    children = tokens[0].children or []
    return Counter(t.type for t in children if t.type in {"strong_open", "em_open"})


def in_figures(text: str) -> str:
    """Return a text with its large numbers in figures: 1.38 亿 is 138 million."""
    return SIZED.sub(lambda found: f"{Decimal(found[1]) * SIZES[found[2]]:.0f}", text)


def missing(english: Counter, chinese: Counter) -> Iterator[str]:
    """Yield what one of the two has and the other has not."""
    yield from (f"lost: {of}" for of in (english - chinese).elements())
    yield from (f"added: {of}" for of in (chinese - english).elements())


def terms_lost(english: str, chinese: str) -> Iterator[str]:
    """Yield the terms of a sentence whose Chinese its translation has not.

    Words that link to a term may be a part of it: 分组 to 分组卷积.
    """
    known = {term.lower(): words for term, words in TERMS.items()}
    shown = {}
    for role, words in ROLE.findall(chinese):
        named = NAMED.fullmatch(words)
        if role == "term" and named:
            shown[named[2].lower()] = named[1]
    told = seen(chinese)
    linked = {t.lower() for role, t in pieces(english) if role == "term"}
    plain = {match[1].lower() for match in TERM.finditer(seen(english))}
    for term in sorted(linked | plain):
        words = known.get(term, ())
        part = shown.get(term, "–")
        if words and not any(word in told or part in word for word in words):
            yield f"{term} is {' or '.join(words)}"


def faults(english: str, chinese: str) -> list[str]:
    """Return what is wrong with a translation."""
    found = [
        f"lost: {q}" for q in QUOTATION.findall(english) if f"“{q}”" not in chinese
    ]
    for quotation in QUOTATION.findall(english):
        chinese = chinese.replace(f"“{quotation}”", "文")
    english = QUOTED.sub("文", english)
    said, told = seen(english), seen(chinese)
    found += [
        *missing(Counter(pieces(english)), Counter(pieces(chinese))),
        *missing(*(Counter(NUMBER.findall(in_figures(t))) for t in (said, told))),
        *missing(tags(english), tags(chinese)),
        *(terms_lost(english, chinese) if chinese != english else ()),
    ]
    for what, pattern in {
        "half-width punctuation": HALF_WIDTH,
        "a blank too many": BLANK,
        "no blank beside Latin letters": NO_BLANK,
        "English": ENGLISH,
        "a line that does not break": UNBROKEN,
    }.items():
        for match in pattern.finditer(told):
            place = slice(max(0, match.start() - 6), match.end() + 6)
            found.append(f"{what}: …{told[place]}…")
    return found
