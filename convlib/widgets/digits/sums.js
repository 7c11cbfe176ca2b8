/**
 * Where each number of the network comes from, there and back, as the sum that makes it: no
 * DOM, no model. The numbers are those of `net.js`; an entry here says which of them meet.
 *
 * A place is a layer and its indices: ["conv", k, i, j] is the sum of filter k at row i, column
 * j. A term is a product of a number `x` that stands at `from` and a factor `w` that stands at
 * `by`, or has no place of its own.
 *
 * @typedef {[string, ...number[]]} Place
 * @typedef {{x: number, w: number, from: Place | null, by?: Place}} Term
 * @typedef {{number: number, terms: Term[], sum: number}} Group the part of one filter
 * @typedef {{place: Place, value: number, which: "values" | "gradients", groups: Group[],
 *   bias?: number}} Sum there are several groups where each filter adds its part
 * @typedef {{net: import("./net.js").Net, kept: import("./net.js").Kept, label: number,
 *   gradients: ReturnType<typeof import("./net.js").backward>,
 *   sizes: ReturnType<typeof import("./net.js").sizesOf>}} Computed
 */

/** @param {number} count @returns {number[]} */
const upTo = (count) => Array.from({ length: count }, (_, n) => n);

/** Rows and columns of each layer's maps, and what its numbers are called in `net.js`.
 * The probabilities have no gradients: those of the scores are told without them.
 * @param {Computed} computed @returns {Record<string, {shape: number[], values: Float64Array,
 *   gradients: Float64Array | null}>} */
export function layersOf({ net, kept, gradients, sizes }) {
  const { filters, kernel, classes, side } = sizes;
  const half = side / 2;
  const layer = (shape, values, backward) => ({ shape, values, gradients: backward });
  return {
    image: layer([side, side], kept.images, gradients.images),
    filters: layer([filters, kernel, kernel], net.weight, gradients.weight),
    conv: layer([filters, side, side], kept.z, gradients.z),
    relu: layer([filters, side, side], kept.a, gradients.a),
    pooled: layer([filters, half, half], kept.pooled, gradients.pooled),
    weights: layer([classes, filters, half, half], net.fcWeight, gradients.fcWeight),
    scores: layer([classes], kept.scores, gradients.scores),
    probabilities: layer([classes], kept.probabilities, null),
  };
}

/** Where a number stands in a flat array. @param {number[]} shape @param {number[]} at */
const flat = (shape, at) => at.reduce((index, part, axis) => index * shape[axis] + part, 0);

/** The number at a place, or its gradient; 0 in the padding.
 * @param {Record<string, any>} layers @param {Place} place @param {"values" | "gradients"} which */
export function numberAt(layers, [name, ...at], which = "values") {
  const { shape, [which]: numbers } = layers[name];
  const isInside = at.every((index, axis) => index >= 0 && index < shape[axis]);
  return isInside ? numbers[flat(shape, at)] : 0;
}

/** A map as rows. @param {any} layer @param {"values" | "gradients"} which @param {number[]} first
 * the indices before rows and columns @returns {number[][]} */
export function mapOf(layer, which, ...first) {
  const { shape, [which]: numbers } = layer;
  const [rows, cols] = shape.slice(-2);
  const start = flat(shape, [...first, 0, 0]);
  return upTo(rows).map((row) =>
    Array.from(numbers.subarray(start + row * cols, start + (row + 1) * cols)),
  );
}

/** The window of `pooled[i, j]`: its four cells in reading order.
 * @param {number} k @param {number} i @param {number} j @returns {Place[]} */
const windowOf = (k, i, j) =>
  [0, 1].flatMap((m) => [0, 1].map((n) => /** @type {Place} */ (["relu", k, 2 * i + m, 2 * j + n])));

/** Whether a cell after ReLU is the one that its window's maximum comes from.
 * @param {Computed} computed @param {number} k @param {number} row @param {number} col */
export function wins({ kept, sizes: { side } }, k, row, col) {
  const half = side / 2;
  const window = flat([1, half, half], [k, row >> 1, col >> 1]);
  return kept.winners[window] === flat([1, side, side], [k, row, col]);
}

/** @param {number} number @param {Term[]} terms @returns {Group} */
const group = (number, terms) => ({
  number,
  terms,
  sum: terms.reduce((sum, { x, w }) => sum + x * w, 0),
});

/** What lies under a filter: `factor` is multiplied with it, at places `to(m, n)`. */
const overKernel = (kernel, term) =>
  upTo(kernel).flatMap((m) => upTo(kernel).map((n) => term(m, n)));

/**
 * How each number is computed, going forward.
 * @type {Record<string, (computed: Computed, layers: any, ...at: number[]) => Partial<Sum>>}
 */
