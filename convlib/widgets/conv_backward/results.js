/** What a reader can be asked for: no DOM, no model. `assigned` leaves the last window's, `few`
 * are no more output gradients than the kernel has cells, `alone` is what comes back through
 * the filter shown and no other. */
import { feeds, fill, inputGradient, isMatrix, kernelGradient, shape } from "../src/arithmetic.js";

/** @typedef {number[][]} Matrix */
/** @typedef {Record<string, any>} State */

/** How far a number is nudged. */
export const STEP = 0.1;

const stack = (array) => (isMatrix(array) ? [array] : array);

/** A state's matrices by channel and filter: one alone does without these axes.
 * @param {State} state @returns {{images: Matrix[], kernels: Matrix[][], deltas: Matrix[]}} */
export const stacksOf = ({ image, kernel, grad_output }) => ({
  images: stack(image),
  kernels: isMatrix(kernel) ? [[kernel]] : kernel,
  deltas: stack(grad_output),
});

/** What is shown of a state: a channel of the image, in a group of so many (`depth`) that begins
 * with the `first`, and the filters that read it; `stacked` if there are others.
 * @param {State} state */
export function placesOf(state) {
  const { images, kernels } = stacksOf(state);
  const [each, depth] = [kernels.length / state.groups, kernels[0].length];
  const group = Math.floor(state.filter / each);
  const first = group * depth;
  return {
    stacked: images.length > 1 || kernels.length > 1,
    ...{ depth, first, channel: first + state.channel },
    filters: kernels.map((_, k) => k).slice(group * each, (group + 1) * each),
  };
}

/** A state in which one filter alone reads one channel, that which is shown.
 * @param {State} state @param {number} [filter] @returns {State} */
export function pairOf(state, filter = state.filter) {
  const { images, kernels, deltas } = stacksOf(state);
  const image = images[placesOf(state).channel];
  const [kernel, delta] = [kernels[filter][state.channel], deltas[filter]];
  const [rows, cols] = shape(kernel);
  const few = state.few && delta.slice(0, rows).map((line) => line.slice(0, cols));
  return { ...state, image, kernel, grad_output: few || delta };
}

/** The same for each filter whose gradients come together in that channel.
 * @param {State} state @returns {State[]} */
export const pairsOf = (state) =>
  (state.alone ? [state.filter] : placesOf(state).filters).map((k) => pairOf(state, k));

/** What is left of the gradient of the image if each window assigns where it must add.
 * @param {any} pair @returns {Matrix} */
function lastOnly({ image, kernel, grad_output: delta, ...geometry }) {
  const [rows, cols] = shape(image);
  return fill(rows, cols, (row, col) => {
    const last = feeds(image, kernel, geometry, row, col).pop();
    return last ? delta[last.i][last.j] * last.w : 0;
  });
}

/** The gradients of a pair. @param {any} pair @returns {Matrix} */
const back = ({ image, kernel, grad_output: delta, ...geometry }) =>
  inputGradient(delta, image, kernel, geometry);
/** @param {any} pair @returns {Matrix} */
const toKernel = ({ image, kernel, grad_output: delta, ...geometry }) =>
  kernelGradient(delta, image, kernel, geometry);

/** @param {Matrix[]} matrices @returns {Matrix} their sum */
const added = ([first, ...others]) =>
  first.map((line, row) =>
    line.map((value, col) => others.reduce((sum, other) => sum + other[row][col], value)),
  );

/** @type {import("../src/practice.js").Results} */
export const results = {
  input_gradient: (state) => added(pairsOf(state).map(state.assigned ? lastOnly : back)),
  kernel_gradient: (state) => toKernel(pairOf(state)),
};
