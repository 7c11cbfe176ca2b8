"""The explorer `learn-kernel`: one kernel learns to make a target from an image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from convlib._words import N_, _
from convlib.conv import conv2d
from convlib.widgets import draws
from convlib.widgets.explorer import Explorer
from convlib.widgets.learn_kernel.learning import (
    MISTAKES,
    MOST,
    Moment,
    fitting_rate,
    largest_rate,
    learn,
    least_loss,
)
from convlib.widgets.traits import (
    LIMITS,
    Array,
    Number,
    OneOf,
    Seed,
    Selection,
    Whole,
)


class LearnKernel(Explorer):
    """A kernel learns: error, gradient and step in numbers, and the loss as a curve.

    The loss is E = ½ Σ (output − target)², so that δ, its derivative by an output, is the
    error itself: output − target. A step is ``kernel − learning_rate · gradient``.

    Parameters
    ----------
    image : array_like, shape (H, W)
        The input, in cells.
    target : array_like, shape (oH, oW)
        What the output is to become: of the output's shape, stride 1, no padding.
    kernel : array_like, shape (kH, kW)
        The weights to begin with.
    learning_rate : number above 0, optional
        About seven tenths of `largest_rate` if there is none.

    Attributes
    ----------
    mistake : str
        What is done wrong: "none", "turned_deltas", "turned_gradient" (both by 180°),
        "few_deltas" (no more than the kernel has cells), "uphill" (the gradient is added),
        or "mean" (divided by the number of outputs).
    steps : int
        How many steps are done, at least up to `step`. A run that diverges ends before.
    step : int
        The step that is shown, or else the last one.
    learned : ndarray, shape (kH, kW)
        The kernel at that step.
    output, error : ndarray, shape (oH, oW)
        What it makes of the image, and that minus the target.
    loss : float
        Half the sum of the squared errors.
    grad_kernel : ndarray, shape (kH, kW)
        The gradient that the next step takes, with its mistake.
    losses : ndarray
        The loss at the start and after each step.
    right_losses : ndarray
        The same without the mistake.
    largest_rate : float
        2/λ, with the largest eigenvalue λ of the loss's second derivatives. Below it every
        start learns; above it the loss grows in the end, unless the start is right in
        the steepest direction.
    least_loss : float
        The loss of the best kernel there is.
    seed : int
        What the numbers were last drawn with, see `draw`; 0 if they were not.
    selection : tuple or None
        ("kernel_gradient" | "error" | "input", row, column), counting from 0.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Notes
    -----
    The second section of the notes, "卷积层的反向传播", which ends with the update.

    Examples
    --------
    >>> from convlib import conv2d, examples
    >>> image, filters = examples.tiny_cnn.image, examples.tiny_cnn.filters
    >>> explorer = LearnKernel(image, conv2d(image, filters[0]), filters[1])
    >>> explorer.learning_rate, round(explorer.largest_rate, 3)
    (0.1, 0.144)
    >>> explorer.step = 1
    >>> explorer.learned.round(2)
    array([[ 1.6,  0.6],
           [-0.2, -1.2]])
    >>> explorer.losses.round(2)
    array([12.  ,  4.54])
    """

    called = N_("Learn kernel")
    numpy_code = """\
import numpy as np

image = np.array({image})
target = np.array({target})
kernel = np.array({kernel}, dtype=float)
learning_rate, steps = {learning_rate}, {step}
{mistake=uphill}learning_rate = -learning_rate  # the mistake: up the hill

windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
losses = []
for step in range(steps + 1):
    output = np.einsum("ijmn,mn->ij", windows, kernel)
    delta = error = output - target
    losses.append((error**2).sum() / 2)
{mistake=turned_deltas}    delta = error[::-1, ::-1]  # the mistake
{mistake=few_deltas}    (rows, cols), delta = kernel.shape, error.copy()
{mistake=few_deltas}    delta[rows:] = delta[:, cols:] = 0  # the mistake
{mistake=mean}    delta = error / error.size  # the mistake
    grad_kernel = np.einsum("ijmn,ij->mn", windows, delta)
{mistake=turned_gradient}    grad_kernel = grad_kernel[::-1, ::-1]  # the mistake
    if step == steps or losses[-1] > 1000 * losses[0]:  # done, or diverged
        break
    kernel -= learning_rate * grad_kernel
loss = losses[-1]
print(kernel, grad_kernel, loss, sep="\\n")
"""
    torch_code = """\
import torch
import torch.nn.functional as F

image = torch.tensor({image}, dtype=torch.float64)
target = torch.tensor({target}, dtype=torch.float64)
kernel = torch.tensor({kernel}, dtype=torch.float64, requires_grad=True)
learning_rate, steps = {learning_rate}, {step}
{mistake=uphill}learning_rate = -learning_rate  # the mistake: up the hill

