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
  cutOff: (padding) => `输出，裁去 ${padding}`,
  soFar: (place) => `输出，${place}`,
  stampPlace: (step, all) => (step === null ? `${all} 个印章` : `第 ${step} 个印章，共 ${all} 个`),
  stampWords: (row, col, value, kept, cut, top, left) =>
    `x[${row},${col}] 盖上 ${format(value)} 乘卷积核：从第 ${format(top)} 行第 ${format(left)} 列起 ${kept} 个乘积${cut ? `；填充裁去 ${cut} 个` : ""}。`,
  landsWords: (row, col, value) =>
    `权重 w[${row},${col}] = ${format(value)} 在每个印章中：每个输入落下一次。`,
  noStamp: "没有印章到达这个输出：值为 0。",
  outputPaddingNote: (value) => `输出填充最大为 ${value}：它必须小于步幅（或空洞率）。`,
  cutAllNote: (value) => `填充最大为 ${value}：再大就什么也不剩。`,
};
