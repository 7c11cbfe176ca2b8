/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  convBackward: "卷积的反向传播",
  outputGradient: "输出梯度",
  inputGradient: "输入梯度",
  kernelGradient: "卷积核梯度",
  withoutFlip: "不翻转",
  gradientOf: "求梯度",
  nudge: (step) => `微调 ${step}`,
  gradientStep: (step, all) =>
    step === null ? `${all} 个梯度` : `第 ${step} 个梯度，共 ${all} 个`,
  biasGradient: (cells, filter) =>
    `${filter === null ? "" : `滤波器 ${filter} 的`}偏置梯度 = 全部 ${cells} 个输出梯度之和 =`,
  at: (name, { filter, channel }) =>
    [name, filter !== undefined && `滤波器 ${filter}`, channel !== undefined && `通道 ${channel}`]
      .filter(Boolean)
      .join("，"),
  howMany: { channels: "通道数", filters: "滤波器数" },
  channel: "通道",
  groups: "组数",
  throughFilter: (filter) => `经滤波器 ${filter}`,
  added: (others, value) =>
    `加上${others.map((one) => `经滤波器 ${one.filter} 传回的 ${format(one.value)}`).join("、")}，共 ${format(value)}。`,
  spreadKernel: (kernel, dilation) => `${kernel}，空洞率 ${[dilation].flat().join(" × ")}`,
  noGradientSelected: "选择一个梯度格，看哪些输出梯度传回到它；或选择一个输出梯度，看它传到哪里。",
  deltaGoes: (row, col, value, terms, channels) => {
    const inputs = terms.filter(({ padding }) => !padding).length;
    return `δ[${row},${col}] = ${format(value)} 经它的窗口传回：到${channels > 1 ? ` ${channels} 个通道的各` : ""} ${inputs} 个输入，各乘其上的权重；到 ${terms.length} 个权重，各乘其下的像素。`;
  },
  deltaWords: (row, col, value, terms) =>
    `输出梯度第 ${row} 行第 ${col} 列，值 ${format(value)}，传回到${terms
      .filter(({ padding }) => !padding)
      .map((term) => `输入第 ${term.row} 行第 ${term.col} 列，乘 ${format(term.w)}`)
      .join("；")}；以及${terms
      .map(({ m, n, x }) => `权重第 ${m} 行第 ${n} 列，乘 ${format(x)}`)
      .join("；")}。`,
  flipForgotten: (value, truth) =>
    value === truth
      ? "这里不翻转恰好得到同样的值。"
      : `不翻转：${format(value)}。正确：${format(truth)}。`,
  measured: (symbol, row, col, step, measured, value) =>
    `把 ${symbol}[${row},${col}] 增加 ${step}：E 变化 ${format(measured * step)}，即每单位 ${format(measured)}。计算值：${format(value)} ${Math.abs(measured - value) < 1e-6 ? "✓" : "✗"}`,
  one_filter: "这只是经一个滤波器传回的部分；还要加上经其他滤波器传回的。",
  not_turned: "这里没有旋转卷积核；反向传播时要把它旋转 180°。",
  assigned: "这里窗口重叠：经各窗口传回的梯度要相加，而不是覆盖。",
  padding_kept: "填充还在：最前面的是填充行列的梯度，应当裁去。",
  zeros_forgotten: "输出梯度之间要隔开：每两个之间有（步幅 − 1）个零。",
  holes_forgotten: "这是空洞率为 1 的结果；权重之间隔得更远。",
  deltas_turned: "这里旋转了输出梯度；求卷积核的梯度时什么也不旋转。",
  few_deltas: "这里只用了与卷积核格数一样多的输出梯度；每一个都要算进去。",
};
