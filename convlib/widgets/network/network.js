/**
 * The worked network as a graph of numbers: no DOM, no model, no state. Convolution,
 * ReLU, 2 × 2 max pooling with stride 1, flatten, fully connected, softmax, loss.
 * It mirrors `convlib.widgets.Network` and is held to it by the test suite.
 *
 * An edge says that a number went into another, and how fast that one grows with it.
 * @typedef {{from: Unit, to: Unit, slope: number}} Edge
 * @typedef {{grid: string, at: number[], value: number, grad: number,
 *   parents: Edge[], children: Edge[], parts: Unit[][]}} Unit `parts`: the factors of
 *   each product it is the sum of
 */
import limits from "../limits.json" with { type: "json" };
import { shape } from "../src/arithmetic.js";
import { axesOf } from "../src/axis.js";
import { pool } from "../src/pooling.js";

/** The smallest number that can be divided by. */
const SMALLEST = 2 ** -1022;

/** Every number of a nested array with its index.
 * @param {any} array @param {number[]} [at] @returns {{at: number[], value: number}[]} */
export const entries = (array, at = []) =>
  Array.isArray(array)
    ? array.flatMap((part, index) => entries(part, [...at, index]))
    : [{ at, value: array }];

/**
 * @param {{image: number[][], filters: number[][][], fc_weight: number[][],
 *   fc_bias: number[], label: number}} state
 * @param {string[]} names of the layers, in the order of computing
 */
export function network({ image, filters, fc_weight, fc_bias, label }, names) {
  /** @type {Record<string, Unit[]>} */
  const layers = Object.fromEntries(names.map((name) => [name, []]));
  /** @type {Map<string, Unit>} */
  const index = new Map();
  const get = (/** @type {string} */ grid, /** @type {number[]} */ ...at) =>
    /** @type {Unit} */ (index.get(`${grid}:${at}`));
  const add = (grid, at, value, parts = []) => {
    const unit = { grid, at, value, grad: 0, parents: [], children: [], parts };
    layers[grid].push(unit);
    index.set(`${grid}:${at}`, unit);
    return unit;
  };
  const link = (to, from, slope) => {
    const edge = { from, to, slope };
    to.parents.push(edge);
    from.children.push(edge);
  };
  /** A sum of products, each of two units; `extra` is added as it is. */
  const sumOf = (grid, at, products, /** @type {Unit | null} */ extra = null) => {
    const sum = products.reduce((s, [x, w]) => s + x.value * w.value, extra?.value ?? 0);
    const unit = add(grid, at, sum, products);
    for (const [x, w] of products) {
      link(unit, x, w.value);
      link(unit, w, x.value);
    }
    if (extra) link(unit, extra, 1);
  };
  for (const [grid, array] of [
    ["image", image],
    ["filters", filters],
    ["weights", fc_weight],
    ["bias", fc_bias],
  ]) {
    for (const { at, value } of entries(array)) add(grid, at, value);
  }
  const kernel = filters[0];
  const [down, across] = axesOf(shape(image), shape(kernel), {});
  const [rows, cols] = [down.count, across.count];
  filters.forEach((_, k) => {
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; j < cols; j += 1) {
        const products = entries(kernel).map(({ at: [m, n] }) => [
          get("image", down.pixel(i, m), across.pixel(j, n)),
          get("filters", k, m, n),
        ]);
        sumOf("conv", [k, i, j], products);
      }
    }
    for (const unit of layers.conv.filter(({ at }) => at[0] === k)) {
      link(add("relu", unit.at, Math.max(0, unit.value)), unit, unit.value > 0 ? 1 : 0);
    }
    const map = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: cols }, (_, j) => get("relu", k, i, j).value),
    );
    pool(map, { kernel_size: limits.pool, mode: "max" }).forEach((line, i) =>
      line.forEach(({ cells, value }, j) => {
        const unit = add("pooled", [k, i, j], value);
        for (const { row, col, share } of cells) {
          link(unit, get("relu", k, row, col), share);
        }
      }),
    );
  });
  layers.pooled.forEach((unit, p) => link(add("flat", [p], unit.value), unit, 1));
  fc_weight.forEach((line, c) => {
    const products = line.map((_, p) => [get("flat", p), get("weights", c, p)]);
    sumOf("logits", [c], products, get("bias", c));
  });
  const largest = Math.max(...layers.logits.map(({ value }) => value));
  const powers = layers.logits.map(({ value }) => Math.exp(value - largest));
  const all = powers.reduce((sum, power) => sum + power, 0);
  // Never 0, so that the loss has a slope there.
  powers.forEach((power, c) => add("probabilities", [c], Math.max(power / all, SMALLEST)));
  for (const p of layers.probabilities) {
    layers.logits.forEach((logit, c) => {
      const q = get("probabilities", c).value;
      link(p, logit, p.value * ((p.at[0] === c ? 1 : 0) - q));
    });
  }
  const loss = add("loss", [0], Math.log(all) + largest - get("logits", label).value);
  link(loss, get("probabilities", label), -1 / get("probabilities", label).value);
  loss.grad = 1;
  for (const name of [...names].reverse()) {
    for (const unit of layers[name]) {
      for (const { to, slope } of unit.children) unit.grad += to.grad * slope;
    }
  }
  return { layers, get };
}
