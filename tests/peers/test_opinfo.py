"""PyTorch's own samples for its operations, forward and backward, beside `convlib`.

`torch.testing` keeps, for every operation, the arguments with which PyTorch tests itself:
shapes, memory layouts, dtypes, extreme values, each option.
"""

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from ledger import Difference, Ledger, close
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.opinfo.core import SampleInput

import convlib

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """An operation that both have, under PyTorch's name for it.

    Attributes
    ----------
    least : int
        How many samples of each dtype are compared, and of each gradient's dtype.
    backward : callable, optional
        From the gradient of the output and the arguments, that of each argument which
        has one, by name.
    differences : tuple of Difference
        Which samples `convlib` refuses.
    exact : bool
        The operation only picks numbers, or copies them.
    """

    least: int
    backward: Callable[[Any, Arguments], Arguments] | None = None
    differences: tuple[Difference, ...] = ()
    exact: bool = False


def layer_gradients(
    function: Callable[..., Any],
) -> Callable[[Any, Arguments], Arguments]:
    """Return the gradients of a layer with weight and bias."""

    def backward(grad: Any, arguments: Arguments) -> Arguments:
        names = ("input", "weight", "bias")
        given = {name: value for name, value in arguments.items() if name != "bias"}
        return dict(zip(names, function(grad, **given), strict=True))

    return backward


def input_gradient(
    function: Callable[..., Any],
) -> Callable[[Any, Arguments], Arguments]:
    """Return the gradient of an operation that learns nothing."""

    def backward(grad: Any, arguments: Arguments) -> Arguments:
        given = {k: v for k, v in arguments.items() if k != "return_indices"}
        return {"input": function(grad, **given)}

    return backward


def columns_gradient(grad: Any, arguments: Arguments) -> Arguments:
    """Return the gradient of `unfold`: `fold`, its transpose."""
    geometry = dict(arguments)
    size = geometry.pop("input").shape[-2:]
    return {"input": convlib.fold(grad, size, **geometry)}


def shuffle_gradient(grad: Any, arguments: Arguments) -> Arguments:
    """Return the gradient of a shuffle: the other one."""
    if "upscale_factor" in arguments:
        back = convlib.pixel_unshuffle(grad, arguments["upscale_factor"])
    else:
        back = convlib.pixel_shuffle(grad, arguments["downscale_factor"])
    return {"input": back}


def loss_gradient(
    function: Callable[..., Any],
) -> Callable[[Any, Arguments], Arguments]:
    """Return the gradient of a loss, times what arrives."""

    def backward(grad: Any, arguments: Arguments) -> Arguments:
        own = function(**arguments)
        if np.ndim(grad):  # a gradient for each loss: for all scores in its place
            grad = np.expand_dims(grad, min(1, own.ndim - 1))
        return {"input": grad * own}

    return backward


def has(name: str) -> Callable[[SampleInput], bool]:
    """Tell whether a sample names an argument."""
    return lambda sample: name in sample.kwargs


def without(name: str) -> Difference:
    """Return what `convlib` says of an argument that it has not got."""
    return Difference(f"{name}=", has(name), f"unexpected keyword argument '{name}'")


PROBABILITIES = Difference(
    "probabilities as target",
    lambda sample: sample.args[0].dtype.is_floating_point,
    "target must hold integers",
)
NO_STRIDE = Difference(
    "() for the kernel's stride", lambda sample: () in sample.args, "stride must be"
)
NO_AXIS = Difference(
    "one number, no axis", lambda sample: not sample.input.ndim, "not an axis"
)

NO_PIXEL = Difference(
    "images without a pixel or a channel",
    lambda sample: 0 in sample.input.shape[-3:],
    "has no cell",
)

OPERATIONS = {
    "conv1d": Operation(20, layer_gradients(convlib.conv1d_backward)),
    "conv_transpose1d": Operation(
        20, layer_gradients(convlib.conv_transpose1d_backward)
    ),
    "max_pool1d": Operation(
        864, input_gradient(convlib.max_pool1d_backward), exact=True
    ),
    "avg_pool1d": Operation(18, input_gradient(convlib.avg_pool1d_backward)),
    "conv2d": Operation(60, layer_gradients(convlib.conv2d_backward)),
    "conv_transpose2d": Operation(
        24, layer_gradients(convlib.conv_transpose2d_backward)
    ),
    "linear": Operation(36, layer_gradients(convlib.linear_backward)),
    "max_pool2d": Operation(
        1440, input_gradient(convlib.max_pool2d_backward), exact=True
    ),
    "avg_pool2d": Operation(
        12, input_gradient(convlib.avg_pool2d_backward), (NO_STRIDE,)
    ),
    "unfold": Operation(326, columns_gradient, exact=True),
    "pixel_shuffle": Operation(4, shuffle_gradient, (NO_PIXEL,), exact=True),
    "pixel_unshuffle": Operation(4, shuffle_gradient, (NO_PIXEL,), exact=True),
    "relu": Operation(70, input_gradient(convlib.relu_backward), exact=True),
    "softmax": Operation(12, None, (NO_AXIS,)),
    "softmax, with_dtype": Operation(0, None, (without("dtype"),)),
    "log_softmax": Operation(
        12, input_gradient(convlib.log_softmax_backward), (NO_AXIS,)
    ),
    "cross_entropy": Operation(
        22,
        loss_gradient(convlib.cross_entropy_backward),
        (PROBABILITIES,),
    ),
    "nll_loss": Operation(122, loss_gradient(convlib.nll_loss_backward)),
}
FUNCTIONAL = "nn.functional."
INFOS = {
    ", ".join(
        filter(None, (name.removeprefix(FUNCTIONAL), info.variant_test_name))
    ): info
    for info in op_db
    if (name := info.name).startswith(FUNCTIONAL) or name.endswith("softmax")
}
#: NumPy has no bfloat16.
DTYPES = {
    name: sorted(INFOS[name].supported_dtypes("cpu") - {torch.bfloat16}, key=str)
    for name in OPERATIONS
}


