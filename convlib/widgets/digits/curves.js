/**
 * Curves of learning: where their numbers lie, from 0 (below, or on the left) to 1. No DOM.
 *
 * Both scales are logarithmic: a loss that halves, or half as many mistakes, is the same way
 * everywhere, so that what is nearly perfect can be told apart, too.
 *
 * @typedef {{ticks: number[], place: (value: number) => number}} Scale
 * @typedef {[number, number]} Point a step and a value
 */

/** @param {number} low @param {number} high */
const logarithmic = (low, high) => (/** @type {number} */ value) =>
  Math.min(1, Math.max(0, Math.log(value / low) / Math.log(high / low)));

const lossPlace = logarithmic(0.01, 10);
/** @type {Scale} */
export const LOSS = { ticks: [10, 3, 1, 0.3, 0.1, 0.03, 0.01], place: lossPlace };

const wrongPlace = logarithmic(0.0025, 1);
/** Shares that are right. @type {Scale} */
export const RIGHT = {
  ticks: [0.99, 0.98, 0.95, 0.9, 0.8, 0.5, 0],
  place: (share) => 1 - wrongPlace(1 - share),
};

/** So many points are drawn of a curve; more could not be seen. */
const POINTS = 300;
/** Steps whose mean is drawn. */
const SMOOTH = 15;

/** The losses of the batches, each as the mean of some before it; without `smooth`, as they
 * are. @param {number[]} losses @param {number} [smooth] @returns {Point[]} */
export function lossPoints(losses, smooth = SMOOTH) {
  const apart = Math.ceil(losses.length / POINTS) || 1;
  const points = /** @type {Point[]} */ ([]);
  for (let step = losses.length; step > 0; step -= apart) points.push([step, lossAt(losses, step, smooth)]);
  return points.reverse();
}

/** The mean loss of the batches up to a step. @param {number[]} losses @param {number} step
 * @param {number} [smooth] */
export function lossAt(losses, step, smooth = SMOOTH) {
  const some = losses.slice(Math.max(0, step - smooth), step);
  return some.reduce((sum, loss) => sum + loss, 0) / some.length;
}

/** The numbers of a path: it ends where there is no number.
 * @param {Point[]} points @param {number} last step on the right
 * @param {Scale} scale @param {{left: number, top: number, width: number, height: number}} box */
export function pathOf(points, last, { place }, { left, top, width, height }) {
  const end = points.findIndex(([, value]) => !Number.isFinite(value));
  return points
    .slice(0, end < 0 ? undefined : end)
    .map(([step, value], n) => {
      const [x, y] = [left + (width * step) / last, top + height * (1 - place(value))];
      return `${n ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

/** How many passes there is room for: few in the beginning. @param {number} done passes */
export const roomFor = (done) => [1, 2, 5, 10].find((passes) => done <= passes) ?? 20;

/** Heights of labels, none nearer to another than `apart`, as little moved as can be.
 * @param {number[]} heights @param {number} apart @param {number} least @param {number} most */
export function spread(heights, apart, least, most) {
  const order = heights.map((_, n) => n).sort((one, other) => heights[one] - heights[other]);
  const placed = [...heights];
  order.forEach((n, at) => {
    const above = at ? placed[order[at - 1]] + apart : least;
    placed[n] = Math.max(placed[n], above);
  });
  let below = most;
  for (const n of order.reverse()) {
    placed[n] = Math.min(placed[n], below);
    below = placed[n] - apart;
  }
  return placed;
}
