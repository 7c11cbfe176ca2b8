"""The Python side of the explorer `transposed`: state, refusals, tables."""

import checks
import numpy as np
import pytest
import strategies
import traitlets
from hypothesis import given
from hypothesis import strategies as st
from markup import parse

import convlib
from convlib.widgets import Transposed

IMAGE, KERNEL = [[1, 2], [3, 4]], np.arange(1, 17).reshape(4, 4)


def example() -> Transposed:
    return Transposed(IMAGE, KERNEL, stride=3)


def test_the_notes_numbers():
    explorer = example()
    assert explorer.output[3].tolist() == [16, 20, 24, 58, 36, 42, 48]
    assert explorer.overlap[3].tolist() == [2, 2, 2, 4, 2, 2, 2]
    assert explorer.selection == ("output", 3, 3)
    assert explorer.view == "stamp"
    assert repr(explorer) == (
        "Transposed(image=<2×2 array>, kernel=<4×4 array>, stride=3, padding=0, "
        "output_padding=0, dilation=1)"
    )


def either(least: int, most: int) -> st.SearchStrategy:
    """Return a number for both axes, or one for each."""
    numbers = st.integers(least, most)
    return st.one_of(numbers, st.tuples(numbers, numbers))


@given(
    either(1, 4), either(0, 4), either(0, 4), either(1, 4), st.integers(0, 2**32 - 1)
)
@strategies.fewer
def test_takes_what_convlib_takes(stride, padding, output_padding, dilation, seed):
    rng = np.random.default_rng(seed)
    image = rng.integers(-9, 10, rng.integers(1, 5, 2))
    kernel = rng.integers(-9, 10, rng.integers(1, 5, 2))
    setting = {
        "stride": stride,
        "padding": padding,
        "output_padding": output_padding,
        "dilation": dilation,
    }
    try:
        expected = convlib.conv_transpose2d(image, kernel, **setting)
    except ValueError:
        with pytest.raises(ValueError, match="Transposed: "):
            Transposed(image, kernel, **setting)
        return
    explorer = Transposed(image, kernel, **setting)
    np.testing.assert_array_equal(explorer.output, expected)
    assert explorer.overlap.shape == expected.shape


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"stride": 0}, ValueError, "stride must be at least 1, got 0"),
        (
            {"stride": 2.0},
            TypeError,
            r"stride must be an int or a pair \(rows, columns\), got 2.0",
        ),
        ({"padding": -1}, ValueError, "padding must be at least 0, got -1"),
        ({"padding": True}, TypeError, "padding must be an int"),
        ({"output_padding": 3}, ValueError, "output_padding must be smaller than"),
        ({"output_padding": None}, TypeError, "output_padding must be an int"),
        ({"dilation": 0}, ValueError, "dilation must be at least 1"),
        ({"padding": 4}, ValueError, r"padding leaves an output of \(-1, -1\)"),
        ({"kernel": [[1]], "padding": 2}, ValueError, r"leaves an output of \(0, 0\)"),
        ({"image": [1, 2]}, ValueError, r"axes \(rows, columns\)"),
        ({"image": [[np.nan]]}, ValueError, "must lie within"),
        ({"kernel": [["a"]]}, TypeError, "must hold real numbers"),
        ({"kernel": [[1, 2], [3]]}, ValueError, "rows of equal length"),
    ],
)
def test_what_cannot_be_is_refused(change, error, says):
    arguments = {"image": IMAGE, "kernel": KERNEL, "stride": 3}
    with pytest.raises(error, match=says) as caught:
        Transposed(**{**arguments, **change})
    assert isinstance(caught.value, traitlets.TraitError)
    explorer = example()
    before = explorer.state()
    with pytest.raises(error, match=says), explorer.hold_trait_notifications():
        for name, value in change.items():
            setattr(explorer, name, value)
    assert explorer.state() == before


def test_axes_that_agree_are_one_number():
    explorer = Transposed(IMAGE, KERNEL, (3, 3), (1, 0), (0, 0), [2, 2])
    found = explorer.stride, explorer.padding, explorer.output_padding
    assert found == (3, (1, 0), 0)
    assert explorer.dilation == 2
    assert explorer.output.shape == (8, 10)


def test_numbers_are_drawn():
    explorer = example()
    explorer.draw(3)
    first = explorer.output
    explorer.draw(4)
    assert (explorer.output != first).any()
    explorer.draw(3)
    np.testing.assert_array_equal(explorer.output, first)


def test_unknown_views_selections_and_keywords_are_refused():
    explorer = example()
    with pytest.raises(ValueError, match="view must be one of stamp, zeros, matrix"):
        explorer.view = "conv"
    for selection in [("overlap", 0, 0), ("output", 0), ("output", -1, 0), "output"]:
        with pytest.raises(ValueError, match="selection"):
            explorer.selection = selection
    for selection in [None, ("stamp", 1, 1), ("kernel", 3, 0), ("input", 0, 1)]:
        explorer.selection = selection
    with pytest.raises(TypeError):
        Transposed(IMAGE, KERNEL, groups=1)


def test_results_cannot_be_assigned():
    for name in ("output", "overlap"):
        with pytest.raises(AttributeError):
            setattr(example(), name, 1)


def test_page_carries_state_and_tables():
    page = parse(example().to_html())
    state = checks.state_of(page.css_first("div"))
    assert state["kind"] == "transposed"
    assert state["image"] == IMAGE
    assert state["view"] == "stamp"
    assert [caption.text() for caption in page.css("table caption")] == [
        "Input (2 × 2)",
        "Kernel (4 × 4)",
        "Output (7 × 7)",
        "Overlap (7 × 7)",
    ]
    numbers = [int(cell.text()) for cell in page.css("table")[2].css("tbody td")]
    assert numbers == example().output.ravel().tolist()
