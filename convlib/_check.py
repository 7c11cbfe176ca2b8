"""The checks that all public functions share.

Each raises `WrongKind` or `WrongValue` (the right kind, but impossible) with a message
that names the argument and its value; ``context`` is what follows it, by default the
shapes of the arrays that the public function was called with.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar, cast

import numpy as np

from convlib._door import SHAPES, NoRoom, WrongKind, WrongValue

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike, NDArray

T = TypeVar("T")

#: Kinds of dtype that can be multiplied and added: bool, integers, floats, complex.
_NUMERIC = "biufc"

#: What an argument for one axis, or for each of two, may be; and in which order.
_MANY = {1: "an integer", 2: "an integer or a pair of integers"}
_ORDER = {1: "an integer", 2: "an integer or a pair (vertical, horizontal)"}

#: What the zeros around one axis, or around two, may be given as.
SIDES = {
    1: "an integer or a pair (before, after)",
    2: "an integer, ((top, bottom), (left, right)) or a pair of integers",
}

#: Floats that sums of their own are computed and returned in.
_SIMPLE = {np.dtype(np.float32), np.dtype(np.float64)}

#: No more values than so many are looked at where there is one for each axis: a range
#: may go on and on.
_AXES = 8

#: Larger integers are refused: Python would not even write them into a message.
_LARGEST = 10**300

#: What `isinstance` is asked about: made once, not in every call.  Of sequences those that
#: are usual come first, because to see that a class is some other takes far longer.
_BOOLS = (bool, np.bool_)
_TEXTS = (str, bytes)
_SEQUENCES = (tuple, list, np.ndarray, Sequence)


def shown(value: object) -> str:
    """Return ``value`` as an error message shows it: short, with its type."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001, somebody else's, or an integer of 5,000 digits
        return f"a value of type {type(value).__name__}"
    if len(text) > 60:
        text = text[:57] + "..."
    return f"{text} ({type(value).__name__})"


def _index(value: object) -> int | None:
    """Return ``value`` as an int if it is an integer (True and 2.0 are not)."""
    if type(value) is int:
        return value  # the usual case
    if isinstance(value, _BOOLS):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001, whatever somebody else's class says to it
        return None


def _in_range(
    name: str,
    numbers: tuple[int, ...],
    minimum: int | None,
    context: str,
    given: object = None,
) -> None:
    """Refuse numbers that are too small or too long; ``given`` is what they were in."""
    if max(map(abs, numbers)) > _LARGEST:
        raise WrongValue(f"{name} has more than 300 digits{context}")
    if minimum is not None and min(numbers) < minimum:
        got = given or (numbers[0] if len(numbers) == 1 else numbers)
        raise WrongValue(f"{name} must be at least {minimum}, got {got}{context}")


def _is_sequence(value: object) -> TypeGuard[Sequence[Any] | NDArray[Any]]:
    """Tell whether a value is a sequence or an array, be it of no axis, and no text."""
    return isinstance(value, _SEQUENCES) and not isinstance(value, _TEXTS)


def listed(value: object) -> TypeGuard[Sequence[Any] | NDArray[Any]]:
    """Tell whether a value is a sequence or an array of values, and no text."""
    return _is_sequence(value) and getattr(value, "ndim", 1) > 0


def integer(
    name: str, value: object, minimum: int | None = None, context: str = SHAPES
) -> int:
    """Return ``value`` as an int not below ``minimum``."""
    least = -_LARGEST if minimum is None else minimum
    if type(value) is int and least <= value <= _LARGEST:
        return value  # the usual case
    number = _index(value)
    if number is None:
        raise WrongKind(f"{name} must be an integer, got {shown(value)}{context}")
    _in_range(name, (number,), minimum, context)
    return number


def integer_pair(
    name: str, value: object, minimum: int | None = None
) -> tuple[int, int]:
    """Return ``value``, an integer or a pair of them, as (vertical, horizontal)."""
    first, second = integers(name, value, 2, minimum)
    return first, second


def integers(
    name: str, value: object, count: int, minimum: int | None = None
) -> tuple[int, ...]:
    """Return ``value`` as integers for ``count`` axes, not below ``minimum``.

    One integer, alone or in a tuple, is for all of them, as in PyTorch.
    """
    if type(value) is int and minimum is not None and minimum <= value <= _LARGEST:
        return (value,) * count  # the usual case
    if not _is_sequence(value):
        number = _index(value)
        if number is None:
            raise WrongKind(
                f"{name} must be {_MANY[count]}, got {shown(value)}{SHAPES}"
            )
        _in_range(name, (number,), minimum, SHAPES)
        return (number,) * count
    items = np.atleast_1d(value) if isinstance(value, np.ndarray) else value
    found = [_index(item) for item in islice(items, _AXES)]
    numbers = tuple([number for number in found if number is not None])
    if len(numbers) < len(found):
        raise WrongKind(f"{name} must hold integers only, got {shown(value)}{SHAPES}")
    if len(numbers) not in (1, count):
        many = len(numbers) if len(numbers) < _AXES else f"{_AXES} or more"
        raise WrongValue(
            f"{name} must be {_ORDER[count]}, got {many} values: {shown(value)}{SHAPES}"
        )
    _in_range(name, numbers, minimum, SHAPES)
    return numbers if len(numbers) == count else numbers * count


