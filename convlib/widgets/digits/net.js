/**
 * The arithmetic of a network that reads digits, for a batch: no DOM, no model, no state.
 * Convolution with zeros around the image, ReLU, 2 × 2 max pooling, a fully connected layer,
 * softmax, cross-entropy. It mirrors `convlib.nn` and is held to it by the test suite.
 *
 * All arrays are flat, in the order of NumPy's: images (N, S, S), maps (N, K, S, S), pooled
 * maps (N, K, S / 2, S / 2), scores (N, C). Sizes are read from the weights, F is odd.
 *
 *     net = { weight (K, F, F), bias (K), fcWeight (C, K · S/2 · S/2), fcBias (C) }
 *
 *     forward(net, images) -> kept = { images, z, a, pooled, winners, scores, probabilities }
 *         z before ReLU, a after it; `winners` are indices into a, one for each pooled number,
 *         the first in reading order where several are the largest
 *     loss(kept, labels) -> the mean of the batch
 *     backward(net, kept, labels) -> the gradients of that mean with respect to
 *         { scores, pooled, a, z, images, weight, bias, fcWeight, fcBias }
 *     descend(net, gradients, rate) -> the net after one step of gradient descent
 *
 * @typedef {Float64Array<ArrayBuffer>} Numbers
 * @typedef {{weight: Numbers, bias: Numbers, fcWeight: Numbers, fcBias: Numbers}} Net
 * @typedef {ReturnType<typeof forward>} Kept
 */

const POOL = 2;

/** @param {Net} net */
export function sizesOf({ weight, bias, fcWeight, fcBias }) {
  const [filters, classes] = [bias.length, fcBias.length];
  const features = fcWeight.length / classes;
  const kernel = Math.sqrt(weight.length / filters);
  return { filters, kernel, classes, features, side: POOL * Math.sqrt(features / filters) };
}

/** Which pixels the windows of an image read, a row for each window: it is centred on a pixel,
 * and what lies outside of the image is -1. @param {number} side @param {number} kernel */
function windows(side, kernel) {
  const middle = (kernel - 1) / 2;
  const read = new Int32Array(side * side * kernel * kernel).fill(-1);
  for (let at = 0; at < read.length; at += 1) {
    const [p, q] = [Math.floor(at / kernel ** 2), at % kernel ** 2];
    const i = Math.floor(p / side) + Math.floor(q / kernel) - middle;
    const j = (p % side) + (q % kernel) - middle;
    if (i >= 0 && j >= 0 && i < side && j < side) read[at] = i * side + j;
  }
  return read;
}

/** The pixels that windows read: a sum of the convolution is one row times a filter.
 * @param {Numbers} images @param {Int32Array} read @param {number} pixels of an image */
function rowsOf(images, read, pixels) {
  const rows = new Float64Array((images.length / pixels) * read.length);
  for (let n = 0; n < images.length / pixels; n += 1) {
    for (let at = 0; at < read.length; at += 1) {
      if (read[at] >= 0) rows[n * read.length + at] = images[n * pixels + read[at]];
    }
  }
  return rows;
}

/** The other way round: each pixel gets the sum of what its cells hold.
 * @param {Numbers} rows @param {Int32Array} read @param {number} pixels of an image */
function gathered(rows, read, pixels) {
  const images = new Float64Array((rows.length / read.length) * pixels);
  for (let n = 0; n < images.length / pixels; n += 1) {
    for (let at = 0; at < read.length; at += 1) {
      if (read[at] >= 0) images[n * pixels + read[at]] += rows[n * read.length + at];
    }
  }
  return images;
}

/** Of each image, columns for rows. @param {Numbers} numbers @param {number} rows
 * @param {number} columns */
function turned(numbers, rows, columns) {
  const other = new Float64Array(numbers.length);
  for (let first = 0, at = 0; at < numbers.length; first += rows * columns) {
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1, at += 1) {
        other[first + column * rows + row] = numbers[at];
      }
    }
  }
  return other;
}

