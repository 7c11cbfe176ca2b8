/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

export const en = {
  channels: "Channels and filters",
  channelsLabel: (size, filters, { stride, padding }) =>
    `Channels and filters: ${size} input, ${plural(filters, "filter", "filters")}, stride ${stride}, padding ${padding}`,
  inputChannel: (c) => `Input channel ${c}`,
  filterChannel: (k, c) => `Filter ${k} channel ${c}`,
  outputMap: (k) => `Output ${k}`,
  biasOf: (k) => `Bias ${k}`,
  products: "Products",
  subtotal: "subtotal",
  plusBias: "+ bias",
  sum: "= sum",
  channelWords: (k, row, col, channels, bias, relu, value) =>
    `Output ${k}, row ${row}, column ${col}: ${channels
      .map(
        ({ terms, subtotal }, c) =>
          `channel ${c}: ${terms
            .filter(({ product }) => product !== 0)
            .map(({ x, w }) => `${format(x)} times ${format(w)}`)
            .join(" plus ")} makes ${format(subtotal)}`,
      )
      .join("; ")}; plus bias ${format(bias)}${relu ? ", through ReLU" : ""}, gives ${format(value)}.`,
  channelFedTitle: (c, row, col, value, k, outputs) =>
    outputs === 0
      ? `No window reads x[${c},${row},${col}] = ${format(value)}.`
      : `x[${c},${row},${col}] = ${format(value)} feeds ${plural(outputs, "cell", "cells")} of every output. In output ${k}:`,
  channelFedWords: (c, row, col, value, fed) =>
    fed[0].length === 0
      ? `No window reads input channel ${c}, row ${row}, column ${col}.`
      : `Input channel ${c}, row ${row}, column ${col}, value ${format(value)}, feeds ${fed
          .map(
            (hits, k) =>
              `output ${k}: ${hits
                .map(({ i, j, w }) => `row ${i} column ${j} through weight ${format(w)}`)
                .join(", ")}`,
          )
          .join("; ")}.`,
  channelUsedWords: (k, c, row, col, value, times) =>
    `The weight w[${k},${c},${row},${col}] = ${format(value)} is used once in each window: it multiplies ${times === 1 ? "the marked cell" : `the ${times} marked cells`} of input channel ${c}, one for each cell of output ${k}.`,
};
