/**
 * Gradient descent on one kernel, done right or with one of the usual mistakes: no DOM, no
 * model. `learning.py` beside it computes the same with `convlib`.
 *
 * @typedef {import("../src/arithmetic.js").Matrix} Matrix
 * @typedef {number[] | Float64Array} Numbers
 * @typedef {{kernel: Matrix, output: Matrix, error: Matrix, delta: Matrix, loss: number,
 *   gradient: Matrix}} Moment
 */
import { fill, shape } from "../src/arithmetic.js";
import { redrawn, wholes } from "../src/draws.js";
import limits from "../limits.json" with { type: "json" };

/** Residues below this part of what they are left of are what rounding leaves of 0. */
const ROUNDING = 1e-12;
/** A rate that learns fast in most directions, as a part of the largest. */
const PART = 0.7;
/** The slider of the rate ends at so many times the largest one. */
const BEYOND = 1.5;

/** @param {Numbers} one @param {Numbers} other */
function dot(one, other) {
  let sum = 0;
  for (let n = 0; n < one.length; n += 1) sum += one[n] * other[n];
  return sum;
}

/** The sum of columns, each times its weight. @param {Numbers[]} columns @param {Numbers} weights */
function combined(columns, weights) {
  const sum = new Float64Array(columns[0].length);
  columns.forEach((column, c) => {
    const w = weights[c];
    for (let k = 0; k < sum.length; k += 1) sum[k] += w * column[k];
  });
  return sum;
}

/** What each weight multiplies, window by window: stride 1, no padding.
 * @param {Matrix} image @param {number[]} kernelSize */
function columnsOf(image, [rows, cols]) {
  const [down, across] = [image.length - rows + 1, image[0].length - cols + 1];
  const column = (/** @type {number} */ m, /** @type {number} */ n) =>
    Float64Array.from(fill(down, across, (i, j) => image[i + m][j + n]).flat());
  return fill(rows, cols, column).flat();
}

/** Numbers in rows of a length. @param {Numbers} numbers @param {number} cols @returns {Matrix} */
const inRows = (numbers, cols) =>
  fill(numbers.length / cols, cols, (row, col) => numbers[row * cols + col]);

/** What a kernel makes of an image. @param {Matrix} image @param {Matrix} kernel */
export function correlate(image, kernel) {
  const columns = columnsOf(image, shape(kernel));
  return inRows(combined(columns, kernel.flat()), image[0].length - kernel[0].length + 1);
}

/** δ, the derivative of the loss by the output; right, it is the error.
 * @param {Float64Array} error @param {number} across columns of it
 * @param {number[]} kernelSize @param {string} mistake */
function deltas(error, across, [rows, cols], mistake) {
  if (mistake === "turned_deltas") return error.toReversed();
  if (mistake === "few_deltas") {
    return error.map((e, k) => (k < rows * across && k % across < cols ? e : 0));
  }
  return mistake === "mean" ? error.map((e) => e / error.length) : error;
}

/** The numbers of one step after the other, in rows that follow one another: it runs
 * hundreds of times a frame.
 * @param {Record<string, any>} state @param {string} mistake */
function stepper({ image, target, kernel }, mistake) {
  const columns = columnsOf(image, shape(kernel));
  const wanted = target.flat();
  const across = target[0].length;
  return (/** @type {Numbers} */ weights) => {
    const output = combined(columns, weights);
    const error = output.map((z, k) => z - wanted[k]);
    const delta = deltas(error, across, shape(kernel), mistake);
    const gradient = columns.map((column) => dot(column, delta));
    if (mistake === "turned_gradient") gradient.reverse();
    return { output, error, delta, gradient, loss: dot(error, error) / 2 };
  };
}

/** The factor of a gradient in a step. @param {number} rate @param {string} mistake */
export const way = (rate, mistake) => (mistake === "uphill" ? rate : -rate);

/** The losses and the weights at the start and after every step, up to where it has diverged:
 * where the loss is so many times what it was.
 * @param {Record<string, any>} state @param {string} [mistake] */
export function learn(state, mistake = state.mistake) {
  const at = stepper(state, mistake);
  const factor = way(state.learning_rate, mistake);
  const weights = [state.kernel.flat()];
  const losses = [];
  for (;;) {
    const before = weights[weights.length - 1];
    const { loss, gradient } = at(before);
    losses.push(loss);
    const diverged = loss > limits.diverged * losses[0];
    if (diverged || losses.length > state.steps) return { losses, weights, diverged };
    weights.push(before.map((/** @type {number} */ w, /** @type {number} */ c) => w + factor * gradient[c]));
  }
}

/** All numbers that some weights lead to. @param {Record<string, any>} state
 * @param {Numbers} weights @returns {Moment} */
