"""An explorer as a picture: what the file holds, opened by others than the page."""

import re
from collections import Counter
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from explorer_examples import EXAMPLES, example
from on_page import OnPage
from PIL import Image, ImageSequence
from playwright.sync_api import expect

from convlib.widgets import SlidingWindow

SVG = "{http://www.w3.org/2000/svg}"
SHARP = 2
#: What is drawn in cells, in front of what is left out and behind what is cut away.
SEEN = """return [...root.querySelectorAll("[role=gridcell]")]
  .filter((cell) => cell.checkVisibility({ visibilityProperty: true }))
  .flatMap((cell) => [...cell.childNodes])
  .filter((node) => node.nodeName !== "INPUT")
  .map((node) => node.textContent.trim()).filter(Boolean);"""


def unfold(explorer: OnPage) -> None:
    explorer.unfold()
    explorer.button("Save as picture").click()


def saved(explorer: OnPage, button: str) -> tuple[str, bytes]:
    """Press a button; return the name and the content of the file that it gives."""
    explorer.listen()
    with explorer.page.expect_download() as given:
        explorer.root.get_by_role("button", name=button).click()
    file = given.value
    explorer.expect_said(f"Saved: {file.suggested_filename}")
    return file.suggested_filename, Path(file.path()).read_bytes()


def near(colour: tuple[int, ...], wanted: str) -> bool:
    """Whether a pixel has the colour that a style says."""
    parts = [float(part) for part in re.findall(r"[\d.]+", wanted)[:3]]
    return bool(np.allclose(colour[:3], parts, atol=3))


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_picture_shows_every_number_and_needs_nothing_else(show, kind):
    explorer = show(example(kind)).explorer()
    unfold(explorer)
    name, data = saved(explorer, "SVG")
    assert re.fullmatch(rf"{kind}(-[a-z0-9-]+)?\.svg", name)
    root = ElementTree.fromstring(data)
    drawn = {element.tag.removeprefix(SVG) for element in root.iter()}
    known = {"svg", "title", "defs", "clipPath", "g"}
    assert drawn <= known | {"rect", "path", "circle", "text", "image"}
    for element in root.iter():
        named = element.attrib.items()
        values = " ".join(value for name, value in named if name != "href")
        assert not re.search(r"NaN|undefined|var\(|https?:", values), values
    for image in root.iter(f"{SVG}image"):
        assert image.attrib["href"].startswith("data:image/png;base64,")
    texts = Counter("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    wanted = Counter(explorer.run(SEEN))
    assert wanted - texts == Counter()
    assert root.find(f"{SVG}title").text == explorer.read().label
    expect(explorer.root.locator(".share")).to_be_visible()  # what was left out is back


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_bitmap_has_the_colours_of_the_page(show, theme):
    explorer = show(example("sliding-window"), theme=theme).explorer()
    explorer.select("Output", 1, 2)
    unfold(explorer)
    name, data = saved(explorer, "PNG")
    assert name == "sliding-window-output-1-2.png"
    picture = Image.open(BytesIO(data)).convert("RGBA")
    box = explorer.root.bounding_box()
    assert picture.width == SHARP * box["width"]
    assert picture.height < SHARP * box["height"]
    for row, col in ((0, 0), (1, 2), (2, 2)):
        cell = explorer.cell("Output", row, col)
        ground = cell.evaluate("(cell) => getComputedStyle(cell).backgroundColor")
        at = cell.bounding_box()
        corner = [
            SHARP * int(at[side] - box[side] + inset)
            for side, inset in (("x", 6), ("y", 6))
        ]
        if not ground.startswith("rgba"):
            assert near(picture.getpixel(tuple(corner)), ground), (row, col)


def test_a_walk_is_a_picture_of_all_its_steps(show):
    explorer = show(
        SlidingWindow(np.arange(9).reshape(3, 3), [[1, 2], [3, 4]])
    ).explorer()
    explorer.select("Input", 1, 1)
    unfold(explorer)
    name, data = saved(explorer, "All 4 steps")
    assert name == "sliding-window-4-steps.gif"
    film = Image.open(BytesIO(data))
    frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(film)]
    assert len(frames) == 4 and film.info["loop"] == 0
    assert len({frame.tobytes() for frame in frames}) == 4
    assert explorer.read().marked("Input", "selected") == {(1, 1)}


def test_a_walk_of_very_many_steps_is_not_offered(show):
    explorer = show(SlidingWindow(np.eye(12), [[1]])).explorer()
    unfold(explorer)
    expect(explorer.root.get_by_role("button", name="PNG")).to_be_visible()
    expect(explorer.root.get_by_role("button", name="GIF")).to_have_count(0)
