"""The transposed convolution: five ways to the same numbers, and PyTorch's."""

import json
from pathlib import Path

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.signal import correlate2d
from worker import extra_memory

from convlib import (
    conv2d,
    conv2d_backward,
    conv_matrix,
    conv_transpose2d,
    conv_transpose2d_backward,
    examples,
    output_size,
    transposed_output_size,
)
from convlib.gradcheck import numerical_gradient

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE / "golden" / "transposed.json").read_text("utf-8"))["cases"]
NOTES = json.loads((HERE / "golden" / "notes.json").read_text("utf-8"))["transposed"]
GEOMETRY = ("stride", "padding", "output_padding", "groups", "dilation")


def geometry(case):
    return {name: case[name] for name in GEOMETRY}


# --- five ways -------------------------------------------------------------------


@pytest.mark.usefixtures("both_ways")
@given(strategies.transposed())
def test_against_stamping_by_loops(layer):
    oracles.assert_same(conv_transpose2d(*layer), oracles.conv_transpose2d(*layer))


@pytest.mark.usefixtures("both_ways")
@strategies.fewer
@given(strategies.transposed(kinds=("float32", "int8")))
def test_small_dtypes_against_stamping_by_loops(layer):
    output = conv_transpose2d(*layer)
    assert output.dtype == ("float32" if layer.input.dtype == "float32" else "int64")
    oracles.assert_same(output, oracles.conv_transpose2d(*layer))


def zeros_inserted(image, kernel, stride, padding, output_padding, dilation):
    """Spread image and kernel with zeros; correlate with the kernel rotated."""

    def spread(array, steps):
        shape = [(n - 1) * s + 1 for n, s in zip(array.shape, steps, strict=True)]
        result = np.zeros(shape, array.dtype)
        result[:: steps[0], :: steps[1]] = array
        return result

    rotated = np.rot90(spread(kernel, dilation), 2)
    # The output padding is room below and to the right, before anything is cut off.
    whole = np.pad(
        correlate2d(spread(image, stride), rotated, mode="full"),
        [(0, extra) for extra in output_padding],
    )
    rows, columns = whole.shape
    return whole[padding[0] : rows - padding[0], padding[1] : columns - padding[1]]


@strategies.fewer
@given(strategies.transposed())
def test_against_inserting_zeros_and_correlating_with_the_rotated_kernel(layer):
    image, kernel = layer.input[0, 0], layer.weight[0, 0]
    rest = (layer.stride, layer.padding, layer.output_padding)
    expected = zeros_inserted(image, kernel, *rest, layer.dilation)
    output = conv_transpose2d(image, kernel, None, *rest, dilation=layer.dilation)
    oracles.assert_same(output, expected)


@strategies.fewer
@given(strategies.transposed())
def test_against_the_transposed_matrix(layer):
    assume(layer.invertible)
    depth = layer.input.shape[1] // layer.groups
    size = transposed_output_size(
        layer.input.shape[2:],
        layer.weight.shape[2:],
        layer.stride,
        layer.padding,
        layer.output_padding,
        layer.dilation,
    )
    for group in range(layer.groups):
        channels = slice(group * depth, (group + 1) * depth)
        image, weight = layer.input[0, channels], layer.weight[channels]
        M = conv_matrix(weight, size, layer.stride, layer.padding, layer.dilation)
        output = conv_transpose2d(
            image,
            weight,
            None,
            layer.stride,
            layer.padding,
            layer.output_padding,
            dilation=layer.dilation,
        )
        assert M.dtype == output.dtype
        oracles.assert_same((M.T @ image.ravel()).reshape(output.shape), output)


@strategies.fewer
@given(strategies.transposed())
def test_against_the_gradient_of_conv2d(layer):
    assume(layer.invertible)
    output = conv_transpose2d(*layer._replace(bias=None))
    gradient, _, _ = conv2d_backward(
        layer.input,
        np.zeros_like(output),
        layer.weight,
        layer.stride,
        layer.padding,
        layer.dilation,
        layer.groups,
    )
    oracles.assert_same(output, gradient)


