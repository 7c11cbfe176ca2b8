"""What a small network needs beside convolution and pooling, each with its gradient."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convlib import _check
from convlib._door import WrongKind, WrongValue, public

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from convlib.shapes import Integer

__all__ = [
    "cross_entropy",
    "cross_entropy_backward",
    "linear",
    "linear_backward",
    "relu",
    "relu_backward",
    "softmax",
]


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
    z = _check.real_array("input", input)
    along = _check.integer("dim", dim)
    if not -z.ndim <= along < z.ndim:
        raise WrongValue(f"dim {along} is not an axis of input, shape {z.shape}")
    return _probabilities(z, along)


@public()
def cross_entropy(input: ArrayLike, target: ArrayLike) -> float:
    """Return the loss of scores whose right answers are known.

    ``E = mean over the batch of -log(softmax(z)[target])``

    Parameters
    ----------
    input : array_like, shape (N, K) or (K,)
        z, one score (logit) for each of K classes; real numbers.
    target : array_like of int, shape (N,) or ()
        The right class of each, counted from 0.

    Returns
    -------
    float
        0 would be certainty; nan for an empty batch.

    Raises
    ------
    TypeError, ValueError
        If an argument is of the wrong kind or shape, or a target is no class.

    Notes
    -----
    `torch.nn.functional.cross_entropy`.

    Examples
    --------
    The loss of the notes' network, whose label is 0:

    >>> round(cross_entropy([0.6, -0.6], 0), 12)
    0.263282467338
    """
    z, classes = _scores(input, target)
    if not len(z):
        return float("nan")
    shifted = _shifted(z, -1)
    right = shifted[np.arange(len(z)), classes]
    losses = np.log(np.add.reduce(np.exp(shifted), axis=-1)) - right
    return float(np.add.reduce(losses) / len(z))


@public()
def cross_entropy_backward(input: ArrayLike, target: ArrayLike) -> NDArray[Any]:
    """Return the gradient of `cross_entropy` with respect to the scores.

    ``dE/dz[k] = (softmax(z)[k] - (1 if k == target else 0)) / N``

    Parameters
    ----------
    input, target
        As they were given to `cross_entropy`.

    Returns
    -------
    ndarray, shape of the input
        float64 for integers, else the input's dtype.

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
    z, classes = _scores(input, target)
    grad = _probabilities(z, -1)
    grad[np.arange(len(z)), classes] -= 1
    grad /= len(z)
    return grad.reshape(np.shape(input))


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


def _shifted(z: NDArray[Any], axis: int) -> NDArray[Any]:
    """Return scores minus the largest: at most 0, and of float32 at least."""
    work = np.result_type(z, np.float32) if z.dtype.kind == "f" else np.float64
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
    return powers.astype(z.dtype, copy=False) if z.dtype.kind == "f" else powers


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


def _scores(
    input: ArrayLike, target: ArrayLike
) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Check scores and targets; return them as (N, K) and (N,)."""
    z = _check.real_array("input", input)
    classes = _check.array("target", target)
    if z.ndim not in (1, 2) or z.shape[-1] == 0:
        raise WrongValue(
            f"input must have shape (N, K) or (K,) with K at least 1, got {z.shape}"
        )
    if classes.size and classes.dtype.kind not in "iu":
        raise WrongKind(f"target must hold integers, got {_check.shown(target)}")
    if classes.shape != z.shape[:-1]:
        raise WrongValue(
            f"target must have shape {z.shape[:-1]}, one class for each "
            f"row of input, got {classes.shape}; input {z.shape}"
        )
    count = z.shape[-1]
    chosen = classes.reshape(-1).astype(np.intp)
    # As an unsigned integer a negative one is too large, too.
    if chosen.size and np.maximum.reduce(chosen.view(np.uintp)) >= count:
        raise WrongValue(
            f"target must be a class, 0 to {count - 1}, got "
            f"{classes.min()} to {classes.max()}; input {z.shape}"
        )
    return z.reshape(-1, count), chosen
