/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

export const en = {
  channels: "Channels and filters",
  howMany: { channels: "Channels", filters: "Filters" },
  channel: (c) => `Channel ${c}`,
  inputChannel: (c) => `Input channel ${c}`,
  filterChannel: (k, c) => `Filter ${k} channel ${c}`,
  outputMap: (k) => `Output ${k}`,
  biasOf: (k) => `Bias ${k}`,
  notBiases: (filters) =>
    `Nothing was pasted: the biases are ${plural(filters, "number", "numbers")} in a row or a column, one for each filter.`,
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
  first_channel: "That is channel 0 alone. Add the subtotals of all channels.",
  last_channel: "That is the last channel alone. Add the subtotals of all channels; none replaces another.",
  slices_reversed: "The slices of the filter are in reverse order. Slice 0 belongs to channel 0.",
  bias_for_each: "The bias is added once for each channel there. Add it once to the whole sum.",
  bias_forgotten: "That is without the bias.",
  filters_turned: "There the filter is turned by 180°. Here it is used as it stands.",
  filters_swapped: "There rows and columns of the filter are swapped.",
  padding_doubled: "That is with twice the padding.",
  relu_forgotten: "That is the sum before ReLU, which makes 0 of what is negative.",
  relu_for_each: "There each subtotal goes through ReLU. Only the whole sum does, bias included.",
  holes_forgotten: "That is for dilation 1: the cells of the window lie further apart.",
};
