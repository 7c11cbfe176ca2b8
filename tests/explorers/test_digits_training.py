"""The explorer `digits` while it trains: step by step, back again, compared, and broken."""

from functools import cache

import numpy as np
import pytest
from node.learn import RUNS
from on_page import OnPage, severe
from playwright.sync_api import expect

from convlib import cross_entropy, cross_entropy_backward, data, nn
from convlib.widgets.digits import MISTAKES, Digits
from convlib.widgets.digits.contract import example

HELD_OUT = np.arange(1797) % 5 == 0
COUNTS = {
    "Network, 8 filters": 1370,
    "Random filters, fixed": 1290,
    "Fully connected, 18 hidden": 1360,
    "Pixels only, no convolution": 650,
}


@cache
def trained(steps: int, seed: int = 0) -> tuple[nn.Sequential, list[float]]:
    """Return the network after some steps of 32 digits, and the losses on the way."""
    images, labels = data.digits()
    rng = np.random.default_rng(seed)
    make, _ = RUNS["network", None]
    model = make(rng)
    optimizer = nn.SGD(model.parameters(), lr=0.2)
    order = rng.permutation(np.flatnonzero(~HELD_OUT))
    losses = []
    for some in np.split(order[: 32 * steps], steps) if steps else ():
        scores = model(images[some, None] / 16)
        losses.append(float(cross_entropy(scores, labels[some])))
        model.backward(cross_entropy_backward(scores, labels[some]))
        optimizer.step()
    return model, losses


def filters(steps: int, seed: int = 0) -> np.ndarray:
    """Return the filters after some steps."""
    return trained(steps, seed)[0][0].weight.data[:, 0]


def confusion(steps: int) -> np.ndarray:
    """Return how often each held-out digit is read as each."""
    images, labels = data.digits()
    answers = trained(steps)[0](images[HELD_OUT, None] / 16).argmax(axis=1)
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels[HELD_OUT], answers), 1)
    return counts


def ready(explorer: OnPage) -> OnPage:
    """Wait until what is loaded when it is asked for is there."""
    explorer.root.locator(".training").wait_for()
    return explorer


def opened(show, made: Digits | None = None, **how) -> OnPage:
    """Show an explorer with its training open."""
    made = made or example()
    made.training = True
    return ready(show(made, **how).explorer())


def go_on(explorer: OnPage, steps: int) -> None:
    """Train some steps, one by one."""
    for _ in range(steps):
        explorer.button("Next").click()


def step(explorer: OnPage) -> int:
    return explorer.read().setting("Step")


def row(explorer: OnPage, name: str) -> list[float | None]:
    """Return what the table says of one that learns: weights, loss, share right."""
    return explorer.run(
        """const row = [...root.querySelectorAll(".learners tbody tr")]
            .find((row) => row.cells[0].textContent.includes(given));
        return [...row.cells].slice(1).map(({ dataset: { value } }) =>
            (value === undefined ? null : Number(value)));""",
        name,
    )


def curves(explorer: OnPage) -> list[str]:
    """Return what each of the first picture's curves is of, by the names beside them."""
    return explorer.root.locator(".curves").first.locator(".end").all_text_contents()


def check_filter(explorer: OnPage, steps: int, seed: int = 0, number: int = 3) -> None:
    """Compare a filter, first and now, with that of `convlib.nn`."""
    for when, done in (("first", 0), ("now", steps)):
        shown = explorer.values(f"Filter {number}, {when}")
        np.testing.assert_allclose(shown, filters(done, seed)[number], 0, 1e-9)


def test_it_is_loaded_when_it_is_asked_for_and_nothing_plays_by_itself(show):
    explorer = show(example()).explorer()
    assert explorer.root.locator(".training").count() == 0
    explorer.button("Train it from nothing").click()
    ready(explorer)
    assert not explorer.is_playing()
    assert step(explorer) == 0
    assert row(explorer, "Network")[1] is None
    expect(explorer.root.locator(".training .ledger")).to_contain_text("No step yet")


