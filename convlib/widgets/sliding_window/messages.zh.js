/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  slidingWindow: "滑动窗口",
  slidingWindowFlipped: "滑动窗口（翻转卷积核）",
  bias: "偏置",
  fedTitle: (row, col, value, outputs) =>
    outputs === 0
      ? `没有窗口读到 x[${row},${col}] = ${format(value)}。`
      : `x[${row},${col}] = ${format(value)} 参与 ${outputs} 个输出：`,
  fedWords: (row, col, value, fed) =>
    fed.length === 0
      ? `没有窗口读到输入第 ${row} 行第 ${col} 列。`
      : `输入第 ${row} 行第 ${col} 列，值 ${format(value)}，参与 ${fed.length} 个输出：${fed
          .map(({ i, j, w }) => `第 ${i} 行第 ${j} 列，权重 ${format(w)}`)
          .join("；")}。`,
  usedWords: (row, col, value, times) =>
    `权重 w[${row},${col}] = ${format(value)} 在每个窗口中用一次：它乘以标出的 ${times} 个格，每个输出一个。`,
  kernel_turned: "这是把卷积核翻转后的结果；这里它的第一个权重对着窗口的第一格。",
  kernel_not_turned: "这是卷积核没有翻转的结果；要先把它旋转 180°。",
  kernel_swapped: "卷积核的行与列对调了。",
  bias_forgotten: "这里没有加偏置。",
  relu_forgotten: "这是 ReLU 之前的和；ReLU 把负数变成 0。",
  relu_added: "题目里没有 ReLU：负的和保持不变。",
  padding_doubled: "填充算了两次：第一个窗口没有那么靠外。",
  stride_inside: "步幅移动的是窗口；窗口里的格仍然相邻。",
  holes_forgotten: "这里没有考虑空洞率：窗口里的格相隔更远。",
};
