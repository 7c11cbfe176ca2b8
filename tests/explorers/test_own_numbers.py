"""The reader's own numbers: what is folded away, pasted, drawn, copied, and set apart.

It holds for every kind that has a seed; copying as CSV for every kind.
"""

import re

import numpy as np
import pytest
from copied_programs import compare
from explorer_examples import EXAMPLES, example, in_state
from explorer_states import random_explorer, random_moves
from node.paste import spellings
from on_page import COPIES, OnPage, Snapshot
from playwright.sync_api import expect

from convlib.widgets import SlidingWindow
from convlib.widgets.contract import contracts
from convlib.widgets.explorer import Explorer
from convlib.widgets.traits import LIMITS

CONTRACTS = contracts()
OFFERS = {kind: contract.offers for kind, contract in CONTRACTS.items()}
#: With fresh numbers for a grid; the seed of `digits` is that of a network's first weights.
OWN = [k for k in EXAMPLES if example(k).has_trait("seed") and example(k).drawn]
#: The grids that a matrix of any size can be pasted into.
IMAGES = {"Input", "Input channel 0", "Feature map", "Image"}
KERNELS = {"Kernel", "Filter 0 channel 0", "Filter 0"}
APART = "Rows and columns apart"
STATES = 12


def pastable(kind: str, names: set[str]) -> str | None:
    """Return the first grid of these that takes a matrix of any size, if there is one."""
    return next((name for name in OFFERS[kind].editable if name in names), None)


#: A kernel is slid over the input, which it has to fit on.
SLID = [
    kind
    for kind in OWN
    if pastable(kind, IMAGES)
    and pastable(kind, KERNELS)
    and "fit" in {word for word, *_ in example(kind).together}
]

every_kind = pytest.mark.parametrize("kind", EXAMPLES)
every_own_kind = pytest.mark.parametrize("kind", OWN)
#: A signal is a row, and takes no matrix.
every_kind_of_matrices = pytest.mark.parametrize(
    "kind", [kind for kind in EXAMPLES if pastable(kind, IMAGES | KERNELS)]
)


def check_against_convlib(kind: str, said: Snapshot) -> None:
    """Compare what is shown with what convlib computes from the numbers shown."""
    computed = CONTRACTS[kind].computed(said)
    for name, values in computed.grids.items():
        np.testing.assert_allclose(said.values(name), values, rtol=1e-12, atol=1e-12)
    assert computed.ledger in {None, said.ledger}


def walk(kind: str, explorer: OnPage, rng: np.random.Generator) -> None:
    """Move the sliders at random; every picture on the way is right."""
    moves = random_moves([*explorer.read().sliders], rng)
    for move, said in zip(moves, explorer.walk(moves), strict=True):
        assert said.alert is None, move
        check_against_convlib(kind, said)


# The fold


@every_kind
def test_what_is_asked_for_seldom_is_folded_away(show, kind):
    book = show(example(kind), width=360)
    explorer = book.explorer()
    before = explorer.read()
    more = explorer.button("More")
    expect(more).to_have_attribute("aria-expanded", "false")
    explorer.unfold()
    expect(more).to_have_attribute("aria-expanded", "true")
    said = explorer.read()
    new = {"Copy as CSV", "Embed", "Save as picture", *OFFERS[kind].folded_buttons}
    new |= {"Fresh numbers"} if kind in OWN else set()
    assert set(said.buttons) == {*before.buttons, *new} >= COPIES
    assert set(said.switches) == {*before.switches, *OFFERS[kind].folded}
    folded = {name: said.sliders[name] for name in OFFERS[kind].folded_sliders}
    assert said.sliders == {**before.sliders, **folded}
    assert folded.keys().isdisjoint(before.sliders)
    assert book.overflow() <= 0
    assert explorer.small_targets(24) == []
    explorer.unfold()
    assert explorer.read() == before


def test_axe_finds_nothing_in_the_fold(show):
    book = show(*map(example, OWN))
    for number, kind in enumerate(OWN):
        book.explorer(number).unfold()
        if OFFERS[kind].apart:
            book.explorer(number).switch(APART).click()
    assert book.accessibility_findings() == []


