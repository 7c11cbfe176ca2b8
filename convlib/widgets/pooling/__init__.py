"""The explorer `pooling`: max and average pooling, there and back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np
import traitlets

from convlib._words import N_, _
from convlib.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from convlib.widgets import rules
from convlib.widgets.explorer import Explorer
from convlib.widgets.practice import Mistake, Task
from convlib.widgets.rules import pair, sides
from convlib.widgets.traits import (
    Array,
    Flag,
    OneOf,
    Padding,
    Seed,
    Selection,
    Sides,
    Steps,
)


def pooled(of: Any) -> np.ndarray:
    """Return what the windows pass on, shape (oH, oW); zeros too if `zeros_win`."""
    pool, windows = _pooling(of)
    if getattr(of, "zeros_win", False) and of.mode == "max":
        feature_map = np.pad(of.feature_map, sides(of.padding))
        return pool(feature_map, **{**windows, "padding": 0})
    return pool(of.feature_map, **windows)


def passed_back(of: Any) -> np.ndarray:
    """Return the gradient of the map, shape (H, W); the last window's if `assigned`."""
    if not getattr(of, "assigned", False):
        return _gradient(of, of.grad_output)
    left = np.zeros(of.feature_map.shape)
    for place in np.ndindex(of.grad_output.shape):
        one = np.zeros(of.grad_output.shape)
        one[place] = 1
        share = _gradient(of, one)
        left = np.where(share != 0, share * of.grad_output[place], left)
    return left


def _gradient(of: Any, grad_output: np.ndarray) -> np.ndarray:
    """Return what comes back to the map."""
    pool, windows = _pooling(of)
    is_max = pool is max_pool2d
    backward = max_pool2d_backward if is_max else avg_pool2d_backward
    return backward(grad_output, of.feature_map, **windows)


def _pooling(of: Any) -> tuple[Callable[..., np.ndarray], dict[str, Any]]:
    """Return the function of the library, and what it is told besides the map.

    Averages are sums if `undivided`, and divided by all cells if `whole_window`.
    """
    windows = {name: getattr(of, name) for name in GEOMETRY}
    if of.mode == "max":
        return max_pool2d, windows
    windows["count_include_pad"] = of.count_include_pad
    if getattr(of, "whole_window", False):
        windows["divisor_override"] = math.prod(pair(of.kernel_size))
    if getattr(of, "undivided", False):
        windows["divisor_override"] = 1
    return avg_pool2d, windows


IS_MAX, IS_AVERAGE = ("equal", "mode", "max"), ("equal", "mode", "average")
#: What an average is divided by; with max it changes nothing.
DIVISORS = {
    # Of a window with one cell in the map it would be the sum, and the largest.
    "counted_without": Mistake(
        {"count_include_pad": False}, ("above", "kernel_size", 2)
    ),
    "counted_with": Mistake({"count_include_pad": True}),
    "whole_window": Mistake(
        {"whole_window": True}, ("multiply", "ceil_mode", "count_include_pad")
    ),
}
FORWARD_MISTAKES = {
    "average_for_max": Mistake({"mode": "average"}, IS_MAX),
    "max_for_average": Mistake({"mode": "max"}, IS_AVERAGE),
    "sum_for_average": Mistake({"undivided": True}, IS_AVERAGE),
    "stride_forgotten": Mistake({"stride": 1}),
    "windows_touch": Mistake(
        {"stride": "kernel_size"}, ("not", ("equal", "kernel_size", 1))
    ),
    "padding_forgotten": Mistake({"padding": 0}),
    "zeros_win": Mistake({"zeros_win": True}, IS_MAX),
    **DIVISORS,
    "swapped": Mistake({"feature_map": ("transpose", "feature_map")}),
}
BACKWARD_MISTAKES = {
    "assigned": Mistake({"assigned": True}),
    "back_to_all": Mistake({"mode": "average", "undivided": True}, IS_MAX),
    "back_shared": Mistake({"mode": "average"}, IS_MAX),
    "back_to_largest": Mistake({"mode": "max"}, IS_AVERAGE),
    "back_undivided": Mistake({"undivided": True}, IS_AVERAGE),
    **DIVISORS,
    "deltas_swapped": Mistake({"grad_output": ("transpose", "grad_output")}),
}
#: What the number of windows depends on besides the map.
GEOMETRY = ("kernel_size", "stride", "padding", "ceil_mode")
#: What must hold for windows to be there.
WINDOWS = (
    ("fit", "feature_map", "kernel_size"),
    ("half", "padding", "kernel_size"),
)


