"""The figures of the notes, redrawn: still pictures with matplotlib.

====================  ============================================================
`grid`                a matrix as cells with numbers: what the others are made of
`convolution`         input * kernel = output, the window at one output cell
`steps`               several positions of the window, each beside the output so far
`channels`            several channels, several filters and their outputs
`output_size`         one row of pixels, and which of them each window reads
====================  ============================================================

Each draws on the ``ax`` it is given, or alone on a new figure of the right size, and
returns its artists.  Colours are those of the explorers (`PALETTE`), the ground is that
of matplotlib's settings, and titles are left to the caption.
"""

try:
    import matplotlib  # noqa: F401
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        'convlib.figures needs matplotlib: pip install "convolution-step-by-step[figures]"',
        name=missing.name,
    ) from missing

from convlib.figures._grid import Grid, grid
from convlib.figures._layers import (
    ChannelArtists,
    ConvolutionArtists,
    StepArtists,
    channels,
    convolution,
    steps,
)
from convlib.figures._palette import PALETTE
from convlib.figures._strip import StripArtists, output_size

__all__ = [
    "PALETTE",
    "ChannelArtists",
    "ConvolutionArtists",
    "Grid",
    "StepArtists",
    "StripArtists",
    "channels",
    "convolution",
    "grid",
    "output_size",
    "steps",
]