@strategies.fewer
@given(strategies.transposed(kinds=("int64",)), st.integers(0, 2**32 - 1))
def test_it_is_the_adjoint_of_conv2d(layer, seed):
    """⟨convᵀ x, y⟩ = ⟨x, conv y⟩ for any y."""
    assume(layer.invertible)
    output = conv_transpose2d(*layer._replace(bias=None))
    y = np.random.default_rng(seed).integers(-9, 10, output.shape)
    back = conv2d(
        y,
        layer.weight,
        None,
        layer.stride,
        layer.padding,
        layer.dilation,
        layer.groups,
    )
    assert back.shape == layer.input.shape
    assert (output * y).sum() == (layer.input * back).sum()


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_against_pytorch(case):
    output = conv_transpose2d(
        case["input"], case["weight"], case["bias"], **geometry(case)
    )
    oracles.assert_same(output, case["output"])
    gradients = conv_transpose2d_backward(
        case["grad_output"], case["input"], case["weight"], **geometry(case)
    )
    for name, gradient in zip(("input", "weight", "bias"), gradients, strict=True):
        oracles.assert_same(gradient, case[f"grad_{name}"])


def test_there_are_enough_golden_cases():
    assert len(GOLDEN) >= 40
    assert len({case["name"] for case in GOLDEN}) == len(GOLDEN)
    for name in ("stride", "padding", "output_padding", "dilation"):
        assert any(case[name][0] != case[name][1] for case in GOLDEN), name
    assert any(case["groups"] > 1 for case in GOLDEN)
    assert any(case["output_padding"] >= case["stride"] for case in GOLDEN)


@strategies.fewer
@given(strategies.transposed(kinds=("int64",)))
def test_blocks_of_every_size_give_the_same(layer):
    expected = conv_transpose2d(*layer)
    with pytest.MonkeyPatch.context() as patch:
        for block in (1, 500, 2000):
            patch.setattr("convlib._few.FEW", 0)
            patch.setattr("convlib._products._BLOCK", block)
            oracles.assert_same(conv_transpose2d(*layer), expected)


# --- the notes -------------------------------------------------------------------


def test_the_notes_example():
    image, kernel, stride = NOTES["input"], NOTES["kernel"], NOTES["stride"]
    output = conv_transpose2d(image, kernel, stride=stride)
    np.testing.assert_array_equal(output, NOTES["output"])
    assert transposed_output_size(2, 4, stride) == 7
    # The pixel that the notes name, in row 1 and column 4, is in two stamps.
    assert output[0, 3] == image[0][0] * kernel[0][3] + image[0][1] * kernel[0][0]
    overlaps = conv_transpose2d(
        np.ones_like(image), np.ones_like(kernel), stride=stride
    )
    np.testing.assert_array_equal(overlaps, NOTES["overlap_counts"])
    assert set(overlaps.flat) == {1, 2, 4}


def test_it_is_not_an_inverse():
    image, kernel, stride = NOTES["input"], NOTES["kernel"], NOTES["stride"]
    back = conv2d(conv_transpose2d(image, kernel, stride=stride), kernel, stride=stride)
    np.testing.assert_array_equal(
        back, NOTES["correlating_the_output_back_with_stride_3"]
    )
    assert back.shape == np.shape(image)


def test_the_example_is_there_as_data():
    np.testing.assert_array_equal(examples.transposed.image, NOTES["input"])
    np.testing.assert_array_equal(examples.transposed.kernel, NOTES["kernel"])
    assert examples.transposed.stride == NOTES["stride"]
    assert not examples.transposed.kernel.flags.writeable


def test_one_pixel_gives_four_and_two_at_stride_1_give_five():
    assert transposed_output_size(1, 4) == 4
    assert transposed_output_size(2, 4) == 5
    np.testing.assert_array_equal(
        conv_transpose2d([[1]], NOTES["kernel"]), NOTES["kernel"]
    )


