"""What readers type finds the page that explains it, among the first three."""

import pytest
import yaml
from search_words import REFERENCE, explained, plain, topics

#: What is typed, and the page that answers.
QUESTIONS = {
    "1x1": "variants/grouped",
    "1x1 convolution": "variants/grouped",
    "1×1 conv": "variants/grouped",
    "3x3 kernel": "computing/single_channel",
    "3 x 3 kernel": "computing/single_channel",
    "sliding window": "computing/single_channel",
    "stride 2": "computing/single_channel",
    "cross correlation": "computing/single_channel",
    "relu": "computing/single_channel",
    "RGB image": "computing/many_channels",
    "number of parameters": "computing/many_channels",
    "output size": "computing/output_size",
    "padding same": "computing/output_size",
    "same padding": "computing/output_size",
    "softmax": "propagation/forward",
    "cross entropy": "propagation/forward",
    "flatten": "propagation/forward",
    "dense layer": "propagation/forward",
    "rot180": "propagation/conv_backward",
    "flip kernel": "propagation/conv_backward",
    "weight gradient": "propagation/conv_backward",
    "backprop": "propagation/whole_network",
    "gradcheck": "propagation/whole_network",
    "MNIST": "propagation/whole_network",
    "max pooling backward": "propagation/pool_backward",
    "2x2 max pooling": "propagation/pool_backward",
    "average pooling": "propagation/pool_backward",
    "convolve2d": "reference/api/convlib",
    "why is the kernel flipped": "variants/flipped",
    "full convolution": "variants/flipped",
    "deconvolution": "variants/transposed",
    "ConvTranspose2d": "variants/transposed",
    "checkerboard artifacts": "variants/transposed",
    "U-Net": "variants/transposed",
    "unet": "variants/transposed",
    "toeplitz": "variants/transposed",
    "atrous": "variants/dilated",
    "receptive field": "variants/dilated",
    "VGG": "reference/networks",
    "VGG16": "reference/networks",
    "ResNet-50": "reference/networks",
    "FLOPs": "reference/networks",
    "MACs": "reference/networks",
    "conv1d": "reference/api/convlib",
    "NHWC": "reference/api/convlib",
    "WaveNet": "variants/dilated",
    "depthwise": "variants/grouped",
    "MobileNet": "variants/grouped",
    "Sobel": "variants/grouped",
    "im2col": "variants/speed",
}

ANSWER = """question => Search._performSearch(...Search._parseQuery(question))
    .reverse().map(([document]) => document)"""


def asked(page, question: str) -> list[str]:
    """Return the pages that the search page finds, best first, each once."""
    return list(dict.fromkeys(page.evaluate(ANSWER, question)))


@pytest.fixture
def search(open_page):
    page = open_page("search.html")
    page.wait_for_function("Search.hasIndex()")
    return page


def test_the_page_that_answers_is_among_the_first_three(search):
    found = {question: asked(search, question)[:3] for question in QUESTIONS}
    assert {
        question: pages
        for question, pages in found.items()
        if f"book/{QUESTIONS[question]}" not in pages
    } == {}


def test_terms_lead_to_where_the_glossary_says_they_are_explained(search):
    """By every name that they have, English and Chinese."""
    wrong = {}
    for (_, document, _), names in topics():
        for name in names if document else ():
            pages = asked(search, name)[:3]
            if document not in pages:
                wrong[name] = document, pages
    assert wrong == {}


def test_words_of_one_meaning_find_the_same(search):
    for questions in (
        ("1x1 convolution", "1 × 1 conv", "pointwise convolution"),
        ("deconvolution stride", "transposed convolution stride"),
        ("U-Net", "unet", "u‑net"),
        ("grey photograph", "gray photograph"),
    ):
        first, *others = [asked(search, question) for question in questions]
        assert first
        assert others == [first] * len(others), questions


def test_what_is_nowhere_is_not_found(search):
    assert asked(search, "quaternion") == []


def test_typed_question_is_answered_on_the_page(open_page):
    page = open_page("search.html?q=1x1+conv")
    first = page.locator("#search-results li a").first
    assert "grouped.html#channels-without-neighbours" in first.get_attribute("href")


def test_every_topic_is_in_the_index(search):
    """No label, document or heading leads nowhere."""
    entries = search.evaluate("Search._index.indexentries")
    files = search.evaluate("Search._index.docnames")
    explained = {
        name
        for name, places in entries.items()
        if any(main and not files[n].endswith("/glossary") for n, _, main in places)
    }
    named = {name for _, names in topics() for name in names}
    assert {name for name in named if plain(name) not in explained} == set()
    assert "quaternion" not in explained


def test_a_place_that_cannot_be_read_ends_the_build():
    entry = "stride\n步长\n  How far.\\\n  Explained in {}."
    known = entry.format("{ref}`two steps <stride-two>`")
    assert [names for _, names in explained(known)] == [["stride", "步长"]]
    assert list(explained(entry.format("{py:func}`convlib.fold`"))) == []
    with pytest.raises(ValueError, match="where is this explained"):
        list(explained(entry.format("[](page.html)")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A 1 × 1 filter", "a 1x1 filter"),
        ("3 \\times 3", "3x3"),
        ("U-Net, 2-D, x−1, 7-12", "unet, 2d, x−1, 7-12"),
        ("Deconvolution", "transposed convolution"),
        ("conv, conv2d", "convolution, conv2d"),
    ],
)
def test_text_becomes_plain(text, words):
    assert plain(text) == words


def test_synonyms_are_plain_and_stand_once():
    """What a word is replaced with is not replaced again, and no word is in two lines."""
    text = (REFERENCE / "search_synonyms.yml").read_text(encoding="utf-8")
    words = [word for group in yaml.safe_load(text) for word in group]
    assert len(words) == len(set(words))
    for first, *_ in yaml.safe_load(text):
        assert plain(plain(first)) == plain(first)
