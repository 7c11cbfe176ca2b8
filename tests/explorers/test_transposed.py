"""The explorer `transposed`: three ways to the same numbers, and each cell's sum."""

import numpy as np
import pytest
from on_page import severe

import convlib
from convlib.widgets import Transposed

IMAGE, KERNEL = [[1, 2], [3, 4]], np.arange(1, 17).reshape(4, 4)
VIEWS = ("stamp and add", "insert zeros", "matrix")


def notes() -> Transposed:
    """Return the notes' example: 2 × 2 cells, kernel 4 × 4, stride 3."""
    return Transposed(IMAGE, KERNEL, stride=3)


def odd() -> Transposed:
    """Return one in which nothing is square, and holes, cut and extra cells occur."""
    rng = np.random.default_rng(4)
    image, kernel = rng.integers(-9, 10, (3, 4)), rng.integers(-9, 10, (2, 3))
    return Transposed(image, kernel, stride=2, padding=1, output_padding=2, dilation=3)


def cut() -> Transposed:
    """Return one whose padding is larger than what the kernel reaches over."""
    return Transposed([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 2], [3, 4]], 2, padding=2)


def apart() -> Transposed:
    """Return one whose rows and columns have steps and zeros of their own."""
    rng = np.random.default_rng(5)
    image, kernel = rng.integers(-9, 10, (3, 2)), rng.integers(-9, 10, (2, 3))
    return Transposed(image, kernel, (1, 3), (0, 2), (1, 0), (2, 1))


EVERY = [notes, odd, cut, apart]
views = pytest.mark.parametrize("view", VIEWS)


def choose(explorer, view: str) -> None:
    explorer.root.get_by_role("radio", name=view).check()


def stamps(made: Transposed, row: int, col: int) -> dict[tuple[int, int], float]:
    """Return the outputs that an input's stamp lands on, with the weights."""
    rows, cols = made.output.shape
    landed = {}
    stride, dilation, padding = (
        np.broadcast_to(getattr(made, name), 2).tolist()
        for name in ("stride", "dilation", "padding")
    )
    for (m, n), weight in np.ndenumerate(made.kernel):
        i = row * stride[0] + m * dilation[0] - padding[0]
        j = col * stride[1] + n * dilation[1] - padding[1]
        if 0 <= i < rows and 0 <= j < cols:
            landed[i, j] = weight
    return landed


@views
def test_every_view_shows_the_same_numbers(show_all, view):
    for made, explorer in show_all(EVERY):
        choose(explorer, view)
        said = explorer.read()
        assert said.kind == "transposed"
        np.testing.assert_array_equal(said.values("Input"), made.image)
        np.testing.assert_array_equal(said.values("Kernel"), made.kernel)
        np.testing.assert_array_equal(said.values("Output"), made.output)
        np.testing.assert_array_equal(said.values("Overlap"), made.overlap)
        assert said.ledger == made.output.flat[made.overlap.argmax()]


def test_the_notes_numbers(show):
    said = show(notes()).explorer().read()
    assert said.values("Output")[3].tolist() == [16, 20, 24, 58, 36, 42, 48]
    assert said.values("Overlap")[3].tolist() == [2, 2, 2, 4, 2, 2, 2]
    assert said.marked("Output", "selected") == {(3, 3)}
    assert said.marked("Kernel", "active") == {(0, 0), (0, 3), (3, 0), (3, 3)}
    assert "1 times 16, plus 2 times 13, plus 3 times 4, plus 4 times 1" in said.spoken
    assert said.ledger == 58


def test_each_output_has_its_sum(show_all):
    for made, explorer in show_all(EVERY):
        reads = {
            (i, j): {
                (row, col)
                for row, col in np.ndindex(made.image.shape)
                if (i, j) in stamps(made, row, col)
            }
            for i, j in np.ndindex(made.output.shape)
        }
        for at, said in explorer.survey("Output").items():
            assert said.ledger == made.output[at]
            assert said.marked("Output", "selected") == {at}
            assert said.marked("Input", "active") == reads[at]
            assert len(reads[at]) == made.overlap[at]
        for view in VIEWS[1:]:
            choose(explorer, view)
            for at in [(0, 0), tuple(np.array(made.output.shape) - 1)]:
                explorer.focus("Output", *at)
                assert explorer.read().ledger == made.output[at]


def test_each_input_shows_where_its_stamp_lands(show_all):
    for made, explorer in show_all(EVERY):
        for at, said in explorer.survey("Input").items():
            landed = stamps(made, *at)
            fed = {
                (cell["row"], cell["col"]): cell["text"]
                for cell in said.cells("Output")
                if "fed" in cell["states"]
            }
            assert fed.keys() == landed.keys()
            for place, text in fed.items():
                weight = str(landed[place]).replace("-", "−")
                assert text == f"{made.output[place]}×{weight}".replace("-", "−")
            assert said.ledger == made.image[at]


