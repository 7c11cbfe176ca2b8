"""What a reader types in the search, and the words of the pages that it is searched in."""

from typing import Any

from search_words import SearchChineseBook, plain

TYPED = [
    "A 1 × 1 conv of the U-Net",
    "1x1卷积",
    "1 × 1 卷积",
    "反卷积的步长",
    "用conv2d做 3x3 的卷积",
    "  步幅   和 填充 ",
    "stride 2",
]

PAGES = [
    "卷积核在图像上滑动，步幅为 2 时，输出大小是多少？",
    "转置卷积把小图变成大图：每个像素盖一个印章。",
    "为什么要把卷积核旋转 180°？反向传播时误差项 relu(x) 逐层往回传。",
    "空洞卷积让感受野变大，填充保持大小；conv2d 和 1 × 1 卷积。",
]

#: What is typed, and the words that are then searched.
QUESTIONS = {
    "卷积": ["卷积"],
    "转置卷积": ["转置卷积"],
    "反卷积": ["转置卷积"],
    "步长": ["步幅"],
    "卷积核的填充": ["卷积核", "填充"],
    "卷积核为什么要翻转？": ["卷积核", "旋转"],
    "感受野有多大": ["感受野"],
    "conv2d的输出大小": ["conv2d", "输出大小"],
    "1x1卷积": ["逐点卷积"],
    "ReLU": ["relu"],
    "四元数": ["四元数"],
}

#: What is typed, and the numbers of the pages that have all its words, or any if none has.
FOUND = {
    "卷积": [0, 1, 2, 3],
    "卷积核的步幅": [0],
    "卷积 误差": [2],
    "填充 旋转": [0, 1, 2, 3],
}


def cases() -> dict[str, Any]:
    """Return all that `search_words.test.mjs` compares."""
    book = SearchChineseBook({})
    found = [set(filter(book.word_filter, book.split(page))) for page in PAGES]
    terms = {
        word: [number for number, words in enumerate(found) if word in words]
        for word in set().union(*found)
    }
    return {
        "code": book.js_splitter_code,
        "plain": {typed: plain(typed) for typed in TYPED},
        "terms": {**terms, "核的": []},  # a word that a page once had
        "questions": QUESTIONS,
        "found": FOUND,
    }
