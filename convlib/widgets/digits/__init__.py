"""The explorer `digits`: a digit that a reader draws, and every number of its reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import traitlets

from convlib import nn
from convlib._words import N_, _
from convlib.conv import conv2d, conv2d_backward
from convlib.functional import (
    cross_entropy,
    cross_entropy_backward,
    linear,
    linear_backward,
    relu,
    relu_backward,
    softmax,
)
from convlib.pooling import max_pool2d, max_pool2d_backward
from convlib.widgets.explorer import Explorer
from convlib.widgets.traits import (
    ArgumentTypeError,
    ArgumentValueError,
    Array,
    Flag,
    OneOf,
    Seed,
    Selection,
    Whole,
)

SIDE, FULL, CLASSES = 8, 16, 10
POOL = 2
MOST_FILTERS, MOST_IMAGES = 8, 40

#: What can be selected, with the number of its indices, in the order of computing.
LAYERS = {
    "image": 2,
    "filters": 3,
    "conv": 3,
    "relu": 3,
    "pooled": 3,
    "weights": 4,
    "scores": 1,
    "probabilities": 1,
}


#: Learning rates, and what can be wrong with the training.
RATES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
MISTAKES = ("relu", "ties", "overwritten", "zeros", "sum", "rate")


class Rate(traitlets.TraitType[float, float]):
    """A learning rate, one of a few."""

    rule = ("word", *RATES)

    def __init__(self) -> None:
        super().__init__(0.2)
        self.tag(sync=True)

    def validate(self, owner: Any, value: Any) -> float:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or value not in RATES:
            raise ArgumentValueError(
                f"{type(owner).__name__}: {self.name} must be one of "
                f"{', '.join(map(str, RATES))}, got {value!r}"
            )
        return float(value)


class Given(Array):
    """Numbers that no link holds: they are too many, and the page has them."""

    def __init__(self, axes: str) -> None:
        super().__init__(axes)
        del self.rule


class Ink(Array):
    """A digit: 8 × 8 whole numbers from 0, no ink, to 16."""

    def __init__(self) -> None:
        super().__init__("rows, columns")
        self.rule = ("ink", SIDE, FULL)

    def validate(self, owner: Any, value: Any) -> np.ndarray:
        return _inked(self, owner, super().validate(owner, value))


class Examples(Given):
    """Some digits, as `Ink` takes each of them."""

    def validate(self, owner: Any, value: Any) -> np.ndarray:
        array = _inked(self, owner, super().validate(owner, value))
        if len(array) > MOST_IMAGES:
            raise ArgumentValueError(
                f"{type(owner).__name__}: {self.name} must be at most {MOST_IMAGES}, "
                f"got shape {array.shape}"
            )
        return array


class Labels(Given):
    """Which digits they are."""

    def validate(self, owner: Any, value: Any) -> np.ndarray:
        array = super().validate(owner, value)
        if not np.isin(array, range(CLASSES)).all():
            raise ArgumentValueError(
                f"{type(owner).__name__}: {self.name} must be whole numbers from 0 to "
                f"{CLASSES - 1}, got {array}"
            )
        return array


def _inked(trait: Array, owner: Any, array: np.ndarray) -> np.ndarray:
    """Return digits as they are, or refuse what is none."""
    where = f"{type(owner).__name__}: {trait.name}"
    if array.dtype.kind == "f":
        raise ArgumentTypeError(
            f"{where} must hold whole numbers from 0 to {FULL}, got dtype {array.dtype}"
        )
    if array.shape[-2:] != (SIDE, SIDE):
        raise ArgumentValueError(
            f"{where} must be {SIDE} × {SIDE} pixels, got shape {array.shape}"
        )
    outside = (array < 0) | (array > FULL)
    if outside.any():
        raise ArgumentValueError(
            f"{where} must hold whole numbers from 0 to {FULL}, "
            f"got {array[outside][0]} in shape {array.shape}"
        )
    return array


class Digits(Explorer):
    """A network that reads the digit one draws, with every number there and back.

    Parameters
    ----------
    network : convlib.nn.Sequential
        ``Conv2d(1, K, 3, padding=1)``, ``ReLU()``, ``MaxPool2d(2)``, ``Flatten()``,
        ``Linear(16 * K, 10)``, with 1 to 8 filters, trained on ``images / 16``:
        `convlib.data.digits_network`, for example. Its weights are copied.
    images : array_like of int, shape (N, 8, 8)
        Digits to choose from, 1 to 40: ink from 0 (none) to 16 for each pixel. The first
        is shown to begin with.
    labels : array_like of int, shape (N,)
        Which digits they are, 0 to 9.
    small : bool
        Whether the drawing, the maps and the answer are all that is shown.

    Attributes
    ----------
    image : ndarray of int, shape (8, 8)
        The digit that is read.
    label : int
        The digit that it should be: the gradients are those of the loss with this label.
    weight, bias, fc_weight, fc_bias : ndarray
        The numbers of the network, shapes (K, 3, 3), (K,), (10, 16 K), (10,).
    filter : int
        The filter whose maps are shown in numbers, unless one of another is selected.
    backward : bool
        Whether gradients are shown.
    training : bool
        Whether the part of the page that trains the network from nothing is open.
    seed : int
        What first weights and order of the digits are drawn with there, as by
        ``numpy.random.default_rng(seed)``: for 0 those of the book.
    learning_rate : float
        How far a step goes: 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1 or 2.
    mistake : str
        What is wrong with the training: "none", "relu" (left out), "ties" (each of a tie
        is given the whole gradient), "overwritten" (gradients of windows, not added up),
        "zeros" (as first weights), "sum" (for the mean), "rate" (ten times as large).
    values, gradients : dict of str to ndarray
        Every number of every layer, and the gradient of the loss with respect to it (but
        for the probabilities), by the layer's name.
    probabilities : ndarray, shape (10,)
        What the network says.
    answer : int
        The digit with the largest probability.
    loss : float
        -ln of the label's probability.
    selection : tuple or None
        (layer, index, ...), counting from 0.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Notes
    -----
    The input of the network is the ink divided by 16. Ties go to the first maximum of a
    window, and the slope of ReLU at 0 is 0.

    Examples
    --------
    >>> from convlib import data
    >>> images, labels = data.digits()
    >>> explorer = Digits(data.digits_network(), images[:10], labels[:10])
    >>> explorer.answer, explorer.probabilities[0].round(3)
    (0, np.float64(1.0))
    >>> explorer.values["conv"].shape
    (8, 8, 8)
    >>> explorer.image = images[5]
    >>> explorer.answer, int(labels[5])
    (9, 5)
    """

    called = N_("Digits")
    numpy_code = """\
