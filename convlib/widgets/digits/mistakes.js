/**
 * Mistakes that networks are trained with: what each of them puts in the place of a layer, of
 * the first weights or of the learning rate.
 *
 * @typedef {{layers?: Partial<typeof LAYERS>, zeros?: boolean, rate?: number}} Mistake
 */
import { LAYERS, convolveBackward } from "./net.js";

/** As an array library does it where `grad[a == largest] = delta`: all cells of a window that
 * are as large as its winner get what is meant for one.
 * @type {typeof LAYERS.maxPoolBackward} */
function eachOfATie(delta, winners, a, side) {
  const grad = new Float64Array(a.length);
  for (let p = 0; p < delta.length; p += 1) {
    const [row, column] = [2 * Math.floor((2 * p) / side), (2 * p) % side];
    const first = row * side + column;
    for (const at of [first, first + 1, first + side, first + side + 1]) {
      if (a[at] === a[winners[p]]) grad[at] = delta[p];
    }
  }
  return grad;
}

/** Each window overwrites what the one before it has written: of a filter, the last cell of the
 * last image is left.
 * @type {typeof LAYERS.convolveBackward} */
function lastWindow(delta, images, weight, bias, side) {
  const [cells, pixels] = [bias.length * side * side, side * side];
  const last = new Float64Array(cells);
  for (let p = pixels - 1; p < cells; p += pixels) last[p] = delta[delta.length - cells + p];
  const { weight: one, bias: other } = convolveBackward(last, images.subarray(-pixels), weight, bias, side);
  return { ...convolveBackward(delta, images, weight, bias, side), weight: one, bias: other };
}

/** @type {Record<string, Mistake>} */
export const MISTAKES = {
  relu: { layers: { relu: (z) => z, reluBackward: (delta) => delta } },
  ties: { layers: { maxPoolBackward: eachOfATie } },
  overwritten: { layers: { convolveBackward: lastWindow } },
  zeros: { zeros: true },
  sum: {
    layers: {
      lossBackward: (kept, labels) =>
        LAYERS.lossBackward(kept, labels).map((grad) => grad * labels.length),
    },
  },
  rate: { rate: 10 },
};
