"""The explorer `as-matrix`: what is lit in its ways are the same products, everywhere."""

import runpy
from dataclasses import dataclass
from functools import partial

import numpy as np
import oracles
import pytest
from on_page import OnPage, Snapshot, severe
from playwright.sync_api import expect

from convlib.widgets import AsMatrix
from convlib.widgets.as_matrix.contract import example

COLUMNS, BACK = "Windows as columns", "Products to be added"
LOOP, SCATTER = "Loop", "The same loop, back"
GATHER, ROW = (
    "Pixel by pixel, with the kernel turned",
    "Row of Mᵀ on the output gradient",
)


def geometry() -> AsMatrix:
    """Return one with a stride, holes, and other zeros on each side."""
    rng = np.random.default_rng(8)
    image, kernel = rng.integers(1, 10, (3, 4)), rng.integers(1, 10, (2, 2))
    return AsMatrix(image, kernel, (1, 2), ((1, 0), (0, 2)), (1, 2))


def back(make) -> AsMatrix:
    """Return one that shows the way back."""
    explorer = make()
    explorer.transposed = True
    return explorer


def large() -> AsMatrix:
    """Return one whose M is 36 × 36."""
    rng = np.random.default_rng(9)
    return AsMatrix(rng.integers(1, 9, (6, 6)), rng.integers(-4, 5, (3, 3)), padding=1)


@dataclass(frozen=True)
class Product:
    """One product, under each of its names."""

    i: int
    j: int
    m: int
    n: int
    r: int
    c: int
    out: int
    cell: int
    pixel: int


def layer_of(made: AsMatrix) -> tuple:
    """Return stride, padding and dilation, apart for each axis and side."""
    stride, dilation = (np.broadcast_to(x, 2) for x in (made.stride, made.dilation))
    padding = made.padding
    if isinstance(padding, int):
        padding = (padding, padding)
    return stride, [np.broadcast_to(pads, 2) for pads in padding], dilation


def products(made: AsMatrix) -> list[Product]:
    """Return all, as the definition of a convolution has them."""
    size, kernel, (rows, cols) = (
        made.image.shape,
        made.kernel.shape,
        made.grad_output.shape,
    )
    stride, padding, dilation = layer_of(made)
    found = []
    for i, j in np.ndindex(rows, cols):
        for m, n in np.ndindex(kernel):
            r = i * stride[0] + m * dilation[0] - padding[0][0]
            c = j * stride[1] + n * dilation[1] - padding[1][0]
            if 0 <= r < size[0] and 0 <= c < size[1]:
                names = (i * cols + j, m * kernel[1] + n, r * size[1] + c)
                found.append(Product(i, j, m, n, int(r), int(c), *map(int, names)))
    return found


def check_lit(explorer: OnPage, said: Snapshot, wanted: list[Product]) -> None:
    """Check that exactly these products are lit: in every grid, and in the loop."""
    is_back = "Input" not in said.grids
    lit = {
        "Input gradient" if is_back else "Input": {(p.r, p.c) for p in wanted},
        "Output gradient" if is_back else "Output": {(p.i, p.j) for p in wanted},
        "Kernel": {(p.m, p.n) for p in wanted},
        BACK if is_back else COLUMNS: {(p.cell, p.out) for p in wanted},
        "Mᵀ" if is_back else "M": {
            (p.pixel, p.out) if is_back else (p.out, p.pixel) for p in wanted
        },
    }
    for name, places in lit.items():
        assert said.marked(name, "active") == places, name
    shown = variables(explorer, SCATTER if is_back else LOOP)
    for name in "ijmnrc":
        values = list(dict.fromkeys(getattr(p, name) for p in wanted))
        text = ", ".join(map(str, values)) or "–"
        if len(values) > 3:
            text = f"{values[0]} … {values[-1]}"
        assert shown[name] == text


def variables(explorer: OnPage, loop: str) -> dict[str, str]:
    """Return what stands under a loop."""
    return explorer.run(
        """const list = root.querySelector(`[role=listbox][aria-label="${given}"]`);
        return Object.fromEntries([...list.nextSibling.children].map((pair) =>
            [pair.firstChild.textContent, pair.lastChild.textContent]))""",
        loop,
    )


def lines(explorer: OnPage, loop: str) -> list[str]:
    """Return a program, line by line."""
    options = explorer.root.get_by_role("listbox", name=loop, exact=True)
    return options.get_by_role("option").all_text_contents()


def line(explorer: OnPage, loop: str, number: int):
    """Return a line of a program."""
    options = explorer.root.get_by_role("listbox", name=loop, exact=True)
    return options.get_by_role("option").nth(number)


MAKES = [example, geometry]
every = pytest.mark.parametrize("make", MAKES)
both_ways = pytest.mark.parametrize("is_back", [False, True])


