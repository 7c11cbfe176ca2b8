/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  network: "完整的网络",
  networkLabel: ({ backward }) => `完整的网络，${backward ? "反向" : "正向"}传播`,
  layers: {
    image: "图像",
    filters: "滤波器",
    conv: "卷积",
    relu: "ReLU",
    pooled: "最大池化",
    flat: "展平",
    weights: "全连接",
    bias: "偏置",
    logits: "得分",
    probabilities: "概率",
    loss: "损失",
  },
  rows: { image: "图像与滤波器", logits: "softmax 与损失" },
  short: {
    image: "图像",
    filters: "滤波器",
    conv: "特征图",
    relu: "ReLU",
    pooled: "池化",
    flat: "特征",
    weights: "权重",
    bias: "偏置",
    logits: "得分",
    probabilities: "概率",
    loss: "损失",
  },
  direction: "方向",
  forward: "正向",
  backward: "反向",
  labelOf: "标签",
  noNumberSelected: "选择任意一个数，看它从哪里来、到哪里去。",
  goes: (names) =>
    names.length ? `传给${/^\w/.test(names[0]) ? " " : ""}${names.join("、")}。` : "到此为止。",
  valueWords: (name, { value, parents }, goes) =>
    `${name} 为 ${format(value)}${parents.length ? `，来自 ${parents.map(({ from }) => format(from.value)).join("、")}` : "，已给定"}。${zh.goes(goes)}`,
  gradWords: (name, { grad }, terms) =>
    `${name} 的梯度为 ${format(grad)}${terms.length ? `：${terms.map(({ to, slope }) => `${format(to.grad)} 乘 ${format(slope)}`).join("，加 ")}` : ""}。`,
  slopes: {
    conv: "特征图的每个梯度，乘以在那里遇到的因子。",
    relu: "加权和大于 0 处乘 1，否则乘 0。",
    pooled: "在一个窗口里最大就乘 1，否则乘 0。",
    flat: "展平只是换个排法：乘 1。",
    logits: "每个得分的梯度，乘以在那里遇到的因子。",
    probabilities: "每个概率的梯度，乘以 softmax 的斜率：pᵢ(1 − pᵢ) 或 −pᵢpⱼ。",
    loss: "损失随标签概率按 1/p 下降；损失自身的梯度为 1。",
  },
  unfit: {
    features: ([rows, cols]) =>
      `没有粘贴：这里每个类别一行，每个特征一列，不是 ${rows} × ${cols}。`,
  },
};