def test_16_17_and_18_all_become_6_and_only_output_padding_tells_them_apart():
    layer = {"kernel_size": 5, "stride": 3, "padding": 2}
    rng = np.random.default_rng(0)
    kernel = rng.integers(-5, 6, (5, 5))
    for extra, size in enumerate((16, 17, 18)):
        assert output_size(size, **layer) == 6
        assert transposed_output_size(6, **layer, output_padding=extra) == size
        small = conv2d(rng.integers(-5, 6, (size, size)), kernel, None, 3, 2)
        assert small.shape == (6, 6)
        large = conv_transpose2d(small, kernel, None, 3, 2, extra)
        assert large.shape == (size, size)
    assert output_size(15, **layer) == 5
    assert output_size(19, **layer) == 7


def test_output_padding_gives_back_what_the_padding_cut():
    whole = conv_transpose2d(np.ones((2, 2)), np.ones((3, 3)), stride=2)
    cut = conv_transpose2d(np.ones((2, 2)), np.ones((3, 3)), stride=2, padding=1)
    more = conv_transpose2d(
        np.ones((2, 2)), np.ones((3, 3)), None, 2, padding=1, output_padding=1
    )
    np.testing.assert_array_equal(cut, whole[1:-1, 1:-1])
    np.testing.assert_array_equal(more, whole[1:, 1:])


# --- sizes -----------------------------------------------------------------------


@given(strategies.transposed_sizes())
def test_the_size_of_the_output(sizes):
    """Against a sheet on which the first and the last stamp lie."""
    rest = [sizes[name] for name in ("stride", "padding", "output_padding", "dilation")]
    result = transposed_output_size(sizes["size"], sizes["kernel"], *rest)
    for axis in (0, 1):
        stride, padding, extra, dilation = (value[axis] for value in rest)
        cells = {
            pixel * stride + cell * dilation
            for pixel in range(sizes["size"][axis])
            for cell in range(sizes["kernel"][axis])
        }
        assert result[axis] == max(cells) + 1 + extra - 2 * padding


