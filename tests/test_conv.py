"""conv2d, against loops, SciPy, PyTorch's stored results and the numbers of the notes."""

import json
from pathlib import Path

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from scipy.signal import correlate2d
from worker import extra_memory

import convlib
from convlib import conv2d

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE / "golden" / "conv2d.json").read_text("utf-8"))
NOTES = json.loads((HERE / "golden" / "notes.json").read_text("utf-8"))
GEOMETRY = ("stride", "padding", "dilation", "groups")


@pytest.mark.usefixtures("both_ways")
@given(strategies.layers())
def test_against_loops(layer):
    x, w, b, stride, _, dilation, groups = layer
    expected = oracles.conv2d(x, w, b, stride, layer.sides, dilation, groups)
    oracles.assert_same(conv2d(*layer.arguments), expected)


@pytest.mark.usefixtures("both_ways")
@strategies.fewer
@given(strategies.layers(kinds=("float32", "int8")))
def test_small_dtypes_against_loops(layer):
    x, w, b, stride, _, dilation, groups = layer
    output = conv2d(*layer.arguments)
    assert output.dtype == ("float32" if x.dtype == "float32" else "int64")
    expected = oracles.conv2d(x, w, b, stride, layer.sides, dilation, groups)
    oracles.assert_same(output, expected)


@strategies.fewer
@given(strategies.layers(kinds=("int64",)))
def test_blocks_of_every_size_give_the_same(layer):
    expected = conv2d(*layer.arguments)
    with pytest.MonkeyPatch.context() as patch:
        for block in (1, 500, 2000):
            patch.setattr("convlib._few.FEW", 0)
            patch.setattr("convlib._products._BLOCK", block)
            oracles.assert_same(conv2d(*layer.arguments), expected)


def test_images_of_many_rows_against_scipy():
    """More cells than are multiplied at a time."""
    image, kernel = np.arange(400 * 100).reshape(400, 100), np.arange(6).reshape(3, 2)
    expected = correlate2d(image, kernel, mode="valid")
    oracles.assert_same(conv2d(image, kernel), expected)


@strategies.fewer
@given(strategies.layers())
def test_against_scipy(layer):
    x, w, _, stride, padding, dilation, _ = layer
    image = np.pad(x[0, 0], layer.sides)
    kernel = np.zeros(
        [d * (k - 1) + 1 for k, d in zip(w.shape[2:], dilation, strict=True)], w.dtype
    )
    kernel[:: dilation[0], :: dilation[1]] = w[0, 0]
    expected = correlate2d(image, kernel, mode="valid")[:: stride[0], :: stride[1]]
    oracles.assert_same(
        conv2d(x[0, 0], w[0, 0], None, stride, padding, dilation), expected
    )


@pytest.mark.parametrize(
    "case", GOLDEN["cases"] + GOLDEN["same_cases"], ids=lambda case: case["name"]
)
def test_against_pytorch(case):
    geometry = {key: case[key] for key in GEOMETRY}
    output = conv2d(case["input"], case["weight"], case["bias"], **geometry)
    oracles.assert_same(output, case["output"])


def test_there_are_enough_golden_cases():
    cases = GOLDEN["cases"]
    assert len(cases) >= 60
    assert len({case["name"] for case in cases}) == len(cases)
    assert any(case["groups"] > 1 for case in cases)
    assert any(case["stride"][0] != case["stride"][1] for case in cases)


# --- the notes -------------------------------------------------------------------


def test_the_single_channel_example():
    notes = NOTES["single_channel"]
    image, kernel, bias = notes["image"], notes["filter"], notes["bias"]
    first = conv2d(image, kernel, bias)
    np.testing.assert_array_equal(first, notes["feature_map_stride_1"])
    assert first.dtype == np.int64
    second = conv2d(image, kernel, bias, stride=2)
    np.testing.assert_array_equal(second, notes["feature_map_stride_2"])
    # Its kernel equals its own rotation: the example cannot show the convention.
    np.testing.assert_array_equal(kernel, np.rot90(kernel, 2))


