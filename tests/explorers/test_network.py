"""The explorer `network`: every number, forward and back, and what it comes from."""

import json
from pathlib import Path

import numpy as np
import pytest
from on_page import severe
from playwright.sync_api import expect

from convlib import examples
from convlib.widgets import Network

TINY = examples.tiny_cnn
NUMBERS = json.loads(
    (Path(__file__).parent.parent / "golden" / "notes.json").read_text(encoding="utf-8")
)["tiny_cnn"]

# Each layer's grids on the page, by the layer's name in Python.
GRIDS = {
    "image": ["Image"],
    "filters": ["Filter 0", "Filter 1"],
    "conv": ["Convolution 0", "Convolution 1"],
    "relu": ["ReLU 0", "ReLU 1"],
    "pooled": ["Max pooling 0", "Max pooling 1"],
    "flat": ["Flatten"],
    "weights": ["Fully connected"],
    "bias": ["Bias"],
    "logits": ["Logits"],
    "probabilities": ["Probabilities"],
    "loss": ["Loss"],
}


def notes(jitter: float = 0) -> Network:
    """Return the worked network; with jitter, no ties and no sums of 0 are left."""
    image = TINY.image + jitter * np.array(NUMBERS["jitter"])
    return Network(image, TINY.filters, TINY.fc_weight, TINY.fc_bias, TINY.label)


def direct(explorer, direction: str) -> None:
    explorer.root.get_by_role("radio", name=direction).check()


def numbers(explorer, attribute: str) -> dict[str, np.ndarray]:
    """Return what the cells of each layer carry in a data attribute."""
    grids = explorer.run(
        """return Object.fromEntries([...root.querySelectorAll("[role=grid]")].map((g) => [
            g.getAttribute("aria-label"),
            [...g.querySelectorAll("[role=row]")].map((row) =>
                [...row.children].map((cell) => Number(cell.dataset[given])))]))""",
        attribute,
    )
    return {
        layer: np.array([grids[name] for name in names])
        for layer, names in GRIDS.items()
    }


def agree(found: dict[str, np.ndarray], expected: dict[str, np.ndarray]) -> None:
    for layer, array in expected.items():
        np.testing.assert_allclose(
            found[layer].ravel(), np.ravel(array), rtol=1e-12, atol=1e-12, err_msg=layer
        )


@pytest.mark.parametrize("jitter", [0, 0.01])
def test_every_number_there_and_back(show, jitter):
    made, explorer = notes(jitter), show(notes(jitter)).explorer()
    agree(numbers(explorer, "value"), made.values)
    direct(explorer, "Backward")
    agree(numbers(explorer, "under"), made.gradients)


def test_a_probability_too_small_for_a_number_has_a_gradient(show):
    """Scores are thousands apart."""
    given = (TINY.image * 1000, TINY.filters, TINY.fc_weight, TINY.fc_bias)
    label = int(Network(*given, 0).values["logits"].argmin())
    made = Network(*given, label)
    assert made.values["probabilities"][label] == 0
    explorer = show(made).explorer()
    agree(numbers(explorer, "value"), made.values)
    direct(explorer, "Backward")
    agree(numbers(explorer, "under"), made.gradients)
    assert explorer.read().values("Logits").shape == (1, 2)


def test_an_image_of_the_readers_own_brings_its_weights(show):
    """Oblong, and filters of another size; the weights follow, and come back."""
    explorer = show(notes()).explorer()
    explorer.paste("Image", 0, 0, str(np.eye(5, 4).astype(int).tolist()))
    weights = explorer.values("Fully connected")
    assert weights.shape == (2, 2 * 3 * 2)
    np.testing.assert_array_equal(weights[:, :8], TINY.fc_weight)
    explorer.paste("Filter 1", 0, 0, "1 2 3")
    assert explorer.values("Filter 0").shape == (1, 3)
    weights = explorer.values("Fully connected")
    assert weights.shape == (2, 2 * 4 * 1)
    explorer.paste("Fully connected", 0, 0, str((weights + 1).tolist()))
    np.testing.assert_array_equal(explorer.values("Fully connected"), weights + 1)
    shown = [explorer.values(f"Filter {k}") for k in (0, 1)]
    made = Network(np.eye(5, 4), shown, weights + 1, TINY.fc_bias, TINY.label)
    agree(numbers(explorer, "value"), made.values)
    for grid, text, why in [
        ("Image", "1 2\n3 4", "2 × 2 numbers the window would not fit"),
        (
            "Fully connected",
            "1 2\n3 4",
            "a column for each feature, which is not 2 × 2",
        ),
    ]:
        explorer.paste(grid, 0, 0, text)
        assert why in explorer.read().alert
    explorer.button("Reset").click()
    agree(numbers(explorer, "value"), notes().values)


