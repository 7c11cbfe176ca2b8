"""Rules that join several traits of an explorer, said once for Python and for its page.

`Explorer.together` names them: a word, and the traits that it is about. Here is what each
word means to Python; ``src/rules.js`` has the same words. Both are tried on the same random
states.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from convlib._axis import Axis
from convlib._borders import SHORT
from convlib.shapes import padding_sides
from convlib.widgets.traits import (
    LIMITS,
    WORDS,
    ArgumentValueError,
    shortest,
)

#: Rows and columns of the windows that the small network pools.
POOL = LIMITS["pool"]


def check(owner: str, rule: Sequence[str], new: SimpleNamespace) -> None:
    """Refuse a state, with a message that names what does not go together."""
    word, *names = rule
    if problem := _RULES[word](new, *names):
        values = [
            f"{name} {_short(getattr(new, name))}"
            for name in about(rule)
            if hasattr(new, name)
        ]
        raise ArgumentValueError(f"{owner}: {problem}; {', '.join(values)}")


def numbered(together: Sequence[Sequence[str]], new: SimpleNamespace) -> None:
    """Put numbers in the place of padding that is "valid" or "same", as `convlib` does."""
    word: Any = getattr(new, "padding", 0)
    if word not in WORDS:
        return
    names = next(rule[-2:] for rule in together if rule[0] in ("fit", "output"))
    image, kernel = (getattr(new, name) for name in names)
    sizes = _sizes(image)
    geometry = (pair(new.stride), pair(getattr(new, "dilation", 1)))
    zeros = padding_sides(word, sizes, _sizes(kernel, len(sizes)), *geometry)
    new.padding = shortest(zeros)


def about(rule: Sequence[str]) -> tuple[str, ...]:
    """Return the traits that a rule is about, those included that not every kind has."""
    return (*rule[1:], *_GEOMETRY.get(rule[0], ()))


def pair(value: Any) -> tuple[Any, Any]:
    """Return the value for rows and the value for columns."""
    return value if isinstance(value, tuple) else (value, value)


def sides(padding: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the zeros around an image: ((top, bottom), (left, right))."""
    rows, columns = map(pair, pair(padding))
    return rows, columns


def axes(new: Any, image: str, kernel: str) -> list[Axis]:
    """Return the axes along which a kernel is slid, or the one of a strip."""
    given = [getattr(new, name, default) for name, default in _DEFAULTS]
    geometry = zip(pair(given[0]), sides(given[1]), pair(given[2]), strict=True)
    cells = _sizes(getattr(new, image))
    kernels = _sizes(getattr(new, kernel), len(cells))
    return [
        Axis(size, window, stride, *zeros, dilation)
        for size, window, (stride, zeros, dilation) in zip(
            cells, kernels, geometry, strict=False
        )
    ]


_DEFAULTS = (("stride", 1), ("padding", 0), ("dilation", 1))


def _sizes(value: Any, axes: int = 1) -> tuple[int, ...]:
    """Return how long a value is along each axis: an array, or a number for all axes."""
    if isinstance(value, np.ndarray):
        return value.shape[-2], value.shape[-1]
    return value if isinstance(value, tuple) else (value,) * axes


def _short(value: Any) -> Any:
    return value.shape if isinstance(value, np.ndarray) else value


def _by(sizes: Sequence[int]) -> str:
    return " × ".join(map(str, sizes))


def _fit(new: Any, image: str, kernel: str) -> str | None:
    found = axes(new, image, kernel)
    if all(axis.count > 0 for axis in found):
        return None
    spans, padded = ([getattr(a, n) for a in found] for n in ("span", "padded"))
    return f"effective kernel {_by(spans)} exceeds padded input {_by(padded)}"


def _output(new: Any, name: str, image: str, kernel: str) -> str | None:
    found = axes(new, image, kernel)  # "fit" stands before this rule in every kind
    size = tuple(
        axis.rounding_up().started if getattr(new, "ceil_mode", False) else axis.count
        for axis in found
    )
    if getattr(new, name).shape[-2:] == size:
        return None
    return (
        f"{name} must have the shape of the output, {size} "
        "(to change both, use hold_trait_notifications)"
    )


