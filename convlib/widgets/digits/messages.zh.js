/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

const times = ({ x, w }) => `${format(x)} 乘 ${format(w)}`;

/** @type {typeof import("./messages.js").en} */
export const zh = {
  digits: "画一个数字",
  digitsLabel: (title, { backward, label, small }, { answer, filter, class: of }) =>
    `${title}：网络认为是 ${answer}${small ? "" : `；滤波器 ${filter}，数字 ${of} 的权重，${backward ? `标签 ${label} 的梯度` : "正向"}`}`,
  drawing: "画板",
  drawHere: "在这里画",
  inkCell: (cell, ink) => `${cell}，墨量 ${ink}`,
  clear: "清空",
  shift: { left: "左移", up: "上移", down: "下移", right: "右移" },
  eraser: "橡皮",
  ink: "墨量",
  says: "网络认为是",
  nothingDrawn: "用手指、鼠标，或方向键和空格键画一个数字。",
  examples: "例子",
  example: (number, label, answer) =>
    `例 ${number}：${label}${answer === label ? "" : `，被认成 ${answer}`}`,
  examplesHint: "这些数字由人手写。带虚线框的，网络认错了。",
  direction: "方向",
  forward: "正向",
  backward: "反向",
  labelOf: "标签",
  forwardHint: "每个滤波器一列。橙色为正；蓝色的小方块为负。",
  backwardHint: (label, loss) =>
    `标签为 ${label} 的损失现在是 ${loss}。每个数增大时它变化多快：橙色增大，蓝色减小。`,
  layers: {
    image: "输入",
    filters: "滤波器",
    conv: "加权和",
    relu: "ReLU",
    pooled: "池化",
    weights: "权重",
    scores: "得分",
    probabilities: "概率",
  },
  short: { filters: "滤波器", conv: "加权和", relu: "ReLU", pooled: "池化" },
  caption: {
    probabilities: () => "概率",
    scores: (isBackward) => (isBackward ? "梯度" : "得分"),
    image: () => "输入：墨量 / 16",
    filters: (filter) => `滤波器 ${filter}`,
    conv: (filter) => `滤波器 ${filter} 的加权和`,
    relu: (filter) => `滤波器 ${filter} 的 ReLU`,
    pooled: (filter) => `池化 ${filter}`,
    weights: (_filter, of) => `数字 ${of} 的权重`,
  },
  filterNumber: (number) => `滤波器 ${number}`,
  classCell: (grid, digit) => `${grid}，数字 ${digit}`,
  place: (layer, [name, ...at]) => {
    if (at.length === 1) return `${layer}，数字 ${at[0]}`;
    const cell = `第 ${at[at.length - 2]} 行第 ${at[at.length - 1]} 列`;
    if (name === "image") return `${layer}，${cell}`;
    return name === "weights"
      ? `${layer}，数字 ${at[0]}，特征图 ${at[1]}，${cell}`
      : `${layer} ${at[0]}，${cell}`;
  },
  nothingChosen: "选择任意一个数，或图中的一处：这里列出它的算式，它的来源会亮起来。",
  how: {
    values: {
      image: "这个像素的墨量除以 16。",
      filters: "学到的一个权重。",
      conv: "九个像素各乘自己的权重，再加偏置。",
      relu: "和为正则不变，否则为 0。",
      pooled: "四个数中最大的一个；其余不起作用。",
      weights: "学到的一个权重。",
      scores: "每个池化后的数乘以它对这个数字的权重，再加偏置。",
      probabilities: "softmax：e 的得分次幂，除以十个这样的幂之和（事先都减去最大的得分）。",
    },
    gradients: {
      image: "这个像素参与的每个加权和的梯度，乘以在那里遇到的权重。",
      filters: "这个滤波器的每个加权和的梯度，乘以权重在那里遇到的像素。",
      conv: "经过 ReLU 传回来的：和为正处全部传回，否则为 0。",
      relu: "经过池化传回来的：全部给窗口中的最大者，其余为 0。",
      pooled: "十个得分的梯度，各乘通向该得分的权重。",
      weights: "得分的梯度，乘以权重遇到的池化后的数。",
      scores: "概率；标签处再减 1。",
    },
  },
  zeros: (count) => `以及 ${count} 个为 0 的乘积`,
  feeds: (which, [name]) => (which === "gradients" || !zh.fed[name] ? "" : zh.fed[name]),
  fed: {
    image: "每个滤波器最多有九个加权和读它。",
    filters: "这个滤波器的每个加权和里都有它。",
    conv: "它接着经过 ReLU。",
    relu: "它进入池化的一个窗口。",
    pooled: "十个得分里都有它。",
    weights: "它只在一个得分里。",
    scores: "它影响全部十个概率。",
  },
  digitSum: (title, how, { value, groups, bias }, open) => {
    const parts =
      groups.length > 1
        ? groups.map(({ number, sum }) => `特征图 ${number} 的 ${format(sum)}`)
        : (open?.terms ?? []).filter(({ x, w }) => x * w !== 0).map(times);
    const all = [...parts, ...(bias === undefined ? [] : [`偏置 ${format(bias)}`])];
    return `${title}：${format(value)}。${how}${all.join("，加 ")}${all.length ? "。" : ""}`;
  },
};
