"""What the book says of PyTorch, JAX and ONNX, asked of PyTorch, JAX and ONNX."""

import inspect

import jax
import jax.numpy as jnp
import numpy as np
import onnx.reference
import pytest
import torch
from jax import lax
from onnx import helper
from torch.nn import functional

import convlib


def onnx_result(kind, *arrays, **attributes):
    """Return what one node of ONNX makes of arrays."""
    names = [f"x{number}" for number in range(len(arrays))]
    node = helper.make_node(kind, names, ["y"], **attributes)
    types = [helper.np_dtype_to_tensor_dtype(array.dtype) for array in arrays]
    inputs = [
        helper.make_tensor_value_info(name, of, array.shape)
        for name, of, array in zip(names, types, arrays, strict=True)
    ]
    output = helper.make_tensor_value_info("y", types[0], None)
    graph = helper.make_graph([node], "one_node", inputs, [output])
    session = onnx.reference.ReferenceEvaluator(helper.make_model(graph))
    return session.run(None, dict(zip(names, arrays, strict=True)))[0]


def gradient(function, numbers):
    """Return PyTorch's gradient of the sum of a function."""
    leaf = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    function(leaf).sum().backward()
    return leaf.grad.tolist()


def names_of(function):
    """Return the names of a function's arguments, also of one that is not Python."""
    try:
        return list(inspect.signature(function).parameters)
    except ValueError:  # its docstring begins with the signature
        arguments = function.__doc__.strip().partition("(")[2].partition(")")[0]
        return [part.partition("=")[0].strip() for part in arguments.split(",")]


OPERATIONS = [
    *("avg_pool2d", "conv2d", "conv_transpose2d", "cross_entropy", "fold"),
    *("linear", "log_softmax", "max_pool2d", "nll_loss", "relu", "softmax", "unfold"),
    *("pixel_shuffle", "pixel_unshuffle"),
]


# What PyTorch takes in a layer only, we take by name.
LAYERS = {
    "conv2d": torch.nn.Conv2d,
    "conv_transpose2d": torch.nn.ConvTranspose2d.forward,
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_names_and_order_of_arguments_are_those_of_pytorch(name):
    """Notation: who knows one can read the other."""
    # The public function of max pooling chooses between two that have the names.
    theirs = getattr(functional, f"_{name}", None) or getattr(functional, name)
    arguments = inspect.signature(getattr(convlib, name)).parameters.values()
    ours = [a.name for a in arguments if a.kind == a.POSITIONAL_OR_KEYWORD]
    assert ours == names_of(theirs)[: len(ours)]
    by_name = {a.name for a in arguments if a.kind == a.KEYWORD_ONLY}
    layer = LAYERS.get(name, theirs)
    assert by_name <= {*names_of(theirs), *names_of(layer)}


def test_kernel_is_not_turned():
    """Notation, conventions: 1·1 + 10·2 = 21."""
    row = torch.tensor([[[[1.0, 2, 3, 4]]]])
    weights = torch.tensor([[[[1.0, 10]]]])
    assert functional.conv2d(row, weights).tolist() == [[[[21.0, 32.0, 43.0]]]]


def test_whole_numbers_stay_whole_but_have_no_gradients():
    """Notation, conventions; on the processor."""
    image, kernel = torch.arange(25).reshape(1, 1, 5, 5), torch.ones(1, 1, 3, 3).long()
    assert functional.conv2d(image, kernel).dtype == torch.int64
    with pytest.raises(RuntimeError, match="floating point"):
        image.requires_grad_()
    assert torch.nn.Conv2d(1, 1, 3).weight.is_floating_point()


def test_pairs_are_height_then_width():
    x, w = torch.ones(1, 1, 5, 6), torch.ones(1, 1, 3, 2)
    shape = functional.conv2d(x, w, stride=(2, 1), padding=(1, 0)).shape
    assert shape == (1, 1, 3, 5)


@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_odd_zero_of_same_goes_to_the_end():
    x, w = torch.tensor([[[[1.0, 2, 3]]]]), torch.tensor([[[[1.0, 10]]]])
    output = functional.conv2d(x, w, padding="same")
    assert output.tolist() == [[[[21.0, 32.0, 3.0]]]]


@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_padding_of_a_signal_stands_on_both_sides():
    """What is left of seven outputs, the last two cut off, is the causal layer."""
    signal = torch.tensor([[1.0, 2, 3, 4, 5]])
    layer = torch.nn.Conv1d(1, 1, 2, padding=2, dilation=2, bias=False)
    layer.weight.data[:] = torch.tensor([10.0, 1])
    output = layer(signal)[0].tolist()
    causal = convlib.conv1d([1, 2, 3, 4, 5], [10, 1], padding=(2, 0), dilation=2)
    assert len(output) == 7 and output[:-2] == causal.tolist()


def test_same_is_refused_with_a_stride():
    x, w = torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3)
    with pytest.raises(RuntimeError, match="same"):
        functional.conv2d(x, w, stride=2, padding="same")