def _half(new: Any, padding: str, kernel: str) -> str | None:
    zeros, windows = sides(getattr(new, padding)), _sizes(getattr(new, kernel), 2)
    if all(max(pads) <= k // 2 for pads, k in zip(zeros, windows, strict=True)):
        return None
    return f"{padding} exceeds half of {kernel}"


def _transposed(new: Any, image: str, kernel: str) -> str | None:
    limits = np.maximum(pair(new.stride), pair(new.dilation))
    if not np.less(pair(new.output_padding), limits).all():
        return "output_padding must be smaller than the stride or the dilation"
    size = tuple(
        (cells - 1) * axis.stride + axis.span - axis.before - axis.after + more
        for cells, axis, more in zip(
            _sizes(getattr(new, image)),
            axes(new, image, kernel),
            pair(new.output_padding),
            strict=True,
        )
    )
    return None if min(size) > 0 else f"padding leaves an output of {size}"


def _border(new: Any, mode: str, image: str) -> str | None:
    """Reflected or repeated, an image fills only so much around it."""
    if getattr(new, mode) not in SHORT:
        return None
    far = zip(sides(new.padding), _sizes(getattr(new, image)), strict=True)
    more = SHORT[getattr(new, mode)]
    if all(max(around) + more <= size for around, size in far):
        return None
    return f'padding is too large for {mode} "{getattr(new, mode)}"'


def _below(new: Any, name: str, listed: str) -> str | None:
    value, count = getattr(new, name), len(getattr(new, listed))
    return None if value < count else f"{name} {value} is not one of {count}"


def _divides(new: Any, part: str, whole: str) -> str | None:
    parts, all_of_it = getattr(new, part), getattr(new, whole)
    if all_of_it % parts == 0:
        return None
    return f"{part} {parts} does not divide {whole} {all_of_it}"


def _depth(new: Any, filters: str, image: str) -> str | None:
    depth, channels = getattr(new, filters).shape[1], len(getattr(new, image))
    if depth == channels:
        return None
    return f"{filters} have {depth} channels, {image} has {channels}"


def _maps(new: Any, image: str, filters: str) -> list[int]:
    """Return rows and columns of the maps that filters make."""
    sizes = zip(_sizes(getattr(new, image)), _sizes(getattr(new, filters)), strict=True)
    return [Axis(*cells).count for cells in sizes]


def _pooled(new: Any, image: str, filters: str) -> str | None:
    maps = _maps(new, image, filters)
    if min(maps) >= POOL:
        return None
    return (
        f"the feature maps, {tuple(maps)}, are smaller than a {POOL} × {POOL} "
        "pooling window"
    )


def _features(new: Any, weight: str, bias: str, image: str, filters: str) -> str | None:
    rows, columns = (Axis(n, POOL).count for n in _maps(new, image, filters))
    count = len(getattr(new, filters)) * rows * columns
    if getattr(new, weight).shape == (*getattr(new, bias).shape, count):
        return None
    return f"{weight} must have shape (classes, {count}) and {bias} (classes,)"


def _each(new: Any, name: str, filters: str) -> str | None:
    count = len(getattr(new, filters))
    if getattr(new, name).shape == (count,):
        return None
    return f"{name} must hold one number for each of {count} {filters}"


def _grouped(new: Any, groups: str, image: str, kernel: str, name: str) -> str | None:
    """One image, kernel or gradient may do without the axes of channels and filters."""
    images, kernels, deltas = (
        np.array(getattr(new, trait), ndmin=ndmin)
        for trait, ndmin in ((image, 3), (kernel, 4), (name, 3))
    )
    channels, (count, depth) = len(images), kernels.shape[:2]
    parts = getattr(new, groups)
    if channels % parts or count % parts:
        return f"{groups} {parts} must divide {channels} channels and {count} filters"
    if channels != parts * depth:
        return (
            f"{image} has {channels} channels, {parts} groups of {kernel} read "
            f"{parts * depth}"
        )
    if len(deltas) != count:
        return f"{name} must hold one matrix for each of {count} filters"
    if new.filter < count and new.channel < depth:
        return None
    return (
        f"filter {new.filter} or channel {new.channel} is not one of {count} × {depth}"
    )


_RULES: dict[str, Callable[..., str | None]] = {
    "fit": _fit,
    "output": _output,
    "half": _half,
    "transposed": _transposed,
    "border": _border,
    "below": _below,
    "divides": _divides,
    "depth": _depth,
    "each": _each,
    "pooled": _pooled,
    "features": _features,
    "grouped": _grouped,
}
#: What decides besides the image and the kernel.
_GEOMETRY = {
    "border": ("padding",),
    "fit": ("padding", "dilation"),
    "grouped": ("filter", "channel"),
    "output": ("stride", "padding", "dilation", "ceil_mode"),
    "transposed": ("stride", "padding", "output_padding", "dilation"),
}
