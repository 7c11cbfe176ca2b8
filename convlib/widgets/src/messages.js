/** Every word that an explorer says, one table for each language. */
import { format, isNumber } from "./numbers.js";

const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

export const en = {
  slidingWindow: "Sliding window",
  slidingWindowFlipped: "Sliding window, kernel flipped",
  label: (title, input, kernel, { stride, padding, dilation }) =>
    `${title}: ${input} input, ${kernel} kernel, stride ${stride}, padding ${padding}, dilation ${dilation}`,
  input: "Input",
  paddedInput: (padding) => `Input, padded by ${padding}`,
  kernel: "Kernel",
  kernelTurned: "Kernel, used turned by 180°",
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
      .join(", plus ")}${terms.length ? "," : "no output depends on it;"} gives ${format(value)}${value === truth ? "" : `; true is ${format(truth)}`}${measured === null ? "" : `; measured ${format(measured)}`}.`,

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
  overwritten: (value, added) =>
    `Overwriting keeps only the last window: ${format(value)}. Adding gives ${format(added)}.`,

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

/** @type {typeof en} */
export const zh = {
  slidingWindow: "滑动窗口",
  slidingWindowFlipped: "滑动窗口（翻转卷积核）",
  label: (title, input, kernel, { stride, padding, dilation }) =>
    `${title}：输入 ${input}，卷积核 ${kernel}，步幅 ${stride}，填充 ${padding}，空洞率 ${dilation}`,
  input: "输入",
  paddedInput: (padding) => `输入，填充 ${padding}`,
  kernel: "卷积核",
  kernelTurned: "卷积核（旋转 180° 后使用）",
  output: "输出",
  inputSize: "输入大小",
  kernelSize: "卷积核大小",
  stride: "步幅",
  padding: "填充",
  dilation: "空洞率",
  bias: "偏置",
  relu: "ReLU",
  flipKernel: "翻转卷积核",
  play: "播放",
  pause: "暂停",
  previous: "上一步",
  next: "下一步",
  speed: "速度",
  reset: "重置",
  outputSize: "输出大小",
  outputHeight: "输出高度",
  outputWidth: "输出宽度",
  biasMark: "（偏置）",
  cell: (grid, row, col) => `${grid}，第 ${row} 行，第 ${col} 列`,
  window: (step, all) => (step === null ? `${all} 个窗口` : `第 ${step} 个窗口，共 ${all} 个`),
  refused: (text) =>
    isNumber(text)
      ? `“${text}” 太大，保留原来的值。`
      : `“${text}” 不是数字，保留原来的值。`,
  largest: (name, value) => `${name}最大为 ${value}：更大的窗口放不进填充后的输入。`,
  smallest: (name, value) => `${name}最小为 ${value}：窗口放不进更小的填充后输入。`,
  nothingSelected: "选择一个输出格看它的计算，选择一个输入格看它参与哪些输出，或选择一个权重看它乘了哪些输入。",
  sumWords: (row, col, terms, bias, relu, value) =>
    `输出第 ${row} 行第 ${col} 列：${terms
      .map(({ x, w }) => `${format(x)} 乘 ${format(w)}`)
      .join("，加 ")}${bias === null ? "" : `，加偏置 ${format(bias)}`}${relu ? "，经过 ReLU" : ""}，得 ${format(value)}。`,
  fedTitle: (row, col, value, outputs) =>
    outputs === 0
      ? `没有窗口读取 x[${row},${col}] = ${format(value)}。`
      : `x[${row},${col}] = ${format(value)} 参与 ${outputs} 个输出：`,
  fedWords: (row, col, value, fed) =>
    fed.length === 0
      ? `没有窗口读取输入第 ${row} 行第 ${col} 列。`
      : `输入第 ${row} 行第 ${col} 列，值 ${format(value)}，参与 ${fed.length} 个输出：${fed
          .map(({ i, j, w }) => `第 ${i} 行第 ${j} 列，权重 ${format(w)}`)
          .join("；")}。`,
  usedWords: (row, col, value, times) =>
    `权重 w[${row},${col}] = ${format(value)} 在每个窗口中用一次：它乘以标出的 ${times} 个格，每个输出一个。`,

  channels: "通道与卷积核",
  channelsLabel: (size, filters, { stride, padding }) =>
    `通道与卷积核：输入 ${size}，${filters} 个卷积核，步幅 ${stride}，填充 ${padding}`,
  inputChannel: (c) => `输入通道 ${c}`,
  filterChannel: (k, c) => `卷积核 ${k} 通道 ${c}`,
  outputMap: (k) => `输出 ${k}`,
  biasOf: (k) => `偏置 ${k}`,
  filter: "卷积核",
  products: "乘积",
  subtotal: "小计",
  plusBias: "+ 偏置",
  sum: "= 总和",
  channelWords: (k, row, col, channels, bias, relu, value) =>
    `输出 ${k} 第 ${row} 行第 ${col} 列：${channels
      .map(
        ({ terms, subtotal }, c) =>
          `通道 ${c}：${terms
            .filter(({ product }) => product !== 0)
            .map(({ x, w }) => `${format(x)} 乘 ${format(w)}`)
            .join("加")}，小计 ${format(subtotal)}`,
      )
      .join("；")}；加偏置 ${format(bias)}${relu ? "，经过 ReLU" : ""}，得 ${format(value)}。`,
  channelFedTitle: (c, row, col, value, k, outputs) =>
    outputs === 0
      ? `没有窗口读取 x[${c},${row},${col}] = ${format(value)}。`
      : `x[${c},${row},${col}] = ${format(value)} 参与每个输出的 ${outputs} 个格。在输出 ${k} 中：`,
  channelFedWords: (c, row, col, value, fed) =>
    fed[0].length === 0
      ? `没有窗口读取输入通道 ${c} 第 ${row} 行第 ${col} 列。`
      : `输入通道 ${c} 第 ${row} 行第 ${col} 列，值 ${format(value)}，参与${fed
          .map(
            (hits, k) =>
              `输出 ${k}：${hits
                .map(({ i, j, w }) => `第 ${i} 行第 ${j} 列，权重 ${format(w)}`)
                .join("、")}`,
          )
          .join("；")}。`,
  channelUsedWords: (k, c, row, col, value, times) =>
    `权重 w[${k},${c},${row},${col}] = ${format(value)} 在每个窗口中用一次：它乘以输入通道 ${c} 中标出的 ${times} 个格，输出 ${k} 的每个格对应一个。`,

  convBackward: "卷积的反向传播",
  convBackwardLabel: (size, kernel, { stride, padding }) =>
    `卷积的反向传播：输入 ${size}，卷积核 ${kernel}，步幅 ${stride}，填充 ${padding}`,
  outputGradient: "输出梯度",
  inputGradient: "输入梯度",
  kernelGradient: "卷积核梯度",
  withoutFlip: "不翻转",
  gradientOf: "求梯度",
  nudge: (step) => `微调 ${step}`,
  gradientStep: (step, all) =>
    step === null ? `${all} 个梯度` : `第 ${step} 个梯度，共 ${all} 个`,
  biasGradient: (cells) => `偏置梯度 = 全部 ${cells} 个输出梯度之和 =`,
  noGradientSelected: "选择一个梯度格，看哪些输出梯度传回到它。",
  flipForgotten: (value, truth) =>
    value === truth
      ? "这里不翻转恰好得到同样的值。"
      : `不翻转：${format(value)}。正确：${format(truth)}。`,
  measured: (symbol, row, col, step, measured, value) =>
    `把 ${symbol}[${row},${col}] 增加 ${step}：E 变化 ${format(measured * step)}，即每单位 ${format(measured)}。计算值：${format(value)} ${Math.abs(measured - value) < 1e-6 ? "✓" : "✗"}`,
  gradientWords: (symbol, row, col, terms, value, measured, truth) =>
    `${symbol} 第 ${row} 行第 ${col} 列的梯度：${terms
      .map(({ delta, w }) => `${format(delta)} 乘 ${format(w)}`)
      .join("，加 ")}${terms.length ? "" : "没有输出依赖它"}，得 ${format(value)}${value === truth ? "" : `；正确值 ${format(truth)}`}${measured === null ? "" : `；测得 ${format(measured)}`}。`,

  pooling: "池化：正向与反向",
  poolingLabel: (size, { kernel_size, stride, mode }) =>
    `池化：特征图 ${size}，${kernel_size} × ${kernel_size} 窗口（${mode}），步幅 ${stride}`,
  featureMap: "特征图",
  pooled: "池化结果",
  pooledGradient: "池化结果的梯度",
  featureMapGradient: "特征图的梯度",
  windowSize: "窗口大小",
  mode: "方式",
  max: "最大",
  average: "平均",
  gradients: "梯度",
  add: "相加",
  overwrite: "覆盖",
  nothingPooled: "选择一个池化格看它的窗口，或选择特征图的一格看传回到它的梯度。",
  poolWords: (row, col, { cells, value }, mode, delta) =>
    `窗口 ${row}, ${col}：${cells.map(({ x }) => format(x)).join("、")} 的${mode === "max" ? "最大值" : "平均值"}是 ${format(value)}。${zh.poolBack({ cells, value }, mode, delta)}`,
  poolBack: ({ cells, value }, mode, delta) => {
    if (mode !== "max") {
      return `反向：${cells.length} 个格各得 ${format(delta)} / ${cells.length} = ${format(delta / cells.length)}。`;
    }
    const { row, col } = cells.find(({ share }) => share);
    const tied = cells.filter(({ x }) => x === value).length;
    return `反向：${format(delta)} 传给 x[${row},${col}]${tied > 1 ? `（${tied} 个并列最大值中的第一个）` : ""}，其余得 0。`;
  },
  overwritten: (value, added) => `覆盖只保留最后一个窗口：${format(value)}。相加得 ${format(added)}。`,

  network: "完整的网络",
  networkLabel: ({ backward }) => `完整的网络，${backward ? "反向" : "正向"}传播`,
  layers: {
    image: "图像",
    filters: "卷积核",
    conv: "卷积",
    relu: "ReLU",
    pooled: "最大池化",
    flat: "拍平",
    weights: "全连接",
    bias: "偏置",
    logits: "输出值",
    probabilities: "概率",
    loss: "损失",
  },
  rows: { image: "图像与卷积核", logits: "softmax 与损失" },
  short: {
    image: "图像",
    filters: "卷积核",
    conv: "特征图",
    relu: "relu",
    pooled: "池化",
    flat: "特征",
    weights: "权重",
    bias: "偏置",
    logits: "输出值",
    probabilities: "概率",
    loss: "损失",
  },
  direction: "方向",
  forward: "正向",
  backward: "反向",
  label_: "标签",
  number: (step, all) => (step === null ? `${all} 个数` : `第 ${step} 个数，共 ${all} 个`),
  noNumberSelected: "选择任意一个数，看它从哪里来、到哪里去。",
  goes: (names) => (names.length ? `传给 ${names.join("、")}。` : "到此为止。"),
  valueWords: (name, { value, parents }, goes) =>
    `${name} 为 ${format(value)}${parents.length ? `，来自 ${parents.map(({ from }) => format(from.value)).join("、")}` : "，已给定"}。${zh.goes(goes)}`,
  gradWords: (name, { grad }, terms) =>
    `${name} 的梯度为 ${format(grad)}${terms.length ? `：${terms.map(({ to, slope }) => `${format(to.grad)} 乘 ${format(slope)}`).join("，加 ")}` : ""}。`,
  slopes: {
    conv: "特征图的每个梯度，乘以在那里遇到的因子。",
    relu: "和大于 0 处乘 1，否则乘 0。",
    pooled: "每赢得一个窗口乘 1，否则乘 0。",
    flat: "拍平只是改名：乘 1。",
    logits: "每个输出值的梯度，乘以在那里遇到的因子。",
    probabilities: "每个概率的梯度，乘以 softmax 的斜率：pᵢ(1 − pᵢ) 或 −pᵢpⱼ。",
    loss: "损失随标签概率按 1/p 下降；损失自身的梯度为 1。",
  },

  transposed: "转置卷积",
  view: "视图",
  views: { stamp: "盖章相加", zeros: "插入零", matrix: "矩阵" },
  output_padding: "输出填充",
  overlap: "重叠数",
  stamp: "印章",
  stretched: "插入零后的输入",
  cutOff: (padding) => `输出，裁去 ${padding}`,
  soFar: (place) => `输出，${place}`,
  stampPlace: (step, all) => (step === null ? `${all} 个印章` : `第 ${step} 个印章，共 ${all} 个`),
  stampWords: (row, col, value, kept, cut, top, left) =>
    `x[${row},${col}] 盖上 ${format(value)} 乘卷积核：从第 ${format(top)} 行第 ${format(left)} 列起 ${kept} 个乘积${cut ? `；填充裁去 ${cut} 个` : ""}。`,
  landsWords: (row, col, value) =>
    `权重 w[${row},${col}] = ${format(value)} 在每个印章中：每个输入落下一次。`,
  noStamp: "没有印章到达这个输出：值为 0。",
  outputPaddingNote: (value) => `输出填充最大为 ${value}：它必须小于步幅（或空洞率）。`,
  cutAllNote: (value) => `填充最大为 ${value}：再大就什么也不剩。`,

  receptiveField: "感受野",
  layer: (number) => `第 ${number} 层`,
  sees: (size) => `感受野 ${size}`,
  waysNote: "数字：到所选格的路径数。",
  size: "大小",
  readWords: (layer, size, read) =>
    `${layer}的一个格能看到 ${size} × ${size} 像素，读取 ${size * size} 个中的 ${read} 个${read < size * size ? `：${size * size - read} 个是空洞（斜线）` : ""}。`,
  pixelWords: (row, col, ways, layer) =>
    `从第 ${row} 行第 ${col} 列的像素有 ${ways} 条路径通向${layer}的格${ways ? "" : "：空洞"}。`,
  columns: ["卷积核大小", "步幅", "填充", "空洞率", "大小", "间距", "起点"],
  addLayer: "添加一层",
  removeLayer: (number) => `删除第 ${number} 层`,
  fullNote: (size, layers) => `图最多画到 ${size} × ${size} 像素、${layers} 层。`,

  groupsTitle: "通道分组",
  groups: "组数",
  in_channels: "输入通道数",
  out_channels: "输出通道数",
  inputChannels: "输入通道",
  outputChannels: "输出通道",
  connections: "连接",
  connectionsNote: "行：输出。列：输入。数字：权重数。",
  connected: (inputs, outputs) =>
    inputs.length
      ? `输入 ${inputs.join("、")} → 输出 ${outputs.join("、")}。`
      : "不相连：在不同的组。",
  groupKind: (groups, channels) =>
    groups === 1
      ? "一组：每个输出读取所有输入。"
      : groups === channels
        ? "逐通道：每个输入自成一组。"
        : `${groups} 组互不相通。`,
  filterWeights: "一个卷积核的权重数",
  parameters: "参数",
  multiplyAdds: "每个输出位置的乘加次数",
  ungrouped: (value) => `（不分组 ${value}）`,
  divisorsNote: (divisors) => `组数必须整除两个通道数：${divisors.join("、")}。`,

  imageKernel: "照片上的卷积核",
  neighbourhood: "邻域",
  nothingPicked: "指向一个像素，或用方向键移动，看它的计算。",
  ownKernel: "自定义",
  kernels: {
    identity: "恒等",
    blur: "模糊",
    strongBlur: "模糊 5 × 5",
    sharpen: "锐化",
    edge: "边缘",
    emboss: "浮雕",
    sobelX: "Sobel →",
    sobelY: "Sobel ↓",
  },
  ownPicture: "你的图片",
  ownNote: "你的图片不会离开浏览器。",
  notPicture: (name) => `“${name}”不是可读的图片。`,
  shownSigned: "显示为 a/2 + 128：中灰是 0，亮为正，暗为负。",
  shownPlain: "原样显示：小于 0 为黑，大于 255 为白。",

  exercise: (number, label) => `答案 ${number}：${label}`,
  check: "检查",
  right: "正确",
  wrong: "错误",
  rightAnswer: "正确。",
  wrongAnswer: "还不对。",
  tryAgain: "请检查计算，或打开下面的解答。",
  cellsRight: (right, all) => `${all} 格中 ${right} 格正确。`,
  noAnswer: "还缺一个答案。",
  notNumber: (text) => `“${text}” 不是数字。请写 3、−2.5 或 1/3。`,

  outputSizeTitle: "输出大小",
  outputSizeLabel: ({ input_size, kernel_size, stride, padding, dilation }, size) =>
    `输出大小：输入 ${input_size}，卷积核 ${kernel_size}，步幅 ${stride}，填充 ${padding}，空洞率 ${dilation}，得 ${size}`,
  paddedInputStrip: "填充后的输入",
  cells: (number) => `${number} 格`,
  stripCell: (grid, _row, col) => `${grid}，第 ${col} 格`,
  effectiveKernel: "一个窗口跨越的格数",
  room: "可移动的余量",
  steps: "能走的整步数",
  unread: (cells) =>
    cells.length === 0 ? "输入的每一格都被读取。" : `没有窗口读取第 ${cells.join("、")} 格（斜线）。`,
  strip: (output, input, windows, fed) => {
    if (output !== null) {
      return `输出 ${output} 读取位置 ${windows[output].map(format).join("、")}。`;
    }
    if (input === null) return "请选择一个输出格或输入格。";
    return fed.length === 0
      ? `第 ${input} 格不参与任何输出。`
      : `第 ${input} 格参与输出 ${fed.join("、")}。`;
  },
  sizeWords: (size, unread) => `输出有 ${size} 格。${zh.unread(unread)}`,
};

const LANGUAGES = { en, zh };

/** The table for the language of `element`'s page; English where there is none.
 * @param {Element} element */
export function messagesFor(element) {
  const lang = element.closest("[lang]")?.getAttribute("lang") ?? "en";
  return LANGUAGES[/** @type {"en"} */ (lang.toLowerCase().split("-")[0])] ?? en;
}
