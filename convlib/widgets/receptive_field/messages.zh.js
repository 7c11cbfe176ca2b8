/** What this element says, in Chinese. */
import { format } from "../src/numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  receptiveField: "感受野",
  layer: (number) => `第 ${number} 层`,
  sees: (size) => `感受野 ${size}`,
  waysNote: "数字：到所选格的路径数。",
  size: "大小",
  readWords: (layer, size, read) =>
    `${layer}的一格看到 ${size} × ${size} 个像素，${size * size} 个里读到 ${read} 个${read < size * size ? `：另外 ${size * size - read} 个是空隙（斜线）` : ""}。`,
  pixelWords: (row, col, ways, layer) =>
    `从第 ${row} 行第 ${col} 列的像素有 ${ways} 条路径通向${layer}的格${ways ? "" : "：空隙"}。`,
  columns: ["卷积核", "步幅", "填充", "空洞率", "大小", "间距", "起点"],
  addLayer: "添加一层",
  removeLayer: (number) => `删除第 ${number} 层`,
  fullNote: (size, layers) => `表最多到 ${size} × ${size} 像素、${layers} 层。`,
  toScale: (size, layers, differ) =>
    `按比例绘制：逐格的图最多画 ${layers} 层${differ ? "普通卷积" : ""}、${size} × ${size} 像素。${differ ? "" : "点线：下一格的感受野。"}`,
  between: (cell, first, last) => `第 ${cell} 格看到的行和列都是第 ${format(first)} 到 ${format(last)}。`,
  differs: (size) => `转置卷积之后，各格看到的范围不同：最大 ${size} × ${size}。`,
  largerThan: (size) => `感受野比 ${size} × ${size} 的图像还大：没有一格的感受野全部在图像内。`,
  layerNumber: "层",
  cellNumber: "格",
  network: "网络",
  example: "本例",
  own: "其他",
  imageSize: "图像大小",
  kindOf: (layer) => `第 ${layer} 层`,
  layersTable: "各层",
  kinds: { convolution: "卷积", pooling: "池化", transposed: "转置卷积" },
  short: { pooling: "池化", transposed: "转置" },
  impossible: "这样一来，各格要么什么也看不到，要么太多而无法显示。",
};
