/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format } from "../src/numbers.js";

export const en = {
  pooling: "Pooling, there and back",
  poolingLabel: (size, kernel, { stride, padding, mode, ceil_mode, count_include_pad }, each) =>
    `Pooling: ${size} feature map, ${en[mode]} over ${kernel} windows, stride ${each(stride)}, padding ${each(padding)}${count_include_pad || mode === "max" ? "" : " (not counted)"}${ceil_mode ? ", ceil mode" : ""}`,
  featureMap: "Feature map",
  pooled: "Pooled",
  pooledGradient: "Pooled gradient",
  featureMapGradient: "Feature map gradient",
  sizes: { feature_map: ["Map size", "Map"], kernel_size: ["Window size", "Window"] },
  ceilMode: "Ceil mode",
  countPadding: "Count padding",
  leftOut: "− 1: a last window would begin beyond the map.",
  mode: "Mode",
  max: "max",
  average: "average",
  gradients: "Gradients",
  add: "add",
  overwrite: "overwrite",
  halfNote: (most) => `Padding stops at ${most}: no more than half of a window may lie in it.`,
  nothingPooled: "Select a pooled cell to see its window, or a cell of the map to see what comes back to it.",
  poolWords: (row, col, { cells, value }, mode, delta) =>
    `Window ${row}, ${col}: the ${mode} of ${cells.map(({ x }) => format(x)).join(", ")} is ${format(value)}. ${en.poolBack({ cells, value }, mode, delta)}`,
  poolBack: ({ cells, value }, mode, delta) => {
    if (mode !== "max") {
      return `Back: each of the ${cells.length} cells gets ${format(delta)} / ${cells.length} = ${format(delta / cells.length)}${cells.some(({ padding }) => padding) ? "; what zeros of the padding get is lost" : ""}.`;
    }
    const { row, col } = cells.find(({ share }) => share);
    const tied = cells.filter(({ x }) => x === value).length;
    return `Back: ${format(delta)} goes to x[${row},${col}]${tied > 1 ? `, the first of ${tied} that tie` : ""}; the others get 0.`;
  },
  average_for_max: "That is the average of the window. Take its largest number.",
  max_for_average: "That is the largest number of the window. Take the average of all.",
  sum_for_average: "That is the sum of the window. Divide it by the number of cells.",
  windows_touch: "Here the windows lie side by side; move them by the stride.",
  zeros_win: "The padding never is the largest, even where all numbers are below 0.",
  counted_without: "Here the zeros of the padding count: divide by their number, too.",
  counted_with: "Here the padding does not count: divide by the cells inside the map alone.",
  whole_window: "The window hangs over the end: what lies beyond is not divided by.",
  assigned: "Windows overlap here: what comes back from each is added, and overwrites nothing.",
  back_to_all: "With max, only the cell that was the largest of its window gets the gradient.",
  back_shared: "With max, the gradient is not shared: all of it goes to the largest cell.",
  back_to_largest: "With average, each cell of the window gets its share, not the largest alone.",
  back_undivided: "Divide the gradient by the number of cells: each has that share of the average.",
  deltas_swapped: "Rows and columns of the pooled gradient are swapped.",
  overwritten: (value) => ` Overwriting keeps only the last window: ${format(value)}.`,
};
