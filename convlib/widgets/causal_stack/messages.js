/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

const grouped = (count) => count.toLocaleString("en");
const samples = (count) => plural(count, "sample", "samples").replace(count, grouped(count));

export const en = {
  stack: "Dilated layers along time",
  stackLabel: (title, layers, field, causal) =>
    `${title}: ${plural(layers, "layer", "layers")}, ${causal ? "causal" : "centred"}, ${samples(field)} seen`,
  signal: "Signal",
  layer: (number) => `Layer ${number}`,
  weightsOf: (number) => `Layer ${number} weights`,
  dilationOf: (number) => `Layer ${number} dilation`,
  seen: (field) => `sees ${grouped(field)}`,
  time: "time",
  node: (grid, _row, time) => `${grid}, time ${time}`,
  zeros: (count) => `${count}×0`,
  nowNote: "Right of the dashed line is the future.",
  zerosNote: (count) => `${count}×0 stands for ${plural(count, "zero", "zeros")}.`,
  whole: grouped,
  blockNote: (layers, largest) =>
    `A block of WaveNet has ${layers} such layers of 2 weights, up to dilation ${largest}: it sees ${samples(2 ** layers)}.`,
  nodeWords: (layer, time, terms, value) =>
    `${layer}, time ${time}: ${terms
      .map(({ x, w }) => `${format(x)} times ${format(w)}`)
      .join(", plus ")}, gives ${format(value)}.`,
  field: "sees",
  reads: (count, first, last, zeros, later) =>
    count
      ? `Reads ${samples(count)} (times ${first} to ${last})${zeros ? " and zeros" : ""}; ${later ? `${later} of the future (dotted)` : "none of the future"}.`
      : "Reads zeros only.",
  sampleWords: (time, value, count, all) =>
    `The sample ${format(value)} of time ${time} is part of ${count} of ${plural(all, "output", "outputs")}.`,
  weightWords: (layer, value, shift) =>
    `The weight ${format(value)} of ${layer} multiplies the number ${
      shift ? `${plural(Math.abs(shift), "step", "steps")} ${shift < 0 ? "before" : "after"} each node` : "of each node’s own time"
    }.`,
  selectSomething:
    "Select a node to see its sum, a sample to see where it goes, or a weight to see what it multiplies.",
  step: (time, all) => (time === null ? `${all} outputs` : `output ${time} of ${all}`),
  zerosAre: "Zeros",
  places: { causal: "before: causal", centred: "on both sides: centred" },
  length: "Length",
  addLayer: "Add layer",
  removeLayer: (number) => `Remove layer ${number}`,
  fullNote: (layers) => `There are at most ${layers} layers.`,
  noRow: ([rows, cols]) =>
    `Nothing was pasted: a short row of numbers fits here, not ${rows} × ${cols}.`,
};
