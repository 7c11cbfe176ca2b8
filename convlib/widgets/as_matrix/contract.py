"""What tests know of this explorer: what it offers, and what is right in any state."""

import numpy as np

from convlib.widgets.as_matrix import AsMatrix
from convlib.widgets.contract import (
    APART,
    Computed,
    Offers,
    Results,
    Rng,
    Shown,
    flag,
    geometry,
    numbers,
    steps,
    whole,
    zeros,
)

offers = Offers(
    grids=("Input", "Kernel", "Output", "Windows as columns", "M"),
    sliders=("Stride", "Padding", "Dilation"),
    switches=("Transposed",),
    buttons=("If the image goes round: circulant, and Fourier",),
    stops=("a = np.zeros((2, 2))",),
    folded=("Rows and columns apart",),
    folded_sliders=("Input size", "Kernel size"),
    apart=("Input rows", "Input columns", "Kernel rows", "Kernel columns", *APART),
    choices=("Speed",),
    editable=("Kernel", "Input"),  # the first is there on the way back, too
    plays=("Output",),
)


def example() -> AsMatrix:
    """Return the explorer on the numbers of the chapter on speed."""
    return AsMatrix(np.arange(1, 10).reshape(3, 3), [[1, 2], [3, 4]])


def random(rng: Rng) -> AsMatrix:
    """Return one in any state that a reader may bring it into."""
    stride, padding, dilation = steps(rng, 1, 3), zeros(rng, 2), steps(rng, 1, 2)
    kernel = numbers(rng, whole(rng, 1, 3), whole(rng, 1, 3))
    image = numbers(rng, whole(rng, 5, 6), whole(rng, 5, 6))
    explorer = AsMatrix(image, kernel, stride, padding, dilation)
    explorer.grad_output = numbers(rng, *explorer.grad_output.shape)
    explorer.transposed, explorer.circular = flag(rng), flag(rng)
    explorer.view = str(rng.choice(["loop", "columns", "matrix"]))
    return explorer


def odd() -> list[AsMatrix]:
    """Return some on states that a page could start with."""
    rng = np.random.default_rng(6)
    image, kernel = rng.integers(-9, 10, (4, 3)), rng.integers(-9, 10, (2, 3))
    back = AsMatrix(image, kernel, (2, 1), ((1, 0), (2, 1)), (2, 1))
    back.transposed, back.selection = True, ("input", 1, 2)
    round_and_round = AsMatrix([[1, 2, 3, 4]], [[2, 0.5]])
    round_and_round.circular = True
    return [
        back,
        round_and_round,
        AsMatrix([[1]], [[2]], stride=3, padding=1),
        AsMatrix(rng.normal(size=(6, 6)), rng.normal(size=(3, 3)), padding=1),
    ]


def shown(said: Shown) -> AsMatrix:
    """Return the explorer that shows these numbers."""
    if "Input" in said.grids:
        return AsMatrix(said.values("Input"), said.values("Kernel"), **geometry(said))
    image = np.zeros(said.values("Input gradient").shape)
    deltas = said.values("Output gradient")
    kernel = said.values("Kernel")
    return AsMatrix(image, kernel, **geometry(said), grad_output=deltas)


def results(made: AsMatrix) -> Results:
    """Return what its programs compute, by their names for it."""
    return {
        "output": made.output,
        "matrix": made.matrix,
        "columns": made.columns,
        "grad_input": made.grad_input,
    }


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    made = shown(said)
    grids = {
        "Output": made.output,
        "Windows as columns": made.columns,
        "M": made.matrix,
    }
    if "Input" not in said.grids:
        # A product for each weight and window, but none with a zero around the image.
        read = AsMatrix(
            np.ones(made.image.shape), made.kernel, **geometry(said)
        ).columns
        products = np.outer(made.kernel.ravel(), made.grad_output.ravel())
        grids = {
            "Input gradient": made.grad_input,
            "Products to be added": products * read,
            "Mᵀ": made.matrix.T,
        }
    # Where there is room for one way, or a matrix is too large, others are not there.
    return Computed({name: grids[name] for name in grids if name in said.grids})
