/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  transposed: "转置卷积",
  view: "视图",
  views: { stamp: "盖章相加", zeros: "插入零", matrix: "矩阵" },
  output_padding: "输出填充",
  overlap: "重叠数",
  stamp: "印章",
  stretched: "插入零后的输入",
  spreadKernel: (kernel, dilation) => `${kernel}，空洞率 ${[dilation].flat().join(" × ")}`,
  cutOff: (padding) => `输出，裁去 ${[padding].flat().join(" × ")}`,
  soFar: (place) => `输出，${place}`,
  stampPlace: (step, all) => (step === null ? `${all} 个印章` : `第 ${step} 个印章，共 ${all} 个`),
  stampWords: (row, col, value, kept, cut, top, left) =>
    `x[${row},${col}] 盖上 ${format(value)} 乘卷积核：从第 ${format(top)} 行第 ${format(left)} 列起 ${kept} 个乘积${cut ? `；填充裁去 ${cut} 个` : ""}。`,
  landsWords: (row, col, value) =>
    `权重 w[${row},${col}] = ${format(value)} 在每个印章中都有：每个输入盖下一次。`,
  stampsShare: (inputs) =>
    inputs === 0
      ? "它的印章与其他印章没有公共的输出。"
      : `它的印章与另外 ${inputs} 个印章有公共的输出；小数字是公共输出的个数。`,
  noStamp: "没有印章盖到这个输出：值为 0。",
  outputPaddingNote: (value) => `输出填充最大为 ${value}：它必须小于步幅（或空洞率）。`,
  cutAllNote: (value) => `填充最大为 ${value}：再大就什么也不剩。`,
  tooLargeNote: (name, value, most) => `${name}最大为 ${value}：再大，输出就超过 ${most} × ${most}。`,
  unfit: {
    transposed: ([rows, cols]) => `没有粘贴：${rows} × ${cols} 会使输出为空，或者太大。`,
  },
  stamp_turned: "这里旋转了印章；印章就是原样的卷积核。",
  stamps_assigned: "这里印章重叠：要相加，而不是覆盖。",
  stamps_touch: "这是步幅为 1 的结果；印章的起点隔得更远。",
  one_zero_more: "印章隔得太远：输入之间插入（步幅 − 1）个零，而不是步幅个。",
  nothing_cut: "这里什么也没有裁去：最前面的是填充的行列，应当裁去。",
  padding_added: "这里的填充要裁去，而不是加在四周。",
  put_before: "输出填充加在下方和右方，而不是前面。",
  stamp_dense: "这是空洞率为 1 的结果；印章的权重之间隔得更远。",
};
