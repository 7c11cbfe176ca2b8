"""What the page copies as code is what Python writes, in every state."""

import numpy as np
import pytest
from explorer_states import KINDS, random_explorer
from PIL import Image
from playwright.sync_api import expect

from convlib.widgets import ImageKernel, Pooling, SlidingWindow

LIBRARIES = {"numpy": "NumPy", "torch": "PyTorch"}
STATES = 4

kinds = pytest.mark.parametrize("kind", KINDS)


@kinds
def test_page_copies_what_python_writes(show, kind):
    rng = np.random.default_rng(0)
    explorers = [random_explorer(kind, rng) for _ in range(STATES)]
    book = show(*explorers)
    for number, explorer in enumerate(explorers):
        for library, name in LIBRARIES.items():
            code = book.explorer(number).copied(f"Copy as {name}")
            assert code == explorer.code(library)


def test_code_follows_what_the_reader_does(show):
    explorer = SlidingWindow(np.arange(16).reshape(4, 4), [[1, 2], [3, 4]])
    on_page = show(explorer).explorer()
    on_page.set("Stride", 2)
    on_page.edit("Input", 1, 1, "-0.25")
    on_page.switch("ReLU").click()
    image = explorer.image.astype(float)
    image[1, 1] = -0.25
    explorer.image, explorer.stride, explorer.relu = image, 2, True
    assert on_page.copied("Copy as NumPy") == explorer.code("numpy")


def test_code_by_keyboard(show):
    explorer = Pooling([[0, 1], [2, 3]])
    on_page = show(explorer).explorer()
    text = on_page.copied("Copy as PyTorch", key="Enter")
    assert text == explorer.code("torch")


def test_a_picture_of_ones_own_is_not_copied(show, tmp_path):
    """It is not in the state, so no program or link could bring it back."""
    kernel = [[0, 1, 0]] * 3
    on_page = show(ImageKernel(np.zeros((40, 40), int), kernel)).explorer()
    assert "Copy as NumPy" in on_page.read().buttons
    path = tmp_path / "own.png"
    Image.fromarray(np.full((50, 50), 7, np.uint8)).save(path)
    on_page.root.get_by_label("Your picture").set_input_files(path)
    expect(on_page.button("Copy as NumPy")).to_have_count(0)
    expect(on_page.button("Copy link")).to_have_count(0)
    on_page.button("Reset").click()
    expect(on_page.button("Copy as NumPy")).to_have_count(1)
