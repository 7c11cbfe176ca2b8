"""No page of a translated edition has a sentence that waits for its translation."""

from pathlib import Path

import twins
from markup import parse

ROOT = Path(__file__).parents[1]


def waiting(page: str) -> list[str]:
    """Return the sentences of a page that say that they are not translated."""
    if "untranslated" not in page:  # as on nearly all
        return []
    found = parse(page).css(".untranslated")
    return [" ".join(element.text().split()) for element in found]


def test_no_sentence_of_a_page_waits_for_its_translation(book_dir):
    """Which one on which page; `make messages` has it in the page's catalogue."""
    found = {}
    for edition in twins.editions(ROOT):
        pages = sorted((book_dir / edition.folder).rglob("*.html"))
        found |= {page: waiting(page.read_text("utf-8")) for page in pages}
    assert len(found) > 50
    assert {page: sentences for page, sentences in found.items() if sentences} == {}


def test_a_sentence_that_waits_is_seen():
    page = '<p class="untranslated" lang="en">Two\nwindows. <abbr>待译</abbr></p><p>好。</p>'
    assert waiting(page) == ["Two windows. 待译"]
