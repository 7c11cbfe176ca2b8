/**
 * The reader's own numbers: whatever changes the arrays of a state that have rows and
 * columns as their last two axes, be it a cell, a size, or a matrix that is pasted.
 */
import { useRef } from "preact/hooks";
import { fill, mapMatrices, replace } from "./arithmetic.js";
import { anotherSeed, redrawn } from "./draws.js";
import { fromPasted } from "./paste.js";
import { refusal, sizesOf } from "./rules.js";

/** Values for cells that appear when a size grows: small, and not symmetric.
 * @type {Record<string, (row: number, col: number) => number>} */
const NEW = {
  image: (row, col) => (row * row + 2 * col + 1) % 3,
  kernel: (row, col) => ((row + 2 * col) % 3) - 1,
  gradient: (row, col) => ((row + 2 * col) % 5) - 1,
};

/** @typedef {import("./arithmetic.js").Path} Path */

/** @param {any} array @param {Path} path */
const at = (array, path) => path.reduce((part, n) => part?.[n], array);

/**
 * @param {ReturnType<typeof import("./state.js").useExplorerState>} explorer
 * @param {{messages: any, longest?: number, like?: Record<string, "image" | "kernel" | "gradient">,
 *   follow?: (state: Record<string, any>, resized: (name: string, size: number[]) => any) =>
 *     Record<string, any>}} options `like` says of each array what new cells are filled like, an
 *   image if it says nothing; `follow` what else changes with a state, such as a gradient,
 *   `resized` to the shape of the output; `longest` is how long a row may be that is pasted alone
 */
export function useMatrices(explorer, { messages, like = {}, follow = () => ({}), longest }) {
  const { state, set, setAlert, beginning, model } = explorer;
  const rules = model.get("rules");
  /** What the arrays held when they were larger: what was cut off comes back. */
  const memory = useRef(/** @type {Record<string, any>} */ ({}));

  /** An array with all its matrices in another size. @param {string} name @param {number[]} size */
  function resized(name, size) {
    const known = (memory.current[name] ??= beginning[name]);
    const filler = NEW[like[name] ?? "image"];
    const to = (/** @type {number[]} */ [rows, cols]) =>
      mapMatrices(state[name], (matrix, path) => {
        const old = at(known, path);
        return fill(rows, cols, (row, col) => matrix[row]?.[col] ?? old?.[row]?.[col] ?? filler(row, col));
      });
    const [now, was] = [sizesOf(state[name]), sizesOf(known)];
    memory.current[name] = to(size.map((cells, axis) => Math.max(cells, now[axis], was[axis])));
    return to(size);
  }
  /** All changes that some changes bring about. @param {Record<string, any>} changes */
  const whole = (changes) => ({ ...follow({ ...state, ...changes }, resized), ...changes });
  /** @param {Record<string, any>} changes */
  const problem = (changes) => refusal(rules, { ...state, ...whole(changes) }, beginning);
  const change = (/** @type {Record<string, any>} */ changes) => set(whole(changes));
  /** What comes from the reader is not what was drawn. */
  const edited = "seed" in state ? { seed: 0 } : {};
  const put = (array, path, matrix) =>
    mapMatrices(array, (old, here) => (String(here) === String(path) ? matrix : old));

  return {
    change,
    isPossible: (/** @type {Record<string, any>} */ changes) => !problem(changes),
    /** @param {string} name @param {number[]} size */
    resize: (name, size) => change({ ...edited, [name]: resized(name, size) }),
    /** What a grid needs to be edited. @param {string} name @param {Path} path */
    editing: (name, ...path) => ({
      onEdit: (/** @type {number} */ row, /** @type {number} */ col, /** @type {number} */ value) => {
        const matrix = replace(at(state[name], path), row, col, value);
        set({ ...edited, [name]: put(state[name], path, matrix) });
      },
      onRefuse: (/** @type {string} */ text) => setAlert(messages.refused(text)),
      onPaste: (/** @type {string} */ text) => {
        const found = fromPasted(text, longest);
        if ("problem" in found) {
          setAlert(messages.notPasted(found.problem));
          return;
        }
        const size = [found.matrix.length, found.matrix[0].length];
        const changes = { ...edited, [name]: put(resized(name, size), path, found.matrix) };
        const refused = problem(changes);
        if (refused)
          setAlert((messages.unfit?.[/** @type {any} */ (refused.word)] ?? messages.notFitting)(size, refused));
        else change(changes);
      },
    }),
    /** Draws other numbers, of the same sizes. */
    fresh: () => change(redrawn(state, rules.drawn, anotherSeed(state.seed))),
  };
}
