/**
 * Every product of a convolution, once, under each of its names: no DOM, no model. A pass of a
 * loop, a cell of the columns and an entry of M are the same product; so what is selected in one
 * of them is a set of products, and that set is lit in all. It mirrors `convlib.conv_matrix` and
 * `convlib.unfold` and is held to them by the test suite.
 */
import { fill, outputShape, shape, windowTerms } from "../src/arithmetic.js";

/** Rows and columns of a matrix whose numbers are written; one that has more is coloured. */
export const READABLE = 16;

/** @typedef {import("../src/arithmetic.js").Matrix} Matrix */
/**
 * One product: weight (m, n), which stands at (a, b) of the turned kernel, times the pixel at
 * (row, col), for the output (i, j). Counted through, these are the `cell` of the kernel, the
 * `pixel` and the output, `out`.
 * @typedef {{i: number, j: number, m: number, n: number, a: number, b: number, row: number,
 *   col: number, cell: number, pixel: number, out: number, x: number, w: number,
 *   delta: number}} Product
 */

/** The products in the order of the loop; zeros around the image are in none.
 * @param {Record<string, any>} state @returns {Product[]} */
export function productsOf(state) {
  const { image, kernel, grad_output: deltas } = state;
  const [[rows, cols], width] = [shape(kernel), image[0].length];
  const [height, across] = outputShape(image, kernel, state);
  const ofWindow = (/** @type {number} */ i, /** @type {number} */ j) =>
    windowTerms(image, kernel, state, i, j)
      .filter(({ padding }) => !padding)
      .map(({ m, n, row, col, x, w }) => ({
        ...{ i, j, m, n, row, col, x, w, a: rows - 1 - m, b: cols - 1 - n },
        ...{ cell: m * cols + n, pixel: row * width + col, out: i * across + j },
        delta: deltas[i][j],
      }));
  return fill(height, across, ofWindow).flat(2);
}

/** What a selected place fixes of a product; of a line of a program as much as it stands under.
 * @type {Record<string, (keyof Product)[]>} */
const FIXES = {
  output: ["i", "j"],
  input: ["row", "col"],
  kernel: ["m", "n"],
  columns: ["cell", "out"],
  matrix: ["out", "pixel"],
  line: ["i", "j", "m", "n"],
  turned: ["row", "col", "a", "b"],
};

/** The numbers of a product that a grid or a loop goes by.
 * @param {string} grid @param {Product} product @returns {number[]} */
export const placeIn = (grid, product) => FIXES[grid].map((name) => product[name]);

/** What is selected, and its products. A line that stands at a pass that is none (any more)
 * stands at the first one.
 * @param {{grid: string, at: number[]} | null} selected as `settled` gives it
 * @param {Product[]} products @param {Record<string, {fixed: number}[]>} programs
 * @returns {{at: number[], lit: Product[]}} `at` without the number of the line */
export function litBy(selected, products, programs) {
  if (!selected) return { at: [], lit: [] };
  const { grid, at } = selected;
  const under = (/** @type {number[]} */ wanted, /** @type {number} */ fixed) =>
    products.filter((product) =>
      placeIn(grid, product).every((number, n) => n >= fixed || number === wanted[n]),
    );
  if (!programs[grid]) return { at, lit: under(at, at.length) };
  const [line, ...pass] = at;
  const known = under(pass, pass.length).length > 0 || products.length === 0;
  const now = known ? pass : placeIn(grid, (under(pass, 2)[0] ?? products[0]));
  return { at: now, lit: under(now, programs[grid][line].fixed) };
}

/** The passes of a line, in the order of its loop, each with where it begins.
 * @param {string} loop @param {Product[]} products @param {number} fixed
 * @returns {number[][]} */
export function passesOf(loop, products, fixed) {
  const places = products.map((product) => placeIn(loop, product));
  places.sort((one, other) => one.map((number, n) => number - other[n]).find(Boolean) ?? 0);
  const seen = new Set();
  return places.filter((place) => {
    const key = String(place.slice(0, fixed));
    return !seen.has(key) && seen.add(key);
  });
}

/** How many of its loop's variables are the same in all of some products: all, the first two, none.
 * @param {string} loop @param {Product[]} lit */
export const sameIn = (loop, lit) =>
  [4, 2, 0].find((fixed) => new Set(lit.map((product) => String(placeIn(loop, product).slice(0, fixed)))).size < 2) ?? 0;

/** M: a row for each output, a column for each pixel.
 * @param {Product[]} products @param {number} outputs @param {number} pixels @returns {Matrix} */
export function matrixOf(products, outputs, pixels) {
  const matrix = fill(outputs, pixels, () => 0);
  for (const { out, pixel, w } of products) matrix[out][pixel] = w;
  return matrix;
}

/** What the products add up to in each place of a matrix.
 * @param {Product[]} products @param {number[]} size @param {"out" | "pixel"} place
 * @param {(product: Product) => number} value @returns {Matrix} */
export function sumsOf(products, [rows, cols], place, value) {
  const sums = fill(rows, cols, () => 0);
  for (const product of products) {
    sums[Math.floor(product[place] / cols)][product[place] % cols] += value(product);
  }
  return sums;
}

/** The windows, each as a column; null where it lies on a zero around the image.
 * @param {Product[]} products @param {number} cells @param {number} outputs
 * @param {(product: Product) => number} value @returns {(number | null)[][]} */
export function columnsOf(products, cells, outputs, value) {
  /** @type {(number | null)[][]} */
  const columns = fill(cells, outputs, () => null);
  for (const product of products) columns[product.cell][product.out] = value(product);
  return columns;
}
