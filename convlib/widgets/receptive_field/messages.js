/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { plural } from "../src/numbers.js";

export const en = {
  receptiveField: "Receptive field",
  layer: (number) => `Layer ${number}`,
  sees: (size) => `sees ${size}`,
  waysNote: "Numbers: ways to the selected cell.",
  size: "size",
  readWords: (layer, size, read) =>
    `One cell of ${layer} sees ${size} × ${size} pixels and reads ${read} of ${size * size}${read < size * size ? `: ${plural(size * size - read, "is a hole", "are holes")} (hatched)` : ""}.`,
  pixelWords: (row, col, ways, layer) =>
    `From the pixel in row ${row}, column ${col}, ${plural(ways, "way leads", "ways lead")} to the cell of ${layer}${ways ? "" : ": a hole"}.`,
  columns: ["kernel size", "stride", "padding", "dilation", "size", "jump", "start"],
  addLayer: "Add layer",
  removeLayer: (number) => `Remove layer ${number}`,
  fullNote: (size, layers) =>
    `The picture ends at ${size} × ${size} pixels and ${layers} layers.`,
};