@every_kind
def test_the_grid_that_the_reader_is_in_is_copied_as_csv(show, kind):
    explorer = show(example(kind)).explorer()
    explorer.unfold()
    for grid in (OFFERS[kind].editable or [next(iter(explorer.read().grids))])[-2:]:
        explorer.focus(grid, 0, 0)
        values = explorer.values(grid)
        said = "×".join(map(str, values.shape)).replace("×", " × ")
        text = explorer.copied("Copy as CSV", said=f"Copied: {grid}, {said}.")
        rows = [
            [float(part) for part in line.split(",")] for line in text.split("\n")[:-1]
        ]
        np.testing.assert_array_equal(rows, values)


# Pasting


@every_own_kind
def test_a_matrix_of_the_same_size_is_pasted(show, kind):
    rng = np.random.default_rng(1)
    explorer = show(example(kind)).explorer()
    for grid in OFFERS[kind].editable:
        shape = explorer.values(grid).shape
        if shape == (1, 1):
            continue
        values = rng.integers(-40, 41, shape) / 4
        explorer.paste(grid, *(size - 1 for size in shape), str(values.tolist()))
        said = explorer.read()
        np.testing.assert_array_equal(said.values(grid), values)
        assert said.alert is None
        check_against_convlib(kind, said)


@every_own_kind
def test_what_is_no_matrix_is_refused_as_a_whole(show, kind):
    explorer = show(example(kind)).explorer()
    before = explorer.read()
    for grid in OFFERS[kind].editable[:1] + OFFERS[kind].editable[-1:]:
        for text, why in [
            ("1\t2\n3\tx", "“x” in row 1, column 1 is not a number"),
            ("1\t2\n3", "row 1 has 1 number, row 0 has 2"),
            ("\n".join(["1\t2"] * 13), "13 × 2 numbers are more than the 12 × 12"),
        ]:
            explorer.paste(grid, 0, 0, text)
            said = explorer.read()
            assert "Nothing was pasted" in said.alert and why in said.alert
            for name in before.grids:
                wanted = before.values(name)
                np.testing.assert_array_equal(said.values(name), wanted)


@every_own_kind
def test_a_pasted_matrix_sets_the_size_or_says_that_it_does_not_fit(show, kind):
    """Up to the largest that can be pasted, in one direction or both."""
    rng = np.random.default_rng(2)
    explorer = show(example(kind)).explorer()
    most, taken = LIMITS["pasted"], 0
    for grid in OFFERS[kind].editable:
        for shape in [(1, 2), (1, most), (most, 2), (3, 5), (most, most)]:
            before = explorer.read()
            values = rng.integers(-9, 10, shape)
            explorer.paste(
                grid, 0, 0, "\n".join("\t".join(map(str, r)) for r in values)
            )
            said = explorer.read()
            if said.alert:
                assert "Nothing was pasted" in said.alert
                assert said.values(grid).tolist() == before.values(grid).tolist()
            else:
                taken += 1
                # Of the biases, the one of the filter shown is seen.
                wanted = values[:1, :1] if grid.startswith("Bias") else values
                assert said.values(grid).tolist() == wanted.tolist()
            check_against_convlib(kind, said)
        explorer.button("Reset").click()
    assert taken >= 4


@every_kind_of_matrices
def test_any_matrix_is_shown_linked_copied_out_and_practised(show, kind, tmp_path):
    """Of up to 12 × 12, in whatever spelling, and a kernel of any size that fits on it."""
    rng = np.random.default_rng(5)
    explorer = show(example(kind)).explorer()
    image, kernel = pastable(kind, IMAGES), pastable(kind, KERNELS)
    most = LIMITS["pasted"]
    explorer.unfold()
    more = OFFERS[kind].least_map - 1
    for shape in [(most, most), (1 + more, most), (most, 5)]:
        explorer.reset()
        pasted = [(image, shape)]
        if kernel:
            fits = tuple(rng.integers(1, np.add(shape, 1 - more)) if image else shape)
            pasted = [(kernel, (1, 1)), *pasted, (kernel, fits)]
        for grid, size in [(grid, size) for grid, size in pasted if grid]:
            values = rng.integers(-6, 7, size) / 16
            texts = [str(values.tolist())]  # of a strip, others may say less
            texts += spellings(values).values() if min(size) > 1 else []
            explorer.paste(grid, 0, 0, str(rng.choice(texts)))
            said = explorer.read()
            assert said.alert is None
            np.testing.assert_array_equal(said.values(grid), values)
            check_against_convlib(kind, said)
        made, grid = in_state(kind, explorer.linked()), image or kernel
        compare(made, "numpy", tmp_path)
        for library in ("NumPy", "PyTorch"):
            program = explorer.copied(f"Copy as {library}")
            assert program == made.code(library.lower().removeprefix("py"))
        explorer.focus(grid, 0, 0)
        said = f"Copied: {grid}, {shape[0]} × {shape[1]}."
        rows = explorer.copied("Copy as CSV", said=said).split("\n")[:-1]
        wanted = explorer.values(grid)
        np.testing.assert_array_equal(
            [[*map(float, r.split(","))] for r in rows], wanted
        )
        link = explorer.copied("Copy link")
        explorer.reset()
        explorer.page.goto(link)
        explorer.run("await frame()")
        np.testing.assert_array_equal(explorer.values(grid), wanted)
        if made.has_trait("practice"):
            practise(explorer, made)