def function(name: str) -> Callable[..., Any]:
    """Return the function of `convlib` for an operation."""
    return getattr(convlib, name.split(",")[0])


def array(value: Any) -> Any:
    """Return a tensor's numbers, in the memory where they are; other values as such."""
    if isinstance(value, torch.Tensor):
        return value.detach().resolve_conj().resolve_neg().numpy()
    return value


def named(name: str, sample: SampleInput) -> Arguments:
    """Return the arguments of a sample by the names that `convlib` has for them."""
    given = (sample.input, *sample.args)
    names = inspect.signature(function(name)).parameters
    positional = {n: array(v) for n, v in zip(names, given, strict=False)}
    return positional | {n: array(v) for n, v in sample.kwargs.items()}


def samples(name: str, dtype: torch.dtype, grad: bool = False) -> Iterator[SampleInput]:
    """Yield an operation's samples, each also with gaps in its memory."""
    torch.manual_seed(0)
    for sample in INFOS[name].reference_inputs("cpu", dtype, requires_grad=grad):
        yield sample
        if not name.startswith("max_pool"):  # whose samples come in every layout
            yield sample.noncontiguous()


def by_pytorch(name: str, sample: SampleInput) -> list[torch.Tensor]:
    """Return PyTorch's results; those of float16 as it finds them in float32."""
    wide = sample.transform(lambda t: t.float() if t.dtype == torch.float16 else t)
    result = INFOS[name].op(wide.input, *wide.args, **wide.kwargs)
    return list(result) if isinstance(result, tuple) else [result]


def forward(name: str, dtype: torch.dtype, sample: SampleInput) -> None:
    """Compare results of all kinds: an output, or an output and its indices."""
    found = function(name)(**named(name, sample))
    found = found if isinstance(found, tuple) else (found,)
    for ours, theirs in zip(found, by_pytorch(name, sample), strict=True):
        theirs = theirs.to(dtype) if theirs.is_floating_point() else theirs
        close(ours, array(theirs), exact=OPERATIONS[name].exact)


def backward(name: str, sample: SampleInput) -> None:
    """Compare the gradients of everything that has one."""
    # Some samples are views of what has the gradient.
    sample = sample.transform(lambda t: t.detach().requires_grad_(t.requires_grad))
    arguments = named(name, sample)
    tensors = dict(zip(arguments, (sample.input, *sample.args), strict=False))
    leaves = {
        n: t
        for n, t in tensors.items()
        if isinstance(t, torch.Tensor) and t.requires_grad
    }
    output = by_pytorch(name, sample)[0]
    grad = torch.testing.make_tensor(output.shape, dtype=output.dtype, device="cpu")
    theirs = torch.autograd.grad(output, list(leaves.values()), grad)
    ours = OPERATIONS[name].backward(array(grad), arguments)
    for leaf, gradient in zip(leaves, theirs, strict=True):
        close(ours[leaf], array(gradient))


WITH_GRADIENT = [name for name, one in OPERATIONS.items() if one.backward]


@pytest.mark.parametrize(
    ("name", "dtype"),
    [(name, dtype) for name in OPERATIONS for dtype in DTYPES[name]],
    ids=str,
)
def test_forward(name, dtype, record_property):
    operation = OPERATIONS[name]
    ledger = Ledger(f"{name}, {dtype}", operation.differences)
    for sample in samples(name, dtype):
        ledger.enter(sample, functools.partial(forward, name, dtype))
    ledger.close(record_property, operation.least)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
@pytest.mark.parametrize("name", WITH_GRADIENT)
def test_gradients(name, dtype, record_property):
    operation = OPERATIONS[name]
    ledger = Ledger(f"gradients of {name}, {dtype}", operation.differences)
    for sample in samples(name, dtype, grad=True):
        ledger.enter(sample, functools.partial(backward, name))
    ledger.close(record_property, operation.least)


#: PyTorch wants one dtype for all arguments; here they follow NumPy's promotion.
PROMOTED = "should be the same"


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("conv1d", 8),
        ("max_pool1d", 24),
        ("avg_pool1d", 2),
        ("conv2d", 5),
        ("max_pool2d", 5),
        ("avg_pool2d", 5),
    ],
)
def test_what_pytorch_refuses_is_refused(name, least, record_property):
    refused = 0
    for error in INFOS[name].error_inputs("cpu"):
        if error.error_regex == PROMOTED:
            continue
        with pytest.raises((TypeError, ValueError), match=f"^{name}"):
            function(name)(**named(name, error.sample_input))
        refused += 1
    record_property("ledger", f"{refused:6,}  refused by both: {name}")
    assert refused >= least
