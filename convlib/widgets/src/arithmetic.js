/**
 * The arithmetic of the explorers: no DOM, no model, no state.
 *
 * It mirrors `convlib` (`convlib/shapes.py`, `convlib/conv.py`) and is held to it by
 * the test suite: the same golden cases and random sweeps run through both.
 * Images are `[channel][row][column]`, filters `[filter][channel][row][column]`; a
 * matrix is `[row][column]`. Sizes are in cells, indices count from 0.
 *
 * @typedef {number[][]} Matrix
 * @typedef {import("./axis.js").Pair} Pair rows first, then columns
 * @typedef {import("./axis.js").Geometry} Geometry
 */
import { Axis, axesOf, pair } from "./axis.js";

/** Cells from the first to the last weight, holes included: D(F − 1) + 1.
 * @param {number} kernelSize @param {number} [dilation] */
export const effectiveKernelSize = (kernelSize, dilation = 1) =>
  new Axis(0, kernelSize, 1, 0, 0, dilation).span;

/** How many windows fit: ⌊(N + 2P − D(F − 1) − 1) / S⌋ + 1; 0 or less if none does.
 * @param {number} inputSize @param {number} kernelSize @param {number} [stride]
 * @param {number} [padding] @param {number} [dilation] */
export const outputSize = (inputSize, kernelSize, stride = 1, padding = 0, dilation = 1) =>
  new Axis(inputSize, kernelSize, stride, padding, padding, dilation).count;

/** @param {Matrix} matrix @returns {Pair} */
export const shape = (matrix) => [matrix.length, matrix[0].length];

/** The axes of an image that a kernel slides over.
 * @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry */
const axes = (image, kernel, geometry) => axesOf(shape(image), shape(kernel), geometry);

/** @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry @returns {Pair} */
export function outputShape(image, kernel, geometry) {
  const [down, across] = axes(image, kernel, geometry);
  return [down.count, across.count];
}

/** How many cells come out of a transposed convolution along each axis: (N − 1)S − P + D(F − 1) + OP + 1,
 * where P are the zeros on both sides.
 * @param {number[]} size @param {number[]} kernelSize
 * @param {Geometry & {output_padding?: import("./axis.js").Steps}} setting */
export const transposedSize = (size, kernelSize, { output_padding = 0, ...setting }) =>
  axesOf(size, kernelSize, setting).map(
    ({ size: cells, stride, before, after, span }, axis) =>
      (cells - 1) * stride - before - after + span + pair(output_padding)[axis],
  );

/** The kernel turned by 180 degrees, as a true convolution uses it.
 * @param {Matrix} kernel @returns {Matrix} */
export const rotate180 = (kernel) => kernel.map((row) => [...row].reverse()).reverse();

/** 0, 1, …, length − 1 @param {number} length */
export const count = (length) => Array.from({ length }, (_, n) => n);

/** @template T
 * @param {number} rows @param {number} cols @param {(row: number, col: number) => T} value
 * @returns {T[][]} */
export const fill = (rows, cols, value) =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: cols }, (_, col) => value(row, col)),
  );

/** @typedef {number[]} Path the indices of a matrix in an array: none of an image, [c] of channel c */

/** @param {any} array */
export const isMatrix = (array) => typeof array?.[0]?.[0] === "number";

/** An array with each of its matrices changed.
 * @param {any} array @param {(matrix: Matrix, path: Path) => Matrix} change
 * @param {Path} [path] @returns {any} */
export const mapMatrices = (array, change, path = []) =>
  isMatrix(array)
    ? change(array, path)
    : array.map((/** @type {any} */ part, /** @type {number} */ n) =>
        mapMatrices(part, change, [...path, n]),
      );

/**
 * One product of a window: the weight at (m, n) of the kernel times the input at
 * (row, col). In the padding, row and col lie outside the image and x is 0.
 * @typedef {{m: number, n: number, row: number, col: number, x: number, w: number,
 *   product: number, padding: boolean}} Term
 */

/** The products behind output (i, j), in row-major order of the kernel.
 * @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry
 * @param {number} i @param {number} j @returns {Term[]} */
export function windowTerms(image, kernel, geometry, i, j) {
  const both = axes(image, kernel, geometry);
  return kernel.flatMap((weights, m) =>
    weights.map((w, n) => termAt(image, w, both, i, j, m, n)),
  );
}

/** The product of weight (m, n), which is w, in window (i, j).
 * @param {Matrix} image @param {number} w @param {[Axis, Axis]} axes
 * @param {number} i @param {number} j @param {number} m @param {number} n @returns {Term} */
function termAt(image, w, [down, across], i, j, m, n) {
  const [row, col] = [down.pixel(i, m), across.pixel(j, n)];
  const inside = image[row]?.[col];
  const x = inside ?? 0;
  return { m, n, row, col, x, w, product: x * w, padding: inside === undefined };
}

/** @param {{product: number}[]} terms */
export const total = (terms) => terms.reduce((sum, term) => sum + term.product, 0);

/** The sum of a window's products, which are not kept.
 * @param {Matrix} image @param {Matrix} kernel @param {[Axis, Axis]} axes
 * @param {number} i @param {number} j */
function windowSum(image, kernel, [down, across], i, j) {
  let sum = 0;
  kernel.forEach((weights, m) => {
    const pixels = image[down.pixel(i, m)];
    if (pixels) weights.forEach((w, n) => (sum += (pixels[across.pixel(j, n)] ?? 0) * w));
  });
  return sum;
}

/** Every output that the input at (row, col) feeds, and the weight it passes through.
 * @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry
 * @param {number} row @param {number} col
 * @returns {{i: number, j: number, m: number, n: number, w: number}[]} */