def test_pooling_rounds_up_only_if_asked():
    x = torch.arange(5.0).reshape(1, 1, 1, 5)
    assert functional.max_pool2d(x, (1, 2)).shape[-1] == 2
    assert functional.max_pool2d(x, (1, 2), ceil_mode=True).shape[-1] == 3


def test_one_layer_tells_five_paddings_apart():
    """The size of the output: 20 pixels, a kernel of 7, stride 2 and "padding 4"."""
    x, w = torch.ones(1, 1, 20), torch.ones(1, 1, 7)
    on_each_side = functional.pad(x, (4, 4))
    same = jax.lax.conv_general_dilated(x.numpy(), w.numpy(), (2,), "SAME")
    found = [
        functional.conv1d(x, w, stride=2),
        functional.conv1d(functional.pad(x, (2, 2)), w, stride=2),  # 4 in all
        same,
        functional.conv1d(x, w, stride=2, padding=4),
        functional.max_pool1d(on_each_side, 7, 2, ceil_mode=True),
    ]
    assert [result.shape[-1] for result in found] == [7, 9, 10, 11, 12]
    assert convlib.output_size(20, 7, 2, padding=4) == 11


def test_first_of_equal_numbers_wins_a_window():
    """Max pooling gives the gradient to the first in reading order."""
    pool = lambda x: functional.max_pool2d(x[None], 2)
    assert gradient(pool, [[0, 2], [2, 1]]) == [[0, 1], [0, 0]]


def test_slope_of_relu_at_zero_is_zero():
    assert gradient(functional.relu, [-1, 0, 1]) == [0, 0, 1]


def test_a_chain_of_choices_need_not_be_a_derivative():
    """The whole network: this function is x, and its derivative 1."""
    relu = functional.relu
    assert gradient(lambda x: relu(x) - relu(-x), [-1, 0, 1]) == [1, 0, 1]


def test_gradient_of_the_notes_network_is_not_its_derivative_everywhere():
    """The whole network: both slopes of the middle pixel are 5 units, PyTorch says 6."""
    network = convlib.examples.tiny_cnn
    filters, last = (
        torch.tensor(np.asarray(array), dtype=torch.float64)
        for array in (network.filters[:, None], network.fc_weight)
    )

    def loss(image):
        maps = functional.conv2d(image[None, None], filters).relu()
        scores = functional.max_pool2d(maps, 2, 1).flatten(1) @ last.T
        return functional.cross_entropy(scores, torch.tensor([network.label]))

    image = torch.tensor(network.image, dtype=torch.float64)
    step = torch.zeros_like(image)
    step[1, 1] = 1e-6
    unit = 0.2 * (1 - torch.exp(-loss(image)).item())
    slopes = [
        (loss(image + s) - loss(image)).item() / s[1, 1].item() for s in (step, -step)
    ]
    np.testing.assert_allclose(np.array(slopes) / unit, 5, atol=1e-4)
    assert gradient(loss, network.image.tolist())[1][1] / unit == pytest.approx(6)


def test_largest_of_an_array_shares_in_equal_parts():
    """Not pooling, but `torch.amax` and JAX's `max`."""
    assert gradient(torch.amax, [0, 2, 2, 1]) == [0, 0.5, 0.5, 0]
    assert jax.grad(jnp.max)(jnp.array([0.0, 2, 2, 1])).tolist() == [0, 0.5, 0.5, 0]


