"""The exercises of the chapters: each box takes its answer and names each mistake."""

import json

import pytest
from bs4 import BeautifulSoup
from explorers import OnPage
from playwright.sync_api import expect
from test_book import CHAPTERS

ANSWER = """const fields = [...root.querySelectorAll("form input")];
const said = [];
for (const texts of given) {
    for (const [n, field] of fields.entries()) {
        if (field.type === "radio") {
            if (field.parentElement.textContent.trim() === texts[0]) field.click();
        } else {
            field.value = texts[n];
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }
        await redrawn();
    }
    root.querySelector("button[type=submit]").click();
    await redrawn();
    const verdict = root.querySelector("[role=status]");
    said.push([verdict.dataset.verdict ?? null, verdict.textContent]);
}
return said;"""


def exercises(html: str) -> list[dict]:
    """Return the state of each exercise of a page, in the order of the page."""
    hosts = BeautifulSoup(html, "html.parser").select('[data-kind="exercise"]')
    return [json.loads(host.select_one("script").string) for host in hosts]


def written(answer) -> list[str]:
    """Return an answer as it is typed, one text for each field."""
    if not isinstance(answer, list):
        return [str(answer)]
    return [str(value) for row in answer for value in row]


def verdict_problems(task: dict, said: list[list[str]]) -> list[str]:
    """Compare what a box said, to its answer first and then to each mistake."""
    expected = [("right", task["explanation"])]
    expected += [("wrong", message) for _, message in task["diagnoses"]]
    return [
        f"{task['label']}: {verdict}, {text!r} instead of {right}, {words!r}"
        for (right, words), (verdict, text) in zip(expected, said, strict=True)
        if verdict != right or words not in text
    ]


@pytest.mark.parametrize("path", CHAPTERS)
def test_exercises_know_their_answer_and_the_usual_mistakes(open_page, book_dir, path):
    tasks = exercises((book_dir / path).read_text(encoding="utf-8"))
    page = open_page(path)
    boxes = page.locator('[data-explorer="exercise"]')
    expect(boxes).to_have_count(len(tasks))
    problems = []
    for task, root in zip(tasks, boxes.all(), strict=True):
        answers = [task["answer"], *[wrong for wrong, _ in task["diagnoses"]]]
        said = OnPage(root).run(ANSWER, [written(answer) for answer in answers])
        problems += verdict_problems(task, said)
    assert problems == []


def test_wrong_verdicts_are_seen():
    task = {"label": "a =", "explanation": "Yes.", "diagnoses": [[1, "No."]]}
    assert verdict_problems(task, [["right", "✓ Yes."], ["wrong", "✗ No."]]) == []
    assert len(verdict_problems(task, [["wrong", "✗"], ["wrong", "✗ Try."]])) == 2
