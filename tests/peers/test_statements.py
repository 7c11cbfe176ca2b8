"""What the book says of PyTorch, JAX and ONNX, asked of PyTorch, JAX and ONNX."""

import inspect

import jax
import jax.numpy as jnp
import numpy as np
import onnx.reference
import pytest
import torch
from onnx import TensorProto, helper
from torch.nn import functional

import convlib


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
def test_same_is_refused_with_a_stride():
    x, w = torch.ones(1, 1, 5, 5), torch.ones(1, 1, 3, 3)
    with pytest.raises(RuntimeError, match="same"):
        functional.conv2d(x, w, stride=2, padding="same")


def test_pooling_rounds_up_only_if_asked():
    x = torch.arange(5.0).reshape(1, 1, 1, 5)
    assert functional.max_pool2d(x, (1, 2)).shape[-1] == 2
    assert functional.max_pool2d(x, (1, 2), ceil_mode=True).shape[-1] == 3


def test_first_of_equal_numbers_wins_a_window():
    """Max pooling gives the gradient to the first in reading order."""
    pool = lambda x: functional.max_pool2d(x[None], 2)
    assert gradient(pool, [[0, 2], [2, 1]]) == [[0, 1], [0, 0]]


def test_slope_of_relu_at_zero_is_zero():
    assert gradient(functional.relu, [-1, 0, 1]) == [0, 0, 1]


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
    node = helper.make_node(
        "Conv", ["x", "w"], ["y"], auto_pad=word, strides=[2], kernel_shape=[3]
    )
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.DOUBLE, [1, 1, length])
        for name, length in (("x", size), ("w", 3))
    ]
    output = helper.make_tensor_value_info("y", TensorProto.DOUBLE, None)
    graph = helper.make_graph([node], "strip", inputs, [output])
    session = onnx.reference.ReferenceEvaluator(helper.make_model(graph))
    (found,) = session.run(None, {"x": pixels[None, None], "w": weights[None, None]})
    padded = np.pad(pixels, (before, after))
    wanted = convlib.conv2d(padded[None], weights[None], stride=(1, 2))
    np.testing.assert_allclose(found[0, 0], wanted[0])


def test_weights_of_a_transposed_convolution_begin_with_the_channels_that_come_in():
    x, w = torch.ones(1, 4, 5, 5), torch.ones(4, 3, 3, 3)
    assert functional.conv_transpose2d(x, w, groups=2).shape == (1, 6, 7, 7)


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
