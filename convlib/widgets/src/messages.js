/** What several elements say, in English; `messages.zh.js` has it in Chinese. What one of
 * them alone says lies in its own folder. */
import { format, isNumber, plural } from "./numbers.js";

/** A number for both axes, one for each, or one for each side. */
const each = (value) => {
  if (!Array.isArray(value)) return `${value}`;
  const [rows, columns] = value;
  if (!Array.isArray(rows)) return `${rows} × ${columns}`;
  return `${rows[0]} top, ${rows[1]} bottom, ${columns[0]} left, ${columns[1]} right`;
};

export const en = {
  each,
  label: (title, input, kernel, { stride, padding, dilation, bias }) =>
    `${title}: ${input} input, ${kernel} kernel, stride ${each(stride)}, padding ${each(padding)}, dilation ${each(dilation)}${bias ? `, bias ${format(bias)}` : ""}`,
  input: "Input",
  paddedInput: (padding) =>
    padding?.[0]?.length ? "Input, padded" : `Input, padded by ${each(padding)}`,
  kernel: "Kernel",
  kernelTurned: "Kernel, used turned",
  output: "Output",
  inputSize: "Input size",
  kernelSize: "Kernel size",
  stride: "Stride",
  padding: "Padding",
  dilation: "Dilation",
  relu: "ReLU",
  flipKernel: "Flip kernel",
  play: "Play",
  pause: "Pause",
  previous: "Previous",
  next: "Next",
  speed: "Speed",
  reset: "Reset",
  copyLink: "Copy link",
  copyAs: (library) => `Copy as ${library}`,
  copied: "Copied.",
  copyByHand: "The browser does not let this page copy. Copy it from here:",
  more: "More",
  badLink: {
    damaged: "The link is damaged: it holds nothing that can be shown here.",
    version: "The link was made by a newer version of this page, which this one cannot read.",
    size: "The link is right, but holds a size that this explorer does not show.",
  },
  apart: "Rows and columns apart",
  along: (name, part) => `${name} ${part}`,
  parts: {
    rows: "rows",
    columns: "columns",
    top: "top",
    bottom: "bottom",
    left: "left",
    right: "right",
  },
  fresh: "Fresh numbers",
  seed: (seed) => `seed ${seed}`,
  pasteHint:
    "A matrix that you paste into a cell fills the grid: from a spreadsheet, CSV, Python or MATLAB.",
  notPasted: ({ why, row, col, text, count, wanted, rows, cols, most }) =>
    `Nothing was pasted: ${
      {
        number: `“${text}” in row ${row}, column ${col} is not a number.`,
        large: `“${text}” in row ${row}, column ${col} is too large.`,
        empty: `row ${row}, column ${col} is empty.`,
        ragged: `row ${row} has ${plural(count, "number", "numbers")}, row 0 has ${wanted}.`,
        size: `${rows} × ${cols} numbers are more than the ${most} × ${most} that can be shown.`,
        deep: "the brackets do not hold rows of numbers.",
        nothing: "there are no numbers in it.",
      }[why]
    }`,
  notFitting: ([rows, cols], { why, word }) =>
    why === "size" || word === "output"
      ? `Nothing was pasted: this grid's size is given, and is not ${rows} × ${cols}.`
      : `Nothing was pasted: with ${rows} × ${cols} numbers the window would not fit into the padded input.`,
  outputSize: "output size",
  outputHeight: "output height",
  outputWidth: "output width",
  biasMark: "(bias)",
  cell: (grid, row, col) => `${grid}, row ${row}, column ${col}`,
  window: (step, all) => (step === null ? plural(all, "window", "windows") : `window ${step} of ${all}`),
  refused: (text) =>
    isNumber(text)
      ? `“${text}” is too large; the old value stays.`
      : `“${text}” is not a number; the old value stays.`,
  largest: (name, value) =>
    `${name} stops at ${value}: a larger window would not fit into the padded input.`,
  smallest: (name, value) =>
    `${name} stops at ${value}: the window would not fit into a smaller padded input.`,
  nothingSelected:
    "Select an output cell to see its sum, an input cell to see what it feeds, or a weight to see what it multiplies.",
  sumWords: (row, col, terms, bias, relu, value) =>
    `Output row ${row}, column ${col}: ${terms
      .map(({ x, w }) => `${format(x)} times ${format(w)}`)
      .join(", plus ")}${bias === null ? "" : `, plus bias ${format(bias)}`}${relu ? ", through ReLU" : ""}, gives ${format(value)}.`,
  filter: "Filter",
  gradientWords: (symbol, row, col, terms, value, measured, truth) =>
    `Gradient of ${symbol}, row ${row}, column ${col}: ${terms
      .map(({ delta, w }) => `${format(delta)} times ${format(w)}`)
      .join(", plus ")}${terms.length ? "," : "nothing comes back,"} gives ${format(value)}${value === truth ? "" : `; true is ${format(truth)}`}${measured === null ? "" : `; measured ${format(measured)}`}.`,
  number: (step, all) => (step === null ? plural(all, "number", "numbers") : `number ${step} of ${all}`),
  tour: "What to do",
  showMe: "Show me",
  showStep: (number) => `Show me step ${number}`,
  answer: "Answer",
  readsTogether: "Reads together",
  sharedBy: (cells) =>
    cells === 0
      ? "No window reads it together with another cell."
      : `Windows read it together with ${plural(cells, "other cell", "other cells")}; the small numbers say how many windows do.`,
  practice: "Practice",
  practiceStart:
    "Fill in the empty cells, in any order. Enter, or leaving the cell, checks the number.",
  practiceCell: (cell) => `${cell}: type the number and press Enter.`,
  practised: (answer) =>
    answer?.verdict && (!answer.verdict.right ? "not yet right" : answer.shown ? "shown" : "right"),
  rightNumber: "Right.",
  notYet: "Not yet.",
  allFound: "All cells are filled in.",
  showSum: "Show the sum",
  anotherOne: "Another one",
  rightSoFar: (count) => `${plural(count, "cell", "cells")} right so far`,
  forget: "Forget",
  padding_forgotten: "That is without the padding.",
  stride_forgotten: "That is for stride 1: the window moves further.",
  swapped: "Rows and columns are swapped.",
  stripCell: (grid, _row, col) => `${grid}, cell ${col}`,
};
