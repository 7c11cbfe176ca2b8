"""Bookkeeping: each case of a peer is compared, or refused for a reason that is checked."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

#: How far two sums of the same numbers may lie apart, relative to the largest of them.
TOLERANCE = {"float64": 1e-13, "float32": 1e-5, "float16": 2e-3}


@dataclass(frozen=True)
class Difference:
    """What a peer takes and `convlib` refuses.

    Attributes
    ----------
    reason : str
        In words.
    holds : callable
        Tells of a case whether it is one of these.
    says : str
        What the message of `convlib` says then, as a regular expression.
    """

    reason: str
    holds: Callable[[Any], bool]
    says: str


@dataclass
class Ledger:
    """The cases of one operation: each is entered once."""

    title: str
    differences: Sequence[Difference] = ()
    equal: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def enter(self, case: Any, check: Callable[[Any], None]) -> None:
        """Check a case, or see that it is refused as a difference says."""
        known = [one for one in self.differences if one.holds(case)]
        if not known:
            check(case)
            self.equal += 1
            return
        with pytest.raises((TypeError, ValueError)) as refusal:
            check(case)
        text = str(refusal.value)
        named = [one.reason for one in known if re.search(one.says, text)]
        assert named, f"{self.title}: {text!r} names none of {known}"
        self.refused[named[0]] += 1

    def close(self, record: Callable[[str, object], None], least: int) -> None:
        """Report the counts; to compare less than `least`, unnoticed, is a failure."""
        lines = [f"{self.equal:6,}  {self.title}"]
        lines += [f"{n:14,}  refused: {reason}" for reason, n in self.refused.items()]
        record("ledger", "\n".join(lines))
        assert self.equal >= least, f"{self.title}: only {self.equal} are compared"
        unused = {one.reason for one in self.differences} - set(self.refused)
        assert not unused, f"{self.title}: no case shows {unused}"


def close(found: Any, wanted: Any, exact: bool = False) -> None:
    """Compare a result with a peer's; its dtype says how exactly, where sums are made.

    Integers are the peer's own: `convlib` sums in int64, where none overflows, and an
    average of integers is a float here, whose fraction others cut off.
    """
    wanted = np.asarray(wanted)
    found = wanted.dtype.type(found) if isinstance(found, float) else np.asarray(found)
    assert found.shape == wanted.shape
    if exact or wanted.dtype.kind in "iub":
        np.testing.assert_array_equal(found.astype(wanted.dtype), wanted)
        return
    assert found.dtype == wanted.dtype
    tolerance = TOLERANCE[str(wanted.real.dtype)]
    finite = wanted[np.isfinite(wanted)]
    largest = np.abs(finite).max(initial=1)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance * float(largest))
