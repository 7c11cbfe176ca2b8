/** The same in Chinese. */
export const zh = {
  copyCsv: "复制为 CSV",
  copiedGrid: (grid, [rows, cols]) => `已复制：${grid}，${rows} × ${cols}。`,
  embed: "嵌入",
  embedCode: "用于其他网页、幻灯片或课程的代码：",
  theme: "配色",
  themes: { auto: "随读者", light: "浅色", dark: "深色" },
  copyCode: "复制代码",
  codeSelected: "代码已选中：请复制，或按下面的按钮。",
  onlyHere: "代码中的地址只在本机有效。请先发布本书，再从发布后的页面取代码。",
  picture: "存为图片",
  pictureOf: "当前画面：",
  walk: (steps) => `全部 ${steps} 步，动图（GIF）`,
  drawn: (step, steps) => `正在绘制第 ${step} 步，共 ${steps} 步。`,
  saved: (name) => `已保存：${name}`,
  fromPage: (book, title) => `${book}：${title}`,
  badEmbed: {
    page: "此框架的地址没有指向本书的任何一页。请回到书中重新取代码。",
    explorer: "该页已没有这个交互图。请回到书中重新取代码。",
  },
  notSaved: "浏览器无法绘制这张图片。",
};
