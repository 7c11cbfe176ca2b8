/** What this element says, in Chinese. */
import { format, formatFactor } from "../src/numbers.js";

/** A bound that is not rounded up. @param {number} value */
const below = (value) => {
  const digits = 10 ** (3 - Math.floor(Math.log10(value)));
  return format(Math.floor(value * digits * (1 + 1e-9)) / digits);
};
const sign = (/** @type {number} */ factor) => (factor < 0 ? "−" : "+");

/** @type {typeof import("./messages.js").en} */
export const zh = {
  learnKernel: "卷积核的学习",
  learnLabel: (title, input, kernel, { learning_rate: rate }) =>
    `${title}：输入 ${input}，卷积核 ${kernel}，学习率 ${format(rate)}`,
  target: "目标",
  error: "误差",
  kernelGradient: "卷积核梯度",
  step: "走一步",
  stepsDone: (step) => `${step} 步`,
  atStep: "第几步",
  randomStart: "随机起点",
  learningRate: "学习率",
  copyLosses: "复制损失",
  axis: "步数",
  lossNow: (loss) => `损失 ${format(loss)}`,
  rightNow: (loss) => `没有错误时 ${format(loss)}`,
  leastLoss: (loss) => `最好的卷积核为 ${format(loss)}`,
  diverged: "损失已超过起点的 1000 倍：发散了。",
  curve: (losses, right, least) =>
    `损失随步数的变化：起点 ${format(losses[0])}，${losses.length - 1} 步后 ${format(losses[losses.length - 1])}${
      right ? `；没有错误时 ${right.length - 1} 步后 ${format(right[right.length - 1])}` : ""
    }${least > 0 ? `；最好的卷积核为 ${format(least)}` : ""}。`,
  largestRate: (largest) =>
    largest === Infinity
      ? "所有像素都是 0：没有什么可学。"
      : `学习率小于 2/λ = ${below(largest)} 时，从任何起点都能学会；大于它则发散。`,
  breakIt: "弄坏它",
  mistakes: {
    none: () => "不出错",
    turned_deltas: () => "旋转了 δ",
    turned_gradient: () => "旋转了梯度",
    few_deltas: ({ few, count }) => `${count} 个 δ 只用 ${few} 个`,
    uphill: () => "符号错了",
    mean: () => "把和换成平均",
  },
  noDifference: "对这些数，这个错误不改变任何结果。",
  why: {
    none: () => "没有错误。选一个错误，正确的学习过程仍以虚线画在旁边。",
    turned_deltas: () =>
      "δ 先旋转 180° 再放到图像上：误差被算到了别的窗口所读的像素头上。即使停了下来，误差也不一定为 0。",
    turned_gradient: () => "每个权重走的是对面那个权重需要的一步。",
    few_deltas: ({ few, count }) =>
      `${count} 个误差只看了 ${few} 个。若有一个卷积核使全部输出都正确，这些可能就够了；否则其余的一直是错的。`,
    uphill: () =>
      "梯度指向损失增大的方向；不减去它而加上它，每一步都在上坡。",
    mean: ({ count, rate }) =>
      `除以 ${count} 后方向仍对，步子只有应有的 1/${count}：学习率 ${format(rate)} 只相当于 ${format(rate / count)}。`,
  },
  rowSums: (row, col, sums, value) =>
    `∂E/∂w[${row},${col}]，按 δ 的行分别求和：${sums.map(formatFactor).join(" + ")} = ${format(value)}`,
  weightStep: (row, col, old, factor, value, next) =>
    `这一步：w[${row},${col}] ← ${format(old)} ${sign(factor)} ${format(Math.abs(factor))} · ${formatFactor(value)} = ${format(next)}`,
  stepWords: (row, col, terms, value, [old, factor, , next]) =>
    `权重第 ${row} 行第 ${col} 列的梯度：${terms
      .map(({ delta, w }) => `${format(delta)} 乘 ${format(w)}`)
      .join("，加 ")}，得 ${format(value)}。下一步权重由 ${format(old)} ${factor < 0 ? "减去" : "加上"}它的 ${format(Math.abs(factor))} 倍，变为 ${format(next)}。`,
  errorOf: (row, col, output, target, error) =>
    `误差：a[${row},${col}] − 目标 = ${format(output)} − ${formatFactor(target)} = ${format(error)}；平方的一半是 ${format(error ** 2 / 2)}`,
  errorWords: (row, col, terms, output, target, error) =>
    `输出第 ${row} 行第 ${col} 列：${terms
      .map(({ x, w }) => `${format(x)} 乘 ${format(w)}`)
      .join("，加 ")}，得 ${format(output)}。减去目标 ${format(target)}，误差为 ${format(error)}。`,
  fedWords: (row, col, value, fed) =>
    `输入第 ${row} 行第 ${col} 列，值 ${format(value)}，传到${fed
      .map(({ i, j, w }) => `输出第 ${i} 行第 ${j} 列，乘 ${format(w)}`)
      .join("；")}。`,
  lossOf: (count, loss) => `E = ½ ·（${count} 个误差的平方和）= ${format(loss)}`,
  selectToRead: "选择一个权重，看它的梯度和这一步；选择一个误差，看它从何而来；或选择一个像素，看它传到哪里。",
};