def sides(name: str, value: object, count: int) -> tuple[tuple[int, int], ...]:
    """Return numbers of zeros around ``count`` axes as (before, after) for each.

    One integer is for all sides, one for each axis for both of its sides.  For a single
    axis two integers are its sides.
    """
    if type(value) is int and 0 <= value <= _LARGEST:
        return ((value, value),) * count  # the usual case
    items = list(islice(value, _AXES)) if listed(value) else []
    if not any(map(listed, items)):
        if (count, len(items)) != (1, 2):
            return tuple([(each, each) for each in integers(name, value, count, 0)])
        items = [items]
    ends = [list(islice(n, _AXES)) if listed(n) else [n, n] for n in items]
    found = [[_index(end) for end in pair] for pair in ends]
    if any(end is None for pair in found for end in pair):
        raise WrongKind(f"{name} must hold integers only, got {shown(value)}{SHAPES}")
    if len(found) != count or any(len(pair) != 2 for pair in found):
        raise WrongValue(f"{name} must be {SIDES[count]}, got {shown(value)}{SHAPES}")
    pairs = cast("tuple[tuple[int, int], ...]", tuple(map(tuple, found)))
    _in_range(name, sum(pairs, ()), 0, SHAPES, pairs if count > 1 else pairs[0])
    return pairs


def cell(what: str, shape: tuple[int, ...], at: object) -> list[int]:
    """Return the index ``at`` of a cell of an array, ``what``, of this shape.

    Counted from 0, never from the end.  Leading axes of length 1 may be left out.
    """
    if not listed(at):
        raise WrongKind(
            f"at must be a cell of the {what} {shape}, such as "
            f"{(0,) * len(shape)}, got {shown(at)}"
        )
    context = f"; at {shown(at)}, {what} {shape}"
    most = len(shape) + 1
    given = [integer("each index of at", n, 0, context) for n in islice(at, most)]
    left_out = len(shape) - len(given)
    if left_out < 0 or any(n != 1 for n in shape[:left_out]):
        raise WrongValue(
            f"at must have an index for each axis of the {what} {shape}, got {shown(at)}"
        )
    index = [0] * left_out + given
    if any(i >= n for i, n in zip(index, shape, strict=True)):
        raise WrongValue(
            f"at {tuple(given)} is not a cell of the {what} {shape}, counted from 0"
        )
    return index


def flag(name: str, value: object) -> bool:
    """Return ``value``, which must be True or False."""
    if not isinstance(value, _BOOLS):
        raise WrongKind(f"{name} must be True or False, got {shown(value)}{SHAPES}")
    return bool(value)


def word(name: str, value: object, words: Collection[str]) -> str:
    """Return ``value``, which must be one of some ``words``."""
    if isinstance(value, str) and value in words:
        return value
    *others, last = [f'"{known}"' for known in words]
    must = f"{name} must be {', '.join(others)} or {last}"
    if isinstance(value, str):
        raise WrongValue(f"{must}, got {value!r}{SHAPES}")
    raise WrongKind(f"{must}, got {shown(value)}{SHAPES}")


