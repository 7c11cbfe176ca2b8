/**
 * What a cell of a stack of layers sees, transposed ones included: no DOM, no model, no
 * state. Rows and columns are alike, so one axis is enough.
 *
 * @typedef {{kernel_size: number, stride: number, padding: number, dilation: number,
 *   transposed?: true, pooling?: true}} Layer
 */
import { transposedSize } from "../src/arithmetic.js";
import { Axis } from "../src/axis.js";
import { fieldsOf } from "../src/fields.js";

/** Size, jump and start of each layer's field; null if its cells cannot be listed.
 * @param {Layer[]} layers */
export const fieldsOfStack = (layers) =>
  fieldsOf(
    layers.map(({ kernel_size: kernel, stride, padding, dilation, transposed = false }) => ({
      kernel,
      stride,
      padding,
      dilation,
      transposed,
    })),
  );

/** How far the last layer's cells see; 0 if they see nothing or cannot be listed.
 * @param {Layer[]} layers */
export const sizeOf = (layers) => fieldsOfStack(layers)?.at(-1)?.size ?? 0;

/** @param {Layer} layer @param {number} [cells] that it reads, or stamps kernels for */
const axisOf = ({ kernel_size, stride, padding, dilation }, cells = 0) =>
  new Axis(cells, kernel_size, stride, padding, padding, dilation);

/** The pixels that a cell of the last layer reads, in their order; those in the padding, too.
 * @param {Layer[]} layers @param {number} cell @returns {number[]} */
export function pixelsOf(layers, cell) {
  let read = [cell];
  for (const layer of [...layers].reverse()) {
    const axis = axisOf(layer);
    const below = read.flatMap((place) =>
      layer.transposed
        ? axis.reads(0).map((reach) => (place - reach) / layer.stride).filter(Number.isInteger)
        : axis.reads(place),
    );
    read = [...new Set(below)];
  }
  return read.sort((one, other) => one - other);
}

/** How many cells there are behind some layers; 0 or less if the image is too small.
 * @param {Layer[]} layers @param {number} size of the image */
export function cellsBehind(layers, size) {
  let cells = size;
  for (const layer of layers) {
    if (cells < 1) return 0;
    const [pixels] = transposedSize([cells, cells], [layer.kernel_size, layer.kernel_size], layer);
    cells = layer.transposed ? pixels : axisOf(layer, cells).count;
  }
  return cells;
}
