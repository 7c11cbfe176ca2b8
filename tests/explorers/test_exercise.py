"""The answer box at work: what is right, what is wrong and why, by mouse and keyboard."""

import numpy as np
import pytest
from on_page import Book, OnPage
from playwright.sync_api import Locator, expect

from convlib.widgets import Exercise, SlidingWindow, hosts

NUMBER = {
    "answer": -5,
    "label": "a[0, 0] =",
    "diagnoses": {-2: "That is one channel only.", 4: "Padded twice."},
    "explanation": "The channels add up to −6.",
}
MATRIX = {
    "answer": [[1, 2], [3, 0.5]],
    "label": "dx =",
    "diagnoses": [([[0.5, 3], [2, 1]], "Not turned.")],
    "explanation": "Turned.",
}
CHOICE = {
    "answer": "smaller",
    "label": "The output is",
    "choices": ["smaller", "as large", "larger"],
    "diagnoses": {"larger": "That takes padding."},
}
KINDS = {"number": NUMBER, "matrix": MATRIX, "choice": CHOICE}
GENERAL = "Check your calculation, or open the solution below."
kinds = pytest.mark.parametrize("kind", KINDS)


class Box(OnPage):
    """An answer box of a page."""

    @property
    def fields(self) -> list[Locator]:
        return self.root.get_by_role("textbox").all()

    @property
    def verdict(self) -> Locator:
        return self.root.get_by_role("status")

    def write(self, *texts: str) -> None:
        for field, text in zip(self.fields, texts, strict=True):
            field.fill(text)

    def check(self, *texts: str) -> None:
        self.write(*texts)
        self.root.get_by_role("button", name="Check").click()

    def marks(self) -> list[str]:
        """Return "right", "wrong" or "" for each field, as it looks and is announced."""
        marks = []
        for field in self.fields:
            state = field.locator("..").get_attribute("data-state") or ""
            label = field.get_attribute("aria-label") or ""
            said = [word for word in ("right", "wrong") if label.endswith(f", {word}")]
            assert said == [state][: bool(state)]
            shown = field.locator("..").inner_text()
            assert shown == {"right": "✓", "wrong": "✗", "": ""}[state]
            assert (field.get_attribute("aria-invalid") == "true") == (state == "wrong")
            marks.append(state)
        return marks


def box(book: Book, number: int = 0) -> Box:
    return Box(book.page.locator("[data-explorer=exercise]").nth(number))


def exercise(kind: str) -> Exercise:
    return Exercise(**KINDS[kind])


# A number


RIGHT = ["-5", "−5", " -5 ", "-5.0", "-5,0", "-10/2", "-5 / 1"]
WRONG = {
    "-2": "✗ Not yet. That is one channel only.",
    "4": "✗ Not yet. Padded twice.",
    "5": f"✗ Not yet. {GENERAL}",
    "-5.001": f"✗ Not yet. {GENERAL}",
}
NO_NUMBERS = [
    *("five", "1/0", "1/2/3", "--5", "-", "1e9", "0x10", "Infinity", "NaN", "1 2"),
    "<b>",
]


def boxes(show, count: int) -> list[Box]:
    """Show so many boxes for the same number: each is asked for the first time."""
    book = show(*(exercise("number") for _ in range(count)))
    return [box(book, number) for number in range(count)]


def test_right_number_however_it_is_written(show):
    for text, found in zip(RIGHT, boxes(show, len(RIGHT)), strict=True):
        found.check(text)
        expect(found.verdict).to_have_text("✓ Right. The channels add up to −6.")
        assert found.marks() == ["right"]
        assert found.fields[0].input_value() == text


def test_wrong_number_is_diagnosed(show):
    for (text, said), found in zip(WRONG.items(), boxes(show, len(WRONG)), strict=True):
        found.check(text)
        expect(found.verdict).to_have_text(said)
        assert found.marks() == ["wrong"]


