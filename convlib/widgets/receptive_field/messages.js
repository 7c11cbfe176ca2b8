/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { format, plural } from "../src/numbers.js";

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
    `The table ends at ${size} × ${size} pixels and ${layers} layers.`,
  toScale: (size, layers, differ) =>
    `To scale: cells are drawn of up to ${layers} ${differ ? "convolutions" : "layers"} and ${size} × ${size} pixels.${differ ? "" : " Dotted: the next cell’s."}`,
  between: (cell, first, last) =>
    `Cell ${cell} sees rows and columns ${format(first)} to ${format(last)}.`,
  differs: (size) =>
    `Behind a transposed convolution cells see differently far: ${size} × ${size} at most.`,
  largerThan: (size) =>
    `The field is larger than an image of ${size} × ${size}: no cell has all of it on the image.`,
  layerNumber: "Layer",
  cellNumber: "Cell",
  network: "Network",
  example: "the example",
  own: "another one",
  imageSize: "Image size",
  kindOf: (layer) => `Layer ${layer}`,
  layersTable: "Layers",
  kinds: { convolution: "convolution", pooling: "pooling", transposed: "transposed convolution" },
  short: { pooling: "pool", transposed: "transp." },
  impossible: "With that, the cells of these layers would see nothing, or too much to be shown.",
};
