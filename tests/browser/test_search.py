"""What readers type finds the page that explains it, among the first three."""

import pytest
import yaml
from on_page import Book
from playwright.sync_api import Locator, Page, expect
from search_words import REFERENCE, explained, plain, topics

# In one process: the page is opened once, and asked everything.
pytestmark = pytest.mark.xdist_group("search")

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
    "MNIST": "propagation/digits",
    "baseline": "propagation/digits",
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
    "channels last": "reference/frameworks",
    "Keras to PyTorch": "reference/frameworks",
    "lesson plan": "reference/teachers",
    "vision transformer": "variants/grouped",
    "WaveNet": "variants/one_axis",
    "depthwise": "variants/grouped",
    "MobileNet": "variants/grouped",
    "Sobel": "variants/grouped",
    "im2col": "variants/speed",
    "FFT": "variants/speed",
}

#: The same in the Chinese edition.
CHINESE = {
    "卷积核": "computing/single_channel",
    "步长": "computing/single_channel",
    "滑动窗口": "computing/single_channel",
    "多通道卷积": "computing/many_channels",
    "填充": "computing/output_size",
    "输出大小怎么算？": "computing/output_size",
    "前向传播": "propagation/forward",
    "交叉熵": "propagation/forward",
    "卷积层的反向传播": "propagation/conv_backward",
    "权重的梯度": "propagation/conv_backward",
    "池化层的反向传播": "propagation/pool_backward",
    "手写数字": "propagation/digits",
    "卷积核为什么要翻转？": "variants/flipped",
    "转置卷积": "variants/transposed",
    "反卷积": "variants/transposed",
    "棋盘效应": "variants/transposed",
    "空洞卷积": "variants/dilated",
    "感受野怎么算": "variants/dilated",
    "感受野有多大？": "variants/dilated",
    "反向传播怎样计算梯度": "propagation/whole_network",
    "1x1 卷积": "variants/grouped",
    "1×1卷积": "variants/grouped",
    "深度可分离卷积": "variants/grouped",
    "relu": "computing/single_channel",
    "ReLU函数": "computing/single_channel",
    "im2col": "variants/speed",
    "conv2d": "reference/api/convlib",
    "教案": "reference/teachers",
}

ANSWER = """question => Search._performSearch(...Search._parseQuery(question))
    .reverse().map(([document]) => document)"""


def asked(page, question: str) -> list[str]:
    """Return the pages that the search page finds, best first, each once."""
    return list(dict.fromkeys(page.evaluate(ANSWER, question)))


@pytest.fixture(scope="module")
def searched(all_pages, book_url):
    """The page of results for what was typed on another page, from the keyboard."""
    page = all_pages.new()
    page.goto(f"{book_url}/book/notation.html")
    page.keyboard.press("Control+k")
    expect(page.locator("input[name=q]:focus")).to_be_visible()
    page.keyboard.type("1x1 conv")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results li a").first).to_be_visible()
    yield page
    page.context.close()


@pytest.fixture
def search(searched, pages):
    """The same page; what it reports as an error fails the test."""
    return searched


@pytest.fixture(scope="module")
def searched_in_chinese(all_pages, book_url):
    """The page of results of the Chinese edition."""
    page = all_pages.new()
    page.goto(f"{book_url}/zh/search.html?q=反卷积")
    expect(page.locator("#search-results li a").first).to_be_visible()
    yield page
    page.context.close()


@pytest.fixture
def chinese(searched_in_chinese, pages):
    """The same page; what it reports as an error fails the test."""
    return searched_in_chinese


def results(search: Page, question: str) -> Locator:
    """Have the page search once more, and return the results that it lists."""
    search.evaluate(
        """(question) => {
            document.getElementById("search-results").replaceChildren();
            Search.performSearch(question);
        }""",
        question,
    )
    return search.locator("#search-results li")


def test_typed_question_is_answered_on_the_page(search):
    first = search.locator("#search-results li a").first
    assert "grouped.html#channels-without-neighbours" in first.get_attribute("href")


def test_searched_words_are_marked_in_the_text_but_not_in_explorers(search):
    with search.context.expect_page() as opened:
        link = results(search, "kernel").locator(
            "a", has_text="Why is the kernel rotated?"
        )
        link.first.click(modifiers=["ControlOrMeta"])
    page = opened.value
    expect(page.locator("article h1")).to_be_visible()
    expect(page.locator("article .highlighted").first).to_be_visible()
    Book(page).wait_until_ready(page.locator(".explorer-host").count())
    assert page.locator(".explorer-host .highlighted").count() == 0
    page.close()


def test_excerpts_have_a_formula_once_and_no_word_about_javascript(search):
    excerpt = results(search, "stamps").filter(has_text="From small to large")
    expect(excerpt.first.locator(".context")).to_be_visible()
    html = """<div role=main><p>a <math><mi>x</mi>
        <annotation>source</annotation></math><span class=katex-html>drawn</span></p>
        <div class=run-page><button>Run</button><p hidden>A server is needed.</p></div>
        <p class=exercise-note>Checking needs JavaScript.</p></div>"""
    assert search.evaluate("html => Search.htmlToText(html).trim()", html) == "a x"


def test_the_page_that_answers_is_among_the_first_three(search):
    found = {question: asked(search, question)[:3] for question in QUESTIONS}
    assert {
        question: pages
        for question, pages in found.items()
        if f"book/{QUESTIONS[question]}" not in pages
    } == {}


@pytest.mark.parametrize("edition", ["search", "chinese"])
def test_terms_lead_to_where_the_glossary_says_they_are_explained(edition, request):
    """By every name that they have, English and Chinese."""
    search = request.getfixturevalue(edition)
    wrong = {}
    for (_, document, _), names in topics():
        for name in names if document else ():
            pages = asked(search, name)[:3]
            if document not in pages:
                wrong[name] = document, pages
    assert wrong == {}


def test_chinese_is_split_into_words(chinese):
    first = chinese.locator("#search-results li a").first
    assert "transposed.html" in first.get_attribute("href")
    found = {question: asked(chinese, question) for question in CHINESE}
    assert {
        question: pages[:3]
        for question, pages in found.items()
        if f"book/{CHINESE[question]}" not in pages[:3]
    } == {}
    assert set(found["转置卷积"]) < set(asked(chinese, "卷积"))
    assert asked(chinese, "四元数") == []


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