def test_numbers_are_those_of_the_notes(show):
    explorer = show(notes()).explorer()
    direct(explorer, "Backward")
    values, gradients = numbers(explorer, "value"), numbers(explorer, "under")
    for layer, name in (
        ("conv", "pre_activation"),
        ("relu", "relu"),
        ("pooled", "pooled"),
        ("flat", "flatten"),
        ("logits", "logits"),
        ("probabilities", "probabilities"),
        ("loss", "loss"),
    ):
        np.testing.assert_allclose(
            values[layer].ravel(), np.ravel(NUMBERS[name]), atol=1e-12
        )
    for layer, name in (
        ("image", "image"),
        ("filters", "filters"),
        ("conv", "pre_activation"),
        ("relu", "relu_output"),
        ("pooled", "pooled"),
        ("weights", "fc_weight"),
        ("logits", "logits"),
    ):
        expected = np.ravel(NUMBERS["gradients"][name])
        np.testing.assert_allclose(gradients[layer].ravel(), expected, atol=1e-10)


@pytest.mark.parametrize("direction", ["Forward", "Backward"])
def test_each_number_shows_its_calculation_and_its_neighbours(show, direction):
    made, explorer = notes(), show(notes()).explorer()
    direct(explorer, direction)
    arrays = made.gradients if direction == "Backward" else made.values
    for layer, names in GRIDS.items():
        flat = iter(np.ravel(arrays[layer]))
        for name in names:
            for at, said in explorer.survey(name).items():
                assert said.ledger == pytest.approx(next(flat), abs=1e-12)
                assert said.marked(name, "selected") == {at}


def test_neighbours_are_marked(show):
    explorer = show(notes()).explorer()
    explorer.select("Convolution 0", 0, 2)
    said = explorer.read()
    window = {(0, 2), (0, 3), (1, 2), (1, 3)}
    assert said.marked("Image", "from") == window
    assert said.marked("Filter 0", "from") == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert said.marked("Filter 1", "from") == set()
    assert said.marked("ReLU 0", "fed") == {(0, 2)}
    explorer.select("Image", 1, 1)
    said = explorer.read()
    fed = {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert (
        said.marked("Convolution 0", "fed")
        == said.marked("Convolution 1", "fed")
        == fed
    )


def test_playing_goes_through_all_that_is_computed(show):
    explorer = show(notes()).explorer()
    computed = sum(
        np.size(array)
        for layer, array in notes().values.items()
        if layer not in ("image", "filters", "weights", "bias")
    )
    assert f"of {computed}" in explorer.root.locator(".place").inner_text()
    explorer.button("Next").click()
    assert explorer.read().marked("Convolution 0", "selected") == {(0, 1)}
    direct(explorer, "Backward")
    every = sum(np.size(array) for array in notes().values.values())
    assert f"of {every}" in explorer.root.locator(".place").inner_text()


def test_edits_and_the_label_change_everything(show):
    explorer = show(notes()).explorer()
    explorer.edit("Image", 0, 1, "0.5")
    explorer.edit("Fully connected", 1, 2, "-3")
    explorer.root.get_by_role("radio", name="1", exact=True).check()
    made = notes()
    image, weight = made.image.astype(float), made.fc_weight.copy()
    image[0, 1], weight[1, 2] = 0.5, -3
    made = Network(image, made.filters, weight, made.fc_bias, 1)
    agree(numbers(explorer, "value"), made.values)
    direct(explorer, "Backward")
    agree(numbers(explorer, "under"), made.gradients)


def test_no_severe_findings_and_no_sideways_scroll(show):
    made = notes()
    made.backward = True
    book = show(made, width=360)
    assert severe(book.accessibility_findings()) == []
    assert book.overflow() == 0


@pytest.mark.parametrize(("width", "height"), [(1200, 900), (360, 740)])
def test_the_calculation_is_in_sight_wherever_the_number_is(show, width, height):
    explorer = show(notes(), width=width).explorer()
    explorer.page.set_viewport_size({"width": width, "height": height})
    for grid in ("Image", "Filter 1", "Loss"):
        explorer.cell(grid, 0, 0).scroll_into_view_if_needed()
        explorer.cell(grid, 0, 0).click()
        box = explorer.ledger.bounding_box()
        assert 0 <= box["y"] and box["y"] + box["height"] <= height
        cell = explorer.cell(grid, 0, 0).bounding_box()
        assert cell["y"] + cell["height"] <= box["y"]


def test_a_gradient_of_zero_is_said_once(show):
    explorer = show(notes()).explorer()
    direct(explorer, "Backward")
    explorer.select("Convolution 0", 0, 1)
    assert explorer.ledger.inner_text().replace("\n", " ").count("= 0") == 1
    assert " 0 0" not in explorer.ledger.locator("[aria-hidden=true]").inner_text()


def test_printed_calculation_lies_over_nothing(show):
    """On paper nothing is scrolled, so nothing stays in sight by covering something."""
    book = show(notes())
    ledger = book.explorer().ledger
    expect(ledger).to_have_css("position", "sticky")
    book.page.emulate_media(media="print")
    expect(ledger).to_have_css("position", "static")
