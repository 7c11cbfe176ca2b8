"""The explorer `digits` as a Python object: its state, its numbers and what it refuses."""

import re

import numpy as np
import pytest

from convlib import cross_entropy, data, nn
from convlib.gradcheck import numerical_gradient
from convlib.widgets import Digits
from convlib.widgets.digits import LAYERS

IMAGES, LABELS = data.digits()


def made(count=3, **more):
    return Digits(data.digits_network(), IMAGES[:count], LABELS[:count], **more)


def network(filters=8, padding=1, **more):
    return nn.Sequential(
        nn.Conv2d(1, filters, 3, padding=padding, **more),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(filters * 16, 10),
    )


def test_first_digit_is_shown_with_its_label():
    explorer = Digits(data.digits_network(), IMAGES[[7, 3]], LABELS[[7, 3]])
    np.testing.assert_array_equal(explorer.image, IMAGES[7])
    assert (explorer.label, explorer.answer) == (7, 7)
    assert explorer.selection is None and not explorer.backward and not explorer.small
    strongest = explorer.values["relu"].max(axis=(1, 2))
    assert strongest[explorer.filter] == strongest.max()


def test_numbers_are_those_of_the_network():
    explorer, layers = made(), data.digits_network()
    explorer.image = IMAGES[5]
    scores = layers(IMAGES[[5], None] / 16)
    values = explorer.values
    assert values.keys() == LAYERS.keys()
    assert {name: array.ndim for name, array in values.items()} == LAYERS
    np.testing.assert_allclose(values["scores"], scores[0], rtol=1e-12)
    np.testing.assert_allclose(values["probabilities"].sum(), 1)
    assert explorer.answer == scores.argmax() != LABELS[5]
    explorer.label = int(LABELS[5])
    assert explorer.loss == cross_entropy(scores, LABELS[[5]])
    assert explorer.loss == pytest.approx(-np.log(explorer.probabilities[5]))


@pytest.mark.parametrize("name", ["image", "filters", "weights"])
def test_gradients_are_measured_ones(name):
    """At random numbers, where no two are equal."""
    rng = np.random.default_rng(1)
    explorer = Digits(network(2, rng=rng), rng.integers(1, 16, (1, 8, 8)), [4])
    start = explorer.values[name]

    def loss(changed):
        layers = network(2)
        arrays = [explorer.weight[:, None], explorer.bias]
        arrays += [explorer.fc_weight, explorer.fc_bias]
        if name == "filters":
            arrays[0] = changed[:, None]
        if name == "weights":
            arrays[2] = changed.reshape(10, -1)
        for parameter, array in zip(layers.parameters(), arrays, strict=True):
            parameter.data = array
        pixels = changed if name == "image" else explorer.values["image"]
        return cross_entropy(layers(pixels[None, None]), np.array([4]))

    measured = numerical_gradient(loss, start)
    np.testing.assert_allclose(explorer.gradients[name], measured, atol=1e-8)


def test_gradients_have_the_shapes_of_what_they_belong_to():
    explorer = made()
    shapes = {name: array.shape for name, array in explorer.values.items()}
    assert shapes.pop("probabilities") == (10,)
    assert {n: a.shape for n, a in explorer.gradients.items()} == shapes
    assert explorer.gradients["scores"].sum() == pytest.approx(0)


def test_links_hold_what_a_reader_sets_and_no_weights():
    rules = made().rules
    drawn = ["image", "label", "filter", "backward"]
    trained = ["training", "seed", "learning_rate", "mistake"]
    assert [*rules["traits"]] == [*drawn, *trained, "selection"]
    assert rules["traits"]["image"] == ("ink", 8, 16)


@pytest.mark.parametrize("rate", [0.3, True, "0.2", None, [0.2]])
def test_a_learning_rate_is_one_of_a_few(rate):
    explorer = made()
    explorer.learning_rate = 2
    with pytest.raises(ValueError, match="learning_rate must be one of 0.01, 0.02"):
        explorer.learning_rate = rate
    assert explorer.learning_rate == 2


def test_weights_are_copied_and_can_be_set():
    layers = network(rng=np.random.default_rng(0))
    explorer = Digits(layers, IMAGES[:1], LABELS[:1])
    before = explorer.probabilities
    layers[0].weight.data = 0 * layers[0].weight.data
    np.testing.assert_array_equal(explorer.probabilities, before)
    explorer.fc_weight = np.zeros((10, 128))
    explorer.fc_bias = np.zeros(10)
    np.testing.assert_allclose(explorer.probabilities, 0.1)


def test_small_ones_have_fewer_tables():
    html, small = made().to_html(), made(small=True).to_html()
    assert (html.count("<table"), small.count("<table")) == (35, 2)
    for name in ("Drawing", "Probabilities", "Sums of filter 7", "Scores"):
        assert f"<caption>{name} (" in html


WRONG = {
    "no network": ((None, IMAGES[:1], LABELS[:1]), TypeError, "got None"),
    "nothing in it": ((nn.Sequential(), IMAGES[:1], LABELS[:1]), TypeError, "network"),
    "no padding": (
        (network(padding=0), IMAGES[:1], LABELS[:1]),
        TypeError,
        "network must be Conv2d(1, K, 3, padding=1), ReLU",
    ),
    "no bias": ((network(bias=False), IMAGES[:1], LABELS[:1]), TypeError, "network"),
    "too many filters": (
        (network(9), IMAGES[:1], LABELS[:1]),
        TypeError,
        "with K up to 8",
    ),
    "other digits": (
        (network(), np.zeros((1, 7, 8), int), [1]),
        ValueError,
        "images must be 8 × 8 pixels, got shape (1, 7, 8)",
    ),
    "too many digits": (
        (network(), IMAGES[:41], LABELS[:41]),
        ValueError,
        "images must be at most 40, got shape (41, 8, 8)",
    ),
    "fractions": (
        (network(), IMAGES[:1] / 16, LABELS[:1]),
        TypeError,
        "images must hold whole numbers from 0 to 16, got dtype float64",
    ),
    "too dark": (
        (network(), IMAGES[:1] + 2, LABELS[:1]),
        ValueError,
        "images must hold whole numbers from 0 to 16, got 17 in shape (1, 8, 8)",
    ),
    "a label too few": (
        (network(), IMAGES[:2], LABELS[:1]),
        ValueError,
        "labels must have shape (2,), got (1,)",
    ),
    "no digit": (
        (network(), IMAGES[:1], [10]),
        ValueError,
        "labels must be whole numbers from 0 to 9, got [10]",
    ),
}


@pytest.mark.parametrize(("given", "error", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_shown_is_refused(given, error, says):
    with pytest.raises(error, match=re.escape(says)):
        Digits(*given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("image", np.full((8, 8), -1)),
        ("image", np.zeros((1, 8, 8), int)),
        ("label", 10),
        ("filter", 8),
        ("weight", np.zeros((8, 5, 5))),
        ("bias", np.zeros(7)),
        ("fc_weight", np.zeros((10, 127))),
        ("fc_bias", np.zeros(9)),
        ("labels", np.zeros(2, int)),
        ("selection", ("conv", 0, 0)),
    ],
)
def test_assignments_are_held_to_the_same(name, value):
    explorer = made()
    before = getattr(explorer, name)
    with pytest.raises(ValueError, match=f"Digits: {name}"):
        setattr(explorer, name, value)
    np.testing.assert_array_equal(getattr(explorer, name), before)
