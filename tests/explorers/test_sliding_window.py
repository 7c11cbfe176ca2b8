"""The explorer `sliding-window`: what it shows is what convlib computes."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from explorer_examples import example
from on_page import Snapshot
from playwright.sync_api import expect

import convlib
from convlib.widgets import SlidingWindow

NOTES = json.loads(
    (Path(__file__).parent.parent / "golden" / "notes.json").read_text(encoding="utf-8")
)["single_channel"]
NUMBER = r"\(?(−?[\d.]+(?:e−?\d+)?)\)?"


def odd() -> SlidingWindow:
    """Return one in which nothing is square, and padding, stride and dilation matter."""
    rng = np.random.default_rng(8)
    image, kernel = rng.integers(-9, 10, (4, 6)), rng.integers(-9, 10, (2, 3))
    return SlidingWindow(image, kernel, bias=-2, stride=2, padding=2, dilation=2)


EXPLORERS = {
    "the notes'": lambda: example("sliding-window"),
    "padding 2, dilation 2, stride 2, 4 × 6 and 2 × 3": odd,
    "ReLU and flip": lambda: SlidingWindow(
        np.arange(12).reshape(3, 4),
        [[1, -2], [3, -4]],
        -1,
        padding=1,
        relu=True,
        flip=True,
    ),
    "fractions": lambda: SlidingWindow(
        np.random.default_rng(9).normal(size=(4, 5)), [[0.25, -0.5]], 0.125, stride=3
    ),
    "1 × 1": lambda: SlidingWindow([[3]], [[-2]]),
}
EVERY = EXPLORERS.values()


def window(made: SlidingWindow, i: int, j: int) -> list[tuple[int, int]]:
    """Return the places that the window of output (i, j) reads, in the kernel's order."""
    return [
        (
            i * made.stride - made.padding + m * made.dilation,
            j * made.stride - made.padding + n * made.dilation,
        )
        for m, n in np.ndindex(*made.kernel.shape)
    ]


def applied(made: SlidingWindow) -> np.ndarray:
    """Return the kernel as the windows use it."""
    return np.rot90(made.kernel, 2) if made.flip else made.kernel


def pixel(image: np.ndarray, at: tuple[int, int]) -> float:
    """Return the pixel, 0 in the padding."""
    inside = all(0 <= p < n for p, n in zip(at, image.shape, strict=True))
    return image[at].item() if inside else 0


def printed(numbers: list) -> list[float]:
    """Return numbers as they are printed: integers whole, others to four digits."""
    return [float(f"{number:.4g}") if number % 1 else number for number in numbers]


def products(said: Snapshot) -> list[tuple[float, float]]:
    """Return the factors of each product in the calculation, as printed."""
    text = said.spoken.split("=", 1)[1]
    return [
        tuple(float(factor.replace("−", "-")) for factor in pair)
        for pair in re.findall(f"{NUMBER}·{NUMBER}", text)
    ]


def test_grids_hold_the_state_and_the_output(show_all):
    for made, explorer in show_all(EVERY):
        said = explorer.read()
        np.testing.assert_array_equal(said.values("Input"), made.image)
        np.testing.assert_array_equal(said.values("Kernel"), made.kernel)
        np.testing.assert_allclose(said.values("Output"), made.output, rtol=1e-14)
        height, width = made.image.shape
        rim = made.padding
        assert said.marked("Input", "padding") == {
            (i, j)
            for i in range(-rim, height + rim)
            for j in range(-rim, width + rim)
            if not (0 <= i < height and 0 <= j < width)
        }


def test_it_starts_on_the_notes_example(show):
    explorer = show(example("sliding-window")).explorer()
    said = explorer.read()
    assert said.values("Input").tolist() == NOTES["image"]
    assert said.values("Kernel").tolist() == NOTES["filter"]
    assert said.values("Output").tolist() == NOTES["feature_map_stride_1"]
    assert said.ledger == NOTES["feature_map_stride_1"][0][0]
    assert [x * w for x, w in products(said)] == NOTES["products_a00"]
    explorer.select("Output", 0, 1)
    assert [x * w for x, w in products(explorer.read())] == NOTES["products_a01"]
    explorer.set("Stride", 2)
    assert explorer.values("Output").tolist() == NOTES["feature_map_stride_2"]


def test_each_output_shows_its_sum_and_its_window(show_all):
    for made, explorer in show_all(EVERY):
        survey = explorer.survey("Output")
        assert list(survey) == list(np.ndindex(*made.output.shape))
        for at, said in survey.items():
            places = window(made, *at)
            assert said.marked("Output", "selected") == {at}
            assert said.marked("Input", "active") == set(places)
            assert said.marked("Output", "fed") == set()
            factors = [pixel(made.image, place) for place in places]
            expected = zip(
                printed(factors), printed(applied(made).ravel().tolist()), strict=True
            )
            assert products(said) == list(expected)
            assert said.ledger == pytest.approx(made.output[at].item(), rel=1e-13)
            assert f"row {at[0]}, column {at[1]}" in said.spoken
            sum_, shown = (float(f"{v:.4g}") for v in (made.output[at], said.ledger))
            assert sum_ == shown
            assert ("ReLU" in said.spoken) == made.relu


