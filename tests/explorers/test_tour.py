"""Tours on a page: what there is to do, Show me, and answers behind folds."""

import numpy as np
import pytest
from on_page import severe
from playwright.sync_api import expect

from convlib.widgets import OutputSize, Pooling, Step


def toured() -> Pooling:
    explorer = Pooling(np.arange(16).reshape(4, 4))
    explorer.tour = [
        Step(
            "Move the window by two.", {"stride": 2}, "There are {output.size} windows."
        ),
        Step("Take the average.", {"mode": "average", "selection": ("output", 1, 1)}),
    ]
    return explorer


def test_show_me_sets_the_state_whatever_came_before(show):
    explorer = show(toured(), OutputSize(9, 3)).explorer()
    explorer.button("Show me step 2").click()
    said = explorer.read()
    assert said.radios["average"]
    assert said.marked("Pooled", "selected") == {(1, 1)}
    assert said.setting("Stride") == 1
    explorer.edit("Feature map", 0, 0, "7")
    explorer.button("Show me step 1").click()
    said = explorer.read()
    assert said.radios["max"]
    assert said.setting("Stride") == 2
    np.testing.assert_array_equal(said.values("Feature map"), toured().feature_map)
    assert said.values("Pooled gradient").tolist() == [[1, 2], [3, 4]]
    explorer.button("Reset").click()
    assert explorer.read().setting("Stride") == 1


def test_answer_is_behind_a_fold(show):
    book = show(toured(), OutputSize(9, 3))
    answer = book.page.get_by_text("There are 4 windows.")
    expect(answer).to_be_hidden()
    summary = book.page.get_by_text("Answer", exact=True)
    expect(summary).to_have_count(1)
    summary.focus()
    book.explorer().press("Enter")
    expect(answer).to_be_visible()
    expect(book.explorer(1).root.locator(".tour")).to_have_count(0)


@pytest.mark.parametrize("width", [1200, 360])
def test_tour_is_accessible(show, width):
    book = show(toured(), width=width)
    book.page.get_by_text("Answer", exact=True).click()
    assert severe(book.accessibility_findings()) == []
    assert book.explorer().small_targets(24) == []
    assert book.overflow() <= 0


def test_words_of_the_page_are_chinese(show):
    explorer = show(toured(), lang="zh").explorer()
    expect(explorer.button("演示第 1 步")).to_have_text("演示")
    expect(explorer.root.get_by_text("答案", exact=True)).to_have_count(1)
