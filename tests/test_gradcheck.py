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


@pytest.mark.parametrize("result", [1j, None, "1"])
def test_what_f_returns_is_checked(result):
    message = "^numerical_gradient: the result of f must hold"
    with pytest.raises(TypeError, match=message):
        numerical_gradient(lambda x: result, [1.0, 2.0])


def test_the_module_names_what_it_has():
    assert gradcheck.__all__ == ["numerical_gradient"]
