"""How long convlib takes, beside other libraries: ``make bench`` or this file alone.

Each library works in a process of its own.  They take turns, so that a machine that slows
down slows all of them down, and the table holds medians over the turns.  Their results are
compared before anything is timed.  Every figure that has a bound is printed beside it, and
the program ends with 1 if one is missed.

On a machine that does other work too, time on the wall measures that work.  There
``--busy`` counts the processor's time in one thread, and takes the shortest turn.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from bounds import Bounds
from learning import learn_digits
from peers import PEERS, Array, Case
from worker import ROOT, Worker

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
#: One image, and kernels that grow: from which size on does a Fourier transform pay?
LARGE = tuple(
    Case(f"256×256, {n}×{n}", (1, 1, 256, 256), (1, 1, n, n))
    for n in (3, 7, 15, 31, 63)
)
#: A layer, and the two that make a separable one in its place.
SEPARABLE = {
    "standard": Case("standard", (4, 64, 56, 56), (64, 64, 3, 3), padding=1),
    "depthwise": Case("depthwise", (4, 64, 56, 56), (64, 1, 3, 3), 1, 1, groups=64),
    "pointwise": Case("pointwise", (4, 64, 56, 56), (64, 64, 1, 1)),
}
OPERATIONS = ("forward", "backward", "transposed", "pooling")
DTYPES = ("float32", "float64")

#: Of convlib's times over PyTorch's, forward and backward: the geometric mean, the worst.
MEAN, WORST = 1.0, 3.0
BOUNDED = ("forward", "backward")

#: Microseconds of the processor in one thread for a call on 5×5 pixels, at most.
CALLS = {
    "conv2d": 20,
    "conv2d_backward": 60,
    "conv_transpose2d": 40,
    "convolve2d": 30,
    "max_pool2d": 20,
    "avg_pool2d": 20,
    "unfold": 20,
    "fold": 20,
    "linear": 10,
    "relu": 5,
    "softmax": 10,
    "cross_entropy": 20,
}

#: How often all calls are measured, one after the other: a machine that slows down for
#: some seconds does not slow down the same one each time.
ROUNDS = 3

#: Milliseconds of the processor that `import convlib` takes beyond NumPy, and seconds in
#: which a small network learns handwritten digits, at most.
IMPORT, LEARNING = 20, 20

#: Libraries that are looked for in the environment that `make peers` makes.
APART = ("pytorch", "onnx")
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"

#: Seconds for one library in one turn, and between turns: threads that wait for work
#: keep a core busy for some milliseconds, and would slow the next library down.
TURN, PAUSE = 0.02, 0.03

#: A call that takes longer than this is timed once.
LONG = 0.5


def agree(ours: Array, theirs: Array) -> bool:
    """Whether two results are the same but for rounding."""
    tolerance = 1e-3 if ours.dtype == np.float32 else 1e-9
    return ours.shape == theirs.shape and bool(
        np.abs(ours - theirs).max() <= tolerance * max(1, np.abs(ours).max())
    )


def refuse_disagreement(results: dict[str, list[Array]], what: str) -> None:
    """Raise an error if a library has another result than convlib."""
    for name, theirs in results.items():
        pairs = zip(results["convlib"], theirs, strict=True)
        if not all(agree(ours, other) for ours, other in pairs):
            raise AssertionError(f"{name} disagrees: {what}")


class Comparison:
    """Several libraries, each in its process, that do the same and take turns."""

    def __init__(
        self, pythons: dict[str, Path], turns: int, threads: int, busy: bool
    ) -> None:
        self.turns, self.busy = turns, busy
        self.workers = {
            library: Worker(library, python, threads, busy)
            for library, python in pythons.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self.workers.values():
            worker.close()

    def seconds(self, operation: str, dtype: str, case: Case) -> dict[str, float]:
        """Return the time of a call for each library that has the operation."""
        results = {
            name: result
            for name, worker in self.workers.items()
            if (result := worker.prepare(operation, dtype, case)) is not None
        }
        refuse_disagreement(results, f"{operation} of {case}")
        return self._measure([self.workers[name] for name in results])

    def own_seconds(self, operation: str, dtype: str, case: Case) -> float:
        """Return the time of a call of convlib alone."""
        worker = self.workers["convlib"]
        worker.prepare(operation, dtype, case)
        return self._measure([worker])["convlib"]

    def _measure(self, workers: list[Worker]) -> dict[str, float]:
        first = {worker: worker.turn(1) for worker in workers}
        several: dict[Worker, list[float]] = {worker: [] for worker in workers}
        for _ in range(self.turns):
            for worker in workers:
                if first[worker] < LONG:
                    if not self.busy:
                        time.sleep(PAUSE)
                    count = max(1, round(TURN / first[worker]))
                    several[worker].append(worker.turn(count))
        typical = min if self.busy else statistics.median
        return {w.library: typical(several[w] or [first[w]]) for w in workers}


def rows(
    comparison: Comparison, operations: Sequence[str], cases: Sequence[Case]
) -> Iterator[dict[str, Any]]:
    """Measure everything, one row of the table after the other."""
    for operation in operations:
        for dtype in DTYPES:
            for case in cases:
                yield {
                    "operation": operation,
                    "dtype": dtype,
                    "case": case.name,
                    "seconds": comparison.seconds(operation, dtype, case),
                    "extra_bytes": comparison.workers["convlib"].extra_memory(),
                }


def print_transforms(comparison: Comparison) -> list[dict[str, Any]]:
    """Print how convlib does with kernels that grow beside a Fourier transform."""
    table = []
    print(f"\n{'one kernel on one image, float64, ms':36}{'convlib':>10}{'fft':>9}")
    for case in LARGE:
        found = comparison.seconds("forward", "float64", case)
        seconds = {name: found[name] for name in ("convlib", "fft")}
        own, other = (1e3 * value for value in seconds.values())
        print(f"{case.name:36}{own:10.3f}{other:9.3f}", flush=True)
        table.append({"kernel": case.weight[2], "seconds": seconds})
    return table


def print_separable(comparison: Comparison) -> dict[str, dict[str, float]]:
    """Print how long a layer takes, and the two that may stand in its place."""
    print(f"\n{'64 channels to 64, float32, ms':36}{'convlib':>10}{'pytorch':>9}")
    found = {}
    for name, case in SEPARABLE.items():
        seconds = comparison.seconds("forward", "float32", case)
        found[name] = {peer: seconds[peer] for peer in PEERS if peer in seconds}
        shown = (1e3 * seconds.get(peer, np.nan) for peer in ("convlib", "pytorch"))
        print(f"{name:36}{next(shown):10.3f}{next(shown):9.3f}", flush=True)
    return found


def exponents(
    comparison: Comparison, operations: Sequence[str]
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
            seconds = [
                comparison.own_seconds(
                    operation, "float32", Case(name, input, weight, padding=1)
                )
                for input, weight in sizes
            ]
            slope, _ = np.polyfit(np.log(factors), np.log(seconds), 1)
            fitted[operation][name] = float(slope)
    return fitted


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


def summary(table: list[dict[str, Any]], bounds: Bounds) -> Iterator[str]:
    """Say for each operation, dtype and library how convlib compares, all cases together.

    Beside PyTorch with what the mean and the worst may be.
    """
    kinds = dict.fromkeys((row["operation"], row["dtype"]) for row in table)
    for operation, dtype in kinds:
        for name in [*PEERS][1:]:
            ratios = [
                row["seconds"]["convlib"] / row["seconds"][name]
                for row in table
                if (row["operation"], row["dtype"]) == (operation, dtype)
                and name in row["seconds"]
            ]
            if not ratios:
                continue
            mean, worst = geometric_mean(ratios), max(ratios)
            begin = f"{operation:12}{dtype:9}{name:9}"
            if name == "pytorch" and operation in BOUNDED:
                yield f"{begin} mean{bounds.beside(mean, MEAN)}"
                yield f"{begin}worst{bounds.beside(worst, WORST)}"
            else:
                yield f"{begin} mean{mean:9.2f}   worst {worst:.2f}"


def print_calls(comparison: Comparison, bounds: Bounds) -> None:
    """Print what a call costs that has next to nothing to compute."""
    title = "a call on 5×5, µs of the processor"
    print(f"\n{title:38}{'pytorch':>9}{'signal':>9}{'convlib':>9}{'at most':>9}")
    cases = dict.fromkeys(CALLS, CASES[0])
    cases["conv_transpose2d"] = CASES[0]._replace(stride=2)
    rounds = [
        {
            name: comparison.seconds(name, "float64", case)
            for name, case in cases.items()
        }
        for _ in range(ROUNDS)
    ]
    for name, most in CALLS.items():
        several = [found[name] for found in rounds]
        seconds = {peer: min(s[peer] for s in several) for peer in several[0]}
        others = "".join(
            f"{1e6 * seconds[peer]:9.1f}" if peer in seconds else f"{'-':>9}"
            for peer in ("pytorch", "signal")
        )
        own = bounds.beside(1e6 * seconds["convlib"], most)
        print(f"{name:38}{others}{own}", flush=True)


def import_cost() -> float:
    """Return the milliseconds of the processor that `import convlib` takes."""
    code = "import numpy, time; start = time.process_time(); import convlib; "
    code += "print(1e3 * (time.process_time() - start))"
    command = [sys.executable, "-c", code]
    with tempfile.TemporaryDirectory() as cache:
        # As it is installed: with bytecode, which the first run leaves for the others.
        bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": cache}
        environment = {**os.environ, **bytecode}
        _, *several = (
            float(subprocess.check_output(command, cwd=ROOT, env=environment))
            for _ in range(6)
        )
    return min(several)


def print_waits(bounds: Bounds) -> None:
    """Print what a reader waits for before anything, and for a network that learns."""
    title = "import convlib, ms of the processor"
    print(f"{title:56}{bounds.beside(import_cost(), IMPORT)}", flush=True)
    start = time.process_time()
    learn_digits()
    took = time.process_time() - start
    title = "learning handwritten digits, s of the processor"
    print(f"{title:56}{bounds.beside(took, LEARNING)}", flush=True)


def print_layers(
    comparison: Comparison, operations: Sequence[str], bounds: Bounds
) -> dict[str, Any]:
    """Print the table of layers and what follows from it; return the figures."""
    table = []
    print(
        "\nconvlib in milliseconds; its time divided by the others'; extra MiB at peak"
    )
    for row in rows(comparison, operations, CASES):
        if row["case"] == CASES[0].name:
            peers = "".join(f"{name:>9}" for name in [*PEERS][1:])
            title = f"{row['operation']}, {row['dtype']}"
            print(f"\n{title:36}{'ms':>10}{peers}{'MiB':>9}")
        print(line(row), flush=True)
        table.append(row)
    print(f"\n{'time of convlib over that of the others':44}at most", flush=True)
    print(*summary(table, bounds), sep="\n")
    fitted = exponents(comparison, operations)
    print("\ntime ~ size ** exponent")
    for operation, powers in fitted.items():
        print(f"{operation:12}" + "".join(f"{n} {p:.2f}   " for n, p in powers.items()))
    return {"rows": table, "exponents": fitted}


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    parser.add_argument(
        "--only", nargs="+", choices=OPERATIONS, default=OPERATIONS, help="operations"
    )
    parser.add_argument("--threads", type=int, default=2, help="of each library")
    parser.add_argument(
        "--busy", action="store_true", help="count processor time, in one thread"
    )
    parser.add_argument("--report", action="store_true", help="only print, end with 0")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument(
        "--peers", type=Path, default=PEERS_PYTHON, help="a Python with PyTorch, ONNX"
    )
    return parser.parse_args()


def main() -> None:
    """Measure, and print as it goes."""
    chosen = options()
    own = Path(sys.executable)
    apart = chosen.peers if chosen.peers.exists() else own
    pythons = {name: apart if name in APART else own for name in PEERS}
    threads = 1 if chosen.busy else chosen.threads
    turns = 2 if chosen.quick else 5
    bounds = Bounds()
    with Comparison(pythons, turns, threads, chosen.busy) as comparison:
        workers = comparison.workers
        about = {
            "processor": processor(),
            "threads": threads,
            "clock": "processor" if chosen.busy else "wall",
            "python": platform.python_version(),
            **workers["pytorch"].versions,
            **workers["convlib"].versions,
        }
        print(", ".join(f"{name} {value}" for name, value in about.items()))
        if "torch" not in about:
            print(f"no PyTorch in {apart}, so no bound beside it: see `make peers`")
        rates = workers["convlib"].rates()
        print(
            ", ".join(f"{value / 1e9:.1f} G{name}/s" for name, value in rates.items())
        )
        found = print_layers(comparison, chosen.only, bounds)
        found["transforms"] = print_transforms(comparison)
        found["separable"] = print_separable(comparison)
    with Comparison(pythons, turns, threads=1, busy=True) as comparison:
        print_calls(comparison, bounds)
    print_waits(bounds)
    if chosen.json:
        record = {"environment": about, "rates": rates, **found}
        chosen.json.write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    sys.exit(None if chosen.report else bounds.verdict())


if __name__ == "__main__":
    main()
