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
};
