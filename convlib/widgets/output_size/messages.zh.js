/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  outputSizeTitle: "输出大小",
  outputSizeLabel: ({ input_size, kernel_size, stride, padding, dilation }, size) =>
    `输出大小：输入 ${input_size}，卷积核 ${kernel_size}，步幅 ${stride}，填充 ${padding}，空洞率 ${dilation}，得 ${size}`,
  paddedInputStrip: "填充后的输入",
  cells: (number) => `${number} 格`,
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
