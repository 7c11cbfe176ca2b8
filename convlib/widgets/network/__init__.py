"""The explorer `network`: every number of the worked network, there and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import traitlets

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
from convlib.widgets.network.rules import POOL
from convlib.widgets.traits import (
    LIMITS,
    Array,
    Flag,
    Selection,
    Whole,
)

#: The layers, each with the number of its axes, in the order of computing.
LAYERS = {
    "image": 2,
    "filters": 3,
    "conv": 3,
    "relu": 3,
    "pooled": 3,
    "flat": 1,
    "weights": 2,
    "bias": 1,
    "logits": 1,
    "probabilities": 1,
    "loss": 1,
}


class Network(Explorer):
    """A small network in numbers: convolution, ReLU, pooling, linear, softmax, loss.

    Parameters
    ----------
    image : array_like, shape (H, W)
        The input, in cells.
    filters : array_like, shape (K, kH, kW)
        The kernels of the convolution (stride 1, no padding, no bias).
    fc_weight : array_like, shape (classes, K * pooled cells)
        The weights of the fully connected layer.
    fc_bias : array_like, shape (classes,)
        Its biases.
    label : int
        The class that the image belongs to, counted from 0.

    Attributes
    ----------
    values : dict of str to ndarray
        Every number of every layer, by the layer's name.
    gradients : dict of str to ndarray
        The gradient of the loss with respect to each of them.
    backward : bool
        Whether gradients are shown below the values.
    selection : tuple or None
        (layer, index, ...), counting from 0.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Notes
    -----
    The second section of the notes. Max pooling is 2 × 2 with stride 1, so its windows
    overlap; ties go to the first maximum and the slope of ReLU at 0 is 0.

    Examples
    --------
    >>> from convlib.examples import tiny_cnn
    >>> explorer = Network(
    ...     tiny_cnn.image,
    ...     tiny_cnn.filters,
    ...     tiny_cnn.fc_weight,
    ...     tiny_cnn.fc_bias,
    ...     tiny_cnn.label,
    ... )
    >>> explorer.values["logits"]
    array([ 0.6, -0.6])
    >>> explorer.gradients["logits"].round(4)
    array([-0.2315,  0.2315])
    """

    called = N_("Network")
    numpy_code = """\
import numpy as np

import convlib  # the library of this book

image = np.array({image})
filters = np.array({filters})
fc_weight = np.array({fc_weight})
fc_bias = np.array({fc_bias})
label = np.array([{label}])

conv = convlib.conv2d(image[None], filters[:, None])
relu = convlib.relu(conv)
pooled = convlib.max_pool2d(relu, 2, 1)
flat = pooled.reshape(1, -1)
logits = convlib.linear(flat, fc_weight, fc_bias)
loss = convlib.cross_entropy(logits, label)

