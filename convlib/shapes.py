"""Sizes: how many pixels a kernel spans and how many windows fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, overload

from convlib import _check
from convlib._door import SHAPES, WrongKind, WrongValue, public

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

#: One of Python's integers or of NumPy's.
Integer: TypeAlias = "int | np.integer[Any]"
#: An integer for both axes, or (vertical, horizontal).
IntOrPair: TypeAlias = "Integer | Sequence[Integer] | NDArray[np.integer[Any]]"
#: Rows and columns of zeros on each side, or one of PyTorch's two words.
Padding: TypeAlias = 'IntOrPair | Literal["valid", "same"]'
#: What `Padding` comes to: ((top, bottom), (left, right)), in pixels.
Sides: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


@public()
def pair(value: IntOrPair) -> tuple[int, int]:
    """Return ``value`` as a pair (vertical, horizontal).

    Parameters
    ----------
    value : int or pair of int
        One number for both axes, or one for each.

    Returns
    -------
    tuple of int
        (vertical, horizontal), in the order of an array's axes: rows first.

    Raises
    ------
    TypeError
        If a value is not an integer (``2.0`` and ``True`` are not).
    ValueError
        If there are not exactly two of them.

    Examples
    --------
    >>> pair(3)
    (3, 3)
    >>> pair([1, 2])
    (1, 2)
    >>> pair(2.0)
    Traceback (most recent call last):
    ...
    TypeError: pair: value must be an integer or a pair of integers, got 2.0 (float)
    """
    return _check.integer_pair("value", value)


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
    kernel = _check.integer_pair("kernel_size", kernel_size, 1)
    rate = _check.integer_pair("dilation", dilation, 1)
    return like_arguments(kernel_spans(kernel, rate), kernel_size, dilation)


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
    padding : int, pair of int, "valid" or "same"
        P, pixels of zeros on *each* side.  "valid" is 0.  "same" keeps the size; it
        needs stride 1, and an odd pixel goes to the bottom and to the right.
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
    `torch.nn.Conv2d`.

    Examples
    --------
    >>> output_size(5, 3, stride=2)
    2
    >>> output_size((5, 6), 3, stride=2, padding=1)
    (3, 3)
    >>> output_size(4, 3, dilation=2)
    Traceback (most recent call last):
    ...
    ValueError: output_size: effective kernel (5, 5) exceeds padded input (4, 4); \
input_size (4, 4), padding (0, 0), dilation (2, 2)
    """
    size, kernel, step, rate, sides = size_arguments(
        input_size, kernel_size, stride, padding, dilation
    )
    counts = window_counts(size, kernel, step, sides, rate, f"; input_size {size}")
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
    step, cut, extra, rate = transposed_geometry(
        stride, padding, output_padding, dilation
    )
    result = stamped_size(size, kernel, step, cut, extra, rate, f"; input_size {size}")
    return like_arguments(
        result, input_size, kernel_size, stride, padding, output_padding, dilation
    )


def transposed_geometry(
    stride: object,
    padding: object,
    output_padding: object,
    dilation: object,
) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Check stride, padding, output padding and dilation of a transposed convolution."""
    step = _check.integer_pair("stride", stride, 1)
    cut = _check.integer_pair("padding", padding, 0)
    extra = _check.integer_pair("output_padding", output_padding, 0)
    rate = _check.integer_pair("dilation", dilation, 1)
    for pixels, s, d in zip(extra, step, rate, strict=True):
        if pixels >= max(s, d):
            raise WrongValue(
                "output_padding must be smaller than the stride or the "
                f"dilation, got {extra} with stride {step}, dilation {rate}{SHAPES}"
            )
    return step, cut, extra, rate


def stamped_size(
    size: tuple[int, int],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    output_padding: tuple[int, int],
    dilation: tuple[int, int],
    context: str = SHAPES,
) -> tuple[int, int]:
    """Return `transposed_output_size` of checked pairs; ``context`` names the input."""
    height, width = (
        (w - 1) * s - 2 * p + span + extra
        for w, s, p, span, extra in zip(
            size,
            stride,
            padding,
            kernel_spans(kernel, dilation),
            output_padding,
            strict=True,
        )
    )
    if min(height, width) < 1:
        raise WrongValue(
            f"padding {padding} leaves nothing of the output, size "
            f"{(height, width)}{context}, kernel_size {kernel}, stride {stride}, "
            f"output_padding {output_padding}, dilation {dilation}"
        )
    return height, width


def size_arguments(
    input_size: object,
    kernel_size: object,
    stride: object,
    padding: object,
    dilation: object,
) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int], Sides]:
    """Check the arguments of `output_size`: size, kernel, stride, dilation, sides."""
    size = _check.integer_pair("input_size", input_size, 1)
    kernel = _check.integer_pair("kernel_size", kernel_size, 1)
    step = _check.integer_pair("stride", stride, 1)
    rate = _check.integer_pair("dilation", dilation, 1)
    sides = padding_sides(padding, kernel, step, rate)
    return size, kernel, step, rate, sides


def padding_sides(
    padding: object,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
) -> Sides:
    """Return the zeros that ``padding`` asks for: ((top, bottom), (left, right))."""
    if not isinstance(padding, str):
        if padding is None or isinstance(padding, bytes):
            raise WrongKind(
                "padding must be an integer, a pair of integers, "
                f'"valid" or "same", got {_check.shown(padding)}{SHAPES}'
            )
        vertical, horizontal = _check.integer_pair("padding", padding, 0)
        return (vertical, vertical), (horizontal, horizontal)
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding != "same":
        raise WrongValue(
            'padding must be "valid", "same", an integer or a pair of '
            f"integers, got {padding!r}{SHAPES}"
        )
    if stride != (1, 1):
        raise WrongValue(
            'padding "same" keeps the size and so needs stride 1, got '
            f"stride {stride}; give the padding as an integer or a pair{SHAPES}"
        )
    total = [span - 1 for span in kernel_spans(kernel, dilation)]
    return (
        (total[0] // 2, total[0] - total[0] // 2),
        (total[1] // 2, total[1] - total[1] // 2),
    )


def window_counts(
    size: tuple[int, int],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    sides: Sides,
    dilation: tuple[int, int],
    context: str = SHAPES,
) -> tuple[int, int]:
    """Return how many windows fit along each axis; ``context`` names the input."""
    spans = kernel_spans(kernel, dilation)
    padded = (size[0] + sum(sides[0]), size[1] + sum(sides[1]))
    if spans[0] > padded[0] or spans[1] > padded[1]:
        symmetric = all(before == after for before, after in sides)
        zeros = (sides[0][0], sides[1][0]) if symmetric else sides
        raise WrongValue(
            f"effective kernel {spans} exceeds padded input {padded}"
            f"{context}, padding {zeros}, dilation {dilation}"
        )
    return (
        (padded[0] - spans[0]) // stride[0] + 1,
        (padded[1] - spans[1]) // stride[1] + 1,
    )


def kernel_spans(kernel: tuple[int, int], dilation: tuple[int, int]) -> tuple[int, int]:
    """Return `effective_kernel_size` of arguments that are checked pairs already."""
    return dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1


def like_arguments(
    result: tuple[int, int], *arguments: Padding
) -> int | tuple[int, int]:
    """Return an int where every argument is one (or a word), and the pair otherwise."""
    pairs = [
        not isinstance(argument, str)
        and hasattr(argument, "__len__")
        and getattr(argument, "ndim", 1) == 1
        for argument in arguments
    ]
    return result if any(pairs) else result[0]
