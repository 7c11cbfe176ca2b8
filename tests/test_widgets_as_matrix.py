"""The Python side of the explorer `as-matrix`: results, refusals, tables, spectra."""

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st
from markup import parse

from convlib.widgets import AsMatrix
from convlib.widgets.as_matrix.contract import example, odd
from convlib.widgets.traits import ArgumentTypeError, ArgumentValueError

SIDES = st.one_of(strategies.even, st.tuples(strategies.even, strategies.even))


def drawn(sizes: dict, seed: int) -> AsMatrix:
    """Return one with small whole numbers and the given sizes."""
    rng = np.random.default_rng(seed)
    image, kernel = (rng.integers(-9, 10, sizes[name]) for name in ("size", "kernel"))
    layer = {name: sizes[name] for name in ("stride", "padding", "dilation")}
    explorer = AsMatrix(image, kernel, **layer)
    explorer.grad_output = rng.integers(-9, 10, explorer.grad_output.shape)
    return explorer


def entries(explorer: AsMatrix, sizes: dict) -> np.ndarray:
    """Return M, entry by entry: which weight of which window lies on which pixel."""
    (height, width), (rows, cols) = sizes["size"], explorer.grad_output.shape
    (top, _), (left, _) = oracles.sides(
        sizes["padding"], *(sizes[n] for n in ("size", "kernel", "stride", "dilation"))
    )
    matrix = np.zeros((rows * cols, height * width), int)
    for i, j in np.ndindex(rows, cols):
        for m, n in np.ndindex(*sizes["kernel"]):
            r = i * sizes["stride"][0] + m * sizes["dilation"][0] - top
            c = j * sizes["stride"][1] + n * sizes["dilation"][1] - left
            if 0 <= r < height and 0 <= c < width:
                matrix[i * cols + j, r * width + c] = explorer.kernel[m, n]
    return matrix


@given(strategies.sizes(SIDES), st.integers(0, 2**32 - 1))
@strategies.fewer
def test_all_ways_give_the_same(sizes, seed):
    explorer = drawn(sizes, seed)
    matrix = entries(explorer, sizes)
    np.testing.assert_array_equal(explorer.matrix, matrix)
    by_matrix = matrix @ explorer.image.ravel()
    by_columns = explorer.kernel.ravel() @ explorer.columns
    np.testing.assert_array_equal(explorer.output.ravel(), by_matrix)
    np.testing.assert_array_equal(explorer.output.ravel(), by_columns)
    back = matrix.T @ explorer.grad_output.ravel()
    np.testing.assert_array_equal(explorer.grad_input.ravel(), back)


@given(strategies.sizes(), st.integers(0, 2**32 - 1))
@strategies.fewer
def test_the_transform_makes_a_diagonal_of_the_circulant(sizes, seed):
    """By the definition of the transform, as one matrix; and forward by `np.roll`."""
    explorer = drawn({**sizes, "stride": (1, 1)}, seed)
    spans = [
        d * (k - 1) + 1 for d, k in zip(sizes["dilation"], sizes["kernel"], strict=True)
    ]
    if any(span > size for span, size in zip(spans, sizes["size"], strict=True)):
        assert explorer.circulant is None
        assert explorer.spectrum is None
        return
    across = sum(
        w * np.roll(explorer.image, (-m * down, -n * right), (0, 1))
        for (m, n), w in np.ndenumerate(explorer.kernel)
        for down, right in [sizes["dilation"]]
    )
    by_circulant = explorer.circulant @ explorer.image.ravel()
    np.testing.assert_array_equal(by_circulant, across.ravel())
    waves = [
        np.exp(-2j * np.pi * np.outer(range(size), range(size)) / size)
        for size in sizes["size"]
    ]
    transform = np.kron(*waves)
    inverse = transform.conj() / explorer.image.size
    found = transform @ explorer.circulant @ inverse
    np.testing.assert_allclose(found, np.diag(explorer.spectrum.ravel()), atol=1e-9)


def test_rows_of_the_transpose_are_the_turned_kernel():
    explorer = example()
    rows = explorer.matrix.T.reshape(3, 3, 2, 2)
    assert explorer.turned.tolist() == [[4, 3], [2, 1]]
    assert rows[1, 1].tolist() == [[4, 3], [2, 1]]
    # Over the edge the turned kernel lies on zeros.
    assert rows[0, 0].tolist() == [[1, 0], [0, 0]]
    assert rows[2, 2].tolist() == [[0, 0], [0, 4]]


def test_deltas_are_numbered_unless_they_are_given():
    assert example().grad_output.tolist() == [[1, 2], [3, 4]]
    given_ones = AsMatrix(np.eye(3), [[1]], stride=2, grad_output=[[5, 6], [7, 8]])
    assert given_ones.grad_output.tolist() == [[5, 6], [7, 8]]
    same = AsMatrix(np.eye(3), np.ones((3, 3)), padding="same")
    assert same.padding == 1
    assert same.grad_output.shape == (3, 3)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([[1, 2]], [[1, 2, 3]]), ArgumentValueError, "exceeds padded input"),
        (([[1, 2]], [[1]], 0), ArgumentValueError, "stride must be at least 1, got 0"),
        (("ab", [[1]]), ArgumentTypeError, "image must hold real numbers"),
        (([[1]], [[1]], 1, 0, 1, [[1, 2]]), ArgumentValueError, "grad_output must"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        AsMatrix(*arguments)


def test_deltas_of_another_shape_are_refused():
    explorer = example()
    with pytest.raises(ArgumentValueError, match="shape of the output"):
        explorer.stride = 2
    with explorer.hold_trait_notifications():
        explorer.stride, explorer.grad_output = 2, [[7]]
    assert explorer.grad_input.tolist() == [[7, 14, 0], [21, 28, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    "selection",
    [("matrix", 0, 8), ("columns", 3, 3), ("line", 2, 0, 1, 1, 0), None],
)
def test_places_that_can_be_selected(selection):
    explorer = example()
    explorer.selection = selection
    assert explorer.selection == selection
    with pytest.raises(ArgumentValueError, match="must be None or a grid"):
        explorer.selection = ("line", 2, 0)
    assert explorer.selection == selection


@pytest.mark.parametrize("make", [example, *(lambda o=o: o for o in odd())])
def test_tables_hold_every_number(make):
    explorer = make()
    tables = {
        table.css_first("caption").text().rpartition(" (")[0]: [
            [float(cell.text()) for cell in row.css("td")]
            for row in table.css("tbody tr")
        ]
        for table in parse(explorer.to_html()).css("table")
    }
    np.testing.assert_allclose(tables["M"], explorer.matrix)
    np.testing.assert_allclose(tables["Windows as columns"], explorer.columns)
    np.testing.assert_allclose(tables["Input gradient"], explorer.grad_input)
