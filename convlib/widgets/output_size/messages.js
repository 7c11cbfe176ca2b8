/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

/** So many unread cells are named one by one. */
const LISTED = 12;

export const en = {
  outputSizeTitle: "Output size",
  outputSizeLabel: ({ input_size, kernel_size, stride, padding, dilation }, size) =>
    `Output size: input ${input_size}, kernel ${kernel_size}, stride ${stride}, padding ${padding}, dilation ${dilation}${size === null ? "" : ` give ${size}`}`,
  typedSize: "Or typed",
  sizeRefused: (text, least, most) =>
    `The input size must be a whole number from ${least} to ${most}, not “${text}”; the old one stays.`,
  padding_once: "The padding is on both sides: count it twice.",
  padding_twice: "That counts the padding four times. It is once on each side.",
  dilation_forgotten: "That is without the dilation, which makes the window span more cells.",
  one_forgotten: "These are the steps. The window in the first place counts, too: one more.",
  rounded_up: "A last step that does not fit is none: round down.",
  paddedInputStrip: "Padded input",
  cells: (number) => plural(number, "cell", "cells"),
  effectiveKernel: "cells one window spans",
  room: "room to move",
  steps: "whole steps that fit",
  unread: (cells, all, isDrawn) =>
    cells.length === 0
      ? "Every cell of the input is read."
      : cells.length > LISTED
        ? `No window reads ${cells.length} of the ${all} cells.`
        : `No window reads ${cells.length === 1 ? "cell" : "cells"} ${cells.join(", ")}${isDrawn ? " (hatched)" : ""}.`,
  strip: (output, input, windows, fed) => {
    if (output !== null) {
      return `Output ${output} reads the positions ${windows[output].map(format).join(", ")}.`;
    }
    if (input === null) return "Select a cell of the output or of the input.";
    return fed.length === 0
      ? `Cell ${input} feeds no output.`
      : `Cell ${input} feeds ${fed.length === 1 ? "output" : "outputs"} ${fed.join(", ")}.`;
  },
  sizeWords: (size, unread, all, isDrawn) =>
    `The output has ${plural(size, "cell", "cells")}. ${en.unread(unread, all, isDrawn)}`,
};
