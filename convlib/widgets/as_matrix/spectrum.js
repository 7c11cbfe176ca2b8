/**
 * The image that goes round, and its Fourier transform: no DOM, no model. A complex number is a
 * pair, its real and its imaginary part.
 */
import { fill, shape } from "../src/arithmetic.js";
import { pair } from "../src/axis.js";
import { format } from "../src/numbers.js";

/** @typedef {[number, number]} Complex */

/** A sum of terms less than this part of its largest term is a rounding error. */
const ROUNDING = 1e-12;
/** Digits behind the point. */
const DIGITS = 2;

/** @param {Complex} one @param {Complex} other @returns {Complex} */
export const times = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];

/** M where the image goes round: each pixel starts a window, and those that reach over the edge
 * read on at the other side. Null if the kernel is longer than the image.
 * @param {Record<string, any>} state */
export function circulantOf({ image, kernel, dilation }) {
  const [[rows, cols], [down, across]] = [shape(image), pair(dilation)];
  const [height, width] = shape(kernel);
  if ((height - 1) * down >= rows || (width - 1) * across >= cols) return null;
  const matrix = fill(rows * cols, rows * cols, () => 0);
  matrix.forEach((line, out) =>
    kernel.forEach((weights, m) =>
      weights.forEach((w, n) => {
        const row = (Math.floor(out / cols) + m * down) % rows;
        line[row * cols + (((out % cols) + n * across) % cols)] += w;
      }),
    ),
  );
  return matrix;
}

/** The two-dimensional transform of a matrix in reading order, or its inverse (`sign` +1).
 * @param {Complex[]} values @param {number[]} size @param {1 | -1} [sign] @returns {Complex[]} */
export function fourier(values, [rows, cols], sign = -1) {
  return values.map((_, place) => {
    const [u, v] = [Math.floor(place / cols), place % cols];
    /** @type {Complex} */
    const sum = [0, 0];
    values.forEach((value, at) => {
      const turns = (u * Math.floor(at / cols)) / rows + (v * (at % cols)) / cols;
      const angle = sign * 2 * Math.PI * turns;
      const [real, imaginary] = times(value, [Math.cos(angle), Math.sin(angle)]);
      sum[0] += real;
      sum[1] += imaginary;
    });
    const scale = sign > 0 ? rows * cols : 1;
    return [sum[0] / scale, sum[1] / scale];
  });
}

/** @param {number[]} numbers @returns {Complex[]} */
export const complex = (numbers) => numbers.map((number) => [number, 0]);

/** F M F⁻¹: F from the left transforms columns, F⁻¹ from the right (its transpose is itself)
 * transforms rows back.
 * @param {number[][]} matrix @param {number[]} size @returns {Complex[][]} */
export function diagonalised(matrix, size) {
  const rows = matrix.map((line) => fourier(complex(line), size, 1));
  const columns = rows[0].map((_, col) => fourier(rows.map((line) => line[col]), size));
  return matrix.map((_, row) => columns.map((column) => column[row]));
}

/** The transform of image, kernel and output where the image goes round, and what comes of the
 * product of the first two when it is transformed back.
 * @param {Record<string, any>} state @param {number[][]} circulant */
export function spectraOf({ image }, circulant) {
  const size = shape(image);
  const x = image.flat();
  const diagonal = diagonalised(circulant, size);
  const [X, K] = [fourier(complex(x), size), diagonal.map((line, n) => line[n])];
  const Y = X.map((value, n) => times(value, K[n]));
  return {
    diagonal,
    ...{ X, K, Y },
    back: fourier(Y, size, 1).map(([real]) => real),
    output: circulant.map((line) => line.reduce((sum, w, n) => sum + w * x[n], 0)),
  };
}

/** How long a complex number is. @param {Complex} value */
export const size = ([real, imaginary]) => Math.hypot(real, imaginary);

/** A complex number for reading: 3 − 2i; rounding errors are left out.
 * @param {Complex} value @param {number} [scale] how large the numbers beside it are */
export function written(value, scale = 1) {
  const [real, imaginary] = value.map((part) => {
    const rounded = Number(part.toFixed(DIGITS));
    return Math.abs(part) <= ROUNDING * Math.max(scale, 1) ? 0 : rounded;
  });
  if (imaginary === 0) return format(real);
  const length = Math.abs(imaginary) === 1 ? "i" : `${format(Math.abs(imaginary))}i`;
  if (real === 0) return `${imaginary < 0 ? "−" : ""}${length}`;
  return `${format(real)} ${imaginary < 0 ? "−" : "+"} ${length}`;
}
