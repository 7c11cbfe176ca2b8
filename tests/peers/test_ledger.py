"""The bookkeeping sees what is wrong: a difference, a silence, a shrinking comparison."""

import numpy as np
import pytest
from ledger import Difference, Ledger, close

LARGE = Difference("large numbers", lambda case: case > 9, "too large")


def check(case):
    """Refuse what is large, fail on what is negative."""
    if case > 9:
        raise ValueError(f"{case} is too large")
    assert case >= 0


def test_each_case_is_compared_or_refused():
    ledger = Ledger("numbers", [LARGE])
    for case in (1, 2, 10):
        ledger.enter(case, check)
    ledger.close(lambda *_: None, 2)
    assert (ledger.equal, ledger.refused) == (2, {"large numbers": 1})


def test_what_is_wrong_is_seen():
    ledger = Ledger("numbers", [LARGE])
    with pytest.raises(AssertionError):
        ledger.enter(-1, check)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        ledger.enter(10, lambda case: None)
    with pytest.raises(AssertionError, match="names none"):
        Ledger("numbers", [Difference("large", lambda case: True, "tall")]).enter(
            10, check
        )
    with pytest.raises(AssertionError, match="only 0"):
        ledger.close(lambda *_: None, 1)
    with pytest.raises(AssertionError, match="no case shows"):
        ledger.close(lambda *_: None, 0)


@pytest.mark.parametrize(
    ("found", "wanted", "exact"),
    [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-11]), False),
        (np.array([1.0]), np.array([1.0 + 1e-15]), True),
        (np.array([np.nan]), np.array([0.0]), False),
        (np.array([1.0], "f4"), np.array([1.0]), False),
        (np.array([[1]]), np.array([1]), False),
        (np.array([257]), np.array([2], "u1"), False),
    ],
)
def test_unlike_results_are_seen(found, wanted, exact):
    with pytest.raises(AssertionError):
        close(found, wanted, exact)


def test_like_results_are_equal():
    close(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-14]))
    close(np.array([258]), np.array([2], "u1"))  # summed in int8, it overflows
    close(np.array([2.75]), np.array([2]))  # an average whose fraction is cut off
    close(0.5, np.float32(0.5))
