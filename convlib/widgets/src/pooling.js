/**
 * Max and average pooling, forward and back: no DOM, no model. It mirrors
 * `convlib/pooling.py` and is held to it by the test suite.
 */
import { fill, shape } from "./arithmetic.js";
import { axesOf, pair } from "./axis.js";

/**
 * One window: the cells that it pools, and the share of the output each stands for. With max
 * the first of the largest has all of it; with average each has the same.
 * @typedef {{row: number, col: number, x: number, share: number, padding: boolean}} Cell
 * @typedef {{cells: Cell[], value: number}} Window
 */

/**
 * The windows over a map. Zeros of the padding are pooled where they count for an average, or
 * for somebody who lets them win (`zeros_win`); what hangs over beyond them never is. The
 * averages of somebody who forgets to divide are sums (`undivided`), or are divided by all
 * cells of a window (`whole_window`).
 * @param {number[][]} map
 * @param {{kernel_size: import("./axis.js").Steps, mode: string, count_include_pad?: boolean,
 *   zeros_win?: boolean, undivided?: boolean, whole_window?: boolean}
 *   & import("./axis.js").Geometry} state
 * @returns {Window[][]}
 */
export function pool(map, state) {
  const { mode, count_include_pad, zeros_win, undivided, whole_window } = state;
  const size = pair(state.kernel_size);
  const [down, across] = axesOf(shape(map), size, state);
  const counts = mode === "average" ? count_include_pad : zeros_win;
  const isNear = (/** @type {number} */ pixel, { size, before, after }) =>
    pixel >= -before && pixel < size + after;
  return fill(down.count, across.count, (i, j) => {
    const cells = down.reads(i).flatMap((row) =>
      across.reads(j).flatMap((col) => {
        const x = map[row]?.[col];
        const padding = x === undefined;
        const isPooled = !padding || (counts && isNear(row, down) && isNear(col, across));
        return isPooled ? { row, col, x: x ?? 0, padding } : [];
      }),
    );
    const all = whole_window ? size[0] * size[1] : cells.length;
    const divisor = undivided ? 1 : all;
    if (mode === "average") {
      return {
        cells: cells.map((cell) => ({ ...cell, share: 1 / divisor })),
        value: cells.reduce((sum, { x }) => sum + x, 0) / divisor,
      };
    }
    const value = Math.max(...cells.map(({ x }) => x));
    const first = cells.findIndex(({ x }) => x === value);
    return { cells: cells.map((cell, n) => ({ ...cell, share: n === first ? 1 : 0 })), value };
  });
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
      cells.forEach(({ row, col, share, padding }) => {
        if (padding) return;
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
