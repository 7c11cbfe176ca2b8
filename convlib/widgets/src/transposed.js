/**
 * The transposed convolution of one image with one kernel: no DOM, no model, no state.
 * It mirrors `convlib/transposed.py` and is held to it by the test suite.
 *
 * Along one axis, input r and weight m meet at output o where o + P = r·S + m·D.
 */
import { effectiveKernelSize, fill, readers, shape, total } from "./arithmetic.js";

/** @typedef {import("./arithmetic.js").Matrix} Matrix */
/** @typedef {import("./arithmetic.js").Pair} Pair */
/** @typedef {import("./arithmetic.js").Geometry} Geometry */
/** @typedef {import("./arithmetic.js").Term} Term */

/** How many cells come out: (N − 1)S − 2P + D(F − 1) + OP + 1.
 * @param {number} inputSize @param {number} kernelSize @param {number} stride
 * @param {number} padding @param {number} outputPadding @param {number} dilation */
export const transposedSize = (
  inputSize,
  kernelSize,
  stride = 1,
  padding = 0,
  outputPadding = 0,
  dilation = 1,
) =>
  (inputSize - 1) * stride -
  2 * padding +
  effectiveKernelSize(kernelSize, dilation) +
  outputPadding;

/** @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry
 * @param {Pair} outputPadding @returns {Pair} */
export function transposedShape(image, kernel, geometry, outputPadding) {
  const { stride, padding, dilation } = geometry;
  const [sizes, kernels] = [shape(image), shape(kernel)];
  /** @param {0 | 1} axis */
  const along = (axis) =>
    transposedSize(
      sizes[axis],
      kernels[axis],
      stride[axis],
      padding[axis],
      outputPadding[axis],
      dilation[axis],
    );
  return [along(0), along(1)];
}

/** The products that are added at output (i, j), a stamp each, in the inputs' order.
 * (i, j) may lie where padding cuts the output off.
 * @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry
 * @param {number} i @param {number} j @returns {Term[]} */
export function stampsAt(image, kernel, { stride, padding, dilation }, i, j) {
  const [rows, cols] = shape(image);
  const [kRows, kCols] = shape(kernel);
  const down = readers(i, rows, kRows, stride[0], padding[0], dilation[0]);
  const across = readers(j, cols, kCols, stride[1], padding[1], dilation[1]);
  return down.flatMap(({ window: row, weight: m }) =>
    across.map(({ window: col, weight: n }) => {
      const [x, w] = [image[row][col], kernel[m][n]];
      return { m, n, row, col, x, w, product: x * w, padding: false };
    }),
  );
}

/** Where weight (m, n) of the stamp of input (row, col) lands.
 * @param {Geometry} geometry @param {number} row @param {number} col
 * @param {number} m @param {number} n */
const landing = ({ stride, padding, dilation }, row, col, m, n) => ({
  i: row * stride[0] - padding[0] + m * dilation[0],
  j: col * stride[1] - padding[1] + n * dilation[1],
});

/** A product where it lands, and whether it is kept or cut off there.
 * @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry
 * @param {Pair} size of the output @param {number} row @param {number} col
 * @param {number} m @param {number} n */
function landed(image, kernel, geometry, [rows, cols], row, col, m, n) {
  const { i, j } = landing(geometry, row, col, m, n);
  const [x, w] = [image[row][col], kernel[m][n]];
  const kept = i >= 0 && i < rows && j >= 0 && j < cols;
  return { i, j, m, n, row, col, x, w, product: x * w, kept };
}

/** The stamp of input (row, col): every weight, scaled, where it lands.
 * @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry
 * @param {Pair} size of the output @param {number} row @param {number} col */
export const stampOf = (image, kernel, geometry, size, row, col) =>
  kernel.flatMap((weights, m) =>
    weights.map((_, n) => landed(image, kernel, geometry, size, row, col, m, n)),
  );

/** Every product that weight (m, n) is part of, one for each input.
 * @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry
 * @param {Pair} size of the output @param {number} m @param {number} n */
export const stampUses = (image, kernel, geometry, size, m, n) =>
  image.flatMap((line, row) =>
    line.map((_, col) => landed(image, kernel, geometry, size, row, col, m, n)),
  );

/** `convlib.conv_transpose2d` for matrices.
 * @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry
 * @param {Pair} outputPadding @returns {Matrix} */
export function convTranspose2d(image, kernel, geometry, outputPadding) {
  const [rows, cols] = transposedShape(image, kernel, geometry, outputPadding);
  return fill(rows, cols, (i, j) => total(stampsAt(image, kernel, geometry, i, j)));
}

/** The image with S − 1 zeros between its cells. @param {Matrix} image @param {Pair} stride
 * @returns {Matrix} */
export function stretch(image, [down, across]) {
  const [rows, cols] = shape(image);
  return fill((rows - 1) * down + 1, (cols - 1) * across + 1, (row, col) =>
    row % down || col % across ? 0 : image[row / down][col / across],
  );
}

/** How to slide the rotated kernel over the stretched image so that the same numbers
 * come out: stride 1 and D(F − 1) − P zeros around it (fewer than none cut it off).
 * @param {Pair} kernelSize @param {Geometry} geometry @returns {Geometry} */
export const stretchedGeometry = (kernelSize, { padding, dilation }) => ({
  stride: [1, 1],
  padding: [
    dilation[0] * (kernelSize[0] - 1) - padding[0],
    dilation[1] * (kernelSize[1] - 1) - padding[1],
  ],
  dilation,
});

/**
 * What each control may be set to, the others staying as they are: something must come
 * out, and output padding must stay below the stride or the dilation (PyTorch's rule).
 * @param {Pair} size of the image @param {Pair} kernelSize
 * @param {{stride: number, padding: number, output_padding: number, dilation: number}} state
 * @param {{stride: number, padding: number}} caps
 * @returns {Record<"stride" | "padding" | "output_padding", import("./arithmetic.js").Bounds>}
 */
export function transposedBounds(size, kernelSize, state, caps) {
  const { stride, padding, output_padding: extra, dilation } = state;
  const reach = kernelSize.map((cells) => dilation * (cells - 1));
  const room = Math.min(...size.map((cells, axis) => (cells - 1) * stride + reach[axis]));
  const most = Math.max(stride, dilation) - 1;
  const least = size.map((cells, axis) =>
    cells > 1 ? Math.ceil((2 * padding - reach[axis] - extra) / (cells - 1)) : 1,
  );
  return {
    stride: {
      min: Math.max(1, extra < dilation ? 1 : extra + 1, ...least),
      max: Math.max(caps.stride, stride),
    },
    padding: {
      min: 0,
      max: Math.min(Math.max(caps.padding, padding), Math.floor((room + extra) / 2)),
    },
    output_padding: { min: Math.max(0, 2 * padding - room), max: most },
  };
}