def test_gradient_of_a_result_in_between_must_be_kept():
    x = torch.ones(1, requires_grad=True)
    kept, lost = 2 * x, 3 * x
    kept.retain_grad()
    (kept + lost).backward()
    assert kept.grad == 1
    with pytest.warns(UserWarning, match="not a leaf"):
        assert lost.grad is None


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_names_of_padding_modes(mode):
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    x = torch.arange(20.0).reshape(1, 1, 4, 5)
    padded = functional.pad(x, (1, 1, 1, 1), mode=mode)[0, 0]
    assert padded.tolist() == np.pad(x[0, 0], 1, mode=names[mode]).tolist()
    assert torch.nn.Conv2d(1, 1, 3, padding=1, padding_mode=mode).padding_mode == mode


@pytest.mark.parametrize("size", [5, 6])
@pytest.mark.parametrize(("word", "first"), [("SAME_UPPER", 0), ("SAME_LOWER", 1)])
def test_onnx_names_the_side_of_the_odd_zero(size, word, first):
    """Kernel 3, stride 2: two zeros for 5 pixels, one for 6."""
    pixels, weights = np.arange(1, size + 1.0), np.array([1.0, 10, 100])
    before, after = (1, 1) if size == 5 else (first, 1 - first)
    found = onnx_result(
        "Conv",
        pixels[None, None],
        weights[None, None],
        auto_pad=word,
        strides=[2],
        kernel_shape=[3],
    )
    padded = np.pad(pixels, (before, after))
    wanted = convlib.conv2d(padded[None], weights[None], stride=(1, 2))
    np.testing.assert_allclose(found[0, 0], wanted[0])


def test_weights_of_a_transposed_convolution_begin_with_the_channels_that_come_in():
    x, w = torch.ones(1, 4, 5, 5), torch.ones(4, 3, 3, 3)
    assert functional.conv_transpose2d(x, w, groups=2).shape == (1, 6, 7, 7)


@pytest.mark.parametrize(("stride", "dilation", "most"), [(3, 1, 2), (1, 3, 2)])
def test_output_padding_is_smaller_than_stride_or_dilation(stride, dilation, most):
    """From small to large: 16, 17 and 18, and not 19."""
    x, w = torch.ones(1, 1, 6, 6), torch.ones(1, 1, 5, 5)
    layer = {"stride": stride, "padding": 2, "dilation": dilation}
    for extra in range(most + 1):
        functional.conv_transpose2d(x, w, output_padding=extra, **layer)
    with pytest.raises(RuntimeError, match="output padding must be smaller"):
        functional.conv_transpose2d(x, w, output_padding=most + 1, **layer)


def test_an_image_may_stand_alone_but_not_a_matrix():
    w = torch.ones(2, 3, 3, 3)
    assert functional.conv2d(torch.ones(3, 5, 5), w).shape == (2, 3, 3)
    with pytest.raises(RuntimeError):
        functional.conv2d(torch.ones(5, 5), torch.ones(3, 3))


@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_a_few_steps_of_an_optimizer_are_those_of_pytorch(name):
    rng = np.random.default_rng(0)
    start, grads = rng.normal(size=5), rng.normal(size=(6, 5))
    weight = convlib.nn.Parameter(start)
    leaf = torch.tensor(start, requires_grad=True)
    ours = getattr(convlib.nn, name)([weight], lr=0.1)
    theirs = getattr(torch.optim, name)([leaf], lr=0.1)
    for grad in grads:
        weight.grad, leaf.grad = grad, torch.tensor(grad)
        ours.step()
        theirs.step()
    np.testing.assert_allclose(weight.data, leaf.detach().numpy(), rtol=1e-12)


# From one framework to another


def integers(*shape):
    return np.random.default_rng(0).integers(-3, 4, shape).astype(float)


def test_onnx_has_the_axes_of_pytorch():
    x, w = integers(1, 4, 5, 6), integers(6, 2, 3, 2)
    found = onnx_result("Conv", x, w, group=2)
    np.testing.assert_array_equal(found, convlib.conv2d(x, w, groups=2))
    w = integers(4, 3, 3, 2)
    found = onnx_result("ConvTranspose", x, w, strides=[2, 3])
    ours = convlib.conv_transpose2d(x, w, stride=(2, 3))
    np.testing.assert_array_equal(found, ours)


def test_gemm_says_which_axis_of_its_weights_is_which():
    x, w = integers(2, 3), integers(5, 3)
    for weights, turned in ((w, 1), (w.T.copy(), 0)):
        found = onnx_result("Gemm", x, weights, transB=turned)
        np.testing.assert_array_equal(found, convlib.linear(x, w))


