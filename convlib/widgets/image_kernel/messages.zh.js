/** What this element says, in Chinese. */
/** @type {typeof import("./messages.js").en} */
export const zh = {
  imageKernel: "照片上的卷积核",
  neighbourhood: "邻域",
  nothingPicked: "指向一个像素，或用方向键移动，看它的计算。",
  ownKernel: "自定义",
  kernels: {
    identity: "恒等",
    blur: "模糊",
    strongBlur: "模糊 5 × 5",
    sharpen: "锐化",
    edge: "边缘",
    emboss: "浮雕",
    sobelX: "Sobel →",
    sobelY: "Sobel ↓",
  },
  paddingMode: "填充方式",
  modes: {
    zeros: "补零 zeros",
    reflect: "镜像 reflect",
    replicate: "复制边缘 replicate",
    circular: "循环 circular",
  },
  isSeparable: "它可以分离吗？",
  column: "列",
  row: "行",
  separable: (rows, columns) =>
    `可以：它的秩是 1，等于一列乘一行。先用列、再用行，每个像素只需 ${rows} + ${columns} = ${rows + columns} 次乘法，而不是 ${rows * columns} 次。`,
  notSeparable: (rank) =>
    rank === 0
      ? "它全是零：秩是 0。"
      : `不可以：它的秩是 ${rank}，要用 ${rank} 个“列乘行”相加；单独一个的秩是 1。`,
  ownPicture: "你的图片",
  ownNote: "你的图片不会离开浏览器。",
  notPicture: (name) => `“${name}”不是可读的图片。`,
  shownSigned: "显示为 a/2 + 128：中灰是 0，亮为正，暗为负。",
  shownPlain: "原样显示：小于 0 为黑，大于 255 为白。",
};
