"""Which receptive fields a page can work out, as ``src/fields.js`` does."""

from __future__ import annotations

from collections.abc import Sequence

from convlib.receptive_field import Layer
from convlib.widgets.traits import LIMITS

#: So many cells and ways behind a transposed convolution, where each cell differs.
WIDEST = LIMITS["widest"]


def is_listed(layers: Sequence[Layer], axis: int) -> bool:
    """Return whether what cells read behind a transposed convolution can be listed.

    There each cell reads differently, in as many ways as the strides multiply to.
    """
    first = next((n for n, layer in enumerate(layers) if layer.transposed), len(layers))
    width = ways = 1
    for layer in reversed(layers[first:]):
        along = layer.axes[axis]
        if layer.transposed:
            width = (width + along.span - 2) // along.stride + 1
            ways *= along.stride
        else:
            width = (width - 1) * along.stride + along.span
        if ways * width * along.kernel > WIDEST:
            return False
    return True
