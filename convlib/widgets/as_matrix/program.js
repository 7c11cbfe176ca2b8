/**
 * The loop over outputs and weights as lines of Python, forward or back. Each line says how many
 * of its variables (i, j, m, n) it stands under.
 */
import { shape } from "../src/arithmetic.js";
import { pair, sides } from "../src/axis.js";

/** @typedef {{code: string, fixed: number}} Line */

/** @param {number} factor @param {string} name */
export const times = (factor, name) => (factor === 1 ? name : `${factor}*${name}`);

/** @param {number} number what is added to what stands before it */
export const plus = (number) => (number === 0 ? "" : number < 0 ? ` - ${-number}` : ` + ${number}`);

export const loops = (/** @type {string} */ names, /** @type {number[]} */ [rows, cols]) =>
  `for ${names} in np.ndindex(${rows}, ${cols}):`;

export const within = (/** @type {string[]} */ names, /** @type {number[]} */ sizes) =>
  `if ${names.map((name, axis) => `0 <= ${name} < ${sizes[axis]}`).join(" and ")}:`;

/** The lines of two nested loops; `check` keeps what is outside out, where anything can be.
 * @param {{before: string[], outer: string, inner: string, place: string, check: string | null,
 *   sum: string}} parts @returns {Line[]} */
export const nested = ({ before, outer, inner, place, check, sum }) => [
  ...before.map((code) => ({ code, fixed: 0 })),
  { code: outer, fixed: 2 },
  ...[
    `    ${inner}`,
    `        ${place}`,
    ...(check ? [`        ${check}`, `            ${sum}`] : [`        ${sum}`]),
  ].map((code) => ({ code, fixed: 4 })),
];

/** The loop over outputs and weights. Forward it adds to the output, back to the pixel.
 * @param {Record<string, any>} state @returns {Line[]} */
export function loopOf(state) {
  const [size, kernel] = [shape(state.image), shape(state.kernel)];
  const outputs = shape(state.grad_output);
  const [steps, spread, zeros] = [pair(state.stride), pair(state.dilation), sides(state.padding)];
  const place = ["i", "j"].map(
    (name, axis) =>
      `${times(steps[axis], name)} + ${times(spread[axis], "mn"[axis])}${plus(-zeros[axis][0])}`,
  );
  const [target, sum] = state.transposed
    ? [`g = np.zeros((${size.join(", ")}))`, "g[r, c] += w[m, n] * d[i, j]"]
    : [`a = np.zeros((${outputs.join(", ")}))`, "a[i, j] += w[m, n] * x[r, c]"];
  return nested({
    before: [target],
    outer: loops("i, j", outputs),
    inner: loops("m, n", kernel),
    place: `r, c = ${place.join(", ")}`,
    check: zeros.flat().some(Boolean) ? within(["r", "c"], size) : null,
    sum,
  });
}
