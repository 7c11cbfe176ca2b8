"""The explorer `receptive-field`: layers, ways through them, holes, growth."""

import numpy as np
import pytest
from on_page import OnPage, severe
from playwright.sync_api import expect

import convlib
from convlib import Layer
from convlib.widgets import ReceptiveField
from convlib.widgets.receptive_field import (
    DRAWN_FIELD,
    DRAWN_LAYERS,
    LARGEST_FIELD,
    MOST_LAYERS,
)

DOUBLING = [(3, 1, 1), (3, 1, 2), (3, 1, 4)]
GRIDDING = [(3, 1, 2)] * 3
MIXED = [Layer(3, padding=1), Layer(2, stride=2), Layer(3, dilation=2), Layer(2)]

stacks = pytest.mark.parametrize(
    "layers", [DOUBLING, GRIDDING, MIXED, [(1, 2)], [(4, 3)]]
)


def field(explorer: OnPage, layer: int, name: str):
    return explorer.root.get_by_label(f"Layer {layer} {name}", exact=True)


def change(explorer: OnPage, layer: int, name: str, value: int) -> None:
    field(explorer, layer, name).select_option(str(value))


def made_of(explorer: OnPage) -> list[Layer]:
    """Return the layers as the table of the explorer says them."""
    count = explorer.root.locator("table.stack tbody tr").count()
    names = ("kernel size", "stride", "padding", "dilation")
    return [
        Layer(*(int(field(explorer, n, name).input_value()) for name in names))
        for n in range(1, count + 1)
    ]


def ways(layers: tuple[Layer, ...]) -> np.ndarray:
    """Count the ways from each pixel to the last layer's cell: kernels of ones."""
    size = convlib.receptive_field(layers)[-1].size
    counts = np.empty((size, size), int)
    for at in np.ndindex(size, size):
        pixel = np.zeros((size, size), int)
        pixel[at] = 1
        for layer in layers:
            ones = np.ones((layer.kernel_size,) * 2, int)
            pixel = convlib.conv2d(
                pixel, ones, stride=layer.stride, dilation=layer.dilation
            )
        counts[at] = pixel.item()
    return counts


@stacks
def test_counts_the_ways_from_every_pixel(show, layers):
    made = ReceptiveField(layers)
    said = show(ReceptiveField(layers)).explorer().read()
    assert said.kind == "receptive-field"
    np.testing.assert_array_equal(said.values("Input"), ways(made.layers))
    holes = {tuple(at) for at in np.argwhere(~made.pixels_read).tolist()}
    assert said.marked("Input", "unread") == holes
    assert len(said.marked("Input", "active")) == made.pixels_read.sum()
    assert said.ledger == made.fields[-1].size
    assert {f"Layer {n + 1}" for n in range(len(layers))} < set(said.grids)


def test_the_notes_fields_and_holes(show):
    book = show(ReceptiveField(DOUBLING), ReceptiveField(GRIDDING))
    first, second = book.read_all()
    assert (first.ledger, second.ledger) == (15, 13)
    assert "reads 225 of 225" in first.spoken
    assert "reads 49 of 169: 120 are holes" in second.spoken
    sizes = []
    for layer in (1, 2, 3):
        book.explorer().select(f"Layer {layer}", 0, 0)
        sizes.append(book.explorer().read().ledger)
    assert sizes == [3, 7, 15]


def test_a_cell_of_a_lower_layer_sees_its_own_field(show):
    explorer = show(ReceptiveField(DOUBLING)).explorer()
    for (_, col), said in explorer.survey("Layer 2").items():
        active = said.marked("Input", "active")
        assert {c for _, c in active} == set(range(col, col + 7))
        assert {r for r, _ in active} == set(range(4, 11))  # the middle one's rows
        assert bool(said.marked("Layer 3", "fed")) == (col in (0, 4, 8))


def test_a_pixel_shows_the_cells_that_read_it(show):
    explorer = show(ReceptiveField(GRIDDING)).explorer()
    explorer.select("Input", 2, 4)
    said = explorer.read()
    assert said.ledger == ways(ReceptiveField(GRIDDING).layers)[2, 4]
    assert said.marked("Layer 1", "fed") == {(0, 0), (0, 2), (0, 4)}
    assert said.marked("Layer 3", "fed") == {(0, 0)}
    explorer.select("Input", 1, 4)
    said = explorer.read()
    assert said.ledger == 0
    assert "hole" in said.spoken
    assert said.marked("Layer 1", "fed") == {(0, 0), (0, 2), (0, 4)}


