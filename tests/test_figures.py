"""Figures: the numbers in them are computed, the colours are the palette's."""

import io
import re

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba

from convlib import conv2d, figures, output_size
from convlib.examples import single_channel, two_filters
from convlib.figures import PALETTE

COLOURS = {colour.lower() for colour in PALETTE.values()}


@pytest.fixture(autouse=True)
def nothing_is_shown(monkeypatch):
    """Draw without a window, fail if a function shows its figure, close them all."""
    matplotlib.use("Agg")

    def show(*_, **__):
        pytest.fail("a figure function called plt.show()")

    monkeypatch.setattr(plt, "show", show)
    plt.close("all")  # what other tests of this process have left
    yield
    plt.close("all")


def texts(values):
    return [[str(v).replace("-", "−") for v in row] for row in np.asarray(values)]


def draw_all():
    one, two = single_channel, two_filters
    figures.convolution(one.image, one.kernel, -3, 2, 1, at=(1, 1), activation="relu")
    figures.convolution(np.full((4, 5), -0.25), [[1.5, -2]], padding=(1, 0))
    figures.steps(one.image, one.kernel, stride=2)
    figures.channels(
        two.input, two.weight, two.bias, two.stride, two.padding, at=(1, 0, 1)
    )
    figures.output_size(8, 3, 3, 1, 2)
    figures.grid(None, [[1]], "gradient", label="Gradient", active=(0, 0))
    return [plt.figure(number) for number in plt.get_fignums()]


def colours_of(figure):
    """Return the colours of all that is visible, apart from its opacity."""
    found = set()
    for artist in figure.findobj(lambda a: a.get_visible()):
        if isinstance(artist, matplotlib.text.Text):
            if artist.get_text():
                found.add(to_hex(artist.get_color()))
        elif isinstance(artist, matplotlib.patches.FancyBboxPatch):
            for colour in (artist.get_facecolor(), artist.get_edgecolor()):
                if colour[3] > 0:
                    found.add(to_hex(colour))
    return found


def test_all_colours_come_from_the_palette():
    found = set().union(*map(colours_of, draw_all()))
    assert found <= COLOURS, found - COLOURS
    assert len(found) > 8


def test_svg_holds_only_palette_colours_and_real_text():
    for figure in draw_all():
        with matplotlib.rc_context({"svg.fonttype": "none"}):
            svg = io.StringIO()
            figure.savefig(svg, format="svg")
        found = {c.lower() for c in re.findall(r"#[0-9a-fA-F]{6}\b", svg.getvalue())}
        assert found <= COLOURS, found - COLOURS
        assert "<text" in svg.getvalue()


@pytest.mark.parametrize("ground", ["white", "none"])
def test_ground_is_that_of_the_settings(ground):
    """White where a dark program shows them, and none in the book, which has its own."""
    with matplotlib.rc_context({"figure.facecolor": ground}):
        drawn = draw_all()
    for figure in drawn:
        assert figure.get_facecolor() == to_rgba(ground)
        assert not any(ax.axison for ax in figure.axes)
        assert figure.get_figwidth() <= 6.4 + 1e-9


def test_convolution_shows_the_computed_numbers():
    one = single_channel
    drawn = figures.convolution(one.image, one.kernel)
    assert drawn.input.texts == texts(one.image)
    assert drawn.kernel.texts == texts(one.kernel)
    assert drawn.output.texts == texts(conv2d(one.image, one.kernel))
    assert drawn.input.label.get_text() == "Input 5 × 5"
    assert drawn.output.label.get_text() == "Output 3 × 3"
    assert [text.get_text() for text in drawn.operators] == ["∗", "="]
    assert drawn.input.frames == drawn.input.weights == []


def test_the_window_lies_over_the_pixels_it_reads():
    image = np.arange(1, 31).reshape(5, 6)
    kernel = [[1, -2], [3, 4], [5, 6]]
    drawn = figures.convolution(
        image, kernel, -7, (2, 1), 1, (1, 2), at=(1, 2), activation="relu"
    )
    output = np.maximum(conv2d(image, kernel, -7, (2, 1), 1, (1, 2)), 0)
    padded = np.pad(image, 1)
    assert drawn.input.texts == texts(padded)
    assert drawn.input.label.get_text() == "Input 5 × 6, padding 1"
    full = np.array(
        [
            [to_hex(cell.get_facecolor()) == PALETTE["input"].lower() for cell in row]
            for row in drawn.input.cells
        ]
    )
    expected = np.zeros(padded.shape, bool)
    expected[np.ix_([2, 3, 4], [2, 4])] = True
    np.testing.assert_array_equal(full, expected)
    assert [w.get_text() for w in drawn.input.weights] == [
        f"×{v}".replace("-", "−") for v in np.ravel(kernel)
    ]
    (frame,) = drawn.input.frames
    box = frame.get_bbox()
    assert (box.x0, box.y0, box.width, box.height) == (2, 2, 3, 3)
    assert [text.get_text() for text in drawn.operators] == ["∗", "− 7", "="]
    # The output up to the cell, and nothing after it.
    shown = texts(output)
    for i, j in np.ndindex(output.shape):
        later = (i, j) > (1, 2)
        assert drawn.output.texts[i][j] == ("" if later else shown[i][j])
        assert (drawn.output.cells[i, j].get_alpha() == 0.4) == later


