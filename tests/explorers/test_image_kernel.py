"""The explorer `image-kernel`: a photograph filtered while one watches."""

from base64 import b64decode
from io import BytesIO

import numpy as np
import pytest
from matplotlib import cbook
from on_page import OnPage, severe
from PIL import Image
from playwright.sync_api import expect

from convlib.widgets import ImageKernel
from convlib.widgets.image_kernel import MODES

SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
SHARPEN = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
KNOWN = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "blur": np.full((3, 3), 1 / 9),
    "blur 5 × 5": np.full((5, 5), 1 / 25),
    "sharpen": SHARPEN,
    "edge": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    "Sobel →": SOBEL,
    "Sobel ↓": np.transpose(SOBEL),
}


@pytest.fixture(scope="module")
def photograph() -> np.ndarray:
    """Grace Hopper, by the United States Navy (public domain), 128 × 128 grey."""
    path = cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    picture = Image.open(path).convert("L").crop((0, 30, 512, 542))
    return np.asarray(picture.resize((128, 128), Image.Resampling.BOX))


def pixels(explorer: OnPage, name: str) -> np.ndarray:
    """Return the grey values that a picture shows."""
    data = explorer.run(
        """const canvas = root.querySelector(`[data-picture="${given}"] canvas`);
        const { width, height } = canvas;
        const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
        return [width, [...data].filter((_, n) => n % 4 === 0)];""",
        name,
    )
    width, grey = data
    return np.reshape(grey, (-1, width))


def as_shown(sums: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the sums as grey values."""
    signed = abs(np.sum(kernel)) < 1e-9
    return np.clip(np.rint(sums / 2 + 128 if signed else sums), 0, 255)


def assert_filtered(explorer: OnPage, made: ImageKernel) -> None:
    """Compare every pixel shown with convlib's sums; a rounding may go either way."""
    explorer.run("await frame()")
    expected = as_shown(made.output, made.kernel)
    shown = pixels(explorer, "Output")
    assert shown.shape == expected.shape
    assert np.abs(shown - expected).max() <= 1
    assert (shown != expected).mean() < 0.01


def at(explorer: OnPage) -> tuple[int, int, float]:
    """Return the pixel selected: row, column and its sum."""
    data = explorer.root.locator('[data-picture="Output"]').evaluate("(e) => e.dataset")
    return int(data["row"]), int(data["col"]), float(data["value"])


def test_shows_the_photograph_and_its_filtering(show, photograph):
    made = ImageKernel(photograph, SOBEL)
    explorer = show(ImageKernel(photograph, SOBEL)).explorer()
    assert explorer.read().kind == "image-kernel"
    explorer.run("await frame()")
    np.testing.assert_array_equal(pixels(explorer, "Input"), photograph)
    assert_filtered(explorer, made)
    assert at(explorer) == (63, 63, made.output[63, 63])
    assert explorer.read().ledger == made.output[63, 63]
    window = explorer.values("Neighbourhood")
    np.testing.assert_array_equal(window, photograph[63:66, 63:66])


def test_known_kernels(show, photograph):
    explorer = show(ImageKernel(photograph, [[0] * 3] * 3)).explorer()
    for name, kernel in KNOWN.items():
        explorer.root.get_by_label("Filter").select_option(name)
        made = ImageKernel(photograph, kernel)
        np.testing.assert_allclose(explorer.values("Kernel"), made.kernel, rtol=1e-15)
        assert_filtered(explorer, made)
        explorer.button("Reset").click()


def test_stride_and_dilation(show, photograph):
    made = ImageKernel(photograph, SHARPEN)
    explorer = show(ImageKernel(photograph, SHARPEN)).explorer()
    for stride, dilation in [(2, 1), (1, 4), (3, 8), (4, 2)]:
        explorer.set("Dilation", dilation)
        explorer.set("Stride", stride)
        made.stride, made.dilation = stride, dilation
        assert_filtered(explorer, made)
        row, col, value = at(explorer)
        assert value == made.output[row, col]
        cut = photograph[row * stride :, col * stride :]
        window = cut[::dilation, ::dilation][:3, :3]
        np.testing.assert_array_equal(explorer.values("Neighbourhood"), window)
        explorer.button("Reset").click()


def test_editing_the_kernel(show, photograph):
    explorer = show(ImageKernel(photograph, SOBEL)).explorer()
    explorer.edit("Kernel", 0, 1, "2.5")
    kernel = np.array(SOBEL, float)
    kernel[0, 1] = 2.5
    assert_filtered(explorer, ImageKernel(photograph, kernel))
    assert explorer.root.get_by_label("Filter").input_value() == ""
    explorer.edit("Kernel", 0, 1, "much")
    assert "not a number" in explorer.alert.inner_text()
    explorer.set("Kernel size", 5)
    assert_filtered(explorer, ImageKernel(photograph, np.pad(kernel, 1)))
    explorer.set("Kernel size", 3)
    np.testing.assert_array_equal(explorer.values("Kernel"), kernel)
    explorer.button("Reset").click()
    np.testing.assert_array_equal(explorer.values("Kernel"), SOBEL)


def test_the_pixel_under_the_pointer(show, photograph):
    made = ImageKernel(photograph, SOBEL)
    explorer = show(made).explorer()
    picture = explorer.root.locator('[data-picture="Output"]')
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page = explorer.page
    page.mouse.move(
        box["x"] + 20.5 / 126 * box["width"], box["y"] + 100.5 / 126 * box["height"]
    )
    assert at(explorer) == (100, 20, made.output[100, 20])
    assert explorer.read().ledger == made.output[100, 20]
    box = explorer.root.locator('[data-picture="Input"]').bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] - 1)
    assert at(explorer)[:2] == (125, 0)


