/** Stacks of matrices that get longer and shorter: no DOM, no model. */
import { fill, mapMatrices } from "./arithmetic.js";

/** Values for what is new, small, and from `turn` to `turn` different.
 * @type {Record<string, (turn: number) => (row: number, col: number) => number>} */
const NEW = {
  image: (turn) => (row, col) => ((row + turn) ** 2 + 2 * col + 1) % 3,
  kernel: (turn) => (row, col) => ((row + 2 * col + turn) % 3) - 1,
  gradient: (turn) => (row, col) => ((row + 2 * col + turn) % 5) - 1,
};

/** Keeps the matrices of a stack in `memory`, and gives those of another one: what was cut off
 * comes back. `like` says what is new is filled like.
 * @param {Map<string, any>} memory @param {string} name @param {any} array
 * @param {"image" | "kernel" | "gradient"} like
 * @returns {(size: number[], ...path: number[]) => number[][]} */
export function restacking(memory, name, array, like) {
  const key = (/** @type {number[]} */ path) => String([name, ...path]);
  mapMatrices(array, (matrix, path) => {
    memory.set(key(path), matrix);
    return matrix;
  });
  return ([rows, cols], ...path) => {
    const old = memory.get(key(path));
    const made = NEW[like](path.reduce((sum, n) => sum + n));
    return fill(rows, cols, (row, col) => old?.[row]?.[col] ?? made(row, col));
  };
}