def real_number(name: str, value: object) -> float:
    """Return ``value``, which must be a finite real number (True is none)."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise WrongKind(f"{name} must be a number, got {shown(value)}{SHAPES}")
    number = nearest_float(value)
    if not math.isfinite(number):
        raise WrongValue(f"{name} must be finite, got {shown(value)}{SHAPES}")
    return number


def nearest_float(number: Real | int) -> float:
    """Return a number as a float: infinity where it is larger than all floats."""
    try:
        return float(number)
    except OverflowError:
        return math.inf


def instances(name: str, value: object, kind: type[T]) -> list[T]:
    """Return what an iterable gives, objects of one class, in a list."""
    words = kind.__name__
    if not isinstance(value, Iterable) or getattr(value, "ndim", 1) == 0:
        raise WrongKind(f"{name} must be an iterable of {words}, got {shown(value)}")
    found = []
    for item in value:  # one by one: what is wrong need not have an end
        if not isinstance(item, kind):
            raise WrongKind(
                f"{name} must hold objects of class {words}, got {shown(item)}"
            )
        found.append(item)
    return found


def array(name: str, value: ArrayLike) -> NDArray[Any]:
    """Return ``value`` as a numeric array: a view where that is possible.

    Of a masked array the numbers are taken and the mask is not looked at.
    """
    try:
        result = np.asarray(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise WrongValue(
            f"{name} is not a regular array, got {shown(value)}: {error}"
        ) from None
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001, somebody else's array
        raise WrongKind(
            f"{name} cannot be read as an array, got {shown(value)}: {error}"
        ) from None
    if result.dtype.kind not in _NUMERIC:
        raise WrongKind(
            f"{name} must hold numbers, got {shown(value)}"
            + ("" if isinstance(value, np.ndarray) else f" of dtype {result.dtype}")
        )
    return result


def real_array(name: str, value: ArrayLike) -> NDArray[Any]:
    """Return ``value`` as an array of numbers that have an order."""
    result = array(name, value)
    if result.dtype.kind == "c":
        raise WrongKind(f"{name} must hold real numbers, got {shown(result)}")
    return result


def gradient(
    grad_output: ArrayLike, shape: tuple[int, ...], context: str = SHAPES
) -> NDArray[Any]:
    """Return a gradient with respect to an output, which must have its ``shape``."""
    grad = array("grad_output", grad_output)
    if grad.shape != shape:
        raise WrongValue(
            f"grad_output must have the shape of the output {shape}, "
            f"got {grad.shape}{context}"
        )
    return grad


def layout(*names: str) -> str:
    """Write a shape with these names: "(N, C, H, W)", "(L,)"."""
    return f"({', '.join(names)}{',' * (len(names) == 1)})"


def image_axes(value: NDArray[Any], letters: str, context: str = "") -> None:
    """Refuse an ``input`` that is no image with these axes, channels, batch or not."""
    if not len(letters) <= value.ndim <= len(letters) + 2:
        raise WrongValue(
            f"input must have shape {layout('N', 'C', *letters)}, "
            f"{layout('C', *letters)} or {layout(*letters)}, got {value.shape}{context}"
        )
    if not value.size:
        not_empty("input", value, f"C{letters}"[-min(value.ndim, len(letters) + 1) :])


def not_empty(name: str, value: NDArray[Any], axes: str) -> None:
    """Refuse an array that has no cell along one of its ``axes`` (``"CHW"``)."""
    if value.size:
        return
    for axis, size in zip(axes, value.shape[value.ndim - len(axes) :], strict=True):
        if size == 0:
            raise WrongValue(
                f"{name} has no cell along axis {axis}, shape {value.shape}"
            )


def empty(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """Allocate an array, or say before any work is done that it does not fit."""
    try:
        return np.empty(shape, dtype)
    except (MemoryError, ValueError, OverflowError):
        raise NoRoom(
            f"no memory for an array of shape {shape}, {np.dtype(dtype)}"
        ) from None


def copied(value: NDArray[Any], dtype: DTypeLike | None = None) -> NDArray[Any]:
    """Return a copy, contiguous, or say that it does not fit into memory."""
    result = empty(value.shape, value.dtype if dtype is None else dtype)
    result[...] = value
    return result


def _largest(value: NDArray[Any]) -> int:
    if value.size <= 64:  # then calls of NumPy take longer than Python's own numbers
        return max(map(abs, value.ravel().tolist()), default=0)
    return max(abs(int(value.min())), abs(int(value.max())))


def sum_dtypes(
    terms: int,
    factors: Sequence[NDArray[Any]],
    addend: NDArray[Any] | None = None,
) -> tuple[np.dtype[Any], np.dtype[Any]]:
    """Return the dtypes in which to sum products, and in which to return the sums.

    A sum has ``terms`` products of one element of each of ``factors``, plus one
    element of ``addend``.

    Floats and complex numbers follow NumPy's promotion; float16 is summed in float32.
    Integers and bools give int64, whatever their own width, because sums of small
    integers do not fit small integers.  As long as no partial sum can pass 2**53 they
    are multiplied as float64, which is exact there and which BLAS does far faster;
    beyond that as int64; and where even that could overflow, the sum is refused.
    """
    arrays = [*factors] if addend is None else [*factors, addend]
    first = factors[0].dtype
    if first in _SIMPLE and all(a.dtype is first for a in arrays):
        return first, first  # the usual case
    if any(a.dtype.kind in "fc" for a in arrays):
        result = np.result_type(*arrays)
        return (np.dtype(np.float32) if result == np.float16 else result), result
    int64 = np.dtype(np.int64)
    bits = 8 * sum(a.dtype.itemsize for a in arrays)
    if terms << bits <= 2**53:  # then it does not matter which numbers they are
        return np.dtype(np.float64), int64
    bound = terms
    for factor in factors:
        bound *= _largest(factor)
    if addend is not None:
        bound += _largest(addend)
    if bound > np.iinfo(int64).max:
        raise WrongValue(
            f"sums of {terms} products of these integers can exceed int64 "
            f"(bound {bound:.3g}); convert the arrays to float64; "
            f"shapes {', '.join(str(a.shape) for a in arrays)}"
        )
    return (np.dtype(np.float64) if bound <= 2**53 else int64), int64
