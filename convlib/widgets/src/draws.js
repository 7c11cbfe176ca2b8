/** Fresh numbers: small whole ones, the same here and in Python (`draws.py`) for a seed. */
import limits from "../limits.json" with { type: "json" };

const [PRIME, ROOT, WARM_UP] = [2 ** 31 - 1, 48271, 4];

/** What draws a whole number, both bounds included.
 * @param {number} seed @returns {(least: number, most: number) => number} */
export function wholes(seed) {
  let state = (seed % (PRIME - 1)) + 1;
  const draw = (/** @type {number} */ least, /** @type {number} */ most) => {
    state = (state * ROOT) % PRIME;
    return least + Math.floor((state * (most - least + 1)) / PRIME);
  };
  for (let n = 0; n < WARM_UP; n += 1) draw(0, 0);
  return draw;
}

/** Another seed than `old`, for readers who do not ask for a certain one.
 * @param {number} old */
export const anotherSeed = (old) =>
  ((old + Math.floor(Math.random() * (limits.seed - 1))) % limits.seed) + 1;

/** Fresh numbers for arrays of a state, of the sizes that they have; `Explorer.draw`.
 * @param {Record<string, any>} state @param {Record<string, [number, number]>} ranges
 * @param {number} seed @returns {Record<string, any>} the changes */
export function redrawn(state, ranges, seed) {
  const draw = wholes(seed);
  const like = (/** @type {any} */ array, /** @type {[number, number]} */ bounds) =>
    Array.isArray(array) ? array.map((part) => like(part, bounds)) : draw(...bounds);
  const arrays = Object.entries(ranges).map(([name, bounds]) => [name, like(state[name], bounds)]);
  return { seed, ...Object.fromEntries(arrays) };
}
