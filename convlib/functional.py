"""What a small network needs beside convolution and pooling, each with its gradient."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, overload

import numpy as np

from convlib import _check
from convlib._door import SHAPES, WrongKind, WrongValue, public

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import Integer

__all__ = [
    "cross_entropy",
    "cross_entropy_backward",
    "linear",
    "linear_backward",
    "log_softmax",
    "log_softmax_backward",
    "nll_loss",
    "nll_loss_backward",
    "relu",
    "relu_backward",
    "softmax",
]

#: What becomes of the losses of a batch.
Reduction: TypeAlias = Literal["none", "mean", "sum"]


@public("input")
def relu(input: ArrayLike) -> NDArray[Any]:
    """Return ``max(0, x)`` of every number.

    Parameters
    ----------
    input : array_like, any shape
        Real numbers.

    Returns
    -------
    ndarray, shape and dtype of the input
        A nan stays one.

    Raises
    ------
    TypeError, ValueError
        If the input is not an array of real numbers.

    Notes
    -----
    Notes, section "卷积计算": the activation f.

    Examples
    --------
    >>> relu([[1, -1, 2], [1, -2, 2]])
    array([[1, 0, 2],
           [1, 0, 2]])
    """
    x = _check.real_array("input", input)
    output = _check.empty(x.shape, x.dtype)
    np.maximum(x, x.dtype.type(0), out=output)
    return output


@public("input")
def relu_backward(grad_output: ArrayLike, input: ArrayLike) -> NDArray[Any]:
    """Return the gradient of `relu` with respect to its input.

    ``dE/dx = 0 where x <= 0, g elsewhere``: the derivative at 0 is taken to be 0.

    Parameters
    ----------
    grad_output : array_like, shape of the input
        g, the gradient of a number E with respect to the output of `relu`.
    input : array_like
        As it was given to `relu`.

    Returns
    -------
    ndarray, shape of the input
        Of the dtype of ``grad_output``.  Where x is nan, and so the output, g passes.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind, or the shapes differ.

    Examples
    --------
    >>> relu_backward([[5, 6, 7]], [[1, 0, -2]])
    array([[5, 0, 0]])
    """
    x = _check.real_array("input", input)
    grad = _check.gradient(grad_output, x.shape)
    grad_input = _check.copied(grad)
    # Not a product: 0 times infinity would be nan.
    np.putmask(grad_input, x <= 0, 0)
    return grad_input


@public("input", "weight")
def linear(
    input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None
) -> NDArray[Any]:
    """Connect every input to every output: ``y[k] = bias[k] + sum of w[k, d] x[d]``.

    Parameters
    ----------
    input : array_like, shape (..., D)
        Vectors of D numbers, any number of axes before them.
    weight : array_like, shape (K, D)
        One row for each output.
    bias : array_like, shape (K,), optional
        Added once to each output.

    Returns
    -------
    ndarray, shape (..., K)
        Floats follow NumPy's promotion; integers and bools give int64.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or if sums of integers could
        exceed int64.
    MemoryError
        If the result does not fit into memory, before any work is done.

    Notes
    -----
    `torch.nn.functional.linear`.

    Examples
    --------
    >>> linear([1, 2, 3], [[1, 0, -1], [1, 1, 1]], bias=[10, 20])
    array([ 8, 26])
    """
    x, w = _linear(input, weight)
    b = None if bias is None else _check.array("bias", bias)
    if b is not None and b.shape != w.shape[:1]:
        raise WrongValue(
            f"bias must have shape {w.shape[:1]}, one number for each "
            f"output, got {b.shape}; input {x.shape}, weight {w.shape}"
        )
    return _product(x, w.T, b)


@public("input", "weight")
def linear_backward(
    grad_output: ArrayLike, input: ArrayLike, weight: ArrayLike
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the gradients of `linear` with respect to its input, weight and bias.

    With ``g = dE/dy`` at every output::

        dE/dx[d]    = sum over k of g[k] * w[k, d]
        dE/dw[k, d] = g[k] * x[d]
        dE/db[k]    = g[k]

    the last two summed over all axes before.

    Parameters
    ----------
    grad_output : array_like, shape (..., K)
        g, the gradient of a number E with respect to the output of `linear`.
    input, weight
        As they were given to `linear`.

    Returns
    -------
    grad_input : ndarray, shape (..., D)
    grad_weight : ndarray, shape (K, D)
    grad_bias : ndarray, shape (K,)

    Raises
    ------
    TypeError, ValueError
        As `linear`, and if ``grad_output`` has not the shape of the output.

    Examples
    --------
    >>> linear_backward([1, 10], [1, 2, 3], [[1, 0, -1], [1, 1, 1]])
    (array([11, 10,  9]), array([[ 1,  2,  3],
           [10, 20, 30]]), array([ 1, 10]))
    """
    x, w = _linear(input, weight)
    outputs, inputs = w.shape
    grad = _check.gradient(grad_output, (*x.shape[:-1], outputs))
    count = math.prod(x.shape[:-1])
    rows, columns = grad.reshape(count, outputs), x.reshape(count, inputs)
    grad_input = _product(grad, w.conj())
    grad_weight = _product(rows.T, columns.conj())
    work, dtype = _check.sum_dtypes(count, [rows])
    grad_bias = rows.sum(axis=0, dtype=work).astype(dtype, copy=False)
    return grad_input, grad_weight, grad_bias


