"""The explorer `learn-kernel`: each number's sum, steps forward and back, and mistakes."""

import numpy as np
import pytest
from explorer_examples import example
from on_page import OnPage, Snapshot, severe
from playwright.sync_api import expect

import convlib
from convlib.widgets import LearnKernel
from convlib.widgets.learn_kernel.contract import offers
from convlib.widgets.learn_kernel.learning import DIVERGED, MISTAKES, MOST

MAPS = {
    "Kernel": "learned",
    "Kernel gradient": "grad_kernel",
    "Output": "output",
    "Error": "error",
}
every_mistake = pytest.mark.parametrize("mistake", MISTAKES)


def notes(**state) -> LearnKernel:
    """Return the example of the chapter in a state."""
    explorer = example("learn-kernel")
    for name, value in state.items():
        setattr(explorer, name, value)
    return explorer


def oblong() -> LearnKernel:
    """Return one in which nothing is square, some steps on."""
    rng = np.random.default_rng(5)
    image, kernel = rng.integers(-2, 3, (4, 6)), rng.integers(-2, 3, (2, 3))
    explorer = LearnKernel(image, rng.integers(-2, 3, (3, 4)), kernel)
    explorer.steps, explorer.step = 9, 4
    return explorer


def button(explorer: OnPage, name: str):
    return explorer.root.get_by_role("button", name=name, exact=True)


def step(explorer: OnPage, times: int = 1) -> None:
    """Take steps, one by one."""
    for _ in range(times):
        button(explorer, "Step").click()


def compare(said: Snapshot, made: LearnKernel) -> None:
    """Check that a page shows what Python computes."""
    for grid, name in MAPS.items():
        np.testing.assert_allclose(said.values(grid), getattr(made, name), atol=1e-9)


def points(explorer: OnPage, run: str = "run") -> int:
    """Return how many points the curve of a run has."""
    return explorer.run(
        "return root.querySelector(`polyline.${given}`)?.points.length ?? 0", run
    )


# Steps


def test_a_step_shows_new_numbers_and_the_slider_walks_back(show):
    explorer = show(notes()).explorer()
    assert explorer.read().sliders["At step"]["disabled"]
    step(explorer)
    compare(explorer.read(), notes(steps=1, step=1))
    np.testing.assert_allclose(explorer.values("Kernel"), [[1.6, 0.6], [-0.2, -1.2]])
    expect(explorer.root.get_by_text("loss 4.54")).to_be_visible()
    step(explorer, 4)
    assert explorer.read().sliders["At step"]["max"] == 5
    explorer.set("At step", 2)
    compare(explorer.read(), notes(steps=5, step=2))
    assert points(explorer) == 6
    explorer.slider("At step").focus()
    explorer.press("ArrowLeft", "ArrowLeft")
    compare(explorer.read(), notes())
    step(explorer)
    said = explorer.read()
    assert (said.setting("At step"), said.sliders["At step"]["max"]) == (1, 5)


def test_a_step_that_is_set_can_be_walked_back_from(show):
    """As a tour sets it: nobody has said how many steps are done."""
    explorer = show(notes(step=8)).explorer()
    explorer.set("At step", 3)
    said = explorer.read()
    assert said.sliders["At step"]["max"] == 8
    compare(said, notes(step=3))


def test_each_weight_shows_its_gradient_as_a_sum_and_its_step(show_all):
    for made, explorer in show_all([notes, oblong]):
        rows, cols = made.target.shape
        for (m, n), said in explorer.survey("Kernel gradient").items():
            assert said.ledger == pytest.approx(made.grad_kernel[m, n])
            for grid in ("Kernel", "Kernel gradient"):
                assert said.marked(grid, "selected") == {(m, n)}
            assert said.marked("Error", "fed") == set(np.ndindex(rows, cols))
            met = {(m + i, n + j) for i, j in np.ndindex(rows, cols)}
            assert said.marked("Input", "active") == met
            old, gradient = made.learned[m, n], made.grad_kernel[m, n]
            new = old - made.learning_rate * gradient
            words = (
                f"from {old:.4g}, minus {made.learning_rate:g} times that, to {new:.4g}"
            )
            assert words.replace("-", "−") in said.spoken


