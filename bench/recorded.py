"""The stored experiment once more: ``make bench`` or this file alone.

What the book says of five networks comes from a record that takes half an hour to make.
Here each of them learns again from the first of its starts, and what it gets right stands
beside the record. The same libraries give the same share to the last digit. Others add up
in another order, which a thousand steps make large: a share may differ by as much as the
starts of its network differ from each other.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bounds import Bounds

from convlib import data

sys.path.append(str(Path(__file__).parent.parent / "experiments"))
import segmentation


def print_shares(bounds: Bounds, steps: int = segmentation.STEPS) -> None:
    """Print the digit pixels that are right, learned again and on record, in percent."""
    rows = data.segmentation()["rows"]
    scenes = segmentation.Scenes(held_out=True, seed=1000)
    images, classes = scenes.batch(segmentation.TEST_SCENES)
    print(f"{'Learned again, digit pixels right':38}{'now':>9}{'stored':>9}", end="")
    print(f"{'differ':>9}{'at most':>9}")
    for name in dict.fromkeys(row["network"] for row in rows):
        starts = [100 * row["digit pixels"] for row in rows if row["network"] == name]
        network = segmentation.learn(name, 0, steps)
        now = 100 * segmentation.judge(network, images, classes)[0]["digit pixels"]
        spread = max(starts) - min(starts)
        print(f"{name:38}{now:9.2f}{starts[0]:9.2f}", end="")
        print(bounds.beside(abs(now - starts[0]), spread), flush=True)


def main() -> None:
    """Learn, and print as it goes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--report", action="store_true", help="only print, end with 0")
    chosen = parser.parse_args()
    bounds = Bounds()
    print_shares(bounds)
    sys.exit(None if chosen.report else bounds.verdict())


if __name__ == "__main__":
    main()