def test_padding_is_dashed_and_unfilled():
    grid = figures.grid(None, [[5]], padding=((1, 0), (0, 2)), window=([-1, 0], [0, 1]))
    assert grid.texts == [["0", "0", "0"], ["5", "0", "0"]]
    for index, cell in np.ndenumerate(grid.cells):
        inside = index == (1, 0)
        assert (cell.get_facecolor()[3] > 0) == inside
        assert (cell.get_linestyle() in ("-", "solid")) == inside


def test_steps_show_every_position():
    one = single_channel
    output = conv2d(one.image, one.kernel)
    drawn = figures.steps(one.image, one.kernel)
    assert len(drawn.inputs) == len(drawn.outputs) == output.size
    for index, (i, j) in enumerate(np.ndindex(output.shape)):
        assert drawn.labels[index].get_text() == f"a[{i},{j}] = {output[i, j]}"
        shown = [text for row in drawn.outputs[index].texts for text in row if text]
        assert shown == [str(v) for v in output.flat[: index + 1]]
        box = drawn.inputs[index].frames[0].get_bbox()
        x, y = drawn.inputs[index].origin
        assert (box.x0 - x, box.y0 - y) == (j, i)


def test_chosen_steps():
    drawn = figures.steps(
        single_channel.image, single_channel.kernel, at=[(0, 0), (2, 1)], across=1
    )
    assert [g.origin[0] for g in drawn.inputs] == [0, 0]
    assert drawn.labels[1].get_text() == "a[2,1] = 3"


def test_channels_show_the_volumes_the_filters_and_the_sum():
    e = two_filters
    arguments = (e.input, e.weight, e.bias, e.stride, e.padding)
    drawn = figures.channels(*arguments, at=(1, 0, 1))
    output = conv2d(*arguments)
    assert [g.texts for g in drawn.inputs] == [texts(np.pad(c, 1)) for c in e.input]
    assert [[g.texts for g in f] for f in drawn.filters] == [
        [texts(slice_) for slice_ in f] for f in e.weight
    ]
    assert [g.texts for g in drawn.biases] == [[["1"]], [["0"]]]
    assert [g.texts for g in drawn.outputs] == [texts(o) for o in output]
    assert [note.get_text() for note in drawn.notes] == [
        "sum −2",
        "sum −2",
        "sum −1",
        "−2 − 2 − 1 + 0 = −5",
    ]
    assert len(drawn.outputs[1].frames) == 1 and not drawn.outputs[0].frames
    plain = figures.channels(e.input, e.weight, stride=2)
    assert plain.biases == plain.notes == []
    no_bias = figures.channels(e.input, e.weight, None, 2, 1, at=(0, 2, 2))
    assert no_bias.notes[-1].get_text() == "2 + 0 + 1 = 3"


@pytest.mark.parametrize(
    ("arguments", "unread"),
    [
        ((5, 3, 2, 0), []),
        ((6, 3, 2, 0), [5]),
        ((8, 3, 3, 1, 2), [0, 5, 7]),
        ((7, 2, 3), [2, 5, 6]),
        ((4, 3, 1, "same"), []),
    ],
)
def test_the_strip_shows_what_no_window_reads(arguments, unread):
    drawn = figures.output_size(*arguments)
    count = output_size(*arguments)
    assert len(drawn.windows) == len(drawn.outputs) == count
    assert all(len(bars) == arguments[1] for bars in drawn.windows)
    before = next(i for i, text in enumerate(drawn.input.texts[0]) if text == "0")
    marked = [round(cross.get_position()[0] - 0.5) - before for cross in drawn.unread]
    assert marked == unread
    read = {round(bar.get_bbox().x0) - before for bars in drawn.windows for bar in bars}
    assert set(range(arguments[0])) - read == set(unread)
    words = {0: "every pixel is read", 1: "1 pixel is never read"}.get(
        len(unread), f"{len(unread)} pixels are never read"
    )
    assert drawn.label.get_text().endswith(words)
    assert drawn.label.get_text().startswith(f"{count} window")


