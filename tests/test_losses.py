"""Scores, their logarithms and the losses of them: place by place, measured, PyTorch's."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st

from convlib import (
    cross_entropy,
    cross_entropy_backward,
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
    softmax,
)
from convlib.gradcheck import numerical_gradient

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE / "golden" / "losses.json").read_text("utf-8"))["cases"]
REDUCTIONS = ("mean", "sum", "none")


class Case(NamedTuple):
    """The arguments of a loss."""

    input: np.ndarray  # (N, K, ...)
    target: np.ndarray  # (N, ...)
    weight: np.ndarray | None  # (K,)
    ignore_index: int
    reduction: str

    def of(self, loss: Any, **changed: Any) -> Any:
        """Return what a loss or its gradient is."""
        input, target, weight, ignored, reduction = self._replace(**changed)
        return loss(input, target, weight, ignore_index=ignored, reduction=reduction)


@st.composite
def cases(draw: st.DrawFn, reductions: tuple[str, ...] = REDUCTIONS) -> Case:
    """Losses of up to two further axes, with and without weights and missing labels."""
    count = draw(st.integers(1, 4))
    batch, *rest = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    ignored = draw(st.sampled_from([-100, 0, count - 1, 7]))
    target = rng.integers(0, count, (batch, *rest))
    if draw(st.booleans()):
        target[rng.random(target.shape) < 0.3] = ignored
    return Case(
        rng.integers(-64, 65, (batch, count, *rest)) / 16,
        target,
        rng.integers(1, 17, count) / 4 if draw(st.booleans()) else None,
        ignored,
        draw(st.sampled_from(reductions)),
    )


def close(found: Any, wanted: Any) -> None:
    np.testing.assert_allclose(found, wanted, rtol=1e-13, atol=1e-13)


@given(cases())
def test_losses_place_by_place(case):
    logarithms = oracles.log_softmax(case.input, 1)
    expected = oracles.nll_loss(logarithms, *case[1:])
    found = case.of(cross_entropy)
    close(found, expected)
    assert type(found) is (np.ndarray if case.reduction == "none" else float)
    close(case.of(nll_loss, input=logarithms), expected)


@strategies.fewest
@given(cases(("mean", "sum")))
def test_gradients_against_finite_differences(case):
    for loss, backward in [
        (cross_entropy, cross_entropy_backward),
        (nll_loss, nll_loss_backward),
    ]:
        grad = case.of(backward)
        if np.isnan(case.of(loss)):  # nothing counts
            np.testing.assert_array_equal(grad, 0)
            return
        measured = numerical_gradient(
            lambda z, loss=loss: case.of(loss, input=z), case.input
        )
        np.testing.assert_allclose(grad, measured, rtol=1e-7, atol=1e-8)


@strategies.fewer
@given(cases(("none",)))
def test_each_loss_depends_on_its_own_scores_only(case):
    for backward in (cross_entropy_backward, nll_loss_backward):
        own, total = case.of(backward), case.of(backward, reduction="sum")
        np.testing.assert_array_equal(own, total)
    assume(case.input.shape[0] > 1)
    first = case._replace(input=case.input[:1], target=case.target[:1])
    np.testing.assert_array_equal(first.of(cross_entropy), case.of(cross_entropy)[:1])


@strategies.fewer
@given(cases())
def test_the_loss_is_one_of_the_other(case):
    """Cross-entropy is the loss of log-softmax, and its gradient goes through both."""
    logarithms = log_softmax(case.input, 1)
    close(case.of(cross_entropy), case.of(nll_loss, input=logarithms))
    back = log_softmax_backward(case.of(nll_loss_backward), case.input, 1)
    close(case.of(cross_entropy_backward), back)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_against_pytorch(case):
    logarithms = np.array(case["log_softmax"])
    close(log_softmax(case["input"], 0 if logarithms.ndim == 1 else 1), logarithms)
    arguments = {name: case[name] for name in ("weight", "ignore_index", "reduction")}
    input, target = case["input"], case["target"]
    close(cross_entropy(input, target, **arguments), case["cross_entropy"])
    close(nll_loss(logarithms, target, **arguments), case["cross_entropy"])
    close(cross_entropy_backward(input, target, **arguments), case["grad_input"])
    close(nll_loss_backward(logarithms, target, **arguments), case["grad_nll"])


def test_there_are_enough_golden_cases():
    assert len(GOLDEN) >= 20
    assert {case["reduction"] for case in GOLDEN} == set(REDUCTIONS)
    assert any(case["weight"] for case in GOLDEN)
    assert {np.ndim(case["input"]) for case in GOLDEN} == {1, 2, 3, 4}
    flat = [np.ravel(case["target"]) for case in GOLDEN]
    assert any(
        case["ignore_index"] in target
        for case, target in zip(GOLDEN, flat, strict=True)
    )


# --- log-softmax -----------------------------------------------------------------


@strategies.fewer
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.integers(0, 2),
    st.integers(0, 2**32 - 1),
)
def test_log_softmax(shape, axis, seed):
    axis %= len(shape)
    z = np.random.default_rng(seed).integers(-64, 65, shape) / 16
    found = log_softmax(z, axis)
    close(found, oracles.log_softmax(z, axis))
    close(np.exp(found), softmax(z, axis))
    np.testing.assert_array_equal(found, log_softmax(z, axis - len(shape)))
    grad = np.random.default_rng(seed).standard_normal(shape)
    measured = numerical_gradient(lambda z: (log_softmax(z, axis) * grad).sum(), z)
    np.testing.assert_allclose(
        log_softmax_backward(grad, z, axis), measured, rtol=1e-7, atol=1e-8
    )


def test_logarithms_where_probabilities_are_too_small():
    np.testing.assert_array_equal(softmax([0, -1000]), [1, 0])
    np.testing.assert_array_equal(log_softmax([0, -1000]), [0, -1000])
    np.testing.assert_array_equal(log_softmax([-1e308, 1e308]), [-np.inf, 0])
    np.testing.assert_array_equal(log_softmax([0, -np.inf]), [0, -np.inf])
    assert np.isnan(log_softmax([np.inf, 0.0])[0])
    assert str(log_softmax([7])[0]) == "0.0"


@pytest.mark.parametrize("kind", ["float16", "float32", "float64", "int8", "bool"])
def test_dtypes(kind):
    z = np.array([[1, 0], [1, 1]], kind)
    expected = kind if kind.startswith("float") else "float64"
    grad = np.ones((2, 2), kind)
    losses = cross_entropy(z, [0, 1], reduction="none")
    for result in (
        log_softmax(z),
        log_softmax_backward(grad, z),
        losses,
        nll_loss(z, [0, 1], reduction="none"),
        cross_entropy_backward(z, [0, 1]),
        nll_loss_backward(z, [0, 1]),
    ):
        assert result.dtype == expected
    np.testing.assert_allclose(losses, [np.log1p(np.exp(-1)), np.log(2)], rtol=1e-3)
    assert cross_entropy(z, [0, 1], np.ones(2), reduction="none").dtype == "float64"
    narrow = cross_entropy_backward(z, [0, 1], np.ones(2, "float16"))
    assert narrow.dtype == np.result_type(expected, "float16")


def test_unsigned_log_probabilities_do_not_wrap():
    found = nll_loss(np.array([[3, 1]], np.uint8), [0], reduction="none")
    np.testing.assert_array_equal(found, [-3.0])


def test_many_float16_losses_are_summed_in_float32():
    z = np.zeros((5000, 2), np.float16)
    total = cross_entropy(z, np.zeros(5000, int), reduction="sum")
    assert total == pytest.approx(5000 * np.log(2), rel=1e-5)
    weighted = cross_entropy(z, np.zeros(5000, int), np.full(2, 20, np.float16))
    assert weighted == pytest.approx(np.log(2), rel=1e-5)


# --- what counts -----------------------------------------------------------------


def test_the_mean_is_weighted():
    z, weight = np.zeros((3, 2)), [1, 3]
    z[0] = [np.log(3), 0]
    target = [0, 0, 1]
    losses = [-np.log(0.75), np.log(2), 3 * np.log(2)]
    close(cross_entropy(z, target, weight, reduction="none"), losses)
    close(cross_entropy(z, target, weight, reduction="sum"), sum(losses))
    close(cross_entropy(z, target, weight), sum(losses) / (1 + 1 + 3))


def test_what_is_ignored_is_as_if_it_were_not_there():
    rng = np.random.default_rng(0)
    z, target = rng.standard_normal((6, 3)), np.array([0, 9, 2, 1, 9, 0])
    kept = target != 9
    for weight in (None, [0.5, 2, 1]):
        found = cross_entropy(z, target, weight, ignore_index=9)
        close(found, cross_entropy(z[kept], target[kept], weight))
        grad = cross_entropy_backward(z, target, weight, ignore_index=9)
        close(grad[kept], cross_entropy_backward(z[kept], target[kept], weight))
        np.testing.assert_array_equal(grad[~kept], 0)
    # A class can be left out, too: the background, for example.
    found = cross_entropy(z[kept], target[kept], ignore_index=0)
    close(found, cross_entropy(z[[2, 3]], [2, 1]))


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("weight", [None, [1.0, 2.0]])
def test_what_is_ignored_may_be_nan(value, weight):
    z = np.array([[value, 1.0], [1.0, 1.0]])
    for loss, backward in [
        (cross_entropy, cross_entropy_backward),
        (nll_loss, nll_loss_backward),
    ]:
        assert np.isfinite(loss(z, [-100, 0], weight))
        np.testing.assert_array_equal(backward(z, [-100, 0], weight)[0], [0, 0])


def test_if_nothing_counts_the_mean_is_nan_and_the_gradient_0():
    """As in PyTorch."""
    z, target = np.ones((2, 3)), [-100, -100]
    for loss, backward in [
        (cross_entropy, cross_entropy_backward),
        (nll_loss, nll_loss_backward),
    ]:
        assert np.isnan(loss(z, target))
        assert loss(z, target, reduction="sum") == 0
        np.testing.assert_array_equal(loss(z, target, reduction="none"), [0, 0])
        np.testing.assert_array_equal(backward(z, target), np.zeros((2, 3)))
        assert np.isnan(loss(z[:0], []))
        assert loss(z[:0], [], reduction="sum") == 0
        assert loss(
            np.ones((2, 3, 0)), np.ones((2, 0), int), reduction="none"
        ).shape == (
            2,
            0,
        )
    assert np.isnan(cross_entropy(z, [0, 0], [0.0, 1.0, 1.0]))


def test_infinite_weights_of_other_classes_change_nothing():
    z = np.zeros((1, 2))
    weight = [np.inf, 1.0]
    assert nll_loss(z - 1, [1], weight) == 1
    np.testing.assert_array_equal(nll_loss_backward(z - 1, [1], weight), [[0, -1]])
    np.testing.assert_array_equal(cross_entropy_backward(z, [1], weight), [[0.5, -0.5]])


@pytest.mark.parametrize("kind", ["uint8", "int8", "uint64"])
def test_targets_of_every_kind_of_integer(kind):
    z = np.log([[0.25, 0.75], [0.5, 0.5]])
    target = np.array([1, 0], kind)
    close(cross_entropy(z, target, reduction="none"), -np.log([0.75, 0.5]))
    ignored = cross_entropy(z, target, ignore_index=1, reduction="none")
    close(ignored, [0, np.log(2)])
    with pytest.raises(ValueError, match="a class, 0 to 1, got 0 to"):
        cross_entropy(z, np.array([np.iinfo(kind).max, 0], kind))


def test_classes_along_the_last_axis_are_said_to_be_there():
    with pytest.raises(ValueError) as caught:
        cross_entropy(np.ones((2, 5, 6, 3)), np.ones((2, 5, 6), int))
    assert str(caught.value) == (
        "cross_entropy: target must have shape (2, 6, 3), one class for each place of "
        "input, got (2, 5, 6); input (2, 5, 6, 3); if its last axis is K: "
        "numpy.moveaxis(input, -1, 1)"
    )


def test_the_comparison_notices_typical_mistakes():
    case = Case(np.eye(3), np.array([0, 2, 1]), np.array([1.0, 2, 4]), 1, "mean")
    logarithms = oracles.log_softmax(case.input, 1)
    right = oracles.nll_loss(logarithms, *case[1:])
    close(case.of(cross_entropy), right)
    mistakes = {
        "no weights": case.of(cross_entropy, weight=None),
        "an unweighted mean": case.of(cross_entropy, reduction="sum") / 2,
        "a mean over what is ignored": case.of(cross_entropy, reduction="sum") / 3,
        "nothing ignored": case.of(cross_entropy, ignore_index=-100),
        "along the batch": case.of(cross_entropy, input=case.input.T + np.arange(3)),
    }
    for name, wrong in mistakes.items():
        with pytest.raises(AssertionError):
            close(wrong, right)
            pytest.fail(f"{name} was not noticed")
