"""Measured gradients: right where the right answer is known, careful with the rest."""

import numpy as np
import pytest

from convlib import gradcheck
from convlib.gradcheck import numerical_gradient


def test_known_gradients():
    x = np.linspace(-2, 2, 12).reshape(3, 4)
    for f, expected in [
        (lambda x: (x**2).sum(), 2 * x),
        (lambda x: (x**3).sum(), 3 * x**2),
        (lambda x: np.sin(x).prod(), np.cos(x) / np.sin(x) * np.sin(x).prod()),
        (lambda x: x[1, 2] * x[0, 3], np.eye(12)[6].reshape(3, 4) * x[0, 3]),
    ]:
        if expected[1, 2] == x[0, 3]:
            expected = expected + np.eye(12)[3].reshape(3, 4) * x[1, 2]
        np.testing.assert_allclose(numerical_gradient(f, x), expected, atol=1e-9)


def test_every_element_is_nudged_both_ways_and_nothing_else():
    x = np.array([[1, 2, 3]])
    seen = []
    numerical_gradient(lambda x: seen.append(x) or 0, x, h=0.25)
    np.testing.assert_array_equal(
        np.concatenate(seen) - x,
        [
            [0.25, 0, 0],
            [-0.25, 0, 0],
            [0, 0.25, 0],
            [0, -0.25, 0],
            [0, 0, 0.25],
            [0, 0, -0.25],
        ],
    )


def test_the_function_cannot_change_x():
    def spoiling(x):
        value = x.sum()
        x[...] = 99
        return value

    x = np.ones((2, 3))
    np.testing.assert_allclose(numerical_gradient(spoiling, x), np.ones((2, 3)))
    np.testing.assert_array_equal(x, np.ones((2, 3)))


def test_single_numbers_lists_and_empty_arrays():
    slope = numerical_gradient(lambda x: 3 * x, 2)
    assert slope.shape == () and slope == pytest.approx(3)
    lists = numerical_gradient(lambda x: [[x @ x]], [1, 2])
    np.testing.assert_allclose(lists, [2, 4])
    assert numerical_gradient(lambda x: 0, np.ones((2, 0))).shape == (2, 0)


def test_the_rounding_of_the_step_is_accounted_for():
    x = np.array([1e6 / 3])
    assert numerical_gradient(lambda x: x[0], x, h=1e-5)[0] == 1


def test_at_a_kink_it_is_the_mean_of_both_slopes():
    assert numerical_gradient(lambda x: max(x, 0), 0.0) == pytest.approx(0.5)


def test_nan_and_infinity_pass_through():
    gradient = numerical_gradient(lambda x: np.where(x > 0, x, np.nan).sum(), [1, -1])
    assert np.isnan(gradient).all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"f": None}, TypeError, "f must be callable, got None"),
        ({"x": "x"}, TypeError, "x must hold numbers"),
        ({"x": [1j]}, TypeError, "x must hold real numbers"),
        ({"h": 0}, ValueError, "h must be positive and finite, got 0"),
        ({"h": -1e-5}, ValueError, "h must be positive"),
        ({"h": np.inf}, ValueError, "h must be positive and finite"),
        ({"h": "small"}, TypeError, "h must be a number, got 'small'"),
        ({"h": True}, TypeError, "h must be a number, got True"),
        (
            {"x": [1, 1e20]},
            ValueError,
            r"h 1e-05 is lost in the rounding of x, 1e\+20 at \(1,\)",
        ),
        ({"f": lambda x: x}, ValueError, "f must return one number, got an array of"),
        ({"f": lambda x: 1j}, TypeError, "the result of f must hold real numbers"),
        ({"f": lambda x: None}, TypeError, "the result of f must hold numbers"),
    ],
)
def test_refuses(arguments, error, message):
    with pytest.raises(error, match=f"^numerical_gradient: {message}"):
        numerical_gradient(**{"f": np.sum, "x": [1.0, 2.0], **arguments})


def test_the_module_names_what_it_has():
    assert gradcheck.__all__ == ["numerical_gradient"]
