/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format } from "../src/numbers.js";

export const en = {
  network: "The whole network",
  networkLabel: ({ backward }) => `The whole network, going ${backward ? "back" : "forward"}`,
  layers: {
    image: "Image",
    filters: "Filter",
    conv: "Convolution",
    relu: "ReLU",
    pooled: "Max pooling",
    flat: "Flatten",
    weights: "Fully connected",
    bias: "Bias",
    logits: "Logits",
    probabilities: "Probabilities",
    loss: "Loss",
  },
  rows: { image: "Image and filters", logits: "Softmax and loss" },
  short: {
    image: "image",
    filters: "filter",
    conv: "map",
    relu: "relu",
    pooled: "pooled",
    flat: "features",
    weights: "weights",
    bias: "bias",
    logits: "logits",
    probabilities: "probabilities",
    loss: "loss",
  },
  direction: "Direction",
  forward: "Forward",
  backward: "Backward",
  labelOf: "Label",
  noNumberSelected: "Select any number to see where it comes from and what it feeds.",
  goes: (names) => (names.length ? `Feeds ${names.join(", ")}.` : "This is the end."),
  valueWords: (name, { value, parents }, goes) =>
    `${name} is ${format(value)}${parents.length ? `, from ${parents.map(({ from }) => format(from.value)).join(", ")}` : ", given"}. ${en.goes(goes)}`,
  gradWords: (name, { grad }, terms) =>
    `The gradient of ${name} is ${format(grad)}${terms.length ? `: ${terms.map(({ to, slope }) => `${format(to.grad)} times ${format(slope)}`).join(", plus ")}` : ""}.`,
  slopes: {
    conv: "Each gradient of the map, times the factor it met there.",
    relu: "Times 1 where the sum was above 0, else times 0.",
    pooled: "Times 1 for each window this cell won, else times 0.",
    flat: "Flattening only renames: times 1.",
    logits: "Each gradient of a logit, times the factor it met there.",
    probabilities: "Each gradient of a probability, times the slope of softmax: pᵢ(1 − pᵢ) or −pᵢpⱼ.",
    loss: "The loss falls by 1/p for the label's probability; the loss itself has gradient 1.",
  },
  unfit: {
    features: ([rows, cols]) =>
      `Nothing was pasted: there is a row for each class and a column for each feature, which is not ${rows} × ${cols}.`,
  },
};
