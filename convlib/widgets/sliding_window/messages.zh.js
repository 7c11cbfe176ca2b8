/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  slidingWindow: "滑动窗口",
  slidingWindowFlipped: "滑动窗口（翻转卷积核）",
  bias: "偏置",
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
};
