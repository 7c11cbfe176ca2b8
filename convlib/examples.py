"""The numbers of the notes' examples, so that nobody has to type them.

>>> from convlib import conv2d, examples
>>> conv2d(examples.single_channel.image, examples.single_channel.kernel)
array([[4, 3, 4],
       [2, 4, 3],
       [2, 3, 4]])

The arrays cannot be written to: an example is the same wherever it is used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["output_size", "single_channel", "two_filters"]


@dataclass(frozen=True)
class SingleChannel:
    """One 5 × 5 image and one 3 × 3 filter (notes, section "卷积计算")."""

    image: NDArray[Any]  #: (5, 5)
    kernel: NDArray[Any]  #: (3, 3)
    bias: int


@dataclass(frozen=True)
class TwoFilters:
    """A 3 × 5 × 5 input and two filters of depth 3: where the notes ask about −5."""

    input: NDArray[Any]  #: (3, 5, 5)
    weight: NDArray[Any]  #: (2, 3, 3, 3)
    bias: NDArray[Any]  #: (2,)
    stride: int
    padding: int


@dataclass(frozen=True)
class OutputSize:
    """The width that the notes work out with the formula for the output's size."""

    input_size: int
    kernel_size: int
    stride: int
    padding: int


def _constant(values: Any) -> NDArray[Any]:
    array = np.array(values)
    array.setflags(write=False)
    return array


_notes = json.loads((files("convlib") / "examples.json").read_text(encoding="utf-8"))

single_channel = SingleChannel(
    image=_constant(_notes["single_channel"]["image"]),
    kernel=_constant(_notes["single_channel"]["filter"]),
    bias=_notes["single_channel"]["bias"],
)

two_filters = TwoFilters(
    input=_constant(_notes["two_filters"]["input"]),
    weight=_constant(_notes["two_filters"]["filters"]),
    bias=_constant(_notes["two_filters"]["bias"]),
    stride=_notes["two_filters"]["stride"],
    padding=_notes["two_filters"]["padding"],
)

output_size = OutputSize(
    input_size=_notes["output_size"]["W1"],
    kernel_size=_notes["output_size"]["F"],
    stride=_notes["output_size"]["S"],
    padding=_notes["output_size"]["P"],
)
