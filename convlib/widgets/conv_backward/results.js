/** What a reader can be asked for: no DOM, no model. `assigned` leaves the last window's,
 * `few` are no more output gradients than the kernel has cells. */
import {
  conv2dBackward,
  feeds,
  fill,
  inputGradient,
  kernelGradient,
  shape,
} from "../src/arithmetic.js";

/** What is left of the gradient of the image if each window assigns where it must add.
 * @param {Record<string, any>} state */
function lastOnly({ image, kernel, grad_output: delta, ...geometry }) {
  const [rows, cols] = shape(image);
  return fill(rows, cols, (row, col) => {
    const last = feeds(image, kernel, geometry, row, col).pop();
    return last ? delta[last.i][last.j] * last.w : 0;
  });
}

/** A gradient of what stands in a state.
 * @template T @param {(...parts: any[]) => T} gradient */
const of =
  (gradient) =>
  (/** @type {Record<string, any>} */ { image, kernel, grad_output: delta, few, ...geometry }) =>
    gradient(
      few ? delta.slice(0, kernel.length).map((line) => line.slice(0, kernel[0].length)) : delta,
      image,
      kernel,
      geometry,
    );

export const gradients = of(conv2dBackward);
const input = of(inputGradient);

/** @type {import("../src/practice.js").Results} */
export const results = {
  input_gradient: (state) => (state.assigned ? lastOnly(state) : input(state)),
  kernel_gradient: of(kernelGradient),
};