def test_each_weight_lands_once_for_each_input(show):
    explorer = show(notes()).explorer()
    said = explorer.survey("Kernel")[1, 2]
    assert said.marked("Output", "fed") == {(1, 2), (1, 5), (4, 2), (4, 5)}
    assert said.marked("Input", "active") == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_playing_adds_stamp_by_stamp(show):
    explorer = show(notes()).explorer()
    explorer.button("Next").click()
    seen = []
    for _ in range(4):
        said = explorer.read()
        (at,) = said.marked("Input", "selected")
        seen.append(at)
        image = np.zeros((2, 2), int)
        for place in seen:
            image[place] = IMAGE[place[0]][place[1]]
        expected = convlib.conv_transpose2d(image, KERNEL, stride=3)
        np.testing.assert_array_equal(said.values("Output"), expected)
        laid = convlib.conv_transpose2d((image > 0) + 0, KERNEL**0, stride=3)
        np.testing.assert_array_equal(said.values("Overlap"), laid)
        if explorer.button("Next").is_enabled():
            explorer.button("Next").click()
    assert seen == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_stamp_by_stamp_what_padding_cuts_off_comes_later_too(show):
    explorer = show(notes()).explorer()
    explorer.button("Next").click()
    explorer.set("Padding", 2)
    now = explorer.read()
    first = stamps(Transposed(IMAGE, KERNEL, stride=3, padding=2), 0, 0)
    inside = {(i, j) for i in range(3) for j in range(3)}
    assert now.marked("Output", "later") & inside == inside - set(first)
    assert (-1, 4) in now.marked("Output", "later")
    assert (-1, 1) not in now.marked("Output", "later")


def test_zeros_between_and_around_the_inputs(show):
    made, explorer = notes(), show(notes()).explorer()
    choose(explorer, "insert zeros")
    said = explorer.read()
    stretched = said.values("Input with zeros")
    assert stretched.tolist() == [[1, 0, 0, 2], [0] * 4, [0] * 4, [3, 0, 0, 4]]
    assert len(said.grids["Input with zeros"]) == 4 + 2 * 3
    padded = np.pad(stretched, 3)
    turned = made.kernel[::-1, ::-1]
    np.testing.assert_array_equal(convlib.conv2d(padded, turned), made.output)
    explorer.select("Input with zeros", 3, 0)
    assert explorer.read().marked("Input", "selected") == {(1, 0)}


def test_matrix_row_of_the_selected_output(show):
    explorer = show(notes()).explorer()
    choose(explorer, "matrix")
    M = convlib.conv_matrix(KERNEL, 7, stride=3)
    said = explorer.read()
    assert said.values("Mᵀ").tolist() == M.T.tolist()
    assert said.marked("Mᵀ", "active") == {(24, n) for n in range(4)}
    assert M.T[24].tolist() == [16, 13, 4, 1]
    on = explorer.root.locator(".bordered .totals .on .chip")
    assert on.inner_text() == "58"
    explorer.select("Mᵀ", 25, 0)
    assert explorer.read().marked("Output", "selected") == {(3, 4)}
    explorer.focus("Output", 6, 6)
    assert on.inner_text() == "64"
    assert explorer.read().marked("Mᵀ", "active") == {(48, 3)}
    box = explorer.root.locator(".bordered .scroll").bounding_box()
    line = explorer.cell("Mᵀ", 48, 3).bounding_box()
    assert box["y"] <= line["y"] <= box["y"] + box["height"]


def test_controls_reach_possible_settings_only(show):
    explorer = show(notes()).explorer()
    rng = np.random.default_rng(3)
    names = ("Stride", "Padding", "Output padding")
    moves = [(str(rng.choice(names)), float(rng.random())) for _ in range(60)]
    for said in explorer.walk(moves):
        setting = {name: said.setting(name) for name in names}
        made = Transposed(IMAGE, KERNEL, *setting.values())
        np.testing.assert_array_equal(said.values("Output"), made.output)
        np.testing.assert_array_equal(said.values("Overlap"), made.overlap)
        assert said.alert is None


def test_an_exercise_of_another_size_is_pasted(show):
    """2 × 2 cells, a kernel 3 × 3 and stride 2: five by five come out."""
    kernel = np.arange(1, 10).reshape(3, 3)
    explorer = show(notes()).explorer()
    explorer.paste("Kernel", 0, 0, "1 2 3\n4 5 6\n7 8 9")
    explorer.set("Stride", 2)
    said = explorer.read()
    assert said.values("Output").shape == (5, 5)
    np.testing.assert_array_equal(
        said.values("Output"), convlib.conv_transpose2d(IMAGE, kernel, stride=2)
    )
    for view in VIEWS:
        choose(explorer, view)
        explorer.focus("Output", 2, 2)
        assert explorer.read().ledger == said.values("Output")[2, 2]


