"""What tests know of this explorer: what it offers, and what is right in any state."""

import re

import numpy as np

from convlib.widgets.contract import Computed, Offers, Results, Rng, Shown, flag, whole
from convlib.widgets.layer_calculator import LayerCalculator

SMALL = """nn.Sequential(
    nn.Conv2d(1, 2, 2),
    nn.ReLU(),
    nn.MaxPool2d(2, stride=1),
    nn.Flatten(),
    nn.Linear(8, 2),
)"""

offers = Offers(
    grids=("Layers",),
    choices=("Network",),
    buttons=("Edit layer 1: Conv2d", "Paste PyTorch code"),
    stops=("Input",),
    folded_buttons=("Copy as Markdown",),
)
#: What a page is given to choose from.
given = {"networks"}


def example() -> LayerCalculator:
    """Return the explorer on the notes' numbers."""
    return LayerCalculator(SMALL, input=(1, 4, 4))


def random(rng: Rng) -> LayerCalculator:
    """Return one in any state that a reader may bring it into."""
    while True:
        layers = [sliding(rng) for _ in range(whole(rng, 1, 4))]
        if flag(rng):
            layers += [{"type": "Flatten"}, {"type": "Linear", "out_features": 3}]
        shape = (whole(rng, 1, 2) * 2, whole(rng, 5, 16), whole(rng, 5, 16))
        try:
            return LayerCalculator(layers, shape)
        except ValueError:
            continue  # it has become smaller than a window


def sliding(rng: Rng) -> dict[str, object]:
    """Return a layer before which there is a map, with arguments that often fit."""

    def pair(least: int, most: int) -> int | list[int]:
        rows, columns = whole(rng, least, most), whole(rng, least, most)
        return [rows, columns] if flag(rng) else rows

    kinds = (
        "Conv2d",
        "ConvTranspose2d",
        "MaxPool2d",
        "AvgPool2d",
        "AdaptiveAvgPool2d",
        "BatchNorm2d",
        "ReLU",
    )
    kind = str(rng.choice(kinds))
    layer: dict[str, object] = {"type": kind}
    if kind == "BatchNorm2d":
        return {**layer, "affine": flag(rng), "bias": flag(rng)}
    if kind == "ReLU":
        return layer
    if kind == "AdaptiveAvgPool2d":
        return {**layer, "output_size": pair(1, 6)}
    layer |= {"kernel_size": pair(1, 3), "stride": pair(1, 2), "padding": pair(0, 1)}
    if kind != "AvgPool2d":
        layer["dilation"] = pair(1, 2)
    if kind.endswith("Pool2d"):
        return {**layer, "ceil_mode": flag(rng)}
    if kind == "ConvTranspose2d":
        layer["output_padding"] = pair(0, 1)
    groups = whole(rng, 1, 2)
    filters = groups * whole(rng, 1, 3)
    return {**layer, "out_channels": filters, "groups": groups, "bias": flag(rng)}


def odd() -> list[LayerCalculator]:
    """Return some on states that a page could start with."""
    return [LayerCalculator.known(name) for name in ("VGG16", "WaveNet")]


def results(made: LayerCalculator) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"parameters": made.cost.parameters}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    rows = said.grids["Layers"]
    codes = [re.search(r"nn\.\w+\(.*\)(?=, )", row[0]["label"]) for row in rows]
    layers = ", ".join(code[0] for code in codes if code)
    image = tuple(int(cell["value"]) for cell in rows[0][:3])
    made = LayerCalculator(f"nn.Sequential({layers})", image)
    table = shown_columns(made)
    (at,) = said.marked("Layers", "selected") or [None]
    return Computed({"Layers": table}, None if at is None else table[at])


def shown_columns(made: LayerCalculator) -> np.ndarray:
    """Return the columns of the page: FLOPs, too, and one axis where that says all."""
    table = made.table
    fields = table[:, 5:].reshape(len(table), 3, 2)
    strip = made.input[1] == 1 and (fields[:, 0, 0] == 1).all()
    if strip or (fields[..., 0] == fields[..., 1]).all():
        fields = fields[..., 1:]
    flops = 2 * table[:, 4:5]
    return np.hstack([table[:, :5], flops, fields.reshape(len(table), -1)])
