/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  channels: "通道与滤波器",
  howMany: { channels: "通道数", filters: "滤波器数" },
  channel: (c) => `通道 ${c}`,
  inputChannel: (c) => `输入通道 ${c}`,
  filterChannel: (k, c) => `滤波器 ${k} 通道 ${c}`,
  outputMap: (k) => `输出 ${k}`,
  biasOf: (k) => `偏置 ${k}`,
  notBiases: (filters) => `没有粘贴：偏置应是一行或一列 ${filters} 个数，每个滤波器一个。`,
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
            .map(({ x, w }, n) => `${n ? "加 " : ""}${format(x)} 乘 ${format(w)}`)
            .concat(`小计 ${format(subtotal)}`)
            .join("，")}`,
      )
      .join("；")}；加偏置 ${format(bias)}${relu ? "，经过 ReLU" : ""}，得 ${format(value)}。`,
  channelFedTitle: (c, row, col, value, k, outputs) =>
    outputs === 0
      ? `没有窗口读到 x[${c},${row},${col}] = ${format(value)}。`
      : `x[${c},${row},${col}] = ${format(value)} 参与每个输出的 ${outputs} 个格。在输出 ${k} 中：`,
  channelFedWords: (c, row, col, value, fed) =>
    fed[0].length === 0
      ? `没有窗口读到输入通道 ${c} 第 ${row} 行第 ${col} 列。`
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
  first_channel: "这只是通道 0 的结果。要把所有通道的小计加起来。",
  last_channel: "这只是最后一个通道的结果。各通道的小计要相加，而不是后一个取代前一个。",
  slices_reversed: "滤波器各通道的顺序颠倒了。第 0 片对应通道 0。",
  bias_for_each: "这里每个通道都加了一次偏置。偏置在总和上只加一次。",
  bias_forgotten: "这里没有加偏置。",
  filters_swapped: "这里把滤波器的行与列对调了。",
  padding_doubled: "填充算了两次：第一个窗口没有那么靠外。",
  filters_turned: "这里把滤波器旋转了 180°。应当原样使用。",
  relu_forgotten: "这是 ReLU 之前的总和；ReLU 把负数变成 0。",
  relu_for_each: "这里每个小计都经过了 ReLU。只有加了偏置的总和才经过 ReLU。",
  holes_forgotten: "这是空洞率为 1 的结果；窗口里的格相隔更远。",
};
