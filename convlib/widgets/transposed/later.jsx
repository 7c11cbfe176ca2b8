/** What is folded away: a script of its own, which comes when a reader asks for it. */
import { axesOf } from "../src/axis.js";
import { ReadsTogether } from "../src/components/Controls.jsx";
import { OwnNumbers, Sliders } from "../src/components/Geometry.jsx";
import { companions } from "../src/marks.js";

/** Sizes, dilation, and numbers of one's own. @param {any} parts */
export const Own = (parts) => (
  <>
    <Sliders {...parts} only={["image", "kernel", "dilation"]}>
      <ReadsTogether {...parts} />
    </Sliders>
    <OwnNumbers {...parts} />
  </>
);

/** Along one axis: the inputs whose stamps share outputs with that of one, and how many.
 * @param {import("../src/axis.js").Axis} axis @param {number} cells of the input
 * @param {number} input @returns {Map<number, number>} */
function sharing(axis, cells, input) {
  const counts = new Map();
  for (const output of axis.reads(input).filter((pixel) => pixel >= 0 && pixel < axis.size)) {
    for (const { window } of axis.readers(output)) {
      if (window < cells) counts.set(window, (counts.get(window) ?? 0) + 1);
    }
  }
  return counts;
}

/** For each input, how many outputs it shares with the selected one.
 * @param {any} state @param {{size: number[], shape: number[], kernelSize: number[],
 *   input: {row: number, col: number}}} shown
 * @returns {(row: number, col: number) => number} */
export function overlapping(state, { size, shape, kernelSize, input }) {
  const at = [input.row, input.col];
  const [rows, cols] = axesOf(shape, kernelSize, state).map((axis, n) => sharing(axis, size[n], at[n]));
  return (row, col) => (rows.get(row) ?? 0) * (cols.get(col) ?? 0);
}

/** The same in words. @param {any} messages @param {number[]} size
 * @param {(row: number, col: number) => number} together */
export const overlapWords = (messages, size, together) =>
  messages.stampsShare(companions(size, together));