def test_jax_has_the_axes_of_pytorch_unless_told():
    x, w = integers(1, 4, 5, 6), integers(6, 2, 3, 2)
    ours = convlib.conv2d(x, w, groups=2)
    settings = {"window_strides": (1, 1), "padding": "VALID", "feature_group_count": 2}
    found = lax.conv_general_dilated(x, w, **settings)
    np.testing.assert_array_equal(found, ours)
    keras = x.transpose(0, 2, 3, 1), w.transpose(2, 3, 1, 0)
    names = ("NHWC", "HWIO", "NHWC")
    found = lax.conv_general_dilated(*keras, **settings, dimension_numbers=names)
    np.testing.assert_array_equal(found, ours.transpose(0, 2, 3, 1))


def test_jax_has_the_axes_of_keras_for_a_transposed_convolution():
    x, w = integers(1, 5, 6, 4), integers(3, 2, 4, 7)
    found = lax.conv_transpose(x, w, (2, 2), "VALID")
    turned = w.transpose(2, 3, 0, 1)[..., ::-1, ::-1]
    ours = convlib.conv_transpose2d(x.transpose(0, 3, 1, 2), turned, stride=2)
    np.testing.assert_array_equal(found, ours.transpose(0, 2, 3, 1))


def test_jax_stamps_the_kernel_rotated_unless_told():
    one, kernel = np.ones((1, 1, 1, 1)), np.arange(1.0, 10).reshape(1, 1, 3, 3)
    names = ("NCHW", "OIHW", "NCHW")
    for told in (False, True):
        found = lax.conv_transpose(
            one,
            kernel,
            (1, 1),
            "VALID",
            dimension_numbers=names,
            transpose_kernel=told,
        )
        stamp = kernel if told else kernel[..., ::-1, ::-1]
        np.testing.assert_array_equal(found, stamp)
    found = functional.conv_transpose2d(torch.tensor(one), torch.tensor(kernel))
    np.testing.assert_array_equal(found, kernel)


def test_flatten_keeps_the_order_of_the_axes():
    x = np.arange(12.0).reshape(1, 2, 2, 3)
    assert torch.tensor(x).flatten(1)[0].tolist() == x.ravel().tolist()
    np.testing.assert_array_equal(onnx_result("Flatten", x)[0], x.ravel())


@pytest.mark.parametrize("size", [5, 6])
@pytest.mark.parametrize(("word", "first"), [("SAME", 0), ("SAME_LOWER", 1)])
def test_same_of_jax_rounds_up(size, word, first):
    pixels, weights = np.arange(1, size + 1.0), np.array([1.0, 10, 100])
    before, after = (1, 1) if size == 5 else (first, 1 - first)
    found = lax.conv_general_dilated(
        pixels[None, None], weights[None, None], (2,), word
    )
    padded = np.pad(pixels, (before, after))
    wanted = convlib.conv2d(padded[None], weights[None], stride=(1, 2))
    np.testing.assert_allclose(found[0, 0], wanted[0])


def test_order_in_which_zeros_are_written():
    """One row above, two below, three columns left and four right."""
    x = np.ones((1, 1, 2, 2))
    padded = np.pad(x, ((0, 0), (0, 0), (1, 2), (3, 4)))
    theirs = functional.pad(torch.tensor(x), (3, 4, 1, 2))
    np.testing.assert_array_equal(theirs, padded)
    found = onnx_result("Conv", x, np.ones((1, 1, 1, 1)), pads=[1, 3, 2, 4])
    np.testing.assert_array_equal(found, padded)


@pytest.mark.parametrize("mode", ["reflect", "edge", "wrap"])
def test_names_of_padding_modes_in_onnx(mode):
    x, pads = np.arange(20.0).reshape(4, 5), np.array([1, 1, 1, 1])
    found = onnx_result("Pad", x, pads, mode=mode)
    np.testing.assert_array_equal(found, np.pad(x, 1, mode=mode))


def test_zeros_of_the_padding_never_win():
    x = np.array([[[[-3.0, -1]]]])
    theirs = functional.max_pool2d(torch.tensor(x), (1, 2), padding=(0, 1))
    assert theirs.tolist() == [[[[-3.0, -1.0]]]]
    found = onnx_result(
        "MaxPool", x, kernel_shape=[1, 2], strides=[1, 2], pads=[0, 1, 0, 1]
    )
    np.testing.assert_array_equal(found, theirs)