# What is lit


@every
@both_ways
def test_the_same_products_are_lit_everywhere(show, make, is_back):
    """Select each cell of each grid in turn: forward, and on the way back."""
    made = back(make) if is_back else make()
    explorer, all_of_them = show(made).explorer(), products(made)
    of = {
        "Input gradient" if is_back else "Input": lambda p: (p.r, p.c),
        "Output gradient" if is_back else "Output": lambda p: (p.i, p.j),
        "Kernel": lambda p: (p.m, p.n),
        BACK if is_back else COLUMNS: lambda p: (p.cell, p.out),
        "Mᵀ" if is_back else "M": lambda p: (
            (p.pixel, p.out) if is_back else (p.out, p.pixel)
        ),
    }
    for grid, place in of.items():
        rows, cols = explorer.values(grid).shape
        corners = {(0, 0), (rows - 1, cols - 1), (rows // 2, cols // 2), (0, cols - 1)}
        for at in corners:
            explorer.focus(grid, *at)
            wanted = [p for p in all_of_them if place(p) == at]
            said = explorer.read()
            check_lit(explorer, said, wanted)
            assert said.marked(grid, "selected") == {at}
            selected = [name for name in said.grids if said.marked(name, "selected")]
            assert selected == [grid]


@every
@both_ways
def test_lines_of_the_loop_light_what_they_stand_for(show, make, is_back):
    made = back(make) if is_back else make()
    explorer, all_of_them = show(made).explorer(), products(made)
    loop = SCATTER if is_back else LOOP
    last = all_of_them[-1]
    explorer.focus(
        "Mᵀ" if is_back else "M",
        *((last.pixel, last.out) if is_back else (last.out, last.pixel)),
    )
    code = lines(explorer, loop)
    for number, text in enumerate(code):
        line(explorer, loop, number).click()
        expect(line(explorer, loop, number)).to_have_attribute("aria-selected", "true")
        if "for i, j" in text:
            wanted = [p for p in all_of_them if (p.i, p.j) == (last.i, last.j)]
        else:
            wanted = all_of_them if number == 0 else [last]
        check_lit(explorer, explorer.read(), wanted)


def test_a_number_that_is_none_of_the_kernels_lights_nothing(show):
    explorer = show(example()).explorer()
    explorer.select("M", 0, 8)
    said = explorer.read()
    check_lit(explorer, said, [])
    assert said.ledger == 0
    assert "output 0 does not read pixel 8" in said.spoken


# The programs


@pytest.mark.parametrize("make", [example, geometry, large])
@both_ways
def test_the_programs_shown_compute_it(show, make, is_back, tmp_path):
    """They are Python: run, they give what the explorer shows, and what loops give."""
    made = back(make) if is_back else make()
    explorer = show(made).explorer()
    expect(explorer.root.locator("[aria-busy=true]")).to_have_count(0)
    loops = [SCATTER, GATHER] if is_back else [LOOP]
    layer = (*layer_of(made), 1)
    images = made.image[None, None], made.kernel[None, None]
    if is_back:
        wanted = oracles.conv2d_backward(made.grad_output[None, None], *images, *layer)
        wanted = wanted[0][0, 0]
    else:
        wanted = oracles.conv2d(*images, [0], *layer)[0, 0]
    for loop in loops:
        given = {"np": np, "x": made.image, "w": made.kernel, "d": made.grad_output}
        path = tmp_path / "shown.py"
        path.write_text("\n".join(lines(explorer, loop)), encoding="utf-8")
        names = runpy.run_path(str(path), init_globals=given)
        np.testing.assert_array_equal(names["g" if is_back else "a"], wanted)


def test_keys_go_through_lines_and_passes(show):
    explorer = show(example()).explorer()
    line(explorer, LOOP, 0).focus()
    explorer.press("ArrowDown", "ArrowDown")
    expect(line(explorer, LOOP, 2)).to_be_focused()
    assert variables(explorer, LOOP)["n"] == "0"
    explorer.press("ArrowRight")
    assert [variables(explorer, LOOP)[name] for name in "ijmn"] == ["0", "0", "0", "1"]
    explorer.press("ArrowRight", "ArrowRight", "ArrowRight")
    assert [variables(explorer, LOOP)[name] for name in "ijmn"] == ["0", "1", "0", "0"]
    assert explorer.root.locator(".place").inner_text() == "product 5 of 16"
    explorer.press("ArrowLeft")
    assert [variables(explorer, LOOP)[name] for name in "ijmn"] == ["0", "0", "1", "1"]
    explorer.press("ArrowUp", "ArrowRight")
    assert explorer.root.locator(".place").inner_text() == "window 2 of 4"
    explorer.press("End")
    expect(line(explorer, LOOP, 4)).to_be_focused()
    explorer.press("ArrowDown", "Home", "ArrowUp")
    expect(line(explorer, LOOP, 0)).to_be_focused()
    check_lit(explorer, explorer.read(), products(example()))
    explorer.press("Escape")
    check_lit(explorer, explorer.read(), [])


def test_next_goes_on_at_the_line_that_is_selected(show):
    made = example()
    explorer, all_of_them = show(made).explorer(), products(made)
    line(explorer, LOOP, 4).click()
    for product in all_of_them[1:]:
        explorer.button("Next").click()
        check_lit(explorer, explorer.read(), [product])
    assert not explorer.read().buttons["Next"]
    explorer.select("Output", 0, 1)
    explorer.button("Next").click()
    assert explorer.read().marked("Output", "selected") == {(1, 0)}


# The way back


@every
def test_rows_of_the_transpose_are_the_turned_kernel_on_the_deltas(show, make):
    made = back(make)
    explorer = show(made).explorer()
    stride, dilation = (np.broadcast_to(x, 2) for x in (made.stride, made.dilation))
    for number, pixel in enumerate(np.ndindex(made.image.shape)):
        explorer.focus("Input gradient", *pixel)
        said = explorer.read()
        laid = said.values(ROW)[:: stride[0], :: stride[1]]
        assert laid.ravel().tolist() == made.matrix.T[number].tolist()
        # All that is not 0, with what lies on zeros, is the kernel, turned.
        across = np.array([[cell["value"] for cell in row] for row in said.grids[ROW]])
        rows, cols = np.nonzero(across)
        found = across[
            rows.min() : rows.max() + 1 : dilation[0],
            cols.min() : cols.max() + 1 : dilation[1],
        ]
        assert found.tolist() == made.turned.tolist()


def test_zeros_around_the_deltas_are_kernel_size_less_one(show):
    explorer = show(back(example)).explorer()
    explorer.focus("Input gradient", 0, 0)
    rim = {(r, c) for r in range(-1, 3) for c in range(-1, 3)} - {*np.ndindex(2, 2)}
    assert explorer.read().marked(ROW, "padding") == rim
    text = explorer.root.locator(".row-of-m .hint").inner_text()
    assert "1 top, 1 bottom, 1 left, 1 right" in text
    explorer.set("Padding", 1)
    assert explorer.read().marked(ROW, "padding") == set()
    explorer.set("Padding", 0)
    explorer.set("Dilation", 2)
    assert explorer.values(ROW).shape == (1, 1)
    assert len(explorer.read().marked(ROW, "padding")) == 24


def test_zeros_between_the_deltas_with_a_stride(show):
    made = AsMatrix(np.ones((4, 4), int), [[1, 2], [3, 4]], stride=2)
    explorer = show(back(lambda: made)).explorer()
    explorer.focus("Input gradient", 1, 1)
    between = {(0, 1), (1, 0), (1, 1), (1, 2), (2, 1)}
    said = explorer.read()
    assert said.marked(ROW, "zero") - said.marked(ROW, "padding") == between
    assert lines(explorer, GATHER)[:2] == [
        "apart = np.zeros((3, 3))",
        "apart[::2, ::2] = d",
    ]


def test_the_turned_loop_lights_a_row_of_the_transpose(show):
    made = back(example)
    explorer, all_of_them = show(made).explorer(), products(made)
    explorer.focus("Input gradient", 1, 1)
    line(explorer, GATHER, 2).click()
    check_lit(explorer, explorer.read(), [p for p in all_of_them if p.pixel == 4])
    explorer.press("ArrowDown")
    turned = [variables(explorer, GATHER)[name] for name in ("r", "c", "m", "n")]
    assert turned == ["1", "1", "0", "0"]
    assert variables(explorer, GATHER)["turned[m, n]"] == "4"
    assert [variables(explorer, SCATTER)[name] for name in "mn"] == ["1", "1"]
    explorer.press("ArrowRight")
    assert variables(explorer, GATHER)["turned[m, n]"] == "3"
    explorer.cell(ROW, 1, 1).click()
    assert explorer.read().marked("Mᵀ", "selected") == {(4, 3)}


def test_deltas_are_edited_and_follow_the_shape(show):
    explorer = show(back(example)).explorer()
    explorer.edit("Output gradient", 0, 0, "10")
    assert explorer.values("Input gradient")[0].tolist() == [10, 22, 4]
    explorer.paste("Kernel", 0, 0, "1 0")
    said = explorer.read()
    assert said.values("Output gradient").shape == (3, 2)
    np.testing.assert_array_equal(
        said.values("Input gradient")[:, :2], said.values("Output gradient")
    )
    assert not said.values("Input gradient")[:, 2].any()


# Large ones


def test_a_large_matrix_is_coloured_and_linked(show):
    made = large()
    explorer, all_of_them = show(made).explorer(), products(made)
    picture = explorer.root.get_by_role("img", name="M, 36 × 36, in colours")
    expect(picture).to_be_visible()
    assert "16 × 16" in explorer.root.locator(".coloured .hint").last.inner_text()

    def lit() -> set[tuple[int, int]]:
        places = picture.locator(".lit").evaluate_all(
            "(cells) => cells.map((cell) => cell.dataset.at)"
        )
        return {tuple(map(int, at.split(","))) for at in places}

    explorer.focus("Input", 2, 3)
    assert lit() == {(p.out, p.pixel) for p in all_of_them if p.pixel == 15}
    explorer.focus("Output", 5, 5)
    assert lit() == {(p.out, p.pixel) for p in all_of_them if p.out == 35}
    box = picture.bounding_box()
    target = all_of_them[40]
    picture.click(
        position={
            "x": (target.pixel + 0.5) * box["width"] / 36,
            "y": (target.out + 0.5) * box["height"] / 36,
        }
    )
    assert lit() == {(target.out, target.pixel)}
    assert explorer.read().marked("Kernel", "active") == {(target.m, target.n)}


# The image that goes round


def number(text: str) -> complex:
    """Return the number that is written as 3 − 2i."""
    text = text.replace(" ", "").replace("−", "-").replace("i", "j")
    return complex(text)


@pytest.mark.parametrize(
    "make", [example, geometry, partial(AsMatrix, [[1, 2, 3, 4]], [[2, 1]])]
)
def test_the_image_that_goes_round(show, make):
    made = make()
    explorer = show(made).explorer()
    explorer.button("If the image goes round").click()
    expect(explorer.root.locator(".round")).to_be_visible()
    said = explorer.read()
    np.testing.assert_array_equal(said.values("M, going round"), made.circulant)
    rows = explorer.root.locator(".round tbody tr").all()
    table = np.array(
        [[number(cell) for cell in row.locator("td").all_inner_texts()] for row in rows]
    )
    image, kernel, product = table.T
    np.testing.assert_allclose(kernel, made.spectrum.ravel(), atol=0.008)
    np.testing.assert_allclose(image, np.fft.fft2(made.image).ravel(), atol=0.008)
    np.testing.assert_allclose(
        product, (np.fft.fft2(made.image) * made.spectrum).ravel(), atol=0.008
    )
    np.testing.assert_allclose(
        said.values("The products, transformed back").ravel(),
        made.circulant @ made.image.ravel(),
        atol=1e-9,
    )


def test_a_kernel_that_meets_itself_goes_not_round(show):
    made = AsMatrix([[1, 2]], [[1, 2, 3]], padding=1)
    made.circular = True
    text = show(made).explorer().root.locator(".circle p")
    expect(text).to_contain_text("longer than the image")


# On a phone


def test_one_way_at_a_time_and_the_selection_stays(show):
    made = example()
    book = show(made, width=360, touch=True)
    explorer, all_of_them = book.explorer(), products(made)
    expect(explorer.root.get_by_role("listbox")).to_be_visible()
    assert not {COLUMNS, "M"} & explorer.read().grids.keys()
    line(explorer, LOOP, 4).tap()
    explorer.button("Next").tap()
    explorer.root.get_by_role("radio", name="columns").check()
    product = all_of_them[1]
    assert explorer.read().marked(COLUMNS, "active") == {(product.cell, product.out)}
    explorer.root.get_by_role("radio", name="matrix").check()
    said = explorer.read()
    assert said.marked("M", "active") == {(product.out, product.pixel)}
    assert COLUMNS not in said.grids
    explorer.switch("Transposed").tap()
    assert explorer.read().marked("Mᵀ", "active") == {(product.pixel, product.out)}
    expect(explorer.root.get_by_role("listbox", name=GATHER)).to_be_visible()
    assert book.overflow() <= 0
    book.page.set_viewport_size({"width": 1200, "height": 800})
    expect(explorer.root.get_by_role("listbox")).to_have_count(2)
    expect(explorer.root.get_by_role("radio")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "views"), [(360, ("loop", "columns", "matrix")), (1200, ("loop",))]
)
def test_fits_and_is_accessible_in_every_state(show, width, views):
    """There is room for all views at once in a wide window."""
    round_about = example()
    round_about.circular = True
    makes = [
        example(),
        back(example),
        back(geometry),
        large(),
        back(large),
        round_about,
    ]
    for view in views:
        for made in makes:
            made.view = view
        book = show(*makes, width=width)
        expect(book.page.locator("[aria-busy=true]")).to_have_count(0)
        assert book.overflow() <= 0
        assert severe(book.accessibility_findings()) == []
        for number_of in range(len(makes)):
            assert book.explorer(number_of).small_targets(24) == []
