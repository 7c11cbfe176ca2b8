"""Independent, slow, obvious versions of what convlib computes: loops and nothing else.

They import nothing of convlib and take only complete arguments: arrays with every axis,
pairs, and padding as ((top, bottom), (left, right)).
"""

import itertools

import numpy as np


def window_count(size, kernel, stride, before, after, dilation):
    """Count windows by trying every position, without any formula."""
    positions = range(-before, size + after)
    last = dilation * (kernel - 1)
    return sum(
        start + last < size + after and (start + before) % stride == 0
        for start in positions
    )


def pixel(image, c, i, j):
    """Return the pixel, or the zero of the padding."""
    inside = 0 <= i < image.shape[1] and 0 <= j < image.shape[2]
    return image[c, i, j].item() if inside else image.dtype.type(0).item()


def conv2d(input, weight, bias, stride, sides, dilation, groups):
    """Return the convolution (N, K, oH, oW), cell by cell."""
    batch, _, height, width = input.shape
    filters, depth, kernel_height, kernel_width = weight.shape
    (top, bottom), (left, right) = sides
    rows = window_count(height, kernel_height, stride[0], top, bottom, dilation[0])
    columns = window_count(width, kernel_width, stride[1], left, right, dilation[1])
    output = np.empty((batch, filters, rows, columns), object)
    for n, k, i, j in np.ndindex(output.shape):
        first_channel = k // (filters // groups) * depth
        total = 0 if bias is None else bias[k].item()
        for d, m, c in np.ndindex(depth, kernel_height, kernel_width):
            total += weight[k, d, m, c].item() * pixel(
                input[n],
                first_channel + d,
                i * stride[0] + m * dilation[0] - top,
                j * stride[1] + c * dilation[1] - left,
            )
        output[n, k, i, j] = total
    return output


def conv2d_backward(grad_output, input, weight, stride, sides, dilation, groups):
    """Return the three gradients: each product of the forward pass pays its share."""
    filters, depth, kernel_height, kernel_width = weight.shape
    height, width = input.shape[2:]
    (top, _), (left, _) = sides
    nothing = grad_output.dtype.type(0).item()
    grad_input, grad_weight, grad_bias = (
        np.full(shape, nothing, object)
        for shape in (input.shape, weight.shape, filters)
    )
    for n, k, i, j in np.ndindex(grad_output.shape):
        g = grad_output[n, k, i, j].item()
        grad_bias[k] += g
        for d, m, c in np.ndindex(depth, kernel_height, kernel_width):
            channel = k // (filters // groups) * depth + d
            row = i * stride[0] + m * dilation[0] - top
            column = j * stride[1] + c * dilation[1] - left
            if 0 <= row < height and 0 <= column < width:
                grad_input[n, channel, row, column] += g * weight[k, d, m, c].item()
                grad_weight[k, d, m, c] += g * input[n, channel, row, column].item()
    return grad_input, grad_weight, grad_bias


def pool_starts(size, kernel, stride, padding, dilation, ceil_mode):
    """Return the first pixel of each window, by walking along the axis."""
    span = dilation * (kernel - 1) + 1
    starts = []
    start, last_covered = -padding, -padding - 1
    while True:
        fits = start + span <= size + padding
        hangs = ceil_mode and start < size and last_covered < size + padding - 1
        if not (fits or hangs):
            return starts
        starts.append(start)
        last_covered = start + span - 1
        start += stride


def pool_windows(size, kernel, stride, padding, dilation, ceil_mode):
    """Give each window's cell and its pixels, row by row; none of the padding."""
    rows, columns = (
        pool_starts(*axis, ceil_mode)
        for axis in zip(size, kernel, stride, padding, dilation, strict=True)
    )
    for (i, top), (j, left) in itertools.product(enumerate(rows), enumerate(columns)):
        cells = np.ndindex(*kernel)
        pixels = [(top + m * dilation[0], left + n * dilation[1]) for m, n in cells]
        inside = [(r, c) for r, c in pixels if 0 <= r < size[0] and 0 <= c < size[1]]
        yield (i, j), (top, left), inside


def max_pool2d(input, kernel, stride, padding, dilation, ceil_mode, grad_output=None):
    """Return output and indices (N, C, oH, oW), or the gradient of the input."""
    size = input.shape[2:]
    windows = list(pool_windows(size, kernel, stride, padding, dilation, ceil_mode))
    shape = (*input.shape[:2], *np.add(windows[-1][0], 1))
    output, indices = np.empty(shape, object), np.empty(shape, object)
    grad_input = np.zeros(input.shape, object)
    for n, c in np.ndindex(*input.shape[:2]):
        for cell, _, pixels in windows:
            best = pixels[0]
            for pixel in pixels:
                if input[n, c][pixel] > input[n, c][best]:
                    best = pixel
            output[n, c][cell] = input[n, c][best].item()
            indices[n, c][cell] = best[0] * size[1] + best[1]
            if grad_output is not None:
                grad_input[n, c][best] += grad_output[n, c][cell].item()
    return (output, indices) if grad_output is None else grad_input


