import { bounds, effectiveKernelSize } from "./arithmetic.js";
import { pair, sides } from "./axis.js";
import { sizesOf } from "./rules.js";

/**
 * Values and bounds of sliders that set both axes at once, however the axes differ now.
 * The larger side of the input and the smaller one of the kernel always lie within the
 * bounds: the input may shrink to a square of the first, the kernel to one of the second.
 * @param {number[]} size @param {number[]} kernelSize
 * @param {Record<string, any>} state its stride, padding and, if it has one, dilation
 * @param {Parameters<typeof bounds>[1]} caps
 */
function slidersOf(size, kernelSize, { stride, padding, dilation = 1 }, caps) {
  const sizes = {
    inputSize: Math.max(...size),
    kernelSize: Math.min(...kernelSize),
    stride,
    padding,
    dilation,
  };
  const [rows, cols] = [0, 1].map((axis) =>
    bounds({ ...sizes, inputSize: size[axis], kernelSize: kernelSize[axis] }, caps),
  );
  /** @param {keyof typeof rows} name */
  const both = (name) => ({
    min: Math.max(rows[name].min, cols[name].min),
    max: Math.min(rows[name].max, cols[name].max),
  });
  const limits = {
    inputSize: { ...both("inputSize"), max: Math.max(caps.inputSize, sizes.inputSize) },
    kernelSize: both("kernelSize"),
    stride: both("stride"),
    padding: both("padding"),
    dilation: both("dilation"),
  };
  return { sizes, limits };
}

/**
 * The sliders of a layer's sizes, stride, padding and dilation. While rows and columns are
 * not `apart`, one slider sets both; then there is one for each axis, and for each side of
 * the padding. Their bounds follow from the other values: a window always fits.
 * @typedef {{key: string, part: string, value: number, min: number, max: number,
 *   text?: string, cap?: number, least?: number, now: any}} Setting
 *   `now(value)` is what the trait `key` is set to; `cap` and `least` are how far the slider
 *   would go if nothing had to fit
 * @param {Record<string, any>} state
 * @param {{image: string, kernel: string}} names of the traits
 * @param {Record<string, any>} caps by trait, of the padding also for each axis
 * @param {boolean} apart
 * @returns {Setting[]} for the traits that the state has
 */
export function settingsOf(state, { image, kernel }, caps, apart) {
  const [size, kernelSize] = [sizesOf(state[image]), sizesOf(state[kernel])];
  const { stride = 1, padding = 0, dilation = 1 } = state;
  const most = { inputSize: caps[image], kernelSize: caps[kernel], stride: caps.stride };
  const pads = pair(caps.padding ?? 0);
  const all = { ...most, padding: Math.min(...pads), dilation: caps.dilation ?? 1 };
  const has = (/** @type {Setting} */ { key }) => key in state && key in caps;
  if (!apart) return linked(size, kernelSize, { stride, padding, dilation }, all, { image, kernel }).filter(has);
  const [steps, zeros, spread] = [pair(stride), sides(padding), pair(dilation)];
  const limits = [0, 1].map((axis) =>
    bounds(
      {
        inputSize: size[axis],
        kernelSize: kernelSize[axis],
        stride: steps[axis],
        padding: zeros[axis],
        dilation: spread[axis],
      },
      all,
    ),
  );
  /** One slider for each axis. */
  const along = (key, name, values, more = {}) =>
    ["rows", "columns"].map((part, axis) => ({
      key,
      part,
      value: values[axis],
      ...limits[axis][name],
      ...more,
      now: (/** @type {number} */ value) => values.map((old, n) => (n === axis ? value : old)),
    }));
  /** Zeros on one side: as many as those on the other leave to be added. */
  const around = [
    ["top", "bottom"],
    ["left", "right"],
  ].flatMap((parts, axis) =>
    parts.map((part, side) => {
      const missing =
        effectiveKernelSize(kernelSize[axis], spread[axis]) - size[axis] - zeros[axis][1 - side];
      const value = zeros[axis][side];
      const now = (/** @type {number} */ cells) =>
        zeros.map((pads, n) => pads.map((old, m) => (n === axis && m === side ? cells : old)));
      const [min, max] = [Math.max(0, missing), Math.max(pads[axis], value)];
      return { key: "padding", part, value, min, max, least: 0, now };
    }),
  );
  return [
    ...along(image, "inputSize", size, { least: 1 }),
    ...along(kernel, "kernelSize", kernelSize, { cap: all.kernelSize }),
    ...along("stride", "stride", steps),
    ...around,
    ...along("dilation", "dilation", spread, { cap: all.dilation }),
  ].filter(has);
}

/** One slider for both axes. @returns {Setting[]} */
function linked(size, kernelSize, geometry, caps, { image, kernel }) {
  const { sizes, limits } = slidersOf(size, kernelSize, geometry, caps);
  const both = (/** @type {number} */ value) => [value, value];
  const across = ([rows, cols]) => (rows === cols ? undefined : `${rows} × ${cols}`);
  const setting = (key, name, more) => ({
    key,
    part: "",
    value: sizes[name],
    ...limits[name],
    now: (/** @type {number} */ value) => value,
    ...more,
  });
  return [
    setting(image, "inputSize", { text: across(size), least: 1, now: both }),
    setting(kernel, "kernelSize", { text: across(kernelSize), cap: caps.kernelSize, now: both }),
    setting("stride", "stride"),
    setting("padding", "padding", { least: 0 }),
    setting("dilation", "dilation", { cap: caps.dilation }),
  ];
}

/**
 * Why a slider stops where it does, if the reason is that the window must fit.
 * @param {Setting[]} settings @param {(setting: Setting) => string} name
 * @param {any} messages @returns {string | null}
 */
export function noteOf(settings, name, messages) {
  const full = settings.find(({ value, max, cap }) => cap && value === max && max < cap);
  if (full) return messages.largest(name(full), full.max);
  const low = settings.find(
    ({ value, min, least }) => least !== undefined && value === min && min > least,
  );
  return low ? messages.smallest(name(low), low.min) : null;
}

/** What joins rows and columns again: one number for both, and for all sides of the padding.
 * That of the rows if a window fits then, else the largest padding and the least dilation,
 * or (stamps are cut off by padding) the other way round.
 * @param {Record<string, any>} state @param {string[]} names the traits that may be apart
 * @param {(changes: Record<string, number>) => boolean} isPossible */
export function joined(state, names, isPossible) {
  const values = (/** @type {string} */ name) => [state[name]].flat(2);
  const pick = (/** @type {(name: string) => number} */ one) =>
    Object.fromEntries(names.map((name) => [name, one(name)]));
  const tries = [
    pick((name) => values(name)[0]),
    pick((name) => Math[name === "padding" ? "max" : "min"](...values(name))),
    pick((name) => Math[name === "padding" ? "min" : "max"](...values(name))),
    pick((name) => Math.min(...values(name))),
  ];
  return tries.find(isPossible);
}
