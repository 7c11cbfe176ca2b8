"""Tours: states that are tried and answers that are computed when they are given."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from convlib.widgets import OutputSize, Pooling, SlidingWindow, Step

BOOK = Path(__file__).parents[1] / "book"


def answers(source: str) -> Iterator[str]:
    """Return the answers of the steps in a cell, as they are written there."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Step":
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            answer = call.args[2] if len(call.args) > 2 else given.get("answer")
            if isinstance(answer, ast.JoinedStr):  # an f-string computes, too
                yield "".join(
                    part.value if isinstance(part, ast.Constant) else "{}"
                    for part in answer.values
                )
            elif answer is not None:
                yield ast.literal_eval(answer)


def typed_numbers(answer: str) -> list[str]:
    """Return the numbers of an answer that nothing computes."""
    return re.findall(r"\d+", re.sub(r"\{[^}]*\}", "", answer))


def toured(explorer, *steps):
    explorer.tour = list(steps)
    return explorer


def test_answers_are_computed_in_the_state_of_their_step():
    explorer = toured(
        OutputSize(5, 3, stride=2),
        Step("Count.", answer="{output}, of {positions[1][0]}"),
        Step("Pad.", {"padding": 1}, "{output}"),
        Step("Pad more.", {"padding": 2, "selection": ("output", 0, 1)}),
    )
    assert explorer.tour == [
        {"text": "Count.", "state": {}, "answer": "2, of 2"},
        {"text": "Pad.", "state": {"padding": 1}, "answer": "3"},
        {
            "text": "Pad more.",
            "state": {"padding": 2, "selection": ("output", 0, 1)},
            "answer": "",
        },
    ]


def test_negative_numbers_of_an_answer_have_the_minus_sign_of_the_page():
    explorer = toured(
        SlidingWindow([[1, -2, 3]], [[-5]]),
        Step("Say.", answer="{output[0]}, not 1-2, in ResNet-50: {output[0][0]}."),
    )
    (step,) = explorer.tour
    assert step["answer"] == "[ −5  10 −15], not 1-2, in ResNet-50: −5."


def test_explorer_is_as_it_was():
    explorer = Pooling(np.arange(16).reshape(4, 4))
    before = explorer.get_state()
    toured(
        explorer,
        Step("Step by two.", {"stride": 2}),
        Step("Type.", {"mode": "average"}),
    )
    after = explorer.get_state()
    assert {n for n in before if before[n] != after[n]} == {"tour"}


def test_what_a_size_brings_with_it_belongs_to_the_state():
    """The page sets what it is given, and nothing else."""
    explorer = toured(Pooling(np.arange(16).reshape(4, 4)), Step("Two.", {"stride": 2}))
    assert explorer.tour[0]["state"] == {"stride": 2, "grad_output": [[1, 2], [3, 4]]}


def test_it_goes_with_the_page_and_stands_there_without_javascript():
    explorer = OutputSize(5, 3)
    assert "tour" not in explorer.for_page()
    assert "<ol" not in explorer.to_html()
    toured(explorer, Step("Is it < 4?", answer="No: {output}."), Step("Go on."))
    html = explorer.to_html()
    assert json.loads(json.dumps(explorer.for_page()["tour"])) == explorer.tour
    assert "<li>Is it &lt; 4?<br>Answer: No: 3.</li><li>Go on.</li>" in html


@pytest.mark.parametrize(
    ("step", "error", "words"),
    [
        ("Go.", TypeError, r"OutputSize: tour\[0\] must be a Step, got 'Go.'"),
        (Step("Go.", {"pad": 1}), ValueError, "has no state 'pad', but input_size"),
        (
            Step("Go.", {"padding": -1}),
            ValueError,
            "padding must be at least 0, got -1",
        ),
        (Step("Go.", {"kernel_size": 6}), ValueError, "effective kernel 6 exceeds"),
        (Step("Go.", {}, "{size}"), ValueError, r"answer '{size}': .* no attribute"),
        (Step("Go.", {}, "{positions[9]}"), ValueError, "answer '{positions"),
    ],
)
def test_step_that_leads_nowhere_is_refused(step, error, words):
    explorer = toured(OutputSize(5, 3), Step("Stay."))
    with pytest.raises(error, match=words):
        explorer.tour = [step]
    assert [one["text"] for one in explorer.tour] == ["Stay."]
    assert repr(explorer).endswith("stride=1, padding=0, dilation=1)")


def test_no_number_of_an_answer_is_typed():
    """In the book: what stands in braces is computed by the library."""
    found = [
        answer
        for path in BOOK.rglob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and "Step(" in "".join(cell["source"])
        for answer in answers("".join(cell["source"]))
    ]
    assert len(found) >= 8
    assert [answer for answer in found if typed_numbers(answer)] == []


def test_typed_numbers_are_seen():
    (answer,) = answers('Step("Go.", {"a": 1}, "{output} of " "12.")')
    assert typed_numbers(answer) == ["12"]
    (answer,) = answers('Step("Go.", {}, f"{height} · {2 * width} of 12: {{output}}")')
    assert typed_numbers(answer) == ["12"]
    assert [*answers("Step('Go.')")] == []
    assert [*answers("Step('Go.', answer='Yes.')")] == ["Yes."]
