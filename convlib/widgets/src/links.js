/**
 * An explorer's state as text for a link, and back: no DOM, no model. A link may come from
 * anywhere, so nothing in it is believed. Each value must be what its trait in Python
 * allows (the page carries these rules), and all of them must go together.
 */
import { effectiveKernelSize, geometryOf, outputShape, outputSize, shape } from "./arithmetic.js";
import { LARGEST } from "./numbers.js";
import { receptiveField } from "./receptive_field.js";
import { transposedSize } from "./transposed.js";

/** No size, stride and so on is larger, or than it is to begin with; nor are there more
 * numbers in an array, or more cells along a picture. */
const MOST = 16;
const MOST_NUMBERS = 1000;
const LONGEST = 64;

/** @typedef {Record<string, any>} State */
/** @typedef {Record<string, [string, ...any[]]>} Rules */

/** @param {State} state @param {Rules} rules */
export const toText = (state, rules) =>
  btoa(JSON.stringify(Object.fromEntries(Object.keys(rules).map((name) => [name, state[name]]))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const isWhole = (value, least, most) =>
  Number.isInteger(value) && value >= least && value <= most;
const isNumber = (value) => typeof value === "number" && Math.abs(value) <= LARGEST;
/** @param {any} array @returns {number[]} */
const sizes = (array) => (Array.isArray(array) ? [array.length, ...sizes(array[0])] : []);
const alike = (one, other) => String(one) === String(other);

/** Whether an array is regular, `depth` deep, and holds numbers. */
const isArray = (value, depth, before) =>
  depth === 0
    ? isNumber(value)
    : Array.isArray(value) &&
      isWhole(value.length, 1, Math.max(MOST, before?.length ?? 0)) &&
      value.every(
        (part) => isArray(part, depth - 1, before?.[0]) && alike(sizes(part), sizes(value[0])),
      );

/** Whether a value is what its rule asks for; `before` is the one to begin with.
 * @type {Record<string, (value: any, before: any, ...needs: any[]) => boolean>} */
const ALLOWS = {
  whole: (value, before, least) => isWhole(value, least, Math.max(MOST, before)),
  number: isNumber,
  flag: (value) => typeof value === "boolean",
  word: (value, _, ...words) => words.includes(value),
  array: (value, before, depth) =>
    isArray(value, depth, before) &&
    value.flat(Infinity).length <= Math.max(MOST_NUMBERS, before.flat(Infinity).length),
  place: (value, _, axes) =>
    value === null ||
    (Array.isArray(value) &&
      typeof value[0] === "string" &&
      Object.hasOwn(axes, value[0]) &&
      value.length === axes[value[0]] + 1 &&
      value.slice(1).every((index) => isWhole(index, 0, LARGEST))),
  layers: (value, [example], most, largest) =>
    Array.isArray(value) &&
    isWhole(value.length, 1, most) &&
    value.every(
      (layer) =>
        alike(Object.keys(Object(layer)), Object.keys(example)) &&
        Object.keys(example).every((name) =>
          isWhole(layer[name], name === "padding" ? 0 : 1, MOST),
        ),
    ) &&
    receptiveField(value)[value.length - 1].size <= largest,
};

/** Whether arrays that a reader cannot resize have the sizes that they begin with.
 * @param {State} state @param {State} before @param {string[]} names */
const keeps = (state, before, ...names) =>
  names.every((name) => alike(sizes(state[name]), sizes(before[name])));

const fits = (image, kernel, state) =>
  outputShape(image, kernel, geometryOf(state)).every((cells) => cells > 0);

/** For each kind, whether values that are allowed one by one go together.
 * @type {Record<string, (state: any, before: any) => boolean>} */
const FITS = {
  "sliding-window": (s) => fits(s.image, s.kernel, s),
  channels: (s, before) =>
    keeps(s, before, "image", "filters", "bias") &&
    s.filter < s.filters.length &&
    fits(s.image[0], s.filters[0][0], s),
  "conv-backward": (s, before) =>
    keeps(s, before, "image", "kernel") &&
    alike(sizes(s.grad_output), outputShape(s.image, s.kernel, geometryOf(s))),
  network: (s, before) =>
    keeps(s, before, "image", "filters", "fc_weight", "fc_bias") &&
    s.label < s.fc_bias.length,
  "output-size": (s) =>
    outputSize(s.input_size, s.kernel_size, s.stride, s.padding, s.dilation) > 0,
  pooling: (s, before) =>
    keeps(s, before, "feature_map") &&
    alike(
      sizes(s.grad_output),
      shape(s.feature_map).map((cells) => outputSize(cells, s.kernel_size, s.stride)),
    ),
  "receptive-field": () => true,
  transposed: (s, before) =>
    keeps(s, before, "image", "kernel") &&
    s.output_padding < Math.max(s.stride, s.dilation) &&
    transposedSize(shape(s.image), shape(s.kernel), s).every((cells) =>
      isWhole(cells, 1, LONGEST),
    ),
  groups: (s) => s.in_channels % s.groups === 0 && s.out_channels % s.groups === 0,
  "image-kernel": (s) =>
    ["3,3", "5,5"].includes(String(sizes(s.kernel))) &&
    effectiveKernelSize(s.kernel.length, s.dilation) <=
      Math.min(s.image.rows, s.image.columns),
};

/** The state that a text stands for, null if there is none that could be shown.
 * @param {string} text @param {string} kind @param {Rules} rules
 * @param {State} before the state to begin with @returns {State | null} */
export function fromText(text, kind, rules, before) {
  try {
    const given = JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
    const names = Object.keys(rules);
    const allowed =
      alike(Object.keys(given).sort(), [...names].sort()) &&
      names.every((name) => {
        const [word, ...needs] = rules[name];
        return ALLOWS[word](given[name], before[name], ...needs);
      });
    const state = { ...before, ...given };
    return allowed && FITS[kind](state, before) ? state : null;
  } catch {
    return null;
  }
}