export function moment(state, weights) {
  const { output, error, delta, gradient, loss } = stepper(state, state.mistake)(weights);
  const [outputs, cells] = [state.target[0].length, state.kernel[0].length];
  return {
    loss,
    kernel: inRows(weights, cells),
    gradient: inRows(gradient, cells),
    output: inRows(output, outputs),
    error: inRows(error, outputs),
    delta: inRows(delta, outputs),
  };
}

/**
 * 2/λ, where λ is the largest eigenvalue of the loss's second derivatives: of H, which has
 * the product of what two weights multiply for each pair of them. Squared again and again
 * and brought to the trace 1 each time, H leaves its largest eigenvalue alone:
 * λ is tr H · (tr H₁²)^½ · (tr H₂²)^¼ …
 * @param {Matrix} image @param {number[]} kernelSize
 */
export function largestRate(image, kernelSize) {
  const columns = columnsOf(image, kernelSize);
  let H = columns.map((one) => columns.map((other) => dot(one, other)));
  let logarithm = 0;
  for (let part = 1; part > 1e-12; part /= 2) {
    const trace = H.reduce((sum, line, n) => sum + line[n], 0);
    if (trace === 0) return Infinity;
    logarithm += part * Math.log(trace);
    const scaled = H.map((line) => line.map((x) => x / trace));
    H = scaled.map((line) => scaled.map((other) => dot(line, other)));
  }
  return 2 / Math.exp(logarithm);
}

/** A bound of rates, as Python's after rounding, and a step that goes into it ten to a hundred
 * times. @param {number} largest */
function scale(largest) {
  const bound = Math.min(largest * (1 + 1e-9), limits.number);
  return { bound, unit: 10 ** (Math.floor(Math.log10(bound)) - 1) };
}

/** A number of units, without what binary fractions leave behind the last digit. */
const rounded = (/** @type {number} */ count, /** @type {number} */ unit) =>
  Number((count * unit).toPrecision(3));

/** A rate well below the largest one, with two digits at most. @param {number} largest */
export function fittingRate(largest) {
  if (largest === Infinity) return 0.1;
  const { bound, unit } = scale(largest);
  return rounded(Math.floor((PART * bound) / unit), unit);
}

/** From where to where a slider goes, from too small a rate to a diverging one.
 * @param {number} largest @param {number} rate the one that there is */
export function ratesUpTo(largest, rate) {
  if (largest === Infinity) return { min: Math.min(0.01, rate), max: Math.max(1, rate), step: 0.01 };
  const { bound, unit } = scale(largest);
  const step = rounded(1, unit);
  const max = Math.min(rounded(Math.ceil((BEYOND * bound) / unit), unit), limits.number);
  return { min: Math.min(step, rate), max: Math.max(max, rate), step };
}

/** The loss of the best kernel, 0 if some kernel makes the target: what is left of the target
 * when the part of it that windows can make is taken away, direction by direction.
 * @param {Matrix} image @param {Matrix} target @param {number[]} kernelSize */
export function leastLoss(image, target, kernelSize) {
  /** @type {Float64Array[]} */
  const basis = [];
  const without = (/** @type {Float64Array} */ vector) =>
    [...basis, ...basis].reduce((left, q) => {
      const part = dot(q, left);
      return left.map((x, n) => x - part * q[n]);
    }, vector);
  for (const column of columnsOf(image, kernelSize)) {
    const left = without(column);
    if (dot(left, left) > ROUNDING * dot(column, column)) {
      const length = Math.sqrt(dot(left, left));
      basis.push(left.map((x) => x / length));
    }
  }
  const wanted = Float64Array.from(target.flat());
  const left = without(wanted);
  return dot(left, left) > ROUNDING * dot(wanted, wanted) ? dot(left, left) / 2 : 0;
}

/** What there is to learn from an image: what a `hidden` kernel makes of it, nothing done yet.
 * @param {Matrix} image @param {Matrix} hidden */
export const task = (image, hidden) => ({
  target: correlate(image, hidden),
  learning_rate: fittingRate(largestRate(image, shape(hidden))),
  steps: 0,
  step: 0,
});

/** A fresh task: an image, a kernel to begin with, and a hidden one; see `LearnKernel.draw`.
 * @param {Record<string, any>} state @param {Record<string, [number, number]>} ranges
 * @param {number} seed */
export function drawn(state, ranges, seed) {
  const changes = redrawn(state, ranges, seed);
  const draw = wholes(limits.seed + seed);
  const hidden = state.kernel.map((/** @type {number[]} */ line) => line.map(() => draw(...ranges.kernel)));
  return { ...changes, ...task(changes.image, hidden) };
}

/** A kernel of small whole numbers. @param {number[]} size */
export const randomKernel = ([rows, cols]) =>
  fill(rows, cols, () => Math.floor(Math.random() * 5) - 2);
