"""Tours: states that are tried and answers that are computed when they are given."""

import json

import numpy as np
import pytest

from convlib.widgets import OutputSize, Pooling, Step


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
