/**
 * Whether a state can be shown: no DOM, no model. The rules come with the state from
 * Python (`Explorer.rules`), which holds constructors and assignments to the same: one for
 * each trait, and those that join several of them. A rule is a word and what it needs.
 *
 * Of what Python takes a page shows a little less: nothing larger than `limits.json` says,
 * or than the state to begin with, and no array that a reader cannot resize in another size.
 *
 * @typedef {Record<string, any>} State
 * @typedef {[string, ...any[]]} Rule
 * @typedef {{names: string[], traits: Record<string, Rule>, together: Rule[],
 *   fixed: string[]}} Rules `names` of all that makes up the state, `traits` of what links hold
 */
import limits from "../limits.json" with { type: "json" };
import { geometryOf, outputSize, transposedSize } from "./arithmetic.js";
import { receptiveField } from "./receptive_field.js";

const isWhole = (value, least, most) =>
  Number.isInteger(value) && value >= least && value <= most;
const isNumber = (value) => typeof value === "number" && Math.abs(value) <= limits.number;
const alike = (one, other) => String(one) === String(other);

/** How long a value is along each axis; one number is the length of one axis.
 * @param {any} value @returns {number[]} */
function sizes(value) {
  if (typeof value === "number") return [value];
  return value.rows ? [value.rows, value.columns] : lengths(value);
}
/** @param {any} array @returns {number[]} */
const lengths = (array) => (Array.isArray(array) ? [array.length, ...lengths(array[0])] : []);

/** Whether an array is regular, `depth` deep, and holds numbers. */
const isArray = (value, depth, before) =>
  depth === 0
    ? isNumber(value)
    : Array.isArray(value) &&
      isWhole(value.length, 1, Math.max(limits.size, before?.length ?? 0)) &&
      value.every(
        (part) => isArray(part, depth - 1, before?.[0]) && alike(lengths(part), lengths(value[0])),
      );

/** Whether a value is what its rule asks for; `before` is the one to begin with.
 * @type {Record<string, (value: any, before: any, ...needs: any[]) => boolean>} */
const ALLOWS = {
  whole: (value, before, least, most) =>
    isWhole(value, least, most ?? Math.max(limits.size, before)),
  number: isNumber,
  flag: (value) => typeof value === "boolean",
  word: (value, _, ...words) => words.includes(value),
  array: (value, before, depth, shapes) =>
    isArray(value, depth, before) &&
    (!shapes || shapes.some((shape) => alike(shape, lengths(value)))) &&
    value.flat(Infinity).length <= Math.max(limits.numbers, before.flat(Infinity).length),
  place: (value, _, axes) =>
    value === null ||
    (Array.isArray(value) &&
      typeof value[0] === "string" &&
      Object.hasOwn(axes, value[0]) &&
      value.length === axes[value[0]] + 1 &&
      value.slice(1).every((index) => isWhole(index, 0, limits.number))),
  layers: (value, _, least, most, largest) =>
    Array.isArray(value) &&
    isWhole(value.length, 1, most) &&
    value.every(
      (layer) =>
        alike(Object.keys(Object(layer)), Object.keys(least)) &&
        Object.keys(least).every((name) => isWhole(layer[name], least[name], limits.size)),
    ) &&
    receptiveField(value)[value.length - 1].size <= largest,
};

/** The sizes that come out of a kernel; both are the names of arrays or of numbers.
 * @param {State} state @param {string} image @param {string} kernel */
function outputSizes(state, image, kernel) {
  const [input, weights] = [sizes(state[image]).slice(-2), sizes(state[kernel]).slice(-2)];
  const { stride, padding, dilation } = geometryOf({ stride: 1, ...state });
  return input.map((cells, axis) =>
    outputSize(cells, weights[axis] ?? weights[0], stride[axis], padding[axis], dilation[axis]),
  );
}

/** Whether values that are allowed one by one go together; the needs are names of traits.
 * @type {Record<string, (state: any, ...needs: any[]) => boolean>} */
const TOGETHER = {
  fit: (state, image, kernel) => outputSizes(state, image, kernel).every((cells) => cells > 0),
  output: (state, name, image, kernel) =>
    alike(sizes(state[name]), outputSizes(state, image, kernel)),
  transposed: (state, image, kernel) =>
    state.output_padding < Math.max(state.stride, state.dilation) &&
    transposedSize(sizes(state[image]), sizes(state[kernel]), state).every((cells) =>
      isWhole(cells, 1, limits.output),
    ),
  below: (state, name, list) => state[name] < state[list].length,
  divides: (state, part, whole) => state[whole] % state[part] === 0,
};

/** Whether a state can be shown where `before` is the one to begin with.
 * @param {Rules} rules @param {State} state @param {State} before */
export const allows = ({ traits, together, fixed }, state, before) =>
  Object.entries(traits).every(([name, [word, ...needs]]) =>
    ALLOWS[word](state[name], before[name], ...needs),
  ) &&
  fixed.every((name) => alike(lengths(state[name]), lengths(before[name]))) &&
  together.every(([word, ...needs]) => TOGETHER[word](state, ...needs));
