/** The way back, pixel by pixel: a row of Mᵀ as a window on the deltas. No DOM, no model. */
import { shape } from "../src/arithmetic.js";
import { axesOf, pair, sides } from "../src/axis.js";
import { loops, nested, plus, times, within } from "./program.js";

/**
 * How a row of Mᵀ lies on the deltas. They stand as far apart as the stride says, with zeros
 * between; around them are as many more zeros as the turned kernel needs to stand over each
 * pixel: its span less one, less the padding.
 * @param {Record<string, any>} state
 * @returns {{apart: number[], before: [number, number], after: [number, number],
 *   start: (row: number, col: number) => number[], steps: [number, number],
 *   deltaAt: (row: number, col: number) => [number, number] | null}} `start` is where the turned
 *   kernel stands for a pixel, `deltaAt` which delta is at a place: null where it is a zero
 */
export function overDeltas(state) {
  const [size, kernelSize] = [shape(state.image), shape(state.kernel)];
  const [counts, steps] = [shape(state.grad_output), pair(state.stride)];
  const reach = axesOf(size, kernelSize, state).map(({ span }) => span - 1);
  const padding = sides(state.padding);
  const first = padding.map(([before], axis) => before - reach[axis]);
  const apart = counts.map((count, axis) => (count - 1) * steps[axis] + 1);
  const last = size.map((cells, axis) => cells - 1 + padding[axis][0]);
  return {
    apart,
    steps,
    before: /** @type {[number, number]} */ (first.map((place) => Math.max(0, -place))),
    after: /** @type {[number, number]} */ (
      last.map((place, axis) => Math.max(0, place - (apart[axis] - 1)))
    ),
    start: (...pixel) => pixel.map((place, axis) => place + first[axis]),
    deltaAt: (...place) => {
      const at = place.map((number, axis) => number / steps[axis]);
      return at.every((number, axis) => Number.isInteger(number) && number >= 0 && number < counts[axis])
        ? /** @type {[number, number]} */ (at)
        : null;
    },
  };
}

/** The loop over pixels and the cells of the turned kernel, with zeros between and around the deltas:
 * each line says how many of r, c, m, n it stands under.
 * @param {Record<string, any>} state @returns {import("./program.js").Line[]} */
export function turnedLoopOf(state) {
  const [size, kernel, spread] = [shape(state.image), shape(state.kernel), pair(state.dilation)];
  const { apart, steps, before, after, start } = overDeltas(state);
  const isApart = steps.some((step) => step > 1);
  const deltas = isApart ? "apart" : "d";
  const place = start(0, 0).map(
    (first, axis) => `${"rc"[axis]} + ${times(spread[axis], "mn"[axis])}${plus(first)}`,
  );
  return nested({
    before: [
      ...(isApart
        ? [`apart = np.zeros((${apart.join(", ")}))`, `apart[${steps.map((step) => `::${step}`).join(", ")}] = d`]
        : []),
      "turned = w[::-1, ::-1]",
      `g = np.zeros((${size.join(", ")}))`,
    ],
    outer: loops("r, c", size),
    inner: loops("m, n", kernel),
    place: `i, j = ${place.join(", ")}`,
    check: [...before, ...after].some(Boolean) ? within(["i", "j"], apart) : null,
    sum: `g[r, c] += turned[m, n] * ${deltas}[i, j]`,
  });
}
