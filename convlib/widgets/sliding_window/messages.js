/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

export const en = {
  slidingWindow: "Sliding window",
  slidingWindowFlipped: "Sliding window, kernel flipped",
  bias: "Bias",
  fedTitle: (row, col, value, outputs) =>
    outputs === 0
      ? `No window reads x[${row},${col}] = ${format(value)}.`
      : `x[${row},${col}] = ${format(value)} feeds ${plural(outputs, "output", "outputs")}:`,
  fedWords: (row, col, value, fed) =>
    fed.length === 0
      ? `No window reads input row ${row}, column ${col}.`
      : `Input row ${row}, column ${col}, value ${format(value)}, feeds ${plural(fed.length, "output", "outputs")}: ${fed
          .map(({ i, j, w }) => `row ${i} column ${j} through weight ${format(w)}`)
          .join(", ")}.`,
  usedWords: (row, col, value, times) =>
    `The weight w[${row},${col}] = ${format(value)} is used once in each window: it multiplies ${times === 1 ? "the marked cell" : `the ${times} marked cells`}, one for each output.`,
  kernel_turned: "That is with the kernel turned. Here its first weight lies on the first cell of the window.",
  kernel_not_turned: "That is with the kernel as it stands. Turn it by 180 degrees first.",
  kernel_swapped: "Rows and columns of the kernel are swapped.",
  bias_forgotten: "That is without the bias.",
  relu_forgotten: "That is the sum. ReLU makes 0 of what is negative.",
  relu_added: "There is no ReLU here: a negative sum stays.",
  padding_doubled: "That counts the padding twice: the first window begins no further outside than it says.",
  stride_inside: "The stride moves the window; the cells in it stay next to one another.",
  holes_forgotten: "That is without the dilation: the cells of the window lie further apart.",
};
