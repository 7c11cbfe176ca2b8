/**
 * What the layers of a network make of an image: sizes, costs and receptive fields. No
 * DOM, no model, no state: it mirrors `network.py`, and the test suite holds it to that.
 *
 * A layer is its type and those arguments that are not PyTorch's default; `layers.json`
 * says which there are. What a layer cannot be given is refused with the message of that
 * name and what it needs, so that the page can say it.
 *
 * @typedef {{type: string} & Record<string, any>} Layer
 * @typedef {{shape: number[], parameters: number, multiplyAdds: number,
 *   flattened: number[] | null, size: number[], jump: number[], start: number[]}} Stage
 *   what there is behind a layer: `shape` is channels, rows and columns, `flattened` the
 *   rows and columns that there were; the field is in pixels, for rows and for columns
 */
import { transposedSize } from "../src/arithmetic.js";
import { Axis } from "../src/axis.js";
import { fieldsOf } from "../src/fields.js";

/** @typedef {typeof import("./layers.json")} Spec */
/** @type {Spec} */
export let spec;
/** @type {Record<string, Record<string, any>>} */
export let TYPES;

/** Takes what `layers.json` says: it travels with the state. @param {Spec} given */
export function learn(given) {
  spec = given;
  TYPES = spec.types;
}

/** Doubles count exactly up to here. */
const EXACT = 2 ** 53;
const AXES = [0, 1];

/** What cannot be: a message's name, and what it is told. */
export class Refusal extends Error {
  /** @param {string} message @param {...any} told */
  constructor(message, ...told) {
    super(message);
    this.told = told;
    /** The layer that is meant, from 0. @type {number | undefined} */
    this.layer = undefined;
    /** Its line, if it was read from a text. @type {number | undefined} */
    this.line = undefined;
  }
}

/** The arguments of a type that make a difference to the table: one for which there is a list
 * can only mean what its default does. @param {string} type */
export const argumentsOf = (type) =>
  Object.keys(TYPES[type]).filter(
    (name) => !["given", "ignored"].includes(TYPES[type][name]) && !Array.isArray(TYPES[type][name]),
  );

/** PyTorch's name for how many channels come in. @param {string} type */
export const incoming = (type) =>
  Object.keys(TYPES[type]).find((name) => TYPES[type][name] === "given");

/** An argument of a layer, the default if it does not say. @param {Layer} layer @param {string} name */
export function valueOf(layer, name) {
  const value = layer[name] ?? TYPES[layer.type][name];
  return value === "kernel_size" ? layer.kernel_size : value;
}

/** The same for rows and columns. @param {Layer} layer @param {string} name @param {any} [other] */
export function pairOf(layer, name, other) {
  const value = valueOf(layer, name) ?? other;
  return Array.isArray(value) ? value : [value, value];
}

export const slides = (type) => "kernel_size" in TYPES[type];

/** @param {Layer} layer */
export const isTransposed = (layer) => layer.type === "ConvTranspose2d";

const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/** Cells and windows of a pooling that is told how many windows there are, without their
 * common divisor: of 6 cells, 4 windows take 3/2 each, and all the cells that they touch.
 * That is what windows of 3 read if each cell is first repeated, twice here.
 * @param {Layer} layer @param {Pick<Stage, "shape">} before @param {number} n */
function ratio(layer, before, n) {
  if (!("output_size" in layer)) return [1, 1];
  const [cells, windows] = [before.shape[n + 1], pairOf(layer, "output_size")[n]];
  const shared = divisor(cells, windows);
  return [cells / shared, windows / shared];
}

/** How often each cell is repeated before a layer reads it, along an axis.
 * @param {Layer} layer @param {Pick<Stage, "shape">} before @param {number} n */
export const repeats = (layer, before, n) => ratio(layer, before, n)[1];

/** How a layer reads what is before it, along an axis. Linear is a convolution whose
 * kernel is as large as the map was that has been flattened.
 * @param {Layer} layer @param {Pick<Stage, "shape" | "flattened">} before @param {number} n
 * @returns {import("../src/fields.js").Along} */
