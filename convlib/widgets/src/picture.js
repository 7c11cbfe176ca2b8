/**
 * Grey pictures and their filtering: no DOM, no model, no state. The sums are those of
 * `convlib.conv2d`, and held to it by the test suite.
 *
 * @typedef {{rows: number, columns: number, pixels: Uint8Array}} Picture
 */
import { fill, outputSize } from "./arithmetic.js";

/** @param {{rows: number, columns: number, data: string}} state as Python sends it
 * @returns {Picture} */
export const decode = ({ rows, columns, data }) => ({
  rows,
  columns,
  pixels: Uint8Array.from(atob(data), (character) => character.charCodeAt(0)),
});

/** `convlib.conv2d` of a picture, without padding.
 * @param {Picture} picture @param {number[][]} kernel @param {number} stride
 * @param {number} dilation */
export function filter({ rows, columns, pixels }, kernel, stride, dilation) {
  const height = outputSize(rows, kernel.length, stride, 0, dilation);
  const width = outputSize(columns, kernel[0].length, stride, 0, dilation);
  const weights = Float64Array.from(kernel.flat());
  const offsets = Int32Array.from(
    kernel.flatMap((line, m) => line.map((_, n) => (m * columns + n) * dilation)),
  );
  const sums = new Float64Array(height * width);
  let cell = 0;
  for (let i = 0; i < height; i += 1) {
    for (let j = 0; j < width; j += 1) {
      const first = (i * columns + j) * stride;
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap += 1) {
        sum += weights[tap] * pixels[first + offsets[tap]];
      }
      sums[cell] = sum;
      cell += 1;
    }
  }
  return { rows: height, columns: width, sums };
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
