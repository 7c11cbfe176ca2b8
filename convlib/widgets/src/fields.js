/**
 * What the cells behind each layer see of the image, along one axis: it mirrors
 * `convlib.receptive_field`, transposed convolutions included.
 *
 * @typedef {{kernel: number, stride: number, padding: number, dilation: number,
 *   transposed: boolean}} Along a layer, along an axis
 * @typedef {{size: number, jump: number, start: number}} Field in pixels of the image
 */
import limits from "../limits.json" with { type: "json" };
import { Axis } from "./axis.js";

/** Where the cells of a layer read, or stamp; nothing asks how many there are.
 * @param {Along} layer */
const axisOf = ({ kernel, stride, padding, dilation }) =>
  new Axis(0, kernel, stride, padding, padding, dilation);

/** Whether what cells read behind a transposed convolution can be listed: there they read
 * in as many ways as the strides multiply to, and each cell differs. @param {Along[]} layers */
function isListed(layers) {
  const first = layers.findIndex(({ transposed }) => transposed);
  let [width, ways] = [1, 1];
  for (const layer of first < 0 ? [] : layers.slice(first).reverse()) {
    const { kernel, stride, span } = axisOf(layer);
    width = layer.transposed
      ? Math.floor((width + span - 2) / stride) + 1
      : (width - 1) * stride + span;
    if (layer.transposed) ways *= stride;
    if (ways * width * kernel > limits.widest) return false;
  }
  return true;
}

/**
 * Where the fields of cells begin and end that differ from one another: those of the
 * cells 0 to `first.length` − 1, in cells in front of the first transposed layer. The next
 * ones are the same again, `shift` further. Cells that read nothing have NaN.
 * @typedef {{first: number[], last: number[], shift: number}} Ends
 */

/** @param {Ends} ends @param {"first" | "last"} which @param {number} cell */
function endOf(ends, which, cell) {
  const { [which]: found, shift } = ends;
  const turn = Math.floor(cell / found.length);
  return found[cell - turn * found.length] + turn * shift;
}

const divisor = (a, b) => (b ? divisor(b, a % b) : a);

/** The ends behind one layer more. @param {Ends} below @param {Along} layer @returns {Ends} */
function endsBehind(below, layer) {
  const { stride, transposed } = layer;
  const period = below.first.length;
  const count = transposed ? period * stride : period / divisor(period, stride);
  const axis = axisOf(layer);
  const cells = Array.from({ length: count }, (_, cell) =>
    transposed
      ? axis.reads(0).map((reach) => (cell - reach) / stride).filter(Number.isInteger)
      : axis.reads(cell),
  );
  const end = (which, choose) =>
    cells.map((read) => {
      const ends = read.map((cell) => endOf(below, which, cell)).filter((value) => !Number.isNaN(value));
      return ends.length ? choose(...ends) : NaN;
    });
  return {
    first: end("first", Math.min),
    last: end("last", Math.max),
    shift: transposed ? below.shift : (below.shift * count * stride) / period,
  };
}

/** The first cell that cell 0 of the last layer can read. @param {Along[]} layers */
const firstOf = (layers) =>
  layers.reduceRight((cell, layer) => {
    const axis = axisOf(layer);
    const last = axis.pixel(0, layer.kernel - 1);
    return layer.transposed ? Math.ceil((cell - last) / layer.stride) : axis.pixel(cell, 0);
  }, 0);

/** @param {Along[]} layers @returns {Field[] | null} null if they cannot be listed */
export function fieldsOf(layers) {
  if (!isListed(layers)) return null;
  let [size, jump, start] = [1, 1, 0];
  /** @type {Ends | null} */
  let ends = null;
  let [from, step] = [0, 1];
  return layers.map((layer, n) => {
    if (layer.transposed && !ends) {
      [from, step] = [n, jump];
      ends = { first: [0], last: [0], shift: 1 };
    }
    if (!ends) {
      const axis = axisOf(layer);
      size += (axis.span - 1) * jump;
      start += axis.pixel(0, 0) * jump;
      jump *= layer.stride;
      return { size, jump, start };
    }
    const { first, last } = (ends = endsBehind(ends, layer));
    step = layer.transposed ? step / layer.stride : step * layer.stride;
    const reach = last.map((end, cell) => end - first[cell]).filter((cells) => cells >= 0);
    return {
      size: reach.length ? size + Math.max(...reach) * jump : 0,
      jump: step,
      start: start + firstOf(layers.slice(from, n + 1)) * jump,
    };
  });
}
