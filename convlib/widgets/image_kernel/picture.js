/**
 * Grey pictures and their filtering: no DOM, no model, no state. The sums are those of
 * `convlib.conv2d`, and held to it by the test suite.
 */
import { fill, shape } from "../src/arithmetic.js";
import { axesOf } from "../src/axis.js";

/** Rows of grey values: a matrix, but of bytes. @typedef {Uint8Array[]} Picture */

/** @param {{rows: number, columns: number, data: string}} state as Python sends it
 * @returns {Picture} */
export function decode({ rows, columns, data }) {
  const bytes = atob(data);
  return Array.from({ length: rows }, (_, row) =>
    Uint8Array.from({ length: columns }, (_, col) => bytes.charCodeAt(row * columns + col)),
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
 * @param {number[][]} kernel @param {number} size */
export function centred(kernel, size) {
  const gap = Math.floor((size - kernel.length) / 2);
  return fill(size, size, (m, n) => kernel[m - gap]?.[n - gap] ?? 0);
}

/** @type {Record<string, number[][]>} */
export const KERNELS = {
  identity: centred([[1]], 3),
  blur: fill(3, 3, () => 1 / 9),
  strongBlur: fill(5, 5, () => 1 / 25),
  sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
  edge: [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
  emboss: [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
  sobelX: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
  sobelY: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
};
