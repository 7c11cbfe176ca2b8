"""The data that the book's pages read."""

import hashlib
import itertools
from importlib.resources import files

import digits as tool
import numpy as np
import segmentation
from PIL import Image

from convlib import data


def test_digits():
    images, labels = data.digits()
    assert images.shape == (1797, 8, 8) and images.dtype == np.int64
    assert labels.shape == (1797,) and labels.dtype == np.int64
    assert (images.min(), images.max()) == (0, 16)
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    np.testing.assert_array_equal(np.bincount(labels), counts)


def test_each_call_gives_arrays_of_its_own():
    first, second = data.digits(), data.digits()
    first[0][...] = -1
    first[1][...] = -1
    assert second[0].min() == 0 and second[1].min() == 0
    assert not np.shares_memory(*second)


def test_the_file_is_the_one_that_its_readme_names():
    folder = files("convlib.data")
    packed = (folder / "digits.csv.gz").read_bytes()
    readme = (folder / "README.md").read_text("utf-8")
    assert hashlib.sha256(packed).hexdigest() in readme
    assert len(packed) < 60_000
    for words in ("CC BY 4.0", "Alpaydin", "Kaynak", "https://doi.org/10.24432/C50P49"):
        assert words in readme


def test_times_are_of_every_case_of_the_benchmark():
    record = data.timings()
    kinds = {(row["operation"], row["dtype"]) for row in record["rows"]}
    assert {("forward", "float32"), ("forward", "float64")} <= kinds
    assert len(record["rows"]) == 11 * len(kinds)
    for row in record["rows"]:
        assert {"convlib", "pytorch", "columns"} <= set(row["seconds"])
        assert min(row["seconds"].values()) > 0
    assert {"processor", "threads", "clock"} <= set(record["environment"])
    assert set(record["rates"]) == {"operations", "bytes"}
    assert [row["kernel"] for row in record["transforms"]] == [3, 7, 15, 31, 63]
    assert set(record["separable"]) == {"standard", "depthwise", "pointwise"}


def test_segmentation_is_recorded_for_every_network_and_seed():
    record = data.segmentation()
    ran = [(row["network"], row["seed"]) for row in record["rows"]]
    assert ran == [*itertools.product(segmentation.NETWORKS, range(segmentation.SEEDS))]
    assert record["classes"] == list(segmentation.CLASSES)
    for row in record["rows"]:
        network = segmentation.NETWORKS[row["network"]](np.random.default_rng(0))
        assert row["numbers"] == sum(p.data.size for p in network.parameters())
        shares = [row[name] for name in ("digit pixels", *segmentation.CLASSES)]
        assert 0 <= min(shares) and max(shares) <= 1
    shown = record["shown"]
    assert set(shown) == {"ink", "truth", *segmentation.NETWORKS}
    assert {array.shape for array in shown.values()} == {(2, 32, 32)}
    ink, truth = segmentation.Scenes(held_out=True, seed=1000).batch(2)
    np.testing.assert_array_equal(shown["ink"], ink[:, 0] * 16)
    np.testing.assert_array_equal(shown["truth"], truth)


def test_the_network_reads_digits_that_it_did_not_learn_from():
    images, labels = data.digits()
    held_out = np.arange(len(images)) % 5 == 0
    right = data.digits_network()(images[:, None] / 16).argmax(axis=1) == labels
    assert np.count_nonzero(held_out) == 360
    assert right[held_out].mean() >= 0.97
    assert right[~held_out].mean() > right[held_out].mean()


def test_its_weights_are_those_that_its_tool_finds():
    rng = np.random.default_rng(tool.SEED)
    made = tool.untrained(rng)
    tool.learn(made, rng)
    pairs = zip(made.parameters(), data.digits_network().parameters(), strict=True)
    for mine, its in pairs:
        rounded = 10**-tool.DECIMALS
        np.testing.assert_allclose(its.data, mine.data, rtol=0, atol=rounded)


def test_pillow_makes_grey_with_the_weights_that_the_book_names():
    """`book/variants/grouped` says so; Pillow rounds, so half of one is allowed."""
    rng = np.random.default_rng(0)
    colours = rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)
    grey = np.asarray(Image.fromarray(colours).convert("L"))
    named = colours @ [299, 587, 114] / 1000
    assert np.abs(grey - named).max() < 0.51