@public("input")
def softmax(input: ArrayLike, dim: Integer = -1) -> NDArray[Any]:
    """Turn scores into probabilities, ``p[k] = exp(z[k]) / sum over j of exp(z[j])``.

    Parameters
    ----------
    input : array_like, at least one axis
        z, the scores (logits); real numbers.
    dim : int
        The axis along which the probabilities add up to 1, the last one if left out.

    Returns
    -------
    ndarray, shape of the input
        float64 for integers, else the input's dtype.

    Raises
    ------
    TypeError, ValueError
        If the input has no such axis or does not hold real numbers.
    MemoryError
        If the result does not fit into memory, before any work is done.

    Notes
    -----
    The largest score is subtracted from all first, which changes nothing but that no
    power of e overflows.

    Examples
    --------
    >>> softmax([0, 0, 0, 0])
    array([0.25, 0.25, 0.25, 0.25])
    >>> softmax([1000, 1000])
    array([0.5, 0.5])
    """
    z, along = _scores_along(input, dim)
    return _probabilities(z, along)


@public("input")
def log_softmax(input: ArrayLike, dim: Integer = -1) -> NDArray[Any]:
    """Return the logarithms of `softmax`, ``z[k] - log(sum over j of exp(z[j]))``.

    Parameters
    ----------
    input : array_like, at least one axis
        z, the scores (logits); real numbers.
    dim : int
        The axis along which the probabilities add up to 1, the last one if left out.

    Returns
    -------
    ndarray, shape of the input
        float64 for integers, else the input's dtype.

    Raises
    ------
    TypeError, ValueError
        If the input has no such axis or does not hold real numbers.
    MemoryError
        If the result does not fit into memory, before any work is done.

    Notes
    -----
    `torch.nn.functional.log_softmax`.  Of a probability too small for a float the
    logarithm is still there, where that of `softmax` would be of 0.

    Examples
    --------
    >>> log_softmax([0, 0]).round(6)
    array([-0.693147, -0.693147])
    >>> log_softmax([0, -1000])
    array([    0., -1000.])
    """
    z, along = _scores_along(input, dim)
    return _logarithms(z, along).astype(_float(z), copy=False)


@public("input")
def log_softmax_backward(
    grad_output: ArrayLike, input: ArrayLike, dim: Integer = -1
) -> NDArray[Any]:
    """Return the gradient of `log_softmax` with respect to the scores.

    ``dE/dz[k] = g[k] - softmax(z)[k] * sum over j of g[j]``

    Parameters
    ----------
    grad_output : array_like, shape of the input
        g, the gradient of a number E with respect to the output of `log_softmax`.
    input, dim
        As they were given to `log_softmax`.

    Returns
    -------
    ndarray, shape of the input
        Of the dtype that NumPy's promotion gives, float64 for integers.

    Raises
    ------
    TypeError, ValueError
        As `log_softmax`, and if ``grad_output`` has not the shape of the input or does
        not hold real numbers.

    Examples
    --------
    >>> log_softmax_backward([1, 0], [0, 0])
    array([ 0.5, -0.5])
    """
    z, along = _scores_along(input, dim)
    grad = _check.real_array("grad_output", grad_output)
    grad = _check.gradient(grad, z.shape)
    dtype = np.result_type(_float(z), grad)
    work = np.result_type(dtype, np.float32)
    total = np.add.reduce(grad, axis=along, keepdims=True, dtype=work)
    shares = _probabilities(z, along).astype(work, copy=False)
    result: NDArray[Any] = (grad - shares * total).astype(dtype, copy=False)
    return result