/** The sums of the convolution: a fully connected layer on each window.
 * @param {Numbers} images @param {Numbers} weight @param {Numbers} bias @param {number} side */
export function convolve(images, weight, bias, side) {
  const [filters, pixels] = [bias.length, side * side];
  const read = windows(side, Math.sqrt(weight.length / filters));
  return turned(linear(rowsOf(images, read, pixels), weight, bias), pixels, filters);
}

/** The gradients of a convolution, from that of its sums.
 * @param {Numbers} delta @param {Numbers} images @param {Numbers} weight @param {Numbers} bias
 * @param {number} side */
export function convolveBackward(delta, images, weight, bias, side) {
  const [filters, pixels] = [bias.length, side * side];
  const read = windows(side, Math.sqrt(weight.length / filters));
  const own = turned(delta, filters, pixels);
  const { input, ...grad } = linearBackward(own, rowsOf(images, read, pixels), weight, bias);
  return { ...grad, images: gathered(input, read, pixels) };
}

/** The largest of each window, and where it is; the first where several are.
 * @param {Numbers} a @param {number} side */
export function maxPool(a, side) {
  const half = side / POOL;
  const pooled = new Float64Array(a.length / POOL ** 2);
  const winners = new Int32Array(pooled.length);
  for (let p = 0; p < pooled.length; p += 1) {
    const [row, column] = [Math.floor(p / half), p % half]; // rows of all maps in one count
    const first = row * POOL * side + column * POOL;
    let best = first;
    for (const at of [first + 1, first + side, first + side + 1]) if (a[at] > a[best]) best = at;
    winners[p] = best;
    pooled[p] = a[best];
  }
  return { pooled, winners };
}

/** What each winner gets; all others 0.
 * @param {Numbers} delta @param {Int32Array} winners @param {Numbers} a
 * @param {number} _side which a mistaken one needs */
export function maxPoolBackward(delta, winners, a, _side) {
  const grad = new Float64Array(a.length);
  for (let p = 0; p < delta.length; p += 1) grad[winners[p]] += delta[p];
  return grad;
}

/** @param {Numbers} z */
export function relu(z) {
  const a = new Float64Array(z.length);
  for (let p = 0; p < z.length; p += 1) if (z[p] > 0) a[p] = z[p];
  return a;
}

/** @param {Numbers} delta @param {Numbers} z */
export function reluBackward(delta, z) {
  const grad = new Float64Array(z.length);
  for (let p = 0; p < z.length; p += 1) if (z[p] > 0) grad[p] = delta[p];
  return grad;
}

/** @param {Numbers} input (N, D) @param {Numbers} weight (K, D) @param {Numbers} bias (K) */
export function linear(input, weight, bias) {
  const [outputs, features] = [bias.length, weight.length / bias.length];
  const scores = new Float64Array((input.length / features) * outputs);
  for (let at = 0, from = 0; at < scores.length; from += features) {
    for (let c = 0, w = 0; c < outputs; c += 1, at += 1) {
      let sum = bias[c];
      for (let p = 0; p < features; p += 1, w += 1) sum += weight[w] * input[from + p];
      scores[at] = sum;
    }
  }
  return scores;
}

/** The gradients of such a layer. What has won no window has the gradient 0, and costs nothing.
 * @param {Numbers} delta (N, K) @param {Numbers} input (N, D) @param {Numbers} weight (K, D)
 * @param {Numbers} bias (K) */
export function linearBackward(delta, input, weight, bias) {
  const [outputs, features] = [bias.length, weight.length / bias.length];
  const grad = {
    input: new Float64Array(input.length),
    weight: new Float64Array(weight.length),
    bias: new Float64Array(outputs),
  };
  for (let at = 0, from = 0; at < delta.length; from += features) {
    for (let c = 0, line = 0; c < outputs; c += 1, at += 1, line += features) {
      const own = delta[at];
      if (own === 0) continue;
      grad.bias[c] += own;
      for (let p = 0; p < features; p += 1) {
        grad.weight[line + p] += own * input[from + p];
        grad.input[from + p] += own * weight[line + p];
      }
    }
  }
  return grad;
}

