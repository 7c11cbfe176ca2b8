/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  pooling: "池化：正向与反向",
  poolingLabel: (size, { kernel_size, stride, mode }) =>
    `池化：特征图 ${size}，${kernel_size} × ${kernel_size} 窗口（${zh[mode]}），步幅 ${stride}`,
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
  overwritten: (value) => `覆盖只保留最后一个窗口：${format(value)}。`,
};
