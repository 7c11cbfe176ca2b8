/**
 * Whether a state can be shown: no DOM, no model. The rules come with the state from
 * Python (`Explorer.rules`), which holds constructors and assignments to the same: one for
 * each trait, and those that join several of them. A rule is a word and what it needs;
 * `convlib/widgets/rules.py` has the words that join.
 *
 * Of what Python takes a page shows a little less: nothing larger than `limits.json` says,
 * or than the state to begin with, and no array that a reader cannot resize in another size.
 *
 * What one kind alone has rules for, it adds the words of.
 *
 * @typedef {Record<string, any>} State
 * @typedef {[string, ...any[]]} Rule
 * @typedef {{names: string[], traits: Record<string, Rule>, together: Rule[],
 *   fixed: string[], caps?: Record<string, number>,
 *   drawn?: Record<string, [number, number]>, later?: State}} Rules
 *   `names` of all that makes up the state, `traits` of what links hold; see `Explorer`
 */
import limits from "../limits.json" with { type: "json" };
import { axesOf, pair, shortest, sides } from "./axis.js";

const isWhole = (value, least, most) =>
  Number.isInteger(value) && value >= least && value <= most;
const isNumber = (value) => typeof value === "number" && Math.abs(value) <= limits.number;
const alike = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** How long a value is along each axis; one number holds for both axes.
 * @param {any} value @returns {[number, number]} */
export function sizesOf(value) {
  if (value?.rows) return [value.rows, value.columns];
  return /** @type {any} */ (pair(Array.isArray(value?.[0]) ? lengths(value).slice(-2) : value));
}
/** @param {any} array @returns {number[]} */
export const lengths = (array) => (Array.isArray(array) ? [array.length, ...lengths(array[0])] : []);

/** Whether a value is an array, `depth` deep, regular and of numbers. */
const isArray = (value, depth) =>
  depth === 0
    ? isNumber(value)
    : Array.isArray(value) &&
      value.length > 0 &&
      value.every(
        (part) =>
          isArray(part, depth - 1) && (depth < 2 || alike(lengths(part), lengths(value[0]))),
      );

/** Whether a value is a pair. @param {any} value @param {(part: any) => boolean} isPart */
const isPair = (value, isPart) =>
  Array.isArray(value) && value.length === 2 && value.every(isPart);

/** Whether a number of a layer, in its shortest form, is one for both axes, one for each or,
 * where there are `sides`, one for each side. */
const isGeometry = (value, before, least, sides) => {
  const isOne = (part) => isWhole(part, least, Math.max(limits.size, ...[before].flat(2)));
  const isForm =
    isOne(value) ||
    isPair(value, isOne) ||
    (sides && isPair(value, (part) => isPair(part, isOne)));
  return isForm && alike(value, shortest(value));
};

/** Whether a value is what its rule asks for; `before` is the one to begin with.
 * @type {Record<string, (value: any, before: any, ...needs: any[]) => boolean>} */
export const ALLOWS = {
  whole: (value, before, least, most) =>
    isWhole(value, least, most ?? Math.max(limits.size, before)),
  steps: (value, before, least) => isGeometry(value, before, least, false),
  sides: (value, before, least) => isGeometry(value, before, least, true),
  number: (value, _, above = -Infinity) => isNumber(value) && value > above,
  flag: (value) => typeof value === "boolean",
  word: (value, _, ...words) => words.includes(value),
  array: (value, _, depths) => [depths].flat().some((depth) => isArray(value, depth)),
  place: (value, _, axes) =>
    value === null ||
    (Array.isArray(value) &&
      typeof value[0] === "string" &&
      Object.hasOwn(axes, value[0]) &&
      value.length === axes[value[0]] + 1 &&
      value.slice(1).every((index) => isWhole(index, 0, limits.number))),
};

/** Whether an array is no larger than a page has room for, or than it was to begin with.
 * @param {any} value @param {any} before @param {number} [longest] an axis may be */
function hasRoom(value, before, longest = limits.size) {
  const [now, was] = [lengths(value), lengths(before)];
  const count = (/** @type {number[]} */ sizes) => sizes.reduce((all, size) => all * size, 1);
  return (
    now.every((size, axis) => size <= Math.max(longest, was.at(axis - now.length) ?? 0)) &&
    count(now) <= Math.max(limits.numbers, count(was))
  );
}

/** The sizes that come out of a kernel; both are the names of arrays or of numbers.
 * @param {State} state @param {string} image @param {string} kernel */
const outputSizes = (state, image, kernel) =>
  axesOf(sizesOf(state[image]), sizesOf(state[kernel]), state).map(({ count }) => count);

/** Whether values that are allowed one by one go together; the needs are names of traits,
 * and numbers of the library's.
 * @type {Record<string, (state: any, ...needs: any[]) => boolean>} */
export const TOGETHER = {
  fit: (state, image, kernel) =>
    axesOf(sizesOf(state[image]), sizesOf(state[kernel]), state).every(
      ({ span, before, size, after }) => span <= before + size + after,
    ),
  output: (state, name, image, kernel) =>
    alike(sizesOf(state[name]), outputSizes(state, image, kernel)),
  half: (state, padding, kernel) =>
    sides(state[padding]).every((zeros, axis) =>
      zeros.every((cells) => cells <= sizesOf(state[kernel])[axis] >> 1),
    ),
  below: (state, name, list) => state[name] < state[list].length,
  divides: (state, part, whole) => state[whole] % state[part] === 0,
  depth: (state, filters, image) => state[filters][0].length === state[image].length,
  each: (state, name, filters) => state[name].length === state[filters].length,
};

/**
 * Why a state cannot be shown where `before` is the one to begin with, null if it can:
 * "damaged" if values are none of their sort or do not go together, "size" if an array is
 * larger than a page shows, or of another size than the one that is fixed. `word` is that of
 * the rule that joins the `names`.
 * @param {Rules} rules @param {State} state @param {State} before
 * @returns {{why: "damaged" | "size", word?: string, names: string[]} | null}
 */
export function refusal({ traits, together, fixed }, state, before) {
  const bad = Object.entries(traits).find(
    ([name, [word, ...needs]]) => !ALLOWS[word](state[name], before[name], ...needs),
  );
  if (bad) {
    const [name, [word, ...needs]] = bad;
    const isLarge = ALLOWS[word](state[name], Infinity, ...needs);
    return { why: isLarge ? "size" : "damaged", names: [name] };
  }
  const large = Object.keys(traits).find(
    (name) => traits[name][0] === "array" && !hasRoom(state[name], before[name], traits[name][2]),
  );
  const other = fixed.find((name) => !alike(lengths(state[name]), lengths(before[name])));
  if (large ?? other) return { why: "size", names: [/** @type {string} */ (large ?? other)] };
  const broken = together.find(([word, ...needs]) => !TOGETHER[word](state, ...needs));
  return broken ? { why: "damaged", word: broken[0], names: broken.slice(1) } : null;
}

/** Whether a state can be shown where `before` is the one to begin with.
 * @param {Rules} rules @param {State} state @param {State} before */
export const allows = (rules, state, before) => refusal(rules, state, before) === null;
