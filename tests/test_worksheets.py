"""Worksheets: what is asked for is empty, and each key is worked out again, cell by cell."""

import functools

import numpy as np
import pytest
from lxml import html
from oracles import window_count
from paper import worksheets
from paper.sheets import KINDS

SEED, SHEETS = 5, 3


@functools.cache
def drawn(name: str):
    """Return the sheets of a kind, with their seeds."""
    return list(worksheets.sheets(KINDS[name], SHEETS, SEED))


def tables(name: str, solved: bool) -> list[list[list[list[str]]]]:
    """Return the cells of each table of each sheet, as they are printed."""
    page = html.document_fromstring(
        worksheets.document(KINDS[name], drawn(name), "en", solved)
    )
    return [
        [
            [[cell.text or "" for cell in row.findall("td")] for row in rows]
            for grid in sheet.iter("table")
            if (rows := [row for row in grid.iter("tr") if row.find("td") is not None])
        ]
        for sheet in page.iter("section")
    ]


def numbers(grid: list[list[str]]) -> np.ndarray:
    """Return a table's numbers."""
    return np.array([[float(cell.replace("−", "-")) for cell in row] for row in grid])


def sums(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the sum of each window."""
    m, n = kernel.shape
    rows, columns = np.subtract(image.shape, kernel.shape) + 1
    windows = [
        (image[i : i + m, j : j + n] * kernel).sum()
        for i in range(rows)
        for j in range(columns)
    ]
    return np.reshape(windows, (rows, columns))


def stamped(image: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """Return what stamps of the kernel add up to."""
    found = np.zeros((np.array(image.shape) - 1) * stride + kernel.shape)
    for (i, j), times in np.ndenumerate(image):
        for (m, n), weight in np.ndenumerate(kernel):
            found[i * stride + m, j * stride + n] += times * weight
    return found


def channels(grids: list[np.ndarray]) -> dict[int, np.ndarray]:
    first, second, *weights = grids[:6]
    return {
        7 + k: sums(first, weights[2 * k])
        + sums(second, weights[2 * k + 1])
        + grids[6][0, k]
        for k in (0, 1)
    }


def pooled(grids: list[np.ndarray]) -> dict[int, np.ndarray]:
    image, _, arrived, _ = grids
    largest, back = np.zeros((2, 2)), np.zeros((4, 4))
    for i, j in np.ndindex(2, 2):
        places = [(2 * i + m, 2 * j + n) for m in (0, 1) for n in (0, 1)]
        winner = max(places, key=lambda place: image[place])
        largest[i, j], back[winner] = image[winner], arrived[i, j]
    return {1: largest, 3: back}


#: By kind: what belongs into the tables that are asked for, from those that are given.
ORACLES = {
    "sliding-window": lambda grids: {2: sums(grids[0], grids[1]) + 1},
    "channels": channels,
    "pooling": pooled,
    "conv-backward": lambda grids: {
        3: stamped(grids[2], grids[1], 1),
        4: sums(grids[0], grids[2]),
    },
    "transposed": lambda grids: {2: stamped(grids[0], grids[1], 2)},
}


def test_every_practised_kind_has_a_sheet():
    from convlib.widgets.contract import contracts

    practised = [k for k, of in contracts().items() if of.example().tasks]
    assert [*KINDS] == practised
    assert {*ORACLES, "output-size"} == {*KINDS}


@pytest.mark.parametrize("name", ORACLES)
def test_keys_are_right_and_sheets_empty(name):
    keys, sheets = tables(name, True), tables(name, False)
    assert len(keys) == len(sheets) == SHEETS
    for key, sheet in zip(keys, sheets, strict=True):
        grids = [numbers(grid) for grid in key]
        right = ORACLES[name](grids)
        for place, (grid, shown) in enumerate(zip(key, sheet, strict=True)):
            if place in right:
                np.testing.assert_array_equal(grids[place], right[place])
                assert {cell for row in shown for cell in row} == {""}
            else:
                assert shown == grid
    assert len({str(key) for key in keys}) == SHEETS


def test_sizes_of_a_list_are_right():
    for key, sheet in zip(
        tables("output-size", True), tables("output-size", False), strict=True
    ):
        for row, shown in zip(key[0], sheet[0], strict=True):
            size, kernel, stride, padding, dilation, count = map(int, row)
            assert count == window_count(
                size, kernel, stride, padding, padding, dilation
            )
            assert shown == [*row[:-1], ""]


@pytest.mark.parametrize("name", KINDS)
def test_a_worked_number_is_the_first_of_the_key(name):
    text = worksheets.document(KINDS[name], drawn(name), "en", True)
    assert text.count("<pre>") == 1 == text.count("How the first number comes about")
    assert f"Seed {SEED + SHEETS - 1}" in text
    made = drawn(name)[0][1][0]
    first = next(iter(made.tasks.values())).result(made).flat[0]
    assert KINDS[name].worked(made).result == first


def test_a_seed_gives_the_same_sheet_alone():
    kind = KINDS["pooling"]
    ((seed, (alone,)),) = worksheets.sheets(kind, 1, SEED + 1)
    again, (among,) = drawn("pooling")[1]
    assert (seed, alone.state()) == (again, among.state())
