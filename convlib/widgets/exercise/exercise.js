/**
 * Answers: how they are read, and what is right about them. No DOM, no model.
 *
 * A number, a matrix of numbers, or one of a few choices.
 * @typedef {number | number[][] | string} Answer
 * @typedef {{answer: Answer, tolerance: number, diagnoses: [Answer, string][]}} Task
 */
import limits from "../limits.json" with { type: "json" };
import { parse } from "../src/numbers.js";

/** The number that `text` spells: 3, −2.5, 2,5 or 1/3; null if it spells none.
 * @param {string} text @returns {number | null} */
export function parseAnswer(text) {
  const parts = text.split("/").map((part) => parse(part.replace(",", ".")));
  if (parts.length > 2 || parts.includes(null)) return null;
  const [over, under = 1] = /** @type {number[]} */ (parts);
  return under === 0 ? null : over / under + 0;
}

/** Whether each part of an answer counts as that of another one, row by row.
 * @param {Answer} given @param {Answer} other @param {number} tolerance
 * @returns {boolean[]} */
const agreement = (given, other, tolerance) =>
  [given].flat(2).map((value, part) => {
    const wanted = [other].flat(2)[part];
    return typeof value === "string" || typeof wanted === "string"
      ? value === wanted
      : Math.abs(value - wanted) <= tolerance + limits.rounding * Math.max(1, Math.abs(wanted));
  });

/** What is to say about an answer: which parts are right, and the mistake if it is known.
 * @param {Answer} given @param {Task} task
 * @returns {{right: boolean, parts: boolean[], diagnosis: string | undefined}} */
export function judge(given, { answer, tolerance, diagnoses }) {
  const is = (/** @type {Answer} */ other) => agreement(given, other, tolerance);
  const parts = is(answer);
  const right = parts.every(Boolean);
  const known = diagnoses.find(([wrong]) => is(wrong).every(Boolean));
  return { right, parts, diagnosis: right ? undefined : known?.[1] };
}
