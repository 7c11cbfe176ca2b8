"""The explorer `learn-kernel`, without a browser: steps, losses, mistakes, rates."""

import math

import numpy as np
import pytest
import strategies
from explorer_examples import example
from hypothesis import given
from hypothesis import strategies as st

import convlib
from convlib import examples
from convlib.gradcheck import numerical_gradient
from convlib.widgets import LearnKernel
from convlib.widgets.learn_kernel import learning
from convlib.widgets.traits import ArgumentTypeError, ArgumentValueError

seeds = st.integers(0, 2**32 - 1)
every_mistake = pytest.mark.parametrize("mistake", learning.MISTAKES)


def notes(mistake="none", steps=0, **changed) -> LearnKernel:
    """Return the example of the chapter, so many steps on."""
    explorer = example("learn-kernel")
    changed = {"mistake": mistake, "steps": steps, "step": steps, **changed}
    for name, value in changed.items():
        setattr(explorer, name, value)
    return explorer


def drawn(seed: int, noise: bool = False) -> LearnKernel:
    """Return a random task; with `noise`, one that no kernel solves."""
    rng = np.random.default_rng(seed)
    image = rng.integers(-3, 4, rng.integers(2, 8, 2))
    kernel, hidden = rng.integers(
        -3, 4, (2, *np.minimum(image.shape, rng.integers(1, 4, 2)))
    )
    target = convlib.conv2d(image, hidden)
    return LearnKernel(image, target + noise * rng.normal(size=target.shape), kernel)


def loss(explorer: LearnKernel, kernel: np.ndarray) -> float:
    """Return the loss as it is defined."""
    error = convlib.conv2d(explorer.image, kernel) - explorer.target
    return sum(e * e for e in error.ravel()) / 2


def test_the_steps_of_the_chapter_can_be_followed_by_hand():
    explorer = notes()
    assert explorer.error.tolist() == [[-2, 0, -2], [0, 2, -2], [0, 2, -2]]
    assert explorer.grad_kernel.tolist() == [[-6, 4], [-8, 2]]
    assert (explorer.loss, explorer.learning_rate) == (12, 0.1)
    explorer.steps = explorer.step = 1
    np.testing.assert_allclose(explorer.learned, [[1.6, 0.6], [-0.2, -1.2]])
    np.testing.assert_allclose(explorer.losses, [12, 4.54])
    explorer.steps = explorer.step = learning.MOST
    assert explorer.loss < 1e-15
    np.testing.assert_allclose(
        explorer.learned, examples.tiny_cnn.filters[0], atol=1e-6
    )
    explorer.step = 0
    assert explorer.loss == 12, "walked back"
    assert len(explorer.losses) == learning.MOST + 1


@given(seeds, st.booleans())
@strategies.fewer
def test_each_step_is_that_of_convlib(seed, noise):
    explorer = drawn(seed, noise)
    explorer.steps = explorer.step = 7
    kernel, losses = explorer.kernel, [loss(explorer, explorer.kernel)]
    for _ in range(7):
        error = convlib.conv2d(explorer.image, kernel) - explorer.target
        gradient = convlib.conv2d_backward(error, explorer.image, kernel)[1]
        kernel = kernel - explorer.learning_rate * gradient
        losses.append(loss(explorer, kernel))
    np.testing.assert_allclose(explorer.learned, kernel, atol=1e-12)
    np.testing.assert_allclose(explorer.losses, losses, atol=1e-12)
    np.testing.assert_array_equal(explorer.losses, explorer.right_losses)
    assert explorer.loss == explorer.losses[-1]
    tables = dict(explorer.tables())
    np.testing.assert_array_equal(tables["Kernel"], explorer.learned)
    np.testing.assert_array_equal(tables["Output"] - tables["Target"], tables["Error"])


@given(seeds)
@strategies.fewest
def test_the_gradient_is_measured(seed):
    """Of the half sum of squares; divided by their number, that of their mean."""
    explorer = drawn(seed, noise=True)
    measured = numerical_gradient(lambda w: loss(explorer, w), explorer.kernel)
    np.testing.assert_allclose(explorer.grad_kernel, measured, atol=1e-5)
    explorer.mistake = "mean"
    np.testing.assert_allclose(
        explorer.grad_kernel, measured / explorer.target.size, atol=1e-5
    )
    explorer.mistake = "turned_gradient"
    np.testing.assert_allclose(explorer.grad_kernel, measured[::-1, ::-1], atol=1e-5)