class Pooling(Explorer):
    """Windows over a feature map: what each passes on, and what comes back through it.

    Parameters
    ----------
    feature_map : array_like, shape (H, W)
        What is pooled, in cells.
    kernel_size : int or (rows, columns), default 2
        Cells of a window.
    stride : int or (rows, columns), default 1
        Cells from one window to the next; below `kernel_size` windows overlap.
    mode : "max" or "average"
        What a window passes on.
    padding : int, (rows, columns) or ((top, bottom), (left, right)), default 0
        Around the map, on each side at most half of `kernel_size`. It never is the
        largest.
    ceil_mode : bool, default False
        True has one more window where some cells would be left over; what hangs over
        the end counts for nothing.
    count_include_pad : bool, default True
        Whether an average counts the padding, as zeros.

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
    seed : int
        What the numbers were last drawn with, see `draw`; 0 if they were not.
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
    >>> Pooling([[1, 3, 2, 1], [4, 6, 6, 8], [3, 1, 1, 0], [1, 2, 2, 4]], 2, 2).output
    array([[6, 8],
           [3, 4]])
    """

    called = N_("Pooling")
    numpy_code = """\
import numpy as np

feature_map = np.array({feature_map})
grad_output = np.array({grad_output})
size, stride, padding = {kernel_size.axes}, {stride.axes}, {padding.sides}
mode, ceil_mode, count_include_pad = {mode}, {ceil_mode}, {count_include_pad}

starts, ends = [], []  # of the windows along each axis, from the first cell of the map
for cells, k, s, (before, after) in zip(feature_map.shape, size, stride, padding):
    last = cells + after - k + (s - 1 if ceil_mode else 0)
    starts.append(range(-before, min(last, cells - 1) + 1, s))
    ends.append([min(start + k, cells + after) for start in starts[-1]])

output, grad_input = np.zeros(grad_output.shape), np.zeros(feature_map.shape)
for i, j in np.ndindex(output.shape):
    (top, bottom), (left, right) = [
        (starts[axis][n], ends[axis][n]) for axis, n in enumerate((i, j))
    ]
    window = np.s_[max(top, 0) : bottom, max(left, 0) : right]
    cells = feature_map[window]
    count = (bottom - top) * (right - left) if count_include_pad else cells.size
    share = np.full(cells.shape, 1 / count)
    if mode == "max":  # all to the largest, the first if there are several
        share = (np.arange(cells.size) == cells.argmax()).reshape(cells.shape)
    output[i, j] = (share * cells).sum()
    grad_input[window] += share * grad_output[i, j]
print(output, grad_input, sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

feature_map = torch.tensor({feature_map}, dtype=torch.float64, requires_grad=True)
grad_output = torch.tensor({grad_output}, dtype=torch.float64)
size, stride, padding = {kernel_size}, {stride}, {padding}
mode, ceil_mode, count_include_pad = {mode}, {ceil_mode}, {count_include_pad}


def pool(image):
    x = image[None, None]
    if mode == "max":
        return F.max_pool2d(x, size, stride, padding, ceil_mode=ceil_mode)[0, 0]
    return F.avg_pool2d(x, size, stride, padding, ceil_mode, count_include_pad)[0, 0]


{even}output = pool(feature_map)
{uneven}sides, padding = {padding.torch}, 0  # left, right, top, bottom
{uneven}outside = -torch.inf if mode == "max" else 0
{uneven}output = pool(F.pad(feature_map, sides, value=outside))
{uneven}if mode == "average" and not count_include_pad:
{uneven}    output = output / pool(F.pad(torch.ones_like(feature_map), sides))
{uneven}output = output[: grad_output.shape[0], : grad_output.shape[1]]
output.backward(grad_output)
grad_input = feature_map.grad
print(output, grad_input, sep="\\n")
"""

    arguments = (
        "feature_map",
        "kernel_size",
        "stride",
        "mode",
        "padding",
        "ceil_mode",
        "count_include_pad",
    )
    state_names = (
        *arguments,
        "grad_output",
        "overwrite",
        "reads_together",
        "practice",
        "seed",
    )
    together = (*WINDOWS, ("output", "grad_output", "feature_map", "kernel_size"))
    caps: Mapping[str, int] = {
        "feature_map": 12,
        "kernel_size": 6,
        "stride": 4,
        "padding": 3,
    }
    drawn: Mapping[str, tuple[int, int]] = MappingProxyType(
        {"feature_map": (-4, 9), "grad_output": (-4, 9)}
    )
    later = MappingProxyType(
        {
            "padding": 0,
            "ceil_mode": False,
            "count_include_pad": True,
            "reads_together": False,
            "practice": False,
            "seed": 0,
        }
    )
    tasks = MappingProxyType(
        {
            "output": Task(pooled, FORWARD_MISTAKES, WINDOWS),
            "input_gradient": Task(passed_back, BACKWARD_MISTAKES, together),
        }
    )

    feature_map = Array("rows, columns")
    grad_output = Array("rows, columns")
    kernel_size = Steps(least=1, default=2)
    stride = Steps(least=1, default=1)
    mode = OneOf("max", "average").tag(sync=True)
    padding = Sides()
    ceil_mode = Flag(False).tag(sync=True)
    count_include_pad = Flag(True).tag(sync=True)
    overwrite = Flag(False).tag(sync=True)
    reads_together = Flag(False).tag(sync=True)
    practice = Flag(False).tag(sync=True)
    seed = Seed()
    selection = Selection({"output": 2, "input_gradient": 2}, ("output", 0, 0))

    def __init__(
        self,
        feature_map: Any,
        kernel_size: int | tuple[int, int] = 2,
        stride: int | tuple[int, int] = 1,
        mode: str = "max",
        padding: Padding = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__(
            feature_map=feature_map,
            kernel_size=kernel_size,
            stride=stride,
            mode=mode,
            padding=padding,
            ceil_mode=ceil_mode,
            count_include_pad=count_include_pad,
        )

    @traitlets.default("grad_output")
    def _one_two_three(self) -> np.ndarray:
        shape = self.output.shape
        return np.arange(1, math.prod(shape) + 1).reshape(shape)

    @traitlets.validate("feature_map", *GEOMETRY)
    def _has_windows(self, proposal: Any) -> Any:
        """Refuse windows that cannot be; the gradient follows those that can."""
        values = {name: getattr(self, name) for name in ("feature_map", *GEOMETRY)}
        new = SimpleNamespace(**{**values, proposal.trait.name: proposal.value})
        rules.numbered(WINDOWS, new)
        for rule in WINDOWS:
            rules.check("Pooling", rule, new)
        return getattr(new, proposal.trait.name)

    @traitlets.observe("feature_map", *GEOMETRY)
    def _resized(self, _: Any) -> None:
        if self.grad_output.shape != self.output.shape:
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
