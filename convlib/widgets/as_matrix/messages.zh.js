/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  asMatrix: "同一个卷积，四种写法",
  asMatrixBack: "反向，四种写法",
  view: "视图",
  views: { loop: "循环", columns: "列", matrix: "矩阵" },
  transposed: "转置",
  outputGradient: "输出梯度",
  inputGradient: "输入梯度",
  loop: "循环",
  scatter: "同一个循环，反向",
  gather: "逐个像素，用旋转后的卷积核",
  columns: "窗口展开为列",
  columnsBack: "待相加的乘积",
  matrix: "矩阵 M",
  matrixBack: "矩阵 Mᵀ",
  rowOfM: "Mᵀ 的一行，放在输出梯度上",
  rowFor: (number, row, col) => `Mᵀ 的第 ${number} 行，对应 x[${row},${col}]`,
  rowHint: ([top, left], [bottom, right]) =>
    `这一行放在输出梯度上，就是旋转 180° 的卷积核。四周的零：上 ${top}、下 ${bottom}、左 ${left}、右 ${right}。`,
  productStep: (step, all) => (step === null ? `${all} 个乘积` : `第 ${step} 个乘积，共 ${all} 个`),
  pixelStep: (step, all) => (step === null ? `${all} 个像素` : `第 ${step} 个像素，共 ${all} 个`),
  nothingLit: "选择一个格、循环的一行或 M 的一个元素：它的乘积会在各处同时亮起。",
  deltaGoesTo: (row, col, value, count) =>
    `d[${row},${col}] = ${format(value)} 经它的窗口传回：${count} 个乘积，即各列中的一列，也是 Mᵀ 的一列。`,
  pixelIsIn: (row, col, value, count, pixel) =>
    `x[${row},${col}] = ${format(value)} 在 ${count} 个乘积中：M 的第 ${pixel} 列。`,
  weightIsIn: (row, col, value, count, cell) =>
    `w[${row},${col}] = ${format(value)} 在 ${count} 个乘积中：各列的第 ${cell} 行，在 M 中沿一条对角线。`,
  pixelGradient: (row, col, terms, value) =>
    `x 第 ${row} 行第 ${col} 列的梯度：${terms
      .map(({ delta, w }) => `${format(delta)} 乘 ${format(w)}`)
      .join("，加 ")}${terms.length ? "，" : "没有梯度传回，"}得 ${format(value)}。`,
  linesProducts: (count) => `这一行在这一次执行中对应 ${count} 个乘积。`,
  noEntry: (out, pixel) => `M 在这里为 0：输出 ${out} 不读取像素 ${pixel}。`,
  noPass: "窗口在这里落在图像四周的零上：没有什么可乘。",
  onePass: (target, { w }, other, value) =>
    `${target} 增加 ${format(w)} 乘 ${format(other)}，即 ${format(value)}。`,
  sameProduct: ({ cell, out, pixel }) =>
    `循环的一次执行：权重 ${cell}，窗口 ${out}；在 M 中是第 ${out} 行第 ${pixel} 列。`,
  inColours: (name, rows, cols) => `${name}，${rows} × ${cols}，以颜色表示`,
  tooLong: (most) => `超过 ${most} × ${most} 时用颜色表示：颜色越深，绝对值越大；负数为灰色。`,
  circle: "如果图像首尾相接：循环矩阵与傅里叶变换",
  circleWords: (plane) =>
    `从右边出去的，从左边进来${plane ? "；从下边出去的，从上边进来" : ""}（填充方式“circular”）。每个像素都是一个窗口的起点，M ${plane ? "是方阵，每一块都是循环矩阵，各块之间也循环：" : "是循环矩阵："}每一行是上一行移动一格。傅里叶变换 F 把这样的矩阵变成对角矩阵。`,
  noCircle: "卷积核比图像长：绕一圈会碰到它自己。",
  circulant: "M，首尾相接",
  diagonal: "F M F⁻¹",
  diagonalOf: (count) => `F M F⁻¹，${count} × ${count}：只剩对角线`,
  offDiagonal: (largest) => `对角线以外最大的数：${largest}，只是舍入误差。`,
  spectra: ["频率", "图像，Fx", "卷积核：对角线", "乘积"],
  transformedBack: "乘积，变换回来",
  sameAs: (apart) => `与 M 乘图像相同；最大的差是 ${apart}。`,
};
