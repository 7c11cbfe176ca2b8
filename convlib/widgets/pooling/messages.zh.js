/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  pooling: "池化：正向与反向",
  poolingLabel: (size, kernel, { stride, padding, mode, ceil_mode, count_include_pad }, each) =>
    `池化：特征图 ${size}，${kernel} 窗口（${zh[mode]}），步幅 ${each(stride)}，填充 ${each(padding)}${count_include_pad || mode === "max" ? "" : "（不计入）"}${ceil_mode ? "，向上取整" : ""}`,
  featureMap: "特征图",
  pooled: "池化结果",
  pooledGradient: "池化结果的梯度",
  featureMapGradient: "特征图的梯度",
  sizes: { feature_map: ["特征图大小", "特征图"], kernel_size: ["窗口大小", "窗口"] },
  ceilMode: "向上取整",
  countPadding: "计入填充",
  leftOut: "− 1：最后一个窗口会从特征图之外开始，不算。",
  mode: "方式",
  max: "最大",
  average: "平均",
  gradients: "梯度",
  add: "相加",
  overwrite: "覆盖",
  halfNote: (most) => `填充最多为 ${most}：窗口至多一半可以落在填充里。`,
  nothingPooled: "选择一个池化格看它的窗口，或选择特征图的一格看传回到它的梯度。",
  poolWords: (row, col, { cells, value }, mode, delta) =>
    `窗口 ${row}, ${col}：${cells.map(({ x }) => format(x)).join("、")} 的${mode === "max" ? "最大值" : "平均值"}是 ${format(value)}。${zh.poolBack({ cells, value }, mode, delta)}`,
  poolBack: ({ cells, value }, mode, delta) => {
    if (mode !== "max") {
      return `反向：${cells.length} 个格各得 ${format(delta)} / ${cells.length} = ${format(delta / cells.length)}${cells.some(({ padding }) => padding) ? "；填充的零得到的那份丢失" : ""}。`;
    }
    const { row, col } = cells.find(({ share }) => share);
    const tied = cells.filter(({ x }) => x === value).length;
    return `反向：${format(delta)} 传给 x[${row},${col}]${tied > 1 ? `（${tied} 个并列最大值中的第一个）` : ""}，其余得 0。`;
  },
  average_for_max: "这是窗口的平均值；要取最大的数。",
  max_for_average: "这是窗口中最大的数；要取全部的平均值。",
  sum_for_average: "这是窗口的和；还要除以格数。",
  windows_touch: "这里窗口一个挨着一个；请按步幅移动。",
  zeros_win: "填充不参加比较：即使所有的数都小于 0，它也不是最大值。",
  counted_without: "填充的零也要计入：除数包括它们的个数。",
  counted_with: "填充不应计入：只除以特征图之内的格数。",
  whole_window: "窗口伸出了末端：超出的格不计入除数。",
  assigned: "这里窗口重叠：各窗口传回的梯度要相加，而不是覆盖。",
  back_to_all: "最大池化中，只有窗口里最大的那一格得到梯度。",
  back_shared: "最大池化不平分梯度：全部传给最大的那一格。",
  back_to_largest: "平均池化中，窗口的每一格都得到一份，而不只是最大的那格。",
  back_undivided: "梯度要除以格数：每一格在平均值中只占这一份。",
  deltas_swapped: "池化结果的梯度的行与列对调了。",
  overwritten: (value) => `覆盖只保留最后一个窗口：${format(value)}。`,
};
