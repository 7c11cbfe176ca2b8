/** The columns of the table, and how their numbers are written. No DOM, no model. */

import { pairOf, slides } from "./network.js";

const COMMAS = new Intl.NumberFormat("en-US");

/** A whole number with commas, and a real minus sign. @param {number} value */
export const whole = (value) => COMMAS.format(value).replace("-", "−");

/** Along which axes a field is shown: one if both are alike, or if the image is a strip.
 * @param {import("./network.js").Stage[]} stages */
export function axesShown(stages) {
  const fields = stages.map(({ size, jump, start }) => [size, jump, start]);
  const alike = fields.flat().every(([rows, columns]) => rows === columns);
  const isStrip = stages[0].shape[1] === 1 && stages.every(({ size }) => size[0] === 1);
  return alike || isStrip ? [1] : [0, 1];
}

/**
 * The columns: which number each shows of a stage, its label, and its name when spoken.
 * @param {import("./network.js").Stage[]} stages @param {any} messages
 * @returns {{key: string, axis: number, label: string, spoken: string,
 *   of: (stage: import("./network.js").Stage) => number}[]}
 */
export function columnsOf(stages, { columns, ofAxis, spokenOfAxis }) {
  const axes = axesShown(stages);
  const column = (key, of, axis = 1) => ({ key, axis, of, label: columns[key], spoken: columns[key] });
  return [
    ...["channels", "height", "width"].map((key, n) => column(key, ({ shape }) => shape[n])),
    column("parameters", ({ parameters }) => parameters),
    column("multiplyAdds", ({ multiplyAdds }) => multiplyAdds),
    column("flops", ({ multiplyAdds }) => 2 * multiplyAdds),
    ...["size", "jump", "start"].flatMap((key) =>
      axes.map((axis) => ({
        ...column(key, (stage) => stage[key][axis], axis),
        ...(axes.length > 1 && {
          label: ofAxis(columns[key], axis),
          spoken: spokenOfAxis(columns[key], axis),
        }),
      })),
    ),
  ];
}

/** What a layer is called in a row of its own: its type, and the size of its kernel.
 * @param {import("./network.js").Layer} layer */
export const nameOf = (layer) =>
  layer.type + (slides(layer.type) ? ` ${pairOf(layer, "kernel_size").join("×")}` : "");
