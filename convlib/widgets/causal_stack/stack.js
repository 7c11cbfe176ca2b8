/**
 * A signal through a stack of dilated convolutions along one axis: no DOM, no model, no state.
 * Level 0 is the signal, level l what layer l makes of the level below.
 */
import { Axis } from "../src/axis.js";

/** Where the weights of each layer lie, and how many zeros keep the length.
 * @param {Record<string, any>} state @returns {Axis[]} */
export const axesOf = ({ signal: [samples], weights, dilations, causal }) =>
  weights.map(([row], layer) => {
    const dilation = dilations[layer];
    const zeros = dilation * (row.length - 1);
    const before = causal ? zeros : Math.floor(zeros / 2);
    return new Axis(samples.length, row.length, 1, before, zeros - before, dilation);
  });

/** How many samples the nodes of each layer see. @param {Axis[]} axes @returns {number[]} */
export const fieldsOf = (axes) =>
  axes.map((_, layer) => axes.slice(0, layer + 1).reduce((size, { span }) => size + span - 1, 1));

/** The products that make up a node, the earliest first.
 * @param {Axis} axis @param {number[]} weights @param {number[]} below @param {number} time
 * @returns {import("../src/arithmetic.js").Term[]} */
export const termsOf = (axis, weights, below, time) =>
  axis.reads(time).map((col, n) => {
    const [x, w] = [below[col] ?? 0, weights[n]];
    return { m: 0, n, row: 0, col, x, w, product: x * w, padding: !(col in below) };
  });

/** Every number of every level. @param {Record<string, any>} state @param {Axis[]} axes
 * @returns {number[][]} */
export function levelsOf({ signal: [samples], weights }, axes) {
  const levels = [samples];
  for (const [layer, axis] of axes.entries()) {
    const below = levels[layer];
    const sum = (_, time) =>
      termsOf(axis, weights[layer][0], below, time).reduce((all, { product }) => all + product, 0);
    levels.push(below.map(sum));
  }
  return levels;
}

/** The times at each level that a node reads, zeros included, which read nothing themselves;
 * above it those that read it.
 * @param {Axis[]} axes @param {number} level @param {number} time @returns {Set<number>[]} */
export function treeOf(axes, level, time) {
  const tree = [...axes, null].map(() => new Set());
  tree[level].add(time);
  for (let l = level; l > 0; l -= 1) {
    const { size } = axes[l - 1];
    const nodes = [...tree[l]].filter((at) => at >= 0 && at < size);
    tree[l - 1] = new Set(nodes.flatMap((at) => axes[l - 1].reads(at)));
  }
  for (let l = level; l < axes.length; l += 1) {
    const reads = (at) => axes[l].readers(at).map(({ window }) => window);
    tree[l + 1] = new Set([...tree[l]].flatMap(reads));
  }
  return tree;
}