def test_the_two_filters_example():
    notes = NOTES["two_filters"]
    arguments = {"stride": notes["stride"], "padding": notes["padding"]}
    output = conv2d(notes["input"], notes["filters"], notes["bias"], **arguments)
    np.testing.assert_array_equal(output, notes["output"])
    x, w = np.array(notes["input"]), np.array(notes["filters"])
    sums = [
        [conv2d(x[d], w[k, d], **arguments) for d in range(len(x))]
        for k in range(len(w))
    ]
    np.testing.assert_array_equal(sums, notes["per_channel_sums_before_bias"])
    np.testing.assert_array_equal(
        np.sum(sums, axis=1) + np.reshape(notes["bias"], (2, 1, 1)), notes["output"]
    )
    fives = [(c["filter"], c["row"], c["col"]) for c in notes["minus_five_cells"]]
    assert [tuple(cell) for cell in np.argwhere(output == -5)] == fives


def test_examples_hold_what_the_notes_hold():
    examples = convlib.examples
    one, two, size = (
        examples.single_channel,
        examples.two_filters,
        examples.output_size,
    )
    np.testing.assert_array_equal(one.image, NOTES["single_channel"]["image"])
    np.testing.assert_array_equal(one.kernel, NOTES["single_channel"]["filter"])
    assert one.bias == 0
    np.testing.assert_array_equal(two.input, NOTES["two_filters"]["input"])
    np.testing.assert_array_equal(two.weight, NOTES["two_filters"]["filters"])
    np.testing.assert_array_equal(two.bias, NOTES["two_filters"]["bias"])
    assert (two.stride, two.padding) == (2, 1)
    assert (size.input_size, size.kernel_size, size.stride, size.padding) == (
        5,
        3,
        2,
        0,
    )
    with pytest.raises(ValueError, match="read-only"):
        one.image[0, 0] = 7


# --- shapes and dtypes -----------------------------------------------------------


def test_axes_can_be_left_out():
    rng = np.random.default_rng(0)
    x, w = rng.integers(-5, 6, (2, 3, 6, 5)), rng.integers(-5, 6, (4, 3, 3, 2))
    batched = conv2d(x, w, [1, 2, 3, 4], (2, 1), 1)
    assert batched.shape == (2, 4, 3, 6)
    np.testing.assert_array_equal(conv2d(x[1], w, [1, 2, 3, 4], (2, 1), 1), batched[1])
    single = conv2d(x[0, 0], w[0, 0], 7)
    np.testing.assert_array_equal(single, conv2d(x[:1, :1], w[:1, :1], [7])[0, 0])
    np.testing.assert_array_equal(single, conv2d(x[0, 0], w[0, 0], [7]))


@pytest.mark.parametrize(
    ("input_type", "weight_type", "expected"),
    [
        ("bool", "bool", "int64"),
        ("int8", "int8", "int64"),
        ("uint8", "int8", "int64"),
        ("uint64", "int64", "int64"),
        ("float16", "float16", "float16"),
        ("float32", "float32", "float32"),
        ("float32", "float64", "float64"),
        ("float32", "int8", "float32"),
        ("int64", "float32", "float64"),
        ("complex64", "float32", "complex64"),
        ("float64", "complex64", "complex128"),
        ("longdouble", "float32", "longdouble"),
    ],
)
def test_dtypes(input_type, weight_type, expected):
    output = conv2d(np.ones((3, 4), input_type), np.ones((2, 2), weight_type))
    assert output.dtype == expected
    np.testing.assert_array_equal(output, np.full((2, 3), 4))


def test_the_bias_takes_part_in_the_promotion():
    x, w = np.ones((1, 3, 3), np.float32), np.ones((1, 1, 2, 2), np.float32)
    assert conv2d(x, w, np.ones(1, np.float32)).dtype == "float32"
    assert conv2d(x, w, np.ones(1, np.float64)).dtype == "float64"
    assert conv2d(np.ones((3, 3), int), [[1]], 0.5)[0, 0] == 1.5
    assert conv2d([[1]], [[1]], np.uint64(2)).dtype == "int64"


def test_float16_is_summed_in_float32():
    x = np.full((60, 60), 0.1, np.float16)
    w = np.ones((60, 60), np.float16)
    total = float(np.float16(0.1)) * 3600
    assert conv2d(x, w)[0, 0] == np.float16(total)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32"])
def test_small_integers_do_not_overflow(dtype):
    largest = int(np.iinfo(dtype).max)
    x = np.full((3, 3), largest, dtype)
    if dtype == "int32":  # 9 * 2**62 does not fit int64 either
        with pytest.raises(ValueError, match="exceed int64"):
            conv2d(x, x)
    else:
        assert conv2d(x, x)[0, 0] == 9 * largest**2
    assert conv2d(x, np.ones((3, 3), dtype))[0, 0] == 9 * largest


