"""The explorer `pooling`: max and average pooling, there and back."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import numpy as np
import traitlets

import convlib
from convlib._axis import Axis
from convlib._words import _
from convlib.widgets.explorer import Explorer
from convlib.widgets.practice import Mistake, Task
from convlib.widgets.traits import (
    ArgumentValueError,
    Array,
    Flag,
    OneOf,
    Selection,
    Whole,
)


def pooled(of: Any) -> np.ndarray:
    """Return what the windows pass on, shape (oH, oW)."""
    pool = convlib.max_pool2d if of.mode == "max" else convlib.avg_pool2d
    return pool(of.feature_map, of.kernel_size, of.stride)


def passed_back(of: Any) -> np.ndarray:
    """Return the gradient of the map, shape (H, W); the last window's if `assigned`."""
    if getattr(of, "assigned", False):
        return _assigned(of)
    is_max = of.mode == "max"
    backward = convlib.max_pool2d_backward if is_max else convlib.avg_pool2d_backward
    return backward(of.grad_output, of.feature_map, of.kernel_size, of.stride)


def _assigned(of: Any) -> np.ndarray:
    """Return what is left if each window assigns where it must add."""
    left = np.zeros(of.feature_map.shape)
    rows, columns = (Axis(n, of.kernel_size, of.stride) for n in left.shape)
    for i, j in np.ndindex(rows.count, columns.count):
        places = np.ix_(rows.reads(i), columns.reads(j))
        window = of.feature_map[places]
        if of.mode == "max":
            m, n = np.unravel_index(window.argmax(), window.shape)
            left[rows.reads(i)[m], columns.reads(j)[n]] = of.grad_output[i, j]
        else:
            left[places] = of.grad_output[i, j] / window.size
    return left


#: For each window as many as it has cells.
CELLS = ("multiply", "kernel_size", "kernel_size")
IS_MAX, IS_AVERAGE = ("equal", "mode", "max"), ("equal", "mode", "average")
FORWARD_MISTAKES = {
    "average_for_max": Mistake({"mode": "average"}, IS_MAX),
    "max_for_average": Mistake({"mode": "max"}, IS_AVERAGE),
    "sum_for_average": Mistake(
        {"feature_map": ("multiply", "feature_map", CELLS)}, IS_AVERAGE
    ),
    "stride_forgotten": Mistake({"stride": 1}),
    "windows_touch": Mistake(
        {"stride": "kernel_size"}, ("not", ("equal", "kernel_size", 1))
    ),
    "swapped": Mistake({"feature_map": ("transpose", "feature_map")}),
}
BACKWARD_MISTAKES = {
    "assigned": Mistake({"assigned": True}),
    "back_to_all": Mistake(
        {"mode": "average", "grad_output": ("multiply", "grad_output", CELLS)}, IS_MAX
    ),
    "back_shared": Mistake({"mode": "average"}, IS_MAX),
    "back_to_largest": Mistake({"mode": "max"}, IS_AVERAGE),
    "back_undivided": Mistake(
        {"grad_output": ("multiply", "grad_output", CELLS)}, IS_AVERAGE
    ),
    "deltas_swapped": Mistake({"grad_output": ("transpose", "grad_output")}),
}


