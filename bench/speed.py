"""How long convlib takes, beside other libraries: ``make bench`` or this file alone.

All libraries take turns within one process, so that a machine that slows down slows all
of them down; the table holds medians over the turns.  Their results are compared before
anything is timed.

On a machine that does other work too, time on the wall measures that work.  There
``OMP_NUM_THREADS=1 .venv/bin/python bench/speed.py --busy`` counts the processor's time
in one thread, and takes the shortest turn.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

# Read by OpenBLAS and by PyTorch when they are loaded.
THREADS = int(os.environ.setdefault("OMP_NUM_THREADS", "2"))

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

#: A call that takes longer than this is timed once.
LONG = 0.5


def arrays(case: Case, dtype: str) -> Arrays:
    """Return the same random numbers each time."""
    rng = np.random.default_rng(0)
    shapes = (case.input, case.weight, case.weight[:1], case.output)
    return Arrays(*(rng.standard_normal(shape).astype(dtype) for shape in shapes))


def calls(case: Case, operation: str, dtype: str) -> dict[str, Call]:
    """Return what to call for each library that has the operation; all agree."""
    numbers = arrays(case, dtype)
    if operation == "pooling":
        case = case.pooled
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


class Stopwatch:
    """Turns of several calls, by the clock on the wall or by the processor's."""

    def __init__(self, turns: int, busy: bool) -> None:
        self.turns, self.busy = turns, busy
        self.clock = time.thread_time if busy else time.perf_counter

    def measure(self, prepared: dict[str, Call]) -> dict[str, float]:
        """Return the seconds of a call for each library: the median of its turns."""
        seconds = {name: [self._turn(call, 1)] for name, call in prepared.items()}
        counts = {
            name: max(1, round(TURN / first)) for name, (first,) in seconds.items()
        }
        for turn in range(self.turns):
            for name, call in prepared.items():
                if seconds[name][0] < LONG:
                    if turn == 0:
                        seconds[name].clear()
                    seconds[name].append(self._turn(call, counts[name]))
        typical = min if self.busy else statistics.median
        return {name: typical(several) for name, several in seconds.items()}

    def _turn(self, call: Call, count: int) -> float:
        if not self.busy:
            time.sleep(PAUSE)
        if count > 1:
            call()  # what has been evicted from the cache since its last turn
        start = self.clock()
        for _ in range(count):
            call()
        return (self.clock() - start) / count


def extra_memory(call: Call) -> int:
    """Return the bytes that were in use at the peak, beyond the result."""
    call()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    result = call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - before - sum(array.nbytes for array in _results(result))


def rows(
    stopwatch: Stopwatch, operations: Sequence[str], cases: Sequence[Case]
) -> Iterator[dict[str, Any]]:
    """Measure everything, one row of the table after the other."""
    for operation in operations:
        for dtype in DTYPES:
            for case in cases:
                prepared = calls(case, operation, dtype)
                yield {
                    "operation": operation,
                    "dtype": dtype,
                    "case": case.name,
                    "seconds": stopwatch.measure(prepared),
                    "extra_bytes": extra_memory(prepared["convlib"]),
                }


def exponents(
    stopwatch: Stopwatch, operations: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Fit time ~ size ** exponent for layers that grow in one respect only."""
    factors = np.array([1, 2, 4, 8])
    layers = {
        "pixels": [((4, 16, 64 * f, 64), (16, 16, 3, 3)) for f in factors],
        "batch": [((4 * f, 16, 64, 64), (16, 16, 3, 3)) for f in factors],
        "channels": [((4, 16 * f, 64, 64), (16, 16 * f, 3, 3)) for f in factors],
    }
    fitted: dict[str, dict[str, float]] = {}
    for operation in operations:
        fitted[operation] = {}
        for name, sizes in layers.items():
            prepared = {}
            for factor, (input, weight) in zip(factors, sizes, strict=True):
                case = Case(name, input, weight, padding=1)
                numbers = arrays(case, "float32")
                prepared[str(factor)] = PEERS["convlib"](case, operation, numbers)
            seconds = stopwatch.measure({n: c for n, c in prepared.items() if c})
            slope, _ = np.polyfit(np.log(factors), np.log([*seconds.values()]), 1)
            fitted[operation][name] = float(slope)
    return fitted


def environment(stopwatch: Stopwatch) -> dict[str, Any]:
    """Say what was measured, and on what."""
    versions = {}
    for name in ("numpy", "torch", "scipy", "onnx"):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {
        "processor": processor(),
        "threads": THREADS,
        "clock": "processor" if stopwatch.busy else "wall",
        "python": platform.python_version(),
        **versions,
    }


def processor() -> str:
    """Return the processor's own name for itself, where that can be found."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()


def geometric_mean(values: list[float]) -> float:
    """Return the n-th root of the product."""
    return float(np.exp(np.mean(np.log(values))))


def line(row: dict[str, Any]) -> str:
    """Return a row as text: milliseconds, and how many times convlib's the others are."""
    own = row["seconds"]["convlib"]
    others = "".join(
        f"{own / row['seconds'][name]:9.2f}" if name in row["seconds"] else f"{'-':>9}"
        for name in [*PEERS][1:]
    )
    memory = row["extra_bytes"] / 2**20
    return f"{row['case']:36}{1e3 * own:10.3f}{others}{memory:9.1f}"


def summary(table: list[dict[str, Any]]) -> Iterator[str]:
    """Say for each operation and library how convlib compares, all cases together."""
    for operation in OPERATIONS:
        for name in [*PEERS][1:]:
            ratios = [
                row["seconds"]["convlib"] / row["seconds"][name]
                for row in table
                if row["operation"] == operation and name in row["seconds"]
            ]
            if ratios:
                yield (
                    f"{operation:12}{name:10}geometric mean {geometric_mean(ratios):5.2f}"
                    f"   from {min(ratios):5.2f} to {max(ratios):5.2f}"
                )


def main() -> None:
    """Measure, and print as it goes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    parser.add_argument(
        "--only", nargs="+", choices=OPERATIONS, default=OPERATIONS, help="operations"
    )
    parser.add_argument("--busy", action="store_true", help="count processor time")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    if options.busy and THREADS != 1:
        parser.error("--busy needs OMP_NUM_THREADS=1: it counts one thread only")
    stopwatch = Stopwatch(turns=2 if options.quick else 5, busy=options.busy)
    about = environment(stopwatch)
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    print("convlib in milliseconds; its time divided by the others'; extra MiB at peak")
    table = []
    for row in rows(stopwatch, options.only, CASES):
        if row["case"] == CASES[0].name:
            peers = "".join(f"{name:>9}" for name in [*PEERS][1:])
            title = f"{row['operation']}, {row['dtype']}"
            print(f"\n{title:36}{'ms':>10}{peers}{'MiB':>9}")
        print(line(row), flush=True)
        table.append(row)
    print("", *summary(table), sep="\n")
    fitted = exponents(stopwatch, options.only)
    print("\ntime ~ size ** exponent")
    for operation, powers in fitted.items():
        print(f"{operation:12}" + "".join(f"{n} {p:.2f}   " for n, p in powers.items()))
    if options.json:
        record = {"environment": about, "rows": table, "exponents": fitted}
        options.json.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
