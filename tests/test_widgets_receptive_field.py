"""The Python side of the explorer `receptive-field`: layers, refusals, tables."""

import json

import checks
import numpy as np
import pytest
import traitlets
from markup import parse

import convlib
from convlib import Layer
from convlib.widgets import ReceptiveField

DOUBLING = [(3, 1, 1), (3, 1, 2), (3, 1, 4)]


def test_layers_in_every_form_are_the_same():
    forms = [
        DOUBLING,
        [Layer(3, dilation=d) for d in (1, 2, 4)],
        tuple({"kernel_size": 3, "dilation": d} for d in (1, 2, 4)),
        [(3,), [3, 1, 2], Layer((3, 3), (1, 1), (0, 0), (4, 4))],
        [Layer(3, padding="valid"), (3, 1, 2), (3, 1, 4)],
    ]
    for layers in forms:
        explorer = ReceptiveField(layers)
        assert explorer.layers == (Layer(3), Layer(3, 1, 0, 2), Layer(3, 1, 0, 4))
        assert [field.size for field in explorer.fields] == [3, 7, 15]
        assert explorer.selection == ("layer", 2, 0)
        assert explorer.pixels_read.sum() == 225


def test_results_are_convlibs():
    layers = [Layer(3, padding=1), Layer(2, 2), Layer(3, padding="same", dilation=2)]
    explorer = ReceptiveField(layers)
    assert explorer.fields == convlib.receptive_field(layers)
    np.testing.assert_array_equal(explorer.pixels_read, convlib.pixels_read(layers))
    assert explorer.layers[2].padding == 2
    explorer.layers = [(3, 1, 2)] * 3
    assert (explorer.pixels_read.size, explorer.pixels_read.sum()) == (169, 49)


@pytest.mark.parametrize(
    ("layers", "error", "says"),
    [
        ("333", TypeError, "must be a list of layers"),
        (3, TypeError, "must be a list of layers"),
        ({"kernel_size": 3}, TypeError, "must be a list of layers"),
        ([], ValueError, "must hold 1 to 64 layers, got 0"),
        ([(2,)] * 65, ValueError, "must hold 1 to 64 layers, got 65"),
        ([3], TypeError, r"layers\[0\] must be a Layer, its arguments by name"),
        ([(3,), (3, 1, 0, 1)], TypeError, r"layers\[1\] must be a Layer"),
        ([()], TypeError, r"layers\[0\]"),
        ([(0,)], ValueError, r"layers\[0\]: Layer: kernel_size"),
        ([(3, 1.0)], TypeError, r"layers\[0\]: Layer: stride"),
        ([{"kernel_size": 3, "groups": 2}], TypeError, r"layers\[0\]: .*groups"),
        ([Layer((3, 5))], ValueError, "the same for rows and columns"),
        ([Layer(2, padding="same")], ValueError, "on all sides"),
        ([(3, 1, 2048)], ValueError, "1 to 4096 pixels along an axis, got 4097"),
        ([(3, 2)] * 12, ValueError, "1 to 4096 pixels"),
        (
            [{"kernel_size": 2, "pooling": 1}],
            TypeError,
            "pooling must be True or False",
        ),
        (
            [{"kernel_size": 2, "pooling": True, "transposed": True}],
            ValueError,
            r"layers\[0\] must not pool transposed",
        ),
        ([Layer(9, 8, transposed=True)] * 6, ValueError, "too much .* to be listed"),
        (
            [Layer(1, 2, transposed=True), Layer(1, 2, padding=1)],
            ValueError,
            "1 to 4096 pixels along an axis, got 0",
        ),
    ],
)
def test_what_cannot_be_is_refused(layers, error, says):
    with pytest.raises(error, match=says) as caught:
        ReceptiveField(layers)
    assert isinstance(caught.value, traitlets.TraitError)
    explorer = ReceptiveField(DOUBLING)
    before = explorer.state()
    with pytest.raises(error, match=says):
        explorer.layers = layers
    assert explorer.state() == before


def vgg16() -> list[dict]:
    """Return its layers up to the last pooling; no kernel of 1 × 1 is among them."""
    pool = {"kernel_size": 2, "stride": 2, "pooling": True}
    blocks = [[{"kernel_size": 3, "padding": 1}] * count for count in (2, 2, 3, 3, 3)]
    return [layer for block in blocks for layer in (*block, pool)]


def test_a_network_that_is_known():
    explorer = ReceptiveField(vgg16())
    assert explorer.fields[-1] == (212, 32, -90)
    assert repr(explorer.layers[2]) == (
        "Pool(kernel_size=2, stride=2, padding=0, dilation=1)"
    )
    kinds = ["pooling" in layer for layer in explorer.state()["layers"]]
    assert [n for n, pools in enumerate(kinds, 1) if pools] == [3, 6, 10, 14, 18]
    # The picture is to scale: no table of 212 × 212 pixels.
    (table,) = parse(explorer.to_html()).css("table")
    assert len(table.css("tbody tr")) == 18


def test_transposed_layers_and_pooling_are_what_they_are():
    down, up = Layer(3, 2, 1), Layer(2, 2, transposed=True)
    explorer = ReceptiveField([down, up, Layer(3, padding=1)])
    assert [field.size for field in explorer.fields] == [3, 3, 5]
    assert explorer.layers == (down, up, Layer(3, padding=1))
    sent = json.loads(json.dumps(explorer.state()["layers"]))
    assert sent[1]["transposed"] is True and "transposed" not in sent[0]
    twin = ReceptiveField(sent)
    assert twin.layers == explorer.layers
    pool = {"kernel_size": 2, "stride": 2, "pooling": True}
    pooled = ReceptiveField([pool, {**pool, "pooling": False}])
    assert pooled.layers[1] == Layer(2, 2) != pooled.layers[0]


def test_the_image_has_a_size_within_bounds():
    explorer = ReceptiveField(DOUBLING, 28)
    assert (explorer.input_size, ReceptiveField(DOUBLING).input_size) == (28, 224)
    for size, error in [(0, ValueError), (4097, ValueError), (2.5, TypeError)]:
        with pytest.raises(error, match="ReceptiveField: input_size"):
            explorer.input_size = size


def test_the_front_end_sends_layers_as_it_gets_them():
    explorer = ReceptiveField(DOUBLING)
    sent = json.loads(json.dumps(explorer.state()["layers"]))
    assert sent[2] == {"kernel_size": 3, "stride": 1, "padding": 0, "dilation": 4}
    explorer.set_state({"layers": sent[:2]})
    assert [field.size for field in explorer.fields] == [3, 7]


def test_page_carries_state_and_tables():
    page = parse(ReceptiveField(DOUBLING).to_html())
    assert checks.state_of(page.css_first("div"))["kind"] == "receptive-field"
    layers, read = page.css("table")
    rows = layers.css("tbody tr")
    assert [[cell.text() for cell in row.css("td")] for row in rows] == [
        ["3", "1", "0", "1", "3", "1", "0"],
        ["3", "1", "0", "2", "7", "1", "0"],
        ["3", "1", "0", "4", "15", "1", "0"],
    ]
    assert sum(int(cell.text()) for cell in read.css("tbody td")) == 225