def test_each_input_shows_the_outputs_it_feeds(show_all):
    for made, explorer in show_all(EVERY):
        fed = {at: [] for at in np.ndindex(*made.image.shape)}
        for out in np.ndindex(*made.output.shape):
            for place in window(made, *out):
                if place in fed:
                    fed[place].append(out)
        survey = explorer.survey("Input")
        assert set(survey) == set(fed)
        for at, said in survey.items():
            assert said.marked("Input", "selected") == {at}
            assert said.marked("Output", "fed") == set(fed[at])
            assert said.marked("Input", "unread") == {p for p in fed if not fed[p]}
            assert said.ledger == made.image[at]
            assert ("No window reads" in said.spoken) == (not fed[at])
            for i, j in fed[at]:
                m, n = np.unravel_index(window(made, i, j).index(at), made.kernel.shape)
                (weight,) = printed([applied(made)[m, n].item()])
                through = f"row {i} column {j} through weight {weight:g}".replace(
                    "-", "−"
                )
                assert through in said.spoken


def test_each_weight_shows_what_it_multiplies(show_all):
    for made, explorer in show_all(EVERY):
        survey = explorer.survey("Kernel")
        assert set(survey) == set(np.ndindex(*made.kernel.shape))
        for (m, n), said in survey.items():
            if made.flip:
                m, n = made.kernel.shape[0] - 1 - m, made.kernel.shape[1] - 1 - n
            used = {
                window(made, *out)[m * made.kernel.shape[1] + n]
                for out in np.ndindex(*made.output.shape)
            }
            assert said.marked("Input", "active") == used
            assert len(said.marked("Kernel", "selected")) == 1


def test_large_image_and_kernel(show):
    """20 × 30, so that rows taken for columns are seen."""
    rng = np.random.default_rng(10)
    made = SlidingWindow(rng.integers(-9, 10, (20, 30)), rng.integers(-9, 10, (5, 3)))
    book = show(made, width=360)
    explorer = book.explorer()
    assert book.overflow() <= 0
    np.testing.assert_array_equal(explorer.values("Output"), made.output)
    explorer.focus("Output", 15, 27)
    said = explorer.read()
    assert said.ledger == made.output[15, 27]
    assert said.marked("Input", "active") == {
        (i, j) for i in range(15, 20) for j in range(27, 30)
    }
    explorer.press("Home")
    assert explorer.focused_cell() == ("Output", 15, 0)


def test_switches_turn_the_kernel_and_cut_below_zero(show):
    rng = np.random.default_rng(11)
    image, kernel = rng.integers(-9, 10, (4, 5)), rng.integers(-9, 10, (2, 3))
    explorer = show(SlidingWindow(image, kernel)).explorer()
    explorer.switch("Flip kernel").click()
    said = explorer.read()
    np.testing.assert_array_equal(said.values("Kernel"), kernel)
    flipped = convlib.conv2d(image, np.rot90(kernel, 2))
    np.testing.assert_array_equal(said.values("Output"), flipped)
    explorer.switch("ReLU").click()
    np.testing.assert_array_equal(explorer.values("Output"), np.maximum(flipped, 0))
    explorer.set("Bias", 4)
    np.testing.assert_array_equal(explorer.values("Output"), np.maximum(flipped + 4, 0))


def test_what_a_smaller_size_cut_off_comes_back(show):
    explorer = show(example("sliding-window")).explorer()
    for slider, grid, small in [
        ("Input size", "Input", 3),
        ("Kernel size", "Kernel", 1),
    ]:
        before = explorer.values(grid)
        explorer.set(slider, small)
        np.testing.assert_array_equal(explorer.values(grid), before[:small, :small])
        explorer.set(slider, len(before))
        np.testing.assert_array_equal(explorer.values(grid), before)


def test_selection_stays_inside_when_the_output_shrinks(show):
    explorer = show(example("sliding-window")).explorer()
    explorer.select("Output", 2, 2)
    explorer.set("Stride", 2)
    said = explorer.read()
    assert said.marked("Output", "selected") == {(1, 1)}
    assert said.ledger == NOTES["feature_map_stride_2"][1][1]


def test_a_grid_may_shrink_while_a_cell_of_it_has_the_focus(show):
    """The watched page reports an error in its console."""
    explorer = show(example("sliding-window")).explorer()
    explorer.cell("Input", 4, 1).locator("input").focus()
    explorer.slider("Input size").evaluate(
        "slider => { slider.value = 3; slider.dispatchEvent(new Event('input', "
        "{bubbles: true})); }"
    )
    expect(explorer.cell("Input", 4, 1)).to_have_count(0)
    assert explorer.values("Input").shape == (3, 3)


def test_without_scripts_the_tables_stay(browser, show):
    """The same numbers, as tables: what a reader without JavaScript sees."""
    book = show(example("sliding-window"))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(book.page.url)
    tables = page.locator("table").all()
    grids = book.explorer().read().grids
    assert len(tables) == len(grids)
    for table, name in zip(tables, grids, strict=True):
        rows = [row.split() for row in table.locator("tbody").inner_text().splitlines()]
        found = [[float(text) for text in row[1:]] for row in rows]
        np.testing.assert_array_equal(found, book.explorer().values(name))
        assert name in table.locator("caption").inner_text()
    context.close()
