"""What CI tries of a test, and what everybody does: some of its parameters are enough."""

from collections.abc import Collection, Iterable

import pytest


def thorough_beyond(some: Collection[str], values: Iterable[str]) -> list:
    """Return all values as parameters: those that are not among some are for CI."""
    mark = pytest.mark.thorough
    return [v if v in some else pytest.param(v, marks=mark) for v in values]
