"""The benchmark measures the same work everywhere, and adds its figures up rightly."""

import numpy as np
import peers
import pytest
import speed

SMALL = [case for case in speed.CASES if case.multiplications < 10**6]


@pytest.mark.parametrize("operation", speed.OPERATIONS)
@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.name)
def test_all_libraries_agree(case, operation):
    assert {"convlib", "einsum"} <= set(speed.calls(case, operation, "float64"))


def test_a_library_that_computes_something_else_is_seen(monkeypatch):
    def wrong(case, operation, arrays):
        return lambda: peers.by_einsum(case, operation, arrays)() + 1

    monkeypatch.setitem(speed.PEERS, "wrong", wrong)
    with pytest.raises(AssertionError, match="wrong disagrees: forward"):
        speed.calls(speed.CASES[0], "forward", "float32")


def test_summary():
    def row(own, other):
        seconds = {"convlib": own, "einsum": other}
        return {"operation": "forward", "seconds": seconds}

    (line,) = speed.summary([row(1.0, 4.0), row(1.0, 1.0)])
    assert line.split()[:2] == ["forward", "einsum"]
    assert [float(word) for word in line.split() if "." in word] == [0.5, 0.25, 1]


def test_extra_memory_counts_what_is_neither_there_before_nor_returned():
    kept = np.zeros(1000)

    def call():
        buffer = np.ones(10**6)
        return kept + buffer[:1000]

    assert abs(speed.extra_memory(call) - 8 * 10**6) < 10**4