def avg_pool2d(
    input, kernel, stride, padding, ceil_mode, include_pad, divisor, grad_output=None
):
    """Return the averages (N, C, oH, oW), or the gradient of the input."""
    size = input.shape[2:]
    windows = list(pool_windows(size, kernel, stride, padding, (1, 1), ceil_mode))
    output = np.empty((*input.shape[:2], *np.add(windows[-1][0], 1)), object)
    grad_input = np.zeros(input.shape)
    for n, c in np.ndindex(*input.shape[:2]):
        for cell, start, pixels in windows:
            counted = [
                (r, k)
                for r in range(start[0], start[0] + kernel[0])
                for k in range(start[1], start[1] + kernel[1])
                if -padding[0] <= r < size[0] + padding[0]
                and -padding[1] <= k < size[1] + padding[1]
            ]
            count = divisor or len(counted if include_pad else pixels)
            output[n, c][cell] = sum(input[n, c][p].item() for p in pixels) / count
            for pixel in pixels if grad_output is not None else ():
                grad_input[n, c][pixel] += grad_output[n, c][cell].item() / count
    return output if grad_output is None else grad_input


def unfold(input, kernel, stride, sides, dilation):
    """Return the windows (N, C * kH * kW, oH * oW), one number at a time."""
    batch, channels, height, width = input.shape
    (top, bottom), (left, right) = sides
    rows = window_count(height, kernel[0], stride[0], top, bottom, dilation[0])
    columns = window_count(width, kernel[1], stride[1], left, right, dilation[1])
    result = np.empty((batch, channels * kernel[0] * kernel[1], rows * columns), object)
    for n in range(batch):
        cells = np.ndindex(channels, *kernel)
        for row, (c, m, k) in enumerate(cells):
            for column, (i, j) in enumerate(np.ndindex(rows, columns)):
                result[n, row, column] = pixel(
                    input[n],
                    c,
                    i * stride[0] + m * dilation[0] - top,
                    j * stride[1] + k * dilation[1] - left,
                )
    return result


def fold(columns, size, kernel, stride, sides, dilation):
    """Add each number of the columns (N, C * kH * kW, oH * oW) to its pixel."""
    channels = columns.shape[1] // (kernel[0] * kernel[1])
    (top, _), (left, right) = sides
    across = window_count(size[1], kernel[1], stride[1], left, right, dilation[1])
    zero = columns.dtype.type(0).item()
    result = np.full((columns.shape[0], channels, *size), zero, object)
    for n in range(columns.shape[0]):
        for row, (c, m, k) in enumerate(np.ndindex(channels, *kernel)):
            for column in range(columns.shape[2]):
                i = column // across * stride[0] + m * dilation[0] - top
                j = column % across * stride[1] + k * dilation[1] - left
                if 0 <= i < size[0] and 0 <= j < size[1]:
                    result[n, c, i, j] += columns[n, row, column].item()
    return result


def convolve2d(x, h):
    """Return the whole convolution by its definition: y[i + m, j + n] += x[i, j] h[m, n]."""
    y = np.zeros(np.add(x.shape, h.shape) - 1, object)
    for (i, j), pixel in np.ndenumerate(x):
        for (m, n), weight in np.ndenumerate(h):
            y[i + m, j + n] += pixel.item() * weight.item()
    return y


def conv_transpose2d(
    input, weight, bias, stride, padding, output_padding, groups, dilation
):
    """Stamp number by number on a sheet that nothing falls off; then cut its edges."""
    batch, channels, height, width = input.shape
    _, filters, kernel_height, kernel_width = weight.shape
    rows, columns = (
        (count - 1) * step + (cells - 1) * rate + 1 + extra
        for count, step, cells, rate, extra in zip(
            (height, width),
            stride,
            (kernel_height, kernel_width),
            dilation,
            output_padding,
            strict=True,
        )
    )
    zero = input.dtype.type(0).item()
    sheet = np.full((batch, groups * filters, rows, columns), zero, object)
    for n, c, i, j in np.ndindex(input.shape):
        first = c // (channels // groups) * filters
        for k, m, q in np.ndindex(weight.shape[1:]):
            row = i * stride[0] + m * dilation[0]
            column = j * stride[1] + q * dilation[1]
            product = input[n, c, i, j].item() * weight[c, k, m, q].item()
            sheet[n, first + k, row, column] += product
    top, left = padding
    output = sheet[:, :, top : rows - top, left : columns - left]
    if bias is None:
        return output
    return output + np.array([b.item() for b in bias], object)[:, None, None]


def assert_same(actual, expected):
    """Assert that an array has the shape, the kind and the numbers of an oracle's.

    Integers must be equal; floats agree to within the rounding of a short sum.
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
        scale = np.abs(expected).max()
        np.testing.assert_allclose(
            actual, expected, rtol=64 * eps, atol=64 * eps * scale
        )
