"""The explorer `digits`, operated: drawn on by mouse, finger and keys, and read."""

import numpy as np
import pytest
from explorer_examples import example
from on_page import OnPage
from playwright.sync_api import expect

from convlib import data, nn
from convlib.widgets import Digits, Step
from convlib.widgets.digits import contract

IMAGES, LABELS = data.digits()
NETWORK = data.digits_network()
#: What a map of the page is called in Python.
LAYERS = {"Input": "image", "Filter": "filters", **contract.MAPS, "Weights": "weights"}


@pytest.fixture
def digits(show) -> OnPage:
    return show(example("digits")).explorer()


def check(explorer: OnPage) -> None:
    """Compare all numbers shown with convlib's."""
    said = explorer.read()
    for name, values in contract.computed(said).grids.items():
        np.testing.assert_allclose(said.values(name), values, atol=1e-12, err_msg=name)


def like(explorer: OnPage, **state) -> Digits:
    """Return the explorer in Python that has the drawing of the page."""
    made = Digits(NETWORK, [explorer.values("Drawing")], [0])
    for name, value in state.items():
        setattr(made, name, value)
    return made


def stroke(explorer: OnPage, *points: tuple[float, float]) -> None:
    """Draw with the mouse from point to point, in parts of the sheet."""
    box, mouse = explorer.grid("Drawing").bounding_box(), explorer.page.mouse
    places = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points
    ]
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=8)
    mouse.up()


def says(explorer: OnPage) -> str:
    """Return the digit that the page says."""
    return explorer.root.locator(".says b").inner_text()


def test_a_seven_drawn_with_the_mouse_is_read(digits):
    stroke(digits, (0.25, 0.15), (0.75, 0.15), (0.45, 0.9))
    drawn = digits.values("Drawing")
    assert drawn.max() > 10 and (drawn == 0).sum() > 20
    assert says(digits) == str(like(digits).answer) == "7"
    check(digits)


def test_the_first_stroke_begins_on_a_blank_sheet_and_no_other(digits):
    assert digits.values("Drawing").sum() == IMAGES[0].sum()
    stroke(digits, (0.1, 0.1), (0.1, 0.2))
    assert digits.values("Drawing")[4:].sum() == 0
    digits.button("Example 1").click()
    np.testing.assert_array_equal(digits.values("Drawing"), IMAGES[5])
    stroke(digits, (0.1, 0.1), (0.1, 0.2))
    added = digits.values("Drawing") - IMAGES[5]
    assert added.min() == 0 < added.max()


def test_an_eraser_takes_ink_away(digits):
    digits.switch("Eraser").check()
    stroke(digits, (0.1, 0.5), (0.9, 0.5))
    less = digits.values("Drawing") - IMAGES[0]
    assert less.max() == 0 > less.min()
    assert digits.values("Drawing")[3:5].max() < 5
    check(digits)


def test_keys_draw_and_take_back(digits):
    digits.button("Clear").click()
    assert digits.values("Drawing").sum() == 0
    assert not digits.read().buttons["Clear"]
    digits.set("Ink", 9)
    digits.focus("Drawing", 0, 0)
    digits.press("ArrowRight", "ArrowDown", " ")
    assert digits.focused_cell() == ("Drawing", 1, 1)
    assert digits.values("Drawing")[1, 1] == digits.values("Drawing").sum() == 9
    digits.press(" ")
    assert digits.values("Drawing").sum() == 0


def test_a_finger_draws_and_the_page_stays(show):
    book = show(example("digits"), width=360, touch=True)
    explorer, page = book.explorer(), book.page
    page.evaluate("document.body.style.minHeight = '3000px'")
    box = explorer.grid("Drawing").bounding_box()
    session = page.context.new_cdp_session(page)
    x = box["x"] + box["width"] / 2
    for kind, part in [("Start", 0.9), *[("Move", 0.8 - n / 10) for n in range(8)]]:
        point = {"x": x, "y": box["y"] + part * box["height"]}
        event = {"type": f"touch{kind}", "touchPoints": [point]}
        session.send("Input.dispatchTouchEvent", event)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    drawn = explorer.values("Drawing")
    assert (drawn[1:7, 3:5] > 8).all() and drawn[:, :2].sum() == 0
    assert page.evaluate("scrollY") == 0
    styles = page.evaluate(
        """() => [...document.querySelectorAll(".explorer *")]
            .filter((e) => getComputedStyle(e).touchAction === "none")
            .map((e) => e.getAttribute("aria-label"))"""
    )
    assert styles == ["Drawing"]


def test_a_shift_moves_the_digit_by_a_pixel(digits):
    for way, axis, step in (("left", 1, -1), ("up", 0, -1), ("right", 1, 1)):
        before = digits.values("Drawing")
        digits.button(f"Shift {way}").click()
        moved = np.roll(before, step, axis)
        moved[(slice(None), 0 if step > 0 else -1)[:: 1 if axis else -1]] = 0
        np.testing.assert_array_equal(digits.values("Drawing"), moved)
    check(digits)


def test_random_drawings_there_and_back(digits):
    rng = np.random.default_rng(3)
    for _ in range(4):
        digits.reset()
        stroke(digits, *map(tuple, rng.random((4, 2))))
        for way in ("Forward", "Backward"):
            digits.root.get_by_label(way, exact=True).check()
            label = str(rng.integers(10))
            digits.root.locator(".direction select").select_option(label)
            digits.button(f"Filter {rng.integers(8)}").click()
            check(digits)


