"""Both languages say the same numbers, in any state."""

import re

import numpy as np
import pytest
from explorer_states import KINDS, random_explorer
from on_page import numbers_in

STATES = 4
# All that is said: what is shown, and the names that screen readers hear.
SAID = """return [root, ...root.querySelectorAll("*")].flatMap((element) => [
    element.getAttribute("aria-label") ?? "",
    ...[...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data),
]);"""


@pytest.mark.parametrize("kind", KINDS)
def test_chinese_says_the_same_numbers(show, kind):
    rng = np.random.default_rng(0)
    explorers = [random_explorer(kind, rng) for _ in range(STATES)]
    english, chinese = show(*explorers), show(*explorers, lang="zh-CN")
    for number in range(STATES):
        said = [book.explorer(number).run(SAID) for book in (english, chinese)]
        assert numbers_in(" ".join(said[0])) == numbers_in(" ".join(said[1])), (
            said,
            explorers[number],
        )
        assert any(re.search("[\u4e00-\u9fff]", text) for text in said[1])