def test_layers_are_edited_added_and_removed(show):
    explorer = show(ReceptiveField(DOUBLING)).explorer()
    change(explorer, 2, "stride", 2)
    change(explorer, 1, "kernel size", 2)
    change(explorer, 1, "padding", 3)
    explorer.button("Add layer").click()
    explorer.button("Remove layer 3").click()
    layers = made_of(explorer)
    assert layers == [Layer(2, 1, 3, 1), Layer(3, 2, 0, 2), Layer(3)]
    fields = convlib.receptive_field(layers)
    rows = explorer.root.locator("table.stack tbody tr")
    for n, expected in enumerate(fields):
        cells = rows.nth(n).locator("td").all_inner_texts()[4:7]
        assert [int(text.replace("−", "-")) for text in cells] == list(expected)
    said = explorer.read()
    assert said.ledger == fields[-1].size
    np.testing.assert_array_equal(said.values("Input"), ways(tuple(layers)))
    explorer.button("Reset").click()
    assert made_of(explorer) == list(ReceptiveField(DOUBLING).layers)


def test_no_choice_leads_out_of_the_picture(show):
    explorer = show(ReceptiveField(DOUBLING)).explorer()
    rng = np.random.default_rng(5)
    for _ in range(25):
        layers = made_of(explorer)
        name = str(rng.choice(["kernel size", "stride", "padding", "dilation"]))
        layer = int(rng.integers(len(layers))) + 1
        options = field(explorer, layer, name).locator("option").all_inner_texts()
        change(explorer, layer, name, int(rng.choice(options)))
        if rng.random() < 0.4 and explorer.button("Add layer").is_enabled():
            explorer.button("Add layer").click()
        elif rng.random() < 0.2 and explorer.button("Remove layer 1").is_enabled():
            explorer.button("Remove layer 1").click()
        made = ReceptiveField(made_of(explorer))
        said = explorer.read()
        size = made.fields[-1].size
        assert said.ledger == size <= LARGEST_FIELD
        assert len(made.layers) <= MOST_LAYERS
        is_drawn = size <= DRAWN_FIELD and len(made.layers) <= DRAWN_LAYERS
        assert ("Input" in said.grids) == is_drawn
        if is_drawn:
            read = made.pixels_read.sum()
            assert len(said.marked("Input", "active")) == read
        else:
            assert f"reads {made.pixels_read.sum()} of {size * size}" in said.spoken


def test_one_layer_stays_and_the_last_addition_says_why(show):
    explorer = show(ReceptiveField([(3,)])).explorer()
    expect(explorer.button("Remove layer 1")).to_be_disabled()
    for _ in range(MOST_LAYERS - 1):
        explorer.button("Add layer").click()
    expect(explorer.button("Add layer")).to_be_disabled()
    assert str(MOST_LAYERS) in explorer.root.locator(".note").inner_text()


def rows(explorer: OnPage) -> list[list[float]]:
    """Return size, jump and start of each layer, as the table says them."""
    found = explorer.root.locator("table.stack tbody tr").all()
    cells = [row.locator("td").all_inner_texts()[4:7] for row in found]
    return [[float(text.replace("−", "-")) for text in row] for row in cells]


def choose(explorer: OnPage, label: str, value: str) -> None:
    explorer.root.get_by_label(label, exact=True).select_option(value)


def test_a_known_network_is_drawn_to_scale_and_its_table_goes_on(show):
    explorer = show(ReceptiveField(DOUBLING)).explorer()
    assert explorer.root.locator(".to-scale").count() == 0
    explorer.unfold()
    choose(explorer, "Network", "VGG16")
    said = explorer.read()
    assert said.grids == {} and said.ledger == 212
    assert "Cell 0 sees rows and columns −90 to 121." in said.spoken
    assert "larger than" not in said.spoken
    layers = [Layer(3, 1, 1)] * 18
    for pooled in (3, 6, 10, 14, 18):
        layers[pooled - 1] = Layer(2, 2)
    assert rows(explorer) == [[*f] for f in convlib.receptive_field(layers)]
    names = explorer.root.locator("table.stack tbody th").all_inner_texts()
    assert [n for n, name in enumerate(names, 1) if "pool" in name] == [
        3,
        6,
        10,
        14,
        18,
    ]
    explorer.set("Cell", 6)
    assert "Cell 6 sees rows and columns 102 to 313." in explorer.read().spoken
    explorer.set("Layer", 17)
    said = explorer.read()
    assert (said.ledger, said.setting("Cell")) == (196, 0)
    assert explorer.slider("Cell").get_attribute("max") == "13"
    choose(explorer, "Network", "ResNet-50")
    said = explorer.read()
    assert said.ledger == 427
    assert "larger than an image of 224 × 224" in said.spoken
    choose(explorer, "Image size", "512")
    assert "larger than" not in explorer.read().spoken
    choose(explorer, "Network", "the example")
    assert explorer.read().ledger == 15


