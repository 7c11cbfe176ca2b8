"""Whether each answer box of a page takes its answer and names each mistake."""

import json

from on_page import OnPage
from playwright.sync_api import Page, expect

# What the boxes are to know, as the page was built.
TASKS = """async () => {
    const html = await (await fetch(location.href)).text();
    const built = new DOMParser().parseFromString(html, "text/html");
    return [...built.querySelectorAll('[data-kind="exercise"]')]
        .map((task) => atob(task.dataset.state));
}"""
# What each box says to each answer; an answer has one text for each field. All boxes are
# answered beside one another, so that the page is drawn once for all of them.
ANSWER = """const answer = async (root, texts) => {
    for (const [n, field] of root.querySelectorAll("form input").entries()) {
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
    return [verdict.dataset.verdict ?? null, verdict.textContent];
};
const boxes = [...root.querySelectorAll("[data-explorer=exercise]")];
return Promise.all(boxes.map(async (box, n) => {
    const said = [];
    for (const texts of given[n]) said.push(await answer(box, texts));
    return said;
}));"""


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


def exercise_problems(page: Page) -> list[str]:
    """Answer each exercise of an open page, rightly and with each mistake it knows."""
    tasks = [json.loads(task) for task in page.evaluate(TASKS)]
    given = [
        [
            written(answer)
            for answer in [task["answer"], *(w for w, _ in task["diagnoses"])]
        ]
        for task in tasks
    ]
    boxes = page.locator('[data-explorer="exercise"]')
    expect(boxes).to_have_count(len(tasks))
    said = OnPage(page.locator("body")).run(ANSWER, given)
    return [
        problem
        for task, one in zip(tasks, said, strict=True)
        for problem in verdict_problems(task, one)
    ]
