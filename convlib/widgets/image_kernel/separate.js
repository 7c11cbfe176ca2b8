/** A kernel as a column times a row: no DOM, no model. It mirrors `convlib.separate`, and is
 * held to it by the test suite. */
import { shape } from "../src/arithmetic.js";

/** @typedef {number[][]} Matrix */

/** The rank of whole numbers, exactly: what each step leaves are minors, as Bareiss found.
 * @param {Matrix} kernel */
function exactRank(kernel) {
  let rest = kernel.map((row) => row.map(BigInt));
  let before = 1n;
  for (let rank = 0; ; rank += 1) {
    const top = rest.find((row) => row.some(Boolean));
    if (!top) return rank;
    const n = top.findIndex(Boolean);
    const others = rest.filter((row) => row !== top);
    rest = others.map((row) => row.map((x, j) => (top[n] * x - row[n] * top[j]) / before));
    before = top[n];
  }
}

/** Where the largest number is, signs apart. @param {Matrix} matrix */
function largest(matrix) {
  let at = [0, 0];
  matrix.forEach((row, m) =>
    row.forEach((x, n) => {
      if (Math.abs(x) > Math.abs(matrix[at[0]][at[1]])) at = [m, n];
    }),
  );
  return at;
}

/** The rank of fractions: what is left counts as nothing once it is lost in rounding.
 * @param {Matrix} kernel */
function rankOf(kernel) {
  const most = Math.min(...shape(kernel));
  const [row, col] = largest(kernel);
  const bound = Math.max(...shape(kernel)) * Number.EPSILON * Math.abs(kernel[row][col]);
  let rest = kernel;
  for (let rank = 0; rank < most; rank += 1) {
    const [m, n] = largest(rest);
    if (Math.abs(rest[m][n]) <= bound) return rank;
    const [top, pivot] = [rest[m], rest[m][n]];
    rest = rest.map((line) => line.map((x, j) => x - (line[n] / pivot) * top[j]));
  }
  return most;
}

/** @param {number} a @param {number} b @returns {number} */
const gcd = (a, b) => (b === 0 ? Math.abs(a) : gcd(b, a % b));

/** The rank of a kernel and, where that is 1, the column and the row.
 * @param {Matrix} kernel @returns {{rank: number, column?: number[], row?: number[]}} */
export function separated(kernel) {
  const isWhole = kernel.flat().every(Number.isInteger);
  const rank = isWhole ? exactRank(kernel) : rankOf(kernel);
  if (rank !== 1) return { rank };
  const [m, n] = largest(kernel);
  const [top, pivot] = [kernel[m], kernel[m][n]];
  const factor = isWhole ? Math.abs(top.reduce(gcd)) : Math.sqrt(Math.abs(pivot));
  return {
    rank,
    column: kernel.map((line) => (line[n] * factor) / pivot + 0), // no -0
    row: top.map((x) => x / factor),
  };
}