to_logits = convlib.cross_entropy_backward(logits, label)
to_flat, to_weights, to_bias = convlib.linear_backward(to_logits, flat, fc_weight)
to_pooled = to_flat.reshape(pooled.shape)
to_relu = convlib.max_pool2d_backward(to_pooled, relu, 2, 1)
to_conv = convlib.relu_backward(to_relu, conv)
to_image, to_filters, _ = convlib.conv2d_backward(
    to_conv, image[None], filters[:, None]
)
print(logits, loss, to_filters[:, 0], to_weights, sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

image = torch.tensor({image}, dtype=torch.float64, requires_grad=True)
filters = torch.tensor({filters}, dtype=torch.float64, requires_grad=True)
fc_weight = torch.tensor({fc_weight}, dtype=torch.float64, requires_grad=True)
fc_bias = torch.tensor({fc_bias}, dtype=torch.float64, requires_grad=True)
label = torch.tensor([{label}])

conv = F.conv2d(image[None, None], filters[:, None])
pooled = F.max_pool2d(conv.relu(), 2, 1)
logits = F.linear(pooled.flatten(1), fc_weight, fc_bias)
loss = F.cross_entropy(logits, label)
loss.backward()
print(logits, loss, filters.grad, fc_weight.grad, sep="\\n")
"""

    arguments = ("image", "filters", "fc_weight", "fc_bias", "label")
    state_names = (*arguments, "backward")
    together = (
        ("pooled", "image", "filters"),
        ("features", "fc_weight", "fc_bias", "image", "filters"),
        ("below", "label", "fc_bias"),
    )
    fixed = ("fc_bias",)

    image = Array("rows, columns")
    filters = Array("filters, rows, columns")
    fc_weight = Array("classes, features", longest=LIMITS["numbers"])
    fc_bias = Array("classes")
    label = Whole(least=0, default=0).tag(sync=True)
    backward = Flag(False).tag(sync=True)
    selection = Selection(LAYERS, ("conv", 0, 0, 0))

    def __init__(
        self, image: Any, filters: Any, fc_weight: Any, fc_bias: Any, label: int
    ) -> None:
        super().__init__(
            image=image,
            filters=filters,
            fc_weight=fc_weight,
            fc_bias=fc_bias,
            label=label,
        )

    @traitlets.validate(*arguments)
    def _fits(self, proposal: Any) -> Any:
        return self._goes_together(proposal)

    @property
    def values(self) -> dict[str, np.ndarray]:
        """Every number, going forward, by the name of its layer."""
        conv = conv2d(self.image[None], self.filters[:, None])
        positive = relu(conv)
        pooled = max_pool2d(positive, POOL, 1)
        logits = linear(pooled.reshape(1, -1), self.fc_weight, self.fc_bias)
        loss = cross_entropy(logits, np.array([self.label]))
        return {
            "image": self.image,
            "filters": self.filters,
            "conv": conv,
            "relu": positive,
            "pooled": pooled,
            "flat": pooled.ravel(),
            "weights": self.fc_weight,
            "bias": self.fc_bias,
            "logits": logits[0],
            "probabilities": softmax(logits)[0],
            "loss": np.atleast_1d(loss),
        }

    @property
    def gradients(self) -> dict[str, np.ndarray]:
        """The gradient of the loss for every number, by the name of its layer."""
        values = self.values
        flat, logits = values["flat"][None], values["logits"][None]
        to_logits = cross_entropy_backward(logits, np.array([self.label]))
        to_flat, to_weights, to_bias = linear_backward(to_logits, flat, self.fc_weight)
        to_pooled = to_flat.reshape(values["pooled"].shape)
        to_relu = max_pool2d_backward(to_pooled, values["relu"], POOL, 1)
        to_conv = relu_backward(to_relu, values["conv"])
        to_image, to_filters, _ = conv2d_backward(
            to_conv, self.image[None], self.filters[:, None]
        )
        to_probabilities = np.zeros_like(values["probabilities"])
        smallest = np.finfo(np.float64).smallest_normal  # what is 0 has a slope, too
        to_probabilities[self.label] = -1 / max(
            values["probabilities"][self.label], smallest
        )
        return {
            "image": to_image[0],
            "filters": to_filters[:, 0],
            "conv": to_conv,
            "relu": to_relu,
            "pooled": to_pooled,
            "flat": to_flat[0],
            "weights": to_weights,
            "bias": to_bias,
            "logits": to_logits[0],
            "probabilities": to_probabilities,
            "loss": np.ones(1),
        }

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        called = {
            "image": _("image"),
            "filters": _("filters"),
            "conv": _("conv"),
            "relu": "relu",
            "pooled": _("pooled"),
            "flat": _("flat"),
            "weights": _("weights"),
            "bias": _("bias"),
            "logits": _("logits"),
            "probabilities": _("probabilities"),
            "loss": _("loss"),
        }
        for layers, words in (
            (self.values, _("{layer}, value")),
            (self.gradients, _("{layer}, gradient")),
        ):
            for name, array in layers.items():
                maps = array if array.ndim == 3 else [np.atleast_2d(array)]
                for index, table in enumerate(maps):
                    part = f" {index}" if array.ndim == 3 else ""
                    yield words.format(layer=f"{called[name]}{part}"), table