def test_integers_beyond_float64_are_exact_or_refused():
    x = np.array([[2**53 + 1, 3], [5, -(2**53) - 7]])
    assert conv2d(x, [[2, 1], [1, 3]])[0, 0] == (
        2 * (2**53 + 1) + 3 + 5 - 3 * (2**53 + 7)
    )
    message = r"conv2d: sums of 4 products .* exceed int64 .* convert .* float64"
    with pytest.raises(ValueError, match=message):
        conv2d(x, x)
    with pytest.raises(ValueError, match="exceed int64"):
        conv2d(np.full((1, 1), 2**64 - 1, np.uint64), [[1]])
    with pytest.raises(ValueError, match="exceed int64"):
        conv2d([[1]], [[1]], 2**63 - 1)
    assert conv2d([[1]], [[1]], 2**63 - 2)[0, 0] == 2**63 - 1


def test_nan_and_infinity_pass_through():
    x = np.zeros((3, 4))
    x[1, 2] = np.nan
    spoilt = np.isnan(conv2d(x, np.ones((2, 2))))
    np.testing.assert_array_equal(spoilt, [[False, True, True], [False, True, True]])
    x[1, 2] = np.inf
    output = conv2d(x, np.ones((2, 2)))
    np.testing.assert_array_equal(np.isinf(output), spoilt)


def test_complex_numbers_are_not_conjugated():
    assert conv2d([[1j]], [[1j]])[0, 0] == -1


def test_extra_memory_does_not_grow_with_the_batch():
    weight = np.ones((8, 32, 3, 3), np.float32)

    def extra(batch):
        images = np.ones((batch, 32, 40, 40), np.float32)
        return extra_memory(lambda: conv2d(images, weight, padding=1))

    small, large = extra(32), extra(128)
    assert large < 1.1 * small + 2**16
    assert large < 16 * 2**20


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_extra_memory_of_a_wide_layer_is_bounded(dtype):
    weight = np.ones((256, 256, 3, 3), dtype)

    def extra(batch):
        images = np.ones((batch, 256, 28, 28), dtype)
        return extra_memory(lambda: conv2d(images, weight, padding=1))

    small, large = extra(2), extra(8)
    assert large < 1.1 * small
    assert large < 64 * 2**20


# --- the checks can fail ---------------------------------------------------------


def test_the_comparison_notices_typical_mistakes():
    rng = np.random.default_rng(0)
    x, w = rng.integers(-5, 6, (1, 2, 5, 6)), rng.integers(-5, 6, (3, 2, 3, 2))
    bias = rng.integers(1, 6, 3)
    right = oracles.conv2d(x, w, bias, (2, 1), ((1, 1), (0, 0)), (1, 1), 1)
    oracles.assert_same(conv2d(x, w, bias, (2, 1), (1, 0)), right)
    mistakes = {
        "flipped kernel": conv2d(x, w[:, :, ::-1, ::-1], bias, (2, 1), (1, 0)),
        "swapped channels": conv2d(x, w[:, ::-1], bias, (2, 1), (1, 0)),
        "swapped strides": conv2d(x, w, bias, (1, 2), (1, 0)),
        "swapped padding": conv2d(x, w, bias, (2, 1), (0, 1)),
        "forgotten bias": conv2d(x, w, None, (2, 1), (1, 0)),
        "bias once for each channel": conv2d(x, w, 2 * bias, (2, 1), (1, 0)),
        "one sign": conv2d(x, w * np.where(w == w.max(), -1, 1), bias, (2, 1), (1, 0)),
        "floats": conv2d(x.astype(float), w, bias, (2, 1), (1, 0)),
    }
    for name, wrong in mistakes.items():
        with pytest.raises(AssertionError):
            oracles.assert_same(wrong, right)
            pytest.fail(f"{name} was not noticed")


def test_the_comparison_notices_one_wrong_float():
    right = np.linspace(-1, 1, 12).reshape(3, 4)
    wrong = right.copy()
    wrong[1, 2] += 1e-9
    with pytest.raises(AssertionError):
        oracles.assert_same(wrong, right)
