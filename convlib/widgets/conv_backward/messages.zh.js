/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  convBackward: "卷积的反向传播",
  convBackwardLabel: (size, kernel, { stride, padding }) =>
    `卷积的反向传播：输入 ${size}，卷积核 ${kernel}，步幅 ${stride}，填充 ${padding}`,
  outputGradient: "输出梯度",
  inputGradient: "输入梯度",
  kernelGradient: "卷积核梯度",
  withoutFlip: "不翻转",
  gradientOf: "求梯度",
  nudge: (step) => `微调 ${step}`,
  gradientStep: (step, all) =>
    step === null ? `${all} 个梯度` : `第 ${step} 个梯度，共 ${all} 个`,
  biasGradient: (cells) => `偏置梯度 = 全部 ${cells} 个输出梯度之和 =`,
  noGradientSelected: "选择一个梯度格，看哪些输出梯度传回到它。",
  flipForgotten: (value, truth) =>
    value === truth
      ? "这里不翻转恰好得到同样的值。"
      : `不翻转：${format(value)}。正确：${format(truth)}。`,
  measured: (symbol, row, col, step, measured, value) =>
    `把 ${symbol}[${row},${col}] 增加 ${step}：E 变化 ${format(measured * step)}，即每单位 ${format(measured)}。计算值：${format(value)} ${Math.abs(measured - value) < 1e-6 ? "✓" : "✗"}`,
};
