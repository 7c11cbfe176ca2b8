/** Numbers as a reader sees and types them. */

const SIGNIFICANT = 4;

/** Short and honest: integers whole, others to four significant digits.
 * @param {number} value */
export function plain(value) {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value + 0);
  return String(Number(value.toPrecision(SIGNIFICANT)));
}

/** The same with a real minus sign, for reading.
 * @param {number} value */
export const format = (value) => plain(value).replaceAll("-", "−");

/** In a product or a sum a negative number stands in parentheses.
 * @param {number} value */
export const formatFactor = (value) => (value < 0 ? `(${format(value)})` : format(value));

const COMPLETE = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const BEGINNING = /^[-+]?\d*\.?\d*(e[-+]?\d*)?$/i;

/** @param {string} text */
const tidy = (text) => text.trim().replaceAll("−", "-");

/** The number that `text` spells, or null.
 * @param {string} text */
export function parse(text) {
  const number = COMPLETE.test(tidy(text)) ? Number(tidy(text)) : NaN;
  return Number.isFinite(number) ? number + 0 : null;
}

/** Whether `text` can still become a number as typing goes on: "", "-", "1.", "2e".
 * @param {string} text */
export const isBeginning = (text) => BEGINNING.test(tidy(text));

/** Characters of the longest number in some matrices, as a factor of a product.
 * @param {number[][][]} matrices */
export const longest = (...matrices) =>
  Math.max(...matrices.flat(2).map((value) => formatFactor(value).length));
