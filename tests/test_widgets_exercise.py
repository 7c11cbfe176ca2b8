"""The answer box's Python side: what makes an exercise, and what a page gets of it."""

import base64
import json

import numpy as np
import pytest
import traitlets
from markup import parse

from convlib.widgets import Exercise

LEFT_RIGHT = ["left", "right"]


def state_of(exercise: Exercise) -> dict:
    """Return the state that a page carries."""
    host = parse(exercise.to_html()).css_first("div")
    return json.loads(base64.b64decode(host.attributes["data-state"]))


def test_page_gets_all_that_the_check_needs():
    exercise = Exercise(-5, "a =", diagnoses={-2: "One channel."}, explanation="Why.")
    assert state_of(exercise) == {
        "answer": -5,
        "label": "a =",
        "choices": None,
        "diagnoses": [[-2, "One channel."]],
        "explanation": "Why.",
        "tolerance": 0,
        "given": None,
        "solved": False,
        "kind": "exercise",
    }


def test_matrices_and_choices_reach_the_page():
    wrong = np.array([[4, 3], [2, 1]])
    matrix = state_of(Exercise(np.eye(2, dtype=int), diagnoses=[(wrong, "Turned.")]))
    assert matrix["answer"] == [[1, 0], [0, 1]]
    assert matrix["diagnoses"] == [[wrong.tolist(), "Turned."]]
    choice = state_of(Exercise("left", choices=LEFT_RIGHT, diagnoses={"right": "No."}))
    assert (choice["answer"], choice["choices"]) == ("left", LEFT_RIGHT)
    assert choice["diagnoses"] == [["right", "No."]]


@pytest.mark.parametrize(
    ("answer", "tolerance"),
    [
        (3, 0),
        (3.0, 0),
        (0.5, 0.05),
        (-2.25, 0.005),
        (0.67, 0.005),
        (1e-7, 0.5e-7),
        (1.5e-7, 0.5e-8),
        ([[1.0, 2.0]], 0),
        ([[1, 0.25]], 0.005),
        (np.float32(0.5), 0.05),
    ],
)
def test_decimals_say_how_exact_an_answer_must_be(answer, tolerance):
    assert Exercise(answer).tolerance == pytest.approx(tolerance, rel=1e-12)
    assert Exercise(answer, tolerance=0.1).tolerance == 0.1


REFUSED = [
    ((True,), {}, TypeError, "answer must be a number, got True"),
    ((None,), {}, TypeError, "answer must be a number, got None"),
    ((1j,), {}, TypeError, "answer must be a number"),
    ((float("nan"),), {}, ValueError, "answer must lie within"),
    ((2_000_000,), {}, ValueError, "answer must lie within"),
    (("left",), {}, TypeError, "a number or a matrix unless there are choices"),
    (([1, 2],), {}, ValueError, r"answer must have the axes \(rows, columns\)"),
    (([[]],), {}, ValueError, "none of them empty"),
    (([[1], [2, 3]],), {}, ValueError, "rows of equal length"),
    ((np.ones((9, 2)),), {}, ValueError, r"at most 8 × 8, got shape \(9, 2\)"),
    ((1, ""), {}, ValueError, "label must not be empty"),
    ((1, " "), {}, ValueError, "label must not be empty"),
    ((1, 2), {}, TypeError, "label must be a str, got 2"),
    ((1,), {"explanation": None}, TypeError, "explanation must be a str"),
    ((1,), {"tolerance": -1}, ValueError, "tolerance must be at least 0"),
    ((1,), {"tolerance": "1"}, TypeError, "tolerance must be a number"),
    ((1,), {"tolerance": float("inf")}, ValueError, "tolerance must lie within"),
    (("left",), {"choices": ["left"]}, ValueError, "at least two different ones"),
    (("left",), {"choices": ["left", "left"]}, ValueError, "two different ones"),
    (("left",), {"choices": "left"}, TypeError, "choices must be a list of str"),
    (("left",), {"choices": ["left", 1]}, TypeError, r"choices\[1\] must be a str"),
    (("up",), {"choices": LEFT_RIGHT}, ValueError, "one of the choices.*got 'up'"),
    ((1,), {"choices": LEFT_RIGHT}, ValueError, "one of the choices.*got 1"),
    (
        ("left",),
        {"choices": LEFT_RIGHT, "tolerance": 1},
        ValueError,
        "tolerance must be at least 0, and is for numbers",
    ),
    ((1,), {"diagnoses": [(2, "no")]}, TypeError, "diagnoses must be a mapping"),
    ((1,), {"diagnoses": "no"}, TypeError, "diagnoses must be a mapping"),
    ((1,), {"diagnoses": 0}, TypeError, "diagnoses must be a mapping"),
    ((1,), {"diagnoses": {1: "no"}}, ValueError, r"diagnoses\[0\] is the answer"),
    ((0.67,), {"diagnoses": {0.671: "no"}}, ValueError, "is the answer.*tolerance"),
    # The page takes what differs by rounding only for the answer: it never says this.
    ((5,), {"diagnoses": {5 + 1e-10: "no"}}, ValueError, "is the answer.*tolerance"),
    ((1,), {"diagnoses": {2: ""}}, ValueError, r"message of diagnoses\[0\] must not"),
    ((1,), {"diagnoses": {2: 3}}, TypeError, r"message of diagnoses\[0\] must be"),
    ((1,), {"diagnoses": {"2": "no"}}, TypeError, r"diagnoses\[0\] must be a number"),
    ((1,), {"diagnoses": {(2, 3): "no"}}, ValueError, "must have the axes"),
    (
        (0.5,),
        {"diagnoses": {1: "a", 1.01: "b"}},
        ValueError,
        r"is diagnoses\[0\] again",
    ),
    (
        ("left",),
        {"choices": LEFT_RIGHT, "diagnoses": {"left": "no"}},
        ValueError,
        "is the answer",
    ),
    (([[1]],), {"diagnoses": {1: "no"}}, TypeError, r"a list of \(matrix, message\)"),
    (([[1]],), {"diagnoses": [[[2]]]}, TypeError, r"diagnoses\[0\] must be a \(matrix"),
    (([[1]],), {"diagnoses": [([[1]], "no")]}, ValueError, "is the answer"),
    (
        ([[1]],),
        {"diagnoses": [([[1, 2]], "no")]},
        ValueError,
        r"shape of the answer, \(1, 1\), got \(1, 2\)",
    ),
    (
        ([[1]],),
        {"diagnoses": [([[2]], "a"), ([[2]], "b")]},
        ValueError,
        r"diagnoses\[1\] is diagnoses\[0\] again",
    ),
]