export function along(layer, before, n) {
  const whole = (layer.type === "Linear" && before.flattened) || [1, 1];
  const [window] = ratio(layer, before, n);
  return {
    kernel: slides(layer.type) ? pairOf(layer, "kernel_size")[n] : whole[n] * window,
    stride: pairOf(layer, "stride", window)[n],
    padding: pairOf(layer, "padding", 0)[n],
    dilation: pairOf(layer, "dilation", 1)[n],
    transposed: isTransposed(layer),
  };
}

/** The same in one step or two: cells that are repeated are stamps.
 * @param {Layer} layer @param {Pick<Stage, "shape" | "flattened">} before @param {number} n
 * @returns {import("../src/fields.js").Along[]} */
function steps(layer, before, n) {
  const times = repeats(layer, before, n);
  const isPlain = AXES.every((axis) => repeats(layer, before, axis) === 1);
  const repeated = { kernel: times, stride: times, padding: 0, dilation: 1, transposed: true };
  return [...(isPlain ? [] : [repeated]), along(layer, before, n)];
}

/** How many cells there are behind a layer that slides, along an axis.
 * @param {Layer} layer @param {number} cells @param {import("../src/fields.js").Along} along
 * @param {number} extra the output padding */
function count(layer, cells, { kernel, stride, padding, dilation, transposed }, extra) {
  if (transposed) {
    const setting = { stride, padding, dilation, output_padding: extra };
    const [pixels] = transposedSize([cells, cells], [kernel, kernel], setting);
    if (extra >= Math.max(stride, dilation)) throw new Refusal("extra", extra);
    if (pixels < 1) throw new Refusal("nothing", padding);
    return pixels;
  }
  const pools = layer.type.endsWith("Pool2d");
  if (pools && 2 * padding > kernel) throw new Refusal("halfPadding", padding, kernel);
  const axis = new Axis(cells, kernel, stride, padding, padding, dilation);
  if (valueOf(layer, "ceil_mode")) axis.roundUp();
  if (axis.count < 1) throw new Refusal("tooLarge", axis.span, cells + 2 * padding);
  return axis.count;
}

/** What there is behind one layer more, but for its field.
 * @param {Pick<Stage, "shape" | "flattened">} before @param {Layer} layer */
function behind(before, layer) {
  const { type } = layer;
  const { flattened } = before;
  const [channels, ...cells] = before.shape;
  const mapped = ["kernel_size", "output_size", "affine"].some((name) => name in TYPES[type]);
  if (flattened && mapped) throw new Refusal("needsMap", type);
  if (!flattened && type === "Linear") throw new Refusal("needsFlatten");
  const groups = valueOf(layer, "groups") ?? 1;
  const filters = layer.out_channels ?? layer.out_features;
  for (const part of filters ? [channels, filters] : []) {
    if (part % groups) throw new Refusal("ungrouped", groups, part);
  }
  const counts = slides(type)
    ? AXES.map((n) => count(layer, cells[n], along(layer, before, n), pairOf(layer, "output_padding", 0)[n]))
    : "output_size" in layer
      ? pairOf(layer, "output_size")
      : cells;
  const flattens = type === "Flatten" && !flattened;
  const weights = filters ? weightsOf(layer, channels) : 0;
  const learned = type === "BatchNorm2d" && valueOf(layer, "affine") ? learnedBy(layer) * channels : 0;
  /** Each weight is used once for each of these. */
  const places = isTransposed(layer) ? cells : counts;
  return {
    shape: flattens ? [channels * cells[0] * cells[1], 1, 1] : [filters ?? channels, ...counts],
    parameters: filters ? weights + (valueOf(layer, "bias") ? filters : 0) : learned,
    multiplyAdds: weights * places[0] * places[1],
    flattened: flattens ? cells : type === "Linear" ? [1, 1] : flattened,
  };
}

/** How many numbers a normalization learns for each channel. @param {Layer} layer */
export const learnedBy = (layer) => (valueOf(layer, "bias") ? 2 : 1);

/** @param {Layer} layer @param {number} channels that come in */
export function weightsOf(layer, channels) {
  const [rows, columns] = slides(layer.type) ? pairOf(layer, "kernel_size") : [1, 1];
  const filters = layer.out_channels ?? layer.out_features;
  return filters * (channels / (valueOf(layer, "groups") ?? 1)) * rows * columns;
}

