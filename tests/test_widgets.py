"""The explorers' Python side: their state, what they refuse, what they leave on a page.

No browser here: `tests/explorers` operates the pictures.
"""

import inspect
import json
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import strategies
import traitlets
from contrast import contrast
from explorer_examples import EXAMPLES, example
from hypothesis import given
from hypothesis import strategies as st
from markup import parse

import convlib
from convlib.widgets import Channels, OutputSize, SlidingWindow, hosts
from convlib.widgets.contract import contracts
from convlib.widgets.explorer import Explorer
from convlib.widgets.traits import (
    LARGEST,
    Array,
    Flag,
    Number,
    OneOf,
    Sides,
    Steps,
    Whole,
)

ROOT = Path(convlib.__file__).parent
PALETTE = json.loads((ROOT / "palette.json").read_text(encoding="utf-8"))
STYLES = sorted((ROOT / "widgets").glob("*/style.css"))
CSS = "".join(path.read_text(encoding="utf-8") for path in STYLES)

# `digits` is made of a network and of pictures: its `arguments` are what it reads now.
CONSTRUCTED = [kind for kind in EXAMPLES if kind != "digits"]
kinds = pytest.mark.parametrize("kind", EXAMPLES)
constructed_kinds = pytest.mark.parametrize("kind", CONSTRUCTED)


def arguments_of(explorer: Explorer) -> dict:
    """Return what the explorer could be constructed with again."""
    return {name: getattr(explorer, name) for name in explorer.arguments}


def class_of(kind: str) -> type[Explorer]:
    """Return the class of a kind: traitlets give each explorer one of its own."""
    return type(example(kind)).__mro__[1]


def parameters_of(kind: str) -> dict[str, inspect.Parameter]:
    """Return what the constructor of a kind is given, by name."""
    _self, *parameters = inspect.signature(class_of(kind).__init__).parameters.items()
    return dict(parameters)


def assert_same_tables(one: Explorer, other: Explorer) -> None:
    """Compare the numbers of every grid, results included, and their dtypes."""
    for (name, array), (again, same) in zip(one.tables(), other.tables(), strict=True):
        assert (name, array.dtype) == (again, same.dtype)
        np.testing.assert_array_equal(array, same)


# What is valid


@constructed_kinds
def test_constructor_keeps_its_arguments(kind):
    explorer = example(kind)
    assert explorer.kind == kind
    again = type(explorer)(*arguments_of(explorer).values())
    again.selection = explorer.selection  # no constructor takes it
    assert again.state() == explorer.state()


@constructed_kinds
def test_arguments_are_the_constructors_in_order(kind):
    assert class_of(kind).arguments == (*parameters_of(kind),)


def test_defaults_are_those_of_convlib():
    assert arguments_of(SlidingWindow([[1]], [[2]])) == {
        "image": [[1]],
        "kernel": [[2]],
        "bias": 0,
        "stride": 1,
        "padding": 0,
        "dilation": 1,
        "relu": False,
        "flip": False,
    }


@pytest.mark.parametrize("name", ["strid", "images"])
def test_name_that_is_written_wrong_is_refused(name):
    explorer = SlidingWindow([[1]], [[2]])
    with pytest.raises(AttributeError, match=f"no {name} to set, but image, kernel"):
        setattr(explorer, name, 2)
    assert not hasattr(explorer, name)


@pytest.mark.parametrize(
    ("given_image", "dtype"),
    [
        ([[1, 2]], np.int64),
        (np.array([[1, 2]], np.uint8), np.int64),
        (np.array([[True, False]]), np.int64),
        ([[1, 2.5]], np.float64),
        (np.array([[1, 2]], np.float16), np.float64),
        (((1,), (2,)), np.int64),
    ],
)
def test_images_become_int64_or_float64(given_image, dtype):
    image = SlidingWindow(given_image, [[1]]).image
    assert image.dtype == dtype
    np.testing.assert_array_equal(image, np.array(given_image))


@pytest.mark.parametrize(
    ("bias", "kept"), [(np.int8(3), 3), (np.float32(0.5), 0.5), (-2, -2), (2.0, 2.0)]
)
def test_bias_stays_a_plain_number_of_its_kind(bias, kept):
    found = SlidingWindow([[1]], [[1]], bias).bias
    assert (type(found), found) == (type(kept), kept)


