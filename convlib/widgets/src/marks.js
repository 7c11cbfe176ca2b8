/** How cells are marked: what is selected, what the window covers, what an input feeds. */
import { fill } from "./arithmetic.js";
import { axesOf } from "./axis.js";
import { compact } from "./numbers.js";
import { words } from "./selection.js";

/** @param {number} row @param {number} col */
const key = (row, col) => `${row},${col}`;

/** @param {{w: number} | undefined} hit @param {string} role */
const factorBadge = (hit, role) => ({
  badge: hit && `×${compact(hit.w)}`,
  badgeRole: hit?.w === 0 ? "faint" : role,
});

/**
 * Marks for the cells of an input: those that `terms` multiply show their weight, those that
 * are read `together` with the selected one in how many windows they are.
 * @param {{terms?: {row: number, col: number, w: number}[] | null,
 *   selected: (row: number, col: number) => boolean,
 *   together?: ((row: number, col: number) => number) | null,
 *   read: (row: number, col: number) => boolean | undefined, badgeRole?: string}} what
 * @returns {(row: number, col: number) => import("./components/Grid.jsx").Mark}
 */
export function inputMarks({ terms, selected, together, read, badgeRole = "kernel" }) {
  const covered = new Map((terms ?? []).map((term) => [key(term.row, term.col), term]));
  return (row, col) => {
    const term = covered.get(key(row, col));
    const windows = together?.(row, col) ?? 0;
    return {
      state: words({
        active: term,
        selected: selected(row, col),
        unread: read(row, col) === false,
        together: windows,
      }),
      ...factorBadge(term, badgeRole),
      ...togetherMark(windows),
    };
  };
}

/**
 * Marks for the cells of an output: those that `fed` names show the weight, and those
 * after the selected one are still to be computed.
 * @param {{fed?: {i: number, j: number, w: number}[] | null,
 *   selected: (row: number, col: number) => boolean,
 *   later: (row: number, col: number) => boolean, badgeRole?: string}} what
 * @returns {(row: number, col: number) => import("./components/Grid.jsx").Mark}
 */
export function outputMarks({ fed, selected, later, badgeRole = "kernel" }) {
  const hits = new Map((fed ?? []).map((hit) => [key(hit.i, hit.j), hit]));
  return (row, col) => {
    const hit = hits.get(key(row, col));
    return {
      state: words({ selected: selected(row, col), fed: hit, later: later(row, col) }),
      ...factorBadge(hit, badgeRole),
    };
  };
}

/**
 * Which cells some window reads together with one: for each cell, how many windows do.
 * Along each axis they are counted apart, as a window is one of its rows and one of its columns.
 * @param {[import("./axis.js").Axis, import("./axis.js").Axis]} axes @param {number} row
 * @param {number} col @returns {(row: number, col: number) => number}
 */
export function readTogether([down, across], row, col) {
  const [rows, cols] = [sharing(down, row), sharing(across, col)];
  return (r, c) => (rows.get(r) ?? 0) * (cols.get(c) ?? 0);
}

/** Each pixel that shares windows with one, and how many.
 * @param {import("./axis.js").Axis} axis @param {number} pixel @returns {Map<number, number>} */
function sharing(axis, pixel) {
  const counts = new Map();
  for (const { window } of axis.readers(pixel)) {
    for (const other of axis.reads(window)) counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  return counts;
}

/** How many cells besides the selected one share a window with it, those in the padding left out.
 * @param {number[]} size @param {(row: number, col: number) => number} together */
export const companions = ([rows, cols], together) =>
  Math.max(0, fill(rows, cols, together).flat().filter(Boolean).length - 1);

/** The mark of a cell that shares so many windows with the selected one.
 * @param {number} windows */
export const togetherMark = (windows) =>
  windows > 0 ? { badge: compact(windows), badgeRole: "faint" } : {};

/** The frame of a window at output (i, j), in cells of the image.
 * @param {number} i @param {number} j @param {import("./arithmetic.js").Geometry} geometry
 * @param {[number, number]} kernel rows and columns of the kernel */
export function windowFrame(i, j, geometry, kernel) {
  const [down, across] = axesOf([0, 0], kernel, geometry);
  return { row: down.pixel(i, 0), col: across.pixel(j, 0), rows: down.span, cols: across.span };
}
