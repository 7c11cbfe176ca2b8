/** Every word that an explorer says, one table for each language. */
import { format } from "./numbers.js";

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
  refused: (text) => `“${text}” is not a number; the old value stays.`,
  largest: (name, value) =>
    `${name} stops at ${value}: a larger window would not fit into the padded input.`,
  smallest: (name, value) =>
    `${name} stops at ${value}: the window would not fit into a smaller padded input.`,
  nothingSelected:
    "Select an output cell to see its sum, an input cell to see what it feeds, or a weight to see what it multiplies.",
  sumWords: (row, col, terms, bias, relu, value) =>
    `Output row ${row}, column ${col}: ${terms
      .map(({ x, w }) => `${format(x)} times ${format(w)}`)
      .join(", plus ")}, plus bias ${format(bias)}${relu ? ", through ReLU" : ""}, gives ${format(value)}.`,
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
  refused: (text) => `“${text}” 不是数字，保留原来的值。`,
  largest: (name, value) => `${name}最大为 ${value}：更大的窗口放不进填充后的输入。`,
  smallest: (name, value) => `${name}最小为 ${value}：窗口放不进更小的填充后输入。`,
  nothingSelected: "选择一个输出格看它的计算，选择一个输入格看它参与哪些输出，或选择一个权重看它乘了哪些输入。",
  sumWords: (row, col, terms, bias, relu, value) =>
    `输出第 ${row} 行第 ${col} 列：${terms
      .map(({ x, w }) => `${format(x)} 乘 ${format(w)}`)
      .join("，加 ")}，加偏置 ${format(bias)}${relu ? "，经过 ReLU" : ""}，得 ${format(value)}。`,
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
