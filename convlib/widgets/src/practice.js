/**
 * Practice: what the usual mistakes give for the numbers shown, what is to be said about an
 * answer, and fresh numbers. No DOM, no model. The mistakes come from Python with the rules
 * (`convlib/widgets/practice.py`), each as other values in the state.
 *
 * @typedef {number[][]} Matrix
 * @typedef {Record<string, any>} State
 * @typedef {Record<string, (state: any) => any>} Results what is to be found, by grid: a
 *   matrix, or a stack of them
 * @typedef {Record<string, any>} Given what each mistake gives
 */
import limits from "../limits.json" with { type: "json" };
import { rotate180 } from "./arithmetic.js";
import { shortest, sides } from "./axis.js";
import { wholes } from "./draws.js";
import { allows } from "./rules.js";

const each = (operate) => (one, other) =>
  Array.isArray(one)
    ? one.map((part) => each(operate)(part, other))
    : Array.isArray(other)
      ? other.map((part) => each(operate)(one, part))
      : operate(one, other);

/** @type {Record<string, (...parts: any[]) => any>} */
const OPERATIONS = {
  not: (one) => !one,
  equal: (one, other) => one === other,
  above: (one, other) => [one].flat().every((part) => part > other),
  add: each((one, other) => one + other),
  subtract: each((one, other) => one - other),
  multiply: each((one, other) => one * other),
  transpose: onMatrices((matrix) => matrix[0].map((_, col) => matrix.map((row) => row[col]))),
  rotate: onMatrices(rotate180),
  after: (padding) => {
    const [rows, columns] = sides(padding).map(([before, after]) => [0, before + after]);
    return shortest(/** @type {any} */ ([rows, columns]));
  },
};

/** The same for every matrix of a stack. @param {(matrix: Matrix) => Matrix} turn */
function onMatrices(turn) {
  return (/** @type {any} */ array) =>
    Array.isArray(array[0][0]) ? array.map(onMatrices(turn)) : turn(array);
}

/** What an expression means in a state. @param {any} expression @param {State} state */
function evaluate(expression, state) {
  if (Array.isArray(expression)) {
    const [word, ...parts] = expression;
    return OPERATIONS[word](...parts.map((part) => evaluate(part, state)));
  }
  return typeof expression === "string" && expression in state ? state[expression] : expression;
}

/** Whether one number is another one but for what arithmetic on fractions loses.
 * @param {number} one @param {number} other */
const isSame = (one, other) =>
  Math.abs(one - other) <= limits.rounding * Math.max(1, Math.abs(other));

/** Whether an answer is a number, or that rounded to the two or more decimals it is written with.
 * @param {number} answer @param {number} number */
export function counts(answer, number) {
  const decimals = (String(answer).split(".")[1] ?? "").length;
  return isSame(answer, number) || (decimals > 1 && isSame(answer, Number(number.toFixed(decimals))));
}

/** An array as far as `like` goes; null if it ends before.
 * @param {any} array @param {any} like @returns {any} */
function cut(array, like) {
  if (!Array.isArray(like)) return array;
  const parts = like.map((part, index) => (index < array.length ? cut(array[index], part) : null));
  return parts.includes(null) ? null : parts;
}

/** The number at some indices. @param {any} array @param {number[]} at @returns {number} */
export const numberAt = (array, at) => at.reduce((part, index) => part[index], array);

/** The indices of every number. @param {any} array @returns {number[][]} */
export const placesIn = (array) =>
  Array.isArray(array)
    ? array.flatMap((part, index) => placesIn(part).map((at) => [index, ...at]))
    : [[]];

/** What each mistake gives for a grid, as far as the right result goes: none that cannot be
 * made with these numbers, ends before, or changes nothing.
 * @param {(state: State) => any} result
 * @param {{together: any[], mistakes: Record<string, [any, State]>}} task
 * @param {any} rules @param {State} state @param {any} [right] result, if it is known
 * @returns {Given} */
export function given(result, { together, mistakes }, rules, state, right = result(state)) {
  const places = placesIn(right);
  /** @type {Given} */
  const found = {};
  for (const [name, [when, values]] of Object.entries(mistakes)) {
    if (!evaluate(when, state)) continue;
    const other = { ...state };
    for (const trait of Object.keys(values)) other[trait] = evaluate(values[trait], state);
    const array = allows({ ...rules, together }, other, other) ? cut(result(other), right) : null;
    const differs = (at) => !isSame(numberAt(array, at), numberAt(right, at));
    if (array && places.some(differs)) found[name] = array;
  }
  return found;
}

/** What an answer is: right, or the one mistake that gives it there, or neither.
 * @param {number} answer @param {any} right @param {Given} mistakes
 * @param {number[]} at @returns {{right: boolean, mistake?: string}} */
export function judge(answer, right, mistakes, at) {
  if (counts(answer, numberAt(right, at))) return { right: true };
  const names = Object.keys(mistakes).filter((name) => counts(answer, numberAt(mistakes[name], at)));
  return { right: false, mistake: names.length === 1 ? names[0] : undefined };
}

/** How many mistakes a state has, and how many of them no cell tells apart from the others.
 * @param {Results} results @param {any} rules @param {State} state */
export function mistakesIn(results, rules, state) {
  let all = 0;
  let hidden = 0;
  for (const [grid, result] of Object.entries(results)) {
    const right = result(state);
    const mistakes = given(result, rules.tasks[grid], rules, state, right);
    for (const [name, array] of Object.entries(mistakes)) {
      const shows = (at) => judge(numberAt(array, at), right, mistakes, at).mistake === name;
      all += 1;
      if (!placesIn(right).some(shows)) hidden += 1;
    }
  }
  return { all, hidden };
}

/** How often numbers are drawn, and how often if that told not all mistakes apart: taken are
 * those that show most of them. */
const [DRAWS, MOST] = [8, 200];
const HIDDEN = 100;

/** Fresh numbers, which a seed decides, in arrays of the same sizes.
 * @param {Results} results @param {any} rules @param {State} state @param {number} seed
 * @returns {State} */
export function fresh(results, rules, state, seed) {
  const draw = wholes(seed);
  const like = (value, [least, most]) =>
    Array.isArray(value) ? value.map((part) => like(part, [least, most])) : draw(least, most);
  let best = { state, worth: -Infinity };
  for (let round = 0; round < (best.worth < 0 ? MOST : DRAWS); round += 1) {
    const drawn = { ...state, ...("seed" in state && { seed: 0 }) };
    for (const [name, range] of Object.entries(rules.drawn)) {
      drawn[name] = like(state[name], range);
    }
    if (!allows(rules, drawn, state)) continue;
    const { all, hidden } = mistakesIn(results, rules, drawn);
    const worth = all - HIDDEN * hidden;
    if (worth > best.worth) best = { state: drawn, worth };
  }
  return best.state;
}
