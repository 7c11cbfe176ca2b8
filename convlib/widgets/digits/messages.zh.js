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
  learning: "从头训练它",
  training: {
    trainingHint: (learning, heldOut) =>
      `权重先随机抽取。每一步让网络看 ${learning} 个数字中的 32 个，再让每个权重逆着自己的梯度移动一点。另外 ${heldOut} 个数字从不用于学习，只用来检验它读得多准。`,
    step: "步数",
    stepOf: (at, all, passes) => `${at} / ${all}，${format(passes, 3)} 轮`,
    fast: "尽可能快",
    slow: "每秒 4 步",
    restart: "重新开始",
    trainedWords: (at, loss, right, all) =>
      at === 0
        ? `一步还没走：${all} 个留出的数字读对了 ${right} 个，纯属碰巧。`
        : `第 ${at} 步：这一批的损失是 ${format(loss, 3)}；${all} 个留出的数字读对了 ${right} 个，占 ${((100 * right) / all).toFixed(1)}%。`,
    rate: "学习率",
    otherWeights: "换一组初始权重",
    breakIt: "弄坏它",
    mistakes: {
      none: "一切正常",
      relu: "去掉 ReLU",
      ties: "窗口里有并列时，每个都得到全部梯度",
      overwritten: "各窗口的梯度互相覆盖，没有相加",
      zeros: "初始权重全为 0",
      sum: "梯度该取平均，却取了总和",
      rate: "学习率大到十倍",
    },
    why: {
      relu: "和不论正负都原样传下去。在这里并无害处：换五组初始权重，20 轮之后读对 97.2% 到 98.1%，有 ReLU 时是 96.7% 到 98.1%。最大池化本身也不是线性的。如果几层之间什么都没有，去掉 ReLU 它们就合成一个线性层了。",
      ties: "窗口里有几个数并列最大时，每个都得到这个窗口的全部梯度，就像 grad[a == largest] = delta 那样，而不是只给第一个。几乎没有害处：20 轮之后读对 96.9% 到 98.1%，正确的做法是 96.7% 到 98.1%。这样的窗口多半四个数全是 0，到达那里的梯度被 ReLU 挡住；其余的多半在空白的纸上，只有偏置的梯度会偏大。",
      overwritten: "所有图像的所有窗口共用一个滤波器的权重，所以它们的梯度要相加。这里后一个覆盖前一个，只剩下最后一幅图像的最后一个窗口：一个多半空白的角落。滤波器几乎学不到东西：20 轮之后读对 92.2% 到 93.6%，与随机滤波器的 91.9% 到 93.6% 一样。",
      zeros: "所有的和都是 0，最后一层读到的也全是 0，而往回传的梯度又要乘上它那些为 0 的权重。没有一个权重得到梯度，只有最后一层的十个偏置在动。损失停在 ln 10 ≈ 2.30 附近，等于瞎猜；20 轮之后读对 7.2% 到 8.3%。",
      sum: "32 个数字的梯度加在一起，却没有除以 32，就好像学习率大了 32 倍。学习率为 0.2 时，头几步跨得太远，很快就没有一个和是正的。于是 ReLU 前后都不放行，滤波器再也不变：它们“死”了，20 次试验中有 19 次在两轮之后如此。20 轮之后最多读对 13.3%。",
      rate: "梯度只说明附近哪边是下坡；一步跨出十倍远，反而落到更高处。学习率是 2 而不是 0.2 时，很快就没有一个和是正的。于是 ReLU 前后都不放行，滤波器再也不变：它们“死”了，20 次试验中有 15 次在两轮之后如此。20 轮之后最多读对 10.6%。较小的学习率放大十倍也许没事：试试 0.02。",
    },
    guessing: "瞎猜",
    passes: "学过全部数字的轮数",
    lossTitle: "每一批的损失（粗线：15 批的平均）",
    rightTitle: (all) => `${all} 个留出的数字读对的比例`,
    curveLabel: (title) => `${title}：曲线，数值见下面的表`,
    shortOf: {
      network: "网络",
      random: "随机滤波器",
      dense: "全连接",
      linear: "只看像素",
      broken: "弄坏的",
      healthy: "正常的",
    },
    longOf: {
      network: "网络，8 个滤波器",
      random: "随机滤波器，固定不变",
      dense: "全连接，18 个隐藏单元",
      linear: "只看像素，没有卷积",
      broken: "弄坏的网络",
      healthy: "同一个网络，正常",
    },
    learnersTitle: (at) => `第 ${at} 步`,
    learner: "谁在学",
    numbersLearned: "学习的权重",
    whole: String,
    lossNow: "损失",
    rightNow: "读对",
    none: "–",
    readWithThis: "用这个网络来读我画的数字",
    filtersThenNow: "滤波器：抽到时 → 现在",
    filterThenNow: (k) => `滤波器 ${k}，抽到时和现在`,
    filterFirst: (k) => `滤波器 ${k}，抽到时`,
    filterNow: (k) => `滤波器 ${k}，现在`,
    biasIs: (bias) => `偏置 ${format(bias, 2)}`,
    confusion: "混淆矩阵",
    confusionAxes: "行：真正的数字。列：网络的回答。",
    readAs: (label, answer) =>
      [label >= 0 && `真正是 ${label}`, answer >= 0 && `读作 ${answer}`].filter(Boolean).join("，"),
    selectCount: "选中一个计数，就能看到是哪些数字。",
    theseAre: (label, answer, count) => `${count} 个留出的 ${label} 读作 ${answer}。`,
    digitNumber: (number) => `第 ${number} 个数字，放到上面去读`,
  },
};