@given(strategies.transposed_sizes())
def test_the_way_back_leads_to_the_size_one_came_from(sizes):
    stride, extra = sizes["stride"], sizes["output_padding"]
    rest = (stride, sizes["padding"])
    large = transposed_output_size(
        sizes["size"], sizes["kernel"], *rest, extra, sizes["dilation"]
    )
    back = [n + e // s for n, e, s in zip(sizes["size"], extra, stride, strict=True)]
    try:
        small = output_size(large, sizes["kernel"], *rest, sizes["dilation"])
    except ValueError:  # never when one pixel of the way there is left
        pytest.fail(f"{large} is too small")
    assert list(small) == back  # an output padding below the stride adds nothing


def test_an_int_for_ints_and_a_pair_for_pairs():
    assert transposed_output_size(2, 4, 3) == 7
    assert isinstance(transposed_output_size(np.int64(2), np.array(4), 3), int)
    for arguments in [((2, 2), 4, 3), (2, [4, 4], 3), (2, 4, (3, 3))]:
        assert transposed_output_size(*arguments) == (7, 7)
    assert transposed_output_size(2, 4, 3, output_padding=(0, 2)) == (7, 9)
    assert transposed_output_size(2, 4, 3, padding=(0, 1)) == (7, 5)
    assert transposed_output_size(2, 4, 3, dilation=(1, 2)) == (7, 10)


@strategies.fewer
@given(strategies.transposed(kinds=("int64",)), st.data())
def test_the_size_of_the_output_instead_of_its_padding(layer, data):
    layer = layer._replace(output_padding=(0, 0))
    rest = (layer.stride, layer.padding, 0, layer.dilation)
    try:
        least = transposed_output_size(
            layer.input.shape[2:], layer.weight.shape[2:], *rest
        )
    except ValueError:
        assume(False)
    extra = tuple(data.draw(st.integers(0, s - 1)) for s in layer.stride)
    size = tuple(np.add(least, extra).tolist())
    padded = layer._replace(output_padding=extra)
    expected = oracles.conv_transpose2d(*padded)
    for form in (size, list(size), (*layer.input.shape[:2], *size)):
        oracles.assert_same(conv_transpose2d(*layer, output_size=form), expected)
    # The convolution leads from each of these sizes to this input.
    back = (layer.stride, layer.padding, layer.dilation)
    assert output_size(size, layer.weight.shape[2:], *back) == layer.input.shape[2:]
    x, w, _, *geometry = layer
    found = conv_transpose2d_backward(expected, x, w, *geometry, output_size=size)
    wanted = conv_transpose2d_backward(expected, x, w, *padded[3:])
    for one, other in zip(found, wanted, strict=True):
        oracles.assert_same(one, other)
    for axis in (0, 1):
        for wrong in (least[axis] - 1, least[axis] + layer.stride[axis]):
            off = [*size[:axis], wrong, *size[axis + 1 :]]
            with pytest.raises(ValueError, match="^conv_transpose2d: output_size must"):
                conv_transpose2d(*layer, output_size=off)


def test_the_sizes_that_there_are_are_named():
    with pytest.raises(ValueError) as caught:
        conv_transpose2d(np.ones((6, 6)), np.ones((5, 5)), None, 3, 2, output_size=19)
    assert str(caught.value) == (
        "conv_transpose2d: output_size must lie between (16, 16) and (18, 18), got "
        "(19, 19); input (6, 6), weight (5, 5), stride (3, 3)"
    )


def test_the_shape_of_an_image_as_output_size():
    image, kernel = np.ones((6, 5)), np.ones((3, 3))
    small = conv2d(image, kernel, None, 2, 1)
    for axes in (2, 3, 4):
        lead = (1,) * (axes - 2)
        output = conv_transpose2d(
            small.reshape(*lead, 3, 3),
            kernel[None, None] if lead else kernel,
            stride=2,
            padding=1,
            output_size=image.reshape(*lead, 6, 5).shape,
        )
        assert output.shape == (*lead, 6, 5)
    with pytest.raises(ValueError, match="got 3 values"):
        conv_transpose2d(small, kernel, stride=2, padding=1, output_size=(1, 6, 5))


# --- the matrix ------------------------------------------------------------------


@given(strategies.layers(), st.integers(0, 2**16))
def test_the_matrix_is_the_convolution(layer, pixel):
    x, weight, _, stride, padding, dilation, groups = layer
    image = x[0]
    M = conv_matrix(weight, image.shape[1:], stride, padding, dilation, groups)
    output = conv2d(image, weight, None, stride, padding, dilation, groups)
    assert M.shape == (output.size, image.size)
    oracles.assert_same((M @ image.ravel()).reshape(output.shape), output)
    # One of its columns: what becomes of a single pixel.
    pixel = pixel % image.size
    impulse = np.zeros(image.size, int)
    impulse[pixel] = 1
    impulse = impulse.reshape(1, *image.shape)
    column = oracles.conv2d(
        impulse, weight, None, stride, layer.sides, dilation, groups
    )
    oracles.assert_same(M[:, pixel], column.ravel())


MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


@strategies.fewer
@given(strategies.layers(kinds=("int64",)), st.sampled_from(sorted(MODES)))
def test_the_matrix_of_what_goes_on_around_an_image(layer, mode):
    """Against an image that NumPy pads."""
    x, weight, _, stride, _, dilation, groups = layer
    image, sides = x[0], layer.sides
    size = image.shape[1:]
    short = {"reflect": 1, "circular": 0}.get(mode, -99)
    assume(all(max(s) <= n - short for s, n in zip(sides, size, strict=True)))
    M = conv_matrix(weight, size, stride, sides, dilation, groups, padding_mode=mode)
    padded = np.pad(image, ((0, 0), *sides), mode=MODES[mode])
    output = oracles.conv2d(
        padded[None], weight, None, stride, ((0, 0), (0, 0)), dilation, groups
    )
    np.testing.assert_array_equal(M @ image.ravel(), output.ravel())


@strategies.fewer
@given(strategies.pairs(1, 5), strategies.pairs(1, 5), st.integers(0, 2**32 - 1))
def test_a_circulant_matrix_is_diagonal_for_the_fourier_transform(size, kernel, seed):
    """A correlation: the spectrum of the kernel is conjugated."""
    assume(all(k <= n for k, n in zip(kernel, size, strict=True)))
    rng = np.random.default_rng(seed)
    weight, image = rng.standard_normal(kernel), rng.standard_normal(size)
    behind = tuple((0, k - 1) for k in kernel)
    M = conv_matrix(weight, size, padding=behind, padding_mode="circular")
    spectrum = np.fft.fft2(image) * np.fft.fft2(weight, size).conj()
    expected = np.fft.ifft2(spectrum)
    np.testing.assert_allclose(
        (M @ image.ravel()).reshape(size), expected.real, rtol=1e-12, atol=1e-12
    )
    found = np.linalg.eigvals(M)
    for value in np.fft.fft2(weight, size).ravel():
        assert np.abs(found - value.conj()).min() < 1e-6


def test_cells_that_lie_on_one_pixel_are_added():
    M = conv_matrix([[1, 2, 4]], (1, 1), padding=(0, 1), padding_mode="replicate")
    assert M.tolist() == [[7]]
    M = conv_matrix([[1, 2, 4]], (1, 2), padding=(0, 1), padding_mode="circular")
    assert M.tolist() == [[2, 5], [5, 2]]
    large = np.full((1, 3), 2**62)
    with pytest.raises(ValueError, match=r"conv_matrix: sums of 3 .* exceed int64"):
        conv_matrix(large, (1, 1), padding=(0, 1), padding_mode="replicate")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"groups": 4}, r"groups 4 does not divide 6 filters; weight \(6, 1, 3, 2\)"),
        ({"padding": 3, "padding_mode": "reflect"}, "padding must be smaller than"),
        ({"padding": 4, "padding_mode": "circular"}, "padding must be at most as"),
    ],
)
def test_a_matrix_that_there_is_not(changed, message):
    with pytest.raises(ValueError, match=f"^conv_matrix: {message}"):
        conv_matrix(np.ones((6, 1, 3, 2)), 3, **changed)


