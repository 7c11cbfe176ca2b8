/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** So many unread cells are named one by one. */
const LISTED = 12;

/** @type {typeof import("./messages.js").en} */
export const zh = {
  outputSizeTitle: "输出大小",
  outputSizeLabel: ({ input_size, kernel_size, stride, padding, dilation }, size) =>
    `输出大小：输入 ${input_size}，卷积核 ${kernel_size}，步幅 ${stride}，填充 ${padding}，空洞率 ${dilation}${size === null ? "" : `，得 ${size}`}`,
  typedSize: "或输入",
  sizeRefused: (text, least, most) =>
    `输入大小必须是 ${least} 到 ${most} 的整数，“${text}”不是；保留原来的值。`,
  padding_once: "填充两侧都有，要算两次。",
  padding_twice: "这里填充算了四次；每侧只有一次。",
  dilation_forgotten: "这里没有考虑空洞率；它使窗口跨越更多的格。",
  one_forgotten: "这是步数；最初的位置也算一个窗口，要再加一。",
  rounded_up: "走不满的一步不算：要向下取整。",
  paddedInputStrip: "填充后的输入",
  cells: (number) => `${number} 格`,
  effectiveKernel: "一个窗口跨越的格数",
  room: "可移动的余地",
  steps: "能走的整步数",
  unread: (cells, all, isDrawn) =>
    cells.length === 0
      ? "输入的每一格都有窗口读到。"
      : cells.length > LISTED
        ? `${all} 格中有 ${cells.length} 格没有窗口读到。`
        : `没有窗口读到第 ${cells.join("、")} 格${isDrawn ? "（斜线）" : ""}。`,
  strip: (output, input, windows, fed) => {
    if (output !== null) {
      return `输出 ${output} 读取位置 ${windows[output].map(format).join("、")}。`;
    }
    if (input === null) return "选择一个输出格或输入格。";
    return fed.length === 0
      ? `第 ${input} 格不参与任何输出。`
      : `第 ${input} 格参与输出 ${fed.join("、")}。`;
  },
  sizeWords: (size, unread, all, isDrawn) =>
    `输出有 ${size} 格。${zh.unread(unread, all, isDrawn)}`,
};
