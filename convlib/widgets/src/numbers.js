/** Numbers as a reader sees and types them. */
import limits from "../limits.json" with { type: "json" };

const SIGNIFICANT = 4;

/** Short and honest: integers whole, others to some significant digits.
 * @param {number} value @param {number} [digits] */
export function plain(value, digits = SIGNIFICANT) {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value + 0);
  return String(Number(value.toPrecision(digits)));
}

/** The same with a real minus sign, for reading.
 * @param {number} value @param {number} [digits] */
export const format = (value, digits) => plain(value, digits).replaceAll("-", "−");

/** As short as can be: three digits, two behind a sign and a point, no zero before the point.
 * @param {number} value */
export const compact = (value) => format(value, -1 < value && value < 0 ? 2 : 3).replace(/^(−?)0\./, "$1.");

/** In a product or a sum a negative number stands in parentheses.
 * @param {number} value */
export const formatFactor = (value) => (value < 0 ? `(${format(value)})` : format(value));

const COMPLETE = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const BEGINNING = /^[-+]?\d*\.?\d*(e[-+]?\d*)?$/i;

/** @param {string} text */
const tidy = (text) => text.trim().replaceAll("−", "-");

/** Whether `text` spells a number, of whatever size.
 * @param {string} text */
export const isNumber = (text) => COMPLETE.test(tidy(text));

/** The number that `text` spells, or null if it spells none or too large a one.
 * @param {string} text */
export function parse(text) {
  const number = isNumber(text) ? Number(tidy(text)) : NaN;
  return Math.abs(number) <= limits.number ? number + 0 : null;
}

/** Whether `text` is none yet but can become one as typing goes on: "", "-", "2e".
 * @param {string} text */
export const isBeginning = (text) => BEGINNING.test(tidy(text)) && !isNumber(text);

/** Characters of the longest number in some matrices, as a factor of a product.
 * @param {number[][][]} matrices */
export const longest = (...matrices) =>
  Math.max(...matrices.flat(2).map((value) => formatFactor(value).length));

/** A number and what it counts. @param {number} number @param {string} one @param {string} many */
export const plural = (number, one, many) => `${number} ${number === 1 ? one : many}`;