def test_each_error_shows_where_it_comes_from(show_all):
    for made, explorer in show_all([notes, oblong]):
        rows, cols = made.kernel.shape
        for grid in ("Output", "Target", "Error"):
            for (i, j), said in explorer.survey(grid).items():
                assert said.ledger == pytest.approx(made.error[i, j])
                assert said.marked(grid, "selected") == {(i, j)}
                read = {(i + m, j + n) for m, n in np.ndindex(rows, cols)}
                assert said.marked("Input", "active") == read


def test_each_pixel_shows_what_it_feeds(show_all):
    for made, explorer in show_all([notes, oblong]):
        rows, cols = made.target.shape
        for (r, c), said in explorer.survey("Input").items():
            assert said.ledger == made.image[r, c]
            through = {(r - i, c - j): (i, j) for i, j in np.ndindex(rows, cols)}
            weights = set(np.ndindex(*made.kernel.shape)) & through.keys()
            assert said.marked("Kernel", "active") == weights
            assert said.marked("Output", "fed") == {through[w] for w in weights}


def test_small_numbers_are_those_that_are_multiplied(show):
    """While they are whole: others have no room in a cell, and stand in the sum."""
    explorer = show(notes()).explorer()
    cells = explorer.root.locator('[aria-label="Error"] .badge')
    expect(cells).to_have_text(["×1", "×0", "×1", "×1", "×1", "×1", "×1", "×0", "×1"])
    badges = explorer.root.locator('[aria-label="Input"] .badge')
    expect(badges.first).to_have_text("×−2")
    step(explorer)
    expect(badges).to_have_count(0)


def test_of_many_products_there_is_a_sum_for_each_row(show):
    rng = np.random.default_rng(2)
    made = LearnKernel(rng.integers(0, 3, (7, 7)), np.ones((6, 5)), np.ones((2, 3)))
    explorer = show(made).explorer()
    sums = (made.error * made.image[:6, :5]).sum(axis=1)
    assert len(set(sums)) > 3
    written = " + ".join(f"({x:.0f})" if x < 0 else f"{x:.0f}" for x in sums)
    expect(explorer.ledger).to_contain_text(written.replace("-", "−"))
    assert explorer.read().ledger == sums.sum()


# Play


def test_play_takes_steps_until_it_is_paused(show):
    book = show(notes(), clock=True)
    explorer = book.explorer()
    book.stop_the_clock()
    button(explorer, "Play").click()
    book.tick(1600)
    assert explorer.read().setting("At step") == 3
    explorer.press(" ")
    assert not explorer.is_playing()
    book.tick(5000)
    compare(explorer.read(), notes(steps=3, step=3))
    explorer.focus("Error", 0, 0)
    explorer.press(" ")
    explorer.root.get_by_label("Speed").select_option("4")
    book.tick(120_000)
    assert not explorer.is_playing()
    assert explorer.read().setting("At step") == MOST
    assert not explorer.read().buttons["Step"]
    button(explorer, "Play").click()
    assert explorer.read().setting("At step") == 0
    step(explorer)
    assert not explorer.is_playing()


def test_play_ends_where_it_has_diverged(show):
    made = notes(learning_rate=0.22, steps=MOST)
    ends = len(made.losses) - 1
    assert made.losses[ends] > DIVERGED * made.losses[0]
    book = show(notes(learning_rate=0.22), clock=True)
    explorer = book.explorer()
    book.stop_the_clock()
    button(explorer, "Play").click()
    book.tick(60_000)
    assert not explorer.is_playing()
    assert explorer.read().setting("At step") == ends
    expect(explorer.root.get_by_text("it has diverged")).to_be_visible()
    assert not explorer.read().buttons["Step"]
    explorer.set("At step", ends - 1)
    expect(explorer.root.get_by_text("it has diverged")).to_have_count(0)


def test_status_speaks_at_most_once_a_second(show):
    book = show(notes(), clock=True)
    explorer = book.explorer()
    book.stop_the_clock()
    explorer.run(
        """globalThis.heard = [];
        const spoken = root.querySelector(".ledger .spoken");
        new MutationObserver(() => heard.push(Date.now()))
            .observe(spoken, { subtree: true, childList: true, characterData: true });"""
    )
    explorer.root.get_by_label("Speed").select_option("4")
    button(explorer, "Play").click()
    book.tick(10_000)
    heard = explorer.run("return heard")
    assert len(heard) >= 5
    assert (np.diff(heard) >= 900).all()


# What bends the curve