def test_what_is_no_number_is_refused_and_stays(show):
    for text, found in zip(NO_NUMBERS, boxes(show, len(NO_NUMBERS)), strict=True):
        found.check("-2")
        found.check(text)
        refusal = f"“{text}” is not a number. Write 3, −2.5 or 1/3."
        expect(found.alert).to_have_text(refusal)
        expect(found.verdict).to_be_empty()
        assert found.fields[0].input_value() == text
        expect(found.fields[0]).to_be_focused()
        found.check("-5")
        expect(found.alert).to_have_count(0)
        expect(found.verdict).to_have_attribute("data-verdict", "right")


@kinds
def test_nothing_is_no_answer(show, kind):
    found = box(show(exercise(kind)))
    found.root.get_by_role("button", name="Check").click()
    expect(found.alert).to_have_text("An answer is missing.")
    assert found.run("return root.contains(document.activeElement)")


@pytest.mark.parametrize(
    ("answer", "tolerance", "right", "wrong"),
    [
        (
            0.67,
            None,
            ["2/3", "0.67", "0,665", ".675", "0.6700"],
            ["0.66", "0.6", "0.68"],
        ),
        (1 / 3, 0, ["1/3", "3/9"], ["0.33", "0.3333"]),
        (2.0, None, ["2", "2.0"], ["2.04", "1.99"]),
        (10, 1.5, ["9", "11.5"], ["12", "8.4"]),
    ],
)
def test_tolerance(show, answer, tolerance, right, wrong):
    found = box(show(Exercise(answer, tolerance=tolerance)))
    for text in right + wrong:
        found.check(text)
        verdict = "right" if text in right else "wrong"
        expect(found.verdict).to_have_attribute("data-verdict", verdict)


def test_mark_goes_when_the_answer_changes(show):
    found = box(show(exercise("number")))
    found.check("4")
    found.write("-5")
    assert found.marks() == [""]
    found.write("4")
    assert found.marks() == ["wrong"]


# A matrix


def test_matrix_marks_each_cell(show):
    found = box(show(exercise("matrix")))
    found.check("1", "3", "6/2", "1")
    assert found.marks() == ["right", "wrong", "right", "wrong"]
    expect(found.verdict).to_have_text(f"✗ Not yet. {GENERAL} 2 of 4 cells are right.")
    found.write("1", "2", "6/2", "1")
    assert found.marks() == ["right", "", "right", "wrong"]
    found.check("1", "2", "6/2", ",5")
    assert found.marks() == ["right"] * 4
    expect(found.verdict).to_have_text("✓ Right. Turned.")


def test_matrix_mistake_is_diagnosed(show):
    found = box(show(exercise("matrix")))
    found.check("1/2", "3", "2", "1")
    expect(found.verdict).to_have_text("✗ Not yet. Not turned. 0 of 4 cells are right.")


def test_matrix_refuses_one_bad_cell_and_goes_there(show):
    found = box(show(exercise("matrix")))
    found.check("1", "2", "x", "")
    expect(found.alert).to_contain_text("“x” is not a number")
    expect(found.fields[2]).to_be_focused()
    assert [field.input_value() for field in found.fields] == ["1", "2", "x", ""]
    found.check("1", "2", "3", "")
    expect(found.alert).to_have_text("An answer is missing.")
    expect(found.fields[3]).to_be_focused()


def test_fields_name_their_cells(show):
    found = box(show(exercise("matrix")))
    assert [field.get_attribute("aria-label") for field in found.fields] == [
        f"dx =, row {row}, column {col}" for row in (0, 1) for col in (0, 1)
    ]


# Choices


def test_choices(show):
    found = box(show(exercise("choice")))
    for choice, said in [
        ("as large", f"✗ Not yet. {GENERAL}"),
        ("larger", "✗ Not yet. That takes padding."),
        ("smaller", "✓ Right."),
    ]:
        found.root.get_by_role("radio", name=choice, exact=True).check()
        found.check()
        expect(found.verdict).to_have_text(said)


# All of them