def hessian(explorer: LearnKernel) -> np.ndarray:
    """Return the second derivatives: how the gradient changes with each weight."""

    def gradient(kernel: np.ndarray) -> np.ndarray:
        error = convlib.conv2d(explorer.image, kernel)
        return convlib.conv2d_backward(error, explorer.image, kernel)[1].ravel()

    size = explorer.kernel.size
    units = np.eye(size).reshape(size, *explorer.kernel.shape)
    return np.array([gradient(unit) for unit in units])


@given(seeds)
@strategies.fewest
def test_below_the_largest_rate_it_learns_and_above_it_diverges(seed):
    """The start is wrong in the steepest direction, where it shows at once."""
    explorer = drawn(seed)
    values, directions = np.linalg.eigh(hessian(explorer))
    if values[-1] == 0:
        assert math.isinf(explorer.largest_rate)
        return
    assert explorer.largest_rate == pytest.approx(2 / values[-1])
    hidden = np.linalg.lstsq(
        convlib.unfold(explorer.image, explorer.kernel.shape).T,
        explorer.target.ravel(),
        rcond=None,
    )[0]
    explorer.kernel = (hidden + directions[:, -1]).reshape(explorer.kernel.shape)
    explorer.steps = learning.MOST
    explorer.learning_rate = 0.98 * explorer.largest_rate
    assert len(explorer.losses) == learning.MOST + 1
    assert explorer.losses[-1] < 1e-2 * explorer.losses[0]
    explorer.learning_rate = 1.05 * explorer.largest_rate
    assert len(explorer.losses) < learning.MOST
    assert explorer.losses[-2] <= learning.DIVERGED * explorer.losses[0]
    assert explorer.losses[-1] > learning.DIVERGED * explorer.losses[0]


def test_a_run_that_diverged_stays_at_its_last_step():
    explorer = notes(steps=100, learning_rate=0.22)
    ends = len(explorer.losses) - 1
    assert ends < 20
    last = explorer.learned
    explorer.step = ends
    np.testing.assert_array_equal(explorer.learned, last)
    explorer.step = ends - 1
    assert explorer.loss < explorer.losses[-1]


def test_at_too_large_a_rate_the_first_step_may_still_help():
    losses = notes(steps=100, learning_rate=0.15).losses
    assert losses[1] < losses[0] < losses[-1]


# What each mistake leads to: what the page says of it


def test_turned_deltas_stop_at_a_wrong_kernel():
    explorer = notes("turned_deltas", 200)
    assert explorer.loss == pytest.approx(1, abs=0.01)
    assert explorer.least_loss == 0
    assert abs(explorer.grad_kernel).max() < 0.01 < abs(explorer.error).max()
    assert explorer.right_losses[-1] < 1e-15


def test_a_turned_gradient_diverges_here():
    assert notes("turned_gradient", 200).losses[-1] > 12_000


def test_few_deltas_are_enough_only_where_one_kernel_makes_all_outputs_right():
    assert notes("few_deltas", 200).loss < 1e-15
    target = notes().target.copy()
    target[2, 2] += 2  # which is none of the four
    explorer = notes("few_deltas", 200, target=target)
    assert explorer.least_loss == pytest.approx(1.558, abs=0.001)
    assert explorer.loss == pytest.approx(2)
    assert explorer.right_losses[-1] == pytest.approx(explorer.least_loss)


@given(seeds)
@strategies.fewer
def test_up_the_hill_every_step_makes_the_loss_larger(seed):
    explorer = drawn(seed, noise=True)
    explorer.mistake, explorer.steps = "uphill", 20
    if abs(explorer.grad_kernel).max() > 0:
        assert (np.diff(explorer.losses) > 0).all()


def test_the_mean_learns_as_the_sum_does_at_a_smaller_rate():
    explorer = notes("mean", 50)
    again = notes("none", 50, learning_rate=0.1 / 9)
    np.testing.assert_allclose(explorer.losses, again.losses)


