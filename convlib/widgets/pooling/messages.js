/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format } from "../src/numbers.js";

export const en = {
  pooling: "Pooling, there and back",
  poolingLabel: (size, { kernel_size, stride, mode }) =>
    `Pooling: ${size} feature map, ${en[mode]} over ${kernel_size} × ${kernel_size} windows, stride ${stride}`,
  featureMap: "Feature map",
  pooled: "Pooled",
  pooledGradient: "Pooled gradient",
  featureMapGradient: "Feature map gradient",
  windowSize: "Window size",
  mode: "Mode",
  max: "max",
  average: "average",
  gradients: "Gradients",
  add: "add",
  overwrite: "overwrite",
  nothingPooled: "Select a pooled cell to see its window, or a cell of the map to see what comes back to it.",
  poolWords: (row, col, { cells, value }, mode, delta) =>
    `Window ${row}, ${col}: the ${mode} of ${cells.map(({ x }) => format(x)).join(", ")} is ${format(value)}. ${en.poolBack({ cells, value }, mode, delta)}`,
  poolBack: ({ cells, value }, mode, delta) => {
    if (mode !== "max") {
      return `Back: each of the ${cells.length} cells gets ${format(delta)} / ${cells.length} = ${format(delta / cells.length)}.`;
    }
    const { row, col } = cells.find(({ share }) => share);
    const tied = cells.filter(({ x }) => x === value).length;
    return `Back: ${format(delta)} goes to x[${row},${col}]${tied > 1 ? `, the first of ${tied} that tie` : ""}; the others get 0.`;
  },
  overwritten: (value) => ` Overwriting keeps only the last window: ${format(value)}.`,
};
