/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

export const en = {
  asMatrix: "One convolution, four ways",
  asMatrixBack: "The way back, four ways",
  view: "View",
  views: { loop: "loop", columns: "columns", matrix: "matrix" },
  transposed: "Transposed",
  outputGradient: "Output gradient",
  inputGradient: "Input gradient",
  loop: "Loop",
  scatter: "The same loop, back",
  gather: "Pixel by pixel, with the kernel turned",
  columns: "Windows as columns",
  columnsBack: "Products to be added",
  matrix: "M",
  matrixBack: "Mᵀ",
  rowOfM: "Row of Mᵀ on the output gradient",
  rowFor: (number, row, col) => `Row ${number} of Mᵀ, for x[${row},${col}]`,
  rowHint: ([top, left], [bottom, right]) =>
    `Laid on the output gradient, the row is the kernel turned by 180°. Zeros around it: ${top} top, ${bottom} bottom, ${left} left, ${right} right.`,
  productStep: (step, all) => (step === null ? plural(all, "product", "products") : `product ${step} of ${all}`),
  pixelStep: (step, all) => (step === null ? plural(all, "pixel", "pixels") : `pixel ${step} of ${all}`),
  nothingLit:
    "Select a cell, a line of the loop, or a number of M: its products are lit everywhere.",
  deltaGoesTo: (row, col, value, count) =>
    `d[${row},${col}] = ${format(value)} goes back through its window: ${plural(count, "product", "products")}, one column of the columns and one of Mᵀ.`,
  pixelIsIn: (row, col, value, count, pixel) =>
    `x[${row},${col}] = ${format(value)} is in ${plural(count, "product", "products")}: column ${pixel} of M.`,
  weightIsIn: (row, col, value, count, cell) =>
    `w[${row},${col}] = ${format(value)} is in ${plural(count, "product", "products")}: row ${cell} of the columns, and along a diagonal of M.`,
  pixelGradient: (row, col, terms, value) =>
    `Gradient of x, row ${row}, column ${col}: ${terms
      .map(({ delta, w }) => `${format(delta)} times ${format(w)}`)
      .join(", plus ")}${terms.length ? "," : "nothing comes back,"} gives ${format(value)}.`,
  linesProducts: (count) => `What this line stands for at this pass: ${plural(count, "product", "products")}.`,
  noEntry: (out, pixel) => `M is 0 here: output ${out} does not read pixel ${pixel}.`,
  noPass: "Here the window lies on a zero around the image: there is nothing to multiply.",
  onePass: (target, { w }, other, value) =>
    `${target} grows by ${format(w)} times ${format(other)}, which is ${format(value)}.`,
  sameProduct: ({ cell, out, pixel }) =>
    `One pass of the loop: weight ${cell}, window ${out}; in M, row ${out} and column ${pixel}.`,
  inColours: (name, rows, cols) => `${name}, ${rows} × ${cols}, in colours`,
  tooLong: (most) => `Beyond ${most} × ${most}, colours: the stronger, the larger; grey, if negative.`,
  circle: "If the image goes round: circulant, and Fourier",
  circleWords: (plane) =>
    `What leaves on the right comes in on the left${plane ? ", what leaves below comes in above" : ""} (padding mode “circular”). Every pixel starts a window, and M is ${plane ? "square; each block of it is circulant, and so are the blocks:" : "circulant:"} a row is the one above it, moved on by one. The Fourier transform F makes such a matrix diagonal.`,
  noCircle: "The kernel is longer than the image: it would meet itself on the way round.",
  circulant: "M, going round",
  diagonal: "F M F⁻¹",
  diagonalOf: (count) => `F M F⁻¹, ${count} × ${count}: only the diagonal is left`,
  offDiagonal: (largest) => `The largest number beside the diagonal: ${largest}. What is left there is rounding.`,
  spectra: ["frequency", "image, Fx", "kernel: the diagonal", "product"],
  transformedBack: "The products, transformed back",
  sameAs: (apart) => `The same as M times the image; the largest difference is ${apart}.`,
};