def test_by_keyboard(show, photograph):
    made = ImageKernel(photograph, SOBEL)
    explorer = show(made).explorer()
    explorer.root.locator('[data-picture="Output"]').focus()
    explorer.press("ArrowUp", "ArrowLeft", "Shift+ArrowDown")
    assert at(explorer) == (72, 62, made.output[72, 62])
    explorer.press(*["Shift+ArrowRight"] * 8)
    assert at(explorer)[:2] == (72, 125)
    explorer.press("Escape")
    assert explorer.read().ledger is None


def test_by_touch(show, photograph):
    made = ImageKernel(photograph, SOBEL)
    explorer = show(made, width=360, touch=True).explorer()
    explorer.root.locator('[data-picture="Output"]').tap(position={"x": 1, "y": 1})
    assert at(explorer) == (0, 0, made.output[0, 0])


def test_a_picture_of_the_readers_own(show, photograph, tmp_path):
    colours = np.random.default_rng(2).integers(0, 256, (60, 90, 3), np.uint8)
    path = tmp_path / "own.png"
    Image.fromarray(colours).save(path)
    made = ImageKernel(photograph, SHARPEN)
    explorer = show(ImageKernel(photograph, SHARPEN)).explorer()
    own = explorer.root.get_by_label("Your picture")
    own.set_input_files(path)
    expect(explorer.root.locator('[data-picture="Input"] canvas')).to_have_attribute(
        "width", "90"
    )
    explorer.run("await frame()")
    grey = colours @ [0.299, 0.587, 0.114]
    shown = pixels(explorer, "Input")
    assert np.abs(shown - grey).max() <= 0.5 + 1e-6
    assert_filtered(explorer, ImageKernel(shown, SHARPEN))
    path.write_text("no picture")
    own.set_input_files(path)
    expect(explorer.alert).to_contain_text("own.png")
    explorer.button("Reset").click()
    assert_filtered(explorer, made)


def test_a_small_picture_keeps_the_kernel_inside(show):
    image = np.arange(81).reshape(9, 9)
    made = ImageKernel(image, SHARPEN)
    made.dilation = 4
    explorer = show(made).explorer()
    explorer.root.get_by_label("Filter").select_option("blur 5 × 5")
    assert explorer.read().setting("Dilation") == 2
    assert pixels(explorer, "Output").shape == (1, 1)


@pytest.mark.parametrize("width", [360, 1200])
def test_fits_and_is_accessible(show, photograph, width):
    explorers = [
        ImageKernel(photograph, SOBEL),
        ImageKernel(photograph, np.full((5, 5), 0.04)),
    ]
    book = show(*explorers, width=width)
    assert book.overflow() == 0
    assert severe(book.accessibility_findings()) == []


def test_in_chinese(show, photograph):
    explorer = show(ImageKernel(photograph, SOBEL), lang="zh").explorer()
    assert explorer.root.get_by_text("中灰是 0").is_visible()


