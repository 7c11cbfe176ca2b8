/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

export const en = {
  convBackward: "Back through a convolution",
  outputGradient: "Output gradient",
  inputGradient: "Input gradient",
  kernelGradient: "Kernel gradient",
  withoutFlip: "Without the flip",
  gradientOf: "Gradient of",
  nudge: (step) => `Nudge by ${step}`,
  gradientStep: (step, all) =>
    step === null ? plural(all, "gradient", "gradients") : `gradient ${step} of ${all}`,
  biasGradient: (cells, filter) =>
    `bias gradient${filter === null ? "" : ` of filter ${filter}`} = sum of all ${cells} output gradients =`,
  at: (name, { filter, channel }) =>
    [name, filter !== undefined && `filter ${filter}`, channel !== undefined && `channel ${channel}`]
      .filter(Boolean)
      .join(", "),
  howMany: { channels: "Channels", filters: "Filters" },
  channel: "Channel",
  groups: "Groups",
  throughFilter: (filter) => `through filter ${filter}`,
  added: (others, value) =>
    `With ${others.map((one) => `${format(one.value)} through filter ${one.filter}`).join(" and ")} it is ${format(value)}.`,
  spreadKernel: (kernel, dilation) => `${kernel}, dilation ${[dilation].flat().join(" × ")}`,
  noGradientSelected:
    "Select a cell of a gradient to see which output gradients come back to it, or an output gradient to see where it goes.",
  deltaGoes: (row, col, value, terms, channels) => {
    const inputs = terms.filter(({ padding }) => !padding).length;
    return `δ[${row},${col}] = ${format(value)} goes back through its window: to ${plural(inputs, "input", "inputs")}${channels > 1 ? ` of each of ${channels} channels` : ""}, times the weight above it, and to ${plural(terms.length, "weight", "weights")}, times the pixel below it.`;
  },
  deltaWords: (row, col, value, terms) =>
    `Output gradient, row ${row}, column ${col}, value ${format(value)}, goes back to ${terms
      .filter(({ padding }) => !padding)
      .map((term) => `input row ${term.row} column ${term.col} times ${format(term.w)}`)
      .join(", ")}; and to ${terms
      .map(({ m, n, x }) => `weight row ${m} column ${n} times ${format(x)}`)
      .join(", ")}.`,
  flipForgotten: (value, truth) =>
    value === truth
      ? "Here the unturned kernel happens to give the same."
      : `Without the flip: ${format(value)}. True: ${format(truth)}.`,
  measured: (symbol, row, col, step, measured, value) =>
    `Nudge ${symbol}[${row},${col}] by ${step}: E changes by ${format(measured * step)}, that is ${format(measured)} per unit. Computed: ${format(value)} ${Math.abs(measured - value) < 1e-6 ? "✓" : "✗"}`,
  one_filter: "That is what comes back through one filter. Add what comes through the others.",
  not_turned: "Here the kernel is not turned. On the way back it is turned by 180°.",
  assigned: "Windows overlap here: what comes back through each is added, and overwrites nothing.",
  padding_kept:
    "The padding is still there. The gradients of its rows and columns come first, and are cut off.",
  zeros_forgotten: "The output gradients must stand apart: stride − 1 zeros belong between them.",
  holes_forgotten: "That is for dilation 1: the weights stand further apart.",
  deltas_turned: "Here the output gradients are turned. For the kernel nothing is turned.",
  few_deltas:
    "Those are no more output gradients than the kernel has cells. All of them count.",
};