def test_twenty_steps_are_those_of_convlib(show):
    explorer = opened(show)
    explorer.button("Filter 3, first and now").click()
    go_on(explorer, 20)
    check_filter(explorer, 20)
    losses, counts = trained(20)[1], confusion(20)
    share = counts.trace() / 360
    said = explorer.root.locator(".training .ledger")
    expect(said).to_contain_text(f"Step 20: loss {losses[-1]:.3g} on its digits")
    assert float(said.get_attribute("data-value")) == share
    np.testing.assert_allclose(
        row(explorer, "Network"), [1370, np.mean(losses[-15:]), share], atol=1e-9
    )
    np.testing.assert_array_equal(explorer.values("Confusion"), counts)


def test_the_steps_can_be_gone_back_to(show):
    explorer = opened(show)
    explorer.button("Filter 3, first and now").click()
    go_on(explorer, 12)
    for back in (7, 0, 11):
        explorer.set("Step", back)
        check_filter(explorer, back)
    explorer.button("Previous").click()
    check_filter(explorer, 10)
    assert explorer.read().sliders["Step"]["max"] == 12
    go_on(explorer, 3)
    check_filter(explorer, 13)


def test_play_goes_on_until_pause(show):
    explorer = opened(show)
    explorer.root.locator(".training").get_by_role("button", name="Play").click()
    explorer.page.wait_for_function(
        "document.querySelector('.walk input').value > 5", polling=50
    )
    explorer.button("Pause").click()
    assert not explorer.is_playing()
    done = step(explorer)
    explorer.run("await frame(); await frame();")
    assert step(explorer) == done
    explorer.button("Filter 3, first and now").click()
    check_filter(explorer, done)


def test_what_learns_beside_it_is_listed_and_can_be_left_out(show):
    explorer = opened(show)
    go_on(explorer, 5)
    for name, count in COUNTS.items():
        weights, loss, share = row(explorer, name)
        assert weights == count
        assert 1 < loss < 3
        assert 0 <= share <= 1
    assert curves(explorer) == [
        "network",
        "random filters",
        "fully connected",
        "pixels only",
    ]
    explorer.switch("Random filters, fixed").uncheck()
    assert row(explorer, "Random") == [None] * 3
    assert curves(explorer) == ["network", "fully connected", "pixels only"]
    go_on(explorer, 1)
    explorer.switch("Random filters, fixed").check()
    assert row(explorer, "Random")[1:] == [None, None]  # it is not that far
    go_on(explorer, 1)
    assert step(explorer) == 6  # who is behind comes first
    assert None not in row(explorer, "Random")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_is_broken_is_shown_beside_the_healthy_one(show, mistake):
    explorer = opened(show)
    go_on(explorer, 5)
    explorer.root.get_by_label("Break it").select_option(mistake)
    assert step(explorer) == 0
    assert curves(explorer) == ["healthy"]
    explorer.button("Next").click()
    assert curves(explorer) == ["broken", "healthy"]
    expect(explorer.root.locator(".why")).to_be_visible()
    assert row(explorer, "broken")[0] == row(explorer, "healthy")[0] == 1370
    explorer.button("Filter 3, first and now").click()
    now, first = (explorer.values(f"Filter 3, {name}") for name in ("now", "first"))
    assert np.abs(now - filters(1)[3]).max() > 0 or mistake == "ties"
    assert (first == 0).all() == (mistake == "zeros")


def test_the_learning_rate_holds_from_the_next_step_on(show):
    explorer = opened(show)
    go_on(explorer, 2)
    rates = explorer.read().sliders["Learning rate"]
    assert rates["printed"] == "0.2"
    explorer.set("Learning rate", rates["max"])
    assert explorer.read().sliders["Learning rate"]["printed"] == "2"
    go_on(explorer, 1)
    explorer.button("Filter 3, first and now").click()
    now = explorer.values("Filter 3, now")
    before, after = filters(2)[3], filters(3)[3]
    np.testing.assert_allclose(now - before, 10 * (after - before), 0, 1e-9)
    explorer.set("Step", 2)
    check_filter(explorer, 2)