def test_without_javascript_there_are_the_pictures(photograph):
    made = ImageKernel(photograph, SHARPEN)
    html = made.to_html()
    pictures = [
        np.asarray(Image.open(BytesIO(b64decode(part.split('"')[0]))).convert("L"))
        for part in html.split("base64,")[1:]
    ]
    np.testing.assert_array_equal(pictures[0], photograph)
    np.testing.assert_array_equal(pictures[1], as_shown(made.output, made.kernel))


def test_borders_are_shown_around_the_picture(show, photograph):
    explorer = show(ImageKernel(photograph, SOBEL)).explorer()
    edge = explorer.root.locator(".edge")
    expect(edge).to_have_count(0)
    explorer.unfold()
    explorer.set("Padding", 9)
    expect(edge).to_have_count(1)
    for mode, name in MODES.items():
        explorer.root.get_by_label("Padding mode").select_option(mode)
        made = ImageKernel(photograph, SOBEL, padding=9, padding_mode=mode)
        assert_filtered(explorer, made)
        around = np.pad(photograph, 9, name)
        np.testing.assert_array_equal(pixels(explorer, "Input"), around)
        explorer.root.locator('[data-picture="Output"]').focus()
        explorer.press(*["Shift+ArrowUp"] * 9)
        row, col, value = at(explorer)
        assert (row, value) == (0, made.output[0, col])
        window = around[:3, col : col + 3]
        np.testing.assert_array_equal(explorer.values("Neighbourhood"), window)
    assert "padding 9" in explorer.read().label


def test_a_border_that_a_small_picture_does_not_fill_is_not_offered(show):
    image = np.arange(81).reshape(9, 9)
    explorer = show(ImageKernel(image, SHARPEN, padding=9)).explorer()
    explorer.unfold()
    modes = explorer.root.get_by_label("Padding mode").locator("option")
    options = modes.evaluate_all("(all) => all.map((o) => [o.value, o.disabled])")
    assert dict(options) == {
        "zeros": False,
        "reflect": True,
        "replicate": False,
        "circular": False,
    }
    explorer.set("Padding", 8)
    expect(modes.nth(1)).to_be_enabled()
    assert explorer.read().sliders["Padding"]["max"] == 8


def test_an_oblong_kernel_is_pasted_and_grows_around_its_middle(show, photograph):
    explorer = show(ImageKernel(photograph, SOBEL)).explorer()
    explorer.paste("Kernel", 0, 0, "1\t2\t3\t4\t5\n0\t0\t1\t0\t0")
    kernel = np.array([[1, 2, 3, 4, 5], [0, 0, 1, 0, 0]])
    np.testing.assert_array_equal(explorer.values("Kernel"), kernel)
    assert_filtered(explorer, ImageKernel(photograph, kernel))
    explorer.unfold()
    explorer.switch("Rows and columns apart").click()
    explorer.set("Kernel rows", 4)
    explorer.set("Kernel columns", 3)
    cut = np.pad(kernel, ((1, 1), (0, 0)))[:, 1:4]
    np.testing.assert_array_equal(explorer.values("Kernel"), cut)
    explorer.set("Stride columns", 2)
    explorer.set("Dilation rows", 3)
    explorer.set("Padding left", 2)
    made = ImageKernel(photograph, cut, (1, 2), ((0, 0), (2, 0)), (3, 1))
    assert_filtered(explorer, made)
    link = explorer.copied("Copy link")
    explorer.page.goto("about:blank")
    explorer.page.goto(link)
    expect(explorer.slider("Dilation rows")).to_have_value("3")
    assert_filtered(explorer, made)


@pytest.mark.parametrize(
    ("kernel", "says"),
    [
        (SOBEL, "its rank is 1"),
        ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], "its rank is 2"),
        (np.full((3, 5), 1 / 15), "3 + 5 = 8 products instead of 15"),
        ([[0, 0], [0, 0]], "its rank is 0"),
    ],
)
def test_whether_a_kernel_is_separable_is_said_when_asked(
    show, photograph, kernel, says
):
    explorer = show(ImageKernel(photograph, kernel)).explorer()
    explorer.unfold()
    text = explorer.root.get_by_text(says)
    expect(text).to_be_hidden()
    explorer.root.get_by_text("Is it separable?").click()
    expect(text).to_be_visible()
    if "Column" in explorer.read().grids:
        product = explorer.values("Column") * explorer.values("Row")
        np.testing.assert_allclose(product, kernel, rtol=1e-12)
    assert ("Column" in explorer.read().grids) == (np.linalg.matrix_rank(kernel) == 1)