@overload
def nll_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Literal["mean", "sum"] = "mean",
) -> float: ...
@overload
def nll_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Literal["none"],
) -> NDArray[Any]: ...
@overload
def nll_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Reduction,
) -> float | NDArray[Any]: ...
@public("input", "target")
def nll_loss(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Reduction = "mean",
) -> float | NDArray[Any]:
    """Return the loss of log-probabilities whose right classes are known.

    ``E = mean over the batch of -input[target]``

    Parameters
    ----------
    input : array_like, shape (N, K, ...), (N, K) or (K,)
        The logarithms of K probabilities, from `log_softmax`; real numbers.
    target, weight, ignore_index, reduction
        As for `cross_entropy`, which is this loss of the `log_softmax` of scores.

    Returns
    -------
    float or ndarray
        As for `cross_entropy`.

    Raises
    ------
    TypeError, ValueError
        As `cross_entropy`.

    Notes
    -----
    `torch.nn.functional.nll_loss`; the name means negative log-likelihood.

    Examples
    --------
    >>> nll_loss([[-1, -2], [-3, -4]], [0, 1])
    2.5
    """
    loss = loss_arguments(input, target, weight, ignore_index, reduction)
    return loss.reduced(loss.scores[loss.right])


@public("input", "target")
def nll_loss_backward(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Reduction = "mean",
) -> NDArray[Any]:
    """Return the gradient of `nll_loss` with respect to the log-probabilities.

    ``dE/dinput[k] = -(1 if k == target else 0) / N``

    Parameters
    ----------
    input, target, weight, ignore_index, reduction
        As they were given to `nll_loss`.

    Returns
    -------
    ndarray, shape of the input
        As for `cross_entropy_backward`.

    Raises
    ------
    TypeError, ValueError
        As `cross_entropy`.

    Examples
    --------
    >>> nll_loss_backward([[-1, -2], [-3, -4]], [0, 1])
    array([[-0.5,  0. ],
           [ 0. , -0.5]])
    """
    loss = loss_arguments(input, target, weight, ignore_index, reduction)
    grad = _check.empty(loss.scores.shape, loss.work)
    grad.fill(0)
    grad[loss.right] -= loss.shares()
    return loss.like_input(grad)


@overload
def cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Literal["mean", "sum"] = "mean",
) -> float: ...
@overload
def cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Literal["none"],
) -> NDArray[Any]: ...
@overload
def cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Reduction,
) -> float | NDArray[Any]: ...
@public("input", "target")
def cross_entropy(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Reduction = "mean",
) -> float | NDArray[Any]:
    """Return the loss of scores whose right answers are known.

    ``E = mean over the batch of -log(softmax(z)[target])``

    Parameters
    ----------
    input : array_like, shape (N, K, ...), (N, K) or (K,)
        z, one score (logit) for each of K classes; real numbers.  Any further axes are
        places with an answer each, such as the pixels (N, K, H, W) of segmentation.
    target : array_like of int, shape (N, ...), (N,) or ()
        The right class of each, counted from 0.
    weight : array_like, shape (K,), optional
        How much a loss counts, by its right class; real numbers.  1 if left out.
    ignore_index : int
        Answers with this target do not count, whether it is a class or not.
    reduction : "mean", "sum" or "none"
        What becomes of the losses.  "mean" divides their weighted sum by the sum of
        the weights of all targets that count.

    Returns
    -------
    float, or ndarray of the target's shape for "none"
        0 would be certainty; the mean is nan if nothing counts, as in an empty batch.
        In an array, ignored answers have a loss of 0, and the dtype is float64 for
        integers, else what NumPy's promotion of scores and weights gives.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or a target is no class.

    Notes
    -----
    `torch.nn.functional.cross_entropy`: `nll_loss` of `log_softmax`.

    Examples
    --------
    The loss of the notes' network, whose label is 0:

    >>> round(cross_entropy([0.6, -0.6], 0), 12)
    0.263282467338

    Four pixels, one of which has no label:

    >>> import numpy as np
    >>> scores = np.zeros((1, 3, 2, 2))
    >>> cross_entropy(scores, [[[0, 2], [1, -100]]], reduction="none").round(6)
    array([[[1.098612, 1.098612],
            [1.098612, 0.      ]]])
    """
    loss = loss_arguments(input, target, weight, ignore_index, reduction)
    shifted = _shifted(loss.scores, 1)
    total = np.add.reduce(np.exp(shifted), axis=1)
    return loss.reduced(shifted[loss.right] - np.log(total))


