"""unfold and fold, against loops, PyTorch's stored results and each other."""

import json
from pathlib import Path

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given, settings

from convlib import conv2d, fold, output_size, unfold

GOLDEN = json.loads(
    (Path(__file__).parent / "golden" / "windows.json").read_text("utf-8")
)["cases"]


def keywords(layer):
    return {
        "kernel_size": layer.weight.shape[2:],
        "dilation": layer.dilation,
        "padding": layer.padding,
        "stride": layer.stride,
    }


@settings(max_examples=200, deadline=None)
@given(strategies.layers(kinds=("int16", "float32")))
def test_unfold_and_fold_against_loops(layer):
    x, kernel = layer.input, layer.weight.shape[2:]
    geometry = (kernel, layer.stride, layer.sides, layer.dilation)
    columns = unfold(x, **keywords(layer))
    assert columns.dtype == x.dtype
    oracles.assert_same(columns, oracles.unfold(x, *geometry))
    image = fold(columns, x.shape[2:], **keywords(layer))
    assert image.dtype == (np.int64 if x.dtype.kind == "i" else x.dtype)
    oracles.assert_same(image, oracles.fold(columns, x.shape[2:], *geometry))


@settings(max_examples=200, deadline=None)
@given(strategies.layers(kinds=("int64",)))
def test_fold_is_the_adjoint_of_unfold(layer):
    columns = unfold(layer.input, **keywords(layer))
    y = np.random.default_rng(0).integers(-9, 10, columns.shape)
    image = fold(y, layer.input.shape[2:], **keywords(layer))
    assert (columns * y).sum() == (layer.input * image).sum()


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_against_pytorch(case):
    geometry = {
        key: case[key] for key in ("kernel_size", "dilation", "padding", "stride")
    }
    columns = unfold(case["input"], **geometry)
    np.testing.assert_array_equal(columns, case["unfolded"])
    size = np.shape(case["input"])[2:]
    image = fold(case["columns"], size, **geometry)
    np.testing.assert_array_equal(image, case["folded"])


@settings(max_examples=50, deadline=None)
@given(strategies.layers())
def test_a_convolution_is_a_matrix_product_of_columns(layer):
    x, w = layer.input, layer.weight
    if layer.groups > 1:
        x, w = x[:, : w.shape[1]], w[: len(w) // layer.groups]
    output = conv2d(x, w, None, layer.stride, layer.padding, layer.dilation)
    product = w.reshape(len(w), -1) @ unfold(x, **keywords(layer))
    oracles.assert_same(output, product.reshape(output.shape))


def test_the_batch_can_be_left_out():
    rng = np.random.default_rng(0)
    x = rng.integers(0, 9, (3, 5, 6))
    batched = unfold(x[None], (2, 3), stride=2)
    np.testing.assert_array_equal(unfold(x, (2, 3), stride=2), batched[0])
    np.testing.assert_array_equal(
        unfold(x[0], (2, 3), stride=2), unfold(x[:1], (2, 3), stride=2)
    )
    np.testing.assert_array_equal(
        fold(batched[0], (5, 6), (2, 3), stride=2),
        fold(batched, (5, 6), (2, 3), stride=2)[0],
    )


def test_same_padding():
    x = np.arange(1, 7).reshape(2, 3)
    columns = unfold(x, 2, padding="same")
    padded = np.pad(x, ((0, 1), (0, 1)))
    np.testing.assert_array_equal(columns, unfold(padded, 2))
    assert fold(columns, (2, 3), 2, padding="same").shape == (1, 2, 3)


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        ("bool", "int64"),
        ("int8", "int64"),
        ("uint8", "int64"),
        ("float16", "float16"),
        ("float32", "float32"),
        ("complex64", "complex64"),
    ],
)
def test_dtypes(dtype, expected):
    columns = np.ones((4, 4), dtype)
    image = fold(columns, 3, 2)
    assert image.dtype == expected
    np.testing.assert_array_equal(image[0].real, [[1, 2, 1], [2, 4, 2], [1, 2, 1]])
    assert unfold(np.ones((3, 3), dtype), 2).dtype == dtype


def test_small_integers_do_not_overflow():
    columns = np.full((9, 9), 127, np.int8)
    assert fold(columns, 5, 3).max() == 9 * 127


def test_large_integers_are_exact_or_refused():
    columns = np.full((4, 4), 2**60 + 1)
    assert fold(columns, 3, 2)[0, 1, 1] == 4 * (2**60 + 1)
    with pytest.raises(ValueError, match=r"fold: sums of 4 .* can exceed int64"):
        fold(columns * 4, 3, 2)


def test_empty_batches():
    assert unfold(np.zeros((0, 3, 5, 6)), 3).shape == (0, 27, 12)
    assert fold(np.zeros((0, 27, 12)), (5, 6), 3).shape == (0, 3, 5, 6)


