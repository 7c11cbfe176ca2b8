"""Sizes: how many pixels a kernel spans and how many windows fit."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar, overload

from convlib import _check
from convlib._axis import Axis
from convlib._door import SHAPES, WrongKind, WrongValue, public

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["effective_kernel_size", "output_size", "transposed_output_size"]

N = TypeVar("N")

#: One of Python's integers or of NumPy's.
Integer: TypeAlias = "int | np.integer[Any]"
#: One for each of several axes: the place of a cell.
Integers: TypeAlias = "Sequence[Integer] | NDArray[np.integer[Any]]"
#: An integer for both axes, or (vertical, horizontal).
IntOrPair: TypeAlias = "Integer | Integers"
#: PyTorch's two words for a padding.
Word: TypeAlias = Literal["valid", "same"]
#: Zeros on all sides, (above and below, left and right), or ((top, bottom), (left,
#: right)).
Edges: TypeAlias = "IntOrPair | Sequence[Integer | Sequence[Integer]]"
#: The same, or a word.
Padding: TypeAlias = "Edges | Word"
#: What `Padding` comes to: ((top, bottom), (left, right)), in pixels.
Sides: TypeAlias = tuple[tuple[int, int], ...]

_WORDS: dict[str, Word] = {"valid": "valid", "same": "same"}


@overload
def effective_kernel_size(kernel_size: Integer, dilation: Integer = 1) -> int: ...
@overload
def effective_kernel_size(
    kernel_size: IntOrPair, dilation: IntOrPair = 1
) -> int | tuple[int, int]: ...
@public()
def effective_kernel_size(
    kernel_size: IntOrPair, dilation: IntOrPair = 1
) -> int | tuple[int, int]:
    """Return the pixels a dilated kernel spans, ``dilation (kernel_size - 1) + 1``.

    Parameters
    ----------
    kernel_size : int or pair of int
        Cells of the kernel along each axis.
    dilation : int or pair of int
        Distance between neighbouring kernel cells, in pixels; 1 is dense.

    Returns
    -------
    int or tuple of int
        Pixels from the first to the last kernel cell, both counted: an int if both
        arguments are ints, a pair otherwise.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an integer, or a pair of integers, of at least 1.

    Notes
    -----
    Notes, section "不同的卷积": a 3 × 3 kernel with dilation 2 spans 5 × 5 pixels.

    Examples
    --------
    >>> effective_kernel_size(3, dilation=2)
    5
    >>> effective_kernel_size((3, 5), dilation=(4, 1))
    (9, 5)
    """
    cells = _check.integer_pair("kernel_size", kernel_size, 1)
    between = _check.integer_pair("dilation", dilation, 1)
    spans = [Axis(0, k, dilation=d).span for k, d in zip(cells, between, strict=True)]
    return like_arguments(spans, kernel_size, dilation)


@overload
def output_size(
    input_size: Integer,
    kernel_size: Integer,
    stride: Integer = 1,
    padding: Integer | Literal["valid", "same"] = 0,
    dilation: Integer = 1,
) -> int: ...
@overload
def output_size(
    input_size: Sequence[Integer],
    kernel_size: IntOrPair,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
) -> tuple[int, int]: ...
@overload
def output_size(
    input_size: IntOrPair,
    kernel_size: IntOrPair,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
) -> int | tuple[int, int]: ...
@public()
def output_size(
    input_size: IntOrPair,
    kernel_size: IntOrPair,
    stride: IntOrPair = 1,
    padding: Padding = 0,
    dilation: IntOrPair = 1,
) -> int | tuple[int, int]:
    """Return how many windows fit, ``(W + 2P - D(F - 1) - 1) // S + 1``.

    Parameters
    ----------
    input_size : int or pair of int
        W, pixels of the input along each axis, without padding.
    kernel_size : int or pair of int
        F, cells of the kernel.
    stride : int or pair of int
        S, pixels from one window to the next.
    padding : int, pair of int, pair of pairs, "valid" or "same"
        P, pixels of zeros on *each* side; (above and below, left and right); or, where
        sides differ, ((top, bottom), (left, right)).  "valid" is 0.  "same" is as many
        as make ``ceil(W / S)`` windows fit: with stride 1 the size stays the same.  An
        odd pixel goes to the bottom and to the right.
    dilation : int or pair of int
        D, pixels between neighbouring kernel cells; 1 is dense.

    Returns
    -------
    int or tuple of int
        Cells of the output: an int if every argument is an int (or a word), a pair
        (vertical, horizontal) otherwise.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an integer or a pair of integers, is too small, or if the
        kernel does not fit into the padded input.

    Notes
    -----
    Notes, section "卷积计算"; the floor (``//``) is missing there.  The same size as
    `torch.nn.Conv2d`, which refuses "same" where the stride is not 1; there it is
    TensorFlow's ``SAME`` and ONNX's ``SAME_UPPER``.  PyTorch's layers have no sides
    that differ either: `torch.nn.functional.pad` comes before them.

    Examples
    --------
    >>> output_size(5, 3, stride=2)
    2
    >>> output_size((5, 6), 3, stride=2, padding=1)
    (3, 3)
    >>> output_size((5, 6), 3, stride=2, padding=((0, 1), (0, 3)))
    (2, 4)
    >>> [output_size(size, 3, stride=2, padding="same") for size in (4, 5, 6, 7)]
    [2, 3, 3, 4]
    >>> output_size(4, 3, dilation=2)
    Traceback (most recent call last):
    ...
    ValueError: output_size: effective kernel (5, 5) exceeds padded input (4, 4); \
input_size (4, 4), padding (0, 0), dilation (2, 2)
    """
    axes = output_axes(input_size, kernel_size, stride, padding, dilation)
    counts = [axis.count for axis in axes]
    return like_arguments(counts, input_size, kernel_size, stride, padding, dilation)


@overload
def transposed_output_size(
    input_size: Integer,
    kernel_size: Integer,
    stride: Integer = 1,
    padding: Integer = 0,
    output_padding: Integer = 0,
    dilation: Integer = 1,
) -> int: ...
@overload
def transposed_output_size(
    input_size: IntOrPair,
    kernel_size: IntOrPair,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
) -> int | tuple[int, int]: ...
@public()
def transposed_output_size(
    input_size: IntOrPair,
    kernel_size: IntOrPair,
    stride: IntOrPair = 1,
    padding: IntOrPair = 0,
    output_padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
) -> int | tuple[int, int]:
    """Return the size of a transposed convolution's output.

    ``(W - 1) S - 2P + D (F - 1) + 1 + output_padding``

    Parameters
    ----------
    input_size : int or pair of int
        W, pixels of the input along each axis.
    kernel_size : int or pair of int
        F, cells of the kernel: of the stamp that each pixel leaves.
    stride : int or pair of int
        S, pixels from the start of one stamp to the start of the next.
    padding : int or pair of int
        P, pixels cut off on each side: the zeros that `conv2d` would add there.
    output_padding : int or pair of int
        Pixels added at the bottom and on the right, fewer than the stride or fewer
        than the dilation.
    dilation : int or pair of int
        D, pixels between neighbouring cells of a stamp; 1 is dense.

    Returns
    -------
    int or tuple of int
        Pixels of the output: an int if every argument is an int, a pair (vertical,
        horizontal) otherwise.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an integer or a pair of integers or is too small, if
        ``output_padding`` is too large, or if nothing is left of the output.

    Notes
    -----
    Notes, section "反卷积", which has ``(in - 1) s + k``; `torch.nn.ConvTranspose2d`.

    With a stride above 1 `output_size` sends several sizes to the same one, so that the
    way back needs to be told which of them is meant: that is what ``output_padding`` is
    for.  As long as it is below the stride, ``output_size`` of the result is the size
    that one began with.

    Examples
    --------
    >>> transposed_output_size(2, 4, stride=3)
    7
    >>> [output_size(size, 5, stride=3, padding=2) for size in (16, 17, 18)]
    [6, 6, 6]
    >>> [transposed_output_size(6, 5, 3, 2, output_padding=p) for p in (0, 1, 2)]
    [16, 17, 18]
    """
    size = _check.integer_pair("input_size", input_size, 1)
    kernel = _check.integer_pair("kernel_size", kernel_size, 1)
    axes = stamp_axes(
        size, kernel, stride, padding, output_padding, dilation, f"; input_size {size}"
    )
    return like_arguments(
        [axis.size for axis in axes],
        input_size,
        kernel_size,
        stride,
        padding,
        output_padding,
        dilation,
    )


def output_axes(
    input_size: object,
    kernel_size: object,
    stride: object,
    padding: object,
    dilation: object,
) -> tuple[Axis, ...]:
    """Check the arguments of `output_size`; return one axis for each direction."""
    size = _check.integer_pair("input_size", input_size, 1)
    kernel = _check.integer_pair("kernel_size", kernel_size, 1)
    context = f"; input_size {size}"
    return window_axes(size, kernel, stride, padding, dilation, context)


def window_axes(
    size: tuple[int, ...],
    kernel: tuple[int, ...],
    stride: object,
    padding: object,
    dilation: object,
    context: str = SHAPES,
) -> tuple[Axis, ...]:
    """Check how a kernel is slid over images of this size; ``context`` names them."""
    count = len(size)
    stride = _check.integers("stride", stride, count, 1)
    dilation = _check.integers("dilation", dilation, count, 1)
    axes, fit = _axes(size, kernel, stride, checked_padding(padding, count), dilation)
    if not fit:
        refuse_misfit(axes, context)
    return axes


@lru_cache(maxsize=256)
def _axes(
    size: tuple[int, ...],
    kernel: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Word | Sides,
    dilation: tuple[int, ...],
) -> tuple[tuple[Axis, ...], bool]:
    """Return one axis for each direction, and whether a window fits along all of them."""
    sides = padding_sides(padding, size, kernel, stride, dilation)
    axes = tuple(
        Axis(n, k, s, before, after, d)
        for n, k, s, (before, after), d in zip(
            size, kernel, stride, sides, dilation, strict=True
        )
    )
    return axes, all(axis.count > 0 for axis in axes)


def stamp_axes(
    size: tuple[int, ...],
    kernel: tuple[int, ...],
    stride: object,
    padding: object,
    output_padding: object,
    dilation: object,
    context: str = SHAPES,
    output_size: object = None,
) -> tuple[Axis, ...]:
    """Check how the stamps of images of this size are laid; ``context`` names them.

    The axes are those of the output: as many windows as there are pixels, even where an
    output padding leaves room for more.
    """
    count = len(size)
    stride = _check.integers("stride", stride, count, 1)
    padding = _check.integers("padding", padding, count, 0)
    output_padding = _check.integers("output_padding", output_padding, count, 0)
    dilation = _check.integers("dilation", dilation, count, 1)
    for pixels, s, d in zip(output_padding, stride, dilation, strict=True):
        if pixels >= max(s, d):
            raise WrongValue(
                "output_padding must be smaller than the stride or the dilation, got "
                f"{output_padding} with stride {stride}, dilation {dilation}{SHAPES}"
            )
    least = tuple(
        Axis(0, k, s, p, p, d).stamped(n)
        for n, k, s, p, d in zip(size, kernel, stride, padding, dilation, strict=True)
    )
    if output_size is not None:
        output_padding = _padding_to(output_size, least, stride, output_padding)
    axes = tuple(
        Axis(n + extra, k, s, p, p - extra, d)
        for n, k, s, p, extra, d in zip(
            least, kernel, stride, padding, output_padding, dilation, strict=True
        )
    )
    if any(axis.size < 1 for axis in axes):
        raise WrongValue(
            f"padding {padding} leaves nothing of the output, size "
            f"{tuple(axis.size for axis in axes)}{context}, kernel_size {kernel}, "
            f"stride {stride}, output_padding {output_padding}, dilation {dilation}"
        )
    return axes


def checked_padding(padding: object, count: int) -> Word | Sides:
    """Return a padding of ``count`` axes as a word, or as the zeros of each side."""
    if isinstance(padding, str):
        if padding in _WORDS:
            return _WORDS[padding]
        raise WrongValue(
            f'padding must be "valid", "same", {_check.SIDES[count]}, '
            f"got {padding!r}{SHAPES}"
        )
    if padding is None or isinstance(padding, bytes):
        raise WrongKind(
            f'padding must be {_check.SIDES[count]}, "valid" or "same", '
            f"got {_check.shown(padding)}{SHAPES}"
        )
    return _check.sides("padding", padding, count)


def _padding_to(
    output_size: object,
    least: tuple[int, ...],
    stride: tuple[int, ...],
    output_padding: tuple[int, ...],
) -> tuple[int, ...]:
    """Return the output padding that leads to a size, from the least one that there is."""
    wanted = _check.integers("output_size", output_size, len(least), 1)
    if any(output_padding):
        raise WrongValue(
            f"output_size {wanted} says what output_padding {output_padding} says; "
            f"give one of them{SHAPES}"
        )
    extra = tuple(n - low for n, low in zip(wanted, least, strict=True))
    if not all(0 <= more < s for more, s in zip(extra, stride, strict=True)):
        most = tuple(low + s - 1 for low, s in zip(least, stride, strict=True))
        raise WrongValue(
            f"output_size must lie between {least} and {most}, got {wanted}"
            f"{SHAPES}, stride {stride}"
        )
    return extra


def padding_sides(
    padding: Word | Sides,
    size: tuple[int, ...] | None,
    kernel: tuple[int, ...],
    stride: tuple[int, ...],
    dilation: tuple[int, ...],
) -> Sides:
    """Return the zeros that a checked padding means: ((top, bottom), (left, right)).

    ``size`` is that of the image; without it "same" is known for stride 1 only, where
    every size needs as many zeros.
    """
    if not isinstance(padding, str):
        return padding
    if padding == "valid":
        return ((0, 0),) * len(kernel)
    if size is None:
        if any(s != 1 for s in stride):
            raise WrongValue(
                'padding "same" depends on the size of the image and so needs stride 1, '
                f"got stride {stride}; give the zeros of each side"
            )
        size = (1,) * len(kernel)
    sides = []
    for n, k, s, d in zip(size, kernel, stride, dilation, strict=True):
        zeros = max(0, Axis(n, k, s, dilation=d).holding(-(-n // s)).after)
        sides.append((zeros // 2, zeros - zeros // 2))
    return tuple(sides)


def plain_padding(padding: Word | Sides) -> Word | tuple[int, ...] | Sides:
    """Return a checked padding as one would write it: a number where sides are equal."""
    if isinstance(padding, str) or any(before != after for before, after in padding):
        return padding
    return tuple(before for before, _ in padding)


def refuse_misfit(axes: tuple[Axis, ...], context: str = SHAPES) -> None:
    """Refuse a kernel that is longer than the padded image along one of the axes."""
    if all(axis.count > 0 for axis in axes):
        return
    zeros = plain_padding(tuple((axis.before, axis.after) for axis in axes))
    raise WrongValue(
        f"effective kernel {tuple(axis.span for axis in axes)} exceeds padded input "
        f"{tuple(axis.padded for axis in axes)}{context}, padding {zeros}, "
        f"dilation {tuple(axis.dilation for axis in axes)}"
    )


def like_arguments(result: Iterable[N], *arguments: object) -> N | tuple[N, N]:
    """Return one number where every argument is one (or a word), a pair otherwise."""
    vertical, horizontal = result
    pairs = any(map(_check.listed, arguments))
    return (vertical, horizontal) if pairs else vertical
