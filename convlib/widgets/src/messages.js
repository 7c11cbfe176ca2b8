/** Every word that an element says, in English; `messages.zh.js` has them in Chinese. */
import { format, isNumber } from "./numbers.js";

const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

export const en = {
  slidingWindow: "Sliding window",
  slidingWindowFlipped: "Sliding window, kernel flipped",
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
  bias: "Bias",
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
  window: (step, all) => (step === null ? count(all, "window", "windows") : `window ${step} of ${all}`),
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
  fedTitle: (row, col, value, outputs) =>
    outputs === 0
      ? `No window reads x[${row},${col}] = ${format(value)}.`
      : `x[${row},${col}] = ${format(value)} feeds ${count(outputs, "output", "outputs")}:`,
  fedWords: (row, col, value, fed) =>
    fed.length === 0
      ? `No window reads input row ${row}, column ${col}.`
      : `Input row ${row}, column ${col}, value ${format(value)}, feeds ${count(fed.length, "output", "outputs")}: ${fed
          .map(({ i, j, w }) => `row ${i} column ${j} through weight ${format(w)}`)
          .join(", ")}.`,
  usedWords: (row, col, value, times) =>
    `The weight w[${row},${col}] = ${format(value)} is used once in each window: it multiplies ${times === 1 ? "the marked cell" : `the ${times} marked cells`}, one for each output.`,

  channels: "Channels and filters",
  channelsLabel: (size, filters, { stride, padding }) =>
    `Channels and filters: ${size} input, ${count(filters, "filter", "filters")}, stride ${stride}, padding ${padding}`,
  inputChannel: (c) => `Input channel ${c}`,
  filterChannel: (k, c) => `Filter ${k} channel ${c}`,
  outputMap: (k) => `Output ${k}`,
  biasOf: (k) => `Bias ${k}`,
  filter: "Filter",
  products: "Products",
  subtotal: "subtotal",
  plusBias: "+ bias",
  sum: "= sum",
  channelWords: (k, row, col, channels, bias, relu, value) =>
    `Output ${k}, row ${row}, column ${col}: ${channels
      .map(
        ({ terms, subtotal }, c) =>
          `channel ${c}: ${terms
            .filter(({ product }) => product !== 0)
            .map(({ x, w }) => `${format(x)} times ${format(w)}`)
            .join(" plus ")} makes ${format(subtotal)}`,
      )
      .join("; ")}; plus bias ${format(bias)}${relu ? ", through ReLU" : ""}, gives ${format(value)}.`,
  channelFedTitle: (c, row, col, value, k, outputs) =>
    outputs === 0
      ? `No window reads x[${c},${row},${col}] = ${format(value)}.`
      : `x[${c},${row},${col}] = ${format(value)} feeds ${count(outputs, "cell", "cells")} of every output. In output ${k}:`,
  channelFedWords: (c, row, col, value, fed) =>
    fed[0].length === 0
      ? `No window reads input channel ${c}, row ${row}, column ${col}.`
      : `Input channel ${c}, row ${row}, column ${col}, value ${format(value)}, feeds ${fed
          .map(
            (hits, k) =>
              `output ${k}: ${hits
                .map(({ i, j, w }) => `row ${i} column ${j} through weight ${format(w)}`)
                .join(", ")}`,
          )
          .join("; ")}.`,
  channelUsedWords: (k, c, row, col, value, times) =>
    `The weight w[${k},${c},${row},${col}] = ${format(value)} is used once in each window: it multiplies ${times === 1 ? "the marked cell" : `the ${times} marked cells`} of input channel ${c}, one for each cell of output ${k}.`,

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
    step === null ? count(all, "gradient", "gradients") : `gradient ${step} of ${all}`,
  biasGradient: (cells) => `bias gradient = sum of all ${cells} output gradients =`,
  noGradientSelected: "Select a cell of a gradient to see which output gradients come back to it.",
  flipForgotten: (value, truth) =>
    value === truth
      ? "Here the unturned kernel happens to give the same."
      : `Without the flip: ${format(value)}. True: ${format(truth)}.`,
  measured: (symbol, row, col, step, measured, value) =>
    `Nudge ${symbol}[${row},${col}] by ${step}: E changes by ${format(measured * step)}, that is ${format(measured)} per unit. Computed: ${format(value)} ${Math.abs(measured - value) < 1e-6 ? "✓" : "✗"}`,
  gradientWords: (symbol, row, col, terms, value, measured, truth) =>
    `Gradient of ${symbol}, row ${row}, column ${col}: ${terms
      .map(({ delta, w }) => `${format(delta)} times ${format(w)}`)
      .join(", plus ")}${terms.length ? "," : "nothing comes back,"} gives ${format(value)}${value === truth ? "" : `; true is ${format(truth)}`}${measured === null ? "" : `; measured ${format(measured)}`}.`,

  pooling: "Pooling, there and back",
  poolingLabel: (size, { kernel_size, stride, mode }) =>
    `Pooling: ${size} feature map, ${mode} over ${kernel_size} × ${kernel_size} windows, stride ${stride}`,
  featureMap: "Feature map",
  pooled: "Pooled",
  pooledGradient: "Pooled gradient",
  featureMapGradient: "Feature map gradient",
  windowSize: "Window size",
  mode: "Mode",
  max: "max",
  average: "average",
  gradients: "Gradients",
  add: "add",
  overwrite: "overwrite",
  nothingPooled: "Select a pooled cell to see its window, or a cell of the map to see what comes back to it.",
  poolWords: (row, col, { cells, value }, mode, delta) =>
    `Window ${row}, ${col}: the ${mode} of ${cells.map(({ x }) => format(x)).join(", ")} is ${format(value)}. ${en.poolBack({ cells, value }, mode, delta)}`,
  poolBack: ({ cells, value }, mode, delta) => {
    if (mode !== "max") {
      return `Back: each of the ${cells.length} cells gets ${format(delta)} / ${cells.length} = ${format(delta / cells.length)}.`;
    }
    const { row, col } = cells.find(({ share }) => share);
    const tied = cells.filter(({ x }) => x === value).length;
    return `Back: ${format(delta)} goes to x[${row},${col}]${tied > 1 ? `, the first of ${tied} that tie` : ""}; the others get 0.`;
  },
  overwritten: (value) => ` Overwriting keeps only the last window: ${format(value)}.`,

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
  label_: "Label",
  number: (step, all) => (step === null ? count(all, "number", "numbers") : `number ${step} of ${all}`),
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

  transposed: "Transposed convolution",
  view: "View",
  views: { stamp: "stamp and add", zeros: "insert zeros", matrix: "matrix" },
  output_padding: "Output padding",
  overlap: "Overlap",
  stamp: "Stamp",
  stretched: "Input with zeros",
  cutOff: (padding) => `Output, ${padding} cut off`,
  soFar: (place) => `Output, ${place}`,
  stampPlace: (step, all) => (step === null ? count(all, "stamp", "stamps") : `stamp ${step} of ${all}`),
  stampWords: (row, col, value, kept, cut, top, left) =>
    `x[${row},${col}] stamps ${format(value)} times the kernel: ${count(kept, "product", "products")} from row ${format(top)}, column ${format(left)} on${cut ? `; padding cuts off ${cut} more` : ""}.`,
  landsWords: (row, col, value) =>
    `The weight w[${row},${col}] = ${format(value)} is in every stamp: it lands once for each input.`,
  noStamp: "No stamp reaches this output: it is 0.",
  outputPaddingNote: (value) =>
    `Output padding stops at ${value}: it must stay below the stride (or the dilation).`,
  cutAllNote: (value) => `Padding stops at ${value}: more would leave nothing.`,

  receptiveField: "Receptive field",
  layer: (number) => `Layer ${number}`,
  sees: (size) => `sees ${size}`,
  waysNote: "Numbers: ways to the selected cell.",
  size: "size",
  readWords: (layer, size, read) =>
    `One cell of ${layer} sees ${size} × ${size} pixels and reads ${read} of ${size * size}${read < size * size ? `: ${count(size * size - read, "is a hole", "are holes")} (hatched)` : ""}.`,
  pixelWords: (row, col, ways, layer) =>
    `From the pixel in row ${row}, column ${col}, ${count(ways, "way leads", "ways lead")} to the cell of ${layer}${ways ? "" : ": a hole"}.`,
  columns: ["kernel size", "stride", "padding", "dilation", "size", "jump", "start"],
  addLayer: "Add layer",
  removeLayer: (number) => `Remove layer ${number}`,
  fullNote: (size, layers) =>
    `The picture ends at ${size} × ${size} pixels and ${layers} layers.`,

  groupsTitle: "Groups of channels",
  groups: "Groups",
  in_channels: "In channels",
  out_channels: "Out channels",
  inputChannels: "Input channels",
  outputChannels: "Output channels",
  connections: "Connections",
  connectionsNote: "Rows: outputs. Columns: inputs. Numbers: weights.",
  connected: (inputs, outputs) =>
    inputs.length
      ? `Inputs ${inputs.join(", ")} → outputs ${outputs.join(", ")}.`
      : "Not connected: different groups.",
  groupKind: (groups, channels) =>
    groups === 1
      ? "One group: every output reads every input."
      : groups === channels
        ? "Depthwise: every input is a group of its own."
        : `${groups} separate groups.`,
  filterWeights: "weights of one filter",
  parameters: "parameters",
  multiplyAdds: "multiply–adds for each output cell",
  ungrouped: (value) => `(ungrouped ${value})`,
  divisorsNote: (divisors) => `Groups must divide both numbers of channels: ${divisors.join(", ")}.`,

  imageKernel: "A kernel on a photograph",
  neighbourhood: "Neighbourhood",
  nothingPicked: "Point at a pixel, or move with the arrow keys, to see its sum.",
  ownKernel: "my own",
  kernels: {
    identity: "identity",
    blur: "blur",
    strongBlur: "blur 5 × 5",
    sharpen: "sharpen",
    edge: "edge",
    emboss: "emboss",
    sobelX: "Sobel →",
    sobelY: "Sobel ↓",
  },
  ownPicture: "Your picture",
  ownNote: "Your picture stays in this browser.",
  notPicture: (name) => `“${name}” cannot be read as a picture.`,
  shownSigned: "Shown as a/2 + 128: mid-grey is 0, light positive, dark negative.",
  shownPlain: "Shown as it is: below 0 black, above 255 white.",

  exercise: (number, label) => `Answer ${number}: ${label}`,
  check: "Check",
  right: "right",
  wrong: "wrong",
  rightAnswer: "Right.",
  wrongAnswer: "Not yet.",
  tryAgain: "Check your calculation, or open the solution below.",
  cellsRight: (right, all) => `${right} of ${count(all, "cell is", "cells are")} right.`,
  noAnswer: "An answer is missing.",
  notNumber: (text) => `“${text}” is not a number. Write 3, −2.5 or 1/3.`,

  outputSizeTitle: "Output size",
  outputSizeLabel: ({ input_size, kernel_size, stride, padding, dilation }, size) =>
    `Output size: input ${input_size}, kernel ${kernel_size}, stride ${stride}, padding ${padding}, dilation ${dilation} give ${size}`,
  paddedInputStrip: "Padded input",
  cells: (number) => count(number, "cell", "cells"),
  stripCell: (grid, _row, col) => `${grid}, cell ${col}`,
  effectiveKernel: "cells one window spans",
  room: "room to move",
  steps: "whole steps that fit",
  unread: (cells) =>
    cells.length === 0
      ? "Every cell of the input is read."
      : `No window reads ${cells.length === 1 ? "cell" : "cells"} ${cells.join(", ")} (hatched).`,
  strip: (output, input, windows, fed) => {
    if (output !== null) {
      return `Output ${output} reads the positions ${windows[output].map(format).join(", ")}.`;
    }
    if (input === null) return "Select a cell of the output or of the input.";
    return fed.length === 0
      ? `Cell ${input} feeds no output.`
      : `Cell ${input} feeds ${fed.length === 1 ? "output" : "outputs"} ${fed.join(", ")}.`;
  },
  sizeWords: (size, unread) =>
    `The output has ${count(size, "cell", "cells")}. ${en.unread(unread)}`,
};

/** The table for the language of `element`'s page; English where there is none. Other
 * languages are packs, `explorers.zh.js` for example: scripts that add their table.
 * @param {Element} element @returns {typeof en} */
export function messagesFor(element) {
  const lang = element.closest("[lang]")?.getAttribute("lang") ?? "en";
  const tables = /** @type {any} */ (globalThis).convlibMessages;
  return tables?.[lang.toLowerCase().split("-")[0]] ?? en;
}
