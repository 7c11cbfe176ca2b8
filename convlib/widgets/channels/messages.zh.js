/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  channels: "通道与卷积核",
  channelsLabel: (size, filters, { stride, padding }) =>
    `通道与卷积核：输入 ${size}，${filters} 个卷积核，步幅 ${stride}，填充 ${padding}`,
  inputChannel: (c) => `输入通道 ${c}`,
  filterChannel: (k, c) => `卷积核 ${k} 通道 ${c}`,
  outputMap: (k) => `输出 ${k}`,
  biasOf: (k) => `偏置 ${k}`,
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
};
