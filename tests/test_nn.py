"""The small layers: their functions, the worked network to 12 digits, real digits."""

import json
from pathlib import Path

import numpy as np
import oracles
import pytest
from hypothesis import given
from hypothesis import strategies as st
from learning import learn_digits

import convlib
from convlib import (
    conv2d,
    conv2d_backward,
    conv_transpose2d,
    cross_entropy,
    cross_entropy_backward,
    data,
    examples,
    linear,
    linear_backward,
    max_pool2d,
    max_pool2d_backward,
    nn,
    relu,
    relu_backward,
    softmax,
)
from convlib.gradcheck import numerical_gradient

HERE = Path(__file__).parent
NOTES = json.loads((HERE / "golden" / "notes.json").read_text("utf-8"))
E = examples.tiny_cnn


# --- functions -------------------------------------------------------------------


def test_relu():
    x = np.array([[-2, 0, 3], [4, -5, 6]])
    oracles.assert_same(relu(x), [[0, 0, 3], [4, 0, 6]])
    oracles.assert_same(relu_backward(x - 10, x), [[0, 0, -7], [-6, 0, -4]])
    for kind in ("int8", "float16", "float32", "bool", "uint8"):
        assert relu(np.ones(3, kind)).dtype == kind
    assert relu_backward(np.ones(3, "f4"), np.ones(3)).dtype == "f4"
    assert relu(-2).shape == ()
    np.testing.assert_array_equal(relu([np.nan, -np.inf, np.inf]), [np.nan, 0, np.inf])
    # What passes a nan on passes its gradient back.
    np.testing.assert_array_equal(relu_backward([1, 2, 3], [np.nan, 1, 0]), [1, 2, 0])
    # 0 times infinity would be nan: what is switched off passes nothing on.
    np.testing.assert_array_equal(relu_backward([np.inf, np.nan], [-1, 0]), [0, 0])
    assert not np.shares_memory(relu(x), x)
    grad = np.ones(3)
    assert not np.shares_memory(relu_backward(grad, grad), grad)