/** Probabilities from scores. The largest score is taken away first, so no power is too large.
 * @param {Numbers} scores (N, C) @param {number} classes */
export function softmax(scores, classes) {
  const probabilities = new Float64Array(scores.length);
  for (let n = 0; n < scores.length; n += classes) {
    const largest = Math.max(...scores.subarray(n, n + classes));
    let all = 0;
    for (let c = n; c < n + classes; c += 1) all += probabilities[c] = Math.exp(scores[c] - largest);
    for (let c = n; c < n + classes; c += 1) probabilities[c] /= all;
  }
  return probabilities;
}

/** The mean cross-entropy of a batch, from the scores: a probability can be too small.
 * @param {{scores: Numbers}} kept @param {ArrayLike<number>} labels */
export function loss({ scores }, labels) {
  const classes = scores.length / labels.length;
  let sum = 0;
  for (let n = 0; n < labels.length; n += 1) {
    const own = scores.subarray(n * classes, (n + 1) * classes);
    const largest = Math.max(...own);
    const all = own.reduce((total, score) => total + Math.exp(score - largest), 0);
    sum += Math.log(all) + largest - own[labels[n]];
  }
  return sum / labels.length;
}

/** The gradient of that mean: what the network says minus what it should have said.
 * @param {{probabilities: Numbers}} kept @param {ArrayLike<number>} labels */
export function lossBackward({ probabilities }, labels) {
  const classes = probabilities.length / labels.length;
  const grad = probabilities.slice();
  for (let n = 0; n < labels.length; n += 1) grad[n * classes + labels[n]] -= 1;
  return grad.map((difference) => difference / labels.length);
}

/** What the layers compute, there and back: a mistake is another function in its place. */
export const LAYERS = {
  ...{ relu, reluBackward, maxPoolBackward, convolveBackward, lossBackward },
};

/** @param {Net} net @param {Numbers} images @param {typeof LAYERS} [layers] */
export function forward(net, images, layers = LAYERS) {
  const { side, classes } = sizesOf(net);
  const z = convolve(images, net.weight, net.bias, side);
  const a = layers.relu(z);
  const { pooled, winners } = maxPool(a, side);
  const scores = linear(pooled, net.fcWeight, net.fcBias);
  return { images, z, a, pooled, winners, scores, probabilities: softmax(scores, classes) };
}

/** @param {Net} net @param {Kept} kept @param {ArrayLike<number>} labels
 * @param {typeof LAYERS} [layers] */
export function backward(net, kept, labels, layers = LAYERS) {
  const { side } = sizesOf(net);
  const scores = layers.lossBackward(kept, labels);
  const fc = linearBackward(scores, kept.pooled, net.fcWeight, net.fcBias);
  const a = layers.maxPoolBackward(fc.input, kept.winners, kept.a, side);
  const z = layers.reluBackward(a, kept.z);
  const conv = layers.convolveBackward(z, kept.images, net.weight, net.bias, side);
  return { scores, pooled: fc.input, a, z, ...conv, fcWeight: fc.weight, fcBias: fc.bias };
}

/** A net one step further down; what is not `learned` stays.
 * @template {Record<string, Numbers>} T
 * @param {T} net @param {Record<string, Numbers>} gradients @param {number} rate
 * @param {string[]} [learned] @returns {T} */
export const descend = (net, gradients, rate, learned = Object.keys(net)) =>
  /** @type {T} */ ({
    ...net,
    ...Object.fromEntries(
      learned.map((name) => [name, net[name].map((w, p) => w - rate * gradients[name][p])]),
    ),
  });