export function feeds(image, kernel, geometry, row, col) {
  const [down, across] = axes(image, kernel, geometry);
  // The later a cell of the kernel, the earlier its window.
  const columns = across.readers(col).reverse();
  return down
    .readers(row)
    .reverse()
    .flatMap(({ window: i, cell: m }) =>
      columns.map(({ window: j, cell: n }) => ({ i, j, m, n, w: kernel[m][n] })),
    );
}

/** Every product that the weight at (m, n) is part of, one for each output (i, j).
 * @param {Matrix} image @param {Matrix} kernel @param {Geometry} geometry
 * @param {number} m @param {number} n @returns {(Term & {i: number, j: number})[]} */
export function uses(image, kernel, geometry, m, n) {
  const both = axes(image, kernel, geometry);
  const w = kernel[m][n];
  return fill(both[0].count, both[1].count, (i, j) => ({
    ...termAt(image, w, both, i, j, m, n),
    i,
    j,
  })).flat();
}

/** Along one axis: for each cell of the image, whether any window reads it.
 * @param {Axis} axis @returns {boolean[]} */
export const readAlong = (axis) =>
  Array.from({ length: axis.size }, (_, pixel) => axis.readers(pixel).length > 0);

/** Which cells of a matrix some window reads; of cells outside it says nothing.
 * @param {Pair} size @param {Pair} kernel @param {Geometry} geometry
 * @returns {(row: number, col: number) => boolean | undefined} */
export function readMask(size, kernel, geometry) {
  const [down, across] = axesOf(size, kernel, geometry).map(readAlong);
  return (row, col) =>
    row in down && col in across ? down[row] && across[col] : undefined;
}

/**
 * Cross-correlation of an image of channels with a bank of filters, plus a bias for
 * each filter: `convlib.conv2d` for one image.
 * @param {Matrix[]} input @param {Matrix[][]} weight @param {number[] | null} bias
 * @param {Geometry} geometry @param {number} [groups] @returns {Matrix[]}
 */
export function conv2d(input, weight, bias, geometry, groups = 1) {
  const filtersInGroup = weight.length / groups;
  const channelsInGroup = input.length / groups;
  return weight.map((filter, k) => {
    const first = Math.floor(k / filtersInGroup) * channelsInGroup;
    const both = axes(input[first], filter[0], geometry);
    return fill(both[0].count, both[1].count, (i, j) =>
      filter.reduce(
        (sum, kernel, c) => sum + windowSum(input[first + c], kernel, both, i, j),
        bias?.[k] ?? 0,
      ),
    );
  });
}

/** The δ of a window; 0 if there are fewer of them than windows.
 * @param {Matrix} delta @param {{i: number, j: number}} window */
const deltaOf = (delta, { i, j }) => delta[i]?.[j] ?? 0;

/** The gradient of one image: every δ it fed, times the weight it went through.
 * @param {Matrix} delta @param {Matrix} image @param {Matrix} kernel
 * @param {Geometry} geometry @returns {Matrix} */
export const inputGradient = (delta, image, kernel, geometry) =>
  fill(image.length, image[0].length, (row, col) =>
    feeds(image, kernel, geometry, row, col).reduce(
      (sum, hit) => sum + deltaOf(delta, hit) * hit.w,
      0,
    ),
  );

/** The gradient of one kernel: for each weight every δ it helped to make, times its input.
 * @param {Matrix} delta @param {Matrix} image @param {Matrix} kernel
 * @param {Geometry} geometry @returns {Matrix} */
export const kernelGradient = (delta, image, kernel, geometry) =>
  kernel.map((weights, m) =>
    weights.map((_, n) =>
      uses(image, kernel, geometry, m, n).reduce(
        (sum, term) => sum + term.x * deltaOf(delta, term),
        0,
      ),
    ),
  );

/** @param {number} value */
export const relu = (value) => Math.max(0, value);

/** @typedef {{min: number, max: number}} Bounds */

/**
 * What each control may be set to, the others staying as they are: exactly the values
 * with which at least one window fits, within `caps`, the current value included.
 * @param {{inputSize: number, kernelSize: number, padding: number | Pair, dilation: number,
 *   stride: number}} sizes `padding` on both sides, or before and after
 * @param {{inputSize: number, kernelSize: number, padding: number, dilation: number,
 *   stride: number}} caps
 * @returns {Record<"inputSize" | "kernelSize" | "padding" | "dilation" | "stride", Bounds>}
 */
export function bounds({ inputSize, kernelSize, padding, dilation, stride }, caps) {
  const effective = effectiveKernelSize(kernelSize, dilation);
  const [before, after] = pair(padding);
  const room = inputSize + before + after - 1;
  const spread = kernelSize === 1 ? Infinity : Math.floor(room / (kernelSize - 1));
  return {
    inputSize: {
      min: Math.max(1, effective - before - after),
      max: Math.max(caps.inputSize, inputSize),
    },
    kernelSize: {
      min: 1,
      max: Math.min(Math.max(caps.kernelSize, kernelSize), Math.floor(room / dilation) + 1),
    },
    padding: {
      min: Math.max(0, Math.ceil((effective - inputSize) / 2)),
      max: Math.max(caps.padding, before, after),
    },
    dilation: { min: 1, max: Math.min(Math.max(caps.dilation, dilation), spread) },
    stride: { min: 1, max: Math.max(caps.stride, stride) },
  };
}

/** A matrix with one entry replaced.
 * @param {Matrix} matrix @param {number} row @param {number} col @param {number} value
 * @returns {Matrix} */
export const replace = (matrix, row, col, value) =>
  matrix.map((line, r) =>
    r === row ? line.map((old, c) => (c === col ? value : old)) : line,
  );