def test_first_weights_are_those_of_a_seed(show):
    made = example()
    made.seed = 7
    explorer = opened(show, made)
    explorer.button("Filter 3, first and now").click()
    go_on(explorer, 2)
    check_filter(explorer, 2, seed=7)
    explorer.button("Other first weights").click()
    assert step(explorer) == 0
    assert np.abs(explorer.values("Filter 3, first") - filters(0, 7)[3]).max() > 0
    expect(explorer.root.locator(".seed")).not_to_have_text("seed 7")


@pytest.mark.parametrize("button", ["Start again", "Reset"])
def test_it_can_begin_again(show, button):
    explorer = opened(show)
    go_on(explorer, 3)
    explorer.button(button).click()
    assert step(explorer) == 0
    assert explorer.read().sliders["Step"]["max"] == 0


def test_counts_show_their_digits_which_can_be_read_above(show):
    explorer = opened(show)
    go_on(explorer, 9)
    counts = confusion(9)
    wrong = np.argwhere((counts > 1) & ~np.eye(10, dtype=bool))
    label, answer = map(int, wrong[0])
    explorer.select("Confusion", label, answer)
    pictures = explorer.root.locator(".confusion .pictures button")
    expect(pictures).to_have_count(int(counts[label, answer]))
    pictures.first.click()
    images, labels = data.digits()
    drawn = explorer.values("Drawing").astype(int)
    (number,) = np.flatnonzero((images == drawn).all(axis=(1, 2)))
    assert HELD_OUT[number]
    assert labels[number] == label
    assert explorer.read().choices["Label"] == str(label)


def test_the_drawing_can_be_read_with_what_has_been_trained(show):
    explorer = opened(show)
    book = explorer.values("Filter")
    explorer.switch("Read my drawing with this network").check()
    np.testing.assert_allclose(explorer.values("Filter"), filters(0)[3], 0, 1e-9)
    go_on(explorer, 4)
    np.testing.assert_allclose(explorer.values("Filter"), filters(4)[3], 0, 1e-9)
    explorer.button("Train it from nothing").click()
    np.testing.assert_array_equal(explorer.values("Filter"), book)
    explorer.button("Train it from nothing").click()
    assert step(explorer) == 4
    np.testing.assert_allclose(explorer.values("Filter"), filters(4)[3], 0, 1e-9)


def test_by_keyboard(show):
    explorer = opened(show)
    explorer.button("Next").focus()
    explorer.press("Enter", "Enter", "Enter")
    explorer.slider("Step").focus()
    explorer.press("ArrowLeft")
    assert step(explorer) == 2
    explorer.focus("Confusion", 0, 0)
    explorer.press("ArrowDown", "ArrowRight")
    assert explorer.focused_cell() == ("Confusion", 1, 1)
    expect(explorer.root.locator(".confusion .shown")).to_contain_text("a 1 read as 1")


def test_by_touch_on_a_curve(show):
    explorer = opened(show, touch=True, width=360)
    go_on(explorer, 9)
    picture = explorer.root.locator(".curves svg").first
    box = picture.bounding_box()
    picture.tap(position={"x": 39, "y": box["height"] / 2})
    assert step(explorer) == 0
    picture.tap(position={"x": box["width"] - 97, "y": box["height"] / 2})
    assert step(explorer) == 9


@pytest.mark.parametrize("width", [360, 1200])
def test_it_fits_and_is_accessible(show, width):
    made = example()
    made.training = True
    book = show(made, width=width)
    explorer = ready(book.explorer())
    go_on(explorer, 5)
    explorer.button("Filter 3, first and now").click()
    explorer.select("Confusion", 0, 0)
    explorer.root.get_by_label("Break it").select_option("zeros")
    assert book.overflow() <= 0
    assert explorer.small_targets(24) == []
    assert severe(book.accessibility_findings()) == []


def test_in_chinese(show):
    made = example()
    made.training, made.mistake = True, "zeros"
    explorer = ready(show(made, lang="zh").explorer())
    explorer.button("下一步").click()
    expect(explorer.root.locator(".training .ledger")).to_contain_text("第 1 步")
    assert "混淆矩阵" in explorer.read().grids