@pytest.mark.parametrize(("arguments", "keywords", "error", "message"), REFUSED)
def test_what_makes_no_exercise_is_refused(arguments, keywords, error, message):
    with pytest.raises(error, match=f"^Exercise: .*{message}"):
        Exercise(*arguments, **keywords)


def test_unknown_and_missing_arguments_are_refused():
    with pytest.raises(TypeError, match="unexpected keyword argument 'hints'"):
        Exercise(1, hints=[])
    with pytest.raises(TypeError, match="required positional argument"):
        Exercise()


@pytest.mark.parametrize("name", Exercise(1).state_names)
def test_an_exercise_stays_what_it_is(name):
    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(Exercise(1), name, 2)


def test_what_the_reader_gave_comes_from_the_front_end():
    exercise = Exercise([[1, 2]])
    exercise.set_state({"given": [[1, 3]], "solved": False})
    assert (exercise.given, exercise.solved) == ([[1, 3]], False)
    exercise.set_state({"given": [[1, 2]], "solved": True})
    assert (exercise.given, exercise.solved) == ([[1, 2]], True)


def test_repr_is_the_same_every_time_and_keeps_the_answer():
    exercise = Exercise("left", "It goes", choices=LEFT_RIGHT)
    assert repr(exercise) == "Exercise(label='It goes', choices=('left', 'right'))"
    assert repr(Exercise(-12345)) == "Exercise(label='Your answer')"


def test_bundle_of_formats():
    exercise = Exercise(1)
    data, _ = exercise._repr_mimebundle_()
    assert data["text/plain"] == repr(exercise)
    assert data["text/html"] == exercise.to_html() == Exercise(1).to_html()
    view = data["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == exercise.model_id


@pytest.mark.parametrize(
    ("exercise", "blanks"),
    [
        (Exercise(1), 1),
        (Exercise([[1, 2, 3], [4, 5, 6]]), 6),
        (Exercise("left", choices=LEFT_RIGHT), 2),
    ],
)
def test_without_javascript_there_are_blanks_and_a_way_to_the_solution(
    exercise, blanks
):
    (host,) = parse(f"<body>{exercise.to_html()}").body.iter(include_text=True)
    assert host.attributes["data-kind"] == "exercise"
    assert len(host.css(".blank")) == blanks
    assert "Your answer" in host.text()
    assert "The solution is behind the fold below." in host.text()


def test_texts_are_no_markup():
    nasty = "</script><img src=x>&"
    exercise = Exercise(
        "a", nasty, choices=["a", nasty], diagnoses={nasty: nasty}, explanation=nasty
    )
    assert not parse(exercise.to_html()).css("img")
    assert state_of(Exercise(1, nasty))["label"] == nasty
    assert state_of(exercise)["diagnoses"] == [[nasty, nasty]]


def test_nobody_reads_the_answer_by_accident():
    html = Exercise(
        1234, "is", diagnoses={5678: "Nearly, 步幅."}, explanation="So it is."
    ).to_html()
    for secret in ("1234", "5678", "Nearly", "步幅", "So it"):
        assert secret not in html
