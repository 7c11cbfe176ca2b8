/**
 * The transposed convolution of one image with one kernel: no DOM, no model, no state. It
 * mirrors `convlib/transposed.py` and is held to it by the test suite. Stamps are laid on the
 * output, so that the axes are the output's.
 */
import { fill, shape, transposedSize } from "../src/arithmetic.js";
import { axesOf, pair } from "../src/axis.js";

/** @typedef {import("../src/arithmetic.js").Matrix} Matrix */
/** @typedef {import("../src/axis.js").Geometry} Geometry */
/** @typedef {Geometry & {output_padding?: import("../src/axis.js").Steps}} Setting */

/** Every product of an input with a weight, and the output (i, j) it is added to; those
 * that padding cuts off lie outside of the output. Inputs come in reading order.
 * @param {Matrix} image @param {Matrix} kernel @param {Setting} setting
 * @param {Geometry} [laid] how the stamps are laid, if otherwise */
export function products(image, kernel, setting, laid = setting) {
  const [size, kernelSize] = [shape(image), shape(kernel)];
  const [down, across] = axesOf(transposedSize(size, kernelSize, setting), kernelSize, laid);
  return image.flatMap((line, row) =>
    line.flatMap((x, col) =>
      kernel.flatMap((weights, m) =>
        weights.map((w, n) => ({
          ...{ m, n, row, col, x, w, product: x * w, padding: false },
          ...{ i: down.pixel(row, m), j: across.pixel(col, n) },
        })),
      ),
    ),
  );
}

/** The products by the output that they are added to.
 * @param {ReturnType<typeof products>} all
 * @returns {(i: number, j: number) => ReturnType<typeof products>} */
export function byOutput(all) {
  const found = new Map();
  for (const term of all) {
    const key = `${term.i},${term.j}`;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(term);
  }
  return (i, j) => found.get(`${i},${j}`) ?? [];
}

/** The image with S − 1 zeros between its cells, and which cell of the image stands at one
 * of them: null where it is such a zero.
 * @param {Matrix} image @param {import("../src/axis.js").Steps} stride
 * @returns {{values: Matrix, inputAt: (row: number, col: number) => [number, number] | null}} */
export function stretch(image, stride) {
  const sizes = shape(image).map((cells, axis) => (cells - 1) * pair(stride)[axis] + 1);
  const axes = axesOf(sizes, [1, 1], { stride });
  const inputAt = (/** @type {number[]} */ ...place) => {
    const at = place.map((pixel, axis) => axes[axis].readers(pixel)[0]?.window);
    return at.includes(/** @type {any} */ (undefined)) ? null : /** @type {[number, number]} */ (at);
  };
  const [rows, cols] = sizes;
  const values = fill(rows, cols, (row, col) => {
    const at = inputAt(row, col);
    return at ? image[at[0]][at[1]] : 0;
  });
  return { values, inputAt };
}

/** How to slide the rotated kernel over the stretched image so that the same numbers
 * come out: stride 1 and D(F − 1) − P zeros around it (fewer than none cut it off).
 * @param {number[]} kernelSize @param {Geometry} setting
 * @returns {{padding: [number, number], dilation: Geometry["dilation"]}} */
export function stretchedGeometry(kernelSize, setting) {
  const [rows, cols] = axesOf([0, 0], kernelSize, setting).map(({ span, before }) => span - 1 - before);
  return { padding: [rows, cols], dilation: setting.dilation };
}
