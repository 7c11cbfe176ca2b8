/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

export const en = {
  convBackward: "Back through a convolution",
  convBackwardLabel: (size, kernel, { stride, padding }) =>
    `Back through a convolution: ${size} input, ${kernel} kernel, stride ${stride}, padding ${padding}`,
  outputGradient: "Output gradient",
  inputGradient: "Input gradient",
  kernelGradient: "Kernel gradient",
  withoutFlip: "Without the flip",
  gradientOf: "Gradient of",
  nudge: (step) => `Nudge by ${step}`,
  gradientStep: (step, all) =>
    step === null ? plural(all, "gradient", "gradients") : `gradient ${step} of ${all}`,
  biasGradient: (cells) => `bias gradient = sum of all ${cells} output gradients =`,
  noGradientSelected: "Select a cell of a gradient to see which output gradients come back to it.",
  flipForgotten: (value, truth) =>
    value === truth
      ? "Here the unturned kernel happens to give the same."
      : `Without the flip: ${format(value)}. True: ${format(truth)}.`,
  measured: (symbol, row, col, step, measured, value) =>
    `Nudge ${symbol}[${row},${col}] by ${step}: E changes by ${format(measured * step)}, that is ${format(measured)} per unit. Computed: ${format(value)} ${Math.abs(measured - value) < 1e-6 ? "✓" : "✗"}`,
};