def test_the_picture_has_the_size_it_speaks_of(show):
    explorer = show(ReceptiveField([(7, 2), (3, 2), (9,)], 64)).explorer()
    explorer.set("Cell", 3)
    (made,) = convlib.receptive_field([Layer(7, 2), Layer(3, 2), Layer(9)])[-1:]
    drawn = explorer.run(
        """return [...root.querySelectorAll(".to-scale rect")].map((rect) =>
            [rect.getAttribute("class"), ...["x", "y", "width", "height"].map((name) =>
                Number(rect.getAttribute(name)))]);"""
    )
    first = made.start + 3 * made.jump
    assert drawn == [
        ["image", 0, 0, 64, 64],
        ["field", first, first, made.size, made.size],
        ["next", *[first + made.jump] * 2, made.size, made.size],
    ]


def test_through_a_transposed_convolution(show):
    explorer = show(ReceptiveField([Layer(3, 2, 1), Layer(2, 2), (3,)])).explorer()
    explorer.unfold()
    change(explorer, 3, "padding", 1)
    explorer.select("Layer 2", 0, 0)
    explorer.root.get_by_label("transposed convolution").click()
    assert rows(explorer) == [[3, 2, -1], [3, 1, -1], [5, 1, -3]]
    said = explorer.read()
    assert said.ledger == 3
    assert "Behind a transposed convolution cells see differently far" in said.spoken
    explorer.set("Layer", 3)
    seen = []
    for cell in range(2, 6):
        explorer.set("Cell", cell)
        seen.append(explorer.read().ledger)
    assert seen == [5, 5, 5, 5]
    explorer.root.get_by_label("pooling").click()
    assert rows(explorer)[2] == [5, 1, -3]


def test_what_would_see_nothing_is_refused(show):
    layers = [Layer(1, 2), Layer(1, 2, padding=1)]
    explorer = show(ReceptiveField(layers)).explorer()
    explorer.unfold()
    explorer.select("Layer 1", 0, 0)
    explorer.root.get_by_label("transposed convolution").click()
    said = explorer.read()
    assert "would see nothing" in said.alert
    assert rows(explorer) == [[1, 2, 0], [1, 4, -2]]
    expect(explorer.root.get_by_label("transposed convolution")).not_to_be_checked()


def test_the_table_is_copied_where_there_is_no_grid(show):
    explorer = show(ReceptiveField([(7, 2), {"kernel_size": 16}])).explorer()
    explorer.unfold()
    text = explorer.copied("Copy as CSV", said="Copied: Layers, 2 × 7.")
    assert text == "7,2,0,1,7,2,0\n16,1,0,1,37,2,0\n"


def test_by_keyboard(show):
    explorer = show(ReceptiveField(DOUBLING)).explorer()
    explorer.focus("Layer 1", 0, 3)
    explorer.press("ArrowRight")
    assert explorer.focused_cell() == ("Layer 1", 0, 4)
    assert explorer.read().ledger == 3
    explorer.focus("Input", 7, 7)
    explorer.press("ArrowDown", "End")
    assert explorer.focused_cell() == ("Input", 8, 14)
    field(explorer, 3, "dilation").focus()
    explorer.press("ArrowDown")
    assert made_of(explorer)[2].dilation == 5
    explorer.press("Escape")
    assert explorer.read().marked("Layer 3", "selected") == set()


@pytest.mark.parametrize("width", [360, 1200])
def test_fits_and_is_accessible(show, width):
    large = [{"kernel_size": 11, "stride": 4}, *[(3, 1, 12)] * 9]
    kinds = [{"kernel_size": 3, "pooling": True}, Layer(2, 2, transposed=True)]
    explorers = map(ReceptiveField, (GRIDDING, MIXED, large, kinds))
    book = show(*explorers, width=width)
    for number in range(4):
        book.explorer(number).unfold()
    assert book.overflow() == 0
    assert severe(book.accessibility_findings()) == []


def test_in_chinese(show):
    explorer = show(ReceptiveField(DOUBLING), lang="zh").explorer()
    assert explorer.read().ledger == 15
    assert "第 3 层" in explorer.read().grids
