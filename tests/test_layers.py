"""What is below the public functions: one axis or two, sides of their own, no waste."""

import math
import tracemalloc

import numpy as np
import oracles
import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st
from test_axis import axes
from worker import extra_memory

import convlib
from convlib import _check, _few, _products, _slide, plain, pooling, shapes
from convlib._axis import Axis
from convlib._door import WrongKind, WrongValue
from convlib._products import correlate, stamp, weight_gradient
from convlib._slide import Slide, as_plane
from convlib.shapes import stamp_axes, window_axes
from convlib.windows import columns_of, image_of

# --- one axis, and unequal sides -------------------------------------------------


@st.composite
def bare_layers(draw, count):
    """Arrays and axes of a layer: (input, weight, bias, axes, groups)."""
    slid = tuple(draw(axes()) for _ in range(count))
    groups = draw(st.integers(1, 2))
    depth, filters = draw(strategies.unequal(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size, kernel = [a.size for a in slid], [a.kernel for a in slid]
    return (
        strategies.numbers(rng, (2, groups * depth, *size), "int64"),
        strategies.numbers(rng, (groups * filters, depth, *kernel), "int64"),
        strategies.numbers(rng, (groups * filters,), "int64"),
        slid,
        groups,
    )


def as_oracle(x, weight, bias, slid, groups):
    """Return the arguments of an oracle for images: pixels left out are cut off."""
    both = (Axis(1, 1), *slid)[-2:]
    x = x.reshape(*x.shape[:2], *(axis.size for axis in both))
    cut = [slice(max(0, -axis.before), axis.size + min(0, axis.after)) for axis in both]
    weight = weight.reshape(*weight.shape[:2], *(axis.kernel for axis in both))
    sides = tuple((max(0, axis.before), max(0, axis.after)) for axis in both)
    stride = tuple(axis.stride for axis in both)
    dilation = tuple(axis.dilation for axis in both)
    return x[:, :, *cut], weight, bias, stride, sides, dilation, groups


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("count", [1, 2])
def test_products_of_one_axis_and_of_unequal_sides_against_loops(count):
    @strategies.fewer
    @given(bare_layers(count))
    def check(layer):
        x, weight, bias, slid, groups = layer
        output = correlate(*layer)
        complete = as_oracle(*layer)
        expected = oracles.conv2d(*complete)
        counts = tuple(axis.count for axis in slid)
        assert output.shape == (len(x), len(weight), *counts)
        oracles.assert_same(output.reshape(expected.shape), expected)

        g = strategies.numbers(np.random.default_rng(0), output.shape, "int64")
        cut, w, _, *geometry = complete
        grads = oracles.conv2d_backward(g.reshape(expected.shape), cut, w, *geometry)
        grad_weight = weight_gradient(x, g, slid, groups)
        assert grad_weight.shape == weight.shape
        oracles.assert_same(grad_weight.reshape(w.shape), grads[1])

        grad_input = stamp(g, weight, None, slid, groups)
        assert grad_input.shape == x.shape
        assert (output * g).sum() == (x * grad_input).sum() + (
            bias.reshape(-1, *(1,) * count) * g
        ).sum()
        both = (Axis(1, 1), *slid)[-2:]
        seen = grad_input.reshape(*x.shape[:2], *(axis.size for axis in both))[
            :,
            :,
            *(slice(max(0, -a.before), a.size + min(0, a.after)) for a in both),
        ]
        oracles.assert_same(seen, grads[0])
        assert np.count_nonzero(grad_input) == np.count_nonzero(seen)

    check()


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("count", [1, 2])
def test_windows_of_one_axis_and_of_unequal_sides(count):
    @strategies.fewer
    @given(bare_layers(count))
    def check(layer):
        x, _, _, slid, _ = layer
        columns = columns_of(x, slid)
        cells = math.prod(axis.kernel for axis in slid)
        assert columns.shape[1] == x.shape[1] * cells
        complete = as_oracle(*layer)
        expected = oracles.unfold(complete[0], complete[1].shape[2:], *complete[3:6])
        oracles.assert_same(columns, expected)
        y = strategies.numbers(np.random.default_rng(1), columns.shape, "int64")
        assert (columns * y).sum() == (x * image_of(y, slid)).sum()

    check()


def test_checked_arguments_for_one_axis():
    (axis,) = window_axes((9,), (3,), 2, (1,), [2])
    assert axis == Axis(9, 3, 2, 1, 1, 2)
    assert window_axes((9,), (4,), 1, "same", 3) == (Axis(9, 4, 1, 4, 5, 3),)
    (axis,) = stamp_axes((4,), (3,), 3, 1, 2, 1)
    assert (axis.size, axis.count, axis.before, axis.after) == (12, 4, 1, -1)
    assert window_axes((9,), (3,), 2, "valid", 1) == (Axis(9, 3, 2),)
    assert window_axes((9,), (4,), 4, "same", 1) == (Axis(9, 4, 4, 1, 2),)
    for padding in [(2, 0), [(2, 0)], np.array([2, 0])]:
        assert window_axes((9,), (3,), 1, padding, 1) == (Axis(9, 3, 1, 2, 0),)
    with pytest.raises(
        WrongValue, match=r"exceeds padded input \(4,\), padding \(1,\)"
    ):
        window_axes((2,), (5,), 1, 1, 1)
    with pytest.raises(WrongValue, match=r"must be an integer, got 2 values: \(1, 2\)"):
        _check.integers("stride", (1, 2), 1)
    with pytest.raises(WrongKind, match="stride must be an integer, got None"):
        _check.integers("stride", None, 1)


def test_the_plain_convolution_is_the_definition():
    """One window after another, by hand: the notes' second filter, with both sides."""
    x = np.arange(2 * 4 * 5).reshape(1, 2, 4, 5) % 7 - 3
    w = np.arange(3 * 1 * 2 * 2).reshape(4, 1, 3, 1)[:, :, ::-1] % 5 - 2
    output = plain.conv2d(
        x, w, np.array([1, 2, 3, 4]), (2, 1), ((1, 2), (0, 1)), groups=2
    )
    assert output.shape == (1, 4, 3, 6)
    for k, i, j in np.ndindex(4, 3, 6):
        total = k + 1
        for m in range(3):
            row = 2 * i - 1 + m
            if 0 <= row < 4 and j < 5:
                total += int(x[0, k // 2, row, j]) * int(w[k, 0, m, 0])
        assert output[0, k, i, j] == total


# --- strips ----------------------------------------------------------------------


@strategies.fewer
@given(axes(), axes(), st.data())
def test_strips_hold_the_rows_that_are_read_and_no_others(rows, columns, data):
    slide = Slide(rows, columns)
    image = np.arange(1, rows.size * columns.size + 1).reshape(1, 1, rows.size, -1)
    top = data.draw(st.integers(0, rows.count - 1))
    count = data.draw(st.integers(1, rows.count - top))
    shape = slide.strips(count)
    read = {
        rows.pixel(window, cell)
        for window in range(count)
        for cell in range(rows.kernel)
    }
    assert shape[1] <= min(len(read), rows.kernel * count)
    strips = np.full((1, 1, *shape), -1)
    slide.gather(image, top, strips, count)
    for m, under in enumerate(slide.under(strips, count)):
        for n, i, j in np.ndindex(under.shape[2:]):
            r, c = rows.pixel(top + i, m), columns.pixel(j, n)
            inside = 0 <= r < rows.size and 0 <= c < columns.size
            assert under[0, 0, n, i, j] == (image[0, 0, r, c] if inside else 0)


# --- cost depends on what is read ------------------------------------------------

X, W = np.arange(25.0).reshape(5, 5), np.arange(9.0).reshape(3, 3)
FAR = [10**5, 10**9, 2**70]


def same(result, expected):
    for one, other in zip(result, expected, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize("axis", [0, 1, None])
def test_a_large_stride_costs_nothing(far, axis):
    """Beyond the image every stride is the same: one window."""
    near, stride = 5, far
    if axis is not None:
        near, stride = [1, 1], [1, 1]
        near[axis], stride[axis] = 5, far
    columns = convlib.unfold(X, 3, stride=near)
    output = convlib.conv2d(X, W, stride=near)
    calls = [
        lambda s: [convlib.conv2d(X, W, stride=s)],
        lambda s: convlib.conv2d_backward(output, X, W, stride=s),
        lambda s: [convlib.unfold(X, 3, stride=s)],
        lambda s: [convlib.fold(columns, 5, 3, stride=s)],
        lambda s: [convlib.conv_matrix(W, 5, stride=s)],
        lambda s: [convlib.conv_transpose2d([[2.0]], W, stride=s)],
        lambda s: [convlib.max_pool2d(X, 3, s), convlib.avg_pool2d(X, 3, s)],
        lambda s: convlib.max_pool2d(X, 3, s, ceil_mode=True, return_indices=True),
        lambda s: [convlib.avg_pool2d(X, 3, s, 1, count_include_pad=False)],
        lambda s: [convlib.max_pool2d_backward(output, X, 3, s)],
        lambda s: [convlib.avg_pool2d_backward(output, X, 3, s)],
        lambda s: [convlib.pixels_read([convlib.Layer(3, s)])],
        lambda s: [[convlib.output_size(5, 3, s)]],
    ]
    for call in calls:
        same(call(stride), call(near))
        assert extra_memory(lambda: call(stride)) < 2**16  # noqa: B023, called here


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("far", FAR)
def test_a_large_dilation_costs_nothing(far):
    """Padding "same": all but the middle cell of the kernel lie in the padding."""
    middle = X * W[1, 1]
    for dilation in (far, (far, 7), (8, far)):
        arguments = {"padding": "same", "dilation": dilation}
        calls = [
            (lambda a: [convlib.conv2d(X, W, **a)], [middle]),
            (lambda a: convlib.conv2d_backward(X, X, W, **a)[:1], [middle]),
            (lambda a: [convlib.unfold(X, 3, **a)[4]], [X.ravel()]),
            (lambda a: convlib.fold(np.ones((9, 25)), 5, 3, **a), [np.ones((5, 5))]),
        ]
        for call, expected in calls:
            same(call(arguments), expected)
            assert extra_memory(lambda: call(arguments)) < 2**16  # noqa: B023
    one = convlib.conv2d(X, W[:1, :1], padding=0, dilation=far)
    np.testing.assert_array_equal(one, X * W[0, 0])
    two = convlib.conv2d(X, W[:2, :1], padding="same", dilation=(far, 1))
    np.testing.assert_array_equal(two, np.zeros((5, 5)))


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("far", FAR)
def test_a_large_padding_costs_what_is_asked_for(far):
    for stride in (2 * far, (2 * far, 3 * far)):
        output = convlib.conv2d(X, W[:1, :1], stride=stride, padding=far)
        assert output.shape == (2, 2 if stride == 2 * far else 1)
        assert not output.any()
    stamped = convlib.conv_transpose2d(
        np.ones((2, 1)), np.ones((3, 1)), stride=(far, 1), padding=(far // 2, 0)
    )
    assert stamped.shape[0] == far + 3 - 2 * (far // 2)
    assert not stamped.any()


@pytest.mark.parametrize("far", [10**5, 10**9, 2 * 10**30])
def test_a_window_that_is_mostly_padding_costs_what_is_read(far):
    """The window's size is a number, too: only its cells on the image are visited."""
    kernel, padding = (far, 1), (far // 2, 0)
    tall = {"kernel_size": kernel, "padding": padding, "stride": (far, 1)}
    output, indices = convlib.max_pool2d(X, **tall, return_indices=True)
    np.testing.assert_array_equal(output, X[-1:])
    np.testing.assert_array_equal(indices, [[20, 21, 22, 23, 24]])
    grad = convlib.max_pool2d_backward([[1.0] * 5], X, **tall)
    np.testing.assert_array_equal(
        grad, np.repeat([[0], [1]], [4, 1], axis=0) * np.ones(5)
    )
    average = convlib.avg_pool2d(X, **tall)
    np.testing.assert_allclose(average, X.sum(axis=0, keepdims=True) / far)
    whole = convlib.avg_pool2d(X, **tall, count_include_pad=False)
    np.testing.assert_allclose(whole, X.mean(axis=0, keepdims=True))
    assert extra_memory(lambda: convlib.max_pool2d(X, **tall)) < 2**16


def test_what_is_kept_between_calls_is_bounded_in_bytes(monkeypatch):
    """The largest plans that are kept at all, until no more of them are."""
    monkeypatch.setattr(_few, "FEW", 2**12)  # whatever test was before
    modules = (_few, _products, _slide, pooling, shapes)
    caches = {
        (cache.__module__, cache.__name__): cache
        for module in modules
        for cache in vars(module).values()
        if hasattr(cache, "cache_info")
    }
    for cache in caches.values():
        cache.cache_clear()
    kernels = [np.ones((8, 8)), np.ones((64, 1)), np.ones((1, 64)), np.ones((5, 13))]
    tracemalloc.start()
    try:
        for call in range(440):
            kernel = kernels[call % 4]
            image = np.broadcast_to(1.0, np.add(kernel.shape, (call, call // 2)))
            stride = (41 + call, 42 + call)
            convlib.unfold(image, kernel.shape, stride=stride)
            convlib.conv2d(image, kernel, stride=stride)
            convlib.max_pool2d(image, kernel.shape, stride)
            padding = [side // 2 for side in kernel.shape]
            convlib.max_pool2d(image, kernel.shape, stride, padding)
            convlib.conv_transpose2d([[1.0]], kernel, stride=stride)
            tall, wide = divmod(call, 22)  # of windows almost as many as are few
            convlib.conv2d([[1.0]], [[1.0]], padding=(13 + tall, 12 + wide))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    full = {name: cache.cache_info().maxsize for name, cache in caches.items()}
    assert {name: c.cache_info().currsize for name, c in caches.items()} == full
    assert kept < 32 * 2**20


# --- what is not stamped is not multiplied ---------------------------------------


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("kind", ["float32", "float64", "complex128"])
def test_zeros_around_the_cells_do_not_meet_infinity(value, kind):
    """PyTorch gives these numbers, too."""
    weight = np.ones((2, 2), kind)
    weight[0, 0] = value
    stamped = convlib.conv_transpose2d(np.ones((2, 2), kind), weight)
    v = value
    expected = [[v, v + 1, 1], [v + 1, v + 3, 2], [1, 2, 1]]
    np.testing.assert_array_equal(stamped.real, expected)
    grad_input, _, _ = convlib.conv2d_backward(
        np.ones((2, 2), kind), np.ones((3, 3), kind), weight
    )
    np.testing.assert_array_equal(grad_input.real, expected)


@strategies.fewer
@given(
    strategies.layers(kinds=("float64",), padding=strategies.even),
    st.sampled_from([np.inf, np.nan]),
    st.data(),
)
def test_infinity_in_the_weight_is_stamped_and_not_gathered(layer, value, data):
    x, w, _, _, padding, dilation, groups = layer
    reach = [d * (k - 1) for d, k in zip(dilation, w.shape[2:], strict=True)]
    padding = tuple(min(p, r // 2) for p, r in zip(padding, reach, strict=True))
    layer = layer._replace(padding=padding)
    padded = [n + 2 * p for n, p in zip(x.shape[2:], padding, strict=True)]
    assume(all(n > r for n, r in zip(padded, reach, strict=True)))
    w.flat[data.draw(st.integers(0, w.size - 1))] = value
    output = convlib.conv2d(x, np.ones_like(w), None, 1, padding, dilation, groups)
    g = np.ones_like(output)
    geometry = (1, padding, dilation, groups)
    found, _, _ = convlib.conv2d_backward(g, x, w, *geometry)
    with np.errstate(invalid="ignore"):
        expected, _, _ = oracles.conv2d_backward(
            g, x, w, (1, 1), layer.sides, dilation, groups
        )
    np.testing.assert_array_equal(found, expected)
    stamped = convlib.conv_transpose2d(g, w, None, 1, padding, 0, groups, dilation)
    np.testing.assert_array_equal(stamped, expected)


def test_a_large_weight_is_not_taken_for_infinity():
    """Its sum overflows, which costs a slower way and changes nothing."""
    weight = np.full((2, 2), np.finfo(np.float32).max, np.float32)
    stamped = convlib.conv_transpose2d(np.ones((1, 1), np.float32), weight)
    np.testing.assert_array_equal(stamped, weight)


def test_a_signal_is_an_image_of_one_row():
    slide, lifted = as_plane((Axis(5, 2),), np.ones((3, 4, 5)))
    assert lifted.shape == (3, 4, 1, 5)
    assert (slide.size, slide.image, slide.kernel) == ((1, 4), (1, 5), (1, 2))