def test_sizes_and_dilation_are_folded_away(show):
    """Moved at random, together with what is in sight; every picture is right."""
    explorer = show(notes()).explorer()
    explorer.unfold()
    rng = np.random.default_rng(1)
    names = ["Input size", "Kernel size", "Dilation"]
    names += ["Stride", "Padding", "Output padding"]
    moves = [(str(rng.choice(names)), float(rng.random())) for _ in range(80)]
    sizes = set()
    for said in explorer.walk(moves):
        dilation, *setting = map(said.setting, names[2:])
        made = Transposed(
            said.values("Input"), said.values("Kernel"), *setting, dilation
        )
        np.testing.assert_array_equal(said.values("Output"), made.output)
        np.testing.assert_array_equal(said.values("Overlap"), made.overlap)
        assert max(made.output.shape) <= Transposed.caps["output"]
        sizes.add((made.image.shape, made.kernel.shape, dilation))
    assert len(sizes) > 20


def test_more_than_can_be_shown_cannot_be_reached(show):
    explorer = show(Transposed(np.ones((10, 10), int), [[1, 2], [3, 4]])).explorer()
    explorer.set("Stride", explorer.read().sliders["Stride"]["max"])
    said = explorer.read()
    assert said.setting("Stride") == 3
    assert said.values("Output").shape == (29, 29)
    note = "Stride stops at 3: more than 32 × 32 numbers would come out."
    assert explorer.root.locator(".note").first.inner_text() == note


def test_each_axis_has_its_own_size_formula(show):
    explorer = show(apart()).explorer()
    height, width = explorer.root.locator(".formula p").all_inner_texts()
    rows, cols = apart().output.shape
    assert height.endswith(f"+ 1 + 1 = {rows}") and "2·0" in height
    assert width.endswith(f"+ 0 + 1 = {cols}") and "2·2" in width


def test_nothing_of_the_output_is_seen_in_practice(show):
    """Neither in the matrix: its sums are the output."""
    made = notes()
    made.practice, made.view = True, "matrix"
    explorer = show(made).explorer()
    totals = explorer.root.locator(".bordered .totals > span")
    assert totals.count() == 49
    assert totals.locator(".chip").count() == 0
    assert explorer.read().ledger is None


def test_output_padding_stays_below_the_stride(show):
    explorer = show(notes()).explorer()
    explorer.set("Output padding", 2)
    said = explorer.read()
    assert said.values("Output").shape == (9, 9)
    assert said.sliders["Output padding"]["max"] == 2
    assert said.sliders["Stride"]["min"] == 3
    assert "below the stride" in explorer.root.locator(".note").inner_text()
    assert explorer.root.locator(".formula").inner_text().endswith("+ 2 + 1 = 9")


def test_padding_cuts_off_what_is_still_shown_around(show):
    explorer = show(Transposed(IMAGE, KERNEL, 3, padding=1)).explorer()
    said = explorer.read()
    whole = convlib.conv_transpose2d(IMAGE, KERNEL, stride=3)
    around = {
        (cell["row"], cell["col"]): cell["value"]
        for cell in said.cells("Output")
        if "padding" in cell["states"]
    }
    assert len(around) == 49 - 25
    for (row, col), value in around.items():
        assert value == whole[row + 1, col + 1]


def test_edited_and_refused_values(show):
    explorer = show(notes()).explorer()
    explorer.edit("Input", 0, 1, "-1.5")
    said = explorer.read()
    expected = convlib.conv_transpose2d([[1, -1.5], [3, 4]], KERNEL, stride=3)
    np.testing.assert_array_equal(said.values("Output"), expected)
    explorer.edit("Kernel", 2, 2, "x")
    assert "not a number" in explorer.alert.inner_text()
    np.testing.assert_array_equal(explorer.values("Kernel"), KERNEL)
    explorer.button("Reset").click()
    assert explorer.read().values("Input").tolist() == IMAGE


def test_by_keyboard(show):
    explorer = show(notes()).explorer()
    explorer.focus("Output", 3, 3)
    explorer.press("ArrowUp", "ArrowRight")
    assert explorer.focused_cell() == ("Output", 2, 4)
    assert explorer.read().ledger == 20
    explorer.press("Escape")
    assert explorer.read().ledger is None
    explorer.root.get_by_role("radio", name="stamp and add").focus()
    explorer.press("ArrowRight")
    assert explorer.root.get_by_role("radio", name="insert zeros").is_checked()
    explorer.press("ArrowRight")
    assert explorer.root.locator(".bordered").is_visible()


@pytest.mark.parametrize("width", [360, 1200])
def test_fits_and_is_accessible_in_every_view(show, width):
    explorers = [notes(), odd(), cut(), apart()]
    views = ("matrix", "zeros", "stamp", "zeros")
    for explorer, view in zip(explorers, views, strict=True):
        explorer.view = view
    book = show(*explorers, width=width)
    assert book.overflow() == 0
    assert severe(book.accessibility_findings()) == []


def test_in_chinese(show):
    explorer = show(notes(), lang="zh").explorer()
    assert explorer.root.get_by_role("radio", name="盖章相加").is_checked()
    assert explorer.read().ledger == 58