def test_average_pooling_counts_the_padding_or_not():
    x, settings = np.array([[[[3.0, 6, 9]]]]), {"stride": 1, "padding": (0, 1)}
    with_zeros, without = [[[[3.0, 6.0, 5.0]]]], [[[[4.5, 6.0, 7.5]]]]
    pool = lambda **more: functional.avg_pool2d(
        torch.tensor(x), (1, 3), **settings, **more
    )
    assert pool().tolist() == with_zeros
    assert pool(count_include_pad=False).tolist() == without
    found = onnx_result("AveragePool", x, kernel_shape=[1, 3], pads=[0, 1, 0, 1])
    assert found.tolist() == without


def test_first_of_equal_numbers_wins_a_window_of_jax():
    pool = lambda x: lax.reduce_window(
        x, -jnp.inf, lax.max, (2, 2), (2, 2), "VALID"
    ).sum()
    found = jax.grad(pool)(jnp.array([[0.0, 2], [2, 1]]))
    assert found.tolist() == [[0, 1], [0, 0]]


def test_slope_at_zero_depends_on_how_relu_is_written_in_jax():
    assert jax.grad(jax.nn.relu)(0.0) == 0
    assert jax.grad(lambda x: jnp.maximum(x, 0))(0.0) == 0.5


def test_kernel_is_not_turned_by_jax_and_onnx():
    row, weights = np.array([[[[1.0, 2, 3, 4]]]]), np.array([[[[1.0, 10]]]])
    wanted = [[[[21.0, 32.0, 43.0]]]]
    assert lax.conv(row, weights, (1, 1), "VALID").tolist() == wanted
    assert onnx_result("Conv", row, weights).tolist() == wanted


def test_functions_that_turn_the_kernel_and_what_they_return():
    """SciPy's and NumPy's, by the sizes and numbers of their results."""
    signal, images = (
        pytest.importorskip("scipy.signal"),
        pytest.importorskip("scipy.ndimage"),
    )
    row, pair = np.array([[1.0, 2, 3, 4]]), np.array([[1.0, 10]])
    as_it_is, turned = [21, 32, 43], [12, 23, 34]
    assert np.correlate(row[0], pair[0]).tolist() == as_it_is
    assert np.convolve(row[0], pair[0]).tolist() == [1, *turned, 40]
    assert signal.correlate2d(row, pair, "valid")[0].tolist() == as_it_is
    assert signal.convolve2d(row, pair)[0].tolist() == [1, *turned, 40]
    # One pixel of the border is continued: 11 · 1 before 1 2, or 11 · 4 after 3 4.
    assert images.correlate(row, pair)[0].tolist() == [11, *as_it_is]
    assert images.convolve(row, pair)[0].tolist() == [*turned, 44]


def test_cross_entropy_is_the_mean_over_the_batch():
    """Back through a layer: the 1/N comes with it, as in `convlib`."""
    rng = np.random.default_rng(0)
    scores, labels = rng.normal(size=(5, 3)), np.array([0, 2, 1, 1, 0])
    leaf = torch.tensor(scores, requires_grad=True)
    functional.cross_entropy(leaf, torch.tensor(labels)).backward()
    each = [
        convlib.cross_entropy_backward(one[None], [label])[0]
        for one, label in zip(scores, labels, strict=True)
    ]
    np.testing.assert_allclose(leaf.grad, np.divide(each, 5), rtol=1e-12)
    np.testing.assert_allclose(
        leaf.grad, convlib.cross_entropy_backward(scores, labels), rtol=1e-12
    )


@pytest.mark.parametrize("count", [9, 128])
def test_first_weights_are_drawn_evenly_up_to_one_over_the_root(count):
    """Learning digits: as many products stand in a sum."""
    torch.manual_seed(0)
    bound = count**-0.5
    layer = torch.nn.Conv2d(1, 999, 3) if count == 9 else torch.nn.Linear(count, 999)
    for parameter in layer.parameters():
        drawn = parameter.detach().numpy() / bound
        assert np.abs(drawn).max() <= 1 + 1e-6
        shares = np.histogram(drawn, 4, (-1, 1))[0] / drawn.size
        np.testing.assert_allclose(shares, 0.25, atol=0.06)
