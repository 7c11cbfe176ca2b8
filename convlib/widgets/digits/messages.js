/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

const times = ({ x, w }) => `${format(x)} times ${format(w)}`;

/** @param {number} count */
const grouped = (count) => count.toLocaleString("en");

export const en = {
  digits: "Draw a digit",
  digitsLabel: (title, { backward, label, small }, { answer, filter, class: of }) =>
    `${title}: the network says ${answer}${small ? "" : `; filter ${filter}, weights of ${of}, ${backward ? `gradients for label ${label}` : "forward"}`}`,
  drawing: "Drawing",
  drawHere: "Draw here",
  inkCell: (cell, ink) => `${cell}, ink ${ink}`,
  clear: "Clear",
  shift: { left: "Shift left", up: "Shift up", down: "Shift down", right: "Shift right" },
  eraser: "Eraser",
  ink: "Ink",
  says: "The network says",
  nothingDrawn: "Draw a digit, with a finger, the mouse, or the arrow keys and Space.",
  examples: "Examples",
  example: (number, label, answer) =>
    `Example ${number}: a ${label}${answer === label ? "" : `, read as ${answer}`}`,
  examplesHint: "Digits that people wrote. The network reads those with a dashed frame wrongly.",
  direction: "Direction",
  forward: "Forward",
  backward: "Backward",
  labelOf: "Label",
  forwardHint: "A column for each filter. Orange is positive; blue, in smaller squares, negative.",
  backwardHint: (label, loss) =>
    `How fast the loss for label ${label}, now ${loss}, grows with each number: orange if it grows, blue if it falls.`,
  layers: {
    image: "Input",
    filters: "Filter",
    conv: "Sums",
    relu: "ReLU",
    pooled: "Pooled",
    weights: "Weights",
    scores: "Scores",
    probabilities: "Probabilities",
  },
  short: { filters: "filter", conv: "sums", relu: "ReLU", pooled: "pooled" },
  caption: {
    probabilities: () => "Probability",
    scores: (isBackward) => `${isBackward ? "Gradient" : "Score"}`,
    image: () => "Input: ink / 16",
    filters: (filter) => `Filter ${filter}`,
    conv: (filter) => `Sums of filter ${filter}`,
    relu: (filter) => `ReLU of filter ${filter}`,
    pooled: (filter) => `Pooled ${filter}`,
    weights: (_filter, of) => `Weights for ${of}`,
  },
  filterNumber: (number) => `Filter ${number}`,
  classCell: (grid, digit) => `${grid}, digit ${digit}`,
  place: (layer, [name, ...at]) => {
    if (at.length === 1) return `${layer}, digit ${at[0]}`;
    const cell = `row ${at[at.length - 2]}, column ${at[at.length - 1]}`;
    if (name === "image") return `${layer}, ${cell}`;
    return name === "weights"
      ? `${layer} for digit ${at[0]}, map ${at[1]}, ${cell}`
      : `${layer} ${at[0]}, ${cell}`;
  },
  nothingChosen: "Select any number, or a place in a picture: its sum stands here, and what it comes from lights up.",
  how: {
    values: {
      image: "The ink of this pixel, divided by 16.",
      filters: "A weight that was learned.",
      conv: "Nine pixels, each times its weight, and the bias.",
      relu: "The sum if it is positive, else 0.",
      pooled: "The largest of four; the others count nothing.",
      weights: "A weight that was learned.",
      scores: "Each pooled number times its weight for this digit, and the bias.",
      probabilities: "Softmax: e to this score, divided by the sum of all ten such powers (the largest score is taken off each before).",
    },
    gradients: {
      image: "The gradient of each sum that this pixel is part of, times the weight that it met there.",
      filters: "The gradient of each sum of this filter, times the pixel that the weight met there.",
      conv: "What comes back through ReLU: all of it where the sum was positive, else 0.",
      relu: "What comes back through the pooling: all of it to the winner of the window, 0 to the others.",
      pooled: "The gradients of all ten scores, each times the weight to that score.",
      weights: "The gradient of the score, times the pooled number that the weight met.",
      scores: "The probability, minus 1 for the label.",
    },
  },
  zeros: (count) => `and ${plural(count, "product", "products")} of 0`,
  feeds: (which, [name]) =>
    which === "gradients" || !en.fed[name] ? "" : en.fed[name],
  fed: {
    image: "It is read by up to nine sums of each filter.",
    filters: "It is part of every sum of this filter.",
    conv: "It goes on through ReLU.",
    relu: "It goes into one window of the pooling.",
    pooled: "It is part of all ten scores.",
    weights: "It is part of one score.",
    scores: "It moves all ten probabilities.",
  },
  digitSum: (title, how, { value, groups, bias }, open) => {
    const parts = groups.length > 1
      ? groups.map(({ number, sum }) => `${format(sum)} from map ${number}`)
      : (open?.terms ?? []).filter(({ x, w }) => x * w !== 0).map(times);
    const all = [...parts, ...(bias === undefined ? [] : [`bias ${format(bias)}`])];
    return `${title}: ${format(value)}. ${how} ${all.join(", plus ")}${all.length ? "." : ""}`;
  },
  learning: "Train it from nothing",
  training: {
    trainingHint: (learning, heldOut) =>
      `The weights are random at first. Each step shows the network 32 of ${grouped(learning)} digits and moves every weight a little against its gradient. ${heldOut} other digits, which it never learns from, tell how well it reads.`,
    step: "Step",
    stepOf: (at, all, passes) => `${at} of ${all}, ${format(passes, 3)} passes`,
    fast: "as fast as it can",
    slow: "4 steps a second",
    restart: "Start again",
    trainedWords: (at, loss, right, all) =>
      at === 0
        ? `No step yet: ${right} of ${all} held-out digits are right, by chance.`
        : `Step ${at}: loss ${format(loss, 3)} on its digits; ${right} of ${all} held-out digits are right, ${((100 * right) / all).toFixed(1)}%.`,
    rate: "Learning rate",
    otherWeights: "Other first weights",
    breakIt: "Break it",
    mistakes: {
      none: "nothing is broken",
      relu: "ReLU left out",
      ties: "a tied window's gradient written to each",
      overwritten: "gradients of windows overwritten, not added",
      zeros: "all weights 0 at the start",
      sum: "sum mistaken for mean",
      rate: "learning rate ten times too large",
    },
    // What was seen with learning rate 0.2, after 20 passes; `make bench` prints it again.
    why: {
      relu: "A sum goes on as it is, negative or not. It does no harm here: with five different first weights 97.2 to 98.1% were right after 20 passes, and 96.7 to 98.1% with ReLU. Max pooling is not linear either. Several layers with nothing between them would be one linear layer without ReLU.",
      ties: "Where several numbers of a window are the largest, each is given the whole gradient of the window, as in grad[a == largest] = delta, and not the first alone. It hardly does any harm: 96.9 to 98.1% were right after 20 passes, and 96.7 to 98.1% done rightly. In most of these windows all four numbers are 0, and ReLU stops what arrives there. In most of the others the paper is blank, and only the gradient of the bias comes out too large.",
      overwritten: "All windows of all images share the weights of a filter, so their gradients have to be added up. Here each overwrites the one before, and what is left is that of the last window of the last image: a corner, mostly blank. The filters hardly learn: 92.2 to 93.6% were right after 20 passes, as with random filters, 91.9 to 93.6%.",
      zeros: "All sums are 0, so the last layer reads nothing but zeros, and what goes back through its weights is multiplied by 0. No weight ever gets a gradient; only the ten biases of the last layer move. The loss stays near ln 10 ≈ 2.30, that of guessing, and 7.2 to 8.3% were right after 20 passes.",
      sum: "The gradients of the 32 digits are added up, but not divided by 32: it is as if the learning rate were 32 times as large. With 0.2 the first steps go so far that soon no sum is positive. Then ReLU lets nothing through, forward or back, and the filters never change again: they are dead, in 19 of 20 trials after two passes. At most 13.3% were right after 20 passes.",
      rate: "A gradient says which way is down only nearby; ten times as far, a step lands higher up. With 2 instead of 0.2 soon no sum is positive. Then ReLU lets nothing through, forward or back, and the filters never change again: they are dead, in 15 of 20 trials after two passes. At most 10.6% were right after 20 passes. Ten times a smaller rate may well do: try 0.02.",
    },
    guessing: "guessing",
    passes: "passes through the digits",
    lossTitle: "Loss on the batches (bold: mean of 15)",
    rightTitle: (all) => `Right, of ${all} held-out digits`,
    curveLabel: (title) => `${title}: curves whose numbers stand in the table below`,
    shortOf: {
      network: "network",
      random: "random filters",
      dense: "fully connected",
      linear: "pixels only",
      broken: "broken",
      healthy: "healthy",
    },
    longOf: {
      network: "Network, 8 filters",
      random: "Random filters, fixed",
      dense: "Fully connected, 18 hidden",
      linear: "Pixels only, no convolution",
      broken: "The network, broken",
      healthy: "The same, healthy",
    },
    learnersTitle: (at) => `At step ${at}`,
    learner: "What learns",
    numbersLearned: "weights learned",
    whole: grouped,
    lossNow: "loss",
    rightNow: "right",
    none: "–",
    readWithThis: "Read my drawing with this network",
    filtersThenNow: "Filters: random at first → as they are now",
    filterThenNow: (k) => `Filter ${k}, first and now`,
    filterFirst: (k) => `Filter ${k}, first`,
    filterNow: (k) => `Filter ${k}, now`,
    biasIs: (bias) => `bias ${format(bias, 2)}`,
    confusion: "Confusion",
    confusionAxes: "Row: what it is. Column: what the network says.",
    readAs: (label, answer) =>
      [label >= 0 && `a ${label}`, answer >= 0 && `read as ${answer}`].filter(Boolean).join(" "),
    selectCount: "Select a count to see its digits.",
    theseAre: (label, answer, count) =>
      `${plural(count, "held-out digit is", "held-out digits are")} a ${label} read as ${answer}.`,
    digitNumber: (number) => `Digit ${number}, to be read above`,
  },
};
