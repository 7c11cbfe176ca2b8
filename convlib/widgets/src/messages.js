/** What several elements say, in English; `messages.zh.js` has it in Chinese. What one of
 * them alone says lies in its own folder. */
import { format, isNumber, plural } from "./numbers.js";

export const en = {
  label: (title, input, kernel, { stride, padding, dilation, bias }) =>
    `${title}: ${input} input, ${kernel} kernel, stride ${stride}, padding ${padding}, dilation ${dilation}${bias ? `, bias ${format(bias)}` : ""}`,
  input: "Input",
  paddedInput: (padding) => `Input, padded by ${padding}`,
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
  badLink: "The link is damaged: it holds nothing that can be shown here.",
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