def test_the_learning_rate_does_all_steps_again(show):
    explorer = show(notes(steps=30, step=30)).explorer()
    before = explorer.read()
    slider = before.sliders["Learning rate"]
    assert (slider["min"], slider["max"]) == (0.01, 0.22)
    expect(explorer.root.get_by_text("2/λ = 0.1443")).to_be_visible()
    explorer.set("Learning rate", 0.05)
    compare(explorer.read(), notes(steps=30, step=30, learning_rate=0.05))
    explorer.set("Learning rate", 0.22)
    assert explorer.read().sliders["At step"]["max"] < 30
    explorer.set("Learning rate", 0.1)
    assert explorer.read() == before


@every_mistake
def test_a_mistake_runs_beside_the_right_one(show, mistake):
    explorer = show(notes(steps=6, step=6)).explorer()
    name = dict(zip(MISTAKES, offers.radios, strict=True))[mistake]
    right = notes(steps=6, step=6)
    made = notes(steps=6, step=6, mistake=mistake)
    explorer.root.get_by_role("radio", name=name).check()
    compare(explorer.read(), made)
    if mistake == "none":
        assert points(explorer, "right") == 0
        return
    assert points(explorer, "right") == 7
    words = f"without the mistake {right.loss:.4g}"
    expect(explorer.root.get_by_text(words)).to_be_visible()
    for at, said in explorer.survey("Kernel gradient").items():
        assert said.ledger == pytest.approx(made.grad_kernel[at])
    expect(explorer.root.locator(".note")).not_to_be_empty()


def test_errors_that_count_are_marked(show):
    """Of four of nine deltas, four; turned, each with the pixel that it meets then."""
    image = np.arange(16).reshape(4, 4)
    made = LearnKernel(image, np.zeros((3, 3)), [[1, 0], [0, 0]])
    explorer = show(made).explorer()
    explorer.root.get_by_role("radio", name="4 of 9 deltas").check()
    assert explorer.read().marked("Error", "fed") == set(np.ndindex(2, 2))
    explorer.root.get_by_role("radio", name="Deltas turned").check()
    cells = explorer.root.locator('[aria-label="Error"] .badge')
    pixels = image[:3, :3][::-1, ::-1].ravel()
    expect(cells).to_have_text([f"×{pixel}" for pixel in pixels])


def test_a_mistake_that_changes_nothing_says_so(show):
    """The kernel has as many cells as there are outputs."""
    made = LearnKernel(np.eye(3), [[1, 2], [3, 4]], [[1, 0], [0, 2]])
    made.mistake, made.steps = "few_deltas", 3
    explorer = show(made).explorer()
    expect(explorer.root.get_by_text("changes nothing")).to_be_visible()


# Numbers of one's own


def test_an_edited_kernel_is_where_it_begins(show):
    explorer = show(notes()).explorer()
    step(explorer, 3)
    before = explorer.values("Kernel")
    explorer.edit("Kernel", 0, 1, "-2")
    said = explorer.read()
    before[0, 1] = -2
    np.testing.assert_array_equal(said.values("Kernel"), before)
    assert said.setting("At step") == said.sliders["At step"]["max"] == 0


def test_a_random_start_is_whole_and_begins_anew(show):
    explorer = show(notes(steps=5, step=5)).explorer()
    starts = set()
    for _ in range(6):
        button(explorer, "Random start").click()
        said = explorer.read()
        kernel = said.values("Kernel")
        assert abs(kernel).max() <= 2 and (kernel == kernel.round()).all()
        assert said.sliders["At step"]["max"] == 0
        starts.add(str(kernel))
    assert len(starts) > 1


