/**
 * The one formula: which pixel lies under which cell of a kernel,
 *
 *     pixel = window · stride − before + cell · dilation.
 *
 * It mirrors `convlib/_axis.py` and is held to it by the test suite. Windows, cells and
 * pixels are counted from 0; pixels in the padding are negative or too large. Where stamps
 * are laid instead (a transposed convolution), this is the axis of what they are laid on.
 */
export class Axis {
  /** @param {number} size pixels @param {number} kernel cells @param {number} [stride]
   * @param {number} [before] zeros before the first pixel @param {number} [after]
   * @param {number} [dilation] */
  constructor(size, kernel, stride = 1, before = 0, after = before, dilation = 1) {
    this.size = size;
    this.kernel = kernel;
    this.stride = stride;
    this.dilation = dilation;
    this.before = before;
    this.after = after;
    /** Pixels from the first to the last one under the kernel, both counted. */
    this.span = (kernel - 1) * dilation + 1;
    /** How many windows fit: 0 or less if the kernel is too long. */
    this.count = Math.floor((before + size + after - this.span) / stride) + 1;
    /** The pixel under a cell of the kernel. @param {number} window @param {number} cell */
    this.pixel = (window, cell) => window * stride - before + cell * dilation;
  }

  /** Rounds the number of windows up: a last one may hang over the end, if it starts on a pixel
   * or before. @returns {this} */
  roundUp() {
    const [room, starts] = [this.before + this.size + this.after - this.span, this.before + this.size];
    this.count = Math.min(Math.ceil(room / this.stride) + 1, Math.ceil(starts / this.stride));
    return this;
  }

  /** The pixels under a window, in the order of the kernel's cells.
   * @param {number} window @returns {number[]} */
  reads(window) {
    return Array.from({ length: this.kernel }, (_, cell) => this.pixel(window, cell));
  }

  /** Each window, with its cell, that lies on a pixel, in the order of the cells.
   * @param {number} pixel @returns {{window: number, cell: number}[]} */
  readers(pixel) {
    const found = [];
    for (let cell = 0; cell < this.kernel; cell += 1) {
      const window = (pixel - this.pixel(0, cell)) / this.stride;
      if (Number.isInteger(window) && window >= 0 && window < this.count) {
        found.push({ window, cell });
      }
    }
    return found;
  }
}

/** @typedef {[number, number]} Pair rows first, then columns */

/** @typedef {number | Pair} Steps one number for both axes, or one for each */
/** @typedef {Steps | [Pair, Pair]} Zeros likewise, or (before, after) for each axis */
/** @typedef {{stride?: Steps, padding?: Zeros, dilation?: Steps, ceil_mode?: boolean}} Geometry
 *   any state has one */

/** The value for rows and the value for columns.
 * @template T @param {T} value @returns {T extends any[] ? T : [T, T]} */
export const pair = (value) => /** @type {any} */ (Array.isArray(value) ? value : [value, value]);

/** Zeros around an image: [[top, bottom], [left, right]].
 * @param {Zeros} padding @returns {[Pair, Pair]} */
export function sides(padding) {
  const [rows, columns] = pair(padding);
  return [pair(rows), pair(columns)];
}

/** The shortest form that says the same: one number, one for each axis, all four sides.
 * @param {Zeros} value @returns {Zeros} */
export function shortest(value) {
  const axes = sides(value);
  if (axes.some(([before, after]) => before !== after)) return axes;
  const [[rows], [columns]] = axes;
  return rows === columns ? rows : [rows, columns];
}

/** The axes of an image that a kernel slides over, rows first; `ceil_mode` rounds up.
 * @param {number[]} size @param {number[]} kernelSize @param {Geometry} geometry
 * @returns {[Axis, Axis]} */
export function axesOf(size, kernelSize, { stride = 1, padding = 0, dilation = 1, ceil_mode }) {
  const [steps, spread] = [stride, dilation].map((value) => pair(value));
  const zeros = sides(padding);
  const along = (/** @type {0 | 1} */ n) => {
    const axis = new Axis(size[n], kernelSize[n], steps[n], ...zeros[n], spread[n]);
    return ceil_mode ? axis.roundUp() : axis;
  };
  return [along(0), along(1)];
}