const FORWARD = {
  conv: ({ net, sizes: { kernel } }, layers, k, i, j) => {
    const reach = (kernel - 1) / 2;
    const terms = overKernel(kernel, (m, n) => {
      const from = /** @type {Place} */ (["image", i + m - reach, j + n - reach]);
      const by = /** @type {Place} */ (["filters", k, m, n]);
      return { x: numberAt(layers, from), w: numberAt(layers, by), from, by };
    });
    return { groups: [group(k, terms)], bias: net.bias[k] };
  },
  relu: (_, layers, ...at) => {
    const from = /** @type {Place} */ (["conv", ...at]);
    const x = numberAt(layers, from);
    return { groups: [group(at[0], [{ x, w: x > 0 ? 1 : 0, from }])] };
  },
  pooled: (computed, layers, k, i, j) => {
    const terms = windowOf(k, i, j).map((from) => {
      const w = wins(computed, k, from[2], from[3]) ? 1 : 0;
      return { x: numberAt(layers, from), w, from };
    });
    return { groups: [group(k, terms)] };
  },
  scores: ({ net, sizes: { filters, side } }, layers, c) => ({
    groups: upTo(filters).map((k) =>
      group(
        k,
        upTo(side / 2).flatMap((i) =>
          upTo(side / 2).map((j) => {
            const from = /** @type {Place} */ (["pooled", k, i, j]);
            const by = /** @type {Place} */ (["weights", c, k, i, j]);
            return { x: numberAt(layers, from), w: numberAt(layers, by), from, by };
          }),
        ),
      ),
    ),
    bias: net.fcBias[c],
  }),
  probabilities: ({ sizes: { classes } }, layers) => {
    const all = upTo(classes).map((c) => numberAt(layers, ["scores", c]));
    const largest = Math.max(...all);
    const terms = all.map((score, c) => ({
      x: Math.exp(score - largest),
      w: 1,
      from: /** @type {Place} */ (["scores", c]),
    }));
    return { groups: [group(0, terms)] };
  },
};

/** A gradient at a later place, times the factor that it met there. */
const back = (layers, from, w, by) => ({ x: numberAt(layers, from, "gradients"), w, from, by });

/**
 * How each gradient is computed, going back.
 * @type {Record<string, (computed: Computed, layers: any, ...at: number[]) => Partial<Sum>>}
 */
const BACKWARD = {
  scores: ({ label }, layers, c) => {
    const by = /** @type {Place} */ (["probabilities", c]);
    const terms = [{ x: numberAt(layers, by), w: 1, from: by }];
    if (c === label) terms.push({ x: 1, w: -1, from: by });
    return { groups: [group(0, terms)] };
  },
  weights: (_, layers, c, k, i, j) => {
    const by = /** @type {Place} */ (["pooled", k, i, j]);
    return { groups: [group(k, [back(layers, ["scores", c], numberAt(layers, by), by)])] };
  },
  pooled: ({ sizes: { classes } }, layers, k, i, j) => ({
    groups: [
      group(
        k,
        upTo(classes).map((c) => {
          const by = /** @type {Place} */ (["weights", c, k, i, j]);
          return back(layers, ["scores", c], numberAt(layers, by), by);
        }),
      ),
    ],
  }),
  relu: (computed, layers, k, i, j) => {
    const w = wins(computed, k, i, j) ? 1 : 0;
    return { groups: [group(k, [back(layers, ["pooled", k, i >> 1, j >> 1], w)])] };
  },
  conv: (_, layers, ...at) => {
    const w = numberAt(layers, ["conv", ...at]) > 0 ? 1 : 0;
    return { groups: [group(at[0], [back(layers, ["relu", ...at], w)])] };
  },
  filters: ({ sizes: { kernel, side } }, layers, k, m, n) => {
    const reach = (kernel - 1) / 2;
    const terms = upTo(side * side).map((at) => {
      const [i, j] = [Math.floor(at / side), at % side];
      const by = /** @type {Place} */ (["image", i + m - reach, j + n - reach]);
      return back(layers, ["conv", k, i, j], numberAt(layers, by), by);
    });
    return { groups: [group(k, terms)] };
  },
  image: ({ sizes: { filters, kernel } }, layers, row, col) => {
    const reach = (kernel - 1) / 2;
    return {
      groups: upTo(filters).map((k) =>
        group(
          k,
          overKernel(kernel, (m, n) => {
            const by = /** @type {Place} */ (["filters", k, m, n]);
            const from = /** @type {Place} */ (["conv", k, row - m + reach, col - n + reach]);
            return back(layers, from, numberAt(layers, by), by);
          }),
        ),
      ),
    };
  },
};

/** How the number at a place comes about, or its gradient.
 * @param {Computed} computed @param {any} layers @param {Place} place @param {boolean} backward
 * @returns {Sum} */
export function sumOf(computed, layers, place, backward) {
  const [name, ...at] = place;
  const which = backward && layers[name].gradients ? "gradients" : "values";
  const made = (which === "gradients" ? BACKWARD : FORWARD)[name]?.(computed, layers, ...at);
  return { place, value: numberAt(layers, place, which), which, groups: [], ...made };
}

/** What a number is read by, going forward, as far as the maps of one filter and the weights
 * of one class are shown.
 * @param {Computed} computed @param {Place} place @param {number} k @returns {Place[]} */
export function fedBy({ sizes: { classes, kernel, side } }, [name, ...at], k) {
  const reach = (kernel - 1) / 2;
  const all = (count, place) => upTo(count).map(place);
  switch (name) {
    case "image":
      return overKernel(kernel, (m, n) => ["conv", k, at[0] - m + reach, at[1] - n + reach]);
    case "filters":
      return all(side * side, (n) => ["conv", at[0], Math.floor(n / side), n % side]);
    case "conv":
      return [["relu", ...at]];
    case "relu":
      return [["pooled", at[0], at[1] >> 1, at[2] >> 1]];
    case "pooled":
      return all(classes, (c) => ["scores", c]);
    case "weights":
      return [["scores", at[0]]];
    case "scores":
      return all(classes, (c) => ["probabilities", c]);
    default:
      return [];
  }
}
