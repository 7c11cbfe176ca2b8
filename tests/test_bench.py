"""The benchmark measures the same work everywhere, and adds its figures up rightly."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest
import recorded
import segmentation
import speed
import training
import webkit
import worker
from bounds import Bounds
from node.learn import learned

from convlib import data

SMALL = [case for case in speed.CASES if case.multiplications < 10**6]


def computed(operation, case):
    """Return the results of all libraries that are here and have the operation."""
    answers = {name: worker.Answers(name, "busy") for name in speed.PEERS}
    results = {
        name: one.prepare(operation, "float64", case) for name, one in answers.items()
    }
    return {name: result for name, result in results.items() if result is not None}


@pytest.mark.parametrize("operation", speed.OPERATIONS)
@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.name)
def test_all_libraries_agree(case, operation):
    results = computed(operation, case)
    assert {"convlib", "columns"} <= set(results)
    speed.refuse_disagreement(results, operation)


def test_a_fourier_transform_agrees():
    results = computed("forward", speed.LARGE[1])
    assert {"convlib", "fft"} <= set(results)
    speed.refuse_disagreement(results, "forward")


def test_separable_layers_fit_into_the_place_of_the_standard_one():
    standard, depthwise, pointwise = speed.SEPARABLE.values()
    assert depthwise.input == standard.input
    assert pointwise.input == depthwise.output
    assert pointwise.output == standard.output


@pytest.mark.parametrize("name", speed.CALLS)
def test_single_calls_agree(name):
    results = computed(name, speed.CASES[0])
    assert ("signal" in results) == (name == "convolve2d")
    speed.refuse_disagreement(results, name)


def test_a_library_that_computes_something_else_is_seen():
    results = computed("forward", speed.CASES[0])
    results["wrong"] = [array + 1 for array in results["columns"]]
    with pytest.raises(AssertionError, match="wrong disagrees: forward"):
        speed.refuse_disagreement(results, "forward")


def test_a_worker_computes_what_this_process_does():
    case = speed.CASES[0]
    there = worker.Worker("columns", Path(sys.executable), threads=1, busy=True)
    assert there.versions["numpy"] == np.__version__
    assert there.prepare("pooling", "float64", case) is not None
    assert there.prepare("relu", "float64", case) is None
    (result,) = there.prepare("forward", "float64", case)
    np.testing.assert_allclose(result, computed("forward", case)["columns"][0])
    assert there.turn(3) >= 0
    assert there.extra_memory() > 0
    assert there.rates().keys() == {"operations", "bytes"}
    there.close()
    assert there.process.returncode == 0


def test_rates_are_the_work_of_a_second():
    """By a clock that ticks once from look to look: no machine is fast or slow by it."""
    here = worker.Answers("columns", "busy")
    here.clock = itertools.count().__next__
    square, long = worker.RATE_SIDE, worker.RATE_COPIED
    assert here.rates() == {
        "operations": 2 * (square * square * 2 * square),
        "bytes": 2 * (4 * long + 4 * long),
    }


def row(own, other, library="pytorch", operation="forward"):
    seconds = {"convlib": own, library: other}
    return {"operation": operation, "dtype": "float32", "seconds": seconds}


def test_means_and_worst_stand_beside_their_bounds():
    bounds = speed.Bounds()
    mean, worst = speed.summary([row(1.0, 4.0), row(1.0, 1.0)], bounds)
    assert mean.split() == ["forward", "float32", "pytorch", "mean", "0.50", "1.00"]
    assert worst.split() == ["forward", "float32", "pytorch", "worst", "1.00", "3.00"]
    assert bounds.verdict() is None
    *_, worst = speed.summary([row(4.0, 1.0), row(1.0, 8.0)], bounds)
    assert worst.split()[-3:] == ["4.00", "3.00", "missed"]
    assert bounds.verdict() == "1 bounds missed"
    [*speed.summary([row(4.0, 1.0, "columns")], bounds)]
    [*speed.summary([row(4.0, 1.0, operation="pooling")], bounds)]
    assert bounds.missed == 1


def test_extra_memory_counts_what_is_neither_there_before_nor_returned():
    kept = np.zeros(1000)

    def call():
        buffer = np.ones(10**6)
        return kept + buffer[:1000]

    assert abs(worker.extra_memory(call) - 8 * 10**6) < 10**4


def test_training_is_that_of_the_page_and_of_convlib():
    (found,) = training.trained([("network", "ties")], [7], steps=20)
    expected = learned(("network", "ties"), 7)["answers"]
    _, labels = data.digits()
    assert found["right"] == np.sum(expected == labels[::5])
    assert [len(found["times"][name]) for name in ("alone", "read")] == [16, 4]


def test_a_learner_that_there_is_not_is_an_error():
    with pytest.raises(RuntimeError, match="TypeError"):
        training.trained([("forest", None)], [0], steps=1)


@pytest.mark.parametrize(("off", "missed"), [(0, 0), (0.06, 1)])
def test_what_is_learned_again_stands_beside_the_record(off, missed, monkeypatch):
    name, steps = "pooling", 2
    monkeypatch.setattr(segmentation, "TEST_SCENES", 9)
    scenes = segmentation.Scenes(held_out=True, seed=1000).batch(9)
    shares, _ = segmentation.judge(segmentation.learn(name, 0, steps), *scenes)
    starts = [shares["digit pixels"] + step for step in (off, off + 0.05)]
    rows = [{"network": name, "digit pixels": share} for share in starts]
    monkeypatch.setattr(data, "segmentation", lambda: {"rows": rows})
    bounds = Bounds()
    recorded.print_shares(bounds, steps)
    assert bounds.missed == missed


@pytest.mark.parametrize(("own", "missed"), [([3.0, 6.0], 0), ([3.2, 6.0], 1)])
def test_webkit_stands_beside_chromium_in_the_mean_of_the_pages(own, missed, capsys):
    bounds = Bounds()
    webkit.print_ratios(bounds, ["one", "other"], [[own[0], 1.0], [own[1], 8.0]])
    _, one, other, mean = capsys.readouterr().out.splitlines()
    assert (one.split()[-1], other.split()[-1]) == (f"{own[0]:.2f}", "0.75")
    assert ("missed" in mean, bounds.missed) == (bool(missed), missed)


def test_the_round_that_fetches_files_does_not_count():
    """By engines that say how many visits there were: 0 to 3 are the first round."""
    count = itertools.count()
    visits = (lambda _: next(count), lambda _: next(count))
    times = webkit.medians(visits, ["one", "other"])
    middle = 4 * (webkit.ROUNDS + 1) // 2
    assert times == [[middle, middle + 1], [middle + 2, middle + 3]]
    assert next(count) == 4 * (webkit.ROUNDS + 1)
