"""Matrices as programs print and write them, and the rows that `paste.js` is to read."""

import csv
import io
from typing import Any

import numpy as np

MATRICES = 150
BRACKETS = str.maketrans("[]", "()")


def spellings(array: np.ndarray) -> dict[str, str]:
    """Return a matrix as a reader may have it in the clipboard."""
    rows = [[repr(value) for value in row] for row in array.tolist()]
    written = io.StringIO()
    csv.writer(written).writerows(array.tolist())
    european = [[text.replace(".", ",") for text in row] for row in rows]
    nested = str(array.tolist())
    with np.printoptions(floatmode="unique", linewidth=60, threshold=10_000):
        printed, shown = str(array), repr(array)
    return {
        "spreadsheet": "\n".join("\t".join(row) for row in rows) + "\n",
        "its decimal commas": "\r\n".join("\t".join(row) for row in european),
        "CSV": written.getvalue(),
        "CSV with semicolons": "\n".join(";".join(row) for row in european),
        "list": nested,
        "list over several lines": nested.replace("], [", "],\n    ["),
        "tuple": nested.translate(BRACKETS),
        "rows alone": nested[1:-1].replace("], [", "]\n["),
        "NumPy prints": printed,
        "NumPy shows": shown,
        "a program": f"image = np.array({nested}, dtype=np.float64)\n",
        "PyTorch": f"tensor([[{nested}]], device='cuda:0', dtype=torch.float64)",
        "MATLAB": f"A = [{'; '.join(' '.join(row) for row in rows)}];",
        "MATLAB with commas": f"[{'; '.join(', '.join(row) for row in rows)}]",
        "MATLAB over lines": f"[{chr(10).join(' '.join(row) for row in rows)}]",
        "signs as typeset": "\n".join("  ".join(row) for row in rows).replace("-", "−"),
    }


def cases() -> list[dict[str, Any]]:
    """Return random matrices, of whole numbers and of fractions, in every spelling.

    A row of one number, which is for its cell, and one with commas alone say less than
    they mean, and are tried by hand.
    """
    rng = np.random.default_rng(0)
    found = []
    for number in range(MATRICES):
        shape = rng.integers([2, 2], 13)
        array = rng.integers(-99, 100, shape)
        if number % 2:
            array = array / rng.choice([4, 10, 3])
        found.append({"matrix": array.tolist(), "texts": spellings(array)})
    return found
