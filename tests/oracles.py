"""Independent, slow, obvious versions of what convlib computes: cell by cell.

They import nothing of convlib but its own plain version, which imports nothing of it
either, and take only complete arguments: arrays with every axis,
pairs, and padding as ((top, bottom), (left, right)).  Only what is the same for every
image of a batch, or for every cell of one window, is done at once.
"""

import itertools
import math

import numpy as np

from convlib import plain


def window_count(size, kernel, stride, before, after, dilation):
    """Count windows by trying every position, without any formula."""
    positions = range(-before, size + after)
    last = dilation * (kernel - 1)
    return sum(
        start + last < size + after and (start + before) % stride == 0
        for start in positions
    )


def sides(padding, size, kernel, stride, dilation):
    """Return ((top, bottom), (left, right)) of a padding in any of its forms.

    "same" is found by adding a pixel after the other until there is a window for each
    ``stride`` pixels, begun ones included.
    """
    if padding == "valid":
        return tuple((0, 0) for _ in kernel)
    if padding != "same":
        return tuple((p, p) if isinstance(p, int) else p for p in padding)
    found = []
    for n, k, s, d in zip(size, kernel, stride, dilation, strict=True):
        zeros, wanted = 0, len(range(0, n, s))
        while window_count(n, k, s, 0, zeros, d) < wanted:
            zeros += 1
        found.append((zeros // 2, zeros - zeros // 2))
    return tuple(found)


def wide(array):
    """Return a copy in which sums of small integers fit."""
    kind = array.dtype.kind
    return array.astype("int64" if kind == "i" else "float64" if kind == "f" else kind)


def bordered(images, sides):
    """Return the images with their zeros around them."""
    (top, bottom), (left, right) = sides
    height, width = images.shape[2:]
    frame = np.zeros(
        (*images.shape[:2], top + height + bottom, left + width + right),
        wide(images).dtype,
    )
    frame[:, :, top : top + height, left : left + width] = images
    return frame


def under(i, j, kernel, stride, dilation):
    """Return the rows and columns of a bordered image under the window of cell (i, j)."""
    top, left = i * stride[0], j * stride[1]
    return (
        slice(top, top + dilation[0] * (kernel[0] - 1) + 1, dilation[0]),
        slice(left, left + dilation[1] * (kernel[1] - 1) + 1, dilation[1]),
    )


def cells(size, kernel, stride, sides, dilation):
    """Return how many rows and columns of cells the output has."""
    return tuple(
        window_count(n, k, s, before, after, d)
        for n, k, s, (before, after), d in zip(
            size, kernel, stride, sides, dilation, strict=True
        )
    )


def conv2d(input, weight, bias, stride, sides, dilation, groups):
    """Return the convolution (N, K, oH, oW), window by window."""
    return plain.conv2d(
        wide(input), wide(weight), bias, stride, sides, dilation, groups
    )


def conv2d_backward(grad_output, input, weight, stride, sides, dilation, groups):
    """Return the three gradients: each product of the forward pass pays its share."""
    filters, depth, *kernel = weight.shape
    height, width = input.shape[2:]
    (top, _), (left, _) = sides
    image, weight, grad_output = bordered(input, sides), wide(weight), wide(grad_output)
    grad_image, grad_weight = np.zeros_like(image), np.zeros_like(weight)
    grad_bias = np.zeros(filters, grad_output.dtype)
    for k, i, j in np.ndindex(grad_output.shape[1:]):
        first = k // (filters // groups) * depth
        rows, columns = under(i, j, kernel, stride, dilation)
        window = (slice(None), slice(first, first + depth), rows, columns)
        g = grad_output[:, k, i, j].reshape(-1, 1, 1, 1)
        grad_image[window] += g * weight[k]
        grad_weight[k] += (g * image[window]).sum(axis=0)
        grad_bias[k] += g.sum()
    grad_input = grad_image[:, :, top : top + height, left : left + width]
    return grad_input, grad_weight, grad_bias


#: What lies around an image, by the names of `numpy.pad`.
BORDERS = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}
NONE = ((0, 0), (0, 0))


def conv2d_in(mode, input, weight, bias, stride, sides, dilation, groups):
    """Return the convolution of images with a border that NumPy lays around them."""
    around = np.pad(input, (*NONE, *sides), BORDERS[mode])
    return conv2d(around, weight, bias, stride, NONE, dilation, groups)


def conv2d_backward_in(
    mode, grad_output, input, weight, stride, sides, dilation, groups
):
    """Return the three gradients; each cell of the border pays the pixel it repeats."""
    around = np.pad(input, (*NONE, *sides), BORDERS[mode])
    grad_around, *others = conv2d_backward(
        grad_output, around, weight, stride, NONE, dilation, groups
    )
    height, width = input.shape[2:]
    number = np.arange(1, 1 + height * width).reshape(height, width)
    repeated = np.pad(number, sides, BORDERS[mode])  # 0 where there are zeros
    grad_input = np.zeros_like(grad_around[:, :, :height, :width])
    for (r, c), pixel in np.ndenumerate(repeated):
        if pixel:
            i, j = divmod(pixel - 1, width)
            grad_input[:, :, i, j] += grad_around[:, :, r, c]
    return grad_input, *others


def pool_starts(size, kernel, stride, sides, dilation, ceil_mode):
    """Return the first pixel of each window, by walking along the axis."""
    before, after = sides
    span = dilation * (kernel - 1) + 1
    starts = []
    start, last_covered = -before, -before - 1
    while True:
        fits = start + span <= size + after
        hangs = ceil_mode and start < size and last_covered < size + after - 1
        if not (fits or hangs):
            return starts
        starts.append(start)
        last_covered = start + span - 1
        start += stride


def pool_windows(size, kernel, stride, sides, dilation, ceil_mode):
    """Give each window's cell and its pixels, row by row; none of the padding."""
    rows, columns = (
        pool_starts(*axis, ceil_mode)
        for axis in zip(size, kernel, stride, sides, dilation, strict=True)
    )
    for (i, top), (j, left) in itertools.product(enumerate(rows), enumerate(columns)):
        cells = np.ndindex(*kernel)
        pixels = [(top + m * dilation[0], left + n * dilation[1]) for m, n in cells]
        inside = [(r, c) for r, c in pixels if 0 <= r < size[0] and 0 <= c < size[1]]
        yield (i, j), (top, left), inside


def max_pool2d(input, kernel, stride, sides, dilation, ceil_mode, grad_output=None):
    """Return output and indices (N, C, oH, oW), or the gradient of the input."""
    size = input.shape[2:]
    windows = list(pool_windows(size, kernel, stride, sides, dilation, ceil_mode))
    shape = (*input.shape[:2], *np.add(windows[-1][0], 1))
    output, indices = np.empty(shape, input.dtype), np.empty(shape, int)
    numbers = input if grad_output is None else grad_output
    grad_input = np.zeros(input.shape, wide(numbers).dtype)
    for (i, j), _, pixels in windows:
        rows, columns = np.transpose(pixels)
        for n, c in np.ndindex(*input.shape[:2]):
            best = np.argmax(input[n, c, rows, columns])  # the first of equal ones
            r, k = pixels[best]
            output[n, c, i, j] = input[n, c, r, k]
            indices[n, c, i, j] = r * size[1] + k
            if grad_output is not None:
                grad_input[n, c, r, k] += grad_output[n, c, i, j]
    return (output, indices) if grad_output is None else grad_input


def avg_pool2d(
    input, kernel, stride, sides, ceil_mode, include_pad, divisor, grad_output=None
):
    """Return the averages (N, C, oH, oW), or the gradient of the input."""
    size = input.shape[2:]
    windows = list(pool_windows(size, kernel, stride, sides, (1, 1), ceil_mode))
    output = np.empty((*input.shape[:2], *np.add(windows[-1][0], 1)))
    grad_input = np.zeros(input.shape)
    (top, bottom), (left, right) = sides
    for (i, j), start, pixels in windows:
        rows, columns = np.transpose(pixels)
        counted = [
            (r, k)
            for r in range(start[0], start[0] + kernel[0])
            for k in range(start[1], start[1] + kernel[1])
            if -top <= r < size[0] + bottom and -left <= k < size[1] + right
        ]
        count = divisor or len(counted if include_pad else pixels)
        output[:, :, i, j] = wide(input)[:, :, rows, columns].sum(axis=-1) / count
        if grad_output is not None:
            grad_input[:, :, rows, columns] += grad_output[:, :, i, j, None] / count
    return output if grad_output is None else grad_input


def unfold(input, kernel, stride, sides, dilation):
    """Return the windows (N, C * kH * kW, oH * oW), one at a time."""
    size = cells(input.shape[2:], kernel, stride, sides, dilation)
    image = bordered(input, sides)
    windows = [
        image[:, :, *under(i, j, kernel, stride, dilation)].reshape(len(input), -1)
        for i, j in np.ndindex(size)
    ]
    return np.stack(windows, axis=-1)


def fold(columns, size, kernel, stride, sides, dilation):
    """Add each column of (N, C * kH * kW, oH * oW) to the pixels of its window."""
    batch, rows, _ = columns.shape
    channels = rows // (kernel[0] * kernel[1])
    (top, _), (left, _) = sides
    frame = bordered(np.zeros((batch, channels, *size), columns.dtype), sides)
    places = np.ndindex(cells(size, kernel, stride, sides, dilation))
    for column, (i, j) in enumerate(places):
        window = columns[:, :, column].reshape(batch, channels, *kernel)
        frame[:, :, *under(i, j, kernel, stride, dilation)] += window
    return frame[:, :, top : top + size[0], left : left + size[1]]


def convolve2d(x, h):
    """Return the whole convolution by its definition: y[i + m, j + n] += x[i, j] h[m, n]."""
    y = np.zeros(np.add(x.shape, h.shape) - 1, wide(x).dtype)
    for (i, j), number in np.ndenumerate(wide(x)):
        y[i : i + h.shape[0], j : j + h.shape[1]] += number * wide(h)
    return y


def conv_transpose2d(
    input, weight, bias, stride, padding, output_padding, groups, dilation
):
    """Stamp pixel by pixel on a sheet that nothing falls off; then cut its edges."""
    batch, channels, height, width = input.shape
    _, filters, *kernel = weight.shape
    rows, columns = (
        (count - 1) * step + (length - 1) * rate + 1 + extra
        for count, step, length, rate, extra in zip(
            (height, width), stride, kernel, dilation, output_padding, strict=True
        )
    )
    input, weight = wide(input), wide(weight)
    sheet = np.zeros((batch, groups * filters, rows, columns), input.dtype)
    for c, i, j in np.ndindex(input.shape[1:]):
        first = c // (channels // groups) * filters
        place = under(i, j, kernel, stride, dilation)
        pixel = input[:, c, i, j].reshape(-1, 1, 1, 1)
        sheet[:, first : first + filters, *place] += pixel * weight[c]
    top, left = padding
    output = sheet[:, :, top : rows - top, left : columns - left]
    return output if bias is None else output + bias[:, None, None]


def conv_transpose2d_backward(
    grad_output, input, weight, stride, padding, output_padding, groups, dilation
):
    """Return the three gradients: each pixel looks at the sheet where it stamped."""
    channels = input.shape[1]
    filters, *kernel = weight.shape[1:]
    (top, left), input, weight = padding, wide(input), wide(weight)
    sheet = bordered(grad_output, ((top, top), (left, left)))  # cut off: no share in E
    dtype = np.result_type(sheet, input, weight)
    grad_input, grad_weight = (
        np.zeros(input.shape, dtype),
        np.zeros(weight.shape, dtype),
    )
    for c, i, j in np.ndindex(input.shape[1:]):
        first = c // (channels // groups) * filters
        place = under(i, j, kernel, stride, dilation)
        stamp = sheet[:, first : first + filters, *place]
        grad_input[:, c, i, j] = (stamp * weight[c]).sum(axis=(1, 2, 3))
        pixel = input[:, c, i, j].reshape(-1, 1, 1, 1)
        grad_weight[c] += (pixel * stamp).sum(axis=0)
    return grad_input, grad_weight, wide(grad_output).sum(axis=(0, 2, 3))


def log_softmax(z, axis):
    """Return the logarithms of probabilities, one sum of powers after another."""

    def logarithms(scores):
        largest = max(scores)
        total = math.fsum(math.exp(score - largest) for score in scores)
        return [score - largest - math.log(total) for score in scores]

    return np.apply_along_axis(logarithms, axis, np.asarray(z, float))


def nll_loss(logarithms, target, weight, ignore_index, reduction):
    """Return the losses of (N, K, ...), place by place, or one number for all."""
    losses, weights = np.zeros(target.shape), np.zeros(target.shape)
    for place, k in np.ndenumerate(target):
        if k != ignore_index:
            weights[place] = 1 if weight is None else weight[k]
            losses[place] = -weights[place] * logarithms[place[0], k, *place[1:]]
    if reduction == "none":
        return losses
    divisor = math.fsum(weights.flat) if reduction == "mean" else 1
    return math.fsum(losses.flat) / divisor if divisor else math.nan


def assert_same(actual, expected):
    """Assert that an array has the shape, the kind and the numbers of an oracle's.

    Integers must be equal; floats agree to within the rounding of a short sum of
    numbers around 1.
    """
    expected = np.asarray(expected)
    if expected.dtype == object:
        expected = np.array(expected.tolist()).reshape(expected.shape)
    assert actual.shape == expected.shape, (actual.shape, expected.shape)
    if actual.size == 0:
        return
    assert actual.dtype.kind == expected.dtype.kind, (actual.dtype, expected.dtype)
    if actual.dtype.kind == "i":
        np.testing.assert_array_equal(actual, expected)
    else:
        eps = np.finfo(actual.dtype).eps
        scale = max(1, np.abs(expected).max())
        np.testing.assert_allclose(
            actual, expected, rtol=64 * eps, atol=64 * eps * scale
        )
