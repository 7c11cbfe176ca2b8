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

const DECIMAL = String.raw`(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const COMPLETE = new RegExp(`^([-+]?)(${DECIMAL})(?:/(${DECIMAL}))?$`, "i");
const MIXED = /^([-+]?)(\d+) (\d+)\/(\d+)$/;
const BEGINNING = new RegExp(`^[-+]?(?:${DECIMAL}/)?\\d*\\.?\\d*(?:e[-+]?\\d*)?$`, "i");

/** A number as programs write it: ½ is 1/2, and a comma a point. NFKC makes of what
 * Chinese keyboards write what others do.
 * @param {string} text */
const tidy = (text) =>
  text
    .trim()
    .replace(/(\d?)([¼-¾⅐-⅞])/g, (_, whole, part) => `${whole && `${whole} `}${part}`)
    .normalize("NFKC")
    .replaceAll("−", "-")
    .replaceAll("⁄", "/")
    .replace(/^([-+]?\d*),(?=\d*(?:e|$))/i, "$1.");

/** The number that `text` spells, of whatever size; NaN if it spells none.
 * @param {string} text */
function read(text) {
  const tidied = tidy(text);
  const [, sign, whole, above, below] = tidied.match(MIXED) ?? [];
  if (sign !== undefined) return Number(`${sign}1`) * (Number(whole) + Number(above) / Number(below));
  const [, minus, value, divisor = "1"] = tidied.match(COMPLETE) ?? [];
  return Number(divisor) === 0 ? NaN : Number(minus + value) / Number(divisor);
}

/** Whether `text` spells a number, of whatever size.
 * @param {string} text */
export const isNumber = (text) => !Number.isNaN(read(text));

/** The number that `text` spells, or null if it spells none or too large a one.
 * @param {string} text */
export function parse(text) {
  const number = read(text);
  return Math.abs(number) <= limits.number ? number + 0 : null;
}

/** Whether `text` is none yet but can become one as typing goes on: "", "-", "2e", "1/".
 * @param {string} text */
export const isBeginning = (text) => BEGINNING.test(tidy(text)) && !isNumber(text);

/** Divisors of the fractions that are shown as such. */
const DIVISORS = 99;

/** A number to be edited: exactly, and as a fraction where its decimals never end. One that
 * is still to be written is nothing.
 * @param {number | null} value */
export function spelled(value) {
  if (value === null) return "";
  if (Number(plain(value)) === value) return plain(value);
  for (let below = 3; below <= DIVISORS; below += 1) {
    const above = Math.round(value * below);
    if (Math.abs(above) < below && above / below === value) return `${above}/${below}`;
  }
  return String(value);
}

/** A number in a cell that can be edited: as `spelled` if that is short.
 * @param {number} value */
export function inCell(value) {
  const text = spelled(value);
  return text.includes("/") ? text.replace("-", "−") : format(value);
}

/** Characters of the longest number in some matrices, as a factor of a product.
 * @param {number[][][]} matrices */
export const longest = (...matrices) =>
  Math.max(...matrices.flat(2).map((value) => formatFactor(value).length));

/** A number and what it counts. @param {number} number @param {string} one @param {string} many */
export const plural = (number, one, many) => `${number} ${number === 1 ? one : many}`;