@public("input", "target")
def cross_entropy_backward(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    ignore_index: Integer = -100,
    reduction: Reduction = "mean",
) -> NDArray[Any]:
    """Return the gradient of `cross_entropy` with respect to the scores.

    ``dE/dz[k] = (softmax(z)[k] - (1 if k == target else 0)) / N``

    times the weight of the target, with the sum of these weights in N's place; 0 where
    the target is ignored.

    Parameters
    ----------
    input, target, weight, ignore_index, reduction
        As they were given to `cross_entropy`.

    Returns
    -------
    ndarray, shape of the input
        float64 for integers, else what NumPy's promotion of scores and weights gives.
        For "none" the gradient of each loss with respect to its own scores, which is
        that of their sum: no other loss depends on them.

    Raises
    ------
    TypeError, ValueError
        As `cross_entropy`.

    Examples
    --------
    >>> cross_entropy_backward([[0, 0], [0, 0]], [0, 1])
    array([[-0.25,  0.25],
           [ 0.25, -0.25]])
    """
    loss = loss_arguments(input, target, weight, ignore_index, reduction)
    grad = _probabilities(loss.scores, 1).astype(loss.work, copy=False)
    grad[loss.right] -= 1
    grad *= loss.shares()[:, None]
    if loss.ignored is not None:
        np.copyto(grad, 0, where=loss.ignored[:, None])  # of a nan, too
    return loss.like_input(grad)


class Loss(NamedTuple):
    """The checked arguments of a loss, with every axis there and those after K as one."""

    scores: NDArray[Any]  #: (N, K, M)
    right: tuple[NDArray[np.intp], ...]  #: where the targets' scores are, each (N, M)
    weight: NDArray[Any] | None  #: (N, M), of the targets; None if each counts 1
    ignored: NDArray[np.bool_] | None  #: (N, M); None if none is
    dtype: np.dtype[Any]  #: of arrays that are returned
    work: np.dtype[Any]  #: in which losses are computed
    shape: tuple[int, ...]  #: of the input as it was given
    places: tuple[int, ...]  #: the shape of the target
    reduction: str

    def reduced(self, logarithms: NDArray[Any]) -> float | NDArray[Any]:
        """Return the losses of the targets' log-probabilities (N, M)."""
        # 0 - 0 is 0, and -0 would not be.
        losses: NDArray[Any] = np.subtract(0, logarithms, dtype=self.work)
        if self.weight is not None:
            losses *= self.weight
        if self.ignored is not None:
            losses[self.ignored] = 0  # whatever it is, nan too
        if self.reduction == "none":
            return losses.reshape(self.places).astype(self.dtype, copy=False)
        return float(np.add.reduce(losses, axis=None) / self._divisor())

    def shares(self) -> NDArray[Any]:
        """Return the derivative of E with respect to each loss, (N, M)."""
        shares = np.ones(self.right[1].shape, self.work)
        if self.weight is not None:
            shares *= self.weight
        shares /= self._divisor()
        if self.ignored is not None:
            shares[self.ignored] = 0
        return shares

    def like_input(self, grad: NDArray[Any]) -> NDArray[Any]:
        """Return a gradient (N, K, M) in the shape of the input."""
        return grad.reshape(self.shape).astype(self.dtype, copy=False)

    def _divisor(self) -> Any:
        """Return how much all targets count together, for the mean."""
        if self.reduction != "mean":
            return 1
        if self.weight is not None:
            return np.add.reduce(self.weight, axis=None, dtype=self.work)
        return math.prod(self.places)


