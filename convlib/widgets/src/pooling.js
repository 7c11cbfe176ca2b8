/**
 * Max and average pooling, forward and back: no DOM, no model, no state. It mirrors
 * `convlib/pooling.py` (without padding) and is held to it by the test suite.
 */
import { fill, shape } from "./arithmetic.js";
import { Axis } from "./axis.js";

/**
 * One window: its cells, and the share of the output each stands for. With max the
 * first of the largest has all of it; with average each has the same.
 * @typedef {{row: number, col: number, x: number, share: number}} Cell
 * @typedef {{cells: Cell[], value: number}} Window
 */

/** @param {number[][]} map @param {number} size @param {number} stride
 * @param {"max" | "average"} mode @returns {Window[][]} */
export function pool(map, size, stride, mode) {
  const [down, across] = shape(map).map((cells) => new Axis(cells, size, stride));
  return Array.from({ length: down.count }, (_, i) =>
    Array.from({ length: across.count }, (_, j) => {
      const cells = down.reads(i).flatMap((row) =>
        across.reads(j).map((col) => ({ row, col, x: map[row][col], share: 1 / (size * size) })),
      );
      const largest = Math.max(...cells.map(({ x }) => x));
      if (mode === "average") {
        return { cells, value: cells.reduce((sum, { x }) => sum + x, 0) / cells.length };
      }
      const first = cells.findIndex(({ x }) => x === largest);
      return {
        cells: cells.map((cell, n) => ({ ...cell, share: n === first ? 1 : 0 })),
        value: largest,
      };
    }),
  );
}

/**
 * What comes back to each cell of the map: the sum over its windows, the last of them
 * alone (the mistake of assigning where one must add), and the terms of the sum.
 * @param {number[][]} map @param {number[][]} delta @param {Window[][]} windows
 */
export function poolBackward(map, delta, windows) {
  const [rows, cols] = shape(map);
  const terms = Array.from({ length: rows }, () =>
    Array.from(
      { length: cols },
      () => /** @type {{i: number, j: number, delta: number, w: number}[]} */ ([]),
    ),
  );
  const counts = fill(rows, cols, () => 0);
  windows.forEach((line, i) =>
    line.forEach(({ cells }, j) =>
      cells.forEach(({ row, col, share }) => {
        counts[row][col] += 1;
        if (share) terms[row][col].push({ i, j, delta: delta[i][j], w: share });
      }),
    ),
  );
  const product = ({ delta, w }) => delta * w;
  return {
    terms,
    windows: counts,
    added: terms.map((line) =>
      line.map((hits) => hits.reduce((sum, hit) => sum + product(hit), 0)),
    ),
    overwritten: terms.map((line) =>
      line.map((hits) => (hits.length ? product(hits[hits.length - 1]) : 0)),
    ),
  };
}