/** What there is of an image, and behind each layer.
 * @param {number[]} shape @param {Layer[]} layers @returns {Stage[]} */
export function trace(shape, layers) {
  /** @type {any[]} */
  const stages = [{ shape, parameters: 0, multiplyAdds: 0, flattened: null }];
  layers.forEach((layer, n) => {
    try {
      stages.push(behind(stages[n], layer));
    } catch (error) {
      if (error instanceof Refusal) error.layer = n;
      throw error;
    }
  });
  const [rows, columns] = AXES.map((axis) => {
    const each = layers.map((layer, n) => steps(layer, stages[n], axis));
    const fields = fieldsOf(each.flat());
    if (!fields) throw new Refusal("tooWide");
    return each.map((_, n) => fields[each.slice(0, n + 1).flat().length - 1]);
  });
  const image = { size: 1, jump: 1, start: 0 };
  stages.forEach((stage, n) => {
    const [down, across] = n ? [rows[n - 1], columns[n - 1]] : [image, image];
    for (const key of ["size", "jump", "start"]) stage[key] = [down[key], across[key]];
  });
  const { parameters, multiplyAdds } = sumOf(stages);
  const numbers = stages.flatMap(({ shape, size, start, jump }) => [shape, size, start, jump].flat());
  if (!(Math.max(parameters, multiplyAdds, ...numbers.map(Math.abs)) <= EXACT)) throw new Refusal("tooMuch");
  return stages;
}

/** All parameters and all multiply–adds. @param {Stage[]} stages */
export const sumOf = (stages) => ({
  parameters: stages.reduce((sum, stage) => sum + stage.parameters, 0),
  multiplyAdds: stages.reduce((sum, stage) => sum + stage.multiplyAdds, 0),
});

/** Whether a value is one of an argument, and written as it always is.
 * @param {string} type @param {string} name @param {any} value */
function allowed(type, name, value) {
  const usual = TYPES[type][name];
  if (typeof usual === "boolean") return typeof value === "boolean";
  const least = spec.from_zero.includes(name) ? 0 : 1;
  const isWhole = (number) => Number.isInteger(number) && number >= least && number <= spec.largest;
  const isPair = Array.isArray(value) && value.length === 2 && value[0] !== value[1];
  return isPair && spec.pairs.includes(name) ? value.every(isWhole) : isWhole(value);
}

/** Whether an argument is PyTorch's default anyway. @param {Layer} layer @param {string} name */
export function isUsual(layer, name) {
  const usual = TYPES[layer.type][name];
  return String(layer[name]) === String(usual === "kernel_size" ? layer.kernel_size : usual);
}

/** A layer of a type, with what is said of it, in the order of PyTorch's arguments.
 * @param {string} type @param {Record<string, any>} said @returns {Layer} */
export function tidy(type, said) {
  const one = (value) => (Array.isArray(value) && value[0] === value[1] ? value[0] : value);
  const given = argumentsOf(type).filter((name) => (said[name] ?? null) !== null);
  const layer = { type, ...Object.fromEntries(given.map((name) => [name, one(said[name])])) };
  for (const name of given) if (isUsual(layer, name)) delete layer[name];
  return layer;
}

/** The first argument of a layer that is missing or not what `network.py` calls tidy.
 * @param {any} layer @returns {string | undefined} */
export function wrongIn(layer) {
  const { type, ...said } = Object(layer);
  if (typeof type !== "string" || !Object.hasOwn(TYPES, type)) return "type";
  const names = argumentsOf(type);
  return [...names, ...Object.keys(said)].find((name) =>
    name in said
      ? !names.includes(name) || !allowed(type, name, said[name]) || isUsual(layer, name)
      : TYPES[type][name] === null,
  );
}

/** Whether layers are what the state may hold. @param {any} layers */
export const areLayers = (layers) =>
  Array.isArray(layers) &&
  layers.length >= 1 &&
  layers.length <= spec.most &&
  layers.every((layer) => wrongIn(layer) === undefined);
