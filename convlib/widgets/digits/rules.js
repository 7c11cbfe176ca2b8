/** What a link may hold of a digit: the word of this kind for `src/rules.js`. */
import { ALLOWS } from "../src/rules.js";

/** Whether a value is a digit: rows of whole numbers.
 * @param {any} value @param {any} _ @param {number} side @param {number} full */
export const isInk = (value, _, side, full) =>
  Array.isArray(value) &&
  value.length === side &&
  value.every(
    (row) =>
      Array.isArray(row) &&
      row.length === side &&
      row.every((ink) => Number.isInteger(ink) && ink >= 0 && ink <= full),
  );

ALLOWS.ink = isInk;
