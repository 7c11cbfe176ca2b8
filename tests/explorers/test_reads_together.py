"""Linked readings: the cells that some window reads together with the selected one."""

import itertools

import numpy as np
import pytest

from convlib.widgets import (
    Channels,
    ConvBackward,
    OutputSize,
    Pooling,
    SlidingWindow,
    Transposed,
)
from convlib.widgets.rules import axes, pair


def windows_of(explorer: Pooling) -> list[set[tuple[int, int]]]:
    """Return the cells of each window."""
    size, step = explorer.kernel_size, explorer.stride
    return [
        {(i * step + m, j * step + n) for m in range(size) for n in range(size)}
        for i, j in np.ndindex(explorer.output.shape)
    ]


@pytest.mark.parametrize(("size", "step"), [(2, 1), (3, 2), (2, 3)])
def test_cells_that_share_a_window(show, size, step):
    made = Pooling(np.arange(25).reshape(5, 5), size, step)
    windows = windows_of(made)
    explorer = show(made).explorer()
    explorer.select("Feature map gradient", 2, 2)
    assert explorer.read().marked("Feature map", "together") == set()
    explorer.switch("Reads together").click()
    for (row, col), said in explorer.survey("Feature map gradient").items():
        shared = [window for window in windows if (row, col) in window]
        cells = set(itertools.chain(*shared))
        assert said.marked("Feature map", "together") == cells
        others = max(0, len(cells) - 1)
        words = f"together with {others} other cell" if others else "No window reads it"
        assert words in said.spoken
    badges = explorer.run(
        """return [...root.querySelectorAll("[aria-label='Feature map'] [role=gridcell]")]
            .map((cell) => [`${cell.dataset.row},${cell.dataset.col}`,
                Number(cell.querySelector(".badge")?.textContent ?? 0)]);"""
    )
    last = (4, 4)
    for name, number in badges:
        cell = tuple(map(int, name.split(",")))
        assert number == sum(last in window and cell in window for window in windows)


def test_along_one_axis(show):
    made = OutputSize(9, 3, 2, 1, 2)
    reads = [set(positions) for positions in made.positions.tolist()]
    explorer = show(made).explorer()
    explorer.switch("Reads together").click()
    for (_, cell), said in explorer.survey("Padded input").items():
        cells = set(itertools.chain(*[window for window in reads if cell in window]))
        assert said.marked("Padded input", "together") == {
            (0, other) for other in cells
        }


def test_of_an_image_around_its_padding(show):
    """What lies in the padding is marked, and not counted among the cells."""
    made = SlidingWindow(
        np.arange(20).reshape(4, 5),
        [[1, 2], [3, 4]],
        stride=(1, 2),
        padding=((1, 0), (2, 1)),
        dilation=(2, 1),
    )
    down, across = axes(made, "image", "kernel")
    reads = [
        {*itertools.product(down.reads(i), across.reads(j))}
        for i, j in np.ndindex(made.output.shape)
    ]
    explorer = show(made).explorer()
    explorer.unfold()
    explorer.switch("Reads together").click()
    for at, said in explorer.survey("Input").items():
        cells = set(itertools.chain(*[window for window in reads if at in window]))
        assert said.marked("Input", "together") == cells
        inside = {
            (row, col) for row, col in cells if row in range(4) and col in range(5)
        }
        others = max(0, len(inside) - 1)
        words = f"together with {others} other cell" if others else "No window reads it"
        assert words in said.spoken


#: Rows and columns apart, so that each needs its own.
LAYER = {"stride": (1, 2), "padding": ((1, 0), (2, 1)), "dilation": (2, 1)}


def read_by(made) -> list[set[tuple[int, int]]]:
    """Return the cells that each window reads, padding included."""
    down, across = axes(
        made, "image", "filters" if made.kind == "channels" else "kernel"
    )
    return [
        {*itertools.product(down.reads(i), across.reads(j))}
        for i, j in itertools.product(range(down.count), range(across.count))
    ]


def together_with(at, sets) -> set[tuple[int, int]]:
    """Return what some of the sets have together with a cell, that included."""
    return set(itertools.chain(*[some for some in sets if at in some]))


def test_of_all_channels(show):
    """A window reads the same cells in each channel, which are counted."""
    image = np.arange(40).reshape(2, 4, 5)
    made = Channels(image, np.ones((3, 2, 2, 2), int), [0, 1, 2], **LAYER)
    sets = read_by(made)
    explorer = show(made).explorer()
    explorer.unfold()
    explorer.switch("Reads together").click()
    for at, said in explorer.survey("Input channel 1").items():
        cells = together_with(at, sets)
        for channel in range(2):
            assert said.marked(f"Input channel {channel}", "together") == cells
        inside = cells & {*np.ndindex(4, 5)}
        others = max(0, 2 * len(inside) - 1)
        words = f"together with {others} other cell" if others else "No window reads"
        assert words in said.spoken


def test_on_the_way_back(show):
    image, kernel = np.arange(20).reshape(4, 5), [[1, 2], [3, 4]]
    shape = SlidingWindow(image, kernel, **LAYER).output.shape
    made = ConvBackward(image, kernel, np.ones(shape, int), **LAYER)
    sets = read_by(made)
    explorer = show(made).explorer()
    explorer.unfold()
    explorer.switch("Reads together").click()
    for at, said in explorer.survey("Input gradient").items():
        cells = together_with(at, sets)
        assert said.marked("Input", "together") == cells
        others = max(0, len(cells & {*np.ndindex(4, 5)}) - 1)
        words = f"together with {others} other cell" if others else "No window reads"
        assert words in said.spoken


@pytest.mark.parametrize(
    "layer",
    [
        {"stride": 1},
        {"stride": (2, 1), "padding": (1, 0), "dilation": (1, 2)},
        {"stride": 1, "dilation": 3, "output_padding": 2},
        {"stride": 3},
    ],
)
def test_inputs_whose_stamps_share_outputs(show, layer):
    """Those that padding cuts off are no outputs."""
    made = Transposed(np.arange(12).reshape(3, 4), [[1, 2], [3, 4]], **layer)
    shape, stride, padding, dilation = (
        made.output.shape,
        *(pair(getattr(made, name)) for name in ("stride", "padding", "dilation")),
    )
    stamps = {
        at: {
            place
            for cell in np.ndindex(2, 2)
            if (
                place := tuple(
                    at[n] * stride[n] - padding[n] + cell[n] * dilation[n]
                    for n in (0, 1)
                )
            )
            in {*np.ndindex(*shape)}
        }
        for at in np.ndindex(3, 4)
    }
    explorer = show(made).explorer()
    explorer.unfold()
    explorer.switch("Reads together").click()
    for at, said in explorer.survey("Input").items():
        shared = {other for other, stamp in stamps.items() if stamp & stamps[at]}
        assert said.marked("Input", "together") == shared
        others = max(0, len(shared) - 1)
        words = f"with {others} other one" if others else "no output with another one"
        assert words in said.spoken
