/** What this element says, in Chinese. */
/** @type {typeof import("./messages.js").en} */
export const zh = {
  receptiveField: "感受野",
  layer: (number) => `第 ${number} 层`,
  sees: (size) => `感受野 ${size}`,
  waysNote: "数字：到所选格的路径数。",
  size: "大小",
  readWords: (layer, size, read) =>
    `${layer}的一个格能看到 ${size} × ${size} 像素，读取 ${size * size} 个中的 ${read} 个${read < size * size ? `：${size * size - read} 个是空洞（斜线）` : ""}。`,
  pixelWords: (row, col, ways, layer) =>
    `从第 ${row} 行第 ${col} 列的像素有 ${ways} 条路径通向${layer}的格${ways ? "" : "：空洞"}。`,
  columns: ["卷积核大小", "步幅", "填充", "空洞率", "大小", "间距", "起点"],
  addLayer: "添加一层",
  removeLayer: (number) => `删除第 ${number} 层`,
  fullNote: (size, layers) => `图最多画到 ${size} × ${size} 像素、${layers} 层。`,
};