losses = []
for step in range(steps + 1):
    output = F.conv2d(image[None, None], kernel[None, None])[0, 0]
    delta = error = (output - target).detach()  # what the loss sends back
    losses.append((error**2).sum() / 2)
{mistake=turned_deltas}    delta = error.flip(0, 1)  # the mistake
{mistake=few_deltas}    (rows, cols), delta = kernel.shape, error.clone()
{mistake=few_deltas}    delta[rows:] = delta[:, cols:] = 0  # the mistake
{mistake=mean}    delta = error / error.numel()  # the mistake
    (grad_kernel,) = torch.autograd.grad(output, kernel, delta)
{mistake=turned_gradient}    grad_kernel = grad_kernel.flip(0, 1)  # the mistake
    if step == steps or losses[-1] > 1000 * losses[0]:  # done, or diverged
        break
    kernel = (kernel - learning_rate * grad_kernel).detach().requires_grad_()
loss = losses[-1]
print(kernel, grad_kernel, loss, sep="\\n")
"""

    arguments = ("image", "target", "kernel", "learning_rate")
    state_names = (*arguments, "mistake", "steps", "step", "seed")
    together = (("fit", "image", "kernel"), ("output", "target", "image", "kernel"))
    caps: Mapping[str, int] = {"image": 12, "kernel": 5}
    drawn: Mapping[str, tuple[int, int]] = {
        "image": (0, 2),
        "kernel": (-2, 2),
        "target": (-100, 100),  # as far as 25 products of those go
    }

    image = Array("rows, columns")
    target = Array("rows, columns")
    kernel = Array("rows, columns")
    learning_rate = Number(0.1, above=0).tag(sync=True)
    mistake = OneOf(*MISTAKES).tag(sync=True)
    steps = Whole(least=0, default=0, most=MOST).tag(sync=True)
    step = Whole(least=0, default=0, most=MOST).tag(sync=True)
    seed = Seed()
    selection = Selection(
        {"kernel_gradient": 2, "error": 2, "input": 2}, ("kernel_gradient", 0, 0)
    )

    def __init__(
        self,
        image: Any,
        target: Any,
        kernel: Any,
        learning_rate: float | None = None,
    ) -> None:
        given = {} if learning_rate is None else {"learning_rate": learning_rate}
        super().__init__(image=image, target=target, kernel=kernel, **given)
        if learning_rate is None:
            self.learning_rate = fitting_rate(self.largest_rate)

    def draw(self, seed: int) -> None:
        """Draw an image, a kernel to begin with, and one that makes the target.

        The learning rate then fits the image, and nothing is learned yet.
        """
        with self.hold_trait_notifications():
            super().draw(seed)
            drawn = draws.wholes(LIMITS["seed"] + seed)
            weights = [drawn(*self.drawn["kernel"]) for _ in range(self.kernel.size)]
            hidden = np.reshape(weights, self.kernel.shape)
            self.set_trait("target", conv2d(self.image, hidden))
            self.learning_rate = fitting_rate(self.largest_rate)
            self.steps = self.step = 0

    def _learned(self, mistake: str | None = None) -> list[Moment]:
        return learn(
            (self.image, self.target),
            self.kernel,
            self.learning_rate,
            max(self.steps, self.step),
            self.mistake if mistake is None else mistake,
        )

    def _shown(self) -> Moment:
        moments = self._learned()
        return moments[min(self.step, len(moments) - 1)]

    @property
    def learned(self) -> np.ndarray:
        """The kernel at the step that is shown."""
        return self._shown().kernel

    @property
    def output(self) -> np.ndarray:
        """What the kernel at this step makes of the image."""
        return self._shown().output

    @property
    def error(self) -> np.ndarray:
        """The output minus the target."""
        return self._shown().error

    @property
    def loss(self) -> float:
        """Half the sum of the squared errors."""
        return self._shown().loss

    @property
    def grad_kernel(self) -> np.ndarray:
        """The gradient that the next step takes, with its mistake."""
        return self._shown().grad_kernel

    @property
    def losses(self) -> np.ndarray:
        """The loss at the start and after each step."""
        return np.array([moment.loss for moment in self._learned()])

    @property
    def right_losses(self) -> np.ndarray:
        """The same without the mistake."""
        return np.array([moment.loss for moment in self._learned("none")])

    @property
    def largest_rate(self) -> float:
        """The learning rate below which every start learns."""
        return largest_rate(self.image, self.kernel.shape)

    @property
    def least_loss(self) -> float:
        """The loss of the best kernel there is."""
        return least_loss(self.image, self.target, self.kernel.shape)

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        shown = self._shown()
        yield _("Input"), self.image
        yield _("Kernel"), shown.kernel
        yield _("Output"), shown.output
        yield _("Target"), self.target
        yield _("Error"), shown.error
        yield _("Kernel gradient"), shown.grad_kernel
