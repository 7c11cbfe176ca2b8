"""Hand calculations, read as a person would: every line must come to the result."""

import re

import numpy as np


class Cells:
    """An array that is read as the calculations write it: axes of length 1 left out."""

    def __init__(self, array):
        self.array = np.asarray(array)

    def __getitem__(self, index):
        index = index if isinstance(index, tuple) else (index,)
        return self.array[(0,) * (self.array.ndim - len(index)) + index].item()


def evaluate(expression, **names):
    """Return what a line comes to, read as a person would."""
    python = expression.replace("·", "*").replace("0ᵖ", "0").replace("δ", "delta")
    python = python.replace("∂E/∂p", "to_pooled")
    return eval(python, {"max": lambda *of: max(of), "__builtins__": {}, **names})


def check_lines(calculation, **arrays):
    """Assert that each line, in symbols and in numbers, comes to what it should."""
    names = {name: Cells(array) for name, array in arrays.items()}
    lines, left = [], ""
    for step in calculation.steps:
        left = step.left.text if step.left else left
        right = " ".join(row.text for row in step.rows)
        if not right.startswith(("sum over", "sum of")):
            lines.append((left, right))
    subtotals = {}
    for left, right in lines:
        if part := re.fullmatch(r"s\[(\d+)\]", left):
            value = evaluate(right, **names)
            assert subtotals.setdefault(int(part[1]), value) == value
    for left, right in lines:
        if not re.fullmatch(r"s\[(\d+)\]", left):
            assert evaluate(right, s=subtotals, **names) == calculation.result
    return len(lines)