def test_array_is_a_copy_that_cannot_be_changed_in_place():
    mine = np.ones((3, 3), int)
    explorer = SlidingWindow(mine, [[1]])
    mine[0, 0] = 7
    assert explorer.image[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        explorer.image[0, 0] = 7
    assert explorer.output.tolist() == np.ones((3, 3)).tolist()


# What is not


class Chaotic:
    """Prints as something that must not reach HTML or break a message."""

    def __repr__(self):
        return "<b>odd & strange</b>"


NOT_WHOLE = [(True, TypeError), (2.0, TypeError), ("2", TypeError), (None, TypeError)]
NOT_WHOLE += [([2], TypeError), ((1, 2), TypeError), (Chaotic(), TypeError)]
NOT_WHOLE += [(np.float64(2), TypeError), (-1, ValueError)]
# Where rows and columns may differ.
NOT_STEPS = [wrong for wrong in NOT_WHOLE if not isinstance(wrong[0], (tuple, list))]
NOT_STEPS += [((), TypeError), ((2.0,), TypeError), (((1, 2),), TypeError)]
NOT_STEPS += [((1, 2, 3), TypeError), ((1, 2.0), TypeError), ([True, 1], TypeError)]
NOT_STEPS += [((1, -1), ValueError), (((1, 2), 1), TypeError), ("12", TypeError)]
NOT_STEPS += [(((1, 2, 3), (1, 2)), TypeError), (np.array([1, 2]), TypeError)]
FOUR_SIDES = ((1, 0), (2, 1))
NOT_SIDES = [*NOT_STEPS, (((1, 0), (2, -1)), ValueError)]
NOT_A_FLAG = [(value, TypeError) for value in (0, 1, "yes", None, [True])]
NOT_A_NUMBER = [("1", TypeError), (None, TypeError), (True, TypeError)]
NOT_A_NUMBER += [(1j, TypeError), ([1], TypeError), (np.array(1.0), TypeError)]
NOT_A_NUMBER += [(float(bad), ValueError) for bad in ("nan", "inf", "-inf")]
NOT_A_NUMBER += [(LARGEST + 1, ValueError), (10**400, ValueError), (-1e300, ValueError)]
NOT_ONE_OF = [(value, ValueError) for value in ("other", "", None, 1, ["zeros"])]


def not_an_array(good: np.ndarray) -> list[tuple[object, type[Exception]]]:
    """Return what cannot stand in the place of an array."""
    holed = good.astype(float)
    holed.flat[-1] = np.nan
    ragged = [good[0].tolist(), good[0].tolist()[:-1]] if good.ndim > 1 else [[1], 2]
    return [
        ("abc", TypeError),
        (None, TypeError),
        (Chaotic(), TypeError),
        (good.astype(complex), TypeError),
        (good.astype(str), TypeError),
        (good.astype(object), TypeError),
        (ragged, ValueError),
        (good[..., None], ValueError),
        (good[0] if good.ndim > 1 else 3, ValueError),
        (good[..., :0], ValueError),
        (holed, ValueError),
        (good + 10.0**300, ValueError),
        (good.astype(np.uint64) | np.uint64(2**63), ValueError),
        (good * 0 + 2**60, ValueError),
    ]


# What each trait of `traits.py` refuses; what one kind alone has is tried in its own tests.
NOT_OF = {Number: NOT_A_NUMBER, Whole: NOT_WHOLE, Sides: NOT_SIDES}
NOT_OF |= {Steps: [*NOT_STEPS, (FOUR_SIDES, TypeError)]}
NOT_OF |= {Flag: NOT_A_FLAG, OneOf: NOT_ONE_OF}


def outside(trait: traitlets.TraitType) -> list[tuple[float, type[Exception]]]:
    """Return what is just too small or too large."""
    found = [trait.least - 1] if isinstance(trait, (Whole, Steps)) else []
    if isinstance(trait, Whole) and trait.most is not None:
        found.append(trait.most + 1)
    if isinstance(trait, Number) and trait.above is not None:
        found.append(trait.above)
    return [(value, ValueError) for value in found]


def bad_values(trait: object, good: object) -> list[tuple[object, type[Exception]]]:
    """Return what cannot stand in the place of a good value, and why."""
    if type(trait) is Array:
        return not_an_array(good)
    return [*NOT_OF[type(trait)], *outside(trait)] if type(trait) in NOT_OF else []


# Right in themselves, but not together with the rest of the example. So are others in the
# tests of their kinds; these three have none of their own.
IMPOSSIBLE = [
    ("sliding-window", "image", [[1]]),
    ("sliding-window", "image", np.ones((3, 2))),
    ("sliding-window", "kernel", np.ones((6, 1))),
    ("sliding-window", "kernel", np.ones((1, 6))),
    ("sliding-window", "dilation", 3),
    ("channels", "image", np.ones((2, 5, 5))),
    ("channels", "image", np.ones((4, 5, 5))),
    ("channels", "filters", np.ones((2, 1, 3, 3))),
    ("channels", "filters", np.ones((2, 3, 8, 1))),
    ("channels", "filters", np.ones((2, 3, 1, 8))),
    ("channels", "filters", np.ones((1, 3, 3, 3))),
    ("channels", "bias", [1]),
    ("channels", "bias", [1, 2, 3]),
    ("output-size", "input_size", 1),
    ("output-size", "kernel_size", 12),
    ("output-size", "dilation", 9),
]


def refused(kind: str, name: str) -> list[tuple[object, type[Exception]]]:
    """Return what an explorer refuses as one of its arguments, and how."""
    explorer = example(kind)
    bad = bad_values(explorer.traits().get(name), arguments_of(explorer)[name])
    if parameters_of(kind)[name].default is None:  # for a value that is computed
        bad = [(value, error) for value, error in bad if value is not None]
    together = [value for *argument, value in IMPOSSIBLE if argument == [kind, name]]
    return bad + [(value, ValueError) for value in together]


REFUSED = {
    f"{kind}-{name}": (kind, name, found)
    for kind in CONSTRUCTED
    for name in arguments_of(example(kind))
    if (found := refused(kind, name))
}


def sent(explorer: Explorer) -> dict:
    """Return what a reader can change of its state, as the front end sends it."""
    return json.loads(json.dumps(explorer.get_state([*explorer.rules["traits"]])))


def error_of(action) -> Exception:
    """Return the error that an action raises; that it raises none is the failure."""
    with pytest.raises((TypeError, ValueError)) as caught:
        action()
    return caught.value


@pytest.mark.parametrize(("kind", "name", "wrong"), REFUSED.values(), ids=REFUSED)
def test_bad_argument_is_refused_the_same_way_everywhere(kind, name, wrong):
    """By the constructor, by assignment and from the front end; nothing has changed."""
    explorer = example(kind)
    before, good = explorer.state(), arguments_of(explorer)
    for value, error in wrong:
        by_constructor = error_of(
            lambda value=value: type(explorer)(**{**good, name: value})
        )
        assert isinstance(by_constructor, error)
        assert str(by_constructor).startswith(f"{type(explorer).__name__}: ")
        assert name in str(by_constructor)

        by_assignment = error_of(lambda value=value: setattr(explorer, name, value))
        assert type(by_assignment) is type(by_constructor)
        assert str(by_assignment) == str(by_constructor)
        from_outside = error_of(lambda value=value: explorer.set_state({name: value}))
        assert str(from_outside) == str(by_constructor)
        assert explorer.state() == before
    explorer.set_state(sent(explorer))  # what is right is taken as if nothing had been
    assert explorer.state() == before
    assert_same_tables(explorer, type(explorer)(**good))


def test_errors_say_what_and_why():
    """One of each sort, word for word."""
    explorer = SlidingWindow(np.ones((4, 6)), np.ones((2, 3)))
    assert [
        str(error_of(lambda name=name, value=value: setattr(explorer, name, value)))
        for name, value in [
            ("dilation", 4),
            ("stride", 0),
            ("stride", 1.5),
            ("relu", 1),
            ("bias", "a"),
            ("bias", float("nan")),
            ("image", [[1, 2], [3]]),
            ("image", [1, 2]),
            ("kernel", [["a"]]),
            ("kernel", [[1, 2e6]]),
            ("selection", ("output", 0)),
        ]
    ] == [
        "SlidingWindow: effective kernel 5 × 9 exceeds padded input 4 × 6; image "
        + "(4, 6), kernel (2, 3), padding 0, dilation 4",
        "SlidingWindow: stride must be at least 1, got 0",
        "SlidingWindow: stride must be an int or a pair (rows, columns), got 1.5",
        "SlidingWindow: relu must be True or False, got 1",
        "SlidingWindow: bias must be a number, got 'a'",
        "SlidingWindow: bias must lie within ±1000000, got nan",
        "SlidingWindow: image must have rows of equal length, got [[1, 2], [3]]",
        "SlidingWindow: image must have the axes (rows, columns), none of them empty, "
        + "got shape (2,)",
        "SlidingWindow: kernel must hold real numbers, got dtype <U1",
        "SlidingWindow: kernel must lie within ±1000000, got 2000000.0 in shape (1, 2)",
        "SlidingWindow: selection must be None or a grid (output, input, kernel) and "
        + "its indices, got ('output', 0)",
    ]


@constructed_kinds
def test_unknown_and_missing_arguments_are_refused(kind):
    explorer = example(kind)
    with pytest.raises(TypeError, match="unexpected keyword argument 'strides'"):
        type(explorer)(**arguments_of(explorer), strides=2)
    with pytest.raises(TypeError, match="required positional argument"):
        type(explorer)()


@kinds
def test_kind_cannot_be_changed(kind):
    explorer = example(kind)
    with pytest.raises(traitlets.TraitError, match="read-only"):
        explorer.kind = "other"


@pytest.mark.parametrize(
    "selection",
    [
        ("outputs", 0, 0),
        ("output", 0),
        ("output", 0, 0, 0, 0),
        ("output", -1, 0),
        ("output", 0.0, 0),
        ("output", True, 0),
        "output",
        ("output",),
        3,
    ],
)
def test_selection_that_names_no_cell_is_refused(selection):
    explorer = example("sliding-window")
    with pytest.raises(ValueError, match="SlidingWindow: selection must be"):
        explorer.selection = selection
    assert explorer.selection == ("output", 0, 0)


def test_selection_can_be_taken_away():
    explorer = example("channels")
    explorer.selection = None
    assert explorer.selection is None
    explorer.selection = ["filter", 2, 0, 1]
    assert explorer.selection == ("filter", 2, 0, 1)


# Several changes at once


def test_what_fits_only_together_can_be_set_together():
    explorer = SlidingWindow(np.ones((5, 5), int), np.ones((3, 3), int))
    with explorer.hold_trait_notifications():
        explorer.kernel = np.ones((9, 9), int)
        explorer.padding = 2
    assert explorer.output.tolist() == [[25]]
    with explorer.hold_trait_notifications():
        explorer.image = [[1, 2]]
        explorer.padding = 0
        explorer.kernel = [[3]]
    assert explorer.output.tolist() == [[3, 6]]


def test_what_does_not_fit_together_is_taken_back_together():
    explorer = example("channels")
    before = explorer.state()

    def set_together(changes):
        with explorer.hold_trait_notifications():
            for name, value in changes.items():
                setattr(explorer, name, value)

    with pytest.raises(ValueError, match="filters have 3 channels, image has 1"):
        set_together({"stride": 5, "image": [[[1, 2], [3, 4]]]})
    assert explorer.state() == before
    with pytest.raises(TypeError, match="relu must be True or False"):
        set_together({"padding": 3, "relu": "yes"})
    assert explorer.state() == before


def test_observers_hear_of_valid_states_only():
    explorer = SlidingWindow(np.ones((5, 5), int), np.ones((3, 3), int))
    heard = []
    explorer.observe(lambda change: heard.append((change.name, explorer.output.shape)))
    with explorer.hold_trait_notifications():
        explorer.image = np.ones((2, 2), int)
        explorer.kernel = np.ones((2, 2), int)
    with suppress(ValueError):
        explorer.dilation = 9
    assert heard == [("image", (1, 1)), ("kernel", (1, 1))]


# State from the front end


@kinds
def test_state_makes_the_round_trip_through_json(kind):
    explorer, other = example(kind), example(kind)
    other.set_state(sent(contracts()[kind].random(np.random.default_rng(0))))
    assert other.state() != explorer.state()
    other.set_state(sent(explorer))
    assert other.state() == explorer.state()
    for name in explorer.arguments:
        value, again = getattr(explorer, name), getattr(other, name)
        assert type(value) is type(again)
        assert getattr(value, "dtype", None) == getattr(again, "dtype", None)
    assert_same_tables(other, explorer)


def test_integers_and_fractions_from_the_front_end_keep_their_kind():
    explorer = example("sliding-window")
    explorer.set_state({"image": json.loads("[[1,2],[3,4]]"), "kernel": [[2]]})
    assert explorer.image.dtype == explorer.output.dtype == np.int64
    explorer.set_state({"image": json.loads("[[1,2.5],[3,4]]")})
    assert explorer.output.tolist() == [[2.0, 5.0], [6.0, 8.0]]
    explorer.set_state({"image": json.loads("[[1,2],[3,4]]"), "bias": 1})
    assert explorer.output.tolist() == [[3, 5], [7, 9]]
    assert explorer.output.dtype == np.int64


@kinds
def test_every_synchronised_trait_is_in_the_state(kind):
    explorer = example(kind)
    own = set(class_of(kind).class_own_traits(sync=True))
    assert own <= set(explorer.get_state())
    besides = getattr(contracts()[kind], "given", set())
    assert own | {"kind"} == set(explorer.state()) | besides


# The output is convlib's


@st.composite
def sliding_windows(draw):
    """Draw the arguments of a valid `SlidingWindow`."""
    kernel = [draw(st.integers(1, 3)) for _ in "HW"]
    arguments = {
        name: draw(st.integers(least, 3))
        for name, least in [("stride", 1), ("padding", 0), ("dilation", 1)]
    }
    reach = [arguments["dilation"] * (size - 1) + 1 for size in kernel]
    least = [max(1, size - 2 * arguments["padding"]) for size in reach]
    image = [draw(st.integers(size, size + 5)) for size in least]
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    flags = {name: draw(st.booleans()) for name in ("relu", "flip")}
    return {
        "image": rng.integers(-4, 5, image),
        "kernel": rng.integers(-4, 5, kernel) / draw(st.sampled_from([1, 2])),
        "bias": draw(st.integers(-3, 3)),
        **arguments,
        **flags,
    }


def by_loops(image, kernel, bias, stride, padding, dilation, relu, flip):
    """Return what `SlidingWindow` shows, from its definition."""
    padded = np.pad(image, padding)
    if flip:
        kernel = np.rot90(kernel, 2)
    reach = [dilation * (size - 1) + 1 for size in kernel.shape]
    rows, cols = (
        range(0, size - span + 1, stride)
        for size, span in zip(padded.shape, reach, strict=True)
    )
    sums = [
        [
            (padded[i : i + reach[0] : dilation, j : j + reach[1] : dilation] * kernel)
            .sum()
            .item()
            + bias
            for j in cols
        ]
        for i in rows
    ]
    return np.maximum(sums, 0) if relu else np.array(sums)


@given(sliding_windows())
def test_sliding_window_output(arguments):
    explorer = SlidingWindow(**arguments)
    np.testing.assert_array_equal(explorer.output, by_loops(**arguments))


@strategies.fewer
@given(sliding_windows(), st.integers(1, 3), st.integers(1, 3))
def test_channels_output(one, depth, count):
    geometry = {name: one[name] for name in ("stride", "padding", "dilation")}
    rng = np.random.default_rng(depth * count)
    image = rng.integers(-4, 5, (depth, *one["image"].shape))
    filters = rng.integers(-4, 5, (count, depth, *one["kernel"].shape))
    bias = rng.integers(-4, 5, count)
    output = Channels(image, filters, bias, relu=one["relu"], **geometry).output
    without = {**geometry, "relu": False, "flip": False}
    for k in range(count):
        sums = bias[k] + sum(
            by_loops(image[c], filters[k, c], bias=0, **without) for c in range(depth)
        )
        np.testing.assert_array_equal(
            output[k], np.maximum(sums, 0) if one["relu"] else sums
        )


@strategies.fewer
@given(sliding_windows())
def test_output_size_output(one):
    arguments = {name: one[name] for name in ("stride", "padding", "dilation")}
    size = OutputSize(one["image"].shape[1], one["kernel"].shape[1], **arguments)
    assert size.output == by_loops(**one).shape[1]
    assert size.positions.shape == (size.output, size.kernel_size)
    rim = one["padding"]
    cells = np.arange(-rim, size.input_size + rim)
    read = by_loops(cells[None], np.eye(1, size.kernel_size), 0, size.stride, 0,
                    size.dilation, False, False)  # fmt: skip
    np.testing.assert_array_equal(size.positions[:, :1].T, read)


def test_the_notes_numbers():
    one, many, size = map(example, ("sliding-window", "channels", "output-size"))
    assert all(np.asarray(made.output).dtype == np.int64 for made in (one, many, size))
    given_numbers = json.loads(
        (Path(__file__).parent / "golden" / "notes.json").read_text(encoding="utf-8")
    )
    published = given_numbers["single_channel"]
    assert one.output.tolist() == published["feature_map_stride_1"]
    one.stride = 2
    assert one.output.tolist() == published["feature_map_stride_2"]
    assert many.output.tolist() == given_numbers["two_filters"]["output"]
    assert size.output == given_numbers["output_size"]["W2"]


# What a page gets


@kinds
def test_repr_is_the_same_every_time_and_names_no_address(kind):
    assert repr(example(kind)) == repr(example(kind))
    assert "0x" not in repr(example(kind))
    assert "object" not in repr(example(kind))


def test_repr_shows_shapes_and_settings():
    assert repr(SlidingWindow(np.ones((4, 6)), np.ones((2, 3)), bias=0.5)) == (
        "SlidingWindow(image=<4×6 array>, kernel=<2×3 array>, bias=0.5, stride=1, "
        "padding=0, dilation=1, relu=False, flip=False)"
    )
    assert repr(OutputSize(5, 3)) == (
        "OutputSize(input_size=5, kernel_size=3, stride=1, padding=0, dilation=1)"
    )


@kinds
def test_bundle_of_formats(kind):
    explorer = example(kind)
    data, _ = explorer._repr_mimebundle_()
    assert set(data) == {
        "application/vnd.jupyter.widget-view+json",
        "text/html",
        "text/plain",
    }
    assert data["text/plain"] == repr(explorer)
    assert data["text/html"] == explorer.to_html()
    view = data["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == explorer.model_id


@kinds
def test_html_holds_the_state_and_the_tables(kind):
    explorer = example(kind)
    assert explorer.to_html() == example(kind).to_html()
    (host,) = parse(f"<body>{explorer.to_html()}").body.iter(include_text=True)
    assert host.attributes["class"] == "explorer-host"
    assert host.attributes["data-kind"] == kind
    state = json.loads(host.attributes["data-state"])
    shown = {name: state[name] for name in explorer.state()}
    assert shown == json.loads(json.dumps(explorer.state()))
    for (name, array), table in zip(explorer.tables(), host.css("table"), strict=True):
        rows, cols = array.shape
        assert table.css_first("caption").text() == f"{name} ({rows} × {cols})"
        found = [
            [float(td.text()) for td in tr.css("td")] for tr in table.css("tr")[1:]
        ]
        np.testing.assert_allclose(found, array, rtol=1e-11)  # twelve digits
        assert [th.text() for th in table.css("thead th")] == [*map(str, range(cols))]
        scopes = [th.attributes["scope"] for th in table.css("th")]
        assert scopes == ["col"] * cols + ["row"] * rows


def test_tables_hold_the_numbers_of_every_grid():
    many = example("channels")
    named = dict(many.tables())
    for c in range(3):
        np.testing.assert_array_equal(named[f"Input channel {c}"], many.image[c])
        for k in range(2):
            np.testing.assert_array_equal(
                named[f"Filter {k} channel {c}"], many.filters[k, c]
            )
    for k in range(2):
        np.testing.assert_array_equal(named[f"Output {k}"], many.output[k])


def test_table_shows_fractions_and_signs():
    explorer = SlidingWindow([[0.1, -2.5]], [[1e-7]])
    assert "<td>0.1</td><td>-2.5</td>" in explorer.to_html()
    assert "<td>1e-07</td>" in explorer.to_html()


def test_html_escapes_what_could_end_its_attribute():
    """No text of today's can, so one is made up."""

    class Odd(SlidingWindow):
        def state(self):
            return {**super().state(), "note": "'><img src=x>&amp;"}

        def tables(self):
            yield "<img src=y>", self.image

    page = parse(Odd([[1]], [[1]]).to_html())
    assert not page.css("img")
    state = json.loads(page.css_first("div").attributes["data-state"])
    assert state["note"] == "'><img src=x>&amp;"
    assert page.css_first("caption").text() == "<img src=y> (1 × 1)"


# Colours

# Every pair that the style sheet sets: text on background, WCAG AA for small text.
TEXT_ON = {
    "text": ["surface", "panel", "input-pale", "kernel-pale", "output-pale"],
    "muted": ["surface", "panel"],
    "alert": ["surface", "panel"],
    "on-accent": ["accent"],
    "on-input": ["input"],
    "on-kernel": ["kernel"],
    "on-output": ["output"],
    "on-gradient": ["gradient"],
}
TEXT_ON["text"].append("gradient-pale")
TEXT_ON["gradient-text"] = ["input-pale", "kernel-pale", "output-pale"]
# Outlines and thumbs that carry meaning.
SHAPE_ON = {"focus": ["surface", "panel"], "accent": ["surface"]}
SHAPE_ON["padding-line"] = ["surface"]

themes = pytest.mark.parametrize("theme", PALETTE)


def pale_pairs(colours: dict, pairs: dict, least: float) -> list[str]:
    """Name the pairs whose contrast is below `least`."""
    return [
        f"{front} on {back}: {contrast(colours[front], colours[back]):.2f}"
        for front, backs in pairs.items()
        for back in backs
        if contrast(colours[front], colours[back]) < least
    ]


@themes
def test_contrast_reaches_aa(theme):
    assert pale_pairs(PALETTE[theme], TEXT_ON, 4.5) == []
    assert pale_pairs(PALETTE[theme], SHAPE_ON, 3) == []


def test_low_contrast_is_seen():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert pale_pairs({"a": "#767676", "b": "#ffffff"}, {"a": ["b"]}, 4.5) == []
    assert pale_pairs({"a": "#777777", "b": "#ffffff"}, {"a": ["b"]}, 4.5) == [
        "a on b: 4.48"
    ]


def test_pairs_name_every_colour_that_the_style_sheet_uses():
    """A new text colour or background needs a place in the tables above."""
    used = set(re.findall(r"(?<![\w-])color: var\(--cx-([\w-]+)\)", CSS))
    assert used <= set(TEXT_ON)
    behind = set(re.findall(r"background: var\(--cx-([\w-]+)\)", CSS))
    known = {back for backs in TEXT_ON.values() for back in backs}
    assert behind - {"line", "focus"} <= known


def test_themes_have_the_same_colours():
    assert set(PALETTE["light"]) == set(PALETTE["dark"])
    for colours in PALETTE.values():
        assert all(
            re.fullmatch("#[0-9A-Fa-f]{6}", colour) for colour in colours.values()
        )


@themes
def test_bundled_style_has_every_colour(theme):
    (colours,) = hosts.styles()
    rules = colours.read_text(encoding="utf-8").split("}")[:2]
    css = dict(zip(PALETTE, rules, strict=True))[theme]
    found = dict(re.findall(r"--cx-([\w-]+): *(#\w+)", css))
    assert found == PALETTE[theme]
    assert (
        css.split("{")[0]
        == {
            "light": ":root",
            "dark": "html[data-theme=dark],body[data-jp-theme-light=false]",
        }[theme]
    )


def test_style_sheet_names_no_colour_of_its_own():
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", CSS) == []
    named = set(re.findall(r"var\(--cx-([\w-]+)", CSS))
    assert named <= set(PALETTE["light"])


def test_bundles_are_there_and_ask_for_nothing_else():
    scripts = sorted(hosts.STATIC.glob("*.js"))
    assert {path.name for path in scripts} > {"core.js", "book.js", "core.zh.js"}
    for path in scripts:
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"""\b(import|require)\s*[("']|from\s*["'](?!\+)""", code)
        assert "sourceMappingURL" not in code
        assert not re.search(r"https?://(?!www\.w3\.org/)", code)
    for path in hosts.STATIC.glob("*.css"):
        assert "@import" not in path.read_text(encoding="utf-8")


def test_no_kind_is_forgotten():
    made = {kind: example(kind) for kind in EXAMPLES}
    assert all(explorer.kind == kind for kind, explorer in made.items())
    classes = {type(explorer).__mro__[1] for explorer in made.values()}
    assert classes == set(Explorer.__subclasses__())
