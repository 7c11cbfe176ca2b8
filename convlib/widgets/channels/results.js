/** What a reader can be asked for: no DOM, no model. `wrong` is a word for how somebody adds
 * up who does not know how: the first or last channel alone, slices in reverse order, what
 * ReLU leaves of each channel, or a bias for each channel. */
import { conv2d, relu } from "../src/arithmetic.js";

/** @typedef {number[][]} Matrix */

/** @param {Matrix[]} maps @returns {Matrix[]} */
const rectified = (maps) => maps.map((map) => map.map((row) => row.map(relu)));

/** @param {Matrix[][]} stacks @returns {Matrix[]} their sum, cell by cell */
const added = ([first, ...others]) =>
  first.map((map, k) =>
    map.map((row, i) =>
      row.map((value, j) => others.reduce((sum, maps) => sum + maps[k][i][j], value)),
    ),
  );

/** The feature maps before the activation. @param {Record<string, any>} state @returns {Matrix[]} */
export function sumsOf(state) {
  const { image, filters, bias, wrong } = state;
  if (!wrong) return conv2d(image, filters, bias, state);
  const slices = (c) =>
    filters.map((filter) => [filter[wrong === "reversed" ? filter.length - 1 - c : c]]);
  const parts = image.map((channel, c) => conv2d([channel], slices(c), null, state));
  const last = parts.length - 1;
  const used = { first: [parts[0]], last: [parts[last]], rectified: parts.map(rectified) }[wrong] ?? parts;
  const times = wrong === "biased" ? used.length : 1;
  return added(used).map((map, k) => map.map((row) => row.map((sum) => sum + times * bias[k])));
}

/** The feature maps that come of the sums.
 * @param {Matrix[]} sums @param {Record<string, any>} state */
export const outputsOf = (sums, { relu: isRectified }) => (isRectified ? rectified(sums) : sums);

/** @type {import("../src/practice.js").Results} */
export const results = { output: (state) => outputsOf(sumsOf(state), state) };
