/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

export const en = {
  transposed: "Transposed convolution",
  view: "View",
  views: { stamp: "stamp and add", zeros: "insert zeros", matrix: "matrix" },
  output_padding: "Output padding",
  overlap: "Overlap",
  stamp: "Stamp",
  stretched: "Input with zeros",
  cutOff: (padding) => `Output, ${padding} cut off`,
  soFar: (place) => `Output, ${place}`,
  stampPlace: (step, all) => (step === null ? plural(all, "stamp", "stamps") : `stamp ${step} of ${all}`),
  stampWords: (row, col, value, kept, cut, top, left) =>
    `x[${row},${col}] stamps ${format(value)} times the kernel: ${plural(kept, "product", "products")} from row ${format(top)}, column ${format(left)} on${cut ? `; padding cuts off ${cut} more` : ""}.`,
  landsWords: (row, col, value) =>
    `The weight w[${row},${col}] = ${format(value)} is in every stamp: it lands once for each input.`,
  noStamp: "No stamp reaches this output: it is 0.",
  outputPaddingNote: (value) =>
    `Output padding stops at ${value}: it must stay below the stride (or the dilation).`,
  cutAllNote: (value) => `Padding stops at ${value}: more would leave nothing.`,
};