class Pooling(Explorer):
    """Windows over a feature map: what each passes on, and what comes back through it.

    Parameters
    ----------
    feature_map : array_like, shape (H, W)
        What is pooled, in cells.
    kernel_size : int, default 2
        Rows and columns of a window.
    stride : int, default 1
        Cells from one window to the next; below `kernel_size` windows overlap.
    mode : "max" or "average"
        What a window passes on.

    Attributes
    ----------
    output : ndarray
        The pooled map, as `convlib.max_pool2d` or `convlib.avg_pool2d` computes it.
    grad_output : ndarray
        The gradient of each pooled cell, to start with 1, 2, 3, … in reading order.
    grad_input : ndarray
        The gradient of the map, as convlib computes it; overlapping windows add.
    overwrite : bool
        True shows what is left if a window assigns where it must add.
    reads_together : bool
        True marks the cells that share a window with the selected one.
    practice : bool
        True leaves the pooled map and the gradient of the map for the reader to fill in.
    mistakes : dict
        What the usual mistakes give for these numbers, by grid and name.
    selection : tuple or None
        ("output" | "input_gradient", row, column), counting from 0.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Notes
    -----
    The second section of the notes, "池化层的反向传播".

    Examples
    --------
    >>> explorer = Pooling([[0, 0, 0], [1, 1, 0], [1, 0, 0]])
    >>> explorer.output
    array([[1, 1],
           [1, 1]])
    >>> explorer.grad_input
    array([[0, 0, 0],
           [4, 6, 0],
           [0, 0, 0]])
    """

    numpy_code = """\
import numpy as np

feature_map = np.array({feature_map})
grad_output = np.array({grad_output})
size, stride, mode = {kernel_size}, {stride}, {mode}

windows = np.lib.stride_tricks.sliding_window_view(feature_map, (size, size))
windows = windows[::stride, ::stride]
output = windows.max(axis=(2, 3)) if mode == "max" else windows.mean(axis=(2, 3))
grad_input = np.zeros(feature_map.shape)
for i, j in np.ndindex(output.shape):
    share = np.full((size, size), 1 / size**2)
    if mode == "max":  # all to the largest, the first if there are several
        share = np.zeros((size, size))
        share.flat[windows[i, j].argmax()] = 1
    top, left = i * stride, j * stride
    grad_input[top : top + size, left : left + size] += grad_output[i, j] * share
print(output, grad_input, sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

feature_map = torch.tensor({feature_map}, dtype=torch.float64, requires_grad=True)
grad_output = torch.tensor({grad_output}, dtype=torch.float64)
size, stride, mode = {kernel_size}, {stride}, {mode}

pool = F.max_pool2d if mode == "max" else F.avg_pool2d
output = pool(feature_map[None, None], size, stride)[0, 0]
output.backward(grad_output)
grad_input = feature_map.grad
print(output, grad_input, sep="\\n")
"""

    arguments = ("feature_map", "kernel_size", "stride", "mode")
    state_names = (*arguments, "grad_output", "overwrite", "reads_together", "practice")
    together = (("output", "grad_output", "feature_map", "kernel_size"),)
    fixed = ("feature_map",)
    later = MappingProxyType({"reads_together": False, "practice": False})
    tasks = MappingProxyType(
        {
            "output": Task(pooled, FORWARD_MISTAKES),
            "input_gradient": Task(passed_back, BACKWARD_MISTAKES, together),
        }
    )
    drawn = MappingProxyType({"feature_map": (-4, 9), "grad_output": (-4, 9)})

    feature_map = Array("rows, columns")
    grad_output = Array("rows, columns")
    kernel_size = Whole(least=1, default=2).tag(sync=True)
    stride = Whole(least=1, default=1).tag(sync=True)
    mode = OneOf("max", "average").tag(sync=True)
    overwrite = Flag(False).tag(sync=True)
    reads_together = Flag(False).tag(sync=True)
    practice = Flag(False).tag(sync=True)
    selection = Selection({"output": 2, "input_gradient": 2}, ("output", 0, 0))

    def __init__(
        self,
        feature_map: Any,
        kernel_size: int = 2,
        stride: int = 1,
        mode: str = "max",
    ) -> None:
        super().__init__(
            feature_map=feature_map, kernel_size=kernel_size, stride=stride, mode=mode
        )

    @traitlets.default("grad_output")
    def _one_two_three(self) -> np.ndarray:
        rows, cols = self._size()
        return np.arange(1, rows * cols + 1).reshape(rows, cols)

    def _size(self, of: Any = None) -> tuple[int, int]:
        of = of or self
        if of.kernel_size > min(of.feature_map.shape):
            raise ArgumentValueError(
                f"Pooling: kernel_size exceeds the map; {_shapes(of)}"
            )
        shape: tuple[int, int] = of.feature_map.shape
        return convlib.output_size(shape, of.kernel_size, of.stride)

    @traitlets.validate("feature_map", "kernel_size", "stride", "grad_output")
    def _fits(self, proposal: Any) -> Any:
        new = self._as_proposed(proposal)
        size = self._size(new)
        changed = proposal.trait.name
        if changed == "grad_output" and new.grad_output.shape != size:
            raise ArgumentValueError(
                f"Pooling: grad_output must have the shape of the output, "
                f"{size}, got {new.grad_output.shape}; {_shapes(new)}"
            )
        return proposal.value

    @traitlets.observe("feature_map", "kernel_size", "stride")
    def _resized(self, _: Any) -> None:
        if self.grad_output.shape != self._size():
            self.grad_output = self._one_two_three()

    @property
    def output(self) -> np.ndarray:
        """The pooled map, shape (oH, oW)."""
        return pooled(self)

    @property
    def grad_input(self) -> np.ndarray:
        """The gradient of the map, shape (H, W)."""
        return passed_back(self)

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield _("Feature map"), self.feature_map
        yield _("Pooled"), self.output
        yield _("Pooled gradient"), self.grad_output
        yield _("Feature map gradient"), self.grad_input


def _shapes(of: Any) -> str:
    return (
        f"feature_map {of.feature_map.shape}, kernel_size {of.kernel_size}, "
        f"stride {of.stride}"
    )