def _product(
    a: NDArray[Any],
    b: NDArray[Any],
    addend: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """Return ``a @ b + addend``, summed in the dtypes of `_check.sum_dtypes`."""
    work, dtype = _check.sum_dtypes(len(b), [a, b], addend)
    total = _check.empty((*a.shape[:-1], b.shape[1]), work)
    np.matmul(a.astype(work, copy=False), b.astype(work, copy=False), out=total)
    if addend is not None:
        total += addend
    return total.astype(dtype, copy=False)


def _float(z: NDArray[Any]) -> np.dtype[Any]:
    """Return the dtype of probabilities: float64 for integers."""
    return z.dtype if z.dtype.kind == "f" else np.dtype(np.float64)


def _shifted(z: NDArray[Any], axis: int) -> NDArray[Any]:
    """Return scores minus the largest: at most 0, and of float32 at least."""
    work = np.result_type(_float(z), np.float32)
    shifted = _check.empty(z.shape, work)
    if z.size:
        largest = np.maximum.reduce(z, axis=axis, keepdims=True)
        np.subtract(z, largest, out=shifted, dtype=work)
    return shifted


def _probabilities(z: NDArray[Any], axis: int) -> NDArray[Any]:
    """Return `softmax` of checked arguments."""
    powers = _shifted(z, axis)
    np.exp(powers, out=powers)
    powers /= np.add.reduce(powers, axis=axis, keepdims=True)
    return powers.astype(_float(z), copy=False)


def _logarithms(z: NDArray[Any], axis: int) -> NDArray[Any]:
    """Return `log_softmax` of checked arguments, of float32 at least."""
    shifted = _shifted(z, axis)
    shifted -= np.log(np.add.reduce(np.exp(shifted), axis=axis, keepdims=True))
    return shifted


def _scores_along(input: ArrayLike, dim: object) -> tuple[NDArray[Any], int]:
    """Check scores, and that they have this axis."""
    z = _check.real_array("input", input)
    along = _check.integer("dim", dim)
    if not -z.ndim <= along < z.ndim:
        raise WrongValue(f"dim {along} is not an axis of input, shape {z.shape}")
    return z, along


def _linear(input: ArrayLike, weight: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Check the input and the weight of `linear`."""
    x = _check.array("input", input)
    w = _check.array("weight", weight)
    if w.ndim != 2:
        raise WrongValue(
            f"weight must have shape (K, D), got {w.shape}; input {x.shape}"
        )
    if x.ndim == 0 or x.shape[-1] != w.shape[1]:
        raise WrongValue(
            f"input must have shape (..., {w.shape[1]}), as many numbers "
            f"as a row of weight, got {x.shape}; weight {w.shape}"
        )
    return x, w


def loss_arguments(
    input: ArrayLike,
    target: ArrayLike,
    weight: ArrayLike | None,
    ignore_index: object,
    reduction: object,
) -> Loss:
    """Check the arguments of a loss."""
    z = _check.real_array("input", input)
    if not z.shape[:2] or z.shape[:2][-1] == 0:
        raise WrongValue(
            "input must have shape (N, K, ...), (N, K) or (K,) with K at least 1, got "
            f"{z.shape}"
        )
    _check.word("reduction", reduction, ("mean", "sum", "none"))
    whole = z[None] if z.ndim == 1 else z
    batch, count, *rest = whole.shape
    places = (batch, *rest)[whole.ndim - z.ndim :]
    left_out = _check.integer("ignore_index", ignore_index)
    classes, ignored = _targets(target, count, places, z.shape, left_out)
    form = (batch, math.prod(rest))
    dtype, of_targets = _float(z), None
    if weight is not None:
        weights = _class_weights(weight, count)
        dtype = np.result_type(dtype, weights)
        of_targets = weights[classes].reshape(form)
    work = np.result_type(dtype, np.float32)
    if ignored is not None:
        ignored = ignored.reshape(form)
        counted = 1 if of_targets is None else of_targets
        of_targets = np.where(ignored, 0, counted).astype(work)
    scores = whole.reshape(batch, count, form[1])
    right = (np.arange(batch)[:, None], classes.reshape(form), np.arange(form[1]))
    layout = (dtype, work, z.shape, places)
    return Loss(scores, right, of_targets, ignored, *layout, str(reduction))


def _class_weights(weight: ArrayLike, count: int) -> NDArray[Any]:
    """Check how much each class counts."""
    weights = _check.real_array("weight", weight)
    if weights.shape != (count,):
        raise WrongValue(
            f"weight must have shape ({count},), one number for each class, got "
            f"{weights.shape}{SHAPES}"
        )
    return weights


def _targets(
    target: ArrayLike,
    count: int,
    places: tuple[int, ...],
    shape: tuple[int, ...],
    left_out: int,
) -> tuple[NDArray[np.intp], NDArray[np.bool_] | None]:
    """Check targets; return their classes, and which are ignored, if any is."""
    given = _check.array("target", target)
    if given.size and given.dtype.kind not in "iu":
        raise WrongKind(f"target must hold integers, got {_check.shown(target)}")
    if given.shape != places:
        advice = ""
        if len(shape) > 2 and given.shape == shape[:-1]:
            advice = "; if its last axis is K: numpy.moveaxis(input, -1, 1)"
        raise WrongValue(
            f"target must have shape {places}, one class for each place of input, got "
            f"{given.shape}; input {shape}{advice}"
        )
    # As an unsigned integer a negative one is too large, too.
    classes, ignored = given.astype(np.intp), None
    wrong = classes.size and np.maximum.reduce(classes.view(np.uintp), None) >= count
    if wrong or 0 <= left_out < count:
        ignored = np.asarray(given == left_out)
        classes = np.where(ignored, 0, given)
        if classes.size and not 0 <= classes.min() <= classes.max() < count:
            raise WrongValue(
                f"target must be a class, 0 to {count - 1}, got "
                f"{classes.min()} to {classes.max()}; input {shape}"
            )
    return classes.astype(np.intp, copy=False), ignored
