/**
 * Grey pictures and their filtering: no DOM, no model, no state. The sums are those of
 * `convlib.conv2d`, and held to it by the test suite.
 */
import { fill, shape } from "../src/arithmetic.js";
import { axesOf, sides } from "../src/axis.js";

/** Rows of grey values: a matrix, but of bytes. @typedef {Uint8Array[]} Picture */

/** @param {{rows: number, columns: number, data: string}} state as Python sends it
 * @returns {Picture} */
export function decode({ rows, columns, data }) {
  const bytes = atob(data);
  return Array.from({ length: rows }, (_, row) =>
    Uint8Array.from({ length: columns }, (_, col) => bytes.charCodeAt(row * columns + col)),
  );
}

/** Which of `size` pixels stands at a place before the first or after the last one.
 * @type {Record<string, (place: number, size: number) => number>} */
const PIXEL = {
  reflect: (place, size) => size - 1 - Math.abs(size - 1 - Math.abs(place)),
  replicate: (place, size) => Math.min(Math.max(place, 0), size - 1),
  circular: (place, size) => (place + size) % size,
};

/** A picture with what lies around it: the picture once more, or, with "zeros", black.
 * @param {Picture} picture @param {import("../src/axis.js").Zeros} padding @param {string} mode
 * @returns {Picture} */
export function bordered(picture, padding, mode) {
  const at = PIXEL[mode] ?? ((place) => place);
  const along = (size, [before, after]) =>
    Array.from({ length: before + size + after }, (_, n) => at(n - before, size));
  const [down, across] = sides(padding);
  const columns = along(picture[0].length, across);
  return along(picture.length, down).map((row) =>
    Uint8Array.from(columns, (col) => picture[row]?.[col] ?? 0),
  );
}

/** `convlib.conv2d` of a picture. It may be large: the innermost loop runs over a row.
 * @param {Picture} picture @param {number[][]} kernel
 * @param {import("../src/arithmetic.js").Geometry} geometry without padding */
export function filter(picture, kernel, geometry) {
  const size = [picture.length, picture[0].length];
  const [down, across] = axesOf(size, shape(kernel), geometry);
  const { count, stride } = across;
  return Array.from({ length: down.count }, (_, i) => {
    const sums = new Float64Array(count);
    kernel.forEach((weights, m) => {
      const pixels = picture[down.pixel(i, m)];
      weights.forEach((weight, n) => {
        const first = across.pixel(0, n);
        for (let j = 0; j < count; j += 1) sums[j] += weight * pixels[first + j * stride];
      });
    });
    return sums;
  });
}

/** Whether a kernel answers 0 to an even grey, so that its sums have a sign.
 * @param {number[][]} kernel */
export const signed = (kernel) =>
  Math.abs(kernel.flat().reduce((sum, weight) => sum + weight, 0)) < 1e-9;

/** A kernel in the middle of zeros, or the middle of a larger one.
 * @param {number[][]} kernel @param {number[]} size */
export function centred(kernel, [rows, columns]) {
  const top = Math.floor((rows - kernel.length) / 2);
  const left = Math.floor((columns - kernel[0].length) / 2);
  return fill(rows, columns, (m, n) => kernel[m - top]?.[n - left] ?? 0);
}

/** @type {Record<string, number[][]>} */
export const KERNELS = {
  identity: centred([[1]], [3, 3]),
  blur: fill(3, 3, () => 1 / 9),
  strongBlur: fill(5, 5, () => 1 / 25),
  sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
  edge: [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
  emboss: [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
  sobelX: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
  sobelY: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
};