@pytest.mark.parametrize("kernel", [1, 2])
def test_results_are_copies_and_inputs_unchanged(kernel):
    x = np.arange(24.0).reshape(1, 2, 3, 4)
    x.setflags(write=False)
    columns = unfold(x, kernel)
    assert not np.shares_memory(columns, x)
    columns[...] = 0
    columns.setflags(write=False)
    image = fold(columns, (3, 4), kernel)
    assert not np.shares_memory(image, columns)
    image[...] = 1
    assert columns.sum() == 0
    np.testing.assert_array_equal(x.ravel(), np.arange(24))


def test_a_missing_overlap_would_be_noticed():
    """The checks above can fail: a fold that overwrites is not the oracle's."""
    columns = np.ones((1, 4, 4), int)
    wrong = np.ones((1, 1, 3, 3), int)
    right = oracles.fold(columns, (3, 3), (2, 2), (1, 1), ((0, 0), (0, 0)), (1, 1))
    oracles.assert_same(fold(columns, 3, 2), right)
    with pytest.raises(AssertionError):
        oracles.assert_same(wrong, right)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"input": np.ones(5)}, ValueError, r"input must have shape .* got \(5,\)"),
        ({"input": 3}, ValueError, r"input must have shape .* got \(\)"),
        ({"input": np.ones((1,) * 5)}, ValueError, "input must have shape"),
        ({"input": None}, TypeError, r"input must hold numbers, got None"),
        ({"input": "abc"}, TypeError, r"input must hold numbers, got 'abc' \(str\)"),
        ({"input": [[1, 2], [3]]}, ValueError, "input is not a regular array"),
        (
            {"input": np.array([[1, None]])},
            TypeError,
            r"array of shape \(1, 2\) and dtype object",
        ),
        ({"input": np.ones((0, 4))}, ValueError, r"no cell along axis H, shape \(0"),
        ({"input": np.ones((1, 0, 4, 4))}, ValueError, "no cell along axis C"),
        ({"kernel_size": 0}, ValueError, r"kernel_size must be .*; input \(4, 5\)"),
        ({"kernel_size": 2.0}, TypeError, "kernel_size must be an integer"),
        ({"kernel_size": 5}, ValueError, r"effective kernel \(5, 5\) exceeds padded"),
        ({"dilation": 0}, ValueError, "dilation must be at least 1"),
        ({"dilation": None}, TypeError, "dilation must be an integer"),
        ({"padding": -1}, ValueError, "padding must be at least 0"),
        ({"padding": "full"}, ValueError, "padding must be .* got 'full'"),
        ({"stride": (1, 0)}, ValueError, r"stride must be at least 1, got \(1, 0\)"),
        ({"stride": False}, TypeError, "stride must be an integer"),
    ],
)
def test_unfold_refuses(arguments, error, message):
    with pytest.raises(error, match=message) as caught:
        unfold(**{"input": np.ones((4, 5)), "kernel_size": 2, **arguments})
    assert str(caught.value).startswith("unfold: ")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"input": np.ones(5)}, ValueError, r"\(C \* kH \* kW, L\), got \(5,\)"),
        ({"input": np.ones((1, 1, 4, 4))}, ValueError, "input must have shape"),
        ({"input": ["a"]}, TypeError, "input must hold numbers"),
        ({"input": np.ones((5, 4))}, ValueError, "multiple of kH .* = 4, got 5"),
        ({"input": np.ones((0, 4))}, ValueError, "multiple of kH .* = 4, got 0"),
        ({"input": np.ones((4, 5))}, ValueError, r"2 \* 2 = 4, got 5"),
        ({"output_size": 0}, ValueError, "output_size must be at least 1"),
        ({"output_size": (4, 3)}, ValueError, r"3 \* 2 = 6, got 4"),
        ({"output_size": 3.0}, TypeError, "output_size must be an integer"),
        ({"output_size": 1}, ValueError, "effective kernel .* exceeds padded input"),
        ({"kernel_size": None}, TypeError, "kernel_size must be an integer"),
        ({"stride": 0}, ValueError, "stride must be at least 1"),
        ({"dilation": -1}, ValueError, "dilation must be at least 1"),
        ({"padding": 0.5}, TypeError, "padding must be an integer"),
    ],
)
def test_fold_refuses(arguments, error, message):
    with pytest.raises(error, match=message) as caught:
        fold(
            **{
                "input": np.ones((4, 4)),
                "output_size": 3,
                "kernel_size": 2,
                **arguments,
            }
        )
    assert str(caught.value).startswith("fold: ")


def test_a_result_that_cannot_be_allocated_is_refused():
    with pytest.raises(MemoryError, match=r"unfold: no memory for an array of shape"):
        unfold(np.ones((2, 2)), 1, padding=2**31)
    assert output_size(2, 1, padding=2**31) == 2**32 + 2
