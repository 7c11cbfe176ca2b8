"""unfold and fold, against loops, PyTorch's stored results and each other."""

import json
from pathlib import Path

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given

from convlib import conv2d, fold, unfold

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


@pytest.mark.usefixtures("both_ways")
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


@strategies.fewer
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


@strategies.fewer
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
    np.testing.assert_array_equal(
        fold(columns, (2, 3), 2, padding="same")[0], x * [[1, 2, 2], [2, 4, 4]]
    )


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


def test_a_missing_overlap_would_be_noticed():
    """The checks above can fail: a fold that overwrites is not the oracle's."""
    columns = np.ones((1, 4, 4), int)
    wrong = np.ones((1, 1, 3, 3), int)
    right = oracles.fold(columns, (3, 3), (2, 2), (1, 1), ((0, 0), (0, 0)), (1, 1))
    oracles.assert_same(fold(columns, 3, 2), right)
    with pytest.raises(AssertionError):
        oracles.assert_same(wrong, right)
