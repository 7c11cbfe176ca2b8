/**
 * A matrix out of text: from a spreadsheet (tabs), CSV, a literal of Python, NumPy or
 * PyTorch, or MATLAB. No DOM. What is not one is refused as a whole, with the place.
 *
 * @typedef {{why: "number" | "large" | "empty" | "ragged" | "size" | "deep" | "nothing",
 *   row?: number, col?: number, text?: string, count?: number, wanted?: number,
 *   rows?: number, cols?: number, most?: number}} Problem
 */
import limits from "../limits.json" with { type: "json" };
import { isNumber, parse } from "./numbers.js";

/** A comma between digits, no space beside it: where something else separates, a point. */
const DECIMAL_COMMA = /^[-+−]?\d*,\d+$/;

/** The parts of a text between separators, without the spaces around them.
 * @param {string} text @param {string | RegExp} separator */
const split = (text, separator) => text.split(separator).map((part) => part.trim());

/** The rows of a text, without those that are empty.
 * @param {string} text @param {string | RegExp} separator */
const lines = (text, separator) => text.split(separator).filter((line) => line.trim() !== "");

/** The numbers of a line that stand in brackets: commas or spaces are between them, and a
 * last comma is allowed.
 * @param {string} line */
function listed(line) {
  const text = line.trim().replace(/,$/, "");
  return text.includes(",") ? split(text, ",") : text.split(/\s+/);
}

/** The numbers of a line of a table.
 * @param {string} line */
function columns(line) {
  if (line.includes("\t")) return split(line, "\t");
  if (line.includes(";")) return split(line, ";");
  const words = line.trim().split(/\s+/);
  const commas = words.filter((word) => word.includes(","));
  if (commas.length && !commas.every((word) => words.length > 1 && DECIMAL_COMMA.test(word))) {
    return split(line, ",");
  }
  return words;
}

/** Where the bracket ends that begins a text; the text's end if it never does.
 * @param {string} text */
function closing(text) {
  let open = 0;
  for (const [at, sign] of [...text].entries()) {
    if (sign === "[") open += 1;
    if (sign === "]" && (open -= 1) === 0) return at + 1;
  }
  return text.length;
}

/** Rows of texts out of a literal: what stands before its first bracket, the name of a
 * function, and after its end, such as a dtype, is left out.
 * @param {string} text @returns {string[][] | Problem} */
function literal(text) {
  const lists = text.includes("[") ? text : text.replaceAll("(", "[").replaceAll(")", "]");
  const given = lists.slice(lists.indexOf("["));
  // Rows may stand one below the other, without brackets around them all.
  const isBare = /^\s*,?\s*\[/.test(given.slice(closing(given)));
  const whole = isBare ? `[${given}]` : given.slice(0, closing(given));
  // Axes of length 1 before rows and columns, as PyTorch has them, are left out.
  const bare = whole.replace(/^(?:\[\s*)+/, "").replace(/(?:\s*,?\s*\])+$/, "");
  const depth = (/^[[\s]*/.exec(whole)?.[0] ?? "").replaceAll(/\s/g, "").length;
  if (depth < 2) return lines(bare, /;|\n/).map(listed);
  const rows = bare.split(/\]\s*,?\s*\[/);
  return rows.some((row) => /[[\]]/.test(row)) ? { why: "deep" } : rows.map(listed);
}

/** Rows of texts out of a table. MATLAB's without brackets has semicolons between rows.
 * @param {string} text */
function table(text) {
  const isMatlab = text.includes(";") && lines(text, /;|\n/).some((row) => /\S +\S/.test(row.trim()));
  return isMatlab ? lines(text, /;|\n/).map(listed) : lines(text, "\n").map(columns);
}

/** What is wrong with rows of texts, null if they are a matrix of numbers.
 * @param {string[][]} rows @param {number} longest of one row alone @returns {Problem | null} */
function problemOf(rows, longest) {
  const wanted = rows[0].length;
  for (const [row, texts] of rows.entries()) {
    for (const [col, text] of texts.entries()) {
      if (text === "") return { why: "empty", row, col };
      if (!isNumber(text)) return { why: "number", row, col, text };
      if (parse(text) === null) return { why: "large", row, col, text };
    }
    if (texts.length !== wanted) return { why: "ragged", row, count: texts.length, wanted };
  }
  const most = rows.length === 1 ? longest : limits.pasted;
  const isLarge = Math.max(rows.length, wanted) > most;
  return isLarge ? { why: "size", rows: rows.length, cols: wanted, most } : null;
}

/** A text with the signs of Chinese keyboards in the width of other ones.
 * @param {string} text */
const narrow = (text) =>
  text
    .replaceAll("、", ",")
    .replaceAll(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

/** Whether a text is more than one number, so that it is to fill a grid.
 * @param {string} text */
export const isTable = (text) =>
  !isNumber(text) && /[[(\t\n;,]|\S\s+\S/.test(narrow(text).trim());

/** The matrix that a text holds, or what is wrong with it; rows and columns count from 0.
 * @param {string} text @param {number} [longest] one row alone may be
 * @returns {{matrix: number[][]} | {problem: Problem}} */
export function fromPasted(text, longest = limits.pasted) {
  const clean = narrow(text).replaceAll(/\r\n?/g, "\n").replaceAll(/[\u00a0\u3000]/g, " ");
  const rows = /\[|^\s*(\w+\s*=\s*)?\(/.test(clean) ? literal(clean) : table(clean);
  if (!Array.isArray(rows)) return { problem: rows };
  if (rows.length === 0) return { problem: { why: "nothing" } };
  const problem = problemOf(rows, longest);
  if (problem) return { problem };
  return { matrix: rows.map((texts) => texts.map((one) => /** @type {number} */ (parse(one)))) };
}
