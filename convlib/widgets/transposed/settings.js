/** The sliders of a transposed convolution: no DOM, no model. Something must come out, and not
 * more than can be shown; output padding stays below the stride or the dilation. */
import { shape, transposedSize } from "../src/arithmetic.js";
import { pair } from "../src/axis.js";

/** The least value of each, by the trait. @type {Record<string, number>} */
const LEAST = { image: 1, kernel: 1, stride: 1, padding: 0, output_padding: 0, dilation: 1 };
const NAMES = Object.keys(LEAST);

/** @typedef {Record<string, number>} Along sizes, steps and zeros along one axis, by trait */

/**
 * What each may be set to along one axis, the others staying as they are.
 * @param {Along} along @param {Along} caps `output` is the largest size to come out
 * @returns {Record<string, import("../src/arithmetic.js").Bounds>}
 */
export function boundsAlong(along, caps) {
  const sizeOf = (/** @type {Along} */ now) =>
    transposedSize([now.image, 1], [now.kernel, 1], /** @type {any} */ (now))[0];
  const most = Math.max(caps.output, sizeOf(along));
  const fits = (/** @type {Along} */ change) => {
    const changed = { ...along, ...change };
    const size = sizeOf(changed);
    return changed.output_padding < Math.max(changed.stride, changed.dilation) && size > 0 && size <= most;
  };
  const furthest = (name, step, end) => {
    let found = along[name];
    while (found !== end && fits({ [name]: found + step })) found += step;
    return found;
  };
  return Object.fromEntries(
    NAMES.map((name) => {
      const max = furthest(name, 1, Math.max(caps[name], along[name]));
      return [name, { min: furthest(name, -1, LEAST[name]), max }];
    }),
  );
}

/** @param {Record<string, any>} state @returns {[Along, Along]} */
function axesOfState({ image, kernel, ...state }) {
  const values = { image: shape(image), kernel: shape(kernel) };
  for (const name of NAMES.slice(2)) values[name] = pair(state[name]);
  const along = (/** @type {number} */ axis) =>
    Object.fromEntries(NAMES.map((name) => [name, values[name][axis]]));
  return [along(0), along(1)];
}

/** The sliders, one for both axes or, `apart`, one for each.
 * @param {Record<string, any>} state @param {Record<string, number>} caps @param {boolean} apart
 * @returns {import("../src/limits.js").Setting[]} */
export function settingsOf(state, caps, apart) {
  const axes = axesOfState(state);
  const limits = axes.map((along) => boundsAlong(along, caps));
  if (apart) {
    return NAMES.flatMap((key) =>
      ["rows", "columns"].map((part, axis) => ({
        ...{ key, part, value: axes[axis][key], ...limits[axis][key], cap: caps[key] },
        now: (/** @type {number} */ value) =>
          axes.map((along, n) => (n === axis ? value : along[key])),
      })),
    );
  }
  return NAMES.map((key) => {
    const [rows, columns] = axes.map((along) => along[key]);
    const value = key === "kernel" ? Math.min(rows, columns) : Math.max(rows, columns);
    const min = Math.min(value, Math.max(...limits.map((bounds) => bounds[key].min)));
    const max = Math.max(value, Math.min(...limits.map((bounds) => bounds[key].max)));
    const isSize = key === "image" || key === "kernel";
    return {
      ...{ key, part: "", value, min, max, cap: caps[key] },
      text: rows === columns ? undefined : `${rows} × ${columns}`,
      now: (/** @type {number} */ to) => (isSize ? [to, to] : to),
    };
  });
}

/** Why a slider stops where it does, if that is not its usual end.
 * @param {import("../src/limits.js").Setting[]} settings
 * @param {(setting: import("../src/limits.js").Setting) => string} name
 * @param {any} messages @param {number} most the largest size to come out
 * @returns {string | null} */
export function noteOf(settings, name, messages, most) {
  const ends = settings.filter(({ value, max }) => value === max);
  const extra = ends.find(({ key }) => key === "output_padding");
  if (extra) return messages.outputPaddingNote(extra.max);
  const full = ends.find(({ max, cap = 0 }) => max < cap);
  if (!full) return null;
  return full.key === "padding" ? messages.cutAllNote(full.max) : messages.tooLargeNote(name(full), full.max, most);
}