@pytest.mark.parametrize("way", ["Forward", "Backward"])
def test_the_sum_of_every_cell_is_shown(digits, way):
    digits.root.get_by_label(way, exact=True).check()
    made = like(digits, label=0)
    numbers = made.values if way == "Forward" else made.gradients
    chosen = {"Filter": (3,), "Weights": (0, 3), **dict.fromkeys(contract.MAPS, (3,))}
    for name, layer in LAYERS.items():
        array = numbers[layer][chosen.get(name, ())]
        for at, said in digits.survey(name).items():
            assert said.ledger == pytest.approx(array[at], abs=1e-12), (name, at)
            assert said.marked(name, "selected") == {at}
    for name, layer in (("Scores", "scores"), ("Probabilities", "probabilities")):
        shown = made.values if name == "Probabilities" else numbers
        for (c, _), said in digits.survey(name).items():
            assert said.ledger == pytest.approx(shown[layer][c], abs=1e-12)


def test_what_a_sum_reads_and_what_it_feeds_is_marked(digits):
    digits.select("Sums", 0, 7)
    said = digits.read()
    assert said.marked("Input", "active") == {(0, 6), (0, 7), (1, 6), (1, 7)}
    assert len(said.marked("Filter", "active")) == 9
    assert said.marked("ReLU", "fed") == {(0, 7)}
    digits.select("Scores", 4, 0)
    said = digits.read()
    assert len(said.marked("Pooled", "active")) == 16
    assert len(said.marked("Weights", "active")) == 16
    assert len(said.marked("Probabilities", "fed")) == 10
    digits.select("Input", 3, 3)
    fed = {(i, j) for i in (2, 3, 4) for j in (2, 3, 4)}
    assert digits.read().marked("Sums", "fed") == fed


def test_backward_marks_what_a_gradient_comes_from_and_the_winners(digits):
    digits.root.get_by_label("Backward", exact=True).check()
    digits.select("Input", 3, 3)
    said = digits.read()
    window = {(i, j) for i in (2, 3, 4) for j in (2, 3, 4)}
    assert said.marked("Sums", "active") == window
    assert said.marked("Sums", "fed") == set()
    assert len(said.marked("ReLU", "winner")) == 16
    for way in ("Scores", "Probabilities"):
        digits.select(way, 0, 0)
        assert digits.read().ledger is not None


def test_a_press_on_a_picture_shows_that_filter_and_that_cell(digits):
    picture = digits.button("Filter 5").locator("[data-layer=conv]")
    box = picture.bounding_box()
    place = {"x": box["width"] * 2.5 / 8, "y": box["height"] * 6.5 / 8}
    picture.click(position=place)
    said = digits.read()
    assert said.marked("Sums", "selected") == {(6, 2)}
    values = like(digits).values
    assert said.ledger == pytest.approx(values["conv"][5, 6, 2])
    digits.button("Filter 2").focus()
    digits.press("Enter")
    assert digits.read().ledger == pytest.approx(values["conv"][2, 6, 2])


def test_subtotals_add_up_and_open(digits):
    digits.select("Scores", 7, 0)
    parts = digits.root.locator(".subtotals .chip.part")
    expect(parts).to_have_count(8)
    digits.root.locator(".subtotals .chip.part").nth(6).click()
    made = like(digits)
    shares = (made.values["weights"][7] * made.values["pooled"]).sum(axis=(1, 2))
    spoken = digits.root.locator(".ledger .of").inner_text()
    assert spoken.strip() == "Filter 6:"
    total = shares.sum() + made.fc_bias[7]
    assert digits.read().ledger == pytest.approx(total)
    for n in range(8):
        text = parts.nth(n).inner_text().strip("()").replace("−", "-")
        assert float(text) == pytest.approx(shares[n], rel=1e-3, abs=1e-12)


def test_examples_bring_their_label(digits):
    digits.button("Example 1").click()
    assert says(digits) == "9"
    digits.root.get_by_label("Backward", exact=True).check()
    assert digits.read().choices["Label"] == "5"
    check(digits)


def test_a_small_one_is_drawn_on_and_answers(show):
    explorer = show(Digits(NETWORK, IMAGES[:3], LABELS[:3], small=True)).explorer()
    stroke(explorer, (0.25, 0.15), (0.75, 0.15), (0.45, 0.9))
    assert says(explorer) == "7"
    said = explorer.read()
    assert set(said.grids) == {"Drawing", "Probabilities"}
    assert "Copy link" not in said.buttons and said.ledger is None
    check(explorer)


def test_a_network_with_one_filter_is_shown(show):
    rng = np.random.default_rng(0)
    network = nn.Sequential(
        nn.Conv2d(1, 1, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16, 10, rng=rng),
    )
    made = Digits(network, IMAGES[:1], LABELS[:1])
    explorer = show(made).explorer()
    np.testing.assert_allclose(explorer.values("Sums"), made.values["conv"][0])
    np.testing.assert_allclose(explorer.values("Scores")[:, 0], made.values["scores"])


def test_the_tour_is_folded_and_shows_its_steps(show):
    made = example("digits")
    state = {"image": IMAGES[5], "label": 5, "backward": True}
    made.tour = [Step("Which pixels?", state, "It says {answer}.")]
    explorer = show(made).explorer()
    button = explorer.button("Show me step 1")
    expect(button).to_be_hidden()
    explorer.root.get_by_text("What to do", exact=True).click()
    button.click()
    np.testing.assert_array_equal(explorer.values("Drawing"), IMAGES[5])
    assert explorer.read().radios["Backward"]
    check(explorer)
