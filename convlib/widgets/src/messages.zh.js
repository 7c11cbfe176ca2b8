/** Every word that an element says, in Chinese: a pack that pages in Chinese load. */
import { format, isNumber } from "./numbers.js";

/** @type {typeof import("./messages.js").en} */
export const zh = {
  slidingWindow: "滑动窗口",
  slidingWindowFlipped: "滑动窗口（翻转卷积核）",
  label: (title, input, kernel, { stride, padding, dilation }) =>
    `${title}：输入 ${input}，卷积核 ${kernel}，步幅 ${stride}，填充 ${padding}，空洞率 ${dilation}`,
  input: "输入",
  paddedInput: (padding) => `输入，填充 ${padding}`,
  kernel: "卷积核",
  kernelTurned: "卷积核（旋转后使用）",
  output: "输出",
  inputSize: "输入大小",
  kernelSize: "卷积核大小",
  stride: "步幅",
  padding: "填充",
  dilation: "空洞率",
  bias: "偏置",
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
  badLink: "链接已损坏：其中没有可以显示的内容。",
  outputSize: "输出大小",
  outputHeight: "输出高度",
  outputWidth: "输出宽度",
  biasMark: "（偏置）",
  cell: (grid, row, col) => `${grid}，第 ${row} 行，第 ${col} 列`,
  window: (step, all) => (step === null ? `${all} 个窗口` : `第 ${step} 个窗口，共 ${all} 个`),
  refused: (text) =>
    isNumber(text)
      ? `“${text}” 太大，保留原来的值。`
      : `“${text}” 不是数字，保留原来的值。`,
  largest: (name, value) => `${name}最大为 ${value}：更大的窗口放不进填充后的输入。`,
  smallest: (name, value) => `${name}最小为 ${value}：窗口放不进更小的填充后输入。`,
  nothingSelected: "选择一个输出格看它的计算，选择一个输入格看它参与哪些输出，或选择一个权重看它乘了哪些输入。",
  sumWords: (row, col, terms, bias, relu, value) =>
    `输出第 ${row} 行第 ${col} 列：${terms
      .map(({ x, w }) => `${format(x)} 乘 ${format(w)}`)
      .join("，加 ")}${bias === null ? "" : `，加偏置 ${format(bias)}`}${relu ? "，经过 ReLU" : ""}，得 ${format(value)}。`,
  fedTitle: (row, col, value, outputs) =>
    outputs === 0
      ? `没有窗口读取 x[${row},${col}] = ${format(value)}。`
      : `x[${row},${col}] = ${format(value)} 参与 ${outputs} 个输出：`,
  fedWords: (row, col, value, fed) =>
    fed.length === 0
      ? `没有窗口读取输入第 ${row} 行第 ${col} 列。`
      : `输入第 ${row} 行第 ${col} 列，值 ${format(value)}，参与 ${fed.length} 个输出：${fed
          .map(({ i, j, w }) => `第 ${i} 行第 ${j} 列，权重 ${format(w)}`)
          .join("；")}。`,
  usedWords: (row, col, value, times) =>
    `权重 w[${row},${col}] = ${format(value)} 在每个窗口中用一次：它乘以标出的 ${times} 个格，每个输出一个。`,

  channels: "通道与卷积核",
  channelsLabel: (size, filters, { stride, padding }) =>
    `通道与卷积核：输入 ${size}，${filters} 个卷积核，步幅 ${stride}，填充 ${padding}`,
  inputChannel: (c) => `输入通道 ${c}`,
  filterChannel: (k, c) => `卷积核 ${k} 通道 ${c}`,
  outputMap: (k) => `输出 ${k}`,
  biasOf: (k) => `偏置 ${k}`,
  filter: "卷积核",
  products: "乘积",
  subtotal: "小计",
  plusBias: "+ 偏置",
  sum: "= 总和",
  channelWords: (k, row, col, channels, bias, relu, value) =>
    `输出 ${k} 第 ${row} 行第 ${col} 列：${channels
      .map(
        ({ terms, subtotal }, c) =>
          `通道 ${c}：${terms
            .filter(({ product }) => product !== 0)
            .map(({ x, w }) => `${format(x)} 乘 ${format(w)}`)
            .join("加")}，小计 ${format(subtotal)}`,
      )
      .join("；")}；加偏置 ${format(bias)}${relu ? "，经过 ReLU" : ""}，得 ${format(value)}。`,
  channelFedTitle: (c, row, col, value, k, outputs) =>
    outputs === 0
      ? `没有窗口读取 x[${c},${row},${col}] = ${format(value)}。`
      : `x[${c},${row},${col}] = ${format(value)} 参与每个输出的 ${outputs} 个格。在输出 ${k} 中：`,
  channelFedWords: (c, row, col, value, fed) =>
    fed[0].length === 0
      ? `没有窗口读取输入通道 ${c} 第 ${row} 行第 ${col} 列。`
      : `输入通道 ${c} 第 ${row} 行第 ${col} 列，值 ${format(value)}，参与${fed
          .map(
            (hits, k) =>
              `输出 ${k}：${hits
                .map(({ i, j, w }) => `第 ${i} 行第 ${j} 列，权重 ${format(w)}`)
                .join("、")}`,
          )
          .join("；")}。`,
  channelUsedWords: (k, c, row, col, value, times) =>
    `权重 w[${k},${c},${row},${col}] = ${format(value)} 在每个窗口中用一次：它乘以输入通道 ${c} 中标出的 ${times} 个格，输出 ${k} 的每个格对应一个。`,

  convBackward: "卷积的反向传播",
  convBackwardLabel: (size, kernel, { stride, padding }) =>
    `卷积的反向传播：输入 ${size}，卷积核 ${kernel}，步幅 ${stride}，填充 ${padding}`,
  outputGradient: "输出梯度",
  inputGradient: "输入梯度",
  kernelGradient: "卷积核梯度",
  withoutFlip: "不翻转",
  gradientOf: "求梯度",
  nudge: (step) => `微调 ${step}`,
  gradientStep: (step, all) =>
    step === null ? `${all} 个梯度` : `第 ${step} 个梯度，共 ${all} 个`,
  biasGradient: (cells) => `偏置梯度 = 全部 ${cells} 个输出梯度之和 =`,
  noGradientSelected: "选择一个梯度格，看哪些输出梯度传回到它。",
  flipForgotten: (value, truth) =>
    value === truth
      ? "这里不翻转恰好得到同样的值。"
      : `不翻转：${format(value)}。正确：${format(truth)}。`,
  measured: (symbol, row, col, step, measured, value) =>
    `把 ${symbol}[${row},${col}] 增加 ${step}：E 变化 ${format(measured * step)}，即每单位 ${format(measured)}。计算值：${format(value)} ${Math.abs(measured - value) < 1e-6 ? "✓" : "✗"}`,
  gradientWords: (symbol, row, col, terms, value, measured, truth) =>
    `${symbol} 第 ${row} 行第 ${col} 列的梯度：${terms
      .map(({ delta, w }) => `${format(delta)} 乘 ${format(w)}`)
      .join("，加 ")}${terms.length ? "" : "没有梯度返回"}，得 ${format(value)}${value === truth ? "" : `；正确值 ${format(truth)}`}${measured === null ? "" : `；测得 ${format(measured)}`}。`,

  pooling: "池化：正向与反向",
  poolingLabel: (size, { kernel_size, stride, mode }) =>
    `池化：特征图 ${size}，${kernel_size} × ${kernel_size} 窗口（${mode}），步幅 ${stride}`,
  featureMap: "特征图",
  pooled: "池化结果",
  pooledGradient: "池化结果的梯度",
  featureMapGradient: "特征图的梯度",
  windowSize: "窗口大小",
  mode: "方式",
  max: "最大",
  average: "平均",
  gradients: "梯度",
  add: "相加",
  overwrite: "覆盖",
  nothingPooled: "选择一个池化格看它的窗口，或选择特征图的一格看传回到它的梯度。",
  poolWords: (row, col, { cells, value }, mode, delta) =>
    `窗口 ${row}, ${col}：${cells.map(({ x }) => format(x)).join("、")} 的${mode === "max" ? "最大值" : "平均值"}是 ${format(value)}。${zh.poolBack({ cells, value }, mode, delta)}`,
  poolBack: ({ cells, value }, mode, delta) => {
    if (mode !== "max") {
      return `反向：${cells.length} 个格各得 ${format(delta)} / ${cells.length} = ${format(delta / cells.length)}。`;
    }
    const { row, col } = cells.find(({ share }) => share);
    const tied = cells.filter(({ x }) => x === value).length;
    return `反向：${format(delta)} 传给 x[${row},${col}]${tied > 1 ? `（${tied} 个并列最大值中的第一个）` : ""}，其余得 0。`;
  },
  overwritten: (value) => `覆盖只保留最后一个窗口：${format(value)}。`,

  network: "完整的网络",
  networkLabel: ({ backward }) => `完整的网络，${backward ? "反向" : "正向"}传播`,
  layers: {
    image: "图像",
    filters: "卷积核",
    conv: "卷积",
    relu: "ReLU",
    pooled: "最大池化",
    flat: "拍平",
    weights: "全连接",
    bias: "偏置",
    logits: "输出值",
    probabilities: "概率",
    loss: "损失",
  },
  rows: { image: "图像与卷积核", logits: "softmax 与损失" },
  short: {
    image: "图像",
    filters: "卷积核",
    conv: "特征图",
    relu: "relu",
    pooled: "池化",
    flat: "特征",
    weights: "权重",
    bias: "偏置",
    logits: "输出值",
    probabilities: "概率",
    loss: "损失",
  },
  direction: "方向",
  forward: "正向",
  backward: "反向",
  label_: "标签",
  number: (step, all) => (step === null ? `${all} 个数` : `第 ${step} 个数，共 ${all} 个`),
  noNumberSelected: "选择任意一个数，看它从哪里来、到哪里去。",
  goes: (names) => (names.length ? `传给 ${names.join("、")}。` : "到此为止。"),
  valueWords: (name, { value, parents }, goes) =>
    `${name} 为 ${format(value)}${parents.length ? `，来自 ${parents.map(({ from }) => format(from.value)).join("、")}` : "，已给定"}。${zh.goes(goes)}`,
  gradWords: (name, { grad }, terms) =>
    `${name} 的梯度为 ${format(grad)}${terms.length ? `：${terms.map(({ to, slope }) => `${format(to.grad)} 乘 ${format(slope)}`).join("，加 ")}` : ""}。`,
  slopes: {
    conv: "特征图的每个梯度，乘以在那里遇到的因子。",
    relu: "和大于 0 处乘 1，否则乘 0。",
    pooled: "每赢得一个窗口乘 1，否则乘 0。",
    flat: "拍平只是改名：乘 1。",
    logits: "每个输出值的梯度，乘以在那里遇到的因子。",
    probabilities: "每个概率的梯度，乘以 softmax 的斜率：pᵢ(1 − pᵢ) 或 −pᵢpⱼ。",
    loss: "损失随标签概率按 1/p 下降；损失自身的梯度为 1。",
  },

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

  groupsTitle: "通道分组",
  groups: "组数",
  in_channels: "输入通道数",
  out_channels: "输出通道数",
  inputChannels: "输入通道",
  outputChannels: "输出通道",
  connections: "连接",
  connectionsNote: "行：输出。列：输入。数字：权重数。",
  connected: (inputs, outputs) =>
    inputs.length
      ? `输入 ${inputs.join("、")} → 输出 ${outputs.join("、")}。`
      : "不相连：在不同的组。",
  groupKind: (groups, channels) =>
    groups === 1
      ? "一组：每个输出读取所有输入。"
      : groups === channels
        ? "逐通道：每个输入自成一组。"
        : `${groups} 组互不相通。`,
  filterWeights: "一个卷积核的权重数",
  parameters: "参数",
  multiplyAdds: "每个输出位置的乘加次数",
  ungrouped: (value) => `（不分组 ${value}）`,
  divisorsNote: (divisors) => `组数必须整除两个通道数：${divisors.join("、")}。`,

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
  ownPicture: "你的图片",
  ownNote: "你的图片不会离开浏览器。",
  notPicture: (name) => `“${name}”不是可读的图片。`,
  shownSigned: "显示为 a/2 + 128：中灰是 0，亮为正，暗为负。",
  shownPlain: "原样显示：小于 0 为黑，大于 255 为白。",

  exercise: (number, label) => `答案 ${number}：${label}`,
  check: "检查",
  right: "正确",
  wrong: "错误",
  rightAnswer: "正确。",
  wrongAnswer: "还不对。",
  tryAgain: "请检查计算，或打开下面的解答。",
  cellsRight: (right, all) => `${all} 格中 ${right} 格正确。`,
  noAnswer: "还缺一个答案。",
  notNumber: (text) => `“${text}” 不是数字。请写 3、−2.5 或 1/3。`,

  outputSizeTitle: "输出大小",
  outputSizeLabel: ({ input_size, kernel_size, stride, padding, dilation }, size) =>
    `输出大小：输入 ${input_size}，卷积核 ${kernel_size}，步幅 ${stride}，填充 ${padding}，空洞率 ${dilation}，得 ${size}`,
  paddedInputStrip: "填充后的输入",
  cells: (number) => `${number} 格`,
  stripCell: (grid, _row, col) => `${grid}，第 ${col} 格`,
  effectiveKernel: "一个窗口跨越的格数",
  room: "可移动的余量",
  steps: "能走的整步数",
  unread: (cells) =>
    cells.length === 0 ? "输入的每一格都被读取。" : `没有窗口读取第 ${cells.join("、")} 格（斜线）。`,
  strip: (output, input, windows, fed) => {
    if (output !== null) {
      return `输出 ${output} 读取位置 ${windows[output].map(format).join("、")}。`;
    }
    if (input === null) return "请选择一个输出格或输入格。";
    return fed.length === 0
      ? `第 ${input} 格不参与任何输出。`
      : `第 ${input} 格参与输出 ${fed.join("、")}。`;
  },
  sizeWords: (size, unread) => `输出有 ${size} 格。${zh.unread(unread)}`,
};

(/** @type {any} */ (globalThis).convlibMessages ??= {}).zh = zh;