def test_grids_on_one_axes_share_their_cell_size():
    _, ax = plt.subplots(figsize=(5, 2))
    small = figures.grid(ax, [[1, 2]])
    size_alone = small.numbers[0, 0].get_fontsize()
    large = figures.grid(ax, np.ones((4, 9), int), "kernel", origin=(3, 0))
    assert small.numbers[0, 0].get_fontsize() == large.numbers[0, 0].get_fontsize()
    assert large.numbers[0, 0].get_fontsize() < size_alone
    assert ax.get_aspect() == 1
    x0, x1 = ax.get_xlim()
    y1, y0 = ax.get_ylim()
    assert x0 < 0 and x1 > 12
    assert y0 < 0 and y1 > 4


def test_a_figure_of_its_own_calls_itself_a_figure():
    made = figures.grid(None, [[1, 2]]).cells[0, 0].get_figure(root=True)
    assert repr(made).startswith("<Figure size ")


def test_any_axes_will_do():
    figure = plt.figure(figsize=(6, 3))
    left, right = figure.subfigures(1, 2)
    for part in (left, right):
        ax = part.subplots()
        drawn = figures.convolution(single_channel.image, single_channel.kernel, ax=ax)
        assert drawn.input.cells[0, 0].axes is ax
    figure.draw_without_rendering()
    assert tuple(figure.get_size_inches()) == (6, 3)


def test_numbers_stay_inside_their_cells():
    wide = [[-123.456, 1e-5], [float("nan"), 123456]]
    drawn = figures.convolution(wide, [[-0.25]], at=(0, 0))
    figure = drawn.input.cells[0, 0].get_figure(root=True)
    renderer = figure.canvas.get_renderer()
    for grid in drawn[:3]:
        for cell, number in zip(grid.cells.flat, grid.numbers.flat, strict=True):
            if number.get_text():
                box = cell.get_window_extent(renderer)
                text = number.get_window_extent(renderer)
                assert text.x0 >= box.x0 - 1 and text.x1 <= box.x1 + 1


