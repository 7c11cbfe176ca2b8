/** What several elements say, in Chinese. */
import { format, isNumber } from "./numbers.js";

/** A number for both axes, one for each, or one for each side. */
const each = (value) => {
  if (!Array.isArray(value)) return `${value}`;
  const [rows, columns] = value;
  if (!Array.isArray(rows)) return `${rows} × ${columns}`;
  return `上 ${rows[0]}、下 ${rows[1]}、左 ${columns[0]}、右 ${columns[1]}`;
};

/** @type {typeof import("./messages.js").en} */
export const zh = {
  each,
  label: (title, input, kernel, { stride, padding, dilation, bias }) =>
    `${title}：输入 ${input}，卷积核 ${kernel}，步幅 ${each(stride)}，填充 ${each(padding)}，空洞率 ${each(dilation)}${bias ? `，偏置 ${format(bias)}` : ""}`,
  input: "输入",
  paddedInput: (padding) =>
    padding?.[0]?.length ? "输入（已填充）" : `输入，填充 ${each(padding)}`,
  kernel: "卷积核",
  kernelTurned: "卷积核（旋转后使用）",
  output: "输出",
  inputSize: "输入大小",
  kernelSize: "卷积核大小",
  stride: "步幅",
  padding: "填充",
  dilation: "空洞率",
  relu: "ReLU",
  flipKernel: "翻转卷积核",
  play: "播放",
  pause: "暂停",
  previous: "上一步",
  next: "下一步",
  speed: "速度",
  reset: "重置",
  copyLink: "复制链接",
  copyAs: (library) => `复制为 ${library} 代码`,
  copied: "已复制。",
  copyByHand: "浏览器不允许本页复制。请从这里复制：",
  more: "更多",
  badLink: {
    damaged: "链接已损坏：其中没有可以显示的内容。",
    version: "链接由本页的更新版本生成，此版本无法读取。",
    size: "链接没有错，但其中的大小超出这个交互图能显示的范围。",
  },
  apart: "行列分开设置",
  along: (name, part) => `${name}（${part}）`,
  parts: { rows: "行", columns: "列", top: "上", bottom: "下", left: "左", right: "右" },
  fresh: "换一组数",
  seed: (seed) => `种子 ${seed}`,
  pasteHint: "把矩阵粘贴到任一格，就会填满整个网格：可来自电子表格、CSV、Python 或 MATLAB。",
  notPasted: ({ why, row, col, text, count, wanted, rows, cols, most }) =>
    `没有粘贴：${
      {
        number: `第 ${row} 行第 ${col} 列的“${text}”不是数字。`,
        large: `第 ${row} 行第 ${col} 列的“${text}”太大。`,
        empty: `第 ${row} 行第 ${col} 列是空的。`,
        ragged: `第 ${row} 行有 ${count} 个数，第 0 行有 ${wanted} 个。`,
        size: `${rows} × ${cols} 个数超出能显示的 ${most} × ${most}。`,
        deep: "括号里不是一行行的数。",
        nothing: "其中没有数。",
      }[why]
    }`,
  notFitting: ([rows, cols], { why, word }) =>
    why === "size" || word === "output"
      ? `没有粘贴：这个网格的大小已定，不是 ${rows} × ${cols}。`
      : `没有粘贴：改成 ${rows} × ${cols}，填充后的输入就放不下窗口。`,
  outputSize: "输出大小",
  outputHeight: "输出高度",
  outputWidth: "输出宽度",
  biasMark: "（偏\u2060置）",
  cell: (grid, row, col) => `${grid}，第 ${row} 行，第 ${col} 列`,
  window: (step, all) => (step === null ? `${all} 个窗口` : `第 ${step} 个窗口，共 ${all} 个`),
  refused: (text) =>
    isNumber(text)
      ? `“${text}”太大，保留原来的值。`
      : `“${text}”不是数字，保留原来的值。`,
  largest: (name, value) => `${name}最大为 ${value}：再大，填充后的输入就放不下窗口。`,
  smallest: (name, value) => `${name}最小为 ${value}：再小，填充后的输入就放不下窗口。`,
  nothingSelected: "选择一个输出格看它的计算，选择一个输入格看它参与哪些输出，或选择一个权重看它乘了哪些输入。",
  sumWords: (row, col, terms, bias, relu, value) =>
    `输出第 ${row} 行第 ${col} 列：${terms
      .map(({ x, w }) => `${format(x)} 乘 ${format(w)}`)
      .join("，加 ")}${bias === null ? "" : `，加偏置 ${format(bias)}`}${relu ? "，经过 ReLU" : ""}，得 ${format(value)}。`,
  filter: "滤波器",
  gradientWords: (symbol, row, col, terms, value, measured, truth) =>
    `${symbol} 第 ${row} 行第 ${col} 列的梯度：${terms
      .map(({ delta, w }) => `${format(delta)} 乘 ${format(w)}`)
      .join("，加 ")}${terms.length ? "" : "没有梯度返回"}，得 ${format(value)}${value === truth ? "" : `；正确值 ${format(truth)}`}${measured === null ? "" : `；测得 ${format(measured)}`}。`,
  number: (step, all) => (step === null ? `${all} 个数` : `第 ${step} 个数，共 ${all} 个`),
  tour: "可以做的事",
  showMe: "演示",
  showStep: (number) => `演示第 ${number} 步`,
  answer: "答案",
  readsTogether: "共同读取",
  sharedBy: (cells) =>
    cells === 0
      ? "没有窗口把它和别的格一起读取。"
      : `有窗口把它和另外 ${cells} 格一起读取；小数字是这样的窗口数。`,
  practice: "练习",
  practiceStart: "按任意顺序填写空格。按回车或离开该格时检查。",
  practiceCell: (cell) => `${cell}：输入数字后按回车。`,
  practised: (answer) =>
    answer?.verdict && (!answer.verdict.right ? "还不对" : answer.shown ? "已显示" : "正确"),
  rightNumber: "正确。",
  notYet: "还不对。",
  allFound: "所有空格都填好了。",
  showSum: "显示算式",
  anotherOne: "换一题",
  rightSoFar: (count) => `已答对 ${count} 格`,
  forget: "清除记录",
  padding_forgotten: "这是没有填充的结果。",
  stride_forgotten: "这是步幅为 1 的结果；窗口每次要移动得更远。",
  swapped: "行与列对调了。",
  stripCell: (grid, _row, col) => `${grid}，第 ${col} 格`,
};