def practise(explorer: OnPage, made: Explorer) -> None:
    """Fill in the first and the last empty cell, and leave practice again."""
    explorer.switch("Practice").click()
    grids = explorer.read().grids
    empty = [
        (grid, cell["row"], cell["col"])
        for grid, rows in grids.items()
        for row in rows
        for cell in row
        if cell["value"] is None
    ]
    right = [task.result(made).flat for task in made.tasks.values()]
    for cell, number in ((empty[0], right[0][0]), (empty[-1], right[-1][-1])):
        explorer.edit(*cell, repr(float(number)))
        assert "right" in explorer.cell(*cell).get_attribute("data-state")
    explorer.switch("Practice").click()


@pytest.mark.parametrize("kind", SLID)
def test_a_kernel_larger_than_the_input_is_refused_for_that(show, kind):
    explorer = show(example(kind)).explorer()
    explorer.paste(pastable(kind, KERNELS), 0, 0, f"[{[1] * 12}]")
    alert = explorer.read().alert
    assert "1 × 12 numbers the window would not fit into the padded input" in alert


def test_a_fraction_stays_as_it_was_typed(show):
    explorer = show(SlidingWindow([[4, 2], [3, 1]], [[5]])).explorer()
    field = explorer.cell("Kernel", 0, 0).locator("input")
    for typed, kept, value in [
        ("1/9", "1/9", 1 / 9),
        ("½", "0.5", 0.5),
        ("0,25", "0.25", 0.25),
        ("−2", "-2", -2),
        ("1e3", "1000", 1000),
    ]:
        explorer.edit("Kernel", 0, 0, typed)
        said = explorer.read()
        assert said.alert is None
        assert said.values("Kernel")[0, 0] == value
        assert field.input_value() == kept
    explorer.edit("Kernel", 0, 0, "1/9")
    expect(explorer.cell("Kernel", 0, 0).locator("span").first).to_have_text("1/9")


# Fresh numbers


@every_own_kind
def test_fresh_numbers_are_those_that_python_draws(show, kind):
    made = example(kind)
    explorer = show(made).explorer()
    explorer.unfold()
    seeds = set()
    for _ in range(3):
        explorer.button("Fresh numbers").click()
        said = explorer.root.locator(".more [role=status]").text_content()
        seed = int(re.fullmatch(r"seed (\d+)", said)[1])
        seeds.add(seed)
        made.draw(seed)
        drawn = dict(made.tables())
        for grid in set(OFFERS[kind].editable) & drawn.keys():
            np.testing.assert_array_equal(explorer.values(grid), drawn[grid])
        check_against_convlib(kind, explorer.read())
    assert len(seeds) == 3, "a seed is never the one before"
    grid = OFFERS[kind].editable[0]
    explorer.edit(grid, 0, 0, "77")
    assert explorer.root.locator(".more [role=status]").text_content() == ""


# Rows and columns apart

APARTABLE = [kind for kind in OWN if OFFERS[kind].apart]


@pytest.mark.parametrize("kind", APARTABLE)
def test_rows_and_columns_have_sliders_of_their_own_once_they_are_apart(show, kind):
    book = show(example(kind))
    explorer = book.explorer()
    explorer.unfold()
    before = explorer.read()
    explorer.switch(APART).click()
    said = explorer.read()
    shared = {*before.sliders} & {*said.sliders}
    assert set(said.sliders) == {*OFFERS[kind].apart, *shared}
    assert {*before.sliders} - shared, "those that set both are gone"
    assert book.overflow() <= 0
    walk(kind, explorer, np.random.default_rng(3))
    explorer.switch(APART).click()
    said = explorer.read()
    assert set(said.sliders) - {*OFFERS[kind].several} == set(before.sliders)
    assert said.alert is None
    check_against_convlib(kind, said)
    explorer.switch(APART).click()
    explorer.button("Reset").click()
    assert set(explorer.read().sliders) == set(before.sliders)