def test_the_matrix_of_a_kernel_without_channels():
    kernel = np.arange(1, 7).reshape(2, 3)
    M = conv_matrix(kernel, (4, 5), stride=(1, 2), padding="valid")
    np.testing.assert_array_equal(M, conv_matrix(kernel[None, None], (4, 5), (1, 2)))
    same = conv_matrix(kernel, 4, padding="same")
    assert same.shape == (16, 16)
    image = np.arange(16).reshape(4, 4)
    np.testing.assert_array_equal(
        same @ image.ravel(), conv2d(image, kernel, padding="same").ravel()
    )


def test_the_dtype_of_the_matrix():
    for kind, expected in [
        ("int8", "int64"),
        ("bool", "int64"),
        ("float32", "float32"),
    ]:
        assert conv_matrix(np.ones((2, 2), kind), 3).dtype == expected
    assert conv_matrix([[2**62]], 1)[0, 0] == 2**62
    largest = conv_matrix(np.full((1, 1), 127, np.int8), 1)
    assert (largest @ np.array([127]))[0] == 127**2


# --- the gradients ---------------------------------------------------------------


@strategies.fewest
@given(strategies.transposed(kinds=("float64",)), st.integers(0, 2**32 - 1))
def test_gradients_against_finite_differences(layer, seed):
    layer = layer._replace(bias=np.zeros(layer.weight.shape[1] * layer.groups))
    shape = conv_transpose2d(*layer).shape
    grad_output = np.random.default_rng(seed).standard_normal(shape)
    gradients = conv_transpose2d_backward(
        grad_output,
        layer.input,
        layer.weight,
        layer.stride,
        layer.padding,
        layer.output_padding,
        layer.groups,
        layer.dilation,
    )
    for name, gradient in zip(("input", "weight", "bias"), gradients, strict=True):

        def error(array, name=name):
            output = conv_transpose2d(*layer._replace(**{name: array}))
            return (output * grad_output).sum()

        measured = numerical_gradient(error, getattr(layer, name))
        np.testing.assert_allclose(gradient, measured, rtol=1e-6, atol=1e-6)