def test_an_edited_image_keeps_the_target_and_says_what_can_be_reached(show):
    explorer = show(notes(steps=9, step=9)).explorer()
    explorer.edit("Input", 3, 3, "1")
    image = notes().image.copy()
    image[3, 3] = 1
    made = notes(image=image, steps=9, step=9)
    compare(explorer.read(), made)
    words = f"best kernel {made.least_loss:.4g}"
    expect(explorer.root.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("folded", ["Input size", "Kernel size"])
def test_another_size_is_another_task_that_can_be_learned(show, folded):
    explorer = show(notes(steps=9, step=9)).explorer()
    explorer.unfold()
    explorer.set(folded, 3 if folded == "Kernel size" else 7)
    said = explorer.read()
    made = LearnKernel(*map(said.values, ("Input", "Target", "Kernel")))
    compare(said, made)
    assert made.least_loss == 0
    assert said.setting("Learning rate") == made.learning_rate
    assert said.sliders["At step"]["max"] == 0


def test_a_pasted_image_brings_its_target_and_a_pasted_target_stays(show):
    explorer = show(notes()).explorer()
    explorer.paste("Input", 0, 0, "1 0 2\n0 3 1\n1 1 0")
    said = explorer.read()
    assert said.values("Target").shape == (2, 2)
    assert LearnKernel(*map(said.values, ("Input", "Target", "Kernel"))).least_loss == 0
    explorer.paste("Target", 0, 0, "5 6\n7 8")
    assert explorer.values("Target").tolist() == [[5, 6], [7, 8]]
    explorer.paste("Kernel", 0, 0, "1 2\n3 4")
    assert explorer.values("Target").tolist() == [[5, 6], [7, 8]]
    explorer.paste("Kernel", 0, 0, "1 2 3 4\n1 2 3 4")
    assert "would not fit" in explorer.read().alert


def test_losses_are_copied(show):
    made = notes(steps=12)
    explorer = show(made).explorer()
    explorer.unfold()
    text = explorer.copied("Copy losses")
    np.testing.assert_allclose([*map(float, text.split())], made.losses)


# Seen and operated


@pytest.mark.parametrize("width", [1200, 360])
def test_layout_stands_still_from_step_to_step(show, width):
    """From the first step on: then numbers have as many digits as they get."""
    explorer = show(notes(), width=width).explorer()
    step(explorer)
    heights = []
    for _ in range(8):
        step(explorer)
        heights.append(explorer.run("return root.querySelector('.stage').offsetHeight"))
    assert len(set(heights)) == 1
    if width > 1000:
        whole = {explorer.run("return root.offsetHeight") for _ in range(1)}
        step(explorer, 3)
        assert whole == {explorer.run("return root.offsetHeight")}


def test_on_a_phone_it_is_operated_by_touch(show):
    book = show(notes(), width=360, touch=True)
    explorer = book.explorer()
    button(explorer, "Step").tap()
    explorer.cell("Kernel gradient", 1, 0).tap()
    said = explorer.read()
    assert said.marked("Kernel gradient", "selected") == {(1, 0)}
    compare(said, notes(steps=1, step=1))
    explorer.root.get_by_role("radio", name="Wrong sign").tap()
    compare(explorer.read(), notes(steps=1, step=1, mistake="uphill"))
    assert book.overflow() <= 0
    assert explorer.small_targets(24) == []


def test_nothing_is_wrong_with_it_while_it_is_broken(show):
    book = show(
        notes(steps=20, step=20, mistake="turned_deltas"),
        notes(steps=99, step=99, mistake="uphill", target=np.eye(3)),
        LearnKernel(np.zeros((3, 3)), np.ones((2, 2)), np.ones((2, 2))),
        width=360,
    )
    assert severe(book.accessibility_findings()) == []
    assert book.overflow() <= 0


def test_the_curve_says_what_it_shows(show):
    made = notes(steps=20, step=20, mistake="mean")
    explorer = show(made).explorer()
    plot = explorer.root.get_by_role("img")
    expect(plot).to_have_accessible_name(
        f"The loss over the steps: 12 at the start, {made.loss:.4g} after 20; "
        f"without the mistake {made.right_losses[-1]:.4g} after 20."
    )
    dot = explorer.run("return root.querySelector('.dot').style.left")
    assert dot == "100%"


def test_a_click_on_the_curve_leads_to_its_step(show):
    explorer = show(notes(steps=8, step=8)).explorer()
    plot = explorer.root.get_by_role("img")
    box = plot.bounding_box()
    for part, at in [(0.31, 3), (0.02, 0), (0.97, 8)]:
        plot.click(position={"x": part * box["width"], "y": 60})
        compare(explorer.read(), notes(steps=8, step=at))


def test_the_largest_size_is_right(show):
    rng = np.random.default_rng(8)
    image, kernel = rng.integers(-2, 3, (12, 12)), rng.integers(-2, 3, (5, 5))
    target = convlib.conv2d(image, rng.integers(-2, 3, (5, 5)))
    made = LearnKernel(image, target, kernel)
    made.steps = made.step = MOST
    book = show(made, width=360)
    compare(book.explorer().read(), made)
    assert book.overflow() <= 0
