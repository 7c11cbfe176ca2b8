/**
 * The cells of a stack of convolutions below one cell of the last, level by level: no DOM,
 * no model, no state. It mirrors `convlib/receptive_field.py` and is held to it by the test
 * suite.
 *
 * A kernel reads whole rows and columns of a grid, so one axis is enough. Level 0 is the
 * image, level l the output of layer l; cell j of level l reads the cells
 * j·S + n·D of the level below.
 *
 * @typedef {import("./stack.js").Layer} Layer
 */
import { Axis } from "../src/axis.js";

/** How many cells of each level lie below one cell of the last, holes included.
 * @param {Layer[]} layers @returns {number[]} */
export function widths(layers) {
  const found = [1];
  for (const { kernel_size, stride, dilation } of [...layers].reverse()) {
    const { span } = new Axis(0, kernel_size, stride, 0, 0, dilation);
    found.unshift((found[0] - 1) * stride + span);
  }
  return found;
}

/** The connections of one cell with the level below, as [cell below, …].
 * @param {Layer} layer @param {number} cell */
export const readsOf = ({ kernel_size, stride, dilation }, cell) =>
  new Axis(0, kernel_size, stride, 0, 0, dilation).reads(cell);

/**
 * On how many ways each cell of each level is connected with cell `cell` of `level`:
 * below it those that it reads, above it those that read it.
 * @param {Layer[]} layers @param {number} level @param {number} cell
 * @returns {number[][]} for each level
 */
export function ways(layers, level, cell) {
  const counts = widths(layers).map((width) => new Array(width).fill(0));
  counts[level][cell] = 1;
  for (let l = level; l > 0; l -= 1) {
    counts[l].forEach((count, j) => {
      for (const below of readsOf(layers[l - 1], j)) counts[l - 1][below] += count;
    });
  }
  for (let l = level + 1; l <= layers.length; l += 1) {
    counts[l] = counts[l].map((_, j) =>
      readsOf(layers[l - 1], j).reduce((sum, below) => sum + counts[l - 1][below], 0),
    );
  }
  return counts;
}
