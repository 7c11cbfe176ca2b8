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
  spreadKernel: (kernel, dilation) => `${kernel}, dilation ${[dilation].flat().join(" × ")}`,
  cutOff: (padding) => `Output, ${[padding].flat().join(" × ")} cut off`,
  soFar: (place) => `Output, ${place}`,
  stampPlace: (step, all) => (step === null ? plural(all, "stamp", "stamps") : `stamp ${step} of ${all}`),
  stampWords: (row, col, value, kept, cut, top, left) =>
    `x[${row},${col}] stamps ${format(value)} times the kernel: ${plural(kept, "product", "products")} from row ${format(top)}, column ${format(left)} on${cut ? `; padding cuts off ${cut} more` : ""}.`,
  landsWords: (row, col, value) =>
    `The weight w[${row},${col}] = ${format(value)} is in every stamp: it lands once for each input.`,
  stampsShare: (inputs) =>
    inputs === 0
      ? "Its stamp shares no output with another one."
      : `Its stamp shares outputs with ${plural(inputs, "other one", "other ones")}; the small numbers say how many.`,
  noStamp: "No stamp reaches this output: it is 0.",
  outputPaddingNote: (value) =>
    `Output padding stops at ${value}: it must stay below the stride (or the dilation).`,
  cutAllNote: (value) => `Padding stops at ${value}: more would leave nothing.`,
  tooLargeNote: (name, value, most) =>
    `${name} stops at ${value}: more than ${most} × ${most} numbers would come out.`,
  unfit: {
    transposed: ([rows, cols]) =>
      `Nothing was pasted: of ${rows} × ${cols} numbers nothing would come out, or too much.`,
  },
  stamp_turned: "Here the stamps are turned. A stamp is the kernel as it stands.",
  stamps_assigned: "Stamps overlap here: they are added, and overwrite nothing.",
  stamps_touch: "That is for stride 1: the stamps start further apart.",
  one_zero_more: "The stamps are too far apart: between inputs there are stride − 1 zeros, not as many as the stride.",
  nothing_cut: "Nothing is cut off here: the rows and columns of the padding come first, and go.",
  padding_added: "Padding is cut off here, and not added around.",
  put_before: "Output padding goes to the bottom and to the right, not before.",
  stamp_dense: "That is for dilation 1: the weights of a stamp stand further apart.",
};
