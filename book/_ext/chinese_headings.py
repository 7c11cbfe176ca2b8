"""A Chinese heading breaks between words, as a hand would set it.

Browsers break Chinese after any character: on a phone, a chapter would be called 一步可 and,
a line below, 以多大. Here its words are found by jieba, and a line may end after each of
them; `book.css` keeps the characters of a word together.

It holds on to how Sphinx writes a heading: its words stand before the link to it. Without
this extension, headings break anywhere.
"""

import re

from chinese import HAN
from search_words import chinese_words

HEADING = re.compile(
    r"(?<=<h[1-3]>)(?:(?!</?h[1-3]>).)*?(?=<a class=\"headerlink\")", re.DOTALL
)
#: Chinese words outside of tags, with the marks between them.
WORDS = re.compile(rf"[{HAN}][{HAN}，、：]*(?![^<>]*>)")
#: What no line begins with: marks, and what belongs to the word before it.
LATER = "，、：的了吗呢"
#: What stands between marks, with its mark; so many characters fit into a line of any screen.
PARTS, SHORT = re.compile(rf"[{HAN}]+[，、：]*"), 7


def broken(words: str) -> str:
    """Return Chinese words with marks where a line may end: after a comma, if that will do."""
    parts = PARTS.findall(words)
    if len(parts) > 1 and max(map(len, parts)) <= SHORT:
        return "<wbr>".join(parts)
    found = ""
    for word in chinese_words().cut(words):
        found += word if not found or word[0] in LATER else f"<wbr>{word}"
    return found


def break_headings(app, pagename, templatename, context, doctree) -> None:
    """Go through the headings of a page, if it is Chinese."""
    if app.config.language.startswith("zh") and "body" in context:
        context["body"] = HEADING.sub(
            lambda heading: WORDS.sub(lambda words: broken(words[0]), heading[0]),
            context["body"],
        )


def setup(app):
    """Connect to the writing of each page."""
    app.connect("html-page-context", break_headings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