def test_by_keyboard_alone(show):
    book = show(exercise("number"), exercise("matrix"), exercise("choice"))
    number, matrix, choice = (box(book, place) for place in range(3))
    book.page.keyboard.press("Tab")
    book.page.keyboard.type("-5")
    book.page.keyboard.press("Enter")
    expect(number.verdict).to_have_attribute("data-verdict", "right")
    number.press("Tab", "Tab")
    for text in ["1", "2", "3", ".5"]:
        book.page.keyboard.type(text)
        book.page.keyboard.press("Tab")
    book.page.keyboard.press("Enter")  # on Check
    expect(matrix.verdict).to_have_attribute("data-verdict", "right")
    book.page.keyboard.press("Tab")
    book.page.keyboard.press("Space")
    book.page.keyboard.press("Enter")
    expect(choice.verdict).to_have_attribute("data-verdict", "right")


@kinds
def test_axe_finds_nothing(show, kind):
    book = show(exercise(kind), exercise(kind))
    assert book.accessibility_findings() == []
    found = box(book)
    found.root.get_by_role("button", name="Check").click()
    assert book.accessibility_findings() == []
    if kind == "choice":
        found.root.get_by_role("radio").first.check()
    found.check(*("1" for _ in found.fields))
    assert found.verdict.inner_text() != ""
    assert book.accessibility_findings() == []


@kinds
@pytest.mark.parametrize("width", [1200, 360])
def test_targets_are_large_enough_and_nothing_overflows(show, kind, width):
    book = show(exercise(kind), Exercise(np.ones((8, 8))), width=width)
    assert box(book).small_targets(24) == []
    assert box(book, 1).small_targets(24) == []
    assert book.overflow() <= 0


@kinds
def test_focus_is_seen_everywhere(show, kind):
    stops = box(show(exercise(kind))).tab_stops()
    assert len(stops) == {"number": 2, "matrix": 5, "choice": 2}[kind]
    assert [stop for stop in stops if stop["outline"] < 2] == []


def test_several_are_told_apart_and_independent(show):
    book = show(exercise("number"), SlidingWindow([[1]], [[1]]), exercise("number"))
    labels = [said.label for said in book.read_all()]
    assert labels[0] == "Answer 1: a[0, 0] ="
    assert labels[2] == "Answer 2: a[0, 0] ="
    box(book, 1).check("-5")
    expect(box(book, 0).verdict).to_be_empty()


def test_speaks_chinese(show):
    found = box(show(exercise("number"), lang="zh"))
    found.fields[0].fill("-5")
    found.fields[0].press("Enter")
    expect(found.verdict).to_contain_text("正确。")


def test_texts_are_no_markup(show):
    nasty = "<img src=x>&amp;"
    book = show(Exercise(1, nasty, diagnoses={2: nasty}, explanation=nasty))
    box(book).check("2")
    expect(box(book).verdict).to_contain_text(nasty)
    box(book).check("1")
    expect(box(book).verdict).to_contain_text(nasty)
    expect(book.page.locator("img")).to_have_count(0)


def test_print_leaves_a_box_to_write_in(show):
    book = show(exercise("matrix"))
    box(book).check("1", "1", "1", "1")
    book.page.emulate_media(media="print")
    assert all(field.is_visible() for field in box(book).fields)
    expect(box(book).root.get_by_role("button")).to_be_hidden()
    expect(box(book).verdict).to_be_hidden()


def test_elements_are_drawn_in_the_order_of_the_page(pages, tmp_path):
    """Whichever kind its one script knows first."""
    page = pages.take()
    watch = """<!doctype html><link rel="icon" href="data:,"><script>
        const drawn = [];
        new MutationObserver((changes) => {
            for (const { target } of changes) drawn.push(target.dataset.explorer);
        }).observe(document, { subtree: true, attributeFilter: ["data-ready"] });
    </script>"""
    elements = [SlidingWindow([[1]], [[1]]), Exercise(**NUMBER), Exercise(**CHOICE)]
    (tmp_path / "page.html").write_text(
        watch
        + "".join(element.to_html() for element in elements)
        + hosts.inlined("exercise", "sliding-window", language="en")
    )
    page.goto((tmp_path / "page.html").as_uri())
    Book(page).wait_until_ready(3)
    assert page.evaluate("drawn") == ["sliding-window", "exercise", "exercise"]
