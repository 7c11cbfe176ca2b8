"""Exercises in which the reader writes a function: each way of being wrong has words."""

import numpy as np
import pytest

import convlib
from convlib.tasks import Task

IMAGE = np.array([[1, 2, 0], [0, 1, 3], [2, 0, 1]])
KERNEL = np.array([[1, 2], [3, 4]])
TURNED = "The kernel is turned."
TRANSPOSED = "Rows and columns are swapped."
task = Task(
    convlib.conv2d,
    [(IMAGE, KERNEL), (np.arange(20).reshape(4, 5), KERNEL)],
    {
        TURNED: lambda x, w: convlib.conv2d(x, w[::-1, ::-1]),
        TRANSPOSED: lambda x, w: convlib.conv2d(x, w.T),
    },
)


def said(function):
    verdict = task.check(function)
    assert repr(verdict) == verdict.words
    return verdict


def test_right():
    def mine(x, w):
        rows = range(len(x) - 1)
        return [
            [(x[i : i + 2, j : j + 2] * w).sum() for j in range(x.shape[1] - 1)]
            for i in rows
        ]

    assert said(mine) == (True, "Right in all 2 cases.")
    one = Task(abs, [(-1,)])
    assert one.check(abs) == (True, "Right.")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (lambda x, w: convlib.conv2d(x, w[::-1, ::-1]), TURNED),
        (lambda x, w: convlib.conv2d(x, w.T), TRANSPOSED),
        (lambda x, w: convlib.conv2d(x, w) + 1, None),
        (lambda x, w: convlib.conv2d(x, w)[0], None),
        (lambda x, w: "four", None),
        (lambda x, w: [[1], [2, 3]], None),
    ],
)
def test_a_mistake_is_named_if_it_is_one(wrong, named):
    right, words = said(wrong)
    assert not right
    call, first, *rest = words.splitlines()
    assert call.startswith("Not yet: <lambda>([[1, 2, 0], [0, 1, 3], [2, 0, 1]], ")
    assert first.endswith(", and [[9, 17], [8, 11]] is right.")
    assert rest == ([named] if named else [])


def test_what_returns_nothing_or_stops():
    assert said(lambda x, w: None).words.endswith("returns nothing. Is there a return?")

    def stops(x, w):
        return x[7]

    assert "stops(" in said(stops).words
    assert "stops with IndexError: index 7 is out of bounds" in said(stops).words


def test_what_goes_wrong_later_is_said_of_that_case():
    small = task.cases[0][0][0]

    def square(x, w):
        found = convlib.conv2d(x, w)
        return found if x.shape == small.shape else found.T

    assert said(square).words.startswith("Not yet: square(<array of 4×5>, ")


def test_arguments_stay_what_they_are():
    def greedy(x, w):
        found = convlib.conv2d(x, w)
        x[...] = 0
        return found

    assert said(greedy).words.endswith("changes what it is given.")
    assert IMAGE[0, 0] == 1
    assert said(convlib.conv2d).right


def test_tuples_are_compared_part_by_part():
    two = Task(lambda x: (x + 1, x * 2), [(np.array([1.0, 2]),)])
    assert two.check(lambda x: (1 + x, x + x)).right
    for wrong in (lambda x: (x + 1, x), lambda x: (x + 1,), lambda x: x + 1):
        assert not two.check(wrong).right
    assert "and ([2.0, 3.0], [2.0, 4.0]) is right" in two.check(lambda x: x).words


def test_tasks_that_could_not_tell_are_refused():
    with pytest.raises(ValueError, match="^cases must hold at least one tuple"):
        Task(abs, [])
    with pytest.raises(ValueError, match="^cases do not tell what is right from: No "):
        Task(abs, [(1,)], {"No sign.": lambda n: n})
    words = "Two mistakes give the same."
    both = Task(abs, [(-2,)], {words: lambda n: n, "Again.": lambda n: n * 1})
    assert words not in both.check(lambda n: n).words
