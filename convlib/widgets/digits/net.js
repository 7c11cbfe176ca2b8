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
 * @typedef {Float64Array} Numbers
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

/** Calls `visit` with each weight of a filter and where its line of pixels lies: pixel (i, j)
 * of the sums reads pixel (i + down, j + across), if there is one.
 * @param {number} kernel @param {number} side
 * @param {(at: number, down: number, across: number, rows: [number, number],
 *   columns: [number, number]) => void} visit */
function eachWeight(kernel, side, visit) {
  const middle = (kernel - 1) / 2;
  const inside = (/** @type {number} */ shift) =>
    /** @type {[number, number]} */ ([Math.max(0, -shift), Math.min(side, side - shift)]);
  for (let at = 0; at < kernel * kernel; at += 1) {
    const [down, across] = [Math.floor(at / kernel) - middle, (at % kernel) - middle];
    visit(at, down, across, inside(down), inside(across));
  }
}

/** The sums of the convolution.
 * @param {Numbers} images @param {Numbers} weight @param {Numbers} bias @param {number} side */
export function convolve(images, weight, bias, side) {
  const [area, filters] = [side * side, bias.length];
  const kernel = Math.sqrt(weight.length / filters);
  const z = new Float64Array((images.length / area) * filters * area);
  for (let map = 0; map < z.length / area; map += 1) {
    const k = map % filters;
    const [image, to] = [((map - k) / filters) * area, map * area];
    z.fill(bias[k], to, to + area);
    eachWeight(kernel, side, (at, down, across, [top, bottom], [left, right]) => {
      const w = weight[k * kernel * kernel + at];
      for (let i = top; i < bottom; i += 1) {
        const [line, from] = [to + i * side, image + (i + down) * side + across];
        for (let j = left; j < right; j += 1) z[line + j] += w * images[from + j];
      }
    });
  }
  return z;
}

/** The gradients of a convolution, from that of its sums.
 * @param {Numbers} delta @param {Numbers} images @param {Numbers} weight @param {Numbers} bias
 * @param {number} side */
export function convolveBackward(delta, images, weight, bias, side) {
  const [area, filters] = [side * side, bias.length];
  const kernel = Math.sqrt(weight.length / filters);
  const grad = {
    images: new Float64Array(images.length),
    weight: new Float64Array(weight.length),
    bias: new Float64Array(filters),
  };
  for (let map = 0; map < delta.length / area; map += 1) {
    const k = map % filters;
    const [image, to] = [((map - k) / filters) * area, map * area];
    for (let p = to; p < to + area; p += 1) grad.bias[k] += delta[p];
    eachWeight(kernel, side, (at, down, across, [top, bottom], [left, right]) => {
      const here = k * kernel * kernel + at;
      let sum = 0;
      for (let i = top; i < bottom; i += 1) {
        const [line, from] = [to + i * side, image + (i + down) * side + across];
        for (let j = left; j < right; j += 1) {
          sum += delta[line + j] * images[from + j];
          grad.images[from + j] += delta[line + j] * weight[here];
        }
      }
      grad.weight[here] += sum;
    });
  }
  return grad;
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
 * @param {Numbers} delta @param {Int32Array} winners @param {number} length */
export function maxPoolBackward(delta, winners, length) {
  const grad = new Float64Array(length);
  for (let p = 0; p < delta.length; p += 1) grad[winners[p]] += delta[p];
  return grad;
}

/** @param {Numbers} z */
export const relu = (z) => z.map((sum) => (sum > 0 ? sum : 0));

/** @param {Numbers} delta @param {Numbers} z */
export const reluBackward = (delta, z) => delta.map((grad, p) => (z[p] > 0 ? grad : 0));

/** @param {Numbers} input (N, D) @param {Numbers} weight (K, D) @param {Numbers} bias (K) */
export function linear(input, weight, bias) {
  const [outputs, features] = [bias.length, weight.length / bias.length];
  const scores = new Float64Array((input.length / features) * outputs);
  for (let at = 0; at < scores.length; at += 1) {
    const c = at % outputs;
    const [from, line] = [((at - c) / outputs) * features, c * features];
    let sum = bias[c];
    for (let p = 0; p < features; p += 1) sum += weight[line + p] * input[from + p];
    scores[at] = sum;
  }
  return scores;
}

/** @param {Numbers} delta (N, K) @param {Numbers} input (N, D) @param {Numbers} weight (K, D)
 * @param {Numbers} bias (K) */
export function linearBackward(delta, input, weight, bias) {
  const [outputs, features] = [bias.length, weight.length / bias.length];
  const grad = {
    input: new Float64Array(input.length),
    weight: new Float64Array(weight.length),
    bias: new Float64Array(outputs),
  };
  for (let at = 0; at < delta.length; at += 1) {
    const c = at % outputs;
    const [from, line] = [((at - c) / outputs) * features, c * features];
    grad.bias[c] += delta[at];
    for (let p = 0; p < features; p += 1) {
      grad.weight[line + p] += delta[at] * input[from + p];
      grad.input[from + p] += delta[at] * weight[line + p];
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

/** @param {Net} net @param {Numbers} images */
export function forward(net, images) {
  const { side, classes } = sizesOf(net);
  const z = convolve(images, net.weight, net.bias, side);
  const a = relu(z);
  const { pooled, winners } = maxPool(a, side);
  const scores = linear(pooled, net.fcWeight, net.fcBias);
  return { images, z, a, pooled, winners, scores, probabilities: softmax(scores, classes) };
}

/** @param {Net} net @param {Kept} kept @param {ArrayLike<number>} labels */
export function backward(net, kept, labels) {
  const scores = lossBackward(kept, labels);
  const fc = linearBackward(scores, kept.pooled, net.fcWeight, net.fcBias);
  const a = maxPoolBackward(fc.input, kept.winners, kept.a.length);
  const z = reluBackward(a, kept.z);
  const conv = convolveBackward(z, kept.images, net.weight, net.bias, sizesOf(net).side);
  return { scores, pooled: fc.input, a, z, ...conv, fcWeight: fc.weight, fcBias: fc.bias };
}

/** What is learned, one step further down.
 * @template {Record<string, Numbers>} T
 * @param {T} net @param {Record<string, Numbers>} gradients @param {number} rate
 * @returns {T} */
export const descend = (net, gradients, rate) =>
  /** @type {T} */ (
    Object.fromEntries(
      Object.entries(net).map(([name, numbers]) => [
        name,
        numbers.map((number, p) => number - rate * gradients[name][p]),
      ]),
    )
  );
