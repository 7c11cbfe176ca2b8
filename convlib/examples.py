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
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "backward_example",
    "dilated",
    "flipped",
    "output_size",
    "single_channel",
    "tiny_cnn",
    "transposed",
    "two_filters",
]


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
    grad_output: NDArray[Any]  #: (2, 3, 3)


@dataclass(frozen=True)
class OutputSize:
    """The width that the notes work out with the formula for the output's size."""

    input_size: int
    kernel_size: int
    stride: int
    padding: int


@dataclass(frozen=True)
class TinyCNN:
    """The worked network (notes, section "计算 正向传播与反向传播").

    Convolution, ReLU, max pooling, flatten, fully connected, softmax, cross-entropy.
    The weights of the fully connected layer and the label are not in the notes.
    """

    image: NDArray[Any]  #: (4, 4)
    filters: NDArray[Any]  #: (2, 2, 2); ``filters[:, None]`` is the weight of a layer
    conv_stride: int
    pool_size: int
    pool_stride: int
    fc_weight: NDArray[Any]  #: (2, 8)
    fc_bias: NDArray[Any]  #: (2,)
    label: int
    #: (4, 4); the image plus a hundredth of this has no ties and no kinks, so that
    #: there gradients can be measured.
    jitter: NDArray[Any]


@dataclass(frozen=True)
class BackwardExample:
    """A 2 × 2 kernel and nine deltas, all different: no mistake stays hidden."""

    kernel: NDArray[Any]  #: (2, 2)
    grad_output: NDArray[Any]  #: (3, 3)


@dataclass(frozen=True)
class Flipped:
    """A signal and a kernel, both 3 × 3, convolved to −13 (notes, section "标准卷积")."""

    x: NDArray[Any]  #: (3, 3)
    h: NDArray[Any]  #: (3, 3)


@dataclass(frozen=True)
class Transposed:
    """2 × 2 pixels that become 7 × 7 (notes, section "反卷积", which gives the sizes)."""

    image: NDArray[Any]  #: (2, 2)
    kernel: NDArray[Any]  #: (4, 4)
    stride: int


@dataclass(frozen=True)
class Dilated:
    """A 3 × 3 kernel in stacks of three layers (notes, section "空洞卷积")."""

    kernel_size: int
    doubling: tuple[int, ...]  #: dilations of the notes' stack, which reads every pixel
    constant: tuple[int, ...]  #: dilations of a stack that leaves holes


_inputs = json.loads((files("convlib") / "examples.json").read_text(encoding="utf-8"))


def _constant(values: Any) -> NDArray[Any]:
    array = np.array(values)
    array.setflags(write=False)
    return array


def _fields(name: str, held_as: Callable[[Any], Any] = _constant) -> dict[str, Any]:
    """Return the fields of an example, its lists as arrays that cannot be written to."""
    return {
        key: held_as(value) if isinstance(value, list) else value
        for key, value in _inputs[name].items()
    }


single_channel = SingleChannel(**_fields("single_channel"))
two_filters = TwoFilters(**_fields("two_filters"))
output_size = OutputSize(**_fields("output_size"))
tiny_cnn = TinyCNN(**_fields("tiny_cnn"))
backward_example = BackwardExample(**_fields("backward_example"))
flipped = Flipped(**_fields("flipped"))
transposed = Transposed(**_fields("transposed"))
dilated = Dilated(**_fields("dilated", tuple))
