"""One library in a process of its own: `speed` starts one for each that it compares.

Threads that wait for work keep a core busy, and in one process those of two libraries
would disturb one another.  A worker reads questions from its standard input and answers on
its standard output until the input ends.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
import tracemalloc
from importlib import metadata
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from peers import PEERS, Array, Arrays, Call, Case

ROOT = Path(__file__).parents[1]
#: Rows of a square matrix, and numbers of an array that is copied.
RATE_SIDE, RATE_COPIED = 1024, 2**25
NAMED = ("numpy", "torch", "scipy", "onnx")


class Worker:
    """The process of a library, as seen from outside.

    Parameters
    ----------
    library : str
        Which of `peers.PEERS` it is.
    python : Path
        The interpreter that has the library.
    threads : int
        How many it may use.
    busy : bool
        Count the processor's time instead of the time on the wall.
    """

    def __init__(self, library: str, python: Path, threads: int, busy: bool) -> None:
        self.library = library
        count = {name: str(threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
        self.process = subprocess.Popen(
            [python, __file__, library, "busy" if busy else "wall"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **count, "PYTHONPATH": str(ROOT)},
        )
        self.versions: dict[str, str] = self._ask("versions")

    def prepare(self, operation: str, dtype: str, case: Case) -> list[Array] | None:
        """Get ready for turns; return the results, None if there is no such operation."""
        results: list[Array] | None = self._ask("prepare", operation, dtype, case)
        return results

    def turn(self, count: int) -> float:
        """Return the seconds of a call, the mean of so many."""
        return float(self._ask("turn", count))

    def extra_memory(self) -> int:
        """Return `extra_memory` of a call."""
        return int(self._ask("extra_memory"))

    def rates(self) -> dict[str, float]:
        """Return `Answers.rates`."""
        found: dict[str, float] = self._ask("rates")
        return found

    def _ask(self, *question: Any) -> Any:
        assert self.process.stdin and self.process.stdout
        pickle.dump(question, self.process.stdin)
        self.process.stdin.flush()
        return pickle.load(self.process.stdout)

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def arrays(case: Case, dtype: str) -> Arrays:
    """Return the same random numbers each time."""
    rng = np.random.default_rng(0)
    shapes = (case.input, case.weight, case.weight[:1], case.output)
    return Arrays(*(rng.standard_normal(shape).astype(dtype) for shape in shapes))


def as_arrays(result: Any) -> list[Array]:
    """Return the result of a call as a list of arrays."""
    several = isinstance(result, tuple | list)
    return [np.asarray(one) for one in (result if several else [result])]


def extra_memory(call: Call) -> int:
    """Return the bytes that were in use at the peak, beyond the result."""
    call()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    result = call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - before - sum(array.nbytes for array in as_arrays(result))


class Answers:
    """What a worker answers; each question is a method."""

    call: Call

    def __init__(self, library: str, clock: str) -> None:
        self.library = library
        self.clock = time.process_time if clock == "busy" else time.perf_counter

    def versions(self) -> dict[str, str]:
        """Return which packages there are."""
        found = {}
        for name in NAMED:
            try:
                found[name] = metadata.version(name)
            except metadata.PackageNotFoundError:
                continue
        return found

    def prepare(self, operation: str, dtype: str, case: Case) -> list[Array] | None:
        """See `Worker.prepare`."""
        numbers = arrays(case, dtype)
        if operation == "pooling":
            case = case.pooled
        call = PEERS[self.library](case, operation, numbers)
        if call is None:
            return None
        self.call = call
        return as_arrays(call())

    def turn(self, count: int) -> float:
        """See `Worker.turn`."""
        if count > 1:
            self.call()  # what has been evicted from the cache since the last turn
        start = self.clock()
        for _ in range(count):
            self.call()
        return (self.clock() - start) / count

    def rates(self) -> dict[str, float]:
        """Return what NumPy gets out of this machine, in float32, in a second.

        Operations of a product of two large matrices, a multiplication and an addition
        being two, and bytes read and written by a copy that no cache can hold.
        """
        square = np.ones((RATE_SIDE, RATE_SIDE), np.float32)
        long = np.ones(RATE_COPIED, np.float32)
        works: dict[str, tuple[Call, int]] = {
            "operations": (lambda: square @ square, 2 * RATE_SIDE**3),
            "bytes": (lambda: np.copyto(target, long), 2 * long.nbytes),
        }
        target = np.empty_like(long)
        rates = {}
        for name, (self.call, amount) in works.items():
            rates[name] = amount / min(self.turn(2) for _ in range(5))
        return rates

    def extra_memory(self) -> int:
        """See `Worker.extra_memory`."""
        return extra_memory(self.call)


def main(answers: Answers, questions: BinaryIO, replies: BinaryIO) -> None:
    """Answer until there are no more questions."""
    while True:
        try:
            name, *arguments = pickle.load(questions)
        except EOFError:
            return
        pickle.dump(getattr(answers, name)(*arguments), replies)
        replies.flush()


if __name__ == "__main__":
    # What a library prints goes to the standard error: the output is for answers.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    main(Answers(*sys.argv[1:]), sys.stdin.buffer, replies)