# Rates, and what no kernel can make


@pytest.mark.parametrize(
    ("largest", "rate"),
    [
        (0.1443, 0.1),
        (0.1, 0.07),
        (2, 1.4),
        (1 / 3, 0.23),
        (3e-5, 2.1e-5),
        (1e9, 7e5),
        (math.inf, 0.1),
    ],
)
def test_rates_that_fit_have_two_digits(largest, rate):
    assert learning.fitting_rate(largest) == rate


def test_nothing_is_learned_from_a_blank_image():
    explorer = LearnKernel(np.zeros((3, 3), int), np.ones((2, 2), int), np.ones((2, 2)))
    assert math.isinf(explorer.largest_rate)
    assert (explorer.learning_rate, explorer.least_loss) == (0.1, 2)
    explorer.steps = explorer.step = 5
    assert explorer.losses.tolist() == [2] * 6


def test_the_least_loss_is_that_of_the_best_kernel():
    assert LearnKernel([[1, 1]], [[0, 2]], [[5]]).least_loss == 1
    assert LearnKernel([[1, 1]], [[2, 2]], [[5]]).least_loss == 0
    explorer = drawn(3, noise=True)
    explorer.learning_rate = 0.5 * explorer.largest_rate
    explorer.steps = learning.MOST
    assert 0 < explorer.least_loss <= explorer.losses[-1] < 1.1 * explorer.least_loss


@given(st.integers(0, 9999))
@strategies.fewer
def test_drawn_targets_can_be_learned(seed):
    explorer = notes("mean", 9)
    explorer.draw(seed)
    assert explorer.seed == seed
    assert (explorer.steps, explorer.step) == (0, 0)
    assert explorer.least_loss == 0
    assert explorer.learning_rate < explorer.largest_rate
    again = LearnKernel(explorer.image, explorer.target, explorer.kernel)
    assert again.learning_rate == explorer.learning_rate
    again.draw(seed)
    np.testing.assert_array_equal(again.target, explorer.target)
    explorer.target = explorer.target + 1
    assert explorer.seed == 0


# What cannot be shown


def test_a_rate_that_is_given_is_kept_or_refused():
    made = notes()
    task = made.image, made.target, made.kernel
    assert LearnKernel(*task, 7).learning_rate == 7
    with pytest.raises(
        ArgumentValueError, match="learning_rate must be above 0, got 0"
    ):
        LearnKernel(*task, learning_rate=0)


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        (
            "target",
            [[1, 2]],
            ArgumentValueError,
            r"target must have the shape .* \(3, 3\)",
        ),
        (
            "kernel",
            np.ones((5, 1)),
            ArgumentValueError,
            "effective kernel 5 × 1 exceeds",
        ),
        (
            "learning_rate",
            0,
            ArgumentValueError,
            "learning_rate must be above 0, got 0",
        ),
        ("learning_rate", -0.1, ArgumentValueError, "must be above 0, got -0.1"),
        ("learning_rate", "0.1", ArgumentTypeError, "learning_rate must be a number"),
        ("mistake", "bias", ArgumentValueError, "mistake must be one of none, turned_"),
        ("steps", 201, ArgumentValueError, "steps must be at most 200, got 201"),
        ("step", -1, ArgumentValueError, "step must be at least 0"),
        (
            "selection",
            ("output", 0, 0),
            ArgumentValueError,
            "selection must be None or",
        ),
    ],
)
def test_what_cannot_be_shown_is_refused(name, value, error, message):
    explorer = notes()
    before = explorer.state()
    with pytest.raises(error, match=message):
        setattr(explorer, name, value)
    assert explorer.state() == before


@every_mistake
def test_a_program_says_what_the_mistake_is(mistake):
    for library in ("numpy", "torch"):
        code = notes(mistake).code(library)
        assert ("# the mistake" in code) == (mistake != "none")
        assert "{" not in code


def test_a_kernel_that_does_not_fit_is_refused():
    with pytest.raises(ArgumentValueError, match="effective kernel 3 × 3 exceeds"):
        LearnKernel([[1, 2], [3, 4]], [[1]], np.ones((3, 3), int))
