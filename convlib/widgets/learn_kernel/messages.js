/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, formatFactor, plural } from "../src/numbers.js";

/** A bound that is not rounded up. @param {number} value */
const below = (value) => {
  const digits = 10 ** (3 - Math.floor(Math.log10(value)));
  return format(Math.floor(value * digits * (1 + 1e-9)) / digits);
};
const sign = (/** @type {number} */ factor) => (factor < 0 ? "−" : "+");

export const en = {
  learnKernel: "A kernel learns",
  learnLabel: (title, input, kernel, { learning_rate: rate }) =>
    `${title}: ${input} input, ${kernel} kernel, learning rate ${format(rate)}`,
  target: "Target",
  error: "Error",
  kernelGradient: "Kernel gradient",
  step: "Step",
  stepsDone: (step) => plural(step, "step", "steps"),
  atStep: "At step",
  randomStart: "Random start",
  learningRate: "Learning rate",
  copyLosses: "Copy losses",
  axis: "steps",
  lossNow: (loss) => `loss ${format(loss)}`,
  rightNow: (loss) => `without the mistake ${format(loss)}`,
  leastLoss: (loss) => `best kernel ${format(loss)}`,
  diverged: "Over 1000 times the first loss: it has diverged.",
  curve: (losses, right, least) =>
    `The loss over the steps: ${format(losses[0])} at the start, ${format(losses[losses.length - 1])} after ${losses.length - 1}${
      right ? `; without the mistake ${format(right[right.length - 1])} after ${right.length - 1}` : ""
    }${least > 0 ? `; the best kernel has ${format(least)}` : ""}.`,
  largestRate: (largest) =>
    largest === Infinity
      ? "All pixels are 0: there is nothing to learn from."
      : `From every start it learns at a rate below 2/λ = ${below(largest)}; at a larger one it diverges.`,
  breakIt: "Break it",
  mistakes: {
    none: () => "Nothing",
    turned_deltas: () => "Deltas turned",
    turned_gradient: () => "Gradient turned",
    few_deltas: ({ few, count }) => `${few} of ${count} deltas`,
    uphill: () => "Wrong sign",
    mean: () => "Mean for sum",
  },
  noDifference: "With these numbers the mistake changes nothing.",
  why: {
    none: () => "Nothing is wrong. Choose a mistake, and the run without it stays beside it, dashed.",
    turned_deltas: () =>
      "The deltas are turned by 180° before they are laid on the image: errors are put down to pixels that other windows read. Even where it comes to rest, the errors need not be 0.",
    turned_gradient: () => "Each weight takes the step that the weight opposite needs.",
    few_deltas: ({ few, count }) =>
      `Only ${few} of ${count} errors are looked at. Where one kernel makes all outputs right, these may be enough; otherwise the others stay wrong.`,
    uphill: () =>
      "The gradient says which way the loss grows. Added instead of subtracted, it leads up with every step.",
    mean: ({ count, rate }) =>
      `Divided by ${count}, the direction is right and the step only 1/${count} of its length: a rate of ${format(rate)} acts like ${format(rate / count)}.`,
  },
  rowSums: (row, col, sums, value) =>
    `∂E/∂w[${row},${col}], a sum for each row of deltas: ${sums.map(formatFactor).join(" + ")} = ${format(value)}`,
  weightStep: (row, col, old, factor, value, next) =>
    `Step: w[${row},${col}] ← ${format(old)} ${sign(factor)} ${format(Math.abs(factor))} · ${formatFactor(value)} = ${format(next)}`,
  stepWords: (row, col, terms, value, [old, factor, , next]) =>
    `Gradient of w, row ${row}, column ${col}: ${terms
      .map(({ delta, w }) => `${format(delta)} times ${format(w)}`)
      .join(", plus ")}, gives ${format(value)}. The next step takes the weight from ${format(old)}, ${factor < 0 ? "minus" : "plus"} ${format(Math.abs(factor))} times that, to ${format(next)}.`,
  errorOf: (row, col, output, target, error) =>
    `Error: a[${row},${col}] − target = ${format(output)} − ${formatFactor(target)} = ${format(error)}; half its square is ${format(error ** 2 / 2)}`,
  errorWords: (row, col, terms, output, target, error) =>
    `Output row ${row}, column ${col}: ${terms
      .map(({ x, w }) => `${format(x)} times ${format(w)}`)
      .join(", plus ")}, gives ${format(output)}. Minus the target ${format(target)} it is the error ${format(error)}.`,
  fedWords: (row, col, value, fed) =>
    `Input row ${row}, column ${col}, value ${format(value)}, feeds ${fed
      .map(({ i, j, w }) => `output row ${i} column ${j} times ${format(w)}`)
      .join(", ")}.`,
  lossOf: (count, loss) => `E = ½ · (the sum of ${count} squared errors) = ${format(loss)}`,
  selectToRead:
    "Select a weight to see its gradient and its step, an error to see where it comes from, or a pixel to see what it feeds.",
};