@every_own_kind
def test_any_state_of_python_is_shown_and_goes_on_to_be_right(show, kind):
    """Oblong sizes, steps for each axis, padding on four sides; then moved on the page."""
    rng = np.random.default_rng(4)
    made = [random_explorer(kind, rng) for _ in range(STATES)]
    book = show(*made)
    for number, explorer in enumerate(made):
        on_page = book.explorer(number)
        said = on_page.read()
        check_against_convlib(kind, said)
        # Stepping through stamps, not all of them are there yet.
        is_whole = (explorer.selection or ("",))[0] != "stamp"
        for name, values in explorer.tables():
            if name in said.grids and is_whole:
                np.testing.assert_allclose(said.values(name), values, atol=1e-9)
        apart = any(
            isinstance(getattr(explorer, name), tuple)
            for name in (
                *("kernel_size", "stride", "padding", "output_padding", "dilation"),
            )
            if explorer.has_trait(name)
        )
        assert set(OFFERS[kind].apart).isdisjoint(said.sliders) == (not apart)
    for number in (0, 1):
        walk(kind, book.explorer(number), rng)


# Sliding window: what was asked for


def test_a_strip_is_pasted_padded_and_keeps_its_length(show):
    """1 × 12, kernel 1 × 3, padding only left and right: 1 × 12 comes out."""
    strip = np.arange(1, 13)[None]
    explorer = show(example("sliding-window")).explorer()
    explorer.paste("Kernel", 0, 0, "1\t1\t1")
    explorer.paste("Input", 0, 0, "\t".join(map(str, strip[0])))
    explorer.unfold()
    explorer.switch(APART).click()
    for side in ("left", "right"):
        explorer.set(f"Padding {side}", 1)
    meant = SlidingWindow(strip, [[1, 1, 1]], padding=(0, 1))
    assert meant.output.shape == (1, 12)
    np.testing.assert_array_equal(explorer.values("Output"), meant.output)
    link = explorer.copied("Copy link")
    explorer.button("Reset").click()
    explorer.page.goto(link)
    expect(explorer.slider("Padding left")).to_be_visible()
    np.testing.assert_array_equal(explorer.values("Output"), meant.output)


def test_what_a_smaller_size_cut_off_comes_back_on_each_axis(show):
    explorer = show(SlidingWindow(np.arange(24).reshape(4, 6), [[1]])).explorer()
    explorer.unfold()
    explorer.switch(APART).click()
    explorer.set("Input rows", 2)
    explorer.set("Input columns", 3)
    explorer.edit("Input", 1, 2, "99")
    explorer.set("Input columns", 6)
    explorer.set("Input rows", 4)
    wanted = np.arange(24).reshape(4, 6)
    wanted[1, 2] = 99
    np.testing.assert_array_equal(explorer.values("Input"), wanted)


def test_the_window_stays_in_sight_on_a_phone(show):
    """A grid that is too wide scrolls by itself, and its edge says that it goes on."""
    made = SlidingWindow(np.ones((3, 16), int), [[1, 1]], padding=4)
    book = show(made, width=360)
    explorer = book.explorer()
    hidden = explorer.run(
        """const next = [...root.querySelectorAll("button")]
            .find((button) => button.textContent.includes("Next"));
        const hidden = [];
        const inside = (part) => {
            const box = part.getBoundingClientRect();
            const { left, right } = part.closest(".scroll").getBoundingClientRect();
            return box.left > left - 4 && box.right < right + 4;
        };
        let cuts = new Set();
        for (let step = 0; step < 24; step += 1) {
            await frame();
            const seen = [...root.querySelectorAll("[data-state~=active], [data-state~=selected]")];
            if (!seen.every(inside)) hidden.push(step);
            cuts.add(root.querySelector(".grid.input .cut").dataset.cut);
            next.click();
        }
        return [hidden, [...cuts]];"""
    )
    assert hidden[0] == []
    assert set(hidden[1]) >= {"right", "left"}
    assert book.overflow() <= 0
