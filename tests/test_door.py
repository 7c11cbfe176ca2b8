"""The door of a public function: it names what inner code refuses, once."""

import inspect
import warnings

import numpy as np
import pytest

import convlib
from convlib import _door
from convlib._door import SHAPES, NoRoom, Refused, WrongKind, WrongValue, public


def refuse(error, message):
    raise error(message)


@public("x", "y")
def door(x, y, *, error, message):
    refuse(error, message)


@pytest.mark.parametrize(
    ("error", "plain"),
    [(WrongKind, TypeError), (WrongValue, ValueError), (NoRoom, MemoryError)],
)
def test_a_refusal_gets_the_name_and_the_shapes(error, plain):
    with pytest.raises(plain) as caught:
        door([[1, 2]], y=np.zeros((3, 0)), error=error, message=f"no{SHAPES}, P 1")
    assert type(caught.value) is plain
    assert str(caught.value) == "door: no; x (1, 2), y (3, 0), P 1"
    assert caught.value.__suppress_context__


def test_shapes_are_not_asked_for_where_no_message_needs_them():
    with pytest.raises(ValueError, match=r"^door: ragged$"):
        door([[1, 2], [3]], [[1, 2], [3]], error=WrongValue, message="ragged")


def test_without_arrays_there_are_no_shapes():
    @public(name="Layer")
    def build(size):
        raise WrongValue(f"size {size} is wrong{SHAPES}")

    with pytest.raises(ValueError, match=r"^Layer: size 3 is wrong$"):
        build(3)


def test_a_class_is_named_without_its_constructor():
    class Layer:
        @public()
        def __init__(self):
            raise WrongValue("no")

    with pytest.raises(ValueError, match=r"Layer: no$"):
        Layer()


def test_the_function_that_was_called_is_named_and_no_other():
    @public("z", name="outer")
    def outer(z):
        return door(z, 1, error=WrongValue, message=f"no{SHAPES}")

    @public("z", name="around")
    def around(z):
        refuse(WrongValue, f"no{SHAPES}")

    with pytest.raises(ValueError, match=r"^door: no; x \(2,\), y \(\)$"):
        outer([1, 2])
    with pytest.raises(ValueError, match=r"^around: no; z \(2,\)$"):
        around([1, 2])


def test_memory_that_numpy_does_not_get_is_named_once():
    @public(name="inner")
    def inner():
        np.zeros((10**6, 10**6, 10**4))

    @public(name="outer")
    def outer():
        inner()

    with pytest.raises(MemoryError) as caught:
        outer()
    assert type(caught.value) is MemoryError
    assert str(caught.value).startswith("inner: no memory: ")
    assert "(1000000, 1000000, 10000)" in str(caught.value)


def test_other_errors_are_left_alone():
    @public()
    def broken():
        raise KeyError("a mistake of ours")

    with pytest.raises(KeyError, match="a mistake of ours"):
        broken()


def test_signature_and_documentation_are_the_functions_own():
    def plain(x: int, *, y: str = "a") -> float:
        """What it does."""

    decorated = public("x")(plain)
    assert inspect.signature(decorated) == inspect.signature(plain)
    assert inspect.getdoc(decorated) == "What it does."
    assert inspect.unwrap(decorated) is plain


def test_floats_do_not_warn_inside_unless_they_are_somebody_elses():
    def overflow():
        return np.float64(1e300) * np.float64(1e300), np.float64(1e-300) ** 2

    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert public()(overflow)() == (np.inf, 0)
        with pytest.raises(FloatingPointError):
            public(ieee=False)(overflow)()


def test_a_refusal_that_meets_no_door_can_be_read():
    for error in (WrongKind, WrongValue, NoRoom):
        refused = error(f"stride must be 1{SHAPES}")
        assert isinstance(refused, Refused | error.error)
        assert str(refused) == "stride must be 1"
    assert len(_door.SHAPES) == 1


def test_an_array_that_does_not_fit_while_it_is_read_is_named():
    class Lazy:
        def __array__(self, dtype=None, copy=None):
            raise MemoryError

    with pytest.raises(MemoryError, match=r"^relu: no memory$"):
        convlib.relu(Lazy())
