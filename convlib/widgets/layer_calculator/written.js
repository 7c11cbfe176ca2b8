/** A network as PyTorch code: it mirrors `written` of `torch_text.py`. */
import { TYPES } from "./network.js";

/** @typedef {import("./network.js").Layer} Layer */

/** @param {any} value */
function python(value) {
  if (Array.isArray(value)) return `(${value.join(", ")})`;
  return { true: "True", false: "False" }[String(value)] ?? String(value);
}

/** A layer as PyTorch makes it: by name what has a default.
 * @param {Layer} layer @param {number} channels that come in */
export function call(layer, channels) {
  const said = Object.entries(TYPES[layer.type]).flatMap(([name, usual]) => {
    if (usual === "given") return [String(channels)];
    if (!(name in layer)) return [];
    return [(usual === null ? "" : `${name}=`) + python(layer[name])];
  });
  return `nn.${layer.type}(${said.join(", ")})`;
}

/** Layers as the arguments of `nn.Sequential`, a line for each. @param {string[]} calls */
export const written = (calls) => calls.map((code) => `    ${code},\n`).join("");