import numpy as np

import convlib  # the library of this book

image = np.array({image})
weight = np.array({weight})
bias = np.array({bias})
fc_weight = np.array({fc_weight})
fc_bias = np.array({fc_bias})
label = np.array([{label}])

pixels = image[None] / 16
conv = convlib.conv2d(pixels, weight[:, None], bias, padding=1)
relu = convlib.relu(conv)
pooled = convlib.max_pool2d(relu, 2)
flat = pooled.reshape(1, -1)
scores = convlib.linear(flat, fc_weight, fc_bias)
probabilities = convlib.softmax(scores)
loss = convlib.cross_entropy(scores, label)

to_scores = convlib.cross_entropy_backward(scores, label)
to_flat, to_fc_weight, to_fc_bias = convlib.linear_backward(to_scores, flat, fc_weight)
to_relu = convlib.max_pool2d_backward(to_flat.reshape(pooled.shape), relu, 2)
to_conv = convlib.relu_backward(to_relu, conv)
to_pixels, to_weight, to_bias = convlib.conv2d_backward(
    to_conv, pixels, weight[:, None], padding=1
)
print(probabilities.argmax(), probabilities, to_pixels, sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

image = torch.tensor({image}, dtype=torch.float64)
weight = torch.tensor({weight}, dtype=torch.float64, requires_grad=True)
bias = torch.tensor({bias}, dtype=torch.float64, requires_grad=True)
fc_weight = torch.tensor({fc_weight}, dtype=torch.float64, requires_grad=True)
fc_bias = torch.tensor({fc_bias}, dtype=torch.float64, requires_grad=True)
label = torch.tensor([{label}])

pixels = (image[None, None] / 16).requires_grad_()
conv = F.conv2d(pixels, weight[:, None], bias, padding=1)
pooled = F.max_pool2d(conv.relu(), 2)
scores = F.linear(pooled.flatten(1), fc_weight, fc_bias)
probabilities = scores.softmax(1)
loss = F.cross_entropy(scores, label)
loss.backward()
print(probabilities.argmax(), probabilities, pixels.grad, sep="\\n")
"""

    arguments = ("image", "label")
    state_names = (
        *("image", "label", "filter", "backward"),
        *("training", "seed", "learning_rate", "mistake"),
        *("weight", "bias", "fc_weight", "fc_bias", "images", "labels", "small"),
    )
    together = (("below", "filter", "bias"),)

    image = Ink()
    label = Whole(least=0, default=0, most=CLASSES - 1).tag(sync=True)
    filter = Whole(least=0, default=0, most=MOST_FILTERS - 1).tag(sync=True)
    backward = Flag(False).tag(sync=True)
    weight = Given("filters, rows, columns")
    bias = Given("filters")
    fc_weight = Given("classes, features")
    fc_bias = Given("classes")
    images = Examples("digits, rows, columns")
    labels = Labels("digits")
    small = traitlets.Bool(False).tag(sync=True)
    training = Flag(False).tag(sync=True)
    seed = Seed()
    learning_rate = Rate()
    mistake = OneOf("none", *MISTAKES).tag(sync=True)
    selection = Selection(LAYERS, None)

    def __init__(
        self, network: nn.Sequential, images: Any, labels: Any, small: bool = False
    ) -> None:
        weight, bias, fc_weight, fc_bias = _weights(network)
        super().__init__(
            weight=weight[:, 0],
            bias=bias,
            fc_weight=fc_weight,
            fc_bias=fc_bias,
            images=images,
            labels=labels,
            small=small,
        )

    @traitlets.default("image")
    def _image(self) -> Any:
        return self.images[0]

    @traitlets.default("label")
    def _label(self) -> int:
        return int(self.labels[0])

    @traitlets.default("filter")
    def _strongest(self) -> int:
        return int(self.values["relu"].max(axis=(1, 2)).argmax())

    @traitlets.validate("weight", "bias", "fc_weight", "fc_bias", "labels")
    def _fits(self, proposal: Any) -> Any:
        new, name = self._as_proposed(proposal), proposal.trait.name
        filters = len(new.weight if name == "bias" else new.bias)
        shape = {
            "weight": (filters, 3, 3),
            "bias": (filters,),
            "fc_weight": (CLASSES, filters * (SIDE // POOL) ** 2),
            "fc_bias": (CLASSES,),
            "labels": new.images.shape[:1],
        }[name]
        if proposal.value.shape != shape:
            raise ArgumentValueError(
                f"Digits: {name} must have shape {shape}, got {proposal.value.shape}"
            )
        return proposal.value

    @property
    def values(self) -> dict[str, np.ndarray]:
        """Every number, going forward, by the name of its layer."""
        pixels = self.image / FULL
        filters = self.weight[:, None]
        conv = conv2d(pixels[None], filters, self.bias, padding=1)
        rectified = relu(conv)
        pooled = max_pool2d(rectified, POOL)
        scores = linear(pooled.reshape(1, -1), self.fc_weight, self.fc_bias)
        return {
            "image": pixels,
            "filters": self.weight,
            "conv": conv,
            "relu": rectified,
            "pooled": pooled,
            "weights": self.fc_weight.reshape(CLASSES, *pooled.shape),
            "scores": scores[0],
            "probabilities": softmax(scores)[0],
        }

    @property
    def gradients(self) -> dict[str, np.ndarray]:
        """The gradient of the loss for every number, by the name of its layer."""
        values = self.values
        scores, pooled = values["scores"][None], values["pooled"]
        to_scores = cross_entropy_backward(scores, np.array([self.label]))
        to_flat, to_weights, _bias = linear_backward(
            to_scores, pooled.reshape(1, -1), self.fc_weight
        )
        to_pooled = to_flat.reshape(pooled.shape)
        to_relu = max_pool2d_backward(to_pooled, values["relu"], POOL)
        to_conv = relu_backward(to_relu, values["conv"])
        to_image, to_filters, _bias = conv2d_backward(
            to_conv, values["image"][None], self.weight[:, None], padding=1
        )
        return {
            "image": to_image[0],
            "filters": to_filters[:, 0],
            "conv": to_conv,
            "relu": to_relu,
            "pooled": to_pooled,
            "weights": to_weights.reshape(values["weights"].shape),
            "scores": to_scores[0],
        }

    @property
    def probabilities(self) -> np.ndarray:
        """What the network says, one number for each digit."""
        return self.values["probabilities"]

    @property
    def answer(self) -> int:
        """The digit with the largest probability."""
        return int(self.probabilities.argmax())

    @property
    def loss(self) -> float:
        """-ln of the label's probability."""
        scores = self.values["scores"][None]
        return float(cross_entropy(scores, np.array([self.label])))

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        values = self.values
        yield _("Drawing"), self.image
        yield _("Probabilities"), values["probabilities"][None]
        if self.small:
            return
        for name, words in (
            ("filters", _("Filter {number}")),
            ("conv", _("Sums of filter {number}")),
            ("relu", _("ReLU of filter {number}")),
            ("pooled", _("Max pooling of filter {number}")),
        ):
            for number, table in enumerate(values[name]):
                yield words.format(number=number), table
        yield _("Scores"), values["scores"][None]


def _weights(network: nn.Sequential) -> list[np.ndarray]:
    """Return the numbers of a network in their order, or refuse another one."""
    conv = network[0] if isinstance(network, nn.Sequential) and len(network) else None
    filters = len(conv.weight.data) if isinstance(conv, nn.Conv2d) else 1
    known = nn.Sequential(
        nn.Conv2d(1, filters, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(POOL),
        nn.Flatten(),
        nn.Linear(filters * (SIDE // POOL) ** 2, CLASSES),
    )
    if repr(network) != repr(known) or filters > MOST_FILTERS:
        raise ArgumentTypeError(
            "Digits: network must be Conv2d(1, K, 3, padding=1), ReLU, MaxPool2d(2), "
            f"Flatten and Linear(16 K, 10), with K up to {MOST_FILTERS}, "
            f"got {network!r}"
        )
    return [parameter.data for parameter in network.parameters()]
