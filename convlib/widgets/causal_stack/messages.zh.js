/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  stack: "沿时间的空洞卷积层",
  stackLabel: (title, layers, field, causal) =>
    `${title}：${layers} 层，${causal ? "因果" : "居中"}，感受野 ${field}`,
  signal: "信号",
  layer: (number) => `第 ${number} 层`,
  weightsOf: (number) => `第 ${number} 层的权重`,
  dilationOf: (number) => `第 ${number} 层的空洞率`,
  seen: (field) => `看到 ${field}`,
  time: "时刻",
  node: (grid, _row, time) => `${grid}，时刻 ${time}`,
  zeros: (count) => `${count}×0`,
  nowNote: "虚线右边是未来。",
  zerosNote: (count) => `${count}×0 表示 ${count} 个零。`,
  whole: String,
  blockNote: (layers, largest) =>
    `WaveNet 的一块有 ${layers} 个这样的层，每层 2 个权重，空洞率直到 ${largest}：感受野为 ${2 ** layers} 个样本。`,
  nodeWords: (layer, time, terms, value) =>
    `${layer}，时刻 ${time}：${terms
      .map(({ x, w }) => `${format(x)} 乘 ${format(w)}`)
      .join("，加 ")}，得 ${format(value)}。`,
  field: "感受野",
  reads: (count, first, last, zeros, later) =>
    count
      ? `读取 ${count} 个样本（时刻 ${first} 到 ${last}）${zeros ? "和零" : ""}；${later ? `其中 ${later} 个来自未来（点线框）` : "没有一个来自未来"}。`
      : "只读到零。",
  sampleWords: (time, value, count, all) =>
    `时刻 ${time} 的样本 ${format(value)} 影响 ${all} 个输出中的 ${count} 个。`,
  weightWords: (layer, value, shift) =>
    `${layer}的权重 ${format(value)} 乘以${
      shift ? `每个结点${shift < 0 ? "之前" : "之后"} ${Math.abs(shift)} 步的数` : "每个结点同一时刻的数"
    }。`,
  selectSomething: "选一个结点看它的求和，选一个样本看它去向何处，或选一个权重看它乘以什么。",
  step: (time, all) => (time === null ? `${all} 个输出` : `输出 ${time} / ${all}`),
  zerosAre: "补零",
  places: { causal: "在前面：因果", centred: "在两边：居中" },
  length: "长度",
  addLayer: "添加一层",
  removeLayer: (number) => `删除第 ${number} 层`,
  fullNote: (layers) => `最多 ${layers} 层。`,
  noRow: ([rows, cols]) => `没有粘贴：这里只能放一行不多的数，不能放 ${rows} × ${cols} 个。`,
};