def test_reprs_are_short_and_without_addresses():
    drawn = figures.grid(None, [[1, 2]], label="Input 1 × 2")
    assert repr(drawn) == "Grid('Input 1 × 2', 1 × 2 cells)"
    assert repr(figures.grid(None, [[1]])) == "Grid(1 × 1 cells)"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: figures.grid(None, [1, 2]), ValueError, r"grid: values must have"),
        (lambda: figures.grid(None, [["a"]]), TypeError, "values must hold numbers"),
        (lambda: figures.grid(None, [[1]], "bias"), ValueError, "role .* got 'bias'"),
        (
            lambda: figures.grid(None, [[1]], 10**5000),
            TypeError,
            'role must be "input", ',
        ),
        (lambda: figures.grid(None, [[1]], origin=5), TypeError, "origin .* got 5"),
        (lambda: figures.grid(None, [[1]], origin=(5,)), ValueError, "origin must be"),
        (lambda: figures.grid(None, [[1]], origin=(0, "a")), TypeError, "origin must"),
        (lambda: figures.grid(None, [[1]], label=5), TypeError, "label .* got 5"),
        (lambda: figures.grid(5, [[1]]), TypeError, r"grid: ax must .* got 5 \(int\)"),
        (lambda: figures.grid(None, [[1]], active=0), TypeError, "active .* got 0"),
        (lambda: figures.grid(None, [[1]], active=(0,)), ValueError, "active must be"),
        (
            lambda: figures.grid(None, [[1]], active=(0, 0.0)),
            TypeError,
            "each column of active must be an integer",
        ),
        (
            lambda: figures.grid(None, [[1]], window=range(10**30)),
            ValueError,
            r"window must be a pair \(rows, columns\)",
        ),
        (
            lambda: figures.grid(None, [[1]], window=(0, [0])),
            TypeError,
            "window must hold two lists .* got 0 .* for its rows",
        ),
        (
            lambda: figures.grid(None, [[1]], window=([0], range(10**30))),
            ValueError,
            "column 1 of window is not in the grid",
        ),
        (
            lambda: figures.grid(None, [[1]], window=([0], [])),
            ValueError,
            "window must have at least one column; values",
        ),
        (
            lambda: figures.grid(None, [[1]], window=([0], [1])),
            ValueError,
            "column 1 of window is not in the grid, columns 0 to 0; values",
        ),
        (
            lambda: figures.grid(None, [[1]], window=([0], [0]), weights=[1, 2]),
            ValueError,
            "weights must have one number for each of the 1 cells",
        ),
        (
            lambda: figures.grid(None, [[1]], computed=[[True, False]]),
            ValueError,
            "computed must have the shape of values",
        ),
        (lambda: figures.grid(None, [[1]], padding=-1), ValueError, "padding must be"),
        (
            lambda: figures.convolution(np.ones((1, 3, 3)), np.ones((1, 1, 2, 2))),
            ValueError,
            r"figures\.convolution: input and weight must be matrices",
        ),
        (
            lambda: figures.convolution([[1]], [[1]], at=(1, 0)),
            ValueError,
            r"figures\.convolution: at \(1, 0\) is not a cell",
        ),
        (
            lambda: figures.convolution([[1]], [[1]], ax=plt.figure()),
            TypeError,
            r"figures\.convolution: ax must be matplotlib's Axes or None, got <Figure",
        ),
        (
            lambda: figures.steps([[1]], [[1]], at=5),
            TypeError,
            r"figures\.steps: at must hold cells of the output \(1, 1\), .* got 5",
        ),
        (
            lambda: figures.steps([[1]], [[1]], at=[]),
            ValueError,
            r"figures\.steps: at must hold at least one cell",
        ),
        (
            lambda: figures.steps([[1]], [[1]], across=0),
            ValueError,
            r"figures\.steps: across must be at least 1",
        ),
        (
            lambda: figures.channels([[1]], [[1]]),
            ValueError,
            r"figures\.channels: input must have shape \(C, H, W\)",
        ),
        (
            lambda: figures.output_size((5, 5), 3),
            TypeError,
            r"figures\.output_size: input_size must be an integer",
        ),
        (
            lambda: figures.output_size(2, 3),
            ValueError,
            r"figures\.output_size: effective kernel",
        ),
    ],
)
def test_bad_arguments_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: figures.grid(None, [[1]], padding=50),
            r"grid: more than 10000 cells .*: padding \(\(50, 50\), \(50, 50\)\); values",
        ),
        (
            lambda: figures.convolution([[1]], [[1]], padding=10**9),
            r"convolution: more than 10000 cells .*: images with padding \(\(1000000000",
        ),
        (
            lambda: figures.steps([[1]], [[1]], padding=4),
            r"steps: more than 10000 cells .*: 81 steps of images with padding \(\(4, 4",
        ),
        (
            lambda: figures.channels([[[1]]], [[[[1]]]], stride=2, padding=50),
            r"channels: more than .* padding .*, stride \(2, 2\); input \(1, 1, 1\)",
        ),
        (
            lambda: figures.output_size(5, 3, stride=10**4, padding=10**4),
            r"output_size: more than 500 pixels .*: input_size 5 with padding \(10000, ",
        ),
        (lambda: figures.output_size(2**70, 3), "500 pixels .*: input_size 118059162"),
        (
            lambda: figures.output_size(5, 10**30, padding="same"),
            "more than 500 pixels .*: input_size 5 with padding .499999999999",
        ),
        (
            lambda: figures.output_size(400, 200),
            "10000 cells cannot be drawn: 201 windows, kernel_size 200, stride 1",
        ),
    ],
)
def test_what_could_not_be_seen_is_not_drawn(call, message):
    with pytest.raises(ValueError, match=rf"^figures\..*{message}"):
        call()
    assert not plt.get_fignums()


def test_integers_in_any_form():
    pairs = {
        "padding": np.array([[1, 0], [0, 2]]),
        "window": np.array([[0, 1], [0, 1]]),
    }
    drawn = figures.grid(
        None, [[1, 2], [3, 4]], active=np.unravel_index(3, (2, 2)), **pairs
    )
    assert drawn.texts == [["0"] * 4, ["1", "2", "0", "0"], ["3", "4", "0", "0"]]
    assert len(drawn.frames) == 2
    one = single_channel
    cells = np.argwhere(np.eye(3))
    drawn = figures.steps(one.image, one.kernel, at=cells, across=np.int64(2))
    assert [label.get_text()[:6] for label in drawn.labels] == [
        f"a[{n},{n}]" for n in range(3)
    ]
    figures.convolution(one.image, one.kernel, at=cells[1])
    strip = figures.output_size(np.int64(5), np.int8(3), stride=np.int64(2))
    assert len(strip.windows) == 2
