/**
 * The transposed convolution of one image with one kernel, stride, padding and dilation
 * the same for both axes: no DOM, no model, no state. It mirrors
 * `convlib/transposed.py` and is held to it by the test suite.
 */
import { Axis, axesOf } from "../src/axis.js";
import { fill, geometryOf, shape, transposedSize } from "../src/arithmetic.js";

/** @typedef {import("../src/arithmetic.js").Matrix} Matrix */
/** @typedef {{stride: number, padding: number, output_padding: number, dilation: number}} Setting */

/** Every product of an input with a weight, and the output (i, j) it is added to; those
 * that padding cuts off lie outside of the output. Inputs come in reading order.
 * @param {Matrix} image @param {Matrix} kernel @param {Setting} setting */
export function products(image, kernel, setting) {
  const [size, kernelSize] = [shape(image), shape(kernel)];
  const output = transposedSize(size, kernelSize, setting);
  const [down, across] = axesOf(output, kernelSize, geometryOf(setting));
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

/** The image with S − 1 zeros between its cells.
 * @param {Matrix} image @param {number} stride @returns {Matrix} */
export function stretch(image, stride) {
  const [rows, cols] = shape(image).map((cells) => (cells - 1) * stride + 1);
  return fill(rows, cols, (row, col) =>
    row % stride || col % stride ? 0 : image[row / stride][col / stride],
  );
}

/** How to slide the rotated kernel over the stretched image so that the same numbers
 * come out: stride 1 and D(F − 1) − P zeros around it (fewer than none cut it off).
 * @param {number[]} kernelSize @param {Setting} setting
 * @returns {import("../src/arithmetic.js").Geometry} */
export function stretchedGeometry([rows, cols], { padding, dilation }) {
  const zeros = (/** @type {number} */ cells) =>
    new Axis(0, cells, 1, 0, 0, dilation).span - 1 - padding;
  return {
    stride: [1, 1],
    padding: [zeros(rows), zeros(cols)],
    dilation: [dilation, dilation],
  };
}

/**
 * What each control may be set to, the others staying as they are: something must come
 * out, and output padding must stay below the stride or the dilation (PyTorch's rule).
 * @param {number[]} size @param {number[]} kernelSize @param {Setting} setting
 * @param {{stride: number, padding: number}} caps
 * @returns {Record<"stride" | "padding" | "output_padding", import("../src/arithmetic.js").Bounds>}
 */
export function transposedBounds(size, kernelSize, setting, caps) {
  const { stride, padding, output_padding: extra, dilation } = setting;
  const fits = (/** @type {Partial<Setting>} */ change) => {
    const changed = { ...setting, ...change };
    return (
      changed.output_padding < Math.max(changed.stride, dilation) &&
      Math.min(...transposedSize(size, kernelSize, changed)) > 0
    );
  };
  /** @param {keyof Setting} name @param {number} value @param {number} step */
  const furthest = (name, value, step, end = Infinity) => {
    let found = value;
    while (found !== end && fits({ [name]: found + step })) found += step;
    return found;
  };
  return {
    stride: {
      min: furthest("stride", stride, -1, 1),
      max: Math.max(caps.stride, stride),
    },
    padding: { min: 0, max: furthest("padding", padding, 1, Math.max(caps.padding, padding)) },
    output_padding: {
      min: furthest("output_padding", extra, -1, 0),
      max: furthest("output_padding", extra, 1),
    },
  };
}
