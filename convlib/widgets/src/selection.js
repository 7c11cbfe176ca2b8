/** What is selected, and the words that a cell's `data-state` says. */

/**
 * The selection as the picture can show it: moved inside if sizes have changed under
 * it, null if there is nothing of that name. `shapes` gives the sizes of each grid's
 * indices, rows and columns last.
 * @param {[string, ...number[]] | null} selection @param {Record<string, number[]>} shapes
 * @returns {{grid: string, at: number[], row: number, col: number} | null}
 */
export function settled(selection, shapes) {
  const shape = selection && shapes[selection[0]];
  if (!shape) return null;
  const at = shape.map((size, axis) =>
    Math.min(/** @type {number} */ (selection[axis + 1]), size - 1),
  );
  const [row, col] = at.slice(-2);
  return { grid: selection[0], at, row, col };
}

/** Whether a cell is the selected one.
 * @param {ReturnType<typeof settled>} selected @param {string} grid @param {number[]} at */
export const isSelected = (selected, grid, ...at) =>
  selected?.grid === grid && at.every((index, axis) => selected.at[axis] === index);

/** What each grid of a picture needs: whether a cell is the selected one, and how to select it.
 * @param {{set: (changes: Record<string, any>) => void}} explorer
 * @param {ReturnType<typeof settled>} selected */
export const selecting = ({ set }, selected) => ({
  on: (/** @type {string} */ grid) => (/** @type {number[]} */ ...at) => isSelected(selected, grid, ...at),
  select: (/** @type {string} */ grid) => (/** @type {number[]} */ ...at) => set({ selection: [grid, ...at] }),
});

/** The names of the flags that hold, separated by spaces.
 * @param {Record<string, unknown>} flags */
export const words = (flags) =>
  Object.keys(flags)
    .filter((name) => flags[name])
    .join(" ");
