/** What a reader can be asked for: no DOM, no model. `inside` takes the stride within the
 * window, too; `transposed` takes rows for columns. */
import { conv2d, relu, rotate180, shape } from "../src/arithmetic.js";
import { pair, sides } from "../src/axis.js";

/** The geometry of somebody who takes the stride from weight to weight, too: windows span more
 * cells, and as many more zeros after the image as leave them all their places.
 * @param {Record<string, any>} state */
function strideInside({ kernel, stride, padding, dilation }) {
  const [steps, spread] = [stride, dilation].map(pair);
  const zeros = sides(padding).map(([before, after], axis) => {
    const further = spread[axis] * (steps[axis] - 1) * (shape(kernel)[axis] - 1);
    return [before, after + further];
  });
  return { stride, padding: zeros, dilation: spread.map((cells, axis) => cells * steps[axis]) };
}

/** The output before ReLU, and after it if there is one.
 * @param {Record<string, any>} state @returns {{sums: number[][], output: number[][]}} */
export function outputOf(state) {
  const { image, kernel, bias, flip } = state;
  const geometry = /** @type {any} */ (state.inside ? strideInside(state) : state);
  const [sums] = conv2d([image], [[flip ? rotate180(kernel) : kernel]], [bias], geometry);
  return { sums, output: state.relu ? sums.map((row) => row.map(relu)) : sums };
}

/** @type {import("../src/practice.js").Results} */
export const results = {
  output: (state) => {
    const { output } = outputOf(state);
    return state.transposed ? output[0].map((_, col) => output.map((row) => row[col])) : output;
  },
};
