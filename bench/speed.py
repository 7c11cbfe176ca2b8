"""How long convlib takes, beside other libraries: ``make bench`` or this file alone.

All libraries take turns within one process, so that a machine that slows down slows all
of them down; the table holds medians over the turns.  Their results are compared before
anything is timed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from peers import PEERS, Arrays, Call, Case

CASES = (
    Case("5×5, 3×3", (1, 1, 5, 5), (1, 1, 3, 3)),
    Case("3×5×5, 2 of 3×3, stride 2", (1, 3, 5, 5), (2, 3, 3, 3), 2, 1),
    Case("64×1×28×28, 16 of 3×3", (64, 1, 28, 28), (16, 1, 3, 3)),
    Case("64×6×14×14, 16 of 5×5", (64, 6, 14, 14), (16, 6, 5, 5)),
    Case("64×1×8×8, 16 of 3×3", (64, 1, 8, 8), (16, 1, 3, 3)),
    Case("3×512×512, 3 of 5×5", (1, 3, 512, 512), (3, 3, 5, 5), padding=2),
    Case("8×64×56×56, 64 of 3×3", (8, 64, 56, 56), (64, 64, 3, 3), padding=1),
    Case("8×256×28×28, 256 of 3×3", (8, 256, 28, 28), (256, 256, 3, 3), padding=1),
    Case("4×3×224×224, 64 of 7×7, stride 2", (4, 3, 224, 224), (64, 3, 7, 7), 2, 3),
    Case(
        "8×128×28×28, depthwise 3×3",
        (8, 128, 28, 28),
        (128, 1, 3, 3),
        padding=1,
        groups=128,
    ),
    Case(
        "4×64×56×56, 64 of 3×3, dilation 2",
        (4, 64, 56, 56),
        (64, 64, 3, 3),
        padding=2,
        dilation=2,
    ),
)
OPERATIONS = ("forward", "backward", "transposed", "pooling")
DTYPES = ("float32", "float64")

#: Seconds for one library in one turn, and between turns: threads that wait for work
#: keep a core busy for some milliseconds, and would slow the next library down.
TURN, PAUSE = 0.02, 0.03


def arrays(case: Case, operation: str, dtype: str) -> Arrays:
    """Return the same random numbers each time."""
    rng = np.random.default_rng(0)
    shapes = (case.input, case.weight, case.weight[:1], case.output)
    return Arrays(*(rng.standard_normal(shape).astype(dtype) for shape in shapes))


def calls(case: Case, operation: str, dtype: str) -> dict[str, Call]:
    """Return what to call for each library that has the operation; all agree."""
    numbers = arrays(case, operation, dtype)
    prepared = {
        name: call
        for name, prepare in PEERS.items()
        if (call := prepare(case, operation, numbers)) is not None
    }
    expected = _results(prepared["convlib"]())
    for name, call in prepared.items():
        for ours, theirs in zip(expected, _results(call()), strict=True):
            if not agree(ours, theirs):
                raise AssertionError(f"{name} disagrees: {operation} of {case}")
    return prepared


def _results(result: Any) -> list[np.ndarray[Any, Any]]:
    several = isinstance(result, tuple | list)
    return [np.asarray(one) for one in (result if several else [result])]


def agree(ours: np.ndarray[Any, Any], theirs: np.ndarray[Any, Any]) -> bool:
    """Whether two results are the same but for rounding."""
    tolerance = 1e-3 if ours.dtype == np.float32 else 1e-9
    return ours.shape == theirs.shape and bool(
        np.abs(ours - theirs).max() <= tolerance * max(1, np.abs(ours).max())
    )


def measure(prepared: dict[str, Call], turns: int) -> dict[str, float]:
    """Return the median seconds of a call for each library."""
    counts = {name: max(1, round(TURN / _seconds(prepared[name], 1))) for name in prepared}
    measured: dict[str, list[float]] = {name: [] for name in prepared}
    for _ in range(turns):
        for name, call in prepared.items():
            time.sleep(PAUSE)
            call()  # what has been evicted from the cache since its last turn
            measured[name].append(_seconds(call, counts[name]))
    return {name: statistics.median(seconds) for name, seconds in measured.items()}


def _seconds(call: Call, count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - start) / count


def extra_memory(call: Call) -> int:
    """Return the bytes that were in use at the peak, beyond the result."""
    call()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    result = call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - before - sum(array.nbytes for array in _results(result))


def rows(turns: int) -> Iterator[dict[str, Any]]:
    """Measure everything, one row of the table after the other."""
    for operation in OPERATIONS:
        for dtype in DTYPES:
            for case in CASES:
                prepared = calls(case, operation, dtype)
                yield {
                    "operation": operation,
                    "dtype": dtype,
                    "case": case.name,
                    "seconds": measure(prepared, turns),
                    "extra_bytes": extra_memory(prepared["convlib"]),
                }
