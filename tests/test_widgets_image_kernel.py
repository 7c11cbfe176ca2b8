"""The Python side of the explorer `image-kernel`: picture, refusals, page."""

from base64 import b64decode

import checks
import numpy as np
import pytest
import traitlets
from markup import parse

import convlib
from convlib.widgets import ImageKernel

IMAGE = np.random.default_rng(1).integers(0, 256, (11, 14), np.uint8)
IMAGE[0, :2] = 0, 255  # so that one step further is outside
SHARPEN = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]


def test_output_is_convlibs_and_not_cut_off():
    explorer = ImageKernel(IMAGE, SHARPEN)
    expected = convlib.conv2d(IMAGE.astype(int), SHARPEN)
    np.testing.assert_array_equal(explorer.output, expected)
    assert explorer.output.min() < 0 or explorer.output.max() > 255
    explorer.stride, explorer.dilation = 2, 3
    expected = convlib.conv2d(IMAGE.astype(int), SHARPEN, stride=2, dilation=3)
    np.testing.assert_array_equal(explorer.output, expected)


def test_the_picture_is_kept_as_a_read_only_copy_of_bytes():
    mine = IMAGE.astype(float).astype(int)
    explorer = ImageKernel(mine, SHARPEN)
    mine[:] = 0
    np.testing.assert_array_equal(explorer.image, IMAGE)
    assert explorer.image.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        explorer.image[0, 0] = 1
    assert explorer.selection == ("output", 4, 6)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"image": IMAGE / 255}, TypeError, "whole numbers from 0 to 255, got dtype"),
        ({"image": IMAGE > 9}, TypeError, "got dtype bool"),
        ({"image": "photo.png"}, TypeError, "got dtype"),
        ({"image": IMAGE[None]}, ValueError, r"got shape \(1, 11, 14\)"),
        ({"image": IMAGE[:4]}, ValueError, r"5 to 512 pixels.*\(4, 14\)"),
        ({"image": np.zeros((513, 9), int)}, ValueError, r"\(513, 9\)"),
        ({"image": IMAGE.astype(int) - 1}, ValueError, "got -1 in shape"),
        ({"image": IMAGE.astype(int) + 1}, ValueError, "got 256 in shape"),
        ({"image": [[1, 2], [3]]}, ValueError, "rows of equal length"),
        ({"kernel": np.ones((12, 3))}, ValueError, "effective kernel 12 × 3 exceeds"),
        ({"kernel": np.ones((0, 3))}, ValueError, "none of them empty"),
        ({"padding_mode": "black"}, ValueError, "one of zeros, reflect, replicate, c"),
        ({"kernel": np.full((3, 3), np.inf)}, ValueError, "must lie within"),
        ({"kernel": [["a"] * 3] * 3}, TypeError, "must hold real numbers"),
    ],
)
def test_what_cannot_be_is_refused(change, error, says):
    arguments = {"image": IMAGE, "kernel": SHARPEN}
    with pytest.raises(error, match=says) as caught:
        ImageKernel(**{**arguments, **change})
    assert isinstance(caught.value, traitlets.TraitError)
    explorer = ImageKernel(**arguments)
    before = explorer.state()
    for name, value in change.items():
        with pytest.raises(error, match=says):
            setattr(explorer, name, value)
    assert explorer.state() == before


def test_stride_and_dilation_are_checked():
    explorer = ImageKernel(IMAGE, SHARPEN)
    with pytest.raises(ValueError, match=r"effective kernel 13 × 13 exceeds"):
        explorer.dilation = 6
    with pytest.raises(ValueError, match="stride must be at least 1"):
        explorer.stride = 0
    with pytest.raises(TypeError, match="dilation must be an int"):
        explorer.dilation = 1.5
    assert (explorer.stride, explorer.dilation) == (1, 1)
    with pytest.raises(ValueError, match="padding must be at least 0"):
        ImageKernel(IMAGE, SHARPEN, padding=-1)


@pytest.mark.parametrize(("mode", "most"), [("reflect", 10), ("circular", 11)])
def test_an_image_fills_only_so_much_around_it(mode, most):
    explorer = ImageKernel(IMAGE, SHARPEN, padding=most, padding_mode=mode)
    assert explorer.output.shape == (9 + 2 * most, 12 + 2 * most)
    with pytest.raises(ValueError, match=f'padding is too large for .*"{mode}"'):
        explorer.padding = most + 1
    assert explorer.padding == most
    explorer.padding_mode = "replicate"
    explorer.padding = 40


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
def test_borders_are_convlibs(mode):
    setting = {"stride": (1, 2), "padding": ((3, 0), (1, 5)), "dilation": (2, 1)}
    kernel = np.arange(12).reshape(4, 3) - 5
    explorer = ImageKernel(IMAGE, kernel, **setting, padding_mode=mode)
    expected = convlib.conv2d(IMAGE.astype(int), kernel, **setting, padding_mode=mode)
    np.testing.assert_array_equal(explorer.output, expected)
    shown = dict(explorer.tables())
    _, window = list(shown.values())[:2]
    row, column = (size // 2 for size in expected.shape)
    assert (window.astype(int) * kernel).sum() == expected[row, column]


def test_page_carries_the_picture_as_bytes_and_its_numbers():
    explorer = ImageKernel(IMAGE, SHARPEN)
    assert explorer.to_html() == ImageKernel(IMAGE, SHARPEN).to_html()
    page = parse(explorer.to_html())
    image = checks.state_of(page.css_first("div"))["image"]
    assert (image["rows"], image["columns"]) == IMAGE.shape
    assert b64decode(image["data"]) == IMAGE.tobytes()
    weights, numbers, (result,) = (
        [int(cell.text()) for cell in table.css("tbody td")]
        for table in page.css("table")
    )
    assert numbers == IMAGE[4:7, 6:9].ravel().tolist()
    assert np.dot(weights, numbers) == result == explorer.output[4, 6]
    assert [img.attributes["alt"] for img in page.css("img")] == [
        "Input, 11 × 14 pixels",
        "Output, 9 × 12 pixels",
    ]
