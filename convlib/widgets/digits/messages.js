/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

const times = ({ x, w }) => `${format(x)} times ${format(w)}`;

export const en = {
  digits: "Draw a digit",
  digitsLabel: (title, { backward, label, small }, { answer, filter, class: of }) =>
    `${title}: the network says ${answer}${small ? "" : `; filter ${filter}, weights of ${of}, ${backward ? `gradients for label ${label}` : "forward"}`}`,
  drawing: "Drawing",
  drawHere: "Draw here",
  inkCell: (cell, ink) => `${cell}, ink ${ink}`,
  clear: "Clear",
  shift: { left: "Shift left", up: "Shift up", down: "Shift down", right: "Shift right" },
  eraser: "Eraser",
  ink: "Ink",
  says: "The network says",
  nothingDrawn: "Draw a digit, with a finger, the mouse, or the arrow keys and Space.",
  examples: "Examples",
  example: (number, label, answer) =>
    `Example ${number}: a ${label}${answer === label ? "" : `, read as ${answer}`}`,
  examplesHint: "Digits that people wrote. The network reads those with a dashed frame wrongly.",
  direction: "Direction",
  forward: "Forward",
  backward: "Backward",
  labelOf: "Label",
  forwardHint: "A column for each filter. Orange is positive; blue, in smaller squares, negative.",
  backwardHint: (label, loss) =>
    `How fast the loss for label ${label}, now ${loss}, grows with each number: orange if it grows, blue if it falls.`,
  layers: {
    image: "Input",
    filters: "Filter",
    conv: "Sums",
    relu: "ReLU",
    pooled: "Pooled",
    weights: "Weights",
    scores: "Scores",
    probabilities: "Probabilities",
  },
  short: { filters: "filter", conv: "sums", relu: "ReLU", pooled: "pooled" },
  caption: {
    probabilities: () => "Probability",
    scores: (isBackward) => `${isBackward ? "Gradient" : "Score"}`,
    image: () => "Input: ink / 16",
    filters: (filter) => `Filter ${filter}`,
    conv: (filter) => `Sums of filter ${filter}`,
    relu: (filter) => `ReLU of filter ${filter}`,
    pooled: (filter) => `Pooled ${filter}`,
    weights: (_filter, of) => `Weights for ${of}`,
  },
  filterNumber: (number) => `Filter ${number}`,
  classCell: (grid, digit) => `${grid}, digit ${digit}`,
  place: (layer, [name, ...at]) => {
    if (at.length === 1) return `${layer}, digit ${at[0]}`;
    const cell = `row ${at[at.length - 2]}, column ${at[at.length - 1]}`;
    if (name === "image") return `${layer}, ${cell}`;
    return name === "weights"
      ? `${layer} for digit ${at[0]}, map ${at[1]}, ${cell}`
      : `${layer} ${at[0]}, ${cell}`;
  },
  nothingChosen: "Select any number, or a place in a picture: its sum stands here, and what it comes from lights up.",
  how: {
    values: {
      image: "The ink of this pixel, divided by 16.",
      filters: "A weight that was learned.",
      conv: "Nine pixels, each times its weight, and the bias.",
      relu: "The sum if it is positive, else 0.",
      pooled: "The largest of four; the others count nothing.",
      weights: "A weight that was learned.",
      scores: "Each pooled number times its weight for this digit, and the bias.",
      probabilities: "Softmax: e to this score, divided by the sum of all ten such powers (the largest score is taken off each before).",
    },
    gradients: {
      image: "The gradient of each sum that this pixel is part of, times the weight that it met there.",
      filters: "The gradient of each sum of this filter, times the pixel that the weight met there.",
      conv: "What comes back through ReLU: all of it where the sum was positive, else 0.",
      relu: "What comes back through the pooling: all of it to the winner of the window, 0 to the others.",
      pooled: "The gradients of all ten scores, each times the weight to that score.",
      weights: "The gradient of the score, times the pooled number that the weight met.",
      scores: "The probability, minus 1 for the label.",
    },
  },
  zeros: (count) => `and ${plural(count, "product", "products")} of 0`,
  feeds: (which, [name]) =>
    which === "gradients" || !en.fed[name] ? "" : en.fed[name],
  fed: {
    image: "It is read by up to nine sums of each filter.",
    filters: "It is part of every sum of this filter.",
    conv: "It goes on through ReLU.",
    relu: "It goes into one window of the pooling.",
    pooled: "It is part of all ten scores.",
    weights: "It is part of one score.",
    scores: "It moves all ten probabilities.",
  },
  digitSum: (title, how, { value, groups, bias }, open) => {
    const parts = groups.length > 1
      ? groups.map(({ number, sum }) => `${format(sum)} from map ${number}`)
      : (open?.terms ?? []).filter(({ x, w }) => x * w !== 0).map(times);
    const all = [...parts, ...(bias === undefined ? [] : [`bias ${format(bias)}`])];
    return `${title}: ${format(value)}. ${how} ${all.join(", plus ")}${all.length ? "." : ""}`;
  },
};
