/** What a reader can be asked for: no DOM, no model. `laid_stride` and so on lay the stamps
 * otherwise than they should be, `assigned` overwrites where they overlap. */
import { fill, shape, total, transposedSize } from "../src/arithmetic.js";
import { byOutput, products } from "./transposed.js";

/** @type {import("../src/practice.js").Results} */
export const results = {
  output: ({ image, kernel, assigned, ...state }) => {
    const { stride, padding, dilation } = state;
    const { laid_stride = stride, laid_padding = padding, laid_dilation = dilation } = state;
    const laid = { stride: laid_stride, padding: laid_padding, dilation: laid_dilation };
    const stampsAt = byOutput(products(image, kernel, state, laid));
    const [rows, cols] = transposedSize(shape(image), shape(kernel), state);
    return fill(rows, cols, (i, j) => total(stampsAt(i, j).slice(assigned ? -1 : 0)));
  },
};