@given(
    st.lists(st.integers(1, 3), max_size=2),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(0, 2**32 - 1),
)
def test_linear(before, inputs, outputs, seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(-9, 10, (*before, inputs))
    w, b = rng.integers(-9, 10, (outputs, inputs)), rng.integers(-9, 10, outputs)
    y = linear(x, w, b)
    oracles.assert_same(y, np.einsum("...d,kd->...k", x, w) + b)
    oracles.assert_same(linear(x, w), y - b)
    grad = rng.integers(-9, 10, y.shape)
    grad_input, grad_weight, grad_bias = linear_backward(grad, x, w)
    oracles.assert_same(grad_input, np.einsum("...k,kd->...d", grad, w))
    oracles.assert_same(
        grad_weight,
        np.einsum("nk,nd->kd", grad.reshape(-1, outputs), x.reshape(-1, inputs)),
    )
    oracles.assert_same(grad_bias, grad.reshape(-1, outputs).sum(axis=0))

    x, w, b, grad = (array / 4 for array in (x, w, b, grad))
    results = linear_backward(grad, x, w)
    for result, slope in zip(
        results,
        (
            numerical_gradient(lambda x: (linear(x, w, b) * grad).sum(), x),
            numerical_gradient(lambda w: (linear(x, w, b) * grad).sum(), w),
            numerical_gradient(lambda b: (linear(x, w, b) * grad).sum(), b),
        ),
        strict=True,
    ):
        np.testing.assert_allclose(result, slope, rtol=1e-7, atol=1e-7)


def test_linear_is_exact_for_integers_and_keeps_float32():
    big = 2**53 + 1
    assert linear([big], [[1]], [1])[0] == big + 1
    with pytest.raises(ValueError, match="linear: sums .* exceed int64"):
        linear([big], [[big]])
    x, w = np.ones((2, 3), np.float32), np.ones((4, 3), np.float32)
    assert linear(x, w, np.ones(4, np.float32)).dtype == np.float32
    grads = linear_backward(np.ones((2, 4), np.float32), x, w)
    assert [g.dtype for g in grads] == ["float32"] * 3
    complex_grads = linear_backward([1], [2j], [[3j]])
    assert [g.item() for g in complex_grads] == [-3j, -2j, 1]
    assert linear(np.ones((0, 3)), w).shape == (0, 4)
    assert (
        linear_backward(np.ones((0, 4)), np.ones((0, 3)), w)[1].tolist()
        == [[0, 0, 0]] * 4
    )


def test_softmax():
    z = np.random.default_rng(0).standard_normal((3, 4, 5))
    for dim in (0, 1, 2, -1, -2):
        p = softmax(z, dim)
        np.testing.assert_allclose(p.sum(axis=dim), 1, rtol=1e-14)
        np.testing.assert_allclose(p, np.exp(z) / np.exp(z).sum(dim, keepdims=True))
    np.testing.assert_allclose(softmax(z + 1e6), softmax(z), rtol=1e-9)
    np.testing.assert_array_equal(softmax([-1e308, 1e308]), [0, 1])
    np.testing.assert_array_equal(softmax([0, -np.inf]), [1, 0])
    assert np.isnan(softmax([np.inf, 0.0])[0])
    assert softmax([1, 2]).dtype == np.float64
    assert softmax(np.ones(2, np.float32)).dtype == np.float32
    assert softmax(np.ones((0, 3))).shape == (0, 3)


def test_cross_entropy():
    rng = np.random.default_rng(0)
    z, target = rng.standard_normal((4, 3)), np.array([0, 2, 1, 1])
    expected = -np.log(softmax(z)[np.arange(4), target]).mean()
    assert cross_entropy(z, target) == pytest.approx(expected, rel=1e-14)
    assert type(cross_entropy(z, target)) is float
    measured = numerical_gradient(lambda z: cross_entropy(z, target), z)
    grad = cross_entropy_backward(z, target)
    np.testing.assert_allclose(grad, measured, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(grad.sum(axis=1), 0, atol=1e-15)
    assert cross_entropy(z[1], 2) == pytest.approx(cross_entropy(z[1:2], [2]))
    oracles.assert_same(
        cross_entropy_backward(z[1], 2), cross_entropy_backward(z[1:2], [2])[0]
    )


def test_cross_entropy_of_one_class():
    assert cross_entropy([[5], [-7]], [0, 0]) == 0
    np.testing.assert_array_equal(cross_entropy_backward([[5], [-7]], [0, 0]), 0)


def test_cross_entropy_does_not_overflow():
    assert cross_entropy([1000.0, 0.0], 0) == 0
    assert str(cross_entropy([[1000.0, 0.0]], [0])) == "0.0"  # and not -0.0
    assert cross_entropy([1000.0, 0.0], 1) == 1000
    assert cross_entropy([0.0, -np.inf], 1) == np.inf
    np.testing.assert_array_equal(cross_entropy_backward([1000, 0], 1), [1, -1])
    assert np.isnan(cross_entropy(np.ones((0, 3)), np.ones(0, int)))
    assert cross_entropy_backward(np.ones((0, 3)), []).shape == (0, 3)


# --- the worked network ----------------------------------------------------------

LEAVES = ("image", "filters", "conv_bias", "fc_weight", "fc_bias")


def forward(image, filters, conv_bias, fc_weight, fc_bias):
    """Every number of the worked network, by hand from the functions."""
    pre = conv2d(np.asarray(image)[None], np.asarray(filters)[:, None], conv_bias)
    active = relu(pre)
    pooled = max_pool2d(active, E.pool_size, E.pool_stride)
    flat = pooled.ravel()
    logits = linear(flat, fc_weight, fc_bias)
    return {
        "pre_activation": pre,
        "relu": active,
        "pooled": pooled,
        "flatten": flat,
        "logits": logits,
        "probabilities": softmax(logits),
        "loss": cross_entropy(logits, E.label),
    }


def backward(values, image, filters, fc_weight):
    """Every gradient of the worked network."""
    logits = cross_entropy_backward(values["logits"], E.label)
    flat, weight, bias = linear_backward(logits, values["flatten"], fc_weight)
    pooled = flat.reshape(values["pooled"].shape)
    active = max_pool2d_backward(pooled, values["relu"], E.pool_size, E.pool_stride)
    pre = relu_backward(active, values["pre_activation"])
    x, w, b = conv2d_backward(pre, np.asarray(image)[None], filters[:, None])
    return {
        "logits": logits,
        "fc_weight": weight,
        "fc_bias": bias,
        "pooled": pooled,
        "relu": active,
        "pre_activation": pre,
        "filters": w[:, 0],
        "conv_bias": b,
        "image": x[0],
    }


def leaves(image):
    return dict(
        zip(
            LEAVES,
            (image, E.filters, np.zeros(2), E.fc_weight, E.fc_bias),
            strict=True,
        )
    )


def test_every_number_of_the_notes_to_12_digits():
    notes = NOTES["tiny_cnn"]
    given = leaves(E.image)
    values = forward(**given)
    gradients = backward(values, E.image, E.filters, E.fc_weight)
    gradients["relu_output"] = gradients["relu"]
    for name in values:
        np.testing.assert_allclose(values[name], notes[name], rtol=0, atol=6e-13)
    assert set(notes["gradients"]) <= set(gradients)
    for name, expected in notes["gradients"].items():
        np.testing.assert_allclose(gradients[name], expected, rtol=0, atol=6e-13)
    assert values["pre_activation"].shape == (2, 3, 3)
    # What the notes' own numbers promise: integers up to the flattened layer.
    whole = forward(**{**given, "conv_bias": None})
    for name in ("pre_activation", "relu", "pooled", "flatten"):
        assert whole[name].dtype == np.int64


def test_the_example_holds_what_the_notes_hold():
    notes = NOTES["tiny_cnn"]
    names = {"filters": "filters", "image": "image", "jitter": "jitter"}
    names |= {name: name for name in ("fc_weight", "fc_bias", "label", "conv_stride")}
    names |= {"pool_size": "pool_size", "pool_stride": "pool_stride"}
    for name, key in names.items():
        np.testing.assert_array_equal(getattr(E, name), notes[key])
    back = examples.backward_example
    np.testing.assert_array_equal(back.kernel, NOTES["backward_example"]["filter"])
    with pytest.raises(ValueError, match="read-only"):
        E.image[0, 0] = 7


@pytest.mark.parametrize("case", data.pytorch_networks(), ids=lambda case: case["name"])
def test_every_number_against_pytorch(case):
    values = forward(**leaves(np.array(case["image"])))
    gradients = backward(values, case["image"], E.filters, E.fc_weight)
    for name, value in values.items():
        np.testing.assert_allclose(value, case[name], rtol=1e-12, atol=1e-14)
    assert set(case["gradients"]) == set(gradients)
    for name, gradient in gradients.items():
        expected = case["gradients"][name]
        np.testing.assert_allclose(gradient, expected, rtol=1e-12, atol=1e-14)


def measured_gradients(image):
    given = leaves(image)
    return {
        name: numerical_gradient(
            lambda x, name=name: forward(**{**given, name: x})["loss"], value
        )
        for name, value in given.items()
    }


def test_the_jittered_network_against_central_differences():
    image = E.image + E.jitter / 100
    values = forward(**leaves(image))
    gradients = backward(values, image, E.filters, E.fc_weight)
    for name, measured in measured_gradients(image).items():
        np.testing.assert_allclose(gradients[name], measured, rtol=1e-9, atol=1e-9)


def test_at_its_own_point_the_network_cannot_be_measured():
    values = forward(**leaves(E.image))
    assert (values["pre_activation"] == 0).sum() == 4
    windows = convlib.unfold(values["relu"][:, None], 2)
    tied = (windows == windows.max(axis=1, keepdims=True)).sum(axis=1) > 1
    assert (tied.sum(), tied.size) == (6, 8)
    gradients = backward(values, E.image, E.filters, E.fc_weight)
    measured = measured_gradients(E.image)
    for name in ("image", "filters"):
        assert np.abs(gradients[name] - measured[name]).max() > 0.01
    for name in ("fc_weight", "fc_bias"):  # above the ties and the kinks
        np.testing.assert_allclose(gradients[name], measured[name], atol=1e-9)


def test_a_bug_anywhere_in_the_network_is_noticed():
    image = E.image + E.jitter / 100
    values = forward(**leaves(image))
    right = backward(values, image, E.filters, E.fc_weight)
    measured = measured_gradients(image)
    grad = right["pre_activation"]
    overwritten = np.zeros((2, 3, 3))
    _, indices = max_pool2d(values["relu"], 2, 1, return_indices=True)
    for k in range(2):
        overwritten[k].flat[indices[k].ravel()] = right["pooled"][k].ravel()
    routed = relu_backward(overwritten, values["pre_activation"])
    x, w = image[None], E.filters[:, None]
    mistakes = {
        "overwriting": ("filters", conv2d_backward(routed, x, w)[1][:, 0]),
        "a forgotten flip": (
            "image",
            conv2d_backward(grad, x, w[..., ::-1, ::-1])[0][0],
        ),
        "a bias of four terms": ("conv_bias", grad[:, :2, :2].sum(axis=(1, 2))),
        "one filter only": ("image", conv2d_backward(grad[:1], x, w[:1])[0][0]),
    }
    for mistake, (name, wrong) in mistakes.items():
        np.testing.assert_allclose(right[name], measured[name], rtol=1e-9, atol=1e-9)
        with pytest.raises(AssertionError):
            np.testing.assert_allclose(wrong, measured[name], rtol=1e-9, atol=1e-9)
            pytest.fail(f"{mistake} was not noticed")


# --- layers ----------------------------------------------------------------------


def worked_network():
    network = nn.Sequential(
        nn.Conv2d(1, 2, 2),
        nn.ReLU(),
        nn.MaxPool2d(E.pool_size, E.pool_stride),
        nn.Flatten(),
        nn.Linear(8, 2),
    )
    numbers = (E.filters[:, None], np.zeros(2), E.fc_weight, E.fc_bias)
    for parameter, array in zip(network.parameters(), numbers, strict=True):
        parameter.data = array
    return network


def test_the_layers_are_the_functions():
    network = worked_network()
    batch = E.image[None, None]
    logits = network(batch)
    np.testing.assert_allclose(logits, [NOTES["tiny_cnn"]["logits"]], atol=6e-13)
    grad = network.backward(cross_entropy_backward(logits, [E.label]))
    expected = NOTES["tiny_cnn"]["gradients"]
    np.testing.assert_allclose(grad[0, 0], expected["image"], rtol=0, atol=6e-13)
    filters, conv_bias, weight, bias = (p.grad for p in network.parameters())
    for actual, name in [
        (filters[:, 0], "filters"),
        (conv_bias, "conv_bias"),
        (weight, "fc_weight"),
        (bias, "logits"),
    ]:
        np.testing.assert_allclose(actual, expected[name], rtol=0, atol=6e-13)


def test_a_step_downhill_lowers_the_loss():
    network = worked_network()
    batch, labels = E.image[None, None], [E.label]
    logits = network(batch)
    before = cross_entropy(logits, labels)
    assert before == pytest.approx(NOTES["tiny_cnn"]["loss"], abs=6e-13)
    network.backward(cross_entropy_backward(logits, labels))
    filters = network[0].weight
    expected = filters.data - 0.1 * filters.grad
    nn.SGD(network.parameters(), lr=0.1).step()
    np.testing.assert_array_equal(filters.data, expected)
    assert cross_entropy(network(batch), labels) < before
    assert E.filters.tolist() == NOTES["tiny_cnn"]["filters"]


def check_gradients(network, x, labels, parameters):
    """Compare what comes back to an input and to parameters with what is measured."""
    grad_input = network.backward(cross_entropy_backward(network(x), labels))
    measured = numerical_gradient(lambda x: cross_entropy(network(x), labels), x)
    np.testing.assert_allclose(grad_input, measured, rtol=1e-7, atol=1e-9)
    for parameter in parameters:
        learned, grad = parameter.data, parameter.grad

        def loss(new, parameter=parameter):
            parameter.data = new
            return cross_entropy(network(x), labels)

        measured = numerical_gradient(loss, learned)
        parameter.data = learned
        np.testing.assert_allclose(grad, measured, rtol=1e-7, atol=1e-9)


def test_every_parameter_of_a_network_against_central_differences():
    rng = np.random.default_rng(0)
    network = nn.Sequential(
        nn.Conv2d(2, 4, (3, 2), (1, 2), (1, 0), (1, 2), 2, True, "reflect", rng=rng),
        nn.ReLU(),
        nn.Conv2d(4, 3, 2, padding="same", bias=False, rng=rng),
        nn.MaxPool2d((3, 2), 2, (1, 0), (1, 2), ceil_mode=True),
        nn.Flatten(),
        nn.Linear(9, 5, bias=False, rng=rng),
        nn.Linear(5, 3, rng=rng),
    )
    x, labels = rng.standard_normal((2, 2, 5, 8)), [2, 0]
    assert len(network.parameters()) == 6
    check_gradients(network, x, labels, network.parameters())


def test_a_network_that_goes_down_and_up_again_against_central_differences():
    rng = np.random.default_rng(0)
    up = nn.ConvTranspose2d(
        4, 6, (3, 2), (2, 3), (1, 0), (1, 2), 2, True, (1, 2), rng=rng
    )
    network = nn.Sequential(
        nn.Conv2d(1, 4, 2, rng=rng),
        nn.AvgPool2d((2, 3), 2, (1, 0), True, False),
        up,
        nn.AvgPool2d(2, divisor_override=3),
    )
    x = rng.standard_normal((2, 1, 4, 6))
    labels = rng.integers(0, 6, (2, *network(x).shape[2:]))
    check_gradients(network, x, labels, up.parameters())


def test_the_size_that_a_transposed_layer_is_asked_for():
    layer = nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1, output_padding=1)
    x = np.random.default_rng(0).standard_normal((1, 2, 4, 4))
    weight, bias = layer.weight.data, layer.bias.data
    assert layer(x).shape == (1, 3, 8, 8)
    smaller = layer(x, (7, 8))
    np.testing.assert_array_equal(
        smaller, conv_transpose2d(x, weight, bias, 2, 1, output_size=(7, 8))
    )
    assert layer.backward(smaller).shape == x.shape
    assert layer.forward(x, output_size=(1, 3, 7, 7)).shape == (1, 3, 7, 7)
    with pytest.raises(ValueError, match=r"conv_transpose2d: output_size must lie"):
        layer(x, 9)
    # Without a size it is the output padding's again.
    assert layer.backward(layer(x)).shape == x.shape


def test_first_weights():
    one, two = (nn.Conv2d(3, 4, (5, 2), rng=np.random.default_rng(7)) for _ in "ab")
    np.testing.assert_array_equal(one.weight.data, two.weight.data)
    assert one.weight.data.shape == (4, 3, 5, 2)
    assert 0.9 < np.abs(one.weight.data).max() * np.sqrt(30) <= 1
    up = nn.ConvTranspose2d(6, 4, (5, 2), groups=2, rng=np.random.default_rng(7))
    assert up.weight.data.shape == (6, 2, 5, 2) and up.bias.data.shape == (4,)
    assert 0.9 < np.abs(up.weight.data).max() * np.sqrt(20) <= 1
    assert nn.Conv2d(6, 4, 1, groups=2).weight.data.shape == (4, 3, 1, 1)
    first, second = nn.Linear(9, 2), nn.Linear(9, 2)
    assert (first.weight.data != second.weight.data).all()
    for learned in nn.Linear(1, 99).parameters():
        assert -99 < np.sign(learned.data).sum() < 99
    assert nn.Linear(1, 1).weight.data.shape == (1, 1)
    assert nn.Linear(9, 2, bias=False).bias is None
    assert nn.Conv2d(1, 2, 3, bias=False).parameters()[0].data.shape == (2, 1, 3, 3)


def test_a_layer_with_padding_in_words():
    x = np.random.default_rng(0).standard_normal((1, 4, 5))
    layer = nn.Conv2d(1, 1, (2, 4), padding="same", bias=False)
    np.testing.assert_array_equal(
        layer(x), conv2d(x, layer.weight.data, padding="same")
    )


def test_a_step_of_length_0():
    weight = nn.Parameter([1, 2])
    weight.grad = np.ones(2)
    nn.SGD([weight], lr=0).step()
    np.testing.assert_array_equal(weight.data, [1, 2])


@given(st.integers(0, 2**32 - 1), st.sampled_from([1e-3, 0.25]))
def test_adam_number_by_number(seed, lr):
    """The averages written out as the sums that they are (Kingma and Ba, section 2)."""
    rng = np.random.default_rng(seed)
    start, grads = rng.normal(size=3), rng.normal(size=(4, 3))
    weight = nn.Parameter(start)
    adam = nn.Adam([weight], lr)
    expected = start.copy()
    for t, grad in enumerate(grads, 1):
        weight.grad = grad
        adam.step()
        for n in range(3):
            past = [(t - s, grads[s - 1, n]) for s in range(1, t + 1)]
            mean = 0.1 * sum(0.9**ago * g for ago, g in past) / (1 - 0.9**t)
            square = 0.001 * sum(0.999**ago * g * g for ago, g in past)
            square /= 1 - 0.999**t
            expected[n] -= lr * mean / (square**0.5 + 1e-8)
        np.testing.assert_allclose(weight.data, expected, rtol=1e-9)
    assert adam.steps == 4 and repr(adam) == f"Adam(1 parameters, lr={lr})"


def test_parameters():
    numbers = np.array([1, 2])
    parameter = nn.Parameter(numbers)
    assert repr(parameter) == "Parameter(shape (2,))"
    assert parameter.data.dtype == np.float64 and parameter.grad is None
    parameter.data[0] = 5
    assert numbers[0] == 1
    with pytest.raises(ValueError, match=r"data must have shape \(2,\), got \(3,\)"):
        parameter.data = [1, 2, 3]
    with pytest.raises(TypeError, match="Parameter: data must hold real numbers"):
        parameter.data = [1j, 2]


@pytest.mark.parametrize(
    ("layer", "shown"),  # as PyTorch has them
    [
        (nn.ReLU(), "ReLU()"),
        (nn.Flatten(), "Flatten()"),
        (nn.Linear(4, 2), "Linear(in_features=4, out_features=2, bias=True)"),
        (
            nn.Linear(1, 5, bias=False),
            "Linear(in_features=1, out_features=5, bias=False)",
        ),
        (nn.Conv2d(3, 8, 3), "Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))"),
        (
            nn.Conv2d(4, 6, [3, 2], np.int64(2), 1, 2, 2, False),
            (
                "Conv2d(4, 6, kernel_size=(3, 2), stride=(2, 2), padding=(1, 1), "
                "dilation=(2, 2), groups=2, bias=False)"
            ),
        ),
        (
            nn.Conv2d(1, 1, 2, padding="same"),
            "Conv2d(1, 1, kernel_size=(2, 2), stride=(1, 1), padding=same)",
        ),
        (
            nn.Conv2d(1, 1, 2, padding=1, padding_mode="circular"),
            (
                "Conv2d(1, 1, kernel_size=(2, 2), stride=(1, 1), padding=(1, 1), "
                "padding_mode=circular)"
            ),
        ),
        (
            nn.MaxPool2d(2),
            "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
        ),
        (
            nn.MaxPool2d((3, 2), 1, (1, 0), ceil_mode=True),
            (
                "MaxPool2d(kernel_size=(3, 2), stride=1, padding=(1, 0), dilation=1, "
                "ceil_mode=True)"
            ),
        ),
        (
            nn.ConvTranspose2d(3, 8, 3),
            "ConvTranspose2d(3, 8, kernel_size=(3, 3), stride=(1, 1))",
        ),
        (
            nn.ConvTranspose2d(4, 6, [3, 2], 2, 1, 1, 2, False, (2, 1)),
            (
                "ConvTranspose2d(4, 6, kernel_size=(3, 2), stride=(2, 2), "
                "padding=(1, 1), dilation=(2, 1), output_padding=(1, 1), groups=2, "
                "bias=False)"
            ),
        ),
        (nn.AvgPool2d(2), "AvgPool2d(kernel_size=2, stride=2, padding=0)"),
        (
            nn.AvgPool2d((3, 2), 1, (1, 0), True, False, np.int64(5)),
            (
                "AvgPool2d(kernel_size=(3, 2), stride=1, padding=(1, 0), "
                "ceil_mode=True, count_include_pad=False, divisor_override=5)"
            ),
        ),
        (nn.Sequential(), "Sequential()"),
        (
            nn.Sequential(nn.ReLU(), nn.Sequential(nn.Flatten(), nn.Sequential())),
            (
                "Sequential(\n"
                "  (0): ReLU()\n"
                "  (1): Sequential(\n"
                "    (0): Flatten()\n"
                "    (1): Sequential()\n"
                "  )\n"
                ")"
            ),
        ),
        (nn.SGD([nn.Parameter([1])] * 3, 0.5), "SGD(3 parameters, lr=0.5)"),
    ],
)
def test_layers_say_what_they_are(layer, shown):
    assert repr(layer) == shown


def test_networks_can_be_looked_into():
    layers = nn.ReLU(), nn.Flatten()
    network = nn.Sequential(*layers)
    assert len(network) == 2 and (network[0], network[-1]) == layers
    assert [*network] == [*layers]
    assert network.parameters() == []
    assert nn.Flatten()(np.ones((0, 2, 3))).shape == (0, 6)
    x = np.ones((2, 3))
    flat = nn.Flatten()
    assert not np.shares_memory(flat(x), x)
    assert not np.shares_memory(flat.backward(x), x)


@pytest.mark.parametrize(
    ("do", "error", "message"),
    [
        (lambda: nn.Module(), TypeError, "abstract"),
        (lambda: nn.Sequential(nn.ReLU), TypeError, "Sequential: layers must be"),
        (lambda: nn.ReLU().backward([1]), RuntimeError, "ReLU.backward: call forward"),
        (lambda: nn.SGD([], lr=-1), ValueError, "SGD: lr must not be negative"),
        (lambda: nn.SGD([], lr=np.inf), ValueError, "SGD: lr must be finite"),
        (
            lambda: nn.SGD([nn.Parameter([1])], 1).step(),
            RuntimeError,
            "SGD.step: no gradient yet",
        ),
        (lambda: nn.Adam([], lr=-1), ValueError, "Adam: lr must not be negative"),
        (
            lambda: nn.Adam([nn.Parameter([1])]).step(),
            RuntimeError,
            "Adam.step: no gradient yet",
        ),
    ],
)
def test_layers_refuse(do, error, message):
    with pytest.raises(error, match=message):
        do()


def test_flatten_refuses_another_gradient():
    layer = nn.Flatten()
    layer(np.ones((2, 3, 4)))
    message = r"^Flatten.backward: grad_output .* \(2, 12\), got \(2, 11\); input"
    with pytest.raises(ValueError, match=message):
        layer.backward(np.ones((2, 11)))


# --- real digits -----------------------------------------------------------------


def test_97_percent_of_held_out_digits():
    assert learn_digits() >= 0.97
