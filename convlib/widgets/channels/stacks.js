/** How many channels and filters there are: no DOM, no model. */
import limits from "../limits.json" with { type: "json" };
import { fill, shape } from "../src/arithmetic.js";
import { mapMatrices } from "../src/matrices.js";

/** More could not be read. */
const MOST = { channels: 8, filters: 6 };

/** Values for what is new, small, and from `turn` to `turn` different.
 * @type {Record<string, (turn: number) => (row: number, col: number) => number>} */
const NEW = {
  image: (turn) => (row, col) => ((row + turn) ** 2 + 2 * col + 1) % 3,
  filters: (turn) => (row, col) => ((row + 2 * col + turn) % 3) - 1,
};

const count = (/** @type {number} */ length) => Array.from({ length }, (_, n) => n);

/** A state's image, filters and bias for other numbers of channels and filters. `memory` keeps
 * what is cut off, which comes back.
 * @param {Record<string, any>} state @param {{channels: number, filters: number}} numbers
 * @param {Map<string, any>} memory @returns {Record<string, any>} the changes */
export function restacked({ image, filters, bias, filter }, numbers, memory) {
  const keep = (name) => (value, path) => {
    memory.set(String([name, ...path]), value);
    return value;
  };
  mapMatrices(image, keep("image"));
  mapMatrices(filters, keep("filters"));
  bias.forEach((value, k) => keep("bias")(value, [k]));
  const matrix = (name, like, ...path) => {
    const old = memory.get(String([name, ...path]));
    const made = NEW[name](path.reduce((sum, n) => sum + n));
    return fill(...shape(like), (row, col) => old?.[row]?.[col] ?? made(row, col));
  };
  const channels = count(numbers.channels);
  return {
    seed: 0,
    image: channels.map((c) => matrix("image", image[0], c)),
    filters: count(numbers.filters).map((k) =>
      channels.map((c) => matrix("filters", filters[0][0], k, c)),
    ),
    bias: count(numbers.filters).map((k) => memory.get(String(["bias", k])) ?? 0),
    filter: Math.min(filter, numbers.filters - 1),
  };
}

/** How many numbers each of several matrices may hold. @param {number} matrices */
const room = (matrices) => Math.floor(limits.numbers / matrices);

/** How many there may be: as many as can be read, and as a page has room for.
 * @param {Record<string, any>} state @returns {{channels: number, filters: number}} */
export function mostOf({ image, filters }) {
  const cells = (matrix) => matrix.length * matrix[0].length;
  const [size, kernel] = [cells(image[0]), cells(filters[0][0])];
  const channels = Math.min(MOST.channels, room(size), room(kernel * filters.length));
  return {
    channels: Math.max(channels, image.length),
    filters: Math.max(Math.min(MOST.filters, room(kernel * image.length)), filters.length),
  };
}

/** How far sizes can go, so that there is room for all channels and filters.
 * @param {Record<string, number>} caps @param {Record<string, any>} state */
export const capsFor = (caps, { image, filters }) => ({
  ...caps,
  image: Math.min(caps.image, Math.floor(Math.sqrt(room(image.length)))),
  filters: Math.min(caps.filters, Math.floor(Math.sqrt(room(image.length * filters.length)))),
});