@pytest.mark.usefixtures("both_ways")
@given(strategies.transposed(), st.integers(0, 2**32 - 1))
def test_gradients_against_loops(layer, seed):
    layer = layer._replace(bias=None)
    rng = np.random.default_rng(seed)
    grad = strategies.numbers(rng, conv_transpose2d(*layer).shape, layer.input.dtype)
    x, w, _, *geometry = layer
    found = conv_transpose2d_backward(grad, x, w, *geometry)
    expected = oracles.conv_transpose2d_backward(grad, x, w, *geometry)
    for one, other in zip(found, expected, strict=True):
        oracles.assert_same(one, other)


def test_gradients_have_the_axes_of_what_they_belong_to():
    rng = np.random.default_rng(0)
    x, w = rng.integers(-5, 6, (2, 3, 4, 5)), rng.integers(-5, 6, (3, 2, 3, 2))
    grad = rng.integers(-5, 6, conv_transpose2d(x, w, None, 2).shape)
    batched = conv_transpose2d_backward(grad, x, w, 2)
    assert [g.shape for g in batched] == [x.shape, w.shape, (2,)]
    single = conv_transpose2d_backward(grad[1], x[1], w, 2)
    assert [g.shape for g in single] == [x.shape[1:], w.shape, (2,)]
    np.testing.assert_array_equal(single[0], batched[0][1])
    plain = conv_transpose2d_backward(grad[0, 0], x[0, 0], w[0, 0], 2)
    assert [g.shape for g in plain] == [(4, 5), (3, 2), ()]
    first = conv_transpose2d_backward(grad[:1, :1], x[:1, :1], w[:1, :1], 2)
    for gradient, expected in zip(plain, first, strict=True):
        np.testing.assert_array_equal(gradient.ravel(), expected.ravel())


def test_complex_gradients_are_conjugated_and_outputs_are_not():
    assert conv_transpose2d([[1j]], [[1j]])[0, 0] == -1
    grad_input, grad_weight, grad_bias = conv_transpose2d_backward(
        [[2 + 1j]], [[3j]], [[1 + 1j]]
    )
    assert grad_input[0, 0] == (2 + 1j) * (1 - 1j)
    assert grad_weight[0, 0] == (2 + 1j) * -3j
    assert grad_bias == 2 + 1j


# --- shapes and dtypes -----------------------------------------------------------


def test_axes_can_be_left_out():
    rng = np.random.default_rng(0)
    x, w = rng.integers(-5, 6, (2, 3, 4, 5)), rng.integers(-5, 6, (3, 4, 3, 2))
    batched = conv_transpose2d(x, w, [1, 2, 3, 4], (2, 1), (0, 1))
    assert batched.shape == (2, 4, 9, 4)
    np.testing.assert_array_equal(
        conv_transpose2d(x[1], w, [1, 2, 3, 4], (2, 1), (0, 1)), batched[1]
    )
    single = conv_transpose2d(x[0, 0], w[0, 0], 7)
    np.testing.assert_array_equal(
        single, conv_transpose2d(x[:1, :1], w[:1, :1], [7])[0, 0]
    )
    np.testing.assert_array_equal(single, conv_transpose2d(x[0, 0], w[0, 0], [7]))


@pytest.mark.parametrize(
    ("input_type", "weight_type", "expected"),
    [
        ("bool", "bool", "int64"),
        ("int8", "uint8", "int64"),
        ("float16", "float16", "float16"),
        ("float32", "float32", "float32"),
        ("float32", "float64", "float64"),
        ("float32", "int8", "float32"),
        ("complex64", "float32", "complex64"),
        ("longdouble", "float32", "longdouble"),
    ],
)
def test_dtypes(input_type, weight_type, expected):
    output = conv_transpose2d(np.ones((3, 4), input_type), np.ones((2, 2), weight_type))
    assert output.dtype == expected
    assert output[1, 1] == 4


