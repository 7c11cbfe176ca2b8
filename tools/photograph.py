"""Make the small grey photograph of the book from the one that matplotlib brings.

python tools/photograph.py    writes convlib/data/photograph.csv.gz
"""

import gzip
import io
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.cbook import get_sample_data

from convlib import avg_pool2d, conv2d

STORED = Path(__file__).parent.parent / "convlib" / "data" / "photograph.csv.gz"
#: How bright red, green and blue look to us (ITU-R BT.601).
THOUSANDTHS = np.array([299, 587, 114]).reshape(1, 3, 1, 1)


def photograph():
    """Return the upper 128 rows: grey by a 1 × 1 convolution, small by averages."""
    with get_sample_data("grace_hopper.jpg") as file:
        colours = plt.imread(file, format="jpg").transpose(2, 0, 1).astype(int)
    grey = avg_pool2d(conv2d(colours, THOUSANDTHS), 4)[0] // 1000
    return grey[:128].astype(int)


if __name__ == "__main__":
    lines = io.StringIO()
    np.savetxt(lines, photograph(), "%d", ",")
    STORED.write_bytes(gzip.compress(lines.getvalue().encode("ascii"), mtime=0))