def test_float16_is_summed_in_float32():
    x, w = np.full((1, 60), 0.1, np.float16), np.ones((1, 60), np.float16)
    output = conv_transpose2d(x, w)
    assert output[0, 59] == np.float16(60 * float(np.float16(0.1)))


def test_integers_beyond_float64_are_exact_or_refused():
    assert conv_transpose2d([[2**53 + 1, 1]], [[1, 1]])[0, 1] == 2**53 + 2
    with pytest.raises(
        ValueError, match=r"conv_transpose2d: sums of 2 products .*int64"
    ):
        conv_transpose2d([[2**40]], [[2**40, 1]])


@pytest.mark.parametrize("shape", [(3, 2, 3), (3, 3, 2)])
def test_long_sums_of_integers_are_exact(shape):
    """The pixel in the middle gets all 18 cells, 2**49 each, and 1."""
    cells = np.full(shape, 2**49)
    cells[0, 0, 0] += 1
    output = conv_transpose2d(cells, np.ones((3, 1, *shape[1:]), int))
    assert output[0, shape[1] - 1, shape[2] - 1] == 18 * 2**49 + 1


def test_nan_and_infinity_pass_through():
    x = np.zeros((2, 3))
    x[0, 1] = np.nan
    spoilt = np.isnan(conv_transpose2d(x, np.ones((2, 2)), stride=2))
    assert spoilt[:2, 2:4].all()
    assert spoilt.sum() == 4


def test_extra_memory_does_not_grow_with_the_batch():
    weight = np.ones((32, 8, 3, 3), np.float32)

    def extra(batch):
        images = np.ones((batch, 32, 40, 40), np.float32)
        return extra_memory(lambda: conv_transpose2d(images, weight, stride=2))

    small, large = extra(32), extra(128)
    assert large < 1.1 * small + 2**16
    assert large < 16 * 2**20


# --- the checks can fail ---------------------------------------------------------


def test_the_comparison_notices_typical_mistakes():
    rng = np.random.default_rng(0)
    x, w = rng.integers(-5, 6, (1, 2, 4, 5)), rng.integers(-5, 6, (2, 3, 3, 2))
    bias = rng.integers(1, 6, 3)
    arguments = ((2, 1), (1, 0), (1, 0))
    right = oracles.conv_transpose2d(x, w, bias, *arguments, 1, (1, 1))
    oracles.assert_same(conv_transpose2d(x, w, bias, *arguments), right)
    overwritten = np.zeros_like(right[0, 0])
    for i, j in np.ndindex(4, 5):
        stamp = x[0, 0, i, j] * w[0, 0]
        for m, n in np.ndindex(3, 2):
            if 0 <= 2 * i + m - 1 < overwritten.shape[0]:
                overwritten[2 * i + m - 1, j + n] = stamp[m, n]
    mistakes = {
        "rotated": conv_transpose2d(x, w[:, :, ::-1, ::-1], bias, *arguments),
        "swapped channels": conv_transpose2d(x, w[::-1], bias, *arguments),
        "swapped strides": conv_transpose2d(x, w, bias, (1, 2), (1, 0)),
        "swapped padding": conv_transpose2d(x, w, bias, (2, 1), (0, 1), (1, 0)),
        "forgotten bias": conv_transpose2d(x, w, None, *arguments),
        "bias at each stamp": conv_transpose2d(x, w, 2 * bias, *arguments),
        "extra rows above": np.roll(right, 1, axis=2),
    }
    for name, wrong in mistakes.items():
        with pytest.raises(AssertionError):
            oracles.assert_same(wrong, right)
            pytest.fail(f"{name} was not noticed")
    single = oracles.conv_transpose2d(x[:, :1], w[:1, :1], None, *arguments, 1, (1, 1))
    with pytest.raises(AssertionError):
        oracles.assert_same(overwritten.astype(int), single[0, 0])
